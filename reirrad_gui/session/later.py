"""A result that is computed when somebody first reads it, and only once."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


_READING = Lock()
"""Held only while a first reader's lock is made, never while anything is computed."""


class Later(Generic[Result]):
    """What a function of frozen things gives, computed on the first reading; from any thread.

    Views on the user's thread ask `ready` first and let another thread read `value` while it is not.

    >>> later = Later(lambda: 6 * 7)
    >>> later.ready, later.value, later.ready
    (False, 42, True)
    """

    __slots__ = ("_found", "_lock", "_make")

    def __init__(self, make: Callable[[], Result]) -> None:
        self._make: Callable[[], Result] | None = make
        self._found: list[Result] = []
        self._lock: Lock | None = None  # made by the first reader: of the hundreds that a change makes few are read

    @property
    def ready(self) -> bool:
        """True once it was computed."""
        return bool(self._found)

    @property
    def value(self) -> Result:
        """The result; whoever reads it first waits for it."""
        if not self._found:
            with _READING:
                lock = self._lock = self._lock or Lock()
            with lock:
                if self._make is not None and not self._found:
                    self._found.append(self._make())
                    self._make = None
        return self._found[0]
