"""The same job done by this program and by others, in one run: the scale case."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.compared import SHARED, Compared, Peers, Skipped, Step, Work

MAKER = SHARED / "make_scale_case.py"
NO_MAKER = "the scale case is made by make_scale_case.py, which does not lie in ../shared/bench"
DVH_PEERS = (
    ("plastimatch", "dvh_plastimatch.py", "dpc", "plastimatch", ("--xor",)),
    ("dicompyler-core, extents", "dvh_dicompylercore.py", "dpc", "", ("--extents",)),
    ("pyCERR", "dvh_pycerr.py", "cerr", "", ()),
)
METRICS = {"mean": "mean_gy", "D95%": "d95_percent_gy", "D0.1cc": "d0_1cc_gy", "D2cc": "d2cc_gy"}


def bench_dvh_scale_case(folder: Path, peers: Peers) -> Compared | Skipped:
    """DVH of all 16 structures from files: CT of 512 x 512 x 100, dose of 200 x 200 x 120, body included"""
    from reirrad_gui.session.dvh_json import dvh_json

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case = _scale_case(folder)
    course, truth = case / "course2", case / "truth.json"
    last: dict[str, Any] = {}

    def ours() -> None:
        last["this program"] = _errors(dvh_json(course / "rtss.dcm", [course / "rtdose.dcm"]), truth)

    def peer(name: str, command: Sequence[str]) -> Step:
        def step() -> Work:
            told = peers.told(command)
            last[name] = told["abs_error_median_max"]["large>1cc"]
            return Work(told["seconds"]["work"])

        return step

    found: dict[str, Step] = {}
    for name, script, environment, program, options in DVH_PEERS:
        command = peers.runner(script, environment, program)
        if command is not None:
            found[name] = peer(name, [*command, str(course), "--truth", str(truth), *options])
    return Compared(ours, found, lambda: [_said(name, errors) for name, errors in last.items()])


def bench_two_courses_scale_case(folder: Path, peers: Peers) -> Compared | Skipped:
    """Two courses from files to the accumulated EQD2 of 10 organs at α/β 3 Gy, every file used hashed (dvh --case)"""
    from reirrad_gui.session import Assessor, Settings, open_case
    from reirrad_gui.session.case_dvh import Wanted, case_dvh_json

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case = _scale_case(folder)
    truth = json.loads((case / "truth.json").read_text(encoding="utf-8"))["rois"]
    wanted = Wanted(tuple(name for name in truth if name != "BODY")[:10], alpha_beta_gy=3.0)
    last: dict[str, Any] = {}

    def ours() -> None:
        last.update(case_dvh_json([case], wanted))

    others: dict[str, Step] = {
        "this program, the whole assessment: every structure and limit": lambda: Assessor(open_case([case])).assess(
            Settings()
        )
    }
    command = peers.runner("pipeline_sitk_dicompyler.py", "dpc")
    if command:
        others["SimpleITK + dicompyler-core, extents"] = _work(peers, [*command, str(case), "--extents"])
    return Compared(ours, others, lambda: [_said("this program", _sum_errors(last, truth))])


def bench_alpha_beta_scale_case(folder: Path) -> Callable[[], object] | Skipped:
    """Change α/β of one organ of 500 cc of the scale case: new assessment with all rows and DVHs"""
    from reirrad_gui.session import Session, open_case

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    session = Session(open_case([_scale_case(folder)]))
    values = iter(np.linspace(2.0, 4.0, 100_000))
    return lambda: session.do("Set α/β", lambda s: s.with_alpha_beta("13_sphere_500cc", float(next(values))))


def _scale_case(folder: Path) -> Path:
    case = folder / "case"
    options = ["--slices", "100", "--dz", "3", "--rois", "15", "--external"]
    subprocess.run([sys.executable, str(MAKER), str(case), *options], check=True, capture_output=True)
    return case


def _work(peers: Peers, command: Sequence[str]) -> Step:
    return lambda: Work(peers.told(command)["seconds"]["work"])


def _errors(found: dict[str, Any], truth: Path) -> dict[str, tuple[float, float]]:
    """Median and largest absolute error of structures above 1 cc, as the peers' scripts tell theirs."""
    rows = {row["name"]: row for row in found["structures"]}
    errors: dict[str, list[float]] = {"vol_%": []}
    for name, true in json.loads(truth.read_text(encoding="utf-8"))["rois"].items():
        if true["volume_cc"] <= 1.001:
            continue
        errors["vol_%"].append(100 * abs(rows[name]["volume_cc"] / true["volume_cc"] - 1))
        for metric, key in METRICS.items():
            expected = true["course2_physical"].get(metric)
            if expected is not None:
                errors.setdefault(metric, []).append(abs(rows[name][key] - expected))
    return {metric: (float(np.median(several)), max(several)) for metric, several in errors.items()}


def _sum_errors(found: dict[str, Any], truth: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Median and largest absolute error of the accumulated EQD2, and of the volume, above 1 cc."""
    errors: dict[str, list[float]] = {"vol_%": []}
    for row in found["structures"]:
        true = truth[row["name"]]
        if true["volume_cc"] <= 1.001:
            continue
        errors["vol_%"].append(100 * abs(row["volume_cc"] / true["volume_cc"] - 1))
        for metric, key in METRICS.items():
            if true["sum_eqd2"].get(metric) is not None:
                errors.setdefault(metric, []).append(abs(row["accumulated_eqd2"][key] - true["sum_eqd2"][metric]))
    return {metric: (float(np.median(several)), max(several)) for metric, several in errors.items()}


def _said(name: str, errors: dict[str, Sequence[float]]) -> str:
    doses = ", ".join(f"{metric} {errors[metric][1]:.3f}" for metric in METRICS if metric in errors)
    median, largest = errors["vol_%"]
    return f"{name}: largest error above 1 cc in Gy: {doses}; volume {median:.2f} % (median), {largest:.2f} % (largest)"
