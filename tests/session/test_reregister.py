"""Courses linked another way in an open session, and what the files say kept for the way back."""

import json
from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.session.frames import apart
from reirrad_gui.session.opening import regrouped, reregistered
from reirrad_gui.volume.registration import Origin, Registration
from tests.session.test_assess import shifted_case
from tests.support.opened_cases import FRAME_1, FRAME_2


def unlinked_case():
    """The two frames of `shifted_case` without the registration that links them."""
    opened = shifted_case()
    return reregistered(replace(opened, case=replace(opened.case, registrations=())), "reg")


def origins(opened):
    return [r.origin for r in opened.registrations]


def test_frames_taken_to_be_the_same_are_linked_and_never_approved():
    opened = reregistered(unlinked_case(), "identity")
    assert origins(opened) == [Origin.IDENTITY]
    assert opened.links[0].matrix.tolist() == np.eye(4).tolist()
    assert not opened.links[0].approved


def test_a_registration_object_stays_in_use_unless_the_user_says_instead():
    opened = shifted_case()
    assert origins(reregistered(opened, "identity")) == [Origin.REG_OBJECT]
    other = reregistered(opened, "identity", instead=True)
    assert origins(other) == [Origin.IDENTITY]
    assert origins(reregistered(other, "reg")) == [Origin.REG_OBJECT]


def test_a_matrix_file_can_replace_the_registration_object(tmp_path):
    shift = np.eye(4)
    shift[2, 3] = 5.0
    file = tmp_path / "by eye.json"
    file.write_text(json.dumps(shift.tolist()))
    with pytest.raises(EntryError, match=r"by eye\.json"):
        reregistered(shifted_case(), str(file))
    found = reregistered(shifted_case(), str(file), instead=True).registrations
    assert [(r.origin, r.matrix[2, 3]) for r in found] == [(Origin.MATRIX, 5.0)]


def test_automatic_registration_without_images_says_what_is_missing():
    with pytest.raises(NotAssessableError, match="planning CT of each course"):
        reregistered(unlinked_case(), "auto")


def test_courses_regrouped_after_linking_keep_the_link_and_the_way_back():
    opened = reregistered(unlinked_case(), "identity")
    again = regrouped(opened, opened.case)
    assert origins(again) == [Origin.IDENTITY]
    assert again.registration_mode == "identity"
    assert origins(reregistered(again, "reg")) == []


def test_taking_courses_apart_keeps_the_images_that_hang_off_one_of_them():
    chain = [(FRAME_1, "PET"), ("PET", FRAME_2), ("MR", FRAME_2)]
    known = [Registration(a, b, np.eye(4), Origin.REG_OBJECT, "not stated") for a, b in chain]
    assert [r.from_frame_uid for r in apart(known, (FRAME_1, FRAME_2))] == ["MR"]
