"""Images lie where every slice says it lies, with the values the file means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.case import ImageSeries
from reirrad_gui.dicom import load_frames, load_volume, read_case, read_cases
from reirrad_gui.errors import DicomError, InputError
from reirrad_gui.volume.image import Image
from tests.support.phantom_dicom import ORIENTATIONS, SUBJECT, uid, write_bone_scan, write_ct


def hu(points_mm: np.ndarray) -> np.ndarray:
    """An asymmetric image: every place has its own value."""
    return points_mm @ np.array([1.0, 2.0, 4.0])


def series_of(tmp_path, **how) -> ImageSeries:
    write_ct(tmp_path, hu=hu, **how)
    return read_case([tmp_path]).series[0]


def largest_error(image: Image) -> float:
    plane, row, column = np.meshgrid(*(np.arange(n, dtype=float) for n in image.grid.shape), indexing="ij")
    values = image.stored * image.slope + image.intercept
    return float(np.abs(values - hu(image.grid.points(column, row, plane))).max())


@pytest.mark.parametrize("orientation", ORIENTATIONS.values(), ids=ORIENTATIONS)
@pytest.mark.parametrize("syntax", ["explicit", "implicit", "big endian", "deflated", "rle"])
def test_every_voxel_has_the_value_of_its_place(tmp_path, orientation, syntax):
    image = load_volume(series_of(tmp_path, orientation=orientation, syntax=syntax))
    assert largest_error(image) <= 0.5  # stored as whole HU
    assert (image.unit, image.stored.dtype) == ("HU", np.int16)


@given(st.lists(st.integers(-60, 60), min_size=2, max_size=9, unique=True))
def test_slices_lie_where_they_say_whatever_the_gaps_and_the_order_of_files(tmp_path_factory, places):
    image = load_volume(series_of(tmp_path_factory.mktemp("ct", numbered=True), slice_mm=places))
    assert np.allclose(np.diff(image.grid.plane_mm), np.diff(sorted(places)))
    assert largest_error(image) <= 0.5


def test_a_tilted_gantry_is_shown_where_its_slices_lie_and_said(tmp_path):
    series = series_of(tmp_path, tilt_mm=(0.0, 2.0, 0.0))
    image = load_volume(series)
    assert largest_error(image) <= 0.5
    # 2 mm per 10 mm slice: atan(0.2) = 11.3 degrees
    assert any("tilted by 11.3 degrees" in notice for notice in series.notices)


def test_a_missing_slice_is_said_and_nothing_is_invented(tmp_path):
    series = series_of(tmp_path, slice_mm=(0, 5, 10, 20, 25, 30))
    assert any("seems to miss slices" in notice for notice in series.notices)
    assert len(load_volume(series).grid.plane_mm) == 6


def test_a_change_of_slice_distance_is_not_a_missing_slice(tmp_path):
    assert series_of(tmp_path, slice_mm=(0, 5, 10, 15, 25, 35, 45)).notices == ()


def test_two_images_at_one_place_are_no_volume(tmp_path):
    series = series_of(tmp_path, slice_mm=(0, 10, 10, 20))
    assert "several images at one place" in series.unusable
    with pytest.raises(DicomError, match="several images at one place"):
        load_volume(series)


def test_slices_that_do_not_lie_in_a_line_are_no_volume(tmp_path):
    def shift_one(ds: Dataset, number: int) -> None:
        if number == 3:
            ds.ImagePositionPatient = [0.0, 0.0, float(ds.ImagePositionPatient[2])]

    assert "do not lie in one line" in series_of(tmp_path, change=shift_one).unusable


def test_a_localizer_in_the_series_is_left_out_and_said(tmp_path):
    write_ct(tmp_path, hu=hu, slice_mm=(0,), orientation=ORIENTATIONS["coronal"], series_uid=SUBJECT.ct_uid)
    write_ct(tmp_path / "axial", hu=hu)
    series = read_case([tmp_path]).series[0]
    assert len(series.files) == 7
    assert any(notice.startswith("has 1 image of another size or direction") for notice in series.notices)


def test_slices_with_their_own_rescale_become_one_image_in_its_unit(tmp_path):
    def rescale(ds: Dataset, number: int) -> None:
        ds.RescaleSlope, ds.RescaleIntercept, ds.Units = str(number), "0", "BQML"

    write_ct(tmp_path, hu=lambda points: np.full(points.shape[:-1], -1000.0), modality="PT", change=rescale)
    image = load_volume(read_case([tmp_path]).series[0])
    # stored value 24 in every slice; slice n has slope n
    assert image.stored[:, 0, 0].tolist() == [24.0 * n for n in range(1, 8)]
    assert image.unit == "Bq/ml"


def test_a_ct_that_does_not_state_its_rescale_is_not_called_hu(tmp_path):
    def strip(ds: Dataset, number: int) -> None:
        del ds.RescaleSlope, ds.RescaleIntercept

    assert load_volume(series_of(tmp_path, change=strip)).unit == ""


def test_unused_high_bits_do_not_change_the_values(tmp_path):
    def twelve_bits(ds: Dataset, number: int) -> None:
        stored = np.frombuffer(ds.PixelData, "<i2").astype(np.uint16) & 0x0FFF
        ds.PixelData = (stored | 0x4000).tobytes()  # an old-style overlay in bit 14
        ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 12, 11, 0

    assert largest_error(load_volume(series_of(tmp_path, change=twelve_bits))) <= 0.5


def test_signed_twelve_bit_values_keep_their_sign(tmp_path):
    def twelve_bits(ds: Dataset, number: int) -> None:
        stored = (np.frombuffer(ds.PixelData, "<i2") - 1024) & 0x0FFF
        ds.PixelData = stored.astype(np.uint16).tobytes()
        ds.BitsStored, ds.HighBit, ds.PixelRepresentation, ds.RescaleIntercept = 12, 11, 1, "0"

    assert largest_error(load_volume(series_of(tmp_path, change=twelve_bits))) <= 0.5


def removed(keyword: str):
    def change(ds: Dataset, number: int) -> None:
        del ds[keyword]

    return change


@pytest.mark.parametrize("keyword", ["ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"])
def test_images_that_do_not_say_where_they_lie_are_no_volume(tmp_path, keyword):
    series = series_of(tmp_path, change=removed(keyword))
    assert "do not say" in series.unusable


def test_images_without_a_frame_of_reference_can_be_seen_but_nothing_laid_over_them(tmp_path):
    series = series_of(tmp_path, change=removed("FrameOfReferenceUID"))
    assert (series.frame_of_reference_uid, series.unusable) == ("", "")
    assert any("nothing else can be laid over it" in notice for notice in series.notices)


def test_a_cut_off_slice_is_named_and_the_others_are_shown(tmp_path):
    def cut(ds: Dataset, number: int) -> None:
        if number == 4:
            ds.PixelData = ds.PixelData[:-200]

    write_ct(tmp_path, hu=hu, change=cut)
    case = read_case([tmp_path])
    assert len(case.series[0].files) == 6
    assert any("CT_004.dcm is cut off" in p.sentence and p.blocking for p in case.problems)


def test_an_image_without_pixels_is_named(tmp_path):
    write_ct(tmp_path, slice_mm=(0,), change=removed("PixelData"))
    try:
        said = [p.sentence for p in read_cases([tmp_path])[0].problems]
    except InputError as error:
        said = [str(error)]
    assert any("holds no pixels" in sentence for sentence in said)


def test_a_volume_whose_file_is_gone_names_it(tmp_path):
    series = series_of(tmp_path)
    series.files[2].path.unlink()
    with pytest.raises(DicomError, match=r"CT_003\.dcm cannot be opened"):
        load_volume(series)


def test_a_bone_scan_has_an_anterior_and_a_posterior_view_but_no_slices(tmp_path):
    counts = np.arange(2 * 8 * 4, dtype=np.uint16).reshape(2, 8, 4)
    write_bone_scan(tmp_path, SUBJECT, counts)
    case = read_case([tmp_path])
    frames = load_frames(case.series[0])
    assert [frame.view for frame in frames] == ["Anterior", "Posterior"]
    assert np.array_equal([frame.values for frame in frames], counts)
    assert frames[0].spacing_mm == (2.4, 2.4)
    assert "no slices" in case.series[0].unusable
    assert [(e.kind, e.start.text) for e in case.events] == [("bone scan", "7 Jan 2013")]


def test_images_become_events_on_their_day_and_planning_cts_are_called_so(tmp_path):
    from tests.support.phantom_dicom import write_course

    write_course(tmp_path)
    write_ct(tmp_path / "mr", modality="MR", series_uid=uid("mr"), description="pelvis MR")
    events = read_case([tmp_path]).events
    assert [(e.kind, e.title, e.start.text, e.series_uid) for e in events] == [
        ("planning CT", "planning CT", "7 Jan 2013", SUBJECT.ct_uid),
        ("MRI", "pelvis MR", "7 Jan 2013", uid("mr")),
    ]


def test_a_placeholder_date_is_not_a_date(tmp_path):
    def undated(ds: Dataset, number: int) -> None:
        ds.AcquisitionDate = ds.SeriesDate = ds.ContentDate = ds.StudyDate = "19010101"

    write_ct(tmp_path, change=undated)
    [event] = read_case([tmp_path]).events
    assert (event.start.known, event.not_stated) == (False, ("date of the examination",))


def test_a_study_that_begins_after_its_own_images_is_a_conflict_to_show(tmp_path):
    def odd(ds: Dataset, number: int) -> None:
        ds.AcquisitionDate, ds.StudyDate = "20120911", "20121120"

    write_ct(tmp_path, change=odd)
    [event] = read_case([tmp_path]).events
    assert event.conflicting
    assert event.start.text == "11 Sep or 20 Nov 2012"


# Real files


def test_the_real_pelvic_ct_has_5_then_7_mm_gaps(shared_data):
    image = load_volume(read_case([shared_data / "pelvis_brto"]).series[0])
    assert np.diff(image.grid.plane_mm).tolist() == [5.0] * 24 + [7.0] * 14
    assert image.grid.origin_mm.tolist() == [-240.0, -240.0, -82.0]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("nema_CT1_J2KR.dcm", (1, 512, 512)),
        ("rubydicom_explicit_ct_jpeg-lossless-nh_mono2.dcm", (1, 400, 512)),
        ("pydicom_CT_small.dcm", (1, 128, 128)),
    ],
)
def test_real_compressed_images_are_decoded(shared_data, name, shape):
    image = load_volume(read_case([shared_data / "odd_real" / name]).series[0])
    assert image.stored.shape == shape
    values = image.stored * image.slope + image.intercept
    assert values.min() < -100  # air or fat
    assert values.max() > 100  # bone or contrast


def test_the_real_ct_with_a_missing_slice_says_so(shared_data):
    [series] = read_case([shared_data / "odd_real" / "ct_missing_slice"]).series
    assert any("1 gap of up to 10 mm where 5 mm is usual" in notice for notice in series.notices)
    assert np.diff(load_volume(series).grid.plane_mm).tolist() == pytest.approx([5.0, 5.0, 10.0], abs=1e-3)


@pytest.mark.parametrize("position", ["HFP", "HFDR"])
def test_real_sagittal_mr_of_turned_patients_is_read_by_its_own_axes(shared_data, position):
    image = load_volume(read_case([shared_data / "patient_positions_mr" / position]).series[0])
    assert np.allclose(image.grid.x_step_mm / np.linalg.norm(image.grid.x_step_mm), [0, 1, 0])
    assert np.allclose(image.grid.y_step_mm / np.linalg.norm(image.grid.y_step_mm), [0, 0, -1])
    assert np.allclose(np.abs(image.grid.axis), [1, 0, 0])


def test_the_real_bone_scan_is_one_planar_view(shared_data):
    [series] = read_case([shared_data / "bone_scan_nm"]).series
    [frame] = load_frames(series)
    assert frame.values.shape == (1024, 256)
    assert frame.view == ""


def test_a_projection_without_a_frame_of_reference_is_nothing_to_report(tmp_path):
    path = write_bone_scan(tmp_path, SUBJECT)
    scan = dcmread(path)
    del scan.FrameOfReferenceUID
    scan.save_as(path)
    case = read_case([tmp_path])
    assert case.series[0].frame_of_reference_uid == ""
    assert case.problems == ()  # nothing can be laid over a projection anyway
