"""This program's part of a comparison in a process of its own, as the scripts of the others run in theirs.

`python -m tests.benchmarks.ours dvh COURSE` or `... pipeline CASE ROI[,ROI ...]`. The last line is JSON: seconds of
import and of work, peak memory, and every figure under the names that the others' scripts use.
"""

import time

BEGAN = time.perf_counter()

import json  # noqa: E402 (imports are part of what is timed)
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy.ma  # noqa: E402, F401
import pydicom  # noqa: E402, F401

import reirrad_gui.dicom  # noqa: E402, F401
from reirrad_gui.session.case_dvh import Wanted, case_dvh_json  # noqa: E402
from reirrad_gui.session.dvh_json import dvh_json  # noqa: E402

IMPORTED = time.perf_counter()
ALPHA_BETA_GY = 3.0
"""As in the others' scripts."""
NAMES = {
    "mean": "mean_gy", "D98%": "d98_percent_gy", "D95%": "d95_percent_gy", "D50%": "d50_percent_gy",
    "D2%": "d2_percent_gy", "D0.03cc": "d0_03cc_gy", "D0.1cc": "d0_1cc_gy", "D1cc": "d1cc_gy", "D2cc": "d2cc_gy",
}  # fmt: skip


def dvh(course: str) -> dict[str, Any]:
    """Every structure of a course, in its dose."""
    found = dvh_json(Path(course) / "rtss.dcm", [Path(course) / "rtdose.dcm"])
    return {row["name"]: _figures(row["volume_cc"], row) for row in found["structures"]}


def pipeline(case: str, organs: str) -> dict[str, Any]:
    """The named structures over both courses, as EQD2."""
    found = case_dvh_json([Path(case)], Wanted(tuple(organs.split(",")), ALPHA_BETA_GY))
    return {row["name"]: _figures(row["volume_cc"], row["accumulated_eqd2"]) for row in found["structures"]}


def _figures(volume_cc: float, row: dict[str, Any]) -> dict[str, Any]:
    return {"volume_cc": volume_cc, **{name: row.get(key) for name, key in NAMES.items()}}


def peak_mb() -> float | None:
    """As the others' scripts find it; None on a system without it."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    job = {"dvh": dvh, "pipeline": pipeline}[sys.argv[1]]
    started = time.perf_counter()
    rois = job(*sys.argv[2:])
    seconds = {"import": IMPORTED - BEGAN, "work": time.perf_counter() - started}
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "rois": rois}))
