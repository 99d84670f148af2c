"""The commands of the help menu that explain: guide, page for physicists, formulas, and what a number is."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.words import COMMAND, KEY, TITLE

NO_NUMBER = (
    "The keyboard is on no number. Choose a cell of the limits, of a table, of the courses, or the image with its "
    "probe, and ask again."
)


class Helping(QObject):
    """Owned by the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def add_to(self, actions: Actions, menu: str) -> None:
        """The commands at the end of a menu."""
        actions.add("user guide", menu, "&User guide", partial(self.show, "guide"), ("Alt+F1",))
        actions.add("what is this number", menu, COMMAND, self.say_number, (KEY,))
        actions.add("physics page", menu, "For &physicists", partial(self.show, "physics"))
        actions.add("formulas page", menu, "&Formulas", partial(self.show, "formulas"))

    def show(self, page: str) -> None:
        """The help at a page."""
        from reirrad_gui.ui.help.dialog import open_help

        open_help(self._window, page)

    def say_number(self) -> None:
        """What the number is that the keyboard is on."""
        from reirrad_gui.ui.numbers.asking import meaning_under, show_meaning

        widget = QApplication.focusWidget()
        meaning = meaning_under(widget)
        if widget is None or meaning is None:
            self._say_none()
        else:
            show_meaning(meaning, widget)

    def _say_none(self) -> None:
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, tr(TITLE), tr(NO_NUMBER), QMessageBox.StandardButton.Ok, self._window
        )
        box.setObjectName("no number")
        box.finished.connect(box.deleteLater)
        box.open()
