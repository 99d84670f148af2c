"""How volumes and doses of the DVH were found, in sentences: dose grids, voxel rule, what a curve is."""

import numpy as np

from reirrad_gui.dose.field import Field, SummedField
from reirrad_gui.dose.gathered import FEWEST_GATHERED, PHASES_GATHERED
from reirrad_gui.session.opening import Opened
from reirrad_gui.volume.grid import Grid

_END_CAPS = {
    "half": "the first and the last reach half a slice beyond their contour",
    "none": "nothing beyond the first and the last contour",
    "0.2": "the first and the last reach a fifth of a slice beyond their contour",
}


def dvh_method(opened: Opened) -> tuple[str, ...]:
    """The dose grids first, then how structures became volumes, how doses were looked up, and what the curves are."""
    end_caps = _END_CAPS.get(opened.end_cap, f"end caps {opened.end_cap}")
    return (
        f"Dose grids: {_grids(opened) or 'none'}.",
        f"Structures: contours as slabs between the middles of slices; {end_caps}.",
        "Voxel rule: points inside the contours with the exact area they stand for, denser where structures are small "
        "or doses steep; physical dose of each phase trilinear between the voxel centres, converted at each point.",
        "Volumes and D(volume): exact weighted quantiles of those points; curves: volume with at least each of 201 "
        "evenly spaced doses.",
        *_gathered(opened),
    )


def _gathered(opened: Opened) -> tuple[str, ...]:
    """A sentence where curves of accumulated doses are not counted over all points."""
    phases = sum(len(of_course) for of_course in opened.doses)
    most = max((organ.points.weights_cc.size for organ in opened.organs), default=0)
    if phases != PHASES_GATHERED or most < FEWEST_GATHERED:
        return ()
    return (
        f"Curves of accumulated doses of structures with {FEWEST_GATHERED:,} points and more: counted over groups of "
        "up to four points of nearly the same doses, right to about 0.05 % of the volume; no other figure comes from "
        "groups.",
    )


def _grids(opened: Opened) -> str:
    said = []
    for number, phases in enumerate(opened.doses, start=1):
        grids = dict.fromkeys(text for phase in phases for text in _spacings(phase.field))
        said.append(f"course {number} {' and '.join(grids) if grids else 'no dose file'}")
    return ", ".join(said)


def _spacings(field: Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    parts = field.parts if isinstance(field, SummedField) else (field,)
    return tuple(dict.fromkeys(spacing_text(part.grid) for part in parts))


def spacing_text(grid: Grid) -> str:
    """Distances between columns, rows and planes, mm; planes as a range where they differ.

    >>> spacing_text(Grid.axis_aligned((0, 0, 0), (2.5, 2.5), (0.0, 3.0, 7.0), columns=4, rows=4))
    '2.5 × 2.5 × 3 to 4 mm'
    """
    steps = np.diff(grid.plane_mm)
    in_plane = [float(np.linalg.norm(step)) for step in (grid.x_step_mm, grid.y_step_mm)]
    if steps.size == 0:
        planes = "one plane"
    else:
        least, most = _brief(float(steps.min())), _brief(float(steps.max()))
        planes = least if least == most else f"{least} to {most}"
    return f"{_brief(in_plane[0])} × {_brief(in_plane[1])} × {planes} mm"


def _brief(mm: float) -> str:
    return f"{mm:.2f}".rstrip("0").rstrip(".")
