"""What is said of kept cases: calm while all is well, and never a word that hides a loss."""

import pytest

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.keeping.keeper import Keeping
from reirrad_gui.session.keeping.stored import local_text
from reirrad_gui.store.revisions import CaseRow, RevisionRow
from reirrad_gui.ui.kept.rows import (
    chain_text,
    found_text,
    history_lines,
    keeping_text,
    listed,
    lost_question,
    matching,
    offer_text,
    theirs_text,
)

AT = "2026-11-21T22:41:09.000000+00:00"


def rows(*names, synthetic=False):
    """Stored cases of these people, DICOM's way of writing them, with IDs 0, 1, …"""
    return [
        CaseRow(str(n), PatientIdentity(f"ID-{n}", name, "19500101", "F"), synthetic, AT, AT, n + 1, "Open")
        for n, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("state", "begun", "says"),
    [
        (Keeping(), False, "kept from the first edit on"),
        (Keeping(pending=1), True, "being kept…"),
        (Keeping("c", 12, "Set α/β", AT), True, f"kept · revision 12 · {local_text(AT)[-5:]}"),
        (Keeping("c", 12, "Set α/β", AT, pending=1, edits=1), True, "being kept…"),
        (Keeping("c", 12, "Set α/β", AT, pending=2, edits=2, trouble="The disk is full."), True, "▲ not kept: 2 edits"),
        (Keeping(pending=1, trouble="The disk is full."), True, "▲ not kept"),
    ],
)
def test_the_footer_says_how_far_what_was_done_is_kept(state, begun, says):
    assert keeping_text(state, begun=begun)[0] == says


@pytest.mark.parametrize(
    ("search", "found"), [("", 2), ("müller", 1), ("änne, MÜL", 1), ("id-1", 1), ("id-1 müller", 0), ("x", 0)]
)
def test_every_word_searched_stands_in_name_or_id_and_capitals_do_not_matter(search, found):
    assert len(matching(listed(rows("MÜLLER^Änne", "Popescu^Ion")), search)) == found


@pytest.mark.parametrize("search", ["Țepeș", "Ţepeş", "tepes", "TEPEȘ vlad"])
def test_romanian_names_are_found_with_comma_cedilla_or_neither(search):
    found = matching(listed(rows("Țepeș^Vlad", "Ţepeş^Vlad", "Tepes^Vlad", "Popescu^Ion")), search)
    assert [line.identity[:7] for line in found] == ["ID ID-0", "ID ID-1", "ID ID-2"]


@pytest.mark.parametrize("search", ["Müller", "mueller"])
def test_german_names_are_found_with_umlauts_written_out(search):
    assert len(matching(listed(rows("Müller^Änne", "MUELLER^Jo")), search)) == 2


def test_a_listed_case_is_spoken_with_identity_last_change_and_mark():
    [one] = listed(rows("Example^Case", synthetic=True))
    assert one.spoken == (
        f"Example, Case, ID ID-0 · female · b. 1 Jan 1950, synthetic, last changed {local_text(AT)}, Open, 1 revision"
    )


def test_what_would_be_lost_is_counted_with_the_reason():
    assert lost_question(1, "Set α/β", "The disk is full.").startswith("1 edit of this case is not in the case store")
    assert lost_question(3, "Set α/β", "").startswith("3 edits of this case are not in the case store")
    assert "The disk is full." in lost_question(1, "Set α/β", "The disk is full.")


def test_an_offered_case_says_whether_it_rests_on_the_files_just_opened():
    [one] = listed(rows("Popescu^Ion"))
    assert "rests on the same files" in offer_text(one, 0, same_files=True)
    other = offer_text(one, 2, same_files=False)
    assert "what is new in these is not in it" in other
    assert "2 more cases" in other


def test_a_revision_that_a_fault_names_is_broken_and_its_neighbours_are_not():
    revisions = [RevisionRow("c", n, AT, "A. Reader", f"Edit {n}", "0" * 64) for n in (1, 2, 12)]
    faults = (
        "revision 2 (“Edit 2”) was changed after it was written",
        "the files or events of revision 12 were changed",
    )
    assert [(line.number, line.whole) for line in history_lines(revisions, faults)] == [
        (12, False),
        (2, False),
        (1, True),
    ]
    assert "cannot be relied on" in chain_text(3, faults)
    assert chain_text(3, ()).startswith("✔ 3 revisions")


def test_another_windows_edit_is_told_with_person_and_time_and_yours_is_said_to_wait():
    row = RevisionRow("c", 4, AT, "B. Other", "Set α/β of Bladder", "0")
    assert f"“Set α/β of Bladder” by B. Other, {local_text(AT)}" in theirs_text(row, conflict=False)
    assert "not written over" in theirs_text(row, conflict=True)


def test_files_found_in_part_are_never_called_all():
    assert found_text(3, 3).startswith("✔ All 3")
    assert found_text(2, 3).startswith("▲ 2 of 3")
    assert found_text(0, 3).startswith("✖ None")
