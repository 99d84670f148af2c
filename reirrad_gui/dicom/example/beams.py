"""Treatment beams: directions, jaws, leaves, and how much radiation passes where.

Beam's-eye coordinates are those of IEC 61217 with collimator and couch at 0: u to the patient's left at gantry 0, v to
the head, both at the isocentre's distance; the patient lies head first on his back. Distances in mm.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.shapes import Array

SAD_MM = 1000.0
LEAF_EDGES = np.concatenate([np.arange(-200, -100, 10.0), np.arange(-100, 100, 5.0), np.arange(100, 201, 10.0)])
"""Edges of 60 leaf pairs: 5 mm in the middle 20 cm, 10 mm outside."""
MAP_STEP, MAP_HALF = 1.0, 180
PRIMARY = ((0.865, 3.2), (0.085, 12.0), (0.045, 40.0))
"""Shares of the fluence blurred by Gaussians of these widths (mm): penumbra, near and far scatter."""
LEAKAGE = 0.004


@dataclass(frozen=True, slots=True)
class Beam:
    """One static field; `leaves` holds (left, right) leaf ends of every pair, or None for an open rectangle."""

    number: int
    name: str
    gantry_deg: float
    isocentre_mm: tuple[float, float, float]
    weight: float
    jaws_x: tuple[float, float]
    jaws_y: tuple[float, float]
    leaves: tuple[tuple[float, float], ...] | None = None

    def eye(self, x: Array, y: Array, z: Array) -> tuple[Array, Array, Array]:
        """u, v at the isocentre's distance, and the distance from the source along the axis, of points in the frame."""
        c, s = float(np.cos(np.radians(self.gantry_deg))), float(np.sin(np.radians(self.gantry_deg)))
        right, up = x - self.isocentre_mm[0], self.isocentre_mm[1] - y
        along = SAD_MM - (right * s + up * c)
        scale = SAD_MM / along
        return (right * c - up * s) * scale, (z - self.isocentre_mm[2]) * scale, along

    def points(self, u: Array, v: Array, along: Array) -> tuple[Array, Array, Array]:
        """The way back: points in the frame from beam's-eye coordinates."""
        c, s = float(np.cos(np.radians(self.gantry_deg))), float(np.sin(np.radians(self.gantry_deg)))
        across, height = u * along / SAD_MM, SAD_MM - along
        right, up = across * c + height * s, height * c - across * s
        return self.isocentre_mm[0] + right, self.isocentre_mm[1] - up, self.isocentre_mm[2] + v * along / SAD_MM

    def opening(self) -> NDArray[np.float64]:
        """Open (1) or closed (0) on the 1 mm map (v, u), half a pixel at the edges."""
        centres = np.arange(-MAP_HALF, MAP_HALF + 1) * float(MAP_STEP)
        open_v = _between(centres, *self.jaws_y)
        open_u = _between(centres, *self.jaws_x)
        area = open_v[:, None] * open_u[None, :]
        if self.leaves is None:
            return area
        passes = np.zeros_like(area)
        for (left, right), low, high in zip(self.leaves, LEAF_EDGES[:-1], LEAF_EDGES[1:], strict=True):
            if right > left:
                passes += _between(centres, low, high)[:, None] * _between(centres, left, right)[None, :]
        return area * np.minimum(passes, 1)

    def fluence(self) -> NDArray[np.float32]:
        """Share of an open field's dose on the 1 mm map (v, u): edges blurred as an error function, scatter around."""
        spectrum = np.fft.rfft2(self.opening())
        side = 2 * MAP_HALF + 1
        f2 = np.fft.fftfreq(side, MAP_STEP)[:, None] ** 2 + np.fft.rfftfreq(side, MAP_STEP)[None, :] ** 2
        blur = np.sum([share * np.exp(-2 * (np.pi * width) ** 2 * f2) for share, width in PRIMARY], axis=0)
        return np.asarray(np.maximum(np.fft.irfft2(spectrum * blur, (side, side)), 0) + LEAKAGE, np.float32)


def _between(centres: NDArray[Any], low: float, high: float) -> NDArray[np.float64]:
    """Share of each 1 mm pixel that lies between two edges."""
    return np.asarray(np.clip(np.minimum(centres + 0.5, high) - np.maximum(centres - 0.5, low), 0, 1))


def fitted(beam: Beam, u: Array, v: Array, margin_mm: float) -> Beam:
    """The beam with jaws and leaves shaped around target points seen at (u, v), plus a margin.

    Leaf ends are rounded to 0.1 mm outwards; pairs beyond the target are closed.
    """
    leaves: list[tuple[float, float]] = []
    for low, high in pairwise(LEAF_EDGES):
        beyond = np.maximum(np.maximum(low - v, v - high), 0)
        seen = beyond < margin_mm
        if not seen.any():
            leaves.append((0.0, 0.0))
            continue
        reach = np.sqrt(margin_mm**2 - beyond[seen] ** 2)
        left, right = (u[seen] - reach).min(), (u[seen] + reach).max()
        leaves.append((float(np.floor(left * 10) / 10), float(np.ceil(right * 10) / 10)))
    jaws_x = (float(np.floor(u.min() - margin_mm)), float(np.ceil(u.max() + margin_mm)))
    jaws_y = (float(np.floor(v.min() - margin_mm)), float(np.ceil(v.max() + margin_mm)))
    return Beam(beam.number, beam.name, beam.gantry_deg, beam.isocentre_mm, beam.weight, jaws_x, jaws_y, tuple(leaves))
