"""Opening a stored case, and looking for its files: on the job's thread, where everything heavy is imported. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reirrad_gui.ui.kept.rows import Listed, listed, who_is
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.opening import load_libraries, load_plots

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.keeping.document import CaseDocument, KeptFile
    from reirrad_gui.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which stored case to open: as it is, or as it was after revision `number`; `folders` named for its files."""

    case_id: str
    number: int | None = None
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """A stored case, opened. `resumes` None: something is missing, so it must not be written over."""

    wanted: Wanted
    session: "Session"
    opened_from: tuple[str, ...]
    resumes: "Revision | None"
    first_label: str
    told: tuple[str, ...]
    missing: "tuple[KeptFile, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Nowhere:
    """None of the files of a stored case is there: somebody has to say where they are."""

    wanted: Wanted
    title: str
    sentence: str
    files: "tuple[KeptFile, ...]"


def open_again(shelf: Shelf, wanted: Wanted, ticket: "Ticket") -> Again | Nowhere:
    """A stored case with its files read anew; raises what `stored` and `reopened` raise."""
    ticket.step(0, 0, "Reading the case store")
    load_libraries()
    from reirrad_gui.session.keeping.reopening import FilesGoneError, reopened
    from reirrad_gui.session.keeping.stored import stored, undo_steps, undo_steps_back

    store = shelf.store()
    found = stored(store, wanted.case_id, wanted.number)
    number, document = wanted.number, found.document
    past = undo_steps(store, wanted.case_id) if number is None else undo_steps_back(store, found, number)
    try:
        again = reopened(document, wanted.folders, ticket.step, past)
    except FilesGoneError as error:
        return Nowhere(wanted, who_is(document.patient)[0], str(error), document.files)
    ticket.step(0, 0, "Assessing")
    load_plots()
    _get_up(shelf, wanted.case_id)
    told = (*found.told, *again.told)
    return Again(
        wanted, again.session, _opened_from(document, wanted), found.newest if again.complete else None,
        _label(wanted), told, () if again.complete else document.files,
    )  # fmt: skip


def _label(wanted: Wanted) -> str:
    from reirrad_gui.session.keeping.keeper import FOUND_AGAIN
    from reirrad_gui.session.keeping.stored import BACK

    if wanted.number is not None:
        return f"{BACK}{wanted.number}"
    return FOUND_AGAIN if wanted.folders else ""


def _opened_from(document: "CaseDocument", wanted: Wanted) -> tuple[str, ...]:
    """Folders that a person named come first: the files are there now."""
    return tuple(dict.fromkeys([*(str(folder) for folder in wanted.folders), *document.opened_from]))


def _get_up(shelf: Shelf, case_id: str) -> None:
    """The case is open again: nothing more is to be said of windows on it that were lost."""
    from reirrad_gui.errors import StoreError
    from reirrad_gui.store.sittings import get_up, lost

    try:
        for sitting in lost(shelf.store()):
            if sitting.case.case_id == case_id:
                get_up(shelf.store(), sitting.sitting_id)
    except StoreError:
        return  # a store that cannot be written: it is told by whoever keeps the case


def count_below(files: "Sequence[KeptFile]", folders: Sequence[Path], ticket: "Ticket") -> int:
    """How many of a case's files lie at their places or below folders, with their content."""
    from reirrad_gui.session.keeping.files import located

    there = located(files, folders, ticket.step)
    return len(files) - len(there.missing) - len(there.changed)


@dataclass(frozen=True, slots=True)
class Kept:
    """Cases that are kept of a patient whose files were opened; `same_files`: whether the first rests on these."""

    rows: tuple[Listed, ...]
    same_files: bool = False


def kept_of(shelf: Shelf, session: "Session", ticket: "Ticket") -> Kept:
    """What is kept already of the patient of a session."""
    ticket.step(0, 0, "Looking for kept cases")
    from reirrad_gui.session.keeping.document import from_json
    from reirrad_gui.session.keeping.files import case_files
    from reirrad_gui.session.keeping.stored import cases_of

    store = shelf.store()
    rows = cases_of(store, session.case.patient)
    if not rows:
        return Kept(())
    document = from_json(store.newest(rows[0].case_id).document)
    here = {(file.sop_instance_uid or file.shown_as) for file in case_files(session.case)}
    return Kept(listed(rows), here == {(file.sop_instance_uid or file.shown_as) for file in document.files})


@dataclass(frozen=True, slots=True)
class Lost:
    """A case whose window ended without closing: the sentence, and the sittings that it is about."""

    case_id: str
    sentence: str
    sittings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is in the store: cases, the last changed first, and those that were open when a program ended."""

    rows: tuple[Listed, ...]
    lost: tuple[Lost, ...]


def look(shelf: Shelf, ticket: "Ticket") -> Found:
    """The list of patients, and what was lost."""
    ticket.step(0, 0, "Looking for kept cases")
    from reirrad_gui.session.keeping.stored import lost_text
    from reirrad_gui.store.sittings import lost

    store = shelf.store()
    by_case: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for sitting in lost(store):
        by_case.setdefault(sitting.case.case_id, []).append(sitting.sitting_id)
        said.setdefault(sitting.case.case_id, lost_text(sitting))
    gone = tuple(Lost(case_id, said[case_id], tuple(ids)) for case_id, ids in by_case.items())
    return Found(listed(store.patients()), gone)


def understood(shelf: Shelf, lost: Lost, ticket: "Ticket") -> None:
    """Somebody has read that a window was lost: nothing more is said of it."""
    ticket.step(0, 0, "Noting that you have read it")
    from reirrad_gui.store.sittings import get_up

    for sitting in lost.sittings:
        get_up(shelf.store(), sitting)


def delete(shelf: Shelf, case_id: str, ticket: "Ticket") -> Found:
    """Removes a case, and copies of its files that this program made; the list afterwards."""
    ticket.step(0, 0, "Deleting")
    from reirrad_gui.session.capsule.place import removed

    shelf.store().delete(case_id)
    removed(case_id, shelf.cases)
    return look(shelf, ticket)


def set_aside(shelf: Shelf, ticket: "Ticket") -> Found:
    """Moves a damaged store out of the way; the list of the new one."""
    ticket.step(0, 0, "Setting the damaged store aside")
    from datetime import datetime

    from reirrad_gui.store.database import set_aside as moved

    shelf.close()
    if (file := shelf.file) is not None:
        moved(file, f"{datetime.now():%Y-%m-%d %H.%M.%S}")
    return look(shelf, ticket)
