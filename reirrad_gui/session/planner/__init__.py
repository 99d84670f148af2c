"""What could still be given: regimens side by side, the largest dose that keeps every limit, what a limit leaves.

Must not know Qt. Every number comes from the engine that assesses the case; nothing here converts doses of its own.
"""

from reirrad_gui.session.planner.planner import Planner
from reirrad_gui.session.planner.question import PlanQuestion

__all__ = ["PlanQuestion", "Planner"]
