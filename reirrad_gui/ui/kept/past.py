"""Going back in a case's history: what the dialog asks of the store, on the job's thread. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reirrad_gui.ui.kept.rows import Line, history_lines
from reirrad_gui.ui.kept.shelf import Shelf

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.keeping.document import CaseDocument


@dataclass(frozen=True, slots=True)
class History:
    """Every revision, the newest first, and what is wrong with them."""

    lines: tuple[Line, ...]
    faults: Sequence[str]


def signed_in() -> str:
    """Who is signed in at this computer."""
    from reirrad_gui.session.keeping.keeper import user_name

    return user_name()


def checked_history(shelf: Shelf, case_id: str, ticket: "Ticket") -> History:
    """The history with every hash checked."""
    ticket.step(0, 0, "Reading the history")
    store = shelf.store()
    faults = store.faults(case_id)
    return History(history_lines(store.history(case_id), faults), faults)


def document_of(shelf: Shelf, case_id: str, number: int, ticket: "Ticket") -> "CaseDocument":
    """The case as it was after a revision."""
    ticket.step(0, 0, f"Revision {number}")
    from reirrad_gui.session.keeping.document import from_json

    return from_json(shelf.store().revision(case_id, number).document)


def put_back(session: "Session", document: Any, number: int) -> bool:
    """Puts an earlier state in force, undoable; False where its courses are arranged otherwise."""
    from reirrad_gui.session.keeping.reopening import in_force
    from reirrad_gui.session.keeping.stored import BACK

    return in_force(session, document, f"{BACK}{number}")
