"""What is shown of an answer: a headline, sentences, sections, and all of it as text to copy. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.clinical.outcome import CHECK, Outcome
from reirrad_gui.constraints.cord_criteria import Criteria
from reirrad_gui.constraints.cord_scores import NIEDER_CITATION

if TYPE_CHECKING:
    from reirrad_gui.session.cord_scores import CordReading, CordScore, CourseDose

SYMBOL = {True: "✔", False: "✖", None: "?"}
WORD = {True: "met", False: "not met", None: "open"}
OF_CASE = "from the case"
HOW = "How this was decided"


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences under a heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, ready to show. `caution` stands beside the headline; `problem` says what cannot be used."""

    headline: str
    caution: str = ""
    lines: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    problem: str = ""

    @property
    def text(self) -> str:
        """Everything, to copy."""
        head = f"{self.headline} ({self.caution})" if self.caution else self.headline
        below = [line for part in self.parts for line in ("", f"{part.title}:", *part.lines)]
        return "\n".join([*([f"✖ {self.problem}"] if self.problem else []), head, *self.lines, *below])


def told_outcome(outcome: Outcome[object], further: tuple[str, ...] = ()) -> Told:
    """A clinical score as it is shown; `further` sentences follow its reasons."""
    missing = (f"Missing: {', '.join(outcome.missing)}.",) if outcome.missing else ()
    advice = (outcome.advice,) if outcome.advice else ()
    rules = tuple(f"{rule.text} Source: {rule.cited}." for rule in outcome.rules)
    given = tuple(f"{one.name}: {one.text}" for one in outcome.given)
    return Told(
        _capital(outcome.headline),
        outcome.caution,
        (*outcome.reasons, *advice, *missing, *further),
        (Part("Inputs", given), Part(HOW, rules)),
    )


def told_problem(sentence: str) -> Told:
    """Why nothing is shown."""
    return Told("No answer", problem=sentence)


def told_cord(score: "CordScore", marks: Sequence[str] = ()) -> Told:
    """The scores of one structure of the cord, or of typed courses; `marks` are what every screen has to say."""
    marked = tuple(f"▲ {mark}" for mark in marks)
    named = score.structure_name not in ("", score.organ)
    name = f"{score.organ}, “{score.structure_name}”" if named else _capital(score.organ)
    if score.why_not or score.hytec is None:
        return Told(f"{name}: no score", lines=(*marked, score.why_not))
    level = f"Level of the cord: {score.region} ({score.region_source})." if score.region else ""
    sections = [part for reading in score.readings for part in _reading(reading)]
    criteria = Part("HyTEC, EQD2 at α/β 2 Gy", (*_criteria(score.hytec), *map(_dose, score.hytec_courses)))
    head = "; ".join(_short(reading) for reading in score.readings)
    rules = (*(_rule(reading) for reading in score.readings), f"{SYMBOL[score.hytec.met]} {score.hytec.text}.")
    return Told(
        f"{name}: {head}",
        CHECK,
        (*marked, " ".join(rules), *((level,) if level else ()), f"Interval between courses: {score.gap}."),
        (*sections, criteria, Part(HOW, _how(score))),
    )


def _short(reading: "CordReading") -> str:
    points = reading.score.text.split(":")[0]
    return f"{points}, {reading.score.group or 'undetermined'} (α/β {reading.alpha_beta_gy:g})"


def _rule(reading: "CordReading") -> str:
    return f"{SYMBOL[reading.small_risk.met]} {reading.small_risk.text} (α/β {reading.alpha_beta_gy:g})."


def _reading(reading: "CordReading") -> tuple[Part, ...]:
    levels = ", ".join(reading.regions) or "as the limits of the cord are judged"
    title = f"Nieder, BED at α/β {reading.alpha_beta_gy:g} Gy ({levels})"
    score = _capital(reading.score.text)
    parts = (f"    {part.sentence}" for part in reading.score.parts)
    return (Part(title, (score, *parts, *_criteria(reading.small_risk), *map(_dose, reading.courses))),)


def _dose(course: "CourseDose") -> str:
    figure = course.figure
    where = OF_CASE if figure.source.startswith(OF_CASE) else figure.source
    if figure.value is None:
        return f"{_capital(figure.quantity)}: – ({figure.reason})"
    return f"{_capital(figure.quantity)}: {figure.text} ({where})"


def _criteria(criteria: Criteria) -> tuple[str, ...]:
    head = f"{SYMBOL[criteria.met]} {criteria.text}"
    return (head, *(f"    {SYMBOL[one.met]} {WORD[one.met]}: {one.sentence}" for one in criteria.conditions))


def _how(score: "CordScore") -> tuple[str, ...]:
    hytec = score.hytec.citation if score.hytec is not None else ""
    found = [one.figure.source for one in score.hytec_courses if one.figure.source.startswith(OF_CASE)]
    sources = (f"Source of score and rule: {NIEDER_CITATION} ({CHECK}).", f"Source of HyTEC: {hytec}.")
    return (*(f"{_capital(said)}." for said in found[:1]), *score.notes, *sources)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
