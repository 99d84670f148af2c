"""The files of a stored case: where they were, where they are now, and which are not what they were."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.errors import DicomError
from reirrad_gui.session.assessment import source_files
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import KeptFile
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.provenance import sha256_of

IN_ARCHIVE: Final = " › "
"""Stands between an archive's name and its member's in `SourceFile.shown_as`."""
MOST_SEARCHED: Final = 500_000


def case_files(case: Case) -> tuple[SourceFile, ...]:
    """Every file that a case was read from, once; those that could not be used, too: what is said of them is needed."""
    found = [file for course in case.courses for file in source_files(course)]
    found += [*case.files, *(file for series in case.series for file in series.files)]
    found += [file for problem in case.problems for file in problem.files]
    return tuple({file.path: file for file in found}.values())


def kept_files(opened: Opened) -> tuple[KeptFile, ...]:
    """The files of an opened case with their hashes: those made when it was opened, the others made now."""
    hashes: dict[tuple[str, str], set[str]] = {}
    for one in opened.inputs:
        hashes.setdefault((one.shown_as, one.sop_instance_uid), set()).add(one.sha256)
    return tuple(
        _kept(file, hashes.get((file.shown_as, file.sop_instance_uid), set())) for file in case_files(opened.case)
    )


def _kept(file: SourceFile, hashes: set[str]) -> KeptFile:
    size = file.path.stat().st_size if file.path.exists() else None
    known = next(iter(hashes)) if len(hashes) == 1 else "" if size is None else sha256_of(file.path)
    return KeptFile(str(file.path), file.shown_as, file.sop_instance_uid, known, size)


@dataclass(frozen=True, slots=True)
class Located:
    """Where the files of a stored case are now.

    Parameters
    ----------
    paths : what to read: files, and archives that hold some
    moved : (file as kept, where it is now)
    changed : files that are there with another content: not read
    missing : files that are nowhere
    names : what a person called the files then
    """

    paths: tuple[Path, ...]
    moved: tuple[tuple[KeptFile, Path], ...] = ()
    changed: tuple[KeptFile, ...] = ()
    missing: tuple[KeptFile, ...] = ()
    names: Mapping[Path, str] = field(default_factory=dict)


def located(files: Sequence[KeptFile], folders: Sequence[Path] = (), step: Step = silent) -> Located:
    """Finds the files of a stored case, at their old places or, by their content (SHA-256), below `folders`.

    A file of the same SOP Instance UID with another content is not the same file: it is told as changed.
    """
    single = [file for file in files if IN_ARCHIVE not in file.shown_as]
    there = {file: Path(file.path) for file, same in zip(single, _same(single, step), strict=True) if same}
    wanted = [file for file in single if file not in there]
    moved = _found_below(wanted, folders, step) if wanted else {}
    lost = [file for file in wanted if file not in moved]
    archives, unarchived = _archives([file for file in files if IN_ARCHIVE in file.shown_as], folders)
    changed = _changed(lost, folders, step)
    now = {**there, **moved}
    names = {now[file]: file.shown_as for file in single if file in now} | archives
    return Located(
        tuple(names),
        tuple(moved.items()),
        tuple(file for file in lost if file in changed),
        (*(file for file in lost if file not in changed), *unarchived),
        names,
    )


def _same(files: Sequence[KeptFile], step: Step) -> list[bool]:
    """Whether each file is at its place with its content."""

    def same(file: KeptFile) -> bool:
        path = Path(file.path)
        try:
            size = path.stat().st_size
            return file.size_bytes in (None, size) and (not file.sha256 or sha256_of(path) == file.sha256)
        except OSError:
            return False

    found = []
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="looking") as pool:
        try:
            for done, one in enumerate(pool.map(same, files)):
                step(done, len(files), "Looking for the files of the stored case")
                found.append(one)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


def _found_below(wanted: Sequence[KeptFile], folders: Sequence[Path], step: Step) -> dict[KeptFile, Path]:
    """Wanted files by their content; only files of a wanted size are read."""
    by_hash: dict[str, list[KeptFile]] = {}
    for file in wanted:
        if file.sha256:
            by_hash.setdefault(file.sha256, []).append(file)
    sizes = {file.size_bytes for file in wanted if file.sha256}
    found: dict[KeptFile, Path] = {}
    for done, path in enumerate(files_below(folders)):
        step(done, 0, "Looking for moved files")
        if not by_hash:
            break
        try:
            if None in sizes or path.stat().st_size in sizes:
                found.update(dict.fromkeys(by_hash.pop(sha256_of(path), ()), path))
        except OSError:
            continue
    return found


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """The files among and below folders, in name order; at most `MOST_SEARCHED`."""
    count = 0
    for start in folders:
        places = [(str(start.parent), [], [start.name])] if start.is_file() else os.walk(start)
        for folder, below, names in places:
            below.sort()
            for name in sorted(names):
                count += 1
                if count > MOST_SEARCHED:
                    return
                yield Path(folder, name)


def _archives(members: Sequence[KeptFile], folders: Sequence[Path]) -> tuple[dict[Path, str], list[KeptFile]]:
    """The archives that held these files, with their names then, and the files whose archive is nowhere.

    What an archive holds now is seen when it is unpacked.
    """
    shown = {file: file.shown_as.split(IN_ARCHIVE)[0] for file in members}
    wanted = {Path(one).name: one for one in shown.values()}
    found: dict[str, Path] = {}
    for path in files_below(folders) if wanted else ():
        if path.name in wanted:
            found.setdefault(wanted[path.name], path)
        if len(found) == len(wanted):
            break
    return {path: one for one, path in found.items()}, [file for file, one in shown.items() if one not in found]


def _changed(lost: Sequence[KeptFile], folders: Sequence[Path], step: Step) -> set[KeptFile]:
    """Those among lost files that are there, by name of place or by SOP Instance UID, with another content."""
    here = {file for file in lost if Path(file.path).is_file()}
    uids = {file.sop_instance_uid: file for file in lost if file.sop_instance_uid and file not in here}
    if not uids or not folders:
        return here
    for done, path in enumerate(files_below(folders)):
        step(done, 0, "Looking for changed files")
        if (known := uids.get(_uid_of(path))) is not None:
            here.add(known)
    return here


def _uid_of(path: Path) -> str:
    """SOP Instance UID of a file; empty where it is none of DICOM's."""
    from reirrad_gui.dicom.reading import open_file

    try:
        found = open_file(path)
    except DicomError:
        return ""
    return "" if found is None else found.file.sop_instance_uid
