"""Which part of a course's dose lies around some structures: of a large dose no more is kept."""

from collections.abc import Callable, Sequence

import numpy as np

from reirrad_gui.case import Case, Course
from reirrad_gui.session.frames import link
from reirrad_gui.volume.boxes import Box, box_around
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.structures import Structure, StructureSet, bounding_box

Around = Callable[[Grid], Box | None]
"""From the grid of a dose to the box of its voxels that matter; None: all of them."""

BESIDE_MM = 15.0
"""So far beside its contours an organ's samples may lie at most: half a slice and half a cell. Farther ones are found
too, but for them all of the dose is read."""


def around(case: Case, structures: Sequence[tuple[StructureSet, Structure]]) -> tuple[Around | None, ...]:
    """For each course, what of its doses lies around the structures; None where that is not known beforehand."""
    places = [
        (structure.frame_of_reference_uid or drawn.frame_of_reference_uid, box)
        for drawn, structure in structures
        if (box := bounding_box(structure)) is not None
    ]
    return tuple(_of_course(case, course, places) if places else None for course in case.courses)


def _of_course(case: Case, course: Course, places: Sequence[tuple[str, FloatArray]]) -> Around | None:
    corners = []
    for frame, (low, high) in places:
        way = link(case.registrations, frame, course.frame_of_reference_uid)
        if way is None or way.matrix is None:
            return None
        sides = np.array([low - BESIDE_MM, high + BESIDE_MM])
        corners.append(way.moved(np.stack(np.meshgrid(*sides.T), axis=-1).reshape(-1, 3)))
    return lambda grid: box_around(grid, np.concatenate(corners))
