"""The reporting checklist of re-irradiation, filled from the case; what the case does not hold is a gap. No Qt.

The items consolidate the domains of the ESTRO/EORTC consensus (Andratschke 2022) with later guidance; which of them
stand there word for word is to be checked in the papers, so the list does not claim to be theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.patient.facts import (
    Diagnosis,
    LastContact,
    PerformanceStatus,
    Symptom,
    SystemicTherapy,
    Toxicity,
)
from reirrad_gui.session.assessment import CourseSummary
from reirrad_gui.ui.report.parts import Cell, Paragraph, Part, Table

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SOURCE = (
    "Items after the domains of the ESTRO/EORTC consensus (Andratschke 2022, doi 10.1016/S1470-2045(22)00447-8) and "
    "later guidance, consolidated here; check against the papers before calling it theirs."
)
GAP = "gap"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to report; `said` is empty where the case does not hold it, and `missing` what to do then."""

    what: str
    said: str
    missing: str = "the case does not hold it; say it in the discussion"

    @property
    def gap(self) -> bool:
        """True where nothing can be reported."""
        return not self.said


def items(session: "Session", outcome: str = "") -> tuple[Item, ...]:
    """Every item, in the order patient, earlier courses, this course, doses, follow-up."""
    assessment = session.assessment
    return (*_patient(session), *_courses(assessment.courses), *_doses(session), *_afterwards(session, outcome))


def _patient(session: "Session") -> tuple[Item, ...]:
    found = session.assessment.classification
    return (
        Item(
            "Intent of the new course",
            _intent(session.assessment.courses),
            "no plan states it; say it in the discussion",
        ),
        Item("Re-irradiation type (ESTRO/EORTC)", f"{found.kind}: {found.reason}"),
        Item("Indication, histology", _events(session, (Diagnosis,)), "no diagnosis stands on the timeline"),
        Item("Performance status", _events(session, (PerformanceStatus,)), "none stands on the timeline"),
        Item("Systemic therapy", _events(session, (SystemicTherapy,)), "none stands on the timeline"),
        Item("Earlier toxicity, with its scale", _events(session, (Toxicity,)), "none stands on the timeline"),
        Item("Response, pain", _events(session, (Symptom,)), "no symptom stands on the timeline"),
    )


def _courses(courses: Sequence[CourseSummary]) -> tuple[Item, ...]:
    return (
        Item("Sites of the courses", _each(courses, lambda c: c.course.site), "no source names a treated site"),
        Item("Dates", _each(courses, lambda c: c.course.start.text if c.course.start.known else "")),
        Item("Prescribed dose and fractions", _each(courses, lambda c: c.prescription_text)),
        Item(
            "Dose per fraction", _each(courses, lambda c: c.dose_per_fraction.text if c.dose_per_fraction.value else "")
        ),
        Item("Delivered fractions", _each(courses, _delivered), "no treatment record states it"),
        Item("Dose data", _each(courses, _dose_data)),
        Item("Technique, image guidance", "", "the case does not hold it; say it in the discussion"),
        Item("Target definition and margins", "", "margins are not in DICOM; say them in the discussion"),
    )


def _intent(courses: Sequence[CourseSummary]) -> str:
    """What the plans of the newest course were made for, as they state it."""
    phases = courses[-1].course.phases if courses else ()
    stated = dict.fromkeys(phase.intent.lower().replace("_", " ") for phase in phases if phase.intent)
    return f"{', '.join(stated)}, as the plan states" if stated else ""


def _delivered(summary: CourseSummary) -> str:
    return "; ".join(phase.fractions_text for phase in summary.course.phases if phase.fractions_text)


def _dose_data(summary: CourseSummary) -> str:
    if summary.course.letter is not None:
        return f"{summary.course.letter.document.kind} only, no dose at points"
    return "3D dose" if summary.course.has_dose else "no usable dose"


def _doses(session: "Session") -> tuple[Item, ...]:
    assessment = session.assessment
    apart = len(assessment.courses) > 1 and not assessment.registrations
    registered = assessment.registration_text or ("no registration" if apart else "one frame of reference")
    approved = "" if not assessment.registrations else " (approved)" if assessment.approved else " (NOT approved)"
    intervals = "; ".join(gap.text for gap in assessment.gaps)
    judged = sum(1 for row in assessment.rows if row.results and row.organ_key)
    overlaps = [
        f"{' and '.join(f'“{name}”' for name in target.names)}: {target.volume.text}"
        for pair in assessment.classification.pairs
        for target in pair.targets
    ]
    return (
        Item("Interval between courses", intervals, "the dates of the courses leave it open"),
        Item("Registration and its approval", registered + approved),
        Item("Summation", _summation(assessment.courses)),
        Item("Model and α/β", f"{assessment.model_text}; α/β per organ as listed in this report"),
        Item("Recovery assumed", assessment.recovery_text),
        Item(
            "Cumulative metrics of organs at risk",
            f"{judged} organs, as listed" if judged else "",
            "no organ has a limit",
        ),
        Item("Overlap of targets", "; ".join(overlaps), "targets of two courses are not both drawn in linked images"),
        Item("Limits used", f"{assessment.constraint_set_title}, version {assessment.constraint_set_version}"),
    )


def _summation(courses: Sequence[CourseSummary]) -> str:
    letters = [summary.name for summary in courses if summary.course.letter is not None]
    points = "point by point (3D), shared-region near-maximum, sum of maxima" if len(letters) < len(courses) else ""
    bounds = f"upper bounds added for {' and '.join(letters)} (letter)" if letters else ""
    return "; ".join(text for text in (points, bounds) if text)


def _afterwards(session: "Session", outcome: str) -> tuple[Item, ...]:
    return (
        Item("Follow-up, last contact", _last_contact(session), "no source states it"),
        Item("Outcome of the discussion, shared decision", outcome.strip(), "nothing was entered"),
        Item("Consent of the patient", ""),
    )


def _events(session: "Session", kinds: tuple[type, ...]) -> str:
    found = [event for event in session.case.events if isinstance(event.facts, kinds)]
    return "; ".join(f"{event.title} ({event.start.text})" for event in found)


def _last_contact(session: "Session") -> str:
    """What is known of the patient's follow-up; nothing where a source only says that it states nothing."""
    found = [(e.start.text, e.facts.status) for e in session.case.events if isinstance(e.facts, LastContact)]
    return "; ".join(f"{status.value} ({when})" for when, status in found if status is not None)


def _each(courses: Sequence[CourseSummary], tell: Callable[[CourseSummary], str]) -> str:
    """What each course says, with its name; a course that says nothing is named as a gap of its own."""
    said = [(summary.name, tell(summary)) for summary in courses]
    if not any(text for _, text in said):
        return ""
    return "; ".join(f"{name}: {text or 'not stated'}" for name, text in said)


def checklist(session: "Session", outcome: str = "") -> tuple[Part, ...]:
    """The checklist as a table, with how many gaps it has."""
    found = items(session, outcome)
    gaps = sum(one.gap for one in found)
    lines = tuple(
        (Cell("– gap" if one.gap else "✔"), Cell(one.what), Cell(one.missing if one.gap else one.said)) for one in found
    )
    told = f"{len(found) - gaps} of {len(found)} items are held by the case; {gaps} are gaps."
    return (
        Paragraph(told),
        Table("checklist", ("", "Item", "What the case says"), lines, (8, 30, 62), below=(SOURCE,)),
    )
