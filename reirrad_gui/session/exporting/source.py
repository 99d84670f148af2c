"""An open case as the export sees it: its doses as they are displayed, and why something cannot be written."""

from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from reirrad_gui.case import Course
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.assess import Assessor
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.entries import completed
from reirrad_gui.session.frames import Link
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.recovery import Discounts
from reirrad_gui.session.settings import Settings
from reirrad_gui.volume.grid import Grid

NO_COURSE = "No course of radiotherapy was found, so there is nothing to export. Open the folder with the courses."


@dataclass(frozen=True, slots=True, eq=False)
class ExportSource:
    """An opened case with the user's entries, the doses as displayed, and the recovery in force."""

    opened: Opened
    display: DisplayFields
    recovery: Discounts

    @property
    def courses(self) -> tuple[Course, ...]:
        """The courses in the order of the assessment."""
        return self.opened.case.courses

    @property
    def reference(self) -> int:
        """The course in whose frame everything is written: that of the case, or the latest that gave a known dose."""
        chosen = self.opened.reference_course
        assert chosen is not None, "there are courses"
        dosed = [index for index in self.adding if self.courses[index].has_dose]
        return chosen if chosen in dosed or not dosed else dosed[-1]

    @property
    def adding(self) -> tuple[int, ...]:
        """The courses that add to a sum; one of which no fraction was delivered adds nothing, wherever it lies."""
        return tuple(index for index, course in enumerate(self.display.courses) if not course.nothing_given)

    @property
    def adding_nothing(self) -> tuple[str, ...]:
        """One sentence for each course that adds nothing."""
        names = [course.name for course in self.display.courses if course.nothing_given]
        return tuple(f"No fraction of {name} was delivered: it adds nothing." for name in names)

    @property
    def frame_uid(self) -> str:
        """The frame of reference that everything is written in; empty when it is not stated."""
        return self.courses[self.reference].frame_of_reference_uid or ""

    def link(self, course: int) -> Link | None:
        """The way from the frame that is written in to a course's own."""
        return self.opened.link_to_course(self.frame_uid, course)

    @property
    def links(self) -> tuple[Link | None, ...]:
        """The ways to all courses."""
        return tuple(self.link(index) for index in range(len(self.courses)))

    @property
    def folders(self) -> frozenset[Path]:
        """The folders that hold the files of this case."""
        case = self.opened.case
        files = (*case.files, *(file for series in case.series for file in series.files))
        return frozenset(file.path.resolve().parent for file in files)

    def grid(self) -> Grid | None:
        """The dose grid of the reference course, the finest of its phases'; None when there is no dose."""
        grids = self.display.grids(self.reference, self.frame_uid) if self.courses else ()
        return min(grids, key=_voxel_mm3, default=None)

    def why_not_accumulated(self) -> str:
        """Why the accumulated EQD2 cannot be written; empty when it can, as far as the files tell."""
        if not self.courses:
            return NO_COURSE
        if not self.adding:
            return "No fraction of any course was delivered, so there is no dose to export."
        reasons = [self.why_not_course(index, Quantity.EQD2) for index in self.adding]
        reason = next((reason for reason in reasons if reason), "")
        if reason and len(self.courses) > 1:
            return f"The accumulated dose is not exported, because it would leave out a course. {reason}"
        return reason or self.why_not_recovery()

    def why_not_recovery(self) -> str:
        """Why a dose under the recovery in force cannot be written; empty when it can."""
        adding = [self.display.courses[index] for index in self.adding]
        open_courses = [course.name for course in adding if course.recovery[0] != course.recovery[1]]
        if not open_courses:
            return ""
        return (
            f"The recovery of {open_courses[0].lower()} is a range, because dates are known only in part; a dose grid "
            "holds one value for each voxel, so it is not exported. Export without recovery, or type a percentage."
        )

    def why_not_course(self, index: int, quantity: Quantity = Quantity.PHYSICAL) -> str:
        """Why a course's dose cannot be written, physical or as part of a sum; empty when it can."""
        course = self.display.courses[index]
        if course.what_if:
            return (
                f"{course.name} is shown with a regimen that is only tried ({course.what_if}): it was not given, so "
                "its dose is not exported. Take the regimen back, then export."
            )
        if course.nothing_given:
            return f"No fraction of {course.name} was delivered, so there is no dose of it to export."
        if not course.wholly_drawn:
            no_file = f"{course.name} has no usable dose file, so its dose cannot be exported. Add its RTDOSE."
            return course.never_drawn or no_file
        if self.link(index) is None:
            return (
                f"{course.name} lies in another frame of reference and no registration links it, so its dose cannot be "
                "laid on the grid of the others. Load a registration (REG) or register the courses, then export again."
            )
        unsaid = [phase.label or course.name for phase in course.phases if phase.fractions is None]
        if quantity is not Quantity.PHYSICAL and unsaid:
            return (
                f"The number of fractions of {course.name} ({unsaid[0]}) is not known, so its {quantity.value} cannot "
                "be computed and is not exported. Enter it first."
            )
        return ""

    def why_not_registration(self) -> str:
        """Why no registration object can be written; empty when one can."""
        if not self.courses:
            return NO_COURSE
        linked = [link for link in self.links if link is not None and link.chain]
        if any(link.matrix is not None for link in linked):
            return ""
        if linked:
            files = ", ".join(dict.fromkeys(one.source for link in linked for one in link.chain))
            return f"The registration in force bends, which no matrix can say: hand on its own file ({files}) instead."
        if None in self.links:
            return "No registration links the courses, so there is none to export. Load or make one first."
        return "All courses lie in one frame of reference: there is no registration to export."

    def without_recovery(self) -> "ExportSource":
        """The same case with no recovery between courses."""
        off = Discounts(((0.0, 0.0),) * len(self.courses), None, "off")
        return replace(self, display=self.display.changed(self.opened, off), recovery=off)


def _voxel_mm3(grid: Grid) -> float:
    return float(reduce(lambda volume, mm: volume * mm, grid.spacing_mm, 1.0))


def export_source(opened: Opened, settings: Settings, display: DisplayFields | None = None) -> ExportSource:
    """A case under these settings; `display` is the one on screen, where there is one.

    Raises
    ------
    InputError
        A setting cannot be used.
    """
    whole = completed(opened, settings)
    recovery = Assessor(opened).discounts(settings)
    return ExportSource(whole, display or DisplayFields.of(whole, recovery), recovery)


def recovery_is_a_range(opened: Opened, settings: Settings) -> bool:
    """True when an export under these settings needs "without recovery"."""
    if not settings.recovers:
        return False
    return any(low != high for low, high in Assessor(opened).discounts(settings).ranges)
