"""A hand-built history in the shape of the project's case report, for tests of what is drawn. No DICOM, no dose."""

from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import Contradiction, Event, Extent, Lane

SERIES_2012 = "1.2.3.2012"

CONFLICT = Contradiction(
    1, "Date of the metastases", "Methods lead to September 2012, the abstract says November 2012.", "conflict"
)
SITE = Contradiction(7, "Site of course 1", "The abstract says lumbosacral, the methods say pelvic.", "conflict")


def at(text, source="Case report", derived=""):
    """A date stated by one source: "2012-09" or "2018..2019" or "2018.." (open)."""
    earliest, dots, latest = text.partition("..")
    first = PartialDate.parse(earliest) if earliest else None
    last = (PartialDate.parse(latest) if latest else None) if dots else first
    return StatedDate(first, last, source, derived)


def when(*stated):
    """A date stated by as many sources as there are arguments; none: not stated."""
    return When(tuple(one if isinstance(one, StatedDate) else at(one) for one in stated))


def event(uid, lane, title, start, *, end=None, extent=Extent.POINT, **more):
    """One event; `lane` by its word."""
    return Event(uid, Lane(lane), more.pop("kind", "note"), title, start, end or When(), extent, **more)


def example_events():
    """The history of the case report: a conflict, open therapies, vague dates, an undated outcome."""
    return (
        event(
            "diagnosis", "disease", "Prostate ca. Gleason 3+4", when("2011-03"), kind="diagnosis", not_stated=("PSA",)
        ),
        event(
            "metastases",
            "disease",
            "Bone metastases",
            when(at("2012-09", "Methods", "March 2011 + 18 months"), at("2012-11", "Abstract")),
            kind="diagnosis",
            contradictions=(CONFLICT,),
            detail="Multiple bone metastases on the scan.",
        ),
        event(
            "scan-1",
            "imaging",
            "Bone scan · multiple",
            when("2012-09..2012-11"),
            kind="bone scan",
            series_uid=SERIES_2012,
        ),
        event("scan-2", "imaging", "Bone scan · stationary", when("2014-12..2015-01"), kind="bone scan"),
        event("scan-3", "imaging", "Bone scan · 15 lesions", when("2018"), kind="bone scan"),
        event(
            "adt",
            "systemic",
            "ADT leuprolide",
            when("2012-09..2012-11"),
            extent=Extent.OPEN,
            kind="drug",
            not_stated=("dose", "stop date"),
        ),
        event(
            "bisphosphonate",
            "systemic",
            "Bisphosphonate",
            when("2012-09..2012-11"),
            extent=Extent.OPEN,
            kind="drug",
            not_stated=("agent", "dose", "stop date"),
        ),
        event(
            "pain",
            "symptoms",
            "Pain less from week 2",
            when("2012-12..2013-01"),
            kind="symptom",
            not_stated=("pain score",),
        ),
        event("flare", "symptoms", "Pain flare in week 1", when("2018..2019"), kind="symptom"),
        event(
            "outcome",
            "symptoms",
            "Outcome after course 2",
            When(),
            kind="note",
            not_stated=("follow-up", "survival", "toxicity"),
        ),
    )
