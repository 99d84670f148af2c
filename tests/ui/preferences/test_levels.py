"""Isodose levels that a person prefers: cases begin with them, and levels chosen for a case stay those of that case."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QLineEdit

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.ui.overlay.look import GY
from reirrad_gui.ui.overlay.widget import OverlayView
from reirrad_gui.ui.preferences.acting import act, look_as_preferred
from reirrad_gui.ui.preferences.dialog import PreferencesDialog
from reirrad_gui.ui.preferences.table import IN_GY, LINES_ARE, LINES_IN, OF_LAST, PERCENT, named
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support import overlay_case as case

IN_EQD2, IN_PHYSICAL = named(LINES_IN["EQD2"]), named(LINES_IN["PHYSICAL"])


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def opened(qtbot, settings):
    """The images of a case, opened by a person with these settings, in as much of a window as preferences act on."""
    view = OverlayView(Selection(), Theme.dark())
    qtbot.addWidget(view)
    window = SimpleNamespace(settings=settings, stage=SimpleNamespace(widget=lambda _: view), view=view)

    def open_case(display=None):
        look_as_preferred(window)
        with qtbot.waitSignal(view.runner.settled, timeout=10_000):
            view.show_session(case.SessionOf(display))
        return window

    yield open_case
    view.runner.close()


def prefer(window, preference, value):
    preference.put(window.settings, value)
    act(window, preference)


def test_a_case_begins_with_the_levels_preferred_for_each_quantity(opened, settings):
    IN_EQD2.put(settings, "20; 45,5 30")
    IN_PHYSICAL.put(settings, "40 10")
    scales = opened().view.look.scales
    assert scales[Quantity.EQD2].levels == (45.5, 30.0, 20.0)
    assert scales[Quantity.PHYSICAL].levels == (40.0, 10.0)
    assert scales[Quantity.BED].levels == tuple(sorted(scales[Quantity.BED].levels, reverse=True))
    assert scales[Quantity.BED].levels[0] <= scales[Quantity.BED].top_gy


def test_levels_in_percent_are_of_the_named_prescription_and_the_legend_says_so(opened, settings):
    named(LINES_ARE).put(settings, OF_LAST)
    named(PERCENT).put(settings, "95 50")
    view = opened().view
    scale = view.look.scale
    assert scale.reference == "prescription of course 2"
    assert scale.reference_gy == pytest.approx(28.0)  # 20 Gy in 5: 20 (4 + 3) / (2 + 3)
    assert scale.levels_gy == pytest.approx((26.6, 14.0))
    assert "100 % = 28.0 EQD2₃, prescription of course 2" in view.words.legend.words


def test_where_that_prescription_is_not_known_levels_are_in_gy(opened, settings):
    named(LINES_ARE).put(settings, OF_LAST)
    IN_EQD2.put(settings, "45 20")
    first, second = case.two_courses()
    unknown = case.course(2, second.phases[0].field, 5, case.FRAME_2, prescribed_gy=None)
    scale = opened(case.display((first, unknown))).view.look.scale
    assert (scale.reference, scale.levels) == (GY, (45.0, 20.0))


def test_an_open_case_follows_unless_its_levels_were_chosen_for_it(opened):
    window = opened()
    view = window.view
    top = view.look.scale.top_gy
    prefer(window, IN_EQD2, "33 11")
    assert view.look.scale.levels == (33.0, 11.0)
    assert view.look.scale.top_gy == top
    levels = view.dose_panel.findChild(QLineEdit, "levels")
    levels.setText("25 7")
    levels.editingFinished.emit()
    prefer(window, IN_EQD2, "44")
    assert view.look.scale.levels == (25.0, 7.0)
    opened()
    assert view.look.scale.levels == (44.0,)
    prefer(window, IN_EQD2, "")
    prefer(window, named(LINES_ARE), IN_GY)
    assert len(view.look.scale.levels) > 1


def test_what_is_typed_is_told_in_a_sentence_and_never_guessed(settings, qtbot):
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    said, field = dialog.findChild(QLabel, "preferences said"), dialog.findChild(QLineEdit, IN_EQD2.name)

    def type_(text):
        field.setText(text)
        field.editingFinished.emit()
        return said.text()

    assert type_("7,5; 60 20") == ""
    assert field.text() == IN_EQD2.of(settings) == "60 20 7.5"
    assert "“1,200” can be read in two ways" in type_("60 1,200")
    assert IN_EQD2.of(settings) == "60 20 7.5"
    assert type_("") == "Levels in EQD2: empty means round levels up to the highest dose."
    assert IN_EQD2.of(settings) == ""
