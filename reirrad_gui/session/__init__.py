"""One open case: settings, edits with undo, background work, and the assessment every view shows.

Must not know Qt. Every number on screen, in JSON and in reports comes from one `Assessment`.
"""

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
