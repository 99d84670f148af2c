"""Where an event is known from: a document or a DICOM object, and who entered it when."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from reirrad_gui.errors import EntryError


@dataclass(frozen=True, slots=True)
class Document:
    """A letter, report or paper. Only its title must be known; `written` is its date as it stands there.

    Raises
    ------
    EntryError
        No title.

    >>> Document("Bone scan report", "Conclusion", "Dr. Example", "03/2018").text
    'Bone scan report, Conclusion, of 03/2018, by Dr. Example'
    """

    kind: ClassVar[str] = "document"
    title: str
    section: str = ""
    author: str = ""
    written: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise EntryError("Say which document this is known from (for example “Bone scan report”).")

    @property
    def text(self) -> str:
        """In one line; what is not stated is left out."""
        parts = (
            self.title.strip(),
            self.section.strip(),
            f"of {self.written.strip()}" if self.written.strip() else "",
            f"by {self.author.strip()}" if self.author.strip() else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class DicomObject:
    """A DICOM series or instance, by its UID; source files are never changed.

    >>> DicomObject("NM", "1.2.3").text
    'NM header'
    """

    kind: ClassVar[str] = "dicom"
    modality: str
    series_uid: str = ""
    sop_instance_uid: str = ""

    def __post_init__(self) -> None:
        if not (self.series_uid or self.sop_instance_uid):
            raise EntryError("A DICOM source needs the UID of its series or of its object.")

    @property
    def text(self) -> str:
        """In a few words."""
        return f"{self.modality} header".strip()


Origin = Document | DicomObject


@dataclass(frozen=True, slots=True)
class Entry:
    """Who entered something, and when (ISO 8601 date or date and time, as the session's clock said).

    Raises
    ------
    EntryError
        Nobody is named, or the time is no ISO date.

    >>> Entry("A. Reader", "2026-11-21T20:15").text
    'entered by A. Reader on 2026-11-21 at 20:15'
    """

    by: str
    on: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise EntryError("Say who enters this: the timeline names the person beside it.")
        if self.on:
            try:
                datetime.fromisoformat(self.on)
            except ValueError as error:
                raise EntryError(f"“{self.on}” is not the time of an entry; write it as 2026-11-21.") from error

    @property
    def text(self) -> str:
        """In words."""
        if not self.on:
            return f"entered by {self.by.strip()}"
        day, time = self.on[:10], self.on[11:16]
        return f"entered by {self.by.strip()} on {day}" + (f" at {time}" if time else "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says of something: its value in words, and which source."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something of an event on which sources differ; none is preferred, so no field holds one of the readings.

    Raises
    ------
    EntryError
        Fewer than two different readings.

    >>> Alternative("site", (Reading("pelvis", "Methods"), Reading("lumbosacral region", "Abstract"))).text
    'site: pelvis (Methods) or lumbosacral region (Abstract)'
    """

    what: str
    readings: tuple[Reading, ...]

    def __post_init__(self) -> None:
        if len({one.text.casefold().strip() for one in self.readings}) < 2:
            raise EntryError(f"Sources differ on the {self.what} only where they say at least two things.")

    @property
    def text(self) -> str:
        """All readings, each with its source."""
        return f"{self.what}: " + " or ".join(f"{one.text} ({one.source})" for one in self.readings)
