"""What could still be given, against closed forms: one dose everywhere in an organ is one point."""

from dataclasses import replace
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.case.from_letters import with_letter as letter_added
from reirrad_gui.constraints import Standing
from reirrad_gui.errors import EntryError
from reirrad_gui.lq import Regimen, deliverable_gy, isoeffective
from reirrad_gui.session import Assessor, Cancelled, Session, Settings, Ticket
from reirrad_gui.session.letters import reopened
from reirrad_gui.session.planner import Planner, PlanQuestion
from reirrad_gui.session.planner.ceilings import EACH, LIMIT, NEWEST, SHARE, largest_step
from reirrad_gui.session.planner.regimens import REGIMENS
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.what_if import WhatIf
from tests.support.answers import asked, cut, solved
from tests.support.opened_cases import (
    DECEMBER_2012,
    FRAME_1,
    IN_2018_OR_2019,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)
from tests.support.seed_letters import first


def ceiling(point, key, rule=LIMIT):
    return next(c for c in point.ceilings if (c.limit.key, c.rule) == (key, rule))


# --- the largest total --------------------------------------------------------------------------------------------


def test_after_21_gy_in_3_to_the_organ_five_fractions_leave_what_the_evidence_page_computes():
    # EVIDENCE (i): bladder 24.2 NR, 34.4 R12; rectum 24.2, 31.3; small bowel 20.0, 27.9; plexus 15.5, 22.9 Gy
    (point,) = solved(seed_case()).points
    expected = {
        "bladder-nr": 24.2, "bladder-r12": 34.4, "rectum-nr": 24.2, "rectum-r12": 31.3, "small-bowel-nr": 20.0,
        "small-bowel-r12": 27.9, "plexus-nr": 15.5, "plexus-r12": 22.9,
    }  # fmt: skip
    assert {key: ceiling(point, key).total_gy for key in expected} == pytest.approx(expected, abs=0.05)
    assert point.total.value == pytest.approx(15.49)
    assert [c.limit.key for c in point.limiting] == ["plexus-nr"]
    assert "SacralPlex" in point.limiting[0].text and "67 Gy" in point.limiting[0].text


@pytest.mark.parametrize("fractions", [1, 2, 3, 7, 10, 40])
def test_the_answer_for_one_dose_everywhere_is_the_algebra_of_the_linear_quadratic_model(fractions):
    (point,) = solved(seed_case(), (fractions,)).points
    for key, limit, given_gy, ratio in (
        ("bladder-nr", 80.0, 42.0, 3.0), ("rectum-r12", 100.0, 42.0, 3.0), ("plexus-nr", 67.0, 47.25, 2.0),
    ):  # fmt: skip
        assert ceiling(point, key).total_gy == cut(deliverable_gy(limit - given_gy, fractions, ratio))
    assert point.total.value == cut(deliverable_gy(67.0 - 47.25, fractions, 2.0))
    assert point.dose_per_fraction.value == cut(point.total.value / fractions)


def test_the_answer_keeps_every_limit_and_a_hundredth_of_a_gray_more_does_not():
    opened = seed_case(first=field(along_x(15.0, 0.2)), second=field(along_x(20.0, -0.25)))
    planner = Planner(opened)
    for point in planner.solve(asked(), (1, 3, 5, 10)).points:
        assert point.total.value
        for total_gy, kept in ((point.total.value, True), (point.total.value + 0.01, False)):
            assessment = Assessor(opened).assess(Settings(what_if=WhatIf("course 2", point.fractions, total_gy)))
            exceeded = [
                result.limit.key
                for row in assessment.rows
                for result in row.results
                if result.standing is Standing.EXCEEDED
            ]
            assert (exceeded == []) is kept
            assert kept or set(exceeded) <= {c.limit.key for c in point.limiting}


def test_more_fractions_never_allow_less():
    # with d smaller, EQD2 of the same total is smaller at every point
    opened = seed_case(first=field(along_x(15.0, 0.2)), second=field(along_x(20.0, -0.25)))
    totals = [point.total.value for point in solved(opened, range(1, 41)).points]
    assert totals == sorted(totals) and len(totals) == 40


def test_an_isoeffective_regimen_leaves_the_same_where_every_organ_has_one_dose():
    # 20/5 to the small bowel is exactly on its limit: so is each isoeffective total at its α/β of 3 Gy
    planner = Planner(seed_case(("Bowel_Small",)))
    for same in isoeffective(Regimen(5, 20.0), [1, 3, 8], alpha_beta_gy=3.0):
        (point,) = planner.solve(asked(), (same.fractions,)).points
        assert point.total.value == cut(same.total_gy)


def test_where_the_earlier_course_alone_exceeds_a_limit_nothing_is_left_and_that_is_said():
    # 33 Gy in 3 to everything: EQD2 (α/β 3) 33 (11 + 3)/5 = 92.4 > 70 and 80; (α/β 2) 33 (11 + 2)/4 = 107.25 > 67
    (point,) = solved(seed_case(first=field(uniform(33.0)))).points
    assert point.total.value == 0.0 and point.total.text == "0.00 Gy"
    assert "Without any dose of course 2 the other courses exceed it already" in point.reason
    assert point.limiting[0].exceeded_before
    assert (point.bed.value, point.eqd2.value, point.dose_per_fraction.value) == (0.0, 0.0, 0.0)


def test_exactly_on_the_limit_nothing_is_left_either():
    # 30 Gy in 5 to the small bowel: 30 (6 + 3)/5 = 54; 70 would be on the limit at 35 (7 + 3)/5
    opened = seed_case(("Bowel_Small",), first=field(uniform(35.0)))
    courses = (
        replace(opened.case.courses[0], phases=(replace(opened.case.courses[0].phases[0], planned_fractions=5),)),
    )
    doses = ((replace(opened.doses[0][0], phase=courses[0].phases[0]),), opened.doses[1])
    opened = replace(opened, case=replace(opened.case, courses=(*courses, opened.case.courses[1])), doses=doses)
    (point,) = solved(opened).points
    assert point.total.value == 0.0 and not point.limiting[0].exceeded_before
    assert point.reason.startswith("Less than 0.01 Gy is left")


def test_the_answer_is_no_clearance_and_names_every_organ_it_says_nothing_of():
    solution = solved(seed_case())
    texts = {one.organ: one.text for one in solution.not_part}
    assert texts["PenileBulb"].startswith("not part of the answer: PenileBulb: No cumulative limit found")
    assert "not contoured" in texts["CaudaEquina"]
    assert solution.clearance_text.startswith("Not a clearance") and "PenileBulb" in solution.clearance_text


def test_an_organ_named_only_by_suggestion_bounds_the_answer_but_is_not_cleared():
    solution = solved(seed_case(("Blase",)))
    (blase,) = [one for one in solution.not_part if one.organ == "Bladder"]
    assert blase.bounds_answer and "please confirm" in blase.text
    assert "Bladder bound it without being cleared by it" in solution.clearance_text
    assert solution.points[0].limiting[0].organ == "Bladder"


def half_covered(high_gy):
    """Course 1 is known for x < 0 only; the grid's edge says what the rest may have got at most."""
    first = field(uniform(high_gy), high_mm=(0, 60, 60))
    return seed_case(("Bladder",), first=first)


def test_a_dose_that_is_partly_unknown_counts_as_the_worst_it_can_be():
    # the unknown half may have got the grid's edge, 21 Gy as well: the same answer as if it were known
    (point,) = solved(half_covered(21.0)).points
    assert point.total.value == cut(deliverable_gy(38.0, 5, 3.0))
    solution = solved(half_covered(33.0))
    # 33/3: 92.4 Gy exceeds 80 for certain in the known half
    assert solution.points[0].total.value == 0.0 and "exceed it already" in solution.points[0].reason


def test_a_course_that_lies_nowhere_may_exceed_a_limit_and_then_nothing_is_left():
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 33.0, 3, frame=FRAME_1, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (field(uniform(33.0)), field(uniform(20.0))), (drawn,))
    (point,) = solved(opened).points
    assert point.total.value == 0.0
    assert "may exceed it already: between 0.0 and 92.4 Gy" in point.reason


def test_what_nothing_bounds_takes_no_part():
    drawn = structure_set(box("Bladder", 1), box("Rectum", 2))
    courses = (course(1, None, None), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    solution = solved(opened)
    (point,) = solution.points
    assert point.total.value is None and point.regimen is None and "No limit that can be assessed" in point.reason
    assert "nothing bounds it" in next(one.text for one in solution.not_part if one.organ == "Bladder")


def test_where_the_scaled_course_reaches_no_organ_no_limit_bounds_it():
    opened = seed_case(("Bladder",), second=field(uniform(0.0)))
    (point,) = solved(opened).points
    assert point.total.value is None and "No limit is reached up to 200 Gy" in point.reason


def test_a_range_of_recovery_counts_with_the_least_and_a_limit_that_contains_recovery_is_left_out():
    question = asked(recovery=Recovery("user", 50.0, "test"))
    (point,) = solved(seed_case(), (5,), question).points
    # half of 47.25 is left at the plexus: 67 − 23.625
    assert ceiling(point, "plexus-nr").total_gy == cut(deliverable_gy(67.0 - 23.625, 5, 2.0))
    assert {c.limit.key for c in point.ceilings} == {"bladder-nr", "rectum-nr", "small-bowel-nr", "plexus-nr"}


def test_large_fractions_carry_the_caution_of_the_model():
    one, five = solved(seed_case(("Bladder",)), (1, 5)).points
    assert one.total.value == pytest.approx(12.36) and "beyond the accepted range" in one.caution
    assert five.caution == ""


def with_letter(opened):
    """The first course, 21 Gy in 3, known from a letter only."""
    return reopened(opened, letter_added(opened.case, first()))


def only_second(*names):
    drawn = structure_set(*(box(name, i) for i, name in enumerate(names)))
    second = course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid)
    return opened_case((second,), (field(uniform(20.0)),), (drawn,))


def test_a_course_known_from_a_letter_counts_with_its_whole_prescription():
    (point,) = solved(with_letter(only_second("Bladder", "SacralPlex"))).points
    assert ceiling(point, "plexus-nr").total_gy == cut(deliverable_gy(67.0 - 47.25, 5, 2.0))
    assert ceiling(point, "bladder-nr").total_gy == cut(deliverable_gy(80.0 - 42.0, 5, 3.0))


def test_an_organ_that_nobody_drew_and_a_letter_speaks_of_is_held_against_the_answer():
    # only the bladder bounds the answer, 24.22 Gy; the plexus, not drawn, may then have got 47.25 + 41.4 Gy
    solution = solved(with_letter(only_second("Bladder")))
    (point,) = solution.points
    assert point.total.value == 24.22
    assert "SacralPlex" in {one.organ for one in solution.not_part}
    assert "SacralPlex" in solution.clearance_text


# --- what one limit asks of single courses ------------------------------------------------------------------------


def cord(first_gy=10.0, second_gy=20.0, **kwargs):
    return seed_case(("ThecalSac", "SpinalCord"), field(uniform(first_gy)), field(uniform(second_gy)), **kwargs)


HYTEC = "cord-nieder-hytec"


def hytec(opened, fractions=(5,)):
    return solved(opened, fractions, asked(constraint_set=HYTEC))


def keys_of(point):
    return {(c.limit.key, c.rule) for c in point.ceilings}


def test_the_newest_course_alone_its_share_and_each_course_are_limits_too():
    # course 1: 10 Gy in 3, EQD2 (α/β 2) 10 (10/3 + 2)/4 = 13.333
    (point,) = hytec(cord()).points
    rules = {(c.rule, c.limit.key): c.total_gy for c in point.ceilings}
    newest = [gy for (rule, _), gy in rules.items() if rule == NEWEST]
    share = [gy for (rule, _), gy in rules.items() if rule == SHARE]
    each = [gy for (rule, _), gy in rules.items() if rule == EACH]
    assert newest and set(newest) == {cut(deliverable_gy(25.0, 5, 2.0))}
    # at most half of the sum: as much as course 1 gave
    assert share and set(share) == {cut(deliverable_gy(10 * (10 / 3 + 2) / 4, 5, 2.0))}
    assert each and set(each) == {cut(deliverable_gy(98 / 2, 5, 2.0))}  # BED 98 Gy2 is EQD2 49 Gy
    assert point.total.value == share[0] and point.limiting[0].rule == SHARE
    assert "50 % of the sum" in point.limiting[0].text


def test_what_a_limit_asks_of_the_newest_course_says_nothing_of_an_earlier_one():
    opened = cord()
    solution = Planner(opened).solve(PlanQuestion(Settings(constraint_set=HYTEC), course=0), (3,))
    assert {c.rule for c in solution.points[0].ceilings} == {LIMIT, EACH}


# --- what is left -------------------------------------------------------------------------------------------------


def test_what_is_left_is_told_at_the_organ_and_as_a_prescription_and_never_mixed():
    # course 2 gives the organ half of its prescription: twice as much may be prescribed
    opened = seed_case(("Bladder",), second=field(uniform(10.0)))
    found = Planner(opened).remaining(asked(), (1, 5))
    (row, _) = found.rows
    assert row.eqd2_left.value == pytest.approx(38.0)
    assert [f.value for f in row.at_the_organ] == [12.36, 24.22]
    assert [f.value for f in row.prescription] == pytest.approx([24.72, 48.44], abs=0.011)
    assert "physical dose at the organ" in row.at_the_organ[0].quantity
    assert "prescription of this plan's geometry" in row.prescription[0].quantity
    assert "no prescription" in found.at_the_organ_text and found.fractions == (1, 5)


def test_where_nothing_is_left_the_rows_say_so():
    (row, *_) = Planner(seed_case(("Bladder",), first=field(uniform(33.0)))).remaining(asked(), (5,)).rows
    assert row.eqd2_left.value == pytest.approx(80.0 - 92.4)
    assert [f.value for f in (*row.at_the_organ, *row.prescription)] == [0.0, 0.0]
    assert "exceed it already" in row.reason


def test_what_cannot_be_told_has_its_reason_in_every_figure():
    drawn = structure_set(box("Bladder", 1))
    courses = (course(1, None, None), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    opened = opened_case(courses, (field(uniform(21.0)), field(uniform(20.0))), (drawn,))
    (row, *_) = Planner(opened).remaining(asked(), (5,)).rows
    for figure in (row.eqd2_left, *row.at_the_organ, *row.prescription):
        assert figure.value is None and "nothing bounds it" in figure.reason


# --- regimens side by side ----------------------------------------------------------------------------------------


def test_the_column_of_the_regimen_that_was_given_is_the_panel_as_it_is():
    opened = seed_case()
    table = Planner(opened).candidates(asked(), [Regimen(5, 20.0), Regimen(6, 24.0)])
    plain = Assessor(opened).assess(Settings())
    assert [row.organ for row in table.rows] == [row.organ for row in plain.rows]
    for row, shown in zip(table.rows, plain.rows, strict=True):
        given, same, other = row.cells
        assert given.results == shown.results and given.standing is shown.standing
        assert [r.cumulative for r in same.results] == [r.cumulative for r in shown.results]
        assert [r.remaining_eqd2 for r in same.results] == [r.remaining_eqd2 for r in shown.results]
        assert (same.standing, same.headline) == (shown.standing, shown.headline)
        assert not other.results or other.results != shown.results


def test_every_column_is_the_assessment_of_its_regimen():
    opened = seed_case()
    regimens = [one.regimen for one in REGIMENS]
    table = Planner(opened).candidates(asked(), regimens)
    assert [c.title for c in table.columns[:3]] == ["as given: 20 Gy / 5", "8 Gy / 1", "20 Gy / 5"]
    for place, regimen in enumerate(regimens, 1):
        what_if = WhatIf("course 2", regimen.fractions, regimen.total_gy)
        rows = {row.organ: row for row in Assessor(opened).assess(Settings(what_if=what_if)).rows}
        for row in table.rows:
            assert row.cells[place].standing is rows[row.organ].standing
            assert [r.cumulative for r in row.cells[place].results] == [r.cumulative for r in rows[row.organ].results]


def test_a_column_tells_the_prescription_and_the_target_at_the_tumours_alpha_beta():
    # EVIDENCE (i): 24/6 at α/β 1.5: BED 88.00, EQD2 37.71; 24/3: 152.0 and 65.14, 8 Gy a fraction
    question = PlanQuestion(Settings(), tumour_alpha_beta_gy=1.5)
    table = Planner(seed_case()).candidates(question, [Regimen(6, 24.0), Regimen(3, 24.0), Regimen(2, 24.0)])
    six, three, two = table.columns[1:]
    assert (six.bed.value, six.eqd2.value) == pytest.approx((88.0, 37.714), abs=0.001)
    assert (three.bed.value, three.eqd2.value) == pytest.approx((152.0, 65.143), abs=0.001)
    (ptv,) = six.targets
    assert (ptv.name, ptv.mean.value, ptv.d95.value) == (
        "PTV",
        pytest.approx(37.714, abs=0.001),
        pytest.approx(37.714, abs=0.001),
    )
    assert (six.caution, three.caution) == ("", "") and "Fractions above 10 Gy" in two.caution
    assert six.listed is REGIMENS[3] and table.tumour_alpha_beta.value == 1.5


def test_the_near_minimum_of_a_target_is_what_95_percent_of_it_get_at_least():
    # 15 to 25 Gy along x over the target: 95 % get at least 15.5 Gy; EQD2 (α/β 10) 15.5 (3.1 + 10)/12
    opened = seed_case(("PTV",), second=field(along_x(20.0, 0.25)))
    (ptv,) = Planner(opened).candidates(asked(), [Regimen(5, 20.0)]).columns[1].targets
    assert ptv.d95.value == pytest.approx(15.5 * 13.1 / 12, rel=0.01)


def test_a_course_whose_fractions_nobody_knows_is_compared_without_numbers_of_its_own():
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case((course(1, 20.0, None, structure_set_uid=drawn.uid),), (field(uniform(20.0)),), (drawn,))
    table = Planner(opened).candidates(asked(), [Regimen(5, 20.0)])
    given, tried = table.columns
    assert given.regimen is None and given.eqd2.value is None and tried.eqd2.value is not None
    assert table.rows[0].cells[0].standing is Standing.NOT_ASSESSABLE
    assert table.rows[0].cells[1].standing is Standing.WITHIN


# --- what is asked ------------------------------------------------------------------------------------------------


def test_a_regimen_that_is_being_tried_is_left_aside():
    opened = seed_case()
    tried = Planner(opened).solve(asked(what_if=WhatIf("course 2", 10, 60.0)), (5,))
    assert tried.points[0].total == solved(opened).points[0].total


@pytest.mark.parametrize("fractions", [(), (0,), (41,), (5, -1)])
def test_numbers_of_fractions_that_cannot_be_meant_are_refused(fractions):
    with pytest.raises(EntryError, match=r"from 1 to 40|between 1 and 40"):
        solved(seed_case(), fractions)


def test_an_alpha_beta_that_cannot_be_meant_is_refused():
    with pytest.raises(EntryError, match="cannot be meant"):
        PlanQuestion(Settings(), tumour_alpha_beta_gy=0.0)


def test_a_course_that_cannot_be_scaled_is_refused():
    with pytest.raises(EntryError, match="no course 5"):
        solved(seed_case(), (5,), PlanQuestion(Settings(), course=4))


def test_the_frontier_tells_the_range_of_alpha_beta_taken_for_prostate_cancer():
    (point,) = solved(seed_case()).points
    regimen = Regimen(5, point.total.value)
    assert [(ratio, f.value) for ratio, f in point.eqd2_band] == [
        (1.5, pytest.approx(regimen.eqd2_gy(1.5))), (3.0, pytest.approx(regimen.eqd2_gy(3.0))),
    ]  # fmt: skip


def test_the_sessions_planner_leaves_what_is_shown_as_it_is():
    session = Session(seed_case())
    before = session.assessment
    session.planner.solve(PlanQuestion(session.settings), (1, 5))
    assert session.assessment is before and session.settings == Settings()
    session.do("Set α/β", lambda s: s.with_alpha_beta("Bladder", 5.0))
    assert session.planner.solve(PlanQuestion(session.settings), (5,)).points[0].total.value == 15.49


def test_the_work_is_reported_and_stops_when_asked_to():
    seen = []
    ticket = Ticket(lambda progress: seen.append(progress) or (ticket.cancel() if len(seen) == 2 else None))
    with pytest.raises(Cancelled):
        Planner(seed_case()).solve(asked(), (1, 2, 3), ticket.step)
    assert [p.done for p in seen] == [0, 1] and "largest dose in 1 fraction" in seen[0].text
    for question in (Planner.candidates, Planner.remaining):
        stopped = Ticket(lambda _: None)
        stopped.cancel()
        with pytest.raises(Cancelled):
            question(Planner(seed_case()), asked(), (), stopped.step) if question is Planner.candidates else question(
                Planner(seed_case()), asked(), (5,), stopped.step
            )


# --- the search ---------------------------------------------------------------------------------------------------


@given(
    values=st.lists(st.floats(0, 10), min_size=1, max_size=300),
    bound=st.floats(0, 12),
    guess=st.one_of(st.none(), st.integers(-5, 400)),
)
def test_the_search_finds_the_last_step_of_any_rising_value(values, bound, guess):
    rising = np.maximum.accumulate(values)
    kept = np.flatnonzero(rising <= bound + 1e-9)
    expected = 0 if not kept.size else None if kept.size == rising.size else int(kept[-1])
    assert largest_step(lambda step: float(rising[step]), bound, rising.size - 1, guess) == expected


@given(fractions=st.integers(1, 40), earlier=st.floats(0, 75), share=st.floats(0.05, 1.3))
def test_the_search_meets_the_algebra_at_one_point_in_few_steps(fractions, earlier, share):
    asked_for = []

    def value(step):
        asked_for.append(step)
        dose = share * step / 100.0
        return earlier + dose * (dose / fractions + 3.0) / 5.0

    def straight(gray):
        return deliverable_gy(max(gray - earlier, 0.0), fractions, 3.0)

    found = largest_step(value, 80.0, 20_000, straight=straight)
    exact = deliverable_gy(80.0 - earlier, fractions, 3.0) / share
    assert found is None if exact >= 200.0 else abs(found - floor(100.0 * exact)) <= 1
    assert len(asked_for) <= 12
