"""Scores of the spinal cord as values: what each course gave it at the α/β of its score, and what the rules say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reirrad_gui.constraints.conditions import GapMonths
from reirrad_gui.constraints.cord_criteria import Criteria, hytec_criteria, small_risk_rule
from reirrad_gui.constraints.cord_ranges import gap_text
from reirrad_gui.constraints.cord_scores import NiederScore, nieder_score
from reirrad_gui.constraints.standing import Bounded
from reirrad_gui.errors import EntryError
from reirrad_gui.figures import Figure
from reirrad_gui.lq import Fractionation, bed_of_phases, bed_per_eqd2, eqd2_of_phases
from reirrad_gui.session.cord_regions import readings_at

HYTEC_ALPHA_BETA_GY: Final = 2.0
REGION_OPEN: Final = "The level of the cord is not chosen: both α/β are shown. Choose it; nothing is guessed."


@dataclass(frozen=True, slots=True)
class CourseDose:
    """The maximum that one course gave, without recovery: as a figure, and with its bounds, Gy."""

    figure: Figure
    dose: Bounded


@dataclass(frozen=True, slots=True)
class CordReading:
    """Nieder's score and his rule for a small risk at one α/β.

    `regions` are the levels that it is for; none where it only repeats the α/β at which limits are judged.
    """

    regions: tuple[str, ...]
    alpha_beta_gy: float
    courses: tuple[CourseDose, ...]
    score: NiederScore
    small_risk: Criteria


@dataclass(frozen=True, slots=True)
class CordScore:
    """One structure of the cord: readings (the level's own first; both while it is open) and the criteria of HyTEC.

    `region` is "" while it is not known, `region_source` says who knows it. `why_not` says why there is no score, and
    then there are no readings and no criteria. `as_typed` are the courses as they would be typed, to try others from
    there: None where a course has several phases or is not fully known.
    """

    organ: str
    structure_name: str
    organ_key: str | None
    region: str
    region_source: str
    gap_months: GapMonths
    readings: tuple[CordReading, ...] = ()
    hytec_courses: tuple[CourseDose, ...] = ()
    hytec: Criteria | None = None
    notes: tuple[str, ...] = ()
    why_not: str = ""
    as_typed: "tuple[TypedCourse | None, ...]" = ()

    @property
    def gap(self) -> str:
        """The interval in words."""
        return gap_text(self.gap_months)


@dataclass(frozen=True, slots=True)
class TypedCourse:
    """A course as somebody types it for a case that may not exist: its maximum in the cord and its fractions.

    Raises
    ------
    EntryError
        A dose or a number of fractions that cannot be meant.
    """

    total_gy: float
    fractions: int

    def __post_init__(self) -> None:
        if not 0 < self.total_gy <= 200:
            raise EntryError(f"A dose lies above 0 and up to 200 Gy; {self.total_gy:g} Gy cannot be used.")
        if not 1 <= self.fractions <= 100:
            raise EntryError(f"A number of fractions lies between 1 and 100; {self.fractions} cannot be used.")


def reading(
    regions: tuple[str, ...], alpha_beta_gy: float, courses: Sequence[CourseDose], gap: GapMonths
) -> CordReading:
    """Score and rule from each course's maximum BED."""
    doses = [course.dose for course in courses]
    return CordReading(
        regions, alpha_beta_gy, tuple(courses), nieder_score(doses, gap), small_risk_rule(doses, gap)
    )  # fmt: skip


def hytec(courses: Sequence[CourseDose], gap: GapMonths) -> Criteria:
    """HyTEC's criteria from each course's maximum EQD2 at α/β 2 Gy; all but the last are the earlier dose."""
    return hytec_criteria(added([course.dose for course in courses[:-1]]), courses[-1].dose, gap)


def added(doses: Sequence[Bounded]) -> Bounded:
    """Sum of doses with their bounds; unknown where one is.

    >>> added([Bounded.exactly(1.0), Bounded(2.0, None, 3.0)])
    Bounded(lower_gy=3.0, value_gy=None, upper_gy=4.0)
    """
    lower = sum(dose.lower_gy or 0.0 for dose in doses)
    uppers = [dose.upper_gy for dose in doses]
    upper = None if None in uppers else sum(gy for gy in uppers if gy is not None)
    exact = all(dose.value_gy is not None for dose in doses)
    return Bounded(lower, upper if exact else None, upper)


def bed_from_eqd2(eqd2: Bounded, alpha_beta_gy: float) -> Bounded:
    """The same dose as BED at the same α/β.

    >>> bed_from_eqd2(Bounded.exactly(47.25), 2.0).upper_gy
    94.5
    """
    factor = bed_per_eqd2(alpha_beta_gy)
    lower, value, upper = (None if gy is None else gy * factor for gy in (eqd2.lower_gy, eqd2.value_gy, eqd2.upper_gy))
    return Bounded(lower, value, upper)


def typed_score(courses: Sequence[TypedCourse], gap_months: GapMonths, region: str = "") -> CordScore:
    """The scores of courses that were typed in: for a case that may not exist.

    Parameters
    ----------
    courses : sequence of TypedCourse
        In order of time; the last is the new one.
    gap_months : (fewest, most) complete months between them; None where not known
    region : str
        Level of the cord; "" while it is not chosen.

    Raises
    ------
    EntryError
        An interval that is upside down, or a level that means nothing.

    Examples
    --------
    >>> found = typed_score([TypedCourse(21.0, 3), TypedCourse(20.0, 5)], (59, 72))
    >>> [one.score.most for one in found.readings], found.hytec.text
    ([4.0, 0.0], 'Thecal sac (HyTEC 2021): 2 of 4 not met')
    """
    if gap_months[0] is not None and gap_months[1] is not None and gap_months[0] > gap_months[1]:
        raise EntryError(f"An interval cannot lie between {gap_months[0]} and {gap_months[1]} months.")
    name = "typed courses"
    if len(courses) < 2:
        return CordScore(name, "", None, region, "", gap_months, why_not="Type at least two courses.")
    found = tuple(
        reading(levels, ratio, [_typed(one, i, ratio, bed=True) for i, one in enumerate(courses)], gap_months)
        for levels, ratio in readings_at(region)
    )
    eqd2 = tuple(_typed(one, i, HYTEC_ALPHA_BETA_GY, bed=False) for i, one in enumerate(courses))
    notes = () if region else (REGION_OPEN,)
    source = "typed" if region else ""
    return CordScore(name, "", None, region, source, gap_months, found, eqd2, hytec(eqd2, gap_months), notes)


def _typed(course: TypedCourse, index: int, alpha_beta_gy: float, *, bed: bool) -> CourseDose:
    phase = [Fractionation(course.total_gy, course.fractions)]
    gy = float(bed_of_phases(phase, alpha_beta_gy) if bed else eqd2_of_phases(phase, alpha_beta_gy))
    what = f"course {index + 1}, {'BED' if bed else 'EQD2'} (α/β {alpha_beta_gy:g} Gy)"
    source = f"typed: {course.total_gy:g} Gy in {course.fractions}"
    return CourseDose(Figure(gy, "Gy", what, source, decimals=2), Bounded.exactly(gy))
