"""Draws as figures: percentiles with how well so many draws know them, probabilities, and DVH bands."""

import math

import numpy as np

from reirrad_gui.constraints import FLOAT_NOISE_GY, Limit
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.figures import Figure, rounded
from reirrad_gui.session.metrics import bounds_text
from reirrad_gui.session.uncertainty.chance import bounded_probability, unknown_probability
from reirrad_gui.session.uncertainty.organ import DrawnMetric
from reirrad_gui.session.uncertainty.result import DvhBand, LimitUncertainty
from reirrad_gui.volume.grid import FloatArray

SHARES = (0.05, 0.5, 0.95)
_NORMAL_95 = 1.959964
"""Half of the 95 % interval of a normal distribution, in standard deviations."""


def limit_uncertainty(limit: Limit, drawn: DrawnMetric, what: str, reason: str, note: str) -> LimitUncertainty:
    """One limit's figures from its metric in all draws; `reason` says what is unknown where the bounds differ."""
    known = drawn.most is not None and np.array_equal(drawn.least, drawn.most)
    why = reason or "in some draws points lie where the dose is not known"
    figures = [_percentile(drawn, share, what, why, known=known) for share in SHARES]
    draws = drawn.least.size
    exceeding = int((drawn.least > limit.limit_gy + FLOAT_NOISE_GY).sum())
    most = None if drawn.most is None else int((drawn.most > limit.limit_gy + FLOAT_NOISE_GY).sum())
    chance = f"{what} exceeds {limit.limit_gy:g} Gy"
    return LimitUncertainty(
        limit,
        figures[1],
        figures[0],
        figures[2],
        _side(drawn.least, 0.05, f"{what}, 5 % of the lower bounds", why),
        _side(drawn.most, 0.95, f"{what}, 95 % of the upper bounds", why),
        bounded_probability(exceeding, most, draws, chance, why),
        Figure(
            drawn.checked_gy, "Gy", f"{what}, largest error found", "draws computed again at every point", decimals=3
        ),
        note,
    )


def limit_unknown(limit: Limit, what: str, reason: str) -> LimitUncertainty:
    """One limit of which nothing can be said, for a reason."""
    none = Figure.unknown("Gy", what, reason)
    chance = unknown_probability(f"{what} exceeds {limit.limit_gy:g} Gy", reason)
    return LimitUncertainty(limit, none, none, none, none, none, chance, none, reason)


def _percentile(drawn: DrawnMetric, share: float, what: str, reason: str, *, known: bool) -> Figure:
    name = f"{what}, {100 * share:.0f} % of draws" if share != SHARES[1] else f"{what}, median of draws"
    low = float(np.quantile(drawn.least, share))
    if known:
        source = f"{drawn.least.size:,} draws; ± {rounded(_error_gy(drawn.least, share), 2)} Gy by their number"
        return Figure(low, "Gy", name, source)
    high = None if drawn.most is None else float(np.quantile(drawn.most, share))
    if high == low:
        return Figure(low, "Gy", name, f"{drawn.least.size:,} draws; both bounds agree")
    return Figure.unknown("Gy", name, f"{reason}; {bounds_text(low, high)}")


def _side(values: FloatArray | None, share: float, what: str, reason: str) -> Figure:
    if values is None:
        return Figure.unknown("Gy", what, f"no upper bound is known: {reason}")
    return Figure(float(np.quantile(values, share)), "Gy", what, f"{values.size:,} draws")


def _error_gy(values: FloatArray, share: float) -> float:
    """Half of the 95 % interval of a percentile, from the draws whose ranks enclose it (David, Order Statistics)."""
    ranked, count = np.sort(values), values.size
    spread = _NORMAL_95 * math.sqrt(share * (1.0 - share) * count)
    first, last = (int(np.clip(round(share * count + side), 0, count - 1)) for side in (-spread, spread))
    return float(ranked[last] - ranked[first]) / 2.0


def dvh_band(
    drawn: tuple[FloatArray, FloatArray, FloatArray], lower: Mixed, upper: Mixed | None, quantity: str, points: int
) -> DvhBand:
    """The band of one organ: the assessed curve plus what the draws change at the same points.

    `drawn` are the axis (Gy) and the least and most volumes of the rows (cc), the first as assessed.
    """
    axis, least, most = drawn
    volume = lower.samples.volume_cc
    low, error = _about(axis, least, lower, points)
    high = low if upper is lower and least is most else (_about(axis, most, upper, points)[0] if upper else None)
    if high is None:
        high = np.full_like(low, volume)
    both = 0.5 * (low + high)
    ends = (np.quantile(low, 0.05, axis=0), np.quantile(both, 0.5, axis=0), np.quantile(high, 0.95, axis=0))
    last = min(int(np.count_nonzero(ends[2] > 0.0)) + 1, axis.size)
    low_percent, median_percent, high_percent = (
        np.minimum.accumulate(100.0 * np.clip(side / volume, 0.0, 1.0))[:last] for side in ends
    )
    sampling = 100.0 * error / volume
    return DvhBand(quantity, axis[:last], low_percent, median_percent, high_percent, len(least) - 1, sampling)


def _about(axis: FloatArray, rows: FloatArray, dose: Mixed, points: int) -> tuple[FloatArray, float]:
    curve = dose.curve(points)
    assessed = np.interp(axis, curve.dose_gy, curve.volume_cc, right=0.0)
    error = float(np.abs(rows[0] - assessed).max())
    return np.asarray(assessed + (rows[1:] - rows[0])), error
