"""Sites × examinations: what each report says of each lesion. What a report does not mention is not resolved."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.facts import Imaging, Lesion, LesionState
from reirrad_gui.patient.lesion_edits import Spoken, spoken_of
from reirrad_gui.patient.sites import VERTEBRA, Site

NO_LIST = "no list"
NOT_YET = "not listed"
FIRST = "first listed"
_REGIONS = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine", "S": "sacrum"}
_OF_PELVIS = (
    "ilium", "ischium", "pubis", "acetabulum", "sacroiliac joint", "pubic symphysis", "ischiopubic ramus", "sacrum",
)  # fmt: skip
_WHOLES = {
    **dict.fromkeys(_OF_PELVIS, ("pelvis",)),
    **dict.fromkeys(("cervical spine", "thoracic spine", "lumbar spine"), ("spine",)),
}
"""Terms that reports use for more than one place: a lesion there may be one that was listed so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one report says of one lesion; `state` None where it says nothing, and `text` then says why.

    `number` is the lesion's place in the report's own list, from 0; None where it is not in it. `marks` counts how
    often it is marked on the pictures. `brief` is the text where there is little room.
    """

    state: LesionState | None
    text: str
    number: int | None = None
    marks: int = 0
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One lesion through all examinations."""

    site: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns are examinations by the uid of their event, in time order; `sums` are lines below the rows."""

    columns: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]


def compared(scans: Sequence[tuple[Event, Imaging]]) -> Comparison:
    """The lesions of examinations in time order, side by side.

    A place that a report lists for the first time is called first listed, not new: new is only what a report calls so.
    Where an earlier report named a larger region ("lumbar spine"), the cell says that it may be the same lesion. A
    report without a list says nothing of any lesion.
    """
    sites: dict[Spoken, Site] = {}
    for _, facts in scans:
        for lesion in facts.lesions:
            sites.setdefault(spoken_of(lesion.site), lesion.site)
    rows = tuple(Row(site.text, _cells(key, site, scans)) for key, site in sites.items())
    return Comparison(
        tuple(event.uid for event, _ in scans), tuple(event.start.text for event, _ in scans), rows, _sums(scans, rows)
    )


def _cells(key: Spoken, site: Site, scans: Sequence[tuple[Event, Imaging]]) -> tuple[Cell, ...]:
    return tuple(_cell(key, site, facts, [before for _, before in scans[:at]]) for at, (_, facts) in enumerate(scans))


def _cell(key: Spoken, site: Site, facts: Imaging, before: Sequence[Imaging]) -> Cell:
    found = next((place for place, one in enumerate(facts.lesions) if spoken_of(one.site) == key), None)
    earlier = [lesion for one in before for lesion in one.lesions if lesion.state.there]
    listed = any(spoken_of(one.site) == key for one in earlier)
    if found is None:
        return _absent(site, facts, listed=listed)
    lesion = facts.lesions[found]
    said, brief = _said(lesion, site, earlier, listed=listed)
    return Cell(lesion.state, said, found, len(lesion.spots), brief)


def _absent(site: Site, facts: Imaging, *, listed: bool) -> Cell:
    """A lesion that this report does not list under this name."""
    if not facts.lesions:
        return Cell(None, NO_LIST)
    parts = [one.site.text for one in facts.seen if site.structure in _wholes_of(one.site)]
    if listed and parts:
        return Cell(None, f"parts of it listed: {', '.join(parts)}", brief="parts listed")
    return Cell(LesionState.NOT_MENTIONED, LesionState.NOT_MENTIONED.value) if listed else Cell(None, NOT_YET)


def _said(lesion: Lesion, site: Site, earlier: Sequence[Lesion], *, listed: bool) -> tuple[str, str]:
    """The text of a listed lesion, in full and in brief."""
    said = lesion.state.value
    if lesion.state is not LesionState.SEEN or listed or not earlier:
        return said, said
    whole = next((one.site for one in earlier if one.site.structure in _wholes_of(site)), None)
    if whole is None:
        return f"{said}, {FIRST}", "first"
    return f"{said}, {FIRST} (“{whole.text}” was listed before)", "first?"


def _wholes_of(site: Site) -> tuple[str, ...]:
    """Larger terms that include a place.

    >>> _wholes_of(Site("vertebra", "L3"))
    ('lumbar spine', 'spine')
    """
    if site.structure == VERTEBRA:
        region = _REGIONS.get(site.level[:1], "")
        return (region, *_WHOLES.get(region, ())) if region else ("spine",)
    return _WHOLES.get(site.structure, ())


def _sums(scans: Sequence[tuple[Event, Imaging]], rows: Sequence[Row]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    def counted(at: int, state: LesionState) -> int:
        return sum(row.cells[at].state is state for row in rows)

    places = range(len(scans))
    lists = [bool(facts.lesions) for _, facts in scans]

    def line(state: LesionState) -> tuple[str, ...]:
        return tuple(str(counted(at, state)) if lists[at] else NO_LIST for at in places)

    first = tuple(
        (str(sum(FIRST in row.cells[at].text for row in rows)) if any(lists[:at]) else "–") if lists[at] else NO_LIST
        for at in places
    )
    return (
        ("New, as the report counts", tuple(_count(facts.new) for _, facts in scans)),
        ("Listed as new", line(LesionState.NEW)),
        ("First listed", first),
        ("Not mentioned, so not resolved", line(LesionState.NOT_MENTIONED)),
        ("Listed as resolved", line(LesionState.RESOLVED)),
    )


def _count(count: Count | None) -> str:
    return "not stated" if count is None else count.text
