"""What makes a person look twice at a course: approval, and doses that do not fit their prescription."""

from collections.abc import Sequence

from reirrad_gui.case.course import Phase
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.plans import FractionGroup, Plan

MAXIMUM_OVER_PRESCRIBED = (0.5, 3.0)
BEAM_SUM_OVER_PRESCRIBED = (0.5, 2.0)
DOSE_PER_FRACTION_GY = (0.5, 35.0)


def doubts(plan: Plan, group: FractionGroup, phase: Phase, doses: Sequence[DoseFile]) -> tuple[str, ...]:
    """Sentences about one phase; none of them keeps it out of the numbers."""
    said = (
        _approval(plan),
        _maximum(plan, phase, doses),
        _beam_sum(group, phase),
        _fraction_size(phase),
        _brachy(plan),
    )
    return tuple(sentence for sentence in said if sentence)


def _approval(plan: Plan) -> str:
    if plan.approval != "UNAPPROVED":
        return ""
    return f"The plan {plan.label} is not approved: check that it is the one that was treated."


def _maximum(plan: Plan, phase: Phase, doses: Sequence[DoseFile]) -> str:
    """Point-like maxima beside brachytherapy sources are no surprise; sums of beams have no known maximum yet."""
    if phase.prescribed_gy is None or len(phase.doses) != 1 or plan.brachy:
        return ""
    used = phase.doses[0]
    highest = next((d.max_gy or 0.0 for d in doses if d.file == used.file), 0.0) * used.scale
    if MAXIMUM_OVER_PRESCRIBED[0] <= highest / phase.prescribed_gy <= MAXIMUM_OVER_PRESCRIBED[1]:
        return ""
    return (
        f"The highest dose of {phase.label} is {highest:.3g} Gy, but {phase.prescribed_gy:g} Gy are prescribed: check "
        "that dose and plan belong together, and that the dose is that of all fractions."
    )


def _beam_sum(group: FractionGroup, phase: Phase) -> str:
    total = group.beam_total_gy
    if total is None or phase.prescribed_gy is None:
        return ""
    if BEAM_SUM_OVER_PRESCRIBED[0] <= total / phase.prescribed_gy <= BEAM_SUM_OVER_PRESCRIBED[1]:
        return ""
    return (
        f"The beam doses of {phase.label} add up to {total:.3g} Gy, but its prescription is {phase.prescribed_gy:g} "
        "Gy: check which of them is meant."
    )


def _fraction_size(phase: Phase) -> str:
    size = phase.dose_per_fraction_gy
    if size is None or DOSE_PER_FRACTION_GY[0] <= size <= DOSE_PER_FRACTION_GY[1]:
        return ""
    return (
        f"{phase.label} is planned with {size:.3g} Gy per fraction ({phase.prescribed_gy:g} Gy in "
        f"{phase.planned_fractions}), which is unusual: check prescription and number of fractions."
    )


def _brachy(plan: Plan) -> str:
    if not plan.brachy:
        return ""
    return f"The plan {plan.label} is brachytherapy: dose rate and source decay are not considered in its EQD2."
