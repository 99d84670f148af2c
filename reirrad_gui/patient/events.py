"""What happened to the patient: typed, dated as far as the sources go, with what they leave out."""

from collections.abc import Iterable
from dataclasses import dataclass

from reirrad_gui.patient.dates import When
from reirrad_gui.patient.facts import NO_FACTS, Facts
from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Extent, Lane
from reirrad_gui.patient.origins import Alternative, Entry, Origin
from reirrad_gui.patient.sites import Site

NOT_STATED = When()
__all__ = ["NOT_STATED", "Contradiction", "Event", "Extent", "Lane", "event_of"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something the sources say in two ways, or leave open, that a reader would otherwise take for granted."""

    number: int
    title: str
    text: str
    shown_as: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on the timeline.

    `start` and `end` keep every source's statement; `not_stated` lists what a reader would ask for and the sources do
    not say. `series_uid` ties an imaging event to its DICOM series, `course_uid` a course's event to its course.

    Parameters
    ----------
    facts : Facts
        The typed values; a note where there are none.
    sites : tuple of Site
        Where in the body; of an examination its lesions have their own.
    origin : Document, DicomObject or None
        The source of the event itself; `source` is its text. Every date has its own source besides.
    entered : Entry or None
        Who entered or last changed it, and when; None: it was read from a file.
    alternatives : tuple of Alternative
        What sources say differently, none preferred; the field of the facts is then None.
    wording : str
        The words of the source where they are vague ("multiple", "about two months"), kept as written.
    derived_from : tuple of str
        Uids of the events that a derived result rests on; empty for what a source tells.
    """

    uid: str
    lane: Lane
    kind: str
    title: str
    start: When
    end: When = NOT_STATED
    extent: Extent = Extent.POINT
    detail: str = ""
    not_stated: tuple[str, ...] = ()
    source: str = ""
    synthetic: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    series_uid: str | None = None
    course_uid: str | None = None
    facts: Facts = NO_FACTS
    sites: tuple[Site, ...] = ()
    origin: Origin | None = None
    entered: Entry | None = None
    alternatives: tuple[Alternative, ...] = ()
    wording: str = ""
    derived_from: tuple[str, ...] = ()

    @property
    def conflicting(self) -> bool:
        """True where sources give dates that cannot both hold."""
        return self.start.conflicting or self.end.conflicting

    @property
    def differing(self) -> bool:
        """True where sources differ on a date or on anything else."""
        return self.conflicting or bool(self.alternatives)


def event_of(
    uid: str,
    facts: Facts,
    start: When,
    end: When = NOT_STATED,
    *,
    extent: Extent | None = None,
    sites: Iterable[Site] = (),
    detail: str = "",
    title: str = "",
    origin: Origin | None = None,
    entered: Entry | None = None,
    wording: str = "",
    alternatives: Iterable[Alternative] = (),
) -> Event:
    """An event made of its facts: lane, kind, title and what is not stated follow from them.

    `extent` None: a time where an end is known, else a point.

    Examples
    --------
    >>> from reirrad_gui.patient.facts import Symptom
    >>> made = event_of("1", Symptom(pain_score=7), NOT_STATED)
    >>> made.title, made.lane.value, made.not_stated
    ('Pain 7/10', 'symptoms', ('date', 'analgesics', 'site'))
    """
    sites = tuple(sites)
    if extent is None:
        extent = Extent.STATED if end.known else Extent.POINT
    differing = tuple(alternatives)
    return Event(
        uid, facts.lane, kind_of(facts), title or titled(facts, sites), start, end, extent, detail,
        _unsaid(facts, start, extent, sites, {one.what for one in differing}),
        origin.text if origin is not None else entered.text if entered is not None else "",
        facts=facts, sites=sites, origin=origin, entered=entered, wording=wording, alternatives=differing,
    )  # fmt: skip


def kind_of(facts: Facts) -> str:
    """The kind that is shown: of an examination its modality."""
    modality = getattr(facts, "modality", None)
    return str(facts.kind) if modality is None else str(modality.value)


def titled(facts: Facts, sites: tuple[Site, ...]) -> str:
    """The title of the facts, with the place where there is one."""
    if not sites:
        return facts.title
    return f"{facts.title}: {sites[0].text}" if len(sites) == 1 else f"{facts.title}: {len(sites)} sites"


def _unsaid(facts: Facts, start: When, extent: Extent, sites: tuple[Site, ...], differing: set[str]) -> tuple[str, ...]:
    """What a reader would ask for and is neither stated nor stated in two ways."""
    local = facts.kind in ("symptom", "local treatment", "skeletal event")
    place = (("site", sites),) if local else ()
    sides = ("side",) if any(site.side_missing for site in sites) else ()
    stop = ("stop date",) if extent is Extent.OPEN and facts.kind == "drug" else ()
    unsaid = (*missing((("date", start.stated),)), *facts.unsaid, *missing(place), *sides, *stop)
    return tuple(one for one in unsaid if one not in differing)
