"""How sure an assessment is, as JSON: the key "uncertainty" of what `assess` writes."""

from collections.abc import Mapping
from typing import Any

from reirrad_gui.figures import Figure
from reirrad_gui.session.uncertainty.assumptions import Assumption
from reirrad_gui.session.uncertainty.chance import Probability
from reirrad_gui.session.uncertainty.result import Bar, DvhBand, LimitUncertainty, RowUncertainty, Uncertainty

Json = dict[str, Any]


def uncertainty_json(found: Uncertainty) -> Json:
    """Everything of it as plain data; unknown is null with its reason beside it."""
    return {
        "draws": found.draws,
        "seed": found.seed,
        "text": found.text,
        "rule": found.rule,
        "organ_restricted": found.asked.within_organ,
        "assumptions": [_assumption(one) for one in found.assumptions],
        "organs": [_row(row) for row in found.rows],
    }


def _assumption(one: Assumption) -> Json:
    return {
        "key": one.key,
        "kind": one.kind,
        "name": one.name,
        "on": one.on,
        "varied": one.varied,
        "distribution": one.distribution or None,
        "source": one.source or None,
        "why_not": one.why_not or None,
    }


def _row(row: RowUncertainty) -> Json:
    return {
        "organ": row.organ,
        "status": row.standing.word,
        "robustness": {
            "kind": row.robustness.kind,
            "short": row.robustness.short,
            "text": row.robustness.text,
            "depends_on": list(row.robustness.depends_on),
        },
        "limits": [_limit(limit, decides=limit is row.shown) for limit in row.limits],
        "tornado": [_bar(bar) for bar in row.bars],
        "information": [_bar(bar) for bar in row.information],
        "dvh_band": None if row.band is None else _band(row.band),
    }


def _limit(limit: LimitUncertainty, *, decides: bool) -> Json:
    return {
        "key": limit.limit.key,
        "metric": limit.limit.metric.text,
        "limit_gy": limit.limit.limit_gy,
        "alpha_beta_gy": limit.limit.alpha_beta_gy,
        "decides": decides,
        **_figures({"p5_gy": limit.low, "median_gy": limit.median, "p95_gy": limit.high}),
        **_figures({"at_least_gy": limit.at_least, "at_most_gy": limit.at_most, "largest_error_gy": limit.checked}),
        "exceeds": _probability(limit.exceeds),
        "note": limit.note or None,
    }


def _figures(figures: Mapping[str, Figure]) -> Json:
    said: Json = {}
    for key, figure in figures.items():
        said[key] = figure.value
        if figure.value is None:
            said[f"{key}_reason"] = figure.reason
    return said


def _probability(chance: Probability) -> Json:
    return {
        **_figures({"percent": chance.figure, "standard_error_percent": chance.standard_error}),
        **_figures({"low_percent": chance.low, "high_percent": chance.high}),
        "draws_exceeding": chance.exceeding,
        "text": chance.text,
    }


def _bar(bar: Bar) -> Json:
    return {
        "key": bar.key,
        "name": bar.name,
        "flips": bar.flips,
        "sentence": bar.sentence,
        "ends": [
            {"label": end.label, **_figures({"dose_gy": end.figure}), "status": end.standing.word, "flips": end.flips}
            for end in bar.ends
        ],
    }


def _band(band: DvhBand) -> Json:
    return {
        "quantity": band.quantity,
        "dose_gy": band.dose_gy.tolist(),
        "p5_percent": band.low_percent.tolist(),
        "median_percent": band.median_percent.tolist(),
        "p95_percent": band.high_percent.tolist(),
        "sampling_error_percent": band.sampling_error_percent,
    }
