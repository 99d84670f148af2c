"""N15, N16: what moves between frames of reference, in which direction, and what must not change on the way."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reirrad_gui.dicom import load_volume, read_case
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session, open_case
from reirrad_gui.session.dvh_json import dvh_json
from reirrad_gui.session.frames import link
from reirrad_gui.volume.registration import inverse, moved
from tests.support.oracle import course_field
from tests.support.phantom_dicom import (
    AXIAL,
    Group,
    Roi,
    Subject,
    Target,
    axes,
    cylinder,
    write_dose,
    write_plan,
    write_registration,
    write_structures,
)
from tests.support.solids import motion, rotations

FILES = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
GRID = {"pixel_spacing_mm": (3.0, 2.5), "rows": 25, "columns": 29, "offsets_mm": tuple(np.arange(0.0, 73, 3.0))}
ORIGIN = np.array([-35.0, -36.0, -36.0])
ORGANS = {
    "Bladder": cylinder((-6, -8, 0), 14, range(-18, 19, 3)),
    "Rectum": cylinder((8, 10, 0), 7, range(-24, 25, 3)),
}
METRICS = ("mean_gy", "min_gy", "max_gy", "d98_percent_gy", "d50_percent_gy", "d2_percent_gy", "d0_1cc_gy", "d2cc_gy")


def hill(points_mm):
    """A dose with a maximum off the middle and a different slope in every direction."""
    x, y, z = np.moveaxis(points_mm, -1, 0)
    return 40 * np.exp(-((x - 5) ** 2 / 900 + (y + 4) ** 2 / 1200 + (z - 7) ** 2 / 700)) + 2


def written_at(folder, matrix):
    """Dose grid and contours, both moved by one rigid transform: structure set and dose."""
    turn = matrix[:3, :3]
    directions = turn @ np.stack(axes(AXIAL)).T
    dose = write_dose(
        folder, field=lambda points: hill(moved(points, inverse(matrix))), orientation=directions[:, :2].T.ravel(),
        origin_mm=np.round(moved(ORIGIN, matrix), 6), **GRID,
    )  # fmt: skip
    rois = [
        Roi(name, [(kind, moved(points, matrix)) for kind, points in contours], number)
        for number, (name, contours) in enumerate(ORGANS.items(), start=1)
    ]
    return write_structures(folder, rois=rois), dose


@FILES
@given(turn=rotations, shift=st.tuples(*[st.floats(-300, 300)] * 3))
def test_a_histogram_does_not_change_when_dose_and_contours_move_together(tmp_path_factory, turn, shift):
    """N15: Slicer forum 43936 (it did), 3290, 4963; CERR#626; SlicerRT#41; RegisteringImages#4."""
    here, there = (tmp_path_factory.mktemp("moved", numbered=True) for _ in range(2))
    one = dvh_json(*_paths(written_at(here, np.eye(4))))["structures"]
    other = dvh_json(*_paths(written_at(there, motion(turn, shift))))["structures"]
    for before, after in zip(one, other, strict=True):
        assert after["volume_cc"] == pytest.approx(before["volume_cc"], rel=1e-5)
        assert (before["covered_percent"], after["covered_percent"]) == (100.0, 100.0)
        for name in METRICS:  # the points lie otherwise in the organ: of a peak inside it they meet the very top or not
            assert after[name] == pytest.approx(before[name], abs=0.15 if name == "max_gy" else 0.08), name
        assert after["mean_gy"] == pytest.approx(before["mean_gy"], abs=0.01)
        assert after["notices"] == []


def _paths(written):
    structures, dose = written
    return structures, [dose]


SHIFT = motion(np.eye(3), (10.0, -20.0, 30.0))
"""From the frame of course 1 to that of course 2: its patient lay 10 mm further right."""


def registered(folder, direction):
    """Course 1 with its hill in its own frame, course 2 with another; the REG object as asked for."""
    first, second = Subject(), Subject(key="course 2", date="20180301")
    for subject, gy, n in ((first, 30.0, 5), (second, 20.0, 5)):
        write_plan(folder / subject.key, subject, groups=(Group(n),), targets=(Target(gy),))
        write_dose(folder / subject.key, subject, hill, origin_mm=ORIGIN, **GRID)
    if direction == "old into new":
        write_registration(folder, second, second.frame_uid, first.frame_uid, [SHIFT])
    else:
        write_registration(folder, first, first.frame_uid, second.frame_uid, [inverse(SHIFT)])
    return first, second


@pytest.mark.parametrize("direction", ["old into new", "new into old"])
def test_the_hill_of_course_1_stands_where_the_registration_says(tmp_path, direction):
    """N16: EQD2Viewer (the forward matrix where the inverse was meant); ome/ngff#350; rt-utils#110.

    The hill of frame 1 at (5, −4, 7) lies at (15, −24, 37) in frame 2; the inverse would put it at (−5, 16, −23).
    """
    first, second = registered(tmp_path, direction)
    session = Session(open_case([tmp_path]))
    right, wrong = np.array([15.0, -24.0, 37.0]), np.array([-5.0, 16.0, -23.0])
    found = session.display.dose(np.stack([right, wrong]), 0, Quantity.PHYSICAL, 3.0, second.frame_uid)
    # 42 Gy at the top; between voxels of 2.5 × 3 × 3 mm at most Σ h²/8 · |f''| = 0.28 Gy less
    assert 42.0 - 0.28 <= found[0] <= 42.0
    assert not found[1] > 30
    back = session.display.dose(np.array([5.0, -4.0, 7.0]), 0, Quantity.PHYSICAL, 3.0, first.frame_uid)
    assert float(back) == pytest.approx(float(found[0]), abs=1e-4)


@pytest.mark.parametrize("direction", ["old into new", "new into old"])
def test_organs_drawn_in_either_course_meet_the_other_courses_dose_in_the_same_place(tmp_path, direction):
    """N15, N16: contours go one way and dose the other; both must be the same way."""
    first, second = registered(tmp_path, direction)
    write_structures(tmp_path / "1", first, [Roi("Bladder", cylinder((0, 0, 0), 10, range(-12, 13, 3)))])
    write_structures(tmp_path / "2", second, [Roi("Rectum", cylinder((10, -20, 0), 10, range(18, 43, 3)))])
    case = open_case([tmp_path])
    means = {o.structure.name: float(np.average(o.doses[0][0].physical_gy, weights=o.points.weights_cc))
             for o in case.organs}  # fmt: skip
    assert means["Bladder"] == pytest.approx(means["Rectum"], abs=1e-3)


def test_the_matrix_is_read_row_by_row(tmp_path):
    """N16: a transposed rotation turns the other way."""
    first, second = Subject(), Subject(key="course 2", date="20180301")
    quarter = np.array([[0.0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    write_plan(tmp_path, first)
    write_registration(tmp_path, first, second.frame_uid, first.frame_uid, [quarter])
    way = link(read_case([tmp_path]).registrations, first.frame_uid, second.frame_uid)
    # a quarter turn about the long axis takes the patient's left (x) to the back (y)
    assert moved(np.array([10.0, 0, 0]), way.matrix) == pytest.approx([0.0, 10.0, 0.0])


# The real objects: an oblique MR and a PET of a phantom, registered to its CT


def test_the_real_mr_and_pet_lie_on_the_ct_through_their_registrations_and_not_against_them(shared_data):
    """N16: the REG objects of MMRO-II say x_ct = M · x_mr; the other way round the phantom is turned by 10 degrees."""
    case = read_case([shared_data / "mmro_ct_mr_pet_reg"])
    frames = {series.modality: series.frame_of_reference_uid for series in case.series}
    images = {series.modality: load_volume(series) for series in case.series}
    for modality in ("MR", "PT"):
        from_ct = link(case.registrations, frames["CT"], frames[modality])
        assert from_ct is not None
        right = agreement(images["CT"], images[modality], from_ct.matrix)
        against = agreement(images["CT"], images[modality], inverse(from_ct.matrix))
        unmoved = agreement(images["CT"], images[modality], np.eye(4))
        assert right > unmoved > against


def agreement(fixed, moving, matrix):
    """Mutual information, nats, on every 6th voxel."""
    grid = fixed.grid
    k, j, i = np.meshgrid(*(np.arange(0.0, n, s) for n, s in zip(grid.shape, (2, 6, 6), strict=True)), indexing="ij")
    points = grid.points(i, j, k)
    one, other = fixed.values_at(points).ravel(), np.nan_to_num(moving.values_at(moved(points, matrix))).ravel()
    joint = np.histogram2d(one, other, bins=24)[0]
    joint /= joint.sum()
    apart = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    there = joint > 0
    return float((joint[there] * np.log(joint[there] / apart[there])).sum())


def test_the_real_ct_dose_is_drawn_on_the_mr_where_its_registration_takes_it(shared_data):
    """N16: the dose lies in the CT's frame; seen from the MR it is asked at M · x_mr, and nowhere else."""
    opened = open_case([shared_data / "mmro_ct_mr_pet_reg"])
    session = Session(opened)
    frames = {series.modality: series.frame_of_reference_uid for series in opened.case.series}
    [course] = opened.case.courses
    assert course.frame_of_reference_uid == frames["CT"]
    way = link(opened.registrations, frames["MR"], frames["CT"])
    field = course_field(course)
    points_ct = np.random.default_rng(2).uniform(field.grid.corners().min(0), field.grid.corners().max(0), (300, 3))
    points_mr = moved(points_ct, inverse(way.matrix))
    seen = session.display.dose(points_mr, 0, Quantity.PHYSICAL, 3.0, frames["MR"])
    assert seen == pytest.approx(field.dose_at(points_ct), abs=1e-4, nan_ok=True)
    known = ~np.isnan(seen)
    unmoved = session.display.dose(points_mr, 0, Quantity.PHYSICAL, 3.0, frames["CT"])
    assert np.nanmax(np.abs(unmoved[known] - seen[known])) > 1.0
    # x_ct = cos 5° x_mr + sin 5° y_mr, …: the object says so
    c, s = np.cos(np.radians(5)), np.sin(np.radians(5))
    assert way.matrix[:3, :3] == pytest.approx(np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]), abs=1e-5)
    assert not way.approved
