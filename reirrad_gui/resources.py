"""Files shipped with the program, found alike in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
_DOCUMENTS = (_PACKAGE / "_docs", _PACKAGE.parent / "docs")


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder.

    Raises
    ------
    FileNotFoundError
        The installation is incomplete; the message names the file.

    Examples
    --------
    >>> resource("constraints").is_dir()
    True
    """
    return _found(_FOLDERS, parts)


def document(*parts: str) -> Path:
    """Path of a page of the documentation or one of its pictures; errors as `resource`.

    Examples
    --------
    >>> document("formulas.md").is_file()
    True
    """
    return _found(_DOCUMENTS, parts)


def _found(folders: tuple[Path, ...], parts: tuple[str, ...]) -> Path:
    for folder in folders:
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"The installation lacks its file {'/'.join(parts)}; install the program again.")
