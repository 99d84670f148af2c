"""Where this program keeps files of a case itself, under names that come from their content."""

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from reirrad_gui.errors import CaseFileError, InputError
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import CaseDocument, KeptFile, from_json, to_json
from reirrad_gui.session.keeping.files import IN_ARCHIVE
from reirrad_gui.session.keeping.stored import FILES_COPIED
from reirrad_gui.session.provenance import sha256_of

if TYPE_CHECKING:
    from reirrad_gui.store.cases import CaseStore

NAME_LETTERS, OWN_LETTERS, MOST_LETTERS = 40, 12, 80


def default_cases_folder() -> Path:
    """Beside the case store: `cases` in the folder that the platform gives this program for data."""
    import platformdirs

    return Path(platformdirs.user_data_dir("reirrad-gui", appauthor=False)) / "cases"


def files_folder(case_id: str, cases: Path | None = None) -> Path:
    """The folder of one case's own files; it need not exist."""
    if not case_id.isalnum():
        raise ValueError(f"{case_id!r} names no case")
    return (cases or default_cases_folder()) / case_id / "dicom"


def own_name(sha256: str, called: str) -> str:
    """Where a file lies below a case's folder, by its content.

    Files of this program and bundles keep their name, in a folder of their own: what is read from them names it.
    Whatever else stands in the name does not become a path.

    >>> own_name("ab" * 32, "anything/slice 1")
    'abababababababababababababababababababab.dcm'
    >>> own_name("ab" * 32, "../../Müller: x.letter.json")
    'abababababab/Müller_ x.letter.json'
    """
    name = re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", called)[-1]).lstrip(". ")[-MOST_LETTERS:]
    if name.lower().endswith(".json"):
        return f"{sha256[:OWN_LETTERS]}/{name}"
    return f"{sha256[:NAME_LETTERS]}.dcm"


class Arrivals:
    """Files on their way into a case's folder: all of them, or none. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting = folder.parent / f".arriving-{uuid4().hex[:8]}"
        self._names: dict[str, str] = {}

    def __enter__(self) -> "Arrivals":
        try:
            self._waiting.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._waiting, ignore_errors=True)
        for empty in (self._folder, self._folder.parent):
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()

    @property
    def waiting(self) -> Path:
        """The folder in which they wait."""
        return self._waiting

    def place(self, sha256: str, called: str) -> Path | None:
        """Where to write a file; None where one of this content is waiting already."""
        if sha256 in self._names:
            return None
        self._names[sha256] = own_name(sha256, called)
        target = self._waiting / self._names[sha256]
        target.parent.mkdir(exist_ok=True)
        return target

    def settle(self, folder: Path | None = None) -> Mapping[str, Path]:
        """Moves everything to its place (another folder than the one thought of, if given); where each content is."""
        target = folder or self._folder
        if not self._names:
            return {}
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in self._names.values():
                (target / name).parent.mkdir(exist_ok=True)
                (self._waiting / name).replace(target / name)
        except OSError as error:
            raise _unwritable(target, error) from error
        return {sha256: target / name for sha256, name in self._names.items()}


def relocated(document: CaseDocument, places: Mapping[str, Path]) -> CaseDocument:
    """The document with its files at these places, by their content; members of archives are files of their own now."""
    files = tuple(_at(file, places[file.sha256]) if file.sha256 in places else file for file in document.files)
    if files == document.files:
        return document
    folders = dict.fromkeys(str(path.parent) for path in places.values())
    whole = all(file.sha256 in places for file in files)
    return replace(document, files=files, opened_from=(*folders, *(() if whole else document.opened_from)))


def copied(files: Iterable[KeptFile], folder: Path, step: Step = silent) -> Mapping[str, Path]:
    """Copies a case's files into its own folder; where each content now is. The files themselves stay.

    Raises
    ------
    CaseFileError
        A file is not there, or not what it was; nothing was copied.
    InputError
        The folder cannot be written to.
    """
    wanted = tuple({file.sha256: file for file in files if file.sha256}.values())
    with Arrivals(folder) as arrivals:
        for done, file in enumerate(wanted):
            step(done, len(wanted), f"Copying {file.shown_as}")
            target = arrivals.place(file.sha256, file.shown_as)
            if target is not None:
                _copy(file, target)
        return arrivals.settle()


def copied_in(store: "CaseStore", case_id: str, cases: Path | None = None, who: str = "", step: Step = silent) -> int:
    """Copies a kept case's files into its own folder and lets the case rest on the copies; how many there are.

    Raises
    ------
    CaseFileError, InputError
        As `copied`.
    StoreError
        The store cannot be written, or another window was quicker: the copies stay and are used the next time.
    """
    newest = store.newest(case_id)
    document = from_json(newest.document)
    places = copied(document.files, files_folder(case_id, cases), step)
    moved = relocated(document, places)
    if moved != document:
        store.append(case_id, newest.number, to_json(moved), FILES_COPIED, who)
    return len(places)


def removed(case_id: str, cases: Path | None = None) -> bool:
    """Removes a deleted case's own files; True where there were some."""
    folder = files_folder(case_id, cases).parent
    there = folder.is_dir()
    shutil.rmtree(folder, ignore_errors=True)
    return there


def _copy(file: KeptFile, target: Path) -> None:
    try:
        shutil.copyfile(file.path, target)
    except OSError as error:
        raise CaseFileError(
            f"{file.shown_as} cannot be copied ({error.strerror or error}): nothing was copied. Check that the files "
            "are where they were, and that the disk has room."
        ) from error
    if sha256_of(target) != file.sha256:
        raise CaseFileError(
            f"{file.shown_as} has another content than when the case was opened: nothing was copied. Open the folder "
            "again first."
        )


def _at(file: KeptFile, path: Path) -> KeptFile:
    """As it will be read again: this program's own files and bundles go by their own name."""
    shown = path.name if path.suffix == ".json" else file.shown_as.replace(IN_ARCHIVE, "/")
    return replace(file, path=str(path), shown_as=shown)


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(
        f"The folder {folder} cannot be written to ({error.strerror or error}): nothing was taken in. Free some space, "
        "or allow this program to write there."
    )
