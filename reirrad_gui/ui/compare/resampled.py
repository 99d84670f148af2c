"""Another image on the slices of a stack, through a way; greys and differences of it. No Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.ui.overlay.pixels import Window, windowed
from reirrad_gui.ui.overlay.planes import Stack
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.ways import Way

Values = NDArray[np.float32]
Placement = tuple[float, float, float, float, float, float]
COARSE = 2
"""While something moves, every second pixel is enough."""

_NEGATIVE = ((16, 20, 24), (45, 125, 210), (190, 225, 255))
_POSITIVE = ((16, 20, 24), (220, 120, 20), (255, 235, 170))
"""Colours of no, half and the full difference: blue where the other image is lower, orange where it is higher."""


@dataclass(frozen=True, slots=True, eq=False)
class OnSlice:
    """Image values (rows, columns) of a slice, NaN where the image does not reach.

    `placement`: as `Stack.placement`, where their pixels lie in view mm.
    """

    values: Values
    placement: Placement


def on_slice(image: Image, stack: Stack, number: int, way: Way | None, every: int = 1) -> OnSlice:
    """Values of an image at the pixels of a stack's slice (every n-th both ways), trilinear in the image.

    `way` leads from the stack's frame to the image's.
    """
    a, b, c, d, e, f = stack.placement(number)
    u, v = a * stack.right + b * stack.down, c * stack.right + d * stack.down
    first = stack.patient_points(np.array(e + (a + c) / 2), np.array(f + (b + d) / 2), float(stack.depth_mm[number]))
    shape = (-(-stack.along.count // every), -(-stack.across.count // every))
    values = image.plane_values(np.asarray(first), every * u, every * v, shape, way).astype(np.float32)
    back = (1 - every) / 2
    placed = (a * every, b * every, c * every, d * every, e + back * (a + c), f + back * (b + d))
    return OnSlice(values, placed)


def grey_pixels(values: Values, window: Window) -> NDArray[np.uint32]:
    """Opaque 32-bit greys under a window; nothing (transparent) where the image does not reach."""
    known = ~np.isnan(values)
    grey = windowed(np.where(known, values, np.float32(0)), window).astype(np.uint32)
    pixels = grey * np.uint32(0x010101) + np.uint32(0xFF000000)
    pixels[~known] = 0
    return np.ascontiguousarray(pixels)


def difference_colours() -> NDArray[np.uint32]:
    """511 opaque colours from the full negative to the full positive difference; dark in the middle."""
    share = np.linspace(0.0, 1.0, 256)
    sides = [
        np.stack([np.interp(share, (0.0, 0.6, 1.0), [stop[i] for stop in stops]) for i in range(3)], axis=1)
        for stops in (_NEGATIVE, _POSITIVE)
    ]
    rgb = np.rint(np.concatenate([sides[0][:0:-1], sides[1]])).astype(np.uint32)
    return np.asarray(0xFF000000 + (rgb[:, 0] << 16) + (rgb[:, 1] << 8) + rgb[:, 2], np.uint32)


_COLOURS = difference_colours()


def difference_pixels(other: Values, reference: Values, full_hu: float) -> NDArray[np.uint32]:
    """32-bit colours of other minus reference; transparent where one of them does not reach."""
    difference = other - reference
    known = ~np.isnan(difference)
    share = np.clip(np.where(known, difference, 0.0) / full_hu, -1.0, 1.0)
    pixels = _COLOURS.take(np.rint(share * 255.0).astype(np.intp) + 255)
    pixels[~known] = 0
    return np.ascontiguousarray(pixels)


def value_at(image: Image, point_mm: FloatArray, way: Way | None = None) -> float | None:
    """The image's value at a patient point; None where it does not reach."""
    value = float(image.values_at(np.asarray(point_mm, float)[None, :], way)[0])
    return None if np.isnan(value) else value
