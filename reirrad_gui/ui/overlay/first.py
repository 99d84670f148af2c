"""What the overlay begins with when an image has been read: quantity, scales, hidden outlines, the point to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.ui.overlay.look import Look, OwnLevels, Scale
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.pixels import Box, Window, body_box, starting_window
from reirrad_gui.ui.overlay.planes import Plane, stacks
from reirrad_gui.ui.overlay.texts import course_lines
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.ways import moved

_CUT_AHEAD = 2000
"""So many outlines take a quarter of a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What the planes lie in: an image, or the grid of a dose where there is no image. `body`: where the patient is."""

    series_uid: str | None
    frame_uid: str
    grid: Grid
    image: Image | None
    body: Box | None = None

    @property
    def is_ct(self) -> bool:
        """True when CT window presets apply."""
        return self.image is not None and self.image.unit == "HU"


def frame_of(display: DisplayFields, series_uid: str | None) -> str | None:
    """Frame of an image series; the reference frame where there is no image."""
    return display.reference_frame_uid if series_uid is None else display.image_frame(series_uid)


def shown_in(display: DisplayFields, series_uid: str | None, image: Image | None) -> Shown | None:
    """The image, or the largest dose grid where there is none; None without either."""
    frame_uid = frame_of(display, series_uid)
    if frame_uid is None:
        return None
    largest = max(display.grids(None, frame_uid), key=lambda grid: grid.hull_cc, default=None)
    grid = image.grid if image is not None else largest
    body = None if image is None else body_box(image)
    return None if grid is None else Shown(series_uid, frame_uid, grid, image, body)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """What the planes are going to draw, with the slices seen first already made: the work of a background job."""

    shown: Shown
    pictures: Mapping[Plane, Pictures]


def opening(
    display: DisplayFields,
    series_uid: str | None,
    image: Image | None,
    look: Look,
    *,
    new_case: bool,
    before: Shown | None = None,
    step: Step = silent,
) -> Opening | None:
    """`Shown` and its pictures, those of the first slices made under this look; None with nothing to show."""
    shown = shown_in(display, series_uid, image)
    if shown is None:
        return None
    pictures = pictures_of(shown, display)
    window = kept_window(look, before, shown)
    begin = first_look(look, display, shown, look.alpha_beta_gy, new_case=new_case, window=window)
    here = first_point(begin, display, shown, begin.alpha_beta_gy)
    for one in pictures.values():
        ask = Ask(begin.shown, begin.quantity, begin.alpha_beta_gy)
        one.prepare(one.stack.slice_at(here), ask, begin, course_lines(display, begin))
    _cut_ahead(pictures[Plane.AXIAL], here, step)
    return Opening(shown, pictures)


def _cut_ahead(pictures: Pictures, here: FloatArray, step: Step) -> None:
    """The outlines of the slices around a point, as many as take a moment: turning to them then draws only."""
    count, middle = pictures.stack.depth_mm.size, pictures.stack.slice_at(here)
    most = _CUT_AHEAD // max(1, len(pictures.structures))
    for done, number in enumerate(sorted(range(count), key=lambda k: abs(k - middle))[:most]):
        step(done, min(most, count), "Cutting the structures")
        pictures.cut(number)


def pictures_of(shown: Shown, display: DisplayFields) -> Mapping[Plane, Pictures]:
    """What the three planes draw."""
    views = stacks(shown.grid).items()
    return {plane: Pictures(stack, shown.image, display, shown.frame_uid, shown.body) for plane, stack in views}


def first_look(
    look: Look,
    display: DisplayFields,
    shown: Shown,
    alpha_beta_gy: float,
    *,
    new_case: bool,
    window: Window | None = None,
) -> Look:
    """The look for an image that has just been read, with its own first window unless one is given.

    A new case also begins with its outlines and its quantity.
    """
    if shown.image is not None:
        look = replace(look, window=window or starting_window(shown.image))
    if new_case:
        quantity = _first_quantity(look.quantity, display, shown.frame_uid)
        look = replace(look, hidden=_drawn_elsewhere(display, shown.frame_uid), quantity=quantity)
    for quantity in Quantity:
        largest = _largest(display, quantity, alpha_beta_gy)
        if quantity not in look.scales and largest is not None:
            look = look.with_scale(_scale(look.own, largest, quantity, display, alpha_beta_gy), quantity)
    return look


def with_own(look: Look, own: OwnLevels, display: DisplayFields | None) -> Look:
    """Other levels to begin with: those on screen follow, unless they were chosen for this case."""
    if display is None or not display.highest_found or own == look.own:
        return replace(look, own=own)
    for quantity, shown in look.scales.items():
        largest = _largest(display, quantity, look.alpha_beta_gy)
        before, now = (_scale(one, largest, quantity, display, look.alpha_beta_gy) for one in (look.own, own))
        if (shown.levels, shown.reference) == (before.levels, before.reference):
            levels = replace(shown, levels=now.levels, reference=now.reference, reference_gy=now.reference_gy)
            look = look.with_scale(levels, quantity)
    return replace(look, own=own)


def _scale(
    own: OwnLevels, largest_gy: float | None, quantity: Quantity, display: DisplayFields, alpha_beta_gy: float
) -> Scale:
    names = [course.name for course in display.courses]
    return own.scale(largest_gy, quantity, names, display.references(quantity, alpha_beta_gy))


def kept_window(look: Look, before: Shown | None, shown: Shown) -> Window | None:
    """The window in force, for another image of the same unit: it does not change behind the user."""
    images = (None if before is None else before.image), shown.image
    same = images[0] is not None and images[1] is not None and images[0].unit == images[1].unit == "HU"
    return look.window if same else None


def place_of(key: str, assessment: Assessment, display: DisplayFields, shown: Shown) -> FloatArray | None:
    """Where an organ is looked at: its hottest point, or its middle; None where it cannot be brought to the image."""
    organ = assessment.organ(key)
    if organ is not None and organ.hottest is not None:
        way = display.matrix(organ.hottest.frame_uid, shown.frame_uid)
        if way is not None:
            return _finite(moved(np.array(organ.hottest.point_mm), way))
    for found, structure, way in display.structures(shown.frame_uid):
        if found == key and structure.closed:
            points = np.concatenate([contour.points_mm for contour in structure.closed])
            return _finite(moved((points.min(axis=0) + points.max(axis=0)) / 2, way))
    return None


def _finite(point_mm: FloatArray) -> FloatArray | None:
    """None where a deformation does not reach."""
    return point_mm if bool(np.isfinite(point_mm).all()) else None


def first_point(look: Look, display: DisplayFields, shown: Shown, alpha_beta_gy: float) -> FloatArray:
    """The highest accumulated dose in the quantity looked at; else another highest dose; else the image's middle.

    Where the slice nearest to it lies beyond a course's grid already, the nearest slice on which the dose is known.
    """
    for quantity in (look.quantity, Quantity.PHYSICAL):
        for course in _doses(display):
            hottest = display.hottest(course, quantity, alpha_beta_gy, shown.frame_uid)
            if hottest is not None:
                ask = Ask(course, quantity, alpha_beta_gy)
                return _on_known_slices(np.array(hottest[0]), ask, display, shown)
    return np.asarray(shown.grid.corners().mean(axis=0))


def _on_known_slices(point_mm: FloatArray, ask: Ask, display: DisplayFields, shown: Shown) -> FloatArray:
    """The point itself, unless a view would open on a slice where the dose is unknown: then on the nearest slice else.

    The highest dose may lie on the last plane of a dose grid, and the slice nearest to that plane beyond it.
    """
    for stack in stacks(shown.grid).values():
        there = np.array([stack.on_slice(point_mm, number) for number in range(stack.depth_mm.size)])
        gy = display.dose(there, ask.shown, ask.quantity, ask.alpha_beta_gy, shown.frame_uid)
        known = np.flatnonzero(~np.isnan(gy))
        if np.isnan(gy[stack.slice_at(point_mm)]) and known.size:
            away_mm = np.abs(stack.depth_mm[known] - float(np.dot(point_mm, stack.through)))
            point_mm = there[known[np.argmin(away_mm)]]
    return point_mm


def _doses(display: DisplayFields) -> tuple[int | None, ...]:
    return (None, *range(len(display.courses)))


def _drawn_elsewhere(display: DisplayFields, frame_uid: str) -> frozenset[str]:
    """Outlines drawn on another image begin hidden, as long as some are left: the same organs would stand twice."""
    drawn = display.structures(frame_uid)
    elsewhere = frozenset(key for key, one, _ in drawn if one.frame_of_reference_uid not in ("", frame_uid))
    return elsewhere if len(elsewhere) < len(drawn) else frozenset()


def _first_quantity(wanted: Quantity, display: DisplayFields, frame_uid: str) -> Quantity:
    """What was looked at before, as long as it can be drawn of any dose; else physical dose."""
    drawable = any(not display.unavailable(course, wanted, frame_uid) for course in _doses(display))
    return wanted if drawable or not display.courses else Quantity.PHYSICAL


def _largest(display: DisplayFields, quantity: Quantity, alpha_beta_gy: float) -> float | None:
    """The highest of all doses: one scale serves every course and their sum, and does not move by itself."""
    each = (display.max_gy(course, quantity, alpha_beta_gy) for course in _doses(display))
    return max((gy for gy in each if gy is not None), default=None)
