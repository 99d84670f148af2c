"""A case whose files say who and when wherever a DICOM file can say it; what must not be found in a copy."""

from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.phantom_dicom import two_courses

FAMILY, GIVEN, PHYSICIAN, ID, PLACE, SECRET = (
    "Żółkiewska", "Barbara", "Grosskopf", "MRN471123", "Sanatorium Quirin", "Topsecret",
)  # fmt: skip
PLAIN_FAMILY = "Zolkiewska"
DATES = ("20130107", "2013-01-07", "20180301", "2018-03-01", "07.01.2013", "19500102", "20191231")
NEEDLES = (FAMILY, PLAIN_FAMILY, GIVEN, PHYSICIAN, ID, "Quirin", SECRET, "ACC778812", *DATES)
NAME = f"{FAMILY}^{GIVEN}^^Dr"


def planted(folder: Path) -> Path:
    """Two courses in two frames with a registration; every file says who it is in every kind of attribute."""
    two_courses(folder, np.eye(4))
    for number, path in enumerate(sorted(folder.rglob("*.dcm"))):
        ds = dcmread(path)
        plant(ds, number)
        ds.file_meta.SourceApplicationEntityTitle = PLAIN_FAMILY[:16]
        ds.preamble = f"{SECRET} {PLAIN_FAMILY}".encode().ljust(128, b"\0")
        path.unlink()
        ds.save_as(path.with_name(f"{PLAIN_FAMILY} {path.name}"), enforce_file_format=True)
    return folder


def plant(ds: Dataset, number: int) -> None:
    """Names, IDs, dates and secrets in one data set, nested and private ones too."""
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = NAME, ID
    ds.OtherPatientIDs = [ID, SECRET]
    ds.ReferringPhysicianName, ds.OperatorsName = PHYSICIAN, [PHYSICIAN, NAME]
    ds.PhysiciansOfRecord = PHYSICIAN
    ds.InstitutionName, ds.InstitutionAddress = PLACE, f"{PLACE} 1"
    ds.AccessionNumber, ds.StationName = "ACC778812", "QUIRIN-CT"
    ds.StudyDescription = f"Pelvis of {PLAIN_FAMILY.upper()}, 07.01.2013"
    ds.SeriesDescription = f"planning CT {GIVEN.lower()}"
    ds.PatientComments = ds.AdditionalPatientHistory = f"{SECRET}: {FAMILY}, seen by {PHYSICIAN}"
    ds.ImageComments, ds.Allergies = f"{SECRET} {ID}", SECRET
    ds.RetrieveURL, ds.ScheduledStationAETitle = f"http://{SECRET}/{ID}", PLAIN_FAMILY
    ds.AcquisitionDateTime, ds.ContentDate = "20191231235959.5+0100", "20191231"
    ds.add_new(0x00080012, "DA", "20191231")
    ds.BodyPartExamined = "PELVIS"
    ds.add_new(0x00189074, "DT", "20191231")
    ds.add_new(0x00080008, "CS", ["ORIGINAL", "PRIMARY", PLAIN_FAMILY.upper()])
    ds.add_new(0x001021C0, "US", 4)
    ds.add_new(0x00420011, "OB", f"{SECRET}{PLAIN_FAMILY}".encode().ljust(40, b" "))
    ds.add_new(0x60003000, "OW", SECRET.encode().ljust(20, b"\0"))
    ds.add_new(0x60000022, "LO", PLAIN_FAMILY)
    ds.add_new(0x50000030, "DA", "20191231")
    block = ds.private_block(0x0011, f"{SECRET} GmbH", create=True)
    block.add_new(1, "LO", NAME)
    block.add_new(2, "UN", NAME.encode("utf-16"))
    ds.RequestAttributesSequence = Sequence([_nested(3)])
    ds.ReferencedStudySequence = Sequence([_nested(1)])
    ds.ContributingEquipmentSequence = Sequence([_nested(2)])
    ds.DeidentificationMethod = f"none by {PHYSICIAN}"
    _plant_plans_and_structures(ds, number)


def _plant_plans_and_structures(ds: Dataset, number: int) -> None:
    for roi in ds.get("StructureSetROISequence", ()):
        roi.ROIName = f"{roi.ROIName} {(FAMILY, GIVEN.upper())[roi.ROINumber % 2]}"
        roi.ROIDescription = f"drawn by {PHYSICIAN}"
        roi.add_new(0x300600A6, "PN", PHYSICIAN)
    if "RTPlanLabel" in ds:
        ds.RTPlanLabel, ds.RTPlanName = f"P{number} {GIVEN}", f"{PLAIN_FAMILY}_2013-01-07"
        ds.RTPlanDescription = f"{SECRET} for {NAME}"
    for beam in ds.get("BeamSequence", ()):
        beam.BeamName, beam.BeamDescription = f"{GIVEN} AP", SECRET
        beam.TreatmentMachineName = "QUIRIN"
        beam.ManufacturerModelName = f"for {PHYSICIAN}"
    for dose in ds.get("DoseReferenceSequence", ()):
        dose.DoseReferenceDescription = f"PTV of {FAMILY}"


def _nested(depth: int) -> Dataset:
    """Names inside sequences inside sequences."""
    item = Dataset()
    item.PatientName, item.PatientID, item.RequestedProcedureDescription = NAME, ID, f"{FAMILY}: {SECRET}"
    item.RequestedProcedureID, item.ScheduledProcedureStepDescription = SECRET, GIVEN
    item.StudyDate = "20191231"
    item.ReferencedSOPClassUID = "1.2.840.10008.3.1.2.3.1"
    item.Manufacturer = PLAIN_FAMILY
    block = item.private_block(0x0013, SECRET, create=True)
    block.add_new(1, "LT", NAME)
    if depth:
        item.ReferencedPatientSequence = Sequence([_nested(depth - 1)])
        item.PurposeOfReferenceCodeSequence = Sequence([_nested(depth - 1)])
    return item


def found_in(content: bytes, needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Which of these words stand in some bytes, in whatever characters and capitals."""
    forms = {
        (word, form.encode(encoding))
        for word in needles
        for form in (word, word.lower(), word.upper())
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
        if encoding != "latin-1" or all(ord(letter) < 256 for letter in form)
    }
    return sorted({word for word, form in forms if form in content})
