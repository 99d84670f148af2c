"""The edits of a case done again on the same files, read anew."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from reirrad_gui.case.case import Case
from reirrad_gui.case.edits import CaseEdit, DoseChosen, Joined, LetterAdded, LetterChanged, LetterRemoved, Split
from reirrad_gui.case.from_letters import with_changed_letter, with_letter, without_letter
from reirrad_gui.case.regroup import merge_courses, split_course, use_dose
from reirrad_gui.errors import EntryError


def _joined(case: Case, edit: Joined) -> Case:
    """All of the courses, or none: a course that lacks some of its phases would be another one."""
    if {course.uid for course in case.courses} >= set(edit.uids):
        return merge_courses(case, edit.uids, edit.label)
    raise EntryError("One of the courses that were joined is not there.")


_DOES: Final[Mapping[type, Callable[[Case, Any], Case]]] = MappingProxyType(
    {
        Joined: _joined,
        Split: lambda case, edit: split_course(case, edit.uid),
        DoseChosen: lambda case, edit: use_dose(case, edit.phase_uid, edit.dose_uid),
        LetterAdded: lambda case, edit: with_letter(case, edit.letter),
        LetterChanged: lambda case, edit: with_changed_letter(case, edit.letter),
        LetterRemoved: lambda case, edit: without_letter(case, edit.uid),
    }
)


def edited_again(case: Case, edits: Sequence[CaseEdit]) -> tuple[Case, tuple[CaseEdit, ...]]:
    """The case with these edits done in order, and those that cannot be done on it: what they speak of is not there."""
    undone = []
    for edit in edits:
        try:
            case = _DOES[type(edit)](case, edit)
        except (EntryError, KeyError):
            undone.append(edit)
    return case, tuple(undone)


def edit_text(edit: CaseEdit) -> str:
    """An edit in a few words.

    >>> edit_text(Split("1.2.3"))
    'a course split'
    """
    match edit:
        case Joined():
            return f"{len(edit.uids)} courses joined" + (f" as “{edit.label}”" if edit.label else "")
        case Split():
            return "a course split"
        case DoseChosen():
            return "a dose chosen for a phase"
        case LetterAdded() | LetterChanged():
            return f"the course “{edit.letter.name}” from a {edit.letter.kind}"
        case LetterRemoved():
            return "a course from a letter removed"
