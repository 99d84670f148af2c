"""Folders for unpacked files of patients: gone when the program ends, and when it was killed, at the next opening."""

import atexit
import os
import re
import shutil
import socket
import tempfile
import zlib
from pathlib import Path
from typing import Final

PREFIX: Final = "reirrad-import-"
_HELD: Final = "in use"
"""A file that is open as long as the program runs: Windows does not let another one delete it."""


def scratch_folder() -> Path:
    """A new folder of this user's alone, removed when the program ends; its name says which program made it."""
    folder = Path(tempfile.mkdtemp(prefix=f"{_of_this_computer()}{os.getpid()}-"))
    held = (folder / _HELD).open("wb")

    def remove() -> None:
        held.close()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def remove_left_behind() -> tuple[Path, ...]:
    """Removes scratch folders of programs that ended without doing so; those it removed.

    Only folders of this user, made on this computer by a program that does not run any more.
    """
    found = tuple(f for f in Path(tempfile.gettempdir()).glob(f"{_of_this_computer()}*") if _left_behind(f))
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _of_this_computer() -> str:
    """Containers may share a folder for temporary files, and number their programs each for itself."""
    return f"{PREFIX}{zlib.crc32(socket.gethostname().encode()):08x}-"


def _left_behind(folder: Path) -> bool:
    number = re.match(r"\d+", folder.name.removeprefix(_of_this_computer()))
    if number is None or folder.is_symlink() or not folder.is_dir() or int(number.group()) == os.getpid():
        return False
    if os.name != "posix":
        return _unheld(folder / _HELD)
    if folder.stat().st_uid != os.getuid():
        return False
    try:
        os.kill(int(number.group()), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass
    return False


def _unheld(held: Path) -> bool:
    """Whether no program holds a file open, where one that is held cannot be deleted."""
    try:
        held.unlink(missing_ok=True)
    except OSError:
        return False
    return True
