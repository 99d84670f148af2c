"""An exported registration says in DICOM's words what is in force, and is read back as the same motion."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from reirrad_gui.dicom.export import Reference, SeriesReference, Transform, prepare, publish, spatial_registration
from reirrad_gui.dicom.reading import open_file
from reirrad_gui.dicom.registrations import read_registrations
from tests.dicom.export.test_rtdose import HEADING
from tests.support.solids import turned
from tests.support.validated import errors

NOW = datetime(2026, 11, 21, 17, 5, 9)
CT = "1.2.840.10008.5.1.4.1.1.2"
HERE = SeriesReference(HEADING.study_uid, "1.2.5.1", (Reference(CT, "1.2.5.1.1"), Reference(CT, "1.2.5.1.2")))
THERE = SeriesReference("1.2.6", "1.2.6.1", (Reference(CT, "1.2.6.1.1"),))


def motion(degrees=5.0, shift=(12.3, -4.5, 0.75)):
    matrix = np.eye(4)
    matrix[:3, :3] = turned(np.array([1.0, 2.0, 3.0]), degrees)
    matrix[:3, 3] = shift
    return matrix


def written(path, transforms, images=()):
    publish([prepare(spatial_registration(HEADING, transforms, images, "in force", NOW), path)], overwrite=True)
    return path


@pytest.mark.parametrize(("images", "others"), [((HERE,), (THERE,)), ((), ()), ((HERE,), ()), ((), (THERE,))])
@pytest.mark.parametrize("method", ["content", "visual", "fiducial", ""])
def test_the_validator_finds_no_error(tmp_path, images, others, method):
    transform = Transform("1.2.7", motion(), True, "NOT APPROVED, automatic", method, others)
    assert errors(written(tmp_path / "REG.dcm", [transform], images)) == []


@given(degrees=st.floats(-180, 180), shift=st.tuples(*[st.floats(-500, 500)] * 3))
def test_it_is_read_back_as_the_same_motion(tmp_path_factory, degrees, shift):
    matrix = motion(degrees, shift)
    path = written(tmp_path_factory.mktemp("reg") / "REG.dcm", [Transform("1.2.7", matrix, True, "")])
    (found,) = read_registrations(open_file(path)).registrations
    assert (found.from_frame_uid, found.to_frame_uid, found.rigid) == ("1.2.7", HEADING.frame_uid, True)
    np.testing.assert_allclose(found.matrix, matrix, atol=1e-9)


def test_it_names_the_images_of_both_studies(tmp_path):
    found = dcmread(written(tmp_path / "REG.dcm", [Transform("1.2.7", motion(), True, "", "", (THERE,))], (HERE,)))
    assert found.ReferencedSeriesSequence[0].SeriesInstanceUID == "1.2.5.1"
    (other,) = found.StudiesContainingOtherReferencedInstancesSequence
    assert (other.StudyInstanceUID, other.ReferencedSeriesSequence[0].SeriesInstanceUID) == ("1.2.6", "1.2.6.1")
    own, moved = found.RegistrationSequence
    assert [image.ReferencedSOPInstanceUID for image in own.ReferencedImageSequence] == ["1.2.5.1.1", "1.2.5.1.2"]
    assert [image.ReferencedSOPInstanceUID for image in moved.ReferencedImageSequence] == ["1.2.6.1.1"]


def test_a_stretch_is_not_called_rigid(tmp_path):
    stretch = np.diag([1.1, 1.0, 1.0, 1.0])
    found = dcmread(written(tmp_path / "REG.dcm", [Transform("1.2.7", stretch, False, "")]))
    kinds = [
        item.MatrixRegistrationSequence[0].MatrixSequence[0].FrameOfReferenceTransformationMatrixType
        for item in found.RegistrationSequence
    ]
    assert kinds == ["RIGID", "AFFINE"]
