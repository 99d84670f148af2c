"""The whole case: everything that was found, linked, and what stands in the way."""

from dataclasses import dataclass, field

from reirrad_gui.case.course import Course
from reirrad_gui.case.edits import CaseEdit
from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.case.images import ImageSeries
from reirrad_gui.patient.events import Contradiction, Event
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.volume.registration import Registration
from reirrad_gui.volume.structures import StructureSet


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One patient. A change is a new `Case`; source files are never touched.

    `courses` are in order of their start as far as it is known, else as found. What could not be used, or belongs to no
    course, has its sentence in `problems`; `files` are all that were read into the case. `edits` are what a
    person did to it since, in order; `one_person` the identities that somebody confirmed to be one patient.
    """

    patient: PatientIdentity
    courses: tuple[Course, ...] = ()
    structure_sets: tuple[StructureSet, ...] = ()
    series: tuple[ImageSeries, ...] = ()
    registrations: tuple[Registration, ...] = ()
    events: tuple[Event, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[SourceFile, ...] = field(default=(), repr=False)
    synthetic: tuple[str, ...] = ()
    edits: tuple[CaseEdit, ...] = ()
    one_person: tuple[PatientIdentity, ...] = ()

    def course(self, uid: str) -> Course:
        """The course of this uid; KeyError otherwise."""
        for course in self.courses:
            if course.uid == uid:
                return course
        raise KeyError(uid)

    def structure_set(self, uid: str | None) -> StructureSet | None:
        """The structure set of this SOP Instance UID, if it was found."""
        return next((s for s in self.structure_sets if s.uid == uid), None)

    def image_series(self, uid: str | None) -> ImageSeries | None:
        """The image series of this UID, if it was found."""
        return next((s for s in self.series if s.uid == uid), None)
