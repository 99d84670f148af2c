"""The planner's tables, ready to draw: texts of the engine's figures. No Qt, no arithmetic on doses."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reirrad_gui.constraints import WORST_FIRST, Limit, Standing
from reirrad_gui.constraints.standing import dose_text
from reirrad_gui.figures import Figure
from reirrad_gui.patient.name_words import plain
from reirrad_gui.session.assessment import LimitResult, PanelRow, Step
from reirrad_gui.session.planner.candidates import CandidateColumn, CandidateRow, CandidateTable
from reirrad_gui.session.planner.regimens import ListedRegimen, Regimen
from reirrad_gui.session.planner.remaining import Remaining, RemainingRow
from reirrad_gui.session.planner.solve import Solution, SolvedPoint
from reirrad_gui.session.what_if import MOST_TOTAL_GY
from reirrad_gui.ui.numbers.meaning import Meaning, Section
from reirrad_gui.ui.panel.meanings import limit_figure

BY_NAME = -1
"""Order of the organs by their names; any other number is the column under which the most urgent come first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Two lines of a cell; `word` is the status whose colour and symbol the first line carries, or empty.

    `figures` are the numbers that stand in it; `named`: the first line is a name, which no language changes.
    """

    first: str
    second: str = ""
    word: str = ""
    why: str = ""
    figures: tuple[Figure, ...] = ()
    steps: Sequence[Step] = field(default=(), compare=False, repr=False)
    named: bool = False

    @property
    def meaning(self) -> Meaning:
        """What its numbers are."""
        return Meaning(self.figures, Section.TRYING, self.steps)

    @property
    def spoken(self) -> str:
        """Both lines as one, for screen readers and copies."""
        return ", ".join(part for part in (self.first, self.second) if part)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its name, its cells, and the organ it speaks of (None: no drawn organ)."""

    name: Cell
    cells: tuple[Cell, ...]
    key: str | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's title; `why` is the tooltip; `apart`: each line of the title says something of its own."""

    text: str
    why: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What a page shows: the corner above the names, headings, lines, and sentences that go with every copy."""

    corner: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    said: tuple[str, ...] = ()

    @property
    def copied(self) -> str:
        """The table for the clipboard: columns parted by tabs, what must be known to read it below."""
        head = [self.corner, *(" ".join(heading.text.split()) for heading in self.headings)]
        lines = [[line.name.spoken, *(cell.spoken for cell in line.cells)] for line in self.lines]
        return "\n".join(["\t".join(row) for row in (head, *lines)] + ["", *self.said]) + "\n"


def regimen_text(fractions: int, total_gy: float) -> str:
    """A regimen as it is typed: "24/6"."""
    return f"{total_gy:g}/{fractions}"


def listed_text(one: ListedRegimen) -> str:
    """A listed regimen as a line of a menu: what kind it is, and how sure its source."""
    marks = (one.kind, one.citation.partition(", doi")[0] or "no trial cited", one.check)
    return f"{one.regimen.total_gy:g} Gy / {one.regimen.fractions}   ·   {', '.join(mark for mark in marks if mark)}"


# --- regimens side by side ----------------------------------------------------------------------------------------


def compared(table: CandidateTable, order: int = 0, said: Sequence[str] = ()) -> Table:
    """Tumour first, then organs; the most urgent under the column `order` come first."""
    headings = tuple(Heading(_title(column), _about(column), apart=True) for column in table.columns)
    ratio = table.tumour_alpha_beta.value
    tumour = tuple(_pair(column.eqd2, column.bed) for column in table.columns)
    lines = [
        Line(Cell(f"EQD2 / BED, α/β {ratio:g}", "", "", "of the prescription, for the tumour"), tumour, heading=True)
    ]
    for place, target in enumerate(table.columns[0].targets):
        found = [column.targets[place] for column in table.columns]
        why = f"EQD2 at α/β {ratio:g} Gy that the scaled course alone gives to “{target.name}”: D95 % and mean"
        cells = tuple(_pair(one.d95, one.mean) for one in found)
        lines.append(Line(Cell(f"“{target.name}” D95 / mean", "", "", why), cells, target.key, heading=True))
    lines += [_organ_line(row) for row in ordered(table.rows, order)]
    cautions = dict.fromkeys(f"▲ {c.title}: {c.caution}" for c in table.columns if c.caution)
    return Table("Gy; organs EQD2", headings, tuple(lines), (*cautions, *said))


def with_columns(table: CandidateTable, shown: Sequence[int]) -> CandidateTable:
    """The table with these of its columns."""
    rows = tuple(replace(row, cells=tuple(row.cells[place] for place in shown)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in shown), rows=rows)


def ordered(rows: Sequence[CandidateRow], order: int) -> tuple[CandidateRow, ...]:
    """Organs that exceed first, then what cannot be said, then what leaves least; without limit or contour last."""
    if order == BY_NAME:
        return tuple(sorted(rows, key=lambda row: plain(row.organ)))
    return tuple(sorted(rows, key=lambda row: _urgency(row.cells[order])))


def _urgency(cell: PanelRow) -> tuple[int, int, float]:
    shown = cell.shown
    apart = 2 if cell.organ_key is None and shown is None else 1 if shown is None else 0
    margin = shown.remaining_eqd2.value if shown is not None else None
    return (apart, WORST_FIRST.index(cell.standing), float("-inf") if margin is None else margin)


def _title(column: CandidateColumn) -> str:
    if column.is_given:
        return f"as given\n{column.title.removeprefix('as given: ')}"
    mark = " ▲" if column.caution else ""
    return f"{column.title}\n{_plain(column.dose_per_fraction)} Gy each{mark}"


def _plain(figure: Figure) -> str:
    return figure.number.rstrip("0").rstrip(".") if "." in figure.number else figure.number


def _about(column: CandidateColumn) -> str:
    listed = column.listed
    said = [column.title] if column.regimen is None else [column.title, column.regimen.text]
    if listed is not None:
        said += [listed.note, listed.citation, listed.check]
    said.append(f"▲ {column.caution}" if column.caution else "")
    return "\n".join(dict.fromkeys(part for part in said if part))


def _pair(one: Figure, other: Figure) -> Cell:
    return Cell(f"{one.number} / {other.number}", "", "", f"{_why(one)}\n{_why(other)}", (one, other))


def figure_cell(figure: Figure, second: str = "") -> Cell:
    """A figure's number; what it is, from where, or why it is unknown stands in the tooltip."""
    return Cell(figure.number, second, "", _why(figure), (figure,))


def _why(figure: Figure) -> str:
    return "\n".join(part for part in (figure.quantity, figure.reason or figure.source) if part)


def _organ_line(row: CandidateRow) -> Line:
    shown = next((cell.shown for cell in row.cells if cell.shown is not None), None)
    under = "" if shown is None else f"≤ {shown.limit.limit_gy:g} {shown.limit.metric.text}"
    named = "" if row.structure_name in ("", row.organ) else f"“{row.structure_name}”\n"
    why = named + (shown.limit.text if shown is not None else row.cells[0].headline)
    return Line(
        Cell(row.organ, under, "", why, named=True), tuple(organ_cell(cell) for cell in row.cells), row.organ_key
    )


def organ_cell(row: PanelRow) -> Cell:
    """Number and symbol over word and margin; the deciding limit and all headlines in the tooltip."""
    shown, standing = row.shown, row.standing
    why = row.headline if shown is None else f"{shown.limit.text}, {shown.limit.short_citation}\n{row.headline}"
    if shown is None:
        what = "not contoured" if row.organ_key is None else "no limit"
        return Cell(standing.symbol, what, standing.word, f"{standing.word}: {why}")
    given = (shown.cumulative,) if shown.cumulative.value is not None else (shown.cumulative, shown.lower, shown.upper)
    figures = (*given, shown.remaining_eqd2, limit_figure(shown.limit))
    said = f"{number_text(shown)} {standing.symbol}"
    return Cell(said, _margin(shown), standing.word, f"{standing.word}. {why}", figures, shown.steps)


def number_text(shown: LimitResult) -> str:
    """The accumulated dose with as many digits as tell it from its limit; its bounds where it is not known."""
    if shown.cumulative.value is not None:
        return _digits(shown.cumulative, shown)
    bounds = [("≥ ", shown.lower), ("≤ ", shown.upper)]
    said = [f"{sign}{_digits(figure, shown)}" for sign, figure in bounds if figure.value]
    return " ".join(said) or "–"


def _digits(figure: Figure, shown: LimitResult) -> str:
    value = figure.value
    assert value is not None, "asked only for known doses"
    decimals = len(dose_text(value, shown.limit.limit_gy).partition(".")[2])
    return figure.rounded_to(decimals).number


def _margin(shown: LimitResult) -> str:
    word, left = shown.standing.word, shown.remaining_eqd2
    if left.value is None or shown.standing is Standing.NOT_ASSESSABLE:
        return word
    decimals = max(1, len(dose_text(shown.limit.limit_gy - left.value, shown.limit.limit_gy).partition(".")[2]))
    number = left.rounded_to(decimals).number
    half = " ±½" if shown.turns_on_half_voxel else ""
    return margin_text(word, number, half)


def margin_text(word: str, number: str, half: str = "") -> str:
    """What is left of a limit, or by how much it is exceeded, beside its status."""
    if number.startswith("−") and number.strip("−0."):
        return f"{word} by {number.removeprefix('−')}{half}"
    return f"{word}, {number.removeprefix('−')} left{half}"


# --- the largest dose ---------------------------------------------------------------------------------------------


def largest(solution: Solution, said: Sequence[str] = ()) -> Table:
    """One line for each number of fractions; the organ that decides is named with its limit."""
    band = " and ".join(f"{ratio:g}" for ratio, _ in solution.points[0].eqd2_band)
    ratio, by = solution.tumour_alpha_beta, "" if solution.model.plain else f", {solution.model.name}"
    headings = (
        Heading("total, Gy\neach", f"{solution.geometry_text}; below it the dose per fraction"),
        Heading(f"tumour EQD2{by}\nBED, α/β {ratio.value:g}", f"of the prescription\n{_why(ratio)}"),
        Heading(f"tumour EQD2{by}\nα/β {band}", f"of the prescription at α/β {band} Gy, the range for prostate cancer"),
        Heading("limited by\norgan and limit"),
    )
    lines = tuple(_solved_line(point) for point in solution.points)
    return Table("n", headings, lines, (*not_part_lines(solution), *said))


def _solved_line(point: SolvedPoint) -> Line:
    key = point.limiting[0].organ_key if point.limiting else None
    tumour = (point.eqd2, point.bed)
    ratios = tuple(figure for _, figure in point.eqd2_band)
    band = " – ".join(figure.number for figure in ratios)
    warned = " ▲" if point.caution or point.reason else ""
    each = "" if point.dose_per_fraction.value is None else point.dose_per_fraction.number
    total = Cell(
        f"{point.total.number}{warned}",
        each,
        "",
        "\n".join(_all(_why(point.total), point.caution, point.reason)),
        (point.total, point.dose_per_fraction),
    )
    cells = (
        total,
        Cell(point.eqd2.number, point.bed.number, "", "\n".join(map(_why, tumour)), tumour),
        Cell(band, "", "", "\n".join(map(_why, ratios)), ratios),
        limited_by(point),
    )
    return Line(Cell(f"{point.fractions} fx"), cells, key)


def limited_by(point: SolvedPoint) -> Cell:
    """Which organ decides, and by which limit of whom; or why none does."""
    if not point.limiting:
        return Cell("none", point.reason, "", point.reason)
    names = ", ".join(dict.fromkeys(ceiling.organ for ceiling in point.limiting))
    first = point.limiting[0]
    rule = "" if first.rule == "limit" else f", {first.rule}"
    if any(ceiling.model != "LQ" for ceiling in point.ceilings):  # each limit by both models: say which decides
        rule += f", by {first.model}"
    why = "\n".join(_all(*(ceiling.text for ceiling in point.limiting), point.reason, point.caution))
    return Cell(names, f"{_short(first.limit)}{rule}", "", why, named=True)


def _short(limit: Limit) -> str:
    return f"{limit.metric.text} ≤ {limit.limit_gy:g}, {limit.short_citation}"


def not_part_lines(solution: Solution) -> tuple[str, ...]:
    """What stands beside the answer: no clearance of whom, and for each reason the organs it holds for."""
    reasons: dict[tuple[bool, str], list[str]] = {}
    for one in solution.not_part:
        reason = one.reason.replace(f"{one.organ} is not contoured", "Not contoured").replace(
            f"says nothing about {one.organ}", "says nothing about it"
        )
        reasons.setdefault((one.bounds_answer, reason), []).append(one.organ)
    lines = [
        f"{'bounds the answer, but is not cleared by it' if bounds else 'not part of the answer'}: "
        f"{', '.join(names)}: {reason}"
        for (bounds, reason), names in reasons.items()
    ]
    return tuple(_all(solution.clearance_text and f"▲ {solution.clearance_text}", *lines))


def _all(*parts: str) -> list[str]:
    return [part for part in parts if part]


def cautions(solution: Solution) -> tuple[str, ...]:
    """Each caution and reason once, with the numbers of fractions it holds for."""
    found: dict[str, list[str]] = {}
    for point in solution.points:
        for text in _all(point.caution, point.reason):
            found.setdefault(text, []).append(str(point.fractions))
    return tuple(f"▲ {', '.join(numbers)} fx: {text}"
                 for text, numbers in found.items())  # fmt: skip


# --- what is left -------------------------------------------------------------------------------------------------


def left(found: Remaining, said: Sequence[str] = ()) -> Table:
    """One line for each limit; prescription above, dose at the organ below, each under its own name."""
    headings = (
        Heading("left\nGy EQD2", "what the limit leaves without the course that is scaled, in the worst case"),
        Heading("which dose"),
        *(Heading(f"in {n} fx\nGy", f"in {n} fraction{'' if n == 1 else 's'}") for n in found.fractions),
    )
    lines = tuple(_left_line(row) for row in found.rows)
    said = (
        f"prescribed: {found.geometry_text}.",
        f"at the organ: {found.at_the_organ_text}.",
        *dict.fromkeys(f"▲ {row.organ}: {row.reason}" for row in found.rows if row.reason),
        *said,
    )
    return Table("organ, limit", headings, lines, said)


def _left_line(row: RemainingRow) -> Line:
    recovery = "with recovery" if row.limit.includes_recovery else row.limit.short_citation
    name = Cell(
        row.organ, f"≤ {row.limit.limit_gy:g} {row.limit.metric.text}, {recovery}", "", row.limit.text, named=True
    )
    cells = tuple(
        Cell(_prescribed(given), at_organ.number, "", f"{_why(given)}\n{_why(at_organ)}", (given, at_organ))
        for given, at_organ in zip(row.prescription, row.at_the_organ, strict=True)
    )
    return Line(name, (figure_cell(row.eqd2_left), Cell("prescribed", "at the organ"), *cells), row.organ_key)


def _prescribed(figure: Figure) -> str:
    if figure.value is None and "Not reached" in figure.reason:
        return f"> {MOST_TOTAL_GY:g}"
    return figure.number


def same_regimen(one: Regimen | None, fractions: int, total_gy: float) -> bool:
    """Whether a regimen is that of so many fractions and this total, to a hundredth of a Gy."""
    return one is not None and one.fractions == fractions and abs(one.total_gy - total_gy) < 0.005
