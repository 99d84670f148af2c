"""What a window asks of the store before it opens a case: whether it is whole, what was lost, what can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from reirrad_gui.errors import StoreError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.keeping.document import CaseDocument, arrangement, from_json
from reirrad_gui.session.keeping.keeper import ASKED, FOUND_AGAIN, OPENED, READ_AGAIN, REOPENED
from reirrad_gui.session.session import PastStep

if TYPE_CHECKING:
    from reirrad_gui.store.cases import CaseStore
    from reirrad_gui.store.revisions import CaseRow, Revision, RevisionRow, Sitting

UNDO, REDO = "Undo: ", "Redo: "
CAPSULE_SAVED, CAPSULE_ARRIVED, FILES_COPIED = (
    "Save as a capsule", "Take in the files of a capsule", "Keep copies of the files",
)  # fmt: skip
NO_STEP: Final = (
    OPENED, REOPENED, FOUND_AGAIN, ASKED, READ_AGAIN, CAPSULE_SAVED, CAPSULE_ARRIVED, FILES_COPIED,
)  # fmt: skip
"""Revisions that are no step to undo."""
MOST_STEPS: Final = 100
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BACK: Final = "Back to revision "
"""How the label of a revision begins that is an earlier one again; it can be undone."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A case of the store, ready to be opened (`reopening.reopened`) and kept on (`Keeper(resumes=newest)`).

    Parameters
    ----------
    newest : the newest revision, whichever is opened; None where it is damaged: nothing can be appended to it
    document : what is opened
    told : a sentence where the history was changed or lost rows; empty where it is whole
    """

    newest: "Revision | None"
    document: CaseDocument
    told: tuple[str, ...] = ()


def stored(store: "CaseStore", case_id: str, number: int | None = None) -> Stored:
    """A case, as it is or as it was after revision `number`, with its whole history checked.

    Raises
    ------
    StoreError
        It is not there, was changed by hand, or is of a newer version. An earlier revision that is whole can be opened
        all the same.
    """
    try:
        newest: Revision | None = store.newest(case_id)
    except StoreError:
        if number is None:
            raise
        newest = None
    wanted = newest if number is None else store.revision(case_id, number)
    assert wanted is not None, "the newest was asked for, and is there"
    faults = store.faults(case_id)
    told: tuple[str, ...] = ()
    if faults:
        told = (
            f"The history of this case was changed outside this program ({'; '.join(faults)}). What is opened is as it "
            "was written, but what came before it cannot be relied on as a record.",
        )
    if newest is None:
        told += (
            "The newest revision is damaged, so nothing is put on top of it: from here on this is kept as a case of "
            "its own.",
        )
    return Stored(newest, from_json(wanted.document), told)


def cases_of(store: "CaseStore", patient: PatientIdentity) -> "tuple[CaseRow, ...]":
    """Stored cases of a patient whose files have just been opened; the last changed first."""
    if not (patient.patient_id or patient.name):
        return ()
    return tuple(row for row in store.patients(patient.patient_id or patient.shown_name) if row.patient == patient)


def local_text(at: str) -> str:
    """A moment of the store (UTC, ISO 8601) by the clock of this computer, as people write it."""
    moment = datetime.fromisoformat(at).astimezone()
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment.hour:02}:{moment.minute:02}"


def lost_text(sitting: "Sitting") -> str:
    """What to say of a window that ended without closing (`store.sittings.lost`)."""
    case, patient = sitting.case, sitting.case.patient
    return (
        f"The last session of {patient.shown_name} (ID {patient.patient_id or 'not stated'}) ended without closing. "
        f"Its last edit, “{case.last_label}” of {local_text(case.changed_at)}, was kept. Open the case to go on "
        "from there."
    )


def undo_steps(store: "CaseStore", case_id: str) -> tuple[PastStep, ...]:
    """What can still be undone of a stored case: label, settings and history before it, first to last.

    Steps before courses were last joined, split or entered are left out: they would need other courses. So are steps
    that cannot be read any more. A step before the case came here in a capsule rests on the limits that came with it.
    """
    from reirrad_gui.session.capsule.sets import came_with, resting_on

    steps = steps_to_undo(store.history(case_id))[-MOST_STEPS:]
    newest = from_json(store.newest(case_id).document)
    here, called = arrangement(newest), dict(came_with(newest.settings))
    found: list[PastStep] = []
    for label, before in reversed(steps):
        try:
            document = from_json(store.revision(case_id, before).document)
        except StoreError:
            break
        if arrangement(document) != here:
            break
        called |= {key: path for key, path in came_with(document.settings) if key not in called}
        story = tuple(replace(one, settings=resting_on(one.settings, called)) for one in document.storyboard)
        found.append((label, resting_on(document.settings, called), document.events, story))
    return tuple(reversed(found))


def undo_steps_back(store: "CaseStore", found: Stored, number: int) -> tuple[PastStep, ...]:
    """What can be undone of a case opened as it was after revision `number`: first of all, that."""
    if found.newest is None:
        return ()
    newest = from_json(found.newest.document)
    if arrangement(newest) != arrangement(found.document):
        return ()
    return (
        *undo_steps(store, found.newest.case_id),
        (f"{BACK}{number}", newest.settings, newest.events, newest.storyboard),
    )


def steps_to_undo(history: "Sequence[RevisionRow]") -> list[tuple[str, int]]:
    """Of each edit that can still be undone its label and the revision before it, by the labels of the history."""
    past: list[tuple[str, int]] = []
    future: list[tuple[str, int]] = []
    here = 0
    for row in history:
        if row.label.startswith(UNDO) and past:
            label, before = past.pop()
            future.append((label, here))
            here = before
        elif row.label.startswith(REDO) and future:
            label, after = future.pop()
            past.append((label, here))
            here = after
        else:
            if row.label not in NO_STEP and here:
                past.append((row.label, here))
                future.clear()
            here = row.number
    return past
