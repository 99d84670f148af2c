import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.field import DoseField, MovedField, SummedField, summed
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.registration import inverse, moved
from tests.support.solids import field_of, grids, inside, motion, motions, rotations, turned

PARTS = st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=8).map(np.array)
SLOPES = st.tuples(*[st.floats(-0.5, 0.5)] * 3).map(np.array)


def linear(slope, grid, lowest=5.0):
    """A dose that is linear in position and nowhere on the grid below `lowest`."""
    base = lowest - float((grid.corners() @ slope).min())
    return lambda points: base + points @ slope


def cube_grid(count=11, spacing=2.0, origin=(-10.0, -10.0, -10.0)):
    return Grid.axis_aligned(origin, (spacing, spacing), np.arange(count) * spacing, count, count)


@given(grid=grids(), slope=SLOPES, parts=PARTS)
def test_a_linear_dose_is_exact_on_any_grid(grid, slope, parts):
    dose, points = linear(slope, grid), inside(grid, parts)
    assert field_of(grid, dose).dose_at(points) == pytest.approx(dose(points), abs=1e-6)


@given(grid=grids(), other=grids(), slope=SLOPES, rotation=rotations)
def test_a_linear_dose_is_exact_between_any_two_grids_through_any_rigid_transform(grid, other, slope, rotation):
    dose = linear(slope, grid)
    middle, target = grid.corners().mean(axis=0), other.corners().mean(axis=0)
    matrix = motion(rotation, middle - rotation @ target)
    centres = np.concatenate([[target], inside(other, np.random.default_rng(0).uniform(0, 1, (40, 3)))])
    found = MovedField(field_of(grid, dose), matrix).dose_at(centres)
    known = ~np.isnan(found)
    assert known[0]
    assert found[known] == pytest.approx(dose(moved(centres, matrix))[known], abs=1e-6)


@given(grid=grids(), slope=SLOPES, parts=PARTS, matrix=motions)
def test_moving_dose_and_points_together_changes_nothing(grid, slope, parts, matrix):
    field = field_of(grid, linear(slope, grid))
    points = inside(grid, parts)
    carried = DoseField(grid.moved(matrix), field.stored)
    assert carried.dose_at(moved(points, matrix)) == pytest.approx(field.dose_at(points), abs=1e-6)


@given(grid=grids(), slope=SLOPES, matrix=motions, u=SLOPES, v=SLOPES)
def test_a_picture_and_its_points_have_the_same_dose(grid, slope, matrix, u, v):
    field = field_of(grid, linear(slope, grid))
    origin = moved(grid.corners().mean(axis=0), inverse(matrix))
    picture = field.dose_at_plane(origin, 4 * u, 4 * v, (5, 7), matrix)
    points = origin + np.arange(7)[None, :, None] * 4 * u + np.arange(5)[:, None, None] * 4 * v
    assert picture == pytest.approx(field.dose_at(points, matrix), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(("u", "v"), [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)])
@given(grid=grids())
def test_pictures_along_the_grid_agree_with_points_on_all_three_planes(u, v, grid):
    rng = np.random.default_rng(1)
    field = DoseField(grid, rng.uniform(0, 60, grid.shape))
    steps = (grid.x_step_mm * 0.37, -grid.y_step_mm * 0.41, grid.axis * 0.9)
    origin = grid.corners().mean(axis=0) - 4 * steps[u] - 3 * steps[v]
    picture = field.dose_at_plane(origin, steps[u], steps[v], (9, 11))
    points = origin + np.arange(11)[None, :, None] * steps[u] + np.arange(9)[:, None, None] * steps[v]
    assert picture == pytest.approx(field.dose_at(points), abs=1e-9, nan_ok=True)


def test_a_picture_beside_the_grid_is_unknown_everywhere():
    field = field_of(cube_grid(), lambda p: 10 + p[..., 0])
    off = field.dose_at_plane(np.array([-10.0, -10, 11]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), (4, 5))
    assert off.shape == (4, 5)
    assert np.isnan(off).all()


@given(grid=grids())
def test_points_on_the_outermost_voxel_centres_are_known_and_those_beyond_are_not(grid):
    field = field_of(grid, lambda p: np.full(p.shape[:-1], 7.0))
    middle = grid.corners().mean(axis=0)
    assert field.dose_at(grid.corners()) == pytest.approx(np.full(8, 7.0))
    smallest = min(*grid.spacing_mm[:2], float(np.diff(grid.plane_mm).min()))
    outward = (grid.corners() - middle) / np.linalg.norm(grid.corners() - middle, axis=1)[:, None]
    assert np.isnan(field.dose_at(grid.corners() + outward * 0.5 * smallest)).all()


def test_a_single_plane_knows_its_own_plane_only():
    grid = Grid.axis_aligned((0, 0, 5), (2, 2), (0.0,), 3, 3)
    field = DoseField(grid, np.full((1, 3, 3), 4.0, np.float32))
    assert field.dose_at(np.array([[1.0, 1, 5], [1, 1, 5.005], [1, 1, 5.5]])) == pytest.approx(
        [4, 4, np.nan], nan_ok=True
    )
    assert field.edge_max_gy == 4.0


def test_a_curved_dose_is_off_by_no_more_than_the_second_order_term():
    # quadratic c (x² + y² + z²): at most 3 h²/8 · 2c, reached in the middle of a voxel; h = 2 mm, c = 0.01 Gy/mm²
    def dose(p):
        return 20 + 0.01 * (p**2).sum(axis=-1)

    field = field_of(cube_grid(), dose)
    points = np.random.default_rng(3).uniform(-10, 10, (2000, 3))
    error = field.dose_at(points) - dose(points)
    assert error.min() >= -1e-9
    assert error.max() <= 3 * 2.0**2 / 8 * 0.02 + 1e-9
    middle = np.array([[1.0, 1.0, 1.0]])
    assert field.dose_at(middle) - dose(middle) == pytest.approx([0.03])


def test_halving_the_voxels_of_a_gaussian_dose_quarters_the_error():
    def dose(p):
        return 60 * np.exp(-(p**2).sum(axis=-1) / (2 * 8.0**2))

    points = np.random.default_rng(4).uniform(-9, 9, (4000, 3))
    errors = [
        np.abs(field_of(cube_grid(n, h), dose).dose_at(points) - dose(points)).mean() for n, h in ((11, 2.0), (21, 1.0))
    ]
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.1)
    assert errors[1] < 0.1


def test_stored_integers_and_gray_give_the_same_dose():
    grid = cube_grid(5)
    stored = np.random.default_rng(5).integers(0, 2**32 - 1, grid.shape, dtype=np.uint32)
    scale = 1.5e-8
    points = np.random.default_rng(6).uniform(-9, -3, (50, 3))
    whole = DoseField(grid, stored, scale)
    assert whole.dose_at(points) == pytest.approx(DoseField(grid, stored * scale).dose_at(points), abs=1e-9)
    assert whole.max_gy == pytest.approx(stored.max() * scale)
    assert whole.dose_gy.dtype == np.float32
    assert whole.dose_gy == pytest.approx(stored * scale, rel=1e-6)


def test_gray_values_come_back_as_they_were_given():
    grid = cube_grid(3)
    dose = np.ones(grid.shape, np.float32)
    assert DoseField(grid, dose).dose_gy is not None
    assert np.shares_memory(DoseField(grid, dose).dose_gy, dose)


def test_the_largest_dose_at_the_edge_is_that_of_the_six_faces():
    grid = cube_grid(4)
    dose = np.zeros(grid.shape)
    dose[1, 2, 1] = 50.0
    dose[3, 1, 2] = 12.0
    field = DoseField(grid, dose)
    assert (field.max_gy, field.edge_max_gy) == (50.0, 12.0)


def test_scaling_scales_every_number_and_shares_the_voxels():
    field = field_of(cube_grid(), lambda p: 20 + p[..., 0])
    half = field.scaled(0.6)
    point = np.array([1.0, 2.0, 3.0])
    assert float(half.dose_at(point)) == pytest.approx(0.6 * 21.0)
    assert (half.max_gy, half.edge_max_gy) == pytest.approx((18.0, 18.0))
    assert np.shares_memory(half.stored, field.stored)


@pytest.mark.parametrize(
    ("dose", "scale", "said"),
    [
        (np.ones((2, 2, 3)), 1.0, "does not fit"),
        (-np.ones((2, 2, 2)), 1.0, "negative"),
        (np.full((2, 2, 2), np.nan), 1.0, "non-finite"),
        (np.full((2, 2, 2), np.inf), 1.0, "non-finite"),
        (np.ones((2, 2, 2)), np.inf, "gy_per_unit"),
        (np.ones((2, 2, 2)), -1.0, "gy_per_unit"),
    ],
)
def test_a_dose_that_cannot_be_one_is_refused(dose, scale, said):
    with pytest.raises(ValueError, match=said):
        DoseField(cube_grid(2), dose, scale)


def test_beams_on_one_grid_become_one_grid():
    grid = cube_grid(6)
    rng = np.random.default_rng(7)
    beams = [DoseField(grid, rng.integers(0, 60000, grid.shape, dtype=np.uint16), 1e-4) for _ in range(3)]
    total = summed(beams)
    assert isinstance(total, DoseField)
    points = rng.uniform(-9, -1, (40, 3))
    assert total.dose_at(points) == pytest.approx(sum(b.dose_at(points) for b in beams), abs=1e-6)
    assert summed(beams[:1]) is beams[0]


def test_beams_on_different_grids_are_known_only_where_all_are():
    wide, narrow = cube_grid(11), Grid.axis_aligned((-4.5, -4.5, -4.5), (1.5, 3.0), np.arange(4) * 3.0, 7, 4)
    a = field_of(wide, lambda p: 20 + p[..., 0])
    b = field_of(narrow, lambda p: 10 + p[..., 2])
    total = summed([a, b])
    assert isinstance(total, SummedField)
    assert total.dose_at(np.array([[1.0, 2, 3], [8, 8, 8]])) == pytest.approx([34.0, np.nan], nan_ok=True)
    assert total.grid is narrow
    # largest at x = z = 4.5: 24.5 + 14.5
    assert total.max_gy == pytest.approx(39.0)
    # outside b's grid a may be at its maximum (30) beside b's edge (14.5); outside a's b at its maximum beside a's edge
    assert total.edge_max_gy == pytest.approx(44.5)
    plane = total.dose_at_plane(np.array([-4.0, -4, 0]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), (3, 4))
    assert plane[0] == pytest.approx([26, 27, 28, 29])
    twice = total.scaled(2.0)
    assert float(twice.dose_at(np.array([1.0, 2, 3]))) == pytest.approx(68.0)


def test_beams_that_share_no_point_have_no_maximum():
    apart = field_of(cube_grid(3, origin=(100.0, 0, 0)), lambda p: np.full(p.shape[:-1], 9.0))
    here = field_of(cube_grid(3), lambda p: np.full(p.shape[:-1], 9.0))
    assert SummedField((here, apart)).max_gy == 0.0


def test_a_sum_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        SummedField(())


def test_a_moved_sum_is_the_sum_of_the_moved():
    matrix = motion(turned(np.array([1.0, 2, 3]), 20.0), (5.0, -3.0, 2.0))
    parts = [field_of(cube_grid(), lambda p: 20 + p[..., 0]), field_of(cube_grid(8, 2.5), lambda p: 15 - p[..., 1])]
    points = moved(np.random.default_rng(8).uniform(-5, 5, (30, 3)), inverse(matrix))
    whole = MovedField(SummedField(tuple(parts)), matrix)
    assert whole.dose_at(points) == pytest.approx(sum(MovedField(p, matrix).dose_at(points) for p in parts), abs=1e-9)
    assert (whole.max_gy, whole.edge_max_gy) == (whole.field.max_gy, whole.field.edge_max_gy)


def test_moved_twice_is_moved_by_both():
    first, second = (
        motion(turned(np.array([0.0, 0, 1]), 30.0), (1, 2, 3)),
        motion(turned(np.array([1.0, 0, 0]), -10), (4, 0, -6)),
    )
    field = field_of(cube_grid(), lambda p: 20 + p[..., 0] - 0.5 * p[..., 2])
    point = moved(np.array([[1.0, -2.0, 3.0]]), inverse(first @ second))
    assert MovedField(MovedField(field, first), second).dose_at(point) == pytest.approx([19.5])
    picture = MovedField(field, first).dose_at_plane(
        point[0], np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), (1, 1), second
    )
    assert picture == pytest.approx(np.array([[19.5]]))
    assert float(MovedField(field, first @ second).scaled(2.0).dose_at(point[0])) == pytest.approx(39.0)


def test_a_moved_field_says_where_its_grid_lies_now():
    field = field_of(cube_grid(), lambda p: 20 + p[..., 0])
    matrix = motion(turned(np.array([0.0, 1, 0]), 15.0), (30.0, 0, 0))
    there = MovedField(field, matrix)
    assert moved(there.grid.corners(), matrix) == pytest.approx(field.grid.corners(), abs=1e-9)


@pytest.mark.parametrize("matrix", [np.eye(3), np.full((4, 4), np.nan)])
def test_a_motion_that_is_none_is_refused(matrix):
    with pytest.raises(ValueError, match="4×4"):
        MovedField(field_of(cube_grid(2), lambda p: p[..., 0] + 50), matrix)


@given(
    voxels=st.lists(st.floats(0, 70), min_size=27, max_size=27),
    place=st.tuples(*(st.floats(-2e-4, 5.0002), st.floats(-2e-4, 5.0002), st.floats(-2e-4, 6.0002))),
)
def test_no_dose_below_zero_comes_from_positions_rounded_beyond_the_edge(voxels, place):
    grid = Grid.axis_aligned((0.0, 0.0, 0.0), (2.5, 2.5), (0.0, 3.0, 6.0), columns=3, rows=3)
    dose = DoseField(grid, np.array(voxels).reshape(grid.shape))
    assert float(dose.dose_at(np.array([place]))[0]) >= 0.0
    picture = dose.dose_at_plane(np.array(place), np.array([2.5, 0, 0]), np.array([0, 2.5, 0]), (1, 1))
    assert picture[0, 0] >= 0.0
