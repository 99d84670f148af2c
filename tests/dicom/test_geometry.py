"""The affine oracle: a dose that is linear in position comes back exactly, whatever the grids and the transform.

Written to real files, read by the program's own readers, asked at places that have nothing to do with the grid. The
tolerance is 1e-6 Gy because the files hold these doses exactly (`tests.support.oracle`).
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reirrad_gui.dicom import load_volume, read_case
from reirrad_gui.session.frames import link
from reirrad_gui.volume.registration import inverse, moved
from tests.support.oracle import EXACT_GY, OBLIQUE, ORDERS, POSITIONS, Written, course_field, read_field
from tests.support.phantom_dicom import (
    Group,
    Subject,
    Target,
    affine_dose,
    axes,
    uid,
    write_ct,
    write_dose,
    write_plan,
    write_registration,
)
from tests.support.solids import motion, rotations

PARTS = np.random.default_rng(20130107).uniform(0, 1, (200, 3))
CORNERS = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)], float)
EVERYWHERE = np.concatenate([PARTS, CORNERS])
FILES = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
MATRIX = [
    pytest.param(orientation, *ORDERS[order], id=f"{where}, planes {order}")
    for where, orientation in {**POSITIONS, **OBLIQUE}.items()
    for order in ORDERS
    if where in POSITIONS or not ORDERS[order][1]  # patient z means something on axial planes only
]


def largest_error_gy(found, expected):
    assert not np.isnan(found).any()
    return float(np.abs(found - expected).max())


@pytest.mark.parametrize("bits", [16, 32])
@pytest.mark.parametrize(("orientation", "offsets", "absolute"), MATRIX)
def test_a_linear_dose_is_the_formula_at_every_point(tmp_path, orientation, offsets, absolute, bits):
    for voxels in (0.0, 0.25, 0.34, 0.47):
        written = Written(tuple(orientation), offsets, absolute, bits=bits).shifted(voxels)
        points = written.inside(EVERYWHERE)
        field = read_field(written.write(tmp_path))
        assert largest_error_gy(field.dose_at(points), written.dose(points)) < EXACT_GY


@pytest.mark.parametrize("where", [*POSITIONS, *OBLIQUE])
def test_a_linear_dose_is_the_formula_at_every_voxel_of_a_ct_that_shares_none_with_it(tmp_path, where):
    orientation = tuple({**POSITIONS, **OBLIQUE}[where])
    written = Written(orientation).shifted(0.34)
    start = written.inside(np.array([0.13, 0.11, 0.0]))
    write_ct(
        tmp_path / "ct", slice_mm=(0.3, 2.0, 5.0, 6.5, 11.0), rows=6, columns=8, pixel_spacing_mm=(2.8, 1.9),
        origin_mm=start, orientation=orientation,
    )  # fmt: skip
    written.write(tmp_path, plan=None)
    case = read_case([tmp_path])
    grid = load_volume(case.series[0]).grid
    plane, row, column = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    centres = grid.points(column, row, plane)
    field = course_field(case.courses[0])
    assert largest_error_gy(field.dose_at(centres), written.dose(centres)) < EXACT_GY
    for k, offset in enumerate(grid.plane_mm):  # the same slices as pictures
        picture = field.dose_at_plane(
            grid.origin_mm + offset * grid.axis, grid.x_step_mm, grid.y_step_mm, grid.shape[1:]
        )
        assert picture == pytest.approx(written.dose(centres[k]), abs=EXACT_GY)


@FILES
@given(
    lowest=st.floats(0.1, 40), slope=st.tuples(*[st.floats(-0.3, 0.3)] * 3), rotation=rotations,
    spacing=st.tuples(*[st.floats(0.7, 5.0)] * 2), steps=st.lists(st.floats(0.5, 5.0), min_size=2, max_size=6),
)  # fmt: skip
def test_any_linear_dose_on_any_grid_comes_back(tmp_path_factory, lowest, slope, rotation, spacing, steps):
    offsets = np.round(np.concatenate([[0.0], np.cumsum(steps)]), 4)
    spacing = np.round(spacing, 3)
    origin, reach = np.array([3.0, -4.0, 5.0]), np.array([6 * spacing[1], 5 * spacing[0], offsets[-1]])
    points = origin + (EVERYWHERE * reach) @ rotation.T
    field = affine_dose(lowest - float((points @ np.asarray(slope)).min()), slope)
    path = write_dose(
        tmp_path_factory.mktemp("dose", numbered=True), field=field, orientation=rotation[:, :2].T.ravel(),
        origin_mm=origin, pixel_spacing_mm=spacing, offsets_mm=offsets, rows=6, columns=7, plan=None,
        change=lambda ds: setattr(ds, "GridFrameOffsetVector", [f"{v:.4f}" for v in offsets]),
    )  # fmt: skip
    # half a step of 32 bits is 1e-8 Gy, directions of 8 digits leave 1e-7
    assert largest_error_gy(read_field(path).dose_at(points), field(points)) < EXACT_GY


def two_frames(folder, matrices, *, direction, through_a_third, kind="RIGID"):
    """A dose in frame 1 and one in frame 2; the files say, in the way asked for, how frame 1 goes into frame 2."""
    first, second = Subject(), Subject(key="course 2", date="20180301")
    old = Written(POSITIONS["feet first prone"], ORDERS["at unequal steps in no order"][0], bits=16)
    new = Written(tuple(OBLIQUE["20 degrees about a slanting axis"]), origin_mm=(7.0, 3.0, -20.0))
    for subject, written, gy, n in ((first, old, 21.0, 3), (second, new, 20.0, 5)):
        write_plan(folder / subject.key, subject, groups=(Group(n),), targets=(Target(gy),))
        written.write(folder / subject.key, subject)
    stops = [first.frame_uid, *([uid("a third frame")] if through_a_third else []), second.frame_uid]
    legs = [matrices[:1], matrices[1:]] if through_a_third else [matrices]
    for start, end, leg in zip(stops[:-1], stops[1:], legs, strict=True):
        name = f"REG_{len(leg)}_{start[-4:]}"
        if direction == "forward":
            write_registration(folder, first, end, start, leg, name=name, kind=kind)
        else:
            write_registration(folder, first, start, end, [inverse(m) for m in reversed(leg)], name=name)
    return first, second, old, new


@pytest.mark.parametrize("through_a_third", [False, True], ids=["directly", "through a third frame"])
@pytest.mark.parametrize("direction", ["forward", "backward"])
@FILES
@given(
    turns=st.tuples(rotations, rotations),
    shifts=st.tuples(*[st.tuples(*[st.floats(-150, 150)] * 3)] * 2),
)
def test_a_dose_is_the_formula_through_any_rigid_registration(
    tmp_path_factory, direction, through_a_third, turns, shifts
):
    folder = tmp_path_factory.mktemp("frames", numbered=True)
    matrices = [motion(turn, shift) for turn, shift in zip(turns, shifts, strict=True)]
    first, second, old, new = two_frames(folder, matrices, direction=direction, through_a_third=through_a_third)
    case = read_case([folder])
    there = matrices[1] @ matrices[0]
    for written, course, way in ((old, 0, there), (new, 1, inverse(there))):
        frames = (second.frame_uid, first.frame_uid)
        back = link(case.registrations, frames[course], case.courses[course].frame_of_reference_uid)
        points = moved(written_points(written), way)  # where these points lie in the other frame
        found = course_field(case.courses[course]).dose_at(points, back.matrix)
        assert largest_error_gy(found, written.dose(moved(points, inverse(way)))) < EXACT_GY


@FILES
@given(turn=rotations, shift=st.tuples(*[st.floats(-80, 80)] * 3), bent=st.tuples(*[st.floats(-0.2, 0.2)] * 9))
def test_a_dose_is_the_formula_through_any_affine_registration(tmp_path_factory, turn, shift, bent):
    folder = tmp_path_factory.mktemp("affine", numbered=True)
    there = motion(turn, shift) @ motion(np.eye(3) + np.reshape(bent, (3, 3)) / 2, (0, 0, 0))
    first, second, old, _ = two_frames(folder, [there], direction="forward", through_a_third=False, kind="AFFINE")
    case = read_case([folder])
    back = link(case.registrations, second.frame_uid, first.frame_uid)
    points = moved(written_points(old), there)
    found = course_field(case.courses[0]).dose_at(points, back.matrix)
    assert largest_error_gy(found, old.dose(written_points(old))) < EXACT_GY


def written_points(written):
    """Points a little inside the hull: matrices are written with ten digits."""
    return written.inside(EVERYWHERE[:-8] * 0.98 + 0.01)


# Curved doses: the error of trilinear interpolation is known


def curved(tmp_path, dose, h, rotation, name="RD"):
    """A dose on voxels of h, 1.5 h and 1.25 h mm."""
    count = [round(48 / (h * f)) + 1 for f in (1.0, 1.5, 1.25)]
    origin = -rotation @ np.array([(n - 1) * h * f / 2 for n, f in zip(count, (1.0, 1.5, 1.25), strict=True)])
    return read_field(
        write_dose(
            tmp_path, field=dose, name=name, orientation=rotation[:, :2].T.ravel(), origin_mm=np.round(origin, 6),
            pixel_spacing_mm=(1.5 * h, h), offsets_mm=1.25 * h * np.arange(count[2]), rows=count[1], columns=count[0],
        )
    )  # fmt: skip


SLANTED = np.array(axes(OBLIQUE["20 degrees about a slanting axis"])).T


@pytest.mark.parametrize("rotation", [np.eye(3), SLANTED], ids=["straight", "oblique"])
def test_a_gaussian_dose_stays_within_the_bound_of_trilinear_interpolation_and_converges_with_its_square(
    tmp_path, rotation
):
    # f = 60 exp(−r²/2s²), s = 12 mm: |f''| ≤ 60/s² = 0.4167 Gy/mm² in every direction
    dose = lambda p: 60 * np.exp(-(p**2).sum(axis=-1) / (2 * 12.0**2))  # noqa: E731 - the formula
    points = np.random.default_rng(5).uniform(-11, 11, (4000, 3))
    errors = {}
    for h in (4.0, 2.0, 1.0):
        wrong = curved(tmp_path, dose, h, rotation).dose_at(points) - dose(points)
        bound = 60 / 12.0**2 / 8 * h**2 * (1 + 1.5**2 + 1.25**2)
        assert np.abs(wrong).max() < bound
        errors[h] = float(np.sqrt(np.mean(wrong**2)))
    # halving the voxel quarters the error
    assert errors[4.0] / errors[2.0] == pytest.approx(4.0, rel=0.12)
    assert errors[2.0] / errors[1.0] == pytest.approx(4.0, rel=0.05)


@pytest.mark.parametrize("rotation", [np.eye(3), SLANTED], ids=["straight", "oblique"])
def test_a_quadratic_dose_is_off_by_exactly_an_eighth_of_its_curvature_in_the_middle_of_a_voxel(tmp_path, rotation):
    # along the grid's axes f = 60 − 0.02 u² − 0.01 v² − 0.005 w²: f'' = −0.04, −0.02, −0.01 Gy/mm²; h = 3, 4.5, 3.75 mm
    bent = np.array([0.02, 0.01, 0.005])
    dose = lambda p: 60 - (p @ rotation) ** 2 @ bent  # noqa: E731 - the formula
    field = curved(tmp_path, dose, 3.0, rotation)
    grid = field.grid
    k, j, i = np.meshgrid(*(np.arange(n - 1) + 0.5 for n in grid.shape), indexing="ij")
    middles = grid.points(i, j, k)
    too_low = (0.04 * 9 + 0.02 * 20.25 + 0.01 * 14.0625) / 8  # 0.1132 Gy
    assert dose(middles) - field.dose_at(middles) == pytest.approx(too_low, abs=1e-5)
    for axis, loss in ((0, 0.04 * 9 / 8), (1, 0.02 * 20.25 / 8), (2, 0.01 * 14.0625 / 8)):
        edges = [np.arange(n - (a == 2 - axis)) + 0.5 * (a == 2 - axis) for a, n in enumerate(grid.shape)]
        k, j, i = np.meshgrid(*edges, indexing="ij")
        between = grid.points(i, j, k)
        assert dose(between) - field.dose_at(between) == pytest.approx(loss, abs=1e-5)
