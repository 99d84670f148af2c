"""The budget bar of one organ as lengths in Gy: what is known, what may be added, where the limits stand. No Qt.

The bar ends at the accumulated value. Near-maxima of single courses lie at different points and do not add up to it,
so they are never laid end to end: the bar is divided as the courses share the dose at the organ's hottest point, and
says so.
"""

from dataclasses import dataclass
from enum import Enum
from math import ceil

from reirrad_gui.constraints import Evidence, Limit
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import OrganDose, PanelRow

AT_HOTTEST = "divided as the courses share the dose at the organ's hottest point"
BY_MEAN = "divided by the courses' means"
UNDIVIDED = "not divided: the courses' shares are not known"
NO_BAR = "no bar: nothing is known of the accumulated dose"
HEADROOM = 1.04
STEP_GY = 10.0


class FlagKind(Enum):
    """How a limit takes part in the row."""

    DECIDING = "the limit shown"
    OTHER = "another limit"
    WITH_RECOVERY = "a limit that already contains recovery"


@dataclass(frozen=True, slots=True)
class Flag:
    """A limit on the bar. `refused`: the dose was discounted, and this limit contains recovery already."""

    at_gy: float
    kind: FlagKind
    refused: bool
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """What one course contributes to the bar, from where to where (Gy)."""

    course: int
    start_gy: float
    end_gy: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Everything drawn in the bar of one row, Gy.

    Parameters
    ----------
    segments : tuple of Segment
        A known accumulated value, divided; empty when it is unknown or cannot be divided.
    solid_to_gy : float or None
        End of what is certain: the accumulated value, or its lower bound.
    bounds_gy : (float, float or None) or None
        Lower and upper bound where they differ; an upper bound of None is open.
    flags : tuple of Flag
    division : str
        How the bar is divided, in words.
    whisker_gy : (float, float) or None
        5 and 95 % of the draws, where it was asked how sure the value is and nothing has changed since.
    """

    segments: tuple[Segment, ...]
    solid_to_gy: float | None
    bounds_gy: tuple[float, float | None] | None
    flags: tuple[Flag, ...]
    division: str
    whisker_gy: tuple[float, float] | None = None

    @property
    def reach_gy(self) -> float:
        """The largest dose drawn."""
        upper = self.bounds_gy[1] if self.bounds_gy else None
        drawn = self.whisker_gy[1] if self.whisker_gy else 0.0
        return max((self.solid_to_gy or 0.0, upper or 0.0, drawn, *(flag.at_gy for flag in self.flags)))


@dataclass(frozen=True, slots=True)
class Reading:
    """The accumulated dose that a row shows: in which metric, at which α/β, with its bounds."""

    metric: str
    alpha_beta_gy: float | None
    cumulative: Figure
    lower: Figure
    upper: Figure

    @property
    def of_mean(self) -> bool:
        """True for a mean, of which the courses' parts do add up."""
        return self.metric == "Dmean"

    @property
    def value(self) -> Figure | None:
        """The accumulated dose as one figure, also where both bounds are the same number; None where it is a range."""
        if self.cumulative.value is not None:
            return self.cumulative
        same = self.lower.value is not None and self.lower.value == self.upper.value
        return self.lower if same else None


def bar_of(row: PanelRow, organ: OrganDose | None, reading: Reading | None, *, discounted: bool) -> Bar:
    """The bar of one organ; `discounted` tells that a recovery is in force."""
    flags = tuple(_flag(row, index, discounted) for index in range(len(row.results)))
    if reading is None or reading.lower.value is None:
        return Bar((), None, None, flags, NO_BAR)
    if reading.value is None or reading.value.value is None:
        return Bar((), reading.lower.value, (reading.lower.value, reading.upper.value), flags, UNDIVIDED)
    total = reading.value.value
    shares, division = _shares(row, organ, reading, discounted)
    return Bar(_segments(shares, total), total, None, flags, division if shares else UNDIVIDED)


def scale_gy(bars: tuple[Bar, ...]) -> float:
    """The dose at the right end of all bars: the largest thing drawn in any, rounded up with a little room."""
    largest = max((bar.reach_gy for bar in bars), default=0.0)
    return max(STEP_GY, STEP_GY * ceil(HEADROOM * largest / STEP_GY))


def _flag(row: PanelRow, index: int, discounted: bool) -> Flag:
    result = row.results[index]
    limit = result.limit
    kind = FlagKind.WITH_RECOVERY if limit.includes_recovery else FlagKind.OTHER
    refused = discounted and limit.includes_recovery
    if index == row.deciding and not refused:
        kind = FlagKind.DECIDING
    said = " – refused while earlier courses are discounted" if refused else ""
    text = f"{limit.text}, {limit.short_citation} {mark_of(limit)}".strip()
    return Flag(limit.limit_gy, kind, refused, text + said, mark_of(limit))


def mark_of(limit: Limit) -> str:
    """† for a value read only where somebody else quotes it, ‡ for one nobody has checked; nothing when verified."""
    return {Evidence.VERIFIED: "", Evidence.SECONDARY: "†", Evidence.MEMORY: "‡"}[limit.evidence]


def _shares(
    row: PanelRow, organ: OrganDose | None, reading: Reading, discounted: bool
) -> tuple[tuple[float, ...], str]:
    if reading.of_mean:
        parts = row.shown.per_course_eqd2 if row.shown is not None and not discounted else ()
        return _known(parts), BY_MEAN
    hottest = organ.hottest if organ is not None else None
    return _known(hottest.per_course_eqd2 if hottest is not None else ()), AT_HOTTEST


def _known(figures: tuple[Figure, ...]) -> tuple[float, ...]:
    """The figures' values; nothing at all when one of them is unknown or all are zero."""
    values = tuple(figure.value for figure in figures if figure.value is not None)
    return values if len(values) == len(figures) and sum(values) > 0 else ()


def _segments(shares: tuple[float, ...], total_gy: float) -> tuple[Segment, ...]:
    if not shares:
        return ()
    whole = sum(shares)
    ends = [sum(shares[: i + 1]) / whole * total_gy for i in range(len(shares))]
    starts = [0.0, *ends[:-1]]
    return tuple(Segment(i, a, b) for i, (a, b) in enumerate(zip(starts, ends, strict=True)))
