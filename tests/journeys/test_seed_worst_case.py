"""The case report's worst case from two letters: every organ reached in full by 21 Gy in 3 and 20 Gy in 5.

Numbers: BED = D (1 + d/(α/β)), EQD2 = BED / (1 + 2/(α/β)) (Fowler, Br J Radiol 62 (1989) 679-694), worked out by hand
below. Limits: Slevin 2021, Radiother Oncol, doi 10.1016/j.radonc.2021.09.010. Dates: the report; course 2 is undated
there, after a scan of 2018.
"""

import json

import pytest

from reirrad_gui.cli import main
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.opening import open_case
from reirrad_gui.session.settings import Recovery
from tests.support.seed_letters import write_seed_letters

TABLE = {  # α/β: EQD2 of 21 in 3 (7 Gy each), of 20 in 5 (4 Gy each), their sum
    2.0: (21 * (7 + 2) / 4, 20 * (4 + 2) / 4, 77.25),
    2.5: (21 * (7 + 2.5) / 4.5, 20 * (4 + 2.5) / 4.5, 73.0 + 2 / 9),
    3.0: (21 * (7 + 3) / 5, 20 * (4 + 3) / 5, 70.0),
    5.0: (21 * (7 + 5) / 7, 20 * (4 + 5) / 7, 61.0 + 5 / 7),
    10.0: (21 * (7 + 10) / 12, 20 * (4 + 10) / 12, 53.0 + 1 / 12),
}


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    return write_seed_letters(tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def assessed(letters, tmp_path_factory):
    """What the command line says of the two letters, and nothing else."""
    told = tmp_path_factory.mktemp("told") / "assessment.json"
    assert main(["assess", "--letter", str(letters[0]), "--letter", str(letters[1]), "--json", str(told)]) == 0
    return json.loads(told.read_text(encoding="utf-8"))


def limit(assessed, organ, limit_gy):
    return next(c for c in assessed["constraints"] if (c["organ"], c["limit_gy"]) == (organ, limit_gy))


@pytest.mark.parametrize(("alpha_beta_gy", "expected"), TABLE.items())
def test_the_courses_and_their_sum_at_every_alpha_beta_of_the_table(letters, alpha_beta_gy, expected):
    settings = Settings().with_alpha_beta("Rectum", alpha_beta_gy)
    session = Session(open_case([], letters=letters), settings)
    row = next(r for r in session.assessment.rows if r.organ == "Rectum")
    result = row.results[0]
    each = [high.value for _, high in result.per_course_bounds]
    assert each == pytest.approx(expected[:2], abs=1e-9)
    assert result.upper.value == pytest.approx(expected[2], abs=1e-9)
    assert result.sum_of_maxima.value == pytest.approx(expected[2], abs=1e-9)


def test_small_bowel_lies_exactly_on_its_limit_of_70_and_is_near_it_not_within_and_not_above(assessed):
    bowel = limit(assessed, "Bowel_Small", 70.0)
    assert bowel["bounds_gy"] == {"lower": 0.0, "upper": pytest.approx(70.0, abs=1e-9)}
    assert bowel["status"] == "near"
    assert bowel["row_status"] == "near"
    assert "70.000 Gy EQD2 (α/β 3 Gy)" in bowel["reason"]
    assert "exactly on the limit of 70 Gy" in bowel["reason"]
    assert limit(assessed, "Bowel_Small", 90.0)["status"] == "within"


def test_the_plexus_fails_67_in_the_worst_case_and_passes_85_which_needs_a_year(assessed):
    strict, recovered = limit(assessed, "SacralPlex", 67.0), limit(assessed, "SacralPlex", 85.0)
    assert strict["bounds_gy"]["upper"] == pytest.approx(77.25, abs=1e-9)
    assert strict["status"] == "not assessable"
    assert "In that worst case the limit of 67 Gy (no recovery assumed) is exceeded by 10.3 Gy" in strict["reason"]
    assert recovered["status"] == "near"  # 77.25 of 85: the last tenth begins at 76.5
    assert recovered["worst_case"]
    assert recovered["source"]["minimum_gap_months"] == 12
    assert assessed["interval"]["min_months"] == 59


def test_without_dates_the_limit_that_contains_a_year_of_recovery_stays_open(letters):
    from tests.support.seed_letters import first, second, write_letter

    undated = (
        write_letter(letters[0].parent / "..", "undated-1", first(start="", end="")),
        write_letter(letters[0].parent / "..", "undated-2", second(start="")),
    )
    session = Session(open_case([], letters=undated))
    plexus = next(r for r in session.assessment.rows if r.organ == "SacralPlex")
    assert [r.standing.word for r in plexus.results] == ["not assessable", "not assessable"]


@pytest.mark.parametrize(("organ", "limit_gy", "status"), [
    ("Bladder", 80.0, "within"), ("Bladder", 110.0, "within"), ("Rectum", 80.0, "within"), ("Rectum", 100.0, "within"),
])  # fmt: skip
def test_bladder_and_rectum_keep_both_limits_with_70_even_in_the_worst_case(assessed, organ, limit_gy, status):
    found = limit(assessed, organ, limit_gy)
    assert found["bounds_gy"]["upper"] == pytest.approx(70.0, abs=1e-9)
    assert (found["status"], found["worst_case"]) == (status, True)


@pytest.mark.parametrize(("percent", "expected"), [(0.0, 77.25), (25.0, 65.4375), (50.0, 53.625), (65.0, 46.5375)])
def test_recovery_takes_its_share_of_the_first_course_alone(letters, percent, expected):
    # α/β 2: 47.25 (1 − r) + 30
    recovery = Recovery("user", percent, "worked example")
    session = Session(open_case([], letters=letters), Settings(recovery=recovery))
    plexus = next(r for r in session.assessment.rows if r.organ == "SacralPlex")
    assert plexus.results[0].upper.value == pytest.approx(expected, abs=1e-9)


def test_a_limit_that_contains_recovery_is_refused_under_a_discount(letters):
    settings = Settings(recovery=Recovery("user", 50.0, "worked example"))
    session = Session(open_case([], letters=letters), settings)
    plexus = next(r for r in session.assessment.rows if r.organ == "SacralPlex")
    assert plexus.results[1].reason.startswith("Refused: the limit of 85 Gy already contains recovery")


def test_the_json_names_document_person_and_organs_of_each_letter(assessed):
    for course in assessed["courses"]:
        assert course["known_from"] == "letter"
        assert course["letter"]["document"]["title"] == "Case report, methods and discussion"
        assert course["letter"]["entered_by"] == "Test author"
        assert course["letter"]["may_have_reached"] == ["Bowel_Small", "Bladder", "Rectum", "SacralPlex"]
        assert course["letter"]["maximum_percent"] == 100.0
    assert assessed["classification"]["type"] == "undetermined"
    assert [i["path"] for i in assessed["provenance"]["inputs"]] == ["course-1.letter.json", "course-2.letter.json"]


def test_check_tells_what_was_entered(letters, capsys):
    assert main(["check", "--letter", str(letters[0]), "--letter", str(letters[1])]) == 0
    said = capsys.readouterr().out
    assert said.count("Known only from a letter: Case report, methods and discussion; entered by Test author") == 2
    assert "Organs it may have reached: Bowel_Small, Bladder, Rectum, SacralPlex." in said


def test_neither_folder_nor_letter_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as left:
        main(["assess"])
    assert left.value.code == 2
    assert "--letter" in capsys.readouterr().err


def test_a_letter_file_that_is_not_there_is_said(capsys, tmp_path):
    assert main(["check", "--letter", str(tmp_path / "gone.json")]) == 1
    assert "does not exist" in capsys.readouterr().err
