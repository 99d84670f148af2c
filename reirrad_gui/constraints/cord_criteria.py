"""Rules of several conditions for the spinal cord after two courses: Nieder's small risk, and HyTEC's four criteria.

Doses go in unrounded, without recovery, as ranges where they are ranges; an unknown leaves a condition open, never met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from reirrad_gui.constraints.conditions import Condition, GapMonths
from reirrad_gui.constraints.cord_ranges import (
    above,
    gap_at_least,
    gap_text,
    high_gy,
    low_gy,
    range_text,
    refuse_bad_inputs,
    sum_gy,
)
from reirrad_gui.constraints.cord_scores import NIEDER_CITATION
from reirrad_gui.constraints.standing import Bounded

HYTEC_CITATION: Final = "Sahgal 2012; HyTEC, Sahgal 2021, doi 10.1016/j.ijrobp.2019.09.038"


@dataclass(frozen=True, slots=True)
class Criteria:
    """A rule of several conditions; `met` is None where one is open and none is broken."""

    name: str
    conditions: tuple[Condition, ...]
    citation: str

    @property
    def met(self) -> bool | None:
        """All conditions kept; False as soon as one is broken."""
        answers = [condition.met for condition in self.conditions]
        if False in answers:
            return False
        return None if None in answers else True

    @property
    def text(self) -> str:
        """The rule and how many of its conditions are kept, broken and open."""
        broken = sum(condition.met is False for condition in self.conditions)
        still_open = sum(condition.met is None for condition in self.conditions)
        if broken:
            rest = f", {still_open} open" if still_open else ""
            return f"{self.name}: {broken} of {len(self.conditions)} not met{rest}"
        return f"{self.name}: undetermined, {still_open} open" if still_open else f"{self.name}: met"


def small_risk_rule(courses_bed: Sequence[Bounded], gap_months: GapMonths) -> Criteria:
    """Whether the courses keep to Nieder's rule for a small risk; arguments and errors as `nieder_score`.

    Cumulative BED up to 135.5 Gy, 6 complete months or more between the courses, no course above 98 Gy. No case was
    reported up to 120 Gy under the same conditions.

    Examples
    --------
    >>> small_risk_rule([Bounded.exactly(94.5), Bounded.exactly(60.0)], (59, 72)).text
    'Small risk (Nieder 2006): 1 of 3 not met'
    """
    refuse_bad_inputs(courses_bed, gap_months)
    total = sum_gy(courses_bed)
    largest = max(low_gy(course) for course in courses_bed), max(high_gy(course) for course in courses_bed)
    conditions = (
        _at_most(total, 135.5, "Cumulative BED", "Gy"),
        _gap(gap_months, 6),
        _at_most(largest, 98.0, "Largest single course, BED", "Gy"),
    )
    return Criteria("Small risk (Nieder 2006)", conditions, NIEDER_CITATION)


def hytec_criteria(earlier_eqd2: Bounded, new_eqd2: Bounded, gap_months: GapMonths) -> Criteria:
    """The four criteria for stereotactic re-irradiation near the cord: sum, new course, its share, interval.

    Parameters
    ----------
    earlier_eqd2, new_eqd2 : Bounded, Gy
        Maximum EQD2 at α/β 2 Gy in the thecal sac, all earlier courses and the new one; without recovery, unrounded.
    gap_months : (fewest, most) complete months

    Raises
    ------
    ValueError
        A range of months that is upside down.

    Notes
    -----
    Sum up to 70 Gy, new course up to 25 Gy, new over sum up to 0.5, interval of 5 months or more.

    Examples
    --------
    >>> hytec_criteria(Bounded.exactly(47.25), Bounded.exactly(30.0), (59, 72)).text
    'Thecal sac (HyTEC 2021): 2 of 4 not met'
    """
    refuse_bad_inputs((earlier_eqd2, new_eqd2), gap_months)
    new = low_gy(new_eqd2), high_gy(new_eqd2)
    conditions = (
        _at_most(sum_gy((earlier_eqd2, new_eqd2)), 70.0, "Cumulative maximum EQD2", "Gy"),
        _at_most(new, 25.0, "New course, maximum EQD2", "Gy"),
        _at_most(_percent(earlier_eqd2, new_eqd2), 50.0, "New course as share of the cumulative dose", "%"),
        _gap(gap_months, 5),
    )
    return Criteria("Thecal sac (HyTEC 2021)", conditions, HYTEC_CITATION)


def _percent(earlier: Bounded, new: Bounded) -> tuple[float, float]:
    """Least and largest 100 new / (earlier + new); 0 where the new course gives nothing."""
    return 100.0 * _part(low_gy(new), high_gy(earlier)), 100.0 * _part(high_gy(new), low_gy(earlier))


def _part(new: float, earlier: float) -> float:
    if new == 0.0:
        return 0.0
    return 1.0 if new == inf else new / (new + earlier)


def _at_most(found: tuple[float, float], limit: float, name: str, unit: str) -> Condition:
    least, most = found
    met = None if above(most, limit) and not above(least, limit) else not above(most, limit)
    return Condition(met, f"{name} {range_text(least, most, limit, unit)}; asked for: {limit:g} {unit} or less.")


def _gap(gap: GapMonths, needed: int) -> Condition:
    return Condition(gap_at_least(gap, needed), f"Interval {gap_text(gap)}; asked for: {needed} months or more.")
