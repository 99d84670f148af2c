"""De-identified copies of DICOM files: PS3.15 Annex E, basic profile, with cleaned descriptors and moved dates.

Knows one file at a time and what the files of one patient share: words to look for, one shift of dates, one mapping of
UIDs. Must not know the case, capsules or windows. The file that is copied is only read.
"""

from reirrad_gui.dicom.deidentify.copying import Copier, FlaggedImageError
from reirrad_gui.dicom.deidentify.gathering import gathered
from reirrad_gui.dicom.deidentify.shift import Shift, chosen_shift
from reirrad_gui.dicom.deidentify.texts import Texts, Words
from reirrad_gui.dicom.deidentify.uids import Uids

__all__ = ["Copier", "FlaggedImageError", "Shift", "Texts", "Uids", "Words", "chosen_shift", "gathered"]
