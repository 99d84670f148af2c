"""How far every program's figures lie from the formula, structure by structure: the same sums for all of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

METRICS = ("mean", "D98%", "D95%", "D50%", "D2%", "D0.03cc", "D0.1cc", "D1cc", "D2cc")
SMALL_CC = 1.001
"""Structures up to 1 cc are a class of their own: a solid of 0.1 cc has few contours, 3 mm apart."""


@dataclass(frozen=True, slots=True)
class Worst:
    """The largest error and where."""

    error: float
    where: str


@dataclass(frozen=True, slots=True)
class Errors:
    """One program's absolute errors in a case: percent for volumes, Gy for doses. Only what has a true figure counts.

    `by_roi` is signed: structure, then "volume" or a metric. `missing` are structures without any figure.
    """

    by_roi: Mapping[str, Mapping[str, float]]
    volumes_cc: Mapping[str, float]
    missing: tuple[str, ...]

    def of(self, metric: str, small: bool) -> list[tuple[float, str]]:
        """Absolute errors of one figure, and in which structure, in structures up to 1 cc or above."""
        return [
            (abs(errors[metric]), roi)
            for roi, errors in self.by_roi.items()
            if metric in errors and (self.volumes_cc[roi] <= SMALL_CC) == small
        ]

    def largest(self, metrics: Iterable[str], small: bool = False) -> Worst | None:
        """None where no structure has such a figure."""
        found = [(error, f"{metric} of {roi}") for metric in metrics for error, roi in self.of(metric, small)]
        return Worst(*max(found)) if found else None

    def median(self, metric: str, small: bool = False) -> float | None:
        """None where no structure has such a figure."""
        found = [error for error, _ in self.of(metric, small)]
        return float(np.median(found)) if found else None

    def worst(self) -> Worst | None:
        """The largest error of any dose figure in any structure."""
        both = [found for small in (False, True) if (found := self.largest(METRICS, small))]
        return max(both, key=lambda found: found.error) if both else None


def errors(rois: Mapping[str, Mapping[str, Any]], truth: Path, key: str, only: Iterable[str] = ()) -> Errors:
    """Compare figures with the true ones of a scale case.

    `key` names the dose ("course2_physical", "sum_eqd2"); `only` the structures, all of the truth unless given.
    """
    true = json.loads(truth.read_text(encoding="utf-8"))["rois"]
    wanted = tuple(only) or tuple(true)
    found: dict[str, dict[str, float]] = {}
    for name in wanted:
        row = rois.get(name)
        if row is None or not row.get("volume_cc"):
            continue
        found[name] = {"volume": 100.0 * (row["volume_cc"] / true[name]["volume_cc"] - 1.0)}
        for metric in METRICS:
            figure, expected = row.get(metric), true[name][key].get(metric)
            if figure is not None and expected is not None:
                found[name][metric] = figure - expected
    volumes = {name: true[name]["volume_cc"] for name in wanted}
    return Errors(found, volumes, tuple(name for name in wanted if name not in found))


def said(errors: Errors) -> list[str]:
    """One program's row of the table of errors (`HEADINGS`)."""
    volume = errors.largest(["volume"])
    small = errors.largest(["volume"], small=True)
    pair = "" if volume is None else f"{errors.median('volume'):.2f} / {volume.error:.2f}"
    doses = [errors.largest([metric]) for metric in ("mean", "D95%", "D0.1cc", "D2cc")]
    worst = errors.worst()
    told = "" if worst is None else f"{worst.error:.2f} ({worst.where})"
    missing = f"; no figures for {', '.join(errors.missing)}" if errors.missing else ""
    return [
        pair,
        "" if small is None else f"{small.error:.2f}",
        *("" if dose is None else f"{dose.error:.3f}" for dose in doses),
        told + missing,
    ]


HEADINGS = (
    "volume > 1 cc, %: median / max", "volume ≤ 1 cc, %: max", "mean", "D95%", "D0.1cc", "D2cc",
    "worst of 9 metrics in any structure, Gy",
)  # fmt: skip


def structures(truth: Path) -> list[str]:
    """Names of the structures with true figures; the body has none."""
    return list(json.loads(truth.read_text(encoding="utf-8"))["rois"])


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """The true motion between the two frames of reference of a scale case; x_to = matrix · x_from."""

    from_frame: str
    to_frame: str
    matrix: np.ndarray[Any, np.dtype[np.float64]]

    def rms_mm(self, found: np.ndarray[Any, np.dtype[np.float64]]) -> float:
        """How far points of a box of 200 x 150 x 150 mm in the target frame land from where they came from."""
        ticks = np.linspace(-100, 100, 9), np.linspace(-75, 75, 7), np.linspace(-75, 75, 7)
        box = np.stack([*np.meshgrid(*ticks), np.ones((7, 9, 7))], axis=-1).reshape(-1, 4)
        away = box @ (np.linalg.inv(found) - np.linalg.inv(self.matrix)).T
        return float(np.sqrt((away**2).sum(axis=1).mean()))


def true_motion(truth: Path) -> Motion:
    """What the registration object of a scale case says."""
    told = json.loads(truth.read_text(encoding="utf-8"))
    return Motion(told["frame1"], told["frame2"], np.array(told["matrix_frame1_to_frame2"]))


FOUND: dict[str, dict[str, Errors]] = {}
"""What this run has found: case, then program."""


def as_json() -> dict[str, Any]:
    """All of it, signed, structure by structure."""
    return {case: {who: errors.by_roi for who, errors in rows.items()} for case, rows in FOUND.items()}
