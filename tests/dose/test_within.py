"""Points that move and stay in their organ, and the organ that moves besides."""

import numpy as np

from reirrad_gui.dose.within import Within

SIDE_MM = np.arange(8.0)
CUBE = np.stack(np.meshgrid(SIDE_MM, SIDE_MM, SIDE_MM, indexing="ij"), axis=-1).reshape(-1, 3)
ORGAN = Within(CUBE, np.full(len(CUBE), 0.001), [(CUBE[:, 0],)])
"""A cube of 8 mm: a point in the middle of each of its 512 mm³; its dose is x Gy."""

SHIFTS = np.array([[0.0, 0.0, 0.0], [2.5, -1.0, 0.5], [-9.0, 0.0, 0.0]])


def test_a_point_goes_the_whole_way_where_that_stays_in_the_organ_and_stops_before_its_border_elsewhere():
    middle = np.array([[4.0, 4.0, 4.0]])
    places, _ = ORGAN.moved(middle, SHIFTS)
    assert places.shape == (3, 1, 3)
    assert np.array_equal(places[:2, 0], middle + SHIFTS[:2])
    assert -1.25 <= places[2, 0, 0] < 4.0  # cells are 1.25 mm wide: the border is known to one of them
    assert np.array_equal(places[2, 0, 1:], [4.0, 4.0])


def test_an_organ_that_moves_besides_takes_its_points_along_and_their_doses_stay_those_of_the_same_cells():
    along = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.5], [0.0, 0.0, -1.5]])
    still, cells = ORGAN.moved(CUBE, SHIFTS)
    taken, same_cells = ORGAN.moved(CUBE, SHIFTS, along)
    assert np.array_equal(taken, still + along[:, None, :])
    assert np.array_equal(cells, same_cells)
    assert np.array_equal(ORGAN.bounded(0, taken[..., 0], cells), ORGAN.bounded(0, still[..., 0], same_cells))
