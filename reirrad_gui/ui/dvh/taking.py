"""Taking the DVH along: table, curves and picture, each with what must be known to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QTableWidget, QWidget

from reirrad_gui.session.curves import CurveChoice
from reirrad_gui.ui.dvh.rows import OrganLines
from reirrad_gui.ui.dvh.saving import curves_csv, picture, tabbed
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.numbers.asking import meaning_under, show_meaning
from reirrad_gui.ui.numbers.words import MENU_TEXT
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.ui.dvh.plot import DvhPlot

Write = Callable[[Path], None]


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What the panel shows at this moment."""

    plot: "DvhPlot"
    theme: Theme
    drawn: tuple[OrganLines, ...]
    doses: frozenset[int | None]
    quantity: str
    choice: CurveChoice
    cells: Sequence[Sequence[str]]
    said: tuple[str, ...]


class TakeAlong(QObject):
    """The menu of what can be copied or saved; `failed` says in one sentence why a file was not written."""

    failed = Signal(str)

    def __init__(self, view: QWidget, contents: Callable[[], Contents | None]) -> None:
        """`contents` gives what `view` shows when it is asked, None while there is nothing."""
        super().__init__(view)
        self._view, self._contents = view, contents

    @Slot(object)
    def open_menu(self, where: QPoint) -> None:
        """What can be taken along, at a place on the screen."""
        if self._contents() is None:
            return
        menu = QMenu(self._view)
        menu.setObjectName("dvh menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table = self._view.findChild(QTableWidget, "dvh table")
        if table is not None and table.isVisible() and (meaning := meaning_under(table)) is not None:
            menu.addAction(tr(MENU_TEXT)).triggered.connect(lambda _=False: show_meaning(meaning, table))
            menu.addSeparator()
        menu.addAction(tr("Copy table")).triggered.connect(lambda _=False: self.copy_table())
        menu.addAction(tr("Copy how the curves were found")).triggered.connect(lambda _=False: self.copy_note())
        menu.addSeparator()
        menu.addAction(tr("Save curves as CSV…")).triggered.connect(
            lambda _=False: self._ask("curves.csv", self.save_csv)
        )
        menu.addAction(tr("Save picture…")).triggered.connect(lambda _=False: self._ask("dvh.png", self.save_picture))
        menu.popup(where)

    def copy_table(self) -> None:
        """The table to the clipboard, with what must be known to read it."""
        if (shown := self._contents()) is not None:
            QGuiApplication.clipboard().setText(tabbed(shown.cells, shown.said))

    def copy_note(self) -> None:
        """How the curves were found, to the clipboard."""
        if (shown := self._contents()) is not None:
            QGuiApplication.clipboard().setText(tr("\n".join(shown.said)))

    def save_csv(self, path: Path) -> None:
        """Every point of every drawn curve; OSError where the file cannot be written."""
        if (shown := self._contents()) is not None:
            text = curves_csv(shown.drawn, shown.doses, shown.quantity, shown.choice, shown.said)
            path.write_text(text, encoding="utf-8")

    def save_picture(self, path: Path) -> None:
        """The plot with what must be known to read it; OSError as above."""
        shown = self._contents()
        if shown is not None and not picture(shown.plot, [tr(one) for one in shown.said], shown.theme).save(
            str(path), "PNG"
        ):
            raise OSError("the picture could not be written there")

    def _ask(self, name: str, write: Write) -> None:
        dialog = QFileDialog(self._view, tr("Save"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setDefaultSuffix(name.rsplit(".", 1)[1])
        dialog.fileSelected.connect(lambda chosen: self._write(Path(chosen), write))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, write: Write) -> None:
        try:
            write(path)
        except OSError as error:
            said = f"✖ {path.name} was not written: {error.strerror or error}. Choose another folder."
            self.failed.emit(tr_of(said, path.name))
