"""A limit as it is typed: what is wrong is said in one sentence, and nothing false is kept."""

from dataclasses import replace
from datetime import date

import pytest

from reirrad_gui.constraints import constraint_set_names, load_constraint_set
from reirrad_gui.constraints.library import copy_set
from reirrad_gui.errors import EntryError
from reirrad_gui.ui.constraint_sets.entry import EVIDENCE_WORDS, limit_from, new_key, typed, with_limit
from reirrad_gui.ui.constraint_sets.rows import finding_lines, limit_rows, set_rows


@pytest.fixture
def ours():
    return copy_set("pelvis-slevin-2021", "Ours", "A. Physicist", date(2026, 11, 21))


OWN = {"citation": "Tumour board, March 2026", "year": "2026", "doi": ""}


@pytest.mark.parametrize("name", constraint_set_names()[:3])
def test_every_shipped_limit_comes_back_from_the_form_as_it_went_in(name):
    for limit in load_constraint_set(name).limits:
        assert limit_from(typed(limit), limit.key) == limit


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organ": " "}, "“Organ” is empty: fill it in."),
        ({"citation": ""}, "“Source” is empty: fill it in."),
        ({"limit_gy": ""}, "“Limit, Gy” is empty: fill it in."),
        ({"limit_gy": "eighty"}, "“Limit, Gy”: “eighty” is not a number. Write one such as 80 or 67.5."),
        ({"limit_gy": "inf"}, "“Limit, Gy”: “inf” is not a number."),
        ({"limit_gy": "-80"}, "“Limit, Gy” must be finite and above zero, not -80.0."),
        ({"metric": "D2"}, "D2 lacks its unit: write D2cc if cubic centimetres are meant."),
        ({"metric": "D2%"}, "D2% is a share of the organ"),
        ({"year": "2026.5"}, "“Year” is a whole number, not 2026.5."),
        ({"recovery": "months included"}, "Say how many months of recovery the limit includes."),
        ({"recovery_months": "12"}, "12 months are given, but the recovery is “none assumed”: clear one"),
        (
            {"recovery": "months included", "recovery_months": "12"},
            "A limit that includes 12 months of recovery needs “Least interval, months” of at least 12, and none",
        ),
        ({"scope": "single course"}, "The recovery 'none assumed' does not fit the scope single course."),
        ({"surrogates": "Bladder"}, "Bladder cannot be the organ and its surrogate at once."),
        ({"last_course_share_at_most": "2"}, "“Newest share at most” must lie above 0 and up to 1, not 2.0."),
    ],
)
def test_what_cannot_be_understood_is_told_in_the_words_of_the_form(pelvis_bladder, changes, sentence):
    with pytest.raises(EntryError) as refused:
        limit_from({**typed(pelvis_bladder), **changes}, "bladder-nr")
    assert str(refused.value).startswith(sentence)


@pytest.fixture
def pelvis_bladder():
    return load_constraint_set("pelvis-slevin-2021").limit("bladder-nr")


def test_a_comma_is_a_decimal_point(pelvis_bladder):
    assert limit_from({**typed(pelvis_bladder), **OWN, "limit_gy": "67,5"}, "x").limit_gy == 67.5


def test_a_changed_value_under_the_old_source_is_refused_and_under_ones_own_is_taken(ours):
    # Slevin 2021: 80 Gy without recovery
    typed_in = {**typed(ours.limit("bladder-nr")), "limit_gy": "90"}
    with pytest.raises(
        EntryError, match=r"The source it cites, Slevin 2021, states a limit of 80 Gy; this row gives 90"
    ):
        with_limit(ours, limit_from(typed_in, "bladder-nr"), "bladder-nr")
    made = with_limit(ours, limit_from({**typed_in, **OWN}, "bladder-nr"), "bladder-nr")
    assert made.limit("bladder-nr").limit_gy == 90.0
    assert [limit.key for limit in made.limits] == [limit.key for limit in ours.limits]


def test_an_optimal_limit_above_the_mandatory_one_is_refused(ours):
    mandatory = limit_from({**typed(ours.limit("bladder-nr")), **OWN, "level": "mandatory", "limit_gy": "70"}, "m")
    optimal = replace(mandatory, key="o", limit_gy=75.0, level="optimal")
    with pytest.raises(EntryError, match="The optimal limit, 75 Gy, lies above the mandatory one, 70 Gy"):
        with_limit(with_limit(ours, mandatory, None), replace(optimal, level=type(mandatory.level)("optimal")), None)


def test_a_name_that_no_structure_has_is_refused(ours):
    limit = limit_from({**typed(ours.limit("bladder-nr")), **OWN, "organ": "Vezica", "applies_to": ""}, "v")
    with pytest.raises(EntryError, match="'Vezica' is no name of TG-263"):
        with_limit(ours, limit, None)


def test_a_slip_elsewhere_in_the_set_does_not_stop_the_edit_of_another_limit(ours):
    wrong = replace(ours.limit("rectum-nr"), limit_gy=8000.0)
    damaged = replace(ours, limits=tuple(wrong if one.key == "rectum-nr" else one for one in ours.limits))
    limit = limit_from({**typed(ours.limit("bladder-nr")), **OWN, "limit_gy": "70"}, "bladder-nr")
    assert with_limit(damaged, limit, "bladder-nr").limit("bladder-nr").limit_gy == 70.0


def test_a_new_limit_begins_empty_and_with_the_least_trust():
    fresh = typed(None)
    assert (fresh["organ"], fresh["limit_gy"], fresh["alpha_beta_gy"], fresh["citation"]) == ("", "", "", "")
    assert fresh["evidence"] == EVIDENCE_WORDS["M"]
    assert fresh["confidence"] == "low"


def test_a_new_key_is_one_that_the_set_has_not(ours):
    first = new_key(ours, "Penile Bulb")
    assert first == "penile-bulb-1"
    taken = replace(ours, limits=(replace(ours.limits[0], key=first), *ours.limits[1:]))
    assert new_key(taken, "Penile Bulb") == "penile-bulb-2"


def test_quoted_values_carry_the_mark_in_their_row(ours):
    bladder = next(row for row in limit_rows(ours) if row.key == "bladder-nr")
    assert "quoted [S], check against the paper" in bladder.cells
    assert "check against the paper" in bladder.full


def test_observations_and_gaps_stand_after_the_limits_and_are_no_limits(ours):
    rows = limit_rows(ours)
    assert [row.key for row in rows[:14]] == [limit.key for limit in ours.limits]
    assert {row.key for row in rows[14:]} == {""}
    assert rows[14].cells[:2] == ("Rectum", "seen, not a limit")
    assert rows[-1].cells[1] == "no limit"


def test_the_list_says_what_is_shipped_what_is_in_force_and_what_cannot_be_read(ours):
    from reirrad_gui.constraints.library import SETS

    (SETS.folder / "broken.json").write_text("{", encoding="utf-8")
    rows = set_rows("ours")
    assert [row.state for row in rows] == [
        "shipped, read-only",
        "shipped, read-only",
        "shipped, read-only",
        "your own, in force",
        "cannot be read",
    ]


def test_findings_are_told_worst_first_and_a_sound_set_says_so(ours):
    assert finding_lines(()) == ("✔ Nothing found: units, order, duplicates, sources, names and α/β are consistent.",)
    from reirrad_gui.constraints import lint

    worse = replace(ours, limits=(replace(ours.limits[0], year=None), replace(ours.limits[1], limit_gy=1.0)))
    lines = finding_lines(lint(worse))
    assert lines[0].startswith("✖ Error: ")
    assert lines[-1] == "i Notice: cauda-nr: it has no year"
