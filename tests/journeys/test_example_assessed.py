"""Folder in, verdicts out: the built-in example through the whole program, without a window."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from reirrad_gui.cli import main
from reirrad_gui.constraints import Standing
from reirrad_gui.dicom.example import truth
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Session, Settings, open_case
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.volume.registration import moved


@pytest.fixture(scope="module")
def assessment(opened_example):
    return Assessor(opened_example).assess(Settings())


def organ(assessment, name):
    return next(o for o in assessment.organs if o.name == name)


def test_two_courses_are_found_and_dated_as_the_case_report_dates_them(assessment):
    first, second = assessment.courses
    assert (first.prescription_text, second.prescription_text) == ("21 Gy / 3", "20 Gy / 5")
    assert first.course.start.text == "Dec 2012"
    assert second.course.start.text == "2018 to 2019"
    assert assessment.gaps[0].text == "59 to 84 months"
    assert first.course.fraction_interval_days == 7


def test_the_registration_of_the_files_is_used_in_the_right_direction(opened_example):
    link = opened_example.link_to_course(opened_example.reference_frame_uid, 0)
    point_in_1 = np.array([12.0, -30.0, 40.0])
    point_in_2 = moved(point_in_1, truth().frame_1_to_2)
    assert moved(point_in_2, link.matrix) == pytest.approx(point_in_1, abs=1e-3)
    assert not link.approved


def test_bladder_and_rectum_have_doses_per_course_and_accumulated(assessment):
    for name in ("Bladder", "Rectum"):
        found = organ(assessment, name)
        first, second = (c.eqd2.d0_5cc_gy.value for c in found.courses)
        total = found.cumulative_eqd2.d0_5cc_gy.value
        assert max(first, second) <= total <= first + second + 1e-9
        assert found.sum_of_maxima.value >= found.cumulative_eqd2.d0_03cc_gy.value


def test_the_accumulated_point_dose_is_the_sum_of_the_converted_point_doses(opened_example):
    session = Session(opened_example)
    frame = opened_example.reference_frame_uid
    hottest = organ(session.assessment, "Bladder").hottest
    points = np.array([hottest.point_mm])
    single = [float(session.display.dose(points, course, Quantity.PHYSICAL, 3.0, frame)[0]) for course in (0, 1)]
    by_hand = single[0] * (single[0] / 3 + 3) / 5 + single[1] * (single[1] / 5 + 3) / 5
    accumulated = float(session.display.dose(points, None, Quantity.EQD2, 3.0, frame)[0])
    assert accumulated == pytest.approx(by_hand, rel=1e-5)
    assert hottest.accumulated_eqd2.value == pytest.approx(by_hand, rel=1e-4)


def test_what_the_old_dose_grid_does_not_reach_is_not_assessable_and_never_zero(assessment):
    bulb = organ(assessment, "PenileBulb")
    assert bulb.courses[0].covered_percent.value < 60
    assert bulb.courses[0].eqd2.mean_gy.value is None
    assert "outside the dose grid" in bulb.courses[0].eqd2.mean_gy.reason
    row = next(r for r in assessment.rows if r.organ == "PenileBulb")
    assert row.standing is Standing.NOT_ASSESSABLE


def test_the_class_is_given_with_its_reason_and_its_doubt(assessment):
    assert assessment.classification.kind == "type I"
    assert "overlap by" in assessment.classification.reason
    assert "undetermined" in assessment.classification.reason


def test_the_screen_is_told_what_is_synthetic_and_what_contradicts(opened_example, assessment):
    assert any("synthetic" in sentence for sentence in assessment.synthetic)
    assert len(opened_example.case.contradictions) == 20
    assert any(event.conflicting for event in opened_example.case.events)


def test_every_number_traces_to_hashed_files_that_stayed_as_they_were(example, assessment):
    used = {i.shown_as.rsplit("/", 1)[-1]: i.sha256 for i in assessment.inputs}
    for name in ("RD.course1.dcm", "RD.course2.dcm", "RP.course1.dcm", "RS.course2.dcm"):
        path = next(example.rglob(name))
        assert used[name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_command_line_prints_the_assessment_of_the_screen(example, assessment, tmp_path):
    target = tmp_path / "out.json"
    assert main(["assess", str(example), "--json", str(target)]) == 0
    printed = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(printed, json.loads(resource("schema", "assessment-1.json").read_text(encoding="utf-8")))
    on_screen = json.loads(json.dumps(assessment_json(assessment)))
    for part in ("courses", "structures", "constraints", "classification", "interval"):
        assert printed[part] == on_screen[part]


def test_the_command_line_chooses_how_far_a_registration_may_be_off_and_which_isodoses_are_compared(example, tmp_path):
    target = tmp_path / "out.json"
    asked = ["--envelope-mm", "0", "--overlap-levels", "10Gy,50%"]
    assert main(["assess", str(example), "--json", str(target), *asked]) == 0
    said = json.loads(target.read_text(encoding="utf-8"))
    parameters = said["provenance"]["parameters"]
    assert (parameters["envelope_mm"], parameters["overlap_levels"]) == (0.0, ["10 Gy", "50 %"])
    assert said["classification"]["pairs"][0]["chosen"]["earlier_level"] == "10 Gy"
    assert {limit["envelope_gy"] is None for limit in said["constraints"]} == {True}


@pytest.mark.parametrize("asked", [["--envelope-mm", "50"], ["--overlap-levels", "50"]])
def test_a_distance_or_a_level_that_cannot_be_meant_is_refused_by_the_command_line(example, asked, capsys):
    assert main(["assess", str(example), *asked]) == 1
    assert "reirrad-gui: " in capsys.readouterr().err


def test_automatic_registration_finds_the_known_transform(example):
    """Without the registration object, on the planning CTs alone."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case"
        shutil.copytree(example, case)
        for file in case.rglob("REG*.dcm"):
            file.unlink()
        alone = open_case([case])
        assert alone.links[0] is None
        found = open_case([case], registration="auto")
    corners = np.array([[x, y, z] for x in (-80.0, 80.0) for y in (-60.0, 60.0) for z in (-40.0, 60.0)])
    link = found.link_to_course(found.reference_frame_uid, 0)
    back = moved(moved(corners, truth().frame_1_to_2), link.matrix)
    error_mm = np.sqrt(((back - corners) ** 2).sum(axis=1).mean())
    assert error_mm < 3.0  # 10 mm slices against 5 mm slices
    assert not link.approved


def test_the_dvh_command_measures_every_structure(example, tmp_path):
    target = tmp_path / "dvh.json"
    structures, dose = next(example.rglob("RS.course2.dcm")), next(example.rglob("RD.course2.dcm"))
    assert main(["dvh", "--structures", str(structures), "--dose", str(dose), "--curve", "--json", str(target)]) == 0
    printed = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(printed, json.loads(resource("schema", "dvh-1.json").read_text(encoding="utf-8")))
    bladder = next(s for s in printed["structures"] if s["name"] == "Bladder")
    volumes = bladder["curve"]["volume_cc"]
    assert volumes == sorted(volumes, reverse=True)
    assert volumes[0] == pytest.approx(bladder["volume_cc"])


def test_structures_of_another_frame_are_refused_by_the_dvh_command(example, capsys):
    structures, dose = next(example.rglob("RS.course2.dcm")), next(example.rglob("RD.course1.dcm"))
    assert main(["dvh", "--structures", str(structures), "--dose", str(dose)]) == 1
    assert "another frame of reference" in capsys.readouterr().err


def test_the_check_command_tells_what_was_found(example, capsys):
    assert main(["check", str(example)]) == 0
    said = capsys.readouterr().out
    assert "2 courses" in said
    assert "21 Gy" in said


def test_wrong_usage_and_missing_files_have_their_own_exit_status(tmp_path, capsys):
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert "does not exist" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main(["dvh"])
    assert wrong.value.code == 2


def test_an_empty_folder_gets_a_sentence_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "reirrad_gui", "assess", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Choose the folder" in done.stderr
