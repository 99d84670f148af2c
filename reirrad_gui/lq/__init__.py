"""Linear-quadratic arithmetic: the only place where α/β meets a dose.

Knows doses in Gy, fraction numbers, α/β, recovery fractions and plain days. Must not know organs, partial dates, files,
grids or limits. Bad input raises; nothing ever falls back to physical dose.
"""

from reirrad_gui.lq.accumulate import accumulate
from reirrad_gui.lq.equieffective import Equieffective, Quantity
from reirrad_gui.lq.intervals import complete_months, months_range
from reirrad_gui.lq.isoeffect import bed, bed_per_eqd2, eqd2, eqdx, equal_effect, total_from_eqd2, total_from_eqdx
from reirrad_gui.lq.phases import Fractionation, bed_of_phases, eqd2_of_phases
from reirrad_gui.lq.recovery import RecoveryModel, discounted
from reirrad_gui.lq.recovery_models import (
    NO_RECOVERY,
    RECOVERY_CATALOGUE,
    RECOVERY_MODELS,
    recovery_by_hand,
    recovery_model,
)
from reirrad_gui.lq.remaining import deliverable_gy, remaining_eqd2
from reirrad_gui.lq.terms import Term, eqd2_term, physical_term

__all__ = [
    "NO_RECOVERY",
    "RECOVERY_CATALOGUE",
    "RECOVERY_MODELS",
    "Equieffective",
    "Fractionation",
    "Quantity",
    "RecoveryModel",
    "Term",
    "accumulate",
    "bed",
    "bed_of_phases",
    "bed_per_eqd2",
    "complete_months",
    "deliverable_gy",
    "discounted",
    "eqd2",
    "eqd2_of_phases",
    "eqd2_term",
    "eqdx",
    "equal_effect",
    "months_range",
    "physical_term",
    "recovery_by_hand",
    "recovery_model",
    "remaining_eqd2",
    "total_from_eqd2",
    "total_from_eqdx",
]
