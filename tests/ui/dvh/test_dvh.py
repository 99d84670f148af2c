"""Dose-volume histograms: which curves, in which style, what they say; bounds, readings, table."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from reirrad_gui.session import Session, Settings
from reirrad_gui.session.curves import CurveChoice, ShownCurve, dose_axis
from reirrad_gui.ui.dvh.labels import Label, label_places
from reirrad_gui.ui.dvh.rows import (
    Line,
    dose_at,
    first_shown,
    organ_lines,
    reading,
    table_doses,
    volume_at,
    why_empty,
)
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme, contrast
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

EQD2_MAX = 70.0  # 21 Gy in 3 and 20 Gy in 5 at α/β 3


@pytest.fixture(scope="module")
def seed():
    """Every organ received both prescriptions in full."""
    return seed_case()


@pytest.fixture(scope="module")
def half_covered():
    """Course 1 rises along x and its grid ends in the middle of every organ."""
    return seed_case(first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60)))


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def view_of(qtbot, selection):
    """A DVH on screen that follows its session, as in the window."""

    def make(opened, settings=None, theme=None):
        session = Session(opened, settings or Settings())
        view = DvhView(selection, theme or Theme.dark())
        qtbot.addWidget(view)
        session.subscribe(view.refresh)
        view.resize(700, 360)
        view.show()
        view.show_session(session)
        return view, session

    return make


def assessed(opened):
    return Session(opened).assessment


def curve(course, bound="", *, ends_at=40.0):
    return ShownCurve(course, np.array([0.0, ends_at]), np.array([100.0, 0.0]), bound)


def pens(view):
    """(dashes in pixels, width, colour) of every curve on the plot."""
    from reirrad_gui.ui.dvh.strokes import Drawn

    items = view.plot.getPlotItem().items
    found = [item.pen for item in items if isinstance(item, Drawn) and item.pen.style() != Qt.PenStyle.NoPen]
    return [
        (tuple(round(d * pen.widthF(), 3) for d in pen.dashPattern()), pen.widthF(), pen.color().name())
        for pen in found
    ]


def brushes(view):
    """Styles of the areas drawn."""
    from reirrad_gui.ui.dvh.strokes import Drawn

    found = [item.brush.style() for item in view.plot.getPlotItem().items if isinstance(item, Drawn)]
    return [style for style in found if style != Qt.BrushStyle.NoBrush]


def caption(view):
    """The caption of the dose axis as one line."""
    return view.plot.getPlotItem().getAxis("bottom").labelText.replace("<br>", " · ")


def key_of(view, name):
    return next(organ.key for organ in view._organs if organ.name == name)


# --- what is shown --------------------------------------------------------------------------------------------------


def test_a_volume_is_read_from_the_curve_and_is_nothing_beyond_it():
    falling = curve(None)
    assert volume_at(falling, 10.0) == pytest.approx(75.0)
    assert volume_at(falling, 41.0) == 0.0


@pytest.mark.parametrize(
    ("line", "dose_gy", "text"),
    [
        (Line(None, curve(None), None), 10.0, "75 %"),
        (Line(None, curve(None, "lower"), curve(None, "upper", ends_at=80.0)), 20.0, "50 to 75 %"),
        (Line(None, curve(None, "lower"), None), 20.0, "at least 50 %"),
        (Line(None, curve(None), None), 39.9, "<0.5 %"),
        (Line(None, curve(None), None), 0.1, ">99.5 %"),
        (Line(None, curve(None), None), 40.0, "0 %"),
        (Line(None, curve(None), None), 0.0, "100 %"),
    ],
)
def test_readings_never_round_a_little_to_nothing_nor_hide_a_bound(line, dose_gy, text):
    assert reading(line, dose_gy) == text


def test_an_organ_has_a_line_per_course_and_one_for_the_sum(seed):
    bladder = organ_lines(assessed(seed))[0]
    assert bladder.name == "Bladder"
    assert [line.course for line in bladder.lines] == [0, 1, None]
    assert all(line.exact for line in bladder.lines)
    assert bladder.lines[2].largest == pytest.approx(EQD2_MAX, rel=1e-3)
    assert bladder.note == ""


def test_an_organ_that_is_covered_in_part_has_two_bounds_and_a_note(half_covered):
    bladder = organ_lines(assessed(half_covered))[0]
    first, second, total = bladder.lines
    assert not first.exact and second.exact and not total.exact
    assert total.upper is not None
    assert re.fullmatch(
        r"incomplete: (49\.\d|50\.0) % covered by course 1", bladder.note
    )  # the grid ends at its middle
    assert volume_at(total.upper, 50.0) > volume_at(total.lower, 50.0)


def test_the_axis_says_alpha_beta_once_when_all_organs_share_it_and_where_they_stand_when_not(seed):
    organs = {organ.name: organ for organ in organ_lines(assessed(seed))}
    ratios = {name: organ.alpha_beta_gy for name, organ in organs.items()}
    assert dose_axis(CurveChoice(), [ratios["Bladder"], ratios["Rectum"]], ()) == "EQD2 (α/β 3 Gy), Gy"
    assert organs["SacralPlex"].alpha_beta == "2.0 Gy"
    each = "EQD2, Gy (α/β of each organ in the list)"
    assert dose_axis(CurveChoice(), [ratios["Bladder"], ratios["SacralPlex"]], ()) == each
    assert dose_axis(CurveChoice(), [], ()) == "EQD2, Gy"


def test_the_organs_of_the_limits_with_the_most_dose_are_drawn_first(seed):
    assessment = assessed(seed)
    shown = first_shown(assessment)
    judged = {row.organ_key for row in assessment.rows}
    assert shown and shown <= judged and len(shown) <= 5
    assert first_shown(replace(assessment, rows=()))


def test_the_table_has_round_doses():
    assert table_doses(9.0) == tuple(float(d) for d in range(10))
    assert table_doses(1000.0)[-1] == 1000.0


def test_an_empty_place_says_what_is_missing(seed):
    assessment = assessed(seed)
    assert why_empty(None) == ""
    assert "RTSTRUCT" in why_empty(replace(assessment, organs=()))
    assert "needs contours" in why_empty(assessment)


# --- on screen ------------------------------------------------------------------------------------------------------


def test_course_1_course_2_and_the_sum_are_told_apart_without_colour(view_of):
    view, _ = view_of(seed_case(("Bladder",)))
    styles = [(dashes, width) for dashes, width, _ in pens(view)]
    assert [dashes for dashes, _ in styles] == [course_dashes(0), course_dashes(1), ()]
    assert styles[2][1] > styles[0][1]  # accumulated is thicker
    assert len({colour for _, _, colour in pens(view)}) == 1  # one organ, one colour
    texts = [box.accessibleName() for box in view.findChildren(QCheckBox) if box.objectName().startswith("dvh dose")]
    assert texts == ["Accumulated (solid)", "Course 1 (dashed)", "Course 2 (dotted)"]


def test_a_dose_can_be_left_out(view_of):
    view, _ = view_of(seed_case(("Bladder",)))
    view.findChild(QCheckBox, "dvh dose Course 1").setChecked(False)
    assert [dashes for dashes, _, _ in pens(view)] == [course_dashes(1), ()]


def test_the_band_between_the_bounds_of_the_sum_is_hatched(view_of, half_covered):
    view, _ = view_of(half_covered)
    view.show_organs(frozenset({key_of(view, "Bladder")}))
    assert brushes(view) == [Qt.BrushStyle.BDiagPattern]


def test_no_band_where_the_dose_is_known_everywhere(view_of, seed):
    view, _ = view_of(seed)
    assert brushes(view) == []


def test_axes_always_carry_quantity_alpha_beta_and_unit(view_of):
    view, _ = view_of(seed_case(("Bladder",)))
    item = view.plot.getPlotItem()
    assert caption(view) == "EQD2 (α/β 3 Gy), Gy · accumulated, courses 1 and 2"
    assert item.getAxis("left").labelText == "volume, %"


def test_ticking_an_organ_draws_it(view_of, seed):
    view, _ = view_of(seed)
    bowel = next(item for item in view.list.items if item.text(0) == "PTV")
    assert bowel.checkState(0) == Qt.CheckState.Unchecked
    before = len(pens(view))
    bowel.setCheckState(0, Qt.CheckState.Checked)
    assert len(pens(view)) == before + 3


def test_the_cursor_reads_every_organ_at_one_dose(view_of):
    # an even 70 Gy: all of it at 69.5 Gy, none at 70.5
    view, _ = view_of(seed_case(("Bladder", "Rectum")))
    view.plot.move_cursor(60.0)
    assert view.list.headerItem().text(2) == "≥60.0 Gy"
    assert [item.text(2) for item in view.list.items] == ["100 %", "100 %"]


def test_arrow_keys_move_the_cursor(view_of, seed):
    view, _ = view_of(seed)
    view.plot.move_cursor(30.0)
    for key, modifier, expected in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 30.5),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 25.5),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.0),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 0.0),
    ):
        QTest.keyClick(view.plot, key, modifier)
        assert view.plot.cursor_gy == pytest.approx(expected)
    QTest.keyClick(view.plot, Qt.Key.Key_End)
    # the plexus, α/β 2: 21 · 9/4 + 20 · 6/4 = 77.25, and the axis ends at the next round number
    assert view.plot.cursor_gy == 80.0


def test_a_bound_is_read_as_a_range(view_of, half_covered):
    view, _ = view_of(half_covered)
    view.plot.move_cursor(50.0)
    assert " to " in view.list.items[0].text(2)
    assert view.list.items[0].text(0) == "Bladder ◐"
    assert "% covered by course 1" in view.list.items[0].toolTip(0)


def mouse(plot, dose_gy, volume, kind=QMouseEvent.Type.MouseMove, button=Qt.MouseButton.NoButton):
    box = plot.getPlotItem().getViewBox()
    place = QPointF(plot.mapFromScene(box.mapViewToScene(QPointF(dose_gy, volume))))
    event = QMouseEvent(kind, place, plot.mapToGlobal(place), button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(plot.viewport(), event)


@pytest.fixture
def sloping(view_of):
    """One organ whose dose rises from side to side, so that its curves are apart."""
    return view_of(seed_case(("Bladder", "Rectum"), first=field(along_x(21.0, 0.3)), second=field(uniform(20.0))))[0]


def test_the_mouse_moves_the_cursor_and_strengthens_the_curve_it_is_on(sloping, qtbot):
    QApplication.processEvents()
    plot = sloping.plot
    line = sloping._organs[0].lines[2]
    with qtbot.waitSignal(plot.hovered) as told:
        mouse(plot, 60.0, volume_at(line.lower, 60.0))
    assert told.args == [sloping._organs[0].key]
    assert plot.cursor_gy == pytest.approx(60.0, abs=0.5)
    assert max(width for _, width, _ in pens(sloping)) > 3.0


def test_a_click_on_a_curve_chooses_its_organ_everywhere(sloping, selection):
    QApplication.processEvents()
    line = sloping._organs[0].lines[2]
    mouse(sloping.plot, 60.0, volume_at(line.lower, 60.0), QMouseEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton)
    assert selection.organ == sloping._organs[0].key


def test_an_organ_chosen_elsewhere_is_drawn_and_marked(view_of, seed, selection):
    view, _ = view_of(seed)
    view.show_organs(frozenset())
    assert pens(view) == []
    selection.select_organ(key_of(view, "PTV"))
    assert len(pens(view)) == 3
    assert view.list.currentItem().text(0) == "PTV"


def test_choosing_in_the_list_is_shared(view_of, seed, selection):
    view, _ = view_of(seed)
    view.list.setCurrentItem(view.list.items[1])
    assert selection.organ == key_of(view, "Rectum")


def test_an_edit_changes_the_curves_and_keeps_the_choice_of_organs(view_of, seed):
    view, session = view_of(seed)
    view.show_organs(frozenset({key_of(view, "Bladder")}))
    session.do("Set α/β of the bladder", lambda settings: settings.with_alpha_beta("Bladder", 10.0))
    assert view.shown == {key_of(view, "Bladder")}
    assert caption(view) == "EQD2 (α/β 10 Gy), Gy · accumulated, courses 1 and 2"
    # 21 · 17/12 + 20 · 14/12 = 29.75 + 23.33
    assert view._organs[0].lines[2].largest == pytest.approx(53.08, rel=1e-3)


def test_the_table_says_the_same_as_the_curves(view_of, seed):
    view, _ = view_of(seed)
    view.show_organs(frozenset({key_of(view, "Bladder")}))
    view.switches.table.setChecked(True)
    assert view._stack.currentWidget() is view.table
    rows = [[view.table.item(r, c).text() for c in range(4)] for r in range(view.table.rowCount())]
    assert [row[:2] for row in rows] == [
        ["Bladder, α/β 3.0 Gy", "Course 1"],
        ["Bladder, α/β 3.0 Gy", "Course 2"],
        ["Bladder, α/β 3.0 Gy", "Accumulated"],
    ]
    headers = [view.table.horizontalHeaderItem(c).text() for c in range(view.table.columnCount())]
    assert headers[:4] == ["Organ", "EQD2 (α/β 3 Gy) of", "≥ 0 Gy", "≥ 10 Gy"]
    at_30 = headers.index("≥ 30 Gy")
    assert [view.table.item(r, at_30).text() for r in range(3)] == ["100 %", "0 %", "100 %"]  # 42, 28, 70 Gy
    view.switches.table.setChecked(False)
    assert view._stack.currentWidget() is view._split


def test_without_structures_the_place_says_what_to_add(view_of):
    opened = opened_case((), (), ())
    view, _ = view_of(opened)
    assert view.plot is None
    assert view._stack.currentWidget() is view._empty
    assert "RTSTRUCT" in view._empty.text()


def test_closing_the_case_empties_the_view(view_of, seed):
    view, _ = view_of(seed)
    view.show_session(None)
    assert view.list.topLevelItemCount() == 0
    assert view._stack.currentWidget() is view._empty


@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda t: t.name)
def test_every_curve_stands_out_from_its_panel(view_of, seed, theme):
    view, _ = view_of(seed, theme=theme)
    view.show_organs(frozenset(organ.key for organ in view._organs))
    assert all(contrast(colour, theme.panel) >= 3.0 for _, _, colour in pens(view))
    view.apply_theme(theme.other)
    assert all(contrast(colour, theme.other.panel) >= 3.0 for _, _, colour in pens(view))


def test_keys_are_offered_to_the_list_of_keys(view_of, seed):
    view, _ = view_of(seed)
    assert "← →" in view.bindings[0].bindings[0].keys


def test_wheel_over_the_plot_is_left_to_the_page(view_of, seed):
    view, _ = view_of(seed)
    before = view.plot.getPlotItem().viewRange()
    from tests.ui.overlay.conftest import wheel

    wheel(view.plot.viewport(), 3)
    assert view.plot.getPlotItem().viewRange() == before


def test_a_name_stands_beside_its_curve_where_no_other_curve_runs_through_it():
    near, far = Line(None, curve(None, ends_at=40.0), None), Line(None, curve(None, ends_at=80.0), None)
    labels = [Label("near", near, "near"), Label("far", far, "far")]
    places = label_places(labels, [near, far], lambda _: 10.0, 4.0, 100.0)
    assert [place.label.text for place in places] == ["near", "far"]
    for place in places:
        dose, volume = place.dose, place.volume
        own, other = (near, far) if place.label.text == "near" else (far, near)
        assert dose == pytest.approx(dose_at(own.lower, volume - 2.0))
        beside = dose_at(other.lower, volume - 2.0), dose_at(other.lower, volume + 2.0)
        assert beside[0] <= dose or beside[1] >= dose + 10.0


def test_a_name_without_room_is_left_to_the_list():
    bundle = [Line(None, curve(None, ends_at=40.0 + k), None) for k in range(6)]
    named = [Label(f"organ {k}", line, str(k)) for k, line in enumerate(bundle)]
    places = label_places(named, bundle, lambda _: 10.0, 4.0, 100.0)
    assert [place.label.text for place in places] == ["organ 5"]  # only the outermost has nothing to its right


def test_organs_are_named_on_the_plot(view_of):
    view, _ = view_of(seed_case(("Bladder",), first=field(along_x(21.0, 0.1))))
    QApplication.processEvents()
    view.apply_theme(Theme.light())
    assert view.plot.label_texts == ("Bladder",)


def test_structures_of_one_name_are_told_apart_by_the_course_they_were_drawn_for():
    sets = tuple(structure_set(box("Bladder", 0), uid=f"set {number}") for number in (1, 2))
    courses = [course(n, 20.0, 5, structure_set_uid=f"set {n}") for n in (1, 2)]
    opened = opened_case(courses, [field(uniform(20.0))] * 2, sets)
    names = [organ.name for organ in organ_lines(Session(opened, Settings()).assessment)]
    assert names == ["Bladder (Course 2)", "Bladder (Course 1)"]  # the latest course leads


def test_structures_of_one_name_in_one_set_are_told_apart_by_their_numbers():
    drawn = structure_set(replace(box("Rectum", 0), number=12), replace(box("Rectum", 1), number=13))
    opened = opened_case([course(1, 20.0, 5, structure_set_uid=drawn.uid)], [field(uniform(20.0))], (drawn,))
    names = [organ.name for organ in organ_lines(Session(opened, Settings()).assessment)]
    assert names == ["Rectum (no. 12)", "Rectum (no. 13)"]


def test_how_far_a_registration_may_be_off_is_asked_only_where_a_dose_comes_through_one(view_of):
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    drawn = structure_set(box("Bladder", 1))

    def offered(first_frame):
        courses = (course(1, 20.0, 5, frame=first_frame), course(2, 20.0, 5, structure_set_uid=drawn.uid))
        view, _ = view_of(opened_case(courses, [field(uniform(20.0))] * 2, (drawn,), known))
        return not view.switches.within.isHidden()

    assert offered(FRAME_1)
    assert not offered(FRAME_2)  # both courses in one frame: the registration serves no dose
