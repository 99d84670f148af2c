"""The distance between two points of the patient. No Qt."""

from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.volume.grid import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Ruler:
    """Two points in mm, in the frame of the image. `hand` is the end that moves: 0, 1, or None once both stand."""

    start_mm: FloatArray
    end_mm: FloatArray
    hand: int | None = 0

    @classmethod
    def at(cls, point_mm: FloatArray) -> "Ruler":
        """A ruler of no length whose first end is still in hand."""
        return cls(point_mm, point_mm)

    @property
    def length_mm(self) -> float:
        """The straight distance through the patient, whatever the views show of it."""
        return float(np.linalg.norm(self.end_mm - self.start_mm))

    @property
    def text(self) -> str:
        """As it stands beside the line."""
        return f"{self.length_mm:.1f} mm"

    @property
    def point_in_hand(self) -> FloatArray:
        """Where the end in hand is; the last end once both stand."""
        return self.start_mm if self.hand == 0 else self.end_mm

    def moved_to(self, point_mm: FloatArray) -> "Ruler":
        """The end in hand somewhere else; as long as it is the first, both."""
        if self.hand == 0:
            return replace(self, start_mm=point_mm, end_mm=point_mm)
        return replace(self, end_mm=point_mm) if self.hand == 1 else self

    def put_down(self) -> "Ruler":
        """The end in hand stays; the other one is taken up, or none is left to move."""
        return replace(self, hand=1 if self.hand == 0 else None)
