"""A dose seen from another frame through vectors: the same field, never a resampled copy."""

import numpy as np
import pytest

from reirrad_gui.dose.field import DoseField, MovedField, summed
from reirrad_gui.dose.isodoses import shared_volumes
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.ways import Warp
from tests.support.solids import motion
from tests.volume.test_ways import bend

GRID = Grid.axis_aligned((-40, -40, -40), (4.0, 4.0), np.arange(21) * 4.0, 21, 21)
POINTS = np.random.default_rng(11).uniform(-28, 28, (80, 3))


def ramp():
    """20 Gy + 0.2 Gy/mm along x: exact under trilinear interpolation."""
    plane, row, column = np.meshgrid(*(np.arange(n) for n in GRID.shape), indexing="ij")
    return DoseField(GRID, 20.0 + 0.2 * GRID.points(column, row, plane)[..., 0])


def stretched():
    """x of the target frame lies at 1.25 x in the field's: exact, because it is linear."""
    return Warp((bend(lambda points: 0.25 * points),))


def test_a_ramp_through_a_stretch_is_a_steeper_ramp():
    found = MovedField(ramp(), stretched()).dose_at(POINTS)
    assert found == pytest.approx(20.0 + 0.25 * POINTS[:, 0], abs=1e-5)


def test_a_picture_of_a_deformed_dose_is_its_dose_at_the_pictures_points():
    field = MovedField(ramp(), stretched())
    picture = field.dose_at_plane(np.array([-36.0, 0, 0]), np.array([3.0, 1, 0]), np.array([0, 0, 2.0]), (5, 25))
    points = [[(-36.0 + 3 * c, c, 2 * r) for c in range(25)] for r in range(5)]
    one_by_one = field.dose_at(np.array(points, float))
    assert np.array_equal(np.isnan(picture), np.isnan(one_by_one))
    assert np.nan_to_num(picture) == pytest.approx(np.nan_to_num(one_by_one))
    assert np.isnan(picture[0, 0])  # 1.25 · -36 = -45 mm: beyond the dose grid


def test_a_further_matrix_is_gone_before_the_vectors():
    shift = motion(np.eye(3), (4.0, 0.0, 0.0))
    found = MovedField(ramp(), stretched()).dose_at(POINTS / 2, shift)
    assert found == pytest.approx(20.0 + 0.25 * (POINTS[:, 0] / 2 + 4.0), abs=1e-5)


def test_a_deformed_dose_lies_inside_the_grid_it_tells_and_scales():
    field = MovedField(ramp(), stretched()).scaled(0.5)
    corners = GRID.corners() / 1.25  # where the dose grid's corners lie in the target frame
    index = field.grid.indices(corners)
    assert (index >= 0).all()
    assert (index <= np.array(field.grid.shape)[::-1] - 1).all()
    assert (field.max_gy, field.edge_max_gy) == (pytest.approx(14.0), pytest.approx(14.0))
    both = summed([field, field])
    assert both.dose_at(POINTS) == pytest.approx(20.0 + 0.25 * POINTS[:, 0], abs=1e-5)


def test_dose_beyond_the_vectors_is_unknown():
    near = Warp((bend(lambda points: 0.25 * points, half=20.0),))
    assert np.isnan(MovedField(ramp(), near).dose_at(np.array([[24.0, 0.0, 0.0]]))).all()


def test_isodoses_overlap_where_the_vectors_lay_them_on_each_other():
    # 20 Gy and more: x >= 0 in either frame
    found = shared_volumes(ramp(), [20.0], ramp(), [20.0], stretched())
    # 1.25 x lies inside the other grid up to 32 mm: of 40 · 80 · 80 mm, 32 · 64 · 64 mm are in common
    assert found.shared_cc[0, 0] == pytest.approx(32 * 64 * 64 / 1000, rel=0.02)
    assert found.a_cc[0] == found.b_cc[0] == pytest.approx(40 * 80 * 80 / 1000, rel=0.02)
    assert found.a_unknown_cc[0] == pytest.approx((40 * 80 * 80 - 32 * 64 * 64) / 1000, rel=0.02)
    assert found.b_unknown_cc[0] == 0.0  # led back, all of the other grid lies inside the first
