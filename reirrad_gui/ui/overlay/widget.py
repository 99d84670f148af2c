"""The dose overlay as one view: bar, three linked planes, reading in the background, and its part in the selection."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.area import Area
from reirrad_gui.ui.overlay.bar import Bar
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.dose_panel import DosePanel
from reirrad_gui.ui.overlay.first import (
    Opening,
    Shown,
    first_look,
    kept_window,
    place_of,
)
from reirrad_gui.ui.overlay.in_force import in_force
from reirrad_gui.ui.overlay.loading import Loading
from reirrad_gui.ui.overlay.look import FILLED, Look, Scale
from reirrad_gui.ui.overlay.measuring import Measuring
from reirrad_gui.ui.overlay.menus import bindings, images_menu
from reirrad_gui.ui.overlay.nothing import NOTHING
from reirrad_gui.ui.overlay.pages import Paged, Pages
from reirrad_gui.ui.overlay.pixels import PRESETS, Window, starting_window
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.reading import place_in, reading
from reirrad_gui.ui.overlay.saying import ONE_SLICE, Said, brief_marks, listed_structures
from reirrad_gui.ui.overlay.sets import doses, with_next_second
from reirrad_gui.ui.overlay.structure_list import StructureList
from reirrad_gui.ui.overlay.texts import course_lines
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import moved

if TYPE_CHECKING:
    from reirrad_gui.session import Session

STOPPED = "Reading the image was stopped. Choose it again under “Window”."
_FOLLOW_MS, _PROBE_MS, _AHEAD_MS = 12, 15, 25
"""Turning the wheel does not wait for the other planes and the probe; after them the next slice is made ready."""


class OverlayView(Paged):
    """Three linked planes of one image with the doses on them. One patient point links everything.

    Doses and figures come from `session.display`; a change of α/β goes back as an edit of the session; which course,
    organ or point is looked at is shared through the selection.
    """

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overlay")
        self.setAccessibleName(tr("Dose on the image"))
        self._selection, self._theme = selection, theme
        self._session: Session | None = None
        self._display: DisplayFields | None = None
        self._shown: Shown | None = None
        self._look, self._said = Look(), Said()
        self._point: FloatArray = np.zeros(3)
        self.runner, self._searcher = JobRunner(self), JobRunner(self)
        self._following, self._probing, self._ahead = (self._timer(ms) for ms in (_FOLLOW_MS, _PROBE_MS, _AHEAD_MS))
        self._next: tuple[PlaneView, int] | None = None
        self.bar, self.area = Bar(), Area(theme)
        self.dose_panel, self.structure_list = DosePanel(self.bar.dose), StructureList(self.bar.structures)
        self.pages = Pages(self.area)
        self.loading, self.measuring = Loading(self.pages), Measuring(self.area.planes.values(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        self._connect_controls()
        self._connect_work()
        self.setFocusProxy(self.area.large)
        self.apply_theme(theme)
        self._show_everything()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        return timer

    def _connect_controls(self) -> None:
        self.bar.shown_chosen.connect(self._selection.select_course)
        self.bar.quantity_chosen.connect(self._choose_quantity)
        self.bar.alpha_beta_chosen.connect(self._choose_alpha_beta)
        self.bar.image.clicked.connect(self._drop_menu)
        self.dose_panel.changed.connect(self._adopt)
        self.dose_panel.round_scale_wanted.connect(self._round_scale)
        self.structure_list.hidden_changed.connect(lambda keys: self._adopt(replace(self._look, hidden=keys)))
        self.structure_list.solo_changed.connect(lambda key: self._adopt(replace(self._look, solo=key)))
        self.structure_list.chosen.connect(self._selection.select_organ)
        self.structure_list.hovered.connect(self._selection.hover_organ)
        self.structure_list.fill_changed.connect(lambda keys, opacity: self._adopt(self._look.with_fill(keys, opacity)))
        self.structure_list.width_changed.connect(lambda px: self._adopt(replace(self._look, outline_px=px)))
        for view in self._places:
            view.pointed.connect(self._point_at)
            view.stepped.connect(self._step)
            view.windowed.connect(self._choose_window)
            view.wished.connect(self._grant)
            view.menu_wanted.connect(self._open_menu)
            view.organ_hovered.connect(self._selection.hover_organ)

    def _connect_work(self) -> None:
        self.area.large_changed.connect(self._show_words)
        self.area.resized.connect(self.loading.centre)
        self.pages.turned.connect(self._show_everything)
        self.pages.turned.connect(lambda: self.setFocusProxy(self.pages.front))
        self.loading.cancel_wanted.connect(self.runner.cancel)
        self.runner.progressed.connect(self.loading.show_progress)
        self.runner.finished.connect(self._loaded)
        self.runner.failed.connect(self._not_loaded)
        self.runner.cancelled.connect(lambda: self._say(STOPPED))
        self.runner.settled.connect(self.loading.hide)
        self._searcher.finished.connect(lambda _: self._show_everything())
        self._following.timeout.connect(self._let_others_follow)
        self._probing.timeout.connect(self._probe)
        self.measuring.changed.connect(self._probing.start)
        self._ahead.timeout.connect(self._look_ahead)
        self._selection.course_selected.connect(self._course_selected)
        self._selection.organ_selected.connect(self._organ_selected)
        self._selection.point_selected.connect(self._point_selected)
        self._selection.organ_hovered.connect(self._organ_hovered)

    @property
    def _places(self) -> tuple[PlaneView | Pages, ...]:
        return (*self.area.planes.values(), self.pages)

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys and gestures, for the window's list of keys."""
        return (*bindings(), *self.pages.bindings)

    # --- what the window calls ----------------------------------------------------------------------------------------

    def show_session(self, session: "Session | None") -> None:
        """Show another case (None: none): its planning image is read in the background."""
        self.runner.cancel()
        self._searcher.cancel()
        self._session = session
        self._display = None if session is None else session.display
        self._shown = None
        self.measuring.stop()
        self._look = self._look.for_another_case()
        for view in self.area.planes.values():
            view.show_pictures(None)
        self._say("")
        self.pages.nothing.tell(None)
        if session is not None and self._display is not None:
            self.bar.offer_courses(self._names())
            self._load(self._display.default_series_uid)
        self._show_everything()

    def refresh(self) -> None:
        """The session's settings have changed: ask for its doses again; slice, window and scale stay."""
        if self._session is None or self._display is None:
            return
        if self._session.display is not self._display:
            self._display = self._session.display
            for view in self.area.planes.values():
                if view.pictures is not None:
                    view.pictures.use(self._display)
                    view.doses_changed(soon=view is not self.area.large)
            if not self._display.highest_found and self._shown is not None:
                display = self._display
                self._searcher.start(lambda ticket: display.find_highest(ticket.step))
        self._show_everything(large_first=True)

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours; images stay on black."""
        self._theme = theme
        for view in self._places:
            view.apply_theme(theme)
        self._list_structures()

    @property
    def look(self) -> Look:
        """The view settings in force."""
        return self._look

    @property
    def point_mm(self) -> FloatArray:
        """The patient point that links the planes, in the image's frame."""
        return self._point

    @property
    def words(self) -> Words:
        """What the large plane says."""
        return self.area.large.words

    # --- reading ------------------------------------------------------------------------------------------------------

    def choose_series(self, series_uid: str | None) -> None:
        """Show another image; the old one stays until the new one has been read."""
        self._load(series_uid)

    def _load(self, series_uid: str | None) -> None:
        display = self._display
        if display is None:
            return
        course = 0 if len(display.courses) == 1 else self._selection.course
        look = in_force(self._look, course, self._session)
        self.loading.begin("Reading the image…" if series_uid else "Looking at the dose…")
        self.runner.start(reading(display, series_uid, look, self._shown))

    @Slot(object)
    def _loaded(self, ready: Opening | None) -> None:
        display = self._display
        if display is None:
            return
        if ready is None:
            self._say(NOTHING)
            self.pages.nothing.tell(self._session)
            return
        before, shown = self._shown, ready.shown
        self._shown = shown
        way = None if before is None else display.matrix(before.frame_uid, shown.frame_uid)
        for plane, view in self.area.planes.items():
            pictures = ready.pictures[plane]
            pictures.use(display)  # an edit may have come in between
            view.show_pictures(pictures, way)
        window = kept_window(self._look, before, shown)
        alpha_beta_gy = self._alpha_beta()
        self._look = first_look(self._look, display, shown, alpha_beta_gy, new_case=before is None, window=window)
        self._list_structures()
        self.measuring.stop()
        here = place_in(shown, way, self._point, self._look, display, alpha_beta_gy)
        self._move_to(here, tell=False)
        self._show_everything()

    @Slot(object)
    def _not_loaded(self, error: BaseException) -> None:
        self._say(plainly(error, "Reading the image").sentence)

    # --- wishes of the user -------------------------------------------------------------------------------------------

    @Slot(object)
    def _adopt(self, look: Look) -> None:
        self._look = look
        self._show_everything()

    @Slot(object)
    def _choose_quantity(self, quantity: Quantity) -> None:
        self._adopt(replace(self._look, quantity=quantity))

    @Slot(float)
    def _choose_alpha_beta(self, alpha_beta_gy: float) -> None:
        session = self._session
        if session is None or alpha_beta_gy == session.settings.display_alpha_beta_gy:
            return
        session.do(
            f"Set α/β of the images to {alpha_beta_gy:g} Gy",
            lambda settings: replace(settings, display_alpha_beta_gy=alpha_beta_gy),
        )
        self.refresh()

    @Slot(object)
    def _choose_window(self, window: Window) -> None:
        self._adopt(replace(self._look, window=window))

    @Slot()
    def _round_scale(self) -> None:
        display = self._display
        if display is None:
            return
        largest = display.max_gy(self._look.shown, self._look.quantity, self._look.alpha_beta_gy)
        self._adopt(self._look.with_scale(Scale.reaching(largest)))

    @Slot(str)
    def _grant(self, wish: str) -> None:
        """A command of a plane, from its keys or the menu."""
        view = self._view_with_keyboard()
        look = self._look
        if wish.startswith("preset "):
            if self._shown is not None and self._shown.is_ct:
                self._choose_window(PRESETS[int(wish.split()[1]) - 1][1])
            return
        deeds: dict[str, Callable[[], None]] = {
            "enlarge": lambda: self.area.enlarge(None if self.area.enlarged else view.plane),
            "reset": self._reset,
            "escape": self._reset if self.measuring.ruler is None else self.measuring.stop,
            "measure": lambda: self.measuring.begin(view, self._point),
            "second": lambda: self._adopt(with_next_second(look, self._names())),
            "fill": self._switch_fill,
            "dose panel": self.dose_panel.drop,
            "structures": self.structure_list.drop,
            "maximum": self._go_to_maximum,
            "wash": lambda: self._adopt(replace(look, wash=not look.wash)),
            "isodoses": lambda: self._adopt(replace(look, isodoses=not look.isodoses)),
            "texts": lambda: self._adopt(replace(look, texts=not look.texts)),
            "crosshair": lambda: self._adopt(replace(look, crosshair=not look.crosshair)),
            "side by side": self.pages.switch,
        }
        deeds[wish]()

    def _view_with_keyboard(self) -> PlaneView:
        sender = self.sender()
        if isinstance(sender, PlaneView):
            return sender
        return next((view for view in self.area.planes.values() if view.hasFocus()), self.area.large)

    def _reset(self) -> None:
        for view in self.area.planes.values():
            view.fit()
        if self._shown is not None and self._shown.image is not None:
            self._choose_window(starting_window(self._shown.image))

    def _go_to_maximum(self) -> None:
        display, shown, look = self._display, self._shown, self._look
        if display is None or shown is None:
            return
        hottest = display.hottest(look.shown, look.quantity, look.alpha_beta_gy, shown.frame_uid)
        if hottest is not None:
            self._move_to(np.array(hottest[0]))

    def _names(self) -> tuple[str, ...]:
        return () if self._display is None else tuple(course.name for course in self._display.courses)

    def _switch_fill(self) -> None:
        filled = any(self._look.fills.values())
        self._adopt(self._look.with_fill(self.structure_list.keys, 0.0 if filled else FILLED))

    @Slot()
    def _drop_menu(self) -> None:
        self._open_menu(self.bar.image.mapToGlobal(QPoint(0, self.bar.image.height() + 2)))

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(place)

    def menu(self) -> QMenu:
        """The menu of the images as it is now."""
        series = self._display.images if self._display else ()
        uid, ct = (self._shown.series_uid, self._shown.is_ct) if self._shown else (None, False)
        return images_menu(self, self._grant, series, uid, self.choose_series, ct, self.words.meaning)

    # --- the point and the selection ----------------------------------------------------------------------------------

    @Slot(object)
    def _point_at(self, point_mm: FloatArray) -> None:
        self._move_to(point_mm, first=self._view_with_keyboard())

    @Slot(int)
    def _step(self, slices: int) -> None:
        view = self._view_with_keyboard()
        if view.pictures is None:
            return
        stack = view.pictures.stack
        number = min(max(view.number + slices, 0), stack.depth_mm.size - 1)
        if number != view.number:
            self._move_to(stack.on_slice(self._point, number), first=view)
            self._next = (view, number + (1 if slices > 0 else -1))
            self._ahead.start()

    @Slot()
    def _look_ahead(self) -> None:
        """Make the next slice in the same direction ready: turning on finds it made."""
        if self._next is not None:
            view, number = self._next
            view.prepare(number)

    def _move_to(self, point_mm: FloatArray, first: PlaneView | None = None, *, tell: bool = True) -> None:
        """Every plane to one patient point; the one in hand, if any, is painted before the others."""
        self._point = np.asarray(point_mm, float)
        for view in self.area.planes.values():
            view.show_cursor(self._point, soon=first is not None and view is not first)
        if first is not None and not self._following.isActive():
            self._following.start(_FOLLOW_MS)
        self._probing.start()
        self.pages.tell(self._display, self._shown, self._look, self._point)
        if tell and self._shown is not None:
            x, y, z = (float(mm) for mm in self._point)
            self._selection.select_point((x, y, z), self._shown.frame_uid)

    @Slot()
    def _let_others_follow(self) -> None:
        for view in self.area.planes.values():
            view.catch_up()

    @Slot(object, str)
    def _point_selected(self, point_mm: tuple[float, float, float], frame_uid: str) -> None:
        if self._shown is None or self._display is None:
            return
        way = self._display.matrix(frame_uid, self._shown.frame_uid)
        if way is not None:
            there = moved(np.array(point_mm), way)
            if not np.array_equal(there, self._point):
                self._move_to(there, tell=False)

    @Slot(object)
    def _course_selected(self, _: int | None) -> None:
        self._show_everything()

    @Slot(object)
    def _organ_selected(self, key: str | None) -> None:
        """Outline it strongly and go to where its dose is highest, or to its middle."""
        self._look = replace(self._look, chosen=key, solo=key if self._look.solo is not None else None)
        self.structure_list.show_chosen(key)
        session, display, shown = self._session, self._display, self._shown
        place = None
        if key is not None and session is not None and display is not None and shown is not None:
            place = place_of(key, session.assessment, display, shown)
        if place is not None:
            self._move_to(place, tell=False)
        self._show_everything()

    @Slot(object)
    def _organ_hovered(self, key: str | None) -> None:
        for view in self._places:
            view.show_hovered(key)
        self.structure_list.show_hovered(key)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _alpha_beta(self) -> float:
        return self._session.settings.display_alpha_beta_gy if self._session is not None else self._look.alpha_beta_gy

    def _show_everything(self, *, large_first: bool = False) -> None:
        """Bring everything to the present look, session and selection; small planes at once or after the large one."""
        display = self._display
        course = self._selection.course
        if display is not None and len(display.courses) == 1:
            course = 0
        self._look = look = in_force(self._look, course, self._session)
        references = display.references(look.quantity, look.alpha_beta_gy) if display is not None else ()
        if look.quantity in look.scales:
            self._look = look = look.with_scale(look.scale.under(references))
        self.setEnabled(display is not None)
        self.bar.show_choice(look.shown, look.quantity, look.alpha_beta_gy)
        self.dose_panel.show_look(look, references, doses(self._names()))
        self.structure_list.show_drawing(look.fills, look.outline_px)
        self.bar.show_drawing(f"Wash {look.opacity:.0%}" if look.wash else "Wash off", look.window.text)
        lines = () if display is None or self._shown is None else course_lines(display, look)
        for view in self.area.planes.values():
            view.show_look(look, lines, soon=large_first and view is not self.area.large)
        if large_first and not self._following.isActive():
            self._following.start(0)  # in the next turn of the event loop, when the large one has been painted
        self.pages.tell(display, self._shown, look, self._point)
        self._show_words()

    @Slot()
    def _probe(self) -> None:
        """Read what is at the point now, unless nobody sees it: then when the images are seen again."""
        if self.isVisible():
            self._show_words()

    @Slot()
    def _show_words(self) -> None:
        """Probe and legend on the large plane; why something is not drawn."""
        display, shown, look, large = self._display, self._shown, self._look, self.area.large
        marks = brief_marks(display, shown, look)
        for view in self.area.planes.values():
            flat = view.pictures is not None and view.pictures.stack.flat
            if view is not large:
                view.show_words(Words(message=ONE_SLICE if flat else "", marks=marks))
        if display is None or shown is None or large.pictures is None:
            return
        pictures, ruler = large.pictures, self.measuring.ruler
        large.show_words(self._said.of(display, shown, look, self._point, pictures, large.number, ruler))

    def _say(self, message: str) -> None:
        self.area.large.show_words(Words(message=message))

    def _list_structures(self) -> None:
        display, shown = self._display, self._shown
        listed = [] if display is None or shown is None else listed_structures(display, shown, self._theme.panel)
        self.structure_list.show_structures(listed, self._look.hidden, self._look.chosen)
        self.bar.structures.setEnabled(bool(listed))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._probing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.dose_panel.hide()
        self.structure_list.hide()
