"""How the doses of an export were brought together, and the object that says so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reirrad_gui.case import SourceFile
from reirrad_gui.dicom.export import (
    Heading,
    Reference,
    SeriesReference,
    Transform,
    brief,
    read_heading,
    reference_to,
    series_of,
    spatial_registration,
)
from reirrad_gui.errors import NotAssessableError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.exporting.source import ExportSource
from reirrad_gui.session.frames import Link
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.registration import NOT_GOOD, Origin, Registration, inverse

NOT_APPROVED = "REG NOT APPROVED"
UNAPPROVED = "REGISTRATION NOT APPROVED BY ANYBODY"
METHODS = {Origin.AUTOMATIC_RIGID: "content", Origin.MANUAL: "visual", Origin.LANDMARKS: "fiducial"}
"""Which alignment (PS3.16 CID 7100) a registration made here was; of one that was read it is not known."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What was done to the doses of some courses: "NONE", "RIGID" or "NON_RIGID" (PS3.3 C.8.8.3)."""

    kind: str
    approved: bool
    sentences: tuple[str, ...]
    not_good: tuple[str, ...] = ()
    """Organs at which somebody judged a registration that was used "not good" enough."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What has to be read before the dose is used; empty where nothing speaks against it."""
        unapproved = () if self.approved else (f"{UNAPPROVED}: check it before this dose is used.",)
        return (*unapproved, *self.warnings)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The organs at which this dose must not be read, in a sentence; none where none was judged so."""
        if not self.not_good:
            return ()
        return (
            f"The registration was judged not good enough at {', '.join(self.not_good)}: do not read this dose there.",
        )


def motion_of(source: ExportSource, courses: Iterable[int]) -> Motion:
    """How these courses were brought into the reference frame."""
    links = [(index, link) for index in courses if (link := source.link(index)) is not None and link.chain]
    said = tuple(f"{source.display.courses[i].name} was brought here by: {_told(link)}." for i, link in links)
    if not links:
        return Motion("NONE", True, ())
    rigid = all(registration.rigid for _, link in links for registration in link.chain)
    approved = all(link.approved for _, link in links)
    return Motion("RIGID" if rigid else "NON_RIGID", approved, said, _not_good(link for _, link in links))


def _not_good(links: Iterable[Link]) -> tuple[str, ...]:
    judged = [registration.suitability.items() for link in links for registration in link.chain]
    return tuple(sorted({organ for organs in judged for organ, word in organs if word == NOT_GOOD}))


def _told(link: Link) -> str:
    approvals = [registration.approval for registration in link.chain if registration.approval]
    sources = [registration.source for registration in link.chain if registration.source]
    return "; ".join(dict.fromkeys((link.text, *sources, *approvals)))


def references_of(source: ExportSource, courses: Iterable[int], registration: Any) -> tuple[Reference, ...]:
    """The objects that brought the doses of these courses here: the one exported, or the sources of one that bends.

    Raises
    ------
    NotAssessableError
        A deformable registration whose file is not among those of the case.
    """
    found: list[Reference] = []
    for link in (source.link(index) for index in courses):
        if link is None or not link.chain:
            continue
        if link.matrix is not None:
            found.append(Reference(str(registration.SOPClassUID), str(registration.SOPInstanceUID)))
        else:
            found += [reference_to(_file_of(source, one)) for one in link.chain]
    return tuple(dict.fromkeys(found))


def _file_of(source: ExportSource, registration: Registration) -> SourceFile:
    files = [file for file in source.opened.case.files if file.shown_as == registration.source]
    if len(files) != 1:
        raise NotAssessableError(
            "The dose was brought here by a deformable registration whose file cannot be told from the others, and an "
            "exported dose has to name it. Add the registration object again, then export."
        )
    return files[0]


def heading_of(source: ExportSource) -> Heading:
    """Patient, study and frame of the reference course, as its dose file states them.

    Raises
    ------
    DicomError
        As `read_heading`.
    NotAssessableError
        The course rests on no file.
    """
    phases = source.courses[source.reference].phases
    files = [dose.file for phase in phases for dose in phase.doses]
    files += [phase.plan for phase in phases if phase.plan is not None]
    if not files:
        name = source.display.courses[source.reference].name
        raise NotAssessableError(
            f"{name} has neither a plan nor a usable dose file, so nothing that belongs to it can be exported. Add one."
        )
    heading = read_heading(files[0])
    who, known = heading.patient, source.opened.case.patient
    whole = PatientIdentity(
        who.patient_id or known.patient_id,
        who.name or known.name,
        who.birth_date or known.birth_date,
        who.sex or known.sex,
    )
    return replace(heading, patient=whole, frame_uid=source.frame_uid)


def registration_object(source: ExportSource, heading: Heading, now: datetime) -> Any:
    """One registration object with the way of every linked frame into the reference frame."""
    ways: dict[str, Link] = {}
    for course, link in zip(source.courses, source.links, strict=True):
        if course.frame_of_reference_uid and link is not None and link.chain and link.matrix is not None:
            ways.setdefault(course.frame_of_reference_uid, link)
    transforms = [
        _transform(source, frame, link, link.matrix) for frame, link in ways.items() if link.matrix is not None
    ]
    approved = all(link.approved for link in ways.values())
    description = brief(["Registration in force", "" if approved else NOT_APPROVED])
    return spatial_registration(heading, transforms, _images(source, source.frame_uid), description, now)


def _images(source: ExportSource, frame_uid: str) -> tuple[SeriesReference, ...]:
    """The planning images of a frame: what the registration is about."""
    planning = dict.fromkeys(c.series_uid for c in source.courses if c.frame_of_reference_uid == frame_uid)
    found = [source.opened.case.image_series(uid) for uid in planning if uid]
    return tuple(series_of(series) for series in found if series is not None)


def _transform(source: ExportSource, frame_uid: str, link: Link, matrix: FloatArray) -> Transform:
    comment = brief(["approved" if link.approved else "NOT APPROVED", link.short_text])
    origins = {registration.origin for registration in link.chain}
    method = METHODS.get(next(iter(origins)), "") if len(origins) == 1 else ""
    rigid = all(registration.rigid for registration in link.chain)
    return Transform(frame_uid, inverse(matrix), rigid, comment, method, _images(source, frame_uid))
