"""The program in a Linux desktop's menu, and its case capsules known by their icon: for one user, no root needed."""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reirrad_gui.errors import EntryError
from reirrad_gui.resources import resource

ENTRY: Final = "applications/reirrad-gui.desktop"
PLACES: Final[Mapping[str, tuple[str, str]]] = {
    ENTRY: ("desktop", "reirrad-gui.desktop"),
    "mime/packages/reirrad-gui-capsule.xml": ("desktop", "reirrad-gui-capsule.xml"),
    "icons/hicolor/scalable/apps/reirrad-gui.svg": ("icons", "reirrad-gui.svg"),
    "icons/hicolor/scalable/mimetypes/application-x-reirrad-capsule.svg": (
        "icons",
        "application-x-reirrad-capsule.svg",
    ),
}
"""Below the user's data folder, and which shipped file goes there (Desktop Entry, Shared MIME-info and Icon Theme
specifications of freedesktop.org)."""
INDEXES: Final = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))


def add_desktop(commands: Any) -> None:
    desktop = commands.add_parser("desktop", help="Linux: the program in the desktop's menu, capsules opened by it")
    desktop.add_argument("action", choices=("install", "remove"))
    desktop.set_defaults(run=_desktop)


def _desktop(options: argparse.Namespace) -> int:
    if not sys.platform.startswith("linux"):
        raise EntryError(
            "Only a Linux desktop takes such files, so nothing was changed. On Windows and macOS choose the program "
            "once in the file manager's “Open with”."
        )
    import platformdirs

    folder = Path(platformdirs.user_data_dir())
    told = put(folder, started_by()) if options.action == "install" else removed(folder)
    print("\n".join((*told, *indexed(folder))))
    return 0


def put(folder: Path, command: tuple[str, ...]) -> tuple[str, ...]:
    """Writes the files of `PLACES` below a data folder, the menu entry with this command; what was written, in words.

    Raises
    ------
    EntryError
        The folder cannot be written to.
    """
    try:
        for place, shipped in PLACES.items():
            content = resource(*shipped).read_text(encoding="utf-8")
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(with_command(content, command) if place == ENTRY else content, encoding="utf-8")
    except OSError as error:
        raise EntryError(
            f"{error.filename or folder} cannot be written: {error.strerror or error}. The menu may lack the program; "
            "ask who may write there, then try again."
        ) from error
    return (f"Put into the menu, and the type of case capsules made known, for you alone, in {folder}.",)


def removed(folder: Path) -> tuple[str, ...]:
    """Takes the files of `PLACES` away again, and nothing else."""
    there = [folder / place for place in PLACES if (folder / place).exists()]
    for path in there:
        path.unlink()
    return (f"Removed {len(there)} files from {folder}." if there else "There was nothing to remove.",)


def started_by() -> tuple[str, ...]:
    """How this program was started, so that the menu starts the same one: bundle, pipx or checkout."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    script = Path(sys.argv[0])
    found = shutil.which(str(script)) if script.name != "__main__.py" else None
    if found is not None:
        return (str(Path(found).absolute()),)
    return (sys.executable, "-P", "-m", "reirrad_gui")


def with_command(entry: str, command: tuple[str, ...]) -> str:
    """The menu entry with its `Exec` line for this command and the files that are opened with it.

    Examples
    --------
    >>> with_command("Exec=reirrad-gui %F", ("/opt/a program/reirrad-gui",))
    'Exec="/opt/a program/reirrad-gui" %F'
    """
    line = " ".join((*(quoted(part) for part in command), "%F"))
    return re.sub(r"^Exec=.*$", lambda _: f"Exec={line}", entry, flags=re.MULTILINE)


def quoted(argument: str) -> str:
    """One argument of `Exec`: quoted, then escaped as a string of the file (Desktop Entry Specification 1.5, "Exec").

    Examples
    --------
    >>> quoted("/opt/50%")
    '"/opt/50%%"'
    """
    within = re.sub(r'(["`$\\])', r"\\\1", argument).replace("%", "%%")
    return '"' + within.replace("\\", "\\\\") + '"'


def indexed(folder: Path) -> Iterator[str]:
    """Has the desktop's indexes made again; a sentence for each that could not be."""
    for tool, place in INDEXES:
        found = shutil.which(tool)
        (folder / place).mkdir(parents=True, exist_ok=True)
        if found is None or subprocess.run([found, str(folder / place)], check=False, capture_output=True).returncode:
            yield f"{tool} is missing or failed: the desktop may notice the change only after you log in again."
