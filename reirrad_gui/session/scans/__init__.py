"""Examinations of the history with their pictures: which files belong to which, what was seen on each, what changed.

Computes nothing about disease: grades and progression come from `session.derived`.
"""

from reirrad_gui.session.scans.comparison import Cell, Comparison, Row, compared
from reirrad_gui.session.scans.exams import Exam, exams, same_kind
from reirrad_gui.session.scans.findings import Finding, findings, progression
from reirrad_gui.session.scans.frames import LoadedFrames

__all__ = [
    "Cell",
    "Comparison",
    "Exam",
    "Finding",
    "LoadedFrames",
    "Row",
    "compared",
    "exams",
    "findings",
    "progression",
    "same_kind",
]
