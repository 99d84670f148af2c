"""Files shipped with the program, found alike in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_FOLDERS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


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
    for folder in _FOLDERS:
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"The installation lacks its file {'/'.join(parts)}; install the program again.")
