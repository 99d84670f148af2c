"""CHECKLIST 59, 64, 65 and 66 on the real window with every view, and on every dialog that a command opens."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenuBar,
    QTableView,
    QTableWidget,
    QWidget,
)

from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.theme import Theme
from tests.accessibility.conftest import looked_at
from tests.support.accessible import described, dialogs, name_of, walk
from tests.support.drawn_edges import LEAST, edges, inside, painted, strongest
from tests.support.drawn_texts import low_contrast

LEAST_DIALOGS = 30
PAINTED = ("patients", "history", "timeline table", "compare images", "registrations", "constraint sets", "tissues",
           "sources", "evidence", "score cord")  # fmt: skip
"""Dialogs that paint for themselves or colour their words: the others wear the palette, which `test_theme` computes."""


def by_name(asked, what):
    """What is wrong, by dialog."""
    return {name: wrong for name, seen in asked.items() if (wrong := getattr(seen, what))}


def too_faint(edges):
    """Controls that are known by less than 3 : 1."""
    return [(name, round(reached, 2)) for name, reached in edges if reached < LEAST]


# The window


def test_tab_comes_to_every_control_of_every_view_in_the_order_of_reading_and_back(window):
    wrong = {}
    for place in window.places:
        window.bring_forward(place.name)
        settle(window)
        seen = looked_at(window)
        assert len(seen.names) > 12
        wrong[place.name] = seen.nameless, seen.not_reached, seen.left, seen.order, seen.contrast, too_faint(seen.edges)
        assert len(seen.edges) > 12
    assert all(found == ([], [], [], [], [], []) for found in wrong.values()), wrong


def test_the_way_back_with_shift_and_tab_is_the_same(window):
    window.bring_forward("panel")
    settle(window)
    forward = walk(window)
    backward = [QApplication.focusWidget()]
    for _ in range(len(forward) - 1):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        backward.append(QApplication.focusWidget())
    assert set(map(described, backward)) == set(map(described, forward))


def test_the_keyboard_never_goes_to_a_pane_behind_another_one_s_tab(window):
    window.bring_forward("panel")
    settle(window)
    assert not [described(w) for w in walk(window) if w.visibleRegion().isEmpty()]


def test_what_has_the_keyboard_looks_different(window):
    window.bring_forward("dvh")
    settle(window)
    same = []
    for widget in walk(window):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        with_keyboard = widget.grab().toImage()
        widget.clearFocus()
        QApplication.processEvents()
        if widget.grab().toImage() == with_keyboard:
            same.append(described(widget))
    assert same == []


def test_side_by_side_and_bone_scans_hold_to_the_same(window):
    for command in ("side by side", "bone scans"):
        window.actions_by_name[command].trigger()
        settle(window)
        seen = looked_at(window)
        assert (seen.nameless, seen.not_reached, seen.order, seen.contrast) == ([], [], [], []), command
        assert too_faint(seen.edges) == [], command
        window.actions_by_name[command].trigger()
        settle(window)


def test_every_plot_has_a_table_of_the_same_facts(window):
    dvh, sure, line = (window.stage.widget(name) for name in ("dvh", "how sure", "timeline"))
    dvh.show_organs(frozenset(organ.key for organ in window.session.assessment.organs))
    dvh.switches.table.setChecked(True)
    settle(window)
    rows = [dvh.table.item(row, 0).text() for row in range(dvh.table.rowCount())]
    assert dvh.table.isVisibleTo(dvh)
    assert all(any(row.startswith(organ.name) for row in rows) for organ in window.session.assessment.organs)
    dvh.switches.table.setChecked(False)
    bars = sure.picture.tornado.every if sure.picture.tornado is not None else ()
    assert sure.findChild(QTableWidget, "tornado table").rowCount() == len(bars)
    for name, table in dialogs(window, ("timeline table",)):
        assert table.findChild(QTableView, "timeline rows").model().rowCount() >= len(line.items) > 10, name


def test_every_plot_and_image_says_what_it_is_to_a_screen_reader(window):
    kinds = ("DvhPlot", "TimelineView", "TornadoPicture", "PlaneView", "FrontierPlot", "ScanPicture", "ComparisonPlane")
    drawn = [w for w in window.findChildren(QWidget) if type(w).__name__ in kinds]
    assert {type(w).__name__ for w in drawn} >= {"DvhPlot", "TimelineView", "TornadoPicture", "PlaneView"}
    assert [described(w) for w in drawn if not name_of(w)] == []


# Dialogs


def test_every_dialog_is_walked_by_tab_without_a_trap_and_closed_by_esc(asked):
    assert len(asked) >= LEAST_DIALOGS
    assert by_name(asked, "not_reached") == {}
    assert by_name(asked, "left") == {}
    assert [name for name, seen in asked.items() if not seen.closes] == []


def test_what_has_the_keyboard_looks_different_in_every_dialog(asked):
    assert by_name(asked, "unmarked") == {}


def test_in_every_dialog_tab_follows_the_order_of_reading(asked):
    assert by_name(asked, "order") == {}


def test_everything_in_every_dialog_has_a_name_for_screen_readers(asked):
    assert by_name(asked, "nameless") == {}


def test_every_text_of_every_dialog_stands_out_from_its_ground(asked):
    assert by_name(asked, "contrast") == {}


def test_every_control_of_every_dialog_is_known_by_a_rim_of_3_to_1(asked):
    assert sum(len(seen.edges) for seen in asked.values()) > 150
    assert {name: faint for name, seen in asked.items() if (faint := too_faint(seen.edges))} == {}


# Commands


def test_every_command_is_in_a_menu_with_a_letter_of_its_own(window):
    bar = window.findChild(QMenuBar)
    menus = [action.menu() for action in bar.actions()]
    menus += [inner for menu in menus for action in menu.actions() if (inner := action.menu()) is not None]
    listed = {action.objectName() for menu in menus for action in menu.actions()}
    assert {action.objectName() for action in window.actions()} - listed == set()
    for menu in menus:
        texts = [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]
        letters = [QKeySequence.mnemonic(text).toString() for text in texts]
        twice = [text for text, letter in zip(texts, letters, strict=True) if letters.count(letter) > 1 or not letter]
        assert twice == [], menu.title()


def test_no_key_belongs_to_two_commands_and_one_dialog_lists_them_all(window):
    keys = {}
    for action in window.actions():
        for key in action.shortcuts():
            keys.setdefault(key.toString(), []).append(action.objectName())
    assert {key: names for key, names in keys.items() if len(names) > 1} == {}
    listed = "\n".join(binding.keys for group in window.actions_by_name.groups() for binding in group.bindings)
    native = QKeySequence.SequenceFormat.NativeText
    shown = [a for a in window.actions() if a.isVisible()]
    assert [k.toString(native) for a in shown for k in a.shortcuts() if k.toString(native) not in listed] == []


def test_the_light_theme_holds_to_the_same_contrast(window):
    window.set_theme(Theme.light())
    settle(window)
    wrong = {}
    for place in window.places:
        window.bring_forward(place.name)
        settle(window)
        wrong[place.name] = low_contrast(window) + too_faint(edges(window))
    for name, dialog in dialogs(window, PAINTED):
        for line in dialog.findChildren(QLineEdit):
            line.deselect()
        wrong[name] = low_contrast(dialog) + too_faint(edges(dialog))
    window.set_theme(Theme.dark())
    assert {name: texts for name, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize("theme", [Theme.light(), Theme.dark()], ids=lambda t: t.name)
def test_axes_of_the_history_and_their_ticks_reach_3_to_1(window, theme):
    window.set_theme(theme)
    settle(window)
    line = window.stage.widget("timeline")
    scene, (pixels, ratio) = line.scene, painted(line.viewport())
    floor, left = round(scene.axis_top), round(scene.plot.x0)
    axis = inside(pixels, ratio, QRect(left, floor, round(scene.plot.x1) - left, 1))
    assert {f"#{colour:06x}" for colour in np.unique(axis)} <= {theme.edge, theme.near, theme.text}
    ticks = [inside(pixels, ratio, QRect(round(tick.x), floor + 3, 1, 6)) for tick in scene.ticks]
    assert len(ticks) > 3 and min(strongest(tick, theme.panel) for tick in ticks) >= LEAST
