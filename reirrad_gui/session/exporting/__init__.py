"""Doses and registrations as files: what can be written, what is said of it, and what had to be left out.

A file has no word for "unknown": what is not known of every course is left out, and that is said.
"""

from reirrad_gui.session.exporting.export import check_target, export
from reirrad_gui.session.exporting.request import ExportRequest, Tissue, tissues_of
from reirrad_gui.session.exporting.result import Exported, ExportedFile, exported_json
from reirrad_gui.session.exporting.source import ExportSource, export_source

__all__ = [
    "ExportRequest",
    "ExportSource",
    "Exported",
    "ExportedFile",
    "Tissue",
    "check_target",
    "export",
    "export_source",
    "exported_json",
    "tissues_of",
]
