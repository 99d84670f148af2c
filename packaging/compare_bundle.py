#!/usr/bin/env python3
"""Holds the bundle against the checkout it was made of: `python3 packaging/compare_bundle.py [FOLDER ...]`.

Each command is run by both, in a folder of the same name with nobody's settings, on the built-in example and on the
folders given; what they print and every file they write has to be the same, byte for byte, but for moments and
identifiers that are new each time. A packed file is read again by the command after it. Exit status 1 where anything
differs.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from build_bundle import PROGRAM, PYTHON
from contents import ROOT

Outcome = dict[str, bytes]
NEW_EACH_TIME = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"  # moments
    rb"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b2\.25\.\d+"  # identifiers drawn at random
    rb"|\b\d+ KB|\b\d+ bytes"  # sizes of files with such moments in them
)
NAME_ALONE = {".reirrad", ".pdf", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".lock"}
"""Packed, or with a moment inside: only that they are there is compared."""
EXAMPLE = "../../nobody/cache/reirrad-gui/example"


def commands(folder: str, *, whole: bool) -> list[list[str]]:
    """What a workstation does with a folder; `whole` for a case of several courses that can be reported and carried."""
    said = [
        ["check", folder],
        ["assess", folder, "--uncertainty", "200", "--seed", "1", "--json", "assessed.json"],
        ["dvh", "--case", folder, "--json", "dvh.json"],
    ]
    if not whole:
        return said
    return [
        *said,
        ["plan", folder, "--json", "plan.json"],
        ["assess", folder, "--registration", "auto", "--json", "automatic.json"],
        ["export", folder, "--to", "exported", "--what", "all", "--json", "exported.json"],
        ["fhir", folder, "--to", "case.json"],
        ["check", "case.json"],
        ["capsule", "save", folder, "--with-dicom", "--to", "case.reirrad"],
        ["capsule", "open", "case.reirrad", "--json", "opened.json"],
        ["assess", "case.reirrad", "--json", "capsule.json"],
        ["capsule", "save", folder, "--with-dicom", "--deidentify", "--leave-out-flagged", "--to", "nobody.reirrad"],
        ["report", folder, "--to", "report.pdf"],
        ["report", folder, "--to", "report.html"],
        ["constraints", "list"],
        ["evidence", "--json", "evidence.json"],
        ["--version"],
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="*", type=Path)
    chosen = options.parse_args()
    wanted = {"example": [["demo", "--screenshots", "shots"], *commands(EXAMPLE, whole=True)]}
    for folder in chosen.folders:
        wanted[folder.name] = commands(str(folder.resolve()), whole=False)
    with tempfile.TemporaryDirectory(prefix="reirrad-bundle-") as place:
        here = outcome([str(PYTHON), "-m", "reirrad_gui"], wanted, Path(place))
        there = outcome([str(PROGRAM)], wanted, Path(place))
    different = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    for name in different:
        print(f"differs: {name}\n  checkout: {shown(here, name)}\n  bundle:   {shown(there, name)}")
    failed = sorted(name for name, told in here.items() if re.search(rb"status [^0]\d*$", told))
    for name in failed:
        print(f"refused by the checkout: {name}: {shown(here, name)}")
    print(f"{len(here)} outputs compared, {len(different)} differ.")
    return 1 if different else 0


def outcome(program: list[str], wanted: dict[str, list[list[str]]], place: Path) -> Outcome:
    """Every command's words and status, and every file that is there at the end, by name."""
    home, work = place / "nobody", place / "work"
    for folder in (home, work):
        shutil.rmtree(folder, ignore_errors=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    env |= {f"XDG_{what.upper()}_HOME": str(home / what) for what in ("cache", "config", "data", "state")}
    found: Outcome = {}
    for name, rows in wanted.items():
        (work / name).mkdir(parents=True)
        for words in rows:
            ran = subprocess.run([*program, *words], check=False, capture_output=True, cwd=work / name, env=env)
            told = b"\n".join((ran.stdout, ran.stderr, b"status %d" % ran.returncode))
            found[f"{name}: {' '.join(words)}"] = NEW_EACH_TIME.sub(b"*", told)
    files = (path for path in place.rglob("*") if path.is_file())
    return found | {path.relative_to(place).as_posix(): content(path) for path in files}


def content(path: Path) -> bytes:
    unread = path.suffix in NAME_ALONE or (path.suffix == ".dcm" and "exported" in path.parts)
    return b"" if unread else NEW_EACH_TIME.sub(b"*", path.read_bytes())


def shown(found: Outcome, name: str) -> str:
    return "nothing" if name not in found else f"{len(found[name])} bytes, ends in {found[name][-160:]!r}"


if __name__ == "__main__":
    sys.exit(main())
