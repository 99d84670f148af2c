"""Metrics of limits: what may be written, and what is refused because it has hurt people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints import Metric


@pytest.mark.parametrize(
    ("written", "text", "key"),
    [
        ("D0.5cc", "D0.5cc", "d0_5cc_gy"),
        (" d0.03 CC ", "D0.03cc", "d0_03cc_gy"),
        ("D2.0cc", "D2cc", "d2cc_gy"),
        ("dmax", "Dmax", "max_gy"),
        ("DMEAN", "Dmean", "mean_gy"),
    ],
)
def test_a_metric_is_read_as_people_write_it_and_named_as_in_the_json(written, text, key):
    metric = Metric.parse(written)
    assert (metric.text, metric.key) == (text, key)


def test_2_percent_is_never_taken_for_2_cc():
    with pytest.raises(ValueError, match="D2% is a share of the organ"):
        Metric.parse("D2%")


def test_a_near_maximum_without_its_unit_is_asked_for_it():
    with pytest.raises(ValueError, match="write D2cc if cubic centimetres are meant"):
        Metric.parse("D2")


@pytest.mark.parametrize("written", ["", "V20", "D0,5cc", "Dmedian", "D-1cc"])
def test_anything_else_is_not_a_metric(written):
    with pytest.raises(ValueError, match="is not Dmean, Dmax or a near-maximum"):
        Metric.parse(written)


@pytest.mark.parametrize(
    ("text", "volume_cc", "complaint"),
    [
        ("D0.5cc", None, "without a volume"),
        ("D0cc", 0.0, "above zero"),
        ("Dinfcc", float("inf"), "finite"),
        ("D0.5cc", 2.0, "is D2cc, not"),
    ],
)
def test_text_and_volume_of_a_metric_belong_together(text, volume_cc, complaint):
    with pytest.raises(ValueError, match=complaint):
        Metric(text, volume_cc)


@given(st.integers(1, 100_000).map(lambda hundredths: hundredths / 100))
def test_every_volume_survives_writing_and_reading(volume_cc):
    metric = Metric.parse(f"D{volume_cc}cc")
    assert Metric.parse(metric.text) == metric
