"""The menu of one row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.numbers.words import MENU_TEXT
from reirrad_gui.ui.panel.model import ORDERS, Column
from reirrad_gui.ui.panel.rows import Row, Suggestion


@dataclass(frozen=True, slots=True)
class RowActions:
    """What the menu's entries do."""

    explain: Callable[[], None]
    copy: Callable[[], None]
    set_alpha_beta: Callable[[], None]
    set_recovery: Callable[[], None]
    confirm: Callable[[Suggestion], None]
    ask_fractions: Callable[[], None]
    sort: Callable[[Column], None]
    show_sources: Callable[[], None]
    say_number: Callable[[], None] | None = None


def row_menu(row: Row, actions: RowActions, parent: QWidget) -> QMenu:
    """Everything that can be asked of this row; what is not possible is not listed."""
    menu = QMenu(parent)
    menu.setObjectName("row menu")
    _add(menu, "How was this computed?\tEnter", actions.explain)
    if actions.say_number is not None:
        _add(menu, MENU_TEXT, actions.say_number)
    if row.alpha_beta_gy is not None:
        _add(menu, "Set α/β…", actions.set_alpha_beta)
        _add(menu, "Recovery of this organ…", actions.set_recovery)
    for asked in row.suggestions:
        confirm = f"Confirm that “{asked.structure}” is {asked.organ}"
        _add(menu, confirm, partial(actions.confirm, asked), asked.structure, asked.organ)
    if row.unnamed:
        names = menu.addMenu(tr("It is drawn under another name"))
        for structure in row.unnamed:
            asked = Suggestion(structure, row.name)
            _add(names, f"“{structure}” is {row.name}", partial(actions.confirm, asked), structure, row.name)
    _add(menu, "Limits of every set side by side…", actions.show_sources)
    _add(menu, "Copy row\tCtrl+C", actions.copy)
    menu.addSeparator()
    _add(menu, "Tell what is left in other fractions…", actions.ask_fractions)
    order = menu.addMenu(tr("Order by"))
    for column, text in ORDERS.items():
        _add(order, text, partial(actions.sort, column))
    return menu


def _add(menu: QMenu, text: str, slot: Callable[[], None], *names: str) -> None:
    action = menu.addAction(tr_of(text, *names).replace("&", "&&"))
    action.triggered.connect(lambda: slot())  # noqa: PLW0108 - the signal brings a flag along
