"""Plans, structures and records become courses; whatever does not decide itself is asked for, never guessed."""

from dataclasses import replace

import pytest
from pydicom.dataset import Dataset

from reirrad_gui.dicom import load_dose, read_case, read_cases
from tests.support.phantom_dicom import (
    SUBJECT,
    Group,
    Subject,
    Target,
    uid,
    write_course,
    write_ct,
    write_dose,
    write_plan,
    write_structures,
)
from tests.support.read_courses import course, flat, said


def test_ct_structures_plan_and_dose_are_one_course(tmp_path):
    found = course(write_course(tmp_path))
    [phase] = found.phases
    assert (found.label, found.prescribed_gy, found.planned_fractions) == ("Plan", 21.0, 3)
    assert (found.frame_of_reference_uid, found.structure_set_uid) == (SUBJECT.frame_uid, SUBJECT.structures_uid)
    assert found.series_uid == SUBJECT.ct_uid
    assert phase.asked == ()
    assert phase.prescription_source == "RT plan, 21 Gy to PTV"
    assert found.problems == ()


def test_the_order_of_files_does_not_matter(tmp_path):
    write_course(tmp_path)
    files = list(tmp_path.rglob("*.dcm"))
    one, other = read_case(sorted(files)), read_case(sorted(files, reverse=True))
    assert one.courses[0].uid == other.courses[0].uid
    assert (
        one.courses[0].phases[0].doses[0].file.sop_instance_uid
        == other.courses[0].phases[0].doses[0].file.sop_instance_uid
    )
    assert one.courses[0].series_uid == other.courses[0].series_uid


# Plans


def test_a_plan_of_no_fractions_is_said_and_not_counted(tmp_path):
    write_plan(tmp_path)
    write_plan(tmp_path, label="Geometry", groups=[Group(0)])
    case = read_case([tmp_path])
    assert [c.label for c in case.courses] == ["Plan"]
    assert "The plan Geometry" in said(case)
    assert "plans 0 fractions" in said(case)


def test_a_rejected_plan_is_said_and_not_counted(tmp_path):
    write_plan(tmp_path)
    write_plan(tmp_path, label="Old", approval="REJECTED")
    case = read_case([tmp_path])
    assert [c.label for c in case.courses] == ["Plan"]
    assert "marked as rejected" in said(case)


@pytest.mark.parametrize("intent", ["VERIFICATION", "MACHINE_QA", "RESEARCH", "SERVICE"])
def test_a_plan_that_treats_nobody_is_said_and_not_counted(tmp_path, intent):
    write_plan(tmp_path)
    write_plan(tmp_path, label="QA", change=lambda ds: setattr(ds, "PlanIntent", intent))
    case = read_case([tmp_path])
    assert [c.label for c in case.courses] == ["Plan"]
    assert "not for the patient; it is not counted as a course" in said(case)


def test_the_intent_of_a_plan_is_what_the_plan_states(tmp_path):
    write_plan(tmp_path, change=lambda ds: setattr(ds, "PlanIntent", "CURATIVE"))
    write_plan(tmp_path / "silent", label="Silent")
    assert {phase.label: phase.intent for course in read_case([tmp_path]).courses for phase in course.phases} == {
        "Plan": "CURATIVE",
        "Silent": "",
    }


def test_a_plan_that_replaces_another_is_said(tmp_path):
    def replaces(ds: Dataset) -> None:
        other = Dataset()
        other.ReferencedSOPClassUID, other.ReferencedSOPInstanceUID = ds.SOPClassUID, SUBJECT.plan_uid("First")
        other.RTPlanRelationship = "PREDECESSOR"
        ds.ReferencedRTPlanSequence = [other]

    write_plan(tmp_path, label="First")
    write_plan(tmp_path, label="Second", change=replaces)
    assert "The plan Second names the plan First as its predecessor" in said(read_case([tmp_path]))


def test_a_label_of_several_lines_is_shown_in_one(tmp_path):
    write_plan(tmp_path, change=lambda ds: ds["RTPlanLabel"].__setattr__("_value", "Pelvis\r\n2 phases\x07"))
    assert course(tmp_path).label == "Pelvis 2 phases"


def test_an_unapproved_plan_is_a_course_with_a_doubt(tmp_path):
    write_plan(tmp_path, approval="UNAPPROVED")
    assert any("not approved" in sentence for sentence in course(tmp_path).problems)


def test_a_plan_whose_fraction_groups_were_removed_is_asked_for_its_fractions(tmp_path):
    def remove(ds: Dataset) -> None:
        del ds.FractionGroupSequence

    write_plan(tmp_path, change=remove)
    write_dose(tmp_path)
    case = read_case([tmp_path])
    [found] = case.courses
    assert (found.planned_fractions, found.has_dose) == (None, True)
    assert "no number of fractions" in " ".join(found.phases[0].asked)
    assert "has no fraction group" in said(case)


@pytest.mark.parametrize("fractions", [None, "0", 500, -3])
def test_a_number_of_fractions_that_nobody_gives_is_asked_for(tmp_path, fractions):
    write_plan(tmp_path, groups=[Group(fractions)])
    write_dose(tmp_path)
    [phase] = course(tmp_path).phases
    assert phase.planned_fractions is None
    assert any("Enter the number of fractions" in sentence for sentence in phase.asked)


PRESCRIPTIONS = {
    "one target": ([Target(21.0)], 21.0, "21 Gy to PTV"),
    "a target and a point": (
        [
            Target(14, description="Breast"),
            Target("11.3113869239676", structure_type="COORDINATES", description="CALC"),
        ],
        14.0,
        "14 Gy to Breast; the plan also states 11.3114 Gy to CALC (a point)",
    ),
    "a simultaneous boost": (
        [Target(50.4), Target(56.0, description="PTV boost")],
        56.0,
        "56 Gy to PTV boost; the plan",
    ),
    "only a point": ([Target(30.8, structure_type="COORDINATES")], 30.8, "30.8 Gy to PTV (a point)"),
    "an organ's limit is no prescription": ([Target(75, kind="ORGAN_AT_RISK")], None, "without saying"),
    "nothing": ([], None, "states no prescription"),
    "zero": ([Target(0)], None, "0 Gy to PTV, which cannot be meant"),
    "absurdly small": ([Target("1.771608e-295")], None, "1.77161e-295 Gy"),
    "absurdly large": ([Target(6000)], None, "6000 Gy to PTV, which cannot be meant"),
    "a target without a dose": ([Target(None)], None, "states no prescription"),
}


@pytest.mark.parametrize(("targets", "gy", "words"), PRESCRIPTIONS.values(), ids=PRESCRIPTIONS)
def test_prescription(tmp_path, targets, gy, words):
    write_plan(tmp_path, targets=targets)
    [phase] = course(tmp_path).phases
    assert phase.prescribed_gy == gy
    assert words in (phase.prescription_source if gy is not None else " ".join(phase.asked))
    assert bool(phase.asked) is (gy is None)


def test_several_fraction_groups_share_no_prescription_unless_they_name_theirs(tmp_path):
    def name_first(ds: Dataset) -> None:
        reference = Dataset()
        reference.ReferencedDoseReferenceNumber = "1"
        ds.FractionGroupSequence[0].ReferencedDoseReferenceSequence = [reference]

    write_plan(tmp_path, groups=[Group(25, (1,), 1), Group(8, (2,), 2)], targets=[Target(50)], change=name_first)
    first, second = read_case([tmp_path]).courses
    assert (first.prescribed_gy, second.prescribed_gy) == (50.0, None)
    assert "does not say which prescription belongs to group 2" in second.phases[0].asked[0]


def test_an_ion_plans_prescription_is_not_physical_dose(tmp_path):
    def ions(ds: Dataset) -> None:
        ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.481.8"

    write_plan(tmp_path, change=ions)
    [phase] = course(tmp_path).phases
    assert phase.prescribed_gy is None
    assert "RBE-weighted" in phase.asked[0]


def test_a_dose_that_does_not_fit_its_prescription_is_doubted(tmp_path):
    write_plan(tmp_path, targets=[Target(21.0)])
    write_dose(tmp_path, field=flat(7.0))
    assert any("The highest dose of Plan is 7 Gy, but 21 Gy" in s for s in course(tmp_path).problems)


def test_beam_doses_that_do_not_fit_their_prescription_are_doubted(tmp_path):
    # 2 beams · 20 Gy · 3 fractions = 120 Gy against 21 Gy
    write_plan(tmp_path, groups=[Group(3, beam_dose_gy=20.0)])
    assert any("add up to 120 Gy" in s for s in course(tmp_path).problems)


def test_an_unusual_fraction_size_is_doubted(tmp_path):
    write_plan(tmp_path, groups=[Group(1)], targets=[Target(60.0)])
    assert any("60 Gy per fraction" in s for s in course(tmp_path).problems)


# Anatomy


def test_structures_that_are_not_there_are_replaced_only_by_the_only_ones_in_the_same_frame(tmp_path):
    write_plan(
        tmp_path,
        change=lambda ds: setattr(ds.ReferencedStructureSetSequence[0], "ReferencedSOPInstanceUID", uid("lost")),
    )
    write_dose(tmp_path)
    write_structures(tmp_path)
    found = course(tmp_path)
    assert found.structure_set_uid == SUBJECT.structures_uid
    assert any("are not among the files; those of" in sentence for sentence in found.problems)


def test_several_structure_sets_in_the_frame_are_not_chosen_between(tmp_path):
    write_dose(tmp_path)
    write_structures(tmp_path / "1")
    write_structures(tmp_path / "2", change=lambda ds: setattr(ds, "SOPInstanceUID", uid("second set")))
    found = course(tmp_path)
    assert found.structure_set_uid is None
    assert any("2 structure sets lie in its frame" in sentence for sentence in found.problems)


def test_a_course_without_structures_finds_the_ct_in_its_frame(tmp_path):
    write_ct(tmp_path)
    write_dose(tmp_path)
    assert course(tmp_path).series_uid == SUBJECT.ct_uid


# Real files


def test_the_real_box_phantom_is_the_sum_of_its_three_beams(shared_data):
    found = course(shared_data / "oncentra_phantom_per_beam")
    total = sum(dose.stored * dose.gy_per_unit for dose in map(load_dose, found.phases[0].doses))
    assert len(found.phases[0].doses) == 3
    assert total.max() == pytest.approx(17.1697, abs=1e-4)


def test_beams_beside_the_real_plan_dose_are_not_added(shared_data):
    odd = shared_data / "odd_derived"
    beams = [odd / f"RD_beam{n}_of_3.dcm" for n in (1, 2, 3)]
    case = read_case([shared_data / "pelvis_brto", *beams])
    [found] = case.courses
    assert [source.file.shown_as for source in found.phases[0].doses] == ["pelvis_brto/RT-Dose.dcm"]
    assert "RD_beam1_of_3.dcm, RD_beam2_of_3.dcm, RD_beam3_of_3.dcm are left out" in said(case)


def test_the_real_fraction_dose_is_multiplied_by_35(shared_data):
    plan = shared_data / "pelvis_brto" / "RTPlanDosimetric.dcm"
    case = read_case([plan, shared_data / "odd_derived" / "RD_summation_FRACTION.dcm"])
    [source] = case.courses[0].phases[0].doses
    assert source.scale == 35.0
    _, stored, gy_per_unit = load_dose(source)
    assert stored.max() * gy_per_unit == pytest.approx(124.0098, abs=1e-3)


def test_the_real_geometric_plan_is_no_course(shared_data):
    found = course(shared_data / "pelvis_brto")
    assert (found.label, found.planned_fractions, found.prescribed_gy) == ("Dosimetric Plan", 35, None)


def test_real_three_fraction_groups_are_three_courses_of_26_10_and_13_fractions(shared_data):
    case = read_case([shared_data / "rt_misc" / "RTPLAN_pinnacle_3_fraction_groups.dcm"])
    assert [c.planned_fractions for c in case.courses] == [26, 10, 13]


def test_the_real_boost_plan_prescribes_14_gy(shared_data):
    found = course(shared_data / "eclipse_breast_boost")
    assert (found.prescribed_gy, found.planned_fractions) == (14.0, 7)


def test_the_real_absurd_prescription_is_asked_for(shared_data):
    found = course(shared_data / "rt_misc" / "RTPLAN_cyberknife.dcm")
    assert found.prescribed_gy is None
    assert "1.77161e-295 Gy" in found.phases[0].asked[0]


def test_two_real_plans_on_one_ct_with_the_same_prescription_stay_two_courses(shared_data):
    case = read_case([shared_data / "eclipse_ent_two_doses"])
    assert [(c.label, c.prescribed_gy, c.planned_fractions) for c in case.courses] == [
        ("Day1", 61.0, 30), ("Day2", 61.0, 30),
    ]  # fmt: skip


def test_another_patients_plan_is_never_linked(tmp_path):
    write_plan(tmp_path / "a")
    stranger = Subject(patient_id="OTHER", name="Other^Person")
    write_dose(tmp_path / "b", stranger, change=lambda ds: setattr(
        ds.ReferencedRTPlanSequence[0], "ReferencedSOPInstanceUID", SUBJECT.plan_uid()))  # fmt: skip
    cases = read_cases([tmp_path])
    assert [c.courses[0].has_dose for c in cases] == [False, True]
    assert replace(cases[0].patient) != cases[1].patient
