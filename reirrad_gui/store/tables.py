"""The tables of the case store, and the numbered steps that lead an older store to them.

A step is never changed once a release has it; a change of the tables is one more step (and the
tables as they were move into the step that made them). Each is done whole or not at all.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text, select, text

METADATA: Final = MetaData()
MARK: Final = Table("reirrad_gui_store", METADATA, Column("version", Integer, nullable=False))
CASES: Final = Table(
    "cases",
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("patient_id", Text, nullable=False),
    Column("patient_name", Text, nullable=False),
    Column("birth_date", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("searched", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("head_number", Integer, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("head_label", Text, nullable=False),
)
SHARED_PARTS: Final = Table(
    "shared_parts", METADATA, Column("sha256", Text, primary_key=True), Column("content", Text, nullable=False)
)
REVISIONS: Final = Table(
    "revisions",
    METADATA,
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("shared_sha256", Text, ForeignKey("shared_parts.sha256"), nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("own_hash", Text, nullable=False),
    Index("revisions_by_shared_part", "shared_sha256"),
)
SITTINGS: Final = Table(
    "sittings",
    METADATA,
    Column("sitting_id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("ended_at", Text),
)
"""Windows in which a case was or is open; `ended_at` is missing where nobody closed it."""

Step = Callable[[Connection], None]

_REFUSES_CHANGE_SQLITE = """
CREATE TRIGGER revisions_are_kept BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END
"""
_REFUSES_CHANGE_POSTGRESQL = (
    "CREATE FUNCTION revision_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a revision is never changed'; END $$",
    "CREATE TRIGGER revisions_are_kept BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION revision_is_kept()",
)


def _first_tables(connection: Connection) -> None:
    METADATA.create_all(connection, tables=[CASES, SHARED_PARTS, REVISIONS, SITTINGS])
    sqlite = connection.dialect.name == "sqlite"
    for statement in (_REFUSES_CHANGE_SQLITE,) if sqlite else _REFUSES_CHANGE_POSTGRESQL:
        connection.execute(text(statement))


STEPS: Final[tuple[Step, ...]] = (_first_tables,)
"""Step i leads from version i to version i + 1."""


def version_of(connection: Connection) -> int:
    """How many steps a store has behind it; 0 for an empty one."""
    if not connection.dialect.has_table(connection, MARK.name):
        return 0
    return int(connection.execute(select(MARK.c.version)).scalar() or 0)


def brought_up(connection: Connection, steps: tuple[Step, ...]) -> None:
    """Does the steps that are still to be done; the caller's transaction makes them whole or undone."""
    MARK.create(connection, checkfirst=True)
    done = version_of(connection)
    for step in steps[done:]:
        step(connection)
    if done == 0:
        connection.execute(MARK.insert().values(version=len(steps)))
    else:
        connection.execute(MARK.update().values(version=len(steps)))
