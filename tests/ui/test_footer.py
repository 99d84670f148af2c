"""The line of assumptions at the bottom of the window."""

from dataclasses import replace

from reirrad_gui.ui.footer import assumptions
from tests.support.assessments import example_assessment


def test_one_course_shows_no_approval_that_nobody_gave():
    # a CT linked to an MR: no sum rests on that registration, so the footer must not say "approved"
    made = example_assessment()
    alone = replace(
        made, courses=made.courses[:1], registration_text="one course: no registration needed", approved=True
    )
    assert assumptions(alone)[0][0] == "one course: no registration needed"
