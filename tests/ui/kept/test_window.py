"""The window keeps what is opened in it: on a real store, with a FHIR bundle of one course as the patient's files."""

import json
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu, QPushButton, QTableWidget

from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.keeping.keeper import FOUND_AGAIN, OPENED, Keeper
from reirrad_gui.store import sittings
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.trouble import NotStoredError
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.opening import open_paths
from tests.support.fhir_bundles import course, dose, patient, write_bundle
from tests.support.kept_sessions import labels
from tests.support.windows import shown, window_of

PATIENCE_MS = 30_000
EDIT = "Set α/β of Rectum to 4 Gy"


@pytest.fixture
def place(tmp_path):
    """Where the store is."""
    return tmp_path / "store" / "cases.sqlite3"


@pytest.fixture
def bundle(tmp_path):
    """The patient's files."""
    folder = tmp_path / "files"
    folder.mkdir()
    return write_bundle(folder, patient(), course("c1", dose("PTV", 2500, fractions=5)))


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Keepers look and try again soon."""
    for name, seconds in (("look_s", 0.05), ("retry_s", 0.05)):
        monkeypatch.setitem(Keeper.__init__.__kwdefaults__, name, seconds)


@pytest.fixture
def make(tmp_path, qtbot, place):
    """A window with stand-ins for views, on the store."""
    return lambda: window_of(tmp_path, qtbot, opener=open_paths, shelf=Shelf(place))


@pytest.fixture
def window(make, qtbot, bundle):
    """It, with the bundle open and kept."""
    made = shown(make(), qtbot, [bundle])
    qtbot.waitUntil(lambda: footer(made).startswith("kept · revision 1 "), timeout=PATIENCE_MS)
    return made


def footer(window):
    return window.findChild(ElidedLabel, "keeping").text()


def strip(window, name):
    """What a strip says; empty while it is not there."""
    label = window.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def press(window, text):
    next(b for b in window.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def dialog(window, name):
    return next(found for found in window.findChildren(QDialog, name) if found.isVisible())


def edit(window, gy=4.0):
    window.session.do(f"Set α/β of Rectum to {gy:g} Gy", lambda settings: settings.with_alpha_beta("Rectum", gy))


def kept(window, qtbot, number):
    qtbot.waitUntil(lambda: footer(window).startswith(f"kept · revision {number} "), timeout=PATIENCE_MS)


def listed(window, qtbot):
    """The start page's list, once it is read."""
    qtbot.waitUntil(lambda: not window.kept.library._looking.busy, timeout=PATIENCE_MS)
    return window.kept.library.start_page.shown


def by_another_window(place, label="Set α/β of Bladder to 6 Gy", gy=6.0):
    """An edit of the only case that this window did not make."""
    with closing(CaseStore.open(place)) as store:
        newest = store.newest(store.patients()[0].case_id)
        document = json.loads(json.dumps(dict(newest.document)))
        document["settings"]["alpha_beta_gy"]["Bladder"] = gy
        store.append(newest.case_id, newest.number, document, label, "B. Other")


def test_every_edit_is_kept_and_the_closed_case_is_listed_and_opens_to_the_same_numbers_with_its_undo(
    window, qtbot, place
):
    edit(window)
    kept(window, qtbot, 2)
    before = assessment_json(window.session.assessment)
    window.close_case()
    assert window.session is None
    [row] = listed(window, qtbot)
    assert (row.name, row.revisions, row.label) == ("Doe, Jo", 2, EDIT)
    [recent] = window.findChild(QMenu, "recent patients").actions()
    assert recent.text() == f"&1 Doe, Jo · {row.changed}"
    window.actions_by_name["patients"].trigger()
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        QTest.keyClick(window.kept.library.start_page.search, Qt.Key.Key_Return)
    kept(window, qtbot, 2)
    assert assessment_json(window.session.assessment) == before
    assert window.actions_by_name["undo"].text() == f"&Undo: {EDIT}"
    window.undo()
    kept(window, qtbot, 3)
    assert window.close()
    assert labels(place) == [OPENED, EDIT, f"Undo: {EDIT}"]


def test_files_of_a_patient_with_a_kept_case_offer_it_and_looking_alone_begins_no_other(window, qtbot, bundle, place):
    edit(window)
    kept(window, qtbot, 2)
    window.close_case()
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        window.open([bundle])
    qtbot.waitUntil(lambda: strip(window, "kept already") != "", timeout=PATIENCE_MS)
    assert f"“{EDIT}”" in strip(window, "kept already")
    assert "rests on the same files" in strip(window, "kept already")
    assert footer(window) == "kept from the first edit on"
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        press(window, "Go on with the kept case")
    kept(window, qtbot, 2)
    assert window.session.settings.alpha_beta_gy["Rectum"] == 4.0
    assert not strip(window, "kept already")
    window.close_case()
    assert len(listed(window, qtbot)) == 1


def test_an_edit_instead_of_an_answer_begins_a_new_case_and_the_kept_one_stays(window, qtbot, bundle):
    window.close_case()
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        window.open([bundle])
    qtbot.waitUntil(lambda: strip(window, "kept already") != "", timeout=PATIENCE_MS)
    edit(window)
    kept(window, qtbot, 2)
    assert not strip(window, "kept already")
    window.close_case()
    assert sorted(row.revisions for row in listed(window, qtbot)) == [1, 2]


def test_while_the_disk_is_full_the_window_says_so_and_asks_before_an_edit_is_lost(window, qtbot, place, monkeypatch):
    append = CaseStore.append

    def refuses(*_, **__):
        raise NotStoredError("What you did is not in the case store yet: the disk is full.")

    monkeypatch.setattr(CaseStore, "append", refuses)
    edit(window)
    qtbot.waitUntil(lambda: "the disk is full" in strip(window, "keeping trouble"), timeout=PATIENCE_MS)
    assert footer(window) == "▲ not kept: 1 edit"
    assert not window.close()
    asked = dialog(window, "changes are not kept")
    assert "1 edit of this case is not in the case store" in asked.text()
    assert EDIT in asked.text()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert window.isVisible()
    monkeypatch.setattr(CaseStore, "append", append)
    kept(window, qtbot, 2)
    assert not strip(window, "keeping trouble")
    assert window.close()
    assert labels(place) == [OPENED, EDIT]


def test_edits_that_cannot_be_kept_are_given_up_only_by_name(window, qtbot, monkeypatch):
    def refuses(*_, **__):
        raise NotStoredError("The disk is full.")

    monkeypatch.setattr(CaseStore, "append", refuses)
    edit(window)
    edit(window, 5.0)
    qtbot.waitUntil(lambda: footer(window) == "▲ not kept: 2 edits", timeout=PATIENCE_MS)
    window.close_case()
    assert window.session is not None
    press(dialog(window, "changes are not kept"), "Close and lose 2 edits")
    assert window.session is None


def test_a_store_that_may_not_be_written_is_told_and_work_goes_on(make, qtbot, bundle, place, monkeypatch):
    CaseStore.open(place).close()
    looks = CaseStore.open
    monkeypatch.setattr(CaseStore, "open", lambda place: looks(place, read_only=True))
    window = shown(make(), qtbot, [bundle])
    qtbot.waitUntil(lambda: "reading only" in strip(window, "keeping trouble"), timeout=PATIENCE_MS)
    edit(window)
    qtbot.waitUntil(lambda: footer(window) == "▲ not kept: 1 edit", timeout=PATIENCE_MS)
    assert window.session.settings.alpha_beta_gy["Rectum"] == 4.0
    window.undo()
    window.redo()
    assert "reading only" in strip(window, "keeping trouble")
    window.kept.keeping.end()


def test_a_damaged_store_is_told_and_set_aside_only_after_a_question(make, qtbot, bundle, place):
    place.parent.mkdir()
    place.write_bytes(b"no database at all" * 100)
    window = shown(make(), qtbot, [bundle])
    qtbot.waitUntil(lambda: "damaged" in strip(window, "keeping trouble"), timeout=PATIENCE_MS)
    press(window, "Set the damaged store aside…")
    press(dialog(window, "Set the damaged store aside"), "Set it aside")
    kept(window, qtbot, 1)
    assert labels(place) == [OPENED]
    [aside] = place.parent.glob("*set aside*.sqlite3")
    assert aside.read_bytes().startswith(b"no database")


def test_another_windows_edit_is_told_and_shown_when_a_person_wants_it(window, qtbot, place):
    by_another_window(place)
    qtbot.waitUntil(lambda: "by B. Other" in strip(window, "keeping trouble"), timeout=PATIENCE_MS)
    assert "Bladder" not in window.session.settings.alpha_beta_gy
    press(window, "Show what the other window did")
    assert window.session.settings.alpha_beta_gy["Bladder"] == 6.0
    kept(window, qtbot, 2)
    assert not strip(window, "keeping trouble")


def test_of_two_windows_edits_none_is_written_over_before_a_person_chooses(window, qtbot, place, monkeypatch):
    monkeypatch.setattr(window.kept.keeping._keeper, "_look", lambda _: None)
    by_another_window(place)
    edit(window)
    qtbot.waitUntil(lambda: "not written over" in strip(window, "keeping trouble"), timeout=PATIENCE_MS)
    said = [b.text() for b in window.findChildren(QPushButton) if b.objectName().startswith("keeping trouble")]
    assert said == ["Leave mine, show the other", "Mine on top of it", "Mine as a case of its own"]
    press(window, "Mine on top of it")
    kept(window, qtbot, 3)
    assert labels(place) == [OPENED, "Set α/β of Bladder to 6 Gy", EDIT]


def test_the_history_names_person_and_change_and_leads_back_to_an_earlier_state_that_can_be_undone(
    window, qtbot, place
):
    edit(window)
    edit(window, 5.0)
    kept(window, qtbot, 3)
    window.actions_by_name["history"].trigger()
    history = dialog(window, "history")
    table = history.findChild(QTableWidget, "revisions")
    qtbot.waitUntil(lambda: table.rowCount() == 3, timeout=PATIENCE_MS)
    assert "✔ 3 revisions" in history.findChild(QLabel, "chain").text()
    assert table.item(0, 3).text() == "Set α/β of Rectum to 5 Gy"
    back = history.findChild(QPushButton, "open as then")
    assert not back.isEnabled()
    name = history.findChild(QLineEdit, "name in the history")
    name.setText("Dr. A. Reader")
    QTest.keyClick(name, Qt.Key.Key_Tab)
    table.setCurrentCell(1, 0)
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        back.click()
    assert window.session.settings.alpha_beta_gy["Rectum"] == 4.0
    kept(window, qtbot, 4)
    window.undo()
    assert window.session.settings.alpha_beta_gy["Rectum"] == 5.0
    kept(window, qtbot, 5)
    with closing(CaseStore.open(place)) as store:
        history = store.history(store.patients()[0].case_id)
    assert [row.label for row in history[3:]] == ["Back to revision 2", "Undo: Back to revision 2"]
    assert {row.who for row in history[3:]} == {"Dr. A. Reader"}


def test_an_earlier_state_of_a_closed_case_is_opened_from_its_history_as_a_step_that_can_be_undone(
    window, qtbot, place
):
    edit(window)
    kept(window, qtbot, 2)
    window.close_case()
    listed(window, qtbot)
    press(window, "History…")
    history = dialog(window, "history")
    table = history.findChild(QTableWidget, "revisions")
    qtbot.waitUntil(lambda: table.rowCount() == 2, timeout=PATIENCE_MS)
    table.setCurrentCell(1, 0)
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        QTest.keyClick(table, Qt.Key.Key_Return)
    kept(window, qtbot, 3)
    assert "Rectum" not in window.session.settings.alpha_beta_gy
    window.undo()
    assert window.session.settings.alpha_beta_gy["Rectum"] == 4.0
    kept(window, qtbot, 4)
    assert labels(place) == [OPENED, EDIT, "Back to revision 1", "Undo: Back to revision 1"]


def test_files_that_were_moved_are_asked_for_found_by_content_and_their_place_is_remembered(
    window, qtbot, bundle, place, tmp_path
):
    window.close_case()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    bundle.rename(moved / "renamed.json")
    [row] = listed(window, qtbot)
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        window.kept.open(row.case_id)
    relink = dialog(window, "relink")
    folder, said = relink.findChild(QLineEdit, "folder of the files"), relink.findChild(QLabel, "found there")
    opens = relink.findChild(QPushButton, "open with these")
    QTest.keyClicks(folder, str(tmp_path / "nowhere"))
    QTest.keyClick(folder, Qt.Key.Key_Return)
    assert "not a folder" in said.text()
    assert not opens.isEnabled()
    folder.setText(str(moved))
    QTest.keyClick(folder, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said.text().startswith("✔ All 1"), timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        opens.click()
    assert "moved, and found again by content" in strip(window, "kept case told")
    window.show_things_to_know()
    assert any(
        "found again by content" in label.text() for label in dialog(window, "things to know").findChildren(QLabel)
    )
    kept(window, qtbot, 2)
    assert labels(place) == [OPENED, FOUND_AGAIN]


def test_a_case_is_deleted_after_a_question_that_names_patient_and_revisions_and_not_while_it_is_open(
    window, qtbot, place
):
    window.actions_by_name["patients"].trigger()
    patients = dialog(window, "patients dialog").patients
    qtbot.waitUntil(lambda: len(patients.shown) == 1, timeout=PATIENCE_MS)
    QTest.keyClick(patients.table, Qt.Key.Key_Delete)
    asked = dialog(window, "Delete a kept case")
    assert "open in this window" in asked.text()
    asked.reject()
    dialog(window, "patients dialog").reject()
    window.close_case()
    listed(window, qtbot)
    for answer, left in (("Leave it", 1), ("Delete 1 revision", 0)):
        QTest.keyClick(window.kept.library.start_page.table, Qt.Key.Key_Delete)
        asked = dialog(window, "Delete a kept case")
        assert "Doe, Jo (ID 17" in asked.text()
        assert "1 revision" in asked.text()
        press(asked, answer)
        assert len(listed(window, qtbot)) == left


def test_a_window_that_ended_without_closing_is_told_once_until_it_is_understood(
    window, make, qtbot, place, monkeypatch
):
    case_id = window.kept.keeping.case_id
    window.close()
    with closing(CaseStore.open(place)) as store, monkeypatch.context() as dead:
        dead.setattr(sittings.os, "getpid", lambda: 2**22 + 1)  # above the largest number that Linux gives
        sittings.sit_down(store, case_id, "A. Reader")
    again = make()
    with qtbot.waitExposed(again):
        again.show()
    qtbot.waitUntil(lambda: "ended without closing" in strip(again, "lost sessions"), timeout=PATIENCE_MS)
    press(again, "Understood")
    assert not strip(again, "lost sessions")
    qtbot.waitUntil(lambda: not again.kept.library._noting.busy, timeout=PATIENCE_MS)
    with closing(CaseStore.open(place)) as store:
        assert sittings.lost(store) == ()


def test_a_window_without_a_store_keeps_and_lists_nothing(tmp_path, qtbot, bundle, place):
    window = shown(window_of(tmp_path, qtbot, opener=open_paths), qtbot, [bundle])
    edit(window)
    assert footer(window) == ""
    assert not window.actions_by_name["patients"].isEnabled()
    assert not window.kept.library.start_page.isVisible()
    assert not place.exists()
