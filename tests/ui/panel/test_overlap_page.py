"""The pane of explanations: overlap of the courses, whose dose is highest where, a registration that may be off."""

import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QPushButton, QTextBrowser

from reirrad_gui.session import Session, Settings
from reirrad_gui.ui.panel.derivation import DerivationView
from reirrad_gui.ui.panel.explanation import SEARCHING
from reirrad_gui.ui.panel.overlap_dialogs import EnvelopeDialog, LevelsDialog
from reirrad_gui.ui.panel.overlap_page import overlap_html, overlap_text
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.opened_cases import (
    FRAME_1,
    FRAME_2,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)


@pytest.fixture(scope="module")
def registered():
    """Course 1 falls off along x and comes through a registration; a PTV in each set, 10 mm apart."""
    one = structure_set(box("PTV_1", 1, FRAME_1), uid="set 1", frame=FRAME_1)
    two = structure_set(box("Bladder", 1), box("PTV_2", 2, centre=(10, 0, 0)), uid="set 2")
    courses = (
        course(1, 20.0, 5, frame=FRAME_1, structure_set_uid="set 1"),
        course(2, 20.0, 5, structure_set_uid="set 2"),
    )
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    doses = (field(along_x(14.0, 0.1), (-60, -60, -60), (30, 60, 60)), field(uniform(20.0)))
    return opened_case(courses, doses, (one, two), known)


@pytest.fixture
def view(qtbot, selection, registered):
    made = DerivationView(selection, Theme.dark())
    qtbot.addWidget(made, before_close_func=lambda shown: shown._searching.close())
    made.session = Session(registered)
    made.session.subscribe(made.refresh)
    made.show_session(made.session)
    made.resize(700, 600)
    made.show()
    return made


def page(view):
    return view.findChild(QTextBrowser, "derivation")


def bladder(view):
    return next(o for o in view.session.assessment.organs if o.name == "Bladder")


def test_without_an_organ_it_shows_what_the_courses_have_in_common(view):
    text = page(view).toPlainText()
    assert "ESTRO type I" in text
    assert "100 % is 20 Gy prescribed and 20 Gy prescribed" in text
    assert "Targets “PTV_1” and “PTV_2” share 48" in text  # 30 × 40 × 40 mm
    # beyond x = 30 the old dose is not known: 50 % from x = −40 on, 70 mm of 120 × 120 mm known and 30 mm not
    assert "1008.0–1440.0 cc" in text
    assert "A range" in text


def test_below_an_organ_it_folds_like_the_other_sections(view, selection):
    selection.select_organ(bladder(view).key)
    assert "▸ Overlap of the courses" in page(view).toPlainText()
    page(view).anchorClicked.emit(QUrl("fold:overlap"))
    assert "▾ Overlap of the courses" in page(view).toPlainText()


def test_the_way_to_the_hottest_point_moves_the_images(qtbot, view, selection):
    selection.select_organ(bladder(view).key)
    hottest = bladder(view).hottest
    assert hottest.sentence in page(view).toPlainText().replace("\n", " ")
    with qtbot.waitSignal(selection.point_selected) as chosen:
        page(view).anchorClicked.emit(QUrl("goto:hottest"))
    assert chosen.args == [hottest.point_mm, hottest.frame_uid]


def test_the_band_of_a_registration_that_is_off_comes_from_the_background(qtbot, view, selection):
    selection.select_organ(bladder(view).key)
    assert SEARCHING in page(view).toPlainText()
    qtbot.waitUntil(lambda: SEARCHING not in page(view).toPlainText(), timeout=20_000)
    row = next(r for r in view.session.assessment.rows if r.organ == "Bladder")
    low, high = row.shown.envelope.value
    assert "Registration off by up to 3 mm" in page(view).toPlainText()
    assert f"{low.number} to {high.text}" in page(view).toPlainText()


def test_the_distance_is_asked_for_and_can_be_undone(qtbot, view):
    page(view).anchorClicked.emit(QUrl("ask:envelope"))
    dialog = view.findChild(EnvelopeDialog)
    dialog.findChild(QDoubleSpinBox, "envelope radius").setValue(5.0)
    dialog.accept()
    assert view.session.settings.envelope_mm == 5.0
    assert view.session.undo_label == "Assume that a registration may be off by up to 5 mm"
    assert "off by up to 5 mm (assumed)" in page(view).toPlainText()
    view.session.undo()
    assert view.session.settings.envelope_mm == 3.0
    page(view).anchorClicked.emit(QUrl("ask:envelope"))
    qtbot.waitUntil(lambda: len(view.findChildren(EnvelopeDialog)) == 1)
    dialog = view.findChild(EnvelopeDialog)
    dialog.findChild(QDoubleSpinBox, "envelope radius").setValue(0.0)
    dialog.accept()
    assert view.session.undo_label == "Assume that a registration is exact"
    assert "is taken as exact" in page(view).toPlainText()


def test_two_isodoses_are_asked_for_and_told(view):
    page(view).anchorClicked.emit(QUrl("ask:levels"))
    dialog = view.findChild(LevelsDialog)
    dialog.findChild(QDoubleSpinBox, "earlier isodose").setValue(13.0)
    dialog.findChild(QComboBox, "earlier unit").setCurrentText("Gy")
    dialog.accept()
    assert view.session.undo_label == "Compare the 13 Gy and 50 % isodoses"
    assert "13 Gy of the earlier and 50 % of the later course: 576" in page(view).toPlainText()  # x from −10 to 30


def test_copy_takes_the_overlap_along(view, selection):
    view.findChild(QPushButton, "copy derivation").click()
    assert "50 % of course 1 with" in QGuiApplication.clipboard().text()
    selection.select_organ(bladder(view).key)
    view.findChild(QPushButton, "copy derivation").click()
    copied = QGuiApplication.clipboard().text()
    assert "Cumulative maximum" in copied
    assert "Targets “PTV_1” and “PTV_2” share" in copied


def test_a_pair_that_cannot_be_compared_says_why():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5, frame=FRAME_1), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(20.0)), field(uniform(20.0))), (drawn,))
    assessment = Session(opened, Settings()).assessment
    assert "no registration links course 1 and course 2" in overlap_html(assessment, unfolded=True)
    assert "no registration links course 1 and course 2" in overlap_text(assessment)


def test_a_single_course_has_no_overlap_section():
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case((course(1, 20.0, 5, structure_set_uid=drawn.uid),), (field(uniform(20.0)),), (drawn,))
    assert overlap_html(Session(opened).assessment, unfolded=True) == ""


def test_courses_of_one_frame_are_told_nothing_of_a_registration(qtbot, selection):
    made = DerivationView(selection, Theme.dark())
    qtbot.addWidget(made)
    session = Session(seed_case(("Bladder",)))
    made.show_session(session)
    selection.select_organ(session.assessment.organs[0].key)
    assert "Registration off" not in page(made).toPlainText()
    page(made).anchorClicked.emit(QUrl("fold:overlap"))
    assert "Compare two other isodoses" in page(made).toPlainText()
    assert "may be off" not in page(made).toPlainText()
