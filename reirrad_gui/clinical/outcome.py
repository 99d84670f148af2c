"""The form of every clinical answer: what it is, why, from which inputs, by which rule, on whose authority."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

CHECK: str = "check against the paper"
Answer_co = TypeVar("Answer_co", covariant=True)


class Mark(StrEnum):
    """How a rule or a number got into this program."""

    VERIFIED = "V"
    """Read in the paper or its abstract."""
    SECONDARY = "S"
    """Read only where somebody else quotes the paper."""
    MEMORY = "M"
    """Not checked against any text."""
    OWN = "own"
    """No paper says so: how this program reads what a paper leaves open."""

    @property
    def caution(self) -> str:
        """What stands beside everything that was not read in the paper; empty for what was.

        >>> Mark.MEMORY.caution, Mark.VERIFIED.caution
        ('check against the paper', '')
        """
        return CHECK if self in (Mark.SECONDARY, Mark.MEMORY) else ""

    @property
    def words(self) -> str:
        """The mark in words.

        >>> Mark.SECONDARY.words
        'read only where it is quoted: check against the paper'
        """
        return {
            Mark.VERIFIED: "read in the paper or its abstract",
            Mark.SECONDARY: f"read only where it is quoted: {CHECK}",
            Mark.MEMORY: f"from memory: {CHECK}",
            Mark.OWN: "decision of this program",
        }[self]


def weakest(marks: tuple[Mark, ...]) -> Mark:
    """The least sure of several marks.

    >>> weakest((Mark.VERIFIED, Mark.MEMORY)).value
    'M'
    """
    return max(marks, key=(Mark.OWN, Mark.VERIFIED, Mark.SECONDARY, Mark.MEMORY).index)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as this program applies it, with the paper it comes from; `mark` says how surely it says so."""

    text: str
    citation: str
    mark: Mark

    @property
    def cited(self) -> str:
        """Citation, with the caution where the paper itself was not read.

        >>> Rule("", "Soloway 1988", Mark.MEMORY).cited
        'Soloway 1988 (from memory: check against the paper)'
        """
        return f"{self.citation} ({self.mark.words})" if self.mark.caution else self.citation


@dataclass(frozen=True, slots=True)
class Given:
    """One input as it was used; `text` is "not given" where it is missing."""

    name: str
    text: str

    @classmethod
    def of(cls, name: str, value: object, unit: str = "") -> "Given":
        """An input; None is missing, never 0.

        >>> Given.of("Pain now", None).text, Given.of("OMED now", 0.0, "mg a day").text
        ('not given', '0 mg a day')
        """
        if value is None:
            return cls(name, "not given")
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        return cls(name, f"{shown} {unit}".rstrip())


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer_co]):
    """The answer of one score.

    Parameters
    ----------
    score : str
        Which score this is.
    answer : the score's own kind of answer
    headline : str
        The answer in a few words.
    reasons : tuple of str
        Sentences that lead to it, the deciding one first.
    given : tuple of Given
        Every input, also the missing ones.
    rules : tuple of Rule
        What was applied, with sources.
    missing : tuple of str
        Inputs without which the answer is open.
    advice : str
        What the source recommends for this answer; empty where it recommends nothing.
    """

    score: str
    answer: Answer_co
    headline: str
    reasons: tuple[str, ...]
    given: tuple[Given, ...]
    rules: tuple[Rule, ...]
    missing: tuple[str, ...] = field(default=())
    advice: str = ""

    @property
    def caution(self) -> str:
        """The caution that belongs beside the headline; empty where every rule was read in its paper."""
        return weakest(tuple(rule.mark for rule in self.rules)).caution

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything, line by line: to read and to copy."""
        marked = f" ({self.caution})" if self.caution else ""
        return (
            f"{self.score}: {self.headline}{marked}",
            *self.reasons,
            *((self.advice,) if self.advice else ()),
            *((f"Missing: {', '.join(self.missing)}.",) if self.missing else ()),
            *(f"{one.name}: {one.text}" for one in self.given),
            *(f"Rule: {rule.text} Source: {rule.cited}." for rule in self.rules),
        )
