"""Linear-quadratic arithmetic and its relatives: the only place where α/β meets a dose.

Knows doses in Gy, fraction numbers, α/β, recovery fractions and plain days; of organs only the names for which a
recovery model was proposed. Must not know partial dates, files, grids or limits. Bad input raises; nothing ever falls
back to physical dose.
"""

from reirrad_gui.lq.accumulate import accumulate
from reirrad_gui.lq.dose_model import LINEAR_QUADRATIC_LINEAR, PLAIN_LQ, DoseModel
from reirrad_gui.lq.dose_recovery import (
    DOSE_RECOVERY_CATALOGUE,
    JONES_GRANT,
    JONES_GRANT_CAUTIOUS,
    WOOLLEY_DERIVED,
    PowerLawRecovery,
    WoolleyRecovery,
)
from reirrad_gui.lq.equieffective import Equieffective, Quantity
from reirrad_gui.lq.intervals import complete_months, months_range
from reirrad_gui.lq.isoeffect import bed, bed_per_eqd2, eqd2, eqdx, equal_effect, total_from_eqd2, total_from_eqdx
from reirrad_gui.lq.linear_tail import LinearTail, bed_lql, eqdx_lql, total_from_eqdx_lql, usual_tail
from reirrad_gui.lq.phases import Fractionation, bed_of_phases, eqd2_of_phases
from reirrad_gui.lq.protraction import bed_protracted, protraction, protraction_factor
from reirrad_gui.lq.ratios import eqd2_at_ratios, other_ratio_warning, overlap_warning
from reirrad_gui.lq.recovery import RecoveryModel, discounted
from reirrad_gui.lq.recovery_left import MODEL_ALPHA_BETA_GY, Left, interval_notices, left_after
from reirrad_gui.lq.recovery_models import (
    NO_RECOVERY,
    RECOVERY_CATALOGUE,
    recovery_by_hand,
    recovery_model,
)
from reirrad_gui.lq.recovery_scope import recovery_refusal
from reirrad_gui.lq.regimens import Regimen, isoeffective, largest
from reirrad_gui.lq.remaining import deliverable_gy, remaining_eqd2
from reirrad_gui.lq.repair import RepairKinetics, bed_several_a_day, incomplete_repair_factor
from reirrad_gui.lq.repopulation import Repopulation, bed_after_repopulation, eqd2_in_time
from reirrad_gui.lq.terms import Term, eqd2_term, physical_term
from reirrad_gui.lq.universal_curve import PARK_2008, UniversalCurve
from reirrad_gui.lq.validity import DOMAINS, Caution, ModelDomain

__all__ = [
    "DOMAINS",
    "DOSE_RECOVERY_CATALOGUE",
    "JONES_GRANT",
    "JONES_GRANT_CAUTIOUS",
    "LINEAR_QUADRATIC_LINEAR",
    "MODEL_ALPHA_BETA_GY",
    "NO_RECOVERY",
    "PARK_2008",
    "PLAIN_LQ",
    "RECOVERY_CATALOGUE",
    "WOOLLEY_DERIVED",
    "Caution",
    "DoseModel",
    "Equieffective",
    "Fractionation",
    "Left",
    "LinearTail",
    "ModelDomain",
    "PowerLawRecovery",
    "Quantity",
    "RecoveryModel",
    "Regimen",
    "RepairKinetics",
    "Repopulation",
    "Term",
    "UniversalCurve",
    "WoolleyRecovery",
    "accumulate",
    "bed",
    "bed_after_repopulation",
    "bed_lql",
    "bed_of_phases",
    "bed_per_eqd2",
    "bed_protracted",
    "bed_several_a_day",
    "complete_months",
    "deliverable_gy",
    "discounted",
    "eqd2",
    "eqd2_at_ratios",
    "eqd2_in_time",
    "eqd2_of_phases",
    "eqd2_term",
    "eqdx",
    "eqdx_lql",
    "equal_effect",
    "incomplete_repair_factor",
    "interval_notices",
    "isoeffective",
    "largest",
    "left_after",
    "months_range",
    "other_ratio_warning",
    "overlap_warning",
    "physical_term",
    "protraction",
    "protraction_factor",
    "recovery_by_hand",
    "recovery_model",
    "recovery_refusal",
    "remaining_eqd2",
    "total_from_eqd2",
    "total_from_eqdx",
    "total_from_eqdx_lql",
    "usual_tail",
]
