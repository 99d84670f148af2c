"""The case store: every change a revision, appended, never overwritten; and the list of patients.

A revision names the number it follows. Where somebody else was quicker, nothing is written and the newest revision is
handed back: nobody's work is overwritten in silence.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from reirrad_gui.errors import StoreError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.name_words import finds
from reirrad_gui.store.chain import START, Link, Parts, faults, joined, parted
from reirrad_gui.store.database import Database, opened
from reirrad_gui.store.document import about, newest_form, searched_text, searched_who
from reirrad_gui.store.revisions import CaseRow, Revision, RevisionRow
from reirrad_gui.store.tables import CASES, REVISIONS, SHARED_PARTS
from reirrad_gui.store.trouble import ConflictError, DeletedError


def now() -> str:
    """The moment, UTC, as it is written into revisions."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class CaseStore:
    """All cases of a person or of a department. Usable from any thread; every method may raise StoreError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, place: Path | str | None = None, *, read_only: bool = False) -> "CaseStore":
        """The store at a file (the person's own unless given) or at a PostgreSQL URL; errors as `database.opened`."""
        return cls(opened(place, read_only=read_only))

    def close(self) -> None:
        """Gives back what is open."""
        self.database.close()

    # --- writing ------------------------------------------------------------------------------------------------

    def begin(self, document: Mapping[str, Any], label: str, who: str, at: str | None = None) -> Revision:
        """A new case with its first revision."""
        case_id = uuid4().hex
        link = _link(case_id, 1, at or now(), who, label, parted(document), START)
        with self.database.writing() as connection:
            connection.execute(CASES.insert().values(case_id=case_id, created_at=link.at, **_columns(document, link)))
            _insert(connection, link, parted(document).shared)
        return _revision(link, document)

    def append(
        self, case_id: str, after: int, document: Mapping[str, Any], label: str, who: str, at: str | None = None
    ) -> Revision:
        """One more revision of a case, which must still be at revision `after`.

        Raises
        ------
        ConflictError
            It is not; `theirs` is the newest revision.
        DeletedError
            The case is not there any more.
        NotStoredError
            It cannot be written now.
        """
        parts = parted(document)
        with self.database.writing() as connection:
            head = connection.execute(select(CASES).where(CASES.c.case_id == case_id).with_for_update()).first()
            if head is None:
                raise DeletedError("This case was deleted from the case store: what is done now is not kept in it.")
            if head.head_number != after:
                raise _conflict(_read(connection, case_id, head.head_number))
            link = _link(case_id, after + 1, at or now(), who, label, parts, head.head_hash)
            _insert(connection, link, parts.shared)
            connection.execute(CASES.update().where(CASES.c.case_id == case_id).values(**_columns(document, link)))
        return _revision(link, document)

    def delete(self, case_id: str) -> int:
        """Removes a case with all its revisions; how many there were. The rows' bytes are overwritten."""
        with self.database.writing() as connection:
            count = len(connection.execute(select(REVISIONS.c.number).where(REVISIONS.c.case_id == case_id)).all())
            connection.execute(delete(CASES).where(CASES.c.case_id == case_id))
            used = exists().where(REVISIONS.c.shared_sha256 == SHARED_PARTS.c.sha256)
            connection.execute(delete(SHARED_PARTS).where(~used))
        self._fold()
        return count

    def _fold(self) -> None:
        """Empties SQLite's log, which still holds what was deleted; another window may have to do it later."""
        if self.database.engine.dialect.name == "sqlite":
            with self.database.engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    # --- reading ------------------------------------------------------------------------------------------------

    def newest(self, case_id: str) -> Revision:
        """The case as it is."""
        with self.database.reading() as connection:
            head = connection.execute(select(CASES.c.head_number).where(CASES.c.case_id == case_id)).scalar()
            return _read(connection, case_id, head)

    def revision(self, case_id: str, number: int) -> Revision:
        """The case as it was after one of its revisions."""
        with self.database.reading() as connection:
            return _read(connection, case_id, number)

    def number(self, case_id: str) -> int | None:
        """The newest revision's number, quickly; None where the case is not there (any more)."""
        with self.database.reading() as connection:
            found = connection.execute(select(CASES.c.head_number).where(CASES.c.case_id == case_id)).scalar()
        return None if found is None else int(found)

    def history(self, case_id: str, after: int = 0) -> tuple[RevisionRow, ...]:
        """Every change, first to last: who, when, what."""
        wanted = [REVISIONS.c[name] for name in ("case_id", "number", "at", "who", "label", "own_hash")]
        chosen = select(*wanted).where(REVISIONS.c.case_id == case_id, REVISIONS.c.number > after)
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(REVISIONS.c.number)).all()
        return tuple(RevisionRow(*row) for row in rows)

    def patients(self, search: str = "", most: int | None = None) -> tuple[CaseRow, ...]:
        """Cases in which every word of `search` stands in the patient's name or ID; the last changed first.

        Capitals and accents do not matter: "tepes" finds "Țepeș", with a comma or a cedilla.
        """
        chosen = select(CASES).order_by(CASES.c.changed_at.desc(), CASES.c.case_id)
        with self.database.reading() as connection:
            rows = [case_row(row) for row in connection.execute(chosen).all()]
        found = rows if not search else [row for row in rows if finds(search, searched_who(row.patient))]
        return tuple(found[:most])

    def faults(self, case_id: str) -> tuple[str, ...]:
        """What was changed or removed behind this program's back; one sentence each, empty when nothing was."""
        with self.database.reading() as connection:
            head = connection.execute(select(CASES).where(CASES.c.case_id == case_id)).first()
            rows = connection.execute(
                select(REVISIONS).where(REVISIONS.c.case_id == case_id).order_by(REVISIONS.c.number)
            ).all()
            parts = connection.execute(
                select(SHARED_PARTS).where(SHARED_PARTS.c.sha256.in_({row.shared_sha256 for row in rows}))
            ).all()
        if head is None:
            return ("the case is not in the store",)
        links = [Link(**row._asdict()) for row in rows]
        shared = {row.sha256: row.content for row in parts}
        found = faults(links, head.head_number, head.head_hash, shared)
        if not found and _columns(joined(Parts(links[-1].body, shared[links[-1].shared_sha256])), links[-1]) != {
            name: getattr(head, name) for name in _columns({}, links[-1])
        }:
            found = ("the patient in the list is not the patient of the newest revision",)
        return found


def case_row(row: Row[Any]) -> CaseRow:
    """One row of the table of cases."""
    patient = PatientIdentity(row.patient_id, row.patient_name, row.birth_date, row.sex)
    return CaseRow(
        row.case_id, patient, bool(row.synthetic), row.created_at, row.changed_at, row.head_number, row.head_label
    )


def _columns(document: Mapping[str, Any], link: Link) -> dict[str, Any]:
    """What the list of patients shows of the newest revision."""
    patient, synthetic = about(document)
    return {
        "patient_id": patient.patient_id,
        "patient_name": patient.name,
        "birth_date": patient.birth_date,
        "sex": patient.sex,
        "synthetic": synthetic,
        "searched": searched_text(f"{patient.patient_id} {patient.shown_name} {patient.name}"),
        "changed_at": link.at,
        "head_number": link.number,
        "head_hash": link.hash,
        "head_label": link.label,
    }


def _link(case_id: str, number: int, at: str, who: str, label: str, parts: Parts, previous: str) -> Link:
    return Link(case_id, number, at, _kept(who), _kept(label), parts.body, parts.shared_sha256, previous)


def _kept(text: str) -> str:
    """A text that every database can keep."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _insert(connection: Connection, link: Link, shared: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(SHARED_PARTS).values(sha256=link.shared_sha256, content=shared).on_conflict_do_nothing()
    )
    connection.execute(
        REVISIONS.insert().values(
            case_id=link.case_id, number=link.number, at=link.at, who=link.who, label=link.label, body=link.body,
            shared_sha256=link.shared_sha256, previous_hash=link.previous_hash, own_hash=link.hash,
        )
    )  # fmt: skip


def _read(connection: Connection, case_id: str, number: int | None) -> Revision:
    chosen = select(REVISIONS, SHARED_PARTS.c.content).join(
        SHARED_PARTS, SHARED_PARTS.c.sha256 == REVISIONS.c.shared_sha256
    )
    row = connection.execute(chosen.where(REVISIONS.c.case_id == case_id, REVISIONS.c.number == number)).first()
    if row is None:
        raise StoreError("This case, or this revision of it, is not in the case store.")
    link = Link(**{name: value for name, value in row._asdict().items() if name != "content"})
    parts = Parts(link.body, row.content)
    if link.hash != link.own_hash or parts.shared_sha256 != link.shared_sha256:
        raise StoreError(
            f"Revision {number} of this case was changed after it was written, outside this program: it is not opened. "
            "Open an earlier one, or put back a copy of the store."
        )
    return _revision(link, newest_form(joined(parts)))


def _revision(link: Link, document: Mapping[str, Any]) -> Revision:
    row = RevisionRow(link.case_id, link.number, link.at, link.who, link.label, link.hash)
    return Revision(row, document)


def _conflict(theirs: Revision) -> ConflictError:
    return ConflictError(
        f"This case was changed in another window: {theirs.said}. What you did here is not written over it. Take over "
        "the other window's state, keep yours on top of it, or keep yours as a case of its own.",
        theirs,
    )
