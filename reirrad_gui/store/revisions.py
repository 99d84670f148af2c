"""What is read from the case store: revisions, patients and windows; frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reirrad_gui.patient.identity import PatientIdentity


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of a case's history: which change, by whom, when (UTC, ISO 8601)."""

    case_id: str
    number: int
    at: str
    who: str
    label: str
    own_hash: str


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """One revision with the case as it was after it."""

    row: RevisionRow
    document: Mapping[str, Any] = field(repr=False)

    @property
    def case_id(self) -> str:
        """The case's."""
        return self.row.case_id

    @property
    def number(self) -> int:
        """From 1."""
        return self.row.number

    @property
    def said(self) -> str:
        """Label, person and time in one line."""
        return f"“{self.row.label}” by {self.row.who}, {self.row.at[:16].replace('T', ' ')} UTC"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of patients."""

    case_id: str
    patient: PatientIdentity
    synthetic: bool
    created_at: str
    changed_at: str
    revisions: int
    last_label: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A window in which a case is open, or was until nobody closed it."""

    sitting_id: str
    case: CaseRow
    host: str
    pid: int
    who: str
    began_at: str
    seen_at: str
