"""Extent of disease on a bone scan, by Soloway's grades."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from reirrad_gui.clinical.counts import Count
from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.errors import EntryError

SOLOWAY: Final = "Soloway 1988, Cancer 61:195-202, PMID 3334948"
FEW_BELOW: Final = 6
MANY_ABOVE: Final = 20

EOD_RULES: Final = (
    Rule(
        "0 normal; I fewer than 6 lesions in the whole skeleton; II 6 to 20; III more than 20, no superscan; "
        "IV superscan.",
        SOLOWAY,
        Mark.VERIFIED,
    ),
    Rule(
        "In grade I each lesion is smaller than half a vertebral body, and one about the size of a body counts as two; "
        "a superscan takes up more than 75 % of ribs, vertebrae and pelvic bones.",
        SOLOWAY,
        Mark.MEMORY,
    ),
    Rule(
        "A number given as a range gives a range of grades. Whether it is a superscan is asked only where there may be "
        "more than 20 lesions; without any number nothing is graded.",
        "decision of this program",
        Mark.OWN,
    ),
)


class Extent(Enum):
    """Grade with the two-year survival its paper observed (166 patients), in percent; None where it gives none."""

    EOD_0 = ("0", None)
    EOD_I = ("I", 94)
    EOD_II = ("II", 74)
    EOD_III = ("III", 68)
    EOD_IV = ("IV", 40)

    @property
    def grade(self) -> str:
        """Roman numeral of the grade."""
        return str(self.value[0])

    @property
    def survival_percent(self) -> int | None:
        """Share alive after two years in the paper."""
        survival: int | None = self.value[1]
        return survival


@dataclass(frozen=True, slots=True)
class ExtentRange:
    """The grades that the inputs allow; both None where nothing is known."""

    least: Extent | None
    most: Extent | None

    @property
    def grade(self) -> Extent | None:
        """The one grade; None while it is undetermined."""
        return self.least if self.least is self.most else None


def extent_of_disease(
    lesions: Count | None, superscan: bool | None = None, as_large_as_a_body: int | None = None
) -> Outcome[ExtentRange]:
    """Soloway's grade of a bone scan.

    Parameters
    ----------
    lesions : Count or None
        Lesions in the whole skeleton, not per bone; None when no report says.
    superscan : bool or None
        Diffuse uptake that hides single lesions; None when no report says.
    as_large_as_a_body : int or None
        How many of them are about the size of a vertebral body: each counts as two. None: not told, counted once.

    Raises
    ------
    EntryError
        More large lesions than lesions.

    Examples
    --------
    >>> extent_of_disease(Count.exactly(15)).headline
    'EOD II'
    >>> extent_of_disease(Count.parse("multiple")).headline
    'undetermined: EOD I to IV'
    >>> extent_of_disease(None).headline
    'undetermined'
    """
    given = (
        Given.of("Lesions", None if lesions is None else lesions.text),
        Given.of("Superscan", None if superscan is None else ("yes" if superscan else "no")),
        Given.of("As large as a vertebral body", as_large_as_a_body),
    )
    answer, reasons = _graded(lesions, superscan, as_large_as_a_body)
    missing = _missing(answer, lesions, superscan)
    return Outcome("Extent of disease (Soloway)", answer, _headline(answer), reasons, given, EOD_RULES, missing)


def _graded(lesions: Count | None, superscan: bool | None, large: int | None) -> tuple[ExtentRange, tuple[str, ...]]:
    if superscan:
        return ExtentRange(Extent.EOD_IV, Extent.EOD_IV), ("A superscan is grade IV, whatever the number.",)
    if lesions is None:
        return ExtentRange(None, None), ("No number of lesions is given, and none is assumed.",)
    counted, about_size = _counted(lesions, large)
    least, most = _grade(counted.fewest), Extent.EOD_III if counted.most is None else _grade(counted.most)
    if most is Extent.EOD_III and superscan is None:
        most = Extent.EOD_IV
    words = f"{counted.text} lesions" if counted.text != "1" else "1 lesion"
    return ExtentRange(least, most), (f"{words} in the whole skeleton.", *about_size)


def _counted(lesions: Count, large: int | None) -> tuple[Count, tuple[str, ...]]:
    """The count after size; EntryError where more are large than there are."""
    if large is None:
        return lesions, ("Each was counted once: nothing is said of lesions as large as a vertebral body.",)
    if large < 0 or (lesions.most is not None and large > lesions.most):
        raise EntryError(f"Of {lesions.text} lesions, {large} cannot be as large as a vertebral body.")
    counted = Count(max(lesions.fewest, large), lesions.most)
    return counted.more(large), (f"{large} as large as a vertebral body counted twice.",) if large else ()


def _grade(number: int) -> Extent:
    if number == 0:
        return Extent.EOD_0
    if number < FEW_BELOW:
        return Extent.EOD_I
    return Extent.EOD_II if number <= MANY_ABOVE else Extent.EOD_III


def _headline(answer: ExtentRange) -> str:
    if answer.least is None or answer.most is None:
        return "undetermined"
    if answer.grade is None:
        return f"undetermined: EOD {answer.least.grade} to {answer.most.grade}"
    return f"EOD {answer.grade.grade}"


def _missing(answer: ExtentRange, lesions: Count | None, superscan: bool | None) -> tuple[str, ...]:
    if answer.grade is not None:
        return ()
    number = ("number of lesions",) if lesions is None or lesions.fewest != lesions.most else ()
    diffuse = answer.most in (None, Extent.EOD_IV) and superscan is None
    return (*number, *(("whether it is a superscan",) if diffuse else ()))
