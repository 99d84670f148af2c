"""Every word on registrations passes through the language of the window, and has room in one a third longer."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox, QTableWidget, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Session
from reirrad_gui.ui.compare.view import ComparisonView
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.registrations.approval import ApprovalDialog
from reirrad_gui.ui.registrations.cards import table_grid
from reirrad_gui.ui.registrations.commands import Registrations
from reirrad_gui.ui.registrations.dialog import RegistrationsDialog
from reirrad_gui.ui.registrations.ends import all_ends
from reirrad_gui.ui.registrations.hand import HandDialog
from reirrad_gui.ui.registrations.kinds import KINDS
from reirrad_gui.ui.registrations.measured import Cell, Table
from reirrad_gui.ui.registrations.nearby import NearbyDialog
from reirrad_gui.ui.registrations.points import NAME, PointsDialog
from reirrad_gui.ui.registrations.points_rows import PointRow
from reirrad_gui.ui.registrations.rows import registration_rows, unlinked_rows
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.session.test_assess import shifted_case
from tests.support.clipped import clipped
from tests.support.told import made_up_language, untold
from tests.ui.registrations.test_rows import linked_by, registered

NAMES = ("A. Physicist", "bones fit", "Bladder", "Rectum", "Landmark 1", "sacrum", "promontory", "T15:30")
SHEARED = np.array([[1.0, 0.1, 0.0, 5.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.05, 0.0], [0.0, 0.0, 0.0, 1.0]])
FOUR = tuple(
    PointRow(name, place, place)
    for name, place in (
        ("Landmark 1", (40.0, 0.0, 0.0)), ("sacrum", (-40.0, 0.0, 0.0)), ("promontory", (0.0, 40.0, 1.0)),
    )
)  # fmt: skip


@pytest.fixture
def presented(qtbot, qapp):
    """A dialog on screen, its images read."""
    apply_theme(qapp, Theme.dark())
    runners = []

    def make(dialog):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        views = [getattr(dialog, name) for name in ("view", "moving", "still") if hasattr(dialog, name)]
        runners.extend(view.runner for view in views)
        qtbot.waitUntil(lambda: not any(view.runner.busy for view in views), timeout=10_000)
        qapp.processEvents()
        return dialog

    with made_up_language():
        yield make
    for runner in runners:
        runner.close()


def row_of(session):
    return registration_rows(session)[0]


def approved(session):
    session.do("Approve", lambda now: now.with_approval(
        row_of(session).key, "A. Physicist", "2026-11-21T15:30+00:00", "bones fit", {"Bladder": "not good"}
    ))  # fmt: skip
    return session


def test_the_list_is_told_and_what_does_not_fit_goes_on_in_the_next_line(presented):
    dialog = presented(RegistrationsDialog())
    reasons = dict.fromkeys(KINDS, "No patient is open.")
    for session in (Session(shifted_case()), approved(Session(shifted_case())), linked_by(SHEARED), registered()):
        dialog.show_rows(unlinked_rows(session), registration_rows(session), "There is no registration.", reasons)
        QApplication.processEvents()
        assert untold(dialog, (*NAMES, "REG.dcm")) == []
        assert clipped(dialog) == []


def test_the_approval_is_told_and_has_room(presented, tmp_path):
    def refuse(*_):
        raise EntryError("An approval needs a word.")

    settings = QSettings(str(tmp_path / "who.ini"), QSettings.Format.IniFormat)
    settings.setValue("approval/name", "A. Physicist")
    clock = lambda: datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # noqa: E731
    for session in (linked_by(SHEARED), approved(Session(shifted_case()))):
        dialog = presented(ApprovalDialog(row_of(session), refuse, settings, clock))
        dialog.accept()
        assert untold(dialog, NAMES) == []
        assert clipped(dialog) == []
        assert dialog._note.toPlainText() in ("", "bones fit")


def test_who_approved_and_what_was_noted_stays_as_it_was_typed(presented):
    dialog = presented(RegistrationsDialog())
    dialog.show_rows((), registration_rows(approved(Session(shifted_case()))), "", dict.fromkeys(KINDS, ""))
    standing = dialog.findChild(QLabel, "standing").text()
    assert standing.startswith("⟦✔ ")
    assert "A. Physicist, 2026" in standing
    assert "bones fit" in standing


@pytest.mark.parametrize("make", [
    lambda session, ends: HandDialog(session, ends, Theme.dark()),
    lambda session, ends: PointsDialog(session, ends, Theme.dark(), FOUR),
    NearbyDialog,
], ids=("by hand", "landmarks", "automatically"))  # fmt: skip
def test_a_pair_of_frames_is_linked_anew_in_told_words_that_have_room(presented, make):
    session = linked_by(SHEARED)
    dialog = presented(make(session, all_ends(session)[0]))
    assert clipped(dialog) == []
    assert dialog.height() <= 800
    assert dialog.width() <= 1280
    for view in dialog.findChildren(ComparisonView):
        view.hide()  # the comparison has a test of its own
    assert untold(dialog, NAMES) == []


def test_a_landmark_keeps_the_name_that_it_was_given(presented):
    session = Session(shifted_case())
    dialog = presented(PointsDialog(session, all_ends(session)[0], Theme.dark(), FOUR))
    name = dialog.findChild(QTableWidget).item(1, NAME)
    assert name.text() == "sacrum"
    dialog._typed(name)  # a cell that is left as it is
    assert dialog.rows[1].name == "sacrum"


def test_in_a_table_names_stay_and_everything_else_is_told(presented, qtbot):
    page = QWidget()
    table = Table(("Landmark", "residual mm"), ((Cell("sacrum", is_name=True), Cell("1.0", "far off")),
                                                (Cell("RMS of all"), Cell("1.0")),))  # fmt: skip
    page.setLayout(table_grid(table))
    presented(page)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert texts == [longer("Landmark"), longer("residual mm"), "sacrum", "1.0", longer("RMS of all"), "1.0"]


def test_the_organ_to_register_by_keeps_its_name_and_the_course_is_told(presented):
    session = linked_by(np.eye(4))
    dialog = presented(NearbyDialog(session, all_ends(session)[0]))
    chosen = dialog.findChild(QComboBox, "organ").currentText()
    assert chosen == f"Bladder ({longer('Course 2')})"
    assert dialog._choices[0].text == "Bladder (Course 2)"


def test_what_has_to_be_confirmed_is_asked_in_told_words(presented, qtbot, tmp_path):
    window = presented(QWidget())
    commands = Registrations(window, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), lambda *_: None)
    commands.show_session(registered())
    commands.ask_for("identity")
    box = window.findChild(QMessageBox, "confirm way")
    assert untold(box) == []
    assert clipped(box) == []
    box.reject()
