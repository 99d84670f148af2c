"""What one view draws for each of its slices, made once and kept: image, wash, isodoses, unknown area, outlines."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isnan
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainterPath, QTransform

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.overlay import paths
from reirrad_gui.ui.overlay.isodoses import Lines, isodose_lines, known_outline, mask_outline
from reirrad_gui.ui.overlay.lattice import Lattice, Lattices
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pixels import AIR, COLOURS, Box, Window, body_mask, colour_picture, table
from reirrad_gui.ui.overlay.planes import Stack, box_bounds
from reirrad_gui.ui.overlay.sets import isodose_sets
from reirrad_gui.ui.overlay.strokes import structure_colour
from reirrad_gui.ui.overlay.texts import CourseLine
from reirrad_gui.ui.overlay.wash import coloured_part, palette, see_through, wash_numbers, wash_table
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.structures import Structure
from reirrad_gui.volume.ways import Way

Made = TypeVar("Made")
_KEPT = 96
_PIXELS_KEPT = 24
"""A picture of a slice takes a megabyte."""
_LEAST_BODY = 0.02
"""A slice with less tissue than this share shows no patient."""


class Memory(Generic[Made]):
    """The last things made, by what they were made from."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self.misses = 0

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for this key; made now if it was not."""
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        self.misses += 1
        made = self._made[key] = make()
        if len(self._made) > self._kept:
            self._made.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        self._made.clear()


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """An image and where its pixels lie in view mm; `pixels` keeps the image's memory alive."""

    image: QImage
    to_mm: QTransform
    pixels: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """Which dose: a course or the accumulated one (None), in a quantity."""

    shown: int | None
    quantity: Quantity
    alpha_beta_gy: float


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One isodose of a slice, ready to draw."""

    level_gy: float
    path: QPainterPath
    longest: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A structure's outline on a slice: the path to draw, and its pieces (n, 2, 2) in view mm."""

    path: QPainterPath
    pieces_mm: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DoseOnSlice:
    """A dose on the points of a lattice; NaN where unknown. `known`: at every point."""

    at: Lattice
    dose_gy: NDArray[np.float32]
    known: bool


class Pictures:
    """Everything one view can draw of one image and one state of the session.

    May be made and asked in another thread than the one that draws, as long as only one does at a time. `body` is the
    box of voxels that hold the patient (`pixels.body_box`), which the first look is fitted to.
    """

    def __init__(
        self, stack: Stack, image: Image | None, display: DisplayFields, frame_uid: str, body: Box | None = None
    ) -> None:
        self.stack = stack
        self.image = image
        self._display = display
        self._frame_uid = frame_uid
        self._structures = {key: (structure, matrix) for key, structure, matrix in display.structures(frame_uid)}
        self._order = {key: order for order, key in enumerate(self._structures)}
        self._body = body
        self._greys: Memory[tuple[NDArray[np.uint8], NDArray[np.uint32]]] = Memory(4)
        self._grey: Memory[Drawn] = Memory(_PIXELS_KEPT)
        self._places = display.places(frame_uid)
        self._lattices = Lattices(stack, display.grids(None, frame_uid))
        self._dose: Memory[DoseOnSlice | None] = Memory()
        self._wash: Memory[Drawn | None] = Memory(_PIXELS_KEPT)
        self._levels: Memory[tuple[Level, ...]] = Memory()
        self._unknown: Memory[QPainterPath | None] = Memory()
        self._bodies: Memory[QPainterPath | None] = Memory(1024)
        self._outlines: Memory[Outline] = Memory(4096)
        self._areas: Memory[QPainterPath] = Memory()

    def first_bounds(self, number: int) -> tuple[float, float, float, float]:
        """What a slice is fitted to: the patient where a CT shows where that is, else the whole slice."""
        return self.stack.bounds(number) if self._body is None else box_bounds(self.stack, self._body)

    def use(self, display: DisplayFields) -> None:
        """Another state of the session. What was made of doses that it has, too, stays, like images and outlines."""
        if display is self._display:
            return
        self._display = display
        if (places := display.places(self._frame_uid)) != self._places:
            self._places = places
            self._lattices = Lattices(self.stack, display.grids(None, self._frame_uid))
            for memory in (self._dose, self._wash, self._levels, self._unknown):
                memory.clear()

    def _made_of(self, ask: Ask) -> Hashable:
        """What a dose depends on besides where it lies: with another state of the session it may be another one."""
        return self._display.made_of(ask.shown, ask.quantity, ask.alpha_beta_gy, self._frame_uid)

    def drawn_from(self, look: Look, courses: tuple[CourseLine, ...]) -> Hashable:
        """What the doses of a look depend on: equal in two states of the session where all of them are the same."""
        if not (look.wash or look.isodoses):
            return None
        asks = {Ask(one.shown, look.quantity, look.alpha_beta_gy) for one in isodose_sets(look, self.course_names)}
        asks.add(Ask(look.shown, look.quantity, look.alpha_beta_gy))
        asks |= {Ask(line.course, Quantity.PHYSICAL, look.alpha_beta_gy) for line in courses}
        return self._places, frozenset((ask, self._made_of(ask)) for ask in asks)

    def forget(self) -> None:
        """Make every slice again, but for what neither dose nor window changes: outlines, and where the patient is."""
        for memory in (self._grey, self._dose, self._wash, self._levels, self._unknown):
            memory.clear()

    @property
    def structures(self) -> dict[str, tuple[Structure, Way]]:
        """The structures that can be brought to this image, with their way there."""
        return self._structures

    @property
    def work_done(self) -> int:
        """How often something had to be made: a second look at the same slice adds nothing."""
        memories: tuple[Memory[Any], ...] = (
            self._grey, self._dose, self._wash, self._levels, self._unknown, self._outlines,
        )  # fmt: skip
        return sum(memory.misses for memory in memories)

    def grey(self, number: int, window: Window) -> Drawn | None:
        """The image's slice."""
        image = self.image
        if image is None:
            return None
        return self._grey.of((number, window), lambda: self._make_grey(image, number, window))

    def _make_grey(self, image: Image, number: int, window: Window) -> Drawn:
        greys, colours = self._tables(image, window)
        pixels = colour_picture(image, self.stack, number, greys, colours, window)
        rows, columns = pixels.shape
        shown = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        return Drawn(shown, QTransform(*self.stack.placement(number)), pixels)

    def _tables(self, image: Image, window: Window) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        def make() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
            greys = table(image, window)
            return greys, COLOURS.take(greys)

        return self._greys.of(window, make)

    def dose(self, number: int, ask: Ask) -> DoseOnSlice | None:
        """The dose on a slice; None where the slice lies beyond the dose grids, or the dose cannot be shown."""
        return self._dose.of((number, self._made_of(ask)), lambda: self._make_dose(number, ask))

    def _make_dose(self, number: int, ask: Ask) -> DoseOnSlice | None:
        if self._display.unavailable(ask.shown, ask.quantity, self._frame_uid):
            return None
        at = self._lattices.at(float(self.stack.depth_mm[number]))
        if at is None:
            return None
        origin, to_next_column, to_next_row = at.in_patient(self.stack, float(self.stack.depth_mm[number]))
        dose = self._display.dose_plane(
            origin, to_next_column, to_next_row, (at.rows, at.columns), ask.shown, ask.quantity, ask.alpha_beta_gy,
            self._frame_uid,
        )  # fmt: skip
        return DoseOnSlice(at, dose, not isnan(dose.max()))

    def wash(self, number: int, ask: Ask, look: Look) -> Drawn | None:
        """The colour wash of a slice."""
        scale = look.scale
        key = (number, self._made_of(ask), scale.top_gy, scale.threshold_gy, look.palette, look.opacity)
        return self._wash.of(key, lambda: self._make_wash(number, ask, look))

    def _make_wash(self, number: int, ask: Ask, look: Look) -> Drawn | None:
        """Only where there is something to colour: the rest of the picture would be transparent."""
        found = self.dose(number, ask)
        if found is None:
            return None
        scale = look.scale
        (top, bottom), (first, last) = coloured_part(found.dose_gy, scale.threshold_gy)
        part = found.dose_gy[top:bottom, first:last]
        numbers = wash_numbers(part, scale.top_gy, scale.threshold_gy, smooth=True)
        shown = _coloured(numbers, _colours(look.palette, look.opacity))
        right, down = found.at.step_right_mm / 2, found.at.step_down_mm / 2
        place = found.at.right0_mm + (2 * first - 0.5) * right, found.at.down0_mm + (2 * top - 0.5) * down
        return Drawn(shown, QTransform(right, 0, 0, down, *place), numbers)

    def levels(self, number: int, ask: Ask, levels_gy: tuple[float, ...]) -> tuple[Level, ...]:
        """The isodoses of a slice."""
        key = (number, self._made_of(ask), levels_gy)
        return self._levels.of(key, lambda: self._make_levels(number, ask, levels_gy))

    def _make_levels(self, number: int, ask: Ask, levels_gy: tuple[float, ...]) -> tuple[Level, ...]:
        found = self.dose(number, ask)
        lines: tuple[Lines, ...] = () if found is None else isodose_lines(found.dose_gy, found.at, levels_gy)
        return tuple(Level(one.level_gy, paths.polylines(one.points_mm, one.offsets), one.longest) for one in lines)

    def unknown(self, number: int, ask: Ask) -> QPainterPath | None:
        """The area of a slice where the dose is not known; None when it is known everywhere.

        The same at every α/β, recovery and number of fractions.
        """
        drawn = not self._display.unavailable(ask.shown, ask.quantity, self._frame_uid)
        return self._unknown.of((number, ask.shown, drawn), lambda: self._make_unknown(number, ask))

    def _make_unknown(self, number: int, ask: Ask) -> QPainterPath | None:
        """Odd-even: a frame around everything minus what is known. Drawn clipped to the image."""
        if not self._display.courses:
            return None
        found, bounds = self.dose(number, ask), self.stack.bounds(number)
        if found is None:
            return _beyond((), bounds)
        if found.known:
            return _beyond_rectangle(found.at.rectangle_mm, bounds)
        return _beyond(known_outline(found.dose_gy, found.at), bounds)

    def body(self, number: int) -> QPainterPath | None:
        """Around the patient on a CT slice; None where the image does not tell."""
        return self._bodies.of(number, lambda: self._make_body(number))

    def _make_body(self, number: int) -> QPainterPath | None:
        image = self.image
        if image is None:
            return None
        found = body_mask(image, self.stack, number, self._tables(image, AIR)[0])
        if found is None or found[0].mean() < _LEAST_BODY:
            return None
        return QTransform(*self.stack.placement(number)).map(paths.polylines(*mask_outline(*found)))

    @property
    def course_names(self) -> tuple[str, ...]:
        """The courses' short names."""
        return tuple(course.name for course in self._display.courses)

    def colour(self, key: str, ground: str) -> QColor:
        """A structure's colour on a ground."""
        order = self._order[key]
        return QColor(structure_colour(self._structures[key][0].colour, order, ground))

    def dashes(self, key: str) -> tuple[float, ...]:
        """The line style of a structure's outline; empty: solid."""
        del key
        return ()

    def outline(self, number: int, key: str) -> QPainterPath:
        """A structure's outline on a slice, view mm; empty where it is not cut."""
        return self._outlined(number, key).path

    def area(self, number: int, key: str) -> QPainterPath:
        """What a structure's outline encloses on a slice, holes left out."""
        return self._areas.of((number, key), lambda: paths.area(self._outlined(number, key).pieces_mm))

    def nearest_outline(self, number: int, look: Look, right_mm: float, down_mm: float, within_mm: float) -> str | None:
        """The structure whose drawn outline passes nearest to a place, if one passes that near."""
        nearest, place = within_mm, np.array([right_mm, down_mm])
        found = None
        for key in self._structures:
            if look.draws(key):
                away = _distance(self._outlined(number, key).pieces_mm, place)
                if away <= nearest:
                    nearest, found = away, key
        return found

    def _outlined(self, number: int, key: str) -> Outline:
        return self._outlines.of((number, key), lambda: self._make_outline(number, key))

    def cut(self, number: int) -> None:
        """Cut all structures and the patient's own outline on a slice: they stay as they are while the case is open."""
        for key in self._structures:
            self._outlined(number, key)
        self.body(number)

    def prepare(self, number: int, ask: Ask, look: Look, courses: tuple[CourseLine, ...]) -> None:
        """Make everything of a slice that will probably be looked at next."""
        self.grey(number, look.window)
        if look.wash:
            self.wash(number, ask, look)
        if look.isodoses:
            for one in isodose_sets(look, self.course_names):
                self.levels(number, replace(ask, shown=one.shown), look.scale.levels_gy)
            for line in courses:
                self.levels(number, Ask(line.course, Quantity.PHYSICAL, ask.alpha_beta_gy), (line.level_gy,))
        if look.wash or look.isodoses:
            self.unknown(number, ask)
            self.body(number)
        for key in self._structures:
            if look.draws(key):
                self.outline(number, key)
            if look.draws(key) and look.filled(key):
                self.area(number, key)

    def _make_outline(self, number: int, key: str) -> Outline:
        _, way = self._structures[key]
        cut = self._display.solid(key).section(self.stack.through, float(self.stack.depth_mm[number]), way)
        pieces = self.stack.on_screen(cut)
        return Outline(paths.segments(pieces), pieces)


@lru_cache(maxsize=8)
def _colours(name: str, opacity: float) -> list[int]:
    """The premultiplied colours of a palette's wash, the first of them nothing."""
    return [int(colour) for colour in see_through(wash_table(palette(name), opacity))]


def _coloured(numbers: NDArray[np.uint8], colours: list[int]) -> QImage:
    """Numbers of colours as a picture in these colours, by Qt: three times as fast as numpy looks them up."""
    rows, columns = numbers.shape
    listed = QImage(numbers.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    listed.setColorTable(colours)
    shown = listed.convertToFormat(QImage.Format.Format_ARGB32)  # the colours as they are
    shown.reinterpretAsFormat(QImage.Format.Format_ARGB32_Premultiplied)  # which is what they have been all the time
    return shown


def _distance(pieces_mm: FloatArray, place_mm: FloatArray) -> float:
    """From a place to the nearest of some pieces of line; infinite without any."""
    if not len(pieces_mm):
        return float("inf")
    start, along = pieces_mm[:, 0], pieces_mm[:, 1] - pieces_mm[:, 0]
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((place_mm - start) * along).sum(axis=1) / squared, 0.0, 1.0)
    return float(np.sqrt(((start + share[:, None] * along - place_mm) ** 2).sum(axis=1).min()))


@lru_cache(maxsize=16)
def _beyond_rectangle(
    known_mm: tuple[float, float, float, float], bounds_mm: tuple[float, float, float, float]
) -> QPainterPath | None:
    """`_beyond` a dose that is known on all of a rectangle (left, top, width, height), as on most slices."""
    left, top, width, height = known_mm
    points = np.array([(left, top), (left + width, top), (left + width, top + height), (left, top + height)])
    if _covers(points, bounds_mm):
        return None
    return _beyond((np.concatenate([points, points[:1]]), np.array([0, 5], np.intp)), bounds_mm)


def _beyond(
    known: tuple[FloatArray, NDArray[np.intp]] | tuple[()], bounds_mm: tuple[float, float, float, float]
) -> QPainterPath:
    """A frame around everything minus what is known, odd-even."""
    points, offsets = known or (np.zeros((0, 2)), np.zeros(1, np.intp))
    corners = np.concatenate([points, np.reshape(bounds_mm, (2, 2))])
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    area = QPainterPath()
    area.addRect(left - 1, top - 1, right - left + 2, bottom - top + 2)
    area.addPath(paths.polylines(points, offsets))
    return area


def _covers(points: FloatArray, bounds_mm: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = bounds_mm
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] <= left and low[1] <= top and high[0] >= right and high[1] >= bottom)
