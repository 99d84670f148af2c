"""Values as curves: each as it is reported, nothing bridged that is not known."""

import pytest

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.sites import Site
from reirrad_gui.ui.timeline.curve_marks import Sign, drawing_of
from reirrad_gui.ui.timeline.curves import curve_of, left_out
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import timeline_items
from reirrad_gui.ui.timeline.marks import Axis
from reirrad_gui.ui.timeline.said import event_said
from reirrad_gui.ui.timeline.viewport import domain_of
from tests.support.typed_events import on


def psa(*values, uid="psa"):
    """Values as (date, number, bound)."""
    made = tuple(f.LabValue(on(day), number, "ng/mL", bound) for day, number, bound in values)
    return event_of(uid, f.LabSeries(f.Analyte.PSA, made), made[0].when)


def drawing(*events):
    items = timeline_items(events, (), ())
    domain = domain_of(items)
    return drawing_of(curve_of(items[0].curve, items), Axis(domain, domain, 100.0, 1500.0))


def test_a_value_below_detection_is_marked_as_such_and_the_line_stops_there():
    seen = drawing(psa(("2012-01-05", 4.0, ""), ("2012-06-05", 0.1, "<"), ("2013-01-05", 2.0, "")))
    assert [spot.sign for spot in seen.spots] == [Sign.EXACT, Sign.BELOW, Sign.EXACT]
    assert seen.joins == ()
    assert seen.spots[1].value.text == "< 0.1 ng/mL"


def test_a_value_that_is_not_stated_leaves_a_gap():
    seen = drawing(psa(("2012-01-05", 4.0, ""), ("2012-06-05", None, ""), ("2013-01-05", 2.0, "")))
    assert [spot.sign for spot in seen.spots] == [Sign.EXACT, Sign.MISSING, Sign.EXACT]
    assert seen.joins == ()


def test_a_value_of_a_year_is_as_wide_as_the_year_and_joins_only_what_surely_follows():
    seen = drawing(psa(("2012", 4.0, ""), ("2012-06-05", 3.0, ""), ("2014-01-05", 2.0, "")))
    year = next(spot for spot in seen.spots if spot.value.number == 4.0)
    assert year.x1 - year.x0 > 100
    ends = {(join[1], join[3]) for join in seen.joins}
    assert (seen.curve.height(4.0), seen.curve.height(3.0)) not in ends  # either may be the earlier


def test_a_scale_is_logarithmic_beyond_two_decades_and_says_so():
    far, near = psa(("2012", 0.1, ""), ("2013", 11.0, "")), psa(("2012", 0.1, ""), ("2013", 9.0, ""))
    for series, logarithmic in ((far, True), (near, False)):
        items = timeline_items([series], (), ())
        curve = curve_of(items[0].curve, items)
        assert (curve.logarithmic, curve.title.endswith(" log")) == (logarithmic, logarithmic)
        assert not curve_of(items[0].curve, items, linear=True).logarithmic
    assert curve.scale == ("9", "0")
    assert curve.title == "PSA, ng/mL"


def test_a_zero_among_the_values_keeps_the_scale_linear():
    items = timeline_items([psa(("2012", 0.0, ""), ("2013", 50.0, ""))], (), ())
    assert not curve_of(items[0].curve, items).logarithmic


def test_single_values_of_several_events_make_one_curve_and_a_lone_value_stays_a_point():
    one, other = psa(("2012-01-05", 4.0, ""), uid="a"), psa(("2013-01-05", 2.0, ""), uid="b")
    assert {item.shape for item in timeline_items([one, other], (), ())} == {Shape.VALUE}
    assert [item.shape for item in timeline_items([one], (), ())] == [Shape.POINT]


def test_units_that_cannot_be_turned_into_each_other_are_two_curves():
    years = {year: f.LabValue(on(f"201{year}"), 1.0, unit)
             for year, unit in enumerate(("ng/mL", "ng/dL", "nmol/L", "nmol/L"))}  # fmt: skip
    mass = [event_of(str(n), f.LabSeries(f.Analyte.TESTOSTERONE, (value,)), value.when) for n, value in years.items()]
    curves = {item.key: item.curve for item in timeline_items(mass, (), ())}
    assert curves == {"0": "Testosterone, ng/mL", "1": "Testosterone, ng/mL",
                      "2": "Testosterone, nmol/L", "3": "Testosterone, nmol/L"}  # fmt: skip


def test_values_that_are_on_no_curve_are_said():
    values = (
        f.LabValue(on("2012"), 1.0, "ng/mL"),
        f.LabValue(on("2013"), 2.0, "odd"),
        f.LabValue(on("2014"), 3.0, "ng/mL"),
    )
    event = event_of("x", f.LabSeries(f.Analyte.PSA, values), on("2012"))
    assert left_out(event).startswith("1 value is not on the curve")
    assert left_out(event) in event_said(event).more


def test_pain_of_two_sites_is_two_curves_from_0_to_10():
    made = [event_of(f"{site}{year}", f.Symptom(pain_score=year % 10), on(f"{year}-01-05"), sites=[Site(site)])
            for site in ("sternum", "sacrum") for year in (2012, 2014)]  # fmt: skip
    items = timeline_items(made, (), ())
    assert {item.curve for item in items} == {"Pain 0–10 sternum", "Pain 0–10 sacrum"}
    curve = curve_of("Pain 0–10 sacrum", [item for item in items if "sacrum" in item.curve])
    assert (curve.low, curve.high) == (0.0, 10.0)


def test_of_ten_thousand_values_the_lowest_and_highest_of_each_few_pixels_are_drawn():
    values = tuple(f.LabValue(on(f"20{n // 336:02d}-{n % 336 // 28 + 1:02d}-{n % 28 + 1:02d}"), float(n % 97), "ng/mL")
                   for n in range(10_000))  # fmt: skip
    seen = drawing(event_of("x", f.LabSeries(f.Analyte.PSA, values), values[0].when))
    assert seen.spots == ()
    assert 100 < len(seen.spans) <= 1400 / 4 + 2
    assert min(low for _, low, _ in seen.spans) == 0.0
    assert max(high for _, _, high in seen.spans) == pytest.approx(1.0)
