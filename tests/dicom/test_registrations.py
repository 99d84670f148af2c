"""A REG object carries points of the other frame into its own: matrices in their order, never backwards."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from reirrad_gui.dicom import load_volume, read_case
from reirrad_gui.volume.registration import Registration, chained, moved, route
from tests.support.phantom_dicom import CLASSES, SUBJECT, two_courses, uid, write_course, write_registration

NEW, OLD = SUBJECT.frame_uid, uid("old frame")


def turned_about_z(degrees: float, shift_mm=(0.0, 0.0, 0.0)) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = np.eye(4)
    matrix[:2, :2] = [[c, -s], [s, c]]
    matrix[:3, 3] = shift_mm
    return matrix


def read(tmp_path, matrices, **how) -> tuple[Registration, ...]:
    write_registration(tmp_path, SUBJECT, NEW, OLD, matrices, **how)
    return read_case([tmp_path]).registrations


def test_a_shift_moves_points_of_the_old_frame_into_the_new_one(tmp_path):
    shift = np.eye(4)
    shift[:3, 3] = [10.0, -20.0, 30.0]
    [found] = read(tmp_path, [shift])
    assert (found.from_frame_uid, found.to_frame_uid) == (OLD, NEW)
    assert moved(np.array([1.0, 2.0, 3.0]), found.matrix).tolist() == [11.0, -18.0, 33.0]


def test_the_way_back_undoes_the_way_there(tmp_path):
    [found] = read(tmp_path, [turned_about_z(7.0, (5.0, -3.0, 40.0))])
    landmark = np.array([12.0, -34.0, 56.0])
    there = chained(route([found], OLD, NEW) or ())
    back = chained(route([found], NEW, OLD) or ())
    assert not np.allclose(there, back)
    assert np.allclose(moved(moved(landmark, there), back), landmark)


def test_the_first_matrix_is_applied_first(tmp_path):
    shift = np.eye(4)
    shift[:3, 3] = [100.0, 0.0, 0.0]
    [found] = read(tmp_path, [shift, turned_about_z(90.0)])
    # (0, 0, 0) is shifted to (100, 0, 0), then turned by +90 degrees to (0, 100, 0); the other order gives (100, 0, 0)
    assert np.allclose(moved(np.zeros(3), found.matrix), [0.0, 100.0, 0.0])


def test_nobody_has_approved_a_registration_that_comes_from_a_file(tmp_path):
    [found] = read(tmp_path, [np.eye(4)])
    assert not found.approved
    assert "accuracy is not stated" in found.quality
    assert found.source.endswith("REG.dcm")


def test_a_registration_that_stretches_is_not_rigid(tmp_path):
    [found] = read(tmp_path, [np.diag([1.1, 1.0, 1.0, 1.0])], kind="AFFINE")
    assert not found.rigid
    assert "not rigid" in found.quality


def test_a_rigid_registration_that_mirrors_is_doubted(tmp_path):
    [found] = read(tmp_path, [np.diag([-1.0, 1.0, 1.0, 1.0])])
    assert not found.rigid
    assert "stretches or mirrors" in found.quality
    assert "doses may be laid over each other wrongly" in " ".join(p.sentence for p in read_case([tmp_path]).problems)


def matrix_set_to(values):
    def change(ds: Dataset) -> None:
        step = ds.RegistrationSequence[1].MatrixRegistrationSequence[0].MatrixSequence[0]
        step.FrameOfReferenceTransformationMatrix = values

    return change


def without_frame(ds: Dataset) -> None:
    del ds.RegistrationSequence[1].FrameOfReferenceUID


def without_target(ds: Dataset) -> None:
    del ds.FrameOfReferenceUID


def with_images(*image_uids, item=1):
    """One item names its images only, as PS3.3 C.20.2 allows."""

    def change(ds: Dataset) -> None:
        del ds.RegistrationSequence[item].FrameOfReferenceUID
        named = []
        for image_uid in image_uids:
            named.append(Dataset())
            named[-1].ReferencedSOPClassUID, named[-1].ReferencedSOPInstanceUID = CLASSES["CT"], image_uid
        ds.RegistrationSequence[item].ReferencedImageSequence = named

    return change


def moving_itself(ds: Dataset) -> None:
    ds.RegistrationSequence[1].FrameOfReferenceUID = NEW


def empty(ds: Dataset) -> None:
    del ds.RegistrationSequence


UNUSABLE = {
    "15 numbers": (matrix_set_to([1.0] * 15), "its matrix is missing or damaged"),
    "a perspective row": (matrix_set_to([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1]), "its matrix is missing"),
    "a flat matrix": (matrix_set_to([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), "must be invertible"),
    "no frame to come from": (without_frame, "neither a frame of reference nor images"),
    "images that are not here": (with_images("1.2.3"), "registers images that are not among the files"),
    "no frame of its own": (without_target, "which frame of reference it registers to"),
    "a frame moved within itself": (moving_itself, "within itself"),
    "nothing": (empty, "registers nothing"),
}


@pytest.mark.parametrize(("change", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_is_not_used_and_said(tmp_path, change, said):
    write_course(tmp_path)
    write_registration(tmp_path, SUBJECT, NEW, OLD, [turned_about_z(5.0)], change=change)
    case = read_case([tmp_path])
    assert case.registrations == ()
    assert [p.sentence for p in case.problems if said in p.sentence and p.blocking]


def test_registrations_that_disagree_are_both_left_out(tmp_path):
    write_course(tmp_path)
    write_registration(tmp_path, SUBJECT, NEW, OLD, [turned_about_z(5.0)], name="REG_a")
    write_registration(tmp_path, SUBJECT, NEW, OLD, [turned_about_z(8.0)], name="REG_b")
    case = read_case([tmp_path])
    assert case.registrations == ()
    # 3 degrees at a corner (250, 150) mm from the axis: 2 · sin(1.5°) · 291.5 mm = 15.3 mm
    assert any("disagree by up to 15 mm" in p.sentence for p in case.problems)


def test_a_registration_that_names_images_is_of_the_frame_they_lie_in(tmp_path):
    first, second = two_courses(tmp_path)
    there = turned_about_z(5.0, (5.0, -3.0, 8.0))
    ends = second, second.frame_uid, first.frame_uid
    both = with_images(first.ct_slice_uid(1), first.ct_slice_uid(2)), with_images(second.ct_slice_uid(3), item=0)
    write_registration(tmp_path, *ends, [there], change=lambda ds: [change(ds) for change in both])
    case = read_case([tmp_path])
    [found] = case.registrations
    assert (found.from_frame_uid, found.to_frame_uid) == (first.frame_uid, second.frame_uid)
    assert np.allclose(found.matrix, there)
    assert not any("REG" in problem.sentence for problem in case.problems)


@pytest.mark.parametrize("off_mm", [0.0, 9.0])
def test_a_way_around_by_a_third_image_that_leads_elsewhere_is_said(tmp_path, off_mm):
    there, direct, third = (
        turned_about_z(5.0, (5.0, -3.0, 8.0)),
        turned_about_z(5.0, (5.0 + off_mm, -3.0, 8.0)),
        uid("MR"),
    )
    write_registration(tmp_path, SUBJECT, third, OLD, [there], name="old to MR")
    write_registration(tmp_path, SUBJECT, third, NEW, [np.eye(4)], name="new to MR")
    write_registration(tmp_path, SUBJECT, NEW, OLD, [direct], name="old to new")
    case = read_case([tmp_path])
    said = [p.sentence for p in case.problems if "apart" in p.sentence]
    assert len(said) == (1 if off_mm else 0)
    assert all("up to 9 mm apart" in sentence and sentence.count(".dcm") == 3 for sentence in said)
    assert np.allclose(chained(route(case.registrations, OLD, NEW)), direct)


def test_two_copies_of_a_registration_in_both_directions_agree(tmp_path):
    write_course(tmp_path)
    there = turned_about_z(5.0, (10.0, 0.0, 0.0))
    write_registration(tmp_path, SUBJECT, NEW, OLD, [there], name="REG_a")
    write_registration(tmp_path, SUBJECT, OLD, NEW, [np.linalg.inv(there)], name="REG_b")
    assert len(read_case([tmp_path]).registrations) == 1


def test_two_courses_in_two_frames_stay_two_and_are_linked_by_their_registration(tmp_path):
    first, second = two_courses(tmp_path, turned_about_z(5.0, (3.0, 4.0, 5.0)))
    case = read_case([tmp_path])
    assert [c.frame_of_reference_uid for c in case.courses] == [first.frame_uid, second.frame_uid]
    assert [c.planned_fractions for c in case.courses] == [3, 5]
    links = route(case.registrations, first.frame_uid, second.frame_uid)
    assert links is not None
    assert np.allclose(chained(links), turned_about_z(5.0, (3.0, 4.0, 5.0)))


def test_two_frames_without_a_registration_have_no_way_to_each_other(tmp_path):
    first, second = two_courses(tmp_path)
    assert route(read_case([tmp_path]).registrations, first.frame_uid, second.frame_uid) is None


# Real files: MR and PET of one phantom registered to its CT.


def test_the_real_mr_is_turned_by_5_degrees_about_z_into_the_ct(shared_data):
    case = read_case([shared_data / "mmro_ct_mr_pet_reg"])
    frames = {series.modality: series.frame_of_reference_uid for series in case.series}
    [link] = route(case.registrations, frames["MR"], frames["CT"]) or ()
    c, s = np.cos(np.radians(5.0)), np.sin(np.radians(5.0))
    # x_ct = cos·x_mr + sin·y_mr: what lies in front in the MR lies to the patient's left in the CT
    assert np.allclose(link.matrix[:3, :3], [[c, s, 0], [-s, c, 0], [0, 0, 1]], atol=1e-5)


@pytest.mark.parametrize("modality", ["MR", "PT"])
def test_real_images_fit_better_through_their_registration_than_against_it(shared_data, modality):
    case = read_case([shared_data / "mmro_ct_mr_pet_reg"])
    images = {series.modality: load_volume(series) for series in case.series}
    frames = {series.modality: series.frame_of_reference_uid for series in case.series}
    link = next(r for r in case.registrations if r.from_frame_uid == frames[modality])
    grid = images["CT"].grid
    plane, row, column = np.meshgrid(
        *(np.arange(0.0, n, step) for n, step in zip(grid.shape, (1, 4, 4), strict=True)), indexing="ij"
    )
    points = grid.points(column, row, plane)
    hu = _at(images["CT"], points)
    right = _mutual_information(hu, _at(images[modality], moved(points, np.linalg.inv(link.matrix))))
    wrong = _mutual_information(hu, _at(images[modality], moved(points, link.matrix)))
    none = _mutual_information(hu, _at(images[modality], points))
    assert right > none > wrong


def _at(image, points: np.ndarray) -> np.ndarray:
    index = np.rint(image.grid.indices(points)).astype(int)
    inside = ((index >= 0) & (index < np.array(image.grid.shape)[::-1])).all(-1)
    values = np.zeros(points.shape[:-1])
    x, y, z = index[inside].T
    values[inside] = image.stored[z, y, x] * image.slope + image.intercept
    return values


def _mutual_information(one: np.ndarray, other: np.ndarray) -> float:
    joint = np.histogram2d(one.ravel(), other.ravel(), bins=24)[0]
    joint /= joint.sum()
    independent = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    there = joint > 0
    return float((joint[there] * np.log(joint[there] / independent[there])).sum())
