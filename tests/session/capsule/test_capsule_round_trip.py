"""A case carried to another computer in a capsule: the same numbers there, the same history, nothing overwritten."""

import json
import shutil
from dataclasses import replace

import pytest

from reirrad_gui.errors import CaseFileError, InputError
from reirrad_gui.session.capsule.opening import compared, figures_then, taken_in
from reirrad_gui.session.capsule.place import copied, files_folder, relocated, removed
from reirrad_gui.session.capsule.saving import CapsuleSource, CapsuleWish, save_capsule
from reirrad_gui.session.keeping.document import from_json
from reirrad_gui.session.keeping.reopening import reopened
from reirrad_gui.session.keeping.stored import stored
from reirrad_gui.store.capsule import CapsuleError
from reirrad_gui.store.capsule.shelf import stored_chain
from reirrad_gui.store.cases import CaseStore


@pytest.fixture
def store(tmp_path):
    made = CaseStore.open(tmp_path / "other computer" / "cases.sqlite3")
    yield made
    made.close()


@pytest.fixture
def cases(tmp_path):
    return tmp_path / "other computer" / "cases"


def test_a_capsule_with_its_files_opens_to_the_same_numbers_where_nothing_else_is(saved, store, cases):
    arrived = taken_in(saved.path, store, cases, who="B. Reader")
    assert arrived.told[0] == "The case is in the case store now, with its whole history."
    assert [row.label for row in store.history(arrived.case_id)] == [
        "Save as a capsule", "Take in the files of a capsule",
    ]  # fmt: skip
    assert store.faults(arrived.case_id) == ()
    found = stored(store, arrived.case_id)
    assert len(found.document.files) == 21
    folder = files_folder(arrived.case_id, cases)
    assert {file.path for file in found.document.files} == {str(path) for path in folder.iterdir()}
    again = reopened(found.document)
    assert again.complete, again.told
    assert [p.name for p in folder.parent.iterdir()] == ["dicom"]
    assert removed(arrived.case_id, cases)
    assert not folder.exists()


def test_taken_in_twice_nothing_is_new_and_a_longer_history_is_added(saved, source, store, cases, tmp_path):
    first = taken_in(saved.path, store, cases)
    number = store.number(first.case_id)
    again = taken_in(saved.path, store, cases)
    assert again.case_id == first.case_id
    assert "nothing is new" in again.told[0]
    assert store.number(first.case_id) == number
    there = stored_chain(store, first.case_id)
    document = from_json(there.document)
    later = replace(source, document=replace(document, end_cap="none"), chain=there, who="B. Reader")
    longer = save_capsule(later, CapsuleWish(tmp_path / "longer.reirrad", checked=False))
    third = taken_in(longer.path, store, cases)
    assert third.told[0] == "The case store had this case: 1 later revisions were added to it."
    assert from_json(store.newest(first.case_id).document).end_cap == "none"
    assert store.faults(first.case_id) == ()


def test_a_case_that_went_on_in_both_places_becomes_a_case_of_its_own(saved, source, store, cases, tmp_path):
    here = taken_in(saved.path, store, cases).case_id
    chain = stored_chain(store, here)
    apart = replace(chain, links=chain.links[:1])
    other = replace(source, document=replace(source.document, end_cap="0.2"), chain=apart, who="B. Reader")
    there = save_capsule(other, CapsuleWish(tmp_path / "there.reirrad", checked=False))
    before = store.history(here)
    arrived = taken_in(there.path, store, cases)
    assert arrived.case_id != here
    assert "Neither was written over" in arrived.told[0]
    assert store.history(here) == before
    assert store.faults(arrived.case_id) == ()
    assert len(store.history(arrived.case_id)) == 2
    assert taken_in(there.path, store, cases).case_id == arrived.case_id, "not a third case"


def test_without_its_files_a_capsule_finds_them_by_content_or_shows_the_numbers_it_had(
    source, tmp_path, planted_folder
):
    saved = save_capsule(source, CapsuleWish(tmp_path / "bare.reirrad"))
    assert saved.files == 0
    assert compared(saved.path).differences == (), "the files are where they were"
    moved = shutil.copytree(planted_folder, tmp_path / "moved")
    gone = [replace(file, path=f"/nowhere/{n}") for n, file in enumerate(source.document.files)]
    elsewhere = replace(source, document=replace(source.document, files=tuple(gone), opened_from=()))
    bare = save_capsule(elsewhere, CapsuleWish(tmp_path / "elsewhere.reirrad", checked=False))
    with pytest.raises(CaseFileError, match=r"None of the 21 files .* saved without its files"):
        compared(bare.path)
    found = compared(bare.path, folders=[moved])
    assert found.differences == ()
    manifest, then = figures_then(bare.path)
    assert not manifest.with_files
    assert {one.of for one in then} >= {"Course 1", "Interval", "Case"}


def test_what_differs_is_named_with_its_organ_both_values_and_the_reason(source, tmp_path):
    said = json.loads(json.dumps(source.assessed))
    organ = said["structures"][0]
    was = organ["volume_cc"]
    organ["volume_cc"] = was + 1.0
    other = CapsuleSource(
        replace(source.document, constraint_set=replace(source.document.constraint_set, version="0.9")),
        source.case, said, None, "A. Reader",
    )  # fmt: skip
    saved = save_capsule(other, CapsuleWish(tmp_path / "x.reirrad", checked=False))
    found = compared(saved.path)
    (one,) = found.differences
    assert (one.of, one.what, one.then) == (organ["name"], "volume_cc", was + 1.0)
    assert one.now == pytest.approx(was)
    assert (
        f"1 of {found.count} numbers are not those that the capsule had. What may be the reason: the constraint set"
        in (found.told[0])
    )
    assert found.told[1] == f"▲ {organ['name']}, volume_cc: then {was + 1:.4g}, now {was:.4g}"


def test_files_are_copied_into_the_programs_own_folder_and_changed_ones_refused(source, tmp_path):
    folder = tmp_path / "own" / "dicom"
    places = copied(source.document.files, folder)
    assert len(places) == len(list(folder.iterdir())) == 21
    moved = relocated(source.document, places)
    assert all(file.path.startswith(str(folder)) for file in moved.files)
    assert [f.sha256 for f in moved.files] == [f.sha256 for f in source.document.files]
    odd = replace(source.document.files[0], sha256="0" * 64)
    with pytest.raises(CaseFileError, match="another content"):
        copied([odd], tmp_path / "refused" / "dicom")
    assert not (tmp_path / "refused" / "dicom").exists()


@pytest.mark.parametrize(
    ("name", "sentence"), [("x.zip", "ends with .reirrad"), ("no/x.reirrad", "choose a folder that is there")]
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_done(source, tmp_path, name, sentence):
    with pytest.raises(InputError, match=sentence):
        save_capsule(source, CapsuleWish(tmp_path / name))


def test_a_capsule_is_not_replaced_unless_asked_to(source, saved, tmp_path):
    there = tmp_path / "x.reirrad"
    there.write_bytes(b"mine")
    with pytest.raises(InputError, match="is there already"):
        save_capsule(source, CapsuleWish(there))
    assert there.read_bytes() == b"mine"
    save_capsule(source, CapsuleWish(there, overwrite=True, checked=False))
    assert figures_then(there)[1] == figures_then(saved.path)[1]


def test_a_file_that_changed_since_stops_the_capsule_and_leaves_nothing(source, tmp_path):
    odd = replace(source.document.files[0], sha256="1" * 64)
    changed = replace(source, document=replace(source.document, files=(odd, *source.document.files[1:])))
    with pytest.raises(CapsuleError, match="another content than when the case was opened"):
        save_capsule(changed, CapsuleWish(tmp_path / "x.reirrad", with_files=True))
    assert list(tmp_path.iterdir()) == []
