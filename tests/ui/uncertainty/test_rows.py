"""What is shown of an answer is what the engine found."""

import pytest

from reirrad_gui.constraints.standing import dose_text
from reirrad_gui.session import Session
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.uncertainty.card import card_html
from reirrad_gui.ui.uncertainty.rows import brief, card_of, card_text, certainty_lines, chosen_row, tornado_of
from reirrad_gui.ui.uncertainty.saying import assumption_lines
from tests.ui.uncertainty.conftest import asked


def row_of(answer, organ):
    return next(row for row in answer.assessment.rows if row.organ == organ)


def test_the_card_has_the_words_of_the_engine_and_the_figures_of_the_draws(half):
    row = row_of(half, "SacralPlex")
    found, card = half.of(row), card_of(half, row)
    drawn, line = found.shown, card.limits[0]
    assert (card.short, card.text, card.drawn) == (found.robustness.short, found.robustness.text, half.found.text)
    assert line.decides and line.exceeds == drawn.exceeds.text
    assert line.between == f"{dose_text(drawn.low.value, 67.0)} to {dose_text(drawn.high.value, 67.0)} Gy"
    assert line.assessed == f"{dose_text(row.shown.cumulative.value, 67.0)} Gy"  # 47.25 / 2 + 30 = 53.6 Gy
    assert line.assessed == "53.6 Gy"
    assert "depends on recovery" in card_html(card, Theme.dark(), faded=False)


def test_the_tornado_flips_where_the_recovery_is_off_and_says_so(half):
    tornado = tornado_of(half, row_of(half, "SacralPlex"))
    off = next(bar for bar in tornado.bars if bar.key == "recovery/none")
    assert off.alone and off.flips and off.counts
    assert (off.low.text, off.low.word, off.low.label) == ("77.3 Gy", "exceeds", "recovery off")
    assert off.sentence.startswith("Within only because of the recovery of 50 %")
    assert tornado.assessed_gy == pytest.approx(53.625) and tornado.limit_gy == 67.0


def test_the_axis_holds_everything_that_counts_and_the_limit(half):
    tornado = tornado_of(half, row_of(half, "SacralPlex"))
    ends = [end.gy for bar in tornado.bars for end in bar.ends]
    assert tornado.least_gy < min(*ends, 67.0, 53.6) and max(*ends, 67.0, 53.7) < tornado.most_gy


def test_what_does_not_count_stands_apart(pelvis):
    answer = asked(Session(pelvis)).certain
    tornado = tornado_of(answer, row_of(answer, "SacralPlex"))
    assert tornado.information and all("(information only)" in bar.title for bar in tornado.information)
    assert all(bar.counts for bar in tornado.bars)


def test_no_organ_chosen_means_the_first_row_and_a_structure_without_row_means_none(half):
    assert chosen_row(half, None) is half.assessment.rows[0]
    assert chosen_row(half, "no such organ") is None


def test_an_organ_without_a_limit_has_a_card_that_says_why_and_no_tornado(half):
    row = row_of(half, "Prostate")
    card = card_of(half, row)
    assert card.kind == "not assessable" and card.limits == () and tornado_of(half, row) is None
    assert card.text.startswith("Not assessable")


def test_where_dose_is_unknown_the_card_has_bounds_and_never_a_number(unknown):
    # without course 1 20 Gy in 5 are 30 Gy at α/β 2 Gy, with all of it 77.3 Gy
    answer = asked(Session(unknown)).certain
    row = row_of(answer, "SacralPlex")
    card = card_of(answer, row)
    line = card.limits[0]
    assert line.assessed.startswith("≥ 30.0 Gy, ") and line.median == "–"
    assert line.between.startswith("at least ") and line.exceeds.startswith("between ")
    assert line.note and card.kind == "not assessable" and card.word == "not assessable"


def test_how_computed_gets_range_probability_and_what_was_drawn(half):
    row = row_of(half, "SacralPlex")
    drawn, said = half.of(row).shown, certainty_lines(half, row, row.deciding)
    assert said[0].startswith(f"5–95 % of the draws: {dose_text(drawn.low.value, 67.0)} to ")
    assert said[1] == f"Probability that it exceeds 67 Gy: {drawn.exceeds.text}"
    assert said[-1] == half.found.text


def test_the_cell_says_on_what_a_verdict_depends_in_a_few_words(half):
    assert brief(half.of(row_of(half, "SacralPlex"))) == "depends on recovery"


def test_everything_can_be_copied(half):
    row = row_of(half, "SacralPlex")
    text = card_text(card_of(half, row), tornado_of(half, row))
    for part in ("SacralPlex: ✔ within", "77.3 Gy ✖ exceeds, flips", half.found.text, half.found.rule):
        assert part in text


def test_an_assumption_that_does_not_vary_says_why(half):
    assert "not varied: no dose reaches an organ through a registration" in assumption_lines(half.found, "registration")
    assert "evenly from 2 to 4 Gy" in assumption_lines(half.found, "alpha-beta")
    assert "with the next draws" in assumption_lines(None, "slices")
