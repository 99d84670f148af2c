"""Puts the licences of what a bundle holds into it: `python licences.py FOLDER`, where its packages are installed.

Qt, its Python bindings and psycopg are under the LGPL 3: their files stay files of their own in the folder, and whoever
has it may put others in their place. PyInstaller is under the GPL 2 with an exception that leaves programs made with it
under their own licence.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import Distribution, distributions
from pathlib import Path

MAKERS = {
    "altgraph",
    "macholib",
    "packaging",
    "pefile",
    "pip",
    "pyinstaller-hooks-contrib",
    "pywin32-ctypes",
    "setuptools",
}
"""Installed to make a bundle, and not part of it. PyInstaller stays in the list: its starter is in the bundle."""
TELLS = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)


def main(folder: Path) -> None:
    licences = folder / "licences"
    licences.mkdir(exist_ok=True)
    packages = [*_packages(licences), f"Python {sys.version.split()[0]}: PSF-2.0"]
    _copy(Path(sys.base_prefix) / "lib" / f"python3.{sys.version_info.minor}" / "LICENSE.txt", licences / "Python")
    _copy(Path("/usr/share/common-licenses/GPL-3"), licences / "LGPL-3")
    _copy(Path("/usr/share/common-licenses/LGPL-3"), licences / "LGPL-3")
    lines = [*packages, "", *_system(folder, licences)]
    (licences / "README.txt").write_text(
        "\n".join(("What this folder is made of:", "", *lines)) + "\n", encoding="utf-8"
    )


def _packages(licences: Path) -> Iterator[str]:
    for one in sorted(distributions(), key=lambda found: found.name.casefold()):
        if one.name.casefold() not in MAKERS:
            for file in one.files or ():
                if TELLS.search(file.as_posix()) and file.suffix not in {".py", ".pyc", ".so"}:
                    within = "_".join(part for part in file.parts[1:] if part != "licenses") or file.name
                    _copy(Path(str(one.locate_file(file))), licences / one.name, within)
            yield f"{one.name} {one.version}: {_named(one)}"


def _named(one: Distribution) -> str:
    """A licence in one line: the expression, else the classifiers, else the first line of the free text."""
    said: Message = one.metadata  # type: ignore[assignment]  # typeshed leaves out `get`
    classifiers = [text.rsplit(" :: ")[-1] for text in said.get_all("Classifier", []) if text.startswith("License")]
    free = (said.get("License") or "").strip().splitlines()
    return said.get("License-Expression") or ", ".join(classifiers) or (free[0] if free else "see its files")


def _system(folder: Path, licences: Path) -> Iterator[str]:
    """Libraries of the building system, by Debian package; nothing elsewhere."""
    dpkg = shutil.which("dpkg-query")
    names = sorted(path.name for path in (folder / "_internal").glob("*.so*") if not path.is_symlink())
    if dpkg is None:
        return
    for name in names:
        ran = subprocess.run([dpkg, "-S", f"*/{name}"], capture_output=True, text=True, check=False)
        owner = ran.stdout.split(":")[0].split(",")[0]
        if owner:
            _copy(Path("/usr/share/doc") / owner / "copyright", licences / "system" / owner)
        yield f"{name}: {f'Debian package {owner}' if owner else 'part of a package above'}"


def _copy(source: Path, folder: Path, name: str = "") -> None:
    if source.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / (name or source.name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
