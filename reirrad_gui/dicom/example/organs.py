"""Organs of the example's pelvis and how full they are on the day of each planning CT.

Same frame as the bones. Volumes of the plain ellipsoids are exact; the others are known to the accuracy of sampling.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.planes import Group, joined
from reirrad_gui.dicom.example.shapes import Array, Drum, Ellipsoid, Tube, Vec, both_sides, path
from reirrad_gui.dicom.example.skeleton import HEAD_CENTRES, HEAD_RADIUS, LUMBAR, SACRUM


@dataclass(frozen=True, slots=True)
class Filling:
    """What differs between the two CTs: bladder and rectum."""

    bladder: Ellipsoid
    rectum_scale: float
    gas_level: float
    """Height of the gas in bowel as a fraction of the radius, 1 = no gas, -1 = gas only."""


FIRST_CT = Filling(Ellipsoid((0, -22, 33), (45, 33, 33), 8.0), 1.0, 0.15)
SECOND_CT = Filling(Ellipsoid((1, -34, 16), (40, 28, 27), 8.0), 1.18, -0.1)

RECTUM_LINE: tuple[tuple[Vec, float], ...] = (
    ((0, 34, -40), 13),
    ((0, 40, -26), 16),
    ((1, 46, -8), 18),
    ((2, 51, 12), 19),
    ((0, 50, 32), 17),
    ((-3, 43, 50), 15),
    ((-2, 30, 66), 14),
    ((6, 12, 78), 13),
)
ANAL_LINE: tuple[tuple[Vec, float], ...] = (((0, 34, -42), 12), ((0, 42, -58), 11), ((0, 50, -76), 10))
SIGMOID_LINE: tuple[tuple[Vec, float], ...] = (
    ((6, 12, 78), 13),
    ((-14, -12, 84), 14),
    ((-38, -30, 78), 14),
    ((-34, -44, 96), 14),
    ((6, -34, 98), 14),
    ((42, -22, 92), 14),
    ((72, -26, 96), 13),
    ((92, -24, 118), 14),
    ((104, -12, 160), 14),
    ((108, 0, 230), 15),
)
CAECUM_LINE: tuple[tuple[Vec, float], ...] = (
    ((-84, -44, 74), 22),
    ((-96, -34, 104), 27),
    ((-104, -18, 150), 25),
    ((-106, -8, 230), 25),
)


def _bowel_loops() -> tuple[Tube, ...]:
    """Small bowel: a long tube folded in storeys in front of the spine, above the bladder."""
    points: list[tuple[Vec, float]] = []
    storeys = ((68.0, 66.0), (92.0, 58.0), (116.0, 74.0), (141.0, 78.0), (167.0, 82.0), (193.0, 84.0))
    for storey, (z, reach) in enumerate(storeys):
        rows = (-72.0, -46.0) if z < 100 else (-80.0, -54.0, -28.0)
        for row, y in enumerate(rows):
            turns = (-1.0, -0.45, 0.1, 0.6, 1.0)
            for k, turn in enumerate(turns if (row + storey) % 2 == 0 else turns[::-1]):
                swing = 9.0 * (-1) ** (k + storey)
                points.append(
                    (
                        (turn * reach - 6 + 5 * ((k + row) % 2), y + swing * 0.7, z + swing),
                        11.0 + (k * 7 + row * 3 + storey * 5) % 4,
                    )
                )
    return path(points)


SMALL_BOWEL = Group(_bowel_loops(), blend_mm=1.0)
COLON = Group(joined(path(SIGMOID_LINE), path(CAECUM_LINE)), blend_mm=3.0)
BAG_TOP_MM, CAUDA_TOP_MM = 124.0, 128.0
"""Contouring of these two stops a few centimetres above the fields, as is usual."""
BOWEL_BAG = Group(
    solids=(Ellipsoid((-4, -36, 122), (112, 60, 92)), Ellipsoid((-2, -40, 92), (92, 50, 44))),
    cut=(
        *(solid for solid in LUMBAR.solids if isinstance(solid, Drum)),
        *SACRUM.solids[:1],
        *path([((0, 4, 60), 24), ((0, -6, 120), 30), ((0, -12, 220), 30)]),
    ),
    blend_mm=10.0,
)
PROSTATE = Group((Ellipsoid((0, -5, -15), (24, 18, 20), -10),))
SEMINAL_VESICLES = Group(both_sides([((3, 16, 6), 6.5), ((18, 20, 14), 7), ((28, 22, 18), 4.5)], 1.3), blend_mm=2.0)
PENILE_BULB = Ellipsoid((0, -12, -64), (12, 16, 9), -25)
CRURA = Group(both_sides([((8, -28, -62), 6), ((22, -18, -66), 6.5), ((38, -2, -75), 4.5)]), blend_mm=2.0)
PENIS = Group(
    path(
        [((0, -22, -64), 10), ((0, -50, -68), 11), ((0, -74, -66), 13), ((3, -90, -82), 14), ((8, -92, -124), 14)],
        1.1,
        (1, 0, 0),
    ),
    blend_mm=6.0,
)
SCROTUM = Group((Ellipsoid((16, -62, -118), (17, 19, 24)), Ellipsoid((-16, -62, -121), (17, 19, 24))), blend_mm=4.0)

CAUDA_EQUINA = Group(
    path(
        [
            ((0, 42, 215), 8),
            ((0, 46, 160), 8),
            ((0, 55, 120), 8),
            ((0, 64, 98), 7.5),
            ((0, 72, 76), 6),
            ((0, 79, 60), 4),
        ],
        1.25,
    ),
    blend_mm=1.0,
)
SACRAL_PLEXUS = Group(
    joined(
        both_sides(
            [((24, 42, 104), 4), ((38, 38, 78), 5), ((46, 50, 56), 5.5), ((54, 56, 38), 6), ((64, 55, 18), 6)],
            1.5,
            (0, 1, 0.4),
        ),
        both_sides([((27, 48, 64), 4), ((44, 56, 48), 5.5)], 1.4, (0, 1, 0.4)),
        both_sides([((25, 60, 44), 4), ((48, 59, 36), 5)], 1.4, (0, 1, 0.4)),
    ),
    blend_mm=4.0,
)


def rectum(filling: Filling) -> Group:
    """Rectum from the anorectal junction to the rectosigmoid, as full as on that day."""
    return Group(path([(point, radius * filling.rectum_scale) for point, radius in RECTUM_LINE]), blend_mm=3.0)


@dataclass(frozen=True, slots=True)
class Above:
    """Everything above a height: cuts organs that are contoured up to there."""

    z_mm: float

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm; ends where the example ends."""
        return np.array([-300.0, -300.0, self.z_mm]), np.array([300.0, 300.0, 300.0])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance to the cutting plane, mm."""
        return np.asarray(self.z_mm - z + 0 * (x + y))


def organs_at_risk(filling: Filling) -> Mapping[str, Group]:
    """Organs that get contours, by TG-263 name; the skin is drawn apart.

    >>> "Bladder" in organs_at_risk(FIRST_CT)
    True
    """
    head = (HEAD_RADIUS, HEAD_RADIUS, HEAD_RADIUS)
    return {
        "Bladder": Group((filling.bladder,)),
        "Rectum": rectum(filling),
        "Canal_Anal": Group(path(ANAL_LINE), blend_mm=3.0),
        "Sacrum": SACRUM,
        "Femur_Head_L": Group((Ellipsoid(HEAD_CENTRES[0], head),)),
        "Femur_Head_R": Group((Ellipsoid(HEAD_CENTRES[1], head),)),
        "Bag_Bowel": Group(BOWEL_BAG.solids, (*BOWEL_BAG.cut, filling.bladder, Above(BAG_TOP_MM)), BOWEL_BAG.blend_mm),
        "CaudaEquina": Group(CAUDA_EQUINA.solids, (Above(CAUDA_TOP_MM),), CAUDA_EQUINA.blend_mm),
        "SacralPlex": SACRAL_PLEXUS,
        "PenileBulb": Group((PENILE_BULB,)),
        "Prostate": PROSTATE,
    }
