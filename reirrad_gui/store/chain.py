"""Revisions chained by their hashes: whoever changes, removes or moves one breaks the chain from there on.

The chain has no secret: it tells of a disk that went bad and of a row changed by hand, not of somebody who writes a
whole new chain.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

START: Final = "0" * 64
"""What stands before the first revision."""
SHARED: Final = ("files", "events")
"""What is the same in nearly all revisions, and long: it is kept once."""


def canonical(said: object) -> str:
    """One text for one content: sorted keys, ASCII, no spaces; numbers read back exactly.

    Raises
    ------
    ValueError
        A number that JSON cannot say.

    >>> canonical({"b": 0.1, "a": ["ä"]})
    '{"a":["\\\\u00e4"],"b":0.1}'
    """
    return json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Parts:
    """A document as it is kept: its body, and beside it what it shares with other revisions, named by its hash."""

    body: str
    shared: str

    @property
    def shared_sha256(self) -> str:
        """What the body's row names the shared part by."""
        return digest(self.shared)


def parted(document: Mapping[str, Any]) -> Parts:
    """A document taken apart.

    >>> parted({"files": ["a"], "schema": "x"})
    Parts(body='{"schema":"x"}', shared='{"files":["a"]}')
    """
    body = {key: value for key, value in document.items() if key not in SHARED}
    return Parts(canonical(body), canonical({key: document[key] for key in SHARED if key in document}))


def joined(parts: Parts) -> dict[str, Any]:
    """The document again; ValueError where a part is no JSON."""
    return {**json.loads(parts.body), **json.loads(parts.shared)}


@dataclass(frozen=True, slots=True)
class Link:
    """One revision as the chain sees it."""

    case_id: str
    number: int
    at: str
    who: str
    label: str
    body: str
    shared_sha256: str
    previous_hash: str
    own_hash: str = ""

    @property
    def hash(self) -> str:
        """What its own hash has to be."""
        said = (self.case_id, self.number, self.at, self.who, self.label, digest(self.body), self.shared_sha256)
        return digest(canonical([*said, self.previous_hash]))


def faults(links: Iterable[Link], head_number: int, head_hash: str, shared: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with a chain, one sentence for each break; empty when it is whole.

    Parameters
    ----------
    links : in order
    head_number, head_hash : of the newest revision, as the case's own row says
    shared : hash -> text of the shared parts
    """
    found, before, count = [], START, 0
    for count, link in enumerate(links, start=1):
        if link.number != count:
            found.append(f"revision {count} is missing")
            break
        if link.previous_hash != before:
            found.append(f"revision {count} does not follow from the one before it")
        if link.hash != link.own_hash:
            found.append(f"revision {count} (“{link.label}”) was changed after it was written")
        if (text := shared.get(link.shared_sha256)) is None or digest(text) != link.shared_sha256:
            found.append(f"the files or events of revision {count} were changed or removed")
        before = link.own_hash
    if not found and (count, before) != (head_number, head_hash):
        found.append(f"the case has {count} revisions, and its own row says {head_number}")
    return tuple(found)
