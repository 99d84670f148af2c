"""What is known about the numbers of one cell, as lines to read. No Qt, no arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from reirrad_gui.figures import Figure, rounded
from reirrad_gui.session.assessment import Step

MEANING_ROLE = 0x0100 + 77
"""Item data role under which a table's cell keeps its `Meaning`."""
UNKNOWN = "not known"
_MORE_DECIMALS = 6


class Section(Enum):
    """Headings of the page of formulas."""

    FRACTIONS = "1 Dose and fractions"
    LARGE_FRACTIONS = "2 Large fractions"
    ADDING = "4 Adding courses"
    RECOVERY = "5 Recovery between courses"
    ORGANS = "6 Doses of an organ"
    LIMITS = "7 Against a limit"
    TRYING = "8 Trying a regimen"
    SURE = "9 How sure"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The figures of one cell, the steps that lead to them where they are a limit's, and where the formula stands.

    Steps may be found only when they are read; what they say follows from the figures, so they are not compared.
    """

    figures: tuple[Figure, ...] = ()
    section: Section | None = None
    steps: Sequence[Step] = field(default=(), compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.figures)


NO_MEANING = Meaning()
"""Of a cell whose text is no number."""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure in words."""

    number: str
    quantity: str
    lines: tuple[tuple[str, str], ...]


def told(figure: Figure) -> Told:
    """What one figure says of itself.

    >>> one = told(Figure(63.2041, "Gy", "accumulated EQD2", "sum of two courses"))
    >>> one.number, one.lines
    ('63.2 Gy', (('Unit', 'Gy'), ('Before rounding', '63.2041 Gy'), ('How obtained', 'sum of two courses')))
    >>> told(Figure.unknown("Gy", "EQD2", "course 1 has no number of fractions")).lines[-1]
    ('Why it is not known', 'course 1 has no number of fractions')
    """
    lines = [("Unit", figure.unit)] if figure.unit else []
    if figure.value is not None and (exact := _unrounded(figure)) != _plain(figure.number):
        lines.append(("Before rounding", f"{exact} {figure.unit}".rstrip()))
    if figure.source:
        lines.append(("How obtained", figure.source))
    if figure.value is None:
        lines.append(("Why it is not known", figure.reason))
    number = figure.text if figure.value is not None else UNKNOWN
    return Told(number, figure.quantity, tuple(lines))


def _unrounded(figure: Figure) -> str:
    assert figure.value is not None, "asked of known figures only"
    return _plain(rounded(figure.value, max(_MORE_DECIMALS, figure.decimals)))


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def as_text(meaning: Meaning) -> str:
    """Everything as plain text for the clipboard."""
    lines: list[str] = []
    for figure in meaning.figures:
        one = told(figure)
        lines += [one.number, one.quantity, *(f"{name}: {text}" for name, text in one.lines), ""]
    lines += [step_text(number, step) for number, step in enumerate(meaning.steps, 1)]
    return "\n".join(lines).strip() + "\n"


def step_text(number: int, step: Step) -> str:
    """ "2. EQD2 of course 1: 21 × … = 42.0 Gy [where from]"."""
    result = f" = {step.result}" if step.result else ""
    return f"{number}. {step.what}: {step.formula}{result}" + (f" [{step.source}]" if step.source else "")
