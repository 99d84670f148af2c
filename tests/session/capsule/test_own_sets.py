"""A person's own limits and own table of α/β go with the case, are used from it, and replace nothing elsewhere."""

import json
import zipfile
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from reirrad_gui.constraints import DEFAULT_SET, load_constraint_set, load_tissue_table
from reirrad_gui.constraints.library import SETS, copied
from reirrad_gui.constraints.set_files import set_text
from reirrad_gui.constraints.stamp import Stamp
from reirrad_gui.constraints.tissue_tables import TABLES, table_text
from reirrad_gui.session.capsule.opening import compared, taken_in
from reirrad_gui.session.capsule.saving import CapsuleWish, capsule_source, save_capsule
from reirrad_gui.session.keeping.document import to_json
from reirrad_gui.session.keeping.reopening import reopened
from reirrad_gui.session.keeping.stored import stored, undo_steps
from reirrad_gui.session.opening import open_case
from reirrad_gui.session.session import Session
from reirrad_gui.session.storyboard import SavedView, since_saved, step_of
from reirrad_gui.store.capsule import CapsuleError, opened_capsule
from reirrad_gui.store.capsule.form import LIMITS, TISSUES
from reirrad_gui.store.capsule.shelf import stored_chain
from reirrad_gui.store.cases import CaseStore
from tests.support.phantom_dicom import two_courses
from tests.support.planted import found_in

AUTHOR, TITLE, LIMIT_GY, ALPHA_BETA_GY = "Grosskopf", "Our pelvis", 71.5, 2.25


def our_limits(limit_gy=LIMIT_GY, note="agreed by Grosskopf"):
    """The usual set with another limit for the rectum, as one of the user's own."""
    usual = load_constraint_set(DEFAULT_SET)
    ours = {"limit_gy": limit_gy, "citation": "Our tumour board 2026", "doi": None}
    limits = tuple(replace(one, **ours) if one.organ == "Rectum" else one for one in usual.limits)
    made = replace(copied(usual, TITLE, AUTHOR, date(2026, 1, 1)), limits=limits, notes=(note,))
    SETS.write(made.name, set_text(made))
    return made.name


def our_table():
    """The usual table with another α/β for the rectum."""
    usual = load_tissue_table()
    rows = tuple(
        replace(
            row,
            alpha_beta=replace(row.alpha_beta, default_gy=ALPHA_BETA_GY, low_gy=None, high_gy=None, source="our board"),
        )
        if "Rectum" in row.organs
        else row
        for row in usual.tissues
    )
    made = replace(usual, tissues=rows, stamp=Stamp("ours", "Our α/β", "3", "2026-02-02", AUTHOR))
    TABLES.write("ours", table_text(made))
    return "ours"


@pytest.fixture
def other_computer(tmp_path, monkeypatch):
    """From here on another one: nobody's own sets are there."""

    def go():
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other computer"))
        assert (SETS.own, TABLES.own) == ((), ())

    return go


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phantom")
    two_courses(folder, np.eye(4))
    return open_case([folder])


@pytest.fixture
def session(opened):
    """A case judged by the person's own limits and α/β, with a view saved under them."""
    made = Session(opened)
    name, table = our_limits(), our_table()
    made.do("Our limits", lambda now: now.with_constraint_set(name))
    made.do("Our α/β", lambda now: now.with_tissue_table(table))
    made.edit_storyboard("Save", (step_of(made, "Rectum", "", SavedView()),))
    return made


@pytest.fixture
def capsule(session, tmp_path):
    return save_capsule(capsule_source(session), CapsuleWish(tmp_path / "ours.reirrad", with_files=True)).path


def rectum(assessment):
    """Limit and α/β of the rectum."""
    limit = next(one.limit for row in assessment.rows if row.organ == "Rectum" for one in row.results)
    organ = next(one for one in assessment.organs if one.name == "Rectum")
    return limit.limit_gy, organ.alpha_beta.value


def test_on_another_computer_they_come_with_the_case_and_it_has_the_same_numbers(capsule, session, other_computer):
    other_computer()
    found = compared(capsule)
    assert found.differences == ()
    assert found.reopened.told == ()
    assert rectum(found.reopened.session.assessment) == (LIMIT_GY, ALPHA_BETA_GY) == rectum(session.assessment)
    said = " ".join(found.lines)
    assert f"The limits “{TITLE}” (version 1, 2026-01-01, by {AUTHOR}) came with the case and are used from it" in said
    assert f"The table of α/β “Our α/β” (version 3, 2026-02-02, by {AUTHOR}) came with the case" in said
    assert said.count("this computer has none of that name") == 2
    assert (SETS.own, TABLES.own) == ((), ()), "nothing is put among the person's own"
    (step,) = found.reopened.session.storyboard
    assert since_saved(step, found.reopened.session.assessment) == ""


def test_a_set_of_the_same_name_stays_as_it_is_and_is_not_used(capsule, other_computer):
    other_computer()
    name = our_limits(limit_gy=60.0)
    before = SETS.file(name).read_bytes()
    found = compared(capsule)
    assert rectum(found.reopened.session.assessment)[0] == LIMIT_GY
    assert "what this computer has under that name says something else, and stays as it is." in " ".join(found.lines)
    assert SETS.file(name).read_bytes() == before
    assert SETS.own == (name,)


def test_where_the_computer_has_just_the_same_ones_these_are_used_and_nothing_is_said(capsule, session):
    found = compared(capsule)
    assert found.reopened.session.settings.constraint_set == session.settings.constraint_set
    assert "came with the case" not in " ".join(found.lines)


def test_in_the_case_store_they_lie_beside_the_files_for_undo_too(session, tmp_path, other_computer):
    here = CaseStore.open(tmp_path / "here.sqlite3")
    path = tmp_path / "history.reirrad"
    save_capsule(capsule_source(session), CapsuleWish(tmp_path / "first.reirrad", with_files=True, checked=False))
    case = taken_in(tmp_path / "first.reirrad", here, tmp_path / "here").case_id
    session.do("α/β of the bladder", lambda now: now.with_alpha_beta("Bladder", 4.0))
    newest = here.newest(case)
    here.append(case, newest.number, to_json(capsule_source(session).document), "α/β of the bladder", "A. Reader")
    source = capsule_source(session, chain=stored_chain(here, case))
    save_capsule(source, CapsuleWish(path, with_files=True, checked=False))
    here.close()

    other_computer()
    store, cases = CaseStore.open(tmp_path / "other.sqlite3"), tmp_path / "cases"
    arrived = taken_in(path, store, cases)
    assert sum("came with the case" in line for line in arrived.told) == 2
    folder = cases / arrived.case_id
    assert sorted(one.name for one in folder.iterdir()) == ["dicom", "sets"]
    found = stored(store, arrived.case_id)
    assert str(folder) in found.document.settings.constraint_set
    again = reopened(found.document, past=undo_steps(store, arrived.case_id))
    assert again.complete, again.told
    assert rectum(again.session.assessment) == (LIMIT_GY, ALPHA_BETA_GY)
    assert again.session.undo_label == "α/β of the bladder"
    again.session.undo()
    assert rectum(again.session.assessment) == (LIMIT_GY, ALPHA_BETA_GY)
    number = store.number(arrived.case_id)
    taken_in(path, store, cases)
    assert store.number(arrived.case_id) == number, "arriving twice changes nothing"
    assert reopened(stored(store, arrived.case_id).document).complete
    store.close()


def test_in_a_de_identified_copy_they_say_nobody_s_name_and_the_same_numbers(session, tmp_path, other_computer):
    path = tmp_path / "copy.reirrad"
    save_capsule(capsule_source(session, who=AUTHOR), CapsuleWish(path, with_files=True, deidentified=True))
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            assert found_in(packed.read(name), (AUTHOR,)) == [], name
        assert json.loads(packed.read(LIMITS))["author"] == "left out"
    other_computer()
    found = compared(path)
    assert found.differences == ()
    assert rectum(found.reopened.session.assessment) == (LIMIT_GY, ALPHA_BETA_GY)


def test_shipped_sets_are_not_in_a_capsule_which_stays_in_the_first_form(opened, tmp_path):
    path = save_capsule(capsule_source(Session(opened)), CapsuleWish(tmp_path / "usual.reirrad", checked=False)).path
    with opened_capsule(path) as capsule:
        assert capsule.sets == {}
        assert capsule.manifest.schema == "reirrad-gui/capsule/1"


def test_a_capsule_with_own_sets_is_of_the_second_form_so_that_an_older_version_says_so(capsule):
    with opened_capsule(capsule) as found:
        assert set(found.sets) == {LIMITS, TISSUES}
        assert found.manifest.schema == "reirrad-gui/capsule/2"


def test_limits_that_are_not_what_the_numbers_rest_on_are_refused(capsule, session, tmp_path):
    source = capsule_source(session)
    said = json.loads(source.sets[LIMITS])
    other = {**source.sets, LIMITS: json.dumps({**said, "version": "7"})}
    path = tmp_path / "wrong.reirrad"
    save_capsule(replace(source, sets=other), CapsuleWish(path, with_files=True, checked=False))
    with pytest.raises(CapsuleError, match="are not the ones that its numbers rest on"):
        compared(path)
    other = {**source.sets, LIMITS: "{}"}
    save_capsule(replace(source, sets=other), CapsuleWish(path, with_files=True, checked=False, overwrite=True))
    with pytest.raises(CapsuleError, match="cannot be used"):
        compared(path)


def test_limits_changed_since_the_numbers_were_worked_out_stop_the_capsule(session):
    found = load_constraint_set(session.settings.constraint_set)
    SETS.write(found.name, set_text(replace(found, version="2")))
    with pytest.raises(CapsuleError, match="were changed since the numbers were worked out"):
        capsule_source(session)
    SETS.delete(found.name)
    with pytest.raises(CapsuleError, match="No capsule was written"):
        capsule_source(session)
