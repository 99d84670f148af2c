"""The bands around accumulated curves in words, and what of them is still to be searched. No Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import OrganDose
    from reirrad_gui.session.certainty import Answer
    from reirrad_gui.session.jobs import Step

SHARES = "5–95 %"


def why_within(radius_mm: float) -> str:
    """What the band of a registration is."""
    return (
        f"Soft band: where the accumulated curve may lie if a registration is off by up to {radius_mm:g} mm (an "
        "assumption). Each point of an organ may take the registered course's dose from anywhere within that, but only "
        "from points of the same organ. (E)"
    )


def why_drawn(certain: "Answer") -> str:
    """What the band of the draws is."""
    return (
        f"Band with dotted edges: at each dose, 5 to 95 % of the volumes in {certain.found.draws:,} draws, seed "
        f"{certain.found.seed}; asked for under “How sure”. Of cumulative EQD2 only. (P)"
    )


def drawn_note(certain: "Answer") -> str:
    """What must be known to read the band of the draws."""
    return f"Dotted edges: 5–95 % of {certain.found.text}."


def unsearched(organ: "OrganDose") -> bool:
    """True where nobody has looked yet how far a registration may move the dose."""
    return organ.envelope is not None and not organ.envelope.ready


def searched(organ: "OrganDose", step: "Step", organs: "Sequence[OrganDose]") -> object:
    """Looks for it, for the background."""
    step(organs.index(organ), len(organs), f"Looking around “{organ.name}”")
    return None if organ.envelope is None else organ.envelope.value
