"""Whether the chosen limits speak of the organs that this case draws, and which other set here would speak of more.

A case of another region judged by the pelvic set has no wrong verdict, but none at all: that is said once, plainly,
with what to do. The set is never changed but by a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reirrad_gui.constraints import ConstraintSet, Stamp, errors, known_sets, lint
from reirrad_gui.constraints.fit import SetFit, set_fit
from reirrad_gui.constraints.library import is_shipped, own_files
from reirrad_gui.session.evaluation import Evaluation

NOTHING_FITS = (
    "No other set here has limits for them, so that no verdict on their accumulated dose is possible: add limits that "
    "you stand behind to a set of your own under “Constraint sets…”."
)
NO_WAY = "No other set here has one either: add limits that you stand behind to a set of your own."


@dataclass(frozen=True, slots=True)
class CaseFit:
    """The set in force and every other usable one on this computer, held against the organs drawn.

    `others` come with the most judged organs first, shipped sets before the user's own among equals.
    """

    organs: tuple[str, ...]
    in_force: SetFit
    others: tuple[SetFit, ...]

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Drawn organs to whose accumulated dose the set in force has no limit."""
        return tuple(organ for organ in self.organs if organ not in self.in_force.judged)

    @property
    def better(self) -> tuple[SetFit, ...]:
        """Other sets that judge more of the drawn organs."""
        return tuple(one for one in self.others if len(one.judged) > len(self.in_force.judged))

    @property
    def best(self) -> tuple[Stamp, ...]:
        """The set to offer instead; several where they judge equally many organs."""
        return tuple(one.stamp for one in self.better if len(one.judged) == len(self.better[0].judged))

    @property
    def mismatch(self) -> bool:
        """True where the set in force judges none of the organs drawn, or another one judges more."""
        return bool(self.organs) and (not self.in_force.judged or bool(self.better))

    @property
    def brief(self) -> str:
        """The mismatch in a line beside the set's name; empty without one."""
        if not self.mismatch:
            return ""
        judged, drawn = len(self.in_force.judged), len(self.organs)
        said = f"Organs drawn that have a limit in this set: {judged} of {drawn}."
        if not self.better:
            return f"{said} {NO_WAY}"
        return " ".join([said, *(f"In “{one.title}”: {len(one.judged)}." for one in self._offered)])

    @property
    def sentence(self) -> str:
        """What the set in force leaves without a verdict in this case, and what could be done; empty if nothing."""
        if not (self.mismatch or self.in_force.silent):
            return ""
        return " ".join([self._lacking, *self._elsewhere])

    @property
    def _offered(self) -> tuple[SetFit, ...]:
        return tuple(one for one in self.better if one.stamp in self.best)

    @property
    def _lacking(self) -> str:
        title, judged, drawn = self.in_force.title, self.in_force.judged, len(self.organs)
        if not self.mismatch:
            return f"The set “{title}” says nothing about {', '.join(self.in_force.silent)}."
        if not judged:
            return (
                f"The set “{title}” has no limit for the accumulated dose to any organ drawn in this case: "
                f"{', '.join(self.organs)}."
            )
        return (
            f"The set “{title}” has limits for {len(judged)} of the {drawn} organs drawn in this case, and none for "
            f"{', '.join(self.unjudged)}."
        )

    @property
    def _elsewhere(self) -> tuple[str, ...]:
        if self.better:
            return tuple(
                f"“{one.title}” has limits for {', '.join(one.judged)}: check whether it suits this case better."
                for one in self._offered
            )
        wanted = self.unjudged if self.mismatch else self.in_force.silent
        found = [(one, _both(one.judged, wanted)) for one in self.others]
        there = [
            f"“{one.title}” has limits for {', '.join(organs)}; see “Limits side by side…”."
            for one, organs in found
            if organs
        ]
        single = [(one, _both(one.single_course, wanted)) for one in (self.in_force, *self.others)]
        background = [
            f"“{one.title}” has limits for a single course to {', '.join(organs)}; these judge no accumulated dose."
            for one, organs in single
            if organs
        ]
        return (*(there or [NOTHING_FITS]), *background)


def case_fit(evaluation: Evaluation, known: "Callable[[], tuple[ConstraintSet, ...]] | None" = None) -> CaseFit:
    """The sets on this computer against the organs drawn, as these are named now (suggestions included).

    `known` gives the sets to compare with; those on this computer unless given. One that may not judge is left out.
    """
    names = (name.canonical for name in evaluation.names if name.canonical and name.kind == "organ")
    organs = tuple(dict.fromkeys(name for name in names if name))
    in_force = evaluation.constraint_set
    sets = usable_sets(own_files()) if known is None else known()
    others = [set_fit(organs, one) for one in sets if one.name != in_force.name]
    ranked = sorted(others, key=lambda one: -len(one.judged))
    return CaseFit(organs, set_fit(organs, in_force), tuple(ranked))


class KeptFit:
    """The answer given last: it is found again where other organs are drawn, or a set became another one."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._found: CaseFit | None = None

    def of(self, evaluation: Evaluation) -> CaseFit:
        """As `case_fit`."""
        names, in_force, sets = evaluation.names, evaluation.constraint_set, usable_sets(own_files())
        if self._found is None or not all(a is b for a, b in zip(self._of, (names, in_force, sets), strict=True)):
            self._of, self._found = (names, in_force, sets), case_fit(evaluation, lambda: sets)
        return self._found


@lru_cache(maxsize=2)
def usable_sets(own: tuple[tuple[str, int], ...]) -> tuple[ConstraintSet, ...]:
    """Every set that may judge, shipped ones first; `own` tells the user's files apart: read again once they change."""
    del own
    return tuple(one for one in known_sets().sets if is_shipped(one.name) or not errors(lint(one)))


def _both(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    return tuple(organ for organ in these if organ in those)
