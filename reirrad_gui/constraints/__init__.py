"""Limits as evidence (organ, metric, value, basis, source, confidence) and the verdicts they allow.

Must not know files, grids or the case; it is given numbers with their bounds.
"""

from reirrad_gui.constraints.choice import ChosenLimit, OrganLimits, limits_for
from reirrad_gui.constraints.limit import Confidence, Evidence, Level, Limit, Quantity, Scope
from reirrad_gui.constraints.lint import lint
from reirrad_gui.constraints.metric import Metric
from reirrad_gui.constraints.organ import deciding, organ_verdict
from reirrad_gui.constraints.sets import (
    DEFAULT_SET,
    ConstraintSet,
    OrganGap,
    constraint_set_names,
    load_constraint_set,
)
from reirrad_gui.constraints.standing import FLOAT_NOISE_GY, NEAR_FROM, WORST_FIRST, Bounded, Standing
from reirrad_gui.constraints.tissues import TissueAlphaBeta, TissueTable, alpha_beta_for, load_tissue_table
from reirrad_gui.constraints.verdict import Verdict, judge

__all__ = [
    "DEFAULT_SET",
    "FLOAT_NOISE_GY",
    "NEAR_FROM",
    "WORST_FIRST",
    "Bounded",
    "ChosenLimit",
    "Confidence",
    "ConstraintSet",
    "Evidence",
    "Level",
    "Limit",
    "Metric",
    "OrganGap",
    "OrganLimits",
    "Quantity",
    "Scope",
    "Standing",
    "TissueAlphaBeta",
    "TissueTable",
    "Verdict",
    "alpha_beta_for",
    "constraint_set_names",
    "deciding",
    "judge",
    "limits_for",
    "lint",
    "load_constraint_set",
    "load_tissue_table",
    "organ_verdict",
]
