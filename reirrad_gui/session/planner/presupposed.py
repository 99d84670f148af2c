"""What limits presuppose of the other courses: time between them, and no single one too large.

No total of the scaled course can mend that. Such a limit clears nothing, whatever is still given; it may only bound.
"""

from reirrad_gui.constraints import Bounded, Limit
from reirrad_gui.constraints.conditions import each_course_condition, gap_condition
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.planner.question import Planned


def broken_beforehand(planned: Planned, row: PanelRow, limit: Limit) -> str:
    """Why a limit does not apply whatever the scaled course gives; empty where it may."""
    bounds = next((one.per_course_bounds for one in row.results if one.limit.key == limit.key), ())
    others = [
        Bounded(low.value, None, high.value)
        for course, (low, high) in enumerate(bounds)
        if course != planned.phase.course
    ]
    found = (gap_condition(limit, planned.as_given().gap_months), each_course_condition(limit, others))
    return " ".join(one.sentence for one in found if one is not None and one.met is False)
