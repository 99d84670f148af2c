"""Organs and targets as drawn: contours in patient space."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import overload

import numpy as np

from reirrad_gui.volume.grid import FloatArray


class ContourKind(Enum):
    """ContourGeometricType (PS3.3 C.8.8.6.3)."""

    CLOSED_PLANAR = "CLOSED_PLANAR"
    CLOSEDPLANAR_XOR = "CLOSEDPLANAR_XOR"
    OPEN_PLANAR = "OPEN_PLANAR"
    OPEN_NONPLANAR = "OPEN_NONPLANAR"
    POINT = "POINT"


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """One drawn line: (n, 3) points, mm, patient LPS."""

    points_mm: FloatArray
    kind: ContourKind = ContourKind.CLOSED_PLANAR

    def __post_init__(self) -> None:
        if self.points_mm.ndim != 2 or self.points_mm.shape[1] != 3:
            raise ValueError(f"contour points must have shape (n, 3), not {self.points_mm.shape}")
        self.points_mm.flags.writeable = False


class ContoursOnDemand(Sequence[Contour]):
    """The contours of a structure nobody may ever look at: made when somebody does.

    Parameters
    ----------
    make : function
        Asked once.

    Examples
    --------
    >>> line = Contour(np.zeros((2, 3)), ContourKind.OPEN_PLANAR)
    >>> contours = ContoursOnDemand(lambda: (line,))
    >>> len(contours), contours[0] is line
    (1, True)
    """

    def __init__(self, make: Callable[[], Sequence[Contour]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Contour]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Contour]:
        return iter(self._made)

    @overload
    def __getitem__(self, index: int) -> Contour: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Contour]: ...
    def __getitem__(self, index: int | slice) -> Contour | Sequence[Contour]:
        return self._made[index]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """One ROI of a structure set.

    `name` is exactly what the file says. `interpreted_type` is RTROIInterpretedType ("ORGAN", "PTV", "EXTERNAL", "").
    `notices` are sentences about contours that could not be used. `image_places_mm` (n, 3) is a point of each of the
    images it was drawn on, where these are known.
    """

    number: int
    name: str
    contours: Sequence[Contour]
    frame_of_reference_uid: str
    interpreted_type: str = ""
    colour: tuple[int, int, int] | None = None
    notices: tuple[str, ...] = ()
    image_places_mm: FloatArray | None = None

    @property
    def closed(self) -> tuple[Contour, ...]:
        """The contours that enclose an area."""
        return tuple(c for c in self.contours if c.kind in (ContourKind.CLOSED_PLANAR, ContourKind.CLOSEDPLANAR_XOR))

    @property
    def point_count(self) -> int:
        """How many points were drawn: large organs have the most."""
        return sum(len(contour.points_mm) for contour in self.contours)


@dataclass(frozen=True, slots=True, eq=False)
class StructureSet:
    """One RTSTRUCT: its structures in file order, and the image series it was drawn on."""

    uid: str
    label: str
    frame_of_reference_uid: str
    structures: tuple[Structure, ...]
    series_uid: str | None = None
    date_text: str = ""
    image_spacing_mm: float | None = None

    def named(self, name: str) -> tuple[Structure, ...]:
        """All structures of exactly this name: names may repeat."""
        return tuple(s for s in self.structures if s.name == name)


def bounding_box(structure: Structure) -> FloatArray | None:
    """(2, 3) lowest and highest coordinates, mm; None for a structure without closed contours."""
    if not structure.closed:
        return None
    points = np.concatenate([c.points_mm for c in structure.closed])
    return np.stack([points.min(axis=0), points.max(axis=0)])
