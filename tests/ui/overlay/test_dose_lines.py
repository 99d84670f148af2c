"""Where the dose of a slice is asked, and the lines and colours drawn from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.overlay.isodoses import (
    isodose_lines,
    known_outline,
    levels_from,
    mask_outline,
    round_step,
    starting_levels,
)
from reirrad_gui.ui.overlay.lattice import Lattice, lattice
from reirrad_gui.ui.overlay.look import Look, Scale
from reirrad_gui.ui.overlay.planes import Plane, stacks
from reirrad_gui.ui.overlay.wash import PALETTES, between, line_colour, palette, wash, wash_table
from reirrad_gui.ui.theme import contrast
from reirrad_gui.volume.grid import Grid
from tests.support.overlay_case import ct_grid, dose_grid, turned_grid

AXIAL = stacks(ct_grid())[Plane.AXIAL]
HERE = Lattice(0.0, 0.0, 1.0, 2.0, 5, 4)


def test_a_dose_grid_along_the_image_is_asked_at_its_own_voxels():
    grid = dose_grid(0.34)
    at = lattice(AXIAL, [grid], 0.0)
    assert (at.step_right_mm, at.step_down_mm) == (2.5, 2.5)
    assert at.right_mm == pytest.approx(grid.origin_mm[0] + 2.5 * np.arange(40))
    assert at.down_mm == pytest.approx(grid.origin_mm[1] + 2.5 * np.arange(48))


def test_a_sagittal_view_is_asked_at_the_planes_of_the_dose():
    at = lattice(stacks(ct_grid())[Plane.SAGITTAL], [dose_grid()], 0.0)
    assert np.sort(-at.down_mm) == pytest.approx(-38.0 + 2.5 * np.arange(40))  # the head is up


def test_a_turned_grid_is_asked_at_its_finest_spacing_all_over_its_shadow():
    turn = np.radians(10)
    grid = turned_grid((np.cos(turn), np.sin(turn), 0), (-np.sin(turn), np.cos(turn), 0), (2.0, 3.0), shape=(20, 30))
    at = lattice(AXIAL, [grid], 5.0)
    assert at.step_right_mm == pytest.approx(2.0)
    corners = grid.corners()
    assert at.right_mm[0] == pytest.approx(corners[:, 0].min())
    assert corners[:, 0].max() - at.right_mm[-1] < 2.0


def test_all_doses_of_a_slice_are_asked_at_the_same_points():
    fine, coarse = dose_grid(), Grid.axis_aligned((-80.0, -95.0, -50.0), (5.0, 5.0), 5.0 * np.arange(30), 30, 30)
    at = lattice(AXIAL, [coarse, fine], 0.0)
    assert at.step_right_mm == 2.5
    assert at.right_mm[0] <= -80.0 + 2.5 and at.right_mm[-1] >= -80.0 + 5 * 29 - 2.5


def test_no_dose_is_asked_beyond_the_grid():
    assert lattice(AXIAL, [dose_grid()], 1000.0) is None
    assert lattice(AXIAL, [], 0.0) is None


def test_a_single_plane_of_dose_is_asked_on_its_own_slice_only():
    flat = Grid.axis_aligned((-50.0, -80.0, 0.0), (2.5, 2.5), (0.0,), 40, 30)
    assert lattice(AXIAL, [flat], 0.0) is not None
    assert lattice(stacks(ct_grid())[Plane.SAGITTAL], [flat], 0.0) is None


def test_a_grid_finer_than_a_screen_is_asked_more_coarsely():
    fine = Grid.axis_aligned((-50.0, -80.0, 0.0), (0.01, 0.01), (0.0, 1.0), 20_000, 20_000)
    at = lattice(AXIAL, [fine], 0.5)
    assert at.columns <= 1201
    assert at.right_mm[-1] == pytest.approx(-50 + 0.01 * 19_999, abs=0.2)


@given(right=st.floats(-2, 2).filter(lambda g: abs(g) > 0.05), down=st.floats(-2, 2), level=st.floats(-3, 3))
def test_isodoses_of_a_linear_dose_are_straight_lines_where_the_formula_says(right, down, level):
    x, y = np.meshgrid(HERE.right_mm, HERE.down_mm)
    dose = 10.0 + right * x + down * y
    (found,) = isodose_lines(dose, HERE, (10.0 + level,)) or (None,)
    if found is not None:
        assert found.points_mm @ (right, down) == pytest.approx(np.full(len(found.points_mm), level), abs=1e-9)


def test_isodoses_end_where_the_dose_becomes_unknown():
    x, _ = np.meshgrid(HERE.right_mm, HERE.down_mm)
    dose = x.astype(np.float32)
    dose[2:, :] = np.nan
    (line,) = isodose_lines(dose, HERE, (2.5,))
    assert line.points_mm[:, 1].max() <= 2.0
    assert line.longest.shape == line.points_mm.shape
    assert isodose_lines(np.full((4, 5), np.nan, np.float32), HERE, (2.5,)) == ()
    assert isodose_lines(dose, HERE, (99.0,)) == ()


def test_what_is_known_is_outlined_half_a_step_beyond_its_points():
    points, offsets = known_outline(np.ones((4, 5), np.float32), HERE)
    assert points.min(axis=0).tolist() == [-0.5, -1.0]
    assert points.max(axis=0).tolist() == [4.5, 7.0]
    assert offsets.tolist() == [0, 5]


def test_a_hole_in_what_is_known_has_its_own_outline():
    dose = np.ones((4, 5), np.float32)
    dose[1:3, 2] = np.nan
    _, offsets = known_outline(dose, HERE)
    assert offsets.size == 3
    assert known_outline(np.full((4, 5), np.nan, np.float32), HERE)[1].size == 1


def test_a_mask_is_outlined_in_pixel_corners():
    mask = np.zeros((6, 8), bool)
    mask[2:4, 3:6] = True
    points, _ = mask_outline(mask, 4)
    assert points.min(axis=0) == pytest.approx((3 * 4 + 0.5 - 2, 2 * 4 + 0.5 - 2))
    assert mask_outline(np.zeros((3, 3), bool), 1)[0].size == 0


@given(largest=st.floats(0.2, 500))
def test_levels_and_scale_are_round_and_reach_the_maximum(largest):
    scale = Scale.reaching(largest)
    assert scale.top_gy >= largest * 0.999
    assert 3 <= len(scale.levels) <= 12
    assert list(scale.levels) == sorted(scale.levels, reverse=True)
    step = round_step(largest, 9)
    assert scale.levels[-1] == pytest.approx(step)


def test_without_a_maximum_there_are_no_levels():
    assert starting_levels(None) == ()
    assert starting_levels(0.0) == ()
    assert Scale.reaching(None).top_gy == 10.0


@pytest.mark.parametrize("text", ["abc", "20 -5", "0", "1e9", "nan", " ".join(str(n) for n in range(1, 15))])
def test_levels_that_cannot_be_meant_are_refused_in_words(text):
    with pytest.raises(EntryError):
        levels_from(text)


def test_levels_are_read_with_decimal_commas_and_sorted():
    assert levels_from("7,5; 60 20") == (60.0, 20.0, 7.5)


def test_percent_levels_say_their_gy():
    scale = Scale(70.0, 5.0, (100.0, 50.0), "prescription of course 1", 42.0)
    assert scale.levels_gy == (42.0, 21.0)
    assert scale.label(50.0) == "50 % (21.0)"
    assert Scale(70.0, 5.0, (42.0,)).label(42.0) == "42"


def test_structures_are_drawn_unless_hidden_and_one_alone_when_asked():
    look = Look(hidden=frozenset({"a"}))
    assert not look.draws("a") and look.draws("b")
    alone = Look(solo="a", hidden=frozenset({"a"}))
    assert alone.draws("a") and not alone.draws("b")
    assert Look(hidden=frozenset({"a"}), chosen="a").draws("a")


def test_a_dose_above_a_threshold_near_zero_has_a_colour():
    table = wash_table(PALETTES[0], 1.0)
    assert wash(np.array([[0.0, 0.01]], np.float32), 70.0, 0.001, table)[0].tolist() == [0, table[1]]


def test_unknown_dose_and_dose_below_the_threshold_have_no_colour():
    table = wash_table(palette("Viridis"), 1.0)
    pixels = wash(np.array([[np.nan, 4.9, 5.0, 70.0, 999.0]], np.float32), 70.0, 5.0, table)[0]
    assert (pixels[:2] == 0).all()
    assert (pixels[2:] >> 24 == 255).all()
    assert pixels[3] == pixels[4]


@given(opacity=st.floats(0, 1))
def test_wash_colours_are_premultiplied(opacity):
    table = wash_table(palette("Cividis"), opacity)
    alpha = table >> 24
    for shift in (0, 8, 16):
        assert ((table >> shift & 255) <= alpha + 1).all()


def test_colours_between_points_are_linear_and_unknown_beside_unknown():
    finer = between(np.array([[0, 4], [8, np.nan]], np.float32))
    assert finer[0].tolist() == [0, 2, 4]
    assert finer[1, 0] == 4 and np.isnan(finer[1, 2])


@pytest.mark.parametrize("scale", PALETTES, ids=lambda p: p.name)
def test_every_isodose_colour_stands_on_black(scale):
    for share in np.linspace(0, 1, 21):
        colour = "#" + "".join(f"{c:02x}" for c in line_colour(scale, float(share)))
        assert contrast(colour, "#000000") >= 3.0


def test_a_palette_nobody_knows_is_the_first():
    assert palette("mauve") is PALETTES[0]


@pytest.mark.parametrize("name", ["Viridis", "Cividis"])
def test_the_ordered_palettes_grow_lighter_with_dose(name):
    light = palette(name).table() @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light) > -0.6).all() and light[-1] > light[0] + 100
