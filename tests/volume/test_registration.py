from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from reirrad_gui.volume.registration import Origin, Registration, chained, inverse, moved, route
from tests.support.solids import motion, motions, turned

POINTS = np.random.default_rng(0).uniform(-100, 100, (10, 3))


def link(start, end, matrix=None):
    return Registration(start, end, np.eye(4) if matrix is None else matrix, Origin.REG_OBJECT, "stated by the file")


@given(matrix=motions)
def test_there_and_back_is_where_one_was(matrix):
    assert moved(moved(POINTS, matrix), inverse(matrix)) == pytest.approx(POINTS, abs=1e-8)


def test_a_translation_moves_with_its_sign():
    shift = motion(np.eye(3), (10.0, 0, 0))
    assert moved(np.zeros(3), shift).tolist() == [10.0, 0, 0]
    assert link("A", "B", shift).inverse().matrix[0, 3] == -10.0


def test_the_inverse_swaps_the_frames_and_keeps_what_is_known_of_it():
    one = Registration("A", "B", motion(np.eye(3), (1, 2, 3)), Origin.MATRIX, "by eye", True, "file.json")
    back = one.inverse()
    assert (back.from_frame_uid, back.to_frame_uid) == ("B", "A")
    assert (back.origin, back.quality, back.approved, back.source) == (Origin.MATRIX, "by eye", True, "file.json")


def test_the_way_back_is_found_once_and_a_changed_registration_has_its_own():
    one = link("A", "B", motion(np.eye(3), (1, 2, 3)))
    assert one.inverse() is one.inverse()
    assert replace(one, matrix=motion(np.eye(3), (4, 0, 0))).inverse().matrix[0, 3] == -4.0
    assert replace(one, approved=True).inverse().approved


@given(first=motions, second=motions)
def test_a_chain_applies_its_first_link_first(first, second):
    found = route([link("B", "C", second), link("A", "B", first)], "A", "C")
    assert moved(POINTS, chained(found)) == pytest.approx(moved(moved(POINTS, first), second), abs=1e-6)


def test_a_route_may_run_against_the_direction_of_its_links():
    turn = motion(turned(np.array([0.0, 0, 1]), 5.0), (3.0, 0, 0))
    found = route([link("CT", "MR", turn)], "MR", "CT")
    assert moved(moved(POINTS, turn), chained(found)) == pytest.approx(POINTS, abs=1e-9)


def test_the_shortest_of_several_routes_is_taken():
    links = [link("A", "B"), link("B", "C"), link("C", "D"), link("A", "D")]
    assert len(route(links, "A", "D")) == 1


def test_frames_without_a_registration_have_no_route_and_one_frame_needs_none():
    assert route([link("A", "B")], "A", "C") is None
    assert route([], "A", "A") == ()
    assert chained(()).tolist() == np.eye(4).tolist()


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (np.eye(3), "4×4"),
        (np.full((4, 4), np.nan), "4×4"),
        (np.diag([1.0, 1, 1, 2]), "last row"),
        (np.diag([1.0, 1, 0, 1]), "invertible"),
    ],
)
def test_a_matrix_that_is_no_registration_is_refused(matrix, said):
    with pytest.raises(ValueError, match=said):
        link("A", "B", matrix)


def test_every_origin_has_a_short_name_for_a_footer():
    assert {origin.short for origin in Origin} == {
        "same frame",
        "REG",
        "automatic rigid",
        "matrix file",
        "assumed identical",
        "deformable REG",
        "by hand",
        "landmarks",
    }
