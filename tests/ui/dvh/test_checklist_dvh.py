"""The acceptance checklist of the DVH, line by line (24 to 28), on the panel as it stands in the window."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QInputDialog

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session, Settings
from reirrad_gui.session.assessment import Curve
from reirrad_gui.session.curves import CurveChoice, Reference
from reirrad_gui.session.later import Later
from reirrad_gui.ui.dvh.rows import OrganRows, dose_at, dose_reading, volume_at
from reirrad_gui.ui.dvh.state import DvhState
from reirrad_gui.ui.dvh.strokes import Drawn
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.overlay.strokes import course_dashes
from reirrad_gui.ui.panel.drawing import RowDelegate
from reirrad_gui.ui.panel.table import RowsTable
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import along_x, field, seed_case, uniform


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def panel_of(qtbot, selection):
    """The DVH of a case, on screen, following its session."""

    def make(opened, width=912):
        session = Session(opened, Settings())
        view = DvhView(selection, Theme.dark())
        qtbot.addWidget(view)
        session.subscribe(view.refresh)
        view.resize(width, 360)
        view.show()
        view.show_session(session)
        QApplication.processEvents()
        return view, session

    return make


@pytest.fixture
def bladder(panel_of):
    """A bladder in 21 Gy in 3 and then 20 Gy in 5, both rising along x; α/β 3."""
    first, second = field(along_x(21.0, 0.3)), field(along_x(20.0, -0.2))
    return panel_of(seed_case(("Bladder",), first=first, second=second))[0]


@pytest.fixture
def two_organs(panel_of):
    return panel_of(seed_case(("Bladder", "Rectum"), first=field(along_x(21.0, 0.3)), second=field(uniform(20.0))))


def axes(view):
    """Captions of the volume and the dose axis, each as one line."""
    item = view.plot.getPlotItem()
    return item.getAxis("left").labelText, item.getAxis("bottom").labelText.replace("<br>", " · ")


def lines(view):
    """Dash patterns in px of every curve on the plot."""
    found = [item.pen for item in view.plot.getPlotItem().items if isinstance(item, Drawn)]
    shown = [pen for pen in found if pen.style() != Qt.PenStyle.NoPen]
    return [tuple(round(dash * pen.widthF(), 3) for dash in pen.dashPattern()) for pen in shown]


def mouse(plot, dose, volume, modifier=Qt.KeyboardModifier.NoModifier):
    box = plot.getPlotItem().getViewBox()
    place = QPointF(plot.mapFromScene(box.mapViewToScene(QPointF(dose, volume))))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QMouseEvent.Type.MouseMove, place, plot.mapToGlobal(place), none, none, modifier)
    QApplication.sendEvent(plot.viewport(), event)


# --- 24: switches; axes always carry the unit and the course ----------------------------------------------------------


def test_24_switches_for_cumulative_percent_cc_gy_and_quantity_and_axes_that_always_carry_unit_and_course(bladder):
    whose = "accumulated, courses 1 and 2"
    assert axes(bladder) == ("volume, %", f"EQD2 (α/β 3 Gy), Gy · {whose}")
    QTest.keyClick(bladder.plot, Qt.Key.Key_V)
    assert axes(bladder) == ("volume, cm³", f"EQD2 (α/β 3 Gy), Gy · {whose}")
    QTest.keyClick(bladder.plot, Qt.Key.Key_D)
    assert axes(bladder) == ("volume, cm³ per Gy", f"EQD2 (α/β 3 Gy), Gy · {whose}")
    QTest.keyClick(bladder.plot, Qt.Key.Key_G)  # 20 Gy in 5 at α/β 3: 28 Gy
    left, bottom = axes(bladder)
    assert left == "volume, cm³ per % of dose"
    assert bottom.startswith("EQD2 (α/β 3 Gy), % of course 2’s prescription (28.0 Gy)") and whose in bottom
    for key in (Qt.Key.Key_G, Qt.Key.Key_D, Qt.Key.Key_V, Qt.Key.Key_Q):
        QTest.keyClick(bladder.plot, key)
    assert axes(bladder) == ("volume, %", f"BED (α/β 3 Gy), Gy · {whose}")
    QTest.keyClick(bladder.plot, Qt.Key.Key_Q)
    assert axes(bladder) == ("volume, %", "physical dose, Gy · sum (display only), courses 1 and 2")
    bladder.findChild(QCheckBox, "dvh dose Course 1").setChecked(False)
    assert axes(bladder)[1] == "physical dose, Gy · sum (display only), course 2"


def test_24_every_switch_has_a_menu_that_the_keyboard_opens_and_that_marks_what_is_in_force(bladder):
    for button, words in (
        (bladder.switches.quantity, ("EQD2", "BED", "Physical")),
        (bladder.switches.shape, ("Cumulative", "Differential")),
        (bladder.switches.volume, ("%", "cm³")),
        (bladder.switches.dose, ("Gy", "% of course 1", "% of course 2", "% of a typed dose")),
    ):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        menu = bladder.switches.menus[button]
        menu.aboutToShow.emit()
        actions = menu.actions()
        for action, start in zip(actions, words, strict=True):
            assert action.text().startswith(start)
        assert [action.isChecked() for action in actions] == [True] + [False] * (len(words) - 1)
        actions[1].trigger()
    assert bladder.choice == CurveChoice(Quantity.BED, True, True, Reference(course=0))


def test_24_a_typed_100_percent_is_named_on_the_axis_and_goes_with_its_quantity(bladder):
    bladder.switches.ask()
    bladder.findChild(QInputDialog, "dvh typed reference").doubleValueSelected.emit(50.0)
    assert axes(bladder)[1].startswith("EQD2 (α/β 3 Gy), % of 50 Gy (typed)")
    QTest.keyClick(bladder.plot, Qt.Key.Key_Q)
    assert axes(bladder)[1].startswith("BED (α/β 3 Gy), Gy")


def test_24_what_the_switches_say_is_remembered_for_the_next_start(bladder, selection, qtbot):
    bladder.choose(CurveChoice(Quantity.BED, in_cc=True, reference=Reference(typed_gy=50.0)))
    bladder.switches.within.setChecked(False)
    again = DvhView(selection, Theme.dark())
    qtbot.addWidget(again)
    again.restore_state(bladder.saved_state())
    assert again.choice == bladder.choice and again.saved_state() == bladder.saved_state()
    again.restore_state("")
    assert again.saved_state() == DvhState().text


def test_24_a_sum_of_physical_doses_says_that_it_is_for_display_only(bladder):
    assert "display only" not in bladder.note.text()
    bladder.choose(CurveChoice(Quantity.PHYSICAL))
    assert bladder.note.text().startswith("▲ physical doses of different fractionation are added for display only.")


def test_24_a_cursor_goes_when_its_number_would_mean_another_unit(bladder):
    bladder.plot.move_cursor(30.0)
    QTest.keyClick(bladder.plot, Qt.Key.Key_Q)
    assert bladder.plot.cursor_gy is None
    assert [item.text(2) for item in bladder.list.items] == [""]


# --- 25: the cursor ---------------------------------------------------------------------------------------------------


def test_25_a_cursor_reads_every_visible_structure_and_arrow_keys_move_it(two_organs):
    view, _ = two_organs
    view.plot.move_cursor(30.0)
    QTest.keyClick(view.plot, Qt.Key.Key_Right)
    at = view.plot.cursor_gy
    assert at == pytest.approx(30.5)  # an axis of 90 Gy goes in steps of half a gray
    expected = [f"{volume_at(organ.lines[2].lower, at):.0f} %" for organ in view._organs]
    assert [item.text(2) for item in view.list.items] == expected
    view.show_organs(frozenset({view._organs[0].key}))
    assert [item.text(2) for item in view.list.items] == [expected[0], ""]  # only what is visible is read


def test_25_a_second_cursor_reads_doses_at_a_volume_by_key_and_mouse(two_organs):
    view, _ = two_organs
    view.plot.move_volume_cursor(50.0)
    QTest.keyClick(view.plot, Qt.Key.Key_Up)
    assert view.plot.cursor_volume == pytest.approx(51.0)
    line = view._organs[0].lines[2].lower
    assert view.list.items[0].text(2) == f"≈{dose_at(line, 51.0):.1f}"
    assert view.list.headerItem().text(2) == "D51 %, Gy"
    mouse(view.plot, 30.0, 20.0, Qt.KeyboardModifier.ShiftModifier)
    assert view.plot.cursor_volume == pytest.approx(20.0, abs=1.0)
    QTest.keyClick(view.plot, Qt.Key.Key_D)
    view.plot.move_volume_cursor(10.0)
    assert view.plot.cursor_volume is None  # a differential curve has no dose at a volume


def test_25_no_dose_is_read_at_more_volume_than_there_is(bladder):
    line = bladder._organs[0].lines[2]
    assert dose_reading(line, 100.5) == "–"
    assert dose_reading(line, 100.0).startswith("≈")


# --- 26: hover --------------------------------------------------------------------------------------------------------


@pytest.fixture
def limits(qtbot, selection, two_organs):
    """The limits of the same case, beside the DVH."""
    panel = ConstraintPanel(selection, Theme.dark())
    qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.show()
    panel.show_session(two_organs[1])
    QApplication.processEvents()
    return panel


def marked(panel):
    delegate = panel.findChild(RowDelegate)
    return delegate.hovered


def bold(view):
    return [item.text(0) for item in view.list.items if item.font(0).bold()]


def test_26_hovering_a_curve_highlights_the_structure_in_the_slices_and_in_the_oar_table(two_organs, limits, selection):
    view, _ = two_organs
    told = []
    selection.organ_hovered.connect(told.append)  # the slices draw this organ's outline stronger
    organ = view._organs[0]
    mouse(view.plot, 60.0, volume_at(organ.lines[2].lower, 60.0))
    assert told == [organ.key]
    assert marked(limits) == organ.key and bold(view) == ["Bladder"]
    QApplication.sendEvent(view.plot, QEvent(QEvent.Type.Leave))
    assert told == [organ.key, None] and marked(limits) is None and bold(view) == []


def test_26_hovering_a_row_of_the_oar_table_or_a_structure_in_the_slices_strengthens_its_curve(
    two_organs, limits, selection
):
    view, _ = two_organs
    widths = widest(view)
    table = limits.findChild(RowsTable)
    line = next(number for number, row in enumerate(table.rows) if row.key == view._organs[1].key)
    table.entered.emit(table.model().index(line, 0))
    assert selection.hovered == view._organs[1].key and bold(view) == ["Rectum"]
    assert widest(view) > widths
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    assert selection.hovered is None and widest(view) == widths
    selection.hover_organ(view._organs[0].key)  # as the slices say it
    assert bold(view) == ["Bladder"] and widest(view) > widths and marked(limits) == view._organs[0].key


def test_26_a_row_of_the_list_beside_the_plot_does_the_same(two_organs, selection):
    view, _ = two_organs
    view.list.itemEntered.emit(view.list.items[1], 0)
    assert selection.hovered == view._organs[1].key
    QApplication.sendEvent(view.list.viewport(), QEvent(QEvent.Type.Leave))
    assert selection.hovered is None


def test_26_pointing_changes_pens_and_neither_curves_nor_labels(two_organs, selection, monkeypatch):
    view, _ = two_organs
    before, anew = widest(view), []
    monkeypatch.setattr(Drawn, "show_curves", lambda *_: anew.append("curves"))
    monkeypatch.setattr(type(view.plot), "_show_labels", lambda *_: anew.append("labels"))
    selection.hover_organ(view._organs[0].key)
    assert widest(view) > before
    assert anew == []


def test_26_a_pointed_row_of_the_limits_looks_unlike_the_others(two_organs, limits, selection):
    table = limits.findChild(RowsTable)
    key = two_organs[0]._organs[1].key
    line = next(number for number, row in enumerate(table.rows) if row.key == key)
    before = table.visualRect(table.model().index(line, 0))
    plain = table.viewport().grab(before).toImage()
    selection.hover_organ(key)
    QApplication.processEvents()
    assert table.viewport().grab(before).toImage() != plain


def widest(view):
    pens = [item.pen for item in view.plot.getPlotItem().items if isinstance(item, Drawn)]
    return max(pen.widthF() for pen in pens)


# --- 27: how it was found, and what is missing ------------------------------------------------------------------------


def test_27_the_dvh_states_the_dose_grids_the_voxel_rule_and_where_a_structure_leaves_the_grid(panel_of):
    # course 1's grid ends at x = 0, in the middle of the bladder: 50 % of it, less half a voxel of sampling
    view, _ = panel_of(seed_case(("Bladder",), first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60))))
    text = view.note.text()
    assert re.match(r"▲ “Bladder” incomplete: (49|50)\.\d % covered by course 1\.", text)
    assert "Dose grids: course 1 5 × 5 × 5 mm, course 2 5 × 5 × 5 mm." in text
    for words in ("slabs", "half a slice beyond", "trilinear", "exact weighted quantiles"):
        assert words in text
    assert "points sampled" in view.list.items[0].toolTip(0)
    view.take.copy_note()
    assert "Dose grids" in QApplication.clipboard().text() and "incomplete" in QApplication.clipboard().text()


def test_27_the_note_follows_the_organs_that_are_drawn(panel_of):
    view, _ = panel_of(seed_case(("Bladder",), first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60))))
    view.show_organs(frozenset())
    assert "incomplete" not in view.note.text()


def test_27_a_differential_curve_of_an_incomplete_structure_is_read_as_not_known(panel_of):
    view, _ = panel_of(seed_case(("Bladder",), first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60))))
    view.choose(CurveChoice(differential=True))
    view.plot.move_cursor(30.0)
    assert view.list.items[0].text(2) == "not known"
    assert "do not bound a differential curve" in view.note.text()


def test_27_what_is_taken_along_says_it_too(panel_of, tmp_path):
    view, _ = panel_of(seed_case(("Bladder",), first=field(along_x(21.0, 0.1), high_mm=(0, 60, 60))))
    view.take.save_csv(tmp_path / "curves.csv")
    text = (tmp_path / "curves.csv").read_text(encoding="utf-8")
    assert "# ▲ “Bladder” incomplete" in text and "# Dose grids" in text
    header = next(line for line in text.splitlines() if not line.startswith("#"))
    assert header == 'structure,"alpha/beta, Gy",dose of,bound,"EQD2 (α/β 3 Gy), Gy","volume, %"'
    assert ",Course 1,lower," in text and ",Course 2,exact," in text and ",Accumulated,upper," in text
    view.take.copy_table()
    assert "Dose grids" in QApplication.clipboard().text()
    view.take.save_picture(tmp_path / "dvh.png")
    from PySide6.QtGui import QImage

    assert QImage(str(tmp_path / "dvh.png")).height() > view.plot.height()  # with the sentences below the plot


# --- 28: told apart without colour ------------------------------------------------------------------------------------


def test_28_course_1_course_2_and_accumulated_of_one_organ_are_told_apart_by_line_style_and_labels(bladder, selection):
    assert sorted(lines(bladder)) == sorted([course_dashes(0), course_dashes(1), ()])
    selection.select_organ(bladder._organs[0].key)
    assert {"Course 1", "Course 2", "Accumulated"} <= set(bladder.plot.label_texts)
    said = [box.accessibleName() for box in bladder.findChildren(QCheckBox) if "dose" in box.objectName()]
    assert said == ["Accumulated (solid)", "Course 1 (dashed)", "Course 2 (dotted)"]


def test_28_the_labels_say_the_same_in_the_narrow_window(panel_of, selection):
    first, second = field(along_x(21.0, 0.3)), field(along_x(20.0, -0.2))
    view, _ = panel_of(seed_case(("Bladder",), first=first, second=second), width=608)
    selection.select_organ(view._organs[0].key)
    assert {"Course 1", "Course 2", "Accumulated"} <= set(view.plot.label_texts)
    shown = [box for box in view.findChildren(QCheckBox) if box.isVisible()]
    assert all(box.width() >= box.sizeHint().width() for box in shown)  # nothing is cut


def test_28_an_incomplete_organ_has_all_its_labels_too(panel_of, selection):
    first, second = field(along_x(21.0, 0.3), high_mm=(0, 60, 60)), field(along_x(20.0, -0.2))
    view, _ = panel_of(seed_case(("Bladder",), first=first, second=second), width=608)
    selection.select_organ(view._organs[0].key)
    assert {"Course 1", "Course 2", "Accumulated"} <= set(view.plot.label_texts)


# --- bands of registrations, and only what changed --------------------------------------------------------------------


def with_band(assessment):
    """The assessment with a made-up band around its first organ, not yet searched."""
    organ = assessment.organs[0]
    ends = [
        Curve(None, "EQD2 (α/β 3 Gy)", np.array([0.0, gy]), np.array([100.0, 0.0]), f"envelope {side}")
        for side, gy in (("lower", 50.0), ("upper", 90.0))
    ]
    band = replace(organ.envelope.value, curves=tuple(ends))
    return replace(assessment, organs=(replace(organ, envelope=Later(lambda: band)),))


def test_the_band_of_a_registration_is_searched_apart_drawn_softly_and_can_be_switched_off(bladder, selection):
    assessment = with_band(bladder._session.assessment)
    rows = OrganRows()
    before = rows.of(assessment, within=True)[0]
    assert before.lines[2].within is None  # not yet searched
    assert assessment.organs[0].envelope.value.curves
    after = rows.of(assessment, within=True)[0]
    assert [curve.last for curve in after.lines[2].within] == [50.0, 90.0]
    assert after.lines[0].within is None  # only around the accumulated dose
    assert rows.of(assessment, within=False)[0].lines[2].within is None
    key = after.key
    for organs, areas in (((after,), 1), ((before,), 0)):
        bladder.plot.show_lines(organs, {key: "#ffff00"}, frozenset({None}), bladder.plot._frame, None)
        found = [item for item in bladder.plot.getPlotItem().items if isinstance(item, Drawn)]
        assert len([item for item in found if item.brush.style() == Qt.BrushStyle.SolidPattern]) == areas


def test_no_band_is_offered_where_nothing_rests_on_a_registration(bladder):
    assert bladder.switches.within.isHidden()


def test_an_organ_that_did_not_change_keeps_its_curves(two_organs):
    view, session = two_organs
    before = {organ.name: organ for organ in view._organs}
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    after = {organ.name: organ for organ in view._organs}
    assert after["Rectum"] is before["Rectum"] and after["Bladder"] is not before["Bladder"]


def test_the_table_is_filled_only_while_it_is_seen(two_organs, monkeypatch):
    view, session = two_organs
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    assert view.table.rowCount() == 0
    QTest.keyClick(view.plot, Qt.Key.Key_T)
    assert view.table.rowCount() == 6
    assert view.focusWidget() is view.switches.table  # space brings the plot back
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 2.0))
    assert "α/β 2.0 Gy" in view.table.item(0, 0).text()
