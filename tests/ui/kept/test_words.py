"""Kept cases in a language whose words are a third longer: all is told but names, and nothing is cut."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from reirrad_gui.ui.kept.history import HistoryDialog
from reirrad_gui.ui.kept.library import Library
from reirrad_gui.ui.kept.patients import PatientsDialog, PatientsList
from reirrad_gui.ui.kept.relink import RelinkDialog
from reirrad_gui.ui.kept.reopening import Found
from reirrad_gui.ui.kept.rows import Line, found_text, listed
from reirrad_gui.ui.language import tr_of
from reirrad_gui.ui.language.pseudo import OPEN
from tests.support.longer import faults
from tests.support.told import made_up_language
from tests.ui.kept.test_rows import rows

NAMES = ("Popescu, Ion", "Popa, Ana", "A. Reader", "reader", "None")
LABEL = "Set α/β of Rectum to 4 Gy"


@pytest.fixture(autouse=True)
def longer(qapp):
    with made_up_language():
        yield


def test_the_list_of_patients_is_told_and_names_are_not(qtbot):
    made = PatientsDialog(PatientsList())
    qtbot.addWidget(made)
    made.patients.show_rows(listed(rows("Popescu^Ion", "Popa^Ana", synthetic=True)))
    assert faults(made, NAMES) == []
    assert "Popescu, Ion" in made.patients.table.model().index(0, 0).data()


def test_the_list_in_a_narrow_window_cuts_no_button(qtbot):
    made = PatientsList()
    qtbot.addWidget(made)
    made.resize(360, 400)
    made.show_rows(listed(rows("Popescu^Ion")))
    assert faults(made, NAMES) == []
    made.show_trouble("The case store cannot be read. Try again.", damaged=True)
    assert faults(made) == []


def test_the_history_is_told_and_who_did_it_is_not(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    made = HistoryDialog("Popescu, Ion", settings, "reader")
    qtbot.addWidget(made)
    lines = [Line(2, "22 Nov 2026 02:37", "A. Reader", LABEL, "4d5f6aa3", True), Line(1, "", "A. Reader", "Open", "0")]
    made.show_history(lines, ())
    assert faults(made, NAMES) == []
    made.show_trouble("The case store cannot be read.")
    assert faults(made, NAMES) == []


def test_the_question_where_files_are_is_told(qtbot):
    made = RelinkDialog("Popescu, Ion", "Some files of this kept case were not found.", (), lambda *_: 0)
    qtbot.addWidget(made)
    made._tell(0)
    assert faults(made, NAMES) == []
    assert found_text(0, 0) not in made.findChild(QWidget, "found there").text()


def test_the_menu_of_recent_patients_and_the_question_before_deleting_are_told(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    library = Library(None, lambda: None, window)
    menu = QMenu(window)
    library.fill(menu)
    (row,) = listed(rows("Popa^Ana"))
    library._show(Found((row,), ()))
    assert menu.actions()[0].text().startswith("&1 Popa, Ana · ⟦")
    window.show()
    library.ask_to_delete(row)
    box = window.findChild(QMessageBox)
    assert all(button.text().startswith(OPEN) for button in box.buttons())
    assert faults(box, NAMES) == []
    box.reject()


def test_a_name_that_is_a_word_of_the_program_stays_inside_a_sentence(qtbot):
    assert tr_of("History – May, Anna", "May, Anna") == "⟦Hîšţöŕý – May, Anna ~~~⟧"
    assert "May" not in tr_of("History – May, Anna", "Anna").replace("Anna", "")
