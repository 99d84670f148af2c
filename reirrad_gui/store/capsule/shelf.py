"""Capsules and the case store: a stored case's chain out of it, a capsule's chain into it, nothing overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from reirrad_gui.errors import StoreError
from reirrad_gui.store.capsule.chains import Chain
from reirrad_gui.store.cases import _columns, _insert
from reirrad_gui.store.chain import START, Link, Parts, digest, joined
from reirrad_gui.store.document import newest_form
from reirrad_gui.store.tables import CASES, REVISIONS, SHARED_PARTS

if TYPE_CHECKING:
    from reirrad_gui.store.cases import CaseStore


class Arrival(Enum):
    """What became of a capsule's chain in a store."""

    NEW = "new"
    SAME = "same"
    LONGER = "longer"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Shelved:
    """The case of the store that a capsule now is, and how many of its revisions are new there."""

    case_id: str
    arrival: Arrival
    added: int


def stored_chain(store: "CaseStore", case_id: str) -> Chain:
    """All revisions of a stored case; StoreError where there are none."""
    with store.database.reading() as connection:
        links, shared = _links(connection, case_id)
    if not links:
        raise StoreError("This case is not in the case store (any more).")
    return Chain(tuple(links), MappingProxyType(shared))


def shelved(store: "CaseStore", chain: Chain) -> Shelved:
    """Puts a checked chain into the store.

    A case that is there with the same revisions gains nothing; where the capsule goes on from there it gains the rest;
    where both went on by themselves the capsule becomes a case of its own, and the other one stays as it is.

    Raises
    ------
    StoreError
        It cannot be written, or its newest document is none of this program.
    """
    newest_form(chain.document)
    with store.database.writing() as connection:
        there = _hashes(connection, chain.head.case_id)
        coming = [link.own_hash for link in chain.links]
        common = min(len(there), len(coming))
        if there[:common] == coming[:common]:
            _add(connection, chain, len(there))
            arrival = Arrival.NEW if not there else Arrival.LONGER if len(coming) > len(there) else Arrival.SAME
            return Shelved(chain.head.case_id, arrival, max(0, len(coming) - len(there)))
        own = renamed(chain, digest(f"{chain.head.case_id} {chain.head.own_hash}")[:32])
        known = _hashes(connection, own.head.case_id)
        if known[: len(own.links)] == [link.own_hash for link in own.links]:
            return Shelved(own.head.case_id, Arrival.SAME, 0)
        if known:
            raise StoreError("This capsule was taken in before and has gone on since in another way: open that case.")
        _add(connection, own, 0)
        return Shelved(own.head.case_id, Arrival.APART, len(own.links))


def renamed(chain: Chain, case_id: str) -> Chain:
    """The same revisions as those of another case: each with new hashes, because they name the case."""
    links: list[Link] = []
    previous = START
    for link in chain.links:
        moved = replace(link, case_id=case_id, previous_hash=previous, own_hash="")
        links.append(replace(moved, own_hash=moved.hash))
        previous = moved.hash
    return Chain(tuple(links), chain.shared)


def _links(connection: Connection, case_id: str) -> tuple[list[Link], dict[str, str]]:
    rows = connection.execute(
        select(REVISIONS).where(REVISIONS.c.case_id == case_id).order_by(REVISIONS.c.number)
    ).all()
    wanted = {row.shared_sha256 for row in rows}
    parts = connection.execute(select(SHARED_PARTS).where(SHARED_PARTS.c.sha256.in_(wanted))).all()
    return [Link(**row._asdict()) for row in rows], {row.sha256: row.content for row in parts}


def _hashes(connection: Connection, case_id: str) -> list[str]:
    chosen = select(REVISIONS.c.own_hash).where(REVISIONS.c.case_id == case_id).order_by(REVISIONS.c.number)
    return [str(row.own_hash) for row in connection.execute(chosen).all()]


def _add(connection: Connection, chain: Chain, there: int) -> None:
    """The revisions after the first `there` ones."""
    coming: Sequence[Link] = chain.links[there:]
    if not coming:
        return
    head: dict[str, Any] = _columns(_document(chain, coming[-1]), coming[-1])
    if there:
        connection.execute(CASES.update().where(CASES.c.case_id == chain.head.case_id).values(**head))
    else:
        first = chain.links[0]
        connection.execute(CASES.insert().values(case_id=first.case_id, created_at=first.at, **head))
    for link in coming:
        _insert(connection, link, chain.shared[link.shared_sha256])


def _document(chain: Chain, link: Link) -> dict[str, Any]:
    return joined(Parts(link.body, chain.shared[link.shared_sha256]))
