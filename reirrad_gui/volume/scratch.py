"""Room for results in between, used again and again.

Fresh memory of a few hundred kilobytes comes from the operating system page by page, which takes ten times as long as
the arithmetic done in it.
"""

import threading
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Scratch(threading.local):
    """Arrays by name, each thread its own; what stands in them is gone at the next call for the same name."""

    def __init__(self) -> None:
        self._rooms: dict[str, NDArray[Any]] = {}

    def room(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """An array of this length to write into before anything is read from it.

        >>> Scratch().room("bins", 3, np.intp).shape
        (3,)
        """
        found = self._rooms.get(name)
        if found is None or found.size < size or found.dtype != dtype:
            found = self._rooms[name] = np.empty(size, dtype)
        return found[:size]
