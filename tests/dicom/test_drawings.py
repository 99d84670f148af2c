"""Contours walked by hand are those that a general parser finds, in every encoding."""

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.dicom import drawings as hand
from reirrad_gui.dicom.drawings import drawings, image_uids
from tests.support.phantom_base import unchanged
from tests.support.phantom_dicom import SUBJECT, Roi, circle, write_structures

ROIS = (
    Roi("Bladder", [("CLOSED_PLANAR", circle((0, 0, z), 20.0)) for z in (0.0, 5.0)], 7),
    Roi("Nothing", [], 8, colour=None),
    Roi("Marker", [("POINT", np.array([[1.0, 2.0, 3.0]]))], 0),
)


def undefined(ds: Dataset, outer: bool = False) -> None:
    """Sequences and items end by a delimiter instead of stating their length."""
    ds["ROIContourSequence"].is_undefined_length = outer
    for roi in ds.ROIContourSequence:
        roi.is_undefined_length_sequence_item = True
        if "ContourSequence" in roi:
            roi["ContourSequence"].is_undefined_length = True
            for contour in roi.ContourSequence:
                contour.is_undefined_length_sequence_item = True


ENCODINGS = {
    "explicit": ("explicit", unchanged),
    "implicit": ("implicit", unchanged),
    "explicit, undefined lengths inside": ("explicit", undefined),
    "implicit, undefined lengths inside": ("implicit", undefined),
}


@pytest.mark.parametrize(("syntax", "change"), ENCODINGS.values(), ids=ENCODINGS)
def test_contours_walked_by_hand_are_those_of_a_general_parser(tmp_path, monkeypatch, syntax, change):
    path = write_structures(tmp_path, rois=ROIS, syntax=syntax, change=change)
    parsed = dcmread(path)
    _ = parsed.ROIContourSequence  # now it is parsed, and nothing is left to walk
    expected = drawings(parsed)
    monkeypatch.setattr(hand, "items", lambda *_: pytest.fail("left to the general parser"))
    assert drawings(dcmread(path)) == expected
    assert [(one.number, len(one.lines), one.colour) for one in expected] == [
        (7, 2, (0.0, 160.0, 255.0)), (8, 0, None), (0, 1, (0.0, 160.0, 255.0)),
    ]  # fmt: skip


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big endian", "deflated"])
def test_sequences_without_a_stated_length_hold_the_same_contours(tmp_path, syntax):
    plain = drawings(dcmread(write_structures(tmp_path, rois=ROIS)))
    path = write_structures(tmp_path, rois=ROIS, syntax=syntax, change=lambda ds: undefined(ds, outer=True))
    assert drawings(dcmread(path)) == plain


def test_a_sequence_that_cannot_be_walked_is_left_to_the_general_parser(tmp_path, monkeypatch):
    dataset = dcmread(write_structures(tmp_path, rois=ROIS))
    element = dataset.get_item("ROIContourSequence")
    dataset._dict[element.tag] = element._replace(value=element.value.replace(b"\x42\x00CS", b"\x42\x00??"))
    monkeypatch.setattr(hand, "items", lambda *_: ("left to the general parser",))
    monkeypatch.setattr(hand, "_parsed", lambda item: item)
    assert drawings(dataset) == ("left to the general parser",)


def test_a_file_without_contours_draws_nothing():
    assert drawings(Dataset()) == ()


@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big endian", "deflated"])
def test_the_images_drawn_on_are_named_in_every_encoding(tmp_path, syntax):
    dataset = dcmread(write_structures(tmp_path, slices=5, syntax=syntax))
    study = dataset.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0]
    assert image_uids(study.RTReferencedSeriesSequence[0]) == tuple(SUBJECT.ct_slice_uid(n) for n in range(1, 6))
    assert image_uids(Dataset()) == ()
