"""Which verdicts would be worse if all planned fractions had been given, where records stop short of the plan.

The panel is asked once more with the planned numbers entered, by the way that a person's entry goes: there is no other
arithmetic, and the conditions of limits hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reirrad_gui.constraints import WORST_FIRST, Limit, Standing
from reirrad_gui.constraints.standing import dose_text, standing_of
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import LimitResult, PanelRow
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.panel import panel_rows
from reirrad_gui.session.short_records import IfAllGiven, ShortRecords, short_records, with_all_planned
from reirrad_gui.session.uncontoured import with_letter_rows

_PLACES = {Standing.EXCEEDED: "above", Standing.NEAR: "near", Standing.WITHIN: "within"}


def with_all_given(
    opened: Opened, evaluation: Evaluation, rows: tuple[PanelRow, ...], kept: Kept
) -> tuple[PanelRow, ...]:
    """The panel's rows, where all planned fractions make a verdict worse with that said; the rows themselves otherwise.

    `kept` remembers what was computed for all planned fractions.
    """
    short = short_records(evaluation.opened.case.courses)
    if short is None:
        return rows
    there = rows_if_all_given(opened, evaluation, short, kept)
    return tuple(_row(row, there.get(row.organ), short) for row in rows)


def rows_if_all_given(
    opened: Opened, evaluation: Evaluation, short: ShortRecords, kept: Kept
) -> Mapping[str, PanelRow]:
    """The panel by organ, as if all planned fractions had been given."""
    planned = Evaluation(opened, with_all_planned(evaluation.settings, short), kept)
    return {row.organ: row for row in with_letter_rows(planned, panel_rows(planned))}


def becomes(limit: Limit, figure: Figure, standing: Standing) -> str:
    """ "D0.1cc is 77.3 Gy, above the limit of 67 Gy"; the organ's word where the dose alone does not say it."""
    gy = figure.value
    start = f"{limit.metric.text} is {'not known' if gy is None else f'{dose_text(gy, limit.limit_gy)} Gy'}"
    if gy is None or standing_of(gy, limit.limit_gy) is not standing:
        return f"{start} and the organ is “{standing.word}”"
    return f"{start}, {_PLACES[standing]} the limit of {limit.limit_gy:g} Gy"


def only_because(standing: Standing, counted: str, otherwise: str, becoming: str) -> str:
    """ "Within only because 3 of 5 fractions of course 1 count as delivered: with all 5 fractions, D0.1cc is ..."."""
    if standing is Standing.NOT_ASSESSABLE:
        return f"Only {counted} count as delivered: with {otherwise}, {becoming}."
    return f"{standing.word.capitalize()} only because {counted} count as delivered: with {otherwise}, {becoming}."


def _row(row: PanelRow, there: PanelRow | None, short: ShortRecords) -> PanelRow:
    if there is None:
        return row
    results = _results(row.results, there.results, short)
    if not _worse(there.standing, row.standing):
        return row if results == row.results else replace(row, results=results)
    shown = there.shown
    if shown is None:
        return replace(row, results=results)
    found = _found(row.standing, there.standing, shown, short)
    headline = f"{found.sentence} {row.headline}"
    return replace(row, results=results, headline=headline, if_all_given=found)


def _results(here: Sequence[LimitResult], there: Sequence[LimitResult], short: ShortRecords) -> tuple[LimitResult, ...]:
    known = {one.limit.key: one for one in there}
    return tuple(_result(one, known.get(one.limit.key), short) for one in here)


def _result(here: LimitResult, there: LimitResult | None, short: ShortRecords) -> LimitResult:
    if there is None or not _worse(there.standing, here.standing):
        return here
    found = _found(here.standing, there.standing, there, short)
    return replace(here, if_all_given=found, reason=f"{found.sentence} {here.reason}")


def _found(before: Standing, after: Standing, there: LimitResult, short: ShortRecords) -> IfAllGiven:
    becoming = becomes(there.limit, there.cumulative, after)
    sentence = only_because(before, short.text, short.all_text, becoming)
    return IfAllGiven(after, there.cumulative, short.condition, sentence)


def _worse(one: Standing, other: Standing) -> bool:
    return WORST_FIRST.index(one) < WORST_FIRST.index(other)
