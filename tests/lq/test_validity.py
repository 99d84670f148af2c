import math

import pytest

from reirrad_gui.lq.validity import DOMAINS, LQ, LQ_L, USC


@pytest.mark.parametrize(
    ("size", "grade"),
    [
        (0, None),
        (7, None),
        (8, None),
        (8.01, "notice"),
        (10, "notice"),
        (10.5, "warning"),
        (18, "warning"),
        (24, "outside"),
    ],
)
def test_plain_lq_is_cautioned_above_8_10_and_18_gy_per_fraction(size, grade):
    found = LQ.caution(size)
    assert (found and found.grade) == grade


def test_each_caution_says_what_it_means_and_they_get_graver():
    limits = [caution.above_gy for caution in LQ.cautions]
    assert limits == sorted(limits)
    for caution in LQ.cautions:
        assert f"above {caution.above_gy:g} Gy" in caution.sentence


@pytest.mark.parametrize("domain", [LQ_L, USC])
def test_models_with_a_straight_part_have_no_caution_for_large_fractions(domain):
    assert domain.caution(24.0) is None


def test_every_model_says_where_it_holds_and_where_that_comes_from():
    assert next(iter(DOMAINS.values())) is LQ
    for key, domain in DOMAINS.items():
        assert key == domain.key
        assert domain.name
        assert domain.domain
        assert domain.citation
        assert domain.confidence in ("V", "S", "M")
    assert USC.confidence == "M"


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_a_fraction_size_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match="fraction_gy must"):
        LQ.caution(bad)
