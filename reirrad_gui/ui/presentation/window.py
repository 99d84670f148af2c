"""The window for the shared screen: history above, dose left, verdicts right, in large type and without identity."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.intended_use import SHORT
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.presentation.curves import BoardCurves
from reirrad_gui.ui.presentation.header import BoardHeader
from reirrad_gui.ui.presentation.keys import KeysDialog
from reirrad_gui.ui.presentation.plane import BoardPlane
from reirrad_gui.ui.presentation.rows import TITLE, Board, table_text
from reirrad_gui.ui.presentation.scale import BOARD_PX, enlarged, type_px
from reirrad_gui.ui.presentation.scans import BoardScans
from reirrad_gui.ui.presentation.table import BoardTable
from reirrad_gui.ui.presentation.timeline import BoardTimeline
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import palette, style_sheet
from reirrad_gui.ui.theme import Theme, readable_on

HIDING = "Identity is being hidden…"
THREE_PLANES_FROM_PX = 1500
TIMELINE_SHARE, LEFT_SHARE, TABLE_SHARE = 0.33, 0.55, 0.66


class _Part(Protocol):
    """Something that draws for itself."""

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""


class PresentationWindow(QMainWindow):
    """Shows a `Board` and pictures; what somebody wants to see comes out as signals.

    `left`: it is over. `stepped`: so many steps of the storyboard. `wished`: a named command ("quantity", "dates",
    "fit", "closer", "farther", "theme"). `course_wanted`, `organ_moved`: by number, by so many.
    """

    left = Signal()
    stepped = Signal(int)
    wished = Signal(str)
    course_wanted = Signal(object)
    organ_moved = Signal(int)

    def __init__(self, selection: Selection, theme: Theme) -> None:
        super().__init__(None)
        self.setObjectName("presentation")
        self.setWindowTitle(tr(TITLE))
        self.theme, self.pixels = theme, 0
        self._board: Board | None = None
        self._coloured: Theme | None = None
        self._sheet_of: object = None
        self.header = BoardHeader()
        self.timeline = BoardTimeline(selection, theme)
        self.planes = {plane: BoardPlane(plane, theme) for plane in Plane}
        self.table, self.curves, self.scans = BoardTable(theme), BoardCurves(theme), BoardScans()
        self._counts, self._below, self._footer = QLabel(), ElidedLabel("", least=100), ElidedLabel("", least=100)
        self._pages = QStackedWidget()
        hiding = QLabel(tr(HIDING))
        hiding.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(hiding)
        self._pages.addWidget(self._everything())
        self.setCentralWidget(self._pages)
        self.header.left.connect(self.left)
        self.header.keys_wanted.connect(self.show_keys)
        self._add_actions()
        self.setMinimumSize(960, 600)
        self.resize(1440, 900)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.timeout.connect(self._fit_type)
        self._fit_type()

    def _everything(self) -> QWidget:
        self._side = QWidget()
        beside = QVBoxLayout(self._side)
        for plane in (Plane.SAGITTAL, Plane.CORONAL):
            beside.addWidget(self.planes[plane])
        images = QWidget()
        left = QHBoxLayout(images)
        left.addWidget(self.planes[Plane.AXIAL], 70)
        left.addWidget(self._side, 30)
        verdicts = QWidget()
        right = QVBoxLayout(verdicts)
        for layout in (beside, left, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(2)
        self._counts.setObjectName("counts")
        self._counts.setTextFormat(Qt.TextFormat.RichText)
        self._counts.setContentsMargins(8, 4, 8, 4)
        self._counts.setWordWrap(True)
        self._below.setObjectName("below")
        self._below.setProperty("role", "muted")
        self._below.setContentsMargins(8, 0, 8, 0)
        self._footer.setObjectName("board footer")
        self._footer.setContentsMargins(12, 2, 12, 2)
        right.addWidget(self._counts)
        right.addWidget(self.table, round(100 * TABLE_SHARE))
        right.addWidget(self._below)
        right.addWidget(self.curves, round(100 * (1 - TABLE_SHARE)))
        self._left = QStackedWidget()
        for page in (images, self.scans):
            self._left.addWidget(page)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for part in (self._left, verdicts):
            self._split.addWidget(part)
        self._whole = QSplitter(Qt.Orientation.Vertical)
        for part in (self.timeline, self._split):
            self._whole.addWidget(part)
        for splitter in (self._split, self._whole):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(2)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._whole, 1)
        column.addWidget(self._footer)
        return whole

    def _add_actions(self) -> None:
        """Keys of the whole window: they come before what has the keyboard, so a clicker always steps."""
        wish: dict[str, Callable[[], object]] = {
            "F9": self.left.emit, "Esc": self.left.emit, "Shift+F9": self.left.emit,
            "PgDown": lambda: self.stepped.emit(1), "PgUp": lambda: self.stepped.emit(-1),
            "Ctrl+Down": lambda: self.organ_moved.emit(1), "Ctrl+Up": lambda: self.organ_moved.emit(-1),
            "Q": lambda: self.wished.emit("quantity"), "T": lambda: self.wished.emit("dates"),
            "F": lambda: self.wished.emit("fit"), "L": lambda: self.wished.emit("theme"),
            "+": lambda: self.wished.emit("closer"), "=": lambda: self.wished.emit("closer"),
            "-": lambda: self.wished.emit("farther"), "Ctrl+C": self.copy_table, "Ctrl+Shift+C": self.copy_picture,
            "F11": self.fill_screen, "?": self.show_keys, "F1": self.show_keys,
        }  # fmt: skip
        for number in range(10):
            wish[str(number)] = partial(self.course_wanted.emit, number - 1 if number else None)
        for key, slot in wish.items():
            action = QAction(key, self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda *_, do=slot: do())
            self.addAction(action)

    # What is shown

    def show_board(self, board: Board, chosen: str | None) -> None:
        """All texts, where they or the colours are others; the pictures are told separately."""
        self._pages.setCurrentIndex(1)
        if board is not self._board or self.theme is not self._coloured:
            self._board, self._coloured = board, self.theme
            self._tell(board)
        self.table.show_board(board, chosen)

    def _tell(self, board: Board) -> None:
        self.header.show_board(board)
        words = "&nbsp;&nbsp; ".join(
            f"<span style='color:{self.theme.status(standing.word)}'><b>{standing.symbol}</b> {tr(text)}</span>"
            for standing, text in board.counts
        )
        self._counts.setText(f"<b>{tr('Cumulative EQD2')}</b>&nbsp;&nbsp; {words}")
        self._below.setText(" · ".join(tr(part) for part in (board.undrawn, *board.footnotes) if part))
        self._below.setVisible(bool(self._below.text()))
        self._footer.setText(" · ".join(map(tr, (SHORT, *board.footer))))

    def turn_to(self, *, scans: bool) -> None:
        """Bone scans in the place of the dose, or the dose again."""
        self._left.setCurrentIndex(1 if scans else 0)

    @property
    def board(self) -> Board | None:
        """The texts shown."""
        return self._board

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours; those of the main window stay."""
        self.theme = theme
        self._dress()
        for part in self._parts():
            part.apply_theme(theme)
        if self._board is not None:
            self.show_board(self._board, None)

    def _parts(self) -> "Iterator[_Part]":
        """Everything that draws for itself."""
        yield from (self.timeline, self.table, self.curves, self.scans)
        yield from self.planes.values()

    def _dress(self) -> None:
        made_of = (self.theme.name, self.pixels)
        if made_of != self._sheet_of:
            self._sheet_of = made_of
            theme = self.theme
            extra = (
                f"QMainWindow#presentation {{ background: {theme.panel}; }}"
                f"QLabel {{ color: {theme.text}; }} QLabel#below {{ color: {theme.muted}; }}"
                f"QLabel#chip {{ background: {theme.near}; color: {readable_on(theme.near)}; padding: 0 8px; }}"
                f"QLabel#outdated {{ color: {theme.near}; font-weight: 600; }}"
            )
            self.setPalette(palette(theme))
            self.setStyleSheet(enlarged(style_sheet(theme), self.pixels) + extra)

    def _fit_type(self) -> None:
        """Type as large as the window allows, and the design's shares of it."""
        pixels = type_px(self.width(), self.height())
        if pixels != self.pixels:
            self.pixels = pixels
            self._dress()
            for part in self._parts():
                part.show_type(pixels)
        self._side.setVisible(self.width() >= THREE_PLANES_FROM_PX * max(1.0, pixels / BOARD_PX))
        width, height = self._split.width(), self._whole.height()
        top = round(height * TIMELINE_SHARE)
        self._whole.setSizes([top, height - top])
        self._split.setSizes([round(width * LEFT_SHARE), width - round(width * LEFT_SHARE)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.left.emit()

    # What it does by itself

    def copy_table(self) -> None:
        """The table to the clipboard, as it is on screen: without identity."""
        if self._board is not None:
            QGuiApplication.clipboard().setText(table_text(self._board, tr))

    def copy_picture(self) -> None:
        """The picture of this window to the clipboard: no name, no path, nothing but pixels."""
        picture: QPixmap = self.grab()
        QGuiApplication.clipboard().setPixmap(picture)

    def fill_screen(self) -> None:
        """Fill the screen, or stop."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_keys(self) -> None:
        """List the keys."""
        dialog = KeysDialog(self.theme, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def organ_beside(board: Board, chosen: str | None, by: int) -> str | None:
    """The organ so many rows on; the first one where none is chosen."""
    keys: Sequence[str] = [row.key for row in board.rows if row.key is not None]
    if not keys:
        return None
    if chosen not in keys:
        return keys[0]
    return keys[min(max(keys.index(chosen) + by, 0), len(keys) - 1)]
