"""Whole-body bone scans of the example: a synthetic skeleton with foci where the case report lists them.

Frame: x to the patient's left, y to the back, z up from the soles, mm. Counts are drawn from a seeded generator. The
side of ribs 4 to 7 is not stated in the report; the right side is a synthetic choice, as are all shapes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.shapes import Vec, mirrored

ROWS, COLUMNS, PIXEL_MM = 1024, 256, 2.26
COUNTS_PER_VIEW = 900_000
ATTENUATION_PER_MM = 0.009
_TOP_MM = 2030.0
_HIP = 905.0

Stroke = tuple[tuple[Vec, ...], float, float]
"""Points of a line, radius in mm, uptake per mm of length relative to a rib."""


@dataclass(frozen=True, slots=True)
class BoneScan:
    """One scan: what it is called and its foci (place, radius in mm, uptake)."""

    key: str
    year: int
    foci: tuple[tuple[Vec, float, float], ...]


def _vertebra(level: str) -> Vec:
    """Centre of a vertebral body: T1 to T12, L1 to L5."""
    number = int(level[1:])
    if level[0] == "T":
        return (0.0, 38.0 + 22.0 * float(np.sin(np.pi * number / 13)), 1475.0 - 26.0 * (number - 1))
    return (0.0, 30.0 - 12.0 * float(np.sin(np.pi * number / 6)), 1160.0 - 37.0 * (number - 1))


_RIB_WIDTH = (52, 78, 96, 108, 117, 123, 128, 130, 129, 124, 112, 90)


def _rib(number: int, turn: float, side: int) -> Vec:
    """A point on a rib: turn 0 at the spine, 0.5 at the side, 1 in front."""
    wide, drop = _RIB_WIDTH[number - 1], 38.0 + 6.5 * number
    deep = 62.0 + 4.0 * min(number, 8)
    back = _vertebra(f"T{number}")
    angle = np.pi * turn
    x = side * (14 + (wide - 14) * float(np.sin(angle)) ** 0.8)
    return (x, back[1] + 12 - deep * (1 - float(np.cos(angle))), back[2] + 8 - drop * turn)


def _ribs() -> list[Stroke]:
    strokes: list[Stroke] = []
    for number in range(1, 13):
        end = {11: 0.55, 12: 0.38}.get(number, 0.8)
        for side in (1, -1):
            line = tuple(_rib(number, end * k / 14, side) for k in range(15))
            strokes.append((line, 5.0, 1.0))
    return strokes


def _pair(points: Sequence[Vec], radius: float, uptake: float) -> list[Stroke]:
    return [(tuple(mirrored(p, side) for p in points), radius, uptake) for side in (1, -1)]


def _spine() -> list[Stroke]:
    strokes: list[Stroke] = [(((0, 20, 1580), (0, 12, 1545), (0, 22, 1500)), 13.0, 2.2)]
    for level in [f"T{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 6)]:
        x, y, z = _vertebra(level)
        wide = 13.0 + (0.5 * int(level[1:]) if level[0] == "T" else 9.0)
        strokes.append((((x - wide + 6, y, z), (x + wide - 6, y, z)), 10.0, 3.4))
        strokes.append((((x, y + 30, z), (x, y + 52, z - 8)), 5.0, 1.4))
        strokes.append((((x - wide - 8, y + 26, z + 4), (x + wide + 8, y + 26, z + 4)), 5.0, 0.8))
    return strokes


def _trunk() -> list[Stroke]:
    h = _HIP
    return [
        (((0, -82, 1425), (0, -96, 1392)), 19.0, 2.2),
        (((0, -98, 1385), (0, -110, 1285)), 14.0, 1.6),
        *_pair([(20, -74, 1436), (70, -62, 1450), (120, -30, 1468), (168, -5, 1468)], 7.0, 1.5),
        *_pair([(20, -76, 1432), (23, -76, 1436)], 9.0, 9.0),
        *_pair([(150, 40, 1460), (75, 78, 1420), (85, 88, 1310), (150, 45, 1430)], 6.0, 1.3),
        *_pair([(168, 5, 1462), (170, 12, 1440)], 17.0, 4.2),
        # pelvis: wings with their crest, sacrum, ring
        *_pair(
            [(46, 78, h + 70), (66, 66, h + 120), (104, 52, h + 136), (128, 0, h + 112), (122, -44, h + 76)], 8.0, 2.2
        ),
        *_pair([(60, 55, h + 60), (84, 24, h + 60), (106, -18, h + 60)], 12.0, 1.6),
        *_pair([(76, 20, h + 36), (96, -10, h + 36)], 16.0, 1.8),
        *_pair([(47, 72, h + 92), (45, 74, h + 50)], 8.0, 4.4),
        (((0, 50, h + 84), (0, 74, h + 40), (0, 78, h + 8)), 22.0, 3.0),
        (((-38, 64, h + 76), (38, 64, h + 76)), 17.0, 2.6),
        *_pair(
            [(72, -18, h + 14), (36, -48, h), (14, -54, h - 14), (14, -44, h - 36), (40, -8, h - 66), (56, 18, h - 64)],
            8.5,
            1.5,
        ),
        *_pair([(74, 26, h + 6), (64, 32, h - 40), (57, 24, h - 62)], 14.0, 2.0),
    ]


def _limbs() -> list[Stroke]:
    h = _HIP
    return [
        *_pair([(172, 10, 1440), (192, 18, 1300), (208, 20, 1140)], 10.0, 1.1),
        *_pair([(208, 22, 1140), (210, 20, 1125)], 14.0, 3.0),
        *_pair([(212, 14, 1120), (224, -4, 890)], 8.0, 0.9),
        *_pair([(220, 20, 1120), (232, 4, 890)], 7.0, 0.8),
        *_pair([(228, -2, 885), (232, -8, 860)], 16.0, 2.2),
        *_pair([(230, -10, 850), (236, -18, 770)], 20.0, 0.9),
        *_pair([(88, 0, h), (88, 1, h)], 23.0, 40.0),
        *_pair([(90, 0, h), (134, 12, h - 30)], 14.0, 1.8),
        *_pair([(140, 14, h - 10), (136, 12, h - 50)], 14.0, 2.0),
        *_pair([(132, 10, h - 50), (112, -4, h - 220), (90, 0, 520)], 14.0, 1.25),
        *_pair([(70, 0, 505), (108, 0, 505)], 20.0, 2.6),
        *_pair([(72, 2, 465), (104, 2, 465)], 18.0, 2.4),
        *_pair([(88, -35, 492), (90, -35, 486)], 16.0, 3.0),
        *_pair([(86, 4, 455), (82, 10, 280), (80, 18, 95)], 12.0, 1.1),
        *_pair([(110, 20, 450), (102, 30, 95)], 6.0, 0.5),
        *_pair([(72, 20, 90), (104, 24, 88)], 13.0, 2.2),
        *_pair([(84, 40, 45), (88, -40, 40), (92, -110, 22)], 18.0, 1.3),
    ]


def _strokes() -> list[Stroke]:
    return [*_spine(), *_ribs(), *_trunk(), *_limbs()]


def _along(stroke: Stroke, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    points = np.array(stroke[0], float)
    pieces = np.linalg.norm(np.diff(points, axis=0), axis=1)
    where = random.uniform(0, pieces.sum(), count)
    at = np.concatenate([[0.0], np.cumsum(pieces)])
    line = np.column_stack([np.interp(where, at, points[:, k]) for k in range(3)])
    off = random.standard_normal((count, 3))
    off /= np.linalg.norm(off, axis=1, keepdims=True)
    spread: NDArray[np.float64] = line + off * stroke[1] * random.uniform(0, 1, (count, 1)) ** (1 / 3)
    return spread


def _skull(random: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    shell = random.standard_normal((22000, 3))
    shell /= np.linalg.norm(shell, axis=1, keepdims=True)
    vault = shell * np.array([74, 94, 100]) * random.uniform(0.94, 1, (22000, 1)) + np.array([0, -8, 1655])
    vault = vault[vault[:, 2] > 1600]
    face = random.standard_normal((7000, 3)) * np.array([30, 18, 36]) + np.array([0, -82, 1590])
    return np.vstack([vault, face]), 0.02


def _soft(random: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Blood pool and soft tissue: a faint body with kidneys and bladder."""
    parts = []
    trunk = random.uniform([-1, -1, 0], [1, 1, 1], (26000, 3))
    trunk = trunk[(trunk[:, 0] ** 2 + trunk[:, 1] ** 2) < 1] * np.array([170, 105, 690]) + np.array([0, 10, 810])
    parts.append(trunk)
    for side in (1, -1):
        leg = random.uniform([-1, -1, 0], [1, 1, 1], (7000, 3))
        leg = leg[(leg[:, 0] ** 2 + leg[:, 1] ** 2) < 1]
        slim = 0.55 + 0.45 * leg[:, 2:]
        parts.append(leg * np.hstack([78 * slim, 78 * slim, np.full_like(slim, 780.0)]) + np.array([side * 92, 8, 50]))
    points = np.vstack(parts)
    return points, 0.028


def _organs(random: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    kidneys = [
        random.standard_normal((2500, 3)) * np.array([15, 11, 24]) + np.array([s * 62, 62, 1148 + 8 * s])
        for s in (1, -1)
    ]
    bladder = random.standard_normal((2500, 3)) * np.array([17, 13, 13]) + np.array([0, -22, _HIP + 30])
    return np.vstack([*kidneys, bladder]), np.concatenate([np.full(5000, 0.032), np.full(2500, 0.10)])


def activity(scan: BoneScan) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points (n, 3) in mm and how much each radiates."""
    random = np.random.default_rng(20120900 + scan.year)
    points, weights = [], []
    for stroke in _strokes():
        length = float(np.linalg.norm(np.diff(np.array(stroke[0], float), axis=0), axis=1).sum())
        count = int(60 + 6 * length)
        points.append(_along(stroke, count, random))
        weights.append(np.full(count, stroke[2] * length / count))
    for place, radius, uptake in scan.foci:
        points.append(_along(((place, (place[0] + 0.1, place[1], place[2])), radius, 1.0), 1500, random))
        weights.append(np.full(1500, uptake * 40.0 / 1500))
    for extra, weight in (_skull(random), _soft(random)):
        points.append(extra)
        weights.append(np.full(len(extra), weight))
    spots, strength = _organs(random)
    return np.vstack([*points, spots]), np.concatenate([*weights, strength])


def views(scan: BoneScan) -> NDArray[np.uint16]:
    """Counts seen from the front and from the back, (2, rows, columns).

    In the front view the patient's right is on the left of the image; in the back view the patient's left is.
    """
    points, weights = activity(scan)
    random = np.random.default_rng(7000 + scan.year)
    images = []
    for towards in (1.0, -1.0):
        depth = 110 + towards * points[:, 1]
        seen = weights * np.exp(-ATTENUATION_PER_MM * np.maximum(depth, 0))
        column = np.rint(COLUMNS / 2 + towards * points[:, 0] / PIXEL_MM).astype(int)
        row = np.rint((_TOP_MM - points[:, 2]) / PIXEL_MM).astype(int)
        flat = np.bincount(row * COLUMNS + column, weights=seen, minlength=ROWS * COLUMNS)
        sharp = np.asarray(flat[: ROWS * COLUMNS].reshape(ROWS, COLUMNS), np.float64)
        images.append(random.poisson(_camera(sharp) * COUNTS_PER_VIEW / sharp.sum()))
    return np.asarray(np.stack(images), np.uint16)


def _camera(sharp: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blur of a collimator, 9 mm wide at half height."""
    sigma = 9.0 / 2.355 / PIXEL_MM
    f2 = np.fft.fftfreq(ROWS)[:, None] ** 2 + np.fft.rfftfreq(COLUMNS)[None, :] ** 2
    spectrum = np.fft.rfft2(sharp) * np.exp(-2 * (np.pi * sigma) ** 2 * f2)
    return np.maximum(np.fft.irfft2(spectrum, sharp.shape), 0)


_FIRST: tuple[tuple[Vec, float, float], ...] = (
    ((2, -104, 1340), 13, 4.5),
    ((-8, 24, _vertebra("L2")[2]), 13, 6.0),
    ((6, 22, _vertebra("L4")[2]), 14, 6.5),
    ((20, 74, _HIP + 48), 15, 6.0),
    ((70, 26, _HIP + 6), 14, 5.5),
    ((-108, 10, _HIP + 92), 13, 4.0),
    ((122, 4, _HIP - 112), 14, 7.0),
)
_NEW_2018: tuple[tuple[Vec, float, float], ...] = (
    (_vertebra("T8"), 13, 7.5),
    (_vertebra("L3"), 16, 8.0),
    (_vertebra("L4"), 16, 8.5),
    ((-23, -76, 1434), 11, 5.0),
    *((_rib(number, 0.22, -1), 9, 4.5) for number in (4, 5, 6, 7)),
    (_rib(11, 0.25, -1), 9, 4.0),
    *((_rib(number, 0.5, -1), 9, 4.0) for number in (5, 6, 7)),
    ((-48, 72, _HIP + 74), 14, 8.0),
    ((64, 31, _HIP - 38), 14, 7.5),
    ((33, -19, _HIP - 58), 11, 6.5),
)

BONE_SCANS = (
    BoneScan("bone scan 2012", 2012, _FIRST),
    BoneScan("bone scan 2014", 2014, _FIRST),
    BoneScan("bone scan 2018", 2018, (*_FIRST, *_NEW_2018)),
)
"""Sternum, lumbar spine, pelvis and left femur in 2012; the same two years later; fifteen listed new foci in 2018."""
