"""Geometry at any zoom and width: labels never overlap nor leave the view, and whatever is hidden is counted."""

from datetime import date
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import Extent, Lane
from reirrad_gui.ui.timeline.arrange import LANES, arranged
from reirrad_gui.ui.timeline.folds import fold_of
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import event_item, timeline_items
from reirrad_gui.ui.timeline.labels import Occupied, Stretch
from reirrad_gui.ui.timeline.layout import Time, lay_out
from reirrad_gui.ui.timeline.marks import UNBROKEN, Axis, Part, marks_of
from reirrad_gui.ui.timeline.scene import Size
from reirrad_gui.ui.timeline.viewport import LONGEST_DAYS, SHORTEST_DAYS, Viewport, domain_of
from tests.support.assessments import example_assessment, example_case
from tests.support.stories import event, when

LINE_PX = 16.0


def measure(text, bold):
    """About the width of DejaVu Sans at 13 px."""
    return len(text) * (8.6 if bold else 7.6)


def laid_out(items, view, width, height=230.0, first=frozenset(), fold=UNBROKEN, **arranging):
    time = Time(view, domain_of(items, fold), fold)
    return lay_out(arranged(items, **arranging), time, Size(width, height, LINE_PX, measure), first)


def example_items():
    case = example_case()
    assessment = example_assessment(case)
    return timeline_items(case.events, assessment.courses, assessment.gaps)


partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(1960, 2030)),
    st.builds(PartialDate, st.integers(1960, 2030), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1960, 2030), st.integers(1, 12), st.integers(1, 28)),
)


@st.composite
def stated_dates(draw):
    one, other = draw(partial_dates), draw(partial_dates)
    early, late = sorted((one, other), key=lambda d: (d.earliest, d.latest))
    form = draw(st.sampled_from(("at", "range", "from", "until")))
    if form == "at":
        return StatedDate.at(one, "letter")
    if form == "range" and early.earliest <= late.latest:
        return StatedDate(early, late, "letter")
    return StatedDate(one, None, "letter") if form == "from" else StatedDate(None, one, "letter")


whens = st.builds(When, st.lists(stated_dates(), max_size=2).map(tuple))
titles = st.text("abcdefghij klm", min_size=1, max_size=40)


@st.composite
def histories(draw):
    count = draw(st.integers(0, 25))
    return tuple(
        event_item(
            event(
                f"e{n}",
                draw(st.sampled_from([lane.value for lane in Lane])),
                draw(titles),
                draw(whens),
                end=draw(whens),
                extent=draw(st.sampled_from(Extent)),
            )
        )
        for n in range(count)
    )


views = st.builds(
    lambda year, days: Viewport(date(year, 6, 1).toordinal() - days / 2, date(year, 6, 1).toordinal() + days / 2),
    st.integers(1965, 2025),
    st.floats(SHORTEST_DAYS, LONGEST_DAYS),
)
widths = st.floats(420, 2600)


def rows_of(scene):
    return [row for lane in scene.lanes for row in lane.rows]


def assert_readable(scene, width):
    rows = rows_of(scene)
    assert all(row.bottom - row.top >= LINE_PX for row in rows)
    assert all(above.bottom <= below.top + 1e-6 for above, below in pairwise(rows))
    for row in rows:
        for text in row.texts:
            assert scene.plot.x0 <= text.stretch.x0 <= text.stretch.x1 <= scene.plot.x1
            assert text.stretch.x1 - text.stretch.x0 >= measure(text.text, False) - 1e-6
        for one, other in combinations(row.texts, 2):
            assert not one.stretch.meets(other.stretch, 0.0), (one, other)
        for text in row.texts:
            for drawn in row.drawn:
                if drawn.item.key != text.key and drawn.item.shape is not Shape.INTERVAL:
                    assert not text.stretch.meets(drawn.stretch, 0.0), (text, drawn)
        for torn in scene.breaks:
            assert not any(text.stretch.x0 < torn.x1 and torn.x0 < text.stretch.x1 for text in row.texts)
    for lane in scene.lanes:
        for text, _ in lane.undated:
            assert scene.plot.x1 < text.stretch.x0 <= text.stretch.x1 <= width


def assert_all_counted(scene, items):
    shown = {text.key for row in rows_of(scene) for text in row.texts}
    hidden = {key for lane in scene.lanes for key in lane.hidden}
    undated = sum(len(lane.undated) + lane.more_undated for lane in scene.lanes)
    intervals = {item.key for item in items if item.shape is Shape.INTERVAL}
    assert not shown & hidden
    assert undated == sum(1 for item in items if not item.dated)
    assert len((shown | hidden) - intervals) + scene.earlier + scene.later + undated == len(items) - len(intervals)


@given(items=histories(), view=views, width=widths, height=st.floats(120, 500))
def test_labels_of_any_history_never_overlap_nor_leave_the_view_and_none_is_lost(items, view, width, height):
    scene = laid_out(items, view, width, height)
    assert_readable(scene, width)
    if domain_of(items) is not None:
        assert_all_counted(scene, items)


@given(items=histories(), width=widths)
def test_labels_beside_a_broken_axis_never_overlap_nor_stand_where_it_is_torn(items, width):
    fold = fold_of(items)
    scene = laid_out(items, domain_of(items, fold), width, fold=fold)
    assert_readable(scene, width)
    if scene.axis is not None:
        assert_all_counted(scene, items)
        texts = sorted((tick.text_x, tick.text_x + measure(tick.text, False)) for tick in scene.ticks if tick.text)
        assert all(one[1] < other[0] for one, other in pairwise(texts))
        assert not any(cut.x0 < tick.x < cut.x1 for tick in scene.ticks for cut in scene.breaks)


@given(count=st.integers(20, 120), width=widths, view=views)
def test_of_a_crowd_nothing_is_lost_and_what_is_looked_for_is_drawn_by_itself(count, width, view):
    items = tuple(
        event_item(event(f"e{n}", "imaging", f"Scan {n}", when(f"{1990 + n % 30}-{n % 12 + 1:02d}")))
        for n in range(count)
    )
    scene = laid_out(items, view, width, first=frozenset({"e7"}))
    assert_readable(scene, width)
    assert_all_counted(scene, items)
    drawn = {d.item.key for row in rows_of(scene) for d in row.drawn}
    e7 = next(item for item in items if item.key == "e7")
    assert ("e7" in drawn) == (e7.over > view.first and e7.begin < view.last)


def test_a_strip_of_a_crowd_can_be_pointed_at_event_by_event():
    days = [date.fromordinal(730000 + 30 * n).isoformat() for n in range(200)]
    items = tuple(event_item(event(f"e{n}", "imaging", f"Scan {n}", when(day))) for n, day in enumerate(days))
    scene = laid_out(items, domain_of(items), 1600.0)
    row = next(row for row in rows_of(scene) if row.crowd is not None)
    assert row.hidden_count == len(row.hidden) == 200
    assert scene.item_at(scene.axis.x(730000.5 + 30 * 41), row.middle) == "e41"


def test_a_collapsed_lane_has_one_row_that_counts_its_events_and_keeps_courses_in_their_colour():
    items = example_items()
    scene = laid_out(items, domain_of(items), 1400.0, collapsed=frozenset({Lane.SYSTEMIC, Lane.RADIOTHERAPY}))
    systemic, radiotherapy = scene.lanes[2], scene.lanes[3]
    assert (systemic.total, len(systemic.rows), systemic.rows[0].texts) == (2, 1, ())
    assert [drawn.item.key for drawn in radiotherapy.rows[0].drawn] == ["course 0", "course 1"]


def test_a_band_that_fills_the_view_has_its_label_inside():
    items = (event_item(event("x", "imaging", "Scan", when("2018"))),)
    scene = laid_out(items, Viewport(ordinal(2018, 3), ordinal(2018, 3, 20)), 900.0)
    assert [text.key for row in rows_of(scene) for text in row.texts] == ["x"]


@given(view=views, width=widths)
def test_the_example_can_be_read_at_any_zoom_and_width(view, width):
    items = example_items()
    scene = laid_out(items, view, width)
    assert_readable(scene, width)
    assert_all_counted(scene, items)


@pytest.mark.parametrize("width", [1280.0, 1920.0])
def test_the_whole_example_at_a_laptop_and_a_workstation_hides_no_label(width):
    items = example_items()
    scene = laid_out(items, domain_of(items), width)
    assert [key for lane in scene.lanes for key in lane.hidden] == []
    assert (scene.earlier, scene.later) == (0, 0)


@given(view=views, width=widths)
def test_ticks_never_overlap_and_each_says_its_year(view, width):
    scene = laid_out(example_items(), view, width)
    texts = [(tick.text_x, tick.text_x + measure(tick.text, False)) for tick in scene.ticks if tick.text]
    assert all(first[1] < second[0] for first, second in pairwise(texts))
    assert all(scene.plot.x0 <= x0 and x1 <= scene.plot.x1 for x0, x1 in texts)
    assert all(tick.text[-4:].isdigit() for tick in scene.ticks if tick.text)


def the_marks(text, view, width=1400.0):
    items = (event_item(event("x", "imaging", "Scan", when(text))),)
    scene = laid_out(items, view, width)
    return scene, [mark for row in rows_of(scene) for drawn in row.drawn for mark in drawn.marks]


def ordinal(year, month=1, number=1):
    return float(date(year, month, number).toordinal())


def test_a_year_is_drawn_from_its_first_day_to_its_last_with_a_dot_only_in_the_middle():
    scene, marks = the_marks("2018", Viewport(ordinal(2017), ordinal(2020)))
    band = next(mark for mark in marks if mark.part is Part.UNSURE)
    dot = next(mark for mark in marks if mark.part is Part.DOT)
    assert (band.x0, band.x1) == (scene.axis.x(ordinal(2018)), scene.axis.x(ordinal(2019)))
    assert (dot.x0 + dot.x1) / 2 == pytest.approx((band.x0 + band.x1) / 2)


def test_a_date_that_is_open_to_the_future_fades_and_has_no_dot():
    _, marks = the_marks("2018..", Viewport(ordinal(2017), ordinal(2030)))
    assert [mark.part for mark in marks] == [Part.FADE_RIGHT]


def decade():
    view = Viewport(ordinal(2010), ordinal(2020))
    return Axis(view, view, 0.0, 1000.0)


def test_an_end_before_its_start_is_drawn_from_one_to_the_other_and_at_no_third_date():
    ends = event("x", "systemic", "ADT", when("2018"), end=when("2012"), extent=Extent.STATED)
    [mark] = marks_of(event_item(ends), decade())
    assert mark.part is Part.UNSURE
    assert mark.x0 <= decade().x(ordinal(2013)) < decade().x(ordinal(2018)) <= mark.x1


def test_of_a_moment_of_which_only_the_end_is_known_that_is_drawn():
    moment = event("x", "symptoms", "Pain", when(), end=when("2018"))
    assert [mark.part for mark in marks_of(event_item(moment), decade())] == [Part.FADE_LEFT]


def test_a_date_that_is_open_to_the_past_fades_and_has_no_dot():
    _, marks = the_marks("..2018", Viewport(ordinal(2000), ordinal(2020)))
    assert [mark.part for mark in marks] == [Part.FADE_LEFT]


def test_each_of_two_sources_that_differ_has_its_own_mark():
    items = example_items()
    scene = laid_out(items, domain_of(items), 1400.0)
    drawn = next(d for row in rows_of(scene) for d in row.drawn if d.item.key == "metastases")
    assert [mark.part for mark in drawn.marks].count(Part.DOT) == 2
    assert drawn.marks[0].part is Part.LINK


def test_three_fractions_are_three_ticks_at_every_zoom_that_shows_the_whole_course():
    items = example_items()
    middle = next(item for item in items if item.key == "course 0").block.first + 7.5
    for days in (40, 400, 4000, LONGEST_DAYS):
        scene = laid_out(items, Viewport(middle - days / 2, middle + days / 2), 1400.0)
        drawn = next(d for row in rows_of(scene) for d in row.drawn if d.item.key == "course 0")
        ticks = [mark.x0 for mark in drawn.marks if mark.part is Part.TICK]
        block = drawn.part(Part.BLOCK)
        assert len(ticks) == 3
        assert all(b - a >= 4.0 for a, b in pairwise(ticks))
        assert block.x0 < ticks[0]
        assert ticks[-1] < block.x1


def test_a_therapy_without_a_stop_runs_on_to_the_end_of_what_is_known():
    items = example_items()
    scene = laid_out(items, domain_of(items), 1400.0)
    drawn = next(d for row in rows_of(scene) for d in row.drawn if d.item.key == "adt")
    assert drawn.part(Part.FADE_RIGHT).x1 == pytest.approx(scene.plot.x1)


def test_what_overlaps_in_time_stands_on_rows_of_its_own():
    lane = next(lane for lane in arranged(example_items()) if lane.lane is Lane.SYSTEMIC)
    assert [len(line.items) for line in lane.lines] == [1, 1]


def test_rows_are_the_same_at_every_zoom():
    items = example_items()
    near, far = (laid_out(items, view, 900.0) for view in (domain_of(items), Viewport(734800.0, 734830.0)))
    assert [(lane.top, lane.bottom) for lane in near.lanes] == [(lane.top, lane.bottom) for lane in far.lanes]


def test_a_lane_with_nothing_in_it_is_still_named():
    scene = laid_out((), None, 900.0)
    assert [lane.title for lane in scene.lanes] == [title for lane, title in LANES if lane is not Lane.NOTES]
    assert all(lane.nothing for lane in scene.lanes)
    assert scene.ticks == ()


def test_the_label_under_the_keyboard_has_priority():
    crowd = tuple(
        event_item(event(f"e{n}", "imaging", f"Scan number {n}", when(f"2018-06-{n + 1:02d}"))) for n in range(9)
    )
    view = Viewport(ordinal(2000), ordinal(2040))
    assert "e7" in {t.key for row in rows_of(laid_out(crowd, view, 900.0, first=frozenset({"e7"}))) for t in row.texts}


def test_the_item_under_the_mouse_is_the_one_drawn_there():
    items = example_items()
    scene = laid_out(items, domain_of(items), 1400.0)
    for row in rows_of(scene):
        for drawn in row.drawn:
            if drawn.item.shape is not Shape.INTERVAL:
                x = (drawn.stretch.x0 + drawn.stretch.x1) / 2
                assert scene.item_at(x, row.middle) == drawn.item.key
        for text in row.texts:
            assert scene.item_at((text.stretch.x0 + text.stretch.x1) / 2, row.middle) == text.key
    assert scene.item_at(scene.plot.x0 + 1.0, scene.bottom + 2.0) is None


def test_the_date_not_stated_can_be_pointed_at_too():
    items = example_items()
    scene = laid_out(items, domain_of(items), 1400.0)
    (text, y) = next(found for lane in scene.lanes for found in lane.undated)
    assert scene.item_at(text.stretch.x0 + 2.0, y) == "outcome"


@given(
    taken=st.lists(st.tuples(st.floats(0, 500), st.floats(0, 60)), max_size=12),
    asked=st.tuples(st.floats(0, 500), st.floats(0, 80)),
)
def test_counting_neighbours_agrees_with_looking_at_each(taken, asked):
    stretches = [Stretch(x, x + w) for x, w in taken]
    wanted = Stretch(asked[0], asked[0] + asked[1])
    near = 6.0 - 1e-6
    assert Occupied(stretches).meeting(wanted) == sum(
        1 for s in stretches if s.x0 < wanted.x1 + near and s.x1 > wanted.x0 - near
    )


def test_of_ten_thousand_events_no_more_are_drawn_than_there_are_pixels_and_the_rest_is_counted():
    start = date(1990, 1, 1).toordinal()
    days = [date.fromordinal(start + n).isoformat() for n in range(10_000)]
    items = tuple(event_item(event(f"e{n}", "imaging", f"PSA {n}", when(day))) for n, day in enumerate(days))
    scene = laid_out(items, domain_of(items), 1600.0)
    assert sum(len(row.drawn) for row in rows_of(scene)) <= scene.plot.x1 - scene.plot.x0
    assert_all_counted(scene, items)
