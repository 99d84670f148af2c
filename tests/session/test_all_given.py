"""Records that stop short of the plan: what is on record counts, and what all planned fractions would change is said.

The sacral plexus (67 Gy, α/β 2 Gy) received 25 Gy in 5 and 20 Gy in 5. With 3 of 5 of the first course
15 (5 + 2)/4 + 20 (4 + 2)/4 = 26.25 + 30 = 56.25 Gy, within; with all 5 25 (5 + 2)/4 + 30 = 73.75 Gy, above the limit.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.constraints import WORST_FIRST, Standing
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.uncertainty import uncertainty
from reirrad_gui.session.what_if import WhatIf
from tests.support.opened_cases import (
    DECEMBER_2012,
    IN_2018_OR_2019,
    box,
    course,
    field,
    opened_case,
    structure_set,
    uniform,
)

SENTENCE = (
    "Within only because 3 of 5 fractions of course 1 count as delivered: with all 5 fractions, D0.1cc is 73.8 Gy, "
    "above the limit of 67 Gy."
)
PROVISIONAL = (
    "Provisional: nobody confirmed that only 3 of 5 fractions of course 1 were given, and accumulated doses rest on it."
)


def counted(number, gy, planned, recorded, only_on_record, **more):
    """A course of which so many fractions are on record."""
    found = course(number, gy, planned, delivered=recorded, **more)
    return replace(found, phases=(replace(found.phases[0], only_on_record=only_on_record),))


def two(first=(25.0, 5, 3), second=(20.0, 5, None), *, only_on_record=True, organs=("SacralPlex",)):
    drawn = structure_set(*(box(name, i) for i, name in enumerate(organs)))
    courses = (
        counted(1, *first, only_on_record, start=DECEMBER_2012, end=DECEMBER_2012),
        counted(2, *second, only_on_record, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    return opened_case(courses, (field(uniform(first[0])), field(uniform(second[0]))), (drawn,))


def assessed(opened, wanted=None):
    return Assessor(opened).assess(wanted or Settings())


def plexus(assessment):
    return next(row for row in assessment.rows if row.organ == "SacralPlex")


def test_what_is_on_record_counts_and_a_within_that_rests_on_it_says_so():
    found = assessed(two())
    row = plexus(found)
    assert row.standing is Standing.WITHIN
    assert row.shown.cumulative.value == pytest.approx(56.25)
    assert row.if_all_given.standing is Standing.EXCEEDED
    assert row.if_all_given.cumulative.value == pytest.approx(73.75)
    assert row.if_all_given.condition == "if only 3 of 5 given"
    assert row.if_all_given.sentence == SENTENCE
    assert row.headline.startswith(SENTENCE) and row.shown.reason.startswith(SENTENCE)
    assert found.provisional == found.short_records == PROVISIONAL
    assert found.courses[0].prescription_text == "25 Gy / 3 of 5 on record"
    assert found.courses[0].course.phases[0].fractions_text == (
        "3 of 5 fractions on record, taken as all that were delivered; nobody confirmed it"
    )


def test_a_within_that_would_only_be_near_is_told_apart():
    # 15 Gy in 5: 15 (3 + 2)/4 = 18.75; 26.25 + 18.75 = 45 Gy; 43.75 + 18.75 = 62.5 Gy, over 90 % of 67 Gy
    row = plexus(assessed(two(second=(15.0, 5, None))))
    assert (row.standing, row.if_all_given.standing) == (Standing.WITHIN, Standing.NEAR)
    assert row.if_all_given.sentence.endswith("with all 5 fractions, D0.1cc is 62.5 Gy, near the limit of 67 Gy.")


def test_a_verdict_that_all_planned_fractions_do_not_change_carries_no_condition_but_the_doubt_stays():
    # 5 Gy in 5: 5 (1 + 2)/4 = 3.75; 43.75 + 3.75 = 47.5 Gy: within, too
    found = assessed(two(second=(5.0, 5, None)))
    assert plexus(found).if_all_given is None and plexus(found).shown.if_all_given is None
    assert found.provisional == PROVISIONAL


@pytest.mark.parametrize(("typed", "gy", "standing"), [(3, 56.25, Standing.WITHIN), (5, 73.75, Standing.EXCEEDED)])
def test_a_number_that_a_person_entered_settles_it(typed, gy, standing):
    found = assessed(two(), Settings().with_delivered_fractions("phase 1", typed))
    row = plexus(found)
    assert (row.standing, row.if_all_given, found.provisional) == (standing, None, "")
    assert row.shown.cumulative.value == pytest.approx(gy)


@pytest.mark.parametrize(
    "opened",
    [two(only_on_record=False), two((25.0, 5, 5)), two((25.0, 5, None)), two((25.0, None, 3))],
    ids=["treatment is said to have ended", "all on record", "no record", "no plan"],
)
def test_nothing_is_said_where_no_number_is_in_doubt(opened):
    found = assessed(opened)
    assert (found.provisional, found.short_records) == ("", "")
    assert all(row.if_all_given is None for row in found.rows)
    assert not any(one.kind == "delivered" for one in uncertainty(opened, Settings(), draws=100).assumptions)


def test_a_regimen_that_is_tried_has_no_records():
    tried = replace(Settings(), what_if=WhatIf("course 1", 5, 25.0))
    assert assessed(two(), tried).short_records == ""


def test_several_courses_in_doubt_are_asked_together():
    # 4 of 5 of the second: 16 (4 + 2)/4 = 24; 26.25 + 24 = 50.25 Gy
    found = assessed(two(second=(20.0, 5, 4)))
    row = plexus(found)
    assert row.shown.cumulative.value == pytest.approx(50.25)
    assert row.if_all_given.cumulative.value == pytest.approx(73.75)
    assert row.if_all_given.condition == "if only those on record given"
    assert "3 of 5 fractions of course 1 and 4 of 5 fractions of course 2" in found.provisional


@pytest.mark.parametrize(
    ("first", "second", "decided_by", "said"),
    [
        # all of course 1 alone: 43.75 + 24 = 67.75 Gy, above 67; all of course 2 alone: 26.25 + 30 = 56.25 Gy, within
        ((25.0, 5, 3), (20.0, 5, 4), ("course 1",), "Course 1 makes it so by itself: confirm this number first."),
        # either alone: 43.75 + 26.25 = 70 Gy, above 67; as on record 52.5 Gy
        ((25.0, 5, 3), (25.0, 5, 3), ("course 1", "course 2"), "Each of these courses makes it so by itself"),
        # course 1 alone: 43.75 + 18 = 61.75 Gy, only near; course 2 alone: 26.25 + 30 = 56.25 Gy; both: 73.75 Gy
        ((25.0, 5, 3), (20.0, 5, 3), (), "No single course makes it so by itself: confirm all these numbers."),
    ],
    ids=["one decides", "each decides", "only together"],
)
def test_the_course_is_named_whose_number_alone_decides_the_verdict(first, second, decided_by, said):
    row = plexus(assessed(two(first, second)))
    assert row.if_all_given.standing is Standing.EXCEEDED
    assert row.if_all_given.decided_by == row.shown.if_all_given.decided_by == decided_by
    assert said in row.if_all_given.sentence and said in row.headline


def test_of_a_single_course_in_doubt_nothing_more_is_said():
    found = plexus(assessed(two())).if_all_given
    assert (found.sentence, found.decided_by) == (SENTENCE, ())


def test_the_tornado_holds_both_ends_and_the_verdict_depends_on_it():
    found = uncertainty(two(), Settings(), draws=100)
    row = found.row("SacralPlex")
    bar = next(one for one in row.bars if one.key == "delivered")
    assert [end.figure.value for end in bar.ends] == [pytest.approx(56.25), pytest.approx(73.75)]
    assert [end.label for end in bar.ends] == ["3 of 5 fractions of course 1", "all 5 fractions"]
    assert bar.sentence == SENTENCE and bar.counts
    assert row.robustness.kind == "depends" and "delivered fractions" in row.robustness.depends_on
    told = next(one for one in found.assumptions if one.kind == "delivered")
    assert (told.on, told.varied, told.source) == (True, False, "RT treatment records")
    assert "delivered fractions (one at a time only: 3 of 5 fractions of course 1 as on record" in found.text


def test_the_json_carries_the_doubt_and_the_other_verdict():
    found = assessment_json(assessed(two()))
    [one] = [c for c in found["constraints"] if c["decides_row"] and c["organ"] == "SacralPlex"]
    assert one["status"] == "within" and one["if_all_given"]["status"] == "exceeds"
    assert one["row_if_all_given"]["cumulative_eqd2_gy"] == pytest.approx(73.75)
    assert one["row_if_all_given"]["sentence"] == SENTENCE
    assert found["provisional"] == PROVISIONAL
    assert found["courses"][0]["phases"][0]["delivery"]["stops_short_unconfirmed"] is True
    assert found["courses"][1]["phases"][0]["delivery"]["stops_short_unconfirmed"] is False


def test_edits_keep_the_condition_up_to_date():
    assessor = Assessor(two())
    for alpha_beta_gy, there_gy in ((2.0, 73.75), (3.0, 25 * 8 / 5 + 20 * 7 / 5), (2.0, 73.75)):
        row = plexus(assessor.assess(Settings().with_alpha_beta("SacralPlex", alpha_beta_gy)))
        result = row.if_all_given or row.shown.if_all_given
        assert (result is None) or result.cumulative.value == pytest.approx(there_gy)
    assert plexus(assessor.assess(Settings())).if_all_given.cumulative.value == pytest.approx(73.75)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(1.0, 60.0), st.integers(2, 12), st.integers(1, 12), st.floats(1.0, 60.0),
    st.sampled_from(["SacralPlex", "Bladder", "Rectum"]),
)  # fmt: skip
def test_all_planned_fractions_never_make_a_verdict_better_than_those_on_record(gy, planned, recorded, other_gy, organ):
    opened = two((gy, planned, min(recorded, planned - 1)), (other_gy, 5, None), organs=(organ,))
    here = next(row for row in assessed(opened).rows if row.organ == organ)
    settled = Settings().with_delivered_fractions("phase 1", planned)
    there = next(row for row in assessed(opened, settled).rows if row.organ == organ)
    assert WORST_FIRST.index(there.standing) <= WORST_FIRST.index(here.standing)
    assert there.shown.cumulative.value >= here.shown.cumulative.value
    assert (here.if_all_given is not None) == (there.standing is not here.standing)
