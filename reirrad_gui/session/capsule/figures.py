"""The numbers of an assessment, named, so that the same case opened elsewhere can be held against them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reirrad_gui.errors import CaseFileError

SCHEMA: Final = "reirrad-gui/figures/1"
Json = Mapping[str, Any]
SAME: Final = 1e-7
"""Relative: other processors add in another order; what is shown has three or four digits."""
_STRUCTURE: Final = ("volume_cc", "alpha_beta_gy", "coverage_percent", "courses", "cumulative")
_COURSE: Final = ("prescription", "delivered_fractions", "dose")
_LIMIT: Final = (
    "alpha_beta_gy", "per_course_eqd2_gy", "cumulative_eqd2_gy", "bounds_gy", "remaining_eqd2_gy", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """One number: of which organ, course or limit, which one, and its value; None where it is unknown."""

    of: str
    what: str
    value: float | str | None

    @property
    def text(self) -> str:
        """In one line."""
        return f"{self.of}, {self.what}: {_shown(self.value)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what it was; `now` None and `there` False where it is not told any more."""

    of: str
    what: str
    then: float | str | None
    now: float | str | None
    there: bool = True

    @property
    def text(self) -> str:
        """In one line."""
        now = _shown(self.now) if self.there else "not there"
        return f"{self.of}, {self.what}: then {_shown(self.then)}, now {now}"


def named_figures(said: Json, named: Callable[[str], str] = str) -> tuple[Named, ...]:
    """All numbers and verdicts of an `assess` JSON: courses, interval, organs, limits.

    `named` gives a structure another name.
    """
    found = [*_of("Course {}", said["courses"], _COURSE)]
    found += _leaves("Interval", "", {key: said["interval"].get(key) for key in ("min_days", "max_days")})
    found.append(Named("Case", "classification", said["classification"]["type"]))
    found += _leaves("Case", "overlap_cc", said["classification"]["overlap_cc"])
    for name, one in _once(said["structures"], lambda one: named(str(one["name"]))):
        found += _leaves(name, "", {key: one.get(key) for key in _STRUCTURE})
    for name, one in _once(said["constraints"], lambda one: _limit_name(one, named)):
        found += _leaves(name, "", {key: one.get(key) for key in _LIMIT})
    return tuple(found)


def figures_json(found: Iterable[Named]) -> dict[str, Any]:
    """As it is written into a capsule."""
    return {"schema": SCHEMA, "figures": [[one.of, one.what, one.value] for one in found]}


def figures_from_json(said: Json) -> tuple[Named, ...]:
    """As it was written; CaseFileError where it is something else."""
    if said.get("schema") != SCHEMA or not isinstance(said.get("figures"), list):
        raise CaseFileError("The numbers in this capsule are in a form that is not known here: they are not compared.")
    return tuple(Named(str(of), str(what), value) for of, what, value in said["figures"])


def differences(then: Iterable[Named], now: Iterable[Named]) -> tuple[Difference, ...]:
    """What is not what it was, in the order of then."""
    here = {(one.of, one.what): one.value for one in now}
    found = []
    for one in then:
        key = (one.of, one.what)
        value = here.get(key)
        if key not in here or not _same(one.value, value):
            found.append(Difference(one.of, one.what, one.value, value, key in here))
    return tuple(found)


def _of(pattern: str, rows: Iterable[Json], keys: Iterable[str]) -> Iterator[Named]:
    for number, one in enumerate(rows, start=1):
        yield from _leaves(pattern.format(number), "", {key: one.get(key) for key in keys})


def _once(rows: Iterable[Json], name_of: Any) -> Iterator[tuple[str, Json]]:
    """Rows with their names, which are told apart where several are alike."""
    seen: dict[str, int] = {}
    for one in rows:
        name = name_of(one)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), one


def _limit_name(one: Json, named: Callable[[str], str]) -> str:
    return f"Limit {named(one['organ'])} {one['metric']} {one.get('limit_gy')}"


def _leaves(of: str, where: str, said: Any) -> Iterator[Named]:
    """Numbers, verdicts and unknowns; sentences, names of sources and reasons are none."""
    if isinstance(said, Mapping):
        for key, one in said.items():
            if not key.endswith("reason"):
                yield from _leaves(of, f"{where}.{key}" if where else str(key), one)
    elif isinstance(said, list | tuple):
        for number, one in enumerate(said, start=1):
            yield from _leaves(of, f"{where} {number}", one)
    elif said is None or isinstance(said, int | float):
        yield Named(of, where, None if said is None else float(said))
    elif where == "status":
        yield Named(of, where, str(said))


def _same(then: float | str | None, now: float | str | None) -> bool:
    if isinstance(then, int | float) and isinstance(now, int | float):
        return math.isclose(then, now, rel_tol=SAME, abs_tol=SAME)
    return then == now


def _shown(value: float | str | None) -> str:
    return "unknown" if value is None else value if isinstance(value, str) else f"{value:.4g}"
