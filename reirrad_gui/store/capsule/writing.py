"""Writing a capsule: streamed, in a fixed order, under another name until it is whole."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from reirrad_gui.store.capsule.chains import Chain, part_lines, revision_lines
from reirrad_gui.store.capsule.form import (
    CASE,
    ENDINGS,
    FIGURES,
    MANIFEST,
    PARTS,
    REVISIONS,
    SETS,
    CapsuleError,
    FileEntry,
    Manifest,
    comment,
)

CHUNK: Final = 1 << 20
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member: that of writing would say when the files came to be."""
QUICK: Final = 1
"""Compression of files: CT halves, and more effort gains a few percent."""


class CapsuleWriter:
    """Adds files, then `finish`. Made by `new_capsule`."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._members: dict[str, tuple[str, int]] = {}
        self._files: list[FileEntry] = []

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """Files written so far."""
        return tuple(self._files)

    def add_file(self, content: Iterable[bytes], sop_instance_uid: str = "", ending: str = ".dcm") -> FileEntry:
        """One file of the case, under a name that says nothing."""
        if ending not in ENDINGS:
            raise ValueError(f"a capsule holds no file that ends with {ending}")
        name = f"files/{len(self._files) + 1:06d}{ending}"
        self._add(name, content, QUICK)
        entry = FileEntry(name, *self._members[name], sop_instance_uid)
        self._files.append(entry)
        return entry

    def add_set(self, name: str, content: str) -> None:
        """A person's own limits or table of α/β, under the name of such a member."""
        if name not in SETS:
            raise ValueError(f"{name} is no set of a capsule")
        self._add(name, [content.encode("utf-8")])

    def finish(self, chain: Chain, figures: dict[str, Any], manifest: Manifest) -> None:
        """The case, its revisions, the figures then, and last the manifest, whose hash the archive's comment has."""
        self._add(REVISIONS, revision_lines(chain))
        self._add(PARTS, part_lines(chain))
        self._add(CASE, [_readable(chain.document)])
        self._add(FIGURES, [_readable(figures)])
        whole = replace(
            manifest, members=dict(self._members), files=tuple(self._files), revisions=chain.head.number,
            head_hash=chain.head.own_hash, case_id=chain.head.case_id,
        )  # fmt: skip
        said = _readable(whole.to_json())
        self._add(MANIFEST, [said])
        self._packed.comment = f"{comment(whole.schema)}{hashlib.sha256(said).hexdigest()}".encode("ascii")

    def _add(self, name: str, content: Iterable[bytes], level: int = 6) -> None:
        member = zipfile.ZipInfo(name, LONG_AGO)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        member.create_system = 3
        setattr(member, "_compresslevel", level)  # noqa: B010 - public as `compress_level` from Python 3.13 on
        digest, size = hashlib.sha256(), 0
        with self._packed.open(member, "w", force_zip64=True) as target:
            for chunk in content:
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self._members[name] = digest.hexdigest(), size


@contextmanager
def new_capsule(path: Path) -> Iterator[CapsuleWriter]:
    """A capsule that gets its name when the block ends well; else nothing is left of it.

    Raises
    ------
    CapsuleError
        It cannot be written there.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with part.open("xb") as stream:
            with zipfile.ZipFile(stream, "w", allowZip64=True) as packed:
                yield CapsuleWriter(packed)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        raise CapsuleError(
            f"The capsule {path.name} cannot be written ({error.strerror or error}); nothing is left of it. Choose "
            "another folder, or free some space."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def pieces(path: Path) -> Iterator[bytes]:
    """A file's bytes, a piece at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _readable(said: object) -> bytes:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8") + b"\n"
