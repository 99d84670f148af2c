"""Which windows have a case open, and which ended without closing it: the power went, or the program was killed."""

import os
import socket
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, select

from reirrad_gui.store.cases import CaseStore, case_row, now
from reirrad_gui.store.revisions import Sitting
from reirrad_gui.store.tables import CASES, SITTINGS

SEEN_EVERY_S: Final = 30.0
"""A window says so often that it is there."""
LOST_AFTER_S: Final = 100.0
"""After this time without a word it is taken for lost, wherever it ran."""


def sit_down(store: CaseStore, case_id: str, who: str) -> str:
    """A window opens a case; the sitting's id."""
    sitting_id, at = uuid4().hex, now()
    said = {"case_id": case_id, "host": socket.gethostname(), "pid": os.getpid(), "who": who}
    with store.database.writing() as connection:
        connection.execute(SITTINGS.insert().values(sitting_id=sitting_id, began_at=at, seen_at=at, **said))
    return sitting_id


def still_here(store: CaseStore, sitting_id: str) -> None:
    """The window is there."""
    with store.database.writing() as connection:
        connection.execute(SITTINGS.update().where(SITTINGS.c.sitting_id == sitting_id).values(seen_at=now()))


def get_up(store: CaseStore, sitting_id: str) -> None:
    """The window was closed, or somebody has read that it was lost: nothing more is said of it."""
    with store.database.writing() as connection:
        connection.execute(SITTINGS.update().where(SITTINGS.c.sitting_id == sitting_id).values(ended_at=now()))


def open_sittings(store: CaseStore, case_id: str | None = None) -> tuple[Sitting, ...]:
    """Windows that nobody closed, alive or not, the latest first."""
    chosen = select(SITTINGS, CASES).join(CASES, CASES.c.case_id == SITTINGS.c.case_id)
    chosen = chosen.where(SITTINGS.c.ended_at.is_(None)).order_by(SITTINGS.c.seen_at.desc())
    if case_id is not None:
        chosen = chosen.where(SITTINGS.c.case_id == case_id)
    with store.database.reading() as connection:
        return tuple(_sitting(row) for row in connection.execute(chosen).all())


def lost(store: CaseStore, at: str | None = None) -> tuple[Sitting, ...]:
    """Windows that ended without closing; `get_up` once a person has been told."""
    return tuple(one for one in open_sittings(store) if not alive(one, at or now()))


def alive(sitting: Sitting, at: str) -> bool:
    """False for a window whose program has ended, as far as that can be seen from here, or that fell silent.

    A program of this computer is asked for by its number (not on Windows, where asking could end it).
    """
    silent = datetime.fromisoformat(at) - datetime.fromisoformat(sitting.seen_at)
    if silent > timedelta(seconds=LOST_AFTER_S):
        return False
    if os.name != "posix" or sitting.host != socket.gethostname():
        return True
    try:
        os.kill(sitting.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sitting(row: Row[Any]) -> Sitting:
    return Sitting(row.sitting_id, case_row(row), row.host, row.pid, row.who, row.began_at, row.seen_at)
