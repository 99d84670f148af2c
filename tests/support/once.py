"""What takes seconds to make is made once for a whole run, however many workers there are."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_WAIT_S = 300.0


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Waits until no other worker of this run is in here; after five minutes the other one is taken for dead."""
    until = time.monotonic() + LONGEST_WAIT_S
    while not _made(lock) and time.monotonic() < until:
        time.sleep(0.1)
    try:
        yield
    finally:
        lock.rmdir()


def _made(lock: Path) -> bool:
    try:
        lock.mkdir()
    except FileExistsError:
        return False
    return True


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder filled by `make`, by the first worker that asks for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(folder.with_name(f"{folder.name}.lock")):
        if not folder.exists():
            make(folder)
    return folder
