"""How often something happened in random draws, said no more surely than the number of draws allows.

The rule: the exact 95 % interval of Clopper and Pearson (Biometrika 26 (1934) 404-413). None of 1,000 draws is not
"0 %" but "< 0.4 %", the upper end of that interval; all of them "> 99.6 %".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reirrad_gui.figures import Figure

RULE = (
    "Probabilities are shares of random draws with the exact 95 % interval of Clopper and Pearson; none of 1,000 draws "
    "is said as “< 0.4 %”, never as 0 %. They hold for the assumptions named, not for the patient as such."
)
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Probability:
    """The share of draws in which a limit is exceeded; `text` is what may be printed.

    Where unknown dose decides, `figure` is unknown and `low` and `high` enclose what the share may be.
    """

    figure: Figure
    standard_error: Figure
    low: Figure
    high: Figure
    text: str
    exceeding: int | None = None


def probability(count: int, draws: int, what: str) -> Probability:
    """The probability behind `count` of `draws` independent draws.

    Examples
    --------
    >>> probability(0, 1000, "exceeds").text, probability(1000, 1000, "exceeds").text
    ('< 0.4 %', '> 99.6 %')
    >>> probability(123, 1000, "exceeds").text
    '12.3 % (10.3 to 14.5 %)'
    """
    low, high = (100.0 * share for share in clopper_pearson(count, draws))
    share = count / draws
    source = f"{count} of {draws:,} draws"
    error = 100.0 * math.sqrt(share * (1.0 - share) / draws)
    figure = Figure(100.0 * share, "%", what, source)
    ends = [Figure(end, "%", f"{what}, {side}", f"{source}; Clopper-Pearson, 95 %")
            for end, side in ((low, "at least"), (high, "at most"))]  # fmt: skip
    text = f"{figure.number} % ({ends[0].number} to {ends[1].text})"
    if count == 0:
        text = f"< {_outward(high)} %"
    elif count == draws:
        text = f"> {100.0 - float(_outward(100.0 - low)):.1f} %"
    standard = Figure(error, "%", f"{what}, Monte Carlo standard error", source, decimals=2)
    return Probability(figure, standard, ends[0], ends[1], text, count)


def bounded_probability(least: int, most: int | None, draws: int, what: str, reason: str) -> Probability:
    """The probability between what happens for certain and what may happen where dose is unknown (`most` None: any).

    >>> bounded_probability(30, 400, 1000, "exceeds", "course 1 does not cover it").text
    'between 2.0 and 43.1 %'
    """
    if most == least:
        return probability(least, draws, what)
    low = probability(least, draws, what).low
    high = Figure(100.0, "%", f"{what}, at most", reason) if most is None else probability(most, draws, what).high
    unknown = Figure.unknown("%", what, f"{reason}; between {low.number} and {high.text}")
    error = Figure.unknown("%", f"{what}, Monte Carlo standard error", reason)
    return Probability(unknown, error, low, high, f"between {low.number} and {high.text}")


def unknown_probability(what: str, reason: str) -> Probability:
    """No probability at all, for a reason."""
    none = Figure.unknown("%", what, reason)
    return Probability(none, none, none, none, "–")


def _outward(percent: float) -> str:
    """Rounded up to one decimal."""
    return f"{math.ceil(percent * 10.0 - 1e-9) / 10.0:.1f}"


def clopper_pearson(count: int, draws: int) -> tuple[float, float]:
    """The exact 95 % interval of a share, 0 to 1.

    >>> low, high = clopper_pearson(0, 1000)
    >>> low, round(high, 6) == round(1 - 0.025 ** (1 / 1000), 6)
    (0.0, True)
    """
    low = 0.0 if count == 0 else _root(lambda p: 1.0 - _at_most(count - 1, draws, p) - _TAIL)
    high = 1.0 if count == draws else _root(lambda p: _TAIL - _at_most(count, draws, p))
    return low, high


def _root(rising: Callable[[float], float]) -> float:
    """Where a rising function of a share crosses 0."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (low, middle) if rising(middle) > 0.0 else (middle, high)
    return (low + high) / 2.0


def _at_most(count: int, draws: int, share: float) -> float:
    """P(X ≤ count) of a binomial, 0 < share < 1, count below draws."""
    i = np.arange(count)
    ways = np.concatenate([[0.0], np.cumsum(np.log((draws - i) / (i + 1.0)))])
    logs = ways + np.arange(count + 1) * math.log(share / (1.0 - share)) + draws * math.log1p(-share)
    return float(np.exp(logs).sum())
