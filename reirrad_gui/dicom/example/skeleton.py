"""The bones of the example's pelvis: a synthetic adult man lying on his back, legs straight.

Frame: LPS, mm. The origin lies midway between the centres of the femoral heads. Proportions follow textbook anatomy
(hip centres 176 mm apart, heads 48 mm wide, promontory 90 mm above the hip centres, neck-shaft angle about 126°);
nothing is taken from a patient.
"""

from dataclasses import dataclass

from reirrad_gui.dicom.example.planes import Group, joined
from reirrad_gui.dicom.example.shapes import Cup, Drum, Ellipsoid, Sheet, Tube, Vec, both_sheets, both_sides, path

HEAD_RADIUS = 24.0
HEAD_CENTRES: tuple[Vec, Vec] = ((88.0, 0.0, 0.0), (-88.0, 0.0, 0.0))
"""Left and right femoral head."""


@dataclass(frozen=True, slots=True)
class Bone:
    """A group of bones with its look: shell thickness, HU of shell and core."""

    group: Group
    shell_mm: float
    shell_hu: float
    core_hu: float


ILIUM_LEVELS = (30.0, 46.0, 60.0, 76.0, 94.0, 112.0, 128.0, 138.0)
ILIUM_LINES: tuple[tuple[Vec, ...], ...] = (
    ((72, 38, 9), (84, 20, 13), (92, -4, 14), (98, -22, 9), (98, -28, 6)),
    ((66, 50, 8), (80, 28, 9), (94, 4, 8), (106, -22, 8), (108, -38, 6)),
    ((54, 64, 8), (74, 42, 7.5), (92, 16, 5), (108, -14, 5), (114, -36, 6)),
    ((47, 77, 9), (68, 54, 7), (92, 28, 3.6), (114, -6, 4), (121, -46, 7)),
    ((45, 86, 9), (66, 65, 7), (92, 42, 3), (118, 8, 3.6), (129, -38, 7)),
    ((50, 88, 8), (72, 70, 6), (98, 50, 3), (124, 18, 4), (134, -20, 7)),
    ((66, 78, 7), (82, 68, 6), (104, 52, 5), (124, 30, 6), (134, 4, 7)),
    ((84, 68, 5), (92, 64, 5), (106, 52, 6), (120, 38, 6), (127, 24, 5)),
)
"""Line of the left iliac wing from the sacroiliac joint to the front, (x, y, half thickness) at each level."""

SACRUM = Group(
    solids=(
        Drum((0, 38, 86), (25, 17), 11, 34),
        Sheet(
            (-24.0, -16.0, -6.0, 8.0, 22.0, 38.0, 52.0, 66.0, 80.0, 96.0),
            (
                ((-3, 60, 4), (0, 60, 4), (3, 60, 4)),
                ((-5, 64, 5), (0, 64, 5), (5, 64, 5)),
                ((-8, 72, 6), (0, 72, 6.5), (8, 72, 6)),
                ((-20, 79, 6), (0, 79, 8.5), (20, 79, 6)),
                ((-27, 81, 8), (0, 80, 11), (27, 81, 8)),
                ((-34, 79, 11), (0, 77, 13.5), (34, 79, 11)),
                ((-41, 73, 14), (0, 70, 15.5), (41, 73, 14)),
                ((-43, 66, 16), (0, 60, 17.5), (43, 66, 16)),
                ((-42, 58, 17), (0, 50, 18), (42, 58, 17)),
                ((-36, 50, 13), (0, 42, 15), (36, 50, 13)),
            ),
        ),
        *path([((0, 76, 84), 6), ((0, 92, 62), 6), ((0, 95, 40), 5)], 1.3, (1, 0, 0)),
        *both_sides([((22, 80, 84), 7), ((18, 91, 58), 6), ((15, 91, 32), 5)]),
    ),
    cut=(
        *path([((0, 62, 104), 11), ((0, 72, 76), 8.5), ((0, 82, 52), 6.5), ((0, 88, 26), 4)], 1.5),
        *both_sides([((25, 40, 70), 6.5), ((19, 70, 76), 6)]),
        *both_sides([((24, 52, 50), 6), ((17, 78, 55), 5.5)]),
        *both_sides([((21, 62, 33), 5), ((14, 84, 37), 4.5)]),
        *both_sides([((18, 66, 19), 4), ((11, 88, 22), 3.5)]),
    ),
    blend_mm=4.0,
)

HIPS = Group(
    solids=joined(
        both_sheets(ILIUM_LEVELS, ILIUM_LINES),
        tuple(
            Cup(centre, 27.0, 36.0, (0.72 if centre[0] > 0 else -0.72, -0.25, -0.62), 6.0) for centre in HEAD_CENTRES
        ),
        both_sides([((84, 4, 32), 15), ((80, 14, 44), 12)]),
        # superior ramus and body of the pubis
        both_sides([((78, -17, 16), 12), ((54, -38, 8), 9), ((34, -51, -2), 8.5), ((17, -57, -11), 9.5)]),
        both_sides([((13.5, -57, -12), 10.5), ((12.0, -47, -36), 9.5)]),
        # inferior (ischiopubic) ramus to the tuberosity
        both_sides(
            [((13, -45, -36), 8.5), ((26, -29, -55), 6.8), ((40, -9, -66), 7.2), ((53, 14, -66), 11)],
            1.25,
            (0.6, 0.2, 0.6),
        ),
        # ischium with tuberosity and spine
        both_sides([((74, 26, 8), 14), ((69, 32, -20), 13), ((62, 31, -46), 16), ((57, 23, -62), 14)]),
        both_sides([((66, 38, 6), 8), ((52, 46, 2), 4)], 1.5, (1, 0.6, 0)),
    ),
    cut=(
        *tuple(Ellipsoid(centre, (27.0, 27.0, 27.0)) for centre in HEAD_CENTRES),
        Tube((0, -80, -8), (0, -20, -50), 2.6, 2.6, 0.25, (0, 0.55, 0.83)),
    ),
    blend_mm=3.5,
)

FEMORA = Group(
    solids=joined(
        tuple(Tube(centre, centre, HEAD_RADIUS, HEAD_RADIUS) for centre in HEAD_CENTRES),
        both_sides([((91, 1, -3), 19), ((110, 5, -16), 15.5), ((128, 10, -28), 18)], 1.15),
        both_sides([((141, 15, -2), 10), ((142, 15, -18), 16), ((136, 13, -44), 17)], 1.15, (1, 0, 0)),
        both_sides([((124, 22, -62), 10), ((117, 26, -72), 6.5)]),
    ),
    blend_mm=7.0,
)

SHAFTS = Group(solids=both_sides([((132, 11, -44), 18), ((127, 8, -84), 16.5), ((119, 4, -280), 14)]), blend_mm=3.0)


def _vertebra(z: float, y: float, tilt: float, wide: float, deep: float) -> tuple[Drum | Tube, ...]:
    """Body, pedicles, arch, joints and processes of one lumbar vertebra with its body centred at (0, y, z)."""
    return (
        Drum((0, y, z), (wide, deep), 14, tilt, 2.0),
        *both_sides([((15, y + deep - 5, z + 5), 6.5), ((17, y + deep + 12, z + 5), 6)]),
        *both_sides([((18, y + deep + 14, z + 12), 6.5), ((17, y + deep + 20, z - 14), 7)]),
        *both_sides([((16, y + deep + 19, z - 2), 5), ((0, y + deep + 27, z - 6), 4.5)]),
        *path([((0, y + deep + 28, z - 6), 6), ((0, y + deep + 48, z - 11), 6.5)], 1.8, (1, 0, 0)),
        *both_sides([((18, y + deep + 10, z + 5), 5), ((46, y + deep + 16, z + 8), 4)], 1.4, (0, 1, 0)),
    )


LUMBAR = Group(
    solids=joined(
        _vertebra(118.0, 19.0, 14.0, 27.0, 18.0),
        _vertebra(155.0, 10.0, 4.0, 26.5, 18.0),
        _vertebra(193.0, 7.0, -2.0, 26.0, 18.0),
    ),
    blend_mm=2.5,
)

DISCS = Group(
    solids=(
        Drum((0, 28, 100), (24, 16.5), 5.0, 26),
        Drum((0, 14, 136.5), (25.5, 17), 6.0, 9),
        Drum((0, 8, 174), (25.5, 17), 6.5, 1),
    ),
    blend_mm=1.0,
)

BONES = (
    Bone(SACRUM, 1.6, 620, 170),
    Bone(LUMBAR, 1.6, 640, 190),
    Bone(HIPS, 2.4, 900, 270),
    Bone(FEMORA, 1.6, 780, 310),
    Bone(SHAFTS, 6.5, 1350, -30),
)

PELVIC_BONE = Group(solids=joined(SACRUM.solids, HIPS.solids), cut=joined(SACRUM.cut, HIPS.cut), blend_mm=3.5)
"""Bone in which course margins are drawn: hip bones and sacrum."""
