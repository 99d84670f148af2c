"""The rows of the constraint panel: each organ against the limits that speak of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from reirrad_gui.constraints import (
    WORST_FIRST,
    Bounded,
    ChosenLimit,
    Limit,
    Metric,
    Quantity,
    Standing,
    Verdict,
    deciding,
    judge,
    organ_verdict,
)
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel, deliverable_gy, largest
from reirrad_gui.session.assessment import LimitResult, OtherWays, PanelRow
from reirrad_gui.session.biology import Interval
from reirrad_gui.session.by_lq import BED_RULE, ByLq, beside, kept_by_both, named_by, same_by_lq
from reirrad_gui.session.envelope import limit_envelope
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.large_fractions import LargeFractions, large_in_organ, row_note
from reirrad_gui.session.later import Later
from reirrad_gui.session.letters import stand_in_doubt, unreached_by
from reirrad_gui.session.metrics import Metered, bounds_text
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.organs import Bounds, InMetric, MeasuredOrgan, larger, sum_of_maxima_figure
from reirrad_gui.session.resolution import flips, half_voxel_band
from reirrad_gui.session.steps import StepsOnDemand, steps_of

NOT_USED = "nothing is told of what a limit leaves that is not used here"
BROKEN = "nothing is left where the newest course exceeds what the same source allows it"


def panel_rows(evaluation: Evaluation) -> tuple[PanelRow, ...]:
    """Every organ of the case and every organ of the set, worst news first."""
    drawn = {n.canonical for n in evaluation.names if n.canonical and n.kind == "organ"}
    rows = [_kept_row(evaluation, canonical) for canonical in _in_order(evaluation)]
    stood_for = {r.limit.organ for row in rows for r in row.results}
    absent = [o for o in evaluation.constraint_set.organs if o not in drawn and o not in stood_for]
    rows += [_absent_row(organ) for organ in absent]
    return tuple(sorted(rows, key=urgency))


def urgency(row: PanelRow) -> tuple[bool, bool, int, float]:
    """Organs that a limit judges first, worst news first; then those without any limit; then those not contoured."""
    shown = row.shown
    margin = shown.remaining_eqd2.value if shown is not None else None
    order = WORST_FIRST.index(row.standing)
    return (
        row.organ_key is None and not row.results,
        not row.results,
        order,
        float("inf") if margin is None else margin,
    )


def _in_order(evaluation: Evaluation) -> tuple[str, ...]:
    found = (n.canonical for n in evaluation.names if n.canonical and n.kind == "organ")
    return tuple(dict.fromkeys(c for c in found if c))


def _absent_row(organ: str) -> PanelRow:
    missing = f"{organ} is not contoured in any structure set: nothing can be said about it"
    return PanelRow(organ, "", None, Standing.NOT_ASSESSABLE, missing, (), None, (missing,))


def _kept_row(evaluation: Evaluation, canonical: str) -> PanelRow:
    """A row as it was, where nothing was edited that concerns its organ."""
    key = (canonical, evaluation.settings.alpha_beta_gy.get(canonical), evaluation.in_force)
    row = evaluation.kept.rows.get(key)
    if row is None:
        row = _row(evaluation, canonical)
        evaluation.remember_row(key, row)
    return row


def _row(evaluation: Evaluation, canonical: str) -> PanelRow:
    indices = evaluation.called(canonical)
    samples = evaluation.opened.organs[indices[0]]
    name = evaluation.names[indices[0]]
    if len(indices) > 1:
        names = ", ".join(f"“{evaluation.opened.organs[i].structure.name}”" for i in indices)
        missing = f"{names} may all be {canonical}: rename or confirm one of them"
        return PanelRow(canonical, "", None, Standing.NOT_ASSESSABLE, missing, (), None, (missing,))
    limits = evaluation.limits_for(canonical)
    judged = [_judged(evaluation, indices[0], chosen) for chosen in limits.cumulative]
    verdicts = [verdict for verdict, _ in judged]
    standing, headline = organ_verdict(verdicts) if verdicts else (Standing.NOT_ASSESSABLE, limits.gap_reason or "")
    if not name.sure and standing in (Standing.WITHIN, Standing.NEAR):
        standing, headline = Standing.NOT_ASSESSABLE, f"{name.note}. With that name: {headline}"
    notes = [c.note for c in limits.cumulative[:1] if c.note]
    notes += [
        f"the verdict against {result.limit.limit_gy:g} Gy depends on ± half a dose voxel"
        for _, result in judged
        if result.turns_on_half_voxel
    ]
    large = _large_fractions(evaluation, indices[0], canonical)
    notes += [row_note(large)] if large is not None else []
    return PanelRow(
        canonical,
        samples.structure.name,
        samples.key,
        standing,
        headline,
        tuple(result for _, result in judged),
        _shown(verdicts),
        _missing(evaluation, indices[0]),
        "; ".join([*notes, *([name.note] if name.note else [])]),
        large,
    )


def _large_fractions(evaluation: Evaluation, index: int, canonical: str) -> LargeFractions | None:
    alpha_beta_gy = evaluation.alpha_beta(index).value
    assert alpha_beta_gy is not None, "the table always has a value"
    planned = evaluation.measured(index, alpha_beta_gy).physical.planned
    return large_in_organ(planned, evaluation.opened, canonical)


def _shown(verdicts: Sequence[Verdict]) -> int | None:
    decides = deciding(verdicts)
    return decides if decides is not None or not verdicts else 0


def _missing(evaluation: Evaluation, index: int) -> tuple[str, ...]:
    samples = evaluation.opened.organs[index]
    alpha_beta_gy = evaluation.alpha_beta(index).value
    assert alpha_beta_gy is not None, "the table always has a value"
    reason = evaluation.measured(index, alpha_beta_gy).total.dose.reason  # the same at every α/β
    return tuple(dict.fromkeys([*([reason] if reason else []), *samples.points.notices[:1]]))


def limit_in_force(evaluation: Evaluation, chosen: ChosenLimit) -> tuple[Limit, str]:
    """The limit at the α/β in force: the user's choice replaces an EQD2 limit's and is said; BED keeps its own."""
    limit = chosen.limit.as_eqd2()
    wanted = evaluation.settings.alpha_beta_gy.get(chosen.measured_on)
    if wanted is None or wanted == limit.alpha_beta_gy:
        return limit, ""
    if chosen.limit.quantity is not Quantity.EQD2:
        return limit, f"judged at its own α/β {limit.alpha_beta_gy:g} Gy: a BED limit means nothing at another"
    note = f"judged at α/β {wanted:g} Gy by the user's choice; its source uses {limit.alpha_beta_gy:g} Gy"
    return replace(limit, alpha_beta_gy=wanted), note


def judged_limit(evaluation: Evaluation, index: int, chosen: ChosenLimit) -> tuple[Verdict, LimitResult]:
    """One limit of any set applied to one structure, as a row of the panel applies it."""
    return _judged(evaluation, index, chosen)


def _judged(evaluation: Evaluation, index: int, chosen: ChosenLimit, said: str = "") -> tuple[Verdict, LimitResult]:
    """One limit on one structure; by LQ-L with what LQ says beside it, a limit in BED always by LQ."""
    model = evaluation.opened.model
    if not model.plain and chosen.limit.quantity is Quantity.BED:
        return _judged(evaluation.by_lq, index, chosen, BED_RULE.format(model=model.name))
    verdict, limit, organ = _verdict(evaluation, index, chosen, said)
    by_lq = None
    if organ.eqd2.bent:
        plain, result = _judged(evaluation.by_lq, index, chosen)
        by_lq, verdict = what_lq_says(result), kept_by_both(verdict, plain, model)
    return verdict, _result(evaluation, index, limit, organ, verdict, by_lq)


def what_lq_says(result: LimitResult) -> ByLq:
    """A result by LQ, to stand beside one by another model."""
    return ByLq(
        result.cumulative, result.lower, result.upper, result.remaining_eqd2, result.remaining_physical,
        result.standing, result.reason,
    )  # fmt: skip


def _verdict(
    evaluation: Evaluation, index: int, chosen: ChosenLimit, said: str
) -> tuple[Verdict, Limit, MeasuredOrgan]:
    """The verdict by the model in force alone, with the limit in force and the doses."""
    opened, (limit, choice_note) = evaluation.opened, limit_in_force(evaluation, chosen)
    organ = evaluation.measured(index, limit.alpha_beta_gy)
    recovery = evaluation.recovery_at(index, limit.alpha_beta_gy)
    doses = _in_metric(organ, limit.metric, recovery.text)
    verdict = judge(
        limit,
        doses.total,
        quantity=limit.quantity,
        alpha_beta_gy=limit.alpha_beta_gy,
        gap_months=evaluation.gap_months,
        recovery_name=recovery.name,
        courses=doses.courses,
        note="; ".join(
            n for n in (chosen.note, choice_note, said, *unreached_by(opened, evaluation.names[index])) if n
        ),
        bound_by=only_letters_unknown(opened, organ),
    )
    verdict = named_by(verdict, limit, organ.eqd2.label)
    if limit.alpha_beta_gy != chosen.limit.alpha_beta_gy:
        verdict = at_other_alpha_beta(verdict, chosen.limit)
    doubt = stand_in_doubt(opened, evaluation.names[index], chosen.limit.applies_to) if chosen.is_surrogate else ""
    if doubt and verdict.standing is not Standing.EXCEEDED:
        verdict = replace(verdict, standing=Standing.NOT_ASSESSABLE, worst_case=False, reason=doubt)
    return verdict, limit, organ


def at_other_alpha_beta(verdict: Verdict, source: Limit) -> Verdict:
    """A limit judged at an α/β its source did not use clears nothing; an excess stays an excess."""
    if verdict.standing not in (Standing.WITHIN, Standing.NEAR):
        return verdict
    reason = f"The limit is published for α/β {source.alpha_beta_gy:g} Gy only. At the chosen α/β: {verdict.reason}"
    return replace(verdict, standing=Standing.NOT_ASSESSABLE, worst_case=False, reason=reason)


def bounded(bounds: Bounds) -> Bounded:
    """Bounds as the verdict takes them; unknown for an organ too small for the metric."""
    lower, upper = bounds
    if lower is None:
        return Bounded.unknown()
    exact = upper is not None and upper == lower
    return Bounded(lower, lower if exact else None, upper)


def _in_metric(organ: MeasuredOrgan, metric: Metric, recovery: str) -> InMetric:
    """An organ's doses in a metric, told once for all limits in it; `recovery` is what is said to be in force."""
    found = organ.told.get((metric, recovery))
    if found is not None:
        return found
    what, reason = f"{organ.eqd2.label}, “{organ.samples.structure.name}”, {metric.text}", organ.total.dose.reason
    source = f"each course converted at each point, then added; recovery: {recovery}"
    total, courses = _bounds(organ.total, metric), [_bounds(course, metric) for course in organ.courses]
    organ.told[metric, recovery] = found = InMetric(
        what,
        bounded(total),
        tuple(bounded(course) for course in courses),
        bound_figure(total, f"accumulated {what}", reason, source),
        side_figure(total[0], f"accumulated {what}, at least", reason, source),
        side_figure(total[1], f"accumulated {what}, at most", reason, source),
        _per_course(organ, courses, what),
        course_bounds(courses, what, organ.eqd2.courses),
    )
    return found


def _bounds(metered: Metered, metric: Metric) -> Bounds:
    if metered.volume_cc == 0.0:
        return None, None
    if metric.volume_cc is not None:
        return metered.near_maximum(metric.volume_cc)
    return metered.lower(metric.key), metered.upper(metric.key)


def bound_figure(bounds: Bounds, what: str, reason: str, source: str) -> Figure:
    """One figure where both bounds are the same number; else unknown, with the bounds in its reason."""
    lower, upper = bounds
    if lower is not None and lower == upper:
        return Figure(lower, "Gy", what, source)
    why = reason or "the organ is smaller than the volume of this metric"
    return Figure.unknown("Gy", what, f"{why}; {bounds_text(lower, upper)}", source)


def side_figure(value: float | None, what: str, reason: str, source: str) -> Figure:
    """A lower or an upper bound as a figure; unknown where there is none."""
    if value is None:
        return Figure.unknown("Gy", what, reason or "no bound is known", source)
    return Figure(value, "Gy", what, source)


def _result(
    evaluation: Evaluation,
    index: int,
    limit: Limit,
    organ: MeasuredOrgan,
    verdict: Verdict,
    by_lq: ByLq | None = None,
) -> LimitResult:
    later, recovery = evaluation.for_later, evaluation.recovery_at(index, limit.alpha_beta_gy)
    doses = _in_metric(organ, limit.metric, recovery.text)
    what, cumulative = doses.what, doses.cumulative
    remaining = _remaining(limit, cumulative) if verdict.margin_holds else nothing_left(limit, verdict)
    beside = half_voxel_band(evaluation, index, limit, cumulative.value)
    turns = flips(beside, limit)
    said = (verdict.reason, *_unknown_because(verdict, organ.total.dose.reason), *(f"({r})" for r in verdict.remarks))
    by_model = model_sentences(limit, cumulative, by_lq, organ)
    made = partial(
        LimitResult,
        limit=limit,
        per_course_eqd2=doses.per_course,
        cumulative=cumulative,
        lower=doses.lower,
        upper=doses.upper,
        other_ways=Later(lambda: _other_ways(later, index, limit, organ, what)),
        remaining_eqd2=remaining,
        remaining_physical=deliverable(
            remaining, limit, evaluation.settings.candidate_fractions, organ.eqd2.model, by_lq
        ),
        recovery=recovery.text,
        standing=verdict.standing,
        reason=" ".join([*said, *_half_voxel(beside, turns), *organ.eqd2.notices, *by_model]),
        voxel_band=beside,
        turns_on_half_voxel=turns,
        envelope=limit_envelope(evaluation, index, limit),
        worst_case=verdict.worst_case,
        per_course_bounds=doses.per_course_bounds,
        recovered=recovery.on,
        recovery_shares=recovery.shares,
        recovery_refused=recovery.refusal,
        model=organ.eqd2.model.key,
        by_lq=by_lq,
    )
    return made(steps=StepsOnDemand(lambda: steps_of(later, index, organ, made(steps=()))))


def _other_ways(evaluation: Evaluation, index: int, limit: Limit, organ: MeasuredOrgan, what: str) -> OtherWays:
    """What is told beside the accumulated dose, when somebody asks for it."""
    return OtherWays(
        _overlap(organ, limit, what),
        own_sum(evaluation, index, limit, f"sum of the courses' maxima, “{organ.samples.structure.name}”"),
        _slice_band(evaluation, index, limit, what),
    )


def _per_course(organ: MeasuredOrgan, courses: Sequence[Bounds], what: str) -> tuple[Figure, ...]:
    return tuple(
        bound_figure(bounds, f"course {i}, {what}", c.dose.reason, "converted at each point")
        for i, (bounds, c) in enumerate(zip(courses, organ.courses, strict=True), 1)
    )


def model_sentences(limit: Limit, cumulative: Figure, by_lq: ByLq | None, organ: MeasuredOrgan) -> tuple[str, ...]:
    """What a model other than LQ means for a limit; nothing under LQ."""
    model = organ.eqd2.model
    if by_lq is not None:
        return (beside(limit, cumulative, by_lq, model),)
    said = same_by_lq(model, limit.alpha_beta_gy)
    return (said,) if said else ()


def course_bounds(found: Sequence[Bounds], what: str, doses: Sequence[Interval]) -> tuple[tuple[Figure, Figure], ...]:
    """Least and most of each course, as figures."""
    source = "converted at each point; unknown dose counted as nothing, and as the worst"
    return tuple(
        (
            side_figure(low, f"course {i}, {what}, at least", dose.reason, source),
            side_figure(high, f"course {i}, {what}, at most", dose.reason, source),
        )
        for i, ((low, high), dose) in enumerate(zip(found, doses, strict=True), 1)
    )


def only_letters_unknown(opened: Opened, organ: MeasuredOrgan) -> str:
    """What bounds a dose where nothing but courses known from letters keeps it from being known; else empty."""
    courses = opened.case.courses
    unknown = dict.fromkeys(phase.course for phase in organ.physical.planned.phases if not phase.known)
    letters = [courses[index].letter for index in unknown]
    if not letters or None in letters:
        return ""
    numbers = " and ".join(str(index + 1) for index in unknown)
    kinds = " and the ".join(dict.fromkeys(letter.kind for letter in letters if letter is not None))
    return f"what the {kinds} of course {numbers} allows"


def _half_voxel(band: tuple[Figure, Figure] | None, turns: bool) -> tuple[str, ...]:
    """That a verdict turns on where the voxels of a dose grid begin."""
    if band is None or not turns:
        return ()
    low, high = (figure.rounded_to(2) for figure in band)
    return (f"Depends on ± half a dose voxel: {low.number} to {high.text}.",)


def _unknown_because(verdict: Verdict, reason: str) -> tuple[str, ...]:
    """Why the dose is not known, where that keeps a verdict open."""
    return (f"Not known: {reason}.",) if reason and verdict.standing is Standing.NOT_ASSESSABLE else ()


def _slice_band(evaluation: Evaluation, index: int, limit: Limit, what: str) -> tuple[Figure, Figure] | None:
    """How far the near-maximum is known at all: contours on slices leave half a slice open (DESIGN D8)."""
    if limit.metric.volume_cc is None:
        return None
    band = evaluation.slice_band(index, limit.alpha_beta_gy, limit.metric.volume_cc)
    if band is None:
        return None
    source = "the organ moved by half a slice to either side along its slices"
    low, high = (Figure(gy, "Gy", f"accumulated {what}, half-slice band", source) for gy in band)
    return low, high


def _overlap(organ: MeasuredOrgan, limit: Limit, what: str) -> Figure:
    source = "each course's near-maximum within the region that two or more courses irradiated, added"
    what = f"overlap-region near-maximum, {what}"
    if limit.metric.volume_cc is None and limit.metric.key != "max_gy":
        return Figure.unknown("Gy", what, "a mean has no near-maximum", source)
    value = organ.overlap_near_max(limit.metric.volume_cc or 0.03)
    if value is None:
        return Figure.unknown(
            "Gy", what, organ.total.dose.reason or "the courses have no region of this organ in common", source
        )
    return Figure(value, "Gy", what, source)


def own_sum(evaluation: Evaluation, index: int, limit: Limit, what: str) -> Figure:
    """Sum of the courses' maxima (of their means for a mean), on their own contour or the mapped one, the larger."""
    metric = "mean_gy" if limit.metric.key == "mean_gy" else "max_gy"
    parts: list[Bounds] = []
    reasons: list[str] = []
    for course in range(len(evaluation.opened.case.courses)):
        own = evaluation.measured(evaluation.own(index, course), limit.alpha_beta_gy).discounted[course]
        mapped = evaluation.measured(index, limit.alpha_beta_gy).discounted[course]
        parts.append(larger(own.bounds(metric), mapped.bounds(metric)))
        reasons.append(own.dose.reason)
    return sum_of_maxima_figure(parts, what, "; ".join(dict.fromkeys(r for r in reasons if r)))


def _left_of(limit: Limit) -> str:
    return f"EQD2 left below {limit.limit_gy:g} Gy ({limit.basis_text})"


def _remaining(limit: Limit, cumulative: Figure) -> Figure:
    what = _left_of(limit)
    if cumulative.value is None:
        return Figure.unknown("Gy", what, cumulative.reason, "limit − accumulated")
    return Figure(limit.limit_gy - cumulative.value, "Gy", what, "limit − accumulated")


def nothing_left(limit: Limit, verdict: Verdict) -> Figure:
    """What a limit leaves whose margin does not hold: no number at all, with the reason."""
    return Figure.unknown("Gy", _left_of(limit), why_nothing_left(verdict), "limit − accumulated")


def why_nothing_left(verdict: Verdict) -> str:
    """Why limit less dose is no dose that is left."""
    return BROKEN if verdict.standing is Standing.EXCEEDED else NOT_USED


def deliverable(
    remaining: Figure, limit: Limit, fractions: int, model: DoseModel = PLAIN_LQ, by_lq: ByLq | None = None
) -> Figure:
    """What is left as physical dose in a number of fractions; never more than LQ leaves, under which limits arose."""
    what = f"physical dose left at the organ in {fractions} fractions"
    source = "isoeffect of the EQD2 left, at the limit's α/β"
    if remaining.value is None:
        return Figure.unknown("Gy", what, remaining.reason, source)
    if model.plain:
        return Figure(deliverable_gy(remaining.value, fractions, limit.alpha_beta_gy), "Gy", what, source)
    left = remaining if by_lq is None else by_lq.remaining_eqd2
    if left.value is None:
        return Figure.unknown("Gy", what, left.reason, source)
    gy = at_most_by_lq(remaining.value, left.value, fractions, limit.alpha_beta_gy, model)
    return Figure(gy, "Gy", what, f"{source}; the smaller one of {model.name} and LQ")


def at_most_by_lq(
    left_gy: float, left_by_lq_gy: float, fractions: int, alpha_beta_gy: float, model: DoseModel
) -> float:
    """Physical dose that an EQD2 left allows by a model, and the one left by LQ by LQ: the smaller one, Gy."""
    tail = model.tail_at(alpha_beta_gy)
    found = [largest(left_gy, [fractions], alpha_beta_gy, tail), largest(left_by_lq_gy, [fractions], alpha_beta_gy)]
    return min(one[0].total_gy for one in found)
