"""What a database says when it refuses, in sentences; and the refusals that a caller can do something about."""

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from reirrad_gui.errors import StoreError

if TYPE_CHECKING:
    from reirrad_gui.store.revisions import Revision


class NotStoredError(StoreError):
    """Nothing was written; the same may work later."""


class DeletedError(StoreError):
    """The case is not in the store any more. Nothing was written."""


class DamagedError(StoreError):
    """The store's file is no whole database: it can be set aside (`database.set_aside`)."""


class ConflictError(StoreError):
    """Somebody else has changed the case meanwhile; `theirs` is the newest revision. Nothing was written."""

    def __init__(self, sentence: str, theirs: "Revision") -> None:
        super().__init__(sentence)
        self.theirs = theirs


_READ_ONLY = ("readonly database", "read-only", "permission denied")
_REASONS = (
    (("database or disk is full", "no space left", "disk full", "53100"), "the disk is full", "Free some space"),
    (_READ_ONLY, "it may not be written to", "Allow it, or use another"),
    (("database is locked", "database table is locked", "lock timeout"), "another program is holding it", "Wait"),
    (("unable to open database", "no such file"), "its folder cannot be reached", "Check the drive or the folder"),
    (("disk i/o error",), "the drive reports an error", "Check the drive"),
)
_DAMAGED = ("file is not a database", "malformed", "database corruption")


def said_of(error: SQLAlchemyError, name: str, *, writing: bool) -> StoreError:
    """A database's error as a sentence about this store."""
    original = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
    told = original[0] if original else type(error).__name__
    if any(word in told.lower() for word in _DAMAGED):
        return DamagedError(
            f"The case store {name} is damaged or is no case store ({told}). Nothing was changed. Put back a copy of "
            "it, or set it aside and begin a new one."
        )
    for words, reason, advice in _REASONS:
        if (writing or words is _READ_ONLY) and any(word in told.lower() for word in words):
            return NotStoredError(
                f"What you did is not in the case store {name} yet: {reason}. It is kept in memory as long as this "
                f"window is open, and tried again. {advice}."
            )
    if not writing:
        return StoreError(f"The case store {name} cannot be read ({told}). Nothing was changed.")
    return NotStoredError(
        f"What you did is not in the case store {name} yet ({told}). It is kept in memory as long as this window is "
        "open, and tried again."
    )
