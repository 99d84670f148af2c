"""Which RTDOSE files make up the dose of a fraction group: PLAN, or FRACTION, or all BEAMs; never a mixture."""

from collections.abc import Callable, Sequence

from reirrad_gui.dicom.assigned import Assigned, Wanted, names, source
from reirrad_gui.dicom.beam_doses import BY_BEAM, BY_BEAM_SESSION, add_beams
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.fraction_doses import BY_GROUP, scale_fraction

BY_PLAN = ("PLAN",)
SUMMED = BY_PLAN + BY_GROUP + BY_BEAM + BY_BEAM_SESSION
REASONS = {
    "MULTI_PLAN": "it is the sum of several plans, whose fraction sizes cannot be told apart any more",
    "PLAN_OVERVIEW": "it is an overview of several plans, whose fraction sizes cannot be told apart any more",
    "CONTROL_POINT": "it is the dose of single control points, not of a whole beam",
    "RECORD": "it is the dose of one treatment record, not of the whole treatment",
}

Choose = Callable[[Assigned, list[DoseFile], Wanted], None]


def summation_refusal(dose: DoseFile) -> str:
    """Why a dose's summation type keeps it from being the dose of a plan; empty when it does not."""
    shown = dose.file.shown_as
    if len(dose.plan_uids) > 1:
        return (
            f"{shown} refers to {len(dose.plan_uids)} plans at once, whose fraction sizes cannot be told apart; it is "
            "not used. Export one dose per plan."
        )
    if dose.summation in SUMMED:
        return ""
    if not dose.summation:
        return (
            f"{shown} does not say whether it is the dose of a plan, a fraction or a beam (no DoseSummationType); it "
            "is not used. Export the dose of the plan."
        )
    reason = REASONS.get(dose.summation, f"“{dose.summation}” is no kind of dose this program knows")
    return f"{shown} is not used: {reason}. Export the dose of each plan."


def assign(wanted: Wanted, doses: Sequence[DoseFile]) -> Assigned:
    """Chooses the dose of one fraction group among the usable doses of its plan that concern it.

    PLAN before FRACTION before BEAM. Zero doses beside real ones, beams beside a plan dose, and copies are left out and
    named; several different doses of one kind, or a beam that is missing, leave the group without dose.
    """
    result = Assigned()
    given = [dose for dose in doses if not dose.all_zero]
    empty = [dose for dose in doses if dose.all_zero]
    if doses and not given:
        result.refuse(
            f"{names(empty)} holds 0 Gy everywhere, which no treatment gives; it is not used. "
            f"Export the dose of {wanted.title} again.",
            empty,
        )
        return result
    result.leave_out(empty, "0 Gy everywhere, although other files hold this dose")
    of_plan = _plan_doses(result, given, wanted)
    of_group = [dose for dose in given if dose.summation in BY_GROUP]
    of_beams = [dose for dose in given if dose.summation in BY_BEAM + BY_BEAM_SESSION]
    levels: tuple[tuple[list[DoseFile], Choose], ...] = (
        (of_plan, _only_one),
        (of_group, scale_fraction),
        (of_beams, add_beams),
    )
    for candidates, choose in levels:
        if candidates:
            finer = [dose for dose in (*of_group, *of_beams) if dose not in candidates]
            result.leave_out(
                finer, f"the dose of {wanted.title} is in {names(candidates)}, and the two are never added"
            )
            choose(result, candidates, wanted)
            break
    return result


def _plan_doses(result: Assigned, given: Sequence[DoseFile], wanted: Wanted) -> list[DoseFile]:
    """PLAN doses, unless the plan has several fraction groups, which such a dose pools."""
    of_plan = [dose for dose in given if dose.summation in BY_PLAN]
    groups = 1 if wanted.plan is None else sum(group.fractions != 0 for group in wanted.plan.groups)
    if not of_plan or groups <= 1:
        return of_plan
    result.refuse(
        f"{names(of_plan)} is the dose of all {groups} fraction groups of its plan together; their fraction sizes "
        "cannot be told apart, so it is not used. Export one dose per fraction group.",
        of_plan,
    )
    return []


def _only_one(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    distinct = result.distinct(doses)
    if len(distinct) > 1:
        result.refuse(
            f"{wanted.title[:1].upper()}{wanted.title[1:]} has {len(distinct)} different doses ({names(distinct)}) and "
            "nothing says which one was treated; none is used. Choose one of them, or remove the others.",
            distinct,
        )
        result.alternatives = tuple(source(dose, 1.0, "chosen by the user") for dose in distinct)
        return
    result.doses = (source(distinct[0], 1.0, "dose of the whole plan"),)
