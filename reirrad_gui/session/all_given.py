"""Which verdicts would be worse if all planned fractions had been given, where records stop short of the plan.

The panel is asked once more with the planned numbers entered, by the way that a person's entry goes: there is no other
arithmetic, and the conditions of limits hold. Where several courses are in doubt, each is asked by itself, too, so that
the one that decides can be confirmed first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

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
    asked = _Asked(opened, evaluation, short, kept)
    return tuple(_row(row, asked.together.get(row.organ), asked) for row in rows)


@dataclass(frozen=True)
class _Asked:
    """The panel with all planned fractions: of all courses in doubt, and of each by itself once it is needed."""

    opened: Opened
    evaluation: Evaluation
    short: ShortRecords
    kept: Kept

    @cached_property
    def together(self) -> Mapping[str, PanelRow]:
        return rows_if_all_given(self.opened, self.evaluation, self.short, self.kept)

    @cached_property
    def alone(self) -> tuple[tuple[str, Mapping[str, PanelRow]], ...]:
        """By the name of the course, or of its phase; nothing where only one is in doubt."""
        each = self.short.each if len(self.short.planned) > 1 else ()
        return tuple((one.names[0], rows_if_all_given(self.opened, self.evaluation, one, self.kept)) for one in each)

    def decided_by(
        self, organ: str, standing: Callable[[PanelRow], Standing | None], after: Standing
    ) -> tuple[str, ...]:
        """Whose planned fractions alone bring an organ as far as all of them do."""
        found = [(name, standing(rows[organ])) for name, rows in self.alone if organ in rows]
        return tuple(name for name, one in found if one is not None and not _worse(after, one))


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


def _row(row: PanelRow, there: PanelRow | None, asked: _Asked) -> PanelRow:
    if there is None:
        return row
    results = _results(row, there.results, asked)
    if not _worse(there.standing, row.standing):
        return row if results == row.results else replace(row, results=results)
    shown = there.shown
    if shown is None:
        return replace(row, results=results)
    decided_by = asked.decided_by(row.organ, lambda one: one.standing, there.standing)
    found = _found(row.standing, there.standing, shown, asked.short, decided_by)
    headline = f"{found.sentence} {row.headline}"
    return replace(row, results=results, headline=headline, if_all_given=found)


def _results(row: PanelRow, there: Sequence[LimitResult], asked: _Asked) -> tuple[LimitResult, ...]:
    known = {one.limit.key: one for one in there}
    return tuple(_result(row.organ, one, known.get(one.limit.key), asked) for one in row.results)


def _result(organ: str, here: LimitResult, there: LimitResult | None, asked: _Asked) -> LimitResult:
    if there is None or not _worse(there.standing, here.standing):
        return here
    key = here.limit.key
    decided_by = asked.decided_by(organ, lambda one: _standing_of_limit(one, key), there.standing)
    found = _found(here.standing, there.standing, there, asked.short, decided_by)
    return replace(here, if_all_given=found, reason=f"{found.sentence} {here.reason}")


def _standing_of_limit(row: PanelRow, key: str) -> Standing | None:
    return next((one.standing for one in row.results if one.limit.key == key), None)


def _found(
    before: Standing, after: Standing, there: LimitResult, short: ShortRecords, decided_by: tuple[str, ...]
) -> IfAllGiven:
    becoming = becomes(there.limit, there.cumulative, after)
    sentence = only_because(before, short.text, short.all_text, becoming)
    if len(short.planned) > 1:
        sentence = f"{sentence} {_whose(decided_by, short)}"
    return IfAllGiven(after, there.cumulative, short.condition, sentence, decided_by)


def _whose(decided_by: tuple[str, ...], short: ShortRecords) -> str:
    """Which number to confirm first."""
    if not decided_by:
        return "No single course makes it so by itself: confirm all these numbers."
    if len(decided_by) == len(short.names):
        return "Each of these courses makes it so by itself: confirm all these numbers."
    if len(decided_by) == 1:
        return f"{decided_by[0][:1].upper()}{decided_by[0][1:]} makes it so by itself: confirm this number first."
    return f"Of these, each of {', '.join(decided_by)} makes it so by itself: confirm these numbers first."


def _worse(one: Standing, other: Standing) -> bool:
    return WORST_FIRST.index(one) < WORST_FIRST.index(other)
