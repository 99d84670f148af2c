"""One dose at more than one α/β: what each makes of it, and a warning where a number belongs to another tissue."""

from collections.abc import Sequence

from reirrad_gui.lq.arguments import FloatArray, alpha_beta
from reirrad_gui.lq.phases import Fractionation, eqd2_of_phases


def eqd2_at_ratios(
    phases: Sequence[Fractionation], ratios_gy: Sequence[float]
) -> tuple[tuple[float, float | FloatArray], ...]:
    """EQD2 of one course at each α/β, in the order given: (α/β, EQD2) in Gy.

    Raises
    ------
    ValueError
        No α/β, or an argument that `eqd2_of_phases` refuses.

    Examples
    --------
    >>> eqd2_at_ratios([Fractionation(21.0, 3)], [2, 3, 10])
    ((2.0, 47.25), (3.0, 42.0), (10.0, 29.75))
    """
    if not ratios_gy:
        raise ValueError("ratios_gy must hold at least one α/β")
    return tuple((alpha_beta(ratio), eqd2_of_phases(phases, ratio)) for ratio in ratios_gy)


def other_ratio_warning(shown_gy: float, tissue_gy: float, tissue: str) -> str | None:
    """What to say where a dose converted at one α/β is read in a tissue that has another; None where they agree.

    Parameters
    ----------
    shown_gy : float, Gy
        α/β of the map or number.
    tissue_gy : float, Gy
        α/β of the tissue under the cursor or in the row.
    tissue : str
        Its name as shown.

    Raises
    ------
    ValueError
        An α/β out of range.

    Notes
    -----
    Fractions above 2 Gy weigh more at a small α/β, fractions below 2 Gy less, so the sentence claims no direction.

    Examples
    --------
    >>> print(other_ratio_warning(3.0, 2.0, "Spinal cord"))
    Shown at α/β 3 Gy, but Spinal cord is assessed at 2 Gy: read its dose in its own row, not from this map.
    >>> other_ratio_warning(2.0, 2.0, "Spinal cord") is None
    True
    """
    shown, own = alpha_beta(shown_gy, "shown_gy"), alpha_beta(tissue_gy, "tissue_gy")
    if shown == own:
        return None
    return (
        f"Shown at α/β {shown:g} Gy, but {tissue} is assessed at {own:g} Gy: "
        "read its dose in its own row, not from this map."
    )


def overlap_warning(tissues: Sequence[tuple[str, float]]) -> str | None:
    """What to say of a point that lies in several tissues with different α/β; None where all agree.

    Parameters
    ----------
    tissues : sequence of (name, α/β in Gy)

    Raises
    ------
    ValueError
        An α/β out of range.

    Examples
    --------
    >>> print(overlap_warning([("Rectum", 3), ("PTV", 1.5)]))
    This point lies in tissues with different α/β (Rectum 3 Gy, PTV 1.5 Gy): one EQD2 here holds for one of them only.
    """
    ratios = [(name, alpha_beta(ratio)) for name, ratio in tissues]
    if len({ratio for _, ratio in ratios}) < 2:
        return None
    named = ", ".join(f"{name} {ratio:g} Gy" for name, ratio in ratios)
    return f"This point lies in tissues with different α/β ({named}): one EQD2 here holds for one of them only."
