"""One plane with mouse and keys, which it turns into wishes. Knows no dose and no case.

A plane can stand anywhere, several of one plane too (courses side by side): give each its own `Pictures`
(`show_pictures`), a look (`show_look`: `Look.shown` is the course), texts (`show_words`), and connect its signals. It
never acts by itself on a signal of its own except for zoom and position, which `viewed` tells and `show_part` follows.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.overlay.mouse import left_drag_windows
from reirrad_gui.ui.overlay.plane_picture import PlanePicture
from reirrad_gui.ui.overlay.planes import Plane, Viewport
from reirrad_gui.ui.theme import Theme

WHEEL_STEP = 120
ZOOM_STEP = 1.2
DRAG_PX = 4
MANY = 10
HOVER_PX = 5

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: MANY, Qt.Key.Key_PageDown: -MANY}
_ENDS = {Qt.Key.Key_Home: -1_000_000, Qt.Key.Key_End: 1_000_000}
_WISHES = {
    Qt.Key.Key_R: "reset",
    Qt.Key.Key_Escape: "escape",
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
    Qt.Key.Key_D: "measure",
    Qt.Key.Key_C: "second",
    Qt.Key.Key_F: "fill",
    Qt.Key.Key_P: "dose panel",
    Qt.Key.Key_S: "structures",
    Qt.Key.Key_V: "side by side",
}
_NUDGES = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
"""View directions (right, down) of the arrow keys while measuring."""


class PlaneView(PlanePicture):
    """One view of the image that can be turned, moved, pointed at and measured in.

    Signals say what the user wants; the overlay decides: `pointed` a patient point, `stepped` slices towards the
    patient's head, back or left, `windowed` a new window, `wished` a named command, `menu_wanted` where a menu belongs,
    `measured` where the ruler's end in hand is now and whether it is put down there, `organ_hovered` the structure
    whose outline the mouse is on (None: no longer). `viewed` carries the viewport after the user has zoomed or moved
    the picture.
    """

    pointed = Signal(object)
    stepped = Signal(int)
    windowed = Signal(object)
    wished = Signal(str)
    menu_wanted = Signal(QPoint)
    measured = Signal(object, bool)
    organ_hovered = Signal(object)
    viewed = Signal(object)

    def __init__(self, plane: Plane, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(plane, theme, parent)
        self._turned = 0
        self._pressed: QPointF | None = None
        self._window_before = self._look.window
        self._dragged = False
        self._under_mouse: str | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def _view(self, viewport: Viewport) -> None:
        self.set_viewport(viewport)
        self.viewed.emit(viewport)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        self._turned += delta.y() or delta.x()  # Shift turns the wheel sideways on some systems
        steps = int(self._turned / WHEEL_STEP)
        self._turned -= steps * WHEEL_STEP
        if steps:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                place = event.position()
                self._view(self.viewport.zoomed(place.x(), place.y(), ZOOM_STEP**steps))
            else:
                self.stepped.emit(steps * (MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False
        self._window_before = self._look.window
        if event.button() == Qt.MouseButton.LeftButton:
            if self.measuring:
                self._measure_at(event.position(), put_down=True)
            elif not left_drag_windows():
                self._point_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.measuring and not event.buttons() & ~Qt.MouseButton.LeftButton:
            self._drag_ruler(event.position())
        elif self._pressed is None:
            self._hover(event.position())
        else:
            self._drag(event)

    def _drag_ruler(self, place: QPointF) -> None:
        if self._pressed is not None:
            self._dragged = self._dragged or (place - self._pressed).manhattanLength() >= DRAG_PX
        if self._ruler is not None and self._ruler.hand == 1:
            self._measure_at(place, put_down=False)

    def _drag(self, event: QMouseEvent) -> None:
        moved = event.position() - (self._pressed or event.position())
        left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if left and not left_drag_windows():
            self._point_at(event.position())
        elif event.buttons() & Qt.MouseButton.MiddleButton:
            self._view(self.viewport.panned(moved.x(), moved.y()))
            self._pressed = event.position()
        elif left or event.buttons() & Qt.MouseButton.RightButton:
            self._dragged = self._dragged or moved.manhattanLength() >= DRAG_PX
            if self._dragged:
                self.windowed.emit(self._window_before.dragged(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and not self._dragged:
            self.menu_wanted.emit(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and self.measuring and self._dragged:
            self._measure_at(event.position(), put_down=True)
        elif event.button() == Qt.MouseButton.LeftButton and self._clicked:
            self._point_at(event.position())
        self._pressed = None

    @property
    def _clicked(self) -> bool:
        """Whether a left button that windows when it is dragged was only pressed and let go."""
        return left_drag_windows() and self._pressed is not None and not (self._dragged or self.measuring)

    def _hover(self, place: QPointF) -> None:
        """Say which outline the mouse is on."""
        key = None
        if self._pictures is not None:
            right, down = self.viewport.to_mm(place.x(), place.y())
            within = HOVER_PX / self.viewport.px_per_mm
            key = self._pictures.nearest_outline(self.number, self._look, right, down, within)
        self._say_hovered(key)

    def _say_hovered(self, key: str | None) -> None:
        if key != self._under_mouse:
            self._under_mouse = key
            self.organ_hovered.emit(key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._say_hovered(None)

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
        if plain and self.measuring and self._measure_by_key(key, event.modifiers()):
            return
        if plain and key in _STEPS:
            many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and abs(_STEPS[key]) == 1 else 1
            self.stepped.emit(_STEPS[key] * many)
        elif plain and key in _ENDS:
            self.stepped.emit(_ENDS[key])
        elif plain and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP
            self._view(self.viewport.zoomed(self.width() / 2, self.height() / 2, factor))
        elif plain and key in _WISHES:
            self.wished.emit(_WISHES[key])
        else:
            super().keyPressEvent(event)

    @property
    def measuring(self) -> bool:
        """True while an end of the ruler follows the mouse or the arrow keys."""
        return self._ruler is not None and self._ruler.hand is not None and self._pictures is not None

    def _measure_at(self, place: QPointF, *, put_down: bool) -> None:
        point = self.patient_point(place)
        if point is not None:
            self.measured.emit(point, put_down)

    def _measure_by_key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        """Arrows move the end in hand by 1 mm (Shift: 10 mm), Enter puts it down."""
        if self._ruler is None or self._pictures is None:
            return False
        stack, point = self._pictures.stack, self._ruler.point_in_hand
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.measured.emit(point, True)
            return True
        if key not in _NUDGES:
            return False
        right, down = _NUDGES[key]
        step = float(MANY) if held & Qt.KeyboardModifier.ShiftModifier else 1.0
        self.measured.emit(point + step * (right * stack.right + down * stack.down), False)
        return True

    def _point_at(self, place: QPointF) -> None:
        point = self.patient_point(place)
        if point is not None:
            self.pointed.emit(point)
