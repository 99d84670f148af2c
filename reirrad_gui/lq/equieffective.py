"""A biologically effective dose that knows what it is: BED or EQD2, and at which α/β."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from reirrad_gui.lq.arguments import FloatArray, alpha_beta, dose_array, is_number, refuse_bad_dose
from reirrad_gui.lq.linear_tail import LinearTail
from reirrad_gui.lq.phases import Fractionation, bed_of_phases, eqd2_of_phases

Quantity = Literal["BED", "EQD2"]


@dataclass(frozen=True, slots=True, eq=False)
class Equieffective:
    """An equieffective dose that carries what it is and at which α/β.

    Parameters
    ----------
    gy : number or array of any shape, Gy
        Not below zero; NaN where the dose is unknown. A writable array is copied; the value's own is read-only.
    quantity : "BED" or "EQD2"
    alpha_beta_gy : float, Gy
        α/β it was computed with; above zero, may be infinite.
    tail : LinearTail or None
        That of LQ-L by which it was computed; None: plain LQ.

    Raises
    ------
    ValueError
        A negative or infinite dose, another quantity, or an α/β out of range.

    Examples
    --------
    >>> Equieffective(42.0, "EQD2", 3.0)
    Equieffective(gy=42.0, quantity='EQD2', alpha_beta_gy=3.0)
    """

    gy: float | FloatArray
    quantity: Quantity
    alpha_beta_gy: float
    tail: LinearTail | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.quantity not in get_args(Quantity):
            raise ValueError(f'quantity must be "BED" or "EQD2", not {self.quantity!r}')
        object.__setattr__(self, "alpha_beta_gy", alpha_beta(self.alpha_beta_gy))
        doses = dose_array(self.gy, "gy")
        refuse_bad_dose(doses, "gy", keep_unknown=True, whole=doses)
        object.__setattr__(self, "gy", float(doses) if is_number(self.gy) else _read_only(doses))

    @classmethod
    def of(
        cls, phases: Sequence[Fractionation], quantity: Quantity, alpha_beta_gy: float, tail: LinearTail | None = None
    ) -> "Equieffective":
        """The equieffective dose of one course, phase by phase, with a tail by LQ-L; unknown (NaN) where a phase is.

        Raises
        ------
        ValueError
            As `bed_of_phases`.

        Examples
        --------
        >>> Equieffective.of([Fractionation(20.0, 5)], "EQD2", alpha_beta_gy=3.0).gy
        28.0
        """
        sum_of = eqd2_of_phases if quantity == "EQD2" else bed_of_phases
        return cls(locked(sum_of(phases, alpha_beta_gy, unknown="keep", tail=tail)), quantity, alpha_beta_gy, tail)


def locked(doses: float | FloatArray) -> float | FloatArray:
    """A freshly computed result that nobody can write to any more; numbers as they are."""
    if isinstance(doses, np.ndarray):
        doses.flags.writeable = False
    return doses


def _read_only(doses: FloatArray) -> FloatArray:
    """The same array if nobody can write to it, else a copy that nobody can write to."""
    if doses.flags.writeable or doses.base is not None:
        doses = np.array(doses)
        doses.flags.writeable = False
    return doses
