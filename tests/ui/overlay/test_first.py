"""Where the planes stand when a case is opened: at the highest dose, on slices that show it."""

import numpy as np
import pytest

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session, open_case
from reirrad_gui.ui.overlay.first import first_point, shown_in
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.planes import Plane, stacks
from tests.support import overlay_case as case
from tests.support.half_covered import write_half_covered
from tests.support.overlay_case import FRAME_2

EQD2 = Quantity.EQD2


def slices_at_first(display):
    """For each view: the depth of the slice it opens on, the depths of all, and the dose where it is looked at."""
    image = display.load_image(display.default_series_uid)
    shown = shown_in(display, display.default_series_uid, image)
    here = first_point(Look(), display, shown, 3.0)
    found = {}
    for plane, stack in stacks(shown.grid).items():
        number = stack.slice_at(here)
        gy = display.dose(stack.on_slice(here, number), None, EQD2, 3.0, shown.frame_uid)
        found[plane] = (float(stack.depth_mm[number]), stack.depth_mm, float(gy))
    return here, found


def one_course(formula):
    return case.display((case.course(1, case.dose_on(case.dose_grid(), formula), 5, FRAME_2),))


def test_the_highest_dose_on_the_last_plane_of_a_grid_is_shown_on_the_nearest_slice_within_the_grid():
    # the dose rises to the head; its last plane lies 99.5 mm above the first slice, the slices at 94 and 101 mm
    display = one_course(lambda points: 20.0 + 0.1 * points[..., 2])
    (_, _, highest_mm), _ = display.hottest(None, EQD2, 3.0, FRAME_2)
    _, found = slices_at_first(display)
    depth, depths, _ = found[Plane.AXIAL]
    first = depths[0]
    assert highest_mm - first == pytest.approx(99.5)
    assert [d - first for d in depths if abs(d - highest_mm) < 6] == pytest.approx([94.0, 101.0])
    assert depth - first == pytest.approx(94.0)
    assert all(np.isfinite(gy) for _, _, gy in found.values())


def test_a_highest_dose_that_its_own_slice_shows_is_looked_at_where_it_is():
    display = one_course(lambda points: 30.0 - 0.01 * np.abs(points - np.array([0.0, -30.0, 5.0])).sum(axis=-1))
    here, found = slices_at_first(display)
    assert here == pytest.approx(display.hottest(None, EQD2, 3.0, FRAME_2)[0])
    assert all(np.isfinite(gy) for _, _, gy in found.values())


def test_a_half_covered_case_opens_where_the_sum_is_known(tmp_path):
    opened = open_case([write_half_covered(tmp_path)])
    _, found = slices_at_first(Session(opened).display)
    assert all(np.isfinite(gy) for _, _, gy in found.values())
    assert found[Plane.AXIAL][0] < 10.0  # where the old grid ends
