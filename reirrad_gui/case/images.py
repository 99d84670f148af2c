"""Image series as found: headers now, pixels on demand."""

from dataclasses import dataclass

from reirrad_gui.case.files import SourceFile
from reirrad_gui.patient.dates import When


@dataclass(frozen=True, slots=True)
class ImageSeries:
    """One DICOM series of images.

    `files` are in spatial order where the series is a stack. `unusable` is the sentence that says why it cannot be
    shown as a volume (empty when it can).
    """

    uid: str
    modality: str
    description: str
    frame_of_reference_uid: str
    files: tuple[SourceFile, ...]
    when: When
    body_part: str = ""
    unusable: str = ""
    notices: tuple[str, ...] = ()
