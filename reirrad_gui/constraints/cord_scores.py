"""Nieder's points for the spinal cord after two courses.

Every number goes in unrounded and as a range where it is one; what is not known makes the answer a range or leaves it
undetermined, never green. No discount for recovery: the score contains the interval itself. It is given doses that were
converted at the α/β its source used; `NIEDER_ALPHA_BETA_GY` says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from reirrad_gui.constraints.conditions import GapMonths
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
from reirrad_gui.constraints.standing import FLOAT_NOISE_GY, Bounded
from reirrad_gui.figures import Figure

NIEDER_ALPHA_BETA_GY: Final[Mapping[str, float]] = MappingProxyType({"cervical": 2.0, "thoracic": 2.0, "lumbar": 4.0})
"""α/β that Nieder's score takes, by level of the cord, Gy."""

NIEDER_CITATION: Final = (
    "Nieder 2006, PMID 17084560 (2005: Int J Radiat Oncol Biol Phys 61:851-855); point table from memory, identical in "
    "an independent calculator; thresholds and rates as in the abstract"
)
CUMULATIVE_STEPS_GY: Final = (120.0, 130.0, 140.0, 150.0, 160.0, 170.0, 180.0, 190.0, 200.0)
"""One point for each of these cumulative BED that is exceeded."""
SINGLE_COURSE_GY: Final = 102.0
SHORT_BELOW_MONTHS: Final = 6
PENALTY: Final = 4.5

OVER_WARNS: Final = (
    "The score may over-warn: Doi 2021 (doi 10.1007/s00066-021-01772-7) saw no myelopathy in 32 patients with a "
    "cumulative maximum of up to 114.79 Gy EQD2, followed for 12 months."
)

_RISKS: Final = {"low": "3 %", "intermediate": "25 %", "high": "90 %"}


@dataclass(frozen=True, slots=True)
class Points:
    """One part of the score: fewest and most points the inputs allow, and the sentence that says why."""

    fewest: float
    most: float
    sentence: str


@dataclass(frozen=True, slots=True)
class NiederScore:
    """The score with its parts. `group` is None where the possible points lie in more than one group."""

    parts: tuple[Points, ...]

    @property
    def fewest(self) -> float:
        """Fewest points the inputs allow."""
        return sum(part.fewest for part in self.parts)

    @property
    def most(self) -> float:
        """Most points the inputs allow."""
        return sum(part.most for part in self.parts)

    @property
    def group(self) -> str | None:
        """The risk group, low, intermediate or high; None when undetermined."""
        lowest, highest = risk_group(self.fewest), risk_group(self.most)
        return lowest if lowest == highest else None

    @property
    def points(self) -> Figure:
        """The points; unknown, with the range as reason, where they are not one number."""
        name = "Nieder score, spinal cord"
        if self.fewest == self.most:
            return Figure(self.most, "points", name, NIEDER_CITATION)
        return Figure.unknown("points", name, f"{self._span}: {self._open}", NIEDER_CITATION)

    @property
    def text(self) -> str:
        """Points, group and its observed risk of myelopathy in one line."""
        if self.group is None:
            lowest, highest = risk_group(self.fewest), risk_group(self.most)
            return f"{self._span}: undetermined, {lowest} to {highest} risk; {self._open}"
        return f"{self._span}: {self.group} risk ({_RISKS[self.group]} myelopathy in the 2006 update)"

    @property
    def _span(self) -> str:
        return _points(self.fewest, self.most)

    @property
    def _open(self) -> str:
        return " ".join(part.sentence for part in self.parts if part.fewest != part.most)


def risk_group(points: float) -> str:
    """The group of a score: low up to 3, intermediate above 3 and up to 6, high above 6.

    Examples
    --------
    >>> [risk_group(points) for points in (3, 3.5, 4.5, 6, 6.5)]
    ['low', 'intermediate', 'intermediate', 'intermediate', 'high']
    """
    if points <= 3:
        return "low"
    return "intermediate" if points <= 6 else "high"


def nieder_score(courses_bed: Sequence[Bounded], gap_months: GapMonths) -> NiederScore:
    """Nieder's points for re-irradiation of the spinal cord.

    Parameters
    ----------
    courses_bed : sequence of Bounded, Gy
        Maximum BED in the cord of each course, without recovery, at `NIEDER_ALPHA_BETA_GY` of its level; unrounded.
    gap_months : (fewest, most) complete months
        Between the courses, the shortest where there are more than two; None where the dates set no bound.

    Raises
    ------
    ValueError
        Fewer than two courses, or a range of months that is upside down.

    Notes
    -----
    Cumulative BED up to 120 Gy 0 points, above 120 to 130 one, and so on to nine above 200; an interval below 6
    complete months 4.5; any one course of 102 Gy or more 4.5.

    Examples
    --------
    21 Gy in 3, then 20 Gy in 5, at α/β 2 Gy: 94.5 + 60 Gy, five years apart.

    >>> nieder_score([Bounded.exactly(94.5), Bounded.exactly(60.0)], (59, 72)).text
    '4 points: intermediate risk (25 % myelopathy in the 2006 update)'
    """
    refuse_bad_inputs(courses_bed, gap_months)
    return NiederScore((_cumulative(courses_bed), _interval(gap_months), _single(courses_bed)))


def _cumulative(courses: Sequence[Bounded]) -> Points:
    least, most = sum_gy(courses)
    fewest, highest = _steps(least), _steps(most)
    return Points(
        fewest, highest, f"Cumulative BED {range_text(least, most, _nearest(least))}: {_points(fewest, highest)}."
    )


def _steps(bed_gy: float) -> float:
    return float(sum(above(bed_gy, step) for step in CUMULATIVE_STEPS_GY))


def _interval(gap: GapMonths) -> Points:
    long_enough = gap_at_least(gap, SHORT_BELOW_MONTHS)
    fewest, most = 0.0 if long_enough is not False else PENALTY, 0.0 if long_enough else PENALTY
    return Points(fewest, most, f"Interval {gap_text(gap)}: {_points(fewest, most)}.")


def _single(courses: Sequence[Bounded]) -> Points:
    least, most = max(low_gy(course) for course in courses), max(high_gy(course) for course in courses)
    fewest, highest = (PENALTY if bed >= SINGLE_COURSE_GY - FLOAT_NOISE_GY else 0.0 for bed in (least, most))
    return Points(
        fewest,
        highest,
        f"Largest single course {range_text(least, most, SINGLE_COURSE_GY)}: {_points(fewest, highest)}.",
    )


def _nearest(bed_gy: float) -> float:
    return min(CUMULATIVE_STEPS_GY, key=lambda step: abs(step - bed_gy))


def _points(fewest: float, most: float) -> str:
    return f"{most:g} points" if fewest == most else f"{fewest:g} to {most:g} points"
