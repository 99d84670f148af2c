"""One assumption at a time, all others as assessed: which of them alone changes which verdict.

Whatever is a setting (recovery, dates, the set of limits) is put to the panel itself, so that its rules hold; whatever
moves only the number (α/β, the registration, slices, voxels) is compared with the limit.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reirrad_gui.constraints import Limit, Quantity, Standing, constraint_set_names
from reirrad_gui.constraints.conditions import Condition, newest_course_limits
from reirrad_gui.constraints.standing import dose_text, standing_of
from reirrad_gui.figures import Figure
from reirrad_gui.session.all_given import becomes, only_because, rows_if_all_given
from reirrad_gui.session.assessment import LimitResult, PanelRow
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.jobs import Step
from reirrad_gui.session.metrics import Metered
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.organs import Bounds
from reirrad_gui.session.panel import bound_figure, bounded, panel_rows
from reirrad_gui.session.parallel import side_by_side
from reirrad_gui.session.recovery import recovery_models, why_not_in
from reirrad_gui.session.settings import END_CAPS, NO_RECOVERY, Recovery
from reirrad_gui.session.short_records import short_records
from reirrad_gui.session.uncertainty.assumptions import DELIVERED, DELIVERED_FRACTIONS, Assumptions
from reirrad_gui.session.uncertainty.caps import with_end_cap
from reirrad_gui.session.uncertainty.intervals import PossibleDays, dated, months_since, possible_days
from reirrad_gui.session.uncertainty.recovering import sharing, with_recovery_everywhere
from reirrad_gui.session.uncertainty.result import Bar, End
from reirrad_gui.session.uncontoured import with_letter_rows

ONLY_THE_SUM = ("registration", "slices", "voxel", "end-caps")
"""Bars that move the accumulated dose and say nothing of single courses."""
DECIDED = (Standing.WITHIN, Standing.NEAR, Standing.EXCEEDED)
Rows = Mapping[str, PanelRow]
_BAND_SIDE = re.compile(r" \((?:least|most)\)$")


@dataclass(frozen=True, slots=True)
class Variant:
    """The panel under one other assumption. `organs` are those it concerns; None: all. `counts` as in `Bar`."""

    key: str
    name: str
    label: str
    rows: Rows
    counts: bool = True
    organs: frozenset[str] | None = None


def variants(
    opened: Opened, evaluation: Evaluation, wanted: Assumptions, rows: Sequence[PanelRow], step: Step
) -> tuple[Variant, ...]:
    """The panel with each recovery, at the shortest and longest interval, as far as records go and with all planned
    fractions, and with the limits of the other sets.
    """
    asked = [
        *(_recoveries(opened, evaluation, rows) if wanted.recovery else ()),
        *(_intervals(opened, evaluation) if wanted.interval else ()),
        *_delivered(opened, evaluation, rows),
        *_sets(opened, evaluation),
    ]
    found = side_by_side([(f"Assessing with {label}", make) for label, make in asked], step)
    return tuple(found)


_Asked = tuple[str, Callable[[], Variant]]


def _rows(evaluation: Evaluation) -> Rows:
    return {row.organ: row for row in with_letter_rows(evaluation, panel_rows(evaluation))}


def _recoveries(opened: Opened, evaluation: Evaluation, rows: Sequence[PanelRow]) -> list[_Asked]:
    settings = evaluation.settings
    organs = [row.organ for row in rows if row.results]
    chosen = {settings.recovery.model, *(one.model for one in settings.recovery_by_organ.values())}
    chosen |= {one.model for one in settings.recovery_by_course.values()}
    asked: list[_Asked] = []
    for model in recovery_models():
        concerned = frozenset(organ for organ in organs if not why_not_in(model.key, organ))
        off = model.key == NO_RECOVERY
        if not concerned or (off and not settings.recovers) or (not off and model.key in chosen):
            continue
        label = "recovery off" if off else f"recovery by “{model.name}”"

        def make(key: str = model.key, label: str = label, concerned: frozenset[str] = concerned) -> Variant:
            there = Evaluation(opened, with_recovery_everywhere(settings, Recovery(key)), sharing(evaluation.kept))
            return Variant(f"recovery/{key}", "recovery", label, _rows(there), settings.recovers, concerned)

        asked.append((label, make))
    return asked


def _intervals(opened: Opened, evaluation: Evaluation) -> list[_Asked]:
    days = possible_days(opened)
    if not isinstance(days, PossibleDays) or days.certain:
        return []
    shortest = (tuple(last for _, last in days.ends), days.start[0])
    longest = (tuple(first for first, _ in days.ends), days.start[1])
    asked: list[_Asked] = []
    for ends, start in (shortest, longest):
        months = " and ".join(str(m) for m in months_since(ends, start))
        label = f"{months} months"

        def make(ends=ends, start=start, label: str = label) -> Variant:  # type: ignore[no-untyped-def]
            there = Evaluation(dated(opened, ends, start), evaluation.settings, sharing(evaluation.kept))
            return Variant("interval", "interval", f"an interval of {label}", _rows(there))

        asked.append((f"an interval of {label}", make))
    return asked


def _delivered(opened: Opened, evaluation: Evaluation, rows: Sequence[PanelRow]) -> list[_Asked]:
    """As many fractions as are on record, and all planned ones, where nobody confirmed which is right."""
    short = short_records(evaluation.opened.case.courses)
    if short is None:
        return []
    recorded = Variant(DELIVERED, DELIVERED_FRACTIONS, short.text, {row.organ: row for row in rows})

    def make() -> Variant:
        there = rows_if_all_given(opened, evaluation, short, evaluation.kept.for_planning())
        return Variant(DELIVERED, DELIVERED_FRACTIONS, short.all_text, there)

    return [(short.text, lambda: recorded), (short.all_text, make)]


def _sets(opened: Opened, evaluation: Evaluation) -> list[_Asked]:
    asked: list[_Asked] = []
    for name in constraint_set_names():
        if name == evaluation.settings.constraint_set:
            continue

        def make(name: str = name) -> Variant:
            there = Evaluation(opened, evaluation.settings.with_constraint_set(name), sharing(evaluation.kept))
            return Variant(f"set/{name}", "set of limits", f"the limits of “{name}”", _rows(there), counts=False)

        asked.append((f"the limits of “{name}”", make))
    return asked


def bars(
    evaluation: Evaluation,
    index: int,
    row: PanelRow,
    wanted: Assumptions,
    alpha_beta: tuple[float, float] | None,
    found: Sequence[Variant],
) -> tuple[Bar, ...]:
    """The tornado of a row's deciding limit, widest first, with what is information only."""
    shown = row.shown
    if shown is None:
        return ()
    in_eqd2 = published_in_eqd2(evaluation, shown.limit)
    drawn = [
        *(_alpha_beta_bar(evaluation, index, row, shown, alpha_beta) if wanted.alpha_beta and in_eqd2 else ()),
        *_variant_bars(row, shown, found),
        *_band_bars(evaluation, row, shown, slices=wanted.slices),
        *(_end_cap_bar(evaluation, index, row, shown) if wanted.slices else ()),
    ]
    return tuple(sorted(drawn, key=lambda bar: -_width(bar, shown.cumulative.value)))


def published_in_eqd2(evaluation: Evaluation, limit: Limit) -> bool:
    """A BED limit means another EQD2 at another α/β, so only limits in EQD2 are compared at other ones."""
    return evaluation.constraint_set.limit(limit.key).quantity is Quantity.EQD2


def exceeded_by_a_part(shown: LimitResult) -> bool:
    """True where the sum keeps the limit and the newest course exceeds what the same source allows it."""
    sum_gy = shown.upper.value if shown.cumulative.value is None else shown.cumulative.value
    kept = sum_gy is not None and standing_of(sum_gy, shown.limit.limit_gy) is not Standing.EXCEEDED
    return shown.standing is Standing.EXCEEDED and kept


def moves(bar: Bar, row: PanelRow) -> bool:
    """True where an assumption changes the number, the verdict, or what is known."""
    assessed = None if row.shown is None else row.shown.cumulative.value
    return bar.flips or any(end.figure.value != assessed for end in bar.ends)


def _width(bar: Bar, middle: float | None) -> float:
    known = [gy for gy in (middle, *(end.figure.value for end in bar.ends)) if gy is not None]
    return max(known) - min(known) if known else 0.0


def _variant_bars(row: PanelRow, shown: LimitResult, found: Sequence[Variant]) -> list[Bar]:
    """One bar for each key, of one end or two."""
    groups: dict[str, list[tuple[Variant, End]]] = {}
    for variant in found:
        if variant.organs is not None and row.organ not in variant.organs:
            continue
        there = variant.rows.get(row.organ)
        result = None if there is None else _same_limit(there, shown, other_set=variant.key.startswith("set/"))
        if there is None or result is None:
            continue
        end = End(variant.label, result.cumulative, there.standing, there.standing is not row.standing)
        groups.setdefault(variant.key, []).append((variant, end))
    return [
        _bar(key, pairs[0][0].name, row, shown, [end for _, end in pairs], counts=_counts(pairs[0][0], shown))
        for key, pairs in groups.items()
    ]


def _counts(variant: Variant, shown: LimitResult) -> bool:
    """False too for a recovery where none is in force for this organ: nobody chose a discount there."""
    return variant.counts and (shown.recovered or not variant.key.startswith("recovery/"))


def _same_limit(row: PanelRow, shown: LimitResult, *, other_set: bool) -> LimitResult | None:
    if other_set:
        return row.shown
    return next((one for one in row.results if one.limit.key == shown.limit.key), None)


def _alpha_beta_bar(
    evaluation: Evaluation, index: int, row: PanelRow, shown: LimitResult, between: tuple[float, float] | None
) -> list[Bar]:
    if between is None or between[0] == between[1]:
        return []
    evaluation = evaluation.by_model_of(shown.limit.key)
    ends: list[End] = []
    for alpha_beta_gy in between:
        organ = evaluation.measured(index, alpha_beta_gy)
        what = f"accumulated {evaluation.eqd2_label(alpha_beta_gy)}, {shown.limit.metric.text}"
        bounds = metric_bounds(organ.total, shown.limit)
        figure = bound_figure(bounds, what, organ.total.dose.reason, "each course converted at each point, then added")
        courses = [bounded(metric_bounds(course, shown.limit)) for course in organ.courses]
        parts = newest_course_limits(shown.limit, courses, bounded(bounds))
        ends.append(_end(f"α/β {alpha_beta_gy:g} Gy", figure, bounds, row, shown.limit, parts))
    return [_bar("alpha-beta", "α/β", row, shown, ends)]


def _band_bars(evaluation: Evaluation, row: PanelRow, shown: LimitResult, *, slices: bool) -> list[Bar]:
    envelope = None if shown.envelope is None else shown.envelope.value
    radius = f"{evaluation.settings.envelope_mm:g} mm"
    bands = (
        ("registration", "registration", f"the registration {radius} off", envelope),
        ("slices", "slices", "the organ half a slice aside", shown.slice_band if slices else None),
        ("voxel", "dose voxels", "a dose grid half a voxel aside", shown.voxel_band),
    )
    found: list[Bar] = []
    for key, name, label, band in bands:
        if band is None:
            continue
        sides = zip(("least", "most"), band, strict=True)
        ends = [_end(f"{label} ({side})", f, (f.value, f.value), row, shown.limit) for side, f in sides]
        found.append(_bar(key, name, row, shown, ends))
    return found


def _end_cap_bar(evaluation: Evaluation, index: int, row: PanelRow, shown: LimitResult) -> list[Bar]:
    """The organ's contours ending in another way than the one in force: without caps, or with half a slice."""
    evaluation = evaluation.by_model_of(shown.limit.key)
    other = "half" if evaluation.opened.end_cap == "none" else "none"
    metered = with_end_cap(evaluation, index, END_CAPS[other], shown.limit.alpha_beta_gy)
    if metered is None:
        return []
    label = f"end caps: {END_CAPS[other].label}"
    what = f"accumulated {evaluation.eqd2_label(shown.limit.alpha_beta_gy)}, {shown.limit.metric.text}, {label}"
    bounds = metric_bounds(metered, shown.limit)
    figure = bound_figure(bounds, what, metered.dose.reason, "contours sampled again")
    return [_bar("end-caps", "end caps", row, shown, [_end(label, figure, bounds, row, shown.limit)])]


def metric_bounds(metered: Metered, limit: Limit) -> Bounds:
    """Least and most of a limit's metric, as the panel takes them."""
    if metered.volume_cc == 0.0:
        return None, None
    if limit.metric.volume_cc is not None:
        return metered.near_maximum(limit.metric.volume_cc)
    return metered.lower(limit.metric.key), metered.upper(limit.metric.key)


def _end(
    label: str, figure: Figure, bounds: Bounds, row: PanelRow, limit: Limit, parts: Sequence[Condition] | None = None
) -> End:
    """An end at which only the number is another: it stands elsewhere only where the row was decided by its number.

    A row in which LQ has a say beside the model in force is not decided by one number; nor is one whose newest course
    exceeds what the same source allows it, unless `parts` tells what becomes of that.
    """
    low, high = bounds
    two_models = row.shown is not None and row.shown.by_lq is not None
    by_a_part = parts is None and row.shown is not None and exceeded_by_a_part(row.shown)
    if row.standing not in DECIDED or two_models or by_a_part or low is None or high is None:
        return End(label, figure, row.standing, False)
    sides = {standing_of(gy, limit.limit_gy) for gy in (low, high)}
    standing = sides.pop() if len(sides) == 1 else Standing.NOT_ASSESSABLE
    if any(part.met is False for part in parts or ()):
        standing = Standing.EXCEEDED
    elif standing in (Standing.WITHIN, Standing.NEAR) and any(part.met is None for part in parts or ()):
        standing = Standing.NOT_ASSESSABLE
    assessed = row.shown.standing if row.shown is not None else row.standing
    return End(label, figure, standing, standing is not assessed)


def _bar(key: str, name: str, row: PanelRow, shown: LimitResult, ends: list[End], *, counts: bool = True) -> Bar:
    return Bar(key, name, tuple(ends), _sentence(key, row, shown, ends), counts)


def _sentence(key: str, row: PanelRow, shown: LimitResult, ends: Sequence[End]) -> str:
    flips = [end for end in ends if end.flips]
    word, metric = row.standing.word, shown.limit.metric.text
    if not flips and shown.by_lq is not None and not key.startswith(("recovery/", "set/", "interval")):
        return (
            f"With {_labels(ends)}, {metric} is {_doses(ends, shown.limit)} by the model in force; what LQ says "
            "there was not asked, so that no other word is given."
        )
    if not flips and key in ONLY_THE_SUM and exceeded_by_a_part(shown):
        return (
            f"With {_labels(ends)}, {metric} is {_doses(ends, shown.limit)}; the newest course, which exceeds what the "
            "same source allows it, was not asked there."
        )
    if not flips:
        return (
            f"With {_labels(ends)}, {metric} is {_doses(ends, shown.limit)}; it stays “{word}”.{_published(key, shown)}"
        )
    if key == f"recovery/{NO_RECOVERY}":
        start = f"{word.capitalize()} only because of the recovery of {_recovered(shown)}"
        return f"{start}: without it {_becomes(flips[0], shown)}."
    if key == DELIVERED:
        return only_because(row.standing, ends[0].label, flips[0].label, _becomes(flips[0], shown))
    told = "; with ".join(f"{end.label} {_becomes(end, shown)}" for end in flips)
    return f"With {told}, instead of “{word}”.{_published(key, shown)}"


def _published(key: str, shown: LimitResult) -> str:
    """A comparison at another α/β is no verdict: the number of the limit was found at one."""
    if key != "alpha-beta":
        return ""
    return f" The limit itself is stated for α/β {shown.limit.alpha_beta_gy:g} Gy."


def _labels(ends: Sequence[End]) -> str:
    """ "α/β 2 Gy or α/β 4 Gy"; a band by its name alone."""
    return " or ".join(dict.fromkeys(_BAND_SIDE.sub("", end.label) for end in ends))


def _doses(ends: Sequence[End], limit: Limit) -> str:
    told = list(dict.fromkeys(_dose(end, limit) for end in ends))
    band = any(_BAND_SIDE.search(end.label) for end in ends)
    return " to ".join(told) if band else " or ".join(told)


def _becomes(end: End, shown: LimitResult) -> str:
    """ "D0.1cc is 77.3 Gy, above the limit of 67 Gy"."""
    return becomes(shown.limit, end.figure, end.standing)


def _dose(end: End, limit: Limit) -> str:
    gy = end.figure.value
    return "not known" if gy is None else f"{dose_text(gy, limit.limit_gy)} Gy"


def _recovered(shown: LimitResult) -> str:
    """The recovery in force in a few words: of the course that recovers most."""
    most = max((share for share in shown.recovery_shares if share is not None), default=(0.0, 0.0), key=lambda s: s[1])
    if most[1] == 0.0:
        return "what the dose at each point leaves"
    least, high = (100 * share for share in most)
    return f"{high:.0f} %" if least == high else f"{least:.0f} to {high:.0f} %"
