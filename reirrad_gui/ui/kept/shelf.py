"""The case store as the window uses it: opened by the first job that asks, and left open. No Qt."""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reirrad_gui.store.cases import CaseStore


class Shelf:
    """One store for all jobs of a window, opened once; its library is loaded then, so only jobs ask for it.

    `place` is a file or a PostgreSQL URL; None the person's own store.
    """

    def __init__(self, place: Path | str | None = None) -> None:
        self._place = place
        self._lock = Lock()
        self._store: CaseStore | None = None

    def open_store(self) -> "CaseStore":
        """The store, opened once more, for somebody who closes it; StoreError where it cannot be."""
        from reirrad_gui.store.cases import CaseStore

        return CaseStore.open(self._place)

    def store(self) -> "CaseStore":
        """The shared store; where it cannot be opened the next caller tries again."""
        with self._lock:
            if self._store is not None and self._store.database.replaced:
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = self.open_store()
            return self._store

    @property
    def file(self) -> Path | None:
        """The store's file; None where it is a server's."""
        from reirrad_gui.store.database import default_place

        if isinstance(self._place, str) and "://" in self._place:
            return None
        return default_place() if self._place is None else Path(self._place)

    @property
    def cases(self) -> Path | None:
        """Where copies of cases' files lie: beside the store; None where it is a server's."""
        return None if (file := self.file) is None else file.parent / "cases"

    def close(self) -> None:
        """Gives back what is open; whoever asks next opens it again."""
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()
