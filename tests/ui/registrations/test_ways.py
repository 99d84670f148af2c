"""Other ways of linking courses: when they apply, what they replace, and what comes of them."""

import json

import numpy as np
import pytest

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.session import Session, Ticket
from reirrad_gui.session.opening import reregistered
from reirrad_gui.ui.registrations.kinds import AUTO, FILES, IDENTITY, KINDS, MATRIX
from reirrad_gui.ui.registrations.ways import question, relinked, way_to, why_not
from reirrad_gui.volume.registration import Origin
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2, seed_case
from tests.ui.registrations.test_rows import registered

SILENT = Ticket(lambda _: None)


def done(session, kind, file=None):
    way = way_to(session, kind, file)
    session.regroup(way.label, relinked(session.opened, session.settings, way, SILENT))
    return session


def matrix_file(folder, **said):
    file = folder / "other system.json"
    file.write_text(json.dumps({"matrix": np.eye(4).tolist(), **said}))
    return file


def test_a_single_frame_leaves_nothing_to_register():
    session = Session(seed_case())
    assert all("share one" in why_not(session, kind) for kind in (AUTO, IDENTITY, MATRIX))
    assert why_not(session, FILES)


def test_an_unlinked_course_can_be_linked_in_every_way_and_only_an_assumption_is_asked_about():
    session = registered()
    assert [why_not(session, kind) for kind in (AUTO, IDENTITY, MATRIX)] == ["", "", ""]
    assert why_not(session, FILES) != ""
    assert question(session, AUTO) is None
    assert question(session, MATRIX) is None
    asked = question(session, IDENTITY)
    assert "Course 1 and Course 2" in asked.text
    assert "stay marked" in asked.text
    assert "replaces" not in asked.text


def test_replacing_a_registration_object_is_asked_about():
    session = Session(shifted_case())
    for kind in (AUTO, IDENTITY, MATRIX):
        assert "This replaces" in question(session, kind).text
        assert "DICOM registration object" in question(session, kind).text


def test_an_assumption_links_the_course_without_anybodys_approval_and_can_be_undone():
    session = done(registered(), IDENTITY)
    assert session.assessment.courses[0].linked_to_reference
    assert not session.assessment.approved
    assert session.undo_label == "Assume the frames of Course 1 and Course 2 are the same"
    assert why_not(session, IDENTITY)
    session.undo()
    assert not session.assessment.courses[0].linked_to_reference


def test_an_approval_of_one_way_is_not_one_of_another():
    session = Session(shifted_case())
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "today", "bones fit"))
    done(session, IDENTITY)
    assert [r.origin for r in session.assessment.registrations] == [Origin.IDENTITY]
    assert not session.assessment.approved


def test_what_the_files_register_can_be_used_again():
    session = done(done(Session(shifted_case()), IDENTITY), FILES)
    assert [r.origin for r in session.assessment.registrations] == [Origin.REG_OBJECT]
    unlinked = done(registered(), IDENTITY)
    assert "do not link Course 1" in question(unlinked, FILES).text
    assert not done(unlinked, FILES).assessment.courses[0].linked_to_reference


def test_a_matrix_file_links_the_course_and_names_itself(tmp_path):
    session = done(registered(), MATRIX, matrix_file(tmp_path, quality="landmarks, 2 mm"))
    (found,) = session.assessment.registrations
    assert (found.origin, found.source, found.quality) == (Origin.MATRIX, "other system.json", "landmarks, 2 mm")
    assert session.undo_label == "Link by the matrix file other system.json"


def test_a_matrix_between_frames_of_nobody_is_refused_and_changes_nothing(tmp_path):
    session = registered()
    file = matrix_file(tmp_path, from_frame_uid="9.9", to_frame_uid=FRAME_2)
    with pytest.raises(EntryError, match=r"other system\.json names frames of reference"):
        done(session, MATRIX, file)
    assert session.assessment.registrations == ()
    instead = Session(shifted_case())
    with pytest.raises(EntryError, match="names frames of reference"):
        done(instead, MATRIX, file)
    assert [r.from_frame_uid for r in instead.assessment.registrations] == [FRAME_1]


def test_a_case_opened_with_an_assumption_can_go_on_to_a_matrix(tmp_path):
    session = Session(reregistered(registered().opened, "identity"))
    assert "assumed identical by the user" in question(session, MATRIX).text
    done(session, MATRIX, matrix_file(tmp_path))
    assert [r.origin for r in session.assessment.registrations] == [Origin.MATRIX]


def test_without_planning_images_automatic_registration_says_what_is_missing():
    with pytest.raises(NotAssessableError, match="planning CT"):
        done(registered(), AUTO)


def test_every_kind_has_a_label_of_its_own(tmp_path):
    session = registered()
    labels = {way_to(session, kind, tmp_path / "m.json" if kind == MATRIX else None).label for kind in KINDS}
    assert len(labels) == len(KINDS)
