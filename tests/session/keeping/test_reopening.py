"""A stored case opened again: the same numbers from the same files, wherever they lie, or a sentence each."""

import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.case import Case
from reirrad_gui.case.from_letters import with_changed_letter, with_letter, without_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument
from reirrad_gui.case.regroup import merge_courses, split_course, use_dose
from reirrad_gui.constraints import Stamp
from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.event_edits import added
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Symptom
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.history import take
from reirrad_gui.session.keeping.document import from_json
from reirrad_gui.session.keeping.reopening import reopened
from reirrad_gui.session.keeping.stored import undo_steps
from reirrad_gui.session.letters import reopened as with_letters
from reirrad_gui.session.opening import only_case, open_case, opened, read, regrouped
from reirrad_gui.session.registering import registered_manually
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.volume.motion import Pose
from tests.session.test_regroup import flat
from tests.support.kept_sessions import keeping
from tests.support.phantom_dicom import Group, Subject, Target, write_ct, write_dose, write_plan, write_structures
from tests.support.seed_case import write_seed_case
from tests.support.typed_events import on

LETTER = LetterCourse("letter 1", LetterDocument("Discharge letter"), 8.0, 1, start="2009", entered_by="A. Reader")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The case report's worst case as files."""
    return write_seed_case(tmp_path_factory.mktemp("written"))


@pytest.fixture
def folder(written, tmp_path):
    """A copy to move, change and delete."""
    return shutil.copytree(written, tmp_path / "export")


@pytest.fixture(scope="module")
def found(written):
    """It, opened."""
    return open_case([written])


def kept(session, tmp_path, opened_from=()):
    """What the store holds of a session, read back."""
    place = tmp_path / "store" / "cases.sqlite3"
    with keeping(session, place, opened_from=[str(one) for one in opened_from]) as (keeper, _):
        assert keeper.flush()
        case_id = keeper.state.case_id
    store = CaseStore.open(place)
    document = from_json(store.newest(case_id).document)
    store.close()
    return document


def numbers(session):
    """Everything that is assessed, without the names of the files it came from."""
    said = assessment_json(session.assessment)
    hashes = sorted((one["sop_instance_uid"] or "", one["sha256"]) for one in said["provenance"].pop("inputs"))
    return said, hashes


def edited(found):
    """A session in which a person did many things."""
    session = Session(found)
    session.do("1", lambda s: s.with_alpha_beta("Rectum", 4.5).with_envelope(5.0).with_candidate_fractions(7))
    session.do("2", lambda s: s.with_recovery_of("Bladder", Recovery("user", 20.0, "our tumour board")))
    session.do("3", lambda s: s.with_canonical_name("PTV", "PTV").with_model("lq-l"))
    session.regroup("4", with_letters(session.opened, with_letter(session.case, LETTER)))
    changed = replace(LETTER, total_gy=10.0)
    session.regroup("5", with_letters(session.opened, with_changed_letter(session.case, changed)))
    course = session.case.courses[-1]
    session.do("6", lambda s: s.with_what_if(WhatIf(course.uid, 4, 18.0, course.phases[0].uid)))
    session.do("7", lambda s: s.with_delivered_fractions(session.case.courses[1].phases[0].uid, 2))
    take(session, added(session.case.events, event_of("p", Symptom(pain_score=7), on("2018-05"))))
    session.ask(replace(session.question, draws=300, seed=5))
    return session


def test_a_stored_case_opens_to_the_same_numbers_with_all_that_was_done(found, tmp_path):
    session = edited(found)
    document = kept(session, tmp_path)
    again = reopened(document)
    assert (again.told, again.complete) == ((), True)
    assert again.session.settings == session.settings
    assert again.session.question == session.question
    assert again.session.case.edits == session.case.edits
    assert again.session.case.events == session.case.events
    assert again.session.edited_events is not None
    assert assessment_json(again.session.assessment) == assessment_json(session.assessment)


def test_what_could_not_be_used_is_said_again(folder, tmp_path):
    dose = folder / "course 2" / "RD_cut.dcm"
    [whole] = [path for path in (folder / "course 2").rglob("*") if path.is_file() and "RD" in path.name.upper()]
    dose.write_bytes(whole.read_bytes()[:700])
    session = Session(open_case([folder]))
    assert any("RD_cut" in problem.sentence for problem in session.case.problems)
    again = reopened(kept(session, tmp_path))
    assert again.complete
    assert assessment_json(again.session.assessment)["warnings"] == assessment_json(session.assessment)["warnings"]


def test_courses_joined_and_split_again_are_stored_as_they_were_after_undo(found, tmp_path):
    session = Session(found)
    joined = merge_courses(session.case, [c.uid for c in session.case.courses], "Both")
    session.regroup("Join", regrouped(session.opened, joined))
    session.regroup("Split", regrouped(session.opened, split_course(session.case, session.case.courses[0].uid)))
    session.undo()
    again = reopened(kept(session, tmp_path)).session
    assert [course.label for course in again.case.courses] == ["Both"]
    assert numbers(again) == numbers(session)
    session.undo()
    assert kept(session, tmp_path / "2").edits == ()


def test_a_letter_that_was_removed_stays_removed(found, tmp_path):
    session = Session(found)
    session.regroup("Add", with_letters(session.opened, with_letter(session.case, LETTER)))
    session.regroup("Remove", with_letters(session.opened, without_letter(session.case, LETTER.uid)))
    again = reopened(kept(session, tmp_path))
    assert again.complete
    assert len(again.session.case.courses) == 2


def test_a_dose_that_a_person_chose_is_chosen_again(tmp_path):
    source = tmp_path / "files"
    write_ct(source / "ct")
    write_structures(source)
    write_plan(source, groups=(Group(3),), targets=(Target(21.0),))
    for name, gy in (("early", 14.0), ("late", 21.0)):
        write_dose(source, field=flat(gy), name=name)
    session = Session(open_case([source]))
    [phase] = session.case.courses[0].phases
    chosen = phase.alternatives[1].file.sop_instance_uid
    session.regroup("Choose", regrouped(session.opened, use_dose(session.case, phase.uid, chosen)))
    again = reopened(kept(session, tmp_path)).session
    assert again.assessment.courses[0].dose_max.value == pytest.approx(21.0, abs=0.01)
    assert numbers(again) == numbers(session)


def test_a_registration_set_by_hand_and_its_approval_are_in_force_again(tmp_path):
    source = tmp_path / "files"
    for subject, gy, fractions in (
        (Subject(date="20121201"), 21.0, 3),
        (Subject(key="course 2", date="20180101"), 20.0, 5),
    ):
        write_ct(source / subject.key / "ct", subject)
        write_structures(source / subject.key, subject)
        write_plan(source / subject.key, subject, subject.key, groups=(Group(fractions),), targets=(Target(gy),))
        write_dose(source / subject.key, subject, field=flat(gy), plan=subject.key)
    session = Session(open_case([source]))
    frames = [course.frame_of_reference_uid for course in session.case.courses]
    by_hand = registered_manually(session.opened, *frames, Pose((1 / 3, -2.0, 0.1), (0.5, 0.0, 0.0)))
    session.regroup("Register", by_hand)
    key = session.opened.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "2026-11-21", "bones", {"Bladder": "good"}))
    again = reopened(kept(session, tmp_path))
    assert again.complete
    assert np.array_equal(again.session.opened.registrations[0].matrix, session.opened.registrations[0].matrix)
    assert again.session.assessment.registrations[0].approved
    assert numbers(again.session) == numbers(session)
    assert again.session.case.registrations == ()


def test_identities_confirmed_to_be_one_person_are_joined_again(tmp_path):
    source = tmp_path / "files"
    for number, gy in (("1", 21.0), ("2", 20.0)):
        subject = Subject(patient_id=f"P{number}", key=f"course {number}", date=f"201{number}0101")
        write_ct(source / number / "ct", subject)
        write_structures(source / number, subject)
        write_plan(source / number, subject, groups=(Group(3),), targets=(Target(gy),))
        write_dose(source / number, subject, field=flat(gy))
    session = Session(opened(only_case(read([source]), one_person=True)))
    document = kept(session, tmp_path)
    assert [one.patient_id for one in document.one_person] == ["P1", "P2"]
    again = reopened(document)
    assert again.complete
    assert numbers(again.session) == numbers(session)


def test_files_that_moved_are_found_by_their_content_in_the_folder_the_user_names(folder, tmp_path):
    session = Session(open_case([folder]), Settings().with_alpha_beta("Rectum", 4.5))
    document = kept(session, tmp_path, [folder])
    elsewhere = tmp_path / "archive" / "2026"
    elsewhere.mkdir(parents=True)
    for number, path in enumerate(sorted(path for path in folder.rglob("*") if path.is_file())):
        ending = ".reirrad.json" if path.name.endswith(".reirrad.json") else ".dcm"
        path.rename(elsewhere / f"{number}{ending}")
    with pytest.raises(CaseFileError, match=r"None of the \d+ files .* name the folder"):
        reopened(document)
    again = reopened(document, [tmp_path / "archive"])
    assert again.complete
    assert again.told[0].startswith(f"{len(document.files)} files were moved, and found again by content")
    assert numbers(again.session) == numbers(session)


def test_a_folder_renamed_inside_what_was_opened_needs_no_question(folder, tmp_path):
    document = kept(Session(open_case([folder])), tmp_path, [folder])
    (folder / "course 1").rename(folder / "first course")
    again = reopened(document)
    assert again.complete
    assert "were moved" in again.told[0]


def test_what_is_missing_is_named_and_everything_else_is_shown(folder, tmp_path):
    session = Session(open_case([folder]))
    document = kept(session, tmp_path)
    [dose] = [path for path in (folder / "course 1").rglob("*") if path.is_file() and "RD" in path.name.upper()]
    dose.unlink()
    again = reopened(document)
    assert not again.complete
    assert again.told[0].startswith("1 file is not there:")
    assert dose.name in again.told[0]
    assert "Everything else is shown" in again.told[0]
    assert [course.has_dose for course in again.session.case.courses] == [False, True]


@pytest.mark.parametrize("same_size", [True, False])
def test_a_file_with_another_content_is_not_read_and_that_is_said(folder, tmp_path, same_size):
    document = kept(Session(open_case([folder])), tmp_path)
    [dose] = [path for path in (folder / "course 2").rglob("*") if path.is_file() and "RD" in path.name.upper()]
    content = bytearray(dose.read_bytes())
    content[-2:] = b"\x01\x00"
    dose.write_bytes(bytes(content) + (b"" if same_size else b"\x00\x00"))
    again = reopened(document)
    assert not again.complete
    assert again.told[0].startswith("1 file has another content than when the case was stored, and not read")
    assert [course.has_dose for course in again.session.case.courses] == [True, False]


def test_the_same_object_with_another_content_elsewhere_is_told_as_changed_not_as_missing(folder, tmp_path):
    document = kept(Session(open_case([folder])), tmp_path)
    [dose] = [path for path in (folder / "course 2").rglob("*") if path.is_file() and "RD" in path.name.upper()]
    content = bytearray(dose.read_bytes())
    content[-2:] = b"\x01\x00"
    dose.unlink()
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "new.dcm").write_bytes(content)
    again = reopened(document, [tmp_path / "again"])
    assert "1 file has another content" in again.told[0]


def test_files_in_an_archive_are_read_from_it_again(folder, tmp_path):
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(folder.rglob("*.dcm")):
            packed.write(path, path.relative_to(folder))
    session = Session(open_case([archive]), Settings().with_alpha_beta("Rectum", 4.5))
    document = kept(session, tmp_path, [archive])
    again = reopened(document)
    assert (again.told, again.complete) == ((), True)
    assert numbers(again.session) == numbers(session)
    moved = archive.rename(tmp_path / "store" / "export.zip")
    assert reopened(document, [moved.parent]).complete
    with zipfile.ZipFile(moved, "w") as packed:
        for path in sorted((folder / "course 2").rglob("*.dcm")):
            packed.write(path, path.relative_to(folder))
    fewer = reopened(document, [moved])
    assert not fewer.complete
    assert "no longer holds" in fewer.told[-1]


def test_an_edit_of_a_course_that_is_not_there_any_more_is_told_and_kept_in_the_store(folder, tmp_path):
    session = Session(open_case([folder]))
    joined = merge_courses(session.case, [c.uid for c in session.case.courses], "Both")
    session.regroup("Join", regrouped(session.opened, joined))
    document = kept(session, tmp_path)
    shutil.rmtree(folder / "course 1")
    again = reopened(document)
    assert not again.complete
    assert any("2 courses joined as “Both”" in sentence for sentence in again.told)


def test_a_regimen_tried_on_a_course_that_is_gone_is_told_and_left_out(folder, tmp_path):
    session = Session(open_case([folder]))
    course = session.case.courses[0]
    session.do("Try", lambda s: s.with_what_if(WhatIf(course.uid, 4, 18.0, course.phases[0].uid)))
    document = kept(session, tmp_path)
    shutil.rmtree(folder / "course 1")
    again = reopened(document)
    assert again.session.settings.what_if is None
    assert any(sentence.startswith("What was stored is not all in force:") for sentence in again.told)
    assert not again.complete


def test_a_set_of_limits_that_this_computer_does_not_have_is_told_and_the_usual_one_taken(found, tmp_path):
    document = kept(Session(found), tmp_path)
    again = reopened(replace(document, settings=document.settings.with_constraint_set("ours-2025")))
    assert not again.complete
    assert any("no constraint set 'ours-2025'" in sentence for sentence in again.told)
    assert again.session.settings.constraint_set == Settings().constraint_set


def test_a_set_of_limits_of_the_same_name_with_another_content_is_told(found, tmp_path):
    document = kept(Session(found), tmp_path)
    assert document.constraint_set is not None
    older = replace(document, constraint_set=Stamp("pelvis-slevin-2021", "Pelvis", "0", "2020-01-01", "A. Physicist"))
    again = reopened(older)
    assert again.complete
    assert any("not the one that the case was stored with (Pelvis, version 0" in sentence for sentence in again.told)


def test_a_case_of_letters_alone_needs_no_file(tmp_path):
    case = with_letter(Case(PatientIdentity("7", "Only^Letters")), LETTER)
    session = Session(opened(case))
    again = reopened(kept(session, tmp_path))
    assert again.complete
    assert again.session.case.patient == PatientIdentity("7", "Only^Letters")
    assert numbers(again.session) == numbers(session)


def test_a_stored_case_goes_on_where_it_was_left_undo_too(found, tmp_path):
    place, session = tmp_path / "cases.sqlite3", Session(found)
    with keeping(session, place) as (keeper, _):
        session.do("Set α/β", lambda s: s.with_alpha_beta("Rectum", 5.0))
        session.do("Set α/β again", lambda s: s.with_alpha_beta("Rectum", 5.5))
        assert keeper.flush()
    store = CaseStore.open(place)
    revision = store.newest(store.patients()[0].case_id)
    again = reopened(from_json(revision.document), past=undo_steps(store, revision.case_id)).session
    with keeping(again, place, resumes=revision) as (keeper, _):
        again.undo()
        again.do("One more", lambda s: s.with_alpha_beta("Bladder", 6.0))
        assert keeper.flush()
        assert keeper.state.case_id == revision.case_id
    labels = [row.label for row in store.history(revision.case_id)]
    assert labels == ["Open", "Set α/β", "Set α/β again", "Undo: Set α/β again", "One more"]
    assert store.faults(revision.case_id) == ()
    store.close()
