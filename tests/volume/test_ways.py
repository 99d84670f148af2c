"""A way is a matrix or a warp: it multiplies, turns back and says NaN where nobody knows."""

import numpy as np
import pytest
from hypothesis import given

from reirrad_gui.volume.deformation import Deformation, covering, nearest_affine
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.ways import Warp, inverse, is_affine, moved
from tests.support.solids import motion, motions, turned

POINTS = np.random.default_rng(3).uniform(-40, 40, (50, 3))
SHIFT = motion(np.eye(3), (5.0, -3.0, 2.0))


def lattice(step=5.0, half=60.0):
    count = int(2 * half / step) + 1
    return Grid.axis_aligned((-half, -half, -half), (step, step), np.arange(count) * step, count, count)


def bend(displacement, step=5.0, before=None, half=60.0):
    grid = lattice(step, half)
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    vectors = np.moveaxis(displacement(grid.points(column, row, plane)), -1, 0)
    return Deformation(grid, vectors, np.eye(4) if before is None else before)


def waves(points):
    """Up to 4 mm, one wave in 80 mm: its slope stays below 2π · 4 / 80 = 0.31, so it never folds."""
    return 4.0 * np.sin(2 * np.pi / 80.0 * points[..., [1, 2, 0]])


def test_a_displacement_linear_in_position_is_followed_exactly():
    slope = np.array([[0.1, 0.02, 0.0], [0.0, -0.05, 0.03], [0.01, 0.0, 0.2]])
    found = moved(POINTS, Warp((bend(lambda p: p @ slope.T + [1.0, 2.0, 3.0]),)))
    assert found == pytest.approx(POINTS + POINTS @ slope.T + [1.0, 2.0, 3.0], abs=1e-5)  # float32 vectors


def test_the_way_back_of_a_linear_displacement_is_its_closed_form():
    # x + 0.25 x = 1.25 x, so the way back divides by 1.25
    back = inverse(Warp((bend(lambda p: 0.25 * p),)))
    assert moved(POINTS, back) == pytest.approx(POINTS / 1.25, abs=1e-3)


def test_a_wave_comes_back_to_where_it_left_within_a_hundredth_of_a_millimetre():
    there = Warp((bend(waves, step=2.0),))
    assert np.abs(moved(moved(POINTS, there), inverse(there)) - POINTS).max() < 0.01
    assert np.abs(moved(moved(POINTS, inverse(there)), there) - POINTS).max() < 0.01


def test_tissue_that_grows_threefold_is_still_led_back():
    # the plain fixed-point iteration x = y - 2 x diverges; slowed down it finds x = y / 3
    back = inverse(Warp((bend(lambda p: 2.0 * p),)))
    assert moved(POINTS, back) == pytest.approx(POINTS / 3.0, abs=1e-3)


def test_where_vectors_fold_tissue_a_way_back_leads_there_or_is_unknown():
    folding = Warp((bend(lambda p: -3.0 * p * (np.abs(p) < 30)),))
    found = moved(POINTS, inverse(folding))
    known = np.isfinite(found).all(axis=1)
    assert np.linalg.norm(moved(found[known], folding) - POINTS[known], axis=1).max(initial=0.0) <= 1e-3


def test_outside_the_vector_grid_a_point_is_unknown_and_never_left_in_place():
    there = Warp((bend(waves),))
    outside = np.array([[61.0, 0.0, 0.0], [0.0, 0.0, -300.0]])
    assert np.isnan(moved(outside, there)).all()
    assert np.isnan(moved(np.array([[90.0, 0.0, 0.0]]), inverse(there))).all()


def test_next_to_an_undefined_vector_a_point_is_unknown():
    whole = bend(waves)
    vectors = whole.vectors_mm.copy()
    vectors[:, 12, 12, 12] = np.nan  # at (0, 0, 0)
    holed = Warp((Deformation(whole.grid, vectors),))
    found = moved(np.array([[2.0, 1.0, 0.5], [12.0, 1.0, 0.5]]), holed)
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_a_point_that_is_already_unknown_stays_unknown():
    assert np.isnan(moved(np.array([[np.nan, 0.0, 0.0]]), Warp((bend(waves),)))).all()


def test_the_matrix_before_the_vectors_moves_the_point_and_not_the_place_of_its_vector():
    # PS3.3 C.20.3.1.1: before · x + Δ(x). At x = 10: 10 + 5 + 0.1 · 10 = 16, not 15 + 0.1 · 15 = 16.5
    found = moved(np.array([[10.0, 0.0, 0.0]]), Warp((bend(lambda p: 0.1 * p, before=SHIFT),)))
    assert found[0] == pytest.approx([16.0, -3.0, 2.0], abs=1e-5)
    back = moved(found, inverse(Warp((bend(lambda p: 0.1 * p, before=SHIFT),))))
    assert back[0] == pytest.approx([10.0, 0.0, 0.0], abs=1e-3)


@given(matrix=motions)
def test_a_warp_multiplies_like_a_matrix_on_either_side(matrix):
    warp = Warp((bend(waves, step=10.0),))
    few = POINTS[:5] / 4.0
    after, before = matrix @ warp, warp @ inverse(matrix)
    assert isinstance(after, Warp)
    assert isinstance(before, Warp)
    assert moved(few, after) == pytest.approx(moved(moved(few, warp), matrix), abs=1e-6)
    assert moved(moved(few, matrix), before) == pytest.approx(moved(few, warp), abs=1e-5)


def test_a_warp_and_its_own_way_back_cancel_to_a_matrix():
    warp = SHIFT @ Warp((bend(waves),)) @ motion(turned(np.array([0.0, 0, 1.0]), 5.0), (1.0, 2.0, 3.0))
    there_and_back = inverse(warp) @ warp
    assert is_affine(there_and_back)
    assert there_and_back == pytest.approx(np.eye(4), abs=1e-9)
    other = inverse(warp) @ Warp((bend(lambda p: waves(p) / 2),))
    assert isinstance(other, Warp)


def test_two_warps_share_a_key_only_when_they_lead_the_same_way():
    one, same, other = (Warp((bend(f),)) for f in (waves, waves, lambda p: waves(p) * 1.01))
    assert one.tobytes() == same.tobytes()
    assert len({one.tobytes(), other.tobytes(), inverse(one).tobytes()}) == 3


def test_the_nearest_matrix_of_a_linear_displacement_is_that_matrix():
    found = nearest_affine(Warp((bend(lambda p: 0.1 * p + [1.0, 0.0, 0.0]),)), POINTS)
    assert found == pytest.approx(np.array([[1.1, 0, 0, 1], [0, 1.1, 0, 0], [0, 0, 1.1, 0], [0, 0, 0, 1]]), abs=1e-5)
    assert nearest_affine(SHIFT, POINTS) is SHIFT
    assert nearest_affine(Warp((bend(waves),)), POINTS + 1000.0) is None


def test_volumes_change_by_the_determinant_of_the_deformation():
    least, most, folded = bend(lambda p: 0.1 * p).volume_change()
    assert (least, most, folded) == (pytest.approx(1.331, abs=1e-4), pytest.approx(1.331, abs=1e-4), 0.0)  # 1.1³
    assert bend(lambda p: p * [-1.5, 0.0, 0.0]).volume_change()[2] == 1.0  # 1 - 1.5 < 0: everything folds


def test_a_grid_behind_a_warp_is_covered_by_a_lattice_around_it():
    grid = Grid.axis_aligned((-20, -20, -20), (4.0, 4.0), np.arange(11) * 4.0, 11, 11)
    found = covering(grid, Warp((bend(lambda p: p * 0.25),)))
    inside = found.indices(np.array([[25.0, 25.0, 25.0], [-25.0, -25.0, -25.0]]))
    assert (inside >= 0).all()
    assert (inside <= np.array(found.shape)[::-1] - 1).all()
    assert covering(grid, SHIFT).origin_mm == pytest.approx([-15.0, -23.0, -18.0])
    assert covering(grid, Warp((bend(waves, half=10.0), motion(np.eye(3), (500.0, 0, 0))))).columns > 2


def test_a_grid_of_which_the_warp_knows_nothing_is_left_as_it_is():
    far = Grid.axis_aligned((900, 900, 900), (4.0, 4.0), (0.0, 4.0), 2, 2)
    assert covering(far, Warp((bend(waves),))) is far


@pytest.mark.parametrize(
    ("vectors", "before", "said"),
    [
        (np.zeros((2, 2, 2, 2)), np.eye(4), "do not fit"),
        (np.zeros((3, 2, 2, 2)), np.diag([1.0, 1.0, 0.0, 1.0]), "invertible"),
    ],
)
def test_a_deformation_that_makes_no_sense_is_not_made(vectors, before, said):
    with pytest.raises(ValueError, match=said):
        Deformation(Grid.axis_aligned((0, 0, 0), (1.0, 1.0), (0.0, 1.0), 2, 2), vectors, before)


def test_a_single_plane_of_vectors_has_no_volume_change():
    flat = Deformation(Grid.axis_aligned((0, 0, 0), (1.0, 1.0), (0.0,), 2, 2), np.zeros((3, 1, 2, 2)))
    assert np.isnan(flat.volume_change()).all()
    assert Deformation(flat.grid, np.full((3, 1, 2, 2), np.nan)).largest_mm == 0.0
