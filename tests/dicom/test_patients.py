"""Files of two people never end in one case, and files that name nobody go to whom they belong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from reirrad_gui.dicom import read_case, read_cases
from reirrad_gui.dicom.patients import Belongs, clashes, grouped
from reirrad_gui.errors import InputError
from reirrad_gui.patient.identity import PatientIdentity
from tests.support.phantom_dicom import SUBJECT, write_course, write_dose, write_plan

OTHER = replace(SUBJECT, patient_id="PHANTOM-2", name="Other^Person", birth_date="19610203")


def test_two_patients_in_one_folder_are_two_cases(tmp_path):
    write_course(tmp_path / "a")
    write_course(tmp_path / "b", OTHER)
    assert [(c.patient.patient_id, len(c.courses)) for c in read_cases([tmp_path])] == [
        ("PHANTOM-1", 1), ("PHANTOM-2", 1),
    ]  # fmt: skip


def test_one_case_is_refused_where_there_are_two_and_both_are_named(tmp_path):
    write_plan(tmp_path / "a")
    write_plan(tmp_path / "b", OTHER)
    with pytest.raises(InputError, match=r"2 patients: Phantom, Pelvis \(ID PHANTOM-1\); Other, Person"):
        read_case([tmp_path])


@pytest.mark.parametrize("change", [{"name": "Somebody^Else"}, {"birth_date": "19610203"}, {"sex": "F"}])
def test_one_id_for_two_people_is_said_and_they_are_kept_apart(tmp_path, change):
    write_plan(tmp_path / "a")
    write_dose(tmp_path / "b", replace(SUBJECT, **change))
    first, second = read_cases([tmp_path])
    assert (first.courses[0].has_dose, second.courses[0].has_dose) == (False, True)
    for case in (first, second):
        assert any("is used for" in p.sentence and p.blocking for p in case.problems)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Phantom^Pelvis^^^"},
        {"name": "PHANTOM^PELVIS"},
        {"name": "phantom  pelvis"},
        {"name": ""},
        {"birth_date": ""},
        {"patient_id": "phantom-1"},
        {"sex": "O"},
    ],
)
def test_ways_of_writing_one_identity_do_not_part_a_patient(tmp_path, change):
    write_plan(tmp_path)
    write_dose(tmp_path, replace(SUBJECT, **change), change=_of_plan(SUBJECT))
    [case] = read_cases([tmp_path])
    assert case.courses[0].has_dose
    assert case.patient.birth_date == "19500102"


def _of_plan(subject):
    def change(ds: Dataset) -> None:
        ds.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID = subject.plan_uid()
        ds.FrameOfReferenceUID = subject.frame_uid

    return change


def nameless(ds: Dataset) -> None:
    for keyword in ("PatientID", "PatientName", "PatientBirthDate"):
        del ds[keyword]


def test_a_dose_that_names_nobody_goes_to_the_plan_it_refers_to(tmp_path):
    write_plan(tmp_path)
    write_plan(tmp_path / "other", OTHER)
    write_dose(tmp_path, change=nameless)
    assert [c.courses[0].has_dose for c in read_cases([tmp_path])] == [True, False]


def test_files_that_name_nobody_and_belong_to_nobody_are_a_case_without_a_name(tmp_path):
    write_plan(tmp_path, OTHER)
    write_dose(tmp_path, change=nameless)
    assert {c.patient.shown_name for c in read_cases([tmp_path])} == {"Other, Person", "name not stated"}


def test_patients_without_an_id_are_told_apart_by_name(tmp_path):
    write_plan(tmp_path / "a", replace(SUBJECT, patient_id=""))
    write_plan(tmp_path / "b", replace(OTHER, patient_id=""))
    assert len(read_cases([tmp_path])) == 2


def test_a_name_in_its_own_script_is_read(tmp_path):
    write_plan(tmp_path, replace(SUBJECT, name="Mușat^Ștefan"))
    assert read_case([tmp_path]).patient.shown_name == "Mușat, Ștefan"


identities = st.builds(
    PatientIdentity,
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "A^B", "C^D"]),
    st.sampled_from(["", "19500101", "19600101"]),
)


@given(st.lists(st.builds(Belongs, identities, st.sets(st.sampled_from("xyz")).map(frozenset)), max_size=12))
def test_every_file_belongs_to_exactly_one_patient_who_contradicts_none_of_its_files(files):
    groups = grouped(files)
    assert sorted(i for _, members in groups for i in members) == list(range(len(files)))
    for who, members in groups:
        for i in members:
            assert not {"name", "birth date"} & set(files[i].identity.differs_from(who))


def test_patients_with_different_ids_do_not_clash():
    assert clashes([PatientIdentity("1", "A"), PatientIdentity("2", "A"), PatientIdentity("", "B")]) == ()


FEW = st.builds(
    PatientIdentity,
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "A^X", "B^Y"]),
    st.sampled_from(["", "1950", "1960"]),
    st.sampled_from(["", "M", "F"]),
)


@given(people=st.lists(FEW, max_size=8), ties=st.lists(st.sampled_from(["s1", "s2", "s3"]), min_size=8, max_size=8))
def test_every_further_image_of_a_series_goes_where_its_first_one_went(people, ties):
    once = [Belongs(who, frozenset({tie})) for who, tie in zip(people, ties, strict=False)]
    twice = [file for file in once for _ in range(2)]
    doubled = tuple((who, tuple(i for m in members for i in (2 * m, 2 * m + 1))) for who, members in grouped(once))
    assert grouped(twice) == doubled
