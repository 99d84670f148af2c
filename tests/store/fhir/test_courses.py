"""Radiotherapy courses of FHIR bundles as courses known only from a document.

EQD2 = D (d + α/β) / (2 + α/β), BED = D (1 + d/(α/β)) (Fowler, Br J Radiol 62 (1989) 679-694).
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reirrad_gui.case import Case
from reirrad_gui.case.course import Course, Phase
from reirrad_gui.case.files import SourceFile
from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.fhir import case_bundle, is_bundle, only_bundles, read_bundles, with_bundles
from tests.support.fhir_bundles import (
    course,
    dose,
    patient,
    phase,
    planned_course,
    planned_phase,
    write_bundle,
)


def read(tmp_path, *resources):
    """The one patient's case of a bundle."""
    (found,) = read_bundles([write_bundle(tmp_path, patient(), *resources)])
    return found


def letters(found):
    return [one.letter for one in found.courses if one.letter is not None]


def said(found, blocking=None):
    return " ".join(p.sentence for p in found.problems if blocking is None or p.blocking is blocking)


def numbers(letter):
    phases = letter.phases or (letter,)
    return [(one.total_gy, one.fractions, one.delivered_fractions) for one in phases]


def test_centigray_become_gray_and_days_stay_days(tmp_path):
    (letter,) = letters(read(tmp_path, course("A", dose("PTV", 2500, fractions=5))))
    assert numbers(letter) == [(25.0, 5, 5)]
    assert (letter.label, letter.start, letter.end) == ("A", "2019-03-04", "2019-03-08")
    assert "FHIR bundle told.json" in letter.document.title
    assert "Procedure/A-1, version 1" in letter.entry_text


def test_a_year_alone_stays_a_year(tmp_path):
    (letter,) = letters(read(tmp_path, course("A", dose("PTV", 2500, fractions=5), start="2019", end="2019-03")))
    assert (letter.starts.text, letter.ends.text) == ("2019", "Mar 2019")


def test_the_newest_version_of_a_course_counts_once(tmp_path):
    old = course("A", dose("PTV", 500, fractions=1), status="in-progress", version=1, updated="2019-03-04T12:00:00Z")
    new = course("A", dose("PTV", 2500, fractions=5), version=6, updated="2019-03-08T12:00:00Z")
    found = read(tmp_path, new, old)
    assert [numbers(one) for one in letters(found)] == [[(25.0, 5, 5)]]
    assert "Older versions set aside: Procedure/A-1" in said(found)


def test_a_newer_version_in_another_file_counts(tmp_path):
    old = write_bundle(
        tmp_path, patient(), course("A", dose("PTV", 500, fractions=1), version=1, updated="2019-03-04T12:00:00Z")
    )
    new = write_bundle(tmp_path, patient(), course("A", dose("PTV", 2500, fractions=5), version=6), name="later.json")
    (found,) = read_bundles([new, old])
    assert [numbers(one) for one in letters(found)] == [[(25.0, 5, 5)]]


def test_versions_whose_numbers_and_times_disagree_are_told(tmp_path):
    old = course("A", dose("PTV", 500, fractions=1), version=9, updated="2019-03-04T12:00:00Z")
    new = course("A", dose("PTV", 2500, fractions=5), version=6, updated="2019-03-08T12:00:00Z")
    found = read(tmp_path, new, old)
    assert numbers(letters(found)[0]) == [(25.0, 5, 5)]
    assert "but not by its number" in said(found)


def test_versions_of_the_same_moment_are_told_and_the_completed_one_counts(tmp_path):
    one = course("A", dose("PTV", 500, fractions=1), status="in-progress")
    other = {**course("A", dose("PTV", 2500, fractions=5)), "id": "other"}
    found = read(tmp_path, other, one)
    assert numbers(letters(found)[0]) == [(25.0, 5, 5)]
    assert "neither time nor number says which is newer" in said(found)


def test_phases_keep_their_own_fractions(tmp_path):
    found = read(
        tmp_path,
        course("A", dose("PTV", 1340, fractions=7, uniform=False)),
        phase("1", "A-1", 540, 3, status="stopped", planned=True),
        planned_phase("1", 1260, 7),
        phase("2", "A-1", 800, 4),
    )
    assert numbers(letters(found)[0]) == [(12.6, 7, 3), (8.0, 4, 4)]
    assert not said(found, blocking=True)


def test_what_was_delivered_counts_where_it_is_no_share_of_the_plan(tmp_path):
    found = read(tmp_path, course("A"), phase("1", "A-1", 600, 3, planned=True), planned_phase("1", 1260, 7))
    assert numbers(letters(found)[0]) == [(6.0, 3, 3)]
    assert "no share of the 12.6 Gy planned in 7" in said(found)


def test_a_phase_without_delivered_dose_is_bounded_by_its_plan_and_that_is_said(tmp_path):
    found = read(tmp_path, course("A"), phase("1", "A-1", None, None, planned=True), planned_phase("1", 1260, 7))
    assert numbers(letters(found)[0]) == [(12.6, 7, None)]
    assert "What dose 1 delivered is not stated" in said(found)


def test_a_phase_stopped_before_its_first_fraction_gave_nothing(tmp_path):
    found = read(
        tmp_path, course("A"), phase("1", "A-1", 800, 4), phase("2", "A-1", None, 0, status="stopped", planned=True),
        planned_phase("2", 1260, 7),
    )  # fmt: skip
    assert numbers(letters(found)[0]) == [(8.0, 4, 4), (12.6, 7, 0)]


def test_volumes_of_one_phase_are_never_added(tmp_path):
    both = phase("1", "A-1", 900, 3)
    both["extension"].append(dose("Boost", 1050))
    (letter,) = letters(read(tmp_path, course("A"), both))
    assert numbers(letter) == [(10.5, 3, 3)]


def test_what_no_phase_tells_of_is_asked_for_and_not_left_out(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 1700, fractions=7)), phase("1", "A-1", 900, 3))
    assert numbers(letters(found)[0]) == [(9.0, 3, 3), (8.0, None, None)]
    assert "8 Gy of the summary are in none of its phases" in said(found, blocking=True)


def test_phases_above_the_summary_count_and_are_told(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 800, fractions=3)), phase("1", "A-1", 900, 3))
    assert numbers(letters(found)[0]) == [(9.0, 3, 3)]
    assert "the summary states 8 Gy to PTV, its phases 9 Gy" in said(found)


def test_fractions_of_different_sizes_without_phases_bound_nothing(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 1340, fractions=7, uniform=False)))
    assert numbers(letters(found)[0]) == [(13.4, None, None)]
    assert "no phases are stated, so nothing bounds" in said(found, blocking=True)


def test_uneven_fractions_in_the_only_phase_are_asked_about(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 900, fractions=3, uniform=False)), phase("1", "A-1", 900, 3))
    assert "one phase only is stated" in said(found, blocking=True)


def test_volumes_of_different_fractions_without_phases_count_each(tmp_path):
    found = read(tmp_path, course("A", dose("Left", 900, fractions=3), dose("Right", 800, fractions=4)))
    assert numbers(letters(found)[0]) == [(9.0, 3, 3), (8.0, 4, 4)]
    assert "each volume counts as a phase" in said(found)


def test_a_phase_of_no_known_course_is_a_course(tmp_path):
    (letter,) = letters(read(tmp_path, phase("Boost", "nowhere", 800, 4)))
    assert (letter.label, numbers(letter)) == ("Boost", [(8.0, 4, 4)])


@pytest.mark.parametrize("status", ["entered-in-error", "not-done", "preparation"])
def test_a_course_that_was_not_given_counts_for_nothing_and_is_told(tmp_path, status):
    found = read(tmp_path, course("A", dose("PTV", 2500, fractions=5), status=status))
    assert letters(found) == []
    assert f"“{status}”: it was not given" in said(found)


def test_a_course_only_planned_counts_for_nothing_and_is_told(tmp_path):
    found = read(tmp_path, planned_course("A", 2500, 5))
    assert letters(found) == []
    assert "planned (25 Gy in 5), and nothing says that it was given" in said(found)


def test_a_course_that_goes_on_counts_as_far_as_it_went(tmp_path):
    found = read(
        tmp_path, course("A", status="in-progress"), planned_course("A", 8300, 44),
        phase("1", "A-1", 360, 2, status="in-progress", planned=True), planned_phase("1", 4500, 25, of="A"),
        planned_phase("2", 3800, 19, of="A"),
    )  # fmt: skip
    assert numbers(letters(found)[0]) == [(45.0, 25, 2)]
    assert "what was delivered so far counts" in said(found)
    assert "not begun: 2 (38 Gy in 19)" in said(found)


def test_more_sessions_than_fractions_are_told(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 2500, fractions=5), sessions=6))
    assert "A states 6 sessions, but 5 fractions" in said(found)


def test_a_re_irradiation_without_its_first_course_is_told(tmp_path):
    found = read(tmp_path, course("A", dose("PTV", 2500, fractions=5), again=True))
    assert "these files tell of no earlier course" in said(found)


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        # 7.2 Gy in 4, 1.8 Gy each: EQD2 7.2 · 4.3/4.5 = 6.88 Gy; BED at 2.5 Gy 7.2 · 1.72 = 12.384 Gy
        ((52.0, "EQD2Gy(a/b=2.5)"), "stated as 52 EQD2Gy(a/b=2.5); by LQ 7.2 Gy in 4 are 6.88 Gy"),
        ((52.0, "EQD2Gy"), "are that for no α/β at all"),
        ((7.0, "EQD2Gy"), "without its α/β, so it cannot be checked"),
        ((7.2, "RBE(factor = 1.1)"), "no EQD2 or BED that could be checked"),
        ((6.9, "EQD2Gy(a/b = 2.5)"), ""),
        ((12.38, "BED(a/b = 2.5)"), ""),
    ],
)
def test_a_stated_biological_dose_is_recomputed_and_never_used(tmp_path, stated, sentence):
    found = read(tmp_path, course("A", dose("Nodes", 720, fractions=4, metric=stated)))
    assert numbers(letters(found)[0]) == [(7.2, 4, 4)]
    assert sentence in said(found)
    assert ("A: the dose to Nodes" in said(found)) is bool(sentence)


def test_a_stated_biological_dose_of_a_course_is_recomputed_phase_by_phase(tmp_path):
    # α/β 3 Gy: 9 Gy in 3: 9 · 6/5 = 10.8; 8 Gy in 4: 8; together 18.8 Gy. Pooled 17 Gy in 7 would be 18.46 Gy
    parts = (phase("1", "A-1", 900, 3), phase("2", "A-1", 800, 4))
    right = read(
        tmp_path, course("A", dose("PTV", 1700, fractions=7, uniform=False, metric=(18.8, "EQD2Gy(a/b=3)"))), *parts
    )
    assert "is stated as" not in said(right)
    wrong = read(
        tmp_path, course("A", dose("PTV", 1700, fractions=7, uniform=False, metric=(20.0, "EQD2Gy(a/b=3)"))), *parts
    )
    assert "by LQ 9 Gy in 3 and 8 Gy in 4 are 18.8 Gy" in said(wrong)


@pytest.mark.parametrize(
    "modality", ["High dose brachytherapy (procedure)", "External beam radiation therapy protons (procedure)"]
)
def test_sources_inside_the_body_and_particles_bound_nothing(tmp_path, modality):
    (letter,) = letters(read(tmp_path, course("A", dose("PTV", 3000, fractions=5), modality=modality)))
    assert letter.unbounded
    (case,) = with_bundles((), [read(tmp_path, course("A", dose("PTV", 3000, fractions=5), modality=modality))])
    assert case.courses[0].fractions is None
    assert case.courses[0].phases[0].asked == (letter.unbounded,)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (dose("PTV", 2500, fractions=5, unit="%"), "unit “%”"),
        (dose("PTV", "2500", fractions=5), "'2500' is no number"),
        (dose("PTV", 2500, fractions=2.5), "2.5 is no whole number"),
        (dose("PTV", -100, fractions=5), "below 0 Gy"),
        (dose("PTV", 250000, fractions=5), "2500 Gy cannot be meant"),
    ],
)
def test_a_course_that_cannot_be_meant_is_told_and_left_out(tmp_path, bad, sentence):
    found = read(tmp_path, course("A", bad))
    assert letters(found) == []
    assert sentence in said(found, blocking=True)


def test_a_course_without_any_dose_is_told_and_left_out(tmp_path):
    found = read(tmp_path, course("A"))
    assert letters(found) == []
    assert "states no dose" in said(found, blocking=True)


def test_two_genders_leave_the_sex_open(tmp_path):
    birth = {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}
    (found,) = read_bundles([write_bundle(tmp_path, patient(extension=[birth]))])
    assert found.patient == PatientIdentity("17", "Doe^Jo", "19500506", "")
    assert "the sex is left open" in said(found)


def test_another_name_in_a_reference_is_told(tmp_path):
    one = course("A", dose("PTV", 2500, fractions=5), subject={"reference": "Patient/p", "display": "Jim Doe"})
    assert "calls the patient “Jim Doe”" in said(read(tmp_path, one))


def test_what_is_not_used_is_listed(tmp_path):
    found = read(tmp_path, {"resourceType": "Encounter", "id": "e", "subject": {"reference": "Patient/p"}},
                 {"resourceType": "Device", "id": "d"})  # fmt: skip
    assert "Not used: Device/d, Encounter/e." in said(found)


def test_two_patients_never_share_a_case(tmp_path):
    other = patient(id="q", identifier=[{"value": "18"}], name=[{"family": "Roe"}])
    second = course("B", dose("PTV", 800, fractions=1), subject={"reference": "Patient/q"})
    path = write_bundle(tmp_path, patient(), other, course("A", dose("PTV", 2500, fractions=5)), second)
    told = {found.patient.patient_id: [one.label for one in letters(found)] for found in read_bundles([path])}
    assert told == {"17": ["A"], "18": ["B"]}


def test_a_bundle_of_nobody_is_refused(tmp_path):
    with pytest.raises(CaseFileError, match="names no patient"):
        read_bundles([write_bundle(tmp_path, course("A", dose("PTV", 2500, fractions=5)))])


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"resourceType": "Patient"}', '{"resourceType": "Bundle", "entry": 3}']
)
def test_a_file_that_is_no_bundle_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CaseFileError, match=r"odd\.json"):
        read_bundles([path])


def test_bundles_are_told_by_their_content(tmp_path):
    one = write_bundle(tmp_path, patient())
    other = tmp_path / "matrix.json"
    other.write_text('{"resourceType": "Patient"}', encoding="utf-8")
    assert (is_bundle(one), is_bundle(other), is_bundle(tmp_path / "none.json")) == (True, False, False)
    assert not only_bundles(tmp_path, [one])
    other.unlink()
    assert only_bundles(tmp_path, [one])


def dicom_course(sop_uid):
    phase_ = Phase("p", "Plan", SourceFile(Path("RP.dcm"), "RP.dcm", sop_uid), 1, 25.0, 5, 5, ())
    when = When((StatedDate.at(PartialDate(2019, 3, 5), "RT plan"),))
    return Course("1.2.3", "Course 1", (phase_,), when, when)


def test_a_course_that_is_there_as_dicom_does_not_count_twice(tmp_path):
    reference = {
        "url": "http://x/codexrt-dicom-reference",
        "extension": [{"url": "instanceUid", "valueString": "1.2.9"}],
    }
    plan = phase("plan", "1", None, None)
    plan["code"] = {"coding": [{"code": "1255724003"}]}
    plan["extension"] = [reference]
    found = read(tmp_path, course("A"), phase("1", "A-1", 2500, 5), plan)
    case = Case(PatientIdentity("17", "Doe^Jo"), (dicom_course("1.2.9"),))
    (joined,) = with_bundles((case,), [found])
    assert [one.uid for one in joined.courses] == ["1.2.3"]
    assert "does not count again" in joined.problems[-1].sentence
    (both,) = with_bundles((Case(PatientIdentity("17", "Doe^Jo"), (dicom_course("1.2.8"),)),), [found])
    assert len(both.courses) == 2
    assert "it counts twice" in both.problems[-1].sentence
    assert both.edits == ()


def test_a_course_that_this_program_wrote_does_not_count_beside_its_own_dicom_files(tmp_path):
    own = dicom_course("1.2.8")
    alone = Case(PatientIdentity("17", "Doe^Jo"), (own,))
    path = tmp_path / "written.json"
    path.write_text(json.dumps(case_bundle(alone, datetime(2026, 11, 21, tzinfo=UTC))), encoding="utf-8")
    (joined,) = with_bundles((alone,), read_bundles([path]))
    assert joined.courses == (own,)
    assert "does not count again" in joined.problems[-1].sentence


def test_a_bundle_of_somebody_else_makes_its_own_case(tmp_path):
    cases = with_bundles(
        (Case(PatientIdentity("99", "Roe^Al")),), [read(tmp_path, course("A", dose("PTV", 800, fractions=1)))]
    )
    assert [(case.patient.patient_id, len(case.courses)) for case in cases] == [("99", 0), ("17", 1)]
