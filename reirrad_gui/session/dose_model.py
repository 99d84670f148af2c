"""The model of fraction size as it is chosen: LQ, or LQ-L with the usual straight part or a typed one."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reirrad_gui.errors import EntryError
from reirrad_gui.lq import DOMAINS, LINEAR_QUADRATIC_LINEAR, PLAIN_LQ, DoseModel, LinearTail

LinearTailSetting = tuple[float, float | None]
"""dT, Gy per fraction, and γ/α; None for the slope with which the LQ curve arrives."""

THRESHOLD_RANGE_GY: Final = (1.0, 30.0)
SLOPE_RANGE: Final = (1.0, 20.0)
"""Below 1 a gray would do less than a gray in tiny fractions does."""

MODELS: Final[Mapping[str, str]] = MappingProxyType({"lq": "LQ", "lq-l": "LQ-L"})
"""The models to choose from, with their short names. USC is not among them: its α/β follows from the survival curve of
one tissue, so that it cannot be in force for every organ."""


def checked_model(model: str, linear_tail: LinearTailSetting | None = None) -> DoseModel:
    """The model that was chosen.

    Raises
    ------
    EntryError
        Something that cannot be meant; the sentence says what to write.

    >>> checked_model("lq-l").text_at(2.0)
    'LQ-L, dT 4 Gy per fraction, γ/α 5'
    """
    if model == "usc":
        raise EntryError(
            "The universal survival curve needs parameters of each tissue, which are not known here, so it cannot be "
            "in force for every organ. Choose lq or lq-l."
        )
    if model not in MODELS:
        raise EntryError(f"“{model}” is no model that is known here. Choose lq or lq-l.")
    if linear_tail is None:
        return PLAIN_LQ if model == "lq" else LINEAR_QUADRATIC_LINEAR
    if model == "lq":
        raise EntryError("dT and γ/α belong to LQ-L: choose the model lq-l with them, or leave them out.")
    return DoseModel(model, _tail(*linear_tail))


def parse_model(written: str) -> tuple[str, LinearTailSetting | None]:
    """A model as it is typed: "lq", "lq-l", or with dT and γ/α for every tissue "lq-l:4" and "lq-l:4,5".

    Raises
    ------
    EntryError
        Something else.

    >>> parse_model("lq-l"), parse_model("lq-l:4,5")
    (('lq-l', None), ('lq-l', (4.0, 5.0)))
    """
    name, colon, numbers = written.strip().lower().partition(":")
    if not colon:
        return name, None
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:,\s*([0-9]+(?:\.[0-9]+)?)\s*)?", numbers)
    if found is None:
        raise EntryError(
            f"“{written}” is no model: write lq, lq-l, or lq-l with dT in Gy per fraction and γ/α, as in lq-l:4,5."
        )
    return name, (float(found[1]), None if found[2] is None else float(found[2]))


def _tail(threshold_gy: float, slope: float | None) -> LinearTail:
    low, high = THRESHOLD_RANGE_GY
    if not low <= threshold_gy <= high:
        raise EntryError(f"dT lies between {low:g} and {high:g} Gy per fraction; {threshold_gy:g} Gy cannot be meant.")
    least, most = SLOPE_RANGE
    if slope is not None and not least <= slope <= most:
        raise EntryError(f"γ/α lies between {least:g} and {most:g}; {slope:g} cannot be meant.")
    return LinearTail(threshold_gy, slope)


def model_text(model: DoseModel) -> str:
    """The model with its straight part and its source, in one line.

    >>> model_text(PLAIN_LQ)
    'LQ'
    >>> print(model_text(LINEAR_QUADRATIC_LINEAR))
    LQ-L, dT = 2 α/β of each tissue, without a kink (Astrahan 2008, as printed in Voyant 2014, doi
    10.1016/j.rpor.2013.08.004)
    """
    if model.plain:
        return model.name
    return f"{model.name}, {_tail_text(model.tail)} ({DOMAINS[model.key].citation})"


def _tail_text(tail: LinearTail | None) -> str:
    if tail is None:
        return "dT = 2 α/β of each tissue, without a kink"
    slope = "without a kink" if tail.gamma_per_alpha is None else f"γ/α {tail.gamma_per_alpha:g}"
    return f"dT {tail.threshold_gy:g} Gy per fraction for every tissue, {slope}"
