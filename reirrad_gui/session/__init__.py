"""One open case: settings, edits with undo, background work, and the assessment every view shows.

Must not know Qt. Every number on screen, in JSON and in reports comes from one `Assessment`.

Names are found in their modules when they are asked for: the window imports views on its own thread while a job imports
the readers on another, and neither may wait for the other's half-imported package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reirrad_gui.session.assess import Assessor
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.jobs import Cancelled, Progress, Step, Ticket, silent
    from reirrad_gui.session.opening import Opened, SeveralPatientsError, open_case
    from reirrad_gui.session.session import Session
    from reirrad_gui.session.settings import Recovery, Settings

__all__ = [
    "Assessment",
    "Assessor",
    "Cancelled",
    "Opened",
    "Progress",
    "Recovery",
    "Session",
    "Settings",
    "SeveralPatientsError",
    "Step",
    "Ticket",
    "open_case",
    "silent",
]

_MODULES = {
    "Assessment": "assessment",
    "Assessor": "assess",
    "Cancelled": "jobs",
    "Opened": "opening",
    "Progress": "jobs",
    "Recovery": "settings",
    "Session": "session",
    "Settings": "settings",
    "SeveralPatientsError": "opening",
    "Step": "jobs",
    "Ticket": "jobs",
    "open_case": "opening",
    "silent": "jobs",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
