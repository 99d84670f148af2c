"""Scores of the spinal cord for the case that is open, from the very doses that the panel shows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reirrad_gui.constraints.conditions import GapMonths
from reirrad_gui.constraints.cord_scores import OVER_WARNS
from reirrad_gui.figures import Figure
from reirrad_gui.patient.dates import gap_between
from reirrad_gui.session.cord_regions import REGION_OF_NAME, readings_at
from reirrad_gui.session.cord_scores import (
    HYTEC_ALPHA_BETA_GY,
    REGION_OPEN,
    CordReading,
    CordScore,
    CourseDose,
    TypedCourse,
    bed_from_eqd2,
    hytec,
    reading,
)
from reirrad_gui.session.courses import shortest_gap
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.metrics import bounds_text
from reirrad_gui.session.organs import Bounds, larger
from reirrad_gui.session.panel import bounded

CORD_ORGANS: Final = (
    "SpinalCord", "SpinalCord_Cerv", "SpinalCord_Thor", "SpinalCord_Lum", "SpinalCanal", "ThecalSac", "CaudaEquina",
)  # fmt: skip
NO_CORD: Final = "No structure of the case is a spinal cord, spinal canal, thecal sac or cauda equina."
TOO_FEW: Final = "Fewer than two courses were delivered: these scores are about re-irradiation."
MAXIMA: Final = "Each course's maximum is added wherever it lies, without recovery: no accumulated dose is above that."
_MEASURED_ON: Final = {
    "SpinalCanal": "Measured on the spinal canal, which holds the cord and the thecal sac: neither got more.",
    "ThecalSac": "Measured on the thecal sac, which holds the cord: the cord got no more.",
    "CaudaEquina": "Measured on the cauda equina: Nieder's score was made for the cord.",
}
BY_LQ: Final = "{model} is in force, but these scores stay with LQ, by which they were found."
_ON_CORD: Final = "HyTEC's criteria are for the thecal sac; on the cord a criterion that is met does not clear the sac."


def cord_scores(evaluation: Evaluation) -> tuple[CordScore, ...]:
    """The scores of every structure of the cord in the case, in the order of `CORD_ORGANS`.

    Each course's maximum, without recovery, on its own contour or the mapped one, the larger; at α/β 2 Gy and at 4 Gy
    until the level of the cord is chosen (`Settings.cord_region`) or its name says it. Courses of which nothing was
    delivered take no part, neither in the doses nor in the interval. Always by LQ, whatever model is in force.
    """
    plain, given = evaluation.by_lq, _delivered(evaluation)
    found = (_score(plain, organ, given) for organ in CORD_ORGANS if plain.called(organ))
    if plain is evaluation:
        return tuple(found)
    return tuple(replace(one, notes=(*one.notes, BY_LQ.format(model=evaluation.opened.model.name))) for one in found)


def _delivered(evaluation: Evaluation) -> tuple[int, ...]:
    """Courses of which anything was or may have been delivered."""
    return tuple(i for i, course in enumerate(evaluation.opened.case.courses) if course.fractions != 0)


def _gap(evaluation: Evaluation, given: Sequence[int]) -> GapMonths:
    """Shortest interval between consecutive courses that were delivered, in complete months."""
    courses = [evaluation.opened.case.courses[index] for index in given]
    least, most = shortest_gap(tuple(gap_between(before.end, after.start) for before, after in pairwise(courses)))
    # courses that may overlap in time lie at least 0 months apart
    return (None if least is None else max(least, 0), None if most is None else max(most, 0))


def _score(evaluation: Evaluation, organ: str, given: Sequence[int]) -> CordScore:
    indices = evaluation.called(organ)
    structure, name = evaluation.opened.organs[indices[0]], evaluation.names[indices[0]]
    region, source = _region(evaluation, organ)
    gap = _gap(evaluation, given)
    why_not = _why_not(evaluation, indices, given)
    if why_not:
        return CordScore(organ, structure.structure.name, structure.key, region, source, gap, why_not=why_not)
    readings = tuple(_reading(evaluation, indices[0], *at, given, gap) for at in readings_at(region))
    eqd2 = tuple(_eqd2(evaluation, indices[0], course, HYTEC_ALPHA_BETA_GY) for course in given)
    notes = (*(() if region else (REGION_OPEN,)), _MEASURED_ON.get(organ, _ON_CORD), MAXIMA, OVER_WARNS)
    noted = (*((name.note,) if name.note and not name.sure else ()), *notes)
    typed = tuple(_as_typed(evaluation, indices[0], course) for course in given)
    return CordScore(
        organ, structure.structure.name, structure.key, region, source, gap, readings, eqd2, hytec(eqd2, gap), noted,
        as_typed=typed,
    )  # fmt: skip


def _as_typed(evaluation: Evaluation, index: int, course: int) -> TypedCourse | None:
    """A course of one phase by its maximum and its fractions: the same BED as that of its points."""
    found = evaluation.opened.case.courses[course]
    own = evaluation.measured(evaluation.own(index, course), HYTEC_ALPHA_BETA_GY).physical.courses[course]
    mapped = evaluation.measured(index, HYTEC_ALPHA_BETA_GY).physical.courses[course]
    lower, upper = larger(own.bounds("max_gy"), mapped.bounds("max_gy"))
    if len(found.phases) != 1 or not found.fractions or not lower or lower != upper:
        return None
    return TypedCourse(lower, found.fractions)


def _region(evaluation: Evaluation, organ: str) -> tuple[str, str]:
    """Level of the cord and who says so; empty while nobody does."""
    chosen = evaluation.settings.cord_region.get(organ)
    if chosen:
        return chosen, "chosen by the user"
    named = REGION_OF_NAME.get(organ)
    return (named, "by the structure's name") if named else ("", "")


def _why_not(evaluation: Evaluation, indices: Sequence[int], given: Sequence[int]) -> str:
    if len(given) < 2:
        return TOO_FEW
    if len(indices) > 1:
        names = ", ".join(f"“{evaluation.opened.organs[i].structure.name}”" for i in indices)
        return f"{names} may all be this structure: rename or confirm one of them."
    if evaluation.measured(indices[0], HYTEC_ALPHA_BETA_GY).empty:
        return "The structure encloses no volume."
    return ""


def _reading(
    evaluation: Evaluation,
    index: int,
    levels: tuple[str, ...],
    alpha_beta_gy: float,
    given: Sequence[int],
    gap: GapMonths,
) -> CordReading:
    doses = [_bed(_eqd2(evaluation, index, course, alpha_beta_gy), alpha_beta_gy) for course in given]
    return reading(levels, alpha_beta_gy, doses, gap)


def _eqd2(evaluation: Evaluation, index: int, course: int, alpha_beta_gy: float) -> CourseDose:
    """The maximum EQD2 that one course gave, as given: no recovery."""
    own = evaluation.measured(evaluation.own(index, course), alpha_beta_gy).courses[course]
    mapped = evaluation.measured(index, alpha_beta_gy).courses[course]
    bounds = larger(own.bounds("max_gy"), mapped.bounds("max_gy"))
    what = f"course {course + 1}, EQD2 (α/β {alpha_beta_gy:g} Gy), “{_name(evaluation, index)}”, maximum"
    return CourseDose(_figure(bounds, what, own.dose.reason or mapped.dose.reason), bounded(bounds))


def _bed(eqd2: CourseDose, alpha_beta_gy: float) -> CourseDose:
    dose = bed_from_eqd2(eqd2.dose, alpha_beta_gy)
    what = eqd2.figure.quantity.replace("EQD2", "BED")
    bounds = (dose.lower_gy, dose.upper_gy)
    return CourseDose(_figure(bounds, what, eqd2.figure.reason.split(";")[0]), dose)


def _figure(bounds: Bounds, what: str, reason: str) -> Figure:
    source = "from the case: converted at each point with its own dose per fraction, then the maximum"
    lower, upper = bounds
    if lower is not None and lower == upper:
        return Figure(lower, "Gy", what, source, decimals=2)
    why = reason or "the dose of this course is not fully known"
    return Figure.unknown("Gy", what, f"{why}; {bounds_text(lower, upper)}", source)


def _name(evaluation: Evaluation, index: int) -> str:
    return evaluation.opened.organs[index].structure.name
