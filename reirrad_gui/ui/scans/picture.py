"""One planar picture under mouse and keys: it is drawn, and says what is wanted of it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from reirrad_gui.patient.facts import LesionState
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scans.look import MOST_ZOOM, SIGNS, MarkShown, Part, greys, shown
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.volume.planar import ANTERIOR, POSTERIOR, PlanarFrame

ZOOM_STEP, DRAG_PX, NEAR_PX = 1.25, 4, 11
RING_SHARE, LEAST_RING_PX, MOST_RING_PX = 0.035, 3.5, 12.0
MANY = 10
SIDES_UNKNOWN = "right and left not known"
SHORT = {ANTERIOR: "Ant.", POSTERIOR: "Post."}
_ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
_WISHES = {
    Qt.Key.Key_I: "invert", Qt.Key.Key_K: "marks", Qt.Key.Key_T: "table", Qt.Key.Key_S: "how many",
    Qt.Key.Key_R: "reset", Qt.Key.Key_Escape: "escape", Qt.Key.Key_PageUp: "earlier", Qt.Key.Key_PageDown: "later",
    Qt.Key.Key_Comma: "previous picture", Qt.Key.Key_Period: "next picture", Qt.Key.Key_N: "mark",
    Qt.Key.Key_Return: "mark here", Qt.Key.Key_Enter: "mark here", Qt.Key.Key_Delete: "take mark",
    Qt.Key.Key_BracketLeft: "darker", Qt.Key.Key_BracketRight: "lighter", Qt.Key.Key_BraceLeft: "lower",
    Qt.Key.Key_BraceRight: "higher", Qt.Key.Key_1: "preset 1", Qt.Key.Key_2: "preset 2", Qt.Key.Key_3: "preset 3",
    Qt.Key.Key_4: "preset 4", Qt.Key.Key_5: "preset 5",
}  # fmt: skip


class ScanPicture(QWidget):
    """Signals say what is wanted; whoever owns all pictures decides, so that they stay in step.

    `viewed` carries another part, `windowed` the drag (right and up, in shares of the picture), `pointed` the place
    (down, across) in shares of the picture, `chosen` the lesion (from 0) whose mark was clicked or None, `wished` a
    named command.
    """

    viewed = Signal(object)
    window_begun = Signal()
    windowed = Signal(float, float)
    pointed = Signal()
    chosen = Signal(object)
    marked = Signal()
    wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(48, 120)
        self.frame: PlanarFrame | None = None
        self.marks: tuple[MarkShown, ...] = ()
        self.cursor_at: tuple[float, float] | None = None
        self._image = QImage()
        self._ends = (0.0, 1.0)
        self._dark = True
        self._part = Part()
        self._picked: int | None = None
        self._marks_seen = True
        self._pressed: QPointF | None = None
        self._dragged = False
        self._turned = 0
        self.marking = False

    def sizeHint(self) -> QSize:
        return QSize(120, 360)

    # --- what its owner says ------------------------------------------------------------------------------------------

    def show_frame(self, frame: PlanarFrame | None, window: tuple[float, float], *, dark: bool) -> None:
        """Show a picture with values between these from light to dark (`dark`), or from dark to light."""
        if frame is self.frame and (window, dark) == (self._ends, self._dark) and not self._image.isNull():
            return
        if frame is not self.frame:
            self.cursor_at = None
        self.frame, self._ends, self._dark = frame, window, dark
        self._image = QImage()
        if frame is not None:
            grey = greys(frame, *window, dark=dark)
            rows, columns = grey.shape
            self._image = QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
        self.update()

    @property
    def drawn(self) -> tuple[PlanarFrame | None, tuple[float, float], bool, Part, bool]:
        """What is drawn, for whoever draws the same elsewhere: picture, window, dark, part, and whether with marks."""
        return self.frame, self._ends, self._dark, self._part, self._marks_seen

    def show_part(self, part: Part) -> None:
        """Show this part."""
        self._part = part
        self.update()

    def show_marks(self, marks: tuple[MarkShown, ...], picked: int | None, *, seen: bool) -> None:
        """Show these marks; the picked lesion's ones with their words."""
        self.marks, self._picked, self._marks_seen = marks, picked, seen
        name = "No picture" if self.frame is None else self.frame.name
        self.setAccessibleName(tr(f"{name} view, {len(marks)} marks"))
        self.setAccessibleDescription(tr("; ".join(f"{mark.text}: {mark.state.value}" for mark in marks)))
        self.update()

    def set_marking(self, *, on: bool) -> None:
        """Whether a click puts a mark."""
        self.marking = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    @property
    def probe(self) -> str:
        """What is under the pointer."""
        if self.frame is None or self.cursor_at is None:
            return ""
        down, across = self.cursor_at
        value = self.frame.value_at(down, across)
        if value is None:
            return f"{self.frame.name}: beside the picture"
        rows, columns = self.frame.stored.shape
        where = f"row {min(int(down * rows), rows - 1) + 1}, column {min(int(across * columns), columns - 1) + 1}"
        return f"{self.frame.name}, {where}: {shown(value)} {self.frame.unit or '(stored value)'}"

    # --- geometry -----------------------------------------------------------------------------------------------------

    def _target(self) -> QRectF:
        """Where the whole picture lies, in pixels of the widget."""
        if self.frame is None:
            return QRectF()
        rows, columns = self.frame.stored.shape
        high, wide = self.frame.spacing_mm or (1.0, 1.0)
        width_mm, height_mm = columns * wide, rows * high
        scale = min(self.width() / width_mm, self.height() / height_mm) * self._part.zoom
        across = 1.0 - self._part.across if self.frame.mirrored else self._part.across
        left = self.width() / 2 - across * width_mm * scale
        top = self.height() / 2 - self._part.down * height_mm * scale
        return QRectF(left, top, width_mm * scale, height_mm * scale)

    def place_of(self, down: float, across: float) -> QPointF:
        """A place of the picture in pixels of the widget."""
        target = self._target()
        return QPointF(target.x() + across * target.width(), target.y() + down * target.height())

    def shares_at(self, at: QPointF) -> tuple[float, float]:
        """A pixel of the widget as (down, across) of the picture."""
        target = self._target()
        if target.isEmpty():
            return -1.0, -1.0
        return (at.y() - target.y()) / target.height(), (at.x() - target.x()) / target.width()

    def _zoom_at(self, at: QPointF, factor: float) -> None:
        if self.frame is None:
            return
        zoom = min(max(self._part.zoom * factor, 1.0), MOST_ZOOM)
        down, across = self.shares_at(at)
        target = self._target()
        grown = zoom / self._part.zoom
        middle_across = across + (self.width() / 2 - at.x()) / (target.width() * grown)
        middle_down = down + (self.height() / 2 - at.y()) / (target.height() * grown)
        sided = 1.0 - middle_across if self.frame.mirrored else middle_across
        self.viewed.emit(self._part.at(zoom, sided, middle_down))

    def _pan(self, moved: QPointF) -> None:
        target = self._target()
        if self.frame is None or target.isEmpty():
            return
        way = 1.0 if self.frame.mirrored else -1.0
        across = self._part.across + way * moved.x() / target.width()
        self.viewed.emit(self._part.at(self._part.zoom, across, self._part.down - moved.y() / target.height()))

    # --- mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False
        if event.button() == Qt.MouseButton.RightButton:
            self.window_begun.emit()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._point(event.position())
            if self.marking:
                self.marked.emit()
            else:
                self.chosen.emit(self._mark_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None or event.buttons() & Qt.MouseButton.LeftButton:
            self._point(at)
        if self._pressed is None:
            return
        moved = at - self._pressed
        if event.buttons() & Qt.MouseButton.MiddleButton:
            self._pan(moved)
            self._pressed = at
        elif event.buttons() & Qt.MouseButton.RightButton:
            self._dragged = self._dragged or moved.manhattanLength() >= DRAG_PX
            if self._dragged:
                self.windowed.emit(moved.x() / 400.0, -moved.y() / 400.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and not self._dragged:
            self.wished.emit("menu")
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.marking:
            self._point(event.position())
            self.wished.emit("mark here")

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        steps = int(self._turned / 120)
        self._turned -= steps * 120
        if steps:
            self._zoom_at(event.position(), ZOOM_STEP**steps)
        event.accept()

    def _point(self, at: QPointF) -> None:
        self.cursor_at = self.shares_at(at) if self.frame is not None else None
        self.pointed.emit()
        self.update()

    def _mark_at(self, at: QPointF) -> int | None:
        """The lesion whose mark lies nearest to a pixel, if one is near."""
        if not self._marks_seen:
            return None
        near = [((self.place_of(one.down, one.across) - at).manhattanLength(), one.number) for one in self.marks]
        distance, number = min(near, default=(NEAR_PX + 1.0, -1))
        return number if distance <= NEAR_PX else None

    # --- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if held & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key in _ARROWS and self.frame is not None:
            self._step(_ARROWS[key], MANY if held & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP
            here = self.place_of(*self.cursor_at) if self.cursor_at is not None else QPointF(self.rect().center())
            self._zoom_at(here, factor)
        elif key in _WISHES:
            self.wished.emit(_WISHES[key])
        else:
            super().keyPressEvent(event)

    def _step(self, way: tuple[int, int], pixels: int) -> None:
        assert self.frame is not None, "asked for with a picture only"
        rows, columns = self.frame.stored.shape
        down, across = self.cursor_at or (0.5, 0.5)
        moved = down + way[0] * pixels / rows, across + way[1] * pixels / columns
        self.cursor_at = (min(max(moved[0], 0.0), 1.0), min(max(moved[1], 0.0), 1.0))
        self.pointed.emit()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_all(painter)
        painter.end()

    def paint_all(self, painter: QPainter) -> None:
        """Everything, in pixels of this size."""
        ground, ink = (Qt.GlobalColor.white, Qt.GlobalColor.black) if self._dark else (
            Qt.GlobalColor.black, Qt.GlobalColor.white,
        )  # fmt: skip
        painter.fillRect(self.rect(), ground)
        if self.frame is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawImage(self._target(), self._image)
            self._paint_texts(painter, QColor(ink), QColor(ground))
            self._paint_cursor(painter)
            if self._marks_seen:
                for mark in sorted(self.marks, key=lambda one: one.number == self._picked):
                    self._paint_mark(painter, mark)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(Theme.light().courses[0]), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_texts(self, painter: QPainter, ink: QColor, ground: QColor) -> None:
        assert self.frame is not None, "painted with a picture only"
        font = QFont(self.font())
        font.setPixelSize(CAPTION_PX)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        space = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        top = QRectF(space.x(), space.y(), space.width(), 15)
        metrics, room = painter.fontMetrics(), int(space.width() - 28)
        known = bool(self.frame.letters[0])
        name = self.frame.name if known else f"{self.frame.name}, {SIDES_UNKNOWN}"
        if metrics.horizontalAdvance(tr(name)) > room:
            name = SHORT.get(name, name) if known else SIDES_UNKNOWN
        name = metrics.elidedText(tr(name), Qt.TextElideMode.ElideRight, room)
        for text, at in (
            (name, middle | Qt.AlignmentFlag.AlignHCenter),
            (self.frame.letters[0], middle | Qt.AlignmentFlag.AlignLeft),
            (self.frame.letters[1], middle | Qt.AlignmentFlag.AlignRight),
        ):
            if not text:
                continue
            behind = painter.boundingRect(top, at, text).adjusted(-2, 0, 2, 0)
            veil = QColor(ground)
            veil.setAlpha(190)
            painter.fillRect(behind, veil)
            painter.setPen(ink)
            painter.drawText(top, at, text)

    def _paint_cursor(self, painter: QPainter) -> None:
        if self.cursor_at is None or not self.hasFocus():
            return
        at = self.place_of(*self.cursor_at)
        for colour, width in (("#ffffff", 3.0), ("#0060a0", 1.4)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(at - QPointF(9, 0), at + QPointF(9, 0))
            painter.drawLine(at - QPointF(0, 9), at + QPointF(0, 9))

    def _paint_mark(self, painter: QPainter, mark: MarkShown) -> None:
        """A ring in the state's colour, its sign beside it, the picked one with its words: on black and on white."""
        at, sign, picked = self.place_of(mark.down, mark.across), SIGNS[mark.state], mark.number == self._picked
        theme = Theme.dark()
        colour, halo = QColor(sign.colour(theme)), QColor(theme.background)
        ring = min(max(self._target().width() * RING_SHARE, LEAST_RING_PX), MOST_RING_PX) + (2 if picked else 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(halo, 3.6 if picked else 2.8), QPen(colour, 2.0 if picked else 1.2)):
            painter.setPen(pen)
            painter.drawEllipse(at, ring, ring)
        if picked:
            self._paint_chip(painter, at, ring, f"{sign.symbol} {tr(f'{mark.text}, {sign.word}')}", colour)
        elif mark.state is not LesionState.SEEN:
            self._paint_sign(painter, at + QPointF(ring, -ring), sign.symbol, colour)

    def _paint_sign(self, painter: QPainter, at: QPointF, symbol: str, colour: QColor) -> None:
        """A symbol with a dark edge."""
        font = QFont(self.font())
        font.setPixelSize(CAPTION_PX)
        font.setBold(True)
        path = QPainterPath()
        path.addText(at, font, symbol)
        painter.strokePath(path, QPen(QColor(Theme.dark().background), 3.0))
        painter.fillPath(path, colour)

    def _paint_chip(self, painter: QPainter, at: QPointF, ring: float, text: str, colour: QColor) -> None:
        """Words beside a mark, inside the picture."""
        font = QFont(self.font())
        font.setPixelSize(CAPTION_PX)
        painter.setFont(font)
        room = max(self.width() - 8, 24)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        size = painter.fontMetrics().boundingRect(text).size() + QSize(6, 0)
        left = min(max(at.x() + ring, 0.0), max(self.width() - size.width(), 0.0))
        top = min(max(at.y() - ring - size.height(), 0.0), max(self.height() - size.height(), 0.0))
        chip = QRectF(left, top, size.width(), size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Theme.dark().background))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(colour)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
