"""What a linter has to say: how bad, about which row, in one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """A number or a verdict would be wrong: the set must not be used."""
    WARNING = "warning"
    """Looks like a slip: somebody has to look."""
    NOTICE = "notice"
    """Nothing is wrong; whoever judges by it should know."""

    @property
    def symbol(self) -> str:
        """The sign beside the word."""
        return {"error": "✖", "warning": "▲", "notice": "i"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `where` is the key of a limit, two keys, "gap Urethra", a tissue, or "" for the whole set."""

    severity: Severity
    where: str
    sentence: str

    @property
    def text(self) -> str:
        """Where and what: "rectum: it has no citation"."""
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that forbid the use of a set."""
    return tuple(one for one in findings if one.severity is Severity.ERROR)
