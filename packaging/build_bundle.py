#!/usr/bin/env python3
"""Makes the standalone program for the system it runs on: `python3 packaging/build_bundle.py`.

Needs Python 3.11 or newer with its shared library, and nothing else: the packages that go into the program, and
PyInstaller, which makes it, are those pinned with their hashes in requirements/bundle.txt. The result is
`dist/reirrad-gui/`, and the same in one archive beside it. It is started once, to see that it draws the example.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from contents import ROOT, VERSION

PINS = ROOT / "requirements" / "bundle.txt"
WORK = ROOT / "build" / "bundle"
DIST = ROOT / "dist"
FOLDER = DIST / "reirrad-gui"
WINDOWS = os.name == "nt"
PYTHON = WORK / "venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")
PROGRAM = FOLDER / ("reirrad-gui.exe" if WINDOWS else "reirrad-gui")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--no-archive", action="store_true", help="the folder alone")
    chosen = options.parse_args()
    prepare()
    build()
    subprocess.run([PYTHON, ROOT / "packaging" / "licences.py", FOLDER], check=True)
    try_out()
    print(f"{FOLDER}: {megabytes(FOLDER)} MB")
    if not chosen.no_archive:
        made = archive()
        print(f"{made}: {megabytes(made)} MB")
    return 0


def prepare() -> None:
    """An environment with exactly the pinned packages; kept as long as the pins and this Python are the same."""
    state = WORK / "venv" / "made-of"
    made_of = f"{sys.version}\n{hashlib.sha256(PINS.read_bytes()).hexdigest()}\n"
    if state.is_file() and state.read_text(encoding="utf-8") == made_of:
        return
    venv.create(WORK / "venv", clear=True, with_pip=True)
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "--only-binary", ":all:", "-r", str(PINS)], check=True)
    state.write_text(made_of, encoding="utf-8")


def build() -> None:
    subprocess.run([PYTHON, ROOT / "packaging" / "languages.py"], check=True)
    command = [str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(DIST)]
    command += ["--workpath", str(WORK), str(ROOT / "packaging" / "reirrad-gui.spec")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=ROOT)


def try_out() -> None:
    """Has the new program draw the example with nobody's settings; ends this one where it cannot."""
    with tempfile.TemporaryDirectory() as home:
        places = {f"XDG_{what}_HOME": f"{home}/{what}" for what in ("CACHE", "CONFIG", "DATA", "STATE")}
        shots = Path(home) / "shots"
        for arguments in (["--version"], ["demo", "--screenshots", str(shots)]):
            subprocess.run([PROGRAM, *arguments], check=True, env={**os.environ, **places}, cwd=home)
        if not list(shots.glob("*.png")):
            sys.exit("The program was made, but drew nothing.")


def archive() -> Path:
    """The folder as one file that can be carried over: a ZIP on Windows, elsewhere a tar that keeps who may run it."""
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    stem = DIST / f"reirrad-gui-{VERSION}-{system}-{platform.machine().lower()}"
    return Path(shutil.make_archive(str(stem), "zip" if WINDOWS else "gztar", root_dir=DIST, base_dir=FOLDER.name))


def megabytes(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    return round(sum(one.stat().st_size for one in files) / 1e6)


if __name__ == "__main__":
    sys.exit(main())
