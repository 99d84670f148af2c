"""How sure an assessment is: what a limit's dose does when assumptions vary, one at a time and all at once.

Knows an opened case, its settings and what to vary. Must not know Qt, and must not decide a verdict: it asks the panel
how each case would stand. Unknown dose is never varied away: it stays a bound.
"""

from reirrad_gui.session.uncertainty.assumptions import Assumption, Assumptions, suggested_sigma_mm
from reirrad_gui.session.uncertainty.result import RowUncertainty, Uncertainty
from reirrad_gui.session.uncertainty.run import uncertainty

__all__ = ["Assumption", "Assumptions", "RowUncertainty", "Uncertainty", "suggested_sigma_mm", "uncertainty"]
