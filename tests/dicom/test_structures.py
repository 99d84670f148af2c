"""Names in any character set, contours from raw bytes, and lines that enclose nothing kept out one by one."""

import json

import numpy as np
import pytest
from pydicom.dataset import Dataset

from reirrad_gui.dicom import Asked, read_case, read_cases, read_structure_set
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.structures import ContourKind, Structure
from tests.support.phantom_dicom import (
    SUBJECT,
    Roi,
    Subject,
    circle,
    cylinder,
    uid,
    write_ct,
    write_dose,
    write_plan,
    write_structures,
)

SQUARE = np.array([[0.0, 0, 5], [10, 0, 5], [10, 10, 5], [0, 10, 5]])


def read(tmp_path, *rois: Roi, **how):
    return read_structure_set(write_structures(tmp_path, rois=rois, **how))


@pytest.mark.parametrize("syntax", ["implicit", "explicit", "big endian", "deflated"])
def test_contours_are_read_to_the_last_decimal_in_every_encoding(tmp_path, syntax):
    points = circle((1.25, -3.5, 7.75), 20.0)
    drawn = read(tmp_path, Roi("Bladder", [("CLOSED_PLANAR", points)]), syntax=syntax)
    assert np.abs(drawn.structures[0].contours[0].points_mm - points).max() < 1e-6


def test_contour_points_cannot_be_written_to(tmp_path):
    contour = read(tmp_path, Roi("Bladder", [("CLOSED_PLANAR", SQUARE)])).structures[0].contours[0]
    with pytest.raises(ValueError, match="read-only"):
        contour.points_mm[0] = 0


NAMES = {
    "Latin-1 declared": ("ISO_IR 100", "Têtes fémorales".encode("latin-1"), "Têtes fémorales", False),
    "UTF-8 declared": ("ISO_IR 192", "Vessie trouée (clé)".encode(), "Vessie trouée (clé)", False),
    "Cyrillic declared": ("ISO_IR 144", "Прямая кишка".encode("iso8859-5"), "Прямая кишка", False),
    "Japanese with escapes": (["ISO 2022 IR 6", "ISO 2022 IR 87"], b"\x1b$B4N\x1b(B", "肝", False),
    "UTF-8 not declared": (None, "Coadă de cal".encode(), "Coadă de cal", True),
    "Latin-1 not declared": (None, "Prothèse".encode("latin-1"), "Prothèse", True),
    "Latin-1 declared as UTF-8": ("ISO_IR 192", "Prothèse".encode("latin-1"), "Prothèse", True),
    "plain letters not declared": (None, b"Rectum ", "Rectum", False),
}


@pytest.mark.parametrize(("charset", "raw", "name", "guessed"), NAMES.values(), ids=NAMES)
def test_names_are_read_as_written_and_a_guess_is_said(tmp_path, charset, raw, name, guessed):
    subject = Subject(charset=None)

    def declare(ds: Dataset) -> None:
        if charset is not None:
            ds.SpecificCharacterSet = charset
        ds.StructureSetROISequence[0]["ROIName"]._value = raw

    roi = Roi("?", [("CLOSED_PLANAR", SQUARE)])
    structure = read_structure_set(write_structures(tmp_path, subject, [roi], change=declare)).structures[0]
    assert structure.name == name
    assert any("character set" in notice for notice in structure.notices) is guessed


def test_a_name_in_an_unknown_character_set_is_guessed_and_said(tmp_path):
    subject = Subject(charset="ISO_IR 192")
    path = write_structures(tmp_path, subject, [Roi("Prothèse", [("CLOSED_PLANAR", SQUARE)])])
    path.write_bytes(path.read_bytes().replace(b"ISO_IR 192", b"ISO_IR 999"))
    structure = read_structure_set(path).structures[0]
    assert structure.name == "Prothèse"
    assert "character set" in notices(structure)


def test_roi_number_0_keeps_its_contours(tmp_path):
    drawn = read(tmp_path, Roi("Bladder", [("CLOSED_PLANAR", SQUARE)], number=0), Roi("Rectum", number=1))
    assert [(s.number, len(s.contours)) for s in drawn.structures] == [(0, 1), (1, 0)]


def test_two_structures_of_one_name_stay_two(tmp_path):
    drawn = read(tmp_path, Roi("Rectum", [("CLOSED_PLANAR", SQUARE)], 1), Roi("Rectum", [], 2))
    assert [len(s.contours) for s in drawn.named("Rectum")] == [1, 0]


def test_colour_and_kind_of_structure_are_kept(tmp_path):
    drawn = read(tmp_path, Roi("PTV", [("CLOSED_PLANAR", SQUARE)], 1, "PTV", (255, 0, 7)))
    assert (drawn.structures[0].interpreted_type, drawn.structures[0].colour) == ("PTV", (255, 0, 7))


def notices(structure: Structure) -> str:
    return " ".join(structure.notices)


DEGENERATE = {
    "a point drawn as an area": np.array([[0.0, 0, 5]]),
    "a line drawn as an area": np.array([[0.0, 0, 5], [10, 0, 5]]),
    "a line drawn to and fro": np.array([[0.0, 0, 5], [10, 0, 5], [5, 0, 5], [2, 0, 5]]),
    "all points in one place": np.tile([1.0, 2.0, 5.0], (6, 1)),
}


@pytest.mark.parametrize("line", DEGENERATE.values(), ids=DEGENERATE)
def test_a_contour_without_area_is_left_out_and_the_rest_of_its_slice_stays(tmp_path, line):
    roi = Roi("Bladder", [("CLOSED_PLANAR", line), ("CLOSED_PLANAR", SQUARE)])
    structure = read(tmp_path, roi).structures[0]
    assert len(structure.contours) == 1
    assert "1 contour not used: it encloses no area" in notices(structure)


def test_contours_of_structures_nobody_asked_for_are_the_same_once_somebody_looks_at_them(tmp_path):
    line = ("CLOSED_PLANAR", DEGENERATE["a line drawn as an area"])
    rois = [Roi(name, [line, ("CLOSED_PLANAR", SQUARE + n)], n) for n, name in enumerate(("Bladder", "Lung"), 1)]
    path = write_structures(tmp_path, rois=rois)
    told = []
    asked = Asked(drawn=lambda name: name == "Bladder", told=told.append)
    (drawn,) = read_cases([path, write_ct(tmp_path)[0]], asked=asked)[0].structure_sets
    assert told == [path]  # the image is not told of
    bladder, lung = drawn.structures
    assert "1 contour not used: it encloses no area" in notices(bladder)
    assert lung.notices == ()
    whole = read_structure_set(path).structures[1]
    assert [c.points_mm.tolist() for c in lung.contours] == [c.points_mm.tolist() for c in whole.contours]
    assert lung.point_count == whole.point_count == 4


def test_a_tiny_contour_is_not_degenerate(tmp_path):
    # 0.1 mm across: small, but it encloses an area
    structure = read(tmp_path, Roi("Seed", [("CLOSED_PLANAR", SQUARE / 100)])).structures[0]
    assert len(structure.closed) == 1


def test_open_lines_and_points_are_kept_but_enclose_nothing(tmp_path):
    roi = Roi("Catheter", [("OPEN_PLANAR", SQUARE), ("OPEN_NONPLANAR", SQUARE), ("POINT", SQUARE[:1])])
    structure = read(tmp_path, roi).structures[0]
    assert [c.kind for c in structure.contours] == [
        ContourKind.OPEN_PLANAR, ContourKind.OPEN_NONPLANAR, ContourKind.POINT,
    ]  # fmt: skip
    assert structure.closed == ()


def test_a_closed_contour_that_is_not_flat_is_said(tmp_path):
    bent = SQUARE + np.array([[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 6.0]])
    assert "1 closed contour not in one plane" in notices(
        read(tmp_path, Roi("Bladder", [("CLOSED_PLANAR", bent)])).structures[0]
    )


def test_an_oblique_flat_contour_is_flat(tmp_path):
    oblique = SQUARE + np.array([[0, 0, 0], [0, 0, 0], [0, 0, 6.0], [0, 0, 6.0]])
    structure = read(tmp_path, Roi("Bladder", [("CLOSED_PLANAR", oblique)])).structures[0]
    assert structure.notices == ()


@pytest.mark.parametrize("raw", [b"1\\2\\three", b"1\\2\\3\\4", b"nan\\1\\2", b"1\\2\\3e9"])
def test_damaged_points_cost_one_contour(tmp_path, raw):
    def damage(ds: Dataset) -> None:
        ds.ROIContourSequence[0].ContourSequence[0]["ContourData"]._value = raw.decode().split("\\")

    roi = Roi("Bladder", [("CLOSED_PLANAR", SQUARE), ("CLOSED_PLANAR", SQUARE * 2)])
    structure = read_structure_set(write_structures(tmp_path, rois=[roi], change=damage)).structures[0]
    assert len(structure.contours) == 1
    assert "its points cannot be read" in notices(structure)


def test_contours_of_an_unnamed_structure_are_said(tmp_path):
    def unname(ds: Dataset) -> None:
        del ds.StructureSetROISequence[1]

    write_structures(tmp_path, change=unname)
    said = [p.sentence for p in read_case([tmp_path]).problems]
    assert any("contours for structures that it does not name (number 2)" in sentence for sentence in said)


def test_two_structures_with_one_number_do_not_share_contours(tmp_path):
    write_structures(tmp_path, rois=[Roi("Bladder", [("CLOSED_PLANAR", SQUARE)], 1), Roi("Rectum", [], 1)])
    case = read_case([tmp_path])
    # both items of the contour sequence carry number 1: they go to the first structure of that number, and it is said
    assert [len(s.contours) for s in case.structure_sets[0].structures] == [1, 0]
    assert any("gives number 1 to 2 structures" in p.sentence for p in case.problems)


def test_structures_learn_the_slice_distance_of_their_images(tmp_path):
    write_ct(tmp_path, slice_mm=range(-30, 31, 10))
    write_structures(tmp_path)
    drawn = read_case([tmp_path]).structure_sets[0]
    assert (drawn.image_spacing_mm, drawn.series_uid) == (10.0, SUBJECT.ct_uid)


def without_frames(ds: Dataset) -> None:
    del ds.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID
    for roi in ds.StructureSetROISequence:
        del roi.ReferencedFrameOfReferenceUID


def test_structures_without_a_frame_take_that_of_their_images(tmp_path):
    write_ct(tmp_path)
    write_structures(tmp_path, change=without_frames)
    drawn = read_case([tmp_path]).structure_sets[0]
    assert {drawn.frame_of_reference_uid, *(s.frame_of_reference_uid for s in drawn.structures)} == {SUBJECT.frame_uid}


def test_structures_that_lie_nowhere_are_refused(tmp_path):
    write_structures(tmp_path, change=without_frames)
    write_plan(tmp_path)
    write_dose(tmp_path)
    case = read_case([tmp_path])
    assert case.structure_sets == ()
    assert any("in which frame of reference its structures lie" in p.sentence and p.blocking for p in case.problems)


def test_structures_in_another_frame_than_the_dose_are_said(tmp_path):
    write_structures(tmp_path, frame_uid=uid("another frame"))
    write_plan(tmp_path)
    write_dose(tmp_path)
    [course] = read_case([tmp_path]).courses
    assert any("another frame of reference than its structures" in sentence for sentence in course.problems)


def test_missing_images_are_counted(tmp_path):
    for path in write_ct(tmp_path)[2:]:
        path.unlink()
    write_structures(tmp_path)
    said = [p.sentence for p in read_case([tmp_path]).problems]
    assert any("drawn on 7 images, of which 5 are not among the files" in sentence for sentence in said)


def test_a_dose_is_not_a_structure_set(tmp_path):
    with pytest.raises(DicomError, match="holds no structures"):
        read_structure_set(write_dose(tmp_path))


def test_a_text_file_is_not_a_structure_set(tmp_path):
    (tmp_path / "RS.dcm").write_text("hello")
    with pytest.raises(DicomError, match="not a DICOM file"):
        read_structure_set(tmp_path / "RS.dcm")


# Real files


def test_real_odd_structures_are_read_with_their_accents_duplicates_and_gaps(shared_data):
    folder = shared_data / "odd_derived"
    drawn = read_structure_set(folder / "RS_odd_latin1.dcm")
    truth = json.loads((folder / "truth.json").read_text())["files"]["RS_odd_latin1.dcm"]
    assert [s.name for s in drawn.structures][:3] == ["Vessie trouée (clé)", "Prothèse XOR", "Têtes fémorales"]
    assert len(drawn.named("Rectum")) == 2
    assert drawn.named("Empty ROI")[0].contours == ()
    planes = sorted({float(c.points_mm[0, 2]) for c in drawn.named("Circle r20")[0].contours})
    assert planes == truth["planes_z"]
    square = drawn.named("Gap 3 planes missing")[0]
    assert [_area_mm2(c.points_mm) for c in square.closed] == pytest.approx([900.0] * 6)


def _area_mm2(points: np.ndarray) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def test_real_structures_without_preamble_keep_body_and_isocentres(shared_data):
    drawn = read_structure_set(shared_data / "odd_real" / "pydicom_rtstruct.dcm")
    assert [(s.name, len(s.closed), len(s.contours)) for s in drawn.structures] == [
        ("patient", 3, 3), ("Isocenter 1", 0, 1), ("Isocenter 2", 0, 1),
    ]  # fmt: skip


def test_all_real_pelvic_contours_are_kept(shared_data):
    drawn = read_structure_set(shared_data / "pelvis_brto" / "RTStructureSet.dcm")
    kinds = [c.kind for s in drawn.structures for c in s.contours]
    # inventory.tsv: 159 CLOSED_PLANAR, 4 POINT
    assert (kinds.count(ContourKind.CLOSED_PLANAR), kinds.count(ContourKind.POINT)) == (159, 4)


def test_contours_off_the_image_planes_are_kept_where_they_lie(tmp_path):
    z = np.arange(-20, 21, 10) + 0.134
    drawn = read(tmp_path, Roi("Bladder", cylinder((0, 0, 0), 15, z)))
    assert np.allclose([c.points_mm[0, 2] for c in drawn.structures[0].contours], z)
