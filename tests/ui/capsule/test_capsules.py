"""A capsule saved and opened in the window: asked in plain words, kept on another store, compared."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from reirrad_gui.errors import InputError
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.ui.capsule.dialog import CapsuleDialog
from reirrad_gui.ui.capsule.rows import Choices, is_capsule, why_not
from reirrad_gui.ui.capsule.told import CapsuleTold
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.opening import open_paths
from tests.support.fhir_bundles import course, dose, patient, write_bundle
from tests.support.windows import shown, window_of

PATIENCE_MS = 30_000


def said(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def dialog(window, name):
    return next((found for found in window.findChildren(QDialog, name) if found.isVisible()), None)


def told(window, qtbot):
    """The dialog that tells what came of it, once it is there; its sentences. It is closed."""
    qtbot.waitUntil(lambda: dialog(window, "capsule told") is not None, timeout=PATIENCE_MS)
    found = dialog(window, "capsule told")
    lines = said(found)
    found.accept()
    return lines


def kept(window, qtbot, number):
    footer = window.findChild(ElidedLabel, "keeping")
    qtbot.waitUntil(lambda: footer.text().startswith(f"kept · revision {number} "), timeout=PATIENCE_MS)


def refusing(_):
    raise InputError("There is no room.")


@pytest.fixture
def asked(qtbot, tmp_path):
    """The dialog by itself, with what it emitted."""

    def make(files=3, check=lambda _: None):
        made = CapsuleDialog(
            Choices("Example, Ann", files), check, QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat)
        )
        qtbot.addWidget(made)
        wishes = []
        made.chosen.connect(wishes.append)
        made.show()
        return made, wishes

    return make


def test_nothing_is_saved_before_a_file_is_named_and_the_reason_is_said(asked, tmp_path):
    found, wishes = asked()
    ok, file = found.findChild(QPushButton, "ok"), found.findChild(QLineEdit, "file")
    assert (ok.isEnabled(), ok.toolTip()) == (False, "Choose a file to write.")
    file.setText(str(tmp_path / "case.zip"))
    assert (ok.isEnabled(), ok.toolTip()) == (False, "The name of a capsule ends with .reirrad.")
    found.accept()
    assert wishes == []
    file.setText(str(tmp_path / "case.reirrad"))
    assert ok.isEnabled()
    found.accept()
    (wish,) = wishes
    assert (wish.to, wish.with_files, wish.deidentified) == (tmp_path / "case.reirrad", True, False)


def test_that_the_file_names_the_patient_is_said_until_it_is_de_identified(asked, tmp_path):
    found, wishes = asked()
    flagged = found.findChild(QCheckBox, "leave out flagged")
    assert any(text.startswith("▲ Without de-identification the file names the patient") for text in said(found))
    assert not flagged.isEnabled()
    found.findChild(QCheckBox, "deidentified").setChecked(True)
    assert not any("names the patient:" in text for text in said(found))
    assert flagged.isEnabled()
    flagged.setChecked(True)
    found.findChild(QLineEdit, "file").setText(str(tmp_path / "case.reirrad"))
    found.accept()
    assert (wishes[0].deidentified, wishes[0].leave_out_flagged) == (True, True)


def test_a_refusal_is_said_in_the_dialog_which_stays(asked, tmp_path):
    found, wishes = asked(files=0, check=refusing)
    assert not found.findChild(QCheckBox, "with files").isEnabled()
    found.findChild(QLineEdit, "file").setText(str(tmp_path / "case.reirrad"))
    found.accept()
    assert (found.isVisible(), wishes) == (True, [])
    assert "✖ There is no room." in said(found)


def test_every_control_has_a_name_for_those_who_do_not_see_it(asked, qtbot):
    found, _ = asked()
    assert [box.accessibleName() for box in found.findChildren(QCheckBox) if not box.accessibleName()] == []
    assert found.findChild(QLineEdit, "file").accessibleName()
    lines = CapsuleTold("Capsule saved", [f"line {n}" for n in range(40)], ["structures: Rectum, PTV"])
    qtbot.addWidget(lines)
    names = {field.objectName(): field.accessibleName() for field in lines.findChildren(QPlainTextEdit)}
    assert names == {"more": "9 more lines", "kept texts": "Names and descriptions that stay"}


def test_words_for_what_is_missing_and_what_a_capsule_is(tmp_path):
    assert why_not(" ") == "Choose a file to write."
    assert why_not("x/.reirrad") == "The name of a capsule ends with .reirrad."
    assert why_not("x/case.reirrad") == ""
    (tmp_path / "CASE.REIRRAD").write_bytes(b"")
    assert is_capsule((tmp_path / "CASE.REIRRAD",))
    assert not is_capsule((tmp_path / "other.reirrad",))


@pytest.fixture
def saved(tmp_path, qtbot):
    """A capsule that a window has saved, of a case with an edit."""
    folder = tmp_path / "files"
    folder.mkdir()
    bundle = write_bundle(folder, patient(), course("c1", dose("PTV", 2500, fractions=5)))
    (tmp_path / "here").mkdir()
    window = window_of(tmp_path / "here", qtbot, opener=open_paths, shelf=Shelf(tmp_path / "here" / "cases.sqlite3"))
    shown(window, qtbot, [bundle])
    kept(window, qtbot, 1)
    window.session.do("Set α/β of Rectum to 4 Gy", lambda settings: settings.with_alpha_beta("Rectum", 4.0))
    kept(window, qtbot, 2)
    window.capsules.ask()
    asked = dialog(window, "capsule dialog")
    asked.findChild(QLineEdit, "file").setText(str(tmp_path / "case.reirrad"))
    asked.accept()
    lines = told(window, qtbot)
    assert any(line.startswith("Opened again for a check: all ") for line in lines), lines
    return window, tmp_path / "case.reirrad"


def test_a_case_goes_to_another_computer_with_its_history_and_its_numbers(saved, tmp_path, qtbot):
    _, capsule = saved
    (tmp_path / "there").mkdir()
    place = tmp_path / "there" / "cases.sqlite3"
    window = window_of(tmp_path / "there", qtbot, opener=open_paths, shelf=Shelf(place))
    with qtbot.waitExposed(window):
        window.show()
    window.open([capsule])
    lines = told(window, qtbot)
    assert lines[0].startswith("Case saved on ")
    assert "The case is in the case store now, with its whole history." in lines
    assert any(line.startswith("All ") and line.endswith("numbers are those that the capsule had.") for line in lines)
    assert window.session.settings.alpha_beta_gy == {"Rectum": 4.0}
    assert window.session.undo_label == "Set α/β of Rectum to 4 Gy"
    store = CaseStore.open(place)
    history = [row.label for row in store.history(window.kept.keeping.case_id)]
    store.close()
    assert history[:3] == ["Open", "Set α/β of Rectum to 4 Gy", "Take in the files of a capsule"]


def test_without_its_files_the_numbers_it_had_are_shown_and_the_folder_is_asked_for(saved, tmp_path, qtbot):
    here, _ = saved
    here.capsules.ask()
    asked = dialog(here, "capsule dialog")
    asked.findChild(QCheckBox, "with files").setChecked(False)
    asked.findChild(QLineEdit, "file").setText(str(tmp_path / "bare.reirrad"))
    asked.accept()
    assert any("The files are not in it" in line for line in told(here, qtbot))
    (tmp_path / "files").rename(tmp_path / "moved")
    (tmp_path / "there").mkdir()
    shelf = Shelf(tmp_path / "there" / "cases.sqlite3")
    window = window_of(tmp_path / "there", qtbot, opener=open_paths, shelf=shelf)
    with qtbot.waitExposed(window):
        window.show()
    window.open([tmp_path / "bare.reirrad"])
    lines = told(window, qtbot)
    assert "Course 1, prescription.total_gy: 25" in lines
    assert window.session is None
    assert any("Name the folder" in text or "name the folder" in text for text in said(window))


def test_copies_of_the_files_are_kept_and_the_case_opens_without_the_originals(saved, tmp_path, qtbot):
    window, _ = saved
    before = window.session
    window.capsules.copy_in()
    qtbot.waitUntil(lambda: window.session is not before and not window.runner.busy, timeout=PATIENCE_MS)
    copies = list((tmp_path / "here" / "cases").rglob("*.json"))
    assert len(copies) == 1
    assert {file.path for file in window.session.opened.case.files} == set(copies)
    assert (tmp_path / "files").is_dir()


def test_a_capsule_that_was_changed_is_refused_in_one_sentence_and_the_case_stays(saved, qtbot):
    window, capsule = saved
    capsule.write_bytes(capsule.read_bytes()[:-200])
    before = window.session
    window.open([capsule])
    qtbot.waitUntil(lambda: any("cut off or damaged" in text for text in said(window)), timeout=PATIENCE_MS)
    assert window.session is before


def test_where_no_cases_are_kept_a_capsule_is_shown_all_the_same(saved, tmp_path, qtbot):
    _, capsule = saved
    (tmp_path / "bare").mkdir()
    window = window_of(tmp_path / "bare", qtbot, opener=open_paths)
    with qtbot.waitExposed(window):
        window.show()
    window.open([capsule])
    lines = told(window, qtbot)
    assert any(line.endswith("numbers are those that the capsule had.") for line in lines)
    assert window.session.settings.alpha_beta_gy == {"Rectum": 4.0}
