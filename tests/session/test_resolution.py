"""Whether a verdict turns on half a voxel of a dose grid: linear doses on the 5 mm grid, by hand."""

import numpy as np
import pytest

from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from tests.session.test_envelope import linked, result
from tests.support.opened_cases import along_x, box, course, field, opened_case, structure_set, uniform

# Bladder, D0.5cc below 80 Gy EQD2 (α/β 3). Course 2: 20 Gy in 5 everywhere, 28 Gy EQD2. Course 1 rises by 0.4 Gy/mm to
# D at the wall x = 20; 0.5 cc of 40 × 40 mm reach 0.3125 mm inward, so D0.5cc lies 0.125 Gy below D.
STEEP = 0.4
LOW, HIGH = (-25, -25, -25), (25, 25, 25)


def at_the_wall(gy, gradient=STEEP):
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    return opened_case(
        courses, (field(along_x(gy - 20 * gradient, gradient), LOW, HIGH), field(uniform(20.0))), (drawn,)
    )


TURNED = np.array([[0.0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


def eqd2(gy):
    return gy * (gy / 5 + 3) / 5


def test_a_verdict_that_turns_on_half_a_voxel_says_so_beside_its_reason():
    # 29.40 Gy at the wall: D0.5cc = 29.275 Gy, 51.846 + 28 = 79.85 Gy; half a voxel is 2.5 mm, 1 Gy
    found = result(Assessor(at_the_wall(29.40)).assess(Settings()))
    assert found.cumulative.value == pytest.approx(eqd2(29.275) + 28, abs=0.25)
    low, high = (figure.value for figure in found.voxel_band)
    assert low == pytest.approx(eqd2(28.275) + 28, abs=0.25)
    assert high == pytest.approx(eqd2(30.275) + 28, abs=0.25)
    assert found.turns_on_half_voxel
    assert "Depends on ± half a dose voxel: 7" in found.reason


def test_the_row_says_beside_its_verdict_that_it_turns_on_half_a_voxel():
    rows = Assessor(at_the_wall(29.40)).assess(Settings()).rows
    row = next(r for r in rows if r.organ == "Bladder")
    assert "the verdict against 80 Gy depends on ± half a dose voxel" in row.note
    assert "110 Gy depends" not in row.note


def test_a_flat_dose_near_its_limit_does_not_turn_on_the_grid():
    found = result(Assessor(at_the_wall(29.275, 0.0)).assess(Settings()))
    low, high = (figure.value for figure in found.voxel_band)
    assert low == pytest.approx(high)
    assert not found.turns_on_half_voxel
    assert "voxel" not in found.reason


def test_an_excess_that_half_a_voxel_would_take_back_says_so_too():
    found = result(Assessor(at_the_wall(29.60)).assess(Settings()))
    assert found.cumulative.value > 80
    assert found.turns_on_half_voxel


def test_a_dose_far_from_its_limit_is_not_looked_at():
    found = result(Assessor(at_the_wall(20.0)).assess(Settings()))
    assert found.voxel_band is None
    assert not found.turns_on_half_voxel


def test_a_dose_that_is_not_fully_known_has_bounds_and_no_band():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    half = field(uniform(29.4), (-60, -60, -60), (0, 60, 60))
    opened = opened_case(courses, (half, field(uniform(20.0))), (drawn,))
    assert result(Assessor(opened).assess(Settings())).voxel_band is None


def test_the_grid_is_moved_in_its_own_frame_also_through_a_registration():
    # the old course lies turned by 90° about the head-feet axis: its y is the organ's x
    opened = linked(
        field(lambda p: 29.40 - 20 * STEEP + STEEP * p[..., 1], LOW, HIGH), field(uniform(20.0)), way=TURNED
    )
    low, high = (figure.value for figure in result(Assessor(opened).assess(Settings())).voxel_band)
    assert high - low == pytest.approx(eqd2(30.275) - eqd2(28.275), abs=0.25)


def test_where_half_a_voxel_leaves_the_grid_the_dose_stays_as_it_is():
    # the old grid ends at the organ's wall: outward it cannot be moved, inward it can
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, 20.0, 5), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    short = field(along_x(29.40 - 20 * STEEP, STEEP), (-25, -25, -25), (20, 25, 25))
    found = result(Assessor(opened_case(courses, (short, field(uniform(20.0))), (drawn,))).assess(Settings()))
    low, high = (figure.value for figure in found.voxel_band)
    assert low < found.cumulative.value
    assert high <= eqd2(30.275) + 28


def _read_again(*_given):
    pytest.fail("a grid was read again")


def test_a_change_of_alpha_beta_reads_no_grid_again(monkeypatch):
    session = Session(at_the_wall(29.40))
    assert result(session.assessment).voxel_band is not None
    monkeypatch.setattr("reirrad_gui.dose.field.DoseField.dose_at", _read_again)
    session.do("Set α/β", lambda s: s.with_alpha_beta("Bladder", 3.05))
    low, high = result(session.assessment).voxel_band
    assert low.value < high.value


def test_the_warning_stands_in_the_json():
    said = assessment_json(Assessor(at_the_wall(29.40)).assess(Settings()))
    limit = next(c for c in said["constraints"] if c["limit_gy"] == 80.0)
    assert limit["depends_on_half_voxel"] is True
    assert limit["half_voxel_band_gy"][0] < 80 < limit["half_voxel_band_gy"][1]
    far = next(c for c in said["constraints"] if c["limit_gy"] == 110.0)
    assert (far["depends_on_half_voxel"], far["half_voxel_band_gy"]) == (False, None)
