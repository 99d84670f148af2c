"""The menu of the timeline: what can be done at the place that was clicked, and with the lanes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.lanes import TITLES, LaneChoice

if TYPE_CHECKING:
    from reirrad_gui.ui.timeline.widget import TimelineView


@dataclass(frozen=True, slots=True)
class Place:
    """Where the menu was asked for: the item there, its day, and the lane whose name it is on; None: not on any."""

    key: str | None = None
    day: date | None = None
    lane: Lane | None = None


MenuPart = Callable[[QMenu, Place], None]
"""Adds actions to a menu that is about to be shown."""


def timeline_menu(view: "TimelineView", place: Place) -> QMenu:
    """A menu for one place: first what others add to it, then the timeline's own."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for part in view.menu_parts:
        part(menu, place)
        menu.addSeparator()
    if place.key is not None:
        menu.addAction(tr("Zoom to it"), partial(view.zoom_to, place.key))
        menu.addAction(tr("Measure from it"), partial(view.measure_from, place.key))
    _doing(menu, view)
    _axis(menu, view)
    menu.addSeparator()
    add_lanes(menu, view, place.lane)
    return menu


def lanes_menu(view: "TimelineView", lane: Lane | None) -> QMenu:
    """What can be done with the lanes, and with one where the mouse is on its name."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_lanes(menu, view, lane)
    return menu


def _doing(menu: QMenu, view: "TimelineView") -> None:
    menu.addAction(tr("Fit everything"), view.fit)
    menu.addAction(tr("Find…"), view.open_search)
    menu.addAction(tr("Measure…"), partial(view.measure_from, None))
    listing = menu.addAction(tr("List what has no room for a label"), view.list_all_hidden)
    listing.setEnabled(any(lane.hidden_count for lane in view.scene.lanes if not lane.collapsed))
    menu.addAction(tr("Show as a table"), view.show_table)
    menu.addAction(tr("Save as a picture…"), view.ask_for_picture)
    menu.addSeparator()


def _axis(menu: QMenu, view: "TimelineView") -> None:
    """What the axis counts, and what it leaves out."""
    now = view.reference
    choices = [("Calendar dates", None), *((f"Time since {one.name}", one) for one in view.references)]
    for title, reference in choices:
        action = menu.addAction(tr(title), partial(view.set_reference, reference))
        action.setCheckable(True)
        action.setChecked(now == reference)
    action = menu.addAction(tr("Leave out long empty stretches"), partial(view.set_broken, not view.broken))
    action.setCheckable(True)
    action.setChecked(view.broken)
    action.setEnabled(view.broken or view.can_break)
    action = menu.addAction(tr("Curves to a linear scale"), partial(view.set_linear, not view.linear))
    action.setCheckable(True)
    action.setChecked(view.linear)


def add_lanes(menu: QMenu, view: "TimelineView", lane: Lane | None) -> None:
    """Which lanes are shown; moving and collapsing one."""
    choice = view.lanes
    if lane is not None:
        what = "Open" if lane in choice.collapsed else "Collapse"
        menu.addAction(tr(f"{what} {TITLES[lane]}"), partial(_set, view, choice.folded(lane)))
        menu.addAction(tr(f"Move {TITLES[lane]} up"), partial(_set, view, choice.moved(lane, -1)))
        menu.addAction(tr(f"Move {TITLES[lane]} down"), partial(_set, view, choice.moved(lane, 1)))
        menu.addSeparator()
    for each in choice.order:
        action = menu.addAction(tr(f"Show: {TITLES[each]}"), partial(_set, view, choice.toggled(each)))
        action.setCheckable(True)
        action.setChecked(each not in choice.hidden)
        action.setEnabled(each in choice.hidden or len(choice.shown) > 1)
    if choice != LaneChoice():
        menu.addSeparator()
        menu.addAction(tr("All lanes as designed"), partial(_set, view, LaneChoice()))


def _set(view: "TimelineView", choice: LaneChoice) -> None:
    view.set_lanes(choice)
