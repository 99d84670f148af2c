"""Several identities in one import: one is opened, or a person confirms that they are one."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QRadioButton, QTableWidget

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.ui.opening import open_paths
from reirrad_gui.ui.patients import PatientChoice
from tests.support.phantom_dicom import Subject, write_course
from tests.support.windows import window_of


@pytest.fixture(scope="module")
def two_phantoms(tmp_path_factory):
    """Course 1 under the name, course 2 under another hospital's number and the name after marriage."""
    folder = tmp_path_factory.mktemp("two phantoms")
    first = Subject(patient_id="17", name="Popa^Ana", birth_date="19500102", sex="F")
    second = replace(first, key="course 2", date="20180301", patient_id="B-204", name="Ionescu^Ana")
    write_course(folder / "a", first, 21.0, 3)
    write_course(folder / "b", second, 20.0, 5)
    return folder


@pytest.fixture
def window(tmp_path, qtbot, two_phantoms):
    made = window_of(tmp_path, qtbot, opener=open_paths)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(made.runner.finished, timeout=60_000):
        made.open([two_phantoms])
    return made


def choice_of(window):
    return next(found for found in window.findChildren(QDialog, "patient choice") if found.isVisible())


def button(choice, name):
    return choice.findChild(QPushButton, name)


def test_both_identities_stand_side_by_side_and_differences_are_named(window):
    table = choice_of(window).findChild(QTableWidget, "identities")
    lines = [table.verticalHeaderItem(line).text() for line in range(table.rowCount())]
    cells = [[table.item(line, column).text() for column in range(2)] for line in range(table.rowCount())]
    assert list(zip(lines, cells, strict=True)) == [
        ("Name ≠ differs", ["Popa, Ana", "Ionescu, Ana"]),
        ("Patient ID ≠ differs", ["17", "B-204"]),
        ("Born", ["2 Jan 1950", "2 Jan 1950"]),
        ("Sex", ["female", "female"]),
        ("Found", ["1 course (Plan), 1 image series"] * 2),
    ]


def test_nothing_opens_before_somebody_has_chosen_or_confirmed(window):
    choice = choice_of(window)
    assert window.session is None
    assert not button(choice, "open one").isEnabled()
    assert not button(choice, "open as one person").isEnabled()
    assert "Confirm first" in button(choice, "open as one person").toolTip()
    assert not choice.findChild(QCheckBox, "confirmed").isChecked()
    choice.reject()
    assert window.session is None


def test_one_of_them_is_opened_alone(window, qtbot):
    choice = choice_of(window)
    choice.findChild(QRadioButton, "patient 1").click()
    with qtbot.waitSignal(window.runner.finished, timeout=60_000):
        button(choice, "open one").click()
    assert window.session.assessment.patient.patient_id == "B-204"
    assert len(window.session.assessment.courses) == 1


def test_confirmed_to_be_one_person_both_courses_are_opened_and_both_identities_stay_named(window, qtbot):
    choice = choice_of(window)
    choice.findChild(QCheckBox, "confirmed").click()
    with qtbot.waitSignal(window.runner.finished, timeout=60_000):
        button(choice, "open as one person").click()
    case = window.session.case
    assert [c.prescribed_gy for c in case.courses] == [21.0, 20.0]
    sentence = case.problems[0].sentence
    assert "confirmed by the user to be one person" in sentence
    assert "Popa, Ana (ID 17" in sentence
    assert "Ionescu, Ana (ID B-204" in sentence


@pytest.fixture
def three(qtbot):
    people = [PatientIdentity(number, name, "19500102", "F") for number, name in (("1", "A"), ("2", "B"), ("3", "C"))]
    made = PatientChoice(people, ["1 course"] * 3)
    qtbot.addWidget(made)
    made.show()
    return made


def test_of_three_identities_only_those_ticked_are_joined(three, qtbot):
    confirmed, join = three.findChild(QCheckBox, "confirmed"), button(three, "open as one person")
    assert not confirmed.isEnabled()
    three.findChild(QCheckBox, "together 0").click()
    assert not confirmed.isEnabled()
    three.findChild(QCheckBox, "together 2").click()
    confirmed.click()
    with qtbot.waitSignal(three.one_person_confirmed) as told:
        join.click()
    assert told.args == [(0, 2)]


def test_a_confirmation_does_not_hold_for_other_identities(three):
    confirmed, join = three.findChild(QCheckBox, "confirmed"), button(three, "open as one person")
    for place in (0, 1):
        three.findChild(QCheckBox, f"together {place}").click()
    confirmed.click()
    assert join.isEnabled()
    three.findChild(QCheckBox, "together 2").click()
    assert not confirmed.isChecked()
    assert not join.isEnabled()
