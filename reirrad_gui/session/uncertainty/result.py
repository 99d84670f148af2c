"""What a question about certainty found: frozen, ready to be shown, exported and compared."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.constraints import Limit, Standing
from reirrad_gui.figures import Figure
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.uncertainty.assumptions import Assumption, Assumptions
from reirrad_gui.session.uncertainty.chance import RULE, Probability

FloatArray = NDArray[np.float64]
ROBUST, CONDITIONAL, DEPENDS, NOT_ASSESSABLE = "robust", "conditional", "depends", "not assessable"


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether a row's verdict holds under the assumptions varied (docs/decisions/0009).

    `kind` is "robust", "conditional" (robust only if a registration holds that nobody approved and nothing varied),
    "depends" or "not assessable"; `depends_on` names the assumptions of which one alone changes the verdict.
    """

    kind: str
    short: str
    text: str
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitUncertainty:
    """One limit in all draws: 5, 50 and 95 % of the accumulated metric, and how often the limit is exceeded.

    Where unknown dose decides, the three are unknown, and `at_least` and `at_most` enclose 90 % of what it may be.
    `checked` is the largest difference between the quick evaluation and a few draws computed at every point.
    """

    limit: Limit
    median: Figure
    low: Figure
    high: Figure
    at_least: Figure
    at_most: Figure
    exceeds: Probability
    checked: Figure
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class DvhBand:
    """Cumulative DVH of the accumulated EQD2 at the organ's α/β: at each dose 5, 50 and 95 % of the draws' volumes (%).

    Empty where `why_not` says why. `sampling_error_percent` is by how much the points that the band is computed from
    differ from all points in the assessed curve.
    """

    quantity: str
    dose_gy: FloatArray
    low_percent: FloatArray
    median_percent: FloatArray
    high_percent: FloatArray
    draws: int
    sampling_error_percent: float
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """One assumption at one end, all others as assessed: the deciding limit's metric and how the row then stands.

    `flips` is True where that is another verdict than the assessed one.
    """

    label: str
    figure: Figure
    standing: Standing
    flips: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One assumption alone, at one or both of its ends. `counts` False: information, no part of the robustness."""

    key: str
    name: str
    ends: tuple[End, ...]
    sentence: str
    counts: bool = True

    @property
    def flips(self) -> bool:
        """True where the assumption alone changes the verdict."""
        return any(end.flips for end in self.ends)

    @property
    def low(self) -> End:
        """The end with the lower dose."""
        return min(self.ends, key=lambda end: _at(end, float("inf")))

    @property
    def high(self) -> End:
        """The end with the higher dose; the same as `low` where there is one end only."""
        return max(self.ends, key=lambda end: _at(end, float("-inf")))


def _at(end: End, unknown: float) -> float:
    return unknown if end.figure.value is None else end.figure.value


@dataclass(frozen=True, slots=True, eq=False)
class RowUncertainty:
    """One row of the panel: its robustness, its limits in the panel's order, its DVH band, its tornado (widest first).

    `information` are bars that say something but do not count: recovery nobody chose, limits of other sets.
    """

    organ: str
    organ_key: str | None
    standing: Standing
    robustness: Robustness
    limits: tuple[LimitUncertainty, ...] = ()
    deciding: int | None = None
    band: DvhBand | None = None
    bars: tuple[Bar, ...] = ()
    information: tuple[Bar, ...] = ()

    @property
    def shown(self) -> LimitUncertainty | None:
        """That of the limit whose numbers the row shows."""
        return None if self.deciding is None else self.limits[self.deciding]


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """How sure an assessment is, under named assumptions. `asked` is what was asked; `assumptions` what came of it."""

    opened: Opened = field(repr=False)
    settings: Settings
    asked: Assumptions
    draws: int
    seed: int
    assumptions: tuple[Assumption, ...]
    rows: tuple[RowUncertainty, ...]
    text: str
    rule: str = RULE

    def row(self, organ: str) -> RowUncertainty | None:
        """The row of an organ, by the name the panel shows."""
        return next((one for one in self.rows if one.organ == organ), None)

    def is_current(self, opened: Opened, settings: Settings, asked: Assumptions) -> bool:
        """False once anything that it rests on has changed: it is then shown as old."""
        return self.opened is opened and asked == self.asked and _relevant(settings) == _relevant(self.settings)


def _relevant(settings: Settings) -> Settings:
    """Settings without what changes no dose, no limit and no verdict."""
    return replace(settings, display_alpha_beta_gy=3.0, candidate_fractions=1, overlap_levels=None)
