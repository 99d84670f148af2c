"""Hounsfield units of the example's anatomy on any plane.

Tissues are laid over one another from skin to bone; each edge is blended over one pixel, as the partial volume of a
scanner would. Noise is smooth and seeded. All HU are typical values for 120 kV, not measurements.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.body import outline
from reirrad_gui.dicom.example.muscles import MUSCLES, VESSELS
from reirrad_gui.dicom.example.organs import (
    ANAL_LINE,
    BOWEL_BAG,
    CAUDA_EQUINA,
    COLON,
    CRURA,
    PENILE_BULB,
    PROSTATE,
    SACRAL_PLEXUS,
    SEMINAL_VESICLES,
    SMALL_BOWEL,
    Filling,
    rectum,
)
from reirrad_gui.dicom.example.planes import Group, Plane, boxes_of
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.shapes import Array, Ellipsoid, path
from reirrad_gui.dicom.example.skeleton import BONES, DISCS, Bone

AIR, FAT, MUSCLE, WATER, GAS, STOOL = -1000.0, -102.0, 52.0, 6.0, -900.0, 28.0
LIGAMENT_MM = 2.6
"""Joint capsule, ligaments and tendons: a soft rim around every bone."""
_TILE = 512


@lru_cache(maxsize=4)
def _texture(seed: int, smooth_pixels: float) -> NDArray[np.float32]:
    """Smooth noise of unit spread on a tile that repeats without a seam."""
    white = np.random.default_rng(seed).standard_normal((_TILE, _TILE))
    f2 = np.fft.fftfreq(_TILE)[:, None] ** 2 + np.fft.rfftfreq(_TILE)[None, :] ** 2
    soft = np.fft.irfft2(np.fft.rfft2(white) * np.exp(-2 * np.pi**2 * smooth_pixels**2 * f2), (_TILE, _TILE))
    return np.asarray(soft / soft.std(), np.float32)


def _noise(shape: tuple[int, int], seed: int, smooth_pixels: float) -> Array:
    """A piece of the noise tile, moved about by the seed so that no two slices share it."""
    tile = np.roll(_texture(11, smooth_pixels), (seed * 197 % _TILE, seed * 311 % _TILE), (0, 1))
    times = (-(-shape[0] // _TILE), -(-shape[1] // _TILE))
    return np.tile(tile, times)[: shape[0], : shape[1]]


@dataclass(frozen=True, slots=True)
class Painter:
    """One plane being painted; `pixel_mm` sets how wide the edges are blended."""

    plane: Plane
    hu: Array
    pixel_mm: float

    def cover(self, distance: Array, value: Array | float) -> Array:
        """Paint where the distance is negative; gives back the share of each pixel that was covered."""
        share = np.clip(0.5 - distance / self.pixel_mm, 0, 1)
        self.hu[:] += share * (value - self.hu)
        return np.asarray(share)

    def hollow(self, group: Group, wall_mm: float, wall_hu: float, gas_level: float) -> None:
        """A gut: a wall, stool or fluid within, and gas where it rises in a man on his back."""
        self.cover(group.distance(self.plane), wall_hu)
        for solid, window in group.pieces(self.plane, 1.0):
            x, y, z = self.plane.points(window)
            inside = solid.distance(x, y, z) + wall_mm
            share = np.clip(0.5 - inside / self.pixel_mm, 0, 1)
            low, high = solid.box()
            middle, radius = (low[1] + high[1]) / 2, (high[1] - low[1]) / 2
            wave = np.sin(x * 0.55 + z * 0.31) * np.sin(y * 0.47 - z * 0.22)
            content = STOOL + 22 * wave
            surface = (y - (middle - radius * gas_level)) / self.pixel_mm
            content += np.clip(0.5 - surface, 0, 1) * (GAS - content)
            self.hu[window] += share * (content - self.hu[window])

    def bone(self, bone: Bone, texture: Array) -> None:
        """A shell of compact bone around spongy or fatty marrow."""
        distance = bone.group.distance(self.plane)
        self.cover(distance - LIGAMENT_MM, 48.0)
        depth = np.clip((-distance - bone.shell_mm) / max(self.pixel_mm, 1.2), 0, 1)
        value = bone.shell_hu + depth * (bone.core_hu + 45 * texture - bone.shell_hu)
        self.cover(distance, value)


def _abdominal_wall(skin: Array, plane: Plane) -> Array:
    """Distance to the flat muscles of the belly: a layer under the fat, in front and at the sides."""
    x, y, z = plane.points()
    behind = y - 46.0
    below = np.where(np.abs(x) > 112, 118.0, 66.0) - z
    return np.asarray(np.maximum(np.abs(skin + 33.0) - 7.0, np.maximum(behind, below)))


def _streaks(plane: Plane, broad: Array) -> Array:
    """Thin seams of fat between muscle bundles, 0 to 1."""
    x, y, z = plane.points()
    wave = np.sin((np.abs(x) * 0.62 + y * 0.95 + z * 0.25) / 5.5 + 1.1 * broad)
    return np.clip((wave - 0.86) / 0.14, 0, 1)


def render(
    plane: Plane, filling: Filling, lesions: tuple[tuple[Ellipsoid, float], ...], seed: int
) -> tuple[Array, Array]:
    """HU over a plane and the distance to the skin in mm (negative inside), both float32 (rows, columns).

    `lesions` are bone-forming metastases, each with its peak HU; `filling` says how full bladder and rectum are.
    """
    pixel_mm = float(np.linalg.norm(plane.across))
    shape = (plane.rows, plane.columns)
    fine, broad = _noise(shape, seed, 0.9), _noise(shape, seed + 5, 3.5)
    skin = outline(plane)
    paint = Painter(plane, np.full(shape, AIR, np.float32), pixel_mm)
    paint.cover(skin, 18.0)
    paint.cover(skin + 2.2, FAT + 6 * broad)
    paint.cover(_abdominal_wall(skin, plane), MUSCLE + 6 * broad)
    paint.cover(MUSCLES.distance(plane), MUSCLE + 9 * broad - 42 * _streaks(plane, broad))
    _soft_tissues(paint, filling)
    paint.cover(DISCS.distance(plane), 85.0)
    for bone in BONES:
        paint.bone(bone, broad)
    _sclerosis(paint, lesions)
    paint.hu[:] += np.where(skin < 4, 9.0, 4.0).astype(np.float32) * fine
    return np.clip(paint.hu, -1024, 3071), skin


def _soft_tissues(paint: Painter, filling: Filling) -> None:
    plane = paint.plane
    paint.cover(VESSELS.distance(plane), 46.0)
    paint.cover(SACRAL_PLEXUS.distance(plane), 30.0)
    paint.cover(CAUDA_EQUINA.distance(plane), 22.0)
    bag = BOWEL_BAG.distance(plane)
    _small_bowel(paint, bag)
    paint.hollow(COLON, 2.5, 42.0, filling.gas_level)
    paint.hollow(rectum(filling), 3.6, 44.0, 0.45 if filling.rectum_scale == 1.0 else 0.1)
    paint.cover(Group(path(ANAL_LINE), blend_mm=3.0).distance(plane), 48.0)
    paint.cover(SEMINAL_VESICLES.distance(plane), 32.0)
    bladder = Group((filling.bladder,)).distance(plane)
    paint.cover(bladder, 34.0)
    paint.cover(bladder + 3.4, WATER)
    paint.cover(PROSTATE.distance(plane), 44.0)
    paint.cover(CRURA.distance(plane), 46.0)
    paint.cover(Group((PENILE_BULB,)).distance(plane), 50.0)


def _small_bowel(paint: Painter, bag: Array) -> None:
    """Loop over loop, each with its wall, a few with gas; nothing outside the bowel bag."""
    plane = paint.plane
    for index, window in plane.windows(boxes_of(SMALL_BOWEL.solids), 1.0):
        x, y, z = plane.points(window)
        solid = SMALL_BOWEL.solids[index]
        reach = np.maximum(solid.distance(x, y, z), bag[window])
        share = np.clip(0.5 - reach / paint.pixel_mm, 0, 1)
        paint.hu[window] += share * (50 - paint.hu[window])
        inside = np.clip(0.5 - (reach + 2.4) / paint.pixel_mm, 0, 1)
        content: Array | float = 14.0 + 5 * (index % 3)
        if index % 6 == 0:
            low, high = solid.box()
            surface = (y - (low[1] + 0.4 * (high[1] - low[1]))) / paint.pixel_mm
            content = content + np.clip(0.5 - surface, 0, 1) * (GAS - content)
        paint.hu[window] += inside * (content - paint.hu[window])


def _sclerosis(paint: Painter, lesions: tuple[tuple[Ellipsoid, float], ...]) -> None:
    """Bone-forming metastases: denser than their surroundings, only where there is bone."""
    for index, window in paint.plane.windows(boxes_of([solid for solid, _ in lesions]), 4.0):
        solid, peak = lesions[index]
        reach = solid.distance(*paint.plane.points(window))
        here = paint.hu[window]
        share = np.clip(0.6 - reach / 5.0, 0, 1) * np.clip((here - 120) / 60, 0, 1)
        paint.hu[window] = here + share * np.maximum(peak - here, 0)


def with_couch(hu: Array, skin: Array, scan: Scan) -> Array:
    """The slice with the flat couch top of the scanner under the patient; it does not move with him."""
    rows = np.arange(scan.size) * scan.pixel_mm + scan.first_mm[1]
    columns = np.arange(scan.size) * scan.pixel_mm + scan.first_mm[0]
    below = rows - scan.couch_mm
    slab = np.where((below > 0) & (below < 42), -910.0, AIR)
    slab = np.where((np.abs(below - 1.5) < 1.5) | (np.abs(below - 40.5) < 1.5), -560.0, slab)
    beside = np.abs(columns - (columns[0] + columns[-1]) / 2) < 225
    return np.where((skin > 1) & beside[None, :] & (slab[:, None] > AIR), slab[:, None] + (hu - AIR), hu)
