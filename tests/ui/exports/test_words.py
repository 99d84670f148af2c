"""The dialogs of the export in a language whose words are a third longer: all is told, and nothing is cut."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from reirrad_gui.session.exporting import Tissue
from reirrad_gui.ui.exports.dialog import ExportDialog
from reirrad_gui.ui.exports.rows import Choices, CourseRow, TissueRow
from reirrad_gui.ui.exports.told import ToldDialog
from reirrad_gui.ui.language.pseudo import OPEN
from tests.support.longer import faults
from tests.support.told import made_up_language

NO_DOSE = "Course 2 has no dose that could be written."


@pytest.fixture(autouse=True)
def longer(qapp):
    with made_up_language():
        yield


def offered(why_not=""):
    return Choices(
        (TissueRow(Tissue(3.0, ("Bladder",)), "α/β 3 Gy (as on the images; Bladder, Rectum and 2 more)", True),),
        why_not, why_not, "off", (CourseRow(0, "Course 1: Plan, 21 Gy / 3", ""), CourseRow(1, "Course 2", NO_DOSE)),
        "Registration in force (identity)", "There is none.", "The grid of course 2's dose (5 × 6 × 10 mm)", True,
    )  # fmt: skip


@pytest.mark.parametrize("why_not", ["", "No registration links course 1 to course 2."])
def test_what_to_export_is_asked_with_room_for_every_word(qtbot, tmp_path, why_not):
    settings = QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
    made = ExportDialog(offered(why_not), lambda *_: None, settings)
    qtbot.addWidget(made)
    assert faults(made) == []


def test_what_was_written_is_told_and_copied_in_the_same_words(qtbot):
    made = ToldDialog("Exported", (f"Written: {Path('a.json')}", "Two events were left out."))
    qtbot.addWidget(made)
    assert faults(made) == []
    made.findChild(QPushButton, "copy").click()
    assert all(line.startswith(OPEN) for line in QGuiApplication.clipboard().text().splitlines())
