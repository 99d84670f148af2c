"""What a result of this installation rests on: the program, its tables, Python and the packages that compute and draw.

Read from JSON files and package metadata alone: `--version` has to answer at once, and importing the constraints would
import numpy. A test holds this list against the one that `constraints list` reads in full.
"""

import argparse
import json
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reirrad_gui import __version__
from reirrad_gui.resources import resource

TABLES: Final = (("constraint set", "constraints", "constraint-sets"), ("tissue table", "tissues", "tissue-tables"))
"""What it is, its folder in the resources, its folder among the user's data."""
PACKAGES: Final = (("Qt", "PySide6-Essentials"), ("numpy", "numpy"), ("pydicom", "pydicom"))


class TellVersions(argparse.Action):
    """`--version`: one fact a line, then the end."""

    def __init__(self, option_strings: list[str], dest: str = argparse.SUPPRESS, help: str | None = None) -> None:  # noqa: A002 - argparse's word
        super().__init__(option_strings, dest=dest, default=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print("\n".join(version_lines()))
        parser.exit()


def version_lines() -> tuple[str, ...]:
    """The program, each constraint set and tissue table on this computer, Python, Qt, numpy and pydicom.

    Examples
    --------
    >>> lines = version_lines()
    >>> lines[0] == f"reirrad-gui {__version__}"
    True
    >>> [line.split(":")[0] for line in lines if "(your own)" not in line][1]
    'constraint set cord-nieder-hytec'
    """
    tables = [line for what, shipped, own in TABLES for line in _tables(what, shipped, own)]
    packages = [f"{name} {_installed(package)}" for name, package in PACKAGES]
    return (f"reirrad-gui {__version__}", *tables, f"Python {platform.python_version()}", *packages)


def _tables(what: str, shipped: str, own: str) -> Iterator[str]:
    """A file of the user's that bears a shipped name is passed over, as everywhere."""
    import platformdirs

    folder = Path(platformdirs.user_data_dir("reirrad-gui", appauthor=False)) / own
    came_with_it = {path.stem: path for path in sorted(resource(shipped).glob("*.json"))}
    for name, path in came_with_it.items():
        yield f"{what} {name}: {_edition(path)}"
    for path in sorted(folder.glob("*.json")):
        if path.stem not in came_with_it and not path.name.startswith("."):
            yield f"{what} {path.stem} (your own): {_edition(path)}"


def _edition(path: Path) -> str:
    """Version and date as the file states them; what is wrong with its rows is for `constraints lint` to say."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return f"version {content['version']}, {content['date']}"
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "cannot be read"


def _installed(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
