"""Dates and series for tests of examinations."""

from pathlib import Path

from reirrad_gui.case import ImageSeries, SourceFile
from reirrad_gui.patient.dates import PartialDate, StatedDate, When


def on(*parts):
    """A date at its own precision, from a report."""
    return When((StatedDate.at(PartialDate(*parts), "report"),))


def series(uid, modality="NM", when=None, image_uid="9.9", unusable="planar"):
    """A series of one file."""
    file = SourceFile(Path("x.dcm"), "x.dcm", image_uid)
    return ImageSeries(uid, modality, "bone", "", (file,), when or When(), unusable=unusable)
