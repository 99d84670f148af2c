"""A course known only from a letter, in several phases: each with its own fraction size, never pooled.

By hand, for 3 of 7 fractions of 12.6 Gy (5.4 Gy in 3, 1.8 Gy each) and then 8 Gy in 4 (2 Gy each), EQD2 =
D (d + α/β) / (2 + α/β): α/β 3 Gy: 5.4 · 4.8/5 + 8 · 5/5 = 5.184 + 8 = 13.184 Gy (13.17 Gy, were 13.4 Gy in 7 pooled).
"""

import json
from dataclasses import replace

import pytest

from reirrad_gui.case import Case
from reirrad_gui.case.from_letters import letter_course, with_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument, LetterPhase, sums_of
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session import Session
from reirrad_gui.session.opening import open_case
from reirrad_gui.store.letters import letter_json, read_letter
from reirrad_gui.ui.course_edits.letter_rows import changing, entry_of

PHASES = (LetterPhase("Primary", 12.6, 7, 3, "2021-09-06", "2021-09-09"), LetterPhase("PlanChange", 8.0, 4, 4))


def letter(phases=PHASES, **fields):
    total_gy, fractions, delivered = sums_of(phases)
    return LetterCourse(
        "1", LetterDocument("Summary"), total_gy, fractions, delivered, entered_by="A. Reader", phases=phases, **fields
    )


def test_every_phase_of_the_letter_is_a_phase_of_the_course():
    course = letter_course(letter())
    said = [(p.label, p.prescribed_gy, p.planned_fractions, p.delivered_fractions) for p in course.phases]
    assert said == [("Primary", 12.6, 7, 3), ("PlanChange", 8.0, 4, 4)]
    assert course.phases[0].start.text == "6 Sep 2021"
    assert len({phase.uid for phase in course.phases}) == 2


def test_one_phase_stays_what_it_was():
    one = LetterCourse("1", LetterDocument("Letter"), 21.0, 3, entered_by="A. Reader")
    assert [phase.uid for phase in letter_course(one).phases] == ["1/phase"]


def test_a_phase_without_fractions_is_asked_for_by_its_name():
    course = letter_course(letter((PHASES[0], LetterPhase("Boost", 8.0))))
    assert course.fractions is None
    assert "8 Gy of Boost" in course.phases[1].asked[0]
    assert course.phases[0].asked == ()


def test_sums_that_are_not_those_of_the_phases_are_refused():
    with pytest.raises(EntryError, match="not the sums"):
        LetterCourse("1", LetterDocument("Summary"), 20.0, 11, 7, entered_by="A. Reader", phases=PHASES)


def test_a_phase_that_cannot_be_meant_is_refused():
    with pytest.raises(EntryError, match="900 Gy cannot be meant"):
        LetterPhase("1", 900.0, 3)


def written(tmp_path, one):
    path = tmp_path / "one.letter.json"
    path.write_text(json.dumps(letter_json(one)), encoding="utf-8")
    return path


def test_a_letter_file_keeps_its_phases(tmp_path):
    assert read_letter(written(tmp_path, letter())).letter.phases == PHASES


def test_the_bound_adds_the_eqd2_of_each_phase_and_shows_both_formulas(tmp_path):
    session = Session(open_case([written(tmp_path, letter(reached=("Rectum",)))]))
    rows = {row.organ: row for row in session.assessment.rows}
    result = rows["Rectum"].results[0]
    assert result.limit.alpha_beta_gy == 3.0
    assert result.upper.value == pytest.approx(13.184)
    step = next(step for step in result.steps if step.what == "Course 1")
    assert "Primary: at most 5.4 Gy physical" in step.formula
    assert "PlanChange: at most 8 Gy physical" in step.formula


def test_correcting_the_site_in_the_form_keeps_the_phases_and_other_numbers_are_refused():
    before = letter()
    corrected = replace(entry_of(before), site="prostate")
    assert changing(before, corrected, "2026-11-21").label.startswith("Change")
    with pytest.raises(EntryError, match="2 phases of different fraction sizes"):
        changing(before, replace(corrected, total_gy=13.4), "2026-11-21")


def test_a_course_that_nothing_bounds_stays_so_until_somebody_enters_its_dose_or_maximum():
    before = LetterCourse(
        "1",
        LetterDocument("Summary"),
        30.0,
        5,
        5,
        entered_by="A. Reader",
        unbounded="Given from sources inside the body.",
    )
    assert letter_course(before).fractions is None

    def changed(**fields):
        case = with_letter(Case(PatientIdentity()), before)
        step = changing(before, replace(entry_of(before), **fields), "2026-11-21")
        return step.edit(case).courses[0]

    assert changed(site="cervix").fractions is None
    assert changed(site="cervix").phases[0].asked == ("Given from sources inside the body.",)
    assert changed(maximum_percent=150.0).fractions == 5
    assert changed(total_gy=33.0).fractions == 5
