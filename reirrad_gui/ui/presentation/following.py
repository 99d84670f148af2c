"""Keeps the shared screen on what the main window's views show, each text through the veil."""

from dataclasses import replace
from operator import is_
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Slot

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.veil import Veil, papers_of
from reirrad_gui.ui.dvh.rows import OrganLines, OrganRows
from reirrad_gui.ui.overlay.captions import Words as PlaneWords
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.saying import brief_marks, large_words
from reirrad_gui.ui.overlay.texts import course_lines
from reirrad_gui.ui.presentation.plane import BoardPlane
from reirrad_gui.ui.presentation.rows import Board, board_of
from reirrad_gui.ui.presentation.window import PresentationWindow, organ_beside
from reirrad_gui.ui.views import CENTRAL
from reirrad_gui.volume.grid import FloatArray

if TYPE_CHECKING:
    from reirrad_gui.dicom.deidentify import Words
    from reirrad_gui.session import Session
    from reirrad_gui.ui.window import MainWindow

SOON_MS = 15
NO_IMAGE = "No image is open."
_ORDER = (Quantity.EQD2, Quantity.BED, Quantity.PHYSICAL)


class Following(QObject):
    """Lives as long as the presentation: listens to the main window, and does there what is wished on the board."""

    def __init__(self, window: "MainWindow", board: PresentationWindow, words: "Words", at: int | None) -> None:
        super().__init__(board)
        self._window, self._board = window, board
        self._veils = self._two(words)
        self.days, self.at = True, at
        self._organs = OrganRows()
        self._made: dict[str, tuple[OrganLines, OrganLines]] = {}
        self._texts: Board | None = None
        self._texts_of: tuple[object, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.show_now)
        self._listen()

    def _listen(self) -> None:
        selection, board = self._window.selection, self._board
        for signal in (selection.course_selected, selection.organ_selected, selection.point_selected):
            signal.connect(self.show_soon)
        timeline, overlay = self._timeline, self._overlay
        if timeline is not None:
            timeline.redrawn.connect(self.show_soon)
        if overlay is not None:
            overlay.pages.told.connect(self.show_soon)
        self._window.stage.centre.currentChanged.connect(self.show_soon)
        for plane in board.planes.values():
            plane.pointed.connect(self._point)
            plane.stepped.connect(self._step)
        board.table.organ_chosen.connect(selection.select_organ)
        board.course_wanted.connect(self._choose_course)
        board.organ_moved.connect(self._move_organ)

    @property
    def _overlay(self) -> Any:
        found = self._window.stage.widget(CENTRAL)
        return found if hasattr(found, "pages") else None

    @property
    def _timeline(self) -> Any:
        found = self._window.stage.widget("timeline")
        return found if hasattr(found, "redrawn") else None

    def _two(self, words: "Words") -> tuple[Veil, Veil]:
        """With dates and without; papers that limits rest on keep their years."""
        session = self._window.session
        return Veil(words), Veil(words, days=True, papers=() if session is None else papers_of(session))

    @property
    def veil(self) -> Veil:
        """What every text passes."""
        return self._veils[0 if self.days else 1]

    def hide(self, words: "Words") -> None:
        """Other words are to be hidden from now on."""
        self._veils, self._made = self._two(words), {}
        self.show_now()

    @Slot()
    def show_soon(self) -> None:
        """Once, after everything of this turn of the event loop has been told."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def show_now(self) -> None:
        """Texts and pictures as they are now."""
        session = self._window.session
        if session is None:
            return
        board = self._board_of(session)
        chosen = self._window.selection.organ
        self._board.show_board(board, chosen)
        self._show_curves(session, board, chosen)
        self._show_images()
        self._show_scans()
        if self._timeline is not None:
            self._board.timeline.follow(self._timeline, self.veil, days=self.days)

    def _board_of(self, session: "Session") -> Board:
        """All texts beside the pictures; the same ones as long as nothing they are made of is another one."""
        made_of = (session.assessment, session.certain, session.storyboard, self.veil, self.at)
        same = len(made_of) == len(self._texts_of) and all(map(is_, made_of, self._texts_of))
        if self._texts is None or not same:
            self._texts, self._texts_of = board_of(session, self.veil, session.storyboard, self.at), made_of
        return self._texts

    def _show_curves(self, session: "Session", board: Board, chosen: str | None) -> None:
        """Of the chosen organ; of the first row where none is."""
        key = chosen or organ_beside(board, None, 0)
        found = self._organs.of(session.assessment, wanted=() if key is None else (key,), certain=session.certain)
        organ = next((one for one in found if one.key == key), None)
        if organ is not None:
            kept = self._made.get(organ.key)
            if kept is None or kept[0] is not organ:
                kept = self._made[organ.key] = (organ, self.veil.value(organ))
            organ = kept[1]
        self._board.curves.show_organ(organ, board.courses)

    def _show_images(self) -> None:
        overlay = self._overlay
        if overlay is None:
            return
        display, shown, look, point = overlay.pages.now
        lines = () if display is None or shown is None else course_lines(display, look)
        marks = self.veil.value(brief_marks(display, shown, look))
        for plane, view in self._board.planes.items():
            pictures = overlay.area.planes[plane].pictures
            if view.pictures is not pictures:
                view.show_pictures(pictures)
            view.show_look(look, self.veil.value(lines))
            view.doses_changed()
            view.show_cursor(point)
            if display is None or shown is None or pictures is None:
                view.show_words(PlaneWords(message=NO_IMAGE))
            elif plane is Plane.AXIAL:
                said = large_words(display, shown, look, point, pictures, view.number)
                view.show_words(replace(self.veil.value(said), probe=()))
            else:
                view.show_words(PlaneWords(marks=marks))

    def _show_scans(self) -> None:
        """Where bone scans are in the place of the dose; they may still be on their way from their files."""
        scans = self._window.scans
        if scans.in_front and scans.view is not None:
            scans.view.runner.settled.connect(self.show_soon, Qt.ConnectionType.UniqueConnection)
            self._board.scans.follow(scans.view.columns, self.veil, days=self.days)
        self._board.turn_to(scans=scans.in_front)

    # What is wished on the board

    @Slot(object)
    def _point(self, point_mm: FloatArray) -> None:
        overlay = self._overlay
        if overlay is not None and overlay.pages.now[1] is not None:
            x, y, z = (float(mm) for mm in np.asarray(point_mm))
            self._window.selection.select_point((x, y, z), overlay.pages.now[1].frame_uid)

    @Slot(int)
    def _step(self, slices: int) -> None:
        plane = self.sender()
        if not isinstance(plane, BoardPlane) or plane.pictures is None:
            return
        stack = plane.pictures.stack
        number = min(max(plane.number + slices, 0), stack.depth_mm.size - 1)
        self._point(stack.on_slice(self._overlay.pages.now[3], number))

    @Slot(object)
    def _choose_course(self, course: int | None) -> None:
        session = self._window.session
        if session is not None and (course is None or course < len(session.assessment.courses)):
            self._window.selection.select_course(course)

    @Slot(int)
    def _move_organ(self, by: int) -> None:
        board = self._board.board
        if board is not None:
            self._window.selection.select_organ(organ_beside(board, self._window.selection.organ, by))

    def next_quantity(self) -> None:
        """EQD2, BED, physical dose, and again."""
        overlay = self._overlay
        if overlay is not None:
            place = _ORDER.index(overlay.look.quantity)
            overlay.bar.quantity_chosen.emit(_ORDER[(place + 1) % len(_ORDER)])

    def zoom_time(self, by: float | None) -> None:
        """The timeline closer or farther; None: everything."""
        timeline = self._timeline
        if timeline is not None and by is None:
            timeline.fit()
        elif timeline is not None and by is not None:
            timeline.zoom(by)

    def switch_days(self) -> bool:
        """Time since the diagnosis instead of dates, or dates again; False where nothing can be counted from."""
        timeline = self._timeline
        if timeline is None or (self.days and not timeline.references):
            return False
        self.days, self._made = not self.days, {}
        timeline.set_reference(None if self.days else timeline.references[0])
        return True
