"""Doses computed from doses are recognised: never a third course, never added, never converted twice."""

from copy import deepcopy

import pytest

from reirrad_gui.dicom import lone_dose, read_cases
from reirrad_gui.errors import DicomError, InputError
from tests.support.phantom_dicom import Subject, affine_dose, uid, write_course, write_dose

SECOND = Subject(key="course 2", date="20180301")


def effective(comment="", summation="MULTI_PLAN", plans=2, series="", dose_type="EFFECTIVE"):
    """What a program writes for an equieffective dose."""

    def change(ds):
        ds.DoseType, ds.DoseSummationType, ds.DoseComment = dose_type, summation, comment
        ds.SeriesDescription = series
        first = ds.ReferencedRTPlanSequence[0]
        for number in range(1, plans):
            other = deepcopy(first)
            other.ReferencedSOPInstanceUID = uid("another plan", number)
            ds.ReferencedRTPlanSequence.append(other)

    return change


def resampled(comment="Physical, resampled", model="reirrad-gui", moved="NONE"):
    """What this program writes for one course's physical dose."""

    def change(ds):
        ds.ManufacturerModelName, ds.DoseComment, ds.SpatialTransformOfDose = model, comment, moved

    return change


def case_of(folder):
    (case,) = read_cases([folder])
    return case


def said(case):
    return [problem.sentence for problem in case.problems]


@pytest.mark.parametrize(
    ("comment", "what"),
    [
        ("EQD2 a/b=3 Gy, rec. off", "EQD2 (α/β 3 Gy)"),
        ("EQD2 alpha/beta 2.5 Gy", "EQD2 (α/β 2.5 Gy)"),
        ("BED Gy (α/β = 10)", "BED (α/β 10 Gy)"),
        ("eqd2", "EQD2 (α/β not stated)"),
        ("a/b=3", "an effective dose"),
    ],
)
def test_an_equieffective_dose_beside_a_course_is_a_sentence_and_no_course(tmp_path, comment, what):
    write_course(tmp_path)
    write_dose(tmp_path, name="RD_sum", field=affine_dose(60.0), change=effective(comment))
    case = case_of(tmp_path)
    assert len(case.courses) == 1
    assert [dose.file.shown_as for dose in case.courses[0].phases[0].doses] == [f"{tmp_path.name}/RD.dcm"]
    (sentence,) = [s for s in said(case) if "RD_sum.dcm" in s]
    assert f"holds {what} of 2 plans together, already converted" in sentence
    assert [p.blocking for p in case.problems if p.sentence == sentence] == [False]


def test_the_mark_of_an_unapproved_registration_is_passed_on(tmp_path):
    write_course(tmp_path)
    write_dose(tmp_path, name="RD_sum", change=effective("EQD2 a/b=3 Gy, REG NOT APPROVED"))
    assert any("made with a registration that nobody had approved" in sentence for sentence in said(case_of(tmp_path)))


def test_an_equieffective_dose_of_one_plan_says_so_by_its_comment(tmp_path):
    write_course(tmp_path)
    write_dose(tmp_path, name="RD_eqd2", change=effective("EQD2Gy(a/b = 3)", "PLAN", 1))
    case = case_of(tmp_path)
    assert len(case.courses) == 1
    assert any("RD_eqd2.dcm holds EQD2 (α/β 3 Gy), already converted" in sentence for sentence in said(case))


def test_an_rbe_weighted_dose_of_a_plan_stays_an_obstacle(tmp_path):
    write_course(tmp_path)
    write_dose(tmp_path, name="RD_proton", change=effective("RBE 1.1", "PLAN", 1))
    (problem,) = [p for p in case_of(tmp_path).problems if "RD_proton.dcm" in p.sentence]
    assert problem.blocking
    assert "already RBE-weighted" in problem.sentence


def test_an_equieffective_dose_alone_is_nothing_to_assess(tmp_path):
    write_dose(tmp_path, change=effective("EQD2 a/b=3 Gy"))
    with pytest.raises(InputError, match="already converted from physical dose"):
        read_cases([tmp_path])


def test_no_histogram_of_an_equieffective_dose_is_taken_for_physical(tmp_path):
    path = write_dose(tmp_path, change=effective("EQD2 a/b=3 Gy"))
    with pytest.raises(DicomError, match=r"holds EQD2 \(α/β 3 Gy\), already converted"):
        lone_dose(path)


@pytest.mark.parametrize("change", [resampled(), resampled(model="other", moved="RIGID")], ids=["ours", "theirs"])
def test_a_resampled_copy_beside_its_original_is_left_out_and_named(tmp_path, change):
    write_course(tmp_path)
    write_dose(tmp_path, name="RD_copy", field=affine_dose(20.9), pixel_spacing_mm=(4.0, 4.0), change=change)
    case = case_of(tmp_path)
    assert [dose.file.shown_as for dose in case.courses[0].phases[0].doses] == [f"{tmp_path.name}/RD.dcm"]
    assert any("RD_copy.dcm is left out: it is a resampled copy of a dose in" in sentence for sentence in said(case))


def test_a_resampled_copy_without_its_original_is_used_and_named(tmp_path):
    write_course(tmp_path)
    (tmp_path / "RD.dcm").unlink()
    write_dose(tmp_path, name="RD_copy", change=resampled())
    case = case_of(tmp_path)
    assert case.courses[0].has_dose
    assert any("used in its place" in sentence for sentence in said(case))


def test_a_copy_of_what_was_delivered_is_never_scaled_again(tmp_path):
    write_course(tmp_path)
    (tmp_path / "RD.dcm").unlink()
    write_dose(tmp_path, name="RD_copy", change=resampled("Physical, resampled, delivered 2 of 3 fx"))
    case = case_of(tmp_path)
    assert not case.courses[0].has_dose
    assert any("would be scaled again" in sentence for sentence in said(case))


def test_a_zero_original_does_not_push_its_copy_aside(tmp_path):
    write_course(tmp_path)
    write_dose(tmp_path, field=affine_dose(0.0, (0.0, 0.0, 0.0)))
    write_dose(tmp_path, name="RD_copy", change=resampled())
    (course,) = case_of(tmp_path).courses
    assert [dose.file.shown_as for dose in course.phases[0].doses] == [f"{tmp_path.name}/RD_copy.dcm"]


@pytest.mark.parametrize(("comment", "doubted"), [("EQD2 a/b=3 Gy", True), ("Physical, resampled", False), ("", False)])
def test_a_dose_that_calls_itself_physical_and_eqd2_is_doubted(tmp_path, comment, doubted):
    """N29: planning systems can hold an EQD2 distribution only as the physical dose of a plan without beams."""
    write_course(tmp_path)
    write_dose(tmp_path, change=effective(comment, "PLAN", plans=1, dose_type="PHYSICAL"))
    case = case_of(tmp_path)
    assert any("says EQD2 (α/β 3 Gy): if it was converted already" in sentence for sentence in said(case)) is doubted
    assert case.courses[0].has_dose
