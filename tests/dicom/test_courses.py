"""Plans, doses and records become courses; whatever does not decide itself is said and asked for, never guessed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from reirrad_gui.case import Case, Course
from reirrad_gui.dicom import load_dose, read_case, read_cases
from reirrad_gui.errors import InputError
from tests.support.phantom_dicom import (
    SUBJECT,
    Group,
    Subject,
    Target,
    affine_dose,
    uid,
    write_course,
    write_ct,
    write_dose,
    write_plan,
    write_structures,
)


def course(folder: Path) -> Course:
    [found] = read_case([folder]).courses
    return found


def said(case: Case) -> str:
    return " ".join([p.sentence for p in case.problems] + [s for c in case.courses for s in c.problems])


def dose_at_first_voxel_gy(found: Course) -> float:
    return sum(float(load_dose(source)[1][0, 0, 0]) for source in found.phases[0].doses)


def flat(gy: float):
    """The same dose everywhere."""
    return affine_dose(gy, (0.0, 0.0, 0.0))


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


# Dose: which file is the plan's


def test_a_plan_dose_and_its_beams_are_never_added(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, field=flat(21.0))
    for beam in (1, 2):
        write_dose(tmp_path, field=flat(10.5), name=f"beam{beam}", summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert dose_at_first_voxel_gy(case.courses[0]) == pytest.approx(21.0)
    assert "beam1.dcm, " in said(case)
    assert "the two are never added" in said(case)
    assert not any(p.blocking for p in case.problems)


def test_all_beams_of_a_plan_are_its_dose(tmp_path):
    write_plan(tmp_path)
    for beam, gy in ((1, 15.0), (2, 6.0)):
        write_dose(tmp_path, field=flat(gy), name=f"beam{beam}", summation="BEAM", beams=[beam])
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(21.0)


def test_a_missing_beam_leaves_the_plan_without_dose_and_is_named(tmp_path):
    write_plan(tmp_path, groups=[Group(3, (1, 2, 7))])
    for beam in (1, 2):
        write_dose(tmp_path, name=f"beam{beam}", summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "the dose of beam Beam 7 is missing" in said(case)


def test_a_set_up_beam_needs_no_dose(tmp_path):
    write_plan(tmp_path, groups=[Group(3, (1, 2, 7))], setup_beams=[7])
    for beam in (1, 2):
        write_dose(tmp_path, name=f"beam{beam}", summation="BEAM", beams=[beam])
    assert len(course(tmp_path).phases[0].doses) == 2


def test_one_file_for_two_beams_stands_for_both(tmp_path):
    write_plan(tmp_path, groups=[Group(3, (1, 2, 3))])
    write_dose(tmp_path, field=flat(14.0), name="both", summation="BEAM", beams=[1, 2])
    write_dose(tmp_path, field=flat(7.0), name="third", summation="BEAM", beams=[3])
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(21.0)


def test_a_sum_of_beams_beside_its_beams_is_left_out(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, field=flat(21.0), name="sum", summation="BEAM", beams=[1, 2])
    for beam in (1, 2):
        write_dose(tmp_path, field=flat(10.5), name=f"beam{beam}", summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert dose_at_first_voxel_gy(case.courses[0]) == pytest.approx(21.0)
    assert "sum.dcm is left out" in said(case)


def test_two_different_doses_of_one_beam_are_not_chosen_between(tmp_path):
    write_plan(tmp_path)
    for name, gy, beam in (("a", 10.0, 1), ("b", 12.0, 1), ("c", 10.0, 2)):
        write_dose(tmp_path, field=flat(gy), name=name, summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "different doses for the same beam" in said(case)


def test_beams_without_their_plan_may_be_incomplete_and_are_refused(tmp_path):
    for beam in (1, 2):
        write_dose(tmp_path, name=f"beam{beam}", summation="BEAM", beams=[beam])
    with pytest.raises(InputError, match="nobody can say whether all beams are there"):
        read_cases([tmp_path])


def test_a_beam_dose_that_names_no_beam_is_refused(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, summation="BEAM")
    assert "does not say of which beam" in said(read_case([tmp_path]))


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_two_different_plan_doses_are_not_chosen_between(tmp_path, names):
    write_plan(tmp_path)
    for name, gy in zip(names, (21.0, 22.0), strict=True):
        write_dose(tmp_path, field=flat(gy), name=name)
    case = read_case([tmp_path])
    [phase] = case.courses[0].phases
    assert phase.doses == ()
    assert len(phase.alternatives) == 2
    assert "has 2 different doses" in said(case)


def test_the_same_plan_dose_under_two_identifiers_is_used_once(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, name="a")
    write_dose(tmp_path, name="b", syntax="big endian", absolute=True)
    case = read_case([tmp_path])
    assert len(case.courses[0].phases[0].doses) == 1
    assert "the same dose is in" in said(case)


def test_two_files_with_one_identifier_and_different_dose_are_both_kept_out(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path / "1", field=flat(21.0))
    write_dose(tmp_path / "2", field=flat(22.0))
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "carry the same identifier but differ" in said(case)


def test_an_exact_copy_is_left_out_and_said(tmp_path):
    write_plan(tmp_path)
    path = write_dose(tmp_path)
    (tmp_path / "copy.dcm").write_bytes(path.read_bytes())
    case = read_case([tmp_path])
    assert len(case.courses[0].phases[0].doses) == 1
    assert "1 file left out as copies of others" in said(case)


def zero(points_mm: np.ndarray) -> np.ndarray:
    return np.zeros(points_mm.shape[:-1])


def test_a_zero_sum_beside_real_beams_does_not_win(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, field=zero, name="sum", summation="BEAM", beams=[1, 2])
    for beam, gy in ((1, 15.0), (2, 6.0)):
        write_dose(tmp_path, field=flat(gy), name=f"beam{beam}", summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert dose_at_first_voxel_gy(case.courses[0]) == pytest.approx(21.0)
    assert "sum.dcm is left out: 0 Gy everywhere" in said(case)


def test_a_zero_plan_dose_beside_real_beams_does_not_win(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, field=zero, name="plan")
    for beam in (1, 2):
        write_dose(tmp_path, field=flat(10.5), name=f"beam{beam}", summation="BEAM", beams=[beam])
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(21.0)


def test_a_dose_of_nothing_but_zeros_is_refused(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, field=zero)
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "holds 0 Gy everywhere" in said(case)


# FRACTION: of one fraction, or of all?


@pytest.mark.parametrize(
    ("fractions", "prescribed", "file_gy", "total_gy"),
    [
        (35, 70.0, 2.1, 73.5),  # 2.1 Gy can only be one of 35 fractions of 2 Gy: 35 · 2.1 = 73.5
        (35, 70.0, 73.5, 73.5),  # 73.5 Gy can only be all of them
        (3, 21.0, 7.2, 21.6),  # 7.2 Gy is a third of 21.6 Gy
        (
            35,
            None,
            3.5,
            122.5,
        ),  # without a prescription: 3.5 Gy in 35 fractions would be 0.1 Gy each, which nobody gives
        (1, None, 8.0, 8.0),  # one fraction: both are the same
    ],
)
def test_a_fraction_dose_is_scaled_as_its_size_demands(tmp_path, fractions, prescribed, file_gy, total_gy):
    write_plan(tmp_path, groups=[Group(fractions)], targets=[Target(prescribed)] if prescribed else [])
    write_dose(tmp_path, field=flat(file_gy), summation="FRACTION")
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(total_gy, rel=1e-5)


def test_a_fraction_dose_that_could_be_either_is_not_used(tmp_path):
    # 8 Gy in 5 fractions without a prescription: 1.6 Gy or 8 Gy per fraction are both given
    write_plan(tmp_path, groups=[Group(5)], targets=[])
    write_dose(tmp_path, field=flat(8.0), summation="FRACTION")
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "one fraction or of all 5" in said(case)


def test_a_session_dose_is_that_of_one_fraction(tmp_path):
    write_plan(tmp_path, groups=[Group(5)], targets=[])
    write_dose(tmp_path, field=flat(8.0), summation="FRACTION_SESSION")
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(40.0, rel=1e-5)


def test_two_different_fraction_doses_are_not_chosen_between(tmp_path):
    write_plan(tmp_path)
    for name, gy in (("a", 7.0), ("b", 7.5)):
        write_dose(tmp_path, field=flat(gy), name=name, summation="FRACTION")
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "2 different fraction doses" in said(case)


def test_a_fraction_dose_without_its_plan_is_refused(tmp_path):
    write_dose(tmp_path, summation="FRACTION")
    with pytest.raises(InputError, match="number of fractions"):
        read_cases([tmp_path])


def test_beam_doses_of_one_session_are_multiplied_by_the_fractions(tmp_path):
    write_plan(tmp_path, groups=[Group(5)])
    for beam in (1, 2):
        write_dose(tmp_path, field=flat(2.0), name=f"b{beam}", summation="BEAM_SESSION", beams=[beam])
    # 2 beams · 2 Gy · 5 fractions
    assert dose_at_first_voxel_gy(course(tmp_path)) == pytest.approx(20.0, rel=1e-5)


def test_beam_doses_of_one_session_need_the_number_of_fractions(tmp_path):
    write_plan(tmp_path, groups=[Group(None)])
    for beam in (1, 2):
        write_dose(tmp_path, name=f"b{beam}", summation="BEAM_SESSION", beams=[beam])
    assert "the number of fractions is not known" in said(read_case([tmp_path]))


def test_beams_in_different_frames_are_not_added(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, name="b1", summation="BEAM", beams=[1])
    write_dose(tmp_path, name="b2", summation="BEAM", beams=[2], frame_uid=uid("other frame"))
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "they lie in different frames of reference" in said(case)


def test_the_dose_of_a_beam_that_only_sets_up_is_left_out(tmp_path):
    write_plan(tmp_path, groups=[Group(3, (1, 7))], setup_beams=[7])
    for beam in (1, 7):
        write_dose(tmp_path, field=flat(10.0 + beam), name=f"b{beam}", summation="BEAM", beams=[beam])
    case = read_case([tmp_path])
    assert dose_at_first_voxel_gy(case.courses[0]) == pytest.approx(11.0)
    assert "does not treat with its beam" in said(case)


def test_a_plan_that_names_no_beams_cannot_vouch_for_them(tmp_path):
    write_plan(tmp_path, groups=[Group(3, ())])
    write_dose(tmp_path, summation="BEAM", beams=[1])
    assert "the plan does not say which beams it has" in said(read_case([tmp_path]))


def brachy(ds: Dataset) -> None:
    """One fraction group with two applications instead of beams."""
    [group] = ds.FractionGroupSequence
    del group.ReferencedBeamSequence, ds.BeamSequence
    group.NumberOfBeams, group.NumberOfBrachyApplicationSetups = "0", "2"
    setups = [Dataset(), Dataset()]
    for number, setup in enumerate(setups):
        setup.ReferencedBrachyApplicationSetupNumber = str(number)
        setup.BrachyApplicationSetupDose = "3.5"
    group.ReferencedBrachyApplicationSetupSequence = setups


def of_application(number: int):
    def change(ds: Dataset) -> None:
        [group] = ds.ReferencedRTPlanSequence[0].ReferencedFractionGroupSequence
        del group.ReferencedBeamSequence
        setup = Dataset()
        setup.ReferencedBrachyApplicationSetupNumber = str(number)
        group.ReferencedBrachyApplicationSetupSequence = [setup]

    return change


def test_both_applications_of_a_brachytherapy_plan_are_its_dose(tmp_path):
    write_plan(tmp_path, change=brachy)
    for n in (0, 1):
        write_dose(tmp_path, field=flat(10.5), name=f"b{n}", summation="BRACHY", beams=[9], change=of_application(n))
    found = course(tmp_path)
    assert dose_at_first_voxel_gy(found) == pytest.approx(21.0)
    assert any("dose rate and source decay" in sentence for sentence in found.problems)


def test_a_missing_application_leaves_the_plan_without_dose(tmp_path):
    write_plan(tmp_path, change=brachy)
    write_dose(tmp_path, summation="BRACHY", beams=[9], change=of_application(0))
    assert "the dose of beam application 1 is missing" in said(read_case([tmp_path]))


def test_doses_on_different_grids_are_not_taken_for_copies(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, name="a")
    write_dose(tmp_path, name="b", offsets_mm=(0.0, 10.0, 20.0, 30.0, 45.0, 55.0))
    write_dose(tmp_path, name="c", rows=15)
    assert "has 3 different doses" in said(read_case([tmp_path]))


@pytest.mark.parametrize("fractions", [None, 0, 500])
def test_a_fraction_dose_without_a_number_of_fractions_is_not_used(tmp_path, fractions):
    write_plan(tmp_path, groups=[Group(fractions)])
    write_dose(tmp_path, summation="FRACTION")
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert "number of fractions" in said(case)


@pytest.mark.parametrize(
    ("summation", "why"),
    [
        ("MULTI_PLAN", "sum of several plans"),
        ("CONTROL_POINT", "single control points"),
        ("RECORD", "one treatment record"),
        ("SOMETHING", "“SOMETHING” is no kind of dose"),
        (None, "no DoseSummationType"),
    ],
)
def test_other_kinds_of_sums_are_refused(tmp_path, summation, why):
    write_plan(tmp_path)
    write_dose(tmp_path, summation=summation)
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert why in said(case)


def test_a_dose_of_two_plans_is_refused(tmp_path):
    def refer_twice(ds: Dataset) -> None:
        other = Dataset()
        other.ReferencedSOPClassUID, other.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.5", uid("other")
        ds.ReferencedRTPlanSequence.append(other)

    write_plan(tmp_path)
    write_dose(tmp_path, change=refer_twice)
    assert "refers to 2 plans at once" in said(read_case([tmp_path]))


def test_a_plan_dose_without_its_plan_is_a_course_whose_fractions_are_asked_for(tmp_path):
    write_dose(tmp_path)
    found = course(tmp_path)
    assert found.has_dose
    assert (found.prescribed_gy, found.planned_fractions) == (None, None)
    assert "Enter its number of fractions" in found.phases[0].asked[0]


def test_a_dose_that_names_no_plan_is_a_course_of_its_own(tmp_path):
    write_plan(tmp_path)
    write_dose(tmp_path, plan=None)
    assert [c.has_dose for c in read_case([tmp_path]).courses] == [False, True]


def test_a_plan_without_dose_is_a_course_known_by_its_prescription(tmp_path):
    write_plan(tmp_path)
    found = course(tmp_path)
    assert (found.prescribed_gy, found.planned_fractions, found.has_dose) == (21.0, 3, False)


def test_a_dose_without_a_frame_of_reference_is_refused(tmp_path):
    def lost(ds: Dataset) -> None:
        del ds.FrameOfReferenceUID

    write_plan(tmp_path)
    write_dose(tmp_path, change=lost)
    assert "has no frame of reference" in said(read_case([tmp_path]))


@pytest.mark.parametrize(
    "keyword_value", [("DoseType", "EFFECTIVE"), ("DoseUnits", "RELATIVE"), ("DoseGridScaling", "0")]
)
def test_a_dose_that_is_not_physical_gray_never_becomes_a_plans_dose(tmp_path, keyword_value):
    write_plan(tmp_path)
    write_dose(tmp_path, change=lambda ds: setattr(ds, *keyword_value))
    case = read_case([tmp_path])
    assert case.courses[0].phases[0].doses == ()
    assert [p for p in case.problems if p.blocking and "RD.dcm" in p.sentence]


def test_the_dose_of_all_fraction_groups_together_is_not_split(tmp_path):
    write_plan(tmp_path, groups=[Group(25, (1,), 1), Group(8, (2,), 2)])
    write_dose(tmp_path)
    case = read_case([tmp_path])
    assert [c.planned_fractions for c in case.courses] == [25, 8]
    assert all(not c.has_dose for c in case.courses)
    assert [p.sentence for p in case.problems if "fraction groups of its plan together" in p.sentence].__len__() == 1


def test_beam_doses_find_their_fraction_group(tmp_path):
    write_plan(tmp_path, groups=[Group(25, (1,), 1), Group(8, (2,), 2)])
    for beam, gy in ((1, 50.0), (2, 16.0)):
        write_dose(tmp_path, field=flat(gy), name=f"b{beam}", summation="BEAM", beams=[beam], group=beam)
    assert [dose_at_first_voxel_gy(c) for c in read_case([tmp_path]).courses] == pytest.approx([50.0, 16.0])


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
    total = sum(load_dose(source)[1] for source in found.phases[0].doses)
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
    assert load_dose(source)[1].max() == pytest.approx(124.0098, abs=1e-3)


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
