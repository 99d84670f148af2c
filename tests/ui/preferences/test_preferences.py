"""Preferences: described once, kept in the person's settings, and each of them acts."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QSpinBox

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.dvh.state import DvhState
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.menus import bindings
from reirrad_gui.ui.overlay.mouse import left_drag_windows
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.wash import PALETTES
from reirrad_gui.ui.preferences.acting import follow_mouse, shelf_of
from reirrad_gui.ui.preferences.dialog import PreferencesDialog
from reirrad_gui.ui.preferences.table import (
    CONVENTIONAL_MOUSE,
    DVH,
    KEEP,
    LINES_IN,
    MOUSE,
    NAME,
    OPACITY,
    PALETTE,
    PERCENT,
    PLACE,
    PREFERENCES,
    THEME,
    Kind,
    named,
)
from reirrad_gui.ui.theme import Theme
from tests.support.windows import shown, window_of

EQD2 = LINES_IN["EQD2"]


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)


def again(settings):
    """The same settings as another start of the program reads them from the disk."""
    settings.sync()
    return QSettings(settings.fileName(), QSettings.Format.IniFormat)


@pytest.mark.parametrize("one", PREFERENCES, ids=lambda one: one.name)
def test_every_preference_is_described_and_its_default_is_what_the_program_does_without_settings(one, settings):
    assert one.title
    assert one.description.endswith(".")
    assert one.of(settings) == one.default == one.checked(one.default)


@pytest.mark.parametrize("one", PREFERENCES, ids=lambda one: one.name)
def test_what_is_chosen_is_found_again_at_the_next_start_and_reset_takes_it_back(one, settings, tmp_path):
    others = {
        Kind.CHOICE: lambda: next(value for value, _ in one.options if value != one.default),
        Kind.SWITCH: lambda: not one.default,
        Kind.NUMBER: lambda: one.least,
        Kind.TEXT: lambda: str(tmp_path / "somewhere"),
        Kind.LEVELS: lambda: "50 20.5",
    }
    wanted = others[one.kind]()
    one.put(settings, wanted)
    assert one.of(again(settings)) == wanted
    one.put(settings, one.default)
    assert one.of(again(settings)) == one.default


def test_defaults_are_those_of_the_look_of_the_images_and_of_the_curves():
    look, curves = Look(), DvhState().choice
    assert named(PALETTE).default == look.palette
    assert {value for value, _ in named(PALETTE).options} == {palette.name for palette in PALETTES}
    assert named(OPACITY).default == round(100 * look.opacity)
    assert (named(f"{DVH} cc").default, named(f"{DVH} differential").default) == (curves.in_cc, curves.differential)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (OPACITY, 400, "lies between 5 and 100 %"),
        (PALETTE, "Rainbow", "choose one of Viridis"),
        (EQD2, "60 2000", "lie between 0.1 and 1000 Gy; 2000 cannot be meant"),
        (EQD2, "60 1,200", "can be read in two ways"),
        (EQD2, "sixty", "is not a list of isodose levels"),
        (EQD2, "0 20", "must be above zero"),
        (EQD2, " ".join(map(str, range(1, 14))), "No more than 12"),
        (PERCENT, " ", "name at least one level"),
        (PERCENT, "95 0,5", "lie between 1 and 300 %"),
        (PLACE, "cases.db", "with its whole path"),
        (PLACE, "mysql://host/cases", "cannot be meant"),
        (PLACE, "postgresql://me:secret@host/cases", "Leave the password out"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(name, value, sentence, settings):
    with pytest.raises(EntryError, match=sentence):
        named(name).put(settings, value)


def test_a_damaged_settings_file_gives_the_defaults(settings):
    settings.setValue(OPACITY, "lots")
    settings.setValue(DVH, "[]")
    assert named(OPACITY).of(settings) == 45
    assert named(f"{DVH} cc").of(settings) is False


def test_the_store_is_where_the_preferences_say_and_none_where_cases_are_not_kept(settings, tmp_path):
    named(PLACE).put(settings, str(tmp_path / "cases.sqlite"))
    shelf = shelf_of(settings)
    assert shelf is not None
    assert shelf.file == tmp_path / "cases.sqlite"
    named(PLACE).put(settings, "postgresql://me@host/cases")
    server = shelf_of(settings)
    assert server is not None
    assert server.file is None
    named(KEEP).put(settings, False)
    assert shelf_of(again(settings)) is None


# The mouse


@pytest.fixture
def conventional(qapp, settings):
    named(MOUSE).put(settings, CONVENTIONAL_MOUSE)
    follow_mouse(settings)
    assert left_drag_windows()
    yield
    settings.remove(MOUSE)
    follow_mouse(settings)


def dragged(view, button):
    QTest.mousePress(view, button, pos=QPointF(50, 50).toPoint())
    QTest.mouseMove(view, QPointF(60, 60).toPoint())
    QTest.mouseMove(view, QPointF(80, 70).toPoint())
    QTest.mouseRelease(view, button, pos=QPointF(80, 70).toPoint())


def test_the_left_button_windows_where_the_conventional_mouse_is_chosen(qtbot, conventional):
    view = PlaneView(Plane.AXIAL, Theme.dark())
    qtbot.addWidget(view)
    view.resize(200, 200)
    with qtbot.waitExposed(view):
        view.show()
    with qtbot.waitSignal(view.windowed, timeout=2000):
        dragged(view, Qt.MouseButton.LeftButton)
    said = {binding.keys: binding.what for group in bindings() for binding in group.bindings}
    assert said["Left or right drag"].startswith("Window")
    assert said["Left click"].startswith("Crosshair")


def test_without_that_choice_the_left_button_never_windows(qtbot):
    view = PlaneView(Plane.AXIAL, Theme.dark())
    qtbot.addWidget(view)
    view.resize(200, 200)
    with qtbot.waitExposed(view):
        view.show()
    with qtbot.assertNotEmitted(view.windowed):
        dragged(view, Qt.MouseButton.LeftButton)


# On screen


@pytest.fixture
def dialog(settings, qtbot):
    made = PreferencesDialog(settings)
    qtbot.addWidget(made)
    return made


def test_every_preference_has_a_control_a_name_and_a_way_back(dialog):
    for one in PREFERENCES:
        assert dialog._controls[one.name].accessibleName() == one.title
        assert dialog._controls[one.name].accessibleDescription() == f"{one.description} {one.range_text}".strip()
        assert not dialog._resets[one.name].isEnabled()


def test_a_change_is_kept_told_and_taken_back_one_by_one_and_together(dialog, settings, qtbot):
    with qtbot.waitSignal(dialog.changed) as changed:
        dialog.findChild(QSpinBox, OPACITY).setValue(80)
    assert changed.args[0].key == OPACITY
    assert named(OPACITY).of(settings) == 80
    reset = dialog.findChild(QPushButton, f"reset {OPACITY}")
    assert reset.isEnabled()
    reset.click()
    assert named(OPACITY).of(settings) == 45
    palette = dialog.findChild(QComboBox, PALETTE)
    palette.activated.emit(palette.findData("Cividis"))
    dialog.findChild(QLineEdit, NAME).setText("Dr. Ion")
    dialog.findChild(QLineEdit, NAME).editingFinished.emit()
    dialog.findChild(QPushButton, "reset all").click()
    assert named(PALETTE).of(settings) == "Viridis"
    assert named(NAME).of(settings) == "Dr. Ion"


def test_a_refused_entry_says_why_and_changes_nothing(dialog, settings):
    place = dialog.findChild(QLineEdit, PLACE)
    place.setText("cases.db")
    place.editingFinished.emit()
    assert dialog.findChild(QLabel, "preferences said").text().startswith("✖ Name the store's file")
    assert named(PLACE).of(settings) == ""


def test_what_acts_later_says_when(dialog, tmp_path):
    place = dialog.findChild(QLineEdit, PLACE)
    place.setText(str(Path(tmp_path) / "cases.sqlite"))
    place.editingFinished.emit()
    assert "at the next start" in dialog.findChild(QLabel, "preferences said").text()


def test_in_the_window_theme_and_palette_follow_at_once_and_come_back_at_the_next_start(tmp_path, qtbot):
    window = shown(window_of(tmp_path, qtbot, real=("overlay",)), qtbot)
    window.actions_by_name["preferences"].trigger()
    preferences = window.findChild(QDialog, "preferences")
    for name, value in ((THEME, "light"), (PALETTE, "Conventional")):
        choice = preferences.findChild(QComboBox, name)
        choice.activated.emit(choice.findData(value))
    assert window.theme.name == "light"
    assert window.stage.widget("overlay").look.palette == "Conventional"
    QTest.keyClick(preferences, Qt.Key.Key_Escape)
    assert not preferences.isVisible()
    window.close()
    QApplication.processEvents()
    later = shown(window_of(tmp_path, qtbot, real=("overlay",)), qtbot)
    assert later.theme.name == "light"
    assert later.stage.widget("overlay").look.palette == "Conventional"
