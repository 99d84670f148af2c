"""A verdict on doses and intervals known only between bounds is the verdict on whatever lies between them."""

from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints import Confidence, Evidence, Limit, Scope, Standing, judge, load_constraint_set
from reirrad_gui.constraints.standing import Bounded

SETS = ("pelvis-slevin-2021", "cord-nieder-hytec", "other-organs")
LIMITS = [one.as_eqd2() for name in SETS for one in load_constraint_set(name).limits if one.scope is Scope.CUMULATIVE]
MONTHS = st.one_of(st.none(), st.sampled_from((-3, 0, 4, 5, 6, 11, 12, 70)))
NOISE_GY = 1e-9


def by_the_rule(limit: Limit, dose_gy: float, courses_gy: list[float], months: int) -> str:
    """docs/decisions/0003 once more, for doses and an interval that are known exactly."""
    newest, share = courses_gy[-1], limit.last_course_share_at_most
    if (
        dose_gy > limit.limit_gy + NOISE_GY
        or (limit.last_course_at_most_gy is not None and newest > limit.last_course_at_most_gy + NOISE_GY)
        or (share is not None and newest > share * dose_gy + NOISE_GY)
    ):
        return "exceeds"
    if (
        (limit.minimum_gap_months is not None and months < limit.minimum_gap_months)
        or (limit.each_course_at_most_gy is not None and max(courses_gy) > limit.each_course_at_most_gy + NOISE_GY)
        or limit.evidence is Evidence.MEMORY
        or limit.confidence is Confidence.LOW
    ):
        return "not assessable"
    return "near" if dose_gy > 0.9 * limit.limit_gy + NOISE_GY else "within"


@st.composite
def between(draw, grid):
    """A dose between two bounds (no upper one now and then), and one that it may be."""
    low, high = sorted((draw(st.sampled_from(grid)), draw(st.sampled_from(grid))))
    if draw(st.booleans()):
        return Bounded.exactly(low), low
    known = draw(st.integers(0, 9)) > 0
    truth = draw(st.sampled_from((low, (low + high) / 2, high))) if known else draw(st.sampled_from((low, low + 300.0)))
    return Bounded(low, low if known and low == high else None, high if known else None), truth


@st.composite
def cases(draw):
    """A limit, its dose, the courses and the interval: as known, and as they may be."""
    limit = draw(st.sampled_from(LIMITS))
    grid = [share * limit.limit_gy for share in (0.0, 0.3, 0.4, 0.5, 0.9, 1.0, 1.1)] + [25.0, 25.01, 49.0, 49.01]
    dose, courses = draw(between(grid)), draw(st.lists(between(grid), min_size=2, max_size=3))
    least, most = draw(MONTHS), draw(MONTHS)
    if least is not None and most is not None:
        least, most = sorted((least, most))
    months = draw(st.sampled_from((-5 if least is None else least, 200 if most is None else most)))
    return limit, dose, courses, (least, most), months


@given(cases())
def test_a_decided_verdict_holds_for_every_dose_and_interval_between_the_bounds(case):
    limit, (dose, true_gy), courses, gap, months = case
    found = judge(
        limit, dose, quantity=limit.quantity, alpha_beta_gy=limit.alpha_beta_gy, gap_months=gap,
        courses=[known for known, _ in courses],
    )  # fmt: skip
    if found.standing is not Standing.NOT_ASSESSABLE:
        assert found.standing.word == by_the_rule(limit, true_gy, [gy for _, gy in courses], months)


@given(cases())
def test_a_worst_case_that_keeps_a_limit_is_exceeded_by_no_dose_below_it(case):
    limit, (dose, true_gy), courses, gap, months = case
    found = judge(
        limit, dose, quantity=limit.quantity, alpha_beta_gy=limit.alpha_beta_gy, gap_months=gap,
        courses=[known for known, _ in courses], bound_by="what the letter of course 1 allows",
    )  # fmt: skip
    if found.standing in (Standing.WITHIN, Standing.NEAR):
        assert by_the_rule(limit, true_gy, [gy for _, gy in courses], months) in ("within", "near")
