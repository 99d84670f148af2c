"""The planner's pages: their numbers are the engine's, stale ones are marked, and nothing blocks or breaks."""

from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QSpinBox, QToolButton, QWidget

from reirrad_gui.constraints import WORST_FIRST, Standing
from reirrad_gui.session import Settings
from reirrad_gui.session.planner import Planner, PlanQuestion
from reirrad_gui.session.planner.regimens import REGIMENS, Regimen
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.planner.asking import COMPARE, LARGEST, LEFT
from reirrad_gui.ui.planner.frontier_rows import frontier
from reirrad_gui.ui.planner.rows import BY_NAME, ordered
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import box, course, field, opened_case, seed_case, structure_set, uniform

ALL = tuple(one.regimen for one in REGIMENS)


def at(view, page):
    view.tabs.setCurrentIndex((COMPARE, LARGEST, LEFT).index(page))
    settle(view)
    return view


def state(view):
    return view.findChild(QLabel, "planner state").text()


def click_on(header, section):
    where = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)


def lines(table):
    return {line.name.first: line for line in table.shown.lines}


# --- side by side -------------------------------------------------------------------------------------------------


def test_each_column_shows_what_the_engine_says_of_its_regimen(planner_of, seed):
    view, _ = planner_of(seed, size=(1300, 700))
    table = Planner(seed).candidates(PlanQuestion(Settings()), ALL)
    shown = view.compare.table
    titles = [heading.text.split("\n")[0] for heading in shown.shown.headings]
    expected = [c for c in table.columns[1:] if c.regimen != Regimen(5, 20.0)]  # not beside itself as given
    assert titles == ["as given", *(column.title for column in expected)]
    places = [0, *(table.columns.index(column) for column in expected)]
    for row in table.rows:
        cells = lines(shown)[row.organ].cells
        for cell, place in zip(cells, places, strict=True):
            assert cell.word == row.cells[place].standing.word
            if (result := row.cells[place].shown) is not None:
                number = cell.first.split()[0]
                assert float(number) == pytest.approx(result.cumulative.value, abs=0.051)
    first = lines(shown)["EQD2 / BED, α/β 10"].cells[places.index(1)]
    assert first.first == "12.0 / 14.4"  # 8 Gy in 1 at α/β 10: 8 · 18/12, 8 · 1.8
    assert lines(shown)["“PTV” D95 / mean"].cells[places.index(1)].first == "12.0 / 12.0"  # 8 Gy everywhere


def test_a_status_has_symbol_word_and_margin(planner_of, seed):
    view, _ = planner_of(seed, size=(1300, 700))
    headings = [heading.text.split("\n")[0] for heading in view.compare.table.shown.headings]
    cell = lines(view.compare.table)["Bladder"].cells[headings.index("30 Gy / 5")]
    # 42 + 30 · 9/5 = 96 Gy against 80 (EVIDENCE i)
    assert (cell.first, cell.second) == ("96.0 ✖", "exceeds by 16.0")
    assert cell.word == "exceeds"


def test_large_fractions_carry_their_caution_where_they_are_chosen_and_below(planner_of, seed):
    view, _ = planner_of(seed, size=(1300, 700))
    headings = {h.text.split("\n")[0]: h for h in view.compare.table.shown.headings}
    assert "▲" in headings["24 Gy / 2"].text and "linear-quadratic" in headings["24 Gy / 2"].why
    assert "▲" not in headings["24 Gy / 6"].text
    assert "24 Gy / 2: Fractions above 10 Gy" in view.findChild(QLabel, "candidate notes").text()


def test_a_click_on_a_heading_tries_its_regimen_and_the_column_is_marked(planner_of, seed, qtbot):
    view, session = planner_of(seed)
    table = view.compare.table
    column = next(i for i, h in enumerate(table.shown.headings) if h.text.startswith("24 Gy / 6"))
    click_on(table.horizontalHeader(), column)
    settle(view)
    assert session.assessment.settings.what_if == WhatIf("course 2", 6, 24.0, "phase 2")
    assert table.tried == column
    click_on(table.horizontalHeader(), 0)
    settle(view)
    assert not session.previewing


def test_the_first_column_shows_what_was_given_also_over_a_kept_regimen(planner_of, seed):
    view, session = planner_of(seed, Settings(what_if=WhatIf("course 2", 6, 24.0)))
    assert lines(view.compare.table)["Bladder"].cells[0].first == "70.0 ✔"  # 42 + 28 Gy, not 42 + 33.6
    view.compare.table.column_chosen.emit(0)
    settle(view)
    assert session.previewing and session.assessment.what_if_text == ""


def test_a_row_chooses_its_organ_everywhere_and_is_marked_when_it_is_chosen_elsewhere(planner_of, seed, selection):
    view, _ = planner_of(seed)
    table = view.compare.table
    rows = {line.name.first: row for row, line in enumerate(table.shown.lines)}
    table.setFocus()
    table.setCurrentCell(rows["Rectum"], 1)
    assert selection.organ == table.line(rows["Rectum"]).key
    selection.select_organ(table.line(rows["Bladder"]).key)
    assert table.is_marked(rows["Bladder"]) and not table.is_marked(rows["Rectum"])


def test_an_organ_chosen_elsewhere_stays_marked_when_the_table_is_arranged_otherwise(planner_of, seed, selection):
    view, _ = planner_of(seed)
    table = view.compare.table
    bladder = next(line.key for line in table.shown.lines if line.name.first == "Bladder")
    selection.select_organ(bladder)
    view.compare.sort(BY_NAME)
    rows = {line.name.first: row for row, line in enumerate(table.shown.lines)}
    assert table.is_marked(rows["Bladder"])
    view.resize(1000, 420)  # more columns have room
    assert table.is_marked(rows["Bladder"])


def test_in_a_narrow_window_no_candidate_is_scrolled_to(planner_of, seed):
    for width in (600, 691, 800, 912):
        view, _ = planner_of(seed, size=(width, 420))
        assert view.compare.table.horizontalScrollBar().maximum() == 0, width


def test_organs_can_be_ordered_by_urgency_under_any_candidate_or_by_name(planner_of, seed):
    table = Planner(seed).candidates(PlanQuestion(Settings()), (Regimen(5, 30.0),))
    worst = [row.cells[1].standing for row in ordered(table.rows, 1) if row.cells[1].shown is not None]
    assert worst[0] is Standing.EXCEEDED
    assert worst == sorted(worst, key=WORST_FIRST.index)
    assert ordered(table.rows, 1)[-1].cells[1].shown is None
    names = [row.organ for row in ordered(table.rows, BY_NAME)]
    assert names == sorted(names, key=str.casefold)


def test_typed_regimens_become_columns(planner_of, seed):
    view, _ = planner_of(seed)
    view.compare._typed("16/4, 18/3")
    settle(view)
    titles = [heading.text.split("\n")[0] for heading in view.compare.table.shown.headings]
    assert titles[-2:] == ["16 Gy / 4", "18 Gy / 3"]
    view.compare._typed("nonsense")
    assert "is no regimen" in view.findChild(QLabel, "planner problem").text()


def test_the_copied_table_says_what_must_be_known(planner_of, seed):
    view, _ = planner_of(seed)
    table = view.compare.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Gy; organs EQD2\tas given 20 Gy / 5\t")
    assert "Bladder, ≤ 80 D0.5cc\t70.0 ✔, within, 10.0 left" in copied
    assert "Recovery: off" in copied and "Tumour α/β 10 Gy" in copied


# --- the largest dose ---------------------------------------------------------------------------------------------


def test_each_number_of_fractions_shows_the_engines_total_and_who_limits_it(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LARGEST)
    solution = Planner(seed).solve(PlanQuestion(Settings()))
    shown = lines(view.largest.table)
    for point in solution.points:
        cells = shown[f"{point.fractions} fx"].cells
        assert cells[0].first.split()[0] == point.total.number
        assert cells[0].second == point.dose_per_fraction.number
        assert cells[1].first == point.eqd2.number
        assert cells[3].first == point.limiting[0].organ
    # EVIDENCE (i): 15.5 Gy in 5 for the plexus, which limits; a largest dose is cut, 15.49, and not rounded up
    assert shown["5 fx"].cells[3].first == "SacralPlex"
    assert shown["5 fx"].cells[0].first == "15.49"


def test_what_the_answer_does_not_clear_is_in_sight_and_in_every_copy(planner_of, seed):
    view, _ = planner_of(seed, size=(608, 300))
    at(view, LARGEST)
    clearance = view.findChild(QLabel, "clearance")
    assert clearance.isVisible() and "Not a clearance" in clearance.text() and "PenileBulb" in clearance.text()
    assert clearance.height() >= clearance.heightForWidth(clearance.width()) - 1
    reasons = view.findChild(QLabel, "not part")
    assert reasons.isVisible() and "PenileBulb" in reasons.text()
    view.largest.table.copy()
    assert clearance.text() in QGuiApplication.clipboard().text()


def test_the_frontier_holds_the_points_of_the_table_and_tells_over_from_kept(seed):
    solution = Planner(seed).solve(PlanQuestion(Settings()))
    total, tumour = frontier(solution, tumour=False), frontier(solution, tumour=True)
    assert [(p.fractions, p.gray) for p in total.points] == [(p.fractions, p.total.value) for p in solution.points]
    assert [p.gray for p in tumour.points] == [p.eqd2.value for p in solution.points]
    for drawn, point in zip(tumour.points, solution.points, strict=True):
        assert [drawn.low, drawn.high] == sorted(figure.value for _, figure in point.eqd2_band)
    over = {mark.text: mark.over for mark in total.marks}
    assert over["8/1"] is (solution.at(1).total.value < 8.0)
    assert over["20/5"] is True and over["30/5"] is True  # 15.5 Gy is the most in 5
    assert {mark.text: mark.over for mark in tumour.marks} == over


def test_by_lq_l_every_page_names_the_model_and_the_plot_follows_the_table(planner_of, seed):
    settings = Settings().with_model("lq-l")
    view, _ = planner_of(seed, settings)
    assert "▲ Model: LQ-L" in view.findChild(QLabel, "candidate notes").text()
    at(view, LARGEST)
    solution = Planner(seed).solve(PlanQuestion(settings))
    assert "LQ-L" in view.largest.table.shown.headings[1].text
    assert ", by LQ" in lines(view.largest.table)["1 fx"].cells[3].second
    drawn = frontier(solution, tumour=True)
    assert "LQ-L" in drawn.axis
    assert [p.gray for p in drawn.points] == [p.eqd2.value for p in solution.points]
    mark = next(m for m in drawn.marks if m.text == "24/2")
    table = Planner(seed).candidates(PlanQuestion(settings), (Regimen(2, 24.0),))
    assert mark.gray == table.columns[1].eqd2.value != 24 * (12 + 10) / 12  # 44 Gy by plain LQ


def test_arrows_read_the_plot_and_enter_tries_the_point(planner_of, seed):
    view, session = planner_of(seed, size=(1000, 420))
    at(view, LARGEST)
    plot = view.largest.plot
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    point = plot.point_at(plot.cursor)
    assert view.findChild(QLabel, "frontier reading").text() == point.said
    QTest.keyClick(plot, Qt.Key.Key_Return)
    settle(view)
    tried = session.assessment.settings.what_if
    assert (tried.fractions, tried.total_gy) == (point.fractions, point.regimen.total_gy)
    assert all(row.standing is not Standing.EXCEEDED for row in session.assessment.rows)


def test_more_fractions_can_be_looked_at(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LARGEST)
    view.findChild(QSpinBox, "up to fractions").setValue(3)
    settle(view)
    assert list(lines(view.largest.table)) == ["1 fx", "2 fx", "3 fx"]


def test_the_tumours_alpha_beta_changes_its_eqd2_and_nothing_else(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LARGEST)
    before = lines(view.largest.table)["5 fx"].cells
    ratio = view.findChild(QDoubleSpinBox, "tumour alpha beta")
    assert ratio.value() == 10.0 and "assumed until somebody chooses" in ratio.toolTip()
    ratio.setValue(3.0)
    settle(view)
    after = lines(view.largest.table)["5 fx"].cells
    expected = Planner(seed).solve(PlanQuestion(Settings(), tumour_alpha_beta_gy=3.0), (5,)).points[0]
    assert after[0] == before[0] and after[1].first == expected.eqd2.number != before[1].first
    assert "chosen for this comparison" in ratio.toolTip()


# --- what is left -------------------------------------------------------------------------------------------------


def test_prescribed_and_at_the_organ_stand_under_their_own_names(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LEFT)
    found = Planner(seed).remaining(PlanQuestion(Settings()))
    for row, line in zip(found.rows, view.left.table.shown.lines, strict=True):
        assert line.cells[0].first == row.eqd2_left.number
        assert (line.cells[1].first, line.cells[1].second) == ("prescribed", "at the organ")
        for cell, given, at_organ in zip(line.cells[2:], row.prescription, row.at_the_organ, strict=True):
            assert (cell.first, cell.second) == (given.number, at_organ.number)
    notes = view.findChild(QLabel, "remaining notes").text()
    assert "this is no prescription" in notes and "scaled as a whole" in notes


def test_other_numbers_of_fractions_can_be_asked_for(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LEFT)
    numbers = view.findChild(QLineEdit, "numbers of fractions")
    numbers.setText("2, 6")
    QTest.keyClick(numbers, Qt.Key.Key_Return)
    settle(view)
    assert [h.text.split("\n")[0] for h in view.left.table.shown.headings[2:]] == ["in 2 fx", "in 6 fx"]
    numbers.setText("2, x")
    QTest.keyClick(numbers, Qt.Key.Key_Return)
    assert "no number of fractions" in view.findChild(QLabel, "planner problem").text()


# --- stale, stopped, gone -----------------------------------------------------------------------------------------


def test_after_a_change_the_old_answer_is_marked_until_the_new_one_comes(planner_of, seed):
    view, session = planner_of(seed)
    before = lines(view.compare.table)["Bladder"].cells[0]
    session.do("Set α/β of Bladder to 5 Gy", lambda s: s.with_alpha_beta("Bladder", 5.0))
    assert state(view).startswith("▲ asked before the last change")
    assert lines(view.compare.table)["Bladder"].cells[0] == before
    view.compare.table.copy()
    assert "▲ asked before the last change" in QGuiApplication.clipboard().text()
    settle(view)
    assert not state(view).startswith("▲")
    assert not view.asking.stale(COMPARE)


def test_a_preview_makes_no_answer_stale(planner_of, seed):
    view, _ = planner_of(seed)
    answer = view.asking.answer(COMPARE)
    view.try_regimen(Regimen(6, 24.0))
    settle(view)
    assert view.asking.answer(COMPARE) is answer and not view.asking.stale(COMPARE)


def test_a_search_can_be_cancelled_and_asked_for_again(planner_of, seed, monkeypatch):
    begun, go_on = Event(), Event()
    ask = Planner.candidates

    def slowly(self, question, regimens, step):
        begun.set()
        assert go_on.wait(20)
        return ask(self, question, regimens, step)

    monkeypatch.setattr(Planner, "candidates", slowly)
    view, _ = planner_of(seed, wait=False)
    view.asking._quiet.stop()
    view.asking._ask()
    assert begun.wait(20)
    button = view.findChild(QPushButton, "planner cancel")
    assert button.isVisible() and button.text() == "Cancel"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "Ask again" and view.asking.answer(COMPARE) is None
    go_on.set()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(view)
    assert view.asking.answer(COMPARE) is not None and not button.isVisible()


def test_closing_the_case_during_a_search_shows_nothing_of_it(planner_of, seed, monkeypatch):
    begun, go_on = Event(), Event()

    def slowly(self, question, regimens, step):
        begun.set()
        assert go_on.wait(20)
        step(0, 1, "never seen")

    monkeypatch.setattr(Planner, "candidates", slowly)
    view, _ = planner_of(seed, wait=False)
    view.asking._quiet.stop()
    view.asking._ask()
    assert begun.wait(20)
    view.show_session(None)
    go_on.set()
    settle(view)
    assert view.findChild(QLabel, "planner empty").text() == "No case is open."
    assert view.asking.answer(COMPARE) is None
    view.asking.runner.close()


def test_nothing_is_computed_for_a_view_that_nobody_sees(planner_of, seed):
    view, session = planner_of(seed)
    view.hide()
    session.do("Set α/β of Bladder to 4 Gy", lambda s: s.with_alpha_beta("Bladder", 4.0))
    settle(view)
    assert view.asking.stale(COMPARE)
    view.show()
    settle(view)
    assert not view.asking.stale(COMPARE)


# --- cases that lack something ------------------------------------------------------------------------------------


def test_without_a_target_the_tumours_rows_are_the_prescriptions_alone(planner_of):
    view, _ = planner_of(seed_case(("Bladder", "Rectum")))
    names = list(lines(view.compare.table))
    assert "EQD2 / BED, α/β 10" in names and not any("D95" in name for name in names)


def test_without_a_prescription_the_view_asks_for_it(planner_of, qtbot):
    drawn = structure_set(box("Bladder", 1))
    opened = opened_case(
        (course(1, 21.0, 3), course(2, None, None)), (field(uniform(21.0)), field(uniform(20.0))), (drawn,)
    )
    view, _ = planner_of(opened)
    assert "prescribed dose of course 2 is not known" in view.findChild(QLabel, "planner empty").text()
    assert not view.bar.typed.isEnabled()
    with qtbot.waitSignal(view.numbers_wanted) as wanted:
        QTest.mouseClick(view.findChild(QPushButton, "planner numbers"), Qt.MouseButton.LeftButton)
    assert wanted.args == ["phase 2"]


def test_one_course_can_be_planned_for_alone(planner_of):
    drawn = structure_set(box("Bladder", 1))
    view, session = planner_of(opened_case((course(1, 20.0, 5),), (field(uniform(20.0)),), (drawn,)))
    assert lines(view.compare.table)["Bladder"].cells
    view.try_regimen(Regimen(6, 24.0))
    settle(view)
    assert session.assessment.what_if_text.startswith("What if: course 1 as 24 Gy in 6")
    for page in (LARGEST, LEFT):
        at(view, page)
        assert view.findChild(QWidget, "planner empty").isVisible() is False


def test_a_course_without_dose_says_so_and_the_one_with_dose_is_planned(planner_of):
    drawn = structure_set(box("Bladder", 1))
    later = course(2, 20.0, 5)
    bare = replace(later, phases=(replace(later.phases[0], doses=()),))
    view, _ = planner_of(opened_case((course(1, 21.0, 3), bare), (field(uniform(21.0)), None), (drawn,)))
    offered = [(view.bar.course.itemText(i), view.bar.course.itemData(i).why_not) for i in range(2)]
    assert [text for text, _ in offered] == ["Course 2 ?", "Course 1"]
    assert "no usable dose file" in offered[0][1] and offered[1][1] == ""
    assert view.bar.course.currentText() == "Course 1"
    assert view.compare.table.shown.headings[0].text == "as given\n21 Gy / 3"
    view.bar.course.setCurrentIndex(0)
    view.bar.course.chosen.emit(view.bar.course.itemData(0))
    settle(view)
    assert "no usable dose file" in view.findChild(QLabel, "planner empty").text()
    assert not view.findChild(QPushButton, "planner numbers").isVisible()


def test_nothing_is_cut_off_at_the_width_of_a_small_window(planner_of, seed, qapp, request):
    apply_theme(qapp, Theme.dark())
    request.addfinalizer(lambda: qapp.setStyleSheet(""))
    view, _ = planner_of(seed, size=(600, 300))
    view.findChild(QDoubleSpinBox, "tumour alpha beta").setValue(3.0)
    for page in (COMPARE, LARGEST, LEFT):
        at(view, page)
        assert view.minimumSizeHint().width() <= 600
        assert view.tabs.width() >= view.tabs.sizeHint().width()
        assert view.bar.course.width() >= view.fontMetrics().horizontalAdvance("Course 2") + 28
        controls = [w for w in view.findChildren(QToolButton) if w.isVisible()]
        assert controls == [] or min(w.width() - w.sizeHint().width() for w in controls) >= 0
        if page != LARGEST:
            assert not page_of(view).table.horizontalScrollBar().isVisible()


def page_of(view):
    return view._pages.currentWidget()


def test_without_any_course_the_view_says_what_to_do(planner_of):
    view, _ = planner_of(opened_case((), (), (structure_set(box("Bladder", 1)),)))
    assert view.findChild(QLabel, "planner empty").text().startswith("There is no course here")


# --- keyboard, names ----------------------------------------------------------------------------------------------


def test_everything_is_reached_by_keyboard_and_has_a_name(planner_of, seed):
    view, _ = planner_of(seed)
    for page in (COMPARE, LARGEST, LEFT):
        at(view, page)
        for widget in view.findChildren(QWidget):
            reachable = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            own = not widget.objectName().startswith("qt_")
            if reachable and own and not isinstance(widget, (QPushButton, QLabel)):
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    at(view, COMPARE)
    view.tabs.setFocus()
    QTest.keyClick(view.tabs, Qt.Key.Key_Right)
    assert view.page == LARGEST


def test_the_page_in_front_is_found_again(planner_of, seed):
    view, _ = planner_of(seed)
    at(view, LEFT)
    kept = view.saved_state()
    at(view, COMPARE)
    view.restore_state(kept)
    assert view.page == LEFT
