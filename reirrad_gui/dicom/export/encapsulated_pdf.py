"""A document as a DICOM object: Encapsulated PDF Storage (PS3.3 A.45.1)."""

from collections.abc import Sequence
from datetime import datetime

from pydicom.dataset import Dataset

from reirrad_gui.dicom.export.elements import LONGEST_TEXT, Reference, referring
from reirrad_gui.dicom.export.heading import Heading, headed

ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
MIME_TYPE = "application/pdf"


def encapsulated_pdf(heading: Heading, pdf: bytes, title: str, sources: Sequence[Reference], now: datetime) -> Dataset:
    """The document in the study of its patient (PS3.3 C.24.2).

    Its pages name the patient, which `BurnedInAnnotation` says. What kind of document it is has no code here: the
    codes of PS3.16 CID 7020 are those of reports on one examination.

    Parameters
    ----------
    title : of the document
    sources : the objects that it was made from
    """
    dataset = headed(heading, ENCAPSULATED_PDF, "DOC", title, now)
    del dataset.FrameOfReferenceUID, dataset.PositionReferenceIndicator
    dataset.ConversionType = "WSD"
    dataset.ContentDate, dataset.ContentTime = dataset.SeriesDate, dataset.SeriesTime
    dataset.AcquisitionDateTime = ""
    dataset.BurnedInAnnotation = "YES"
    dataset.SourceInstanceSequence = [referring(one) for one in sources]
    dataset.DocumentTitle = title[:LONGEST_TEXT]
    dataset.ConceptNameCodeSequence = []
    dataset.VerificationFlag = "UNVERIFIED"
    dataset.MIMETypeOfEncapsulatedDocument = MIME_TYPE
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    dataset.EncapsulatedDocumentLength = len(pdf)
    return dataset


def document_of(dataset: Dataset) -> bytes:
    """The document as it was before it was encapsulated, to the byte."""
    length = dataset.get("EncapsulatedDocumentLength")
    content = bytes(dataset.EncapsulatedDocument)
    return content if length is None else content[: int(length)]
