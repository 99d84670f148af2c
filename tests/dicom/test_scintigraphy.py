"""Planar pictures: which view, which side, which numbers; nothing is concluded that the file does not say."""

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from reirrad_gui.dicom import load_frames, read_case
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.planar import ANTERIOR, BY_CONVENTION, POSTERIOR, pair
from tests.support.phantom_dicom import SUBJECT, write_bone_scan


@pytest.fixture
def frames_after(tmp_path):
    """Frames of a bone scan whose header was changed."""

    def make(change, **written):
        path = write_bone_scan(tmp_path, SUBJECT, **written)
        scan = dcmread(path)
        change(scan)
        scan.save_as(path)
        return load_frames(read_case([tmp_path]).series[0])

    return make


def test_the_right_side_is_left_on_the_anterior_and_right_on_the_posterior_view_by_convention(frames_after):
    front, back = frames_after(lambda _: None)
    assert (front.letters, back.letters) == (("R", "L"), ("L", "R"))
    assert front.notes == back.notes == (BY_CONVENTION,)
    assert (front.unit, front.high_is_dark, front.frame, back.frame) == ("counts", True, 1, 2)


def test_the_detector_vector_and_not_the_order_of_the_frames_says_which_view_a_frame_is(frames_after):
    def turn(scan):
        scan.DetectorVector = [2, 1]

    frames = frames_after(turn)
    assert [frame.view for frame in frames] == [POSTERIOR, ANTERIOR]
    assert [frame.frame for frame in pair(frames)] == [2, 1]


def test_a_mirrored_view_has_the_letters_of_the_file_and_is_said_to_be_mirrored(frames_after):
    def mirrored(scan):
        scan.PatientOrientation = ["R", "F"]

    [front] = frames_after(mirrored, views=("Anterior",))
    assert front.letters == ("L", "R")
    assert "mirrored" in front.notes[0]


def test_one_orientation_for_views_from_both_sides_marks_no_side_of_the_view_that_it_does_not_fit(frames_after):
    def one_for_both(scan):
        scan.PatientOrientation = ["L", "F"]

    front, back = frames_after(one_for_both)
    assert (front.letters, front.notes) == (("R", "L"), ())
    assert back.letters == ("", "")
    assert "not known" in back.notes[0]


def test_direction_cosines_of_an_upright_view_give_its_letters_and_those_of_an_axial_one_do_not(frames_after):
    def placed(scan):
        for detector, cosines in zip(
            scan.DetectorInformationSequence, ([1, 0, 0, 0, 0, -1], [1, 0, 0, 0, 1, 0]), strict=True
        ):
            detector.ImageOrientationPatient = cosines

    front, back = frames_after(placed)
    assert (front.letters, front.notes) == (("R", "L"), ())
    assert (back.letters, back.notes) == (("L", "R"), (BY_CONVENTION,))


def test_a_view_that_no_attribute_names_has_no_letters_and_makes_no_pair(frames_after):
    def unnamed(scan):
        del scan.DetectorInformationSequence

    frames = frames_after(unnamed)
    assert [frame.view for frame in frames] == ["", ""]
    assert frames[0].letters == ("", "")
    assert "not known" in frames[0].notes[0]
    assert pair(frames) == ()


def test_two_energy_windows_of_two_detectors_are_told_apart(frames_after):
    def two_windows(scan):
        scan.EnergyWindowVector, scan.DetectorVector = [1, 1, 2, 2], [1, 2, 1, 2]
        named = Dataset()
        named.EnergyWindowName = "Tc-99m"
        scan.EnergyWindowInformationSequence = Items([named])
        scan.DetectorInformationSequence = scan.DetectorInformationSequence[:2]

    frames = frames_after(two_windows, views=("Anterior", "Posterior", "x", "y"))
    assert [frame.name for frame in frames] == [
        "Anterior, Tc-99m", "Posterior, Tc-99m", "Anterior, energy window 2", "Posterior, energy window 2",
    ]  # fmt: skip


def test_a_captured_pair_of_files_is_told_by_its_descriptions_and_holds_no_counts(tmp_path):
    for name in ("ANT", "POST"):
        path = write_bone_scan(tmp_path / name, SUBJECT, views=("x",))
        scan = dcmread(path)
        del scan.DetectorInformationSequence
        scan.SOPClassUID = scan.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
        scan.ImageType, scan.ImageComments = ["DERIVED", "SECONDARY"], f"WB {name}"
        scan.SOPInstanceUID = scan.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{len(name)}"
        scan.PixelData = (np.full((8, 4), 900, "<u2") - np.eye(8, 4, dtype="<u2") * 900).tobytes()
        scan.save_as(path)
    front, back = pair(load_frames(read_case([tmp_path]).series[0]))
    assert (front.view, front.letters, back.letters) == (ANTERIOR, ("R", "L"), ("L", "R"))
    assert front.unit == ""
    assert not front.high_is_dark  # its ground is light already


def test_a_real_world_mapping_gives_value_and_unit(frames_after):
    def mapped(scan):
        unit, mapping = Dataset(), Dataset()
        unit.CodeValue = "Bq/ml"
        mapping.MeasurementUnitsCodeSequence = Items([unit])
        mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept = 2.5, 1.0
        scan.RealWorldValueMappingSequence = Items([mapping])

    front, _ = frames_after(mapped)  # stored values count from 0 along the rows
    assert (front.value_at(0.0, 0.3), front.unit) == (2.5 * 1 + 1.0, "Bq/ml")


@pytest.mark.parametrize(("photometric", "dark"), [("MONOCHROME1", True), ("MONOCHROME2", False)])
def test_an_x_ray_is_shown_as_its_file_says_and_its_position_decides_no_side(frames_after, photometric, dark):
    def x_ray(scan):
        scan.Modality, scan.PhotometricInterpretation, scan.ViewPosition = "CR", photometric, "PA"
        scan.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1"

    [frame] = frames_after(x_ray, views=("x",))
    assert (frame.view, frame.letters, frame.high_is_dark) == ("PA", ("", ""), dark)


def test_a_colour_capture_is_refused_in_one_sentence_that_keeps_nothing_from_the_numbers(tmp_path):
    path = write_bone_scan(tmp_path, SUBJECT)
    scan = dcmread(path)
    scan.SamplesPerPixel, scan.PhotometricInterpretation, scan.Modality = 3, "RGB", "OT"
    scan.save_as(path)
    case = read_case([tmp_path])
    [problem] = case.problems
    assert "colour" in problem.sentence
    assert not problem.blocking
    assert [event.kind for event in case.events] == ["bone scan"]
    with pytest.raises(DicomError, match="can be read"):
        load_frames(case.series[0])


def test_every_planar_series_of_the_real_data_is_a_picture_or_a_sentence(shared_data):
    for path in (shared_data / "bone_scan_nm", shared_data / "mmro_ct_mr_pet_reg"):
        for series in read_case([path]).series:
            try:
                frames = load_frames(series)
            except DicomError as error:
                assert str(error).endswith(".")
            else:
                assert all(frame.stored.size for frame in frames)


def test_the_real_bone_scan_counts_to_278_and_does_not_say_from_which_side(shared_data):
    [frame] = load_frames(read_case([shared_data / "bone_scan_nm"]).series[0])
    assert (frame.range, frame.unit, frame.view) == ((0.0, 278.0), "counts", "")
