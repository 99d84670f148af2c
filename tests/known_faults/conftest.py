"""Files in, numbers out, as somebody at the command line gets them."""

import json
from pathlib import Path

import pytest

from reirrad_gui.cli import main


@pytest.fixture
def assess(tmp_path):
    """`reirrad-gui assess` on a folder: its JSON."""

    def run(folder: Path, *options: str) -> dict:
        said = tmp_path / "assessment.json"
        assert main(["assess", str(folder), "--json", str(said), *options]) == 0
        return json.loads(said.read_text(encoding="utf-8"))

    return run


@pytest.fixture
def dvh(tmp_path):
    """`reirrad-gui dvh` on one structure set and its doses: its rows by structure name."""

    def run(structures: Path, *doses: Path, options: tuple[str, ...] = ()) -> dict[str, dict]:
        said = tmp_path / "dvh.json"
        given = [part for dose in doses for part in ("--dose", str(dose))]
        assert main(["dvh", "--structures", str(structures), *given, "--json", str(said), *options]) == 0
        rows = json.loads(said.read_text(encoding="utf-8"))["structures"]
        return {row["name"]: row for row in rows}

    return run
