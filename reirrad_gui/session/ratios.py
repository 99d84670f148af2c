"""What to say where a dose is shown at one α/β and read in tissues that are assessed at another."""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.lq import other_ratio_warning, overlap_warning
from reirrad_gui.session.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Tissue:
    """A structure with the α/β at which it is assessed."""

    key: str
    name: str
    alpha_beta_gy: float


def tissues_of(assessment: Assessment) -> tuple[Tissue, ...]:
    """Organs and targets of an assessment; outlines of the body and of devices are no tissue of their own."""
    return tuple(
        Tissue(organ.key, organ.name, organ.alpha_beta.value)
        for organ in assessment.organs
        if organ.kind in ("organ", "target") and organ.alpha_beta.value is not None
    )


def at_a_point(tissues: Sequence[Tissue], names: Sequence[str], shown_gy: float) -> str:
    """What to say of a dose shown at one α/β where a point lies in structures of these names; empty where all agree.

    >>> bowel, target = Tissue("1", "Bowel", 3.0), Tissue("2", "PTV", 10.0)
    >>> print(at_a_point([bowel, target], ["PTV"], 3.0))
    Shown at α/β 3 Gy, but PTV is assessed at 10 Gy: read its dose in its own row, not from this map.
    >>> at_a_point([bowel, target], ["Bowel"], 3.0)
    ''
    """
    here = list(dict.fromkeys((one.name, one.alpha_beta_gy) for one in tissues if one.name in names))
    mixed = overlap_warning(here)
    if mixed is not None:
        return mixed
    return next((said for name, own in here if (said := other_ratio_warning(shown_gy, own, name))), "")
