"""The model of fraction size as plain data: which is in force, what LQ says, where fractions are too large."""

from typing import Any

from reirrad_gui.session.by_lq import ByLq
from reirrad_gui.session.large_fractions import LargeFractions
from reirrad_gui.session.settings import Settings

Json = dict[str, Any]


def model_json(settings: Settings, text: str) -> Json:
    """The model in force everywhere; `linear_tail` is a typed one, null for the usual one of each tissue."""
    tail = settings.linear_tail
    typed = None if tail is None else {"threshold_gy": tail[0], "gamma_per_alpha": tail[1]}
    return {"key": settings.model, "text": text, "linear_tail": typed}


def large_fractions_json(found: LargeFractions | None) -> Json | None:
    """A dose per fraction larger than the model in force may be believed for; null where there is none."""
    if found is None:
        return None
    return {
        "course": found.course,
        "per_fraction_gy": found.per_fraction.value,
        "grade": found.grade,
        "sentence": found.sentence,
        "source": found.cited,
    }


def by_lq_json(found: ByLq | None) -> Json | None:
    """What plain LQ makes of the same doses; null where it is what the model in force makes of them."""
    if found is None:
        return None
    return {
        "cumulative_eqd2_gy": found.cumulative.value,
        "bounds_gy": {"lower": found.lower.value, "upper": found.upper.value},
        "remaining_eqd2_gy": found.remaining_eqd2.value,
        "remaining_physical_gy": found.remaining_physical.value,
        "status": found.standing.word,
        "reason": found.reason,
    }
