"""What is said of kept cases, in words. No Qt, and nothing of the store but the shape of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.name_words import finds
from reirrad_gui.ui.header import identity_text

if TYPE_CHECKING:
    from reirrad_gui.session.keeping.keeper import Keeping
    from reirrad_gui.store.revisions import CaseRow, RevisionRow

SYNTHETIC = "▲ synthetic"
RECENT = 8
NONE_KEPT = "No case is kept yet. What you open is kept here from then on, with every edit."
NONE_FOUND = "No kept case has these words in its name or ID."
LOOKING = "Looking for kept cases…"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of patients. `searched` is what a search looks through."""

    case_id: str
    name: str
    identity: str
    changed: str
    label: str
    revisions: int
    synthetic: bool
    searched: str

    @property
    def spoken(self) -> str:
        """The whole line, for who cannot see it."""
        mark = "synthetic, " if self.synthetic else ""
        count = counted(self.revisions, "revision")
        return f"{self.name}, {self.identity}, {mark}last changed {self.changed}, {self.label}, {count}"


def who_is(patient: PatientIdentity) -> tuple[str, str]:
    """Name, and the rest of the identity: the one place that lists and questions about kept cases take them from."""
    return patient.shown_name, identity_text(patient)


def listed(rows: "Sequence[CaseRow]") -> tuple[Listed, ...]:
    """The stored cases as they are listed, in the same order; in a job, for the first import takes its time."""
    from reirrad_gui.session.keeping.stored import local_text
    from reirrad_gui.store.document import searched_who

    found = []
    for row in rows:
        name, identity = who_is(row.patient)
        words = searched_who(row.patient)
        found.append(
            Listed(
                row.case_id, name, identity, local_text(row.changed_at), row.last_label, row.revisions, row.synthetic,
                words,
            )
        )  # fmt: skip
    return tuple(found)


def matching(rows: Sequence[Listed], search: str) -> tuple[Listed, ...]:
    """Lines in which every word of the search stands; capitals, accents and commas do not matter.

    >>> one = Listed("c", "Example, Ann", "ID 7", "", "", 1, False, "7 example, ann example ann")
    >>> [len(matching((one,), text)) for text in ("", "EX 7", "Ann, Ex", "Bo")]
    [1, 1, 1, 0]
    """
    return tuple(row for row in rows if finds(search, row.searched))


def counted(number: int, what: str) -> str:
    """A number with its noun.

    >>> counted(1, "edit"), counted(2, "edit")
    ('1 edit', '2 edits')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def delete_question(row: Listed) -> str:
    """What is asked before a kept case is deleted."""
    return (
        f"Delete the kept case of {row.name} ({row.identity}) with its {counted(row.revisions, 'revision')}? What was "
        "entered in it and its history are removed from the case store for good. The patient's own files are not "
        "touched."
    )


def keeping_text(state: "Keeping", *, begun: bool) -> tuple[str, str]:
    """How keeping stands, calmly, for the footer; and the whole of it."""
    from reirrad_gui.session.keeping.stored import local_text

    if state.trouble:
        return f"▲ not kept: {counted(state.edits, 'edit')}" if state.edits else "▲ not kept", state.trouble
    if not begun:
        return "kept from the first edit on", "Nothing was changed yet, so there is nothing to keep."
    if state.pending or state.number is None:
        return "being kept…", "What was done is being written into the case store."
    moment = local_text(state.at)
    return f"kept · revision {state.number} · {moment[-5:]}", f"Last kept: “{state.label}”, {moment}"


def lost_question(edits: int, last: str, trouble: str) -> str:
    """What is asked before edits that are kept nowhere are given up."""
    said = (
        f"{edits} edit of this case is not in the case store (last done: “{last}”)."
        if edits == 1
        else f"{edits} edits of this case are not in the case store (last done: “{last}”)."
    )
    return f"{said} {trouble}".strip()


def theirs_text(row: "RevisionRow", *, conflict: bool) -> str:
    """That another window has changed the case on screen; `conflict`: while edits of this one wait."""
    from reirrad_gui.session.keeping.stored import local_text

    done = f"Another window has changed this case: “{row.label}” by {row.who}, {local_text(row.at)}."
    if conflict:
        return (
            f"{done} What you did meanwhile waits and is not written over that. Take the other window's state, put "
            "yours on top of it (both stay in the history), or keep yours as a case of its own."
        )
    return f"{done} What is shown here is older; nothing of yours is waiting."


def offer_text(row: Listed, others: int, *, same_files: bool) -> str:
    """That a patient whose files were opened has kept cases already."""
    more = f" ({counted(others, 'more case')} in the list of patients)" if others else ""
    files = (
        "It rests on the same files."
        if same_files
        else "It rests on other files than those just opened: what is new in these is not in it."
    )
    return (
        f"A case of this patient is kept already: last changed {row.changed}, “{row.label}”{more}. {files} Until you "
        "choose, the first edit begins a new case."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One revision of a case as its history lists it. `whole` None: not checked yet."""

    number: int
    moment: str
    who: str
    label: str
    hash_text: str
    whole: bool | None = None


def history_lines(rows: "Sequence[RevisionRow]", faults: Sequence[str] | None = None) -> tuple[Line, ...]:
    """The audit trail, newest first. A revision is broken where a fault names it."""
    from reirrad_gui.session.keeping.stored import local_text

    return tuple(
        Line(
            row.number, local_text(row.at), row.who, row.label, row.own_hash[:8],
            None if faults is None else not any(f"revision {row.number} " in f"{fault} " for fault in faults),
        )
        for row in reversed(rows)
    )  # fmt: skip


def chain_text(count: int, faults: Sequence[str]) -> str:
    """Whether the history can be relied on as a record."""
    if faults:
        return (
            f"✖ The history was changed outside this program: {'; '.join(faults)}. It cannot be relied on as a record."
        )
    return (
        f"✔ {counted(count, 'revision')}, and every hash agrees with its content and with the revision before. "
        "Hashes tell of damage; they are no signature."
    )


def found_text(found: int, total: int) -> str:
    """How many of a case's files lie in a folder."""
    if found == total:
        return f"✔ All {total} files were found there, each with its content unchanged."
    if found == 0:
        return f"✖ None of the {total} files is there. Choose another folder."
    return (
        f"▲ {found} of {total} files were found there. The case can be opened with these; numbers that rest on the "
        "others are then missing, and the kept case is not written over."
    )
