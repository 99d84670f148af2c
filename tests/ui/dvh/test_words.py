"""Every word of the histograms passes through the language of the window, and has room in one a third longer."""

import re
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu

from reirrad_gui.session import Session, Settings
from reirrad_gui.session.curves import CurveChoice, Reference
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.language import speaking
from reirrad_gui.ui.language.available import named
from reirrad_gui.ui.language.pseudo import Pseudo, longer
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.longer import faults
from tests.support.opened_cases import along_x, field, seed_case
from tests.support.told import made_up_language, untold

NAMES = ("None", "EQD2", "BED", "Gy")


@pytest.fixture(scope="module")
def half_covered():
    """Course 1's grid ends in the middle of every organ: ranges, bands, notes."""
    return seed_case(first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60)))


@pytest.fixture
def longer_words(qapp):
    with made_up_language():
        yield
    qapp.setStyleSheet("")


@pytest.fixture
def view_of(qtbot):
    def make(opened, width=620):
        view = DvhView(Selection(), Theme.dark())
        qtbot.addWidget(view)
        session = Session(opened, Settings())
        session.subscribe(view.refresh)
        view.resize(width, 330)
        view.show_session(session)
        return view

    return make


def names_of(view):
    organs = [organ.name for organ in view._organs]
    return (*NAMES, *organs, *(f"{name[:length]}…" for name in organs for length in range(2, len(name))))


@pytest.mark.parametrize("width", [560, 1280])
def test_the_histograms_are_told_and_have_room(longer_words, view_of, half_covered, width):
    view = view_of(half_covered, width)
    assert faults(view, names_of(view)) == []
    whole = CurveChoice(in_cc=True, reference=Reference(typed_gy=50.0))
    for choice in (replace(CurveChoice(), differential=True), whole):
        view.choose(choice)
        view.plot.move_cursor(20.0)
        assert faults(view, names_of(view)) == []
    view.plot.move_volume_cursor(20.0)
    assert untold(view, names_of(view)) == []
    view.switches.table.toggle()
    assert faults(view, names_of(view)) == []


def test_without_a_case_the_histograms_say_so(longer_words, qtbot):
    view = DvhView(Selection(), Theme.dark())
    qtbot.addWidget(view)
    assert faults(view, NAMES) == []
    view._stack.setCurrentWidget(view._empty)
    assert clipped(view) == []


def test_menus_and_questions_are_told_and_files_and_tables_stay_english(longer_words, view_of, half_covered, tmp_path):
    view = view_of(half_covered)
    view.show()
    texts = []
    for menu in view.switches.menus.values():
        menu.aboutToShow.emit()
        texts += [action.text() for action in menu.actions()]
    view.take.open_menu(view.pos())
    texts += [action.text() for action in view.findChild(QMenu, "dvh menu").actions()]
    assert [text for text in texts if re.search("[a-z]{3}", text) and "⟦" not in text] == []
    view.switches.ask()
    dialog = view.findChild(QInputDialog)
    assert faults(dialog, NAMES) == []
    dialog.reject()
    view.take.copy_note()
    assert QGuiApplication.clipboard().text().startswith("⟦")
    view.take.copy_table()
    view.take.save_csv(tmp_path / "curves.csv")
    assert "⟦" not in QGuiApplication.clipboard().text() + (tmp_path / "curves.csv").read_text()


def test_axes_speak_the_language_of_the_picture_and_organs_keep_their_names(view_of, half_covered, qapp):
    view = view_of(half_covered, 900)
    view.show()
    organs = {organ.name for organ in view._organs}
    with speaking(named("ro").translator()):
        view.choose(CurveChoice(in_cc=True))
        view.plot.show_hovered(None)
    assert view.plot.getPlotItem().getAxis("left").labelText == "volum, cm³"
    assert organs & set(view.plot.label_texts)
    with speaking(Pseudo()):
        view.choose(CurveChoice())
        caption = view.plot.getPlotItem().getAxis("bottom").labelText
        assert caption.startswith("⟦")
        assert longer("volume, %") == view.plot.getPlotItem().getAxis("left").labelText
