"""Spinal instability by the Spine Instability Neoplastic Score: six items, 0 to 18 points."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Final

from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.clinical.points import PointRange, range_of

SINS_RULES: Final = (
    Rule(
        "Location, pain, lesion, alignment, collapse and posterolateral involvement add up to 0 to 18 points: 0 to 6 "
        "stable, 7 to 12 potentially unstable, 13 to 18 unstable; from 7 a surgical consultation is recommended.",
        "Fisher 2010, Spine Instability Neoplastic Score",
        Mark.VERIFIED,
    ),
    Rule(
        "Pain counts 3, 1 or 0 (a page on the web prints 3, 2, 1, which is wrong). Items that are not given make the "
        "total a range; the class is told only where both ends agree.",
        "decision of this program",
        Mark.OWN,
    ),
)
POTENTIALLY_FROM: Final = 7
UNSTABLE_FROM: Final = 13


class Item(Enum):
    """One answer: points and words."""

    @property
    def points(self) -> int:
        """Points of this answer."""
        return int(self.value[0])

    @property
    def words(self) -> str:
        """The answer as a reader chooses it."""
        return str(self.value[1])


class Location(Item):
    """Where in the spine the lesion lies."""

    JUNCTIONAL = (3, "junctional: occiput-C2, C7-T2, T11-L1, L5-S1")
    MOBILE = (2, "mobile: C3-C6, L2-L4")
    SEMIRIGID = (1, "semirigid: T3-T10")
    RIGID = (0, "rigid: S2-S5")


class SpinePain(Item):
    """Mechanical pain: worse on movement or loading, better lying down."""

    MECHANICAL = (3, "mechanical")
    OCCASIONAL = (1, "occasional, not mechanical")
    NONE = (0, "none")


class Lesion(Item):
    """What the lesion does to bone."""

    LYTIC = (2, "lytic")
    MIXED = (1, "mixed")
    BLASTIC = (0, "blastic")


class Alignment(Item):
    """Radiographic alignment."""

    TRANSLATION = (4, "subluxation or translation")
    DEFORMITY = (2, "new deformity")
    NORMAL = (0, "normal")


class Collapse(Item):
    """Collapse of the vertebral body."""

    ABOVE_HALF = (3, "more than 50 %")
    BELOW_HALF = (2, "less than 50 %")
    INVOLVED = (1, "none, but more than 50 % of the body involved")
    NONE = (0, "none")


class Posterolateral(Item):
    """Involvement of facets, pedicles or costovertebral joints."""

    BILATERAL = (3, "both sides")
    UNILATERAL = (1, "one side")
    NONE = (0, "none")


class Stability(Enum):
    """Class of a total."""

    STABLE = "stable"
    POTENTIALLY_UNSTABLE = "potentially unstable"
    UNSTABLE = "unstable"


@dataclass(frozen=True, slots=True)
class SinsItems:
    """The six items; None where it was not told."""

    location: Location | None = None
    pain: SpinePain | None = None
    lesion: Lesion | None = None
    alignment: Alignment | None = None
    collapse: Collapse | None = None
    posterolateral: Posterolateral | None = None


ITEM_KINDS: Final[tuple[tuple[str, str, type[Item]], ...]] = (
    ("location", "Location", Location),
    ("pain", "Pain", SpinePain),
    ("lesion", "Lesion", Lesion),
    ("alignment", "Alignment", Alignment),
    ("collapse", "Collapse of the vertebral body", Collapse),
    ("posterolateral", "Posterolateral elements involved", Posterolateral),
)
"""Field, name on screen and answers of every item, in the order of the score."""


@dataclass(frozen=True, slots=True)
class SinsAnswer:
    """The total, as a range while items are missing; `stability` None where its ends lie in two classes."""

    total: PointRange
    stability: Stability | None


def stability_of(points: int) -> Stability:
    """The class of a total.

    >>> [stability_of(points).value for points in (6, 7, 12, 13)]
    ['stable', 'potentially unstable', 'potentially unstable', 'unstable']
    """
    if points < POTENTIALLY_FROM:
        return Stability.STABLE
    return Stability.POTENTIALLY_UNSTABLE if points < UNSTABLE_FROM else Stability.UNSTABLE


def sins(items: SinsItems) -> Outcome[SinsAnswer]:
    """The Spine Instability Neoplastic Score.

    Examples
    --------
    >>> mixed = SinsItems(Location.JUNCTIONAL, SpinePain.MECHANICAL, Lesion.MIXED)
    >>> sins(mixed).headline
    '7 to 17 points: undetermined, potentially unstable to unstable'
    """
    values = {one.name: getattr(items, one.name) for one in fields(items)}
    total = range_of([(values[name], tuple(kind)) for name, _, kind in ITEM_KINDS])
    least, most = stability_of(total.fewest), stability_of(total.most)
    answer = SinsAnswer(total, least if least is most else None)
    told = least.value if least is most else f"undetermined, {least.value} to {most.value}"
    given = tuple(Given.of(name, _said(values[key])) for key, name, _ in ITEM_KINDS)
    missing = tuple(name.lower() for key, name, _ in ITEM_KINDS if values[key] is None)
    reasons = (f"{total.text} of 18.",)
    return Outcome(
        "SINS", answer, f"{total.text}: {told}", reasons, given, SINS_RULES, missing, _advice(total)
    )  # fmt: skip


def _said(item: Item | None) -> str | None:
    return None if item is None else f"{item.words} ({item.points})"


def _advice(total: PointRange) -> str:
    if total.fewest >= POTENTIALLY_FROM:
        return "From 7 points a surgical consultation is recommended."
    return "" if total.most < POTENTIALLY_FROM else "A surgical consultation is recommended if the total reaches 7."
