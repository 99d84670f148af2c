"""Rows of organs that nobody drew, where courses known from letters may have reached them.

Without contours a dose can be added in one of the three ways only: the courses' maxima, each of them bounded by its
prescription. It goes through the same conversion and the same verdict as every other dose, as one point that may lie
anywhere (docs/decisions/0008-courses-known-from-letters.md).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reirrad_gui.constraints import (
    ChosenLimit,
    Limit,
    Quantity,
    Standing,
    Verdict,
    alpha_beta_for,
    judge,
    limits_for,
    organ_verdict,
)
from reirrad_gui.constraints import deciding as deciding_verdict
from reirrad_gui.dose.quantity import Quantity as DoseQuantity
from reirrad_gui.figures import Figure, rounded
from reirrad_gui.session.assessment import LimitResult, OtherWays, PanelRow, Step
from reirrad_gui.session.biology import planned_doses
from reirrad_gui.session.by_lq import BED_RULE, ByLq, kept_by_both, named_by
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.later import Later
from reirrad_gui.session.letters import letters_of, may_have_reached, unreached_by, unreached_text
from reirrad_gui.session.names import EXACT, OrganName
from reirrad_gui.session.organs import Bounds, MeasuredOrgan, measure, physical_organ, sum_of_maxima_figure
from reirrad_gui.session.panel import (
    at_other_alpha_beta,
    bound_figure,
    bounded,
    course_bounds,
    deliverable,
    limit_in_force,
    model_sentences,
    only_letters_unknown,
    side_figure,
    urgency,
    what_lq_says,
    why_nothing_left,
)
from reirrad_gui.session.recovery import at_alpha_beta
from reirrad_gui.session.samples import OrganSamples, PhaseSamples
from reirrad_gui.session.steps import StepsOnDemand, letter_numbers
from reirrad_gui.volume.sampling import SamplePoints
from reirrad_gui.volume.structures import Structure

ANYWHERE = "it is not contoured, so what this course gave it is not known"
NO_SHARED_REGION = "the organ is not contoured: no region of it can be told to lie in all courses"
_ONE_POINT = SamplePoints(np.zeros((1, 3)), np.ones(1))
"""Stands for an organ of which no volume is known: only its maximum has a meaning."""


def with_letter_rows(evaluation: Evaluation, rows: tuple[PanelRow, ...]) -> tuple[PanelRow, ...]:
    """The panel's rows with what letters say of organs that nobody drew; the rows themselves where there is no letter.

    Organs of the set and organs that a letter names get a row.
    """
    if not letters_of(evaluation.opened):
        return rows
    told = [_told(evaluation, row) if row.organ_key is None and not _drawn(evaluation, row.organ) else row
            for row in rows]  # fmt: skip
    there = {row.organ for row in rows} | {n.canonical for n in evaluation.names if n.canonical}
    stood_for = {r.limit.organ for row in rows for r in row.results}
    named = [organ for _, letter in letters_of(evaluation.opened) for organ in letter.reached or ()]
    more = [organ for organ in dict.fromkeys(named) if organ not in there and organ not in stood_for]
    return tuple(sorted([*told, *(_row(evaluation, organ) for organ in more)], key=urgency))


def _drawn(evaluation: Evaluation, organ: str) -> bool:
    """True where structures are taken for an organ, but nobody has said which of them it is."""
    return bool(evaluation.called(organ))


def _told(evaluation: Evaluation, row: PanelRow) -> PanelRow:
    reached = any(letter.may_have_reached(row.organ) for _, letter in letters_of(evaluation.opened))
    if reached:
        return _row(evaluation, row.organ)
    spared = unreached_by(evaluation.opened, _certain(row.organ))
    others = any(course.letter is None for course in evaluation.opened.case.courses)
    unknown = "; what the other courses gave it is not known" if others else ""
    headline = f"{row.organ} is not contoured in any structure set; {'; '.join(spared)}{unknown}"
    return replace(row, headline=headline, missing=(headline,))


def _certain(organ: str) -> OrganName:
    return OrganName(organ, EXACT, "organ", "")


def _row(evaluation: Evaluation, organ: str) -> PanelRow:
    limits = limits_for(organ, evaluation.constraint_set, (organ,))
    judged = [_judged(evaluation, organ, chosen) for chosen in limits.cumulative]
    verdicts = [verdict for verdict, _ in judged]
    results = tuple(result for _, result in judged)
    spared = unreached_by(evaluation.opened, _certain(organ))
    first = _first_sentence(evaluation, organ, results[0].limit.alpha_beta_gy if results else None)
    missing = (f"{organ} is not contoured in any structure set", *_unknown_courses(evaluation, organ))
    if not verdicts:
        headline = " ".join([first, limits.gap_reason or "", *_sentences(spared)])
        return PanelRow(organ, "", None, Standing.NOT_ASSESSABLE, headline, (), None, missing)
    standing, said = organ_verdict(verdicts)
    decides = deciding_verdict(verdicts)
    headline = " ".join([first, said, *_sentences(spared)])
    return PanelRow(organ, "", None, standing, headline, results, 0 if decides is None else decides, missing)


def _sentences(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{part[0].upper()}{part[1:]}." for part in parts)


def _first_sentence(evaluation: Evaluation, organ: str, alpha_beta_gy: float | None) -> str:
    """ "Not contoured; by letters at most 42.0 + 28.0 = 70.0 Gy EQD2 (α/β 3 Gy)." """
    ratio = alpha_beta_for(organ).default_gy if alpha_beta_gy is None else alpha_beta_gy
    measured = _measured(evaluation, organ, ratio)
    told = {i: letter for i, letter in letters_of(evaluation.opened) if letter.may_have_reached(organ)}
    reached, kinds = list(told), list(dict.fromkeys(letter.kind for letter in told.values()))
    most = [measured.discounted[index].bounds("max_gy")[1] for index in reached]
    known = [gy for gy in most if gy is not None]
    if len(known) < len(most):
        return f"Not contoured; nothing bounds what the {kinds[0]} of course {_open_courses(reached, most)} allows."
    parts = " + ".join(rounded(gy, 1) for gy in known)
    total = f"{parts} = {rounded(sum(known), 1)}" if len(known) > 1 else parts
    discounted = any(d is not c for d, c in zip(measured.discounted, measured.courses, strict=True))
    after = ", after recovery" if discounted else ""
    name = DoseQuantity.EQD2.named(measured.eqd2.model.name)
    by = " and ".join(f"{kind}s" for kind in kinds)
    return f"Not contoured; by {by} at most {total} Gy {name} (α/β {ratio:g} Gy{after})."


def _open_courses(reached: Sequence[int], most: Sequence[float | None]) -> str:
    return " and ".join(str(index + 1) for index, gy in zip(reached, most, strict=True) if gy is None)


def _unknown_courses(evaluation: Evaluation, organ: str) -> tuple[str, ...]:
    """What keeps the dose of each course from being known."""
    samples = _samples(evaluation, organ)
    reasons = [phase.reason for phases in samples.doses for phase in phases if not phase.located]
    return tuple(dict.fromkeys(reasons))


def _samples(evaluation: Evaluation, organ: str) -> OrganSamples:
    """The organ as one point somewhere: unknown in every course, but of those that did not reach it."""
    opened = evaluation.opened
    unknown, nothing = np.full(1, np.nan), np.zeros(1)
    doses: list[tuple[PhaseSamples, ...]] = []
    for index, (course, phases) in enumerate(zip(opened.case.courses, opened.doses, strict=True)):
        if course.letter is None:
            reason = f"Course {index + 1}: {ANYWHERE}"
            doses.append(tuple(PhaseSamples(unknown, False, reason) for _ in phases))
        elif may_have_reached(course.letter, _certain(organ)):
            doses.append(tuple(PhaseSamples(unknown, False, dose.phase.without_dose) for dose in phases))
        else:
            why = unreached_text(index, course.letter)
            doses.append(tuple(PhaseSamples(nothing, True, why) for _ in phases))
    return OrganSamples(organ, "", Structure(0, organ, (), ""), _ONE_POINT, tuple(doses))


def _measured(evaluation: Evaluation, organ: str, alpha_beta_gy: float) -> MeasuredOrgan:
    samples = _samples(evaluation, organ)
    planned = planned_doses(samples, evaluation.opened)
    found = evaluation.recoveries.of(_certain(organ), organ)
    if found.depends_on_dose:
        found = at_alpha_beta(found, alpha_beta_gy, [False] * len(found.ranges))
    return measure(samples, evaluation.opened, physical_organ(planned, evaluation.opened), alpha_beta_gy, found)


def _judged(evaluation: Evaluation, organ: str, chosen: ChosenLimit, said: str = "") -> tuple[Verdict, LimitResult]:
    model = evaluation.opened.model
    if not model.plain and chosen.limit.quantity is Quantity.BED:
        return _judged(evaluation.by_lq, organ, chosen, BED_RULE.format(model=model.name))
    limit, choice_note = limit_in_force(evaluation, chosen)
    measured = _measured(evaluation, organ, limit.alpha_beta_gy)
    recovery = evaluation.recoveries.of(_certain(organ), organ)
    total = measured.total.bounds("max_gy")
    verdict = judge(
        limit,
        bounded(total),
        quantity=limit.quantity,
        alpha_beta_gy=limit.alpha_beta_gy,
        gap_months=evaluation.gap_months,
        recovery_name=recovery.name,
        courses=[bounded(course.bounds("max_gy")) for course in measured.courses],
        note="; ".join(
            n for n in (chosen.note, choice_note, said, *unreached_by(evaluation.opened, _certain(organ))) if n
        ),
        bound_by=only_letters_unknown(evaluation.opened, measured),
    )
    if limit.alpha_beta_gy != chosen.limit.alpha_beta_gy:
        verdict = at_other_alpha_beta(verdict, chosen.limit)
    verdict = named_by(verdict, limit, measured.eqd2.label)
    verdict = _never_cleared(evaluation, organ, verdict, measured)
    by_lq = None
    if measured.eqd2.bent:
        plain, result = _judged(evaluation.by_lq, organ, chosen)
        by_lq, verdict = what_lq_says(result), kept_by_both(verdict, plain, evaluation.opened.model)
    return verdict, _result(evaluation, organ, limit, measured, verdict, total, by_lq)


def _never_cleared(evaluation: Evaluation, organ: str, verdict: Verdict, measured: MeasuredOrgan) -> Verdict:
    """A course with dose gave an organ that nobody drew something unknown: no bound on it clears the organ."""
    keeps = verdict.standing in (Standing.WITHIN, Standing.NEAR)
    if not keeps or only_letters_unknown(evaluation.opened, measured):
        return verdict
    reason = (
        f"{organ} is not contoured, so what the courses with dose gave it is not known; draw it to get a verdict. "
        f"{verdict.reason}"
    )
    return replace(verdict, standing=Standing.NOT_ASSESSABLE, worst_case=False, reason=reason)


def _result(
    evaluation: Evaluation,
    organ: str,
    limit: Limit,
    measured: MeasuredOrgan,
    verdict: Verdict,
    total: Bounds,
    by_lq: ByLq | None = None,
) -> LimitResult:
    what = f"{measured.eqd2.label}, {organ} (not contoured), {limit.metric.text}"
    reason = measured.total.dose.reason
    recovery = evaluation.recoveries.of(_certain(organ), organ)
    source = (
        f"each course's maximum, converted, then added: nothing is known of single points; recovery: {recovery.text}"
    )
    each = [course.bounds("max_gy") for course in measured.courses]
    cumulative = bound_figure(total, f"accumulated {what}", reason, source)
    left = f"EQD2 left below {limit.limit_gy:g} Gy ({limit.basis_text})"
    why = _left_reason(limit, total, reason) if verdict.margin_holds else why_nothing_left(verdict)
    remaining = Figure.unknown("Gy", left, why, "limit − accumulated")
    result = LimitResult(
        limit=limit,
        per_course_eqd2=_per_course(measured, each, what),
        cumulative=cumulative,
        lower=side_figure(total[0], f"accumulated {what}, at least", reason, source),
        upper=side_figure(total[1], f"accumulated {what}, at most", reason, source),
        other_ways=Later(lambda: _other_ways(measured, organ, what)),
        remaining_eqd2=remaining,
        remaining_physical=deliverable(remaining, limit, evaluation.settings.candidate_fractions),
        recovery=recovery.text,
        standing=verdict.standing,
        reason=" ".join([
            verdict.reason,
            *(f"({r})" for r in verdict.remarks),
            *model_sentences(limit, cumulative, by_lq, measured),
        ]),
        steps=(),
        worst_case=verdict.worst_case,
        per_course_bounds=course_bounds(each, what, [course.dose for course in measured.courses]),
        recovered=recovery.on,
        recovery_shares=recovery.shares,
        recovery_refused=recovery.refusal,
        model=measured.eqd2.model.key,
        by_lq=by_lq,
    )  # fmt: skip
    later = evaluation.for_later
    return replace(result, steps=StepsOnDemand(lambda: _steps(later, organ, result)))


def _other_ways(measured: MeasuredOrgan, organ: str, what: str) -> OtherWays:
    maxima = [course.bounds("max_gy") for course in measured.discounted]
    name = f"sum of the courses' maxima, {organ}"
    return OtherWays(
        Figure.unknown("Gy", f"overlap-region near-maximum, {what}", NO_SHARED_REGION),
        sum_of_maxima_figure(maxima, name, measured.total.dose.reason),
    )


def _per_course(measured: MeasuredOrgan, each: Sequence[Bounds], what: str) -> tuple[Figure, ...]:
    return tuple(
        bound_figure(bounds, f"course {i}, {what}", course.dose.reason, "bounded by the prescription")
        for i, (bounds, course) in enumerate(zip(each, measured.courses, strict=True), 1)
    )


def _left_reason(limit: Limit, total: Bounds, reason: str) -> str:
    upper = total[1]
    if upper is None or upper > limit.limit_gy:
        return reason or "the dose is not known"
    return f"{reason}; at least {rounded(limit.limit_gy - upper, 1)} Gy in the worst case"


def _steps(evaluation: Evaluation, organ: str, result: LimitResult) -> tuple[Step, ...]:
    limit = result.limit
    courses = tuple(_course_step(evaluation, index, result) for index in range(len(evaluation.opened.case.courses)))
    return (
        Step("Organ", f"{organ}, not contoured", "", "no volume is known: every metric is bounded by the maximum"),
        *courses,
        Step("Recovery", result.recovery, "", "taken from earlier courses' EQD2, never from physical dose"),
        Step("Sum of maxima", "each course's maximum in the organ, added", _most(result.sum_of_maxima), "upper bound, "
             "needs no contours and no registration"),
        Step("Limit", limit.text, f"{limit.limit_gy:g} Gy", limit.citation),
        Step("Verdict", result.reason, result.standing.text),
    )  # fmt: skip


def _course_step(evaluation: Evaluation, index: int, result: LimitResult) -> Step:
    course = evaluation.opened.case.courses[index]
    _, high = result.per_course_bounds[index]
    source = course.letter.document.text if course.letter is not None else ANYWHERE
    model = evaluation.by_model_of(result.limit.key).opened.model
    numbers = letter_numbers(course, result.limit.alpha_beta_gy, model)
    return Step(f"Course {index + 1}", numbers or ANYWHERE, _most(high), source)


def _most(figure: Figure) -> str:
    return f"at most {figure.text}" if figure.value is not None else f"– ({figure.reason})"
