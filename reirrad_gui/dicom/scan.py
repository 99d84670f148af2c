"""Finding files: folders, single files, ZIP and tar archives, DICOMDIRs; in any mixture and any order."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.archives import Found, Scratch, is_archive, unpack
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import head_of, is_plausible, open_file, unopened
from reirrad_gui.dicom.values import items, value
from reirrad_gui.errors import DicomError, InputError

OWN_FILES = (".reirrad.json",)
DICOMDIR = "DICOMDIR"


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies under the paths: files that may be DICOM, how many are certainly not, and what could not be read."""

    files: tuple[Found, ...]
    others: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Search:
    scratch: Scratch
    step: Step
    files: dict[Path, Found] = field(default_factory=dict)
    others: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, shown_as: str) -> None:
        """One file: an archive is unpacked, a DICOMDIR followed, anything else looked at."""
        self.step(len(self.files), 0, "Looking for DICOM files")
        if path.name.endswith(OWN_FILES):
            return
        try:
            if is_archive(path):
                unpacked = unpack(path, shown_as, self.scratch, self.step)
                self._add_unpacked(unpacked.files)
                self.others += unpacked.others
            elif path.name.upper() == DICOMDIR:
                self._follow(path, shown_as)
            elif is_plausible(head_of(path)):
                self.files.setdefault(path.resolve(), Found(path, shown_as))
            else:
                self.others += 1
        except DicomError as error:
            self.problems.append(Problem(str(error)))
        except OSError as error:
            self.problems.append(Problem(unopened(shown_as, error)))

    def _add_unpacked(self, files: Iterable[Found]) -> None:
        for found in files:
            if Path(found.shown_as.rsplit(" › ", 1)[-1]).name.upper() != DICOMDIR:
                self.files.setdefault(found.path, found)

    def _follow(self, path: Path, shown_as: str) -> None:
        """The files a DICOMDIR lists; where it cannot be read, or files are missing, everything beside it."""
        listed = list(dicomdir_files(path))
        present = [(file, shown) for file, shown in listed if file is not None and file.name.upper() != DICOMDIR]
        for file, shown in present:
            self.add(file, shown)
        missing = len(listed) - len(present)
        if missing:
            sentence = (
                f"{shown_as} lists {missing} of {len(listed)} files that are not there; the copy may be incomplete. "
                "Copy the whole disc or folder again."
            )
            self.problems.append(Problem(sentence, blocking=False))
        if not present:
            for file, shown in files_below(path.parent):
                if file.name.upper() != DICOMDIR:
                    self.add(file, shown)


def find_files(paths: Iterable[Path], scratch: Scratch, step: Step = silent) -> Scan:
    """Every file under the paths that may be DICOM, each once, folders recursively, archives unpacked.

    Raises
    ------
    InputError
        A path does not exist; or whatever `step` raises.
    """
    search = _Search(scratch, step)
    for path in paths:
        if path.is_dir():
            for file, shown in files_below(path):
                search.add(file, shown)
        elif path.exists():
            search.add(path, path.name)
        else:
            raise InputError(f"{path} does not exist. Choose a folder, a DICOM file, a ZIP archive or a DICOMDIR.")
    return Scan(tuple(search.files.values()), search.others, tuple(search.problems))


def files_below(folder: Path) -> Iterator[tuple[Path, str]]:
    """All files below a folder in name order, with the path a person would use; hidden ones are passed over."""
    root = folder.resolve()
    for where, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where) / name
            if not name.startswith(".") and path.is_file():
                yield path, str(path.relative_to(root.parent))


def dicomdir_files(path: Path) -> Iterator[tuple[Path | None, str]]:
    """Each file a DICOMDIR refers to (PS3.10 8.6), None where it is not there; nothing when it cannot be read."""
    opened = open_file(path, path.name)
    if opened is None:
        return
    for record in items(opened.dataset, "DirectoryRecordSequence"):
        parts = _file_id(record)
        if parts:
            yield _inside(path.parent.resolve(), parts), "/".join((path.parent.resolve().name, *parts))


def _file_id(record: Dataset) -> tuple[str, ...]:
    found = value(record, "ReferencedFileID")
    if found is None:
        return ()
    parts = [found] if isinstance(found, str) else list(found)  # type: ignore[call-overload]
    return tuple(str(part).strip() for part in parts)


def _inside(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The file, whatever the case of its letters (a disc says "IM0001", its copy "im0001"); never outside `folder`."""
    here = folder
    for part in parts:
        if part in ("", ".", "..") or "/" in part or "\\" in part:
            return None
        step_down = here / part
        if not step_down.exists():
            same = [child for child in here.iterdir() if child.name.lower() == part.lower()] if here.is_dir() else []
            if not same:
                return None
            step_down = same[0]
        here = step_down
    return here if here.is_file() and here.resolve().is_relative_to(folder) else None
