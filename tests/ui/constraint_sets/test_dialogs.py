"""The dialogs by keyboard and mouse: what can be done, what is refused and why, and what the case shows afterwards."""

from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableWidget,
)

from reirrad_gui.constraints import load_constraint_set, load_tissue_table
from reirrad_gui.constraints.library import SETS, copy_set
from reirrad_gui.constraints.set_files import set_from_file
from reirrad_gui.constraints.tissue_tables import TABLES, copy_table
from reirrad_gui.session import Session
from reirrad_gui.ui.constraint_sets.pieces import AUTHOR_KEY
from reirrad_gui.ui.constraint_sets.sources_rows import DOSE_COLUMN, STANDING_COLUMN
from reirrad_gui.ui.numbers.dialog import MeaningDialog
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE
from tests.support.opened_cases import seed_case
from tests.support.windows import window_of

DAY = date(2026, 11, 21)
ORGANS = ("Bladder", "Rectum", "SacralPlex", "SpinalCord", "PenileBulb")


@pytest.fixture(scope="module")
def opened():
    return seed_case(ORGANS)


@pytest.fixture
def session(opened):
    return Session(opened)


@pytest.fixture
def window(tmp_path, qtbot, session):
    made = window_of(tmp_path, qtbot, session=session, **{AUTHOR_KEY: "A. Physicist"})
    with qtbot.waitExposed(made):
        made.show()
    made.show_session(session)
    return made


def dialog_of(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


def asked(window, command, name):
    window.actions_by_name[command].trigger()
    return dialog_of(window, name)


def press(dialog, name):
    found = dialog.findChild(QPushButton, name)
    assert found.isEnabled(), found.toolTip()
    found.click()


def why_not(dialog, name):
    found = dialog.findChild(QPushButton, name)
    return "" if found.isEnabled() else found.toolTip()


def problem(dialog):
    label = dialog.findChild(QLabel, "problem")
    return label.text() if label.isVisibleTo(dialog) else ""


def choose_set(dialog, title):
    sets = dialog.findChild(QListWidget, "sets")
    sets.setCurrentRow(next(i for i in range(sets.count()) if sets.item(i).text().startswith(title)))


def choose_limit(dialog, organ):
    table = dialog.findChild(QTableWidget, "limits")
    table.setCurrentCell(next(i for i in range(table.rowCount()) if table.item(i, 0).text() == organ), 0)


def answer(dialog, name, author):
    question = dialog_of(dialog, "name question")
    question.findChild(QLineEdit, "set name").setText(name)
    question.findChild(QLineEdit, "set author").setText(author)
    press(question, "ok")
    return question


def typed_in(form, **fields):
    for name, text in fields.items():
        form.findChild(QLineEdit, name).setText(text)


def test_a_shipped_set_can_be_copied_and_exported_and_nothing_else(window):
    dialog = asked(window, "constraint sets", "constraint sets")
    assert why_not(dialog, "copy") == why_not(dialog, "export") == why_not(dialog, "import") == ""
    for name in ("rename", "edit", "add", "remove"):
        assert "Shipped sets stay as they are" in why_not(dialog, name)
    assert "in force" in why_not(dialog, "delete")
    assert why_not(dialog, "use") == "It is in force already."


def test_a_set_is_copied_edited_and_put_in_force_and_the_panel_follows(window, session):
    dialog = asked(window, "constraint sets", "constraint sets")
    press(dialog, "copy")
    answer(dialog, "Our pelvis", "B. Physician")
    assert problem(dialog) == f"✔ “Our pelvis” is kept, version 1, {date.today().isoformat()}, by B. Physician."
    choose_limit(dialog, "Bladder")
    press(dialog, "edit")
    form = dialog_of(dialog, "limit form")
    typed_in(form, limit_gy="65")
    press(form, "ok")
    assert "The source it cites, Slevin 2021, states a limit of 80 Gy" in problem(form)
    typed_in(form, citation="Tumour board, March 2026", doi="", year="2026")
    press(form, "ok")
    saved = load_constraint_set("our-pelvis")
    assert (saved.version, saved.author, saved.limit("bladder-nr").limit_gy) == ("2", "B. Physician", 65.0)
    press(dialog, "use")
    assert session.settings.constraint_set == "our-pelvis"
    assert session.undo_label == "Use the limits “Our pelvis”"
    bladder = next(row for row in session.assessment.rows if row.organ == "Bladder")
    assert bladder.standing.word == "exceeds"  # 70 Gy against 65
    assert session.assessment.set_in_force.author == "B. Physician"
    session.undo()
    assert session.settings.constraint_set == "pelvis-slevin-2021"


def test_a_change_of_the_set_in_force_reaches_the_panel_at_once(window, session):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    session.do("Use it", lambda settings: settings.with_constraint_set("ours"))
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Ours")
    choose_limit(dialog, "Bladder")
    press(dialog, "remove")
    press(dialog_of(dialog, "confirmation"), "ok")
    bladder = next(row for row in session.assessment.rows if row.organ == "Bladder")
    assert [result.limit.limit_gy for result in bladder.results] == [110.0]
    assert session.assessment.set_in_force.version == "2"
    assert "in force" in why_not(dialog, "delete")


def test_a_limit_is_added_by_hand_with_everything_it_needs(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Ours")
    press(dialog, "add")
    form = dialog_of(dialog, "limit form")
    press(form, "ok")
    assert problem(form) == "✖ “Organ” is empty: fill it in."
    typed_in(form, organ="PenileBulb", metric="Dmean", limit_gy="60", alpha_beta_gy="3", citation="Our board, 2026")
    typed_in(form, year="2026", endpoint="Late harm.", consensus="Three of us.")
    press(form, "ok")
    added = load_constraint_set("ours").limits[-1]
    assert (added.key, added.organ, added.evidence, added.may_turn_green) == ("penilebulb-1", "PenileBulb", "M", False)
    assert "gap PenileBulb: the set has a cumulative limit for it" in findings(dialog)


def findings(dialog):
    found = dialog.findChild(QListWidget, "findings")
    return "\n".join(found.item(i).text() for i in range(found.count()))


def test_nobody_keeps_a_change(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "constraint sets", "constraint sets")
    dialog.findChild(QLineEdit, "author").clear()
    choose_set(dialog, "Ours")
    choose_limit(dialog, "Bladder")
    press(dialog, "remove")
    press(dialog_of(dialog, "confirmation"), "ok")
    assert problem(dialog).startswith("✖ Say who stands behind this")
    assert load_constraint_set("ours").version == "1"


def test_a_name_that_is_taken_is_refused_in_the_question(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "constraint sets", "constraint sets")
    press(dialog, "copy")
    question = answer(dialog, "OURS", "A. Physicist")
    assert "You have a constraint set “ours” already" in problem(question)
    assert question.isVisible()


def test_a_set_is_renamed_and_deleted_after_asking(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Ours")
    press(dialog, "rename")
    answer(dialog, "Theirs", "A. Physicist")
    assert SETS.own == ("theirs",)
    press(dialog, "delete")
    question = dialog_of(dialog, "confirmation")
    question.reject()
    assert SETS.own == ("theirs",)
    press(dialog, "delete")
    press(dialog_of(dialog, "confirmation"), "ok")
    assert SETS.own == ()


def test_a_set_goes_out_to_a_file_and_comes_in_again(window, tmp_path, monkeypatch):
    dialog = asked(window, "constraint sets", "constraint sets")
    path = tmp_path / "from-us.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(dialog, "export")
    assert set_from_file(path).limits == load_constraint_set("pelvis-slevin-2021").limits
    press(dialog, "export")
    assert "exists already and was not touched" in problem(dialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    press(dialog, "import")
    assert SETS.own == ("from-us",)
    path.write_text("{", encoding="utf-8")
    press(dialog, "import")
    assert "cannot be read as JSON" in problem(dialog)


def test_a_damaged_set_is_told_and_can_only_be_deleted(window):
    SETS.folder.mkdir(parents=True)
    (SETS.folder / "broken.json").write_text("{", encoding="utf-8")
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "✖ broken")
    assert "broken.json cannot be read as JSON" in findings(dialog)
    assert [why_not(dialog, name) != "" for name in ("copy", "export", "edit", "use")] == [True] * 4
    assert why_not(dialog, "delete") == ""


def test_a_set_with_an_error_cannot_be_put_in_force(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    path = SETS.folder / "ours.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"limit_gy": 67.0', '"limit_gy": 6700.0', 1), "utf-8")
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Ours")
    assert why_not(dialog, "use").startswith("Correct what is marked ✖ below first")
    assert findings(dialog).startswith("✖ Error: ")


def test_sets_can_be_read_without_a_case(tmp_path, qtbot):
    window = window_of(tmp_path, qtbot)
    with qtbot.waitExposed(window):
        window.show()
    dialog = asked(window, "constraint sets", "constraint sets")
    assert why_not(dialog, "use") == "Open a patient first."
    assert not window.actions_by_name["sources"].isEnabled()


def test_a_row_is_copied_and_opened_by_keyboard(window):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Ours")
    table = dialog.findChild(QTableWidget, "limits")
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "CaudaEquina\tD0.1cc ≤ 85 Gy EQD2\t2 Gy\t12 months included" in QApplication.clipboard().text()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert dialog_of(dialog, "limit form").windowTitle() == "Edit cauda-r12"


# --- side by side -----------------------------------------------------------------------------------------------


def test_the_plexus_stands_there_with_both_limits_its_own_dose_and_the_disagreement(window, session):
    window.constraint_sets.ask_sources("SacralPlex")
    dialog = dialog_of(window, "sources dialog")
    said = dialog.findChild(QLabel, "conflict").text()
    assert said.startswith("▲ One source, different answers: ✖ exceeds 67 Gy EQD2")
    table = dialog.findChild(QTableWidget, "sources")
    lines = [[table.item(line, column).text() for column in range(6)] for line in range(2)]
    # 47.25 + 30 = 77.25 Gy, shown with one decimal
    assert lines[0] == ["Slevin 2021", "D0.1cc ≤ 67 Gy EQD2", "2 Gy", "none assumed", "77.3 Gy", "✖ exceeds"]
    assert lines[1][4:] == ["77.3 Gy", "▲ near"]
    results = session.assessment.sources.of("SacralPlex").limits
    assert [one.result.cumulative.text for one in results] == [line[4] for line in lines]
    kept = [table.item(line, DOSE_COLUMN).data(MEANING_ROLE).figures for line in range(2)]
    assert kept == [(one.result.cumulative,) for one in results]


def test_the_key_asks_for_the_dose_that_the_keyboard_is_on_in_a_dialog_too(window):
    window.constraint_sets.ask_sources("SacralPlex")
    table = dialog_of(window, "sources dialog").findChild(QTableWidget, "sources")
    table.setCurrentCell(0, 0)
    QTest.keyClick(table, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert table.window().findChildren(MeaningDialog) == []
    table.setCurrentCell(0, DOSE_COLUMN)
    QTest.keyClick(table, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    (asked_for,) = table.window().findChildren(MeaningDialog)
    assert asked_for.isVisible() and any("77.25" in label.text() for label in asked_for.findChildren(QLabel))
    asked_for.reject()


def test_another_organ_is_chosen_in_the_list_and_everything_is_copied(window):
    dialog = asked(window, "sources", "sources dialog")
    dialog.findChild(QComboBox, "organ").setCurrentText("ThecalSac")
    assert "ThecalSac is not contoured" in dialog.findChild(QLabel, "conflict").text()
    table = dialog.findChild(QTableWidget, "sources")
    assert table.item(0, STANDING_COLUMN).text() == "? not assessable"
    dialog.findChild(QComboBox, "organ").setCurrentText("PenileBulb")
    assert "No set on this computer has a cumulative limit" in dialog.findChild(QLabel, "conflict").text()
    press(dialog, "copy")
    assert "No cumulative limit for re-irradiation is known" in QApplication.clipboard().text()


def test_bed_limits_are_shown_as_stated_and_as_compared(window):
    window.constraint_sets.ask_sources("SpinalCord")
    table = dialog_of(window, "sources dialog").findChild(QTableWidget, "sources")
    assert table.item(0, 1).text() == "Dmax ≤ 120 Gy BED (EQD2 60 Gy)"


def test_the_menu_of_a_row_leads_to_the_sources_of_its_organ(window):
    window.stage.sources_wanted.emit("Rectum")
    assert dialog_of(window, "sources dialog").findChild(QComboBox, "organ").currentText() == "Rectum"


# --- α/β --------------------------------------------------------------------------------------------------------


def line_of(table, organ):
    return next(line for line in range(table.rowCount()) if table.item(line, 0).text() == organ)


def test_an_alpha_beta_outside_the_range_is_set_said_and_undone(window, session):
    dialog = asked(window, "tissues", "tissues dialog")
    table = dialog.findChild(QTableWidget, "tissues")
    table.setCurrentCell(line_of(table, "SacralPlex"), 0)
    press(dialog, "value")
    question = dialog_of(dialog, "alpha beta dialog")
    beyond = question.findChild(QLabel, "beyond the table")
    assert not beyond.isVisible()
    question.findChild(QDoubleSpinBox, "alpha beta").setValue(6.0)
    assert "▲ α/β 6 Gy lies outside the 2 to 4 Gy" in beyond.text()
    question.accept()
    assert session.undo_label == "Set α/β of SacralPlex to 6 Gy"
    assert table.item(line_of(table, "SacralPlex"), 1).text() == "6 Gy ▲ yours, outside 2 to 4 Gy"
    assert problem(dialog).startswith("▲ α/β 6 Gy lies outside")
    press(dialog, "back")
    assert table.item(line_of(table, "SacralPlex"), 1).text() == "2 Gy"
    assert why_not(dialog, "back") == "It is the table's value already."
    session.undo()
    session.undo()
    assert dict(session.settings.alpha_beta_gy) == {}


def test_organs_of_the_case_come_first_with_what_is_in_force_and_its_evidence(window):
    table = asked(window, "tissues", "tissues dialog").findChild(QTableWidget, "tissues")
    assert [table.item(line, 0).text() for line in range(len(ORGANS))] == list(ORGANS)
    cord = [table.item(line_of(table, "SpinalCord"), column).text() for column in range(7)]
    assert cord == ["SpinalCord", "2 Gy", "spinal cord", "2 Gy", "2 to 4 Gy", "read [V]", "high"]


def test_a_table_of_ones_own_is_copied_edited_and_used(window, session):
    dialog = asked(window, "tissues", "tissues dialog")
    press(dialog, "copy")
    answer(dialog, "Our tissues", "B. Physician")
    assert "Values of this case are chosen beside the table in force" in why_not(dialog, "value")
    table = dialog.findChild(QTableWidget, "tissues")
    table.setCurrentCell(line_of(table, "Bladder"), 0)
    press(dialog, "edit")
    form = dialog_of(dialog, "tissue form")
    typed_in(form, default="5")
    press(form, "ok")
    assert "The shipped row with the same source gives 3 Gy" in problem(form)
    typed_in(form, source="Tumour board, March 2026", low="6", high="7")
    press(form, "ok")
    assert "lies outside its range" in problem(form)
    typed_in(form, low="five", high="")
    press(form, "ok")
    assert "“five” is not a number" in problem(form)
    typed_in(form, low="3", high="6")
    press(form, "ok")
    saved = load_tissue_table("our-tissues")
    assert (saved.stamp.version, saved.alpha_beta_for("Bladder").default_gy) == ("2", 5.0)
    assert table.item(line_of(table, "Bladder"), 1).text() == "3 Gy"  # in force is still the shipped table
    press(dialog, "use")
    assert session.settings.tissue_table == "our-tissues"
    bladder = next(organ for organ in session.assessment.organs if organ.name == "Bladder")
    assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(61.7142857)  # 36 + 25.714, EVIDENCE (i)
    assert "in force" in why_not(dialog, "delete")


def test_a_table_goes_out_comes_in_and_is_deleted(window, tmp_path, monkeypatch):
    copy_table("alpha-beta", "Ours", "A. Physicist", DAY)
    dialog = asked(window, "tissues", "tissues dialog")
    assert "The shipped table stays as it is" in why_not(dialog, "edit")
    path = tmp_path / "from-us.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    press(dialog, "export")
    press(dialog, "import")
    assert TABLES.own == ("from-us", "ours")
    press(dialog, "delete")
    press(dialog_of(dialog, "confirmation"), "ok")
    assert TABLES.own == ("ours",)
    path.write_text("{", encoding="utf-8")
    press(dialog, "import")
    assert problem(dialog).startswith("✖ The table of α/β values from-us.json cannot be used")


def test_a_damaged_table_is_told_and_the_shipped_one_still_works(window):
    TABLES.folder.mkdir(parents=True)
    (TABLES.folder / "broken.json").write_text("{", encoding="utf-8")
    dialog = asked(window, "tissues", "tissues dialog")
    tables = dialog.findChild(QComboBox, "tables")
    assert tables.itemText(0) == "α/β of organs and targets (shipped, in force)"
    tables.setCurrentIndex(1)
    assert "broken.json cannot be used" in findings(dialog)
    assert why_not(dialog, "use") == "Choose a table that can be read."


# --- the choice above the panel ---------------------------------------------------------------------------------


def test_a_new_set_is_offered_above_the_panel_and_a_damaged_one_is_left_out(qtbot, session):
    from reirrad_gui.ui.panel.choices import SetChoice

    choice = SetChoice()
    qtbot.addWidget(choice)
    choice.show_session(session)
    assert choice.count() == 3
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    (SETS.folder / "broken.json").write_text("{", encoding="utf-8")
    choice.show_session(session)
    assert [choice.itemText(index) for index in range(choice.count())][3:] == ["Ours"]
    assert choice.currentData() == "pelvis-slevin-2021"


def test_a_set_deleted_by_hand_while_in_force_is_told_and_another_can_be_chosen(window, session):
    copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", DAY)
    session.do("Use it", lambda settings: settings.with_constraint_set("ours"))
    content = (SETS.folder / "ours.json").read_text(encoding="utf-8")
    (SETS.folder / "ours.json").unlink()
    dialog = asked(window, "constraint sets", "constraint sets")
    choose_set(dialog, "Spinal cord")
    press(dialog, "use")
    assert session.settings.constraint_set == "cord-nieder-hytec"
    (SETS.folder / "ours.json").write_text(content, encoding="utf-8")  # so that the window can undo and close


def test_settings_of_the_window_remember_the_author(window, tmp_path):
    dialog = asked(window, "constraint sets", "constraint sets")
    press(dialog, "copy")
    answer(dialog, "Ours", "C. Nurse")
    assert QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat).value(AUTHOR_KEY) == "C. Nurse"
