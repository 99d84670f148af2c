"""From a folder to exported objects and back: the numbers of the formula, no third course, sources untouched."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from reirrad_gui.cli import main
from reirrad_gui.session import Assessor, Settings, open_case
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.dvh_json import dvh_json
from tests.support.phantom_dicom import affine_dose, two_courses, write_course, write_dose
from tests.support.solids import motion, turned
from tests.support.validated import complaints, errors

GRADIENT = (0.02, 0.05, 0.01)
TURN = motion(turned(np.array([0.2, 0.3, 1.0]), 4.0), (3.0, -2.0, 1.5))
SHIFT = motion(np.eye(3), (10.0, 12.0, 0.0))


def hashes(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def exported(folder, target, *options):
    assert main(["export", str(folder), "--to", str(target), *options]) == 0


def decoded(path):
    """(points, Gy, step) of an RTDOSE by PS3.3 C.7.6.2.1.1 and C.8.8.3 alone: nothing of the program is used."""
    ds = dcmread(path)
    stored = np.frombuffer(ds.PixelData, "<u2").reshape(int(ds.NumberOfFrames), ds.Rows, ds.Columns)
    x, y = np.array(ds.ImageOrientationPatient[:3], float), np.array(ds.ImageOrientationPatient[3:], float)
    k, j, i = np.meshgrid(np.array(ds.GridFrameOffsetVector, float), *map(np.arange, stored.shape[1:]), indexing="ij")
    points = np.array(ds.ImagePositionPatient, float) + k[..., None] * np.cross(x, y)
    points = points + i[..., None] * float(ds.PixelSpacing[1]) * x + j[..., None] * float(ds.PixelSpacing[0]) * y
    step = float(ds.DoseGridScaling)
    return points, stored * step, step


def eqd2(total, fractions, alpha_beta):
    return total * (total / fractions + alpha_beta) / (2 + alpha_beta)


def expected_eqd2(points, matrix, alpha_beta, discount=1.0):
    """21 Gy in 3 and 20 Gy in 5, each affine in its own frame; `matrix` leads from course 1's frame to course 2's."""
    there = points @ np.linalg.inv(matrix)[:3, :3].T + np.linalg.inv(matrix)[:3, 3]
    first, second = affine_dose(21.0, GRADIENT)(there), affine_dose(20.0, GRADIENT)(points)
    return discount * eqd2(first, 3, alpha_beta) + eqd2(second, 5, alpha_beta)


@pytest.fixture
def pair(tmp_path):
    """Two courses in two frames, linked by a registration object that turns."""
    return tmp_path / "case", *two_courses(tmp_path / "case", TURN)


@pytest.mark.parametrize("alpha_beta", [3.0, 2.5, 10.0])
def test_every_voxel_is_the_sum_of_the_courses_own_eqd2_within_half_a_step(pair, tmp_path, alpha_beta):
    exported(pair[0], tmp_path / "out", "--alpha-beta", str(alpha_beta))
    points, found, step = decoded(tmp_path / "out" / f"RD_accumulated_EQD2_ab{alpha_beta:g}.dcm")
    assert np.abs(found - expected_eqd2(points, TURN, alpha_beta)).max() <= 0.5 * step + 2e-5  # sources: 32 bit, DS


def test_another_spacing_gives_the_same_dose_field(pair, tmp_path):
    exported(pair[0], tmp_path / "out", "--spacing", "2")
    path = tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm"
    points, found, step = decoded(path)
    assert [float(mm) for mm in dcmread(path).PixelSpacing] == [2.0, 2.0]
    # EQD2 is quadratic: the physical dose is interpolated (exactly), and converted at the voxel itself
    assert np.abs(found - expected_eqd2(points, TURN, 3.0)).max() <= 0.5 * step + 2e-5


def test_all_that_is_exported_is_valid_and_says_what_it_is(pair, tmp_path):
    folder, first, second = pair
    exported(folder, tmp_path / "out", "--what", "all")
    written = {path.name: dcmread(path) for path in (tmp_path / "out").iterdir()}
    assert {name: errors(tmp_path / "out" / name) for name in written} == {name: [] for name in written}
    assert set(written) == {
        "RD_accumulated_EQD2_ab3.dcm",
        "RD_course1_physical.dcm",
        "RD_course2_physical.dcm",
        "REG_in_force.dcm",
    }
    doses = [name for name in written if name.startswith("RD")]
    assert [complaints(tmp_path / "out" / name) for name in doses] == [[], [], []]
    total, one, two = (written[name] for name in sorted(doses))
    reg = written["REG_in_force.dcm"]
    assert (total.DoseType, total.DoseSummationType) == ("EFFECTIVE", "MULTI_PLAN")
    assert [i.ReferencedSOPInstanceUID for i in total.ReferencedRTPlanSequence] == [first.plan_uid(), second.plan_uid()]
    assert (one.DoseType, one.DoseSummationType, one.SpatialTransformOfDose) == ("PHYSICAL", "PLAN", "RIGID")
    assert (two.DoseType, two.DoseSummationType, two.SpatialTransformOfDose) == ("PHYSICAL", "PLAN", "NONE")
    for moved in (total, one):
        assert moved.ReferencedSpatialRegistrationSequence[0].ReferencedSOPInstanceUID == reg.SOPInstanceUID
        assert moved.FrameOfReferenceUID == second.frame_uid
        assert moved.StudyInstanceUID == second.study_uid
    assert "ReferencedSpatialRegistrationSequence" not in two
    assert len({ds.SOPInstanceUID for ds in written.values()} | {ds.SeriesInstanceUID for ds in written.values()}) == 8


def test_the_comment_names_alpha_beta_recovery_version_and_that_nobody_approved_the_registration(pair, tmp_path):
    exported(pair[0], tmp_path / "out", "--recovery", "25%: board of 3 May")
    found = dcmread(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm")
    assert found.DoseComment.startswith("EQD2 a/b=3 Gy, REG NOT APPROVED, rec. 25%, ")
    assert len(found.DoseComment) <= 64
    assert "REG NOT APPROVED" in found.SeriesDescription
    assert "REGISTRATION NOT APPROVED BY ANYBODY" in found.ImageComments
    assert "25 % of earlier courses, typed by the user: board of 3 May" in found.ImageComments
    assert f"reirrad-gui {found.SoftwareVersions}" in found.ImageComments
    points, gy, step = decoded(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm")
    assert np.abs(gy - expected_eqd2(points, TURN, 3.0, discount=0.75)).max() <= 0.5 * step + 2e-5


def test_opened_again_with_its_exports_the_case_has_the_same_courses_and_the_same_numbers(pair, tmp_path):
    folder = pair[0]
    before = assessed(folder)
    exported(folder, folder / "exported", "--into-sources", "--what", "all", "--alpha-beta", "3", "--alpha-beta", "2.5")
    after = assessed(folder)
    assert len(after["courses"]) == 2
    for key in ("courses", "structures", "constraints", "classification", "registrations"):
        assert close(after[key], before[key]), key
    news = [sentence for sentence in after["warnings"] if sentence not in before["warnings"]]
    assert len([s for s in news if "already converted from physical dose: it is no course" in s]) == 2
    assert any("(α/β 2.5 Gy) of 2 plans together" in sentence for sentence in news)
    assert len([s for s in news if "it is a resampled copy of a dose in" in s]) == 2


def assessed(folder):
    return assessment_json(Assessor(open_case([folder])).assess(Settings()))


def close(one, other):
    """Equal but for what a registration written as decimal strings changes in the last digits, and its file's name."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            close(one[k], other[k]) for k in one if k not in ("source", "quality")
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-6, abs=1e-6)
    return one == other


def test_sources_stay_as_they_are_and_exports_do_not_land_among_them(pair, tmp_path, capsys):
    folder = pair[0]
    before = hashes(folder)
    exported(folder, tmp_path / "out", "--what", "all")
    assert hashes(folder) == before
    assert main(["export", str(folder), "--to", str(folder / "course1" / "sub")]) == 1
    assert "would mix with the sources" in capsys.readouterr().err
    assert hashes(folder) == before
    exported(folder, folder / "course1" / "sub", "--into-sources")
    assert before.items() <= hashes(folder).items()


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(pair, tmp_path, capsys):
    exported(pair[0], tmp_path / "out")
    before = hashes(tmp_path / "out")
    assert main(["export", str(pair[0]), "--to", str(tmp_path / "out")]) == 1
    assert "already; it was left as it is" in capsys.readouterr().err
    assert hashes(tmp_path / "out") == before
    exported(pair[0], tmp_path / "out", "--overwrite")
    assert hashes(tmp_path / "out").keys() == before.keys()
    assert hashes(tmp_path / "out") != before


def test_parallel_grids_lose_nothing_but_what_a_course_does_not_reach(tmp_path, capsys):
    # course 1's grid covers x -50..50 mm, y -45..45 mm in steps of 5 and 6 mm; moved by (10, 12, 0) it begins at
    # column 2 and row 2 of course 2's: 19 of 21 columns and 14 of 16 rows remain, 1 - 266/336 = 20.8 % left out
    two_courses(tmp_path / "case", SHIFT)
    exported(tmp_path / "case", tmp_path / "out", "--json", str(tmp_path / "said.json"))
    found = dcmread(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm")
    assert (found.Columns, found.Rows, found.NumberOfFrames) == (19, 14, 6)
    assert [float(v) for v in found.ImagePositionPatient] == [-40.0, -33.0, -30.0]
    assert "21% left out" in found.DoseComment
    assert "21 % of the grid is left out" in capsys.readouterr().out
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert said["files"][0]["left_out"]["value"] == pytest.approx(100 * (1 - 266 / 336))
    assert said["files"][0]["registration_approved"] is False


def test_courses_that_nothing_links_are_not_added_but_the_reference_course_is_written(tmp_path, capsys):
    two_courses(tmp_path / "case")
    assert main(["export", str(tmp_path / "case"), "--to", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "The accumulated dose is not exported" in said
    assert "no registration links it" in said
    assert not (tmp_path / "out").exists()
    exported(tmp_path / "case", tmp_path / "out", "--what", "all")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["RD_course2_physical.dcm"]


def test_courses_without_a_point_in_common_are_refused_in_one_sentence(tmp_path, capsys):
    two_courses(tmp_path / "case", motion(np.eye(3), (0.0, 0.0, 300.0)))
    assert main(["export", str(tmp_path / "case"), "--to", str(tmp_path / "out")]) == 1
    assert "no box of voxels in common" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_physical_dose_read_again_gives_the_histograms_of_the_original(tmp_path):
    folder = write_course(tmp_path / "case")
    exported(folder, tmp_path / "out", "--what", "courses", "--spacing", "2.5")
    structures = next(folder.glob("RS*.dcm"))
    (copy,) = (tmp_path / "out").glob("RD_course1*.dcm")
    one, other = (dvh_json(structures, [dose], "half", False) for dose in (folder / "RD.dcm", copy))
    step = float(dcmread(copy).DoseGridScaling)
    compared = 0
    for before, after in zip(one["structures"], other["structures"], strict=True):
        for name in ("mean_gy", "max_gy", "d2cc_gy", "d95_percent_gy", "d0_1cc_gy"):
            if before["covered_percent"] == after["covered_percent"] and before[name] is not None:
                compared += 1
                # the dose is affine, so nothing is lost by interpolation
                assert after[name] == pytest.approx(before[name], abs=step)
    assert compared >= 10


def test_a_dose_that_names_no_plan_cannot_be_exported(tmp_path, capsys):
    write_dose(tmp_path / "case", plan=None)
    assert main(["export", str(tmp_path / "case"), "--to", str(tmp_path / "out"), "--what", "courses"]) == 1
    assert "names no plan" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--alpha-beta", "0"), "An α/β lies between"),
        (("--alpha-beta", "left knee"), "not in the table of organs"),
        (("--spacing", "50"), "A voxel spacing lies between"),
    ],
)
def test_an_entry_that_cannot_be_meant_is_refused(pair, tmp_path, capsys, options, said):
    assert main(["export", str(pair[0]), "--to", str(tmp_path / "out"), *options]) == 1
    assert said in capsys.readouterr().err


# --- real files -----------------------------------------------------------------------------------------------------


def test_two_real_doses_of_one_frame_are_exported_validated_and_read_back(shared_data, tmp_path):
    out = tmp_path / "out"
    exported(shared_data / "eclipse_ent_two_doses", out, "--what", "all")
    assert {path.name: errors(path) for path in out.glob("RD*.dcm")} == {
        name: [] for name in ("RD_accumulated_EQD2_ab3.dcm", "RD_course1_physical.dcm", "RD_course2_physical.dcm")
    }
    days = [dcmread(shared_data / "eclipse_ent_two_doses" / f"RD_Day{day}.dcm") for day in (1, 2)]
    physical = [day.pixel_array * float(day.DoseGridScaling) for day in days]
    fractions = 30  # the plans' placeholder
    expected = sum(eqd2(gy, fractions, 3.0) for gy in physical)
    _, found, step = decoded(out / "RD_accumulated_EQD2_ab3.dcm")
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 0.5 * step + 1e-4


def test_a_real_plan_dose_on_unequal_planes_is_written_as_it_is(shared_data, tmp_path):
    out: Path = tmp_path / "out"
    exported(shared_data / "pelvis_brto", out, "--what", "courses")
    original = dcmread(shared_data / "pelvis_brto" / "RT-Dose.dcm")
    _, found, step = decoded(next(out.glob("RD_course*.dcm")))
    expected = original.pixel_array * float(original.DoseGridScaling)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 0.5 * step * 1.01
    assert errors(next(out.glob("RD_course*.dcm"))) == []


def test_a_folder_of_odd_doses_is_refused_plainly(shared_data, tmp_path, capsys):
    assert main(["export", str(shared_data / "odd_derived"), "--to", str(tmp_path / "out"), "--what", "all"]) == 1
    assert "Course 1 has no usable dose file" in capsys.readouterr().err
