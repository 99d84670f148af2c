"""DICOM out: doses and registrations that this program computed, as new objects beside the sources.

Every object begins empty and says only what is known to be true of it; nothing of a source is copied but whose it is.
Must not know how a dose is computed.
"""

from reirrad_gui.dicom.export.elements import Reference, brief
from reirrad_gui.dicom.export.files import Pending, discard, name_taken, prepare, publish
from reirrad_gui.dicom.export.heading import Heading, SeriesReference, plans_of, read_heading, reference_to, series_of
from reirrad_gui.dicom.export.registration import Transform, spatial_registration
from reirrad_gui.dicom.export.rtdose import DoseToWrite, dose_step_gy, rt_dose

__all__ = [
    "DoseToWrite",
    "Heading",
    "Pending",
    "Reference",
    "SeriesReference",
    "Transform",
    "brief",
    "discard",
    "dose_step_gy",
    "name_taken",
    "plans_of",
    "prepare",
    "publish",
    "read_heading",
    "reference_to",
    "rt_dose",
    "series_of",
    "spatial_registration",
]
