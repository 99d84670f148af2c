"""One plane on screen as it is drawn: slice, crosshair, ruler, texts. Knows no dose and no case, and takes no input."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.overlay.canvas import Place, asked_by, blacken, draw_ground, draw_on_ground, draw_outline
from reirrad_gui.ui.overlay.captions import (
    MARGIN,
    Words,
    draw_captions,
    draw_crosshair,
    draw_marks,
    draw_message,
    draw_name,
    draw_ruler,
    image_font,
)
from reirrad_gui.ui.overlay.legend_picture import legend_picture
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pictures import Pictures
from reirrad_gui.ui.overlay.planes import Plane, Stack, Viewport
from reirrad_gui.ui.overlay.ruler import Ruler
from reirrad_gui.ui.overlay.texts import CourseLine, slice_text
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import Way, moved

_HOVERED = 2.4
_PROBE_PX = 110.0
_BLACK = QColor("#000000")


class PlanePicture(QWidget):
    """Draws one view of the image with everything on it; `PlaneView` adds mouse and keys."""

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
        self._drawn_of: object = None
        self._drawn_with: object = None
        self._ground: QPixmap | None = None
        self._ground_of: object = None
        self._legend: QPixmap | None = None
        self._legend_of: object = None
        self._ruler: Ruler | None = None
        self._hovered: str | None = None
        self.setObjectName(f"plane {plane.value.lower()}")
        self.setAccessibleName(tr(f"{plane.value} plane"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(90, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_pictures(self, pictures: Pictures | None, way: Way | None = None) -> None:
        """Another image or case (None: none).

        The view is fitted again; but where the user had chosen a part, and `way` leads from the image before to this
        one, it stays on that part.
        """
        kept = None if self._fitted or way is None or pictures is None else self._centre_mm()
        scale = self.viewport.px_per_mm
        self._pictures = pictures
        self.number = min(self.number, pictures.stack.depth_mm.size - 1) if pictures else 0
        self._draw_anew()
        self.fit()
        if kept is not None and way is not None and pictures is not None:
            right, down = (float(mm) for mm in pictures.stack.on_screen(moved(kept, way)))
            if np.isfinite([right, down]).all():
                self.set_viewport(replace(self.viewport, centre_right_mm=right, centre_down_mm=down, px_per_mm=scale))

    def _centre_mm(self) -> FloatArray | None:
        """The patient point in the middle of the view."""
        return self.patient_point(QPointF(self.viewport.width_px / 2, self.viewport.height_px / 2))

    @property
    def pictures(self) -> Pictures | None:
        """What is drawn."""
        return self._pictures

    def show_look(self, look: Look, courses: tuple[CourseLine, ...], *, soon: bool = False) -> None:
        """Other view settings. `soon`: painted with `catch_up`."""
        if (look, courses) != (self._look, self._courses):
            self._look, self._courses = look, courses
            self._paint_again(soon=soon)

    def show_ruler(self, ruler: Ruler | None) -> None:
        """The distance being measured, or that was; None: none."""
        self._ruler = ruler
        self.update()

    def show_hovered(self, key: str | None) -> None:
        """Draw one structure's outline strongly, with its name, as long as it is pointed at."""
        if key != self._hovered:
            self._hovered = key
            self.update()

    def doses_changed(self, *, soon: bool = False) -> None:
        """The pictures have been told of another state of the session. `soon`: painted with `catch_up`."""
        if self._pictures is not None and self._drawn_from(self._pictures) != self._drawn_with:
            self._draw_anew()
            self._paint_again(soon=soon)

    def _drawn_from(self, pictures: Pictures) -> object:
        return pictures.drawn_from(self._look, self._courses)

    def _paint_again(self, *, soon: bool) -> None:
        if soon:
            self._behind = True
        else:
            self.update()

    def show_words(self, words: Words) -> None:
        """Other texts."""
        if words != self._words:
            self._words = words
            self.update()
        self._describe()

    def _describe(self) -> None:
        """What a screen reader says of the plane: where it is, and everything written on it."""
        position = () if self._pictures is None else (slice_text(self._pictures.stack, self.number),)
        legend = self._words.legend.words if self._words.legend is not None else ()
        marks = () if legend else self._words.marks
        said = (*position, *self._words.probe, *legend, *marks, self._words.message)
        self.setAccessibleDescription(tr_of(". ".join(part for part in said if part), *self._words.names))

    @property
    def words(self) -> Words:
        """The texts shown."""
        return self._words

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; the image's ground stays black."""
        self._theme = theme
        self._draw_anew()
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

    @property
    def behind(self) -> bool:
        """True while there is something for `catch_up` to paint. Whatever is painted before is drawn as it is now."""
        return self._behind

    def catch_up(self) -> None:
        """Paint where `show_cursor` has gone."""
        if self._behind:
            self._behind = False
            self._describe()
            self.update()

    def prepare(self, number: int) -> None:
        """Make a neighbouring slice ready while nothing else is to do."""
        if self._pictures is not None and 0 <= number < self._pictures.stack.depth_mm.size:
            self._pictures.prepare(number, asked_by(self._look), self._look, self._courses)

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

    def show_part(self, viewport: Viewport) -> None:
        """The centre and the magnification of another view of the same plane, at this view's own size."""
        own = self.viewport
        self.set_viewport(replace(viewport, width_px=own.width_px, height_px=own.height_px))

    # --- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_all(painter)
        painter.end()

    def paint_all(self, painter: QPainter) -> None:
        """Everything, in pixels of this size."""
        size = QSizeF(self.size())
        if self._pictures is None:
            painter.fillRect(self.rect(), _BLACK)
        else:
            self._draw_slice(painter, self._pictures)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pictures is not None:
            stack = self._pictures.stack
            self._draw_hovered(painter, self._pictures)
            if self._look.crosshair:
                draw_crosshair(painter, *self._px_of(stack, self._cursor), size)
            if self._ruler is not None:
                self._draw_ruler(painter, stack, self._ruler)
            if self._look.texts:
                legend, ratio = self._drawn_legend(), self.devicePixelRatioF()
                draw_captions(painter, stack, self.number, self.viewport, self._words, legend, ratio)
            if self._words.marks and not (self._look.texts and self._words.legend is not None):
                draw_marks(painter, self._words.marks, self.viewport, self.devicePixelRatioF())
        draw_message(painter, self._words.message, size)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Theme.dark().course(0)), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _px_of(self, stack: Stack, point_mm: FloatArray) -> tuple[float, float]:
        right, down = stack.on_screen(point_mm)
        return self.viewport.to_px(float(right), float(down))

    def _draw_hovered(self, painter: QPainter, pictures: Pictures) -> None:
        key = self._hovered
        if key is None or key not in pictures.structures:
            return
        place = Place(self._to_px(), QSizeF(self.size()), self.devicePixelRatioF())
        draw_outline(painter, pictures, self.number, key, self._look.outline_px * _HOVERED, place, self._theme)
        box = place.to_px.mapRect(pictures.outline(self.number, key).boundingRect())
        if not box.isEmpty():
            draw_name(painter, pictures.structures[key][0].name, box, QSizeF(self.size()))

    def _draw_ruler(self, painter: QPainter, stack: Stack, ruler: Ruler) -> None:
        """Dashed where an end lies on another slice: the length is that through the patient."""
        depth = float(stack.depth_mm[self.number])
        ends = np.stack([ruler.start_mm, ruler.end_mm])
        flat = bool((np.abs(ends @ stack.through - depth) < 0.5).all())
        start, end = (QPointF(*self._px_of(stack, point)) for point in ends)
        draw_ruler(painter, start, end, ruler.text, flat=flat)

    def _draw_slice(self, painter: QPainter, pictures: Pictures) -> None:
        """Image, wash, outlines and isodoses: the first time at once, later from the canvas that they are kept on.

        A slice that one only passes is not worth a picture of its own.
        """
        ratio, covered = self.devicePixelRatioF(), self._covered()
        made_of = (self.number, self._look, self._courses, self.viewport, ratio, covered)
        place = Place(self._to_px(), QSizeF(self.size()), ratio, covered)
        if made_of != self._drawn_of and painter.paintEngine().type() is QPaintEngine.Type.Raster:
            self._drawn_of, self._drawn_with = made_of, self._drawn_from(pictures)
            painter.save()
            self._draw_layers(painter, pictures, place)
            painter.restore()
            return
        if self._canvas is None or made_of != self._canvas_of:
            canvas = self._canvas_to_draw_on(ratio)
            on_canvas = QPainter(canvas)
            self._draw_layers(on_canvas, pictures, place)
            on_canvas.end()
            self._canvas, self._canvas_of, self._drawn_of = canvas, made_of, made_of
            self._drawn_with = self._drawn_from(pictures)
        painter.drawPixmap(0, 0, self._canvas)

    def _draw_layers(self, painter: QPainter, pictures: Pictures, place: Place) -> None:
        self._draw_ground(painter, pictures, place)
        draw_on_ground(painter, pictures, self.number, self._look, self._courses, place, self._theme)

    def _draw_anew(self) -> None:
        """Nothing that was drawn of the slice serves any more."""
        self._canvas_of = self._drawn_of = None

    def _draw_ground(self, painter: QPainter, pictures: Pictures, place: Place) -> None:
        """Drawn anew on a slice that was turned to; kept for the next time once only a dose has changed on it."""
        look = self._look
        unknown = pictures.unknown(self.number, asked_by(look)) if look.wash or look.isodoses else None
        made_of = (pictures, self.number, look.window, look.wash or look.isodoses, unknown, self.viewport, place.ratio)
        if made_of != self._ground_of:
            self._ground, self._ground_of = None, made_of
            blacken(painter, pictures.grey(self.number, look.window), place)
            draw_ground(painter, pictures, self.number, look, place)
            return
        if self._ground is None:
            self._ground = self._blank(place.ratio)
            on_ground = QPainter(self._ground)
            draw_ground(on_ground, pictures, self.number, look, place)
            on_ground.end()
        painter.drawPixmap(0, 0, self._ground)

    def _blank_canvas(self, ratio: float) -> QPixmap:
        """All black."""
        canvas = self._canvas_to_draw_on(ratio)
        canvas.fill(_BLACK)
        return canvas

    def _canvas_to_draw_on(self, ratio: float) -> QPixmap:
        """The same one again as long as its size serves, with what is on it: new memory takes as long as filling it."""
        canvas = self._canvas
        if canvas is None or canvas.size() != self._size(ratio):
            return self._blank(ratio)
        canvas.setDevicePixelRatio(ratio)
        return canvas

    def _blank(self, ratio: float) -> QPixmap:
        canvas = QPixmap(self._size(ratio))
        canvas.setDevicePixelRatio(ratio)
        canvas.fill(_BLACK)
        return canvas

    def _size(self, ratio: float) -> QSize:
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def _covered(self) -> tuple[tuple[float, float, float, float], ...]:
        """Where legend and probe stand; the probe's corner at a size that does not change with every word."""
        legend = self._drawn_legend() if self._look.texts else None
        if legend is None:
            return ()
        width, height, block = float(self.width()), float(self.height()), legend.deviceIndependentSize()
        left, top = width - MARGIN - block.width(), height - MARGIN - block.height()
        return (left, top, width, height), (0.0, height - _PROBE_PX, left, height)

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

    def patient_point(self, place: QPointF) -> FloatArray | None:
        """The patient point at a place of the slice shown; None without pictures."""
        if self._pictures is None:
            return None
        stack = self._pictures.stack
        right, down = self.viewport.to_mm(place.x(), place.y())
        return stack.patient_points(np.array(right), np.array(down), float(stack.depth_mm[self.number]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        else:
            self.viewport = self.viewport.resized(event.size().width(), event.size().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
