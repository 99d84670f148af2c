"""Which RTDOSE files make up the dose of a fraction group: PLAN, or FRACTION, or all BEAMs; never a mixture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from reirrad_gui.case.course import DoseSource
from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.doses import DoseFile, load_dose
from reirrad_gui.dicom.plans import FractionGroup, Plan
from reirrad_gui.errors import DicomError

BY_PLAN = ("PLAN",)
BY_GROUP = ("FRACTION", "FRACTION_SESSION")
BY_BEAM = ("BEAM", "BRACHY")
BY_BEAM_SESSION = ("BEAM_SESSION", "BRACHY_SESSION")
SUMMED = BY_PLAN + BY_GROUP + BY_BEAM + BY_BEAM_SESSION
LEAST_MAX_PER_FRACTION_GY = 0.5
MOST_MAX_PER_FRACTION_GY = 60.0
MOST_MAX_TOTAL_GY = 250.0
REASONS = {
    "MULTI_PLAN": "it is the sum of several plans, whose fraction sizes cannot be told apart any more",
    "PLAN_OVERVIEW": "it is an overview of several plans, whose fraction sizes cannot be told apart any more",
    "CONTROL_POINT": "it is the dose of single control points, not of a whole beam",
    "RECORD": "it is the dose of one treatment record, not of the whole treatment",
}


@dataclass(slots=True)
class Assigned:
    """The dose of one fraction group. `alternatives` are doses a person may choose from where the files do not decide."""

    doses: tuple[DoseSource, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    alternatives: tuple[DoseSource, ...] = ()

    def refuse(self, sentence: str, doses: Iterable[DoseFile] = ()) -> None:
        """Says why there is no dose."""
        self.problems.append(Problem(sentence, tuple(d.file for d in doses)))

    def say(self, sentence: str, doses: Iterable[DoseFile] = ()) -> None:
        """Says something beside the numbers."""
        self.problems.append(Problem(sentence, tuple(d.file for d in doses), blocking=False))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fraction group that a dose is wanted for; group and plan are None when the plan was not found."""

    group: FractionGroup | None
    plan: Plan | None
    expected_gy: float | None
    """Prescribed total, or the sum of the stated beam doses; None when neither is known."""
    title: str
    """How the group is called in sentences."""


def summation_refusal(dose: DoseFile) -> str:
    """Why a dose's summation type keeps it from being the dose of a plan; empty when it does not."""
    shown = dose.file.shown_as
    if len(dose.plan_uids) > 1:
        return f"{shown} refers to {len(dose.plan_uids)} plans at once, whose fraction sizes cannot be told apart; it is not used. Export one dose per plan."
    if dose.summation in SUMMED:
        return ""
    if not dose.summation:
        return f"{shown} does not say whether it is the dose of a plan, a fraction or a beam (no DoseSummationType); it is not used. Export the dose of the plan."
    reason = REASONS.get(dose.summation, f"“{dose.summation}” is no kind of dose this program knows")
    return f"{shown} is not used: {reason}. Export the dose of each plan."


def source(dose: DoseFile, scale: float = 1.0, reason: str = "") -> DoseSource:
    """The dose as it takes part in a phase."""
    return DoseSource(dose.file, dose.summation, dose.frame_uid, scale, reason)


def assign(wanted: Wanted, doses: Sequence[DoseFile]) -> Assigned:
    """Chooses the dose of one fraction group among the usable doses of its plan that concern it.

    PLAN before FRACTION before BEAM. Zero doses beside real ones, beams beside a plan dose, and copies are left out and
    named; several different doses of one kind, or a beam that is missing, leave the group without dose.
    """
    title = wanted.title
    result = Assigned()
    groups = 1 if wanted.plan is None else max(1, sum(g.fractions != 0 for g in wanted.plan.groups))
    if not doses:
        return result
    given = [d for d in doses if not d.all_zero]
    empty = [d for d in doses if d.all_zero]
    if not given:
        result.refuse(
            f"{_names(empty)} holds 0 Gy everywhere, which no treatment gives; it is not used. "
            f"Export the dose of {title} again.",
            empty,
        )
        return result
    _leave_out(result, empty, "holds 0 Gy everywhere although other files hold this dose")
    of_plan = [d for d in given if d.summation in BY_PLAN]
    if of_plan and groups > 1:
        result.refuse(
            f"{_names(of_plan)} is the dose of all {groups} fraction groups of {title} together; their fraction sizes "
            "cannot be told apart, so it is not used. Export one dose per fraction group.",
            of_plan,
        )
        of_plan = []
    of_group = [d for d in given if d.summation in BY_GROUP]
    of_beams = [d for d in given if d.summation in BY_BEAM + BY_BEAM_SESSION]
    for candidates, choose in ((of_plan, _one), (of_group, _fraction), (of_beams, _beams)):
        if candidates:
            finer = [d for d in (*of_group, *of_beams) if d not in candidates]
            _leave_out(result, finer, f"is not added to {_names(candidates)}, which holds the dose of {title} already")
            choose(result, candidates, wanted)
            break
    return result


def _leave_out(result: Assigned, doses: Sequence[DoseFile], why: str) -> None:
    if doses:
        result.say(f"{_names(doses)} is left out: it {why}.", doses)


def _names(doses: Iterable[DoseFile]) -> str:
    return ", ".join(d.file.shown_as for d in doses)


def _one(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    title = wanted.title
    distinct = _distinct(result, doses)
    if len(distinct) > 1:
        result.refuse(
            f"{title} has {len(distinct)} different doses ({_names(distinct)}) and nothing says which one was "
            "treated; none is used. Choose one of them.",
            distinct,
        )
        result.alternatives = tuple(source(d) for d in distinct)
        return
    result.doses = (source(distinct[0], 1.0, "dose of the whole plan"),)


def _fraction(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    title = wanted.title
    distinct = _distinct(result, doses)
    if len(distinct) > 1:
        result.refuse(
            f"{title} has {len(distinct)} different fraction doses ({_names(distinct)}) and nothing says which "
            "one to use; none is used. Keep the right one and open the folder again.",
            distinct,
        )
        return
    dose = distinct[0]
    fractions = None if wanted.group is None else wanted.group.fractions
    if not fractions:
        result.refuse(
            f"{_names([dose])} is the dose of a fraction, and the number of fractions of {title} is not known; it "
            "is not used. Add the plan to the folder, or export the dose of the whole plan.",
            [dose],
        )
        return
    scale, reason = fraction_scale(dose, fractions, wanted.expected_gy)
    if scale is None:
        result.refuse(
            f"{_names([dose])} is a dose of type FRACTION, and it is not clear whether it is that of one fraction "
            f"or of all {fractions} ({reason}); it is not used. Export the dose of the whole plan.",
            [dose],
        )
        return
    result.doses = (source(dose, scale, reason),)
    if scale != 1:
        result.say(
            f"{_names([dose])} is the dose of one fraction ({reason}); it is multiplied by the {fractions} "
            "planned fractions.",
            [dose],
        )


def fraction_scale(dose: DoseFile, fractions: int, expected_gy: float | None) -> tuple[float | None, str]:
    """What turns a FRACTION dose into the planned total, and why.

    PS3.3 C.8.8.3 defines FRACTION as the dose of a whole fraction group and FRACTION_SESSION as that of one session, but
    planning systems write FRACTION for one session too. So the maximum decides: read one way it fits the prescription
    (or, without one, a fraction size that is ever given), read the other way it does not. If both fit, or neither, the
    answer is None.
    """
    if dose.summation == "FRACTION_SESSION":
        return float(fractions), "the file says FRACTION_SESSION"
    if fractions == 1:
        return 1.0, "there is one fraction"
    highest = dose.max_gy or 0.0
    if expected_gy:
        whole, single = (0.5 <= gy / expected_gy <= 3.0 for gy in (highest, highest * fractions))
        compared = f"its maximum is {highest:.3g} Gy, {expected_gy:.3g} Gy are planned"
    else:
        whole, single = (_given(gy, fractions) for gy in (highest, highest * fractions))
        compared = f"its maximum is {highest:.3g} Gy"
    if whole == single:
        return None, compared
    return (1.0, f"whole fraction group: {compared}") if whole else (float(fractions), compared)


def _given(total_gy: float, fractions: int) -> bool:
    """True when a maximum of `total_gy` in so many fractions is something that is ever given."""
    return (
        LEAST_MAX_PER_FRACTION_GY <= total_gy / fractions <= MOST_MAX_PER_FRACTION_GY and total_gy <= MOST_MAX_TOTAL_GY
    )


def _beams(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    group, title = wanted.group, wanted.title
    if group is None or wanted.plan is None:
        result.refuse(
            f"{_names(doses)} holds the dose of single beams, and their plan was not found, so nobody can say "
            "whether all beams are there; it is not used. Add the plan to the folder, or export the dose of the "
            "whole plan.",
            doses,
        )
        return
    needed = {beam.number: beam for beam in group.delivering}
    chosen = _cover(result, doses, set(needed), title)
    if chosen is None:
        return
    covered = {n for d in chosen for n in _beam_numbers(d)}
    missing = [needed[n].name for n in sorted(set(needed) - covered)]
    if missing or not needed:
        what = (
            (f"the dose of beam {', '.join(missing)} is missing")
            if missing
            else "the plan does not say which beams it has"
        )
        result.refuse(
            f"The beam doses of {title} are not added up: {what}. Export all beams, or the dose of the whole plan.",
            chosen,
        )
        return
    session = any(d.summation in BY_BEAM_SESSION for d in chosen)
    if session and not group.fractions:
        result.refuse(
            f"{_names(chosen)} hold the dose of one fraction, and the number of fractions of {title} is not "
            "known; they are not used.",
            chosen,
        )
        return
    if len({d.frame_uid for d in chosen}) > 1:
        result.refuse(
            f"The beam doses of {title} lie in different frames of reference; they are not added up. Export them "
            "again.",
            chosen,
        )
        return
    result.doses = tuple(
        source(d, float(group.fractions or 1), "dose of one fraction of this beam")
        if d.summation in BY_BEAM_SESSION
        else source(d, 1.0, "dose of this beam in all fractions")
        for d in chosen
    )


def _cover(result: Assigned, doses: list[DoseFile], needed: set[int], title: str) -> list[DoseFile] | None:
    """Doses that name each beam at most once: single beams before sums of beams; None (and said) when two compete."""
    chosen: list[DoseFile] = []
    for dose in sorted(_distinct(result, doses), key=lambda d: len(_beam_numbers(d))):
        beams = _beam_numbers(dose)
        taken = {n for d in chosen for n in _beam_numbers(d)}
        if not beams:
            result.refuse(
                f"{_names([dose])} does not say of which beam it is the dose; the beam doses of {title} are not "
                "added up. Export the dose of the whole plan.",
                [dose],
            )
            return None
        if not beams & needed:
            result.say(f"{_names([dose])} belongs to a beam that {title} does not treat with; it is left out.", [dose])
        elif not beams & taken:
            chosen.append(dose)
        elif beams <= taken and len(beams) > 1:
            result.say(
                f"{_names([dose])} is left out: the same beams have files of their own, and the two are never added.",
                [dose],
            )
        else:
            rivals = [d for d in chosen if _beam_numbers(d) & beams] + [dose]
            result.refuse(
                f"{title} has different doses for the same beam ({_names(rivals)}); none is used. Keep the right "
                "one and open the folder again.",
                rivals,
            )
            return None
    return chosen


def _beam_numbers(dose: DoseFile) -> set[int]:
    return {n for part in dose.parts for n in part.beams}


def _distinct(result: Assigned, doses: Sequence[DoseFile]) -> list[DoseFile]:
    """Without doses that say the same thing voxel by voxel under another UID; leaving one out is said."""
    kept: list[DoseFile] = []
    for dose in doses:
        twin = next((d for d in kept if _same_part(d, dose) and same_dose(d, dose)), None)
        if twin is None:
            kept.append(dose)
        else:
            result.say(f"{_names([dose])} holds the same dose as {_names([twin])} and is left out.", [dose])
    return kept


def _same_part(one: DoseFile, other: DoseFile) -> bool:
    return one.frame_uid == other.frame_uid and one.summation == other.summation and set(one.parts) == set(other.parts)


def same_dose(one: DoseFile, other: DoseFile) -> bool:
    """True when two files hold the same dose at the same places (within 0.1 % of the maximum)."""
    try:
        (grid, dose_gy), (other_grid, other_gy) = load_dose(source(one)), load_dose(source(other))
    except DicomError:
        return False
    if grid.shape != other_grid.shape or not np.allclose(grid.corners(), other_grid.corners(), atol=0.01):
        return False
    places = np.allclose(grid.plane_mm - grid.plane_mm[0], other_grid.plane_mm - other_grid.plane_mm[0], atol=0.01)
    return bool(places and np.allclose(dose_gy, other_gy, atol=1e-3 * float(dose_gy.max())))
