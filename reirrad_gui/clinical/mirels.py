"""Risk of fracture of a limb bone by Mirels' score: four items, 4 to 12 points."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Final

from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.clinical.points import PointRange, range_of
from reirrad_gui.clinical.sins import Item

MIRELS_RULES: Final = (
    Rule(
        "Site, pain, lesion and size add up to 4 to 12 points: up to 7 observation or radiotherapy (fracture in less "
        "than 4 %), 8 a matter of judgement (15 %), 9 and more fixation before radiotherapy (33 to 100 %). Not for the "
        "pelvis.",
        "Mirels 1989",
        Mark.VERIFIED,
    ),
    Rule(
        "Items that are not given make the total a range; the class is told only where both ends agree.",
        "decision of this program",
        Mark.OWN,
    ),
)
JUDGEMENT_AT: Final = 8


class Site(Item):
    """Which bone. Outside the limbs the score says nothing."""

    UPPER_LIMB = (1, "upper limb")
    LOWER_LIMB = (2, "lower limb")
    TROCHANTERIC = (3, "trochanteric region of the femur (per-, inter-)")
    NOT_A_LIMB = (0, "pelvis, or another bone outside the limbs")


class LimbPain(Item):
    """Pain at the lesion."""

    MILD = (1, "mild")
    MODERATE = (2, "moderate")
    FUNCTIONAL = (3, "functional: on use of the limb")


class LimbLesion(Item):
    """What the lesion does to bone."""

    BLASTIC = (1, "blastic")
    MIXED = (2, "mixed")
    LYTIC = (3, "lytic")


class Size(Item):
    """Part of the bone's diameter that is involved."""

    BELOW_THIRD = (1, "less than 1/3")
    THIRD_TO_TWO = (2, "1/3 to 2/3")
    ABOVE_TWO_THIRDS = (3, "more than 2/3")


class Fracture(Enum):
    """Class of a total, with what the source recommends and the fractures it observed."""

    LOW = ("low risk", "Observation or radiotherapy (fracture in less than 4 %).")
    JUDGEMENT = ("matter of judgement", "Clinical judgement decides (fracture in 15 %).")
    HIGH = ("impending fracture", "Fixation before radiotherapy (fracture in 33 to 100 %).")
    NOT_APPLICABLE = ("not applicable", "")

    @property
    def words(self) -> str:
        """The class."""
        return str(self.value[0])

    @property
    def advice(self) -> str:
        """What the source recommends."""
        return str(self.value[1])


@dataclass(frozen=True, slots=True)
class MirelsItems:
    """The four items; None where it was not told."""

    site: Site | None = None
    pain: LimbPain | None = None
    lesion: LimbLesion | None = None
    size: Size | None = None


ITEM_KINDS: Final[tuple[tuple[str, str, type[Item]], ...]] = (
    ("site", "Site", Site),
    ("pain", "Pain", LimbPain),
    ("lesion", "Lesion", LimbLesion),
    ("size", "Size", Size),
)
"""Field, name on screen and answers of every item, in the order of the score."""

REFUSAL: Final = (
    "Mirels' score was made for the limbs and says nothing about the pelvis or the trunk: no total is shown for this "
    "site. Judge the risk of fracture there from imaging with an orthopaedic surgeon; for a vertebra use SINS."
)


@dataclass(frozen=True, slots=True)
class MirelsAnswer:
    """The total, a range while items are missing, None where the score does not apply; `fracture` None while open."""

    total: PointRange | None
    fracture: Fracture | None


def fracture_class(points: int) -> Fracture:
    """The class of a total.

    >>> [fracture_class(points).words for points in (7, 8, 9)]
    ['low risk', 'matter of judgement', 'impending fracture']
    """
    if points < JUDGEMENT_AT:
        return Fracture.LOW
    return Fracture.JUDGEMENT if points == JUDGEMENT_AT else Fracture.HIGH


def mirels(items: MirelsItems) -> Outcome[MirelsAnswer]:
    """Mirels' score of an impending fracture.

    Examples
    --------
    >>> mirels(MirelsItems(Site.LOWER_LIMB, LimbPain.FUNCTIONAL, LimbLesion.BLASTIC, Size.THIRD_TO_TWO)).headline
    '8 points: matter of judgement'
    >>> mirels(MirelsItems(site=Site.NOT_A_LIMB)).headline
    'not applicable'
    """
    values = {one.name: getattr(items, one.name) for one in fields(items)}
    given = tuple(Given.of(name, _said(values[key])) for key, name, _ in ITEM_KINDS)
    if items.site is Site.NOT_A_LIMB:
        refused = MirelsAnswer(None, Fracture.NOT_APPLICABLE)
        return Outcome("Mirels", refused, Fracture.NOT_APPLICABLE.words, (REFUSAL,), given, MIRELS_RULES)
    total = range_of([(values[name], _possible(kind)) for name, _, kind in ITEM_KINDS])
    least, most = fracture_class(total.fewest), fracture_class(total.most)
    told = least.words if least is most else f"undetermined, {least.words} to {most.words}"
    missing = tuple(name.lower() for key, name, _ in ITEM_KINDS if values[key] is None)
    return Outcome(
        "Mirels", MirelsAnswer(total, least if least is most else None), f"{total.text}: {told}",
        (f"{total.text} of 12.",), given, MIRELS_RULES, missing, least.advice if least is most else "",
    )  # fmt: skip


def _possible(kind: type[Item]) -> tuple[Item, ...]:
    """The answers that are worth points: a site outside the limbs has none."""
    return tuple(item for item in kind if item is not Site.NOT_A_LIMB)


def _said(item: Item | None) -> str | None:
    if item is None:
        return None
    return item.words if item is Site.NOT_A_LIMB else f"{item.words} ({item.points})"
