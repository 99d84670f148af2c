"""“How was this computed?”: the numbers step by step, from the same figures that are shown."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import overload

from reirrad_gui.case import Course, Phase
from reirrad_gui.figures import rounded
from reirrad_gui.lq import DoseModel
from reirrad_gui.session.assessment import LimitResult, Step
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.formulas import formula, with_numbers
from reirrad_gui.session.later import Later
from reirrad_gui.session.organs import MeasuredOrgan
from reirrad_gui.session.what_if import what_if_text


class StepsOnDemand(Sequence[Step]):
    """The steps of one verdict, put into words when somebody unfolds them; equal to the tuple of them.

    >>> steps = StepsOnDemand(lambda: (Step("Limit", "D2cc ≤ 70 Gy", "70 Gy"),))
    >>> len(steps), steps[0].what, steps == (Step("Limit", "D2cc ≤ 70 Gy", "70 Gy"),)
    (1, 'Limit', True)
    """

    __slots__ = ("_found",)

    def __init__(self, find: Callable[[], tuple[Step, ...]]) -> None:
        self._found = Later(find)

    @overload
    def __getitem__(self, at: int) -> Step: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Step]: ...
    def __getitem__(self, at: int | slice) -> Step | Sequence[Step]:
        return self._found.value[at]

    def __len__(self) -> int:
        return len(self._found.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found.value)

    def __repr__(self) -> str:
        return repr(self._found.value)


def steps_of(evaluation: Evaluation, index: int, organ: MeasuredOrgan, result: LimitResult) -> tuple[Step, ...]:
    """The derivation of one verdict, in the order in which it was computed."""
    limit = result.limit
    name = evaluation.names[index]
    structure = organ.samples.structure.name
    taken = f"“{structure}” as {limit.organ}" + (f" ({name.how})" if not name.sure else "")
    points = f"{organ.physical.planned.lower.count} weighted points, end caps: {evaluation.opened.end_cap}"
    volume = f"{organ.total.volume_cc:.1f} cc in {points}"
    tried = what_if_text(evaluation.opened.case.courses)
    return (
        *((Step("What if", tried, "", "the planned dose of that course scaled as a whole"),) if tried else ()),
        Step("Organ", taken, volume, "contours as slabs of their slice thickness"),
        *_model_step(organ, limit.alpha_beta_gy),
        *(_course_step(evaluation, c, organ, result) for c in range(len(evaluation.opened.case.courses))),
        Step("Registration", _links(evaluation), "", "see the footer for its approval"),
        Step("Recovery", result.recovery, _after_recovery(organ, result), "taken from earlier courses' EQD2, never "
             "from physical dose"),
        Step(
            "Accumulated",
            _added(result),
            _shown(result.cumulative.text, result.cumulative.reason),
            "converted before adding; physical doses are never added for a verdict",
        ),
        *_lq_step(result),
        *_slice_step(result),
        Step("Overlap region", "near-maxima inside the region common to all courses, added", _shown(
            result.overlap_region.text, result.overlap_region.reason), "needs only a rough registration"),
        Step("Sum of maxima", "each course's maximum in the organ, added", _shown(
            result.sum_of_maxima.text, result.sum_of_maxima.reason), "upper bound, needs no registration"),
        Step("Limit", limit.text, f"{limit.limit_gy:g} Gy", _citation(result)),
        _left_step(result),
        Step("Verdict", result.reason, result.standing.text),
    )  # fmt: skip


def _added(result: LimitResult) -> str:
    """How the courses were added: a model that depends on the dose is no factor r on a course."""
    metric = result.limit.metric.text
    if None in result.recovery_shares:
        return f"at each point Σ of what is left of each course's EQD2, then {metric}"
    return f"at each point Σ (1 − r) · EQD2, then {metric}"


def _after_recovery(organ: MeasuredOrgan, result: LimitResult) -> str:
    """What is left of the limit's metric of every course that a recovery is in force for."""
    said: list[str] = []
    for course, (share, before) in enumerate(zip(result.recovery_shares, result.per_course_eqd2, strict=True)):
        if (share is not None and share[1] == 0.0) or before.value is None:
            continue
        metric, left = result.limit.metric, organ.discounted[course]
        key = metric.key or "max_gy"
        low, high = left.bounds(key) if metric.volume_cc is None else left.near_maximum(metric.volume_cc)
        if low is not None and high is not None:
            least, most = rounded(low, 1), rounded(high, 1)
            after = f"{most} Gy" if low == high else f"{least} to {most} Gy"
            said.append(f"{metric.text} of course {course + 1}: {before.text} → {after}")
    return "; ".join(said)


def _left_step(result: LimitResult) -> Step:
    """Limit less dose, with as many digits as it takes for the printed numbers to add up."""
    limit_gy, left = f"{result.limit.limit_gy:g}", result.remaining_eqd2
    physical = [f"{result.remaining_physical.quantity}: {_shown(result.remaining_physical.text, '')}"]
    if left.value is None or result.cumulative.value is None:
        return Step("Left", "limit − accumulated", _shown(left.text, left.reason), physical[0])
    by_lq = None if result.by_lq is None else result.by_lq.remaining_eqd2
    if by_lq is not None and by_lq.value is not None and by_lq.value > 0.0:
        physical.append(f"by LQ {by_lq.text} EQD2 are left, of both the smaller dose is told")
    exact = Decimal(limit_gy)
    for decimals in (1, 2, 3):
        given, rest = (rounded(gy, decimals) for gy in (result.cumulative.value, left.value))
        if exact - _decimal(given) == _decimal(rest):
            break
    return Step("Left", f"{limit_gy} Gy − {given} Gy", f"{rest} Gy", "; ".join(physical))


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace("−", "-"))


def _model_step(organ: MeasuredOrgan, alpha_beta_gy: float) -> tuple[Step, ...]:
    """The model of fraction size with its numbers; nothing for plain LQ."""
    model = organ.eqd2.model
    if model.plain:
        return ()
    differs = "it differs from LQ in this organ" if organ.eqd2.bent else "no fraction in this organ is above dT: as LQ"
    return (Step("Model", model.text_at(alpha_beta_gy), differs, model.domain.citation),)


def _lq_step(result: LimitResult) -> tuple[Step, ...]:
    if result.by_lq is None:
        return ()
    return (Step("By LQ", "the same doses, D (D/n + α/β) / (2 + α/β) for every fraction size", result.by_lq.text,
                 f"{result.by_lq.standing.text}: the limit was derived under LQ"),)  # fmt: skip


def _slice_step(result: LimitResult) -> tuple[Step, ...]:
    if result.slice_band is None:
        return ()
    low, high = result.slice_band
    moved = "the same near-maximum if the organ lay half a slice to either side"
    return (
        Step("Slices", moved, f"{low.number} to {high.text}", "where an organ ends between two slices nobody drew"),
    )


def _shown(text: str, reason: str) -> str:
    return text if text != "–" else f"– ({reason})" if reason else "–"


def _course_step(evaluation: Evaluation, course: int, organ: MeasuredOrgan, result: LimitResult) -> Step:
    figure = result.per_course_eqd2[course]
    link = evaluation.opened.links[course]
    letter = evaluation.opened.case.courses[course].letter
    how = letter.document.text if letter is not None else link.text if link is not None else "not linked"
    doses = evaluation.opened.doses[course]
    model = organ.eqd2.model
    formulas = [formula(dose.phase.fractions, result.limit.alpha_beta_gy, model) for dose in doses]
    numbers = _with_numbers(organ, course, result, [dose.phase.fractions for dose in doses])
    if letter is not None and figure.value is None:
        numbers = f"; {letter_numbers(evaluation.opened.case.courses[course], result.limit.alpha_beta_gy, model)}"
    shown = "; ".join(formulas) or "no dose"
    return Step(f"Course {course + 1}", f"{shown}{numbers}", _shown(figure.text, figure.reason), how)


def letter_numbers(course: Course, alpha_beta_gy: float, model: DoseModel) -> str:
    """The bound of a course known only from a letter, with its numbers; empty where nothing bounds it."""
    if course.letter is None:
        return ""
    each = [_phase_numbers(phase, alpha_beta_gy, model) for phase in course.phases]
    if len(each) > 1 and "" not in each:
        labels = [phase.label for phase in course.phases]
        return "; ".join(f"{label}: {said}" for label, said in zip(labels, each, strict=True))
    return each[0] if len(each) == 1 else ""


def _phase_numbers(phase: Phase, alpha_beta_gy: float, model: DoseModel) -> str:
    if phase.prescribed_gy is None or not phase.fractions:
        return ""
    most_gy = phase.prescribed_gy * phase.bound_percent / 100.0 * phase.delivered_share
    bound = f"{phase.bound_percent:g} % of the prescription"
    numbers = with_numbers(most_gy, f"{most_gy:g}", phase.fractions, alpha_beta_gy, model)
    return f"at most {most_gy:g} Gy physical, {bound}: {numbers}"


def _with_numbers(organ: MeasuredOrgan, course: int, result: LimitResult, fractions: list[int | None]) -> str:
    """The formula with its numbers where one phase gave the course: EQD2 rises with D, so D0.5cc goes to D0.5cc."""
    metric = result.limit.metric
    if (
        len(fractions) != 1
        or not fractions[0]
        or result.per_course_eqd2[course].value is None
        or metric.text == "Dmean"
    ):
        return ""
    physical = organ.physical.courses[course]
    low, high = physical.bounds("max_gy") if metric.volume_cc is None else physical.near_maximum(metric.volume_cc)
    if low is None or low != high:
        return ""
    shown = rounded(low, 2)
    numbers = with_numbers(low, shown, fractions[0], result.limit.alpha_beta_gy, organ.eqd2.model)
    return f"; {metric.text} {shown} Gy physical: {numbers}"


def _links(evaluation: Evaluation) -> str:
    texts = [
        f"course {i + 1}: {link.text if link is not None else 'not linked to the reference frame'}"
        for i, link in enumerate(evaluation.opened.links)
    ]
    return "; ".join(texts) or "no course"


def _citation(result: LimitResult) -> str:
    limit = result.limit
    year = "" if limit.year is None else f" {limit.year}"
    doi = f", doi {limit.doi}" if limit.doi else ""
    cited = limit.citation if year.strip() in limit.citation else f"{limit.citation}{year}"
    return f"{cited}{doi}; evidence {limit.evidence}, {limit.consensus}"
