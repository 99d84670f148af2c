"""Parsing an image header by hand gives what the general parser gives, and leaves the unusual to it."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from reirrad_gui.dicom import fastheader, reading
from reirrad_gui.dicom.fastheader import TAGS, parse
from reirrad_gui.dicom.images import Slice, is_image, read_slice
from reirrad_gui.dicom.patients import identity_of
from reirrad_gui.dicom.reading import open_file
from reirrad_gui.dicom.volumes import load_volume
from reirrad_gui.patient.identity import PatientIdentity
from tests.support.phantom_dicom import SUBJECT, Subject, save, write_bone_scan, write_ct, write_dose, write_plan


def both_ways(path: Path, monkeypatch) -> list[tuple[Slice, PatientIdentity] | None]:
    """Slice and identity by hand, and by pydicom alone; None for what is no image."""
    results: list[tuple[Slice, PatientIdentity] | None] = []
    for by_hand in (True, False):
        with monkeypatch.context() as patch:
            if not by_hand:
                patch.setattr(reading, "parse", lambda *_: None)
            opened = open_file(path)
        found = opened is not None and is_image(opened)
        results.append((read_slice(opened), identity_of(opened.dataset)) if found and opened else None)
    return results


def is_parsed_by_hand(path: Path) -> bool:
    with path.open("rb") as stream:
        return parse(stream) is not None


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big endian", "deflated", "rle"])
@pytest.mark.parametrize("modality", ["CT", "MR", "PT"])
def test_an_ordinary_image_reads_the_same_both_ways(tmp_path, monkeypatch, syntax, modality):
    path = write_ct(tmp_path, slice_mm=(5,), syntax=syntax, modality=modality)[0]
    by_hand, by_pydicom = both_ways(path, monkeypatch)
    assert by_hand == by_pydicom
    assert by_hand is not None
    assert is_parsed_by_hand(path) is (syntax not in ("big endian", "deflated"))


def write_bone_scan_of_nobody(folder: Path) -> Path:
    return write_bone_scan(folder, SUBJECT)


def nested(undefined_length: bool):
    """Sequences in sequences before the geometry, as scanners write them."""

    def change(ds: Dataset, number: int) -> None:
        inner, outer = Dataset(), Dataset()
        inner.CodeValue, inner.PatientID = "x", "somebody else"
        inner.ImagePositionPatient = [9, 9, 9]
        outer.PurposeOfReferenceCodeSequence = Items([inner, inner])
        outer.ReferencedSOPInstanceUID = "1.2.3"
        ds.ReferencedImageSequence = Items([outer, outer])
        for element in (ds["ReferencedImageSequence"], outer["PurposeOfReferenceCodeSequence"]):
            element.is_undefined_length = undefined_length
            for item in element.value:
                item.is_undefined_length_sequence_item = undefined_length

    return change


@pytest.mark.parametrize("undefined_length", [True, False])
@pytest.mark.parametrize("syntax", ["explicit", "implicit"])
def test_what_stands_inside_sequences_is_not_taken_for_the_images_own(tmp_path, monkeypatch, syntax, undefined_length):
    path = write_ct(tmp_path, slice_mm=(5,), syntax=syntax, change=nested(undefined_length))[0]
    by_hand, by_pydicom = both_ways(path, monkeypatch)
    assert is_parsed_by_hand(path)
    assert by_hand == by_pydicom


def test_a_header_longer_than_the_first_read_is_read_on(tmp_path, monkeypatch):
    def long_header(ds: Dataset, number: int) -> None:
        ds.add_new(0x00090010, "LO", "PHANTOM")
        ds.add_new(0x00091001, "OB", bytes(400_000))

    path = write_ct(tmp_path, slice_mm=(5,), change=long_header)[0]
    by_hand, by_pydicom = both_ways(path, monkeypatch)
    assert is_parsed_by_hand(path)
    assert by_hand == by_pydicom


@pytest.mark.parametrize("charset", ["ISO_IR 100", "ISO_IR 192", None])
def test_names_are_decoded_the_same_both_ways(tmp_path, monkeypatch, charset):
    name = "Mușat^Ștefan" if charset == "ISO_IR 192" else "Müller^Jörg"
    subject = Subject(name=name if charset else "Mueller^Joerg", charset=charset)
    path = write_ct(tmp_path, subject, slice_mm=(5,), description="Becken nativ")[0]
    by_hand, by_pydicom = both_ways(path, monkeypatch)
    assert by_hand == by_pydicom
    assert by_hand is not None
    assert by_hand[1].name == subject.name


@pytest.mark.parametrize("write", [write_plan, write_dose, write_bone_scan_of_nobody])
def test_other_objects_are_left_to_pydicom(tmp_path, write):
    assert not is_parsed_by_hand(write(tmp_path))


def test_a_file_without_preamble_is_left_to_pydicom(tmp_path):
    path = write_ct(tmp_path, slice_mm=(5,))[0]
    from pydicom import dcmread

    assert not is_parsed_by_hand(save(dcmread(path), tmp_path / "bare.dcm", preamble=False))


@pytest.mark.parametrize("end", [130, 140, 300, 700, 900])
def test_a_header_that_is_cut_off_is_left_to_pydicom(tmp_path, end):
    path = write_ct(tmp_path, slice_mm=(5,))[0]
    path.write_bytes(path.read_bytes()[:end])
    assert not is_parsed_by_hand(path)


def test_elements_out_of_order_are_left_to_pydicom(tmp_path):
    path = write_ct(tmp_path, slice_mm=(5,))[0]
    content = path.read_bytes()
    place = content.index(b"\x28\x00\x10\x00US")
    path.write_bytes(
        content[:place] + content[place + 10 : place + 20] + content[place : place + 10] + content[place + 20 :]
    )
    assert not is_parsed_by_hand(path)


def test_an_attribute_that_was_never_parsed_cannot_be_asked_for(tmp_path):
    # otherwise it would silently count as not stated
    path = write_ct(tmp_path, slice_mm=(5,))[0]
    with path.open("rb") as stream:
        parsed = parse(stream)
    assert parsed is not None
    with pytest.raises(KeyError):
        parsed.header.get("SliceThickness")


def test_a_volume_needs_no_attribute_that_is_not_parsed_by_hand(tmp_path, monkeypatch):
    asked: set[str] = set()
    get = fastheader.RawHeader.get

    def remember(self: fastheader.RawHeader, keyword: str) -> object:
        asked.add(keyword)
        return get(self, keyword)

    monkeypatch.setattr(fastheader.RawHeader, "get", remember)
    from reirrad_gui.dicom import read_case

    for modality in ("CT", "PT"):
        write_ct(tmp_path / modality, SUBJECT, modality=modality, series_uid=modality)
    for series in read_case([tmp_path]).series:
        load_volume(series)
    assert asked <= set(TAGS) | fastheader.ABSENT


# Real files


def test_every_real_image_reads_the_same_both_ways(shared_data, monkeypatch):
    compared = 0
    for path in sorted(shared_data.rglob("*.dcm")):
        by_hand, by_pydicom = both_ways(path, monkeypatch)
        assert by_hand == by_pydicom, path.name
        compared += by_hand is not None
    assert compared >= 15


def test_real_archived_images_read_the_same_both_ways(shared_data, monkeypatch):
    from reirrad_gui.dicom.archives import Scratch, unpack

    for archive in sorted(shared_data.rglob("*.tar.xz")):
        for found in unpack(archive, archive.name, Scratch()).files[::7]:
            by_hand, by_pydicom = both_ways(found.path, monkeypatch)
            assert by_hand == by_pydicom, found.shown_as


def test_real_pixels_are_the_same_both_ways(shared_data, monkeypatch):
    from reirrad_gui.dicom import read_case

    series = read_case([shared_data / "oncentra_phantom_per_beam"]).series[0]
    fast = load_volume(series)
    monkeypatch.setattr(reading, "parse", lambda *_: None)
    slow = load_volume(series)
    assert np.array_equal(fast.stored, slow.stored)
    assert (fast.slope, fast.intercept, fast.unit) == (slow.slope, slow.intercept, slow.unit)
