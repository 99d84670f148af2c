"""A case whose courses are linked by vectors: doses, overlap, highest dose, outlines and JSON all follow them."""

import json

import jsonschema
import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.resources import resource
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.judging import measured_registrations
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.ways import Warp, moved
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    FRAME_2,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)
from tests.volume.test_ways import bend

POINTS = np.random.default_rng(7).uniform(-35, 35, (60, 3))


def sagging(points):
    """What lies to the back went down to the feet, by up to 6 mm."""
    return np.stack([0.05 * points[..., 0], np.zeros(points.shape[:-1]), -0.1 * points[..., 1]], axis=-1)


def deformed_case(displacement=sagging, half=60.0):
    """Course 1 gave 20 Gy + 0.2 Gy/mm along x of its own frame; points of course 2's lie displaced there."""
    warp = Warp((bend(displacement, half=half),))
    known = Registration(
        FRAME_2, FRAME_1, np.eye(4), Origin.DEFORMABLE_OBJECT, "vectors", source="DEF.dcm", rigid=False, warp=warp
    )
    sets = (
        structure_set(box("Bladder", 1, FRAME_1), uid="set 1"),
        structure_set(box("Bladder", 2, FRAME_2), uid="set 2"),
    )
    courses = (
        course(1, 21.0, 3, FRAME_1, end=DECEMBER_2012, structure_set_uid="set 1"),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid="set 2"),
    )
    return opened_case(courses, (field(along_x(20.0, 0.2)), field(uniform(20.0))), sets, (known,))


@pytest.fixture(scope="module")
def session():
    return Session(deformed_case(), Settings())


def expected(points):
    return 20.0 + 0.2 * 1.05 * points[:, 0]  # exact: vectors and dose are linear in position


def test_points_pictures_and_organ_samples_take_the_dose_from_where_the_vectors_lead(session):
    dose = session.display.dose(POINTS, 0, Quantity.PHYSICAL, 3.0, FRAME_2)
    assert dose == pytest.approx(expected(POINTS), abs=1e-4)
    plane = session.display.dose_plane(
        np.array([-30.0, -20.0, 5.0]), np.array([2.0, 0, 0]), np.array([0, 3.0, 0]), (10, 20),
        0, Quantity.PHYSICAL, 3.0, FRAME_2,
    )  # fmt: skip
    assert plane == pytest.approx(np.tile(20.0 + 0.21 * (-30.0 + 2.0 * np.arange(20)), (10, 1)), abs=1e-4)
    organ = next(o for o in session.opened.organs if o.structure.frame_of_reference_uid == FRAME_2)
    assert organ.doses[0][0].physical_gy == pytest.approx(expected(organ.points.points_mm), abs=1e-4)


def test_the_other_way_the_newer_dose_is_looked_up_through_the_way_back(session):
    dose = session.display.dose(POINTS, 1, Quantity.PHYSICAL, 3.0, FRAME_1)
    assert dose == pytest.approx(np.full(len(POINTS), 20.0), abs=1e-4)
    both = session.display.dose(POINTS, None, Quantity.PHYSICAL, 3.0, FRAME_1)
    assert both == pytest.approx(40.0 + 0.2 * POINTS[:, 0], abs=1e-4)


def test_beyond_the_vectors_the_dose_is_unknown_and_never_taken_from_the_same_place():
    narrow = Session(deformed_case(half=30.0), Settings())
    found = narrow.display.dose(np.array([[20.0, 0, 0], [40.0, 0, 0]]), 0, Quantity.PHYSICAL, 3.0, FRAME_2)
    assert found[0] == pytest.approx(20.0 + 0.21 * 20.0, abs=1e-3)
    assert np.isnan(found[1])


def test_the_highest_dose_is_found_in_the_frame_that_is_shown(session):
    session.display.find_highest()
    # 20 + 20 + 0.2 x at the end of course 1's grid, x = 60, unless the common part ends before
    place, highest = session.display.hottest(None, Quantity.PHYSICAL, 3.0, FRAME_2)
    there = moved(np.array(place), session.opened.registrations[0].way)
    assert highest == pytest.approx(40.0 + 0.2 * there[0], abs=0.05)
    assert 51.0 < highest <= 52.0


def test_an_outline_of_the_other_course_is_drawn_where_the_vectors_put_it(session):
    key, structure, way = next(
        found for found in session.display.structures(FRAME_2) if found[1].frame_of_reference_uid == FRAME_1
    )
    cut = session.display.solid(key).section(np.array([0.0, 0.0, 1.0]), 0.0, way).reshape(-1, 3)
    # the box of ± 20 mm in course 1's frame, led back: x / 1.05
    assert cut[:, 0].max() == pytest.approx(20.0 / 1.05, abs=0.1)
    assert structure.name == "Bladder"


def test_the_isodose_overlap_and_the_class_follow_the_vectors(session):
    assert session.assessment.classification.kind == "type I"
    assert session.assessment.classification.overlap.value > 100.0


def test_organs_drawn_in_both_are_compared_through_the_vectors(session):
    session.learn(measured_registrations(session.opened, session.settings))
    [quality] = session.assessment.registration_qualities
    # x shrinks by 1.05 and 0.1 · y is sheared along z: cut the sheared box out of the drawn one by hand
    lattice = np.stack(np.meshgrid(*[np.arange(-29.5, 30.0)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    drawn, mapped = (np.abs(points).max(axis=1) < 20 for points in (lattice, lattice + sagging(lattice)))
    dice = 2 * (drawn & mapped).sum() / (drawn.sum() + mapped.sum())
    assert quality.organs[0].dice.value == pytest.approx(dice, abs=0.02)


def test_the_json_says_deformable_and_has_no_matrix(session):
    said = json.loads(json.dumps(assessment_json(session.assessment), allow_nan=False))
    schema = json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(said)
    [registration] = said["registrations"]
    assert (registration["matrix"], registration["deformable"]) == (None, True)
    assert registration["matrix_reason"]
    assert said["courses"][0]["link"] == "DICOM deformable registration object, proposed, not approved"


def test_what_was_measured_stays_when_an_edit_is_undone():
    session = Session(deformed_case(), Settings())
    session.do("Set α/β of Bladder to 5 Gy", lambda s: s.with_alpha_beta("Bladder", 5.0))
    session.learn(measured_registrations(session.opened, session.settings))
    session.undo()
    assert session.assessment.registration_qualities[0].organs[0].dice.value is not None
    session.redo()
    assert session.assessment.registration_qualities[0].organs[0].dice.value is not None
