"""Where the dose of a course, or the accumulated one, is highest, and how high: found once, in the background."""

import numpy as np

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.course_doses import CourseDoses, Found
from reirrad_gui.session.highest import Candidates, PlacedField, candidates
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.shown import combined
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import moved


class HighestDoses:
    """The highest doses under one state of the settings; the places where they can lie are kept in `found`."""

    def __init__(self, doses: CourseDoses, found: Found, reference_frame_uid: str | None) -> None:
        self._doses, self._found, self._reference_frame_uid = doses, found, reference_frame_uid

    def find(self, step: Step = silent) -> None:
        """Look for the places now: up to a second, so do it in the background. Kept afterwards."""
        for shown in self._each:
            self._candidates(shown, step)

    @property
    def ready(self) -> bool:
        """True when the places are known, so that `highest` and `hottest` answer at once."""
        with self._found.lock:
            return all(shown in self._found.candidates for shown in self._each)

    @property
    def _each(self) -> tuple[int | None, ...]:
        return (None, *range(len(self._doses.courses)))

    def hottest(
        self, shown: int | None, quantity: Quantity, alpha_beta_gy: float, frame_uid: str
    ) -> tuple[tuple[float, float, float], float] | None:
        """(point in a frame, Gy) of the highest dose at any voxel; None as for `highest`."""
        highest = self.highest(shown, quantity, alpha_beta_gy)
        way = self._doses.way(self._frame_of(shown), frame_uid)
        if highest is None or way is None:
            return None
        x, y, z = moved(highest[0], way)
        if not np.isfinite([x, y, z]).all():
            return None
        return (float(x), float(y), float(z)), highest[1]

    def highest(self, shown: int | None, quantity: Quantity, alpha_beta_gy: float) -> tuple[FloatArray, float] | None:
        """(point in the dose's own frame, Gy); None when it cannot be computed or the grids have no point in common."""
        doses, common = self._doses, self._frame_of(shown)
        if common is None or doses.unavailable(shown, quantity, common):
            return None
        places = self._candidates(shown, silent)
        if places is None or not len(places.points_mm):
            return None
        courses, phases = doses.taking_part(shown), iter(places.physical_gy.T)
        none = np.zeros(len(places.points_mm))
        physical = [
            [phase.delivered(next(phases)) if phase.given else none for phase in course.phases] for course in courses
        ]
        total = combined(courses, physical, shown, quantity, alpha_beta_gy, doses.model)
        best = int(np.argmax(total))
        return places.points_mm[best], float(total[best])

    def _frame_of(self, shown: int | None) -> str | None:
        return self._reference_frame_uid if shown is None else self._doses.courses[shown].frame_uid

    def _candidates(self, shown: int | None, step: Step) -> Candidates | None:
        with self._found.lock:
            if shown in self._found.candidates:
                return self._found.candidates[shown]
        doses, common = self._doses, self._frame_of(shown)
        made = None
        if common is not None and not doses.unavailable(shown, Quantity.PHYSICAL, common):
            placed = [
                PlacedField(part.field, way)
                for course in doses.taking_part(shown)
                if (way := doses.way(common, course.frame_uid)) is not None
                for part in course.phases
                if part.given and part.field is not None
            ]
            made = candidates(placed, step)
        with self._found.lock:
            self._found.candidates[shown] = made
        return made
