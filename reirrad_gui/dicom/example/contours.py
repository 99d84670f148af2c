"""Contours of the example's organs on the planes of a CT, as a clinician would have drawn them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.body import Skin, outline
from reirrad_gui.dicom.example.organs import organs_at_risk
from reirrad_gui.dicom.example.planes import Group, Plane
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.shapes import Array
from reirrad_gui.dicom.example.targets import targets

Loop = NDArray[np.float64]
SMALLEST_LOOP_MM2 = 6.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A structure as drawn: name, kind (RT ROI interpreted type), colour, loops (n, 3) in mm, lowest plane first."""

    name: str
    kind: str
    colour: tuple[int, int, int]
    loops: tuple[Loop, ...]


FIRST_NAMES: Mapping[str, str] = {
    "Body": "outline",
    "Bladder": "BLADDER",
    "Rectum": "rectum",
    "Femur_Head_L": "fem head L",
    "Femur_Head_R": "fem head R",
    "CTV": "CTV 15mm",
    "PTV": "PTV 5mm",
}
"""Course 1 used fewer structures, named as people did before nomenclatures; TG-263 name to name in the file."""

COLOURS: Mapping[str, tuple[int, int, int]] = {
    "Body": (190, 190, 190),
    "Bladder": (240, 210, 70),
    "Rectum": (150, 100, 50),
    "Canal_Anal": (190, 130, 90),
    "Sacrum": (200, 220, 235),
    "Femur_Head_L": (120, 200, 160),
    "Femur_Head_R": (80, 170, 220),
    "Bag_Bowel": (240, 160, 120),
    "CaudaEquina": (250, 240, 120),
    "SacralPlex": (220, 190, 60),
    "PenileBulb": (210, 120, 200),
    "Prostate": (170, 120, 230),
    "CTV": (255, 120, 60),
    "PTV": (230, 50, 50),
}


def _area(loop: NDArray[np.float64]) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _loops(distance: Array, corner: NDArray[np.float64], step_mm: float, z_mm: float) -> list[Loop]:
    """Closed lines where the distance is zero, to 0.1 mm, without the repeated last point."""
    from contourpy import contour_generator

    found = []
    for line in contour_generator(z=distance).lines(0.0):
        xy = np.round(corner + np.asarray(line, float)[:-1] * step_mm, 1)
        keep = np.any(xy != np.roll(xy, 1, axis=0), axis=1)
        if keep.sum() >= 3 and _area(xy[keep]) >= SMALLEST_LOOP_MM2:
            found.append(np.column_stack([xy[keep], np.full(int(keep.sum()), round(z_mm, 1))]))
    return found


def _drawn_on(scan: Scan, group: Group, step_mm: float) -> tuple[Loop, ...]:
    low, high = scan.box(*group.box())
    low, high = low - 3 * step_mm, high + 3 * step_mm
    columns, rows = (int(np.ceil((high[k] - low[k]) / step_mm)) + 1 for k in (0, 1))
    loops: list[Loop] = []
    for z in scan.heights():
        if low[2] <= z <= high[2]:
            plane = scan.raster((low[0], low[1], float(z)), step_mm, rows, columns)
            loops += _loops(group.distance(plane), low[:2], step_mm, float(z))
    return tuple(loops)


def _body(scan: Scan) -> tuple[Loop, ...]:
    step = 4.0
    low, high = scan.box(*Skin().box())
    loops: list[Loop] = []
    for z in scan.heights():
        columns, rows = (int((high[k] - low[k]) / step) + 8 for k in (0, 1))
        corner = low[:2] - 3 * step
        plane: Plane = scan.raster((corner[0], corner[1], float(z)), step, rows, columns)
        loops += _loops(outline(plane), corner, step, float(z))
    return tuple(loops)


def drawn_structures(scan: Scan) -> tuple[Drawn, ...]:
    """Every structure of a course: the old course knows few and calls them otherwise."""
    kinds = {"Body": "EXTERNAL", "CTV": "CTV", "PTV": "PTV"}
    volumes = targets(scan.number)
    groups = {**organs_at_risk(scan.filling), "CTV": Group((volumes.ctv,)), "PTV": Group((volumes.ptv,))}
    drawn = [Drawn("Body", "EXTERNAL", COLOURS["Body"], _body(scan))]
    for name, group in groups.items():
        if scan.number == 1 and name not in FIRST_NAMES:
            continue
        step = 3.0 if name == "Bag_Bowel" else 2.0
        drawn.append(Drawn(name, kinds.get(name, "ORGAN"), COLOURS[name], _drawn_on(scan, group, step)))
    if scan.number == 1:
        return tuple(Drawn(FIRST_NAMES[d.name], d.kind, d.colour, d.loops) for d in drawn)
    return tuple(drawn)
