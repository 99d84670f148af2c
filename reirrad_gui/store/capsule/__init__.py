"""The capsule: one case in one file (ZIP), to be carried to another computer. What is in it: docs/capsule.md.

Knows members, hashes and the chain of revisions. Must not know DICOM, the case or what its document says.
"""

from reirrad_gui.store.capsule.chains import Chain, check_chain, single
from reirrad_gui.store.capsule.form import SUFFIX, CapsuleError, FileEntry, Limits, Manifest
from reirrad_gui.store.capsule.reading import Capsule, is_capsule, opened_capsule
from reirrad_gui.store.capsule.writing import CapsuleWriter, new_capsule

__all__ = [
    "SUFFIX",
    "Capsule",
    "CapsuleError",
    "CapsuleWriter",
    "Chain",
    "FileEntry",
    "Limits",
    "Manifest",
    "check_chain",
    "is_capsule",
    "new_capsule",
    "opened_capsule",
    "single",
]
