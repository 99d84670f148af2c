"""Every word of these dialogs passes through the language of the window, and has room in one a third longer."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QRadioButton

from reirrad_gui.case import DoseSource, SourceFile
from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.session.letters import reopened
from reirrad_gui.session.opening import regrouped
from reirrad_gui.ui.course_edits.grouping import DoseDialog, JoinDialog, SplitDialog
from reirrad_gui.ui.course_edits.letter import LetterDialog, LettersDialog
from reirrad_gui.ui.course_edits.numbers import NumbersDialog
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.opened_cases import FRAME_1, FRAME_2, box, course, field, opened_case, structure_set, uniform
from tests.support.seed_letters import first
from tests.support.told import made_up_language, untold

TYPED = ("Test author", "Case report, methods and discussion", "December 2012", "to 2013-01-14", "A. Reader")
TYPED += ("Pelvis, 3 weekly fractions", "pelvis")
FILES = ("early.dcm", "late.dcm")


@pytest.fixture
def presented(qtbot, qapp):
    """A dialog on screen."""
    apply_theme(qapp, Theme.dark())

    def make(dialog):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.open()
        qapp.processEvents()
        return dialog

    with made_up_language():
        yield make


@pytest.fixture
def opened():
    """Course 1: nothing stated, and two doses compete for its plan; 2 shares its frame of reference, 3 does not."""
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, None, None, FRAME_2), course(2, 20.0, 5, FRAME_2, structure_set_uid=drawn.uid),
               course(3, 8.0, 1, FRAME_1))  # fmt: skip
    rival = tuple(
        DoseSource(SourceFile(Path(name), name, f"1.9.{n}"), "PLAN", FRAME_2, max_gy=gy)
        for n, (name, gy) in enumerate(zip(FILES, (14.0, None), strict=True), start=8)
    )
    contested = replace(courses[0], phases=(replace(courses[0].phases[0], alternatives=rival),))
    doses = tuple(field(uniform(gy)) for gy in (21.0, 20.0, 8.0))
    return opened_case((contested, *courses[1:]), doses, (drawn,))


def joined(opened):
    return Session(regrouped(opened, merge_courses(opened.case, ["course 1", "course 2"])))


def with_a_letter(opened):
    return Session(reopened(opened, with_letter(opened.case, first())))


@pytest.mark.parametrize(
    "make",
    [
        lambda opened: JoinDialog(Session(opened)), lambda opened: SplitDialog(joined(opened)),
        lambda opened: DoseDialog(Session(opened)), lambda opened: NumbersDialog(joined(opened)),
        lambda opened: LetterDialog(Session(opened), "A. Reader"),
        lambda opened: LetterDialog(Session(opened), "A. Reader", first()),
        lambda opened: LettersDialog(with_a_letter(opened)),
    ],
    ids=("join", "split", "dose", "numbers", "new letter", "letter", "letters"),
)  # fmt: skip
def test_a_dialog_is_told_and_has_room(presented, opened, make):
    dialog = presented(make(opened))
    names = (*TYPED, *FILES, "Plan 1", "Plan 2", "Plan 3", "Course 1 + Course 2", *organs_of(dialog))
    assert untold(dialog, names) == []
    assert clipped(dialog) == []
    for button in (*dialog.findChildren(QCheckBox), *dialog.findChildren(QRadioButton)):
        button.click()
    dialog.refuse(EntryError("Choose courses of one frame of reference."))
    assert untold(dialog, names) == []
    assert clipped(dialog) == []


def organs_of(dialog):
    """Names of the standard: no language changes them."""
    found = getattr(dialog, "_organs", None)
    return () if found is None else tuple(found._choices)


def test_what_a_date_is_understood_as_and_what_zero_means_are_told(presented, opened):
    dialog = presented(LetterDialog(Session(opened), "A. Reader"))
    dialog.findChild(QLineEdit, "start").setText("sometime")
    dialog._delivered.setValue(0)
    dialog._organs.search.setText("no such organ")
    assert untold(dialog, ("sometime", "no such organ", "A. Reader", *organs_of(dialog))) == []
    assert dialog._organs._said.text().startswith("⟦")


def test_what_a_person_typed_of_a_letter_and_the_name_of_a_plan_stay_in_what_is_told(presented, opened):
    letters, doses = presented(LettersDialog(with_a_letter(opened))), presented(DoseDialog(Session(opened)))
    said = [label.text() for label in letters.findChildren(QLabel)]
    detail = next(text for text in said if "3 weekly fractions" in text)
    assert detail.startswith("⟦Pelvis, 3 weekly fractions; Case report, methods and discussion; ")
    assert any("Plan 1" in label.text() and "⟦" in label.text() for label in doses.findChildren(QLabel))


def test_the_name_of_courses_joined_is_that_of_their_labels_in_every_language(presented, opened):
    dialog = presented(JoinDialog(Session(opened)))
    for ticked in dialog.findChildren(QCheckBox)[:2]:
        ticked.click()
    assert dialog.findChild(QLineEdit, "name").placeholderText() == "Course 1 + Course 2"
    assert dialog.findChild(QCheckBox).text() == longer("Course 1")
    assert dialog.outcome()[0] == "Treat as one: Course 1 and Course 2"
