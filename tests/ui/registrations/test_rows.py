"""Registrations in words: what a person must read before approving one."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.session import Session
from reirrad_gui.session.opening import reregistered
from reirrad_gui.ui.registrations.rows import (
    frame_name,
    nothing_to_link,
    registration_rows,
    unlinked_rows,
)
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.ways import Warp
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2, box, course, field, opened_case, structure_set, uniform
from tests.volume.test_ways import bend


def registered(*registrations):
    """The shifted case with other registrations among its files."""
    opened = shifted_case()
    return Session(reregistered(replace(opened, case=replace(opened.case, registrations=registrations)), "reg"))


def linked_by(matrix, **changes):
    known = Registration(FRAME_1, FRAME_2, matrix, Origin.REG_OBJECT, "fused on bone, 2 mm", source="REG.dcm")
    return registered(replace(known, **changes))


def facts(row):
    return {fact.label: fact.text for fact in row.facts if fact.label}


def test_a_deformable_registration_warns_that_no_matrix_says_it():
    warp = Warp((bend(lambda points: 0.02 * points),))
    origin = Origin.DEFORMABLE_OBJECT
    (row,) = registration_rows(linked_by(1.02 * np.eye(4) - np.diag([0, 0, 0, 0.02]), warp=warp, origin=origin))
    assert row.warnings == (facts(row)["Form"],)
    assert "nearest matrix only" in facts(row)["Form"]
    assert facts(row)["Nearest translation"].startswith("L ")
    assert "Translation" not in facts(row)


def about_head(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])


def test_a_registration_says_whose_frames_where_from_how_good_and_how_far():
    shift = np.eye(4)
    shift[:3, 3] = 30.0, -2.5, 0.0
    (row,) = registration_rows(linked_by(shift))
    assert row.title == "Course 1 → Course 2"
    assert row.standing.startswith("▲ not approved")
    assert facts(row) == {
        "Origin": "DICOM registration object.",
        "Source": "REG.dcm",
        "Quality": "Fused on bone, 2 mm.",
        "Fit": "Not measured yet: the images before and after.",
        "Translation": "L +30.0, P −2.5, H 0.0 mm (to the left, to the front)",
        "Rotation": "0.0°: not turned",
        "Form": "Rigid: distances and angles stay what they are (determinant 1.0000).",
        "Frames": "1.2.3.1 → 1.2.3.2",
    }
    assert row.warnings == ()


def test_a_turn_is_said_with_the_shift_where_the_dose_lies():
    # the dose of course 1 reaches x −90 … 60: its middle (−15, 0, 0) turned by 90° about H goes to (0, −15, 0)
    (row,) = registration_rows(linked_by(about_head(90.0)))
    said = facts(row)
    assert said["Translation"] == (
        "L +15.0, P −15.0, H 0.0 mm (to the left, to the front) at the middle of the dose of Course 1"
    )
    assert "L 0.0, P 0.0, H 0.0 mm at the origin of the coordinates (the matrix)" in [f.text for f in row.facts]
    assert said["Rotation"] == "90.0° in all: about L 0.0°, P 0.0°, H +90.0° (right-handed, in this order)"


def test_a_matrix_that_stretches_or_mirrors_is_warned_of():
    (stretched,) = registration_rows(linked_by(np.diag([1.0, 0.9, 1.05, 1.0])))
    # 0.9 · 1.05 = 0.945
    assert stretched.warnings == (
        "▲ Not rigid: lengths change by −10.0 % to +5.0 %, depending on the direction (determinant 0.9450).",
    )
    (mirrored,) = registration_rows(linked_by(np.diag([-1.0, 1.0, 1.0, 1.0])))
    assert any("left and right change sides" in warning for warning in mirrored.warnings)
    assert facts(mirrored)["Rotation"].startswith("▲ none")


def test_an_approval_is_said_with_name_time_and_note_and_can_be_taken_back():
    session = linked_by(np.eye(4))
    key = session.assessment.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, "A. Physicist", "2026-11-21T15:00+02:00", "bones fit"))
    (row,) = registration_rows(session)
    assert row.standing == "✔ approved by A. Physicist, 2026-11-21T15:00+02:00: bones fit"
    assert row.approved
    assert row.can_take_back


def test_an_assumption_is_marked_in_its_quality():
    session = Session(reregistered(registered().opened, "identity"))
    (row,) = registration_rows(session)
    assert facts(row)["Origin"] == "Assumed identical by the user."
    assert any("nobody checked it" in warning.lower() for warning in row.warnings)


def test_a_registration_that_no_dose_goes_through_says_so_and_comes_last():
    needed = Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "not stated")
    other = Registration("1.9.9.9", FRAME_2, np.eye(4), Origin.REG_OBJECT, "not stated")
    first, last = registration_rows(registered(other, needed))
    assert first.title == "Course 1 → Course 2"
    assert "Use" not in facts(first)
    assert last.title == "frame …1.9.9.9 → Course 2"
    assert facts(last)["Use"].startswith("Not used")


@pytest.mark.parametrize("back", [False, True])
def test_the_direction_of_a_registration_object_does_not_matter_for_its_use(back):
    known = Registration(FRAME_1, FRAME_2, about_head(5.0), Origin.REG_OBJECT, "not stated")
    (row,) = registration_rows(registered(known.inverse() if back else known))
    assert "Use" not in facts(row)
    assert row.title == ("Course 2 → Course 1" if back else "Course 1 → Course 2")


def test_a_course_without_a_registration_says_what_that_means_and_what_to_do():
    session = registered()
    (row,) = unlinked_rows(session)
    assert row.title == "▲ Course 1 is not linked"
    assert "another frame of reference than Course 2" in row.text
    assert "not added point by point" in row.text
    assert "sum of the courses' maxima" in row.text
    assert "registration object" in row.text
    assert "matrix file" in row.text


def two_courses(first_frame, second_frame=FRAME_2):
    drawn = structure_set(box("Bladder", 1), uid="set 2", frame=second_frame)
    courses = (course(1, 21.0, 3, first_frame), course(2, 20.0, 5, second_frame, structure_set_uid="set 2"))
    return Session(opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,)))


def test_a_course_without_a_frame_of_reference_cannot_be_linked_and_says_why():
    (row,) = unlinked_rows(two_courses(""))
    assert "Nothing states its frame of reference" in row.text
    assert "matrix" not in row.text


def test_courses_of_one_frame_need_no_registration():
    session = two_courses(FRAME_2)
    assert registration_rows(session) == ()
    assert unlinked_rows(session) == ()
    assert "share one" in nothing_to_link(session)
    assert frame_name(session, FRAME_2) == "Course 1 and Course 2"
