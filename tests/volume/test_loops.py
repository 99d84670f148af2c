import numpy as np
import pytest

from reirrad_gui.volume.loops import Loops, even_odd_signs
from tests.support.solids import circle, rectangle


def test_loops_chosen_by_index_come_in_that_order():
    loops = Loops.of([rectangle(0, 0, 1, 1), circle(5.0, corners=7), rectangle(9, 9, 12, 12)], planes=[0, 1, 2])
    found = loops.chosen(np.array([2, 0]))
    assert found.sizes.tolist() == [4, 4]
    assert found.plane.tolist() == [2, 0]
    assert found.signed_areas() == pytest.approx([9.0, 1.0])
    assert loops.chosen(np.array([False, True, False])).signed_areas() == pytest.approx([25 * np.pi])


def test_a_hole_is_a_hole_whichever_loop_comes_first_and_however_it_runs():
    outer, inner = circle(20.0), circle(5.0)[::-1]
    assert even_odd_signs(Loops.of([inner, outer], [0, 0])).tolist() == [-1.0, 1.0]
    assert even_odd_signs(Loops.of([outer, inner], [0, 0])).tolist() == [1.0, -1.0]


def test_loops_on_different_planes_are_no_holes_of_each_other():
    assert even_odd_signs(Loops.of([circle(20.0), circle(5.0)], [0, 1])).tolist() == [1.0, 1.0]


def test_loops_that_touch_at_their_lines_are_neighbours_not_holes():
    left, right = rectangle(0, 0, 10, 10), rectangle(10, 0, 20, 10)
    assert even_odd_signs(Loops.of([left, right], [0, 0])).tolist() == [1.0, 1.0]


def test_a_chain_of_boxes_that_touch_one_after_the_other_is_looked_at_together():
    boxes = [rectangle(x, 0, x + 10, 10) for x in (20, 0, 10)] + [rectangle(22, 2, 24, 4), rectangle(60, 0, 61, 1)]
    assert even_odd_signs(Loops.of(boxes, [0] * 5)).tolist() == [1.0, 1.0, 1.0, -1.0, 1.0]
