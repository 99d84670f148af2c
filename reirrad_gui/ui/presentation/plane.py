"""A plane of the images on the shared screen: drawn as on the workstation, on a smaller area, and that much larger."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.overlay.plane_picture import PlanePicture
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.presentation.scale import factor
from reirrad_gui.ui.theme import CAPTION_PX, Theme

WHEEL_STEP = 120
CAPTION_LINES_PX = 34.0
MANY = 10
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: MANY, Qt.Key.Key_PageDown: -MANY}


class BoardPlane(PlanePicture):
    """`pointed` a patient point, `stepped` slices. Whatever is drawn counts in the smaller area's pixels."""

    pointed = Signal(object)
    stepped = Signal(int)

    def __init__(self, plane: Plane, theme: Theme, parent: QWidget | None = None) -> None:
        self._factor = 1.0
        super().__init__(plane, theme, parent)
        self.setObjectName(f"board {plane.value.lower()}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._turned = 0

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._factor = factor(pixels, CAPTION_PX)
        self._ground_of = self._legend_of = None
        self._draw_anew()
        self.fit()

    def fit(self) -> None:
        """As large as it fits; of the plane with the legend at the top, because the legend stands at the bottom."""
        super().fit()
        if self._pictures is None or self.plane is not Plane.AXIAL:
            return
        _, top, _, bottom = self._pictures.first_bounds(self.number)
        port = self.viewport
        spare_mm = port.height_px / port.px_per_mm - (bottom - top)
        if spare_mm > 0:
            shift_mm = max(spare_mm / 2 - CAPTION_LINES_PX / port.px_per_mm, 0.0)
            self.viewport = replace(port, centre_down_mm=port.centre_down_mm + shift_mm)

    # The size that everything is drawn for

    def width(self) -> int:
        return round(super().width() / self._factor)

    def height(self) -> int:
        return round(super().height() / self._factor)

    def size(self) -> QSize:
        return QSize(self.width(), self.height())

    def rect(self) -> QRect:
        return QRect(0, 0, self.width(), self.height())

    def devicePixelRatioF(self) -> float:
        return super().devicePixelRatioF() * self._factor

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.scale(self._factor, self._factor)
        self.paint_all(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        del event
        self.fit()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position() / self._factor
        point = self.patient_point(QPointF(place))
        if point is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pointed.emit(point)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        steps = int(self._turned / WHEEL_STEP)
        self._turned -= steps * WHEEL_STEP
        if steps:
            self.stepped.emit(steps)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(step * (MANY if shifted and abs(step) == 1 else 1))
