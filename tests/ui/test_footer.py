"""The line of assumptions at the bottom of the window."""

from dataclasses import replace
from types import SimpleNamespace

from reirrad_gui.ui.footer import assumptions, without_papers
from reirrad_gui.ui.header import header_chips
from tests.support.assessments import example_assessment


def test_one_course_shows_no_approval_that_nobody_gave():
    # a CT linked to an MR: no sum rests on that registration, so the footer must not say "approved"
    made = example_assessment()
    alone = replace(
        made, courses=made.courses[:1], registration_text="one course: no registration needed", approved=True
    )
    assert assumptions(alone)[0][0] == "one course: no registration needed"


def test_a_registration_that_no_result_rests_on_asks_for_no_approval():
    # a REG between two other images: the course is not linked, so nothing is provisional for want of an approval
    made = replace(example_assessment(), registration_text="not linked", approved=False, provisional="")
    said, resting = (
        assumptions(made)[0],
        assumptions(replace(made, provisional="Provisional: nobody has approved it."))[0],
    )
    assert (said[0], resting[0]) == ("not linked", "not linked ▲ not approved")
    chips = [
        header_chips(SimpleNamespace(assessment=one), 0) for one in (made, replace(made, provisional="Provisional"))
    ]
    assert ["▲ registration not approved" in [chip.text for chip in shown] for shown in chips] == [False, True]


def test_fractions_in_doubt_are_not_taken_for_a_registration_that_nobody_approved():
    doubt = "Provisional: nobody has confirmed that 3 of 5 fractions were given."
    made = replace(example_assessment(), approved=False, provisional=doubt, short_records=doubt)
    assert not any("not approved" in one for one in assumptions(made)[0])
    assert "▲ registration not approved" not in [c.text for c in header_chips(SimpleNamespace(assessment=made), 0)]


def test_what_recovery_is_in_force_is_read_at_a_glance_and_its_paper_on_the_tooltip():
    text = "Step 25/50 % (Doi 2021, doi 10.1007/s00066-021-01772-7, introduction (simple method)): course 1: 50 %"
    said, whys = assumptions(replace(example_assessment(), recovery_text=text))
    at = said.index("Recovery: Step 25/50 %: course 1: 50 %")
    assert whys[at] == text


def test_the_reason_somebody_typed_stays_in_the_footer():
    assert without_papers("user 35 % (tumour board): course 1: 35 %") == "user 35 % (tumour board): course 1: 35 %"
