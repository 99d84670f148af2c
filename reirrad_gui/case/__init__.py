"""One patient's case as found: courses, phases, dose and image descriptors, structures, registrations, problems.

Immutable. Must not know how files are read, nor what is shown.
"""

from reirrad_gui.case.case import Case
from reirrad_gui.case.course import NOTHING_STATED, Course, DoseSource, Phase
from reirrad_gui.case.delivery import DeliveredBeam, DeliveredFraction, Delivery, FractionGap, FractionState
from reirrad_gui.case.files import Problem, SourceFile
from reirrad_gui.case.images import ImageSeries

__all__ = [
    "NOTHING_STATED",
    "Case",
    "Course",
    "DeliveredBeam",
    "DeliveredFraction",
    "Delivery",
    "DoseSource",
    "FractionGap",
    "FractionState",
    "ImageSeries",
    "Phase",
    "Problem",
    "SourceFile",
]
