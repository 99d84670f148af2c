"""Keys and names: everything in the window can be reached and read without a mouse."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMenuBar,
    QScrollArea,
    QToolButton,
    QWidget,
)

from tests.support.windows import shown, window_of


def texts(widget, kind=QLabel):
    """Everything of one kind that can be read in a widget."""
    return [found.text() for found in widget.findChildren(kind) if found.isVisible()]


def dialog(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


@pytest.fixture
def opened(tmp_path, qtbot):
    return shown(window_of(tmp_path, qtbot), qtbot)


# Keys


def test_no_key_belongs_to_two_commands(opened):
    keys = Counter(key.toString() for action in opened.findChildren(QAction) for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(keys) > 20


def test_a_second_claim_to_a_key_is_refused(opened):
    with pytest.raises(ValueError, match="already belongs to open folder"):
        opened.actions_by_name.add("another", "&File", "Another", lambda: None, ("Ctrl+O",))


def test_every_command_stands_in_a_menu(opened):
    menus = [menu for menu in opened.findChildren(QWidget) if menu.metaObject().className() == "QMenu"]
    listed = {action.objectName() for menu in menus for action in menu.actions()}
    assert {action.objectName() for action in opened.actions()} <= listed


def test_the_question_mark_lists_every_key_that_can_be_used(opened, qtbot):
    QTest.keyClick(opened, Qt.Key.Key_Question)
    said = texts(dialog(opened, "shortcuts"))
    for action in opened.findChildren(QAction):
        for key in action.shortcuts() if action.isVisible() else ():
            native = key.toString(key.SequenceFormat.NativeText)
            assert any(native in text for text in said), native


@pytest.mark.parametrize(
    ("key", "name"),
    [("F2", "timeline"), ("F3", "overlay"), ("F4", "panel"), ("F6", "dvh"), ("F7", "derivation")],
)
def test_a_function_key_brings_each_view_forward(opened, key, name):
    QTest.keyClick(opened, getattr(Qt.Key, f"Key_{key}"))
    widget = opened.stage.widget(name)
    assert widget.isVisible()
    assert not widget.visibleRegion().isEmpty()
    assert widget.hasFocus()


def test_alt_and_a_number_select_a_course_and_alt_0_the_accumulated_dose(opened):
    QTest.keyClick(opened, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert opened.selection.course == 1
    QTest.keyClick(opened, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert opened.selection.course is None
    assert not opened.actions_by_name["course 3"].isEnabled()


def test_the_tab_key_goes_round_without_a_trap(opened):
    opened.activateWindow()
    seen = []
    for _ in range(40):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    names = {widget.objectName() for widget in seen if widget is not None}
    assert {"timeline", "overlay", "panel"} <= names
    assert any(isinstance(widget, QToolButton) for widget in seen)


def test_everything_that_takes_the_keyboard_has_a_name_for_screen_readers(opened):
    opened.show_things_to_know()
    nameless = []
    for widget in opened.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is not None and not interface.text(QAccessible.Text.Name):
                nameless.append((widget.metaObject().className(), widget.objectName()))
    assert nameless == []


def test_no_two_commands_of_a_menu_are_chosen_by_the_same_letter(opened):
    bar = opened.findChild(QMenuBar)
    for menu in (bar, *(action.menu() for action in bar.actions())):
        chosen = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions() if shown_in(action)]
        assert "" not in chosen, [action.text() for action in menu.actions()]
        assert len(set(chosen)) == len(chosen), (menu.title() if menu is not bar else "menus", chosen)


def shown_in(action):
    return action.isVisible() and not action.isSeparator()


def test_the_list_of_keys_fits_a_small_window_and_reads_in_three_columns(opened):
    opened.resize(1280, 800)
    opened.show_shortcuts()
    found = dialog(opened, "shortcuts")
    assert found.width() <= 1280 and found.height() <= 800
    area = found.findChild(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    lefts = {
        label.mapTo(found, label.rect().topLeft()).x()
        for label in found.findChildren(QLabel)
        if label.property("role") == "section"
    }
    assert len(lefts) == 3
