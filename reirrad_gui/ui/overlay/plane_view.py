"""One plane on screen: draws its pictures, turns mouse and keys into wishes. Knows no dose and no case."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reirrad_gui.ui.overlay.canvas import Place, draw_slice
from reirrad_gui.ui.overlay.captions import (
    MARGIN,
    Words,
    draw_captions,
    draw_crosshair,
    draw_message,
    image_font,
)
from reirrad_gui.ui.overlay.legend import legend_picture
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.planes import Plane, Viewport
from reirrad_gui.ui.overlay.texts import CourseLine, slice_text
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.volume.grid import FloatArray

WHEEL_STEP = 120
ZOOM_STEP = 1.2
DRAG_PX = 4
MANY = 10
_BLACK = QColor("#000000")

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: MANY, Qt.Key.Key_PageDown: -MANY}
_ENDS = {Qt.Key.Key_Home: -1_000_000, Qt.Key.Key_End: 1_000_000}
_WISHES = {
    Qt.Key.Key_R: "reset",
    Qt.Key.Key_Escape: "reset",
    Qt.Key.Key_F11: "enlarge",
    Qt.Key.Key_M: "maximum",
    Qt.Key.Key_1: "preset 1",
    Qt.Key.Key_2: "preset 2",
    Qt.Key.Key_3: "preset 3",
    Qt.Key.Key_4: "preset 4",
    Qt.Key.Key_5: "preset 5",
    Qt.Key.Key_W: "wash",
    Qt.Key.Key_I: "isodoses",
    Qt.Key.Key_X: "crosshair",
    Qt.Key.Key_Space: "texts",
}


class PlaneView(QWidget):
    """Draws one view of the image with everything on it.

    Signals say what the user wants; the overlay decides: `pointed` a patient point, `stepped` slices towards the
    patient's head, back or left, `windowed` a new window, `wished` a named command, `menu_wanted` where a menu belongs.
    """

    pointed = Signal(object)
    stepped = Signal(int)
    windowed = Signal(object)
    wished = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, plane: Plane, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plane = plane
        self.number = 0
        self.viewport = Viewport(1, 1)
        self._theme, self._look, self._words = theme, Look(), Words()
        self._pictures: Pictures | None = None
        self._courses: tuple[CourseLine, ...] = ()
        self._cursor: FloatArray = np.zeros(3)
        self._fitted, self._behind = True, False
        self._canvas: QPixmap | None = None
        self._canvas_of: object = None
        self._legend: QPixmap | None = None
        self._legend_of: object = None
        self._turned = 0
        self._pressed: QPointF | None = None
        self._window_before = self._look.window
        self._dragged = False
        self.setObjectName(f"plane {plane.value.lower()}")
        self.setAccessibleName(f"{plane.value} plane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(90, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_pictures(self, pictures: Pictures | None) -> None:
        """Another image or case (None: none); the view is fitted again."""
        self._pictures = pictures
        self.number = min(self.number, pictures.stack.depth_mm.size - 1) if pictures else 0
        self._canvas_of = None
        self.fit()

    @property
    def pictures(self) -> Pictures | None:
        """What is drawn."""
        return self._pictures

    def show_look(self, look: Look, courses: tuple[CourseLine, ...]) -> None:
        """Other view settings."""
        if (look, courses) != (self._look, self._courses):
            self._look, self._courses = look, courses
            self.update()

    def doses_changed(self) -> None:
        """The pictures have been told of other doses."""
        self._canvas_of = None
        self.update()

    def show_words(self, words: Words) -> None:
        """Other texts."""
        self._words = words
        self._describe()
        self.update()

    def _describe(self) -> None:
        """What a screen reader says of the plane: where it is, and everything written on it."""
        position = () if self._pictures is None else (slice_text(self._pictures.stack, self.number),)
        legend = self._words.legend.words if self._words.legend is not None else ()
        said = (*position, *self._words.probe, *legend, self._words.message)
        self.setAccessibleDescription(". ".join(part for part in said if part))

    @property
    def words(self) -> Words:
        """The texts shown."""
        return self._words

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; the image's ground stays black."""
        self._theme = theme
        self._canvas_of = None
        self.update()

    def show_cursor(self, point_mm: FloatArray, *, soon: bool = False) -> None:
        """Move to the slice nearest to a patient point and draw the crosshair there.

        `soon`: what is painted stays until `catch_up`, so that another view can be painted first.
        """
        if self._pictures is None:
            return
        self._cursor = point_mm
        self.number = self._pictures.stack.slice_at(point_mm)
        self._behind = True
        if not soon:
            self.catch_up()

    def catch_up(self) -> None:
        """Paint where `show_cursor` has gone."""
        if self._behind:
            self._behind = False
            self._describe()
            self.update()

    def prepare(self, number: int) -> None:
        """Make a neighbouring slice ready while nothing else is to do."""
        if self._pictures is not None and 0 <= number < self._pictures.stack.depth_mm.size:
            look = self._look
            ask = Ask(look.shown, look.quantity, look.alpha_beta_gy)
            self._pictures.prepare(number, ask, look, self._courses)

    def fit(self) -> None:
        """The patient, as large as they fit; the whole slice where the image does not tell."""
        self._fitted = True
        self.viewport = Viewport(max(1, self.width()), max(1, self.height()))
        if self._pictures is not None:
            self.viewport = self.viewport.fitted(self._pictures.first_bounds(self.number))
        self.update()

    def set_viewport(self, viewport: Viewport) -> None:
        """Another part of the slice."""
        self._fitted = False
        self.viewport = viewport
        self.update()

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, size = QPainter(self), QSizeF(self.size())
        if self._pictures is None:
            painter.fillRect(self.rect(), _BLACK)
        else:
            painter.drawPixmap(0, 0, self._drawn_canvas(self._pictures))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pictures is not None:
            stack = self._pictures.stack
            if self._look.crosshair:
                right, down = stack.on_screen(self._cursor)
                draw_crosshair(painter, *self.viewport.to_px(float(right), float(down)), size)
            if self._look.texts:
                draw_captions(painter, stack, self.number, self.viewport, self._words, self._drawn_legend())
        draw_message(painter, self._words.message, size)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Theme.dark().course(0)), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _drawn_canvas(self, pictures: Pictures) -> QPixmap:
        """Image, wash, outlines and isodoses, drawn again only when one of them has changed."""
        ratio = self.devicePixelRatioF()
        made_of = (self.number, self._look, self._courses, self.viewport, ratio)
        if self._canvas is None or made_of != self._canvas_of:
            canvas = self._blank_canvas(ratio)
            painter = QPainter(canvas)
            place = Place(self._to_px(), QSizeF(self.size()), ratio)
            draw_slice(painter, pictures, self.number, self._look, self._courses, place, self._theme)
            painter.end()
            self._canvas, self._canvas_of = canvas, made_of
        return self._canvas

    def _blank_canvas(self, ratio: float) -> QPixmap:
        """The same one again as long as its size serves: asking for memory takes as long as filling it."""
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        canvas = self._canvas
        if canvas is None or canvas.size() != size:
            canvas = QPixmap(size)
        canvas.setDevicePixelRatio(ratio)
        canvas.fill(_BLACK)
        return canvas

    def _drawn_legend(self) -> QPixmap | None:
        """The legend's picture, drawn again only when it says something else."""
        said, ratio = self._words.legend, self.devicePixelRatioF()
        if said is None:
            return None
        made_of = (said, self.width(), ratio)
        if self._legend is None or made_of != self._legend_of:
            font = image_font(CAPTION_PX)
            self._legend = legend_picture(said, self.width() - 2 * MARGIN, ratio, font)
            self._legend_of = made_of
        return self._legend

    def _to_px(self) -> QTransform:
        port = self.viewport
        x, y = port.to_px(0.0, 0.0)
        return QTransform(port.px_per_mm, 0, 0, port.px_per_mm, x, y)

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        else:
            self.viewport = self.viewport.resized(event.size().width(), event.size().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()  # Shift turns the wheel sideways on some systems
        steps = int(self._turned / WHEEL_STEP)
        self._turned -= steps * WHEEL_STEP
        if steps:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                place = event.position()
                self.set_viewport(self.viewport.zoomed(place.x(), place.y(), ZOOM_STEP**steps))
            else:
                self.stepped.emit(steps * (MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False
        self._window_before = self._look.window
        if event.button() == Qt.MouseButton.LeftButton:
            self._point_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point_at(event.position())
        elif event.buttons() & Qt.MouseButton.MiddleButton:
            self.set_viewport(self.viewport.panned(moved.x(), moved.y()))
            self._pressed = event.position()
        elif event.buttons() & Qt.MouseButton.RightButton:
            self._dragged = self._dragged or moved.manhattanLength() >= DRAG_PX
            if self._dragged:
                self.windowed.emit(self._window_before.dragged(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and not self._dragged:
            self.menu_wanted.emit(event.globalPosition().toPoint())
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.wished.emit("enlarge")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; a right click has its menu on release, when it is known not to be a drag."""
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(self.mapToGlobal(self.rect().center()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        if plain and key in _STEPS:
            many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and abs(_STEPS[key]) == 1 else 1
            self.stepped.emit(_STEPS[key] * many)
        elif plain and key in _ENDS:
            self.stepped.emit(_ENDS[key])
        elif plain and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP
            self.set_viewport(self.viewport.zoomed(self.width() / 2, self.height() / 2, factor))
        elif plain and key in _WISHES:
            self.wished.emit(_WISHES[key])
        else:
            super().keyPressEvent(event)

    def _point_at(self, place: QPointF) -> None:
        if self._pictures is None:
            return
        stack = self._pictures.stack
        right, down = self.viewport.to_mm(place.x(), place.y())
        self.pointed.emit(stack.patient_points(np.array(right), np.array(down), float(stack.depth_mm[self.number])))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
