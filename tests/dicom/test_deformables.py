"""Deformable registration objects written as DICOM and read back: direction, grids, bytes, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from reirrad_gui.dicom import read_case
from reirrad_gui.session.opening import open_case
from reirrad_gui.volume.registration import Origin, chained, inverse, moved, route
from tests.support.deformable import write_deformable
from tests.support.phantom_dicom import ORIENTATIONS, SUBJECT, two_courses, uid, write_course, write_registration

NEW, OLD = SUBJECT.frame_uid, uid("old frame")
POINTS = np.random.default_rng(5).uniform(-50, 50, (40, 3))
SHIFT = np.eye(4)
SHIFT[:3, 3] = [7.0, -2.0, 4.0]


def slope(points):
    """A displacement linear in position: trilinear vectors reproduce it exactly."""
    return points @ np.array([[0.04, 0.0, 0.02], [0.0, -0.03, 0.0], [0.01, 0.05, 0.0]]) + [3.0, -1.0, 2.0]


def waves(points):
    return 3.0 * np.sin(2 * np.pi / 90.0 * points[..., [1, 2, 0]])


def read(tmp_path, displacement=slope, **how):
    write_deformable(tmp_path, SUBJECT, NEW, OLD, displacement, **how)
    return read_case([tmp_path])


def test_points_of_the_objects_own_frame_are_led_to_the_frame_it_samples(tmp_path):
    [found] = read(tmp_path).registrations
    assert (found.from_frame_uid, found.to_frame_uid) == (NEW, OLD)
    assert moved(POINTS, found.way) == pytest.approx(POINTS + slope(POINTS), abs=1e-4)
    assert (found.origin, found.deformable, found.rigid, found.approved) == (
        Origin.DEFORMABLE_OBJECT,
        True,
        False,
        False,
    )


@pytest.mark.parametrize("syntax", ["implicit", "big endian", "deflated"])
def test_vectors_are_the_same_in_every_transfer_syntax(tmp_path, syntax):
    [found] = read(tmp_path, syntax=syntax).registrations
    assert moved(POINTS, found.way) == pytest.approx(POINTS + slope(POINTS), abs=1e-4)


@pytest.mark.parametrize("position", ["feet first supine", "head first prone", "feet first prone"])
def test_a_turned_vector_grid_gives_the_same_displacement(tmp_path, position):
    [found] = read(tmp_path, orientation=ORIENTATIONS[position]).registrations
    assert moved(POINTS, found.way) == pytest.approx(POINTS + slope(POINTS), abs=1e-4)


def test_matrices_before_and_after_the_vectors_act_in_the_order_of_the_standard(tmp_path):
    quarter = np.array([[0.0, -1, 0, 1], [1, 0, 0, 2], [0, 0, 1, 3], [0, 0, 0, 1]])
    [found] = read(tmp_path, before=SHIFT, after=quarter).registrations
    # PS3.3 C.20.3.1.1: after · (before · x + Δ(x)), Δ looked up where the point is registered
    expected = moved(moved(POINTS, SHIFT) + slope(POINTS), quarter)
    assert moved(POINTS, found.way) == pytest.approx(expected, abs=1e-4)


def test_a_wave_there_and_back_misses_by_less_than_a_hundredth_of_a_millimetre(tmp_path):
    [found] = read(tmp_path, waves, step_mm=(2.5, 2.5, 3.0)).registrations
    there = moved(POINTS, found.way)
    assert np.linalg.norm(there - POINTS - waves(POINTS), axis=1).max() < 0.05  # trilinear between 2.5 and 3 mm
    assert np.linalg.norm(moved(there, inverse(found.way)) - POINTS, axis=1).max() < 0.01
    assert moved(there, chained(route([found], OLD, NEW))) == pytest.approx(POINTS, abs=0.01)


def test_beyond_the_vector_grid_nothing_is_known(tmp_path):
    [found] = read(tmp_path).registrations
    assert np.isnan(moved(np.array([101.0, 0.0, 0.0]), found.way)).all()
    assert np.isnan(moved(np.array([0.0, 0.0, 75.0]), inverse(found.way))).all()


def test_its_quality_tells_vectors_and_volume_change_and_doubts_folds(tmp_path):
    [found] = read(tmp_path).registrations
    corners = np.array(np.meshgrid([-100.0, 100.0], [-100.0, 100.0], [-60.0, 60.0])).reshape(3, -1).T
    longest = np.linalg.norm(slope(corners), axis=1).max()
    assert f"vectors up to {longest:.1f} mm on a 5.0 × 4.0 × 6.0 mm grid" in found.quality
    assert "accuracy is not stated" in found.quality
    assert "folds" not in found.quality
    [folding] = read(tmp_path / "other", lambda p: -1.2 * p * [1.0, 0.0, 0.0], name="folding").registrations
    assert "folds in 100.0 %" in folding.quality


def test_a_matrix_before_the_vectors_that_programs_read_differently_is_pointed_out(tmp_path):
    # moved by 40 mm before it is looked up, a vector of this slope differs by |40 · (0.04, 0, 0.02)| = 1.8 mm
    far = np.eye(4)
    far[0, 3] = 40.0
    [found] = read(tmp_path, before=far).registrations
    assert "they would place points up to 1.8 mm elsewhere" in found.quality
    [near] = read(tmp_path / "near", before=SHIFT, name="near").registrations
    assert "which some programs apply before they look a vector up" not in near.quality


def grid_of(ds: Dataset) -> Dataset:
    return ds.DeformableRegistrationSequence[0].DeformableRegistrationGridSequence[0]


def set_to(keyword, values):
    return lambda ds: setattr(grid_of(ds), keyword, values)


def item_to(keyword, values):
    return lambda ds: setattr(ds.DeformableRegistrationSequence[0], keyword, values)


def without(keyword):
    return lambda ds: delattr(grid_of(ds), keyword)


def without_target(ds: Dataset) -> None:
    del ds.FrameOfReferenceUID


def without_items(ds: Dataset) -> None:
    del ds.DeformableRegistrationSequence


def with_post(values):
    def change(ds: Dataset) -> None:
        step = Dataset()
        step.FrameOfReferenceTransformationMatrix = values
        ds.DeformableRegistrationSequence[0].PostDeformationMatrixRegistrationSequence = Items([step])

    return change


def filled_with(value):
    def change(ds: Dataset) -> None:
        count = len(grid_of(ds).VectorGridData) // 4
        grid_of(ds).VectorGridData = np.full(count, value, "<f4").tobytes()

    return change


UNUSABLE = {
    "vectors cut short": (set_to("VectorGridData", bytes(24)), "it has 6 numbers instead of"),
    "no vectors": (without("VectorGridData"), "its vectors are missing"),
    "no place": (without("ImagePositionPatient"), "is not stated in full"),
    "an empty grid": (set_to("GridDimensions", [0, 5, 5]), "is damaged"),
    "no thickness": (set_to("GridResolution", [5.0, 4.0, 0.0]), "is damaged"),
    "skew axes": (set_to("ImageOrientationPatient", [1, 0, 0, 1, 1, 0]), "not at right angles"),
    "no source": (item_to("SourceFrameOfReferenceUID", ""), "does not name the frame"),
    "its own frame": (item_to("SourceFrameOfReferenceUID", NEW), "within itself"),
    "a damaged matrix": (with_post([1.0] * 15), "a matrix of it is missing or damaged"),
    "vectors of a kilometre": (filled_with(1e6), "mm long"),
    "infinite vectors": (filled_with(np.inf), "its vectors are damaged"),
    "undefined vectors": (filled_with(np.nan), "too few of its vectors are defined"),
    "no frame of its own": (without_target, "which frame of reference it registers to"),
    "nothing": (without_items, "registers nothing"),
}


@pytest.mark.parametrize(("change", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_is_not_used_and_said(tmp_path, change, said):
    write_course(tmp_path)
    write_deformable(tmp_path, SUBJECT, NEW, OLD, slope, change=change)
    case = read_case([tmp_path])
    assert case.registrations == ()
    assert [p.sentence for p in case.problems if said in p.sentence and p.blocking]


def without_grid(ds: Dataset) -> None:
    del ds.DeformableRegistrationSequence[0].DeformableRegistrationGridSequence


def test_an_item_without_vectors_is_its_matrices_alone(tmp_path):
    [found] = read(tmp_path, before=SHIFT, change=without_grid).registrations
    assert not found.deformable
    assert moved(POINTS, found.way) == pytest.approx(moved(POINTS, SHIFT))


def test_the_objects_own_frame_as_an_item_that_moves_nothing_is_passed_over(tmp_path):
    def own_too(ds: Dataset) -> None:
        own = Dataset()
        own.SourceFrameOfReferenceUID = NEW
        ds.DeformableRegistrationSequence.insert(0, own)

    assert len(read(tmp_path, change=own_too).registrations) == 1


def test_a_matrix_of_the_same_images_is_used_until_somebody_chooses_the_deformation(tmp_path):
    write_course(tmp_path)
    write_registration(tmp_path, SUBJECT, NEW, OLD, [np.linalg.inv(SHIFT)])
    case = read(tmp_path)
    assert [r.deformable for r in case.registrations] == [False, True]
    assert [r.origin for r in route(case.registrations, NEW, OLD)] == [Origin.REG_OBJECT]
    assert any("until somebody chooses the other" in p.sentence and not p.blocking for p in case.problems)


def test_deformations_that_disagree_are_both_left_out_and_copies_are_one(tmp_path):
    write_course(tmp_path)
    write_deformable(tmp_path, SUBJECT, NEW, OLD, slope, name="a")
    write_deformable(tmp_path, SUBJECT, NEW, OLD, slope, name="b")
    assert len(read_case([tmp_path]).registrations) == 1
    write_deformable(tmp_path, SUBJECT, NEW, OLD, lambda p: slope(p) + np.array([4.0, 0.0, 0.0]), name="c")
    case = read_case([tmp_path])
    assert case.registrations == ()
    assert any("disagree by up to 4 mm" in p.sentence for p in case.problems)


# Through the whole program: two courses, the older one's dose brought over by vectors.


def deformed_courses(tmp_path, displacement, **how):
    """Course 2 is the reference; points x of its frame lie at x + displacement(x) in course 1's."""
    first, second = two_courses(tmp_path)
    write_deformable(tmp_path, second, second.frame_uid, first.frame_uid, displacement, **how)
    return open_case([tmp_path])


def test_an_organs_points_take_the_older_dose_from_where_the_vectors_lead(tmp_path):
    opened = deformed_courses(tmp_path, slope)
    organ = next(o for o in opened.organs if o.structure.frame_of_reference_uid == opened.reference_frame_uid)
    older = opened.doses[0][0].field
    expected = older.dose_at(organ.points.points_mm + slope(organ.points.points_mm))
    found = organ.doses[0][0].physical_gy
    assert np.isfinite(expected).any()
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert np.nan_to_num(found) == pytest.approx(np.nan_to_num(expected), abs=1e-4)
    assert opened.links[0].matrix is None


def test_a_deformation_that_is_a_rigid_motion_gives_every_number_of_that_motion(tmp_path):
    shift = np.array([4.0, -3.0, 2.0])
    bent = deformed_courses(tmp_path / "bent", lambda p: np.broadcast_to(shift, p.shape), low_mm=(-400,) * 3,
                            high_mm=(400,) * 3, step_mm=(20.0, 20.0, 20.0))  # fmt: skip
    first, second = two_courses(tmp_path / "plain")
    matrix = np.eye(4)
    matrix[:3, 3] = -shift
    write_registration(tmp_path / "plain", second, second.frame_uid, first.frame_uid, [matrix])
    plain = open_case([tmp_path / "plain"])
    for one, other in zip(bent.organs, plain.organs, strict=True):
        for course in (0, 1):
            assert one.doses[course][0].physical_gy == pytest.approx(
                other.doses[course][0].physical_gy, abs=2e-4, nan_ok=True
            )


def test_an_organ_beyond_the_vectors_is_partly_unknown_and_says_why(tmp_path):
    opened = deformed_courses(tmp_path, slope, low_mm=(-10,) * 3, high_mm=(10,) * 3, step_mm=(5.0,) * 3)
    here = [o for o in opened.organs if o.structure.frame_of_reference_uid == opened.reference_frame_uid]
    partly = [o.doses[0][0] for o in here if np.isnan(o.doses[0][0].physical_gy).any()]
    assert partly
    assert all("vector grid of the deformable registration" in phase.reason for phase in partly)


def test_an_approval_is_of_these_vectors_and_no_others(tmp_path):
    [found] = read(tmp_path).registrations
    [other] = read(tmp_path / "other", lambda p: slope(p) + 1e-3 * waves(p), name="other").registrations
    assert found.key != other.key
    assert found.key == replace(found, approved=True).key
