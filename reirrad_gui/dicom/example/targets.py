"""Bone metastases of the example and the volumes drawn around them.

The case report states the margins (1.5 cm within bone, then 0.5 cm) for course 1 but not which metastasis was treated;
sites of course 1 and all shapes are synthetic choices.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from reirrad_gui.dicom.example.lattice import Lattice, grown
from reirrad_gui.dicom.example.planes import Plane
from reirrad_gui.dicom.example.shapes import Array, Ellipsoid
from reirrad_gui.dicom.example.skeleton import PELVIC_BONE

CTV_MARGIN_MM = 15.0
PTV_MARGIN_MM = 5.0

Lesion = tuple[Ellipsoid, float]
"""A metastasis and its peak HU."""

TREATED_1: tuple[Lesion, ...] = (
    (Ellipsoid((20, 74, 48), (15, 9, 17)), 820.0),
    (Ellipsoid((70, 28, 4), (9, 10, 14)), 900.0),
)
TREATED_2: tuple[Lesion, ...] = (
    (Ellipsoid((6, -53, -16), (9, 8, 13)), 820.0),
    (Ellipsoid((33, -19, -60), (13, 10, 8)), 900.0),
)
ALWAYS: tuple[Lesion, ...] = (
    *TREATED_1,
    (Ellipsoid((122, 5, -108), (15, 13, 26)), 1000.0),
    (Ellipsoid((-9, 12, 156), (11, 10, 9)), 720.0),
)
NEW_2018: tuple[Lesion, ...] = (
    *TREATED_2,
    (Ellipsoid((-49, 72, 74), (9, 13, 15)), 860.0),
    (Ellipsoid((64, 31, -38), (11, 11, 16)), 900.0),
    (Ellipsoid((6, 8, 152), (13, 10, 9)), 760.0),
    (Ellipsoid((0, 4, 193), (14, 10, 10)), 760.0),
)


@dataclass(frozen=True, slots=True)
class Targets:
    """CTV and PTV of one course in the anatomical frame; the zero level of each lattice is its surface."""

    ctv: Lattice
    ptv: Lattice


def _nearest(lesions: tuple[Lesion, ...], x: Array, y: Array, z: Array) -> Array:
    return np.asarray(np.minimum.reduce([solid.distance(x, y, z) for solid, _ in lesions]))


@lru_cache(maxsize=2)
def targets(course: int) -> Targets:
    """CTV (bone within 15 mm of the treated metastases) and PTV (5 mm more) of course 1 or 2."""
    lesions = TREATED_1 if course == 1 else TREATED_2
    boxes = [solid.box() for solid, _ in lesions]
    reach = CTV_MARGIN_MM + PTV_MARGIN_MM + 6
    low = np.min([b[0] for b in boxes], axis=0) - reach
    high = np.max([b[1] for b in boxes], axis=0) + reach
    step = np.full(3, PTV_MARGIN_MM / 3)
    axes = [np.arange(low[k], high[k] + step[k], step[k]) for k in range(3)]
    z, y, x = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
    across, down = np.array([step[0], 0, 0]), np.array([0, step[1], 0])
    rows, columns = len(axes[1]), len(axes[0])
    planes = [Plane(np.array([low[0], low[1], height]), across, down, rows, columns) for height in axes[2]]
    bone = np.stack([PELVIC_BONE.distance(plane, 9.0) for plane in planes])
    ctv = Lattice(low, step, np.maximum(bone, _nearest(lesions, x, y, z) - CTV_MARGIN_MM), 30.0)
    return Targets(ctv, grown(ctv, PTV_MARGIN_MM))
