"""Opening a capsule without trusting it: nothing is used before it was checked, and no name in it becomes a path."""

import hashlib
import json
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reirrad_gui.errors import ReirradError
from reirrad_gui.store.capsule.chains import Chain, check_chain, read_chain
from reirrad_gui.store.capsule.form import (
    CASE,
    FIGURES,
    FILE_NAME,
    MANIFEST,
    OWN,
    PARTS,
    REVISIONS,
    SETS,
    SUFFIX,
    CapsuleError,
    FileEntry,
    Limits,
    Manifest,
    comment,
)
from reirrad_gui.store.document import newest_form

Step = Callable[[int, int, str], None]
CHUNK: Final = 1 << 20
AGAIN: Final = "Nothing was taken from it. Ask for the capsule again."
ENCRYPTED: Final = 0x1


def is_capsule(path: Path) -> bool:
    """By its name."""
    return path.name.lower().endswith(SUFFIX) and path.is_file()


@dataclass(frozen=True, slots=True, eq=False)
class Capsule:
    """An open capsule whose members' names, sizes, manifest and revisions were checked; its files not yet.

    `extract` checks each file while it is written. `sets` are the person's own limits and table of α/β, by the names of
    their members, checked but not understood yet.
    """

    path: Path
    manifest: Manifest
    chain: Chain
    figures: dict[str, Any]
    sets: dict[str, str]
    _packed: zipfile.ZipFile = field(repr=False)
    _limits: Limits = field(repr=False)

    @property
    def document(self) -> dict[str, Any]:
        """The case as it was, in today's form."""
        return newest_form(self.chain.document)

    def extract(self, entry: FileEntry, target: Path) -> None:
        """One file of the case, to a place that the caller chose.

        Raises
        ------
        CapsuleError
            It is not what the manifest says; what was written of it is removed.
        """
        try:
            with _said(self.path), target.open("xb") as stream:
                for chunk in _checked(self._packed, entry.member, (entry.sha256, entry.size_bytes), self.path):
                    stream.write(chunk)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def check_space(self, folder: Path) -> None:
        """CapsuleError where the disk has no room for the files."""
        wanted = sum(entry.size_bytes for entry in self.manifest.files)
        if shutil.disk_usage(folder).free < wanted + self._limits.spare_bytes:
            raise CapsuleError(
                f"The disk is too full for the files in {self.path.name} ({wanted / 1e6:.0f} MB). Nothing was taken "
                "from it. Free some space and open it again."
            )


@contextmanager
def opened_capsule(path: Path, limits: Limits | None = None) -> Iterator[Capsule]:
    """A capsule, checked.

    Raises
    ------
    CapsuleError
        It is no capsule, damaged, changed, of a newer version, or holds what no capsule holds.
    """
    limits = limits or Limits()
    with _said(path):
        packed = zipfile.ZipFile(path)
    with packed:
        with _said(path):
            _check_members(packed, path, limits)
            manifest = _manifest(packed, path, limits)
            _check_manifest(packed, manifest, path)
            chain = _chain(packed, manifest, path)
            figures = _json(packed, FIGURES, manifest, path)
            if _json(packed, CASE, manifest, path) != chain.document:
                raise _changed(path, "the case is not that of its newest revision")
            sets = {name: _text(packed, name, manifest, path) for name in SETS if name in manifest.members}
        check_chain(chain, manifest.case_id, manifest.revisions, manifest.head_hash)
        yield Capsule(path, manifest, chain, figures, sets, packed, limits)


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Whatever the unpackers raise on files that are damaged or no archive, in words."""
    try:
        yield
    except ReirradError:
        raise
    except zipfile.BadZipFile as error:
        raise CapsuleError(f"{path.name} is no case capsule, or it is cut off or damaged ({error}). {AGAIN}") from error
    except OSError as error:
        raise CapsuleError(
            f"{path.name} cannot be read ({error.strerror or error}). Check the disk and its permissions."
        ) from error
    except (zlib.error, EOFError, RuntimeError, NotImplementedError, RecursionError, MemoryError) as error:
        raise CapsuleError(f"{path.name} is damaged or packed in a way that no capsule is. {AGAIN}") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _changed(path, f"something in it cannot be understood: {error}") from error


def _changed(path: Path, why: str) -> CapsuleError:
    return CapsuleError(f"{path.name} was changed after it was written, or is damaged ({why}). {AGAIN}")


def _check_members(packed: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    """By what the archive's own list says, before anything is unpacked."""
    members = packed.infolist()
    if len(members) > limits.members:
        raise CapsuleError(f"{path.name} holds {len(members)} files, more than a case can have. {AGAIN}")
    seen: set[str] = set()
    for member in members:
        if member.filename in seen:
            raise _changed(path, f"it holds {_quoted(member.filename)} twice")
        seen.add(member.filename)
        _check_member(member, path, limits)
    if sum(member.file_size for member in members) > limits.total_bytes:
        raise CapsuleError(f"{path.name} unfolds to far more than a case can hold. {AGAIN}")
    if MANIFEST not in seen:
        raise CapsuleError(
            f"{path.name} is no case capsule, or was changed: it has no manifest. Choose a file that this program has "
            "written as a capsule."
        )


def _check_member(member: zipfile.ZipInfo, path: Path, limits: Limits) -> None:
    name, mode = member.filename, member.external_attr >> 16
    if name not in (*OWN, *SETS, MANIFEST) and not FILE_NAME.fullmatch(name):
        raise _changed(path, f"it holds {_quoted(name)}, which no capsule holds")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _changed(path, f"{_quoted(name)} is no ordinary file")
    if member.flag_bits & ENCRYPTED or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CapsuleError(f"{path.name} is encrypted or packed in a way that no capsule is. {AGAIN}")
    most = (
        limits.manifest_bytes if name == MANIFEST else limits.text_bytes if name in OWN + SETS else limits.total_bytes
    )
    if member.file_size > most or member.file_size > limits.ratio * max(member.compress_size, 1) + CHUNK:
        raise CapsuleError(f"{path.name} unfolds to far more than a case can hold ({_quoted(name)}). {AGAIN}")


def _quoted(name: str) -> str:
    """A member's name as it may stand in a sentence."""
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return f"“{shown[:60]}{'…' if len(shown) > 60 else ''}”"


def _manifest(packed: zipfile.ZipFile, path: Path, limits: Limits) -> Manifest:
    with packed.open(MANIFEST) as stream:
        said = stream.read(limits.manifest_bytes + 1)
    if len(said) > limits.manifest_bytes:
        raise CapsuleError(f"The manifest of {path.name} is larger than one can be. {AGAIN}")
    manifest = Manifest.from_json(json.loads(said))
    if packed.comment != f"{comment(manifest.schema)}{hashlib.sha256(said).hexdigest()}".encode("ascii"):
        raise _changed(path, "its manifest is not the one that was written")
    return manifest


def _check_manifest(packed: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """The manifest names every member, and nothing that is not there."""
    there = {member.filename: member.file_size for member in packed.infolist() if member.filename != MANIFEST}
    listed = {name: size for name, (_, size) in manifest.members.items()}
    if there != listed:
        odd = sorted(name for name in there.keys() | listed.keys() if there.get(name) != listed.get(name))
        raise _changed(path, f"{_quoted(odd[0])} is missing, was added or has another size")
    for entry in manifest.files:
        if manifest.members.get(entry.member) != (entry.sha256, entry.size_bytes) or entry.member in OWN + SETS:
            raise _changed(path, f"{_quoted(entry.member)} is said in two ways")
    others = [name for name in manifest.members if name in OWN + SETS]
    if len({entry.member for entry in manifest.files}) != len(manifest.members) - len(others):
        raise _changed(path, "a file in it belongs to no case")


def _chain(packed: zipfile.ZipFile, manifest: Manifest, path: Path) -> Chain:
    return read_chain(_lines(packed, REVISIONS, manifest, path), _lines(packed, PARTS, manifest, path))


def _lines(packed: zipfile.ZipFile, name: str, manifest: Manifest, path: Path) -> list[bytes]:
    return b"".join(_checked(packed, name, manifest.members[name], path)).splitlines()


def _json(packed: zipfile.ZipFile, name: str, manifest: Manifest, path: Path) -> dict[str, Any]:
    said = json.loads(_text(packed, name, manifest, path))
    if not isinstance(said, dict):
        raise ValueError(f"{name} is not what it should be")  # noqa: TRY004 - ends as one sentence
    return said


def _text(packed: zipfile.ZipFile, name: str, manifest: Manifest, path: Path) -> str:
    return b"".join(_checked(packed, name, manifest.members[name], path)).decode("utf-8")


def _checked(packed: zipfile.ZipFile, name: str, wanted: tuple[str, int], path: Path) -> Iterator[bytes]:
    """A member's bytes, counted and hashed as they come; never more than the manifest says."""
    digest, size = hashlib.sha256(), 0
    with packed.open(name) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > wanted[1]:
                raise _changed(path, f"{_quoted(name)} is longer than its manifest says")
            digest.update(chunk)
            yield chunk
    if (digest.hexdigest(), size) != wanted:
        raise _changed(path, f"{_quoted(name)} is not what its manifest says")
