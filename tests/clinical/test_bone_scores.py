"""SINS (Fisher 2010) and Mirels (1989) against EVIDENCE g: every item, every threshold, missing items."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.clinical import mirels as m
from reirrad_gui.clinical import sins as s
from reirrad_gui.clinical.mirels import Fracture, MirelsItems, mirels
from reirrad_gui.clinical.sins import SinsItems, Stability, sins


def points(kind):
    return [item.points for item in kind]


def test_sins_items_count_as_the_paper_says_and_pain_is_3_1_0():
    assert points(s.Location) == [3, 2, 1, 0]
    assert points(s.SpinePain) == [3, 1, 0]  # a page on the web prints 3, 2, 1
    assert points(s.Lesion) == [2, 1, 0]
    assert points(s.Alignment) == [4, 2, 0]
    assert points(s.Collapse) == [3, 2, 1, 0]
    assert points(s.Posterolateral) == [3, 1, 0]


def test_sins_runs_from_0_to_18():
    kinds = [kind for _, _, kind in s.ITEM_KINDS]
    assert sum(max(points(kind)) for kind in kinds) == 18
    assert sum(min(points(kind)) for kind in kinds) == 0


@pytest.mark.parametrize(
    ("total", "stability"),
    [
        (0, Stability.STABLE), (6, Stability.STABLE), (7, Stability.POTENTIALLY_UNSTABLE),
        (12, Stability.POTENTIALLY_UNSTABLE), (13, Stability.UNSTABLE), (18, Stability.UNSTABLE),
    ],
)  # fmt: skip
def test_sins_classes_at_each_threshold(total, stability):
    assert s.stability_of(total) is stability


def test_a_sins_of_seven_asks_for_a_surgeon_and_six_does_not():
    seven = SinsItems(
        s.Location.JUNCTIONAL, s.SpinePain.MECHANICAL, s.Lesion.MIXED, s.Alignment.NORMAL, s.Collapse.NONE,
        s.Posterolateral.NONE,
    )  # fmt: skip
    found = sins(seven)  # 3 + 3 + 1
    assert (found.headline, found.missing) == ("7 points: potentially unstable", ())
    assert found.advice == "From 7 points a surgical consultation is recommended."
    six = SinsItems(
        s.Location.MOBILE, s.SpinePain.MECHANICAL, s.Lesion.MIXED, s.Alignment.NORMAL, s.Collapse.NONE,
        s.Posterolateral.NONE,
    )  # fmt: skip
    assert (sins(six).headline, sins(six).advice) == ("6 points: stable", "")


def test_sins_without_any_item_is_open_from_end_to_end():
    found = sins(SinsItems())
    assert found.headline == "0 to 18 points: undetermined, stable to unstable"
    assert found.answer.stability is None
    assert len(found.missing) == 6


def test_sins_with_an_item_missing_is_classed_only_where_both_ends_agree():
    # 3 + 3 + 2 + 4 + 3 = 15, posterolateral 0 to 3: 15 to 18, unstable either way
    items = SinsItems(
        s.Location.JUNCTIONAL, s.SpinePain.MECHANICAL, s.Lesion.LYTIC, s.Alignment.TRANSLATION, s.Collapse.ABOVE_HALF
    )
    found = sins(items)
    assert (found.headline, found.missing) == ("15 to 18 points: unstable", ("posterolateral elements involved",))


def maybe(kind):
    return st.none() | st.sampled_from(list(kind))


@given(st.builds(SinsItems, *(maybe(kind) for _, _, kind in s.ITEM_KINDS)), st.data())
def test_filling_in_a_missing_item_stays_within_the_range(items, data):
    whole = SinsItems(*(getattr(items, key) or data.draw(st.sampled_from(list(kind))) for key, _, kind in s.ITEM_KINDS))
    before, after = sins(items).answer, sins(whole).answer
    assert before.total.fewest <= after.total.fewest == after.total.most <= before.total.most
    if before.stability is not None:
        assert after.stability is before.stability


@pytest.mark.parametrize(
    ("total", "risk"),
    [(4, Fracture.LOW), (7, Fracture.LOW), (8, Fracture.JUDGEMENT), (9, Fracture.HIGH), (12, Fracture.HIGH)],
)
def test_mirels_classes_at_each_threshold(total, risk):
    assert m.fracture_class(total) is risk


def test_mirels_items_count_1_to_3():
    limbs = [site for site in m.Site if site is not m.Site.NOT_A_LIMB]
    assert points(limbs) == points(m.LimbPain) == points(m.LimbLesion) == points(m.Size) == [1, 2, 3]


def test_mirels_is_refused_for_the_pubic_target_with_a_sentence():  # EVIDENCE g
    found = mirels(MirelsItems(m.Site.NOT_A_LIMB, m.LimbPain.FUNCTIONAL, m.LimbLesion.LYTIC, m.Size.ABOVE_TWO_THIRDS))
    assert found.answer.fracture is Fracture.NOT_APPLICABLE
    assert found.answer.total is None
    assert "says nothing about the pelvis" in found.reasons[0]
    assert "points" not in found.headline


def test_the_femoral_lesion_of_2012_can_be_scored_as_far_as_it_is_told():  # EVIDENCE g: site alone is known
    found = mirels(MirelsItems(site=m.Site.LOWER_LIMB))
    assert found.headline == "5 to 11 points: undetermined, low risk to impending fracture"
    assert found.missing == ("pain", "lesion", "size")


def test_a_missing_site_never_counts_as_the_pelvis():
    found = mirels(MirelsItems(None, m.LimbPain.MILD, m.LimbLesion.BLASTIC, m.Size.BELOW_THIRD))
    assert found.headline == "4 to 6 points: low risk"


def test_mirels_tells_what_the_source_recommends():
    items = MirelsItems(m.Site.TROCHANTERIC, m.LimbPain.FUNCTIONAL, m.LimbLesion.LYTIC, m.Size.ABOVE_TWO_THIRDS)
    assert mirels(items).headline == "12 points: impending fracture"
    assert "Fixation" in mirels(items).advice


def test_every_complete_mirels_score_is_the_sum_of_its_items():
    for items in product(m.Site, m.LimbPain, m.LimbLesion, m.Size):
        if items[0] is not m.Site.NOT_A_LIMB:
            total = mirels(MirelsItems(*items)).answer.total
            assert total.fewest == total.most == sum(item.points for item in items)
