"""The case store, on SQLite and on PostgreSQL: nothing older than the last edit is lost, nothing overwritten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from reirrad_gui.errors import StoreError
from reirrad_gui.store import database, tables
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.sittings import alive, get_up, lost, open_sittings, sit_down, still_here
from reirrad_gui.store.trouble import ConflictError
from tests.support.stores import document

SEVENTH = "UPDATE revisions SET body = replace(body, '\"number\":{}', '\"number\":7') WHERE number = {}"


def parts_kept(store):
    """How many shared parts lie in the store."""
    with store.database.reading() as connection:
        return len(connection.execute(select(tables.SHARED_PARTS)).all())


def changed_by_hand(store, *statements):
    """What somebody does who has the database's password, and no respect."""
    sqlite = store.database.engine.dialect.name == "sqlite"
    table = "" if sqlite else " ON revisions"
    with store.database.writing() as connection:
        connection.execute(text(f"DROP TRIGGER revisions_are_kept{table}"))
        for statement in statements:
            connection.exec_driver_sql(statement)


def case_of(store, edits=4):
    """A case with a first revision and some edits."""
    now = store.begin(document(), "Open", "A. Reader")
    for number in range(1, edits):
        now = store.append(now.case_id, now.number, document(number=number), f"Edit {number}", "A. Reader")
    return now


def test_every_revision_can_be_read_again_with_who_when_and_what(store):
    last = case_of(store)
    assert [(row.number, row.label, row.who) for row in store.history(last.case_id)] == [
        (1, "Open", "A. Reader"),
        (2, "Edit 1", "A. Reader"),
        (3, "Edit 2", "A. Reader"),
        (4, "Edit 3", "A. Reader"),
    ]
    assert [store.revision(last.case_id, n).document for n in (1, 2, 3, 4)] == [document(number=n) for n in range(4)]
    assert store.newest(last.case_id).document == document(number=3)
    assert [row.number for row in store.history(last.case_id, after=2)] == [3, 4]
    times = [row.at for row in store.history(last.case_id)]
    assert times == sorted(times)
    assert times[0].endswith("+00:00")


def test_what_was_written_is_there_after_closing_and_opening(place):
    store = CaseStore.open(place)
    last = case_of(store)
    store.close()
    again = CaseStore.open(place)
    assert again.newest(last.case_id).document == document(number=3)
    assert again.faults(last.case_id) == ()
    again.close()


def test_an_edit_that_rests_on_an_older_revision_is_not_written_and_shows_the_newest(store):
    last = case_of(store)
    with pytest.raises(ConflictError, match=r"another window: “Edit 3” by A\. Reader") as refused:
        store.append(last.case_id, last.number - 1, document(number=99), "Mine", "B. Writer")
    assert refused.value.theirs.document == document(number=3)
    assert store.newest(last.case_id).document == document(number=3)


def test_of_two_windows_that_write_at_the_same_time_one_is_told(store):
    last = case_of(store, 1)

    def write(number):
        try:
            return store.append(last.case_id, 1, document(number=number), f"Edit {number}", "me").number
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as windows:
        written = list(windows.map(write, range(8)))
    assert sorted(written, key=str) == [2, *[None] * 7]
    assert store.number(last.case_id) == 2
    assert store.faults(last.case_id) == ()


def test_the_list_of_files_is_kept_once_for_all_revisions_that_share_it(store):
    last = case_of(store)
    assert parts_kept(store) == 1
    store.append(last.case_id, last.number, document(files=("a", "b")), "One more file", "me")
    assert parts_kept(store) == 2


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (SEVENTH.format(1, 2), "revision 2 (“Edit 1”) was changed"),
        ("UPDATE revisions SET label = 'Other' WHERE number = 3", "revision 3 (“Other”) was changed"),
        ("UPDATE revisions SET who = 'Somebody else' WHERE number = 4", "revision 4 (“Edit 3”) was changed"),
        ("DELETE FROM revisions WHERE number = 2", "revision 2 is missing"),
        ("DELETE FROM revisions WHERE number = 4", "has 3 revisions, and its own row says 4"),
        ("UPDATE shared_parts SET content = '{}'", "files or events of revision 1 were changed"),
        ("UPDATE cases SET patient_name = 'Other^Person'", "not the patient of the newest revision"),
    ],
)  # fmt: skip
def test_a_row_changed_or_removed_by_hand_is_told(store, statement, said):
    last = case_of(store)
    assert store.faults(last.case_id) == ()
    changed_by_hand(store, statement)
    assert said in "; ".join(store.faults(last.case_id))


def test_a_changed_revision_is_not_opened_and_the_others_are(store):
    last = case_of(store)
    changed_by_hand(store, SEVENTH.format(3, 4))
    with pytest.raises(StoreError, match="Revision 4 of this case was changed after it was written"):
        store.newest(last.case_id)
    assert store.revision(last.case_id, 3).document == document(number=2)


def test_the_database_itself_refuses_to_change_a_revision(store):
    case_of(store)
    with (
        pytest.raises((StoreError, SQLAlchemyError), match="a revision is never changed"),
        store.database.writing() as connection,
    ):
        connection.execute(text("UPDATE revisions SET who = 'Somebody else'"))


def test_patients_are_found_by_words_of_name_and_id_whatever_the_case_of_letters(store):
    for patient_id, name in (("17", "Müller^Änne"), ("18", "Doe^Jo"), ("50%_off", "Doe^Ann")):
        store.begin(document(patient_id, name), "Open", "me")
    found = [row.patient.patient_id for row in store.patients("MÜLLER änne")]
    assert found == ["17"]
    assert [row.patient.patient_id for row in store.patients("mueller ANNE")] == ["17"]
    assert [row.patient.patient_id for row in store.patients("doe")] == ["50%_off", "18"]
    assert [row.patient.patient_id for row in store.patients("0%_o")] == ["50%_off"]
    assert store.patients("nobody") == ()
    assert [row.patient.patient_id for row in store.patients(most=1)] == ["50%_off"]


def test_the_list_shows_the_last_change_the_number_of_revisions_and_the_synthetic_mark(store):
    last = case_of(store)
    store.append(
        last.case_id, 4, document(synthetic=["Anatomy is made up."]), "Mark", "me", at="2026-11-21T10:00:00+00:00"
    )
    [row] = store.patients()
    assert (row.revisions, row.last_label, row.changed_at, row.synthetic) == (
        5,
        "Mark",
        "2026-11-21T10:00:00+00:00",
        True,
    )
    assert row.patient.shown_name == "Example, Ann"


def test_letters_that_a_database_cannot_keep_come_back_in_the_document_and_are_replaced_in_the_list(store):
    odd = document(name="A\0B\ud800", patient_id="\0")
    kept = store.begin(odd, "Ed\0it\udfff", "me\0")
    assert store.newest(kept.case_id).document == odd
    assert store.faults(kept.case_id) == ()
    assert store.patients()[0].patient.name == "A B?"


def test_deleting_a_patient_leaves_no_revision_no_file_list_and_no_other_patient_behind(store):
    gone, other = case_of(store), store.begin(document("2", files=("z",)), "Open", "me")
    sit_down(store, gone.case_id, "me")
    assert store.delete(gone.case_id) == 4
    assert [row.case_id for row in store.patients()] == [other.case_id]
    assert parts_kept(store) == 1
    assert open_sittings(store) == ()
    with pytest.raises(StoreError, match="not in the case store"):
        store.newest(gone.case_id)
    with pytest.raises(StoreError, match="was deleted"):
        store.append(gone.case_id, 4, document(), "Edit", "me")
    assert store.faults(gone.case_id) == ("the case is not in the store",)
    assert store.number(gone.case_id) is None


def test_a_window_that_ended_without_closing_is_told_until_somebody_has_read_it(store):
    last = case_of(store)
    here, gone = sit_down(store, last.case_id, "me"), sit_down(store, last.case_id, "me")
    with store.database.writing() as connection:
        connection.execute(tables.SITTINGS.update().where(tables.SITTINGS.c.sitting_id == gone).values(pid=2**22 + 1))
    assert [one.sitting_id for one in lost(store)] == [gone]
    assert lost(store)[0].case.last_label == "Edit 3"
    assert {one.sitting_id for one in open_sittings(store, last.case_id)} == {here, gone}
    get_up(store, gone)
    assert lost(store) == ()
    get_up(store, here)
    assert open_sittings(store) == ()


def test_a_window_on_another_computer_is_lost_when_it_falls_silent(store):
    last = case_of(store)
    sitting = sit_down(store, last.case_id, "me")
    with store.database.writing() as connection:
        connection.execute(tables.SITTINGS.update().values(host="elsewhere", pid=2**22 + 1))
    [one] = open_sittings(store)
    assert alive(one, one.seen_at)
    assert not alive(one, "2999-01-01T00:00:00+00:00")
    still_here(store, sitting)
    assert open_sittings(store)[0].seen_at > one.seen_at


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_was(place):
    database.opened(place, steps=(*tables.STEPS, lambda _: None)).close()
    with pytest.raises(StoreError, match=r"newer version of this program \(tables 2, known here: 1\)"):
        CaseStore.open(place)


def test_an_older_store_is_brought_up_to_date_with_all_its_cases(place):
    store = CaseStore.open(place)
    last = case_of(store)
    store.close()

    def one_more_column(connection):
        connection.execute(text("ALTER TABLE cases ADD COLUMN remark TEXT NOT NULL DEFAULT ''"))

    newer = database.opened(place, steps=(*tables.STEPS, one_more_column))
    with newer.reading() as connection:
        assert connection.execute(text("SELECT remark FROM cases")).scalars().all() == [""]
        assert tables.version_of(connection) == 2
    assert CaseStore(newer).newest(last.case_id).document == document(number=3)
    newer.close()


def test_a_step_that_fails_half_way_leaves_the_store_as_it_was(place):
    store = CaseStore.open(place)
    last = case_of(store)
    store.close()

    def fails(connection):
        connection.execute(text("ALTER TABLE cases ADD COLUMN remark TEXT"))
        connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(StoreError):
        database.opened(place, steps=(*tables.STEPS, fails))
    again = CaseStore.open(place)
    with again.database.reading() as connection:
        assert "remark" not in [column["name"] for column in _columns(connection)]
    assert again.newest(last.case_id).document == document(number=3)
    again.close()


def _columns(connection):
    from sqlalchemy import inspect

    return inspect(connection).get_columns("cases")
