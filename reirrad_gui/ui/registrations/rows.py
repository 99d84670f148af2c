"""Every registration and every course without one, in words. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reirrad_gui.session.approvals import Approval
from reirrad_gui.ui.registrations.measured import (
    Table,
    agreement_text,
    quality_tables,
    suitability_text,
    unmeasured_text,
)
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.motion import Motion, motion_of
from reirrad_gui.volume.registration import GOOD, NOT_GOOD, NOT_JUDGED, Origin, Registration, moved, route

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.assessment import CourseSummary
    from reirrad_gui.session.quality import RegistrationQuality

MINUS = "\N{MINUS SIGN}"
AXES = (("L", "left", "right"), ("P", "back", "front"), ("H", "head", "feet"))
NOT_APPROVED = "▲ not approved: results that need it are marked provisional"
DEFORMABLE = (
    "▲ Deformable: every point has a way of its own, given by vectors; where they do not reach the dose is unknown. "
    "Shift and turn below are those of the nearest matrix only."
)
NONE_JUDGED = "No organ was judged by itself."
REST_NOT_JUDGED = "Every other organ was not judged."
NOT_USED = "Not used: another registration leads to the course, or no course lies in these frames."


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a registration."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class OrganQuestion:
    """An organ whose numbers rest on a registration: what was measured there, and what a person said of it."""

    name: str
    in_both: bool
    agreement: str
    said: str = NOT_JUDGED


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One registration, ready to show; `key` is what an approval is given to, `frames` are its two ends."""

    key: str
    title: str
    standing: str
    approved: bool
    can_take_back: bool
    facts: tuple[Fact, ...]
    frames: tuple[str, str] = ("", "")
    tables: tuple[Table, ...] = ()
    to_measure: bool = False
    organs: tuple[OrganQuestion, ...] = ()
    given: Approval | None = None
    """The approval that was given here, where there is one: it can be changed and taken back."""

    @property
    def names(self) -> tuple[str, ...]:
        """Who approved it, and what that person noted."""
        return () if self.given is None else (self.given.name, self.given.note)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody who is about to approve it must not miss."""
        return tuple(fact.text for fact in self.facts if fact.text.startswith("▲"))


@dataclass(frozen=True, slots=True)
class UnlinkedRow:
    """A course that nothing links to the frame of the reference course."""

    title: str
    text: str
    frames: tuple[str, str] | None = None


def registration_rows(session: "Session") -> tuple[RegistrationRow, ...]:
    """Every registration of the case; those that a course's dose goes through come first."""
    known, qualities = session.assessment.registrations, session.assessment.registration_qualities
    used = _used(session)
    both = sorted(zip(known, qualities, strict=True), key=lambda pair: pair[0] not in used)
    return tuple(_row(session, registration, quality, registration in used) for registration, quality in both)


def unlinked_rows(session: "Session") -> tuple[UnlinkedRow, ...]:
    """Every course whose dose cannot be added point by point, with what can be done."""
    return tuple(_unlinked(session, course) for course in unlinked(session))


def unlinked(session: "Session") -> tuple["CourseSummary", ...]:
    """Courses that nothing links to the frame of the reference course."""
    assessment = session.assessment
    several = len(assessment.courses) > 1
    return tuple(course for course in assessment.courses if several and not course.linked_to_reference)


def nothing_to_link(session: "Session") -> str:
    """Why there is nothing to register, or "" when there is."""
    courses = session.assessment.courses
    if len(courses) < 2:
        return "There are no two courses to register to each other."
    frame = reference_frame(session)
    if not frame:
        return f"{reference_name(session)} states no frame of reference, so no other course can be linked to it."
    if not other_frames(session):
        return "All courses that state a frame of reference share one, so no registration is needed between them."
    return ""


def reference_frame(session: "Session") -> str | None:
    """The frame of the course that the others are brought to."""
    return session.opened.reference_frame_uid


def reference_name(session: "Session") -> str:
    """The course that the others are brought to, by name."""
    index = session.assessment.reference_course
    return "The reference" if index is None else session.assessment.courses[index].name


def other_frames(session: "Session") -> tuple[str, ...]:
    """The frames of courses that are not the reference frame, in the order of the courses."""
    frames = (course.frame_uid for course in session.assessment.courses)
    return tuple(dict.fromkeys(uid for uid in frames if uid and uid != reference_frame(session)))


def frame_name(session: "Session", uid: str) -> str:
    """The courses of a frame, else its images, else the end of its UID.

    Two frames of one name would be read as one, so images are named with their modality.
    """
    courses = [course.name for course in session.assessment.courses if course.frame_uid == uid]
    if courses:
        return listed(courses)
    images = [series for series in session.case.series if series.frame_of_reference_uid == uid]
    if images:
        return f"{images[0].modality} images {images[0].description}".strip()
    return f"frame …{uid[-12:]}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["Course 1"]), listed(["Course 1", "Course 2", "Course 3"])
    ('Course 1', 'Course 1, Course 2 and Course 3')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _used(session: "Session") -> tuple[Registration, ...]:
    """The registrations on the way to any course, as they are listed."""
    known, frame = session.assessment.registrations, reference_frame(session)
    if not frame:
        return ()
    ways = [route(known, frame, c.frame_uid) or () for c in session.assessment.courses if c.frame_uid]
    keys = {link.key for way in ways for link in way}
    return tuple(r for r in known if r.key in keys or r.inverse().key in keys)


def _row(session: "Session", registration: Registration, quality: "RegistrationQuality", used: bool) -> RegistrationRow:
    start, end = (frame_name(session, uid) for uid in (registration.from_frame_uid, registration.to_frame_uid))
    unmeasured = unmeasured_text(quality)
    approval = registration.approval or "approved, without a name"
    return RegistrationRow(
        registration.key,
        f"{start} → {end}",
        f"✔ {approval}" if registration.approved else NOT_APPROVED,
        registration.approved,
        registration.key in session.settings.approvals,
        (
            *(() if used else (Fact("Use", NOT_USED),)),
            Fact("Origin", _sentence(registration.origin.value)),
            Fact("Source", registration.source or "not stated"),
            Fact("Quality", _quality(registration, quality.sentence)),
            *((Fact("Fit", unmeasured),) if unmeasured else ()),
            *((Fact("Form", DEFORMABLE),) if registration.deformable else ()),
            *(
                Fact(f"Nearest {fact.label.lower()}".strip() if registration.deformable else fact.label, fact.text)
                for fact in motion_facts(
                    registration.matrix, middle_of_dose(session, registration.from_frame_uid), start
                )
                if not (registration.deformable and fact.label == "Form")
            ),
            *((Fact("Organs", _judged(registration)),) if registration.approved else ()),
            Fact("Frames", f"{registration.from_frame_uid} → {registration.to_frame_uid}"),
        ),
        (registration.from_frame_uid, registration.to_frame_uid),
        quality_tables(quality),
        bool(unmeasured),
        _organs(session, registration, quality),
        Approval.read(session.settings.approvals.get(registration.key, "")),
    )


def _organs(
    session: "Session", registration: Registration, quality: "RegistrationQuality"
) -> tuple[OrganQuestion, ...]:
    """What may be asked of organs: those drawn in both frames first."""
    from reirrad_gui.session.suitability import organs_in_either

    measured = {one.organ: agreement_text(one) for one in quality.organs}
    return tuple(
        OrganQuestion(name, name in measured, measured.get(name, ""), registration.suitability.get(name, NOT_JUDGED))
        for name in organs_in_either(session.opened, session.settings, registration)
    )


def _judged(registration: Registration) -> str:
    """What was said of organs; a registration judged not good at one is not used there."""
    words: dict[str, list[str]] = {}
    for organ, word in registration.suitability.items():
        words.setdefault(word, []).append(organ)
    said = [f"{suitability_text(word)}: {listed(words[word])}" for word in (NOT_GOOD, GOOD) if word in words]
    means = " (no dose is taken through it there)" if NOT_GOOD in words else ""
    if not said:
        return NONE_JUDGED
    return f"{said[0]}{means}" + "".join(f"; {more}" for more in said[1:]) + f". {REST_NOT_JUDGED}"


def _quality(registration: Registration, measured: str) -> str:
    """What its origin says of it; what was measured stands in tables."""
    mark = "▲ " if registration.origin is Origin.IDENTITY else ""
    return mark + _sentence(registration.quality.removesuffix(measured).strip() or "not stated")


def _sentence(text: str) -> str:
    text = text if text[:3].isupper() else text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def middle_of_dose(session: "Session", frame_uid: str) -> FloatArray | None:
    """The middle of the first dose in a frame, mm; None when no dose lies there."""
    doses = getattr(session.opened, "doses", ())
    for course, phases in zip(session.assessment.courses, doses, strict=False):
        for dose in phases:
            if course.frame_uid == frame_uid and dose.field is not None:
                return np.asarray(dose.field.grid.corners().mean(axis=0), dtype=np.float64)
    return None


def motion_facts(matrix: FloatArray, middle_mm: FloatArray | None, whose: str) -> tuple[Fact, ...]:
    """Shift, turn and form of a registration.

    A turn about a distant origin shifts everything, so the shift where the dose lies is said beside the matrix's own.
    """
    motion = motion_of(matrix)
    facts = [Fact("Translation", shift_text(motion.translation_mm))]
    if middle_mm is not None and not np.allclose(matrix[:3, :3], np.eye(3), atol=1e-6):
        left, back, head = (float(value) for value in moved(middle_mm, matrix) - middle_mm)
        facts[0] = Fact("Translation", f"{shift_text((left, back, head))} at the middle of the dose of {whose}")
        facts.append(Fact("", f"{shift_text(motion.translation_mm)} at the origin of the coordinates (the matrix)"))
    return (*facts, Fact("Rotation", turn_text(motion)), Fact("Form", form_text(motion)))


def shift_text(shift_mm: tuple[float, float, float]) -> str:
    """A shift along the patient's axes, and the directions in words.

    >>> shift_text((30.0, 0.0, -4.25))
    'L +30.0, P 0.0, H −4.2 mm (to the left, to the feet)'
    >>> shift_text((0.0, 0.0, 0.04))
    'L 0.0, P 0.0, H 0.0 mm'
    """
    named = list(zip(shift_mm, AXES, strict=True))
    numbers = ", ".join(f"{letter} {signed(value)}" for value, (letter, _, _) in named)
    words = [f"to the {more if value > 0 else less}" for value, (_, more, less) in named if abs(value) >= 0.05]
    return f"{numbers} mm" + (f" ({', '.join(words)})" if words else "")


def turn_text(motion: Motion) -> str:
    """The whole turn, and the turns about the patient's axes."""
    if motion.turns_deg is None or motion.turn_deg is None:
        return "▲ none can be told: the matrix mirrors"
    if motion.turn_deg < 0.05:
        return "0.0°: not turned"
    about = ", ".join(
        f"{letter} {signed(angle)}°" for angle, (letter, _, _) in zip(motion.turns_deg, AXES, strict=True)
    )
    return f"{motion.turn_deg:.1f}° in all: about {about} (right-handed, in this order)"


def form_text(motion: Motion) -> str:
    """Whether lengths and sides stay what they were."""
    determinant = f"determinant {motion.determinant:.4f}".replace("-", MINUS)
    if motion.mirrors:
        return f"▲ Mirrors the patient, so that left and right change sides ({determinant}): do not use it."
    if motion.rigid:
        return f"Rigid: distances and angles stay what they are ({determinant})."
    least, most = (f"{signed(100.0 * (length - 1.0))} %" for length in (motion.least_length, motion.most_length))
    return f"▲ Not rigid: lengths change by {least} to {most}, depending on the direction ({determinant})."


def signed(value: float) -> str:
    """One decimal with its sign; no sign where nothing is left of the number.

    >>> signed(2.0), signed(-1.26), signed(-0.04)
    ('+2.0', '−1.3', '0.0')
    """
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", MINUS)


def _unlinked(session: "Session", course: "CourseSummary") -> UnlinkedRow:
    means = (
        f"The dose of {course.name} is not added point by point. It takes part only in the sum of the courses' maxima, "
        "an upper bound that needs no registration."
    )
    if not course.frame_uid:
        why = "Nothing states its frame of reference, so it cannot be linked."
        do = "Load its images, plan and dose, if they still exist."
    elif not reference_frame(session):
        why, do = nothing_to_link(session), "Load that course's images, plan and dose, if they still exist."
    else:
        why = f"It lies in another frame of reference than {reference_name(session)}, and nothing links the two."
        do = (
            "Load a registration object together with the courses, let the program register the planning images, "
            "set it by hand or by landmarks, or use a matrix file of another system."
        )
    frame = reference_frame(session)
    ends = (course.frame_uid, frame) if course.frame_uid and frame else None
    return UnlinkedRow(f"▲ {course.name} is not linked", f"{why} {means} {do}", ends)
