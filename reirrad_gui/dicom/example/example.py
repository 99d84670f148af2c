"""Writes the example's folder: two courses, a registration, three bone scans and the story."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.body import outline
from reirrad_gui.dicom.example.bone_scans import BONE_SCANS
from reirrad_gui.dicom.example.contours import drawn_structures
from reirrad_gui.dicom.example.dose import PlanDose, density, plan_dose
from reirrad_gui.dicom.example.headers import save
from reirrad_gui.dicom.example.image import render
from reirrad_gui.dicom.example.lattice import Lattice
from reirrad_gui.dicom.example.plans import Plan, first_plan, second_plan
from reirrad_gui.dicom.example.setup import FRAME_1_TO_2, SCAN_1, SCAN_2, Scan
from reirrad_gui.dicom.example.targets import ALWAYS, NEW_2018
from reirrad_gui.dicom.example.write_ct import write_slice
from reirrad_gui.dicom.example.write_nm import bone_scan
from reirrad_gui.dicom.example.write_rt import registration, rt_dose, rt_plan, structure_set
from reirrad_gui.resources import resource

Step = Callable[[int, int, str], None]
EXAMPLE_VERSION = "1"
"""Changes whenever the generated files change."""
STORY = "example.reirrad.json"
_STAMP = "example.version"
_COARSE_MM = 5.0


def _silent(done: int, total: int, text: str) -> None:
    """No progress wanted."""


class _Progress:
    """Counts the files written and reports them; `step` may raise to cancel."""

    def __init__(self, step: Step) -> None:
        self._step, self._done = step, 0
        self._total = SCAN_1.slices + SCAN_2.slices + 2 * 2 + 1 + len(BONE_SCANS)

    def next(self, text: str) -> None:
        self._step(self._done, self._total, text)
        self._done += 1


def _tissue(scan: Scan, hu: NDArray[np.float32], skin: NDArray[np.float32]) -> tuple[Lattice, Lattice]:
    """Relative density and distance to the skin on a coarse lattice, couch and air left out."""
    by = max(1, round(_COARSE_MM / scan.pixel_mm))
    count = scan.size // by
    first = np.array(scan.first_mm) + np.array([1.0, 1.0, 0.0]) * scan.pixel_mm * (by - 1) / 2
    step = np.array([scan.pixel_mm * by, scan.pixel_mm * by, scan.spacing_mm])

    def coarse(volume: NDArray[np.float32]) -> NDArray[np.float32]:
        blocks = volume[:, : count * by, : count * by].reshape(scan.slices, count, by, count, by)
        return np.asarray(blocks.mean(axis=(2, 4)), np.float32)

    within = np.where(skin < 0, density(hu), 0).astype(np.float32)
    return Lattice(first, step, coarse(within), 0.0), Lattice(first, step, coarse(skin), 50.0)


def _write_ct(folder: Path, scan: Scan, progress: _Progress) -> tuple[Lattice, Lattice]:
    folder.mkdir(parents=True)
    lesions = ALWAYS if scan.number == 1 else (*ALWAYS, *NEW_2018)
    images, skins = [], []
    for number, z in enumerate(scan.heights()):
        progress.next(f"Drawing planning CT {scan.number}")
        plane = scan.plane(float(z))
        skin = outline(plane)
        hu = render(plane, scan.filling, lesions, 1000 * scan.number + number)
        write_slice(folder, scan, number, hu)
        images.append(hu)
        skins.append(skin)
    return _tissue(scan, np.stack(images), np.stack(skins))


def _grid_dose(plan: Plan, dose: PlanDose) -> NDArray[np.float32]:
    frames = [dose.at(*plan.grid.frame(k)) for k in range(plan.grid.size[2])]
    return np.asarray(np.stack(frames), np.float32)


def _write_course(folder: Path, plan: Plan, progress: _Progress) -> None:
    scan = plan.scan
    tissue, skin = _write_ct(folder / "CT", scan, progress)
    progress.next(f"Drawing the structures of course {scan.number}")
    drawn = drawn_structures(scan)
    save(structure_set(scan, drawn), folder / f"RS.course{scan.number}.dcm")
    progress.next(f"Calculating the dose of course {scan.number}")
    dose = plan_dose(plan.beams, tissue, skin, plan.total_gy)
    target = next(n for n, one in enumerate(drawn, start=1) if one.kind == "PTV")
    save(rt_plan(plan, dose.gy_per_unit, target), folder / f"RP.course{scan.number}.dcm")
    save(rt_dose(plan, _grid_dose(plan, dose)), folder / f"RD.course{scan.number}.dcm")


def _write_all(folder: Path, step: Step) -> None:
    progress = _Progress(step)
    _write_course(folder / "course1", first_plan(), progress)
    _write_course(folder / "course2", second_plan(), progress)
    progress.next("Writing the registration")
    save(registration(FRAME_1_TO_2), folder / "REG.course1_to_course2.dcm")
    for scan in BONE_SCANS:
        progress.next(f"Drawing the {scan.key}")
        scans = folder / "bone_scans"
        scans.mkdir(exist_ok=True)
        save(bone_scan(scan), scans / f"NM.{scan.year}.dcm")
    shutil.copyfile(resource("example", "story.json"), folder / STORY)
    (folder / _STAMP).write_text(EXAMPLE_VERSION + "\n", encoding="utf-8")


def example_folder() -> Path:
    """Where the example lives on this computer: the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("reirrad-gui", appauthor=False)) / "example"


def is_current(folder: Path) -> bool:
    """Whether the folder holds the example as this version of the program writes it."""
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == EXAMPLE_VERSION


def ensure_example(folder: Path | None = None, step: Step = _silent) -> Path:
    """The example's folder, written only if it is missing or from another version."""
    chosen = example_folder() if folder is None else folder
    return chosen if is_current(chosen) else write_example(chosen, step)


def write_example(folder: Path, step: Step = _silent) -> Path:
    """Write the example patient as DICOM files and a story into `folder`, replacing what stood there.

    The files are written beside it and moved into place at the end, so a folder that exists is complete. `step` is
    told (done, total, text) and may raise to stop; nothing is left behind then.

    Returns
    -------
    the folder
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = workshop / folder.name
        made.mkdir()
        _write_all(made, step)
        if folder.exists():
            folder.rename(workshop / "old")
        made.rename(folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder
