"""The resources of bundles: how one refers to another, and which of several versions is in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reirrad_gui.store.fhir.elements import Body, codes, identifiers, instant, plain_url

COURSE, PHASE, PLAN, FRACTION = "1217123003", "1222565005", "1255724003", "1297069006"
"""SNOMED CT: radiotherapy course of treatment, treatment phase, treatment plan, fraction."""
_LEVELS = {COURSE: "course", PHASE: "phase", PLAN: "plan", FRACTION: "fraction"}
_PROFILES = {"coursesummary": "course", "treatedphase": "phase", "treatedplan": "plan", "treatedfraction": "fraction"}
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_STATES = ("preparation", "not-done", "in-progress", "on-hold", "active", "stopped", "completed", "entered-in-error")


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource as it stands in a bundle."""

    body: Body
    path: Path
    url: str = ""

    @property
    def kind(self) -> str:
        """Its type: "Procedure"."""
        return str(self.body.get("resourceType", ""))

    @property
    def name(self) -> str:
        """Type and id, as references write it."""
        return f"{self.kind}/{self.body.get('id', 'without an id')}"

    @property
    def status(self) -> str:
        """As written; empty where it has none."""
        return str(self.body.get("status", ""))

    @property
    def level(self) -> str:
        """Of radiotherapy: "course", "phase", "plan" or "fraction"; empty for anything else."""
        said = next((_LEVELS[code] for code in codes(self.body.get("code")) if code in _LEVELS), "")
        if said or self.kind not in ("Procedure", "ServiceRequest"):
            return said
        profiles = [plain_url(str(one)) for one in (self.meta.get("profile") or ())]
        return next((level for end, level in _PROFILES.items() if any(one.endswith(end) for one in profiles)), "")

    @property
    def meta(self) -> Body:
        """Version and profiles."""
        said = self.body.get("meta")
        return said if isinstance(said, Mapping) else {}

    @property
    def version(self) -> int:
        """Its version as a number; -1 where it has none."""
        written = str(self.meta.get("versionId", ""))
        return int(written) if written.isdecimal() else -1

    @property
    def label(self) -> str:
        """What people call it: its usual identifier, else its id."""
        usual = identifiers(self.body, "usual")
        return usual[0] if usual else str(self.body.get("id", self.kind))

    @property
    def identity(self) -> tuple[str, ...]:
        """What its versions have in common.

        Summaries of a course and treated phases by their official identifier. Elsewhere one identifier is used for
        several things (a prescription and its plan): there the name that people use and the intent have to be the same.
        """
        official = identifiers(self.body, "official")
        if not official:
            return (self.kind, str(self.body.get("id") or self.url or id(self)))
        if self.kind == "Procedure" and self.level == "course":
            return (self.kind, "course", *official)
        intent = str(self.body.get("intent", ""))
        return (self.kind, self.level, intent, *official, *identifiers(self.body, "usual"))


@dataclass(frozen=True, slots=True, eq=False)
class Resources:
    """Resources of one patient, each in its version in force; `older` are those set aside, `remarks` why in doubt."""

    current: tuple[Resource, ...]
    older: tuple[Resource, ...]
    remarks: tuple[str, ...]
    everything: "References"

    def of(self, kind: str, level: str | None = None) -> tuple[Resource, ...]:
        """Those of one type, and of one level of radiotherapy where one is given."""
        return tuple(one for one in self.current if one.kind == kind and (level is None or one.level == level))

    def referred(self, by: Resource, field: str) -> tuple[Resource, ...]:
        """What a field of references leads to, each in its version in force."""
        listed = by.body.get(field)
        refs = [listed] if isinstance(listed, Mapping) else listed or ()
        found = [self.everything.find(one, by) for one in refs]
        in_force = {one.identity: one for one in self.current}
        return tuple(in_force.get(one.identity, one) for one in found if one is not None)


class References:
    """Every resource of all bundles by what a reference may say."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_place: dict[tuple[Path | None, str], Resource] = {}
        for one in resources:
            for said in (one.name, one.url):
                for place in (one.path, None):
                    if said:
                        self._by_place.setdefault((place, said), one)

    def find(self, reference: Any, by: Resource) -> Resource | None:
        """What a reference leads to: contained, in the same file, else in any; None where it is in none."""
        said = str(reference.get("reference", "")) if isinstance(reference, Mapping) else ""
        if said.startswith("#"):
            return next((one for one in _contained(by) if f"#{one.body.get('id')}" == said), None)
        unversioned = said.split("/_history/", 1)[0]
        short = "/".join(unversioned.split("/")[-2:])
        for place in (by.path, None):
            for written in (unversioned, short):
                if (place, written) in self._by_place:
                    return self._by_place[(place, written)]
        return None


def _contained(by: Resource) -> Iterator[Resource]:
    for one in by.body.get("contained") or ():
        if isinstance(one, Mapping):
            yield Resource(one, by.path)


def in_force(resources: Sequence[Resource], everything: References) -> Resources:
    """The newest version of each resource, in an order that does not depend on that of the entries."""
    groups: dict[tuple[str, ...], list[Resource]] = {}
    for one in resources:
        groups.setdefault(one.identity, []).append(one)
    current, older, remarks = [], [], []
    for versions in groups.values():
        ordered = sorted(versions, key=_age)
        current.append(ordered[-1])
        older += ordered[:-1]
        remarks += _doubt(ordered)
    return Resources(
        tuple(sorted(current, key=_place)), tuple(sorted(older, key=_place)), tuple(sorted(remarks)), everything
    )


def _age(one: Resource) -> tuple[datetime, int, int, str]:
    state = _STATES.index(one.status) if one.status in _STATES else -1
    return (
        instant(one.meta.get("lastUpdated")) or _EARLIEST,
        one.version,
        state,
        repr(sorted(one.body.items(), key=str)),
    )


def _place(one: Resource) -> tuple[str, str, str]:
    return one.kind, str(one.body.get("id", "")), one.url


def _doubt(ordered: Sequence[Resource]) -> list[str]:
    """That the numbers of the versions and their times tell different orders, or do not tell any."""
    newest = ordered[-1]
    rivals = [one for one in ordered[:-1] if one.version > newest.version >= 0]
    same = [one for one in ordered[:-1] if _age(one)[:2] == _age(newest)[:2] and one.body != newest.body]
    if rivals:
        return [
            f"{newest.name} (version {newest.version}) is newer by its time than {rivals[0].name} (version "
            f"{rivals[0].version}), but not by its number; the later one is used. Check which is right."
        ]
    if same:
        return [
            f"{newest.name} and {same[0].name} are versions of one thing, and neither time nor number says which is "
            f"newer; “{newest.status or newest.name}” is used. Check which is right."
        ]
    return []
