"""Physical doses of an organ's points in every draw: as they lie, half a slice aside, or registered a little elsewhere.

A registered course is looked up where the drawn shift takes the point, from within the organ if so chosen; the organ's
own place between its slices moves all courses alike. Where nothing else moves a course, its dose along that one line is
looked up at a few places and taken as linear between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dose.field import Field
from reirrad_gui.dose.within import Within
from reirrad_gui.session.biology import PlannedDoses, what_is_known
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.overlaps import frame_of
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import Way

IndexArray = NDArray[np.intp]
LINE = 9
"""Places along one slice at which a dose is looked up that moves along it only."""


@dataclass(frozen=True, slots=True, eq=False)
class Displacements:
    """Where an organ's points may lie: rows are draws, the first as assessed.

    `shifts_mm` (draws + 1, 3) by course, of its registration. `part` (draws + 1,) is where the organ lies along its
    slices, from −½ to ½ of `slice_mm` (3,); or None.
    """

    shifts_mm: Mapping[int, FloatArray]
    part: FloatArray | None = None
    slice_mm: FloatArray | None = None
    within: Within | None = None

    @property
    def along_mm(self) -> FloatArray | None:
        """(draws + 1, 3) of the organ along its slices, or None."""
        return None if self.part is None or self.slice_mm is None else np.outer(self.part, self.slice_mm)

    @property
    def any(self) -> bool:
        """True where anything moves."""
        return bool(self.shifts_mm) or self.part is not None


@dataclass(frozen=True, slots=True, eq=False)
class _Phase:
    number: int
    course: int
    field: Field | None
    way: Way | None
    worst_gy: float


class PlacedDoses:
    """Looks up the doses of some of an organ's points in any rows of the draws."""

    def __init__(self, evaluation: Evaluation, index: int, planned: PlannedDoses, displaced: Displacements) -> None:
        self._planned = planned
        self._points = evaluation.opened.organs[index].points.points_mm
        self._displaced = displaced
        self._phases = _phases(evaluation, index)
        self._bounds = {number: place for place, number in enumerate(self.bounding(planned, displaced))}
        self._lines: dict[int, tuple[IndexArray, FloatArray, FloatArray]] = {}
        self.known = planned.upper is planned.lower

    @property
    def shifted(self) -> bool:
        """True where every draw looks its doses up at places of its own."""
        return bool(self._displaced.shifts_mm)

    @staticmethod
    def bounding(planned: PlannedDoses, displaced: Displacements) -> tuple[int, ...]:
        """The phases whose doses keep shifted points within the organ's own, in the order `Within` is given them."""
        return tuple(n for n, phase in enumerate(planned.phases) if phase.course in displaced.shifts_mm)

    def at(self, chosen: IndexArray, rows: NDArray[np.intp]) -> tuple[list[FloatArray], list[FloatArray]]:
        """Doses of every phase, unknown counted as nothing and as the worst; (n,), or (rows, n) where they vary.

        Both lists are one where every dose is known.
        """
        low: list[FloatArray] = []
        high: list[FloatArray] = []
        places: dict[int, tuple[FloatArray, IndexArray | None]] = {}
        for phase in self._phases:
            if phase.field is None or not self._moves(phase.course):
                least = self._planned.lower.doses_gy[phase.number][chosen]
                most = least if self.known else self._planned.upper.doses_gy[phase.number][chosen]
            elif phase.course in self._displaced.shifts_mm:
                if phase.course not in places:
                    places[phase.course] = self._places(phase.course, chosen, rows)
                least, most = self._shifted(phase, *places[phase.course])
            else:
                least, most = self._along_slices(phase, chosen, rows)
            low.append(least)
            high.append(most)
        same = all(one is other for one, other in zip(low, high, strict=True))
        return low, low if same else high

    def _moves(self, course: int) -> bool:
        return course in self._displaced.shifts_mm or self._displaced.part is not None

    def _places(self, course: int, chosen: IndexArray, rows: NDArray[np.intp]) -> tuple[FloatArray, IndexArray | None]:
        """Places (rows, n, 3) after the registration's shift and along the slices; the organ's cells they lie in."""
        points, shifts = self._points[chosen], self._displaced.shifts_mm[course][rows]
        along = None if self._displaced.along_mm is None else self._displaced.along_mm[rows]
        if self._displaced.within is not None:
            return self._displaced.within.moved(points, shifts, along)
        places = points + shifts[:, None, :]
        if along is not None:
            places += along[:, None, :]
        return places, None

    def _shifted(self, phase: _Phase, places: FloatArray, cells: IndexArray | None) -> tuple[FloatArray, FloatArray]:
        least, most = self._bounded_by_worst(phase, places)
        if cells is None or self._displaced.within is None:
            return least, most
        kept = self._displaced.within.bounded(self._bounds[phase.number], least, cells)
        if most is least and self.known:
            return kept, kept
        return kept, most  # what an unknown part may have received is no better known for lying near a known one

    def _along_slices(self, phase: _Phase, chosen: IndexArray, rows: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
        assert self._displaced.part is not None
        part = self._displaced.part[rows]
        if part.size < LINE:
            assert self._displaced.slice_mm is not None
            there = self._points[chosen] + (part[:, None] * self._displaced.slice_mm)[:, None, :]
            return self._bounded_by_worst(phase, there)
        least, most = self._line(phase, chosen)
        at = (part + 0.5) * (LINE - 1)
        low = _between(least, at)
        return low, low if most is least else _between(most, at)

    def _line(self, phase: _Phase, chosen: IndexArray) -> tuple[FloatArray, FloatArray]:
        """Doses of the points (LINE, n) along one slice: the same for all draws, so looked up once for the first."""
        assert self._displaced.slice_mm is not None
        known = self._lines.get(phase.number)
        if known is None or known[0] is not chosen:
            steps = np.linspace(-0.5, 0.5, LINE)
            places = self._points[chosen] + (steps[:, None] * self._displaced.slice_mm)[:, None, :]
            known = self._lines[phase.number] = (chosen, *self._bounded_by_worst(phase, places))
        return known[1:]

    def _bounded_by_worst(self, phase: _Phase, places_mm: FloatArray) -> tuple[FloatArray, FloatArray]:
        assert phase.field is not None, "a phase without a field does not move"
        dose = phase.field.dose_at(places_mm, phase.way)
        unknown = np.isnan(dose)
        if not unknown.any():
            return dose, dose
        return np.where(unknown, 0.0, dose), np.where(unknown, phase.worst_gy, dose)


def _phases(evaluation: Evaluation, index: int) -> tuple[_Phase, ...]:
    opened, organ = evaluation.opened, evaluation.opened.organs[index]
    worst = iter([gy or 0.0 for _, _, gy in what_is_known(organ, opened)])
    found: list[_Phase] = []
    for course, phases in enumerate(opened.doses):
        link = opened.link_to_course(frame_of(opened, organ), course)
        for dose, sampled in zip(phases, organ.doses[course], strict=True):
            there = dose.field is not None and link is not None and sampled.located
            way = link.way if link is not None and link.chain else None
            found.append(_Phase(len(found), course, dose.field if there else None, way, next(worst)))
    return tuple(found)


def _between(values: FloatArray, at: FloatArray) -> FloatArray:
    """Rows of (steps, n) at fractional step numbers, linear between neighbouring ones."""
    first = np.minimum(at.astype(np.intp), len(values) - 2)
    part = (at - first)[:, None]
    found: FloatArray = values[first + 1]
    found -= values[first]
    found *= part
    found += values[first]
    return found
