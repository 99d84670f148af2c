"""The skin of the example's patient: trunk, buttocks, thighs, flattened by the couch he lies on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.organs import PENIS, SCROTUM
from reirrad_gui.dicom.example.planes import Plane
from reirrad_gui.dicom.example.shapes import Array, smooth_min

COUCH_Y = 124.0
"""Where the back rests, mm, anatomical frame."""

_LEVELS = (-130.0, -70.0, -20.0, 20.0, 60.0, 100.0, 135.0, 170.0, 230.0)
_HALF_WIDTH = (170.0, 184.0, 189.0, 187.0, 183.0, 179.0, 174.0, 166.0, 160.0)
_FRONT = (-66.0, -80.0, -93.0, -108.0, -117.0, -120.0, -120.0, -119.0, -116.0)
_BACK = (118.0, 130.0, 132.0, 130.0, 126.0, 122.0, 118.0, 116.0, 116.0)


@dataclass(frozen=True, slots=True)
class Skin:
    """The outline as a solid."""

    def box(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper corner, mm (the body goes on beyond it, head and feet)."""
        return np.array([-195.0, -140.0, -260.0]), np.array([195.0, COUCH_Y, 230.0])

    def distance(self, x: Array, y: Array, z: Array) -> Array:
        """Signed distance to the skin, mm, negative inside; first order."""
        wide = np.interp(z, _LEVELS, _HALF_WIDTH).astype(x.dtype)
        front = np.interp(z, _LEVELS, _FRONT).astype(x.dtype)
        back = np.interp(z, _LEVELS, _BACK).astype(x.dtype)
        middle, deep = (front + back) / 2, (back - front) / 2
        u, v = np.abs(x) / wide, np.abs(y - middle) / deep
        level = (u**2.5 + v**2.5) ** 0.4
        slope = np.sqrt((u / np.maximum(level, 1e-3)) ** 3 / wide**2 + (v / np.maximum(level, 1e-3)) ** 3 / deep**2)
        trunk = np.clip((level - 1) / np.maximum(slope, 1e-3), -200, 200)
        trunk = -smooth_min(-trunk, -(-87.0 - z - 0.1 * np.abs(x)), 20.0)
        lean = np.clip((20 - z) / 280, 0, 1)
        thigh = np.sqrt((np.abs(x) - 92 - 4 * lean) ** 2 + ((y - 8) / 1.04) ** 2) - (88 - 10 * lean)
        thigh = -smooth_min(-thigh, -(z + 10), 30.0)
        skin = smooth_min(trunk, thigh, 14.0)
        skin = -smooth_min(-skin, -(y - COUCH_Y), 14.0)
        start = 96.0 + 0.5 * np.clip(z + 20, -60, 60)
        cleft = np.hypot(x, np.minimum(y - start, 0)) - np.clip(0.12 * (y - start), 0.2, 3.0)
        return np.asarray(np.maximum(skin, -cleft))


def outline(plane: Plane) -> Array:
    """Signed distance to the skin over a plane, mm, genitals included."""
    skin = Skin().distance(*plane.points())
    return np.minimum(skin, np.minimum(PENIS.distance(plane), SCROTUM.distance(plane)))
