"""From the cell that somebody is on to the dialog that tells what its number is."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QMenu, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.dialog import MeaningDialog
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE, Meaning, Section
from reirrad_gui.ui.numbers.words import KEY, TITLE


def meaning_under(widget: QWidget | None) -> Meaning | None:
    """What the widget with the keyboard shows at its cursor; asks the widgets around it where it knows none itself."""
    while widget is not None:
        found = _of_cell(widget) if isinstance(widget, QAbstractItemView) else getattr(widget, "meaning", None)
        if isinstance(found, Meaning) and found:
            return found
        widget = widget.parentWidget() if not widget.isWindow() else None
    return None


def _of_cell(view: QAbstractItemView) -> Meaning | None:
    return meaning_at(view.currentIndex())


def meaning_at(index: QModelIndex | QPersistentModelIndex) -> Meaning | None:
    """What a cell keeps; None where its text is no number."""
    found = index.data(MEANING_ROLE) if index.isValid() else None
    return found if isinstance(found, Meaning) and found else None


def show_meaning(meaning: Meaning, beside: QWidget) -> QDialog:
    """The dialog over the widget's window; its formula opens in the program."""

    def open_formula(section: Section) -> None:
        from reirrad_gui.ui.help.dialog import open_help

        open_help(dialog, "formulas", section.value)

    dialog = MeaningDialog(meaning, open_formula, beside.window())
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def offer_meanings(view: QAbstractItemView) -> None:
    """A table without a menu of its own gets one: “What is this number?” on the cells that keep one."""
    _Menu(view)


class _Menu(QObject):
    """Opens the menu of a table's cell, by right click or by the menu key."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            return self._key(event) or super().eventFilter(watched, event)
        if not isinstance(event, QContextMenuEvent):
            return super().eventFilter(watched, event)
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self._view.indexAt(event.pos()) if by_mouse else self._view.currentIndex()
        if (meaning := meaning_at(index)) is None:
            return super().eventFilter(watched, event)
        place = event.pos() if by_mouse else self._view.visualRect(index).center()
        self._open(meaning, self._view.viewport().mapToGlobal(place))
        return True

    def _key(self, event: QKeyEvent) -> bool:
        """In a dialog: there the window's command has no key. True where it was that key, and a number."""
        pressed = event.type() == QEvent.Type.KeyPress and QKeySequence(event.keyCombination()) == QKeySequence(KEY)
        meaning = meaning_at(self._view.currentIndex()) if pressed else None
        if meaning is not None:
            show_meaning(meaning, self._view)
        return meaning is not None

    def _open(self, meaning: Meaning, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setObjectName("number menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"{tr(TITLE)}\t{KEY}").triggered.connect(lambda: show_meaning(meaning, self._view))
        menu.popup(place)
