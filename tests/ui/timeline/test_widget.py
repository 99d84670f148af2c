"""The timeline under mouse and keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QTableView, QToolTip

from reirrad_gui.patient.events import Lane
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.arrange import LANES
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.lanes import LaneChoice
from reirrad_gui.ui.timeline.menu import Place, lanes_menu
from reirrad_gui.ui.timeline.said import COLUMNS
from reirrad_gui.ui.timeline.scene import AXIS_PX
from reirrad_gui.ui.timeline.viewport import LONGEST_DAYS, SHORTEST_DAYS
from reirrad_gui.ui.timeline.widget import TimelineView
from tests.support.assessments import StandInSession, example_assessment, example_case


@pytest.fixture
def view(qtbot):
    made = TimelineView(Selection(), Theme.dark())
    qtbot.addWidget(made)
    made.resize(1400, 230)
    made.show_session(StandInSession())
    with qtbot.waitExposed(made):
        made.show()
    return made


def place_of(view, key):
    """A point on the drawing of an item."""
    for lane in view.scene.lanes:
        for row in lane.rows:
            for drawn in row.drawn:
                if drawn.item.key == key:
                    return QPoint(round((drawn.stretch.x0 + drawn.stretch.x1) / 2), round(row.middle))
    raise AssertionError(f"{key} is not visible")


def wheel(view, x, steps, y=60):
    at = QPointF(x, y)
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_about_the_day_under_the_cursor(view):
    plot, x = view.scene.plot, 700
    day = view.view.day(x, plot.x0, plot.x1)
    wheel(view, x, 3)
    assert view.view.x(day, plot.x0, plot.x1) == pytest.approx(x, abs=1.0)
    assert view.view.days < 3700


def test_the_wheel_stops_at_one_day_and_at_sixty_years(view):
    wheel(view, 700, 200)
    assert view.view.days == pytest.approx(SHORTEST_DAYS)
    wheel(view, 700, -400)
    assert view.view.days == pytest.approx(LONGEST_DAYS)


def test_dragging_moves_time_with_the_hand(view):
    before, plot = view.view, view.scene.plot
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(900, 20))
    QTest.mouseMove(view.viewport(), QPoint(800, 20))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(800, 20))
    assert view.view.first - before.first == pytest.approx(100 * before.days / (plot.x1 - plot.x0))
    assert view.view.days == pytest.approx(before.days)


def test_a_click_on_a_course_selects_it_everywhere(qtbot, view):
    with qtbot.waitSignal(view._selection.course_selected) as chosen:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "course 1"))
    assert chosen.args == [1]


def test_a_click_on_a_scan_leaves_the_chosen_course_alone(view):
    view._selection.select_course(0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "scan-2"))
    assert view._selection.course == 0
    assert view.focused == "scan-2"


def test_a_double_click_on_a_course_zooms_to_it_and_f_shows_everything_again(view):
    everything = view.view
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "course 0"))
    assert view.view.days < 150  # December 2012 and January 2013, 62 days, fill half the width
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view.view == everything


def test_hovering_tells_date_precision_and_every_source_at_once(view):
    QTest.mouseMove(view.viewport(), place_of(view, "metastases"))
    assert "Sep or Nov 2012" in QToolTip.text()
    assert "sources differ" in QToolTip.text()
    assert "Methods: Sep 2012" in QToolTip.text()
    assert "Abstract: Nov 2012" in QToolTip.text()


def test_arrows_step_through_everything_in_time_order_and_stop_at_the_ends(view):
    steps = []
    for _ in range(30):
        QTest.keyClick(view, Qt.Key.Key_Right)
        if steps and steps[-1] == view.focused:
            break
        steps.append(view.focused)
    assert steps[0] == "diagnosis"
    assert steps[-1] == "outcome"
    assert steps.index("course 0") < steps.index("scan-2") < steps.index("course 1")
    assert set(steps) == {item.key for item in view._items if item.shape is not Shape.INTERVAL}
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.focused == "diagnosis"


def test_enter_selects_the_course_the_keyboard_stands_on(qtbot, view):
    view.focus_on("course 0")
    with qtbot.waitSignal(view._selection.course_selected) as chosen:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == [0]


def test_the_keyboard_brings_what_it_stands_on_into_view(view):
    view.zoom_to("diagnosis")
    view.focus_on("course 1")
    assert place_of(view, "course 1").x() > view.scene.plot.x0


def test_a_screen_reader_hears_the_item_the_keyboard_stands_on(view):
    QTest.keyClick(view, Qt.Key.Key_Home)
    interface = QAccessible.queryAccessibleInterface(view)
    assert "Timeline" in interface.text(QAccessible.Text.Name)
    assert "Prostate ca. Gleason 3+4. Mar 2011 (known to the month)" in interface.text(QAccessible.Text.Description)


def test_the_focus_ring_is_visible(view):
    view.setFocus()
    view.focus_on("scan-2")
    with_ring = view.grab().toImage()
    view.focus_on("scan-1")
    assert with_ring != view.grab().toImage()


def test_a_course_chosen_in_another_view_is_outlined_here(view):
    before = view.grab().toImage()
    view._selection.select_course(1)
    assert view.grab().toImage() != before


def test_both_themes_draw_it_differently(view):
    dark = view.grab().toImage()
    view.apply_theme(Theme.light())
    assert view.grab().toImage() != dark


def test_the_table_tells_the_same_facts_in_time_order(qtbot, view):
    view.show_table()
    table = view._table.findChild(QTableView, "timeline rows")
    model = table.model()
    titles = [model.index(line, 1).data() for line in range(model.rowCount())]
    assert titles[0] == "Prostate ca. Gleason 3+4"
    assert "Interval from Course 1 to Course 2" in titles
    assert model.rowCount() == len(view._items)
    view._table.close()


def test_a_change_of_settings_keeps_the_stretch_of_time(view):
    view.zoom_to("course 0")
    before = view.view
    view.refresh()
    assert view.view == before


def test_another_patient_is_shown_from_beginning_to_end(view):
    view.zoom_to("course 0")
    view.show_session(StandInSession())
    assert view.view.days > 3000


def test_a_patient_without_any_date_shows_lanes_and_the_undated_strip(qtbot, view):
    from dataclasses import replace

    from reirrad_gui.patient.dates import When

    case = example_case()
    courses = tuple(replace(c, start=When(), end=When()) for c in case.courses)
    events = tuple(replace(e, start=When(), end=When()) for e in case.events)
    case = replace(case, courses=courses, events=events)
    view.show_session(StandInSession(case, example_assessment(case)))
    assert view.view is None
    wheel(view, 700, 1)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_F)
    view.grab()
    assert [lane.title for lane in view.scene.lanes] == [title for lane, title in LANES if lane is not Lane.NOTES]
    assert sum(len(lane.undated) + lane.more_undated for lane in view.scene.lanes) == len(events) + len(courses)


def test_nobody_s_timeline_is_empty(view):
    view.show_session(None)
    assert list(view.rows) == []
    view.grab()


@pytest.mark.parametrize("height", [120, 190, 230, 400])
def test_every_lane_can_be_reached_at_any_height(view, height):
    view.resize(1000, height)
    view.grab()
    assert view.scene.bottom - view.verticalScrollBar().maximum() <= view.scene.axis_top + 1
    assert view.scene.axis_top < view.viewport().height()


def test_rows_that_scroll_leave_the_axis_free(view):
    """Each lane is clipped within what the axis leaves, not instead of it."""
    view.resize(1400, 70)
    area = view.viewport()
    view.grab()
    below = QRect(0, round(view.scene.axis_top), area.width(), round(AXIS_PX))
    first = area.grab(below).toImage()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.verticalScrollBar().maximum() > 20
    assert area.grab(below).toImage() == first


def test_the_overview_appears_when_only_a_part_is_visible_and_can_be_dragged(view):
    assert view.scene.overview is None
    view.zoom_to("course 0")
    thumb, y = view.scene.overview, view.viewport().height() - 3
    start, target = QPoint(round((thumb.x0 + thumb.x1) / 2), y), QPoint(round(view.scene.plot.x0) + 200, y)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), target)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=target)
    moved = view.scene.overview
    assert (moved.x0 + moved.x1) / 2 == pytest.approx(target.x(), abs=3)


def test_lanes_can_be_hidden_and_moved_and_come_back_at_the_next_start(view, qtbot):
    view.set_lanes(view.lanes.toggled(Lane.IMAGING).moved(Lane.SYMPTOMS, -1))
    titles = [lane.title for lane in view.scene.lanes]
    assert titles == ["Disease", "Systemic", "Symptoms", "Radiotherapy"]
    another = TimelineView(Selection(), Theme.dark())
    qtbot.addWidget(another)
    another.restore_state(view.saved_state())
    another.show_session(StandInSession())
    assert [lane.title for lane in another.scene.lanes] == titles


def test_the_menu_on_a_lane_s_name_moves_it(view):
    menu = lanes_menu(view, Lane.SYMPTOMS)
    next(action for action in menu.actions() if action.text() == "Move Symptoms up").trigger()
    assert [lane.title for lane in view.scene.lanes][3:] == ["Symptoms", "Radiotherapy"]
    menu = lanes_menu(view, None)
    next(action for action in menu.actions() if action.text() == "All lanes as designed").trigger()
    assert [lane.title for lane in view.scene.lanes] == [title for lane, title in LANES if lane is not Lane.NOTES]


# What opens and shows events connects to these


def test_enter_and_a_double_click_on_an_event_ask_to_open_it(qtbot, view):
    view.focus_on("scan-2")
    with qtbot.waitSignal(view.event_opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["scan-2"]
    with qtbot.waitSignal(view.event_opened) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "diagnosis"))
    assert opened.args == ["diagnosis"]


def test_a_click_on_a_scan_asks_for_its_image_and_one_on_a_course_does_not(qtbot, view):
    wanted = []
    view.image_wanted.connect(wanted.append)
    for key in ("scan-2", "course 0", "metastases"):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, key))
    assert wanted == ["scan-2"]


def test_insert_asks_for_an_event_on_the_day_under_the_mouse(qtbot, view):
    x = view.x_of(date(2016, 5, 4).toordinal() + 0.5)
    QTest.mouseMove(view.viewport(), QPoint(round(x), 20))
    with qtbot.waitSignal(view.add_wanted) as wanted:
        QTest.keyClick(view, Qt.Key.Key_Insert)
    assert abs((wanted.args[0] - date(2016, 5, 4)).days) <= 2  # a pixel is 2.7 days here


def test_others_add_to_the_menu_of_the_place_that_was_clicked(view):
    places = []
    view.menu_parts.append(lambda menu, place: places.append((place, menu.addAction("Do it"))))
    menu = view.menu_at(Place("scan-2", date(2014, 12, 5), None))
    assert places[0][0].key == "scan-2"
    assert menu.actions()[0].text() == "Do it"


# Lanes


def lane_place(view, lane, x=60):
    band = next(band for band in view.scene.lanes if band.lane is lane)
    return QPoint(x, round((band.top + band.bottom) / 2))


def test_a_click_on_a_lane_s_name_collapses_and_opens_it_and_that_is_remembered(view):
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=lane_place(view, Lane.IMAGING))
    band = next(band for band in view.scene.lanes if band.lane is Lane.IMAGING)
    assert (band.collapsed, len(band.rows), band.total) == (True, 1, 3)
    assert LaneChoice.read(view.saved_state()).collapsed == {Lane.IMAGING}
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=lane_place(view, Lane.IMAGING))
    assert not view.lanes.collapsed


def test_a_lane_is_dragged_to_another_place_by_its_name(view):
    start, end = lane_place(view, Lane.SYMPTOMS), lane_place(view, Lane.DISEASE)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), end)
    view.grab()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert [lane for lane, _ in view.lanes.shown][:2] == [Lane.SYMPTOMS, Lane.DISEASE]


def test_the_keyboard_moves_and_collapses_the_lane_it_stands_in(view):
    view.focus_on("scan-2")
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C)
    assert view.lanes.order[0] is Lane.IMAGING
    assert view.lanes.collapsed == {Lane.IMAGING}


def test_what_has_no_room_for_a_label_is_listed_and_can_be_chosen(view):
    menu = view.hidden_menu(("scan-2", "diagnosis"))
    assert [action.text() for action in menu.actions()][1] == "Prostate ca. Gleason 3+4"
    menu.actions()[0].trigger()
    assert view.focused == "scan-2"


# Measuring, finding, the axis


def test_a_drag_with_shift_measures_between_two_events_and_esc_ends_it(view):
    start, end, before = place_of(view, "course 0"), place_of(view, "course 1"), view.view
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, start)
    QTest.mouseMove(view.viewport(), end)
    view.grab()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, end)
    assert "59 to 84 months · 4 y 11 m to 7 y" in view.measure.measured.sentence
    assert view.view == before
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == view.measure.measured.sentence
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.measure.measured is None


def test_m_and_the_arrows_measure_the_same_as_the_mouse(view):
    view.focus_on("course 0")
    QTest.keyClick(view, Qt.Key.Key_M)
    while view.focused != "course 1":
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert "59 to 84 months" in view.measure.measured.text
    assert "59 to 84 months" in view.accessibleDescription()


def test_finding_dims_or_hides_the_rest_counts_the_matches_and_esc_shows_all_again(view):
    view.open_search()
    words, hide = (
        view.findChild(kind, name) for kind, name in ((QLineEdit, "find words"), (QCheckBox, "hide the rest"))
    )
    words.setText("stationary")
    QTest.keyClick(words, Qt.Key.Key_Return)
    assert view.findChild(QLabel, "find count").text() == f"1 of {len(view.items) - 1}"  # the interval is no event
    assert view.focused == "scan-2"
    dimmed = {drawn.item.key for lane in view.scene.lanes for row in lane.rows for drawn in row.drawn}
    assert "diagnosis" in dimmed
    hide.setChecked(True)
    assert {drawn.item.key for lane in view.scene.lanes for row in lane.rows for drawn in row.drawn} == {"scan-2"}
    QTest.keyClick(words, Qt.Key.Key_Escape)
    assert not view.finding.active
    assert {drawn.item.key for lane in view.scene.lanes for row in lane.rows for drawn in row.drawn} >= dimmed


def test_a_search_for_nothing_there_says_so(view):
    view.open_search()
    view.findChild(QLineEdit, "find words").setText("no such word")
    view.finding.look_again()
    assert view.findChild(QLabel, "find count").text() == "nothing matches"


def test_a_broken_axis_is_marked_and_is_gone_with_the_next_patient(view):
    QTest.keyClick(view, Qt.Key.Key_B)
    *_, cut = view.scene.breaks  # 2015 to 2017: nothing begins or ends
    assert cut.x1 - cut.x0 > 10
    assert view.day_at((cut.x0 + cut.x1) / 2) is None
    QTest.mouseMove(view.viewport(), QPoint(round((cut.x0 + cut.x1) / 2), 10))
    assert "left out" in QToolTip.text()
    view.show_session(StandInSession())
    assert view.scene.breaks == ()


def test_time_since_the_diagnosis_is_said_as_a_range_beside_the_date(view):
    view.set_reference(view.references[0])
    assert {tick.text[:2] for tick in view.scene.ticks if tick.text} == {"≈ "}
    QTest.mouseMove(view.viewport(), place_of(view, "scan-2"))
    assert "after diagnosis" in QToolTip.text()  # March 2011 to a scan in December 2014 or January 2015
    assert " to " in view.tip("scan-2", "")


def test_the_table_is_copied_as_a_spreadsheet_takes_it(view):
    view.show_table()
    view._table.copy()
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == len(view.items) + 1
    assert {len(line) for line in lines} == {len(COLUMNS)}
    view._table.findChild(QTableView, "timeline rows").selectRow(1)
    view._table.copy()
    assert len(QApplication.clipboard().text().split("\n")) == 2
    view._table.close()
