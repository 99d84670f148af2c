"""Point landmarks: the closed-form rigid fit, its residuals, and when it must not be made."""

import numpy as np
import pytest
from hypothesis import given

from reirrad_gui.errors import EntryError
from reirrad_gui.volume.landmarks import Landmark, fit_landmarks
from tests.support.solids import motions

PELVIS = {
    "left femoral head": (95.0, 10.0, -20.0),
    "right femoral head": (-95.0, 12.0, -24.0),
    "symphysis": (0.0, -60.0, -40.0),
    "promontory": (2.0, 55.0, 90.0),
    "coccyx": (0.0, 80.0, -50.0),
}


def marked(matrix=None, points=None, off=None):
    """Landmarks whose second position is the first moved by a matrix, plus an error by name."""
    matrix = np.eye(4) if matrix is None else matrix
    found = []
    for name, point in (points or PELVIS).items():
        there = matrix[:3, :3] @ point + matrix[:3, 3] + np.array((off or {}).get(name, (0.0, 0.0, 0.0)))
        found.append(Landmark(name, point, tuple(there.tolist())))
    return found


@given(matrix=motions)
def test_a_rigid_motion_is_found_exactly(matrix):
    fit = fit_landmarks(marked(matrix))
    assert fit.matrix == pytest.approx(matrix, abs=1e-6)
    assert fit.largest_mm == pytest.approx(0.0, abs=1e-6)
    assert fit.left_out_rms_mm == pytest.approx(0.0, abs=1e-6)


def test_residuals_are_the_distances_that_remain():
    # four corners of a square, one moved 4 mm off the plane along H: the best plane tilts so that all miss by 1 mm
    square = {"a": (50.0, 50.0, 0.0), "b": (-50.0, 50.0, 0.0), "c": (-50.0, -50.0, 0.0), "d": (50.0, -50.0, 0.0)}
    fit = fit_landmarks(marked(points=square, off={"a": (0.0, 0.0, 4.0)}))
    assert fit.residuals_mm == pytest.approx((1.0, 1.0, 1.0, 1.0), abs=0.01)
    assert fit.rms_mm == pytest.approx(1.0, abs=0.01)


def test_the_landmark_that_is_set_wrongly_is_missed_most():
    fit = fit_landmarks(marked(off={"coccyx": (0.0, 12.0, 0.0)}))
    assert fit.worst == "coccyx"
    assert fit.residuals_mm[-1] == fit.largest_mm
    left_out = dict(zip(PELVIS, fit.left_out_mm, strict=True))
    assert left_out["coccyx"] == pytest.approx(12.0)  # the other four agree exactly
    assert fit.left_out_rms_mm > fit.rms_mm
    assert "(coccyx)" in fit.text
    assert "left out in turn" in fit.text


def test_a_mirror_image_is_never_the_answer():
    # left and right exchanged in the second image: only a reflection would fit, and it is no motion of a patient
    mirrored = [Landmark(name, p, (-p[0], p[1], p[2])) for name, p in PELVIS.items()]
    fit = fit_landmarks(mirrored)
    assert np.linalg.det(fit.matrix[:3, :3]) == pytest.approx(1.0)
    assert fit.rms_mm > 10.0


def test_three_landmarks_fit_but_say_nothing_of_other_points():
    three = dict(list(PELVIS.items())[:3])
    fit = fit_landmarks(marked(points=three))
    assert fit.left_out_mm is None
    assert fit.left_out_rms_mm is None
    assert "too few landmarks to tell" in fit.text


def test_a_landmark_without_which_the_rest_lie_on_a_line_is_not_left_out():
    line = {"a": (0.0, 0.0, 0.0), "b": (50.0, 0.0, 0.0), "c": (100.0, 0.0, 0.0), "d": (0.0, 60.0, 0.0)}
    assert [mm is None for mm in fit_landmarks(marked(points=line)).left_out_mm] == [False, False, False, True]


def test_the_fit_read_the_other_way_undoes_it():
    fit = fit_landmarks(marked(off={"coccyx": (0.0, 5.0, 0.0)}))
    back = fit.inverse()
    assert back.matrix @ fit.matrix == pytest.approx(np.eye(4), abs=1e-9)
    assert fit_landmarks(back.landmarks).residuals_mm == pytest.approx(fit.residuals_mm)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"a": (0.0, 0.0, 0.0), "b": (50.0, 0.0, 0.0)}, "needs 3 landmarks in both images; 2 are set"),
        ({"a": (0.0, 0.0, 0.0), "b": (50.0, 0.0, 0.0), "c": (90.0, 1.0, 0.0)}, "within 5 mm of one line"),
        ({"a": (9.0, 9.0, 9.0), "b": (9.0, 9.0, 9.0), "c": (9.0, 9.0, 9.0)}, "within 5 mm of one line"),
    ],
)
def test_landmarks_that_leave_the_turn_open_are_refused(points, said):
    with pytest.raises(EntryError, match=said):
        fit_landmarks(marked(points=points))


def test_a_landmark_without_a_place_is_refused():
    with pytest.raises(EntryError, match="promontory"):
        Landmark("promontory", (0.0, 0.0, np.nan), (1.0, 2.0, 3.0))
