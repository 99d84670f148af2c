"""Which limits of a set speak of an organ, on its own contour or on one that contains it."""

from collections.abc import Collection
from dataclasses import dataclass

from reirrad_gui.constraints.limit import Limit, Scope
from reirrad_gui.constraints.sets import ConstraintSet


@dataclass(frozen=True, slots=True)
class ChosenLimit:
    """A limit and the contour it is measured on; `note` says so where that is not the organ itself."""

    limit: Limit
    measured_on: str
    note: str = ""

    @property
    def is_surrogate(self) -> bool:
        """True when the contour only contains the organ."""
        return self.measured_on in self.limit.surrogates


@dataclass(frozen=True, slots=True)
class OrganLimits:
    """Everything a set says about one contour.

    `single_course` limits are background and never judge an accumulated dose. `gap_reason` is a sentence when there is
    no cumulative limit, None otherwise.
    """

    organ: str
    cumulative: tuple[ChosenLimit, ...]
    single_course: tuple[ChosenLimit, ...]
    gap_reason: str | None


def limits_for(organ: str, constraint_set: ConstraintSet, contoured: Collection[str] = ()) -> OrganLimits:
    """The limits of `constraint_set` that speak of the contour with canonical name `organ`.

    Parameters
    ----------
    organ : str
        Canonical (TG-263) name, confirmed; a name that was only suggested is not enough.
    constraint_set : ConstraintSet
    contoured : collection of str
        Canonical names of all contours of the case: a surrogate is not used where the organ itself is drawn.

    Examples
    --------
    >>> from reirrad_gui.constraints import load_constraint_set
    >>> pelvis = load_constraint_set("pelvis-slevin-2021")
    >>> [chosen.limit.key for chosen in limits_for("Bladder", pelvis).cumulative]
    ['bladder-nr', 'bladder-r12']
    >>> limits_for("Bag_Bowel", pelvis).cumulative[0].note
    'measured on Bag_Bowel, which stands in for Bowel_Small: the organ itself may have received less'
    >>> limits_for("Bag_Bowel", pelvis, contoured={"Bag_Bowel", "Bowel_Small"}).cumulative
    ()
    """
    chosen = [found for limit in constraint_set.limits if (found := _choose(organ, limit, contoured)) is not None]
    cumulative = tuple(c for c in chosen if c.limit.scope is Scope.CUMULATIVE)
    single = tuple(c for c in chosen if c.limit.scope is Scope.SINGLE_COURSE)
    return OrganLimits(organ, cumulative, single, None if cumulative else _gap_reason(organ, constraint_set, contoured))


def _choose(organ: str, limit: Limit, contoured: Collection[str]) -> ChosenLimit | None:
    if organ in limit.applies_to:
        return ChosenLimit(limit, organ)
    if organ in limit.surrogates and not set(limit.applies_to) & set(contoured):
        return ChosenLimit(
            limit,
            organ,
            f"measured on {organ}, which stands in for {limit.organ}: the organ itself may have received less",
        )
    return None


def _gap_reason(organ: str, constraint_set: ConstraintSet, contoured: Collection[str]) -> str:
    declared = next((gap.reason for gap in constraint_set.gaps if gap.organ == organ), None)
    if declared is not None:
        return f"No cumulative limit found. {declared}"
    for limit in constraint_set.limits:
        if organ in limit.surrogates and set(limit.applies_to) & set(contoured):
            return f"{limit.organ} is drawn itself; {organ} is not needed to stand in for it."
    if any(organ in limit.applies_to for limit in constraint_set.limits):
        return (
            f"The set “{constraint_set.title}” has only limits for a single course to {organ}; they say nothing about "
            "accumulated dose."
        )
    return f"The set “{constraint_set.title}” says nothing about {organ}."
