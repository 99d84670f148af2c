"""Two courses' images on one another in three linked planes, to judge a registration by eye."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.compare.bar import ComparisonBar
from reirrad_gui.ui.compare.marks import Key
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.pair import Pair, frame_words, read_pair, why_not
from reirrad_gui.ui.compare.pictures import ComparedPictures
from reirrad_gui.ui.compare.plane import ComparisonPlane
from reirrad_gui.ui.compare.saying import STOPPED, bindings, comparison_words, link_mark
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.area import Area
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.loading import Loading
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.measuring import Measuring
from reirrad_gui.ui.overlay.pixels import PRESETS, Window, starting_window
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import stacks
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import moved

if TYPE_CHECKING:
    from reirrad_gui.session.jobs import Ticket

_FOLLOW_MS, _FINE_MS = 12, 150


class ComparisonView(QWidget):
    """The image in one frame of reference (it lies still) with the one in another laid on it by the registration.

    Everything is looked at through a `DisplayFields`: `show_display` with another one (a preview of a registration that
    is being changed) asks only for the slices on screen again. `pointed` carries the patient point, in the frame
    `to_uid`, to which the user has moved the crosshair; `escaped`: Esc, while nothing is measured.
    """

    pointed = Signal(object)
    escaped = Signal()

    def __init__(
        self, display: DisplayFields, from_uid: str, to_uid: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self.setAccessibleName(tr("Images of two courses on one another"))
        self._display, self._ends = display, (from_uid, to_uid)
        self._pair: Pair | None = None
        self._look = Look(wash=False, isodoses=False, course_lines=False)
        self._mixing = Mixing()
        self._point: FloatArray = np.zeros(3)
        self._pointed_before: FloatArray | None = None
        self.runner = JobRunner(self)
        self._following, self._refining = self._timer(_FOLLOW_MS), self._timer(_FINE_MS)
        self._flickering = QTimer(self)
        self.bar, self.area = ComparisonBar(), Area(theme, ComparisonPlane)
        self.loading, self.measuring = Loading(self.area), Measuring(self.area.planes.values(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.area, 1)
        self.setFocusProxy(self.area.large)
        self._connect()
        self._read()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        return timer

    def _connect(self) -> None:
        self.bar.mixed.connect(self.mix)
        for view in self._planes:
            view.mixed.connect(self.mix)
            view.pointed.connect(self._point_at)
            view.stepped.connect(self._step)
            view.windowed.connect(self._choose_window)
            view.wished.connect(self._grant)
            view.menu_wanted.connect(self._open_menu)
            view.organ_hovered.connect(self._hover)
        self.area.large_changed.connect(self._show_everything)
        self.area.resized.connect(self.loading.centre)
        self.loading.cancel_wanted.connect(self.runner.cancel)
        self.runner.progressed.connect(self.loading.show_progress)
        self.runner.finished.connect(self._ready)
        self.runner.failed.connect(lambda error: self._say(plainly(error, "Reading the images").sentence))
        self.runner.cancelled.connect(lambda: self._say(STOPPED))
        self.runner.settled.connect(self.loading.hide)
        self.measuring.changed.connect(self._show_words)
        self._following.timeout.connect(self._let_others_follow)
        self._refining.timeout.connect(self._refine)
        self._flickering.timeout.connect(self._flick)

    @property
    def _planes(self) -> tuple[ComparisonPlane, ...]:
        return tuple(view for view in self.area.planes.values() if isinstance(view, ComparisonPlane))

    # --- what its owner calls -----------------------------------------------------------------------------------------

    def show_display(self, display: DisplayFields) -> None:
        """Look through other registrations: coarsely at once, finely when nothing has changed for a moment."""
        if display is self._display:
            return
        self._display = display
        if self._pair is None:
            if not self.runner.busy:
                self._read()  # what kept the images apart may be gone
            return
        for pictures in self._pictures:
            pictures.other.coarse = True
            pictures.use(display)
        self._refining.start()
        self._show_everything()

    def show_link(self, display: DisplayFields, from_uid: str, to_uid: str) -> None:
        """The images of other courses: read in the background."""
        self._display, self._ends, self._pair = display, (from_uid, to_uid), None
        self._pointed_before = None
        self._read()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; images stay on black."""
        for view in self._planes:
            view.apply_theme(theme)

    def go_to(self, point_mm: FloatArray) -> None:
        """Every plane to a patient point of the reference's frame; kept for later while the images are read."""
        if np.isfinite(point_mm).all():
            self._pointed_before = np.asarray(point_mm, float)
            self._move_to(self._pointed_before)

    @property
    def point_mm(self) -> FloatArray:
        """Where the crosshair is, in the reference's frame."""
        return self._point

    @property
    def mixing(self) -> Mixing:
        """How the images are mixed."""
        return self._mixing

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys, for the window's list of keys."""
        return bindings()

    @Slot(object)
    def mix(self, mixing: Mixing) -> None:
        """Mix otherwise."""
        self._mixing = mixing
        self._run_flicker()
        self._show_everything()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        for view in self._planes:
            view.show_pictures(None)
        display, (from_uid, to_uid) = self._display, self._ends
        why = why_not(display, from_uid, to_uid)
        self._show_everything()
        if why:
            self.runner.cancel()
            self.loading.hide()
            self._say(why)
            return

        def job(ticket: "Ticket") -> Pair | None:
            return read_pair(display, from_uid, to_uid, ticket.step)

        self.loading.begin("Reading the images…")
        self.runner.start(job)

    @Slot(object)
    def _ready(self, pair: Pair | None) -> None:
        if pair is None:
            return
        self._pair = pair
        views = stacks(pair.fixed.grid)
        for view in self._planes:
            view.show_pictures(ComparedPictures(views[view.plane], pair, self._display))
        if pair.fixed.image is not None:
            self._look = replace(self._look, window=starting_window(pair.fixed.image))
        here = self._pointed_before
        self._move_to(self._middle(pair) if here is None else here)
        self._show_everything()

    def _middle(self, pair: Pair) -> FloatArray:
        """The middle of what both images show, so that there is something to compare at once."""
        corners = [pair.fixed.grid.corners()]
        back = self._display.matrix(pair.moving_frame_uid, pair.fixed.frame_uid)
        if back is not None:
            there = moved(pair.moving.grid.corners(), back)
            if np.isfinite(there).all():
                corners.append(there)
        low, high = (np.array([[c.min(axis=0), c.max(axis=0)] for c in corners])[:, i] for i in (0, 1))
        return np.asarray((low.max(axis=0) + high.min(axis=0)) / 2, np.float64)

    @property
    def _pictures(self) -> tuple[ComparedPictures, ...]:
        return tuple(view.pictures for view in self._planes if isinstance(view.pictures, ComparedPictures))

    # --- wishes of the user -------------------------------------------------------------------------------------------

    @Slot(object)
    def _choose_window(self, window: Window) -> None:
        self._adopt(replace(self._look, window=window))

    def _adopt(self, look: Look) -> None:
        self._look = look
        self._show_everything()

    @Slot(str)
    def _grant(self, wish: str) -> None:
        view = self._view_in_hand()
        if wish.startswith("preset "):
            if self._pair is not None and self._pair.fixed.is_ct:
                self._choose_window(PRESETS[int(wish.split()[1]) - 1][1])
        elif wish == "enlarge":
            self.area.enlarge(None if self.area.enlarged else view.plane)
        elif wish == "measure":
            self.measuring.begin(view, self._point)
        elif wish == "escape" and self.measuring.ruler is not None:
            self.measuring.stop()
        elif wish == "escape":
            self.escaped.emit()
        elif wish == "reset":
            self._reset()
        elif wish == "texts":
            self._adopt(replace(self._look, texts=not self._look.texts))
        elif wish == "crosshair":
            self._adopt(replace(self._look, crosshair=not self._look.crosshair))

    def _reset(self) -> None:
        for view in self._planes:
            view.fit()
        if self._pair is not None and self._pair.fixed.image is not None:
            self._choose_window(starting_window(self._pair.fixed.image))

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("comparison menu")
        for number, (name, window) in enumerate(PRESETS, start=1):
            numbers = f"{window.width:g} / {window.level:g}".replace("-", "−")
            action = menu.addAction(f"{tr(name)}  {numbers}\t{number}")
            action.triggered.connect(lambda _=False, n=number: self._grant(f"preset {n}"))
        menu.addSeparator()
        for mode, key in zip(Mode, "BCFSN", strict=True):
            action = menu.addAction(f"{tr(mode.value)}\t{key}")
            action.triggered.connect(lambda _=False, wanted=mode: self.mix(replace(self._mixing, mode=wanted)))
        menu.addSeparator()
        for text, wish in (("Enlarge, or show all three\tF11", "enlarge"), ("Measure a distance\tD", "measure"),
                           ("Reset zoom, position and window\tR", "reset")):  # fmt: skip
            menu.addAction(tr(text)).triggered.connect(lambda _=False, wanted=wish: self._grant(wanted))
        menu.popup(place)

    @Slot(object)
    def _hover(self, key: str | None) -> None:
        for view in self._planes:
            view.show_hovered(key)

    def _view_in_hand(self) -> PlaneView:
        sender = self.sender()
        if isinstance(sender, PlaneView):
            return sender
        return next((view for view in self._planes if view.hasFocus()), self.area.large)

    # --- the point ----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _point_at(self, point_mm: FloatArray) -> None:
        self._move_to(point_mm, first=self._view_in_hand())
        self.pointed.emit(self._point)

    @Slot(int)
    def _step(self, slices: int) -> None:
        view = self._view_in_hand()
        if view.pictures is None:
            return
        stack = view.pictures.stack
        number = min(max(view.number + slices, 0), stack.depth_mm.size - 1)
        if number != view.number:
            self._move_to(stack.on_slice(self._point, number), first=view)
            self.pointed.emit(self._point)

    def _move_to(self, point_mm: FloatArray, first: PlaneView | None = None) -> None:
        self._point = np.asarray(point_mm, float)
        for view in self._planes:
            view.show_cursor(self._point, soon=first is not None and view is not first)
        if first is not None and not self._following.isActive():
            self._following.start()
        self._show_words()

    @Slot()
    def _let_others_follow(self) -> None:
        for view in self._planes:
            view.catch_up()

    @Slot()
    def _refine(self) -> None:
        for pictures in self._pictures:
            pictures.other.coarse = False
        for view in self._planes:
            view.update()

    # --- flicker ------------------------------------------------------------------------------------------------------

    def _run_flicker(self) -> None:
        mixing = self._mixing
        runs = mixing.mode is Mode.FLICKER and mixing.running and self.isVisible()
        if not runs:
            self._flickering.stop()
        elif not self._flickering.isActive() or self._flickering.interval() != mixing.flicker_ms:
            self._flickering.start(mixing.flicker_ms)

    @Slot()
    def _flick(self) -> None:
        self._mixing = replace(self._mixing, other_seen=not self._mixing.other_seen)
        self._show_everything()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_flicker()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flickering.stop()

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_everything(self) -> None:
        display, (from_uid, to_uid) = self._display, self._ends
        names = frame_words(display, to_uid), frame_words(display, from_uid)
        key = Key(self._mixing, *names)
        mark = link_mark(display, from_uid, to_uid) if self._pair is not None else ""
        self.bar.show_mixing(self._mixing)
        for view in self._planes:
            view.show_look(self._look, ())
            view.show_mixing(self._mixing, key, mark, large=view is self.area.large and self._pair is not None)
        self._show_words()

    @Slot()
    def _show_words(self) -> None:
        pair, large = self._pair, self.area.large
        if pair is None:
            return
        message = why_not(self._display, *self._ends)
        for view in self._planes:
            if view is not large:
                view.show_words(Words())
        large.show_words(
            comparison_words(self._display, pair, self._look, self._mixing, self._point, message, self.measuring.ruler)
        )

    def _say(self, message: str) -> None:
        self.area.large.show_words(Words(message=message))
