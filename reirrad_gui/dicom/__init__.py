"""DICOM in (and, for the example, out): the only package that imports pydicom.

Finds files, reads headers first and pixels on demand, links plans, doses, structures and images into courses. Never
modifies a file. Must not know limits, verdicts or the window.
"""

from reirrad_gui.dicom.asked import Asked
from reirrad_gui.dicom.cases import read_case, read_cases
from reirrad_gui.dicom.check import check_report
from reirrad_gui.dicom.doses import load_dose, load_part_of_dose, lone_dose
from reirrad_gui.dicom.scintigraphy import load_frames
from reirrad_gui.dicom.structures import read_structure_set
from reirrad_gui.dicom.volumes import load_volume

__all__ = [
    "Asked",
    "check_report",
    "load_dose",
    "load_frames",
    "load_part_of_dose",
    "load_volume",
    "lone_dose",
    "read_case",
    "read_cases",
    "read_structure_set",
]
