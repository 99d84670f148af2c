"""How sure one organ's verdict is, ready to draw: texts and positions from the answer's figures. No Qt, no arithmetic.

Everything comes from one `Answer`: its draws and the assessment that they belong to, so that an old answer stays whole.
"""

import re
from dataclasses import dataclass

from reirrad_gui.constraints.standing import dose_text
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import LimitResult, PanelRow
from reirrad_gui.session.certainty import Answer
from reirrad_gui.session.uncertainty.result import Bar, End, LimitUncertainty, RowUncertainty
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning, Section

STALE = "▲ Asked for other settings: these numbers do not belong to what is shown elsewhere now."
INFORMATION = "For information, no part of the verdict"
FLIPS = "flips"
_SIDE = re.compile(r" \((least|most)\)$")
_SUBJECT = re.compile(r"^(the registration|the organ|a dose grid) ")
"""What the bar's name says already."""


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit: as assessed, in the draws, and how often it is exceeded."""

    limit: str
    source: str
    decides: bool
    status: str
    word: str
    assessed: str
    between: str
    median: str
    exceeds: str
    note: str
    meaning: Meaning = NO_MEANING


@dataclass(frozen=True, slots=True)
class Card:
    """The verdict card of one organ: `kind` is that of its robustness, `drawn` says draws, seed and assumptions."""

    organ: str
    key: str | None
    word: str
    status: str
    kind: str
    short: str
    text: str
    limits: tuple[LimitLine, ...]
    drawn: str
    rule: str


@dataclass(frozen=True, slots=True)
class TornadoEnd:
    """One end of a bar: what is assumed there, the dose (None: not known) and how the organ then stands."""

    label: str
    gy: float | None
    text: str
    word: str
    status: str
    flips: bool
    meaning: Meaning = NO_MEANING

    @property
    def spoken(self) -> str:
        """The whole end as one text."""
        return f"{self.label}: {self.text} {self.status}" + (f", {FLIPS}" if self.flips else "")


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """One assumption; `under` is what its ends have in common. `counts` False: information only."""

    key: str
    name: str
    under: str
    low: TornadoEnd
    high: TornadoEnd
    sentence: str
    counts: bool

    @property
    def alone(self) -> bool:
        """True where the assumption has one end only."""
        return self.low is self.high

    @property
    def flips(self) -> bool:
        """True where it alone changes the verdict."""
        return self.low.flips or self.high.flips

    @property
    def ends(self) -> tuple[TornadoEnd, ...]:
        """One or two."""
        return (self.low,) if self.alone else (self.low, self.high)

    @property
    def title(self) -> str:
        """The name, and that it does not count where it does not."""
        return self.name if self.counts else f"{self.name} (information only)"


@dataclass(frozen=True, slots=True)
class Tornado:
    """All bars around the value as assessed, with the limit, on one axis from `least_gy` to `most_gy`."""

    metric: str
    assessed_gy: float | None
    assessed: str
    limit_gy: float
    limit: str
    bars: tuple[TornadoBar, ...]
    information: tuple[TornadoBar, ...]
    least_gy: float
    most_gy: float
    word: str

    @property
    def every(self) -> tuple[TornadoBar, ...]:
        """In the order drawn."""
        return (*self.bars, *self.information)


def chosen_row(answer: Answer, key: str | None) -> PanelRow | None:
    """The row of the organ chosen; the first one where none is; None for a structure that no row speaks of."""
    rows = answer.assessment.rows
    if key is None:
        return rows[0] if rows else None
    return next((row for row in rows if row.organ_key == key), None)


def card_of(answer: Answer, row: PanelRow) -> Card | None:
    """The card of one row; None where the answer does not speak of it."""
    found = answer.of(row)
    if found is None:
        return None
    lines = zip(row.results, found.limits, strict=False)
    limits = [_line(result, drawn, index == row.deciding) for index, (result, drawn) in enumerate(lines)]
    return Card(
        organ=row.organ,
        key=row.organ_key,
        word=row.standing.word,
        status=row.standing.text,
        kind=found.robustness.kind,
        short=found.robustness.short,
        text=found.robustness.text,
        limits=tuple(sorted(limits, key=lambda line: not line.decides)),
        drawn=answer.found.text,
        rule=answer.found.rule,
    )


def _line(result: LimitResult, drawn: LimitUncertainty, decides: bool) -> LimitLine:
    gy = result.limit.limit_gy
    return LimitLine(
        limit=f"{result.limit.metric.text} ≤ {gy:g} Gy" + (", with recovery" if result.limit.includes_recovery else ""),
        source=result.limit.short_citation,
        decides=decides,
        status=result.standing.text,
        word=result.standing.word,
        assessed=_assessed(result),
        between=range_text(drawn, gy),
        median=_gy(drawn.median, gy),
        exceeds=drawn.exceeds.text,
        note=_note(drawn),
        meaning=Meaning(_figures(result, drawn), Section.SURE, result.steps),
    )


def _figures(result: LimitResult, drawn: LimitUncertainty) -> tuple[Figure, ...]:
    """As assessed, in the draws, how often exceeded; where unknown dose decides, what encloses it."""
    known = drawn.low.value is not None and drawn.high.value is not None
    between = (drawn.low, drawn.median, drawn.high) if known else (drawn.at_least, drawn.at_most)
    return (result.cumulative, *between, drawn.exceeds.figure)


def _note(drawn: LimitUncertainty) -> str:
    """What the engine notes, or why there is no probability."""
    if drawn.note:
        return drawn.note
    return drawn.exceeds.figure.reason if drawn.exceeds.figure.value is None else ""


def _assessed(result: LimitResult) -> str:
    gy = result.limit.limit_gy
    if result.cumulative.value is not None:
        return _gy(result.cumulative, gy)
    if result.lower.value is None:
        return "–"
    most = "no upper bound" if result.upper.value is None else f"≤ {_gy(result.upper, gy)}"
    return f"≥ {_gy(result.lower, gy)}, {most}"


def range_text(drawn: LimitUncertainty, limit_gy: float) -> str:
    """5 to 95 % of the accumulated metric; where unknown dose decides what encloses it; a dash with neither."""
    if drawn.low.value is not None and drawn.high.value is not None:
        return f"{_number(drawn.low, limit_gy)} to {_gy(drawn.high, limit_gy)}"
    if drawn.at_least.value is None:
        return "–"
    most = "no upper bound" if drawn.at_most.value is None else f"at most {_gy(drawn.at_most, limit_gy)}"
    return f"at least {_gy(drawn.at_least, limit_gy)}, {most}"


def _number(figure: Figure, limit_gy: float) -> str:
    """As many digits as it takes for a dose not to look as if it were on the other side of its limit."""
    return "–" if figure.value is None else dose_text(figure.value, limit_gy)


def _gy(figure: Figure, limit_gy: float) -> str:
    return "–" if figure.value is None else f"{dose_text(figure.value, limit_gy)} {figure.unit}"


def tornado_of(answer: Answer, row: PanelRow) -> Tornado | None:
    """The tornado of a row; None where no limit decides or nothing moves it."""
    found, shown = answer.of(row), row.shown
    if found is None or shown is None or not (found.bars or found.information):
        return None
    limit = shown.limit
    bars = tuple(_bar(bar, limit.limit_gy) for bar in found.bars)
    least, most = _axis(bars, shown)
    return Tornado(
        metric=f"{limit.metric.text}, EQD2 (α/β {limit.alpha_beta_gy:g} Gy)",
        assessed_gy=shown.cumulative.value,
        assessed=_assessed(shown),
        limit_gy=limit.limit_gy,
        limit=f"limit {limit.limit_gy:g}",
        bars=bars,
        information=tuple(_bar(bar, limit.limit_gy) for bar in found.information),
        least_gy=least,
        most_gy=most,
        word=row.standing.word,
    )


def _axis(bars: tuple[TornadoBar, ...], shown: LimitResult) -> tuple[float, float]:
    """Everything that counts, the value as assessed and the limit, with a little air."""
    ends = (end.gy for bar in bars for end in bar.ends)
    known = [gy for gy in (*ends, shown.cumulative.value, shown.limit.limit_gy) if gy is not None]
    least, most = min(known), max(known)
    air = 0.06 * (most - least) or 1.0
    return max(least - air, 0.0), most + air


def _bar(bar: Bar, limit_gy: float) -> TornadoBar:
    common = {_SIDE.sub("", end.label) for end in bar.ends}
    under = common.pop() if len(common) == 1 and _SIDE.search(bar.ends[0].label) else ""
    low = _end(bar.low, limit_gy, short=bool(under))
    high = low if len(bar.ends) == 1 else _end(bar.high, limit_gy, short=bool(under))
    return TornadoBar(bar.key, bar.name, _SUBJECT.sub("", under), low, high, bar.sentence, bar.counts)


def _end(end: End, limit_gy: float, *, short: bool) -> TornadoEnd:
    side = _SIDE.search(end.label)
    label = side.group(1) if short and side else end.label
    gy, meaning = end.figure.value, Meaning((end.figure,), Section.SURE)
    return TornadoEnd(label, gy, _gy(end.figure, limit_gy), end.standing.word, end.standing.text, end.flips, meaning)


def certainty_lines(answer: Answer, row: PanelRow, index: int) -> tuple[str, ...]:
    """What “How computed” says of one limit: range, probability, on which draws; nothing where nothing was drawn."""
    found = answer.of(row)
    if found is None or index >= len(found.limits):
        return ()
    drawn, limit = found.limits[index], row.results[index].limit
    said = [f"5–95 % of the draws: {range_text(drawn, limit.limit_gy)}"]
    if drawn.median.value is not None:
        said[0] += f" (median {_gy(drawn.median, limit.limit_gy)})"
    said.append(f"Probability that it exceeds {limit.limit_gy:g} Gy: {drawn.exceeds.text}")
    if note := _note(drawn):
        said.append(note)
    return (*said, answer.found.text)


def brief(found: RowUncertainty) -> str:
    """Robustness in a few words, for a cell: "robust: stays near", "depends on recovery", "depends on α/β +2".

    A condition stands first: cut short it must not read as "robust".
    """
    names = found.robustness.depends_on
    if found.robustness.kind == "conditional":
        return "if registration holds"
    if len(names) > 1:
        return f"depends on {names[0]} +{len(names) - 1}"
    return found.robustness.short if len(found.robustness.short) <= 30 else "depends on several"


def card_text(card: Card, tornado: Tornado | None) -> str:
    """Everything as plain text for the clipboard."""
    lines = [f"{card.organ}: {card.status}", card.short.capitalize() if card.kind != "not assessable" else card.short]
    lines.append(card.text)
    for line in card.limits:
        decides = " (decides)" if line.decides else ""
        lines.append(
            f"{line.limit} ({line.source}){decides}: {line.status}; as assessed {line.assessed}; "
            f"5–95 % of draws {line.between}; "
            f"probability that it is exceeded {line.exceeds}" + (f" ({line.note})" if line.note else "")
        )
    for bar in tornado.every if tornado is not None else ():
        under = f", {bar.under}" if bar.under else ""
        lines.append(f"{bar.title}{under}: " + "; ".join(end.spoken for end in bar.ends) + f". {bar.sentence}")
    return "\n".join([*lines, card.drawn, card.rule])
