"""What the constraint panel says of each organ, ready to draw: texts and lengths from the assessment's figures."""

from dataclasses import dataclass, field, replace

from reirrad_gui.case.letters import DocumentKind
from reirrad_gui.constraints import FLOAT_NOISE_GY, WORST_FIRST, Standing
from reirrad_gui.constraints.standing import dose_text
from reirrad_gui.figures import Figure
from reirrad_gui.patient.name_words import plain
from reirrad_gui.session.assessment import Assessment, LimitResult, OrganDose, PanelRow
from reirrad_gui.session.certainty import Answer
from reirrad_gui.session.later import Later
from reirrad_gui.ui.panel.bar import Bar, Reading, bar_of, mark_of
from reirrad_gui.ui.panel.further import NEAR_MAX_TEXT, Further, further_of, given
from reirrad_gui.ui.panel.meanings import Meanings
from reirrad_gui.ui.uncertainty.rows import brief, range_text
from reirrad_gui.volume.registration import NOT_GOOD

FOOTNOTES = {
    "†": "† read in a second source only: check against the paper",
    "‡": "‡ not checked against any text: clears nothing",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: a line, and a smaller one below it."""

    first: str
    second: str = ""

    @property
    def spoken(self) -> str:
        """Both lines as one, for screen readers and copies."""
        return ", ".join(part for part in (self.first, self.second) if part)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A structure that may be an organ: somebody has to confirm it."""

    structure: str
    organ: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the constraint panel, ready to draw.

    `key` is None for an organ that has no contour, or several candidates. `margin_gy` is what is left, None when it
    cannot be said. `absent`: the organ is not contoured at all, and stands last; `unnamed` are then the structures
    whose names nobody understood, one of which it may be. `circumstance` is what to know beside the status;
    `condition` stands where the verdict would be worse if more fractions were given than are on record; `certainty` is
    how sure it is, empty until that was asked; `recovery` what is in force here. `further` is put into words when it is
    asked for: two rows are compared by what they show.
    """

    key: str | None
    name: str
    organ: Cell
    number: Cell
    limit: Cell
    left: Cell
    status: Cell
    bar: Bar
    standing: Standing
    why: str
    margin_gy: float | None
    absent: bool
    alpha_beta_gy: float | None
    suggestions: tuple[Suggestion, ...] = ()
    unnamed: tuple[str, ...] = ()
    has_limit: bool = False
    circumstance: str = ""
    condition: str = ""
    certainty: tuple[str, ...] = ()
    recovery: str = ""
    further: Later[Further] = field(default_factory=lambda: Later(Further), compare=False, repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is to know."""
        return self.further.value.notes

    @property
    def courses(self) -> tuple[tuple[str, str], ...]:
        """What each course gave."""
        return self.further.value.courses

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """What the ways of adding courses give."""
        return self.further.value.ways

    @property
    def meanings(self) -> Meanings:
        """What the numbers of its cells are."""
        return self.further.value.meanings


def constraint_rows(assessment: Assessment, certain: Answer | None = None) -> tuple[Row, ...]:
    """Worst news first, organs that nobody drew last; an unknown dose is a dash or its bounds, never a zero.

    `certain` is an answer that speaks of this very assessment: rows then say how sure they are.
    """
    return PanelRows().of(assessment, certain)


class PanelRows:
    """The rows of assessments that follow each other: an organ of which nothing changed keeps its row."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str | None, str], tuple[PanelRow, OrganDose | None, object, Row]] = {}

    def of(self, assessment: Assessment, certain: Answer | None = None) -> tuple[Row, ...]:
        """`constraint_rows` of these."""
        about = _about_all(assessment)
        rows = [_with_certainty(self._one(assessment, row, about), row, certain) for row in assessment.rows]
        return tuple(sorted(rows, key=_place))

    def _one(self, assessment: Assessment, row: PanelRow, about_all: object) -> Row:
        settings, key = assessment.settings, (row.organ_key, row.organ)
        own = tuple(settings.recovery_by_organ.get(name) for name in (row.organ, row.structure_name))
        depends = (about_all, own, settings.alpha_beta_gy.get(row.organ))
        organ, kept = assessment.organ(row.organ_key), self._kept.get(key)
        if kept is not None and kept[0] is row and kept[1] is organ and kept[2] == depends:
            return kept[3]
        made = _row(assessment, row)
        self._kept[key] = (row, organ, depends, made)
        return made


def _about_all(assessment: Assessment) -> object:
    """What every row may speak of: courses, names of structures, judgements of registrations, settings."""
    courses = tuple((one.name, given(one), one.course.letter) for one in assessment.courses)
    names = tuple((o.key, o.name, o.canonical_name, o.suggested_name, o.kind) for o in assessment.organs)
    judged = tuple(tuple(one.suitability.items()) for one in assessment.registrations)
    settings = assessment.settings
    return courses, names, judged, settings.candidate_fractions, settings.recovers


def _place(row: Row) -> tuple[bool, int]:
    """Keeps the assessment's order, but an organ that waits for somebody's choice comes right after the excesses."""
    waiting = row.key is None and bool(row.suggestions)
    return (row.absent, 0 if row.standing is Standing.EXCEEDED else 1 if waiting else 2)


def by_margin(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Exceeded by most first, then what cannot be said, then what leaves least; without limit or contour last."""
    return tuple(sorted(rows, key=lambda row: (row.absent, *_margin_rank(row))))


def by_organ(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """In the order of the names; organs nobody drew last."""
    return tuple(sorted(rows, key=lambda row: (row.absent, plain(row.name))))


def status_counts(rows: tuple[Row, ...]) -> tuple[tuple[Standing, int], ...]:
    """How many contoured organs have each standing, worst first, without the standings nobody has."""
    drawn = [row.standing for row in rows if not row.absent]
    return tuple((standing, drawn.count(standing)) for standing in WORST_FIRST if standing in drawn)


def _margin_rank(row: Row) -> tuple[int, float]:
    if not row.has_limit and not row.suggestions:
        return (3, 0.0)
    if row.margin_gy is None:
        return (0 if row.standing is Standing.EXCEEDED else 1, 0.0)
    return (0 if row.standing is Standing.EXCEEDED else 2, row.margin_gy)


def _row(assessment: Assessment, row: PanelRow) -> Row:
    organ, shown = assessment.organ(row.organ_key), row.shown
    candidates = _candidates(assessment, row)
    uncontoured = row.organ_key is None and not candidates
    absent = uncontoured and shown is None
    reading = _reading(organ, shown)
    bar = bar_of(row, organ, reading, discounted=recovered(row, organ))
    because = _because(assessment, row, organ, bool(candidates))
    unnamed = _unnamed(assessment) if uncontoured else ()
    courses = assessment.courses  # not the assessment: a row may outlive it
    return Row(
        key=row.organ_key,
        name=row.organ,
        organ=Cell(row.organ, _under_name(assessment, row, reading)),
        number=_number(reading, shown),
        limit=_limit_cell(row, shown),
        left=_left(shown, assessment.settings.candidate_fractions),
        status=Cell(row.standing.text, because),
        bar=bar,
        standing=row.standing,
        why=row.headline,
        margin_gy=shown.remaining_eqd2.value if shown else None,
        absent=absent,
        alpha_beta_gy=reading.alpha_beta_gy if reading else None,
        suggestions=candidates,
        unnamed=unnamed,
        has_limit=shown is not None,
        circumstance=because,
        condition="" if row.if_all_given is None else row.if_all_given.condition,
        recovery=_recovery(organ, shown),
        further=Later(lambda: further_of(row, organ, reading, courses, unnamed)),
    )


def _recovery(organ: OrganDose | None, shown: LimitResult | None) -> str:
    """What is in force for this organ, at the α/β of the limit shown."""
    return shown.recovery if shown is not None else organ.recovery if organ is not None else ""


def _with_certainty(row: Row, behind: PanelRow, certain: Answer | None) -> Row:
    """The whisker from 5 to 95 %, and robust or not where the row has a verdict."""
    found = None if certain is None else certain.of(behind)
    if certain is None or found is None or found.shown is None or behind.shown is None:
        return row
    low, high = found.shown.low.value, found.shown.high.value
    whisker = None if low is None or high is None else (low, high)
    judged = row.standing is not Standing.NOT_ASSESSABLE and found.robustness.kind != "not assessable"
    said = (
        f"{found.robustness.text}",
        f"5–95 % of draws: {range_text(found.shown, behind.shown.limit.limit_gy)}",
        f"Probability that the limit is exceeded: {found.shown.exceeds.text} ({certain.found.draws:,} draws)",
    )
    status = Cell(row.status.first, brief(found)) if judged else row.status
    return replace(row, bar=replace(row.bar, whisker_gy=whisker), status=status, certainty=said)


def _candidates(assessment: Assessment, row: PanelRow) -> tuple[Suggestion, ...]:
    """Structures taken for this organ that nobody has confirmed; all candidates where there are several."""
    several = row.organ_key is None
    found = [
        organ
        for organ in assessment.organs
        if organ.suggested_name == row.organ or (several and organ.canonical_name == row.organ)
    ]
    mine = [organ for organ in found if several or organ.key == row.organ_key]
    return tuple(Suggestion(organ.name, row.organ) for organ in mine)


def _unnamed(assessment: Assessment) -> tuple[str, ...]:
    """Structures that stand for no organ because nobody understood their names; not targets, supports or the body."""
    possible = ("organ", "other", "unknown")
    free = [o for o in assessment.organs if not (o.canonical_name or o.suggested_name) and o.kind in possible]
    return tuple(dict.fromkeys(organ.name for organ in free))


def _reading(organ: OrganDose | None, shown: LimitResult | None) -> Reading | None:
    if shown is not None:
        limit = shown.limit
        return Reading(limit.metric.text, limit.alpha_beta_gy, shown.cumulative, shown.lower, shown.upper)
    if organ is None:
        return None
    figures = (organ.cumulative_eqd2.d0_03cc_gy, organ.lower_eqd2.d0_03cc_gy, organ.upper_eqd2.d0_03cc_gy)
    return Reading(NEAR_MAX_TEXT, organ.alpha_beta.value, *figures)


def _decimals(figure: Figure, shown: LimitResult | None) -> int:
    """One digit, or as many as it takes for a dose not to look as if it were on the other side of its limit."""
    if figure.value is None or shown is None:
        return 1
    return len(dose_text(figure.value, shown.limit.limit_gy).partition(".")[2])


def _number(reading: Reading | None, shown: LimitResult | None) -> Cell:
    """The accumulated dose; where it is a range, what is certain above what may be. "At least nothing" is not said."""
    if reading is None or reading.lower.value is None:
        return Cell("–")

    def text(figure: Figure) -> str:
        return figure.rounded_to(_decimals(figure, shown)).number

    if reading.value is not None:
        return Cell(text(reading.value))
    least = f"≥ {text(reading.lower)}" if reading.lower.value > 0 else ""
    most = f"≤ {text(reading.upper)}" if reading.upper.value is not None else ""
    return Cell(least, most) if least else Cell(most or "–")


def _under_name(assessment: Assessment, row: PanelRow, reading: Reading | None) -> str:
    alpha_beta = reading.alpha_beta_gy if reading is not None else None
    parts = []
    if alpha_beta is not None:
        chosen = assessment.settings.alpha_beta_gy.get(row.organ) == alpha_beta
        parts.append(f"α/β {alpha_beta:g} Gy" + (" (set by you)" if chosen else ""))
    if row.structure_name and row.structure_name != row.organ:
        parts.append(f"“{row.structure_name}”")
    return " · ".join(parts)


def _limit_cell(row: PanelRow, shown: LimitResult | None) -> Cell:
    if shown is None:
        return Cell("–") if row.organ_key is None else Cell("no limit", f"{NEAR_MAX_TEXT} shown")
    limit = shown.limit
    source = "with recovery" if limit.includes_recovery else limit.short_citation
    return Cell(f"{limit.limit_gy:g} {limit.metric.text}", f"{mark_of(limit)} {source}".strip())


def _left(shown: LimitResult | None, fractions: int) -> Cell:
    if shown is None or shown.remaining_eqd2.value is None:
        return Cell("–")
    decimals = _decimals(shown.cumulative, shown)
    left = _without_negative_zero(shown.remaining_eqd2.rounded_to(decimals).number)
    if left.startswith("−"):
        return Cell("none", f"over by {left.removeprefix('−')}")
    by_lq = None if shown.by_lq is None else shown.by_lq.remaining_eqd2
    if by_lq is not None and by_lq.value is not None and by_lq.value < -FLOAT_NOISE_GY:
        over = by_lq.rounded_to(decimals).number.removeprefix("−")
        return Cell("none", f"by LQ over by {over}")
    return Cell(f"{left} EQD2", f"{shown.remaining_physical.text} in {fractions} fx")


def _without_negative_zero(number: str) -> str:
    return number.removeprefix("−") if not number.strip("−0.") else number


def _because(assessment: Assessment, row: PanelRow, organ: OrganDose | None, unconfirmed: bool) -> str:
    """The one circumstance to see beside the status without asking."""
    shown, covered = row.shown, _least_covered(organ)
    unclear = row.standing is Standing.NOT_ASSESSABLE
    circumstances = (
        (row.if_all_given is not None, "" if row.if_all_given is None else row.if_all_given.condition),
        (shown is not None and shown.worst_case, "worst case"),
        (unclear and shown is not None and _worst_exceeds(assessment, organ, shown), "worst case exceeds"),
        (shown is not None and shown.by_lq is not None, _by_lq(shown)),
        (row.organ_key is None, "several structures" if unconfirmed else "not contoured"),
        (unconfirmed, "confirm the name"),
        (_judged_not_good(assessment, organ), "registration not good" if unclear else "in the worst case, too"),
        (shown is None, "no limit found"),
        (shown is not None and _by_letters(assessment, organ), f"bound of a {_kinds(assessment)}"),
        (bool(covered), f"{covered} covered"),
        (shown is not None and shown.cumulative.value is None, "dose is a range"),
        (shown is not None and shown.turns_on_half_voxel, "± half a voxel"),
        (recovered(row, organ), "after own recovery" if _own_recovery(assessment, row) else "after recovery"),
        (_own_recovery(assessment, row), "own recovery"),
        (assessment.settings.recovers and organ is not None, "without recovery"),
        (unclear and shown is not None and not shown.limit.may_turn_green, "limit not verified"),
    )
    return next((text for holds, text in circumstances if holds), "")


def _by_lq(shown: LimitResult | None) -> str:
    """The dose by plain LQ, under which limits were derived, where another model is in force: "by LQ 83.6"."""
    found = None if shown is None else shown.by_lq
    if found is None:
        return ""
    return "by LQ not known" if found.cumulative.value is None else f"by LQ {found.cumulative.number}"


def recovered(row: PanelRow, organ: OrganDose | None) -> bool:
    """True where the earlier courses' dose in this row is discounted."""
    if row.shown is not None:
        return row.shown.recovered
    return organ is not None and organ.recovered


def _own_recovery(assessment: Assessment, row: PanelRow) -> bool:
    """True where a recovery was chosen for this organ alone."""
    chosen = assessment.settings.recovery_by_organ
    return row.organ_key is not None and (row.organ in chosen or row.structure_name in chosen)


def _worst_exceeds(assessment: Assessment, organ: OrganDose | None, shown: LimitResult) -> bool:
    """True where nothing but letters keeps a dose from being known, and what they allow is above the limit."""
    alone = all(c.course.letter is not None for c in assessment.courses) if organ is None else False
    above = shown.upper.value is not None and shown.upper.value > shown.limit.limit_gy
    return above and (alone or _by_letters(assessment, organ))


def _by_letters(assessment: Assessment, organ: OrganDose | None) -> bool:
    """True where nothing but a course known from a letter keeps the organ's dose from being known."""
    short = [i for i, c in enumerate(organ.courses) if (c.covered_percent.value or 0.0) < 100.0] if organ else []
    return bool(short) and all(assessment.courses[i].course.letter is not None for i in short)


def _kinds(assessment: Assessment) -> str:
    """What tells of the courses that no files tell of, in one short word."""
    letters = [c.course.letter for c in assessment.courses if c.course.letter is not None]
    return "letter" if any(one.document.kind is DocumentKind.LETTER for one in letters) else "bundle"


def _judged_not_good(assessment: Assessment, organ: OrganDose | None) -> bool:
    """Whether a dose is not taken to this organ because a person judged the registration not good enough there."""
    if organ is None or all(course.covered_percent.value != 0.0 for course in organ.courses):
        return False
    names = {organ.name, organ.canonical_name, organ.suggested_name}
    return any(one.suitability.get(name) == NOT_GOOD for one in assessment.registrations for name in names if name)


def _least_covered(organ: OrganDose | None) -> str:
    """ "50 %" where a course's dose is not known in the whole organ."""
    known = [c.covered_percent for c in organ.courses if c.covered_percent.value is not None] if organ else []
    least = min(known, key=lambda figure: figure.value or 0.0, default=None)
    return "" if least is None or least.value is None or least.value >= 100.0 else least.text


def marks_used(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """The footnotes that the marks in these rows need."""
    used = {flag.mark for row in rows for flag in row.bar.flags}
    return tuple(text for mark, text in FOOTNOTES.items() if mark in used)


def refused_limits(rows: tuple[Row, ...]) -> int:
    """How many limits are refused because recovery would be counted twice."""
    return sum(flag.refused for row in rows for flag in row.bar.flags)
