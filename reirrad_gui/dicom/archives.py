"""Unpacking ZIP and tar archives of DICOM files into a scratch folder, trusting nothing that the archive says.

Member names never become paths, only ordinary files are taken, sizes are counted while they are written (a header may
lie), and members that cannot be DICOM are not written at all.
"""

import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from reirrad_gui.dicom.progress import Step, silent
from reirrad_gui.dicom.reading import PREFIX_END, is_plausible
from reirrad_gui.dicom.scratch_folders import scratch_folder
from reirrad_gui.errors import DicomError

ZIP_ENDINGS = (".zip",)
TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
ENDINGS = ZIP_ENDINGS + TAR_ENDINGS
CHUNK = 1 << 20
SPARE_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unfold to before it is taken for damaged or hostile."""

    members: int = 200_000
    total_bytes: int = 32 << 30
    ratio: int = 400
    ratio_from_bytes: int = 1 << 30
    depth: int = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be DICOM: where it lies, and what a person would call it."""

    path: Path
    shown_as: str


@dataclass(slots=True)
class Scratch:
    """A private temporary folder for unpacked files; made when first needed, removed when the program ends.

    Pixels are read on demand, so the files have to stay as long as the case is open.
    """

    limits: Limits = field(default_factory=Limits)
    _folder: Path | None = None
    _files: int = 0
    _bytes: int = 0

    def new_file(self) -> Path:
        """A name that nothing in an archive can influence."""
        if self._folder is None:
            self._folder = scratch_folder()
        self._files += 1
        return self._folder / f"{self._files:07d}.dcm"

    def count(self, written: int, archive: str, packed_bytes: int) -> None:
        """Adds to what was unpacked; raises DicomError when that is more than can be right."""
        self._bytes += written
        limits = self.limits
        swollen = self._bytes > limits.ratio_from_bytes and self._bytes > limits.ratio * max(packed_bytes, 1)
        if self._bytes > limits.total_bytes or swollen or self._files > limits.members:
            raise DicomError(
                f"{archive} unfolds to far more than an export can hold; nothing more is read from it. "
                "Unpack it by hand and open the folder."
            )
        if self._folder is not None and shutil.disk_usage(self._folder).free < SPARE_BYTES:
            raise DicomError(f"The disk is too full to unpack {archive}. Free some space and open it again.")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive held: possible DICOM files, and how many members were something else."""

    files: tuple[Found, ...]
    others: int


def is_archive(name: str) -> bool:
    """True for a file's name that ends like that of a ZIP or tar archive.

    >>> is_archive("export.TAR.xz"), is_archive("report.docx")
    (True, False)
    """
    return name.lower().endswith(ENDINGS)


def unpack(archive: Path, shown_as: str, scratch: Scratch, step: Step = silent, depth: int = 1) -> Unpacked:
    """Writes the archive's possible DICOM files to the scratch folder; archives inside it are unpacked too.

    Raises
    ------
    DicomError
        The archive is damaged, encrypted, or unfolds to more than the limits; or whatever `step` raises.
    """
    members = _zip_members(archive) if archive.name.lower().endswith(ZIP_ENDINGS) else _tar_members(archive)
    files: list[Found] = []
    others = 0
    while True:
        step(len(files), 0, f"Unpacking {shown_as}")
        with _said(shown_as):
            member = next(members, None)
        if member is None:
            return Unpacked(tuple(files), others)
        name, content = member
        with _said(shown_as), content as stream:
            inner = _copy(stream, name, shown_as, archive.stat().st_size, scratch)
        if inner is None:
            others += 1
        elif is_archive(name):
            nested = _unpack_nested(inner, name, f"{shown_as} › {name}", scratch, step, depth)
            files.extend(nested.files)
            others += nested.others
        else:
            files.append(Found(inner, f"{shown_as} › {name}"))


@contextmanager
def _said(shown_as: str) -> Iterator[None]:
    """Whatever the unpackers raise on damaged archives, in words."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise DicomError(f"{shown_as} is damaged and cannot be unpacked ({error}). Copy or export it again.") from error
    except (RuntimeError, NotImplementedError) as error:
        raise DicomError(
            f"{shown_as} is encrypted or packed in a way that cannot be read. Unpack it by hand and open the folder."
        ) from error


def _unpack_nested(packed: Path, name: str, shown: str, scratch: Scratch, step: Step, depth: int) -> Unpacked:
    if depth >= scratch.limits.depth:
        raise DicomError(f"{shown} lies {depth} archives deep; it was not read. Unpack it by hand and open the folder.")
    inner = packed.with_name(packed.stem + "".join(Path(name.lower()).suffixes[-2:]))
    packed.rename(inner)
    try:
        return unpack(inner, shown, scratch, step, depth + 1)
    finally:
        inner.unlink()


def _zip_members(archive: Path) -> Iterator[tuple[str, AbstractContextManager[IO[bytes]]]]:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            if not member.is_dir():
                yield member.filename, packed.open(member)


def _tar_members(archive: Path) -> Iterator[tuple[str, AbstractContextManager[IO[bytes]]]]:
    with tarfile.open(archive, "r:*") as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content


def _copy(stream: IO[bytes], name: str, archive: str, packed_bytes: int, scratch: Scratch) -> Path | None:
    """Copies one member if it can be DICOM or is an archive itself; None otherwise."""
    head = stream.read(PREFIX_END)
    if not is_archive(name) and not is_plausible(head) and Path(name).name.upper() != "DICOMDIR":
        return None
    path = scratch.new_file()
    with path.open("wb") as target:
        chunk = head
        while chunk:
            scratch.count(len(chunk), archive, packed_bytes)
            target.write(chunk)
            chunk = stream.read(CHUNK)
    return path
