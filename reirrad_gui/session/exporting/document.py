"""A report of a case as a DICOM document in the study of the case."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reirrad_gui.case import SourceFile
from reirrad_gui.dicom.export import Heading, Reference, discard, name_taken, prepare, publish, read_heading
from reirrad_gui.dicom.export.encapsulated_pdf import encapsulated_pdf
from reirrad_gui.dicom.export.heading import reference_to
from reirrad_gui.errors import DicomError, InputError, NotAssessableError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.exporting.wording import plain

if TYPE_CHECKING:
    from reirrad_gui.session.opening import Opened

NO_STUDY = (
    "No DICOM file of this case states a study, so no DICOM document can belong to it. Write the report as PDF instead."
)
WITHOUT_IDENTITY = (
    "A DICOM document belongs to a patient and names who that is, so a report without identity is not written as one. "
    "Write it with identity, or as PDF."
)


def write_document(
    opened: "Opened",
    pdf: bytes,
    path: Path,
    title: str,
    *,
    identified: bool,
    overwrite: bool = False,
    clock: Callable[[], datetime] = datetime.now,
) -> int:
    """Writes the pages as Encapsulated PDF, a new series in the study of the newest course; how many objects it names.

    Raises
    ------
    NotAssessableError
        The report is without identity, or no file states a study.
    InputError
        It cannot be written there.
    """
    if not identified:
        raise NotAssessableError(WITHOUT_IDENTITY)
    if path.exists() and not overwrite:
        raise name_taken(path)
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}; choose one that exists.")
    heading, sources = _heading(opened), _sources(opened)
    pending = prepare(encapsulated_pdf(heading, pdf, plain(title), sources, clock()), path)
    try:
        publish([pending], overwrite)
    except BaseException:
        discard([pending])
        raise
    return len(sources)


def _heading(opened: "Opened") -> Heading:
    """Of the newest course that has a file; else of whatever file states a study."""
    for file in _files(opened):
        try:
            found = read_heading(file)
        except DicomError:
            continue
        who, known = found.patient, opened.case.patient
        whole = PatientIdentity(
            who.patient_id or known.patient_id,
            who.name or known.name,
            who.birth_date or known.birth_date,
            who.sex or known.sex,
        )
        return replace(found, patient=whole)
    raise NotAssessableError(NO_STUDY)


def _files(opened: "Opened") -> Iterator[SourceFile]:
    """Files of the newest course first; doses state a frame of reference, plans not always."""
    case = opened.case
    for course in reversed(case.courses):
        for phase in course.phases:
            yield from (dose.file for dose in phase.doses)
            if phase.plan is not None:
                yield phase.plan
    yield from (file for file in case.files if file.sop_instance_uid)
    yield from (series.files[0] for series in case.series if series.files)


def _sources(opened: "Opened") -> tuple[Reference, ...]:
    """The objects whose numbers the report shows; files that are no DICOM are none."""
    used = {one.sop_instance_uid for one in opened.inputs if one.sop_instance_uid}
    found = []
    for file in {one.sop_instance_uid: one for one in opened.case.files if one.sop_instance_uid in used}.values():
        try:
            found.append(reference_to(file))
        except DicomError:
            continue
    return tuple(found)
