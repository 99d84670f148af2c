"""N7, N11, N12, N29, N30, N31, N33: which files belong together, what they mean, and what must never be guessed."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.cli import main
from reirrad_gui.dicom import read_case
from reirrad_gui.errors import InputError
from reirrad_gui.session import open_case
from tests.support.half_covered import write_half_covered
from tests.support.phantom_dicom import (
    SUBJECT,
    Group,
    Subject,
    Target,
    affine_dose,
    two_courses,
    write_course,
    write_dose,
    write_plan,
    write_record,
    write_structures,
)
from tests.support.read_courses import dose_at_first_voxel_gy, flat, said


def named(rows, name):
    return next(row for row in rows if row["name"] == name)


# N7: frames of reference and identities


def test_two_frames_without_a_registration_are_never_added_point_by_point(tmp_path, assess):
    """N7: EQD2Viewer and RadReirradiation sum unregistered (read in their source)."""
    two_courses(tmp_path)
    found = assess(tmp_path)
    bladder = named(found["structures"], "Bladder")
    assert bladder["cumulative"]["eqd2"]["max_gy"] is None
    assert "no registration links" in bladder["cumulative"]["eqd2"]["reasons"]["max_gy"]
    assert bladder["cumulative"]["overlap_region_near_max_eqd2_gy"] is None
    assert found["registrations"] == []
    assert any("no registration links it" in warning for warning in found["warnings"])
    assert found["classification"]["type"] == "undetermined"


def test_grids_that_look_alike_in_two_frames_are_not_taken_for_one(tmp_path, assess):
    """N7, N1: shape and even position may be equal by chance; only a registration or the same frame links them."""
    two_courses(tmp_path)
    one, other = (dcmread(path) for path in sorted(tmp_path.rglob("RD.dcm")))
    assert one.ImagePositionPatient == other.ImagePositionPatient
    assert one.pixel_array.shape == other.pixel_array.shape
    bladder = named(assess(tmp_path)["structures"], "Bladder")
    assert 0.0 in bladder["coverage_percent"]


def test_two_patients_are_refused_and_both_named(tmp_path, capsys):
    """N7: pymedphys#1380 (an error banner, and the file of the other patient is still summed)."""
    write_course(tmp_path / "one")
    write_course(tmp_path / "other", replace(SUBJECT, patient_id="PHANTOM-2", name="Other^Person"))
    assert main(["assess", str(tmp_path), "--json", str(tmp_path / "said.json")]) == 1
    error = capsys.readouterr().err
    assert "Phantom, Pelvis" in error
    assert "Other, Person" in error
    assert not (tmp_path / "said.json").exists()


def test_a_dose_of_another_patient_with_the_same_plan_identifier_is_not_used(tmp_path):
    """N7: identifiers repeat between anonymised patients."""
    write_plan(tmp_path / "a")
    write_dose(tmp_path / "b", replace(SUBJECT, patient_id="PHANTOM-2", name="Other^Person"))
    with pytest.raises(InputError, match="2 patients"):
        read_case([tmp_path])


def test_the_dvh_command_refuses_a_dose_of_another_frame(tmp_path, capsys):
    """N7: contours of one scan read in the dose of another."""
    structures, dose = write_structures(tmp_path), write_dose(tmp_path, frame_uid="1.2.3.4")
    assert main(["dvh", "--structures", str(structures), "--dose", str(dose)]) == 1
    assert "another frame of reference" in capsys.readouterr().err


def test_the_dvh_command_reads_no_dose_at_a_structure_of_another_frame_than_its_set(tmp_path, dvh):
    """N7: each ROI states its own frame of reference (PS3.3 C.8.8.5), and one set may hold ROIs of several scans."""

    def bladder_elsewhere(ds: Dataset) -> None:
        ds.StructureSetROISequence[1].ReferencedFrameOfReferenceUID = "1.2.3.4"

    rows = dvh(write_structures(tmp_path, change=bladder_elsewhere), write_dose(tmp_path))
    assert rows["Rectum"]["mean_gy"] is not None
    assert (rows["Bladder"]["mean_gy"], rows["Bladder"]["covered_percent"]) == (None, 0.0)
    assert rows["Bladder"]["volume_cc"] == pytest.approx(np.pi * 15**2 * 50 / 1000, rel=0.01)
    assert "another frame of reference than the dose" in rows["Bladder"]["reason"]


def test_the_dvh_command_adds_no_doses_of_two_frames(tmp_path, capsys):
    """N7: also where the structures state no frame that would tell."""

    def without_frame(ds: Dataset) -> None:
        del ds.ReferencedFrameOfReferenceSequence
        for roi in ds.StructureSetROISequence:
            del roi.ReferencedFrameOfReferenceUID

    doses = [write_dose(tmp_path, frame_uid=f"1.2.3.{i}", name=f"RD{i}") for i in (1, 2)]
    drawn = write_structures(tmp_path, change=without_frame)
    assert main(["dvh", "--structures", str(drawn), *(f"--dose={path}" for path in doses)]) == 1
    assert "they are not added" in capsys.readouterr().err


# N11: missing and odd attributes


def without_fraction_groups(ds: Dataset) -> None:
    del ds.FractionGroupSequence


def fractions_set_to(value):
    def change(ds: Dataset) -> None:
        ds.FractionGroupSequence[0].NumberOfFractionsPlanned = value

    return change


WITHOUT_FRACTIONS = {
    "no fraction group": {"change": without_fraction_groups},
    "not stated": {"groups": (Group(None),)},
    "stated as nothing": {"groups": (Group(""),)},
    "stated as 0": {"groups": (Group(0),)},
}


@pytest.mark.parametrize("how", WITHOUT_FRACTIONS.values(), ids=WITHOUT_FRACTIONS)
def test_without_a_number_of_fractions_there_is_no_eqd2_until_somebody_enters_it(tmp_path, assess, how):
    """N11: DVH-Analytics#127 (a vendor's de-identification removes FractionGroupSequence), #131; matRad#797, #574."""
    write_course(tmp_path)
    write_plan(tmp_path, **how)
    found = assess(tmp_path)
    bladder = named(found["structures"], "Bladder")
    assert bladder["courses"][0]["physical"]["max_gy"] > 20
    assert bladder["courses"][0]["eqd2"]["max_gy"] is None
    assert "number of fractions" in bladder["courses"][0]["eqd2"]["reasons"]["max_gy"]
    assert {c["status"] for c in found["constraints"]} <= {"not assessable"}


@pytest.mark.parametrize("value", ["5", " 5 ", "5.0"])
def test_a_number_of_fractions_written_as_text_is_a_number(tmp_path, value):
    """N11: DVH-Analytics#18 (IS read as a string)."""
    write_plan(tmp_path)
    path = tmp_path / "RP_Plan.dcm"
    plan = dcmread(path)
    plan.FractionGroupSequence[0]["NumberOfFractionsPlanned"]._value = value
    plan.save_as(path)
    [course] = read_case([tmp_path]).courses
    assert course.planned_fractions == 5


@pytest.mark.parametrize("keyword", ["SliceThickness", "PositionReferenceIndicator", "Manufacturer", "StudyID"])
def test_an_empty_or_missing_attribute_that_no_number_needs_changes_nothing(tmp_path, keyword):
    """N8, N11: platipy#143; dicompyler#61, #78; LinaQA#1; OHIF#1683 (an AttributeError instead of a patient)."""

    def without(ds: Dataset, *_: object) -> None:
        if keyword in ds:
            del ds[keyword]

    write_course(tmp_path)
    write_plan(tmp_path, change=without)
    write_dose(tmp_path, change=without)
    [course] = read_case([tmp_path]).courses
    assert (course.planned_fractions, course.has_dose) == (3, True)


# N12: which dose is the plan's


def write_all_kinds(folder: Path) -> None:
    """One plan of 3 fractions with 21 Gy as PLAN, as two BEAM doses and as one FRACTION dose."""
    write_plan(folder)
    write_dose(folder, field=flat(21.0), name="plan")
    for beam, gy in ((1, 15.0), (2, 6.0)):
        write_dose(folder, field=flat(gy), name=f"beam{beam}", summation="BEAM", beams=[beam])
    write_dose(folder, field=flat(7.0), name="fraction", summation="FRACTION")


def test_of_plan_beam_and_fraction_doses_the_plans_is_used_and_the_choice_is_said(tmp_path):
    """N12: DVH-Analytics#68; dicompyler#44; Slicer forum 25576; OnkoDICOM (the last file wins)."""
    write_all_kinds(tmp_path)
    case = read_case([tmp_path])
    assert dose_at_first_voxel_gy(case.courses[0]) == pytest.approx(21.0, rel=1e-6)
    assert [source.file.shown_as.rpartition("/")[2] for source in case.courses[0].phases[0].doses] == ["plan.dcm"]
    assert "never added" in said(case)
    for left_out in ("beam1.dcm", "beam2.dcm", "fraction.dcm"):
        assert left_out in said(case)


@pytest.mark.parametrize(
    "missing", [("plan",), ("plan", "fraction"), ("plan", "beam1", "beam2"), ("beam1", "fraction")]
)
def test_whatever_of_them_is_missing_the_dose_of_the_plan_is_never_another(tmp_path, missing):
    """N12: the same 21 Gy from beams or from fractions; a single beam never passes for the plan."""
    write_all_kinds(tmp_path)
    for name in missing:
        (tmp_path / f"{name}.dcm").unlink()
    assert dose_at_first_voxel_gy(read_case([tmp_path]).courses[0]) == pytest.approx(21.0, rel=1e-6)


def test_beams_that_are_not_all_there_leave_the_plan_without_dose(tmp_path):
    """N12: a beam dose taken for the plan."""
    write_all_kinds(tmp_path)
    for name in ("plan", "fraction", "beam1"):
        (tmp_path / f"{name}.dcm").unlink()
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "missing" in said(case)


# N29: dose types


def test_an_effective_dose_is_never_converted_again(tmp_path, assess):
    """N29: OnkoDICOM#9; Slicer forum 29848; matRad#321; SlicerRT#33; pytripgui#244."""
    write_course(tmp_path)
    write_dose(tmp_path, field=flat(42.0), dose_type="EFFECTIVE")
    found = assess(tmp_path)
    bladder = named(found["structures"], "Bladder")
    assert bladder["courses"][0]["eqd2"]["max_gy"] is None
    assert bladder["cumulative"]["eqd2"]["max_gy"] is None
    assert any("effective" in warning.lower() or "equieffective" in warning.lower() for warning in found["warnings"])


@pytest.mark.parametrize("changes", [{"units": "RELATIVE"}, {"dose_type": "ERROR"}, {"dose_type": None}])
def test_numbers_that_are_not_physical_gray_become_no_dose(tmp_path, assess, changes):
    """N29: percent, differences, or a type that nobody states."""
    write_course(tmp_path)
    write_dose(tmp_path, field=flat(42.0), **changes)
    bladder = named(assess(tmp_path)["structures"], "Bladder")
    assert bladder["courses"][0]["physical"]["max_gy"] is None


def test_a_real_proton_dose_weighted_by_rbe_is_kept_out(shared_data):
    """N29: RayStation 14, DoseType EFFECTIVE."""
    try:
        sentences = [p.sentence for p in read_case([shared_data / "raystation_proton_beam"]).problems]
    except InputError as error:
        sentences = str(error).splitlines()
    assert any("effective" in sentence.lower() for sentence in sentences)


# N30: planned and delivered


def test_of_5_planned_and_3_delivered_fractions_3_count(tmp_path, assess):
    """N30: phenopacket-schema#297; fhir-mCODE-ig#174.

    20 Gy in 5, of which 3 were given: 12 Gy in 3, EQD2(3) = 12 (4 + 3)/5 = 16.8 Gy; all five would be 28 Gy, and 12 Gy
    counted in 5 fractions 12 (2.4 + 3)/5 = 12.96 Gy.
    """
    write_course(tmp_path, gy=20.0, fractions=5)
    write_dose(tmp_path, field=flat(20.0))
    for fraction in (1, 2, 3):
        write_record(tmp_path, SUBJECT, fraction, f"2013010{6 + fraction}", planned=5)
    found = assess(tmp_path)
    bladder = named(found["structures"], "Bladder")["courses"][0]
    assert found["courses"][0]["delivered_fractions"] == 3
    assert bladder["physical"]["max_gy"] == pytest.approx(12.0, abs=1e-4)
    assert bladder["eqd2"]["max_gy"] == pytest.approx(16.8, abs=1e-4)
    assert any("3 of 5" in warning or "3 fractions" in warning for warning in found["warnings"])


def test_a_verdict_that_holds_only_if_3_of_5_fractions_were_given_says_so(tmp_path, assess):
    """N30, the other way round: an export that lacks records must not make a dose look safe.

    Course 1: 40 Gy in 5, of which 3 are on record, 24 Gy in 3: 24 (8 + 3)/5 = 52.8 Gy EQD2(3); all five 88 Gy. Course 2
    in the same frame: 5 Gy in 5, 5 (1 + 3)/5 = 4 Gy. The bladder's limit lies between 56.8 and 92 Gy (80 Gy).
    """
    write_course(tmp_path, gy=40.0, fractions=5)
    write_dose(tmp_path, field=flat(40.0))
    write_plan(tmp_path, label="Again", groups=(Group(5),), targets=(Target(5.0),), date="20180301")
    write_dose(tmp_path, field=flat(5.0), name="RD2", plan="Again")
    for fraction in (1, 2, 3):
        write_record(tmp_path, SUBJECT, fraction, f"2013010{6 + fraction}", planned=5)
    found = assess(tmp_path)
    [bladder] = [c for c in found["constraints"] if c["organ"] == "Bladder" and c["decides_row"]]
    assert (bladder["row_status"], bladder["limit_gy"]) == ("within", 80)
    assert bladder["cumulative_eqd2_gy"] == pytest.approx(56.8, abs=1e-3)
    assert bladder["row_if_all_given"]["status"] == "exceeds"
    assert bladder["row_if_all_given"]["cumulative_eqd2_gy"] == pytest.approx(92.0, abs=1e-3)
    assert bladder["row_headline"].startswith("Within only because 3 of 5 fractions of course 1 count as delivered")
    assert "nobody confirmed that only 3 of 5 fractions of course 1 were given" in found["provisional"]
    assert any("Confirm the number delivered" in warning for warning in found["warnings"])


# N31: files as they come


@pytest.mark.parametrize("packing", ["a folder", "files", "a ZIP"])
def test_rt_files_are_read_as_they_were_exported(tmp_path, packing):
    """N31: OHIF#1455, #4577; Orthanc-Tools-JS#411; dwv#2018."""
    folder = write_course(tmp_path / "export")
    given = {"a folder": [folder], "files": sorted(folder.rglob("*.dcm")), "a ZIP": [tmp_path / "export.zip"]}[packing]
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in folder.rglob("*.dcm"):
            archive.write(path, path.relative_to(folder))
    opened = open_case(given)
    [course] = opened.case.courses
    assert (course.planned_fractions, course.has_dose, len(opened.case.series)) == (3, True, 1)
    assert [o.structure.name for o in opened.organs] == ["BODY", "Bladder", "Rectum"]


# N33: sources


def fingerprints(folder: Path) -> dict[str, tuple[str, int]]:
    """Content and time of change of every file."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_no_command_changes_adds_or_removes_a_source_file(tmp_path, capsys):
    """N33: OnkoDICOM's dvh2rtdose overwrites the clinical dose with its own DVH."""
    folder = write_half_covered(tmp_path / "case")
    before = fingerprints(folder)
    structures, dose = folder / "course 2" / "RS.dcm", folder / "course 2" / "RD.dcm"
    for command in (
        ["check", str(folder)],
        ["assess", str(folder), "--json", str(tmp_path / "said.json")],
        ["dvh", "--structures", str(structures), "--dose", str(dose), "--curve"],
    ):
        assert main(command) == 0
    capsys.readouterr()
    assert fingerprints(folder) == before


@pytest.mark.usefixtures("qapp")
def test_the_window_changes_no_source_file(tmp_path):
    """N33: the same, on screen, with every view drawn."""
    from reirrad_gui.ui.shots import settle, window_for_shots

    folder = write_half_covered(tmp_path / "case")
    before = fingerprints(folder)
    window = window_for_shots(tmp_path)
    window.show()
    window.open([folder])
    settle(window)
    assert window.session is not None
    window.close()
    assert fingerprints(folder) == before


def test_files_that_cannot_be_written_to_are_enough(tmp_path):
    """N33: a disc, or a share that only allows reading."""
    folder = write_course(tmp_path / "disc")
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert len(open_case([folder]).case.courses) == 1
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_dose_that_does_not_belong_to_the_plan_makes_a_course_of_its_own_and_no_sum(tmp_path):
    """N12: PLAN doses of two plans in one folder are two courses, whichever was read last."""
    first, second = Subject(), Subject(key="course 2", date="20180301")
    for subject, gy, n in ((first, 21.0, 3), (second, 20.0, 5)):
        write_plan(tmp_path, subject, label=subject.key, groups=(Group(n),), targets=(Target(gy),))
        write_dose(tmp_path, subject, affine_dose(gy, (0, 0, 0)), name=f"RD {subject.key}", plan=subject.key)
    found = [dose_at_first_voxel_gy(course) for course in read_case([tmp_path]).courses]
    assert np.round(found, 4).tolist() == [21.0, 20.0]
