"""Whole-body bone scans as DICOM: one object, two frames (from the front, from the back)."""

from pydicom.dataset import Dataset

from reirrad_gui.dicom.example.bone_scans import COLUMNS, COUNTS_PER_VIEW, PIXEL_MM, ROWS, BoneScan, views
from reirrad_gui.dicom.example.headers import NM_IMAGE, SYNTHETIC, decimals, headed, item, uid


def scan_description(scan: BoneScan) -> str:
    """SeriesDescription of a bone scan."""
    return f"{SYNTHETIC} {scan.key}"


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def _detector(view: Dataset) -> Dataset:
    return item(
        CollimatorGridName="",
        CollimatorType="PARA",
        FieldOfViewShape="RECTANGLE",
        FocalDistance="0",
        XFocusCenter="",
        YFocusCenter="",
        ZoomCenter="",
        ZoomFactor="",
        CenterOfRotationOffset="",
        GantryDetectorTilt="",
        ImagePositionPatient=[],
        ImageOrientationPatient=[],
        ViewCodeSequence=[view],
    )


def _tracer() -> Dataset:
    return item(
        RadionuclideCodeSequence=[_code("72454006", "SCT", "^99m^Technetium")],
        RadiopharmaceuticalRoute="",
        AdministrationRouteCodeSequence=[_code("47625008", "SCT", "Intravenous route")],
        RadiopharmaceuticalVolume="",
        RadiopharmaceuticalStartTime="",
        RadiopharmaceuticalStopTime="",
        RadionuclideTotalDose="",
        Radiopharmaceutical="Tc-99m MDP",
        RadiopharmaceuticalCodeSequence=[_code("96390006", "SCT", "Technetium Tc^99m^ medronate")],
    )


def bone_scan(scan: BoneScan) -> Dataset:
    """Nuclear medicine object of one scan; its date stays empty, the story tells what is known of it."""
    dataset = headed(
        NM_IMAGE,
        uid("nm", scan.key),
        "NM",
        (f"S{scan.year}", f"{scan.key.capitalize()}, {SYNTHETIC}"),
        (scan.key, scan_description(scan), 1),
    )
    dataset.BodyPartExamined = "WHOLEBODY"
    dataset.FrameOfReferenceUID = uid("frame of reference", scan.key)
    dataset.PositionReferenceIndicator = ""
    lying = _code("102538003", "SCT", "recumbent")
    lying.PatientOrientationModifierCodeSequence = [_code("40199007", "SCT", "supine")]
    dataset.PatientOrientationCodeSequence = [lying]
    dataset.PatientGantryRelationshipCodeSequence = [_code("102540008", "SCT", "headfirst")]
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "WHOLE BODY", "EMISSION"]
    dataset.InstanceNumber = 1
    dataset.ImageID = ""
    dataset.LossyImageCompression = "00"
    dataset.CountsAccumulated = 2 * COUNTS_PER_VIEW
    dataset.ActualFrameDuration = 900_000
    dataset.WholeBodyTechnique = "1PS"
    dataset.ScanVelocity, dataset.ScanLength = "", ""
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = 2, ROWS, COLUMNS
    dataset.FrameIncrementPointer = [0x00540010, 0x00540020]
    dataset.EnergyWindowVector, dataset.DetectorVector = [1, 1], [1, 2]
    dataset.NumberOfEnergyWindows, dataset.NumberOfDetectors = 1, 2
    dataset.EnergyWindowInformationSequence = [
        item(
            EnergyWindowName="Tc-99m",
            EnergyWindowRangeSequence=[item(EnergyWindowLowerLimit="126", EnergyWindowUpperLimit="154")],
        )
    ]
    dataset.RadiopharmaceuticalInformationSequence = [_tracer()]
    dataset.DetectorInformationSequence = [
        _detector(_code("399321004", "SCT", "Anterior projection")),
        _detector(_code("399001007", "SCT", "Posterior projection")),
    ]
    dataset.PixelSpacing = decimals((PIXEL_MM, PIXEL_MM))
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
    counts = views(scan)
    dataset.WindowCenter, dataset.WindowWidth = decimals((float(counts.max()) / 5, float(counts.max()) / 2.5))
    dataset.PixelData = counts.astype("<u2").tobytes()
    return dataset
