"""The store's file: checked when it is opened, and every refusal of the system in a sentence."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from reirrad_gui.errors import StoreError
from reirrad_gui.store import database
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.trouble import NotStoredError
from tests.support.stores import document


@pytest.fixture
def file(tmp_path):
    """A store with one case of three revisions, closed."""
    place = tmp_path / "cases.sqlite3"
    store = CaseStore.open(place)
    now = store.begin(document(), "Open", "me")
    for number in (1, 2):
        now = store.append(now.case_id, now.number, document(number=number), f"Edit {number}", "me")
    store.close()
    return place


def the_case(store):
    """The only case's id."""
    [row] = store.patients()
    return row.case_id


def test_the_store_lies_in_the_persons_data_folder_unless_another_place_is_given():
    store = CaseStore.open()
    store.begin(document(), "Open", "me")
    store.close()
    assert database.default_place().is_file()
    assert database.default_place().name == "cases.sqlite3"


def test_every_commit_is_on_the_disk_foreign_keys_hold_and_deleted_rows_are_overwritten(file):
    store = CaseStore.open(file)
    with store.database.reading() as connection:
        said = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    store.close()


def test_nothing_of_a_deleted_patient_is_left_in_the_files(file):
    store = CaseStore.open(file)
    case_id = the_case(store)
    assert any(b"Example^Ann" in part.read_bytes() for part in file.parent.iterdir())
    store.delete(case_id)
    assert not any(
        b"Example^Ann" in part.read_bytes() or b"Edit 1" in part.read_bytes() for part in file.parent.iterdir()
    )
    store.close()


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path):
    place = tmp_path / "cases.sqlite3"
    place.write_bytes(b"patients, alphabetically" * 200)
    with pytest.raises(StoreError, match="is damaged or is no case store"):
        CaseStore.open(place)
    assert place.read_bytes() == b"patients, alphabetically" * 200


def test_a_damaged_page_is_found_when_the_store_is_opened(file):
    content = bytearray(file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    content[size : 2 * size] = bytes(size)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        CaseStore.open(file)


def test_a_revision_whose_case_is_gone_is_found_when_the_store_is_opened(file):
    raw = sqlite3.connect(file)
    raw.execute("DELETE FROM cases")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="rows without their case"):
        CaseStore.open(file)


def test_a_large_store_is_checked_without_comparing_every_index(file, monkeypatch):
    asked = []
    monkeypatch.setattr(database, "CHECKED_WHOLE_BYTES", 1)
    kept = database._begins

    def watching(connection):
        kept(connection)
        driver = connection.connection.driver_connection
        driver.set_trace_callback(asked.append)

    monkeypatch.setattr(database, "_begins", watching)
    CaseStore.open(file).close()
    assert any("quick_check" in statement for statement in asked)
    assert not any("integrity_check" in statement for statement in asked)


def test_a_damaged_store_is_set_aside_with_its_log_and_a_new_one_begun(file):
    file.with_name(f"{file.name}-wal").write_bytes(b"log")
    kept = file.read_bytes()
    aside = database.set_aside(file, "2026-11-21")
    assert aside.name == "cases set aside 2026-11-21.sqlite3"
    assert aside.read_bytes() == kept
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"log"
    store = CaseStore.open(file)
    assert store.patients() == ()
    store.close()
    with pytest.raises(StoreError, match="is there already"):
        database.set_aside(file, "2026-11-21")
    assert aside.read_bytes() == kept


def test_on_a_full_disk_nothing_is_written_half_and_the_sentence_says_what_is_kept_where(file):
    store = CaseStore.open(file)
    case_id = the_case(store)
    with store.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    from sqlalchemy import event

    event.listen(store.database.engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages}"))
    large = document(number=3, files=[f"{n:0200d}" for n in range(2000)])
    with pytest.raises(NotStoredError, match=r"the disk is full\. It is kept in memory as long as this window is open"):
        store.append(case_id, 3, large, "Edit 3", "me")
    assert store.number(case_id) == 3
    assert store.faults(case_id) == ()
    store.close()


def test_a_store_opened_for_reading_shows_its_cases_and_takes_no_edit(file):
    store = CaseStore.open(file, read_only=True)
    case_id = the_case(store)
    assert store.newest(case_id).document == document(number=2)
    with pytest.raises(NotStoredError, match="what is done is not kept"):
        store.append(case_id, 3, document(), "Edit", "me")
    store.close()


ASKED = """
import os, sys
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.trouble import NotStoredError
CaseStore.open(sys.argv[2]).close()  # loads everything that this person may have no right to read
os.setgid(65534); os.setuid(65534)
store = CaseStore.open(sys.argv[1])
[row] = store.patients()
print(row.revisions, row.patient.name)
try:
    store.delete(row.case_id)
except NotStoredError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody without rights")
def test_a_person_without_the_right_to_write_reads_the_store_and_is_told(file, tmp_path, repository):
    with TemporaryDirectory(dir="/tmp") as folder:
        place = Path(shutil.copy(file, folder))
        place.parent.chmod(0o755)
        place.chmod(0o444)
        command = [sys.executable, "-c", ASKED, str(place), str(tmp_path / "other.sqlite3")]
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=repository)
    assert told.stdout.splitlines()[0] == "3 Example^Ann", told.stderr
    assert "it may not be written to" in told.stdout


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(StoreError, match="cannot be used"):
        CaseStore.open(tmp_path / "taken" / "cases.sqlite3")


def test_a_writer_that_waits_too_long_for_another_program_is_told(file, monkeypatch):
    monkeypatch.setattr(database, "WAIT_S", 0.05)
    store, other = CaseStore.open(file), sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotStoredError, match="another program is holding it"):
        store.begin(document(), "Open", "me")
    other.rollback()
    other.close()
    store.begin(document(), "Open", "me")
    store.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://me@host/cases", "mysql is not known here"),
        ("://", "cannot be read"),
        ("postgresql://me:secret@127.0.0.1:1/cases", "cases on 127.0.0.1 cannot be read"),
    ],
)
def test_an_address_that_leads_to_no_store_is_told_without_its_password(address, said):
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(StoreError, match=said) as refused:
        CaseStore.open(address)
    assert "secret" not in str(refused.value)


def test_without_its_package_a_store_on_postgresql_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"install reirrad-gui\[postgresql\]"):
        CaseStore.open("postgresql://me@host/cases")


def test_a_reader_sees_one_state_while_another_window_writes(file):
    store, other = CaseStore.open(file), CaseStore.open(file)
    case_id = the_case(store)
    with store.database.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM revisions")).scalar()
        other.append(case_id, 3, document(number=3), "Edit 3", "me")
        assert connection.execute(text("SELECT count(*) FROM revisions")).scalar() == before == 3
    assert store.number(case_id) == 4
    store.close()
    other.close()
