"""Reading by this program and by others, in one run: folders of thousands of headers, and a CT."""

from collections.abc import Callable
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from tests.benchmarks.compared import Check, Compared, Faster, Step
from tests.support.phantom_base import reference, save, unchanged
from tests.support.phantom_dicom import write_course
from tests.support.phantom_images import write_ct

TAGS = {
    "SOPClassUID": (0x0008, 0x0016), "SOPInstanceUID": (0x0008, 0x0018), "Modality": (0x0008, 0x0060),
    "PatientID": (0x0010, 0x0020), "StudyInstanceUID": (0x0020, 0x000D), "SeriesInstanceUID": (0x0020, 0x000E),
    "FrameOfReferenceUID": (0x0020, 0x0052), "StudyDate": (0x0008, 0x0020), "ImagePositionPatient": (0x0020, 0x0032),
}  # fmt: skip
SERIES, SLICES = 50, 100
PYDICOM, GDCM, SERIES_READER = (
    "pydicom, stop_before_pixels, 9 values",
    "gdcm.Scanner, 9 values",
    "SimpleITK series reader",
)
VENDOR_GROUPS, VENDOR_ELEMENTS = (0x0019, 0x0021, 0x0029, 0x0051), 18
ODD = ("implicit", "rle", "big endian", "deflated", "without preamble")
"""How 40 more images of the mixed folder are written, in turn."""

Change = Callable[[Dataset, int], None]


def bench_folder_scan(folder: Path) -> Compared:
    """Headers of a folder of 5,000 images with short headers, read and sorted by what they are"""
    return _scanned(_many_images(folder / "images"))


def bench_folder_scan_long_headers(folder: Path) -> Compared:
    """Headers of a folder of 5,000 images with 150 elements each, read and sorted by what they are"""
    return _scanned(_many_images(folder / "images", _long_header))


def bench_folder_scan_mixed(folder: Path) -> Compared:
    """Headers of a mixed folder: 5,040 images (40 of them written otherwise), a course, 300 other files; sorted"""
    images = _many_images(folder / "images", _long_header)
    for number in range(40):
        _write_odd(images / f"odd {number:02d}", ODD[number % len(ODD)], f"1.2.4.{number + 1}")
    write_course(images / "course")
    for number in range(300):
        (images / f"report {number:03d}.txt").write_text("no DICOM " * 200)
    return _scanned(images)


def bench_ct_volume(folder: Path) -> Compared:
    """CT of 300 slices of 512 x 512 as a volume, from its files in order"""
    import SimpleITK

    from reirrad_gui.dicom import load_volume, read_cases

    paths = [str(path) for path in write_ct(folder, slice_mm=range(300), rows=512, columns=512)]
    (case,) = read_cases([folder])
    (series,) = case.series

    def peer() -> object:
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(paths)
        return SimpleITK.GetArrayFromImage(reader.Execute())

    def checks() -> list[Check]:
        bits = load_volume(series).stored.dtype.itemsize * 8
        return [Check("CT volume: bits kept for each value", bits, 16, "")]

    goal = Faster((SERIES_READER,), 2.0, "≥ 2 times faster")
    return Compared(lambda: load_volume(series), {SERIES_READER: peer}, checks=checks, goals=[goal])


def _scanned(images: Path) -> Compared:
    from reirrad_gui.dicom import read_cases
    from reirrad_gui.dicom.archives import Scratch
    from reirrad_gui.dicom.contents import read_contents
    from reirrad_gui.dicom.progress import silent
    from reirrad_gui.dicom.scan import find_files

    others: dict[str, Step] = {
        PYDICOM: lambda: _read_by_pydicom(images),
        GDCM: lambda: _read_by_gdcm(images),
        "this program, until the patient is listed with every series": lambda: read_cases([images]),
    }
    goal = Faster((PYDICOM,), 8.0, "≥ 8 times faster than pydicom")
    return Compared(lambda: read_contents(find_files([images], Scratch()), silent), others, goals=[goal])


def _many_images(images: Path, change: Change = unchanged) -> Path:
    for series in range(SERIES):
        below = images / f"{series:02d}"
        below.mkdir(parents=True)
        uid = f"1.2.3.{series + 1}"
        write_ct(below, slice_mm=range(SLICES), rows=8, columns=8, series_uid=uid, change=change)
    return images


def _long_header(ds: Dataset, number: int) -> None:
    """What scanners write besides: technique, references with codes, and private groups."""
    ds.InstitutionName, ds.StationName, ds.ProtocolName, ds.ScanOptions = "Hospital", "CT01", "Pelvis", "HELIX"
    ds.ManufacturerModelName, ds.SoftwareVersions, ds.DeviceSerialNumber = "Scanner", "VB20A", "12345"
    ds.PatientAge, ds.PatientSize, ds.PatientWeight = "063Y", "1.75", "80"
    ds.DataCollectionDiameter = ds.ReconstructionDiameter = "500"
    ds.DistanceSourceToDetector, ds.DistanceSourceToPatient, ds.TableHeight = "1085.6", "595", "150"
    ds.GantryDetectorTilt, ds.RotationDirection, ds.FilterType, ds.FocalSpots = "0", "CW", "WEDGE", "1.2"
    ds.ExposureTime, ds.XRayTubeCurrent, ds.Exposure, ds.GeneratorPower = "500", str(300 + number % 7), "150", "40"
    ds.ConvolutionKernel, ds.WindowCenter, ds.WindowWidth = ["B30f", "3"], ["40", "60"], ["400", "1200"]
    ds.SliceLocation, ds.ImageComments = f"{number * 1.25:.2f}", f"slice {number}"
    referenced = []
    for other in range(3):
        meaning = Dataset()
        meaning.CodeValue, meaning.CodingSchemeDesignator, meaning.CodeMeaning = "121311", "DCM", "Localizer"
        one = reference("CT", f"1.2.3.4.{number}.{other}")
        one.PurposeOfReferenceCodeSequence = Items([meaning])
        referenced.append(one)
    ds.ReferencedImageSequence = Items(referenced)
    for group in VENDOR_GROUPS:
        ds.add_new((group, 0x0010), "LO", f"VENDOR {group:x}")
        for element in range(VENDOR_ELEMENTS):
            form, value = (("LO", "text"), ("DS", "1.25"), ("IS", str(number)), ("SH", "ab"))[element % 4]
            ds.add_new((group, 0x1000 + element), form, value)
    ds.add_new((0x0029, 0x1020), "OB", bytes(3000))


def _write_odd(folder: Path, way: str, series_uid: str) -> None:
    import pydicom

    bare = way == "without preamble"
    syntax = "explicit" if bare else way
    [path] = write_ct(folder, slice_mm=(0.0,), rows=8, columns=8, series_uid=series_uid, syntax=syntax)
    if bare:
        save(pydicom.dcmread(path), path, preamble=False)


def _read_by_pydicom(folder: Path) -> list[list[object]]:
    import pydicom

    found = []
    for path in folder.rglob("*.dcm"):
        dataset = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        found.append([dataset.get(tag) for tag in TAGS])
    return found


def _read_by_gdcm(folder: Path) -> object:
    import gdcm

    scanner = gdcm.Scanner()
    for tag in TAGS.values():
        scanner.AddTag(gdcm.Tag(*tag))
    scanner.Scan([str(path) for path in folder.rglob("*.dcm")])
    return scanner
