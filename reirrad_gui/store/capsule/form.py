"""What a capsule is made of: its members' names, its manifest, and how large it may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from reirrad_gui.errors import InputError

SUFFIX: Final = ".reirrad"
KIND: Final = "reirrad-gui/capsule/"
VERSION: Final = 2
"""Form 2 holds a person's own limits or table of α/β; a capsule without them is written in form 1, as it always was."""
MANIFEST: Final = "manifest.json"
CASE, REVISIONS, PARTS, FIGURES = "case.json", "revisions.jsonl", "parts.jsonl", "figures.json"
OWN: Final = (CASE, REVISIONS, PARTS, FIGURES)
LIMITS, TISSUES = "limits.json", "alpha-beta.json"
SETS: Final = (LIMITS, TISSUES)
"""Members that are there only where a person's own set is in force."""
ENDINGS: Final = (".dcm", ".reirrad.json", ".letter.json", ".json")
FILE_NAME: Final = re.compile(r"files/[0-9]{6}(?:\.dcm|\.reirrad\.json|\.letter\.json|\.json)")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def comment(schema: str) -> str:
    """What the archive's comment says before the SHA-256 of the manifest."""
    return f"{schema} manifest sha256 "


class CapsuleError(InputError):
    """A capsule that cannot be used; nothing was taken from it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a capsule may hold before it is taken for damaged or hostile.

    Parameters
    ----------
    ratio : how many times larger than its place in the file a member may be; JSON of thousands of like revisions is
        packed far better than images
    """

    members: int = 100_000
    total_bytes: int = 64 << 30
    text_bytes: int = 512 << 20
    manifest_bytes: int = 64 << 20
    ratio: int = 1100
    spare_bytes: int = 512 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the case: the member that holds it, and what the case's document knows it by."""

    member: str
    sha256: str
    size_bytes: int
    sop_instance_uid: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a capsule says of itself.

    Parameters
    ----------
    members : SHA-256 and size of every other member
    files : files of the case
    head_hash, revisions : of the newest revision
    stamps : name, title, version and date of the constraint set and of the table of α/β, as they were then
    told : sentences about what was left out or replaced
    """

    case_id: str
    program_version: str
    created_at: str
    deidentified: bool
    with_files: bool
    revisions: int
    head_hash: str
    members: Mapping[str, tuple[str, int]]
    files: tuple[FileEntry, ...] = ()
    stamps: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    told: tuple[str, ...] = ()

    @property
    def schema(self) -> str:
        """The oldest form that says it all."""
        return f"{KIND}{2 if any(name in self.members for name in SETS) else 1}"

    def to_json(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "schema": self.schema,
            "case_id": self.case_id,
            "program_version": self.program_version,
            "created_at": self.created_at,
            "deidentified": self.deidentified,
            "with_files": self.with_files,
            "revisions": self.revisions,
            "head_hash": self.head_hash,
            "stamps": dict(self.stamps),
            "told": list(self.told),
            "members": {name: {"sha256": one[0], "size_bytes": one[1]} for name, one in self.members.items()},
            "files": [
                {
                    "member": one.member,
                    "sha256": one.sha256,
                    "size_bytes": one.size_bytes,
                    "sop_instance_uid": one.sop_instance_uid,
                }
                for one in self.files
            ],
        }

    @classmethod
    def from_json(cls, said: Any) -> "Manifest":
        """As it was written; CapsuleError for another kind of file or a newer form, ValueError where it is damaged."""
        _check_form(said)
        members = {str(name): (_hash(one["sha256"]), _size(one["size_bytes"])) for name, one in said["members"].items()}
        found = cls(
            _hex(said["case_id"]), _text(said["program_version"]), _text(said["created_at"]),
            _yes_or_no(said["deidentified"]), _yes_or_no(said["with_files"]), _size(said["revisions"]),
            _hash(said["head_hash"]), MappingProxyType(members), tuple(_entry(one) for one in said["files"]),
            MappingProxyType(dict(said["stamps"])), tuple(_text(one) for one in said["told"]),
        )  # fmt: skip
        if said["schema"] != found.schema:
            raise ValueError("its form is not that of its members")
        return found


def _check_form(said: Any) -> None:
    schema = said.get("schema") if isinstance(said, dict) else None
    number = schema.removeprefix(KIND) if isinstance(schema, str) and schema.startswith(KIND) else ""
    if not number.isdecimal() or int(number) < 1:
        raise CapsuleError("This file is not a case capsule of this program. Choose a file that it has written.")
    if int(number) > VERSION:
        by = said.get("program_version", "not stated")
        raise CapsuleError(
            f"This capsule was written by a newer version of this program ({by}; form {number}, known here: {VERSION})."
            " Nothing was taken from it. Install the newer version to open it."
        )


def _entry(said: Mapping[str, Any]) -> FileEntry:
    return FileEntry(
        _text(said["member"]), _hash(said["sha256"]), _size(said["size_bytes"]), _text(said["sop_instance_uid"])
    )


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise ValueError(f"{said!r} is no text")  # noqa: TRY004 - every unusable field ends as one error
    return said


def _hash(said: Any) -> str:
    if not SHA256.fullmatch(_text(said)):
        raise ValueError(f"{said!r} is no SHA-256")
    return str(said)


def _hex(said: Any) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", _text(said)):
        raise ValueError(f"{said!r} names no case")
    return str(said)


def _size(said: Any) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise ValueError(f"{said!r} is no number of bytes")
    return said


def _yes_or_no(said: Any) -> bool:
    if not isinstance(said, bool):
        raise ValueError(f"{said!r} is neither yes nor no")  # noqa: TRY004 - as above
    return said
