"""The errors this program raises on purpose.

Every message is one plain sentence (or a few) for the person at the screen: what happened, what it means for this
patient, what to do. `ValueError` stays what it is in Python: a caller's bug.
"""


class ReirradError(Exception):
    """Anything this program refuses or cannot do, said in words for the user."""


class InputError(ReirradError):
    """What was given cannot be used; the user can act on it."""


class DicomError(InputError):
    """A DICOM file cannot be read or must not be used as it is."""


class CaseFileError(InputError):
    """A story or settings file of this program cannot be read."""


class EntryError(InputError):
    """Something typed cannot be understood (a date, a number)."""


class NotAssessableError(ReirradError):
    """Showing a number would be unsafe: two frames without a registration, two α/β in one sum."""


class StoreError(ReirradError):
    """What was done cannot be kept, or what was kept cannot be read; the work on the screen is not touched by it."""
