"""Planar images: one picture without depth, as a gamma camera or an X-ray gives it, from their stored numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ANTERIOR, POSTERIOR = "Anterior", "Posterior"
BY_CONVENTION = "R and L by the convention of this view: the file does not state its orientation."


@dataclass(frozen=True, slots=True, eq=False)
class PlanarFrame:
    """One picture (rows, columns); row 0 is its top as acquired.

    Parameters
    ----------
    stored : integer array (rows, columns)
        Numbers of the file; read-only.
    slope, intercept : float
        Value = slope × stored + intercept, in `unit`.
    unit : str
        "counts", "HU", "Bq/ml", …; empty where the file makes its numbers none.
    view : str
        "Anterior", "Posterior" or another view by its name; empty where the file states none.
    letters : tuple of str
        Side of the patient at the left and at the right edge ("R", "L"); empty where nobody can say.
    spacing_mm : tuple of float or None
        Between rows, between columns.
    window : tuple of float or None
        Lowest and highest value of the window that the file asks for.
    high_is_dark : bool
        How it is shown at first: a bone scan dark on light, anything else as its file says.
    image_uid, frame : str, int
        SOP Instance UID and the number of the frame in it, from 1 (PS3.3 10.3).
    notes : tuple of str
        What a reader has to know of it, a sentence each.
    """

    stored: NDArray[Any]
    slope: float
    intercept: float
    unit: str
    view: str
    letters: tuple[str, str]
    spacing_mm: tuple[float, float] | None
    window: tuple[float, float] | None
    high_is_dark: bool
    image_uid: str
    frame: int
    detail: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The view with what tells it from others of the series."""
        return ", ".join(part for part in (self.view or "View not stated", self.detail) if part)

    @property
    def mirrored(self) -> bool:
        """True where the patient's left is on the left, as seen from the back."""
        return self.letters[0] == "L"

    @property
    def values(self) -> NDArray[np.float32]:
        """All values, in `unit`."""
        return np.asarray(self.stored, np.float32) * np.float32(self.slope) + np.float32(self.intercept)

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest value."""
        ends = (
            float(self.stored.min()) * self.slope + self.intercept,
            float(self.stored.max()) * self.slope + self.intercept,
        )
        return min(ends), max(ends)

    def value_at(self, down: float, across: float) -> float | None:
        """Value at a place given in shares of the picture, 0 to 1 from its top and its left edge; None beside it.

        >>> frame = PlanarFrame(np.array([[1, 2], [3, 4]]), 1, 0, "counts", "", ("", ""), None, None, True, "1", 1)
        >>> frame.value_at(0.9, 0.1), frame.value_at(1.1, 0.5)
        (3.0, None)
        """
        if not (0 <= down <= 1 and 0 <= across <= 1):
            return None
        rows, columns = self.stored.shape
        place = min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)
        return float(self.stored[place]) * self.slope + self.intercept


def pair(frames: tuple[PlanarFrame, ...]) -> tuple[PlanarFrame, ...]:
    """The first picture from the front and the first from the back; without such a pair nothing is paired."""
    found = [next((one for one in frames if one.view == view), None) for view in (ANTERIOR, POSTERIOR)]
    both = tuple(one for one in found if one is not None)
    return both if len(both) == 2 else ()
