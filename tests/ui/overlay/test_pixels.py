"""Grey pictures: the window, the orientation of every reformat, unequal slices at their true height."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.overlay.pixels import (
    AIR,
    PRESETS,
    Window,
    body_box,
    body_mask,
    picture,
    starting_window,
    table,
    windowed,
)
from reirrad_gui.ui.overlay.planes import Plane, stacks
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from tests.support.overlay_case import POSITIONS, ct_grid, ct_image, turned_grid

WIDE = Window(1000.0, 100.0)


def grey(value, window=WIDE):
    """DICOM PS3.3 C.11.2.1.2.1, scaled to 0 to 255."""
    share = (value - (window.level - 0.5)) / (window.width - 1) + 0.5
    return round(255 * min(1.0, max(0.0, share)))


def test_the_presets_are_those_of_common_viewers():
    values = [(w.width, w.level) for _, w in PRESETS]
    assert values == [(400, 40), (1500, -600), (150, 90), (2500, 480), (80, 40)]


@given(value=st.integers(-32768, 32767), width=st.floats(2, 4000), level=st.floats(-1000, 1000))
def test_the_table_is_the_dicom_window_at_every_stored_value(value, width, level):
    window = Window(width, level)
    image = ct_image()
    assert int(table(image, window)[np.uint16(value & 0xFFFF)]) == pytest.approx(grey(value, window), abs=1)


def test_unsigned_and_rescaled_values_meet_the_same_window():
    grid = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0,), 2, 1)
    unsigned = Image(grid, np.array([[[1024, 2024]]], np.uint16), 1.0, -1024.0)
    greys = table(unsigned, WIDE)
    assert picture(unsigned, stacks(grid)[Plane.AXIAL], 0, greys, WIDE).tolist() == [[grey(0), grey(1000)]]


def test_float_images_are_windowed_without_a_table():
    grid = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0,), 2, 1)
    image = Image(grid, np.array([[[0.0, 50.0]]], np.float32), 2.0, 0.0, "counts")
    shown = picture(image, stacks(grid)[Plane.AXIAL], 0, table(ct_image(), WIDE), WIDE)
    assert shown.tolist() == [[grey(0), grey(100)]]


def test_an_image_that_is_no_ct_begins_with_the_middle_of_its_values():
    grid = Grid.axis_aligned((0, 0, 0), (1, 1), (0.0,), 404, 1)
    counts = Image(grid, np.arange(404, dtype=np.float32).reshape(1, 1, 404), 2.0, 0.0, "counts")
    window = starting_window(counts)  # every fourth value, 0 to 800 counts: 1 % and 99 % of them
    assert (window.width, window.level) == (pytest.approx(784.0), pytest.approx(400.0))
    assert starting_window(ct_image()) == PRESETS[0][1]


@pytest.mark.parametrize("plane", Plane)
@pytest.mark.parametrize("position", POSITIONS)
def test_an_asymmetric_image_is_neither_transposed_nor_mirrored(position, plane):
    grid = turned_grid(*POSITIONS[position], planes=(0.0, 4.0, 8.0, 12.0))
    image = ct_image(grid)
    view = stacks(grid)[plane]
    number = 2
    shown = picture(image, view, number, table(image, WIDE), WIDE)
    a, b, c, d, e, f = view.placement(number)
    for x, y in ((0, 0), (shown.shape[1] - 1, 0), (1, 2)):
        right, down = a * (x + 0.5) + c * (y + 0.5) + e, b * (x + 0.5) + d * (y + 0.5) + f
        point = view.patient_points(right, down, view.depth_mm[number])
        value = float(image.values_at(point))
        assert int(shown[y, x]) == grey(value)


def test_reformats_of_unequal_slices_stand_at_their_true_height():
    grid = ct_grid()
    ramp = Image(grid, np.broadcast_to(grid.plane_mm[:, None, None], grid.shape).astype(np.int16))
    window = Window(257.0, 128.5)  # grey = mm
    view = stacks(grid)[Plane.SAGITTAL]
    shown = picture(ramp, view, 10, table(ramp, window), window)
    _, _, _, d, _, f = view.placement(10)
    for row in (0, 5, 11, 17, shown.shape[0] - 1):
        height_mm = -(d * (row + 0.5) + f) - grid.origin_mm[2]  # the head is up: view mm run downwards
        assert shown[row, 0] == pytest.approx(height_mm, abs=1.0)


def test_a_drag_to_the_right_widens_and_upwards_raises_the_level():
    wider = Window(400, 40).dragged(30, -20)
    assert wider.width > 400 and wider.level > 40
    assert Window(2, 0).dragged(-500, 0).width == 1.0


def patient_in_air():
    """A block of water, columns 8 to 23, rows 12 to 35, on all planes; a gas bubble in it."""
    grid = ct_grid()
    stored = np.full(grid.shape, -1000, np.int16)
    stored[:, 12:36, 8:24] = 0
    stored[:, 20:24, 12:16] = -900
    return Image(grid, stored)


def test_the_patient_is_found_in_the_air():
    columns, rows, planes = body_box(patient_in_air())
    assert columns == (8, 23) and rows == (12, 35) and planes == (0, 19)
    assert body_box(Image(ct_grid(), np.full(ct_grid().shape, -1000, np.int16))) is None


def test_gas_inside_counts_as_patient():
    image = patient_in_air()
    mask, every = body_mask(image, stacks(image.grid)[Plane.AXIAL], 3, table(image, AIR))
    assert every == 1
    assert mask[22, 14] and not mask[22, 4] and not mask[5, 14]


def test_images_other_than_ct_do_not_tell_where_the_patient_is():
    counts = Image(ct_grid(), ct_image().stored, unit="counts")
    assert body_box(counts) is None
    assert body_mask(counts, stacks(ct_grid())[Plane.AXIAL], 0, table(counts, AIR)) is None


def test_windowing_saturates_at_both_ends():
    assert windowed(np.array([-1e6, 1e6]), WIDE).tolist() == [0, 255]
    assert WIDE.text == "W 1000  L 100"
    assert Window(1500, -600).text == "W 1500  L −600"
