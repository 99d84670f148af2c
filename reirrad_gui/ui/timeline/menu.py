"""The menu that shows, hides and moves lanes."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.timeline.lanes import TITLES, LaneChoice

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.widget import TimelineView


def lanes_menu(view: "TimelineView", lane: Lane | None) -> QMenu:
    """A menu for the whole timeline, and for one lane where the mouse is on its name."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Fit everything", view.fit)
    menu.addAction("Show as a table", view.show_table)
    menu.addSeparator()
    choice = view.lanes
    for each in choice.order:
        action = menu.addAction(f"Show: {TITLES[each]}", partial(_set, view, choice.toggled(each)))
        action.setCheckable(True)
        action.setChecked(each not in choice.hidden)
        action.setEnabled(each in choice.hidden or len(choice.shown) > 1)
    if lane is not None:
        menu.addSeparator()
        menu.addAction(f"Move {TITLES[lane]} up", partial(_set, view, choice.moved(lane, -1)))
        menu.addAction(f"Move {TITLES[lane]} down", partial(_set, view, choice.moved(lane, 1)))
    if choice != LaneChoice():
        menu.addSeparator()
        menu.addAction("All lanes as designed", partial(_set, view, LaneChoice()))
    return menu


def _set(view: "TimelineView", choice: LaneChoice) -> None:
    view.set_lanes(choice)
