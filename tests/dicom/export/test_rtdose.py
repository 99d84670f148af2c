"""An exported dose: 16 bit with its scaling stated, exact in place, and nothing said that is not known."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from reirrad_gui.case import SourceFile
from reirrad_gui.dicom.export import (
    DoseToWrite,
    Heading,
    Reference,
    brief,
    discard,
    dose_step_gy,
    plans_of,
    prepare,
    publish,
    read_heading,
    reference_to,
    rt_dose,
)
from reirrad_gui.dicom.export.elements import decimal, long_text
from reirrad_gui.errors import DicomError, InputError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.volume.grid import Grid
from tests.support.phantom_dicom import ORIENTATIONS, Subject, axes, write_dose, write_plan, write_structures
from tests.support.validated import complaints, errors

NOW = datetime(2026, 11, 21, 17, 5, 9)
PLAN = Reference("1.2.840.10008.5.1.4.1.1.481.5", "1.2.3.4")
OTHER = Reference("1.2.840.10008.5.1.4.1.1.481.8", "1.2.3.5")
REG = Reference("1.2.840.10008.5.1.4.1.1.66.1", "1.2.3.6")
HEADING = Heading(
    PatientIdentity("P1", "Doe^Jo", "19500102", "M"), "1.2.9", "7", "20180301", "120000", "Pelvis", "", "", "1.2.8", ""
)
GRID = Grid.axis_aligned((-12.25, 3.5, 100.0), (2.5, 3.0), (0.0, 2.0, 5.0), columns=4, rows=3)


def dose(dose_gy=None, grid=GRID, plans=(PLAN, OTHER), transform="NONE", registrations=(), kind="EFFECTIVE"):
    values = np.linspace(0.0, 77.25, int(np.prod(grid.shape))).reshape(grid.shape) if dose_gy is None else dose_gy
    return DoseToWrite(grid, values, kind, plans, transform, registrations, "EQD2 a/b=3 Gy", "sum", ("a story",))


def written(tmp_path, to_write, heading=HEADING):
    path = tmp_path / "RD.dcm"
    publish([prepare(rt_dose(heading, to_write, NOW), path)])
    return path


@pytest.mark.parametrize(
    "to_write",
    [
        dose(),
        dose(transform="RIGID", registrations=(REG,)),
        dose(transform="NON_RIGID", registrations=(REG,)),
        dose(plans=(PLAN,), kind="PHYSICAL"),
    ],
    ids=["sum of two plans", "moved rigidly", "deformed", "physical dose of one plan"],
)
def test_the_validator_has_nothing_to_say(tmp_path, to_write):
    assert complaints(written(tmp_path, to_write)) == []


def test_it_says_whose_it_is_and_what_it_rests_on(tmp_path):
    found = dcmread(written(tmp_path, dose(transform="RIGID", registrations=(REG,))))
    assert (found.PatientID, str(found.PatientName), found.StudyInstanceUID) == ("P1", "Doe^Jo", "1.2.9")
    assert found.FrameOfReferenceUID == "1.2.8"
    assert (found.DoseUnits, found.DoseType, found.DoseSummationType) == ("GY", "EFFECTIVE", "MULTI_PLAN")
    plans = [(i.ReferencedSOPClassUID, i.ReferencedSOPInstanceUID) for i in found.ReferencedRTPlanSequence]
    assert plans == [(PLAN.class_uid, PLAN.instance_uid), (OTHER.class_uid, OTHER.instance_uid)]
    assert found.SpatialTransformOfDose == "RIGID"
    assert found.ReferencedSpatialRegistrationSequence[0].ReferencedSOPInstanceUID == REG.instance_uid
    assert found.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    assert (found.InstanceCreationDate, found.InstanceCreationTime) == ("20261121", "170509")


def test_a_dose_of_one_plan_is_a_plan_dose(tmp_path):
    assert dcmread(written(tmp_path, dose(plans=(PLAN,)))).DoseSummationType == "PLAN"


def test_each_object_has_identifiers_of_its_own(tmp_path):
    one, other = (rt_dose(HEADING, dose(), NOW) for _ in range(2))
    assert one.SOPInstanceUID != other.SOPInstanceUID
    assert one.SeriesInstanceUID != other.SeriesInstanceUID
    assert one.SOPInstanceUID.is_valid


def test_no_private_tag_and_nothing_of_a_planning_system_is_written(tmp_path):
    found = dcmread(written(tmp_path, dose()))
    assert [element.tag for element in found.iterall() if element.tag.is_private] == []
    for keyword in ("DVHSequence", "TissueHeterogeneityCorrection", "NormalizationPoint", "PrescriptionDescription"):
        assert keyword not in found


@given(highest=st.floats(1e-6, 1e6))
def test_the_step_is_a_decimal_string_that_fits_the_highest_dose_into_16_bit(highest):
    said = dose_step_gy(highest)
    assert len(said) <= 16
    assert 65535 * (1 - 1e-5) <= highest / float(said) <= 65535 * (1 + 1e-12)


@given(value=st.floats(-1e9, 1e9, allow_subnormal=False))
def test_a_number_keeps_what_fits_into_16_characters(value):
    said = decimal(value)
    assert len(said) <= 16
    assert float(said) == pytest.approx(value, rel=1e-8, abs=1e-300)


@given(st.lists(st.floats(0.0, 150.0, width=32), min_size=36, max_size=36).filter(any))
def test_stored_doses_are_within_half_a_step(values):
    asked = np.array(values).reshape(GRID.shape)
    found = rt_dose(HEADING, dose(asked), NOW)
    stored = np.frombuffer(found.PixelData, "<u2").reshape(GRID.shape)
    step = float(found.DoseGridScaling)
    assert (np.abs(stored * step - asked) <= 0.5 * step * (1 + 1e-9)).all()
    assert stored.max() in (65534, 65535)


@pytest.mark.parametrize("position", ORIENTATIONS)
def test_every_voxel_lies_where_the_grid_says(position):
    row, column, normal = axes(ORIENTATIONS[position])
    grid = Grid(np.array([1.5, -2.25, 3.0]), 2.5 * row, 3.0 * column, normal, np.array([-4.0, 0.0, 7.0]), 4, 3)
    found = rt_dose(HEADING, dose(grid=grid), NOW)
    # PS3.3 C.7.6.2.1.1, written out again from the attributes alone
    x, y = np.array(found.ImageOrientationPatient[:3]), np.array(found.ImageOrientationPatient[3:])
    for plane, offset in enumerate(found.GridFrameOffsetVector):
        there = np.array(found.ImagePositionPatient) + x * found.PixelSpacing[1] * 3 + y * found.PixelSpacing[0] * 2
        there = there + offset * np.cross(x, y)
        np.testing.assert_allclose(there, grid.points(np.array(3), np.array(2), np.array(plane)), atol=1e-9)
    assert float(found.GridFrameOffsetVector[0]) == 0


@pytest.mark.parametrize("bad", [np.nan, -0.001, np.inf])
def test_an_unknown_or_impossible_dose_cannot_be_written(bad):
    values = np.ones(GRID.shape)
    values[1, 1, 1] = bad
    with pytest.raises(ValueError, match="unknown"):
        rt_dose(HEADING, dose(values), NOW)


def test_a_dose_of_0_gy_everywhere_is_no_dose():
    with pytest.raises(ValueError, match="above zero"):
        rt_dose(HEADING, dose(np.zeros(GRID.shape)), NOW)


@pytest.mark.parametrize(
    "changes", [{"plans": ()}, {"transform": "RIGID"}, {"registrations": (REG,)}, {"dose_gy": np.ones((2, 2, 2))}]
)
def test_a_dose_that_contradicts_itself_cannot_be_made(changes):
    with pytest.raises(ValueError, match=r"needs its plans|does not fit"):
        dose(**changes)


def test_sheared_planes_cannot_be_written():
    grid = Grid(np.zeros(3), np.array([2.0, 0, 0]), np.array([0, 2.0, 0]), np.array([0, 0.1, 0.995]), [0.0, 2.0], 2, 2)
    with pytest.raises(ValueError, match="across the planes"):
        dose(grid=grid)


def test_accented_names_are_written_so_that_every_reader_gets_them(tmp_path):
    heading = Heading(PatientIdentity("P1", "Dvořák^Zoë", "", "F"), *(["1.2.9", "", "", "", "", "", ""]), "1.2.8", "")
    path = written(tmp_path, dose(), heading)
    assert str(dcmread(path).PatientName) == "Dvořák^Zoë"
    assert dcmread(path).SpecificCharacterSet == "ISO_IR 192"
    assert errors(path) == []


def test_what_does_not_fit_into_a_line_is_left_out_whole():
    assert brief(["a" * 60, "b" * 10, "c"]) == "a" * 60 + ", c"
    assert brief(["", "one\\two"]) == "one/two"
    assert len(long_text(["x" * 9000, "y" * 9000])) == 10240


# --- whose it is --------------------------------------------------------------------------------------------------


def test_the_heading_is_that_of_the_source(tmp_path):
    subject = Subject(name="Müller^Ü", charset="ISO_IR 100")
    path = write_dose(tmp_path, subject)
    found = read_heading(SourceFile(path, "RD.dcm"))
    assert found.patient == PatientIdentity("PHANTOM-1", "Müller^Ü", "19500102", "M")
    assert (found.study_uid, found.frame_uid) == (subject.study_uid, subject.frame_uid)


@pytest.mark.parametrize(("keyword", "said"), [("StudyInstanceUID", "study"), ("FrameOfReferenceUID", "frame")])
def test_a_source_that_does_not_say_where_it_belongs_is_refused(tmp_path, keyword, said):
    path = write_dose(tmp_path, change=lambda ds: ds.__delattr__(keyword))
    with pytest.raises(DicomError, match=f"does not state its {said}"):
        read_heading(SourceFile(path, "RD.dcm"))


def test_plans_are_those_of_the_plan_file_or_those_a_dose_names(tmp_path):
    subject = Subject()
    plan = SourceFile(write_plan(tmp_path, subject), "RP.dcm")
    rd = SourceFile(write_dose(tmp_path, subject), "RD.dcm")
    expected = (Reference("1.2.840.10008.5.1.4.1.1.481.5", subject.plan_uid()),)
    assert plans_of(plan, ()) == plans_of(None, (rd, rd)) == expected
    nameless = SourceFile(write_dose(tmp_path, subject, name="RD2", plan=None), "RD2.dcm")
    assert plans_of(None, (nameless,)) == ()


def test_a_file_that_is_no_dicom_any_more_is_refused(tmp_path):
    path = tmp_path / "RS.dcm"
    path.write_text("gone")
    with pytest.raises(DicomError, match="no longer the DICOM file"):
        reference_to(SourceFile(path, "RS.dcm"))
    bare = write_structures(tmp_path, change=lambda ds: ds.__delattr__("SOPInstanceUID"))
    with pytest.raises(DicomError, match="does not state what it is"):
        reference_to(SourceFile(bare, "RS.dcm"))


# --- files --------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_never_replaced_unless_asked(tmp_path):
    path = written(tmp_path, dose())
    before = path.read_bytes()
    again = prepare(rt_dose(HEADING, dose(plans=(PLAN,)), NOW), path)
    with pytest.raises(InputError, match=r"RD\.dcm in that folder already"):
        publish([again])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    publish([prepare(rt_dose(HEADING, dose(plans=(PLAN,)), NOW), path)], overwrite=True)
    assert dcmread(path).DoseSummationType == "PLAN"


def test_of_two_files_none_is_left_when_the_second_name_is_taken(tmp_path):
    taken = tmp_path / "taken.dcm"
    taken.write_text("other")
    both = [prepare(rt_dose(HEADING, dose(), NOW), tmp_path / name) for name in ("new.dcm", "taken.dcm")]
    with pytest.raises(InputError, match=r"taken\.dcm"):
        publish(both)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.dcm"]
    assert taken.read_text() == "other"


def test_what_was_prepared_and_is_not_wanted_leaves_nothing(tmp_path):
    discard([prepare(rt_dose(HEADING, dose(), NOW), tmp_path / "RD.dcm")])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(InputError, match="Nothing could be written"):
        prepare(rt_dose(HEADING, dose(), NOW), tmp_path / "nowhere" / "RD.dcm")
