"""The five published bundles of the CodeX Radiation Therapy guide, each with what its own text and notes say."""

import copy
import json
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reirrad_gui.errors import CaseFileError
from reirrad_gui.store.fhir import read_bundles

NAMES = (
    "prostate-2-phases-with-plans",
    "xrts-02-prostate-2-phases",
    "xrts-04-breast-3-phases",
    "xrts-05-brainmets-2-courses-reirradiation",
    "xrts-06-uterus-hdr",
)


@pytest.fixture(scope="module")
def folder(shared_data):
    if not (shared_data / "fhir").is_dir():
        pytest.skip("the published FHIR bundles are not on this computer")
    return shared_data / "fhir"


def read(folder, name):
    (found,) = read_bundles([folder / f"{name}.json"])
    return found


def numbers(found):
    """Per course: label, first and last day, and of each phase dose in Gy, fractions planned and delivered."""
    letters = [one.letter for one in found.courses]
    return [
        (
            one.label,
            one.start,
            one.end,
            [(p.total_gy, p.fractions, p.delivered_fractions) for p in one.phases or (one,)],
        )
        for one in letters
    ]


def said(found):
    return " ".join(problem.sentence for problem in found.problems)


def test_a_stopped_phase_of_the_prostate_keeps_its_3_of_7_fractions_and_the_next_its_own_size(folder):
    found = read(folder, "xrts-02-prostate-2-phases")
    # planned 1260 cGy in 7, stopped after 3 (540 cGy); then 800 cGy in 4; the summary: 1340 cGy in 7, not uniform
    assert numbers(found) == [("C1Prostate", "2021-09-06", "2021-09-17", [(12.6, 7, 3), (8.0, 4, 4)])]
    assert "9 sessions, but 7 fractions" in said(found)
    assert found.patient.patient_id == "XRTS-02_22B"


def test_three_phases_of_two_breasts_keep_their_own_fractions(folder):
    found = read(folder, "xrts-04-breast-3-phases")
    (course,) = numbers(found)
    # left tangents 900 cGy in 3 (also to the boost volume: not added), right tangents 900 in 3, boost 800 in 4
    assert course == ("C1_Both_Breast", "2021-09-06", "2021-09-17", [(9.0, 3, 3), (9.0, 3, 3), (8.0, 4, 4)])
    assert not [problem for problem in found.problems if problem.blocking]


def test_two_courses_of_brain_metastases_are_two_and_their_volumes_of_one_name_are_never_added(folder):
    found = read(folder, "xrts-05-brainmets-2-courses-reirradiation")
    assert numbers(found) == [
        ("C1BrainMets", "2020-09-07", "2020-09-14", [(25.0, 5, 5)]),
        ("C2BrainMets", "2021-09-20", "2021-09-24", [(20.0, 5, 5)]),
    ]
    assert [one.reirradiation for one in found.courses] == [False, True]
    assert "C1BrainMets states 6 sessions, but 5 fractions" in said(found)
    assert "2 volumes are called “Brain Mets”: they are different volumes" in said(found)
    assert "Curative" in found.courses[0].letter.note


def test_brachytherapy_of_the_cervix_bounds_nothing_and_the_two_sexes_are_told(folder):
    found = read(folder, "xrts-06-uterus-hdr")
    assert numbers(found) == [("C1Uterus", "2021-09-06", "2021-09-20", [(30.0, 5, 5)])]
    assert "sources inside the body" in found.courses[0].letter.unbounded
    assert found.patient.sex == ""
    assert "gender male and the sex at birth F" in said(found)
    assert "Not used: Device/RadiotherapyTreatmentDevice-ACMETurbo3000Afterloader." in said(found)


def test_a_course_under_way_counts_its_2_of_25_fractions_and_neither_plans_nor_the_second_phase(folder):
    found = read(folder, "prostate-2-phases-with-plans")
    assert numbers(found) == [("Prostate-2Phases", "2020-10-27", "2020-10-28", [(45.0, 25, 2)])]
    assert "not begun: Prostate-Phase2 (38 Gy in 19)" in said(found)
    assert "calls the patient “Pater Venkman”" in said(found)
    assert [(event.title, event.start.text) for event in found.events] == [
        ("Malignant neoplasm of prostate", "16 Mar 2018"),
        ("Progression by Imaging", "22 Oct 2020"),
    ]
    # one identifier stands on both phases' prescriptions and plans: none of them is a version of another
    assert "versions of one thing" not in said(found)
    assert "Encounter/RadiotherapyTreatmentSession-2" in said(found)


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_entries_does_not_matter(folder, tmp_path, name, seed):
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    random.Random(seed).shuffle(told["entry"])
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    (shuffled,) = read_bundles([path])
    ordered = read(folder, name)
    for field in ("patient", "courses", "events"):
        assert getattr(shuffled, field) == getattr(ordered, field)
    assert [p.sentence for p in shuffled.problems] == [p.sentence for p in ordered.problems]


def places(said, found):
    """Every list and object of a document."""
    if isinstance(said, dict | list):
        found.append(said)
        for one in said.values() if isinstance(said, dict) else said:
            places(one, found)
    return found


@pytest.mark.parametrize("name", NAMES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(data=st.data())
def test_a_damaged_bundle_is_read_as_far_as_it_goes_or_refused_with_a_sentence(folder, tmp_path, name, data):
    told = copy.deepcopy(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.sampled_from([one for one in places(told["entry"], []) if one]))
        where = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        place[where] = data.draw(st.sampled_from([None, "", "?", -1, 1e9, True, [], {}, [None], {"value": "x"}, ["x"]]))
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    try:
        read_bundles([path])
    except CaseFileError as error:
        assert str(error).endswith(".")
