"""Grey pictures of an image's slices: stored values through a window table. No Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.ui.overlay.planes import Rows, Stack
from reirrad_gui.volume.image import Image

Grey = NDArray[np.uint8]
Box = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""First and last column, row, plane."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window over image values: `width` and `level` in the image's unit (HU for CT)."""

    width: float
    level: float

    @property
    def text(self) -> str:
        """As it stands in the corner of a plane."""
        return f"W {self.width:.0f}  L {self.level:.0f}".replace("-", "−")

    def ends(self, unit: str) -> tuple[str, str]:
        """The values that are black and white, the latter with its unit.

        >>> Window(400, 40).ends("HU")
        ('−160', '240 HU')
        """
        low, high = self.level - self.width / 2, self.level + self.width / 2
        return f"{low:.0f}".replace("-", "−"), f"{high:.0f} {unit}".replace("-", "−").rstrip()

    def dragged(self, dx_px: float, dy_px: float) -> "Window":
        """After a drag: to the right is wider, upwards is a higher level; a wide window moves faster."""
        pace = max(0.5, self.width / 400.0)
        return Window(max(1.0, self.width + dx_px * pace), self.level - dy_px * pace)


PRESETS: tuple[tuple[str, Window], ...] = (
    ("Soft tissue", Window(400, 40)),
    ("Lung", Window(1500, -600)),
    ("Liver", Window(150, 90)),
    ("Bone", Window(2500, 480)),
    ("Brain", Window(80, 40)),
)
"""CT presets on keys 1 to 5, the values that common viewers use."""


AIR = Window(1.0, -500.0)
"""Black for air, white for everything else."""


def starting_window(image: Image) -> Window:
    """Soft tissue for CT; for anything else the middle 98 % of its values."""
    if image.unit == "HU":
        return PRESETS[0][1]
    thinned = image.stored[:: max(1, image.stored.shape[0] // 8), ::4, ::4]
    low, high = np.percentile(thinned.astype(np.float64) * image.slope + image.intercept, [1, 99])
    return Window(max(1.0, float(high - low)), float(low + high) / 2)


def body_box(image: Image) -> Box | None:
    """First and last column, row and plane that hold more than air (above -500 HU); None unless the image is a CT.

    Only for what part of a slice is shown first.
    """
    if image.unit != "HU":
        return None
    planes = max(1, image.stored.shape[0] // 24)
    solid = image.stored[::planes, ::4, ::4] * np.float32(image.slope) + np.float32(image.intercept) > AIR.level
    if not solid.any():
        return None
    spans = []
    for axis, step in ((2, 4), (1, 4), (0, planes)):
        used = np.flatnonzero(solid.any(axis=tuple(other for other in range(3) if other != axis)))
        spans.append((int(used[0]) * step, min(int(used[-1] + 1) * step, image.stored.shape[axis]) - 1))
    return spans[0], spans[1], spans[2]


def body_mask(image: Image, stack: Stack, number: int, greys: Grey) -> tuple[NDArray[np.bool_], int] | None:
    """Where a CT slice holds the patient rather than the air around, on every n-th pixel, and n; None for other images.

    `greys` is the table of the window `AIR`. Gas inside counts as patient. Only for how strongly unknown dose is
    hatched.
    """
    if image.unit != "HU":
        return None
    every = max(1, max(stack.along.count, stack.across.count) // 128)
    if stack.along.as_stored and stack.across.as_stored and image.stored.dtype.kind != "f":
        tissue = greys.take(_voxels(image.stored, stack, number)[::every, ::every].view(np.uint16)) > 0
    else:
        tissue = picture(image, stack, number, greys, AIR)[::every, ::every] > 0
    return _between_ends(tissue, 0) & _between_ends(tissue, 1), every


def _between_ends(tissue: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    after_first = np.logical_or.accumulate(tissue, axis=axis)
    before_last = np.flip(np.logical_or.accumulate(np.flip(tissue, axis), axis=axis), axis)
    return np.asarray(after_first & before_last)


def table(image: Image, window: Window) -> Grey:
    """Grey value of each of the 65 536 stored 16-bit values, indexed by their bit pattern (PS3.3 C.11.2.1.2, LINEAR).

    >>> from reirrad_gui.volume.grid import Grid
    >>> grid = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0,), 1, 1)
    >>> greys = table(Image(grid, np.zeros((1, 1, 1), np.int16)), Window(400, 40))
    >>> int(greys[np.uint16(240)]), int(greys[40]), int(greys[65536 - 1000])
    (255, 128, 0)
    """
    pattern = np.arange(65536, dtype=np.uint16)
    stored = pattern.view(np.int16) if image.stored.dtype == np.int16 else pattern
    return windowed(stored.astype(np.float32) * image.slope + image.intercept, window)


COLOURS = np.uint32(0xFF000000) | np.arange(256, dtype=np.uint32) * np.uint32(0x010101)
"""The 256 greys as 32-bit pixels: the form that Qt scales several times faster than 8-bit grey."""
COLOURS.flags.writeable = False


def colour_picture(
    image: Image, stack: Stack, number: int, greys: Grey, colours: NDArray[np.uint32], window: Window
) -> NDArray[np.uint32]:
    """`picture` as opaque 32-bit pixels; `colours` is `COLOURS` at every entry of `greys`."""
    if stack.along.as_stored and stack.across.as_stored and image.stored.dtype.kind != "f":
        patterns = np.ascontiguousarray(_voxels(image.stored, stack, number)).view(np.uint16)
        return colours.take(patterns, mode="wrap")  # every pattern has its entry: nothing to check
    return COLOURS.take(picture(image, stack, number, greys, window))


def windowed(values: NDArray[np.floating], window: Window) -> Grey:
    """Grey values of image values."""
    share = (values - (window.level - 0.5)) / max(window.width - 1.0, 1e-6) + 0.5
    return np.asarray(np.rint(np.clip(share, 0.0, 1.0) * 255.0), dtype=np.uint8)


def picture(image: Image, stack: Stack, number: int, greys: Grey, window: Window) -> Grey:
    """Slice `number` of a view as grey pixels, rows downwards along the view's `along_axis`; contiguous."""
    voxels = _voxels(image.stored, stack, number)
    if image.stored.dtype.kind == "f":
        shown = windowed(voxels * np.float32(image.slope) + np.float32(image.intercept), window)
    else:
        shown = greys[voxels.view(np.uint16)]
    shown = _evened(shown, stack.along, axis=0)
    return np.ascontiguousarray(_evened(shown, stack.across, axis=1))


def _voxels(stored: np.ndarray, stack: Stack, number: int) -> np.ndarray:
    """The slice's voxels as (along_axis, across_axis): array axis of image axis a is 2 - a."""
    plane = stored[(slice(None),) * (2 - stack.slice_axis) + (int(stack.index[number]),)]
    # what is left is ordered by falling image axis; the picture wants (along, across)
    return plane if stack.along_axis > stack.across_axis else np.ascontiguousarray(plane.T)


def _evened(grey: Grey, rows: Rows, axis: int) -> Grey:
    if rows.as_stored:
        return grey
    share = rows.share[:, None] if axis == 0 else rows.share[None, :]
    low = np.take(grey, rows.low, axis=axis).astype(np.float32)
    high = np.take(grey, rows.high, axis=axis).astype(np.float32)
    return np.asarray(np.rint(low + (high - low) * share), dtype=np.uint8)
