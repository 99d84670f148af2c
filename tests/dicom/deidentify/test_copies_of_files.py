"""A de-identified file reads as the original did, in every encoding; nothing that is not understood stays."""

import io

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from reirrad_gui.dicom.deidentify import Copier, FlaggedImageError, Shift, Texts, Uids, Words, gathered
from reirrad_gui.dicom.reading import open_file
from reirrad_gui.dicom.structures import read_structures
from reirrad_gui.errors import DicomError
from tests.support.phantom_dicom import CLASSES, Subject, save, write_dose, write_structures
from tests.support.phantom_plans import write_registration

SUBJECT = Subject(name="Grosskopf^Jürgen", charset="ISO_IR 100")


def copied(path, texts=None):
    """The copy as a file beside it, and what it was made with."""
    words = Words()
    gathered(path, path.name, words)
    texts = texts or Texts(words)
    content, _ = Copier(texts, Uids(), Shift(-1000), "De-identified^X", "D-X").copy(path, path.name)
    to = path.with_name(f"copy of {path.name}")
    to.write_bytes(content)
    return to, texts


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big endian", "deflated"])
def test_contours_and_names_of_structures_stay_in_every_encoding(tmp_path, syntax):
    path = write_structures(tmp_path, SUBJECT, syntax=syntax)
    to, _ = copied(path)
    before, after = (list(dcmread(file).ROIContourSequence) for file in (path, to))
    for one, other in zip(before, after, strict=True):
        drawn = [[contour.get_item("ContourData").value for contour in roi.ContourSequence] for roi in (one, other)]
        assert drawn[0] == drawn[1], "byte for byte"
    assert [str(r.ROIName) for r in dcmread(to).StructureSetROISequence] == ["BODY", "Bladder", "Rectum"]
    read = read_structures(open_file(to))
    assert (
        read.structures.frame_of_reference_uid == dcmread(to).ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID
    )
    assert dcmread(to).file_meta.TransferSyntaxUID == dcmread(path).file_meta.TransferSyntaxUID


def test_a_name_in_latin_letters_of_eight_bits_is_found_and_its_neighbours_stay(tmp_path):
    def renamed(ds):
        ds.StructureSetROISequence[1].ROIName = "Blase Jürgen"
        ds.StructureSetROISequence[2].ROIName = "Enddarm größer"

    path = write_structures(tmp_path, SUBJECT, change=renamed)
    to, texts = copied(path)
    names = [roi.ROIName for roi in dcmread(to).StructureSetROISequence]
    assert names == ["BODY", "Blase [name]", "Enddarm größer"]
    assert texts.found == {"[name]": 1}
    raw = dcmread(to).StructureSetROISequence[2].get_item("ROIName").value
    assert raw.rstrip() == "Enddarm größer".encode("latin-1"), "byte for byte"


@pytest.mark.parametrize("syntax", ["explicit", "big endian"])
def test_doses_stay_byte_for_byte(tmp_path, syntax):
    path = write_dose(tmp_path, SUBJECT, syntax=syntax)
    before, after = dcmread(path), dcmread(copied(path)[0])
    assert after.PixelData == before.PixelData
    for keyword in ("DoseGridScaling", "GridFrameOffsetVector", "ImagePositionPatient", "PixelSpacing"):
        assert after[keyword].value == before[keyword].value
        assert str(after.get_item(keyword).value) == str(before.get_item(keyword).value)


def test_tabs_in_a_matrix_do_not_cost_the_registration(tmp_path):
    path = write_registration(tmp_path, SUBJECT, "1.2.3", "1.2.4", [np.eye(4)])
    content = path.read_bytes()
    numbers = dcmread(path).RegistrationSequence[0].MatrixRegistrationSequence[0].MatrixSequence[0]
    raw = numbers.get_item("FrameOfReferenceTransformationMatrix").value
    assert raw.endswith(b"\\1 ")
    path.write_bytes(content.replace(raw, raw[:-1] + b"\t"))
    to, texts = copied(path)
    matrix = dcmread(to).RegistrationSequence[0].MatrixRegistrationSequence[0].MatrixSequence[0]
    assert [float(v) for v in matrix.FrameOfReferenceTransformationMatrix] == list(np.eye(4).ravel())
    assert not texts.not_understood


def test_words_in_the_place_of_numbers_codes_and_times_are_left_out_and_counted(tmp_path):
    def odd(ds):
        for tag, kind in ((0x00200013, "IS"), (0x00080061, "CS"), (0x00101010, "AS"), (0x00080033, "TM")):
            text = b"GROSSKOPF "
            ds[tag] = RawDataElement(Tag(tag), kind, len(text), text, 0, False, True)

    to, texts = copied(write_structures(tmp_path, SUBJECT, change=odd))
    assert b"grosskopf" not in to.read_bytes().lower()
    assert set(texts.not_understood) == {"InstanceNumber", "ModalitiesInStudy", "ContentTime"}


@pytest.mark.parametrize(
    ("change", "flagged"),
    [
        ({"BurnedInAnnotation": "YES"}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1", "Modality": "US"}, True),
        ({"SOPClassUID": CLASSES["NM"], "Modality": "NM", "ConversionType": "DF"}, False),
        ({"BurnedInAnnotation": "NO"}, False),
    ],
)
def test_only_images_in_which_a_name_may_stand_are_flagged(tmp_path, change, flagged):
    path = write_dose(tmp_path, SUBJECT)
    ds = dcmread(path)
    for keyword, value in change.items():
        setattr(ds, keyword, value)
    save(ds, path)
    if flagged:
        with pytest.raises(FlaggedImageError, match="whether a name stands in its pixels"):
            copied(path)
    else:
        copied(path)


def test_what_is_no_dicom_file_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "x.dcm"
    path.write_bytes(b"hello" * 100)
    with pytest.raises(DicomError, match=r"not a DICOM file.*not copied"):
        copied(path)


def test_a_file_says_what_was_done_to_it_and_nothing_is_left_of_the_old_header(tmp_path):
    path = write_dose(tmp_path, SUBJECT)
    ds = dcmread(path)
    ds.preamble = b"Grosskopf".ljust(128, b"x")
    ds.file_meta.SourceApplicationEntityTitle = "GROSSKOPF"
    ds.OriginalAttributesSequence = Sequence([])
    ds.save_as(path)
    to, _ = copied(path)
    after = dcmread(io.BytesIO(to.read_bytes()))
    assert after.preamble == bytes(128)
    assert "SourceApplicationEntityTitle" not in after.file_meta
    assert after.file_meta.MediaStorageSOPInstanceUID == after.SOPInstanceUID
    assert (after.PatientName, after.PatientID, after.PatientBirthDate) == ("De-identified^X", "D-X", "")
    assert after.DeidentificationMethod.startswith("PS3.15 E basic profile")
