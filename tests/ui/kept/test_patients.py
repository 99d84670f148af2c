"""The list of patients by keyboard alone, and what it says when there is nothing to list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from reirrad_gui.ui.kept.patients import PatientsList
from reirrad_gui.ui.kept.rows import listed
from tests.ui.kept.test_rows import rows


@pytest.fixture
def patients(qtbot):
    """Three patients on screen."""
    made = PatientsList()
    qtbot.addWidget(made)
    made.resize(560, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.show_rows(listed(rows("Popescu^Ion", "Müller^Änne", "Popa^Ana")))
    return made


def said(widget):
    return widget.findChild(QLabel, "patients said")


def test_typed_words_narrow_the_list_arrows_walk_it_and_enter_opens(patients, qtbot):
    patients.table.setFocus()
    QTest.keyClicks(patients.table, "p")
    QTest.keyClicks(patients.search, "op")
    assert patients.search.text() == "pop"
    assert [row.name for row in patients.shown] == ["Popescu, Ion", "Popa, Ana"]
    QTest.keyClick(patients.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(patients.open_wanted) as opened:
        QTest.keyClick(patients.search, Qt.Key.Key_Return)
    assert opened.args == ["2"]


def test_delete_asks_for_the_chosen_line_and_only_in_the_list(patients, qtbot):
    asked = []
    patients.delete_wanted.connect(asked.append)
    QTest.keyClick(patients.search, Qt.Key.Key_Delete)
    assert asked == []
    QTest.keyClick(patients.table, Qt.Key.Key_Down)
    QTest.keyClick(patients.table, Qt.Key.Key_Delete)
    assert [row.name for row in asked] == ["Müller, Änne"]


def test_the_chosen_patient_stays_chosen_when_another_case_comes_to_the_top(patients):
    QTest.keyClick(patients.table, Qt.Key.Key_Down)
    before = patients.current
    ion, aenne, ana = listed(rows("Popescu^Ion", "Müller^Änne", "Popa^Ana"))
    patients.show_rows((ana, ion, aenne))
    assert patients.current == before


def test_a_search_without_result_opens_nothing(patients):
    opened = []
    patients.open_wanted.connect(opened.append)
    QTest.keyClicks(patients.search, "zz")
    QTest.keyClick(patients.search, Qt.Key.Key_Return)
    assert opened == []
    assert said(patients).isVisible()
    assert "No kept case has these words" in said(patients).text()


def test_an_empty_store_says_that_what_is_opened_is_kept(patients):
    patients.show_rows(())
    assert "What you open is kept here" in said(patients).text()
    assert not any(button.isVisible() for button in patients.findChildren(QPushButton))


def test_only_a_damaged_store_can_be_set_aside(patients):
    aside = patients.findChild(QPushButton, "set aside")
    patients.show_trouble("Its folder cannot be reached.")
    assert said(patients).text() == "▲ Its folder cannot be reached."
    assert (aside.isVisible(), patients.findChild(QPushButton, "try again").isVisible()) == (False, True)
    patients.show_trouble("It is damaged.", damaged=True)
    assert aside.isVisible()
