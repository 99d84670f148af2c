"""Pain response against the consensus of 2012 (EVIDENCE e), at every threshold, and the readings this program chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.clinical.outcome import CHECK
from reirrad_gui.clinical.pain import PainReport, Response, pain_response
from reirrad_gui.errors import EntryError

REPORTS = st.builds(PainReport, st.integers(0, 10), st.floats(0, 500))
MAYBE = st.builds(PainReport, st.none() | st.integers(0, 10), st.none() | st.floats(0, 500))


def answer(before: tuple[int | None, float | None], now: tuple[int | None, float | None]) -> Response:
    return pain_response(PainReport(*before), PainReport(*now)).answer


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((7, 60.0), (0, 60.0), Response.COMPLETE),  # no pain, stable analgesics
        ((7, 60.0), (0, 20.0), Response.COMPLETE),  # reducing analgesics
        ((1, 60.0), (0, 60.0), Response.COMPLETE),  # one point is enough where none is left
        ((7, 60.0), (0, 60.1), Response.INDETERMINATE),  # any increase rules a response out
        ((7, 60.0), (5, 60.0), Response.PARTIAL),  # exactly 2 points
        ((7, 60.0), (6, 60.0), Response.INDETERMINATE),  # 1 point is not enough
        ((7, 60.0), (7, 45.0), Response.PARTIAL),  # exactly 25 % fewer analgesics, 45 = 0.75 × 60
        ((7, 60.0), (7, 45.1), Response.INDETERMINATE),  # 24.8 %
        ((7, 60.0), (8, 45.0), Response.INDETERMINATE),  # fewer analgesics but more pain
        ((7, 60.0), (9, 60.0), Response.PROGRESSION),  # exactly 2 points up, stable
        ((7, 60.0), (8, 60.0), Response.INDETERMINATE),  # 1 point up
        ((7, 60.0), (7, 75.0), Response.PROGRESSION),  # exactly 25 % up, 75 = 1.25 × 60, pain the same
        ((7, 60.0), (8, 75.0), Response.PROGRESSION),  # and 1 above
        ((7, 60.0), (7, 74.9), Response.INDETERMINATE),  # 24.8 % up
        ((7, 60.0), (6, 75.0), Response.INDETERMINATE),  # less pain for more analgesics
        ((7, 60.0), (4, 90.0), Response.INDETERMINATE),
    ],
)
def test_the_consensus_at_each_threshold(before, now, expected):
    assert answer(before, now) is expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((5, 60.0), (7, 75.0), Response.PROGRESSION),  # worse in both: progression
        ((5, 60.0), (7, 45.1), Response.PROGRESSION),  # stable is less than 25 % either way
        ((5, 60.0), (7, 45.0), Response.INDETERMINATE),  # 25 % fewer is not stable
        ((5, 60.0), (3, 60.5), Response.INDETERMINATE),  # any OMED above the baseline rules a response out
        ((5, 0.0), (3, 0.0), Response.PARTIAL),  # none stays none: stable
        ((5, 0.0), (5, 1.0), Response.PROGRESSION),  # any analgesic after none is 25 % or more
        ((5, 0.0), (5, 0.0), Response.INDETERMINATE),  # nothing to reduce
        ((0, 0.0), (0, 0.0), Response.INDETERMINATE),  # no pain to relieve: no complete response
        ((0, 60.0), (0, 45.0), Response.PARTIAL),  # but analgesics can be reduced
        ((0, 60.0), (2, 60.0), Response.PROGRESSION),
    ],
)
def test_what_the_consensus_leaves_open_is_read_as_the_docstring_says(before, now, expected):
    assert answer(before, now) is expected


@pytest.mark.parametrize("lost", range(4))
def test_without_one_of_the_four_numbers_nothing_is_classified(lost):
    numbers: list[float | None] = [7, 60.0, 0, 60.0]
    numbers[lost] = None
    found = pain_response(PainReport(*numbers[:2]), PainReport(*numbers[2:]))  # type: ignore[arg-type]
    assert found.answer is Response.NOT_CLASSIFIABLE
    assert found.answer is not Response.INDETERMINATE
    assert len(found.missing) == 1
    assert sum(one.text == "not given" for one in found.given) == 1


def test_the_case_report_has_no_scores_and_is_not_classifiable():
    # EVIDENCE j 17: "significant reduction" from week 2, no score, no OMED
    found = pain_response(PainReport(None, None), PainReport(None, None))
    assert found.answer is Response.NOT_CLASSIFIABLE
    assert found.missing == ("pain before", "OMED before", "pain now", "OMED now")


@given(MAYBE, MAYBE)
def test_not_classifiable_means_that_a_number_is_missing_and_nothing_else(before, now):
    known = None not in (before.score, before.omed_mg, now.score, now.omed_mg)
    assert (pain_response(before, now).answer is not Response.NOT_CLASSIFIABLE) is known


@given(REPORTS, REPORTS)
def test_a_responder_never_takes_more_analgesics_nor_has_more_pain(before, now):
    if pain_response(before, now).answer.responder:
        assert now.omed_mg <= before.omed_mg + 1e-9
        assert now.score <= before.score


@given(REPORTS, REPORTS)
def test_who_progressed_one_way_did_not_respond_the_other(before, now):
    there, back = pain_response(before, now).answer, pain_response(now, before).answer
    assert not (there is Response.PROGRESSION and back is Response.PROGRESSION)


@given(REPORTS, REPORTS, st.integers(1, 10))
def test_more_pain_never_improves_the_answer(before, now, worse):
    order = (Response.COMPLETE, Response.PARTIAL, Response.INDETERMINATE, Response.PROGRESSION)
    up = PainReport(min(10, now.score + worse), now.omed_mg)
    assert order.index(pain_response(before, up).answer) >= order.index(pain_response(before, now).answer)


@pytest.mark.parametrize(("score", "omed"), [(11, 0.0), (-1, 0.0), (5, -1.0), (5, 1e6)])
def test_a_number_that_cannot_be_meant_is_refused_with_a_sentence(score, omed):
    with pytest.raises(EntryError, match="cannot be used"):
        PainReport(score, omed)


def test_a_reading_that_decided_is_said():
    found = pain_response(PainReport(7, 60.0), PainReport(4, 66.0))
    assert "read as stable up to 25 %" in " ".join(found.reasons)
    assert "no pain at baseline" in " ".join(pain_response(PainReport(0, 5.0), PainReport(0, 5.0)).reasons)


def test_the_answer_carries_inputs_rules_and_the_caution_to_copy():
    lines = "\n".join(pain_response(PainReport(7, 60.0), PainReport(4, 60.0)).lines)
    assert "Pain before: 7 of 10" in lines
    assert "OMED now: 60 mg a day" in lines
    assert "Chow 2012" in lines
    assert CHECK in lines  # the consensus text itself is from memory


def test_both_worse_and_omed_from_none_are_worded():
    both = pain_response(PainReport(5, 0.0), PainReport(7, 10.0))
    assert both.answer is Response.PROGRESSION
    assert "from none to 10 mg" in both.reasons[0]
    assert "Both are worse" in both.reasons[0]
