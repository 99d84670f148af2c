"""Limits as evidence (organ, metric, value, basis, source, confidence) and the verdicts they allow.

Reads and keeps its own files of limits and of α/β; must not know DICOM, grids or the case: it is given numbers with
their bounds.
"""

from reirrad_gui.constraints.choice import ChosenLimit, OrganLimits, limits_for
from reirrad_gui.constraints.finding import Finding, Severity, errors
from reirrad_gui.constraints.library import constraint_set_names, known_sets, load_constraint_set
from reirrad_gui.constraints.limit import Confidence, Evidence, Level, Limit, Quantity, Scope
from reirrad_gui.constraints.lint import lint
from reirrad_gui.constraints.metric import Metric
from reirrad_gui.constraints.organ import deciding, organ_verdict
from reirrad_gui.constraints.sets import DEFAULT_SET, ConstraintSet, Observation, OrganGap
from reirrad_gui.constraints.stamp import Stamp
from reirrad_gui.constraints.standing import FLOAT_NOISE_GY, NEAR_FROM, WORST_FIRST, Bounded, Standing
from reirrad_gui.constraints.tissue_tables import alpha_beta_for, lint_tissues, load_tissue_table, tissue_table_names
from reirrad_gui.constraints.tissues import DEFAULT_TABLE, Tissue, TissueAlphaBeta, TissueTable
from reirrad_gui.constraints.verdict import Verdict, judge

__all__ = [
    "DEFAULT_SET",
    "DEFAULT_TABLE",
    "FLOAT_NOISE_GY",
    "NEAR_FROM",
    "WORST_FIRST",
    "Bounded",
    "ChosenLimit",
    "Confidence",
    "ConstraintSet",
    "Evidence",
    "Finding",
    "Level",
    "Limit",
    "Metric",
    "Observation",
    "OrganGap",
    "OrganLimits",
    "Quantity",
    "Scope",
    "Severity",
    "Stamp",
    "Standing",
    "Tissue",
    "TissueAlphaBeta",
    "TissueTable",
    "Verdict",
    "alpha_beta_for",
    "constraint_set_names",
    "deciding",
    "errors",
    "judge",
    "known_sets",
    "limits_for",
    "lint",
    "lint_tissues",
    "load_constraint_set",
    "load_tissue_table",
    "organ_verdict",
    "tissue_table_names",
]
