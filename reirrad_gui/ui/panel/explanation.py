"""“How was this computed?” of one organ: every limit with its steps, the three ways of adding, the citation. No Qt."""

from dataclasses import dataclass, replace

from reirrad_gui.constraints import Evidence, Limit
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Assessment, LimitResult, OrganDose, PanelRow, Step
from reirrad_gui.session.certainty import Answer
from reirrad_gui.session.dose_model import MODELS
from reirrad_gui.session.metrics import SHORT
from reirrad_gui.ui.panel.bar import mark_of
from reirrad_gui.ui.panel.further import explained, given
from reirrad_gui.ui.panel.rows import FOOTNOTES
from reirrad_gui.ui.scores.told import Told, told_cord
from reirrad_gui.ui.uncertainty.rows import certainty_lines

UNDRAWN = "none that is surely this organ"
SEARCHING = "being looked for …"
READ_IN_PAPER = "read in the paper or its abstract"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of adding the courses: its name, its result, what it needs."""

    name: str
    result: str
    needs: str


@dataclass(frozen=True, slots=True)
class LimitSection:
    """One limit: what it says of this organ and how that came about; `certainty` is empty until that was asked."""

    key: str
    word: str
    status: str
    limit: str
    source: str
    mark: str
    reason: str
    accumulated: str
    left: str
    citation: str
    evidence: str
    endpoint: str
    note: str
    decides: bool
    ways: tuple[Way, ...]
    steps: tuple[Step, ...]
    certainty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric: what each course gave, and what has accumulated."""

    metric: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything said about one organ. `disagreement` is empty unless sources give different verdicts.

    `courses` are what each course was, `robustness` whether the verdict holds where that was asked, `cords` the scores
    of the spinal cord where the organ is one.
    """

    organ: str
    structure: str
    word: str
    status: str
    headline: str
    notes: tuple[str, ...]
    recovery: str
    registration: str
    constraint_set: str
    disagreement: str
    sections: tuple[LimitSection, ...]
    metric_heads: tuple[str, ...]
    metrics: tuple[MetricLine, ...]
    alpha_beta: str
    at_hottest: str
    courses: tuple[str, ...] = ()
    robustness: str = ""
    cords: tuple[Told, ...] = ()


def explanation(assessment: Assessment, key: str | None, certain: Answer | None = None) -> Explanation | None:
    """What is behind the row of this organ, or of a structure that no limit speaks of; None for no organ.

    `certain` is an answer that speaks of this very assessment.
    """
    organ = assessment.organ(key)
    if organ is None:
        return None
    row = next((row for row in assessment.rows if row.organ_key == key), None)
    radius_mm = assessment.settings.envelope_mm if assessment.registrations else 0.0
    sections = _sections(row, radius_mm, certain) if row is not None else ()
    found = None if certain is None or row is None else certain.of(row)
    return Explanation(
        organ=row.organ if row is not None else organ.canonical_name or organ.name,
        structure=organ.name,
        word=row.standing.word if row is not None else "",
        status=row.standing.text if row is not None else "",
        headline=row.headline if row is not None else f"No limit is applied to “{organ.name}”.",
        notes=_notes(row, organ),
        recovery=row.shown.recovery if row is not None and row.shown is not None else organ.recovery,
        registration=assessment.registration_text + ("" if assessment.approved else " ▲ not approved"),
        constraint_set=f"{assessment.constraint_set_title}, version {assessment.constraint_set_version}",
        disagreement=_disagreement(sections),
        sections=sections,
        metric_heads=tuple(f"{summary.name}, physical → EQD2" for summary in assessment.courses),
        metrics=_metrics(organ),
        alpha_beta=f"α/β {organ.alpha_beta.text} ({organ.alpha_beta.source})",
        at_hottest=_at_hottest(assessment, organ),
        courses=tuple(given(summary) for summary in assessment.courses),
        robustness="" if found is None else found.robustness.text,
        cords=_cords(assessment, key),
    )


def undrawn_explanation(assessment: Assessment, organ: str, certain: Answer | None = None) -> Explanation | None:
    """What is behind the row of an organ that no structure is surely taken for; None where it has no such row.

    What letters allow it has its steps like every other dose; of other courses nothing is known there.
    """
    row = next((row for row in assessment.rows if row.organ_key is None and row.organ == organ), None)
    if row is None:
        return None
    sections = _sections(row, 0.0, certain)
    found = None if certain is None else certain.of(row)
    return Explanation(
        organ=row.organ,
        structure="",
        word=row.standing.word,
        status=row.standing.text,
        headline=row.headline,
        notes=tuple(text for text in dict.fromkeys((*row.missing, row.note)) if text and text != row.headline),
        recovery=assessment.recovery_text if row.shown is None else row.shown.recovery,
        registration=assessment.registration_text + ("" if assessment.approved else " ▲ not approved"),
        constraint_set=f"{assessment.constraint_set_title}, version {assessment.constraint_set_version}",
        disagreement=_disagreement(sections),
        sections=sections,
        metric_heads=(),
        metrics=(),
        alpha_beta="",
        at_hottest="",
        courses=tuple(given(summary) for summary in assessment.courses),
        robustness="" if found is None else found.robustness.text,
    )


def _cords(assessment: Assessment, key: str | None) -> tuple[Told, ...]:
    """The scores of the cord for this structure, with what no screen may leave out beside them."""
    said = (assessment.what_if_text, assessment.provisional, *assessment.synthetic)
    marks = tuple(mark for mark in said if mark)
    return tuple(told_cord(score, marks) for score in assessment.cord_scores if score.organ_key == key)


def _sections(row: PanelRow, radius_mm: float, certain: Answer | None) -> tuple[LimitSection, ...]:
    """The limit that decides first, then the others in the set's order."""
    found = []
    for index, result in enumerate(row.results):
        section = _section(result, index == row.deciding, radius_mm)
        found.append(section if certain is None else replace(section, certainty=certainty_lines(certain, row, index)))
    return tuple(sorted(found, key=lambda section: not section.decides))


def _section(result: LimitResult, decides: bool, radius_mm: float) -> LimitSection:
    limit = result.limit
    remaining, physical = explained(result.remaining_eqd2), result.remaining_physical
    given = "" if physical.value is None else f"; {physical.quantity}: {physical.text}"
    return LimitSection(
        key=limit.key,
        word=result.standing.word,
        status=result.standing.text,
        limit=limit.text,
        source=limit.short_citation,
        mark=mark_of(limit),
        reason=result.reason,
        accumulated=_with_bounds(result.cumulative, result.lower, result.upper),
        left=f"{remaining} {Quantity.EQD2.named(MODELS[result.model])}{given}"
        if result.remaining_eqd2.value is not None
        else remaining,
        citation=limit.citation + (f" doi {limit.doi}" if limit.doi else ""),
        evidence=evidence_text(limit),
        endpoint=limit.endpoint,
        note=limit.note,
        decides=decides,
        ways=(*_ways(result), *_by_lq(result), *_if_registration_is_off(result, radius_mm)),
        steps=tuple(result.steps),
    )


def _by_lq(result: LimitResult) -> tuple[Way, ...]:
    """What plain LQ makes of the same doses, where another model is in force and makes something else of them."""
    found = result.by_lq
    if found is None:
        return ()
    dose = _with_bounds(found.cumulative, found.lower, found.upper)
    return (Way("Added at each point, by LQ", dose, f"{found.standing.text}: the limit was derived under LQ"),)


def evidence_text(limit: Limit) -> str:
    """How the limit's value is known, and how sure its source is."""
    read = READ_IN_PAPER if limit.evidence is Evidence.VERIFIED else FOOTNOTES[mark_of(limit)]
    return f"Evidence {limit.evidence.value}: {read}; confidence {limit.confidence.value}. {limit.consensus}".strip()


def _ways(result: LimitResult) -> tuple[Way, ...]:
    return (
        Way(
            "Added at each point",
            _with_bounds(result.cumulative, result.lower, result.upper),
            "the verdict rests on this; needs doses and a registration",
        ),
        Way(
            "Near-maxima in the shared region",
            explained(result.overlap_region),
            "needs only a rough registration",
        ),
        Way("Sum of the courses' maxima", explained(result.sum_of_maxima), "upper bound; needs no registration"),
    )


def _if_registration_is_off(result: LimitResult, radius_mm: float) -> tuple[Way, ...]:
    """The band of the organ-restricted envelope; while it is being searched, that it is."""
    if result.envelope is None or radius_mm == 0:
        return ()
    name, needs = f"Registration off by up to {radius_mm:g} mm", "assumed; doses of the same organ only"
    if not result.envelope.ready:
        return (Way(name, SEARCHING, needs),)
    band = result.envelope.value
    if band is None:
        return ()
    low, high = band
    if low.value is None or high.value is None:
        return (Way(name, explained(high), needs),)
    crosses = " ▲ on both sides of the limit" if low.value <= result.limit.limit_gy < high.value else ""
    return (Way(name, f"{low.number} to {high.text}{crosses}", needs),)


def _with_bounds(value: Figure, lower: Figure, upper: Figure) -> str:
    """A number; where it is unknown its bounds, with the reason."""
    if value.value is not None:
        return value.text
    if lower.value is None:
        return explained(value)
    most = "with no upper bound" if upper.value is None else f"at most {upper.text}"
    return f"at least {lower.text}, {most} ({value.reason.partition(';')[0]})"


def _disagreement(sections: tuple[LimitSection, ...]) -> str:
    verdicts = {section.word for section in sections}
    if len(verdicts) < 2:
        return ""
    return "The limits do not say the same: " + "; ".join(
        f"{section.status} by {section.limit} ({section.source})" for section in sections
    )


def _notes(row: PanelRow | None, organ: OrganDose) -> tuple[str, ...]:
    said = (*(row.missing if row else ()), *((row.note,) if row and row.note else ()), *organ.notices)
    headline = row.headline if row else ""
    return tuple(text for text in dict.fromkeys(said) if text != headline)


def _metrics(organ: OrganDose) -> tuple[MetricLine, ...]:
    lines = []
    bounds = zip(organ.lower_eqd2.items(), organ.upper_eqd2.items(), strict=True)
    for (name, total), ((_, lower), (_, upper)) in zip(organ.cumulative_eqd2.items(), bounds, strict=True):
        each = tuple(_converted(getattr(c.physical, name), getattr(c.eqd2, name)) for c in organ.courses)
        lines.append(MetricLine(SHORT[name], (*each, _brief(total, lower, upper))))
    return tuple(lines)


def _converted(physical: Figure, eqd2: Figure) -> str:
    return "–" if physical.value is None and eqd2.value is None else f"{physical.number} → {eqd2.text}"


def _brief(total: Figure, lower: Figure, upper: Figure) -> str:
    if total.value is not None or lower.value is None:
        return total.text
    if upper.value is None:
        return f"≥ {lower.text}"
    return upper.text if lower.number == upper.number else f"{lower.number}–{upper.text}"


def _at_hottest(assessment: Assessment, organ: OrganDose) -> str:
    hottest = organ.hottest
    if hottest is None:
        return ""
    if hottest.sentence:
        return hottest.sentence
    x, y, z = hottest.point_mm
    parts = zip(assessment.courses, hottest.per_course_eqd2, strict=False)
    each = ", ".join(f"{summary.name} {explained(figure)}" for summary, figure in parts)
    return f"Highest at ({x:.1f}, {y:.1f}, {z:.1f}) mm: {each}; together {explained(hottest.accumulated_eqd2)}."


def as_text(said: Explanation) -> str:
    """The whole explanation as plain text for the clipboard."""
    lines = [
        f"{said.organ}: {said.status}" if said.status else said.organ,
        f"Structure: {said.structure or UNDRAWN}",
        said.headline,
        *said.notes,
        *([said.disagreement] if said.disagreement else []),
        f"Recovery: {said.recovery}",
        f"Registration: {said.registration}",
        f"Limits: {said.constraint_set}",
        *([f"How sure: {said.robustness}"] if said.robustness else []),
        *said.courses,
    ]
    for section in said.sections:
        lines += ["", *_section_text(section)]
    if said.metrics:
        lines += [
            "",
            f"All metrics at {said.alpha_beta}",
            "Metric: " + " | ".join((*said.metric_heads, "accumulated EQD2")),
        ]
        lines += [f"{line.metric}: " + " | ".join(line.figures) for line in said.metrics]
    cords = [line for cord in said.cords for line in ("", cord.text)]
    return "\n".join([*lines, *([said.at_hottest] if said.at_hottest else []), *cords])


def _section_text(section: LimitSection) -> list[str]:
    return [
        f"{section.status}: {section.limit}" + (" (decides)" if section.decides else ""),
        section.reason,
        f"{section.citation} {section.evidence}",
        *(f"  {way.name} ({way.needs}): {way.result}" for way in section.ways),
        *(f"  {line}" for line in section.certainty),
        *(f"  {number}. {_step_text(step)}" for number, step in enumerate(section.steps, 1)),
    ]


def _step_text(step: Step) -> str:
    result = f" = {step.result}" if step.result else ""
    return f"{step.what}: {step.formula}{result}" + (f" [{step.source}]" if step.source else "")
