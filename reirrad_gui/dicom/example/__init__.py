"""The built-in example: a synthetic man's pelvis, two courses and three bone scans, written as ordinary DICOM files.

Follows the case report the project starts from wherever it states something, and is synthetic everywhere else. The
files are imported like anybody's. Must not know the importer, doses' meaning or limits.
"""

from reirrad_gui.dicom.example.example import ensure_example, example_folder, example_version, write_example
from reirrad_gui.dicom.example.known import Truth, dose_gy, truth

__all__ = ["Truth", "dose_gy", "ensure_example", "example_folder", "example_version", "truth", "write_example"]
