"""The patient: the same man at both visits, moved by the known transform, drawn as he is."""

import numpy as np
import pytest

from reirrad_gui.dicom.example import truth
from reirrad_gui.dicom.example.image import render
from reirrad_gui.dicom.example.lattice import Lattice
from reirrad_gui.dicom.example.organs import FIRST_CT, SECOND_CT
from reirrad_gui.dicom.example.setup import FRAME_1_TO_2, SCAN_1, SCAN_2, rigid
from reirrad_gui.dicom.example.shapes import Ellipsoid
from reirrad_gui.dicom.example.skeleton import PELVIC_BONE
from reirrad_gui.dicom.example.targets import TREATED_1, TREATED_2, targets

OLD_NAMES = {
    "Bladder": "BLADDER",
    "Rectum": "rectum",
    "Femur_Head_L": "fem head L",
    "CTV": "CTV 15mm",
    "PTV": "PTV 5mm",
}


def loops(structures, name):
    number = next(r.ROINumber for r in structures.StructureSetROISequence if r.ROIName == name)
    contours = next(c for c in structures.ROIContourSequence if c.ReferencedROINumber == number)
    return [np.array(c.ContourData, float).reshape(-1, 3) for c in contours.ContourSequence]


def area(loop):
    x, y = loop[:, 0], loop[:, 1]
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def centroid(structures, name):
    """Of a convex organ: its contours' centres weighted by area."""
    parts = [(area(loop), loop.mean(axis=0)) for loop in loops(structures, name)]
    return sum(a * c for a, c in parts) / sum(a for a, _ in parts)


def hounsfield(slices, points):
    first = slices[0]
    volume = np.stack([s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])
    step = np.array([*first.PixelSpacing, slices[1].ImagePositionPatient[2] - first.ImagePositionPatient[2]], float)
    return Lattice(np.array(first.ImagePositionPatient, float), step, volume, np.nan).distance(
        *np.array(points, float).T
    )


def moved(points):
    return np.array(points) @ FRAME_1_TO_2[:3, :3].T + FRAME_1_TO_2[:3, 3]


def test_the_transform_turns_and_shifts_but_does_not_deform():
    turn = FRAME_1_TO_2[:3, :3]
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)
    angle = np.degrees(np.arccos((np.trace(turn) - 1) / 2))
    assert 4 < angle < 8  # several degrees, about more than one axis
    assert (np.abs(FRAME_1_TO_2[:3, 3]) > 10).all()  # centimetres


def test_a_quarter_turn_about_z_takes_the_left_to_the_back():
    np.testing.assert_allclose(rigid((0, 0, 90), (0, 0, 5))[:3] @ [1, 0, 0, 1], [0, 1, 5], atol=1e-12)


def test_the_registration_object_takes_frame_1_to_the_frame_it_is_written_in(rt):
    reg = rt["REG.course1_to_course2"]
    assert reg.FrameOfReferenceUID == rt["RD.course2"].FrameOfReferenceUID
    matrices = {
        part.FrameOfReferenceUID: np.array(
            part.MatrixRegistrationSequence[0].MatrixSequence[0].FrameOfReferenceTransformationMatrix, float
        ).reshape(4, 4)
        for part in reg.RegistrationSequence
    }
    first, second = rt["RD.course1"].FrameOfReferenceUID, rt["RD.course2"].FrameOfReferenceUID
    np.testing.assert_allclose(matrices[first], FRAME_1_TO_2, atol=1e-9)
    np.testing.assert_array_equal(matrices[second], np.eye(4))


def test_the_left_femoral_head_lies_where_the_transform_takes_it(rt):
    # Drawn on 10 mm slices in course 1 and 5 mm in course 2: the centre along z is known to about a millimetre.
    before = centroid(rt["RS.course1"], "fem head L")
    after = centroid(rt["RS.course2"], "Femur_Head_L")
    np.testing.assert_allclose(before, [88, 0, 0], atol=1.0)
    np.testing.assert_allclose(after, moved([88.0, 0.0, 0.0]), atol=1.0)
    assert np.linalg.norm(after - before) > 20  # without the transform the two miss each other


def test_bone_seen_in_the_second_ct_is_the_bone_of_the_first_moved_by_the_transform(ct):
    random = np.random.default_rng(3)
    points = random.uniform([-130, -70, -60], [130, 100, 130], (6000, 3))
    before, after = hounsfield(ct[1], points), hounsfield(ct[2], moved(points))
    wrong = hounsfield(ct[2], points)
    both = ~np.isnan(before) & ~np.isnan(after) & ~np.isnan(wrong)
    bone = [values[both] > 180 for values in (before, after, wrong)]

    def dice(a, b):
        return 2 * (a & b).sum() / (a.sum() + b.sum())

    assert dice(bone[0], bone[1]) > 0.8  # slices of 10 and 5 mm blur thin bone
    assert dice(bone[0], bone[2]) < 0.45


@pytest.mark.parametrize(
    ("tissue", "point", "lowest", "highest"),
    [
        ("urine", FIRST_CT.bladder.centre, -10, 25),
        ("femoral head", (88.0, 0.0, 0.0), 200, 800),
        ("fat under the skin of the belly", (0.0, -106.0, 40.0), -140, -70),
        ("gluteus maximus", (80.0, 88.0, -20.0), 20, 80),
        ("gas in the rectum", (0.0, 38.0, 0.0), -950, -600),
        ("room air", (0.0, -180.0, 40.0), -1024, -980),
        ("treated lesion in the sacrum", (29.0, 75.0, 42.0), 500, 1100),
        ("pubic symphysis", (0.0, -50.0, -20.0), -20, 260),
    ],
)
def test_tissues_have_credible_hounsfield_units(ct, tissue, point, lowest, highest):
    assert lowest < hounsfield(ct[1], [point])[0] < highest, tissue


def test_metastases_listed_in_2018_show_in_the_second_ct_only(ct):
    ramus = [TREATED_2[1][0].centre]
    assert hounsfield(ct[2], moved(ramus))[0] > hounsfield(ct[1], ramus)[0] + 150


def test_the_couch_stays_level_in_both_scans(ct):
    for course, scan in ((1, SCAN_1), (2, SCAN_2)):
        heights = scan.couch_mm + 1.5
        points = [(x, heights, ct[course][20].ImagePositionPatient[2]) for x in (-190.0, 190.0)]
        assert (hounsfield(ct[course], points) > -800).all()  # its shell, at both ends of the same height


def test_bladder_and_rectum_are_not_as_full_as_years_before():
    first, second = truth().courses
    assert second.volumes_cc["Bladder"] < 0.75 * first.volumes_cc["Bladder"]
    assert second.volumes_cc["Rectum"] > 1.2 * first.volumes_cc["Rectum"]
    assert second.volumes_cc["Sacrum"] == first.volumes_cc["Sacrum"]


def test_an_ellipsoid_bladder_has_the_volume_of_the_formula():
    # 4/3 π 40 · 28 · 27 mm³ = 126.7 cm³
    assert truth().courses[1].volumes_cc["Bladder"] == pytest.approx(126.67, abs=0.01)
    assert SECOND_CT.bladder.radii == (40, 28, 27)


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [("Bladder", 0.02), ("Rectum", 0.02), ("Sacrum", 0.03), ("Femur_Head_L", 0.03), ("PTV", 0.03), ("Bag_Bowel", 0.02)],
)
def test_contours_on_5_mm_slices_enclose_the_organ_s_volume(rt, name, tolerance):
    slabs = sum(area(loop) for loop in loops(rt["RS.course2"], name)) * 5.0 / 1000  # no holes in these
    assert slabs == pytest.approx(truth().courses[1].volumes_cc[name], rel=tolerance)


@pytest.mark.parametrize("name", ["Bladder", "Rectum", "Femur_Head_L", "CTV", "PTV"])
def test_contours_on_10_mm_slices_enclose_the_organ_s_volume_less_well(rt, name):
    slabs = sum(area(loop) for loop in loops(rt["RS.course1"], OLD_NAMES[name])) * 10.0 / 1000
    assert slabs == pytest.approx(truth().courses[0].volumes_cc[name], rel=0.06)


@pytest.mark.parametrize("course", [1, 2])
def test_contours_lie_on_the_slice_they_refer_to_and_are_given_to_a_tenth_of_a_millimetre(rt, ct, course):
    heights = {image.SOPInstanceUID: float(image.ImagePositionPatient[2]) for image in ct[course]}
    points = 0
    for roi in rt[f"RS.course{course}"].ROIContourSequence:
        for contour in roi.ContourSequence:
            xyz = np.array(contour.ContourData, float).reshape(-1, 3)
            assert contour.NumberOfContourPoints == len(xyz) >= 3
            assert (xyz[:, 2] == heights[contour.ContourImageSequence[0].ReferencedSOPInstanceUID]).all()
            assert (np.round(xyz, 1) == xyz).all()
            points += len(xyz)
    assert points < 120_000


def test_the_old_course_knows_few_structures_and_calls_them_otherwise(rt):
    names = [[roi.ROIName for roi in rt[f"RS.course{c}"].StructureSetROISequence] for c in (1, 2)]
    assert names[0] == ["outline", "BLADDER", "rectum", "fem head L", "fem head R", "CTV 15mm", "PTV 5mm"]
    assert {"Body", "Bladder", "Rectum", "Sacrum", "Femur_Head_L", "Femur_Head_R", "Bag_Bowel"} < set(names[1])
    assert {"CaudaEquina", "SacralPlex", "PenileBulb", "CTV", "PTV"} < set(names[1])


@pytest.mark.parametrize(("course", "lesions"), [(1, TREATED_1), (2, TREATED_2)])
def test_the_ctv_is_bone_within_15_mm_of_the_metastasis(course, lesions):
    ctv = targets(course).ctv
    k, j, i = np.nonzero(ctv.values < 0)
    x, y, z = (ctv.origin + np.stack([i, j, k], axis=1) * ctv.step).T
    assert (PELVIC_BONE.at(x, y, z) < 0.2).all()
    assert (np.min([solid.distance(x, y, z) for solid, _ in lesions], axis=0) <= 15.0).all()
    assert all(ctv.distance(*np.array([[c] for c in solid.centre]))[0] < 0 for solid, _ in lesions)


@pytest.mark.parametrize("course", [1, 2])
def test_the_ptv_reaches_5_mm_beyond_the_ctv_and_no_further(course):
    volumes = targets(course)
    step = volumes.ctv.step[0]
    inside = np.argwhere(volumes.ctv.values < 0)
    random = np.random.default_rng(course)
    picked = random.choice(np.argwhere(volumes.ptv.values < 2 * step), 400, replace=False)
    away = np.array([np.sqrt(((inside - p) ** 2).sum(axis=1).min()) for p in picked]) * step
    within = np.array([volumes.ptv.values[tuple(p)] < 0 for p in picked])
    # Lattice points stand for the surface to within one step of 1.7 mm.
    assert within[away <= 5.0].all()
    assert not within[away > 5.0 + step].any()


def test_a_slice_is_the_same_however_often_it_is_drawn():
    first, _ = render(SCAN_1.plane(0.0), FIRST_CT, TREATED_1, 5)
    again, _ = render(SCAN_1.plane(0.0), FIRST_CT, TREATED_1, 5)
    np.testing.assert_array_equal(first, again)


def test_left_and_right_of_the_patient_are_told_apart(ct):
    # The caecum with its gas lies on the right (x below 0), the treated ischium on the left.
    gas = hounsfield(ct[1], [(-97.0, -50.0, 110.0), (97.0, -50.0, 110.0)])
    assert gas[0] < -500 < gas[1]
    assert isinstance(TREATED_1[1][0], Ellipsoid)
    assert TREATED_1[1][0].centre[0] > 0
