"""One course of several phases with different fraction sizes: each phase by itself, then the sum.

Doses and fraction numbers are never pooled: 50 Gy in 25 and 10 Gy in 2 are not 60 Gy in 27.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reirrad_gui.lq.arguments import FloatArray, Unknown
from reirrad_gui.lq.isoeffect import bed, eqd2
from reirrad_gui.lq.linear_tail import LinearTail, bed_lql, eqdx_lql


@dataclass(frozen=True, slots=True, eq=False)
class Fractionation:
    """A dose given in equal fractions: one phase of a course, at one point or at many.

    Parameters
    ----------
    total_gy : number or array, Gy
        Physical dose actually delivered in this phase.
    fractions : int
        Fractions actually delivered; 1 or more.
    """

    total_gy: float | FloatArray
    fractions: int


def bed_of_phases(
    phases: Sequence[Fractionation], alpha_beta_gy: float, *, unknown: Unknown = "raise", tail: LinearTail | None = None
) -> float | FloatArray:
    """Sum of the phases' BED, Gy.

    Parameters
    ----------
    phases : sequence of Fractionation
        One or more; all numbers, or arrays of one shape.
    alpha_beta_gy : float, Gy
        α/β of the tissue; above zero, may be infinite.
    unknown : "raise" or "keep"
        Where one phase's dose is unknown (NaN) so is the sum, if kept.
    tail : LinearTail or None
        Converts by LQ-L; None: plain LQ.

    Returns
    -------
    float, or float64 array of the phases' shape, Gy

    Raises
    ------
    ValueError
        No phase, phases of different shapes, or an argument that `bed` refuses.

    Examples
    --------
    >>> bed_of_phases([Fractionation(50, 25), Fractionation(9, 3)], alpha_beta_gy=3)
    101.33...
    """
    _refuse_different_shapes(phases)
    if tail is None:
        return sum(bed(phase.total_gy, phase.fractions, alpha_beta_gy, unknown=unknown) for phase in phases)
    return sum(bed_lql(phase.total_gy, phase.fractions, alpha_beta_gy, tail, unknown=unknown) for phase in phases)


def eqd2_of_phases(
    phases: Sequence[Fractionation], alpha_beta_gy: float, *, unknown: Unknown = "raise", tail: LinearTail | None = None
) -> float | FloatArray:
    """Sum of the phases' EQD2, Gy; parameters, result and errors are those of `bed_of_phases`.

    Examples
    --------
    >>> round(eqd2_of_phases([Fractionation(50, 25), Fractionation(9, 3)], alpha_beta_gy=3), 2)
    60.8
    """
    _refuse_different_shapes(phases)
    if tail is None:
        return sum(eqd2(phase.total_gy, phase.fractions, alpha_beta_gy, unknown=unknown) for phase in phases)
    return sum(eqdx_lql(phase.total_gy, phase.fractions, alpha_beta_gy, tail, unknown=unknown) for phase in phases)


def _refuse_different_shapes(phases: Sequence[Fractionation]) -> None:
    shapes = {getattr(phase.total_gy, "shape", ()) for phase in phases}
    if not shapes:
        raise ValueError("phases must hold at least one phase: a course without any has an unknown dose, not 0 Gy")
    if len(shapes) > 1:
        raise ValueError(f"phases must have doses at the same points, not arrays of shapes {sorted(shapes)}")
