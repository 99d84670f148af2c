"""The courses' doses and their sum side by side in one plane, linked unless the user unlinks them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.compare.arrangement import at_first, columns_for
from reirrad_gui.ui.compare.course_view import HEADING_PX, CourseView
from reirrad_gui.ui.compare.pair import series_in
from reirrad_gui.ui.compare.pictures import Mapped, MappedPictures
from reirrad_gui.ui.compare.side_bar import PLANES, SideBar
from reirrad_gui.ui.compare.side_legend import SideLegend
from reirrad_gui.ui.compare.side_words import bindings, look_of, said_of
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.first import Shown
from reirrad_gui.ui.overlay.loading import Loading
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.measuring import Measuring
from reirrad_gui.ui.overlay.pictures import Pictures
from reirrad_gui.ui.overlay.pixels import PRESETS, Window
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import Plane, Viewport
from reirrad_gui.ui.overlay.sets import doses
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import FloatArray

if TYPE_CHECKING:
    from reirrad_gui.session.jobs import Ticket

_FOLLOW_MS, _WORDS_MS = 12, 20
NO_OWN_CT = "no CT of its own here: reference CT"


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What the overlay shows."""

    display: DisplayFields
    shown: Shown
    look: Look
    point_mm: FloatArray
    pictures: Mapping[Plane, Pictures | None]


class SideBySide(QWidget):
    """An arrangement of the overlay's images (`overlay.pages.Page`): one plane, one view for every dose.

    Linked, everything that is done in one view is a wish to the overlay, which tells all of them. Unlinked, each has a
    point, a window and a part of its own.
    """

    pointed = Signal(object)
    windowed = Signal(object)
    wished = Signal(str)
    menu_wanted = Signal(QPoint)
    organ_hovered = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side by side")
        self.setAccessibleName(tr("Doses side by side"))
        self._theme = theme
        self._told: _Told | None = None
        self._plane, self._linked, self._own_ct = Plane.AXIAL, True, False
        self._names: tuple[tuple[str, int | None], ...] = ()
        self._chosen: tuple[int | None, ...] = ()
        self._enlarged: CourseView | None = None
        self._first: CourseView | None = None
        self._measuring: Measuring | None = None
        self.views: tuple[CourseView, ...] = ()
        self._points: dict[int | None, FloatArray] = {}
        self._windows: dict[int | None, Window] = {}
        self.runner = JobRunner(self)
        self._following, self._wording = self._timer(_FOLLOW_MS), self._timer(_WORDS_MS)
        self.bar, self.legend = SideBar(), SideLegend(theme)
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self.loading = Loading(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._place, 1)
        self._connect()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        return timer

    def _connect(self) -> None:
        self.bar.plane_chosen.connect(self.choose_plane)
        self.bar.linked_chosen.connect(self.link)
        self.bar.own_ct_chosen.connect(self.choose_own_ct)
        self.bar.doses_chosen.connect(self.choose_doses)
        self.bar.left.connect(self.left)
        self._following.timeout.connect(self._let_others_follow)
        self._wording.timeout.connect(self._show_words)
        self.loading.cancel_wanted.connect(self.runner.cancel)
        self.runner.progressed.connect(self.loading.show_progress)
        self.runner.finished.connect(lambda _: self._show_pictures())
        self.runner.failed.connect(lambda error: self._give_up(plainly(error, "Reading the images").sentence))
        self.runner.cancelled.connect(lambda: self._give_up(""))
        self.runner.settled.connect(self.loading.hide)

    # --- what the overlay calls ---------------------------------------------------------------------------------------

    def tell(
        self,
        display: DisplayFields | None,
        shown: Shown | None,
        look: Look,
        point_mm: FloatArray,
        pictures: Mapping[Plane, Pictures | None],
    ) -> None:
        """Show this; None: nothing."""
        before = self._told
        if display is None or shown is None or any(one is None for one in pictures.values()):
            self._told = None
            for view in self.views:
                view.plane.show_pictures(None)
            return
        self._told = now = _Told(display, shown, look, point_mm, pictures)
        names = doses([course.name for course in display.courses])
        if before is None or names != self._names:
            self._names = names
            self._points, self._windows = {}, {}
            self.choose_doses(at_first([index for _, index in names]))
        elif before.display is not display or before.pictures != pictures:
            self._show_pictures(fresh=before.pictures != pictures)
        elif (before.look, before.look.tissues) != (look, look.tissues):
            self._show_look()
        if self._linked and (before is None or not np.array_equal(before.point_mm, point_mm)):
            self._show_point(now)

    @property
    def state(self) -> Mapping[str, object]:
        """What is found again at the next start."""
        return {"plane": self._plane.name, "linked": self._linked, "own_ct": self._own_ct}

    def set_state(self, state: Mapping[str, object]) -> None:
        """As it was left; what is not given is as at first, with the doses that are shown at first."""
        plane = next((plane for plane in PLANES if plane.name == state.get("plane")), Plane.AXIAL)
        linked, own_ct = state.get("linked", True) is not False, state.get("own_ct") is True
        if own_ct != self._own_ct:
            self.choose_own_ct(own_ct)
        if plane is not self._plane:
            self.choose_plane(plane)
        if linked != self._linked:
            self.link(linked)
        first = at_first([index for _, index in self._names])
        if first != self._chosen or self._enlarged is not None:
            self.choose_doses(first)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; images stay on black."""
        self._theme = theme
        self.legend.apply_theme(theme)
        for view in self.views:
            view.plane.apply_theme(theme)
        self._show_words()

    def show_hovered(self, key: str | None) -> None:
        """Draw one structure's outline strongly in every view."""
        for view in self.views:
            view.plane.show_hovered(key)

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys, for the window's list of keys."""
        return bindings()

    # --- wishes of the user -------------------------------------------------------------------------------------------

    @Slot(object)
    def choose_plane(self, plane: Plane) -> None:
        """Another plane in all views."""
        self._plane = plane
        self._show_bar()
        self._show_pictures(fresh=True)
        self._arrange()

    @Slot(bool)
    def link(self, linked: bool) -> None:
        """Link the views to the overlay's point and window and to one part of the slice; or let each have its own."""
        self._linked = linked
        told = self._told
        self._show_bar()
        if told is None:
            return
        if linked:
            self._points, self._windows = {}, {}
            if self.views:
                self._show_part(self._view_in_hand(), self._view_in_hand().plane.viewport)
            self._show_point(told)
        else:
            self._points = {view.shown: told.point_mm for view in self.views}
            self._windows = {view.shown: told.look.window for view in self.views}
        self._show_look()

    @Slot(bool)
    def choose_own_ct(self, own: bool) -> None:
        """Each course's own CT on the same patient plane, or the reference CT everywhere."""
        self._own_ct = own
        self._show_bar()
        self._show_pictures(fresh=True)

    @Slot(object)
    def choose_doses(self, chosen: tuple[int | None, ...]) -> None:
        """These doses side by side."""
        self._chosen, self._enlarged = chosen, None
        for view in self.views:
            self._grid.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views = tuple(self._new_view(shown) for shown in chosen)
        if self._measuring is not None:
            self._measuring.deleteLater()
        self._measuring = Measuring(self.planes, self)
        if self.views:
            self.setFocusProxy(self.views[0].plane)
        self.bar.offer_doses(self._names, chosen)
        self._show_bar()
        self._show_pictures(fresh=True)
        self._arrange()
        if self._told is not None and not self._linked:
            self.link(False)

    def _new_view(self, shown: int | None) -> CourseView:
        view = CourseView(shown, self._plane, self._theme)
        plane = view.plane
        plane.pointed.connect(lambda point: self._point_at(view, point))
        plane.stepped.connect(lambda slices: self._step(view, slices))
        plane.windowed.connect(lambda window: self._choose_window(view, window))
        plane.viewed.connect(lambda viewport: self._show_part(view, viewport))
        plane.wished.connect(lambda wish: self._grant(view, wish))
        plane.menu_wanted.connect(self.menu_wanted)
        plane.organ_hovered.connect(self.organ_hovered)
        view.heading.clicked.connect(lambda: plane.setFocus(Qt.FocusReason.MouseFocusReason))
        return view

    def _grant(self, view: CourseView, wish: str) -> None:
        if wish == "side by side":
            self.left.emit()
        elif wish == "enlarge":
            self._enlarged = None if self._enlarged is view else view
            self._arrange()
            view.plane.setFocus(Qt.FocusReason.OtherFocusReason)
        elif wish == "escape" and self._measuring is not None and self._measuring.ruler is not None:
            self._measuring.stop()
        elif wish in ("reset", "escape"):
            for one in self.views if self._linked else (view,):
                one.plane.fit()
            if self._linked:
                self.wished.emit("reset")
            else:
                self._windows.pop(view.shown, None)
            self._show_look()
        elif wish.startswith("preset ") and not self._linked:
            self._choose_preset(view, int(wish.split()[1]) - 1)
        elif wish == "measure" and self._told is not None and self._measuring is not None:
            self._measuring.begin(view.plane, self._point_of(view, self._told))
        else:
            self.wished.emit(wish)

    def _choose_preset(self, view: CourseView, number: int) -> None:
        if self._told is not None and self._told.shown.is_ct:
            self._choose_window(view, PRESETS[number][1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key == Qt.Key.Key_L:
            self.link(not self._linked)
        elif key == Qt.Key.Key_A:
            self.choose_plane(PLANES[(PLANES.index(self._plane) + 1) % len(PLANES)])
        elif key == Qt.Key.Key_O:
            self.choose_own_ct(not self._own_ct)
        else:
            event.ignore()

    def _point_at(self, view: CourseView, point_mm: FloatArray) -> None:
        if self._linked:
            self._first = view
            self.pointed.emit(point_mm)
        else:
            self._points[view.shown] = point_mm
            view.plane.show_cursor(point_mm)
            self._wording.start()

    def _step(self, view: CourseView, slices: int) -> None:
        pictures = view.plane.pictures
        told = self._told
        if pictures is None or told is None:
            return
        number = min(max(view.plane.number + slices, 0), pictures.stack.depth_mm.size - 1)
        if number != view.plane.number:
            self._point_at(view, pictures.stack.on_slice(self._point_of(view, told), number))

    def _choose_window(self, view: CourseView, window: Window) -> None:
        if self._linked:
            self.windowed.emit(window)
        else:
            self._windows[view.shown] = window
            self._show_look()

    def _show_part(self, view: CourseView, viewport: Viewport) -> None:
        if self._linked:
            for other in self.views:
                if other is not view:
                    other.plane.show_part(viewport)

    def _view_in_hand(self) -> CourseView:
        return next((view for view in self.views if view.plane.hasFocus()), self.views[0])

    # --- showing ------------------------------------------------------------------------------------------------------

    def _point_of(self, view: CourseView, told: _Told) -> FloatArray:
        return told.point_mm if self._linked else self._points.get(view.shown, told.point_mm)

    def _show_point(self, told: _Told) -> None:
        """Every view to the point; the one in hand is painted before the others."""
        first, self._first = self._first, None
        for view in self.views:
            view.plane.show_cursor(told.point_mm, soon=first is not None and view is not first)
        if first is not None and not self._following.isActive():
            self._following.start()
        self._wording.start()

    @Slot()
    def _let_others_follow(self) -> None:
        for view in self.views:
            view.plane.catch_up()

    def _show_look(self) -> None:
        told = self._told
        if told is None:
            return
        for view in self.views:
            look = look_of(told.look, view.shown)
            window = look.window if self._linked else self._windows.get(view.shown, look.window)
            view.plane.show_look(replace(look, window=window), ())
        self._wording.start()

    def _show_pictures(self, *, fresh: bool = False) -> None:
        """Give every view what it draws; reads the courses' own CTs first where they are wanted."""
        told = self._told
        if told is None or self._read_own(told):
            return
        base = told.pictures[self._plane]
        for view in self.views:
            drawn = self._drawn_by(view, told, base) if base is not None else None
            if fresh or drawn is not view.plane.pictures:
                same_stack = view.plane.pictures is not None and drawn is not None
                kept = same_stack and view.plane.pictures.stack is drawn.stack  # type: ignore[union-attr]
                view.plane.show_pictures(drawn, np.eye(4) if kept else None)
            view.plane.turn_to(self._plane)
            view.plane.doses_changed()
            view.plane.show_cursor(self._point_of(view, told))
        self._show_look()

    def _drawn_by(self, view: CourseView, told: _Told, base: Pictures) -> Pictures:
        series, frame = self._own_series(view.shown, told)
        image = told.display.loaded_image(series)
        if image is None or frame is None:
            return base
        way = told.display.matrix(told.shown.frame_uid, frame)
        now = view.plane.pictures
        if isinstance(now, MappedPictures) and now.stack is base.stack and now.mapped.image is image:
            now.use(told.display)
            now.mapped.follow(way)
            return now
        return MappedPictures(base, Mapped(image, base.stack, way), told.display, told.shown.frame_uid)

    def _own_series(self, shown: int | None, told: _Told) -> tuple[str | None, str | None]:
        """(series, frame) of a course's own CT, where it is wanted and can be cut along these planes."""
        frame = None if shown is None else told.display.courses[shown].frame_uid
        wanted = self._own_ct and frame is not None and frame != told.shown.frame_uid
        if not wanted or frame is None or not told.display.registered(told.shown.frame_uid, frame):
            return None, None
        return series_in(told.display, frame), frame

    def _read_own(self, told: _Told) -> bool:
        """True while CTs that are wanted are being read."""
        series = [self._own_series(view.shown, told)[0] for view in self.views]
        missing = [uid for uid in series if uid is not None and told.display.loaded_image(uid) is None]
        if not missing:
            return False
        if not self.runner.busy:
            display = told.display

            def job(ticket: "Ticket") -> None:
                for uid in missing:
                    display.load_image(uid, ticket.step)

            self.loading.begin("Reading the courses' own images…")
            self.runner.start(job)
        return True

    def _give_up(self, sentence: str) -> None:
        self.choose_own_ct(False)
        if sentence:
            self.legend.say(sentence)

    def _ct_words(self, shown: int | None, told: _Told) -> str:
        """Whose CT is under a dose, as long as it is a matter of choice."""
        frame = None if shown is None else told.display.courses[shown].frame_uid
        if not self._own_ct or frame is None or frame == told.shown.frame_uid:
            return "reference CT" if self._own_ct else ""
        return "own CT" if self._own_series(shown, told)[0] is not None else NO_OWN_CT

    @Slot()
    def _show_words(self) -> None:
        """Headings, doses at the crosshairs, the legend that serves all."""
        told = self._told
        if told is None:
            return
        look, shown = told.look, told.shown
        reading = None
        for view in self.views:
            pictures = view.plane.pictures
            if pictures is None:
                continue
            if reading is None or not self._linked:
                point = self._point_of(view, told)
                reading = told.display.probe(point, shown.frame_uid, look.alpha_beta_gy, shown.series_uid)
            said = said_of(
                told.display, shown, look_of(look, view.shown), reading, pictures, view.plane.number,
                self._ct_words(view.shown, told),
            )  # fmt: skip
            view.heading.say(said.name, said.what, self._theme, chosen=view.shown == look.shown)
            view.plane.show_mark(said.mark)
            view.plane.show_words(said.words)
        legends = [view.plane.words.legend for view in self.views if view.plane.words.legend is not None]
        self.legend.show_legends(legends, told.look, shown.image.unit if shown.image is not None else "")

    def _show_bar(self) -> None:
        self.bar.show_choice(self._plane, linked=self._linked, own_ct=self._own_ct)

    # --- arrangement --------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """As large as they come out; the legend in a place that is left over."""
        seen = self.views if self._enlarged is None else (self._enlarged,)
        if not seen:
            return
        for view in (*self.views, self.legend):
            self._grid.removeWidget(view)
            view.setVisible(view in seen)
        size = self._place.size()
        columns = columns_for(len(seen), size.width(), size.height() - HEADING_PX * 1.5, self._aspect())
        for number, view in enumerate(seen):
            self._grid.addWidget(view, number // columns, number % columns)
        rows = -(-len(seen) // columns)
        alone, free = len(seen) == 1, len(seen) < rows * columns
        self.legend.lie_down(not free)
        if free:
            self._grid.addWidget(self.legend, rows - 1, len(seen) % columns)
        elif not alone:
            self._grid.addWidget(self.legend, rows, 0, 1, columns)
        self.legend.setVisible(not alone)
        for before, view in zip((self.bar.back, *(one.plane for one in seen)), seen, strict=False):
            QWidget.setTabOrder(before, view.plane)  # made later, they would come last of all
            view.plane.bear_legend(alone)
        for index in range(max(self._grid.columnCount(), columns)):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
        for index in range(max(self._grid.rowCount(), rows)):
            self._grid.setRowStretch(index, 1 if index < rows else 0)

    def _aspect(self) -> float:
        """Width over height of what is fitted into a view."""
        pictures = None if self._told is None else self._told.pictures[self._plane]
        if pictures is None:
            return 1.3
        left, top, right, bottom = pictures.first_bounds(0)
        return max(0.2, (right - left) / max(bottom - top, 1e-6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.loading.centre()

    @property
    def planes(self) -> tuple[PlaneView, ...]:
        """The planes of the views, from left to right."""
        return tuple(view.plane for view in self.views)
