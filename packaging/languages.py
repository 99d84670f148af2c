#!/usr/bin/env python3
"""Compiles the catalogues of `resources/languages` with the Qt of this Python: `python packaging/languages.py`.

`run.py`, the build of a wheel and that of the bundle call it; a catalogue that is newer than its source is left alone.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "languages"


def compile_catalogues(folder: Path = FOLDER) -> list[Path]:
    """Make `name.qm` from each `name.ts` that changed since; what was made. Ends the program where Qt cannot."""
    made = []
    for source in sorted(folder.glob("*.ts")):
        compiled = source.with_suffix(".qm")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([lrelease(), "-silent", source, "-qm", compiled], check=True)
            made.append(compiled)
    return made


def lrelease() -> Path:
    """Qt's compiler of catalogues, which comes with PySide6."""
    found = importlib.util.find_spec("PySide6")
    places = found.submodule_search_locations if found is not None else None
    if not places:
        sys.exit("The catalogues of languages cannot be compiled: this Python has no PySide6.")
    return Path(places[0]) / ("lrelease.exe" if sys.platform == "win32" else "lrelease")


if __name__ == "__main__":
    compile_catalogues()
