"""The reason why a dose is not known says how much of an organ it concerns."""

import pytest

from reirrad_gui.session import Session
from tests.support.opened_cases import FRAME_2, box, course, field, opened_case, structure_set, uniform


@pytest.mark.parametrize(
    ("middle_mm", "reason"),
    [
        (60.0, "partly outside the dose grid"),
        (90.0, "outside the dose grid"),
    ],  # the grid ends at 60, the box is 40 wide
)
def test_an_organ_that_a_grid_does_not_reach_is_not_said_to_lie_partly_outside_it(middle_mm, reason):
    drawn = structure_set(box("Bladder", 1, FRAME_2, (middle_mm, 0.0, 0.0)))
    alone = course(2, 20.0, 5, structure_set_uid=drawn.uid)
    (organ,) = Session(opened_case((alone,), (field(uniform(20.0)),), (drawn,))).assessment.organs
    assert organ.courses[0].physical.mean_gy.reason.partition(";")[0] == reason
