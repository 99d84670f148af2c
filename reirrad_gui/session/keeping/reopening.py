"""A stored case opened again: its files read anew, what a person did done again, and every difference told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from reirrad_gui.case import Case
from reirrad_gui.case.again import edit_text, edited_again
from reirrad_gui.errors import CaseFileError, EntryError, InputError
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import CaseDocument, Documents, KeptFile, arrangement, registrations_of
from reirrad_gui.session.keeping.files import IN_ARCHIVE, Located, located
from reirrad_gui.session.opening import Opened, only_case, opened, read
from reirrad_gui.session.session import PastStep, Session
from reirrad_gui.session.settings import Settings

SHOWN: Final = 4
"""So many names of files stand in a sentence; the others are counted."""


class FilesGoneError(CaseFileError):
    """None of a stored case's files is at its place: somebody has to say where they are now."""


@dataclass(frozen=True, slots=True, eq=False)
class Reopened:
    """A stored case, opened.

    Parameters
    ----------
    told : sentences about all that is not as it was stored; empty where everything is
    complete : False where something stored could not be taken up again. Such a case must not be kept over the stored
        one, which holds more: a `Keeper` begins a case of its own for it.
    """

    session: Session
    document: CaseDocument
    told: tuple[str, ...] = ()
    complete: bool = True


def reopened(
    document: CaseDocument, folders: Sequence[Path] = (), step: Step = silent, past: Sequence[PastStep] = ()
) -> Reopened:
    """The session of a stored case; slow, for the background.

    Parameters
    ----------
    folders : where files that were moved may be now, named by the user; what was opened then is looked through, too
    past : earlier edits (`stored.undo_steps`): undo goes on where it was left, unless something is missing

    Raises
    ------
    FilesGoneError
        None of the files is there; the sentence says which are wanted. Letters alone need no file.
    InputError
        What is there cannot be opened.
    """
    roots = [Path(one) for one in document.opened_from]
    there = located(document.files, [*folders, *(root for root in roots if root.exists())], step)
    if document.files and not there.paths:
        count = len(document.files)
        which = "The file" if count == 1 else f"None of the {count} files"
        raise FilesGoneError(
            f"{which} of this stored case is {'not ' if count == 1 else ''}at its place any more "
            f"({_names(there.missing or there.changed)}). What was entered is kept: name the folder that holds "
            f"{'it' if count == 1 else 'them'} now, and the case is opened with it."
        )
    case, undone = edited_again(_own_case(document, there, step), document.edits)
    found = _opened(case, document, step)
    told = [*_file_sentences(there), *found.told, *(_undone_sentence(edit_text(edit)) for edit in undone)]
    other = _content_sentences(document.files, there, found.opened)
    whole = not (there.changed or there.missing or undone or found.told or other)
    session, refused = _session(found.opened, document, past if whole else ())
    complete = whole and not refused
    told += [*other, *refused, *stamp_sentences(document, session.assessment)]
    return Reopened(session, document, tuple(dict.fromkeys(told)), complete)


def _own_case(document: CaseDocument, there: Located, step: Step) -> Case:
    """This patient's case among those in the files; that of confirmed identities joined again."""
    if not there.paths:
        return Case(document.patient)
    cases = read(there.paths, step, there.names)
    if document.one_person:
        return only_case([case for case in cases if case.patient in document.one_person], one_person=True)
    own = [case for case in cases if case.patient == document.patient] or list(cases)
    return only_case(own)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    opened: Opened
    told: tuple[str, ...]


def _opened(case: Case, document: CaseDocument, step: Step) -> _Found:
    """The case opened with the registrations that were in force."""
    registrations, lost = registrations_of(document.registrations, case.registrations)
    found = opened(replace(case, registrations=registrations), step, "reg", document.end_cap)
    told: tuple[str, ...] = ()
    if lost:
        told = (
            f"{lost} of the registrations that the stored case used {'is' if lost == 1 else 'are'} not in the files as "
            "now read: courses may not be added point by point, and an approval given to it does not hold.",
        )
    back = replace(found.case, registrations=case.registrations)
    return _Found(replace(found, case=back, registration_mode=document.registration_mode), told)


def _session(found: Opened, document: CaseDocument, past: Sequence[PastStep]) -> tuple[Session, list[str]]:
    """A session with the stored settings; where they cannot be in force on what is there, with less, and told."""
    told: list[str] = []
    for fits in _LESS:
        settings = fits(document.settings)
        try:
            session = Session(found, settings, document.events, () if told else past, document.storyboard)
        except InputError as error:
            told.append(f"What was stored is not all in force: {error}")
            continue
        session.ask(document.question)
        return session, told
    raise EntryError(f"The settings of this stored case cannot be used on this computer. {told[-1]}")


def _usual_sets(settings: Settings) -> Settings:
    usual = Settings()
    return replace(settings, constraint_set=usual.constraint_set, tissue_table=usual.tissue_table)


_LESS: Final[tuple[Callable[[Settings], Settings], ...]] = (
    lambda settings: settings,
    Settings.without_what_if,
    _usual_sets,
    lambda settings: _usual_sets(settings.without_what_if()),
)
"""What is left out, in turn, of settings that cannot be in force: nothing, the regimen tried, the user's own tables."""


def _file_sentences(there: Located) -> list[str]:
    told = []
    if there.moved:
        file, path = there.moved[0]
        told.append(
            f"{_files(there.moved, 'was', 'were')} moved, and found again by content (SHA-256): {file.shown_as} is now "
            f"{path}."
        )
    if there.changed:
        told.append(
            f"{_files(there.changed, 'has', 'have')} another content than when the case was stored, and not read: "
            f"{_names(there.changed)}. Numbers that rest on that are missing. To use the new content, open the "
            "folder as a case of its own."
        )
    if there.missing:
        told.append(
            f"{_files(there.missing, 'is', 'are')} not there: {_names(there.missing)}. Everything else is shown; "
            "numbers that rest on what is missing are not. Name the folder that holds it now to open the whole case."
        )
    return told


def _files(found: Sequence[object], one: str, several: str) -> str:
    return f"1 file {one}" if len(found) == 1 else f"{len(found)} files {several}"


def _names(files: Sequence[KeptFile]) -> str:
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return ", ".join(file.shown_as for file in files[:SHOWN]) + more


def _undone_sentence(what: str) -> str:
    return (
        f"One stored edit could not be done again, {what}: what it speaks of is not among the files as now read. It "
        "stays in the stored case."
    )


def _content_sentences(files: Sequence[KeptFile], there: Located, found: Opened) -> list[str]:
    """Members of archives are looked at when they are unpacked: whether each is what it was."""
    hashes = {one.sha256 for one in found.inputs}
    gone = {file.shown_as for file in (*there.missing, *there.changed)}
    packed = [file for file in files if IN_ARCHIVE in file.shown_as and file.shown_as not in gone]
    other = [file for file in packed if file.sha256 and file.sha256 not in hashes]
    if not other:
        return []
    return [
        f"The archive no longer holds {len(other)} of the stored case's files with their content: {_names(other)}. "
        "Check every number against the stored case."
    ]


def stamp_sentences(document: CaseDocument, assessment: Assessment) -> tuple[str, ...]:
    """Limits or α/β of the same name that are not those of the stored case any more."""
    kinds = (
        ("constraint set", document.constraint_set, assessment.set_in_force),
        ("table of α/β", document.tissue_table, assessment.tissue_table),
    )
    return tuple(
        f"The {what} is not the one that the case was stored with ({was.text}): now it is {now.text}. Verdicts may "
        "differ."
        for what, was, now in kinds
        if was is not None and now is not None and was != now
    )


def in_force(session: Session, document: CaseDocument, label: str) -> bool:
    """Puts a document of the same case in force in a session, undoable; False where its courses are arranged otherwise.

    Then it has to be opened again (`reopened`). Raises what the settings raise, and then nothing has changed.
    """
    opened = session.opened
    here = Documents().of(opened, session.settings, session.question, (None, None))
    if arrangement(here) != arrangement(document):
        return False
    events = session.events_read if document.events is None else document.events
    session.restore(label, document.settings, events, document.storyboard)
    session.ask(document.question)
    return True
