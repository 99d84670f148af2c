"""One plane of the comparison: two images mixed, with mouse and keys for the mixing."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap

from reirrad_gui.ui.compare.drawing import divider_px, draw_images
from reirrad_gui.ui.compare.marks import Key, draw_mark, key_picture, mark_top
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.pictures import ComparedPictures
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.canvas import Place, draw_outlines
from reirrad_gui.ui.overlay.captions import MARGIN
from reirrad_gui.ui.overlay.pictures import Pictures
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.theme import Theme

GRIP_PX = 6
MANY = 5
MODE_KEYS = {
    Qt.Key.Key_B: Mode.BLEND,
    Qt.Key.Key_C: Mode.CHECKERBOARD,
    Qt.Key.Key_F: Mode.FLICKER,
    Qt.Key.Key_S: Mode.SWIPE,
    Qt.Key.Key_N: Mode.DIFFERENCE,
}
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ComparisonPlane(PlaneView):
    """A plane that shows two images on one another. `mixed` carries another `Mixing` that the user wants."""

    mixed = Signal(object)

    def __init__(self, plane: Plane, theme: Theme) -> None:
        super().__init__(plane, theme)
        self._mixing, self._key, self._mark = Mixing(), Key(Mixing(), "", ""), ""
        self._reference, self._other = "", ""
        self._large, self._gripped = False, False

    def show_mixing(self, mixing: Mixing, key: Key, mark: str, *, large: bool) -> None:
        """Mix otherwise. `key` stands on the large plane, `mark` (what must be known about the link) on every one."""
        self._mixing, self._key, self._mark, self._large = mixing, key, tr(mark), large
        self._reference, self._other = tr(key.reference), tr(key.other)
        self._describe()
        self.update()

    def _describe(self) -> None:
        super()._describe()
        said = (self._mark, self.accessibleDescription(), *(map(tr, self._key.words) if self._large else ()))
        self.setAccessibleDescription(". ".join(part for part in said if part))

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._pictures is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, room = mark_top(self._mark, self.width()), self.width() - 2 * MARGIN
        if self._mark:
            draw_mark(painter, self._mark, MARGIN - 4, top, room, warn=True)
            top += 22.0
        if self._mixing.mode is Mode.FLICKER:
            seen = self._other if self._mixing.other_seen else self._reference
            draw_mark(painter, seen, MARGIN - 4, top, room)
        elif self._mixing.mode is Mode.SWIPE:
            self._draw_sides(painter, top)
        painter.end()

    def _draw_sides(self, painter: QPainter, top: float) -> None:
        """Which image is on which side of the divider, beside it."""
        x = divider_px(self._mixing, self.width())
        metrics = painter.fontMetrics()
        if x > 60:
            width = metrics.horizontalAdvance(self._reference) + 20
            draw_mark(painter, self._reference, max(MARGIN - 4, x - width - 6), top, x - 8)
        if self.width() - x > 60:
            draw_mark(painter, self._other, x + 6, top, self.width() - x - 8)

    def _draw_slice(self, painter: QPainter, pictures: Pictures) -> None:
        if isinstance(pictures, ComparedPictures):
            painter.drawPixmap(0, 0, self._drawn_canvas(pictures))
        else:
            super()._draw_slice(painter, pictures)

    def _drawn_canvas(self, pictures: ComparedPictures) -> QPixmap:
        ratio, look, mixing = self.devicePixelRatioF(), self._look, self._mixing
        made_of = (self.number, look, mixing, self.viewport, ratio, pictures.other.state)
        if self._canvas is None or made_of != self._canvas_of:
            canvas = self._blank_canvas(ratio)
            painter = QPainter(canvas)
            place = Place(self._to_px(), QSizeF(self.size()), ratio)
            draw_images(painter, pictures, self.number, look.window, mixing, place)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if mixing.outlines:
                draw_outlines(painter, pictures, self.number, look, place, self._theme)
            painter.end()
            self._canvas, self._canvas_of = canvas, made_of
        return self._canvas

    def _drawn_legend(self) -> QPixmap | None:
        if not self._large or not self._key.other:
            return None
        ratio = self.devicePixelRatioF()
        made_of = (self._key, self.width(), ratio)
        if self._legend is None or made_of != self._legend_of:
            self._legend, self._legend_of = key_picture(self._key, self.width() - 2 * MARGIN, ratio), made_of
        return self._legend

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def _on_divider(self, place: QPointF) -> bool:
        swipes = self._mixing.mode is Mode.SWIPE and self._pictures is not None and not self.measuring
        return swipes and abs(place.x() - divider_px(self._mixing, self.width())) <= GRIP_PX

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._on_divider(event.position()):
            self._gripped = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gripped:
            self.mixed.emit(self._mixing.with_value(round(100.0 * event.position().x() / max(1, self.width()))))
            return
        on = not event.buttons() and self._on_divider(event.position())
        self.setCursor(Qt.CursorShape.SplitHCursor if on else Qt.CursorShape.CrossCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._gripped and event.button() == Qt.MouseButton.LeftButton:
            self._gripped = False
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = None if self.measuring else self._mixing_by_key(Qt.Key(event.key()), event.modifiers())
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.mixed.emit(wanted)

    def _mixing_by_key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> Mixing | None:
        """The mixing that a key asks for; None for a key that is not about mixing."""
        mixing = self._mixing
        if held & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return None
        if key in MODE_KEYS:
            return replace(mixing, mode=MODE_KEYS[key])
        if key in _MOVES:
            return mixing.moved(_MOVES[key] * (MANY if held & Qt.KeyboardModifier.ShiftModifier else 1))
        if key == Qt.Key.Key_O:
            return replace(mixing, outlines=not mixing.outlines)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return replace(mixing, mode=Mode.FLICKER, running=False, other_seen=not mixing.other_seen)
        return None
