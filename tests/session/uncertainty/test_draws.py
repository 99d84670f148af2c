"""Draws against closed forms: linear doses, uniform doses and known distributions, where percentiles can be written."""

import numpy as np
import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.jobs import Cancelled, Ticket
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.uncertainty import Assumptions, run, uncertainty
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.opened_cases import (
    FRAME_1,
    FRAME_2,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)

NONE = Assumptions.none()
NORMAL_5 = -1.6448536269514722
"""Below this a standard normal number falls in 5 of 100 cases."""


def eqd2(gy, fractions=5, alpha_beta=3.0):
    return gy * (gy / fractions + alpha_beta) / (2 + alpha_beta)


def physical(eqd2_gy, fractions=5, alpha_beta=3.0):
    """The inverse: n α/β / 2 (√(1 + 4 BED / (n α/β)) − 1), BED = EQD2 (1 + 2 / (α/β))."""
    product = fractions * alpha_beta
    return product / 2 * (np.sqrt(1 + 4 * eqd2_gy * (1 + 2 / alpha_beta) / product) - 1)


def percentile_error(share, draws=1000, density=1.0):
    """Four standard errors of a percentile: 4 √(p (1 − p) / N) / density there (Cramér 1946, 28.5)."""
    return 4 * np.sqrt(share * (1 - share) / draws) / density


def registered(first, second, name="Bladder"):
    """One organ of 40 mm in frame 2, 5 mm slices; course 1 in 5 fractions comes through a registration."""
    drawn = structure_set(box(name, 1))
    courses = (course(1, 20.0, 5, frame=FRAME_1), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    return opened_case(courses, (first, second), (drawn,), known)


def assessed(opened, settings, organ):
    rows = Assessor(opened).assess(settings).rows
    return next(row for row in rows if row.organ == organ).shown


def shown(found, organ):
    row = found.row(organ)
    assert row is not None and row.shown is not None
    return row.shown


def percentiles(limit):
    return [limit.low.value, limit.median.value, limit.high.value]


def test_where_nothing_varies_every_draw_is_the_assessment_itself():
    opened, settings = seed_case(), Settings()
    found = uncertainty(opened, settings, NONE, draws=100)
    rows = Assessor(opened).assess(settings).rows
    pairs = [(row.shown, found.row(row.organ).shown) for row in rows if row.shown is not None]
    assert len(pairs) == 4
    for result, drawn in pairs:
        assert percentiles(drawn) == [result.cumulative.value] * 3


def test_of_a_dose_that_varies_in_space_too_every_draw_is_the_assessment_itself_where_nothing_varies():
    opened = registered(field(along_x(20.0, 0.2)), field(along_x(15.0, -0.1)))
    drawn = shown(uncertainty(opened, Settings(), NONE, draws=100), "Bladder")
    assert percentiles(drawn) == [assessed(opened, Settings(), "Bladder").cumulative.value] * 3


def test_a_near_maximum_in_a_linear_dose_shifted_anywhere_is_normal_with_sigma_times_the_gradient():
    opened = registered(field(along_x(20.0, 0.2)), field(uniform(0.0)))
    anywhere = Assumptions(registration_sigma_mm=2.0, within_organ=False, slices=False)
    drawn = shown(uncertainty(opened, Settings(), anywhere), "Bladder")
    hottest = physical(assessed(opened, Settings(), "Bladder").cumulative.value)
    for share, value in zip((0.05, 0.5, 0.95), percentiles(drawn), strict=True):
        at = {0.05: NORMAL_5, 0.5: 0.0, 0.95: -NORMAL_5}[share]
        density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
        wrong = 2.0 * 0.2 * percentile_error(share, density=density)  # Gy: 2 mm × 0.2 Gy/mm × its standard error
        assert abs(physical(value) - (hottest + 0.4 * at)) < wrong
    assert drawn.checked.value < 0.05


def test_within_the_organ_no_shift_makes_the_maximum_of_one_course_larger():
    opened = registered(field(along_x(20.0, 0.2)), field(uniform(0.0)))
    within = Assumptions(registration_sigma_mm=2.0, slices=False)
    drawn = shown(uncertainty(opened, Settings(), within), "Bladder")
    wall = eqd2(24.0)  # 20 + 0.2 × 20 mm
    value = assessed(opened, Settings(), "Bladder").cumulative.value
    assert drawn.high.value <= wall + 1e-9
    # half of the shifts lead to lower doses: 5 % of all are those of a normal number
    assert physical(drawn.low.value) == pytest.approx(physical(value) + 0.4 * NORMAL_5, abs=0.15)
    assert value - 0.1 < drawn.median.value < wall


def test_an_organ_half_a_slice_aside_in_a_linear_dose_is_uniform_over_a_slice_times_the_gradient():
    opened = registered(field(lambda p: 20.0 + 0.2 * p[..., 2]), field(uniform(0.0)))
    drawn = shown(uncertainty(opened, Settings(), Assumptions()), "Bladder")
    hottest = physical(assessed(opened, Settings(), "Bladder").cumulative.value)
    for share, value in zip((0.05, 0.5, 0.95), percentiles(drawn), strict=True):
        # ± half of 5 mm × 0.2 Gy/mm: from −0.5 to 0.5 Gy, evenly
        assert abs(physical(value) - (hottest - 0.5 + share)) < percentile_error(share)


def test_of_an_even_alpha_beta_the_percentiles_are_those_of_the_formula():
    drawn = shown(uncertainty(seed_case(), Settings(), Assumptions(slices=False)), "SacralPlex")
    for share, value in zip((0.05, 0.5, 0.95), percentiles(drawn), strict=True):
        wrong = 2.0 * percentile_error(share)  # the table gives 2 to 4 Gy; the dose falls as α/β rises
        ratios = [4.0 - 2.0 * share - wrong, 4.0 - 2.0 * share + wrong]
        low, high = sorted(eqd2(21.0, 3, ab) + eqd2(20.0, 5, ab) for ab in ratios)
        assert low < value < high


def test_a_limit_at_the_median_is_exceeded_in_half_of_the_draws():
    # 47.25 (1 − r) + 30 Gy against 67 Gy: exceeded below r = 21.69 %, the middle of 11.69 to 31.69 %
    middle = 100 * (77.25 - 67.0) / 47.25
    wanted = Assumptions(alpha_beta=False).with_recovery_range(middle - 10, middle + 10, "a test")
    chance = shown(uncertainty(seed_case(), Settings(), wanted), "SacralPlex").exceeds
    assert abs(chance.figure.value - 50.0) < 4 * 100 * np.sqrt(0.25 / 1000)
    assert chance.standard_error.value == pytest.approx(1.58, abs=0.01)  # 100 √(0.5 × 0.5 / 1000)
    assert chance.low.value < 50.0 + 6.4 and chance.high.value > 50.0 - 6.4
    assert chance.exceeding == round(chance.figure.value * 10)


@pytest.mark.parametrize("draws", [100, 1600, 25600])
def test_percentiles_come_closer_to_the_formula_as_the_root_of_the_number_of_draws(draws):
    drawn = shown(
        uncertainty(seed_case(("SacralPlex",)), Settings(), Assumptions(slices=False), draws=draws), "SacralPlex"
    )
    ratio = 3.0
    slope = (eqd2(21.0, 3, 3.01) + eqd2(20.0, 5, 3.01) - eqd2(21.0, 3, 2.99) - eqd2(20.0, 5, 2.99)) / 0.02
    wrong = abs(slope) * 2.0 * percentile_error(0.5, draws)
    assert abs(drawn.median.value - (eqd2(21.0, 3, ratio) + eqd2(20.0, 5, ratio))) < wrong
    # what is said of the error is of that size: half of a 95 % interval, 1.96 of 4 standard errors
    said = float(drawn.median.source.partition("± ")[2].split(" ")[0])
    assert said == pytest.approx(wrong * 1.96 / 4, rel=0.35)


def test_the_worst_case_lies_exactly_on_its_limit_in_every_draw():
    found = uncertainty(seed_case(), Settings(), Assumptions())
    bowel = shown(found, "Bowel_Small")  # 42 + 28 Gy at α/β 3: 70.000 Gy, not exceeded
    assert percentiles(bowel) == pytest.approx([70.0, 70.0, 70.0], abs=1e-9)
    assert bowel.exceeds.text == "< 0.4 %" and bowel.exceeds.exceeding == 0


def test_on_its_limit_at_3_gy_it_is_exceeded_at_every_smaller_alpha_beta():
    wanted = Assumptions().with_alpha_beta_range("Bowel_Small", 2.0, 4.0)
    chance = shown(uncertainty(seed_case(), Settings(), wanted), "Bowel_Small").exceeds
    assert abs(chance.figure.value - 50.0) < 6.4  # 4 standard errors


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads(monkeypatch):
    opened = registered(field(along_x(20.0, 0.2)), field(along_x(18.0, -0.3)))
    wanted = Assumptions(registration_sigma_mm=1.5)
    first = shown(uncertainty(opened, Settings(), wanted, draws=200, seed=7), "Bladder")
    monkeypatch.setattr(run, "side_by_side", lambda tasks, _: [task() for _, task in tasks])
    again = shown(uncertainty(opened, Settings(), wanted, draws=200, seed=7), "Bladder")
    other = shown(uncertainty(opened, Settings(), wanted, draws=200, seed=8), "Bladder")
    assert first == again
    assert percentiles(first) != percentiles(other)


def test_switching_one_assumption_on_leaves_the_draws_of_another_alone():
    plain = shown(uncertainty(seed_case(), Settings(), Assumptions(slices=False), draws=200), "SacralPlex")
    more = shown(uncertainty(seed_case(), Settings(), Assumptions(), draws=200), "SacralPlex")
    assert percentiles(plain) == pytest.approx(percentiles(more), abs=1e-9)  # a uniform dose: slices change nothing


def test_unknown_dose_is_not_varied_away():
    # course 1 states 2 Gy and, at the edge of its grid, 21 Gy; the organ reaches 20 mm beyond
    cold = field(lambda p: np.where(p[..., 0] < -2.5, 2.0, 21.0), high_mm=(0, 60, 60))
    opened = seed_case(("SacralPlex",), first=field(uniform(2.0), high_mm=(0, 60, 60)), second=field(uniform(30.0)))
    known = shown(uncertainty(opened, Settings(), NONE, draws=100), "SacralPlex")
    assert known.median.value == pytest.approx(eqd2(2.0, 3, 2.0) + eqd2(30.0, 5, 2.0))  # both bounds agree
    opened = seed_case(("SacralPlex",), first=cold, second=field(along_x(30.0, 0.3)))
    value = assessed(opened, Settings(), "SacralPlex")
    drawn = shown(uncertainty(opened, Settings(), NONE, draws=100), "SacralPlex")
    assert value.cumulative.value is None
    assert drawn.median.value is None and "between" in drawn.median.reason
    assert (drawn.at_least.value, drawn.at_most.value) == (value.lower.value, value.upper.value)


def test_a_dose_known_only_between_bounds_has_a_probability_between_bounds():
    cold = field(lambda p: np.where(p[..., 0] < -2.5, 2.0, 12.0), high_mm=(0, 60, 60))
    opened = seed_case(("SacralPlex",), first=cold, second=field(along_x(30.0, 0.3)))
    drawn = shown(uncertainty(opened, Settings(), Assumptions(slices=False), draws=200), "SacralPlex")
    assert drawn.exceeds.text.startswith("between ")
    assert drawn.exceeds.low.value < drawn.exceeds.high.value and drawn.exceeds.figure.value is None
    assert drawn.at_least.value < drawn.at_most.value


def test_without_any_bound_the_probability_may_be_anything():
    opened = seed_case(("SacralPlex",), first=None, second=field(uniform(30.0)))
    unknown = opened_case(
        (course(1, 21.0, None), opened.case.courses[1]),
        (field(uniform(21.0)), field(uniform(20.0))),
        opened.case.structure_sets,
    )
    row = uncertainty(unknown, Settings(), Assumptions(), draws=200).row("SacralPlex")
    drawn = row.limits[0]
    assert drawn.median.value is None and drawn.at_most.value is None
    assert drawn.exceeds.text.endswith("and 100.0 %")
    assert "fractions" in drawn.exceeds.figure.reason
    assert row.robustness.kind == "not assessable"


def test_a_limit_that_contains_recovery_refuses_a_discounted_dose_here_too():
    settings = Settings(recovery=Recovery("user", 50.0, "a test"))
    row = uncertainty(seed_case(("SacralPlex",)), settings, Assumptions(), draws=100).row("SacralPlex")
    contained = next(limit for limit in row.limits if limit.limit.includes_recovery)
    assert contained.exceeds.text == "–" and contained.median.value is None
    assert "twice" in contained.note


def test_recovery_is_not_drawn_on_top_of_a_limit_that_contains_it():
    wanted = Assumptions(alpha_beta=False).with_recovery_range(0, 50, "a test")
    row = uncertainty(seed_case(("SacralPlex",)), Settings(), wanted, draws=200).row("SacralPlex")
    plain, contained = sorted(row.limits, key=lambda limit: limit.limit.includes_recovery)
    assert plain.low.value < plain.high.value
    assert percentiles(contained) == pytest.approx([77.25] * 3)
    assert "not varied" in contained.note


def test_the_band_encloses_the_assessed_curve_and_closes_where_nothing_varies():
    opened = registered(field(along_x(20.0, 0.2)), field(along_x(18.0, -0.3)))
    wide = uncertainty(opened, Settings(), Assumptions(registration_sigma_mm=2.0), draws=200).row("Bladder").band
    assert (wide.low_percent <= wide.median_percent + 1e-9).all()
    assert (wide.median_percent <= wide.high_percent + 1e-9).all()
    assert (wide.high_percent - wide.low_percent).max() > 5
    closed = uncertainty(opened, Settings(), NONE, draws=100).row("Bladder").band
    assert np.array_equal(closed.low_percent, closed.high_percent)
    curve = next(
        c for o in Assessor(opened).assess(Settings()).organs for c in o.curves if c.course is None and c.bound == ""
    )
    assert np.interp(closed.dose_gy, curve.dose_gy, curve.volume_percent, right=0.0) == pytest.approx(
        closed.median_percent, abs=1e-9
    )


def test_in_an_open_interval_the_recovery_is_drawn_over_its_range():
    settings = Settings(recovery=Recovery("fox-chase"))
    drawn = shown(uncertainty(seed_case(("Rectum",)), settings, Assumptions(), draws=200), "Rectum")
    assert percentiles(drawn) == pytest.approx([49.0] * 3)  # 50 % for certain after 59 months: 21 + 28


def test_a_choice_among_models_is_drawn_evenly():
    wanted = Assumptions(slices=False).with_recovery_choice(("none", "fox-chase"))
    drawn = shown(uncertainty(seed_case(("Rectum",)), Settings(), wanted), "Rectum")
    assert (drawn.low.value, drawn.high.value) == (pytest.approx(49.0), pytest.approx(70.0))


@pytest.mark.parametrize(("draws", "seed"), [(99, 1), (100_001, 1), (1000, -1)])
def test_draws_and_seeds_that_cannot_be_meant_are_refused(draws, seed):
    with pytest.raises(EntryError):
        uncertainty(seed_case(("Rectum",)), Settings(), draws=draws, seed=seed)


def test_it_stops_when_asked_to():
    ticket = Ticket(lambda _: None)
    ticket.cancel()
    with pytest.raises(Cancelled):
        uncertainty(seed_case(("Rectum",)), Settings(), step=ticket.step)


def test_a_result_knows_for_which_settings_it_was_asked():
    opened, wanted = seed_case(("Rectum",)), Assumptions()
    found = uncertainty(opened, Settings(), wanted, draws=100)
    assert found.is_current(opened, Settings(display_alpha_beta_gy=10.0), Assumptions())
    assert not found.is_current(opened, Settings().with_alpha_beta("Rectum", 4.0), wanted)
    assert not found.is_current(opened, Settings(), Assumptions(slices=False))
    assert not found.is_current(seed_case(("Rectum",)), Settings(), wanted)
