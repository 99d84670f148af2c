"""A published two-course CodeX bundle, without any DICOM: on the timeline, and assessed as courses known from papers.

By hand from the bundle: course 1 2500 cGy in 5 (5 Gy each), course 2 2000 cGy in 5 (4 Gy each); EQD2 = D (d + α/β) /
(2 + α/β) (Fowler, Br J Radiol 62 (1989) 679-694):
α/β 3 Gy: 25 · 8/5 = 40 and 20 · 7/5 = 28, together 68 Gy;
α/β 2 Gy: 25 · 7/4 = 43.75 and 20 · 6/4 = 30, together 73.75 Gy.
From 14 September 2020 to 20 September 2021 are 371 days, 12 complete months.
"""

import json

import pytest

from reirrad_gui.cli import main
from reirrad_gui.session import Session, open_case
from reirrad_gui.ui.timeline.items import timeline_items

NAME = "xrts-05-brainmets-2-courses-reirradiation.json"


@pytest.fixture(scope="module")
def bundle(shared_data):
    path = shared_data / "fhir" / NAME
    if not path.is_file():
        pytest.skip("the published FHIR bundles are not on this computer")
    return path


@pytest.fixture(scope="module")
def assessed(bundle, tmp_path_factory):
    told = tmp_path_factory.mktemp("told") / "fhir.json"
    assert main(["assess", str(bundle), "--json", str(told)]) == 0
    return json.loads(told.read_text(encoding="utf-8"))


def test_both_courses_are_there_with_their_days_and_where_they_are_known_from(assessed):
    told = [
        (c["label"], c["known_from"], c["prescription"]["total_gy"], c["delivered_fractions"], c["start"]["text"])
        for c in assessed["courses"]
    ]
    assert told == [
        ("C1BrainMets", "letter", 25.0, 5, "7 Sep 2020"),
        ("C2BrainMets", "letter", 20.0, 5, "20 Sep 2021"),
    ]
    assert all(c["letter"]["document"]["title"] == f"FHIR bundle {NAME}" for c in assessed["courses"])
    assert (assessed["interval"]["min_days"], assessed["interval"]["max_months"]) == (371, 12)


@pytest.mark.parametrize(("alpha_beta_gy", "most_gy"), [(3.0, 68.0), (2.0, 73.75)])
def test_organs_are_bounded_by_both_courses_each_in_its_own_fractions(assessed, alpha_beta_gy, most_gy):
    found = [c for c in assessed["constraints"] if c["alpha_beta_gy"] == alpha_beta_gy]
    assert found
    for one in found:
        assert one["bounds_gy"]["upper"] == pytest.approx(most_gy)
        assert one["bounds_gy"]["lower"] == 0.0


def test_a_limit_above_the_bound_is_kept_and_one_below_it_stays_open(assessed):
    told = {(c["organ"], c["limit_gy"]): c["status"] for c in assessed["constraints"]}
    assert told[("Rectum", 80.0)] == "within"  # 68 Gy at most
    assert told[("CaudaEquina", 67.0)] == "not assessable"  # 73.75 Gy at most, 0 at least


def test_what_is_odd_in_the_bundle_is_said(assessed):
    said = " ".join(assessed["warnings"])
    assert "C1BrainMets states 6 sessions, but 5 fractions" in said
    assert "2 volumes are called “Brain Mets”" in said


def test_check_lists_what_was_understood_and_what_was_set_aside(bundle, capsys):
    assert main(["check", str(bundle)]) == 0
    said = capsys.readouterr().out
    assert "understood 2 courses in 2 phases" in said
    assert "Older versions set aside: Procedure/RadiotherapyCourseSummary-XRTS-05-22B-01-BrainMets-1P-1V-1Fx" in said


def test_a_folder_with_the_bundle_alone_is_enough(bundle, tmp_path):
    (tmp_path / NAME).write_bytes(bundle.read_bytes())
    opened = open_case([tmp_path])
    assert [course.label for course in opened.case.courses] == ["C1BrainMets", "C2BrainMets"]
    assert not [p for p in opened.case.problems if "DICOM" in p.sentence]


def test_nothing_that_is_shown_calls_a_bundle_a_letter(assessed):
    told = json.dumps({key: said for key, said in assessed.items() if key not in ("courses", "provenance")})
    assert "Course 1 is known only from a FHIR bundle" in told
    assert "letter" not in told
    assert {course["letter"]["document"]["kind"] for course in assessed["courses"]} == {"FHIR bundle"}


def test_both_courses_stand_on_the_timeline(bundle):
    session = Session(open_case([bundle]))
    assessment = session.assessment
    items = timeline_items(session.case.events, assessment.courses, assessment.gaps)
    labels = " ".join(label for item in items for label in item.labels)
    assert "Course 1 · FHIR bundle · 25 Gy / 5" in labels
    assert "20 Gy / 5" in labels
    assert "12 months" in labels


def test_the_case_written_as_a_bundle_reads_back_the_same(bundle, tmp_path, capsys):
    to = tmp_path / "out.json"
    assert main(["fhir", str(bundle), "--to", str(to)]) == 0
    before, after = open_case([bundle]), open_case([to])
    assert (after.case.patient, after.case.courses) == (before.case.patient, before.case.courses)
    assert main(["fhir", str(bundle), "--to", str(to)]) == 1
    assert "is there already" in capsys.readouterr().err
