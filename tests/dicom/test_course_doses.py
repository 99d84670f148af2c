"""Which dose files become a plan's dose, and which never do."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from reirrad_gui.dicom import read_case, read_cases
from reirrad_gui.errors import InputError
from tests.support.phantom_dicom import (
    Group,
    Target,
    uid,
    write_dose,
    write_plan,
)
from tests.support.read_courses import course, dose_at_first_voxel_gy, flat, said

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


def test_a_dose_that_names_no_plan_beside_a_plan_that_has_none_is_perhaps_its_own_and_said(tmp_path):
    """Two courses from one treatment would count twice in the sum of maxima; nothing is guessed, but it is said."""
    write_plan(tmp_path)
    write_dose(tmp_path, plan=None)
    case = read_case([tmp_path])
    assert len(case.courses) == 2
    assert "one course and not two" in " ".join(problem.sentence for problem in case.problems)
    assert any("RD.dcm names no plan. Enter its number" in asked for c in case.courses for asked in c.phases[0].asked)
    write_dose(tmp_path, name="RD of the plan", summation="PLAN")
    assert "one course and not two" not in " ".join(problem.sentence for problem in read_case([tmp_path]).problems)


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
