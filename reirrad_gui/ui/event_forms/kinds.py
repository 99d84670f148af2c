"""The kinds of events and what is asked of each: a kind more is a description more. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import Event, Extent
from reirrad_gui.patient.facts.symptoms import PAIN
from reirrad_gui.ui.event_forms.fields import Choice, Field, Line
from reirrad_gui.ui.event_forms.lists import DOSES, LESIONS, PAUSES, VALUES
from reirrad_gui.ui.event_forms.readings import (
    YES_NO,
    as_count,
    as_gleason,
    as_number,
    as_text,
    as_whole,
    count_text,
    enum_options,
    gleason_text,
    number_text,
)

POINT, STATED, OPEN = Extent.POINT, Extent.STATED, Extent.OPEN


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event as it is chosen from a menu.

    `made` is the class of its facts and `fields` their values. `extent` is how it lies in time until somebody says
    otherwise; None: its values are dated, and not the event. `local` asks for a place in the body. `blank` holds what a
    new one is known to be by its kind.
    """

    key: str
    title: str
    made: type
    fields: tuple[Field, ...]
    extent: Extent | None = POINT
    local: bool = False
    blank: tuple[tuple[str, Any], ...] = ()
    start: str = "When"


def _text(name: str, label: str, hint: str = "not stated", required: str = "", *, long: bool = False) -> Line:
    return Line(name, label, str, as_text, hint, required, long)


def _count(name: str, label: str, hint: str) -> Line:
    return Line(name, label, count_text, as_count, hint)


def _whole(name: str, label: str, what: str, low: int, high: int, hint: str) -> Line:
    return Line(name, label, str, as_whole(what, low, high), hint)


_SYMPTOM = _text("what", "Symptom", "pain, numbness, …", "Say which symptom this is.")
_CHANGE = _text("change", "Change", "in the words of the source")
KINDS = (
    Kind("diagnosis", "Diagnosis", f.Diagnosis, (
        _text("what", "Disease", "prostate cancer, bone metastases, …", "Say what was diagnosed."),
        _text("histology", "Histology"),
        Line("gleason", "Gleason", gleason_text, as_gleason, "3+4; empty: not stated"),
        _text("stage", "Stage", "as it is written: T3b N1 M0"),
    ), local=True),
    Kind("progression", "Progression", f.Progression, (
        _text("basis", "Found by", "bone scan, PSA, …; empty: not stated"),
    ), local=True),
    Kind("imaging", "Imaging", f.Imaging, (
        Choice("modality", "Examination", enum_options(f.Modality), "Choose which examination this was."),
        _text("tracer", "Tracer", "Tc-99m MDP, …; empty: not stated or none"),
        _text("finding", "Finding", "in the report's words"),
        _count("count", "Lesions", "15, 6-20, more than 3, at least 4, multiple; empty: no number is given"),
        _count("new", "New lesions", "against the examination named below"),
        _count("still_seen", "Still seen", "of those that were new before"),
        _text("compared_with", "Compared with", "the examination the report compares with"),
        LESIONS,
        Choice("superscan", "Superscan", YES_NO),
        _whole("as_large_as_a_body", "As large as a body", "number of lesions", 0, 1000,
               "lesions about the size of a vertebral body; empty: not stated"),
        _text("eod_told", "EOD as reported", "a grade that the report itself gives"),
    ), local=True),
    Kind("laboratory", "Laboratory values", f.LabSeries, (
        Choice("analyte", "Measured", enum_options(f.Analyte), "Choose what was measured."),
        VALUES,
    ), extent=None),
    Kind("drug", "Systemic therapy", f.SystemicTherapy, (
        Choice("group", "Group", enum_options(f.DrugGroup), "Choose the group of the drug."),
        _text("agent", "Agent", "leuprolide, zoledronic acid, …; empty: not stated"),
        DOSES,
        PAUSES,
        _text("stop_reason", "Stopped because", "not stated"),
    ), extent=OPEN, start="From"),
    Kind("local treatment", "Local treatment", f.LocalTreatment, (
        Choice("technique", "Technique", enum_options(f.Technique), "Choose the treatment."),
        _text("procedure", "Procedure", "in the report's words"),
    ), local=True),
    Kind("pain", "Pain", f.Symptom, (
        _SYMPTOM,
        _whole("pain_score", "Worst pain", "pain score", 0, 10, "0 to 10; empty: no number is stated"),
        Line("omed_mg_a_day", "Analgesics", number_text, as_number("oral morphine equivalent"),
             "oral morphine equivalent, mg a day; 0: none taken; empty: not stated"),
        _CHANGE,
    ), local=True, blank=(("what", PAIN),)),
    Kind("symptom", "Other symptom", f.Symptom, (_SYMPTOM, _CHANGE), local=True),
    Kind("toxicity", "Toxicity", f.Toxicity, (
        _text("term", "CTCAE term", "Proctitis, Fatigue, …", "Say which adverse event this is, by its CTCAE term."),
        _whole("grade", "Grade", "grade", 1, 5, "1 to 5; empty: not stated"),
        _text("ctcae_version", "CTCAE version", "5.0, 4.03, …; empty: not stated"),
        _text("attributed_to", "Attributed to", "course 1, a drug, …; empty: not stated"),
    ), extent=OPEN, local=True, start="Onset"),
    Kind("skeletal event", "Skeletal event", f.SkeletalEvent, (
        Choice("what", "What happened", enum_options(f.SkeletalKind), "Choose what happened."),
        Choice("pathological", "Pathological", YES_NO),
    ), local=True),
    Kind("performance status", "Performance status", f.PerformanceStatus, (
        Choice("scale", "Scale", (("ECOG", "ECOG"), ("Karnofsky", "Karnofsky")), "Choose the scale."),
        _whole("value", "Value", "performance status", 0, 100, "ECOG 0 to 5, Karnofsky 0 to 100; empty: not stated"),
    )),
    Kind("last contact", "Last contact", f.LastContact, (
        Choice("status", "Patient", enum_options(f.VitalStatus)),
        _text("cause", "Cause of death", "only of the dead; empty: not stated"),
    )),
    Kind("discussion", "Tumour board", f.Discussion, (
        _text("question", "Question", long=True),
        _text("outcome", "Outcome", long=True),
        _text("participants", "Who took part"),
    )),
    Kind("note", "Note", f.Note, (
        _text("text", "Note", "anything else of the history", "Write the note.", long=True),
    )),
)  # fmt: skip
BY_KEY: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in KINDS})


def kind_of_event(event: Event) -> Kind:
    """The kind whose form shows all that an event holds."""
    facts = event.facts
    if isinstance(facts, f.Symptom):
        numbers = (facts.pain_score, facts.omed_mg_a_day) != (None, None)
        return BY_KEY["pain" if facts.is_pain or numbers else "symptom"]
    return BY_KEY[str(facts.kind)]
