"""The files: standard, linked, free of invented dates, the same every time."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pydicom
import pytest

from reirrad_gui.dicom.example import ensure_example, example_folder, write_example
from reirrad_gui.dicom.example import example as writer
from reirrad_gui.errors import EntryError


class StoppedError(Exception):
    pass


def stop_at(call):
    def step(done, total, text):
        if done == call:
            raise StoppedError

    return step


def fingerprints(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def dciodvfy() -> str | None:
    beside = Path(sys.executable).with_name("dciodvfy")
    return str(beside) if beside.is_file() else shutil.which("dciodvfy")


def test_every_object_passes_the_standard_checker_without_an_error(example):
    tool = dciodvfy()
    if tool is None:
        pytest.skip("dciodvfy (dicom3tools) is not installed")

    def complaints(path: Path) -> list[str]:
        said = subprocess.run([tool, str(path)], capture_output=True, text=True, check=False)
        lines = (said.stdout + said.stderr).splitlines()
        assert lines, f"the checker said nothing about {path.name}"
        return [f"{path.name}: {line}" for line in lines if line.startswith("Error")]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(complaints, sorted(example.rglob("*.dcm"))))
    assert len(found) == 106
    assert [line for lines in found for line in lines] == []


def test_the_tree_holds_two_courses_a_registration_three_bone_scans_and_the_story(example):
    assert len(list((example / "course1" / "CT").iterdir())) == 32
    assert len(list((example / "course2" / "CT").iterdir())) == 64
    others = {str(p.relative_to(example)) for p in example.rglob("*") if p.is_file() and p.parent.name != "CT"}
    assert others == {
        *(f"course{c}/{kind}.course{c}.dcm" for c in (1, 2) for kind in ("RS", "RP", "RD")),
        "REG.course1_to_course2.dcm",
        *(f"bone_scans/NM.{year}.dcm" for year in (2012, 2014, 2018)),
        "example.reirrad.json",
        ".example.version",
    }


def test_the_whole_example_is_smaller_than_80_mb(example):
    assert sum(p.stat().st_size for p in example.rglob("*") if p.is_file()) < 80e6


def test_no_object_invents_a_date_that_the_case_report_does_not_state(example):
    found = set()
    for path in sorted(example.rglob("*.dcm")):
        for element in pydicom.dcmread(path, stop_before_pixels=True).iterall():
            if element.VR in ("DA", "DT", "TM") and element.value:
                found.add((path.name, element.keyword))
    # Type 1 of the registration object: when the example was made, nothing of the patient's.
    reg = "REG.course1_to_course2.dcm"
    assert found == {(reg, "ContentDate"), (reg, "ContentTime")}


def test_every_object_is_the_same_patient_and_says_that_it_is_synthetic(example):
    for path in sorted(example.rglob("*.dcm")):
        header = pydicom.dcmread(path, stop_before_pixels=True)
        assert (header.PatientName, header.PatientID) == ("Example^Case report", "EX-001")
        assert (header.PatientSex, header.PatientBirthDate) == ("M", "")
        assert header.SeriesDescription.startswith("SYNTHETIC")
        assert len(header.SeriesDescription) <= 64  # VR LO


@pytest.mark.parametrize("course", [1, 2])
def test_dose_plan_structures_and_images_of_a_course_point_at_each_other(rt, ct, course):
    dose, plan, drawn = (rt[f"{kind}.course{course}"] for kind in ("RD", "RP", "RS"))
    assert dose.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID == plan.SOPInstanceUID
    assert plan.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID == drawn.SOPInstanceUID
    frame = drawn.ReferencedFrameOfReferenceSequence[0]
    series = frame.RTReferencedStudySequence[0].RTReferencedSeriesSequence[0]
    assert series.SeriesInstanceUID == ct[course][0].SeriesInstanceUID
    listed = {image.ReferencedSOPInstanceUID for image in series.ContourImageSequence}
    assert listed == {image.SOPInstanceUID for image in ct[course]}
    frames = {o.FrameOfReferenceUID for o in (dose, plan, drawn, frame, *ct[course])}
    assert len(frames) == 1
    assert len({o.StudyInstanceUID for o in (dose, plan, drawn, *ct[course])}) == 1


def test_the_two_courses_share_no_frame_of_reference_and_no_study(rt):
    first, second = rt["RD.course1"], rt["RD.course2"]
    assert first.FrameOfReferenceUID != second.FrameOfReferenceUID
    assert first.StudyInstanceUID != second.StudyInstanceUID


def test_no_two_objects_share_an_identifier(example):
    uids = [pydicom.dcmread(p, stop_before_pixels=True).SOPInstanceUID for p in example.rglob("*.dcm")]
    assert len(set(uids)) == len(uids) == 106


def test_the_same_bytes_are_written_every_time(example, tmp_path):
    reports = []
    again = write_example(tmp_path / "again", lambda done, total, text: reports.append((done, total, text)))
    assert fingerprints(again) == fingerprints(example)
    assert [done for done, _, _ in reports] == list(range(reports[0][1]))  # counted without a gap, to the end
    assert all(text for _, _, text in reports)


def test_a_stopped_generation_leaves_nothing_behind(tmp_path):
    with pytest.raises(StoppedError):
        write_example(tmp_path / "example", stop_at(2))
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_regeneration_leaves_the_old_example_alone(example, tmp_path):
    old = tmp_path / "example"
    shutil.copytree(example, old)
    (old / ".example.version").write_text("older")
    with pytest.raises(StoppedError):
        ensure_example(old, stop_at(2))
    assert fingerprints(old).keys() == fingerprints(example).keys()
    assert (old / ".example.version").read_text() == "older"
    assert [p.name for p in tmp_path.iterdir()] == ["example"]


def test_a_current_example_is_not_written_again(example):
    assert ensure_example(example, stop_at(0)) == example  # a single step would raise


def test_an_example_of_another_version_is_replaced_whole(tmp_path, monkeypatch):
    def quick(folder, step):
        (folder / "example.reirrad.json").write_text("{}")
        (folder / ".example.version").write_text(writer.example_version())

    monkeypatch.setattr(writer, "_write_all", quick)
    folder = ensure_example(tmp_path / "example")
    (folder / ".example.version").write_text("older")
    (folder / "left over").write_text("")
    ensure_example(folder)
    assert {p.name for p in folder.iterdir()} == {"example.reirrad.json", ".example.version"}


def test_the_example_lives_in_the_user_s_cache_unless_told_otherwise():
    assert example_folder().name == "example"
    assert "reirrad-gui" in str(example_folder())


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "patient.dcm").write_bytes(b"DICM")
    with pytest.raises(EntryError, match="already holds other files"):
        write_example(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["patient.dcm"]


def test_when_another_program_put_the_example_in_place_first_its_copy_is_used(tmp_path, monkeypatch):
    made, there = tmp_path / "made", tmp_path / "example"
    for folder in (made, there):
        folder.mkdir()
        (folder / ".example.version").write_text(writer.example_version())

    def in_use(folder, target):
        raise OSError("in use")

    monkeypatch.setattr(Path, "rename", in_use)
    writer._put_in_place(made, there, tmp_path / "old")
    (there / ".example.version").write_text("older")
    with pytest.raises(OSError, match="in use"):
        writer._put_in_place(made, there, tmp_path / "old")
