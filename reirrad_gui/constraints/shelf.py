"""Where sets and tables lie: the shipped ones, which nobody can write over, and the user's in their data folder."""

import os
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.resources import resource

_SUFFIX: Final = ".json"
_MOST_LETTERS: Final = 80
_TAKEN_BY_SYSTEMS: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of file: those shipped in a folder of the resources, and the user's own.

    Parameters
    ----------
    shipped_folder : str
        Below the resources.
    user_folder : str
        Below the data folder that the platform gives this program.
    default : str
        The shipped name that comes first.
    what : str
        "constraint set", as sentences call one.
    """

    shipped_folder: str
    user_folder: str
    default: str
    what: str

    @property
    def folder(self) -> Path:
        """The user's folder; it need not exist."""
        import platformdirs

        return Path(platformdirs.user_data_dir("reirrad-gui", appauthor=False)) / self.user_folder

    @property
    def shipped(self) -> tuple[str, ...]:
        """Shipped names, the default first."""
        return _shipped(self.shipped_folder, self.default)

    @property
    def own(self) -> tuple[str, ...]:
        """The user's names in order; a file that bears a shipped name is passed over."""
        found = {path.stem for path in self.folder.glob(f"*{_SUFFIX}") if not path.name.startswith(".")}
        return tuple(sorted(found - set(self.shipped)))

    @property
    def names(self) -> tuple[str, ...]:
        """Shipped names first, then the user's."""
        return (*self.shipped, *self.own)

    def file(self, name_or_path: str | Path) -> Path | None:
        """The file of a shipped name, of one of the user's, or of a path; None where there is none."""
        if isinstance(name_or_path, str):
            if name_or_path in self.shipped:
                return resource(self.shipped_folder, f"{name_or_path}{_SUFFIX}")
            if is_file_name(name_or_path) and (own := self.folder / f"{name_or_path}{_SUFFIX}").is_file():
                return own
        path = Path(name_or_path)
        return path if path.is_file() else None

    def required(self, name_or_path: str | Path) -> Path:
        """As `file`; CaseFileError where there is none."""
        path = self.file(name_or_path)
        if path is None:
            raise CaseFileError(
                f"There is no {self.what} {str(name_or_path)!r}. Choose one of {', '.join(self.names)}, or give the "
                "path of a file."
            )
        return path

    def new_name(self, title: str) -> str:
        """The name of a new file for this title.

        Raises
        ------
        EntryError
            The title holds no letter or digit, or the name is taken, by a shipped file or one of the user's.
        """
        name = self.file_name(title)
        if name in self.shipped:
            raise EntryError(f"“{title}” is the name of a shipped {self.what}, which stays as it is. Choose another.")
        if (self.folder / f"{name}{_SUFFIX}").exists():
            raise EntryError(f"You have a {self.what} “{name}” already. Choose another name, or delete that one first.")
        return name

    def file_name(self, title: str) -> str:
        """A title as the name of a file; EntryError for one without letters and digits."""
        name = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")[:_MOST_LETTERS]
        if not name:
            raise EntryError(f"Give the {self.what} a name with letters or digits in it.")
        return f"set-{name}" if _TAKEN_BY_SYSTEMS.fullmatch(name) else name

    def write(self, name: str, content: str) -> Path:
        """Writes one of the user's files, whole or not at all.

        Raises
        ------
        EntryError
            The name is a shipped one's, or cannot be a file's.
        CaseFileError
            The folder cannot be written to.
        """
        if name in self.shipped:
            raise EntryError(f"The shipped {self.what} “{name}” stays as it is. Copy it, and change the copy.")
        if not is_file_name(name):
            raise EntryError(f"“{name}” cannot be the name of a {self.what}.")
        path = self.folder / f"{name}{_SUFFIX}"
        write_whole(path, content)
        return path

    def delete(self, name: str) -> None:
        """Removes one of the user's files; EntryError for a shipped one or one that is not there."""
        if name not in self.own:
            raise EntryError(f"Only a {self.what} of your own can be deleted; “{name}” is none.")
        (self.folder / f"{name}{_SUFFIX}").unlink()


def is_file_name(name: str) -> bool:
    """True for what can be a file's name without leading anywhere else.

    >>> is_file_name("our-pelvis"), is_file_name("../pelvis"), is_file_name("")
    (True, False, False)
    """
    return re.fullmatch(r"[\w][\w -]*", name) is not None


def write_whole(path: Path, content: str) -> None:
    """Writes a file whole or not at all: whoever reads meanwhile sees the old one or the new one.

    Raises
    ------
    CaseFileError
        It cannot be written; what was there before is still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", suffix=".part", delete=False
        ) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                file.close()
                Path(file.name).replace(path)
            except BaseException:
                file.close()
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CaseFileError(
            f"{path.name} cannot be written to {path.parent}: {error.strerror or error}. Nothing was changed; choose "
            "another folder, or ask who may write there."
        ) from error


@cache
def _shipped(folder: str, default: str) -> tuple[str, ...]:
    found = {path.stem for path in resource(folder).glob(f"*{_SUFFIX}")}
    return (default, *sorted(found - {default}))
