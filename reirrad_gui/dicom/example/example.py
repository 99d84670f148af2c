"""Writes the example's folder: two courses, a registration, three bone scans and the story."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.bone_scans import BONE_SCANS
from reirrad_gui.dicom.example.contours import drawn_structures
from reirrad_gui.dicom.example.dose import PlanDose
from reirrad_gui.dicom.example.headers import save
from reirrad_gui.dicom.example.plans import Plan, first_plan, normalised, second_plan
from reirrad_gui.dicom.example.setup import FRAME_1_TO_2, SCAN_1, SCAN_2
from reirrad_gui.dicom.example.shapes import Array
from reirrad_gui.dicom.example.visits import draw
from reirrad_gui.dicom.example.write_ct import write_slice
from reirrad_gui.dicom.example.write_dose import registration, rt_dose
from reirrad_gui.dicom.example.write_nm import bone_scan
from reirrad_gui.dicom.example.write_plan import rt_plan
from reirrad_gui.dicom.example.write_structures import structure_set
from reirrad_gui.errors import EntryError
from reirrad_gui.resources import resource

Step = Callable[[int, int, str], None]
STORY = "example.reirrad.json"
_STAMP = ".example.version"
"""Hidden: readers of the folder pass over it."""


def _silent(done: int, total: int, text: str) -> None:
    """No progress wanted."""


class _Progress:
    """Counts what is written and reports it; `step` may raise to cancel."""

    def __init__(self, step: Step) -> None:
        self._step, self._done = step, 0
        self._total = SCAN_1.slices + SCAN_2.slices + 2 * 2 + 1 + len(BONE_SCANS)

    def next(self, text: str) -> None:
        self._step(self._done, self._total, text)
        self._done += 1


def _grid_dose(plan: Plan, dose: PlanDose) -> NDArray[np.float32]:
    frames = [dose.at(*plan.grid.frame(k)) for k in range(plan.grid.size[2])]
    return np.asarray(np.stack(frames), np.float32)


def _write_course(folder: Path, plan: Plan, progress: _Progress) -> None:
    scan = plan.scan
    slices = folder / "CT"
    slices.mkdir(parents=True)

    def write(number: int, hu: Array) -> None:
        progress.next(f"Drawing planning CT {scan.number}")
        write_slice(slices, scan, number, hu)

    tissue = draw(scan, write)
    progress.next(f"Drawing the structures of course {scan.number}")
    drawn = drawn_structures(scan)
    save(structure_set(scan, drawn), folder / f"RS.course{scan.number}.dcm")
    progress.next(f"Calculating the dose of course {scan.number}")
    dose = normalised(plan, tissue.density, tissue.skin)
    target = next(n for n, one in enumerate(drawn, start=1) if one.kind == "PTV")
    save(rt_plan(plan, dose, target), folder / f"RP.course{scan.number}.dcm")
    save(rt_dose(plan, _grid_dose(plan, dose)), folder / f"RD.course{scan.number}.dcm")


def _write_all(folder: Path, step: Step) -> None:
    progress = _Progress(step)
    _write_course(folder / "course1", first_plan(), progress)
    _write_course(folder / "course2", second_plan(), progress)
    progress.next("Writing the registration")
    save(registration(FRAME_1_TO_2), folder / "REG.course1_to_course2.dcm")
    scans = folder / "bone_scans"
    scans.mkdir()
    for scan in BONE_SCANS:
        progress.next(f"Drawing the {scan.key}")
        save(bone_scan(scan), scans / f"NM.{scan.year}.dcm")
    shutil.copyfile(resource("example", "story.json"), folder / STORY)
    (folder / _STAMP).write_text(example_version() + "\n", encoding="utf-8")


@lru_cache(maxsize=1)
def example_version() -> str:
    """Fingerprint of everything that decides what the example looks like; changes with any of it.

    >>> len(example_version())
    16
    """
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256()
    for source in [*sources, resource("example", "story.json")]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def example_folder() -> Path:
    """Where the example lives on this computer: the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("reirrad-gui", appauthor=False)) / "example"


def is_current(folder: Path) -> bool:
    """Whether the folder holds the example as this version of the program writes it."""
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == example_version()


def ensure_example(folder: Path | None = None, step: Step = _silent) -> Path:
    """The example's folder, written only if it is missing or from another version of the program."""
    chosen = example_folder() if folder is None else folder
    return chosen if is_current(chosen) else write_example(chosen, step)


def write_example(folder: Path, step: Step = _silent) -> Path:
    """Write the example patient as DICOM files and a story into `folder`, replacing an older example there.

    The files are written beside it and moved into place at the end, so a folder that exists is complete. `step` is
    told (done, total, text) and may raise to stop; nothing is left behind then.

    Returns
    -------
    the folder

    Raises
    ------
    EntryError
        The folder holds something else; it is left alone.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / STORY).is_file():
        raise EntryError(f"{folder} already holds other files; the example needs an empty or new folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = workshop / folder.name
        made.mkdir()
        _write_all(made, step)
        _put_in_place(made, folder, workshop / "old")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder


def _put_in_place(made: Path, folder: Path, old: Path) -> None:
    """Move the finished folder where it belongs; another program writing the same example at once may win."""
    try:
        if folder.exists():
            folder.rename(old)
        made.rename(folder)
    except OSError:
        if not is_current(folder):
            raise
