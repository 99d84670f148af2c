"""Adds the courses of one patient: equieffective doses of one kind at one α/β, nothing else."""

from collections.abc import Sequence

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.lq.arguments import FloatArray
from reirrad_gui.lq.equieffective import Equieffective, locked
from reirrad_gui.lq.recovery import discounted


def accumulate(parts: Sequence[Equieffective], recovery: Sequence[float] | None = None) -> Equieffective:
    """Sum of courses: Σ (1 − r) E, point by point.

    Parameters
    ----------
    parts : sequence of Equieffective
        One per course, at the same points: one quantity, one α/β, one shape.
    recovery : sequence of float, or None
        One recovery fraction per course, in the same order; None forgives nothing.

    Returns
    -------
    Equieffective
        NaN wherever the dose of one course is unknown: a sum with an unknown part is unknown, not smaller.

    Raises
    ------
    NotAssessableError
        Two quantities, two α/β, or two models (LQ and LQ-L, or different tails) in one sum.
    ValueError
        No course, courses at different points, or recovery fractions that are not one per course between 0 and 1.

    Examples
    --------
    >>> courses = [Equieffective(42.0, "EQD2", 3.0), Equieffective(28.0, "EQD2", 3.0)]
    >>> accumulate(courses).gy
    70.0
    >>> accumulate(courses, recovery=[0.5, 0.0]).gy
    49.0
    """
    if not parts:
        raise ValueError("parts must hold at least one course: a sum of none is unknown, not 0 Gy")
    _refuse_mixtures(parts)
    fractions = [0.0] * len(parts) if recovery is None else list(recovery)
    if len(fractions) != len(parts):
        raise ValueError(f"recovery must hold one fraction per course ({len(parts)}), not {len(fractions)}")
    left = [discounted(part, fraction).gy for part, fraction in zip(parts, fractions, strict=True)]
    return Equieffective(_sum(left), parts[0].quantity, parts[0].alpha_beta_gy, parts[0].tail)


def _refuse_mixtures(parts: Sequence[Equieffective]) -> None:
    quantities = sorted({part.quantity for part in parts})
    if len(quantities) > 1:
        raise NotAssessableError(
            f"{' and '.join(quantities)} are different quantities and cannot be added; convert every course to one."
        )
    ratios = sorted({part.alpha_beta_gy for part in parts})
    if len(ratios) > 1:
        said = " and ".join(f"{ratio:g}" for ratio in ratios)
        raise NotAssessableError(
            f"Doses converted with α/β of {said} Gy cannot be added: the sum would belong to no tissue. "
            "Choose one α/β for this organ in every course."
        )
    if len({part.tail for part in parts}) > 1:
        raise NotAssessableError(
            "Doses converted by LQ and by LQ-L, or by LQ-L with different tails, cannot be added; convert every course "
            "by one model."
        )
    shapes = {getattr(part.gy, "shape", ()) for part in parts}
    if len(shapes) > 1:
        raise ValueError(f"parts must be doses at the same points, not arrays of shapes {sorted(shapes)}")


def _sum(doses: Sequence[float | FloatArray]) -> float | FloatArray:
    total = doses[0]
    for dose in doses[1:]:
        total = total + dose
    return locked(total)
