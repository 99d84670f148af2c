"""Finding files: folders, single files, ZIP and tar archives, DICOMDIRs; in any mixture and any order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import DirEntry, scandir, sep
from os.path import realpath
from pathlib import Path
from types import MappingProxyType

from pydicom.dataset import Dataset

from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.archives import Found, Scratch, is_archive, unpack
from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import open_file, unopened
from reirrad_gui.dicom.values import items, value
from reirrad_gui.errors import DicomError, InputError

OWN_FILES = (".reirrad.json", ".letter.json")
DICOMDIR = "DICOMDIR"
LOOKING = "Looking for DICOM files"


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies under the paths: files that may be DICOM, how many are certainly not, and what could not be read.

    Only files from archives were looked into; of the others nothing but the name is known.
    """

    files: tuple[Found, ...]
    others: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Search:
    scratch: Scratch
    step: Step
    files: dict[str, Found] = field(default_factory=dict)
    others: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add_folder(self, folder: Path) -> None:
        """All files below it."""
        for path, name, shown in files_below(folder, self._unlisted):
            self.step(len(self.files), 0, LOOKING)
            self.add(path, name, shown)

    def add(self, path: str, name: str, shown_as: str) -> None:
        """One file by its real path: an archive is unpacked, a DICOMDIR followed, anything else taken."""
        if name.endswith(OWN_FILES):
            return
        if is_archive(name):
            self._add_unpacked(Path(path), shown_as)
        elif name.upper() == DICOMDIR:
            self._follow(Path(path), shown_as)
        elif path not in self.files:
            self.files[path] = Found(Path(path), shown_as)

    def _unlisted(self, shown_as: str, error: OSError) -> None:
        self.problems.append(Problem(unopened(shown_as, error)))

    def _add_unpacked(self, archive: Path, shown_as: str) -> None:
        try:
            unpacked = unpack(archive, shown_as, self.scratch, self.step)
        except DicomError as error:
            self.problems.append(Problem(str(error)))
            return
        self.others += unpacked.others
        for found in unpacked.files:
            if Path(found.shown_as.rsplit(" › ", 1)[-1]).name.upper() != DICOMDIR:
                self.files.setdefault(str(found.path), found)

    def _follow(self, path: Path, shown_as: str) -> None:
        """The files a DICOMDIR lists; where it cannot be read, or files are missing, everything beside it."""
        try:
            listed = list(dicomdir_files(path))
        except (DicomError, OSError) as error:
            said = unopened(shown_as, error) if isinstance(error, OSError) else str(error)
            self.problems.append(Problem(said))
            return
        present = [(file, shown) for file, shown in listed if file is not None and file.name.upper() != DICOMDIR]
        for file, shown in present:
            self.add(realpath(file), file.name, shown)
        missing = len(listed) - len(present)
        if missing:
            sentence = (
                f"{shown_as} lists {missing} of {len(listed)} files that are not there; the copy may be incomplete. "
                "Copy the whole disc or folder again."
            )
            self.problems.append(Problem(sentence, blocking=False))
        if not present:
            for place, name, shown in files_below(path.parent, self._unlisted):
                if name.upper() != DICOMDIR:
                    self.add(place, name, shown)


def find_files(
    paths: Iterable[Path], scratch: Scratch, step: Step = silent, names: Mapping[Path, str] = MappingProxyType({})
) -> Scan:
    """Every file under the paths that may be DICOM, each once, folders recursively, archives unpacked.

    `names` are what a person calls files among the paths, where that is more than their own name.

    Raises
    ------
    InputError
        A path does not exist; or whatever `step` raises.
    """
    search = _Search(scratch, step)
    for path in paths:
        step(len(search.files), 0, LOOKING)
        if path.is_dir():
            search.add_folder(path)
        elif path.exists():
            search.add(realpath(path), path.name, names.get(path, path.name))
        else:
            raise InputError(f"{path} does not exist. Choose a folder, a DICOM file, a ZIP archive or a DICOMDIR.")
    return Scan(tuple(search.files.values()), search.others, tuple(search.problems))


def files_below(folder: Path, unlisted: Callable[[str, OSError], None]) -> Iterator[tuple[str, str, str]]:
    """All files below a folder in name order: real path, name, and the path a person would use.

    Hidden ones are passed over, links to folders not followed; `unlisted` is told of folders that cannot be listed.
    """
    root = realpath(folder)
    waiting = [(root, Path(root).name)]
    while waiting:
        where, shown = waiting.pop()
        try:
            with scandir(where) as found:
                entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=_name)
        except OSError as error:
            unlisted(shown or where, error)
            continue
        below = []
        for entry in entries:
            shown_as = f"{shown}{sep}{entry.name}" if shown else entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append((entry.path, shown_as))
            elif entry.is_symlink():
                if _leads_to_a_file(entry):
                    yield realpath(entry.path), entry.name, shown_as
            elif entry.is_file():
                yield entry.path, entry.name, shown_as
        waiting += reversed(below)


def _name(entry: DirEntry[str]) -> str:
    return entry.name


def _leads_to_a_file(link: DirEntry[str]) -> bool:
    """False also for a link that leads nowhere, in a circle, or where nobody may look."""
    try:
        return link.is_file()
    except OSError:
        return False


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
