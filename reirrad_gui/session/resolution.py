"""Whether a verdict would change if a dose grid lay half a voxel further to any side: a warning beside the verdict.

A dose grid samples what the planning system computed; where its voxels begin is chance. A verdict that turns on half a
voxel says more about the grid than about the patient.
"""

import numpy as np

from reirrad_gui.constraints import Limit
from reirrad_gui.dose.field import Field
from reirrad_gui.dose.shifted import ShiftedDoses
from reirrad_gui.figures import Figure
from reirrad_gui.session.biology import what_is_known
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.organs import MeasuredOrgan
from reirrad_gui.session.overlaps import frame_of
from reirrad_gui.volume.grid import FloatArray, Grid

NEAR_SHARE = 0.1
"""Only a dose that differs from its limit by less than this share of it is looked at."""
HOT_CC = 2.0
"""Near-maxima are taken among the points that can be among the hottest so many cc (or four times the volume asked)."""


def half_voxel_band(
    evaluation: Evaluation, index: int, limit: Limit, value_gy: float | None
) -> tuple[Figure, Figure] | None:
    """Least and most of a limit's metric if one of the dose grids lay half a voxel to either side along its axes.

    None for a dose far from the limit, one that is not known exactly, a mean (half a voxel hardly moves it), or a dose
    under a recovery model that has to be asked at every point.
    """
    limit_gy = limit.limit_gy
    if value_gy is None or abs(value_gy - limit_gy) >= NEAR_SHARE * limit_gy:
        return None
    if limit.metric.volume_cc is None and limit.metric.key != "max_gy":
        return None
    organ = evaluation.measured(index, limit.alpha_beta_gy)
    if not organ.total.dose.exact or evaluation.recovery_at(index, limit.alpha_beta_gy).depends_on_dose:
        return None
    volume_cc = limit.metric.volume_cc or 0.0
    shifted = _shifted(evaluation, index, organ, max(HOT_CC, 4.0 * volume_cc))
    found = shifted.hottest(organ.total.dose.lower.terms, volume_cc)
    what = f"accumulated {organ.eqd2.label}, “{organ.samples.structure.name}”, {limit.metric.text}"
    source = "each dose grid moved by half a voxel to either side along each of its axes, one at a time"
    # about the value itself: the points looked at are those that can be hottest as the doses lie
    low, high = (value_gy + extreme - found[0] for extreme in (min(found), max(found)))
    return (
        Figure(max(low, 0.0), "Gy", f"{what}, half-voxel band", source),
        Figure(high, "Gy", f"{what}, half-voxel band", source),
    )


def flips(band: tuple[Figure, Figure] | None, limit: Limit) -> bool:
    """True when the limit lies inside the band: kept at one place of the grid, exceeded at another."""
    if band is None or band[0].value is None or band[1].value is None:
        return False
    return band[0].value <= limit.limit_gy < band[1].value


def _shifted(evaluation: Evaluation, index: int, organ: MeasuredOrgan, tier_cc: float) -> ShiftedDoses:
    hot = organ.physical.planned.lower.hot(tier_cc)
    key = (index, hot.tier_cc, what_is_known(organ.samples, evaluation.opened))
    if key not in evaluation.kept.half_voxels:
        evaluation.keep_half_voxels(key, _looked_up(evaluation, index, hot.points, hot.doses_gy, hot.weights_cc))
    return evaluation.kept.half_voxels[key]


def _looked_up(
    evaluation: Evaluation, index: int, at: np.ndarray, as_it_lies: tuple[FloatArray, ...], weights_cc: FloatArray
) -> ShiftedDoses:
    opened, organ = evaluation.opened, evaluation.opened.organs[index]
    points = organ.points.points_mm[at]
    found: list[dict[int, FloatArray]] = []
    first = 0
    for course, phases in enumerate(opened.doses):
        numbers = range(first, first + len(phases))
        first += len(phases)
        link = opened.link_to_course(frame_of(opened, organ), course)
        fields = [phase.field for phase in phases]
        if link is None or not fields or not organ.doses[course][0].located:
            continue
        there = link.moved(points) if link.chain else points
        for axis in range(3):
            for side in (-0.5, 0.5):
                found.append(_with_shift(as_it_lies, numbers, fields, there, axis, side))
    return ShiftedDoses.of(as_it_lies, found, weights_cc)


def _with_shift(
    as_it_lies: tuple[FloatArray, ...],
    numbers: range,
    fields: list[Field | None],
    points_mm: FloatArray,
    axis: int,
    side: float,
) -> dict[int, FloatArray]:
    """The doses of one course's phases looked up half a voxel aside; where that leaves the grid, as they lie."""
    moved: dict[int, FloatArray] = {}
    for number, field in zip(numbers, fields, strict=True):
        if field is None:
            continue
        dose = field.dose_at(points_mm + side * _steps(field.grid)[axis])
        moved[number] = np.where(np.isnan(dose), as_it_lies[number], dose)
    return moved


def _steps(grid: Grid) -> tuple[FloatArray, FloatArray, FloatArray]:
    """One voxel along each axis of a grid; between planes the usual step."""
    return grid.x_step_mm, grid.y_step_mm, grid.axis * grid.spacing_mm[2]
