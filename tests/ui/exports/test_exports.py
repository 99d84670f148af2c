"""Export on screen: what is offered, what is refused and why, the work in the background, and what is told."""

from dataclasses import replace

import pytest
from pydicom import dcmread
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)

from reirrad_gui.session import Recovery, Session, Settings, open_case
from reirrad_gui.session.fhir_export import involves_reirradiation
from reirrad_gui.session.recovery import Discounts
from reirrad_gui.ui.exports.dialog import CHOOSE, ExportDialog
from reirrad_gui.ui.exports.rows import choices
from tests.session.exporting.test_export import TURN
from tests.support.phantom_dicom import Group, Target, two_courses, write_plan
from tests.support.validated import errors
from tests.support.windows import window_of


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    two_courses(folder, TURN)
    return folder


@pytest.fixture(scope="module")
def opened(case_folder):
    return open_case([case_folder])


@pytest.fixture
def session(opened):
    return Session(opened)


def asked(tmp_path, qtbot, session):
    window = window_of(tmp_path, qtbot, session=session)
    with qtbot.waitExposed(window):
        window.show()
    window.show_session(session)
    window.actions_by_name["export"].trigger()
    return window, dialog_of(window, "export dialog")


def dialog_of(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


def box(dialog, name):
    return dialog.findChild(QCheckBox, name)


def texts(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def exported(qtbot, window, dialog):
    dialog.findChild(QPushButton, "ok").click()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog, "exported dialog")), timeout=20000)
    return dialog_of(window, "exported dialog")


def test_from_the_menu_to_a_valid_file_and_a_list_of_what_was_left_out(tmp_path, qtbot, session):
    window, dialog = asked(tmp_path, qtbot, session)
    assert "has not been approved by anybody" in texts(dialog)
    dialog.findChild(QLineEdit, "folder").setText(str(tmp_path / "out"))
    told = exported(qtbot, window, dialog)
    path = tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm"
    assert errors(path) == []
    assert "▲ Registration not approved by anybody" in texts(told)
    assert "% of the grid is left out" in texts(told)
    told.findChild(QPushButton, "copy").click()
    assert "RD_accumulated_EQD2_ab3.dcm" in QApplication.clipboard().text()


def test_everything_can_be_chosen_by_keyboard(tmp_path, qtbot, session):
    window, dialog = asked(tmp_path, qtbot, session)
    dialog.findChild(QLineEdit, "folder").setText(str(tmp_path / "out"))
    for name in ("course 0", "course 1", "registration"):
        box(dialog, name).setFocus()
        QTest.keyClick(box(dialog, name), Qt.Key.Key_Space)
    spacing = dialog.findChild(QComboBox, "spacing")
    spacing.setCurrentIndex(spacing.findText("cubes of 3 mm"))
    told = exported(qtbot, window, dialog)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "RD_accumulated_EQD2_ab3.dcm",
        "RD_course1_physical.dcm",
        "RD_course2_physical.dcm",
        "REG_in_force.dcm",
    ]
    assert list(dcmread(tmp_path / "out" / "RD_course2_physical.dcm").PixelSpacing) == [3.0, 3.0]
    assert "4 files were written" in texts(told)


def test_nothing_can_be_written_nowhere_or_without_a_choice(tmp_path, qtbot, session):
    _, dialog = asked(tmp_path, qtbot, session)
    ok, folder = dialog.findChild(QPushButton, "ok"), dialog.findChild(QLineEdit, "folder")
    assert (ok.isEnabled(), ok.toolTip()) == (False, CHOOSE)
    folder.setText(str(tmp_path / "out"))
    assert ok.isEnabled()
    box(dialog, "tissue 0").click()
    assert not ok.isEnabled()


def test_the_folder_is_chosen_and_remembered(tmp_path, qtbot, session, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "chosen"))
    window, dialog = asked(tmp_path, qtbot, session)
    dialog.findChild(QPushButton, "browse").click()
    assert dialog.findChild(QLineEdit, "folder").text() == str(tmp_path / "chosen")
    exported(qtbot, window, dialog)
    assert window.settings.value("export/folder") == str(tmp_path / "chosen")


def test_sources_and_files_that_are_there_are_safe_until_somebody_says_otherwise(tmp_path, qtbot, session, case_folder):
    window, dialog = asked(tmp_path, qtbot, session)
    folder, ok = dialog.findChild(QLineEdit, "folder"), dialog.findChild(QPushButton, "ok")
    problem = dialog.findChild(QLabel, "problem")
    folder.setText(str(case_folder / "course1"))
    ok.click()
    assert dialog.isVisible()
    assert "would mix with the sources" in problem.text()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm").write_text("mine")
    folder.setText(str(tmp_path / "out"))
    ok.click()
    assert "already; it was left as it is" in problem.text()
    assert (tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm").read_text() == "mine"
    box(dialog, "overwrite").click()
    exported(qtbot, window, dialog)
    assert dcmread(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm").DoseType == "EFFECTIVE"


def test_what_cannot_be_written_says_why_beside_the_choice(tmp_path, qtbot):
    two_courses(tmp_path / "case")
    write_plan(tmp_path / "case" / "course1", groups=(Group(None),), targets=(Target(21.0),))
    _, dialog = asked(tmp_path, qtbot, Session(open_case([tmp_path / "case"])))
    assert not box(dialog, "tissue 0").isEnabled()
    assert not box(dialog, "course 0").isEnabled()
    assert box(dialog, "course 1").isEnabled()
    assert "no registration links it" in texts(dialog)
    assert "No registration links the courses" in texts(dialog)


def test_a_range_of_recovery_is_offered_without(tmp_path, qtbot, opened, monkeypatch):
    between = Discounts(((0.25, 0.5), (0.0, 0.0)), "Step", "Step: course 1: 25 to 50 %")
    monkeypatch.setattr("reirrad_gui.session.recovery.Recoveries._image", lambda _: between)
    session = Session(opened, Settings(recovery=Recovery("step-25-50")))
    window, dialog = asked(tmp_path, qtbot, session)
    assert not box(dialog, "tissue 0").isEnabled()
    assert "is a range" in dialog.findChild(QLabel, "why no sum").text()
    assert "Recovery in force: Step: course 1: 25 to 50 %." in texts(dialog)
    box(dialog, "without recovery").click()
    assert box(dialog, "tissue 0").isEnabled()
    dialog.findChild(QLineEdit, "folder").setText(str(tmp_path / "out"))
    exported(qtbot, window, dialog)
    assert "rec. off" in dcmread(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm").DoseComment


def test_without_recovery_in_force_nobody_is_asked_about_it(tmp_path, qtbot, session):
    _, dialog = asked(tmp_path, qtbot, session)
    assert box(dialog, "without recovery") is None


def test_organs_stand_beside_their_alpha_beta(session):
    rows = choices(session).tissues
    assert rows[0].chosen
    assert rows[0].tissue.alpha_beta_gy == 3.0
    assert rows[0].text.startswith("α/β 3 Gy (as on the images; ")
    assert [row.chosen for row in rows[1:]] == [False] * (len(rows) - 1)


def test_closing_the_patient_withdraws_the_question(tmp_path, qtbot, session):
    window, dialog = asked(tmp_path, qtbot, session)
    window.show_session(None)
    assert not dialog.isVisible()
    action = window.actions_by_name["export"]
    assert (action.isEnabled(), action.toolTip()) == (False, "Open a patient first.")
    window.exports.ask()
    assert not any(found.isVisible() for found in window.findChildren(QDialog, "export dialog"))


def test_long_texts_do_not_push_the_folder_button_out_of_sight(tmp_path, qtbot, session):
    offered = choices(session)
    long = replace(offered, courses=tuple(replace(row, text=row.text + " long" * 60) for row in offered.courses))
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    dialog = ExportDialog(long, lambda *_: None, settings)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    browse = dialog.findChild(QPushButton, "browse")
    assert browse.mapTo(dialog, browse.rect().bottomRight()).x() <= dialog.width()
    assert box(dialog, "course 0").toolTip().endswith("long")


# FHIR


def exported_as_fhir(tmp_path, qtbot, session, monkeypatch, name="out"):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    window = window_of(tmp_path, qtbot, session=session)
    with qtbot.waitExposed(window):
        window.show()
    window.show_session(session)
    window.actions_by_name["export fhir"].trigger()
    qtbot.waitUntil(lambda: any(found.isVisible() for found in window.findChildren(QDialog, "told dialog")))
    return texts(dialog_of(window, "told dialog"))


def test_a_case_on_screen_is_exported_as_fhir_and_opens_again_with_the_same_courses(
    tmp_path, qtbot, session, monkeypatch
):
    said = exported_as_fhir(tmp_path, qtbot, session, monkeypatch)
    assert "It names the patient" in said
    again = open_case([tmp_path / "out.json"])
    told = [(course.label, course.prescribed_gy) for course in again.case.courses]
    assert told == [(course.label, course.prescribed_gy) for course in session.case.courses]


def test_a_file_of_that_name_is_not_replaced_without_having_been_asked_about(tmp_path, qtbot, session, monkeypatch):
    (tmp_path / "out.json").write_text("kept", encoding="utf-8")
    assert "is there already" in exported_as_fhir(tmp_path, qtbot, session, monkeypatch)
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == "kept"


def test_reirradiation_is_stated_only_on_given_doses_and_approved_registrations(session):
    found = session.assessment
    newest = found.courses[-1].course.uid
    of_type = replace(found, classification=replace(found.classification, kind="type I"), approved=True)
    assert involves_reirradiation(of_type) == {newest: True}
    for doubt in (
        replace(of_type, approved=False),
        replace(of_type, synthetic=("made up",)),
        replace(of_type, what_if_text="24 Gy in 3 tried"),
        replace(of_type, classification=replace(found.classification, kind="undetermined")),
        replace(of_type, classification=replace(found.classification, kind="repeat organ")),
    ):
        assert involves_reirradiation(doubt) == {}
