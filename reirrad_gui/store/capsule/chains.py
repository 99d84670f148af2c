"""A case's revisions as lines of JSON, and the check that none was changed, moved or left out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from reirrad_gui.store.capsule.form import CapsuleError
from reirrad_gui.store.chain import START, Link, Parts, canonical, digest, faults, joined, parted


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """All revisions of a case, first to last; `shared` are the parts that several have in common, by their hash."""

    links: tuple[Link, ...]
    shared: Mapping[str, str]

    @property
    def head(self) -> Link:
        """The newest revision."""
        return self.links[-1]

    @property
    def document(self) -> dict[str, Any]:
        """The case after the newest revision."""
        return joined(Parts(self.head.body, self.shared[self.head.shared_sha256]))


def single(case_id: str, document: Mapping[str, Any], label: str, who: str, at: str) -> Chain:
    """A chain of one revision."""
    return after(None, case_id, document, label, who, at)


def after(chain: Chain | None, case_id: str, document: Mapping[str, Any], label: str, who: str, at: str) -> Chain:
    """The chain with one more revision."""
    parts = parted(document)
    links, shared = ((), {}) if chain is None else (chain.links, dict(chain.shared))
    previous = links[-1].own_hash if links else START
    link = Link(case_id, len(links) + 1, at, who, label, parts.body, parts.shared_sha256, previous)
    shared[parts.shared_sha256] = parts.shared
    return Chain((*links, replace(link, own_hash=link.hash)), MappingProxyType(shared))


def revision_lines(chain: Chain) -> Iterator[bytes]:
    """One line for each revision."""
    for link in chain.links:
        yield canonical(asdict(link)).encode("ascii") + b"\n"


def part_lines(chain: Chain) -> Iterator[bytes]:
    """One line for each shared part, in the order of their hashes."""
    for name in sorted(chain.shared):
        yield canonical({"sha256": name, "content": chain.shared[name]}).encode("ascii") + b"\n"


def read_chain(revisions: Iterable[bytes], parts: Iterable[bytes]) -> Chain:
    """The chain of these lines; ValueError, KeyError or TypeError where one is none."""
    names = {one.name for one in fields(Link)}
    links = []
    for line in revisions:
        said = json.loads(line)
        if set(said) != names or not all(isinstance(said[name], int if name == "number" else str) for name in names):
            raise ValueError("a revision has other fields than it should")
        links.append(Link(**said))
    shared = {}
    for line in parts:
        said = json.loads(line)
        shared[str(said["sha256"])] = str(said["content"])
    return Chain(tuple(links), MappingProxyType(shared))


def check_chain(chain: Chain, case_id: str, revisions: int, head_hash: str) -> None:
    """CapsuleError where the chain is not whole, or not that of this case."""
    found = list(faults(chain.links, revisions, head_hash, chain.shared))
    if any(link.case_id != case_id for link in chain.links):
        found.append("a revision belongs to another case")
    if not chain.links:
        found.append("there is no revision")
    if any(digest(text) != name for name, text in chain.shared.items()):
        found.append("the files or events of a revision were changed")
    if found:
        raise CapsuleError(
            f"The history in this capsule was changed after it was written ({'; '.join(dict.fromkeys(found))}). "
            "Nothing was taken from it. Ask for the capsule again."
        )
