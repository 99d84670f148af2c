"""How far a set speaks of the organs that a case draws: which it judges, which it explains, which it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.constraints.choice import limits_for
from reirrad_gui.constraints.sets import ConstraintSet
from reirrad_gui.constraints.stamp import Stamp


@dataclass(frozen=True, slots=True)
class SetFit:
    """Drawn organs by what a set says of them, in the order of the case.

    Parameters
    ----------
    stamp : Stamp
        The set.
    judged : tuple of str
        With a limit for accumulated dose, measured on the organ or on its contour in place of what it contains.
    single_course : tuple of str
        Of the others, those with limits for a single course.
    explained : tuple of str
        Of the others, those of which the set says why it has no limit.
    silent : tuple of str
        Those of which it says nothing at all.
    """

    stamp: Stamp
    judged: tuple[str, ...]
    single_course: tuple[str, ...]
    explained: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def title(self) -> str:
        """The set's title."""
        return self.stamp.title


def set_fit(organs: Sequence[str], constraint_set: ConstraintSet) -> SetFit:
    """What a set says of drawn organs.

    Parameters
    ----------
    organs : sequence of str
        Canonical (TG-263) names of everything drawn that is an organ, each once.
    constraint_set : ConstraintSet

    Examples
    --------
    >>> from reirrad_gui.constraints import load_constraint_set
    >>> found = set_fit(("Rectum", "Sacrum", "Brainstem"), load_constraint_set("pelvis-slevin-2021"))
    >>> found.judged, found.explained, found.silent
    (('Rectum',), ('Sacrum',), ('Brainstem',))
    """
    limits = {organ: limits_for(organ, constraint_set, organs) for organ in organs}
    gaps = {gap.organ for gap in constraint_set.gaps}
    needless = {organ for organ in organs if _stands_in(organ, constraint_set)}
    judged = tuple(organ for organ in organs if limits[organ].cumulative)
    left = [organ for organ in organs if organ not in judged]
    single = tuple(organ for organ in left if limits[organ].single_course)
    explained = tuple(organ for organ in left if organ not in single and organ in gaps | needless)
    said = {*judged, *single, *explained}
    return SetFit(constraint_set.stamp, judged, single, explained, tuple(o for o in organs if o not in said))


def _stands_in(organ: str, constraint_set: ConstraintSet) -> bool:
    """True for a contour in whose place a limit can be judged: where it is not, the organ itself is drawn."""
    return any(organ in limit.surrogates for limit in constraint_set.limits)
