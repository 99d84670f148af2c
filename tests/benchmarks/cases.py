"""The scale cases: two courses with figures known by formula, made by a script beside the checkout, once in a run."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.compared import SHARED

MAKER = SHARED / "make_scale_case.py"
NO_MAKER = "the scale case is made by make_scale_case.py, which does not lie in ../shared/bench"
ORIENTATION = (
    "--slices", "60", "--dz", "2.5", "--rois", "10", "--matrix", "256", "--pixel", "2", "--grid", "120x110x70",
    "--ct", "flat",
)  # fmt: skip
OPTIONS = {
    "a3": ("--slices", "100", "--dz", "3", "--rois", "15", "--external"),
    "a3y": ("--slices", "100", "--dz", "3", "--rois", "15", "--axis", "y", "--ct", "flat"),
    "big": (
        "--slices", "300", "--dz", "1", "--rois", "40", "--external", "--grid", "450x450x300", "--gsp", "1",
        "--dose-bits", "32", "--grid1", "200x200x120", "--gsp1", "2.5",
    ),
    **{f"or_{position}": (*ORIENTATION, "--pos1", position, "--pos2", position) for position in ("FFS", "FFP", "HFP")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cases:
    """Where the cases lie or will: a folder that is removed after the run, or the one of `--cases`."""

    folder: Path

    def made(self, name: str) -> Path:
        """The folder of a case, made unless it is there and was made with the same options."""
        case = self.folder / name
        wanted = [*OPTIONS[name]]
        recipe = self.folder / f"{name}.options.json"
        if not (case / "truth.json").is_file() or not recipe.is_file() or json.loads(recipe.read_text()) != wanted:
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run([sys.executable, "-B", str(MAKER), str(case), *wanted], check=True, capture_output=True)
            recipe.write_text(json.dumps(wanted))
        return case
