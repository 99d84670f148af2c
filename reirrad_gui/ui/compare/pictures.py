"""What a plane draws when another image lies on its slices: greys of both, their difference, both courses' outlines."""

import numpy as np
from PySide6.QtGui import QImage, QTransform

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.compare.chains import chained
from reirrad_gui.ui.compare.pair import Pair
from reirrad_gui.ui.compare.resampled import COARSE, OnSlice, Values, difference_pixels, grey_pixels, on_slice
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.paths import segments
from reirrad_gui.ui.overlay.pictures import Ask, Drawn, Memory, Outline, Pictures
from reirrad_gui.ui.overlay.pixels import Window, starting_window
from reirrad_gui.ui.overlay.planes import Stack
from reirrad_gui.ui.overlay.strokes import COURSE_DASHES
from reirrad_gui.ui.overlay.texts import CourseLine
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.ways import Way

_VALUES_KEPT = 18


class Mapped:
    """One image on the slices of another image's stack, through a way that may change.

    `coarse` asks for fewer pixels, for as long as the way is being changed.
    """

    def __init__(self, image: Image, stack: Stack, way: Way | None) -> None:
        self.image = image
        self.coarse = False
        self._stack, self._way = stack, way
        self._key = b"" if way is None else way.tobytes()
        self._values: Memory[OnSlice] = Memory(_VALUES_KEPT)
        self._greys: Memory[Drawn] = Memory(_VALUES_KEPT)

    def follow(self, way: Way | None) -> None:
        """Lie elsewhere from now on; None: nothing leads to it."""
        self._way, self._key = way, b"" if way is None else way.tobytes()

    @property
    def state(self) -> object:
        """Changes whenever something else is drawn."""
        return self._key, self.coarse

    @property
    def _every(self) -> int:
        return COARSE if self.coarse else 1

    def on_slice(self, number: int) -> OnSlice | None:
        """The image's values on a slice; None when nothing leads to it."""
        way, every = self._way, self._every
        if way is None:
            return None
        key = (number, self._key, every)
        return self._values.of(key, lambda: on_slice(self.image, self._stack, number, way, every))

    def grey(self, number: int, window: Window) -> Drawn | None:
        """The image's greys on a slice, transparent where it does not reach."""
        found = self.on_slice(number)
        if found is None:
            return None
        key = (number, self._key, self._every, window)
        return self._greys.of(key, lambda: _drawn(grey_pixels(found.values, window), found))


class MappedPictures(Pictures):
    """The overlay's pictures of a stack with another image under them: a course's own CT on the reference's planes."""

    def __init__(self, base: Pictures, mapped: Mapped, display: DisplayFields, frame_uid: str) -> None:
        super().__init__(base.stack, base.image, display, frame_uid, base._body)
        self.mapped = mapped
        # doses and outlines are those of the same planes: what one of them has made serves both
        self._outlines, self._areas, self._bodies = base._outlines, base._areas, base._bodies
        self._lattices, self._dose, self._wash = base._lattices, base._dose, base._wash
        self._levels, self._unknown = base._levels, base._unknown

    def grey(self, number: int, window: Window) -> Drawn | None:
        """The mapped image's slice, in the same window where both are CT."""
        own = window if self.mapped.image.unit == "HU" else starting_window(self.mapped.image)
        return self.mapped.grey(number, own)


class ComparedPictures(Pictures):
    """The reference image with the other one on its slices, and the outlines of both courses."""

    def __init__(self, stack: Stack, pair: Pair, display: DisplayFields) -> None:
        super().__init__(stack, pair.fixed.image, display, pair.fixed.frame_uid, pair.fixed.body)
        self.pair = pair
        self.other = Mapped(pair.moving, stack, display.matrix(pair.fixed.frame_uid, pair.moving_frame_uid))
        self._cut: Memory[Outline] = Memory(2048)
        self._still: Memory[Values] = Memory(_VALUES_KEPT)
        self._differences: Memory[Drawn] = Memory(_VALUES_KEPT)
        self._other_window = None if pair.both_ct else starting_window(pair.moving)

    def use(self, display: DisplayFields) -> None:
        """Look through other registrations: the other image and its course's outlines lie elsewhere."""
        super().use(display)
        self._structures = {key: (one, way) for key, one, way in display.structures(self.pair.fixed.frame_uid)}
        self._order = {key: order for order, key in enumerate(self._structures)}
        self._areas.clear()
        self.other.follow(display.matrix(self.pair.fixed.frame_uid, self.pair.moving_frame_uid))

    def other_grey(self, number: int, window: Window) -> Drawn | None:
        """The other image on a slice, transparent where it does not reach; None when nothing leads to it."""
        return self.other.grey(number, self._other_window or window)

    def difference(self, number: int, full_hu: float) -> Drawn | None:
        """Other minus reference in colours; None when they cannot be subtracted."""
        found, image = self.other.on_slice(number), self.image
        if found is None or image is None or not self.pair.both_ct:
            return None
        every = COARSE if self.other.coarse else 1

        def make() -> Drawn:
            still = self._still.of((number, every), lambda: on_slice(image, self.stack, number, _HERE, every).values)
            return _drawn(difference_pixels(found.values, still, full_hu), found)

        return self._differences.of((number, self.other.state, full_hu), make)

    def dashes(self, key: str) -> tuple[float, ...]:
        """Outlines of the other course are dashed."""
        frame = self._structures[key][0].frame_of_reference_uid
        return COURSE_DASHES[0] if frame == self.pair.moving_frame_uid else ()

    def prepare(self, number: int, ask: Ask, look: Look, courses: tuple[CourseLine, ...]) -> None:
        """Make a slice ready, the other image too."""
        super().prepare(number, ask, look, courses)
        self.other_grey(number, look.window)

    def _outlined(self, number: int, key: str) -> Outline:
        way = self._structures[key][1]

        def make() -> Outline:
            made = self._make_outline(number, key)
            if not self.dashes(key) or not len(made.pieces_mm):
                return made
            pieces = chained(made.pieces_mm)
            return Outline(segments(pieces), pieces)

        return self._cut.of((number, key, way.tobytes()), make)


def _drawn(pixels: "np.ndarray", found: OnSlice) -> Drawn:
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied)
    return Drawn(image, QTransform(*found.placement), pixels)


_HERE = np.eye(4)
