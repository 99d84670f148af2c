"""What an export refuses, marks and leaves out, and in which words."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from pydicom import dcmread

from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.resources import resource
from reirrad_gui.session import Cancelled, Recovery, Session, Settings, Ticket, open_case
from reirrad_gui.session.exporting import ExportRequest, Tissue, export, export_source, exported_json, tissues_of
from reirrad_gui.session.exporting.sampled import sampled
from reirrad_gui.session.exporting.source import recovery_is_a_range
from reirrad_gui.session.opening import regrouped
from reirrad_gui.session.recovery import Discounts
from tests.support.deformable import write_deformable
from tests.support.phantom_dicom import (
    Group,
    Subject,
    Target,
    affine_dose,
    two_courses,
    write_course,
    write_dose,
    write_plan,
    write_summary,
)
from tests.support.solids import motion, turned
from tests.support.tissue_tables import tissue_table
from tests.support.validated import errors

TURN = motion(turned(np.array([0.2, 0.3, 1.0]), 4.0), (3.0, -2.0, 1.5))
NOW = datetime(2026, 11, 21, 17, 5, 9)
EQD2_3 = (Tissue(3.0),)
SCHEMA = json.loads(resource("schema", "export-1.json").read_text(encoding="utf-8"))


def case_with(folder, matrix=TURN):
    two_courses(folder, matrix)
    return open_case([folder])


def source_of(opened, **settings):
    return export_source(opened, Settings(**settings))


def accumulated(source, folder, **more):
    return export(source, ExportRequest(folder, EQD2_3, **more), clock=lambda: NOW)


def header(folder, name="RD_accumulated_EQD2_ab3.dcm"):
    return dcmread(folder / name)


@pytest.fixture
def opened(tmp_path):
    return case_with(tmp_path / "case")


def approved(opened):
    """Settings under which a person approved the registration between the courses."""
    session = Session(opened)
    (registration,) = opened.registrations
    session.do("Approve", lambda s: s.with_approval(registration.key, "A. Physicist", "2026-11-21", "bones fit"))
    return session.settings


def test_an_approved_registration_leaves_no_mark_and_names_who_approved_it(opened, tmp_path):
    said = export(export_source(opened, approved(opened)), ExportRequest(tmp_path / "out", EQD2_3))
    found = header(tmp_path / "out")
    assert "NOT APPROVED" not in found.DoseComment + found.SeriesDescription + found.ImageComments
    assert "approved by A. Physicist, 2026-11-21: bones fit" in found.ImageComments
    assert [file.approved for file in said.files] == [True, True]
    reg = header(tmp_path / "out", "REG_in_force.dcm")
    comments = [
        item.MatrixRegistrationSequence[0].FrameOfReferenceTransformationComment for item in reg.RegistrationSequence
    ]
    assert comments == ["the frame of this object", "approved, REG"]


def test_an_unapproved_registration_is_marked_in_every_file_and_in_every_message(opened, tmp_path):
    request = ExportRequest(tmp_path / "out", EQD2_3, (0, 1), True)
    said = export(source_of(opened), request)
    marks = {file.path.name: file.approved for file in said.files}
    assert marks == {
        "RD_accumulated_EQD2_ab3.dcm": False,
        "RD_course1_physical.dcm": False,
        "RD_course2_physical.dcm": True,  # it lies where it was calculated
        "REG_in_force.dcm": False,
    }
    for name in ("RD_accumulated_EQD2_ab3.dcm", "RD_course1_physical.dcm"):
        assert "REG NOT APPROVED" in header(tmp_path / "out", name).DoseComment
        assert "REG NOT APPROVED" in header(tmp_path / "out", name).SeriesDescription
    assert "NOT APPROVED" in header(tmp_path / "out", "REG_in_force.dcm").SeriesDescription
    assert "\n".join(said.lines).count("Registration not approved by anybody") == 3
    assert [f["registration_approved"] for f in exported_json(said)["files"]] == [False, False, True, False]


def test_where_the_registration_was_judged_not_good_the_sum_says_that_it_must_not_be_read(opened, tmp_path):
    judged = {"Rectum": "not good", "Bladder": "good", "Sigmoid": "not judged", "Bowel bag": "not good"}
    (registration,) = opened.registrations
    session = Session(opened)
    session.do(
        "Approve", lambda s: s.with_approval(registration.key, "A. Physicist", "2026-11-21", "bones fit", judged)
    )
    said = export(export_source(opened, session.settings), ExportRequest(tmp_path / "out", EQD2_3, (0, 1), True))
    sentence = "The registration was judged not good enough at Bowel bag, Rectum: do not read this dose there."
    # course 2 lies where it was planned: no registration, nothing to judge
    marks = {file.path.name: file.marks for file in said.files}
    assert marks == {
        "RD_accumulated_EQD2_ab3.dcm": (sentence,),
        "RD_course1_physical.dcm": (sentence,),
        "RD_course2_physical.dcm": (),
        "REG_in_force.dcm": (sentence,),
    }
    assert sentence in header(tmp_path / "out").ImageComments
    assert sentence in header(tmp_path / "out", "RD_course1_physical.dcm").ImageComments
    assert "not good enough" not in header(tmp_path / "out", "RD_course2_physical.dcm").ImageComments
    assert said.lines.count(f"  {sentence}") == 3
    files = exported_json(said)["files"]
    assert [file["registration_not_good_at"] for file in files] == [["Bowel bag", "Rectum"]] * 2 + [
        [],
        ["Bowel bag", "Rectum"],
    ]
    assert files[0]["said"][0] == sentence
    assert [file["registration_approved"] for file in files] == [True] * 4


def test_the_json_of_an_export_obeys_its_schema_and_the_schema_refuses_a_missing_mark(opened, tmp_path):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    check = jsonschema.Draft202012Validator(SCHEMA)
    said = exported_json(export(source_of(opened), ExportRequest(tmp_path / "out", EQD2_3, (0,), True)))
    check.validate(said)
    del said["files"][0]["registration_approved"]
    with pytest.raises(jsonschema.ValidationError, match="registration_approved"):
        check.validate(said)


def test_organs_are_named_beside_their_alpha_beta(opened, tmp_path):
    tissues = (Tissue(3.0), Tissue(2.5, ("Rectum", "Bladder")))
    said = export(source_of(opened), ExportRequest(tmp_path / "out", tissues))
    assert [f.path.name for f in said.files][:2] == ["RD_accumulated_EQD2_ab3.dcm", "RD_accumulated_EQD2_ab2.5.dcm"]
    found = header(tmp_path / "out", "RD_accumulated_EQD2_ab2.5.dcm")
    assert "alpha/beta of Rectum, Bladder." in found.ImageComments
    assert found.DoseComment.startswith("EQD2 a/b=2.5 Gy, ")


def test_the_date_is_that_of_the_export(opened, tmp_path):
    accumulated(source_of(opened), tmp_path / "out")
    found = header(tmp_path / "out")
    assert (found.SeriesDate, found.ContentDate, found.InstanceCreationTime) == ("20261121", "20261121", "170509")


# --- refusals -------------------------------------------------------------------------------------------------------


def test_without_its_number_of_fractions_a_course_is_not_added_until_it_is_entered(tmp_path):
    folder = tmp_path / "case"
    two_courses(folder, TURN)
    write_plan(folder / "course1", groups=(Group(None),), targets=(Target(21.0),))
    opened = open_case([folder])
    with pytest.raises(NotAssessableError, match="The number of fractions of Course 1"):
        accumulated(source_of(opened), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    phase = opened.case.courses[0].phases[0].uid
    said = accumulated(export_source(opened, Settings().with_fractions(phase, 3)), tmp_path / "out")
    assert said.files[0].highest.value > 0
    # the physical dose needs no fractions
    assert export(source_of(opened), ExportRequest(tmp_path / "other", courses=(0,))).refused == ()


def test_a_course_of_which_no_fraction_was_delivered_has_no_dose_to_export(opened, tmp_path):
    settings = Settings().with_delivered_fractions(opened.case.courses[0].phases[0].uid, 0)
    with pytest.raises(NotAssessableError, match="No fraction of Course 1 was delivered"):
        export(export_source(opened, settings), ExportRequest(tmp_path / "out", courses=(0,)))


@pytest.mark.parametrize("nothing", [0, 1])
def test_a_course_of_which_no_fraction_was_delivered_adds_nothing_to_a_sum_and_the_file_says_so(
    opened, tmp_path, nothing
):
    settings = Settings().with_delivered_fractions(opened.case.courses[nothing].phases[0].uid, 0)
    source = export_source(opened, settings)
    said = accumulated(source, tmp_path / "out")
    name, other = f"Course {nothing + 1}", opened.case.courses[1 - nothing].phases[0]
    sentence = f"No fraction of {name} was delivered: it adds nothing."
    assert sentence in "\n".join(said.lines)
    found = header(tmp_path / "out")
    assert f"C{nothing + 1} gave 0" in found.DoseComment
    assert f"C{nothing + 1} gave 0" in found.SeriesDescription
    assert sentence in found.ImageComments
    # the other course lies in the frame that is written in, or is brought there; only it is a reason for the sum
    assert [i.ReferencedSOPInstanceUID for i in found.ReferencedRTPlanSequence] == [other.plan.sop_instance_uid]
    assert found.DoseSummationType == "PLAN"
    assert errors(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm") == []
    alone = source.display.dose_plane(
        source.grid().origin_mm, source.grid().x_step_mm, source.grid().y_step_mm, source.grid().shape[1:],
        1 - nothing, Quantity.EQD2, 3.0, source.frame_uid,
    )  # fmt: skip
    written = found.pixel_array[0] * float(found.DoseGridScaling)
    assert written == pytest.approx(alone, abs=float(found.DoseGridScaling))


def test_a_sum_of_courses_of_which_nothing_was_delivered_is_not_exported(opened, tmp_path):
    settings = Settings()
    for course in opened.case.courses:
        settings = settings.with_delivered_fractions(course.phases[0].uid, 0)
    with pytest.raises(NotAssessableError, match="No fraction of any course was delivered"):
        accumulated(export_source(opened, settings), tmp_path / "out")


def test_a_course_of_which_nothing_was_delivered_needs_neither_dose_nor_registration_to_be_added(tmp_path):
    opened = case_with(tmp_path / "case", None)
    settings = Settings().with_delivered_fractions(opened.case.courses[0].phases[0].uid, 0)
    said = accumulated(export_source(opened, settings), tmp_path / "out")
    assert header(tmp_path / "out").SpatialTransformOfDose == "NONE"
    assert [file.path.name for file in said.files] == ["RD_accumulated_EQD2_ab3.dcm"]
    assert said.files[0].approved


def test_a_course_without_dose_is_refused_and_the_others_are_written(tmp_path):
    folder = tmp_path / "case"
    two_courses(folder, TURN)
    (folder / "course1" / "RD.dcm").unlink()
    source = source_of(open_case([folder]))
    said = export(source, ExportRequest(tmp_path / "out", EQD2_3, (0, 1)))
    assert [file.path.name for file in said.files] == ["RD_course2_physical.dcm"]
    assert len(said.refused) == 2
    assert all("Course 1 has no usable dose file" in sentence for sentence in said.refused)


def test_recovery_that_is_a_range_cannot_be_a_grid_and_is_offered_without(opened, tmp_path):
    source = source_of(opened)
    between = Discounts(((0.25, 0.5), (0.0, 0.0)), "Step", "Step: course 1: 25 to 50 %")
    open_dates = replace(source, display=source.display.changed(source.opened, between), recovery=between)
    with pytest.raises(NotAssessableError, match=r"recovery of course 1 is a range.*Export without recovery"):
        accumulated(open_dates, tmp_path / "out")
    accumulated(open_dates.without_recovery(), tmp_path / "out")
    assert ", rec. off" in header(tmp_path / "out").DoseComment


def test_only_a_recovery_between_two_values_is_a_range(opened):
    assert not recovery_is_a_range(opened, Settings())
    assert not recovery_is_a_range(opened, Settings(recovery=Recovery("user", 25.0, "board")))


def test_a_recovery_that_could_not_be_applied_says_so(opened, tmp_path):
    accumulated(source_of(opened, recovery=Recovery("fox-chase")), tmp_path / "out")
    found = header(tmp_path / "out")
    assert "rec. not applied" in found.DoseComment
    assert "Recovery of course 1 is not applied" in found.ImageComments


def test_a_model_of_one_tissue_is_not_in_a_dose_of_every_voxel_and_that_is_written(opened, tmp_path):
    accumulated(source_of(opened, recovery=Recovery("step-25-50")), tmp_path / "out")
    found = header(tmp_path / "out")
    assert "rec. not applied" in found.DoseComment
    assert "was proposed for SpinalCord only, so doses drawn or exported point by point" in found.ImageComments


def test_one_frame_has_no_registration_to_export(tmp_path):
    source = source_of(open_case([write_course(tmp_path / "case")]))
    with pytest.raises(NotAssessableError, match="All courses lie in one frame of reference"):
        export(source, ExportRequest(tmp_path / "out", registration=True))


def test_frames_that_nothing_links_have_no_registration_to_export(tmp_path):
    with pytest.raises(NotAssessableError, match="No registration links the courses"):
        export(source_of(case_with(tmp_path / "case", None)), ExportRequest(tmp_path / "out", registration=True))


def test_a_case_without_courses_has_nothing_to_export(tmp_path):
    folder = tmp_path / "case"
    write_course(folder)
    for name in ("RD.dcm", "RP_Plan.dcm"):
        (folder / name).unlink()
    source = source_of(open_case([folder]))
    assert source.why_not_accumulated() == source.why_not_registration() != ""
    with pytest.raises(NotAssessableError, match="No course of radiotherapy was found"):
        export(source, ExportRequest(tmp_path / "out", EQD2_3, registration=True))


def test_a_grid_too_large_for_a_file_is_refused(opened, monkeypatch):
    monkeypatch.setattr("reirrad_gui.session.exporting.sampled.MOST_VOXELS", 1000)
    with pytest.raises(NotAssessableError, match="Choose a wider spacing"):
        accumulated(source_of(opened), Path("unused"))


@pytest.mark.parametrize(
    ("request_of", "said"),
    [
        (lambda: ExportRequest(Path("out")), "Nothing was chosen"),
        (lambda: ExportRequest(Path("out"), (Tissue(3.0), Tissue(3.0, ("Rectum",)))), "chosen twice"),
        (lambda: ExportRequest(Path("out"), EQD2_3, spacing_mm=0.1), "A voxel spacing lies between"),
        (lambda: Tissue(float("nan")), "An α/β lies between"),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused(request_of, said):
    with pytest.raises(EntryError, match=said):
        request_of()


def test_a_file_is_no_folder(opened, tmp_path):
    (tmp_path / "out").write_text("taken")
    with pytest.raises(EntryError, match="is a file, not a folder"):
        accumulated(source_of(opened), tmp_path / "out")


# --- stopping -------------------------------------------------------------------------------------------------------


def test_a_stopped_export_leaves_nothing_behind(opened, tmp_path):
    seen = []

    def report(progress):
        seen.append(progress.text)
        if len(seen) == 8:
            ticket.cancel()

    ticket = Ticket(report)
    request = ExportRequest(tmp_path / "out", (Tissue(3.0), Tissue(2.5)))
    with pytest.raises(Cancelled):
        export(source_of(opened), request, ticket.step)
    assert len(set(seen)) == 2, "it was stopped while the second file was computed"
    assert not (tmp_path / "out").exists()


# --- several plans, phases, parts -----------------------------------------------------------------------------------


def same_frame(folder):
    """21 Gy in 3 and a boost of 10 Gy in 5 by another plan, both in one frame."""
    subject = Subject()
    write_course(folder, subject)
    write_plan(folder, subject, "Boost", (Group(5),), (Target(10.0),), date="20130301")
    write_dose(folder, subject, affine_dose(10.0, (0.0, 0.01, 0.0)), name="RD_boost", plan="Boost")
    return subject, open_case([folder])


def test_courses_of_one_frame_are_added_without_a_transform(tmp_path):
    subject, opened = same_frame(tmp_path / "case")
    said = accumulated(source_of(opened), tmp_path / "out")
    found = header(tmp_path / "out")
    assert (found.SpatialTransformOfDose, found.DoseSummationType) == ("NONE", "MULTI_PLAN")
    assert "ReferencedSpatialRegistrationSequence" not in found
    assert [file.path.name for file in said.files] == ["RD_accumulated_EQD2_ab3.dcm"]
    assert said.files[0].left_out.value == 0
    assert said.files[0].approved
    assert {i.ReferencedSOPInstanceUID for i in found.ReferencedRTPlanSequence} == {
        subject.plan_uid("Plan"),
        subject.plan_uid("Boost"),
    }
    assert errors(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm") == []


def test_a_course_of_two_phases_names_both_plans(tmp_path):
    subject, opened = same_frame(tmp_path / "case")
    if len(opened.case.courses) > 1:
        opened = regrouped(opened, merge_courses(opened.case, [course.uid for course in opened.case.courses]))
    said = export(source_of(opened), ExportRequest(tmp_path / "out", EQD2_3, (0,)))
    for file in said.files:
        found = dcmread(file.path)
        assert found.DoseSummationType == "MULTI_PLAN"
        assert [i.ReferencedSOPInstanceUID for i in found.ReferencedRTPlanSequence] == [
            subject.plan_uid("Plan"),
            subject.plan_uid("Boost"),
        ]
        assert errors(file.path) == []


def test_one_course_alone_is_the_eqd2_of_its_plan(tmp_path):
    opened = open_case([write_course(tmp_path / "case")])
    accumulated(source_of(opened), tmp_path / "out")
    found = header(tmp_path / "out")
    assert (found.DoseType, found.DoseSummationType) == ("EFFECTIVE", "PLAN")
    assert errors(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm") == []


def test_what_was_delivered_is_what_is_written_and_it_says_so(tmp_path):
    folder = write_course(tmp_path / "case")
    write_summary(folder, Subject(), "20130107", "20130114", 2, 3)
    opened = open_case([folder])
    assert opened.case.courses[0].delivered_fractions == 2
    (file,) = export(source_of(opened), ExportRequest(tmp_path / "out", courses=(0,))).files
    found = dcmread(file.path)
    assert "delivered 2 of 3 fx" in found.DoseComment
    original = dcmread(folder / "RD.dcm")
    highest = float(original.pixel_array.max()) * float(original.DoseGridScaling)
    assert file.highest.value == pytest.approx(highest * 2 / 3, rel=1e-6)


# --- bent and rotated -----------------------------------------------------------------------------------------------


def test_a_dose_brought_by_vectors_is_not_rigid_and_names_the_object_of_the_vectors(tmp_path):
    folder = tmp_path / "case"
    first, second = two_courses(folder)

    def swelling(points):
        return np.stack([2 * np.sin(points[..., 1] / 30), 0 * points[..., 1], 0 * points[..., 1]], axis=-1)

    path = write_deformable(folder, second, second.frame_uid, first.frame_uid, swelling)
    source = source_of(open_case([folder]))
    said = export(source, ExportRequest(tmp_path / "out", EQD2_3, registration=True))
    found = header(tmp_path / "out")
    assert found.SpatialTransformOfDose == "NON_RIGID"
    (named,) = found.ReferencedSpatialRegistrationSequence
    assert named.ReferencedSOPInstanceUID == dcmread(path).SOPInstanceUID
    assert named.ReferencedSOPClassUID == "1.2.840.10008.5.1.4.1.1.66.3"
    assert errors(tmp_path / "out" / "RD_accumulated_EQD2_ab3.dcm") == []
    assert "hand on its own file" in said.refused[0]
    assert [file.path.name for file in said.files] == ["RD_accumulated_EQD2_ab3.dcm"]


def test_a_higher_dose_beside_the_box_is_not_passed_over_in_silence(opened):
    source = source_of(opened)
    grid = source.grid()
    hot = np.ones(grid.shape, np.float32)
    hot[:, :, :3] = np.nan
    hot[0, 0, 0] = 90.0  # known, but cut off by the box

    class Display:
        def dose_plane(self, origin, *_):
            return hot[int(np.argmin(np.abs(grid.plane_mm - (origin - grid.origin_mm) @ grid.axis)))]

    found = sampled(Display(), grid, None, None, 3.0, "", lambda *_: None, "")
    assert found.highest_gy == 1.0
    assert found.highest_left_out_gy == 90.0
    assert any("a higher dose is known, 90.0 Gy" in sentence for sentence in found.said)


def test_the_dose_exported_is_the_dose_displayed(opened, tmp_path):
    session = Session(opened)
    source = export_source(session.opened, session.settings, session.display)
    assert source.display is session.display
    accumulated(source, tmp_path / "out")
    ds = header(tmp_path / "out")
    step = float(ds.DoseGridScaling)
    plane, row, column = 2, 5, 7
    across, down = (float(mm) for mm in reversed(ds.PixelSpacing))
    from_first = np.array([column * across, row * down, float(ds.GridFrameOffsetVector[plane])])
    point = np.array(ds.ImagePositionPatient, float) + from_first
    shown = float(session.display.dose(point, None, Quantity.EQD2, 3.0, source.frame_uid))
    assert ds.pixel_array[plane, row, column] * step == pytest.approx(shown, abs=0.5 * step + 1e-5)


# --- α/β of organs --------------------------------------------------------------------------------------------------


def test_an_organs_alpha_beta_is_that_of_the_table_in_force_and_the_file_names_both(opened, tmp_path):
    table = tissue_table(tmp_path, Rectum=5.0)
    settings = Settings().with_tissue_table(str(table))
    (tissue,) = tissues_of(["rectum"], settings)
    assert (tissue.alpha_beta_gy, tissue.organs) == (5.0, ("Rectum",))
    said = export(export_source(opened, settings), ExportRequest(tmp_path / "out", (tissue,)))
    found = header(tmp_path / "out", "RD_accumulated_EQD2_ab5.dcm")
    named = "Rectum (table of alpha/beta: alpha/beta of organs and targets, version 1"
    assert f"alpha/beta of {named}" in found.ImageComments
    assert "by A. Physicist" in found.ImageComments
    assert "α/β of Rectum (table of α/β: α/β of organs and targets, version 1" in "\n".join(said.lines)
    assert errors(tmp_path / "out" / "RD_accumulated_EQD2_ab5.dcm") == []


def test_organs_of_one_alpha_beta_share_a_file_and_a_number_needs_no_table():
    found = tissues_of(["2,5", "Rectum", "bladder", "SpinalCord"], Settings())
    assert [(one.alpha_beta_gy, one.organs) for one in found] == [
        (2.5, ()),
        (3.0, ("Rectum", "Bladder")),
        (2.0, ("SpinalCord",)),
    ]
    assert found[0].meant_for == ""
    with pytest.raises(EntryError, match="not in the table of organs"):
        tissues_of(["left knee"], Settings())
