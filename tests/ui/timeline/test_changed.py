"""A change paints only the rows that it changes, and what is on the screen is what would be drawn anew."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QImage

from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.changed import heights_changed
from reirrad_gui.ui.timeline.item import Shape
from reirrad_gui.ui.timeline.items import KeptItems, timeline_items
from reirrad_gui.ui.timeline.widget import TimelineView
from tests.support.assessments import StandInSession, example_assessment, example_case


class Painted(QObject):
    """Remembers what of a surface was painted."""

    def __init__(self, surface):
        super().__init__()
        self.rects = []
        surface.installEventFilter(self)

    def eventFilter(self, _, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.rects.append(event.rect())
        return False


@pytest.fixture
def view(qtbot):
    made = TimelineView(Selection(), Theme.dark())
    qtbot.addWidget(made)
    made.resize(1400, 320)
    made.show_session(StandInSession())
    with qtbot.waitExposed(made):
        made.show()
    QCoreApplication.processEvents()
    return made


def pixels(picture):
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def at_rest(view):
    """Painted, the next frame too."""
    while view.behind:
        QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def on_screen(view):
    at_rest(view)
    return pixels(view.screen().grabWindow(view.winId()))


def course_renamed(view, text="what if: 24 Gy / 6"):
    """The items after another regimen was tried: the last course says something else."""
    last = max(item.course for item in view.items if item.shape is Shape.COURSE)
    return tuple(
        replace(item, labels=tuple(f"{text}{label}" for label in item.labels)) if item.course == last else item
        for item in view.items
    )


def test_another_label_paints_its_row_and_no_other_lane(view):
    before, painted = view.scene, Painted(view.viewport())
    view.show_items(course_renamed(view))
    at_rest(view)
    row = next(r for lane in view.scene.lanes for r in lane.rows if any(d.item.course == 1 for d in r.drawn))
    assert heights_changed(before, view.scene) == ((row.top, row.bottom),)
    assert painted.rects, "the change must be painted"
    assert all(row.top - 1 <= r.top() and r.bottom() <= row.bottom + 1 for r in painted.rects)


def test_what_is_on_the_screen_after_a_change_is_what_is_drawn_anew(view):
    first = on_screen(view)
    view.show_items(course_renamed(view))
    assert not np.array_equal(on_screen(view), first)
    assert np.array_equal(on_screen(view), pixels(view.grab()))


def test_a_picture_before_the_next_frame_and_what_is_asked_by_then_are_of_the_items_as_they_are_now(view):
    first = on_screen(view)
    view.show_items(course_renamed(view))
    assert view.behind and "what if" in str(view.scene)
    picture = pixels(view.grab())
    assert np.array_equal(on_screen(view), picture) and not np.array_equal(picture, first)


def test_what_was_painted_between_two_changes_is_painted_again_by_the_second(view):
    kept = view.items
    for between in (lambda: None, view.viewport().repaint, lambda: view.viewport().repaint(0, 0, 900, 400), view.grab):
        view.show_items(course_renamed(view))
        between()
        view.show_items(kept)
        assert np.array_equal(on_screen(view), pixels(view.grab()))


def test_another_history_is_not_left_for_the_next_frame(view):
    view.show_session(None)
    assert not view.behind and not view.items


def test_nothing_is_painted_where_the_items_are_the_same(view):
    painted = Painted(view.viewport())
    view.show_items(tuple(view.items))
    at_rest(view)
    assert not painted.rects


def test_an_item_more_or_less_is_painted_wherever_it_moves_others(view):
    for items in (view.items[1:], view.items[:-2], view.items):
        view.show_items(items)
        assert np.array_equal(on_screen(view), pixels(view.grab()))


def test_a_change_under_a_measured_stretch_paints_everything(view):
    view.measure_from(next(item.key for item in view.items if item.shape is Shape.COURSE))
    painted = Painted(view.viewport())
    view.show_items(course_renamed(view))
    at_rest(view)
    assert any(rect == view.viewport().rect() for rect in painted.rects)


def test_a_change_behind_another_tab_is_there_when_the_timeline_comes_back(view):
    view.hide()
    view.show_items(course_renamed(view))
    view.show()
    assert np.array_equal(on_screen(view), pixels(view.grab()))


def test_a_scrolled_timeline_paints_its_rows_where_they_stand(view):
    view.resize(1400, 70)
    QCoreApplication.processEvents()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    QCoreApplication.processEvents()
    assert view.verticalScrollBar().value() > 0
    for items in (course_renamed(view), course_renamed(view, "24 Gy / 5")):
        view.show_items(items)
        assert np.array_equal(on_screen(view), pixels(view.grab()))


def test_counting_time_from_something_else_is_no_change_of_a_row(view):
    """The words of the axis are others, too, so everything is painted."""
    before = view.scene
    view.set_reference(view.references[0])
    assert heights_changed(before, view.scene) is None


def test_lanes_that_hold_the_same_items_are_not_laid_out_again(view):
    before = view.scene
    view.show_items(course_renamed(view))
    after = view.scene
    same = [old is new for old, new in zip(before.lanes, after.lanes, strict=True)]
    other = [old.lane.name for old, new in zip(before.lanes, after.lanes, strict=True) if old is not new]
    assert other == ["RADIOTHERAPY"] and same.count(True) >= 4


def test_a_layout_with_what_was_kept_is_the_layout_without(view):
    for items in (course_renamed(view), view.items[2:], course_renamed(view, "24 Gy / 5")):
        view.show_items(items)
        kept = view.scene
        view._redraw()
        assert view.scene == kept and view.scene is not kept


def test_events_that_stay_keep_their_items_and_another_history_has_its_own():
    assessment = example_assessment()
    events = tuple(example_case().events)
    kept = KeptItems()
    first = kept.of(events, assessment.courses, assessment.gaps)
    again = kept.of(events, assessment.courses, assessment.gaps, "re-irradiation type I")
    own = {item.key: item for item in first if item.course is None and item.shape is not Shape.INTERVAL}
    assert own and all(item is own[item.key] for item in again if item.key in own)
    assert kept.of(events[3:], assessment.courses, assessment.gaps) == timeline_items(
        events[3:], assessment.courses, assessment.gaps
    )
