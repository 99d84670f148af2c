"""The constraint panel on screen: what is seen, said, chosen and changed."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QTableView,
)

from reirrad_gui.session import Recovery, Settings
from reirrad_gui.ui.panel.model import Column, cell_of
from reirrad_gui.ui.panel.widget import ConstraintPanel
from reirrad_gui.ui.theme import Theme


def table(panel):
    return panel.findChild(QTableView, "constraints")


def line_of(panel, organ):
    model = table(panel).model()
    return next(i for i in range(model.rowCount()) if model.rows[i].name == organ)


def text(panel, organ, column):
    return table(panel).model().index(line_of(panel, organ), column).data()


def choose(panel, organ):
    table(panel).selectRow(line_of(panel, organ))


def menu_entry(panel, organ, words):
    """The entry of an organ's menu that begins with these words, found as a keyboard user opens it."""
    choose(panel, organ)
    view = table(panel)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), view.mapToGlobal(QPoint(1, 1)))
    QApplication.sendEvent(view.viewport(), event)
    menu = panel.findChild(QMenu, "row menu")
    entries = [*menu.actions(), *(a for sub in menu.findChildren(QMenu) for a in sub.actions())]
    return menu, next((a for a in entries if a.text().startswith(words)), None)


def dialog(panel, name):
    return next(d for d in panel.findChildren(QDialog, name) if d.isVisible())


# What is seen


def test_without_a_case_the_panel_says_so(qtbot, selection):
    panel = ConstraintPanel(selection, Theme.dark())
    qtbot.addWidget(panel)
    panel.show()
    empty = panel.findChild(QLabel, "panel empty")
    assert (empty.isVisible(), empty.text()) == (True, "No case is open.")
    assert not table(panel).isVisible()


def test_a_closed_case_leaves_nothing_behind(panel_of, seed):
    panel, _ = panel_of(seed)
    panel.show_session(None)
    assert table(panel).model().rowCount() == 0
    assert panel.findChild(QLabel, "panel empty").isVisible()


def test_status_is_symbol_and_word_never_colour_alone(panel_of, seed):
    panel, _ = panel_of(seed)
    shown = {
        text(panel, organ, Column.STATUS).split(",")[0] for organ in ("SacralPlex", "Bowel_Small", "Bladder", "Colon")
    }
    assert shown == {"✖ exceeds", "▲ near", "✔ within", "? not assessable"}
    counts = panel.findChild(QLabel, "counts")
    assert counts.accessibleName() == "Organs: 1 exceeds, 1 not assessable, 1 near, 2 within, 3 not contoured"
    assert all(symbol in counts.text() for symbol in "✖?▲✔")


@pytest.mark.parametrize("width", [520, 600, 900])
def test_no_dose_limit_or_status_is_cut_and_nothing_scrolls_sideways(panel_of, uncovered, theme, width):
    panel, _ = panel_of(uncovered, width=width, worn=theme)
    assert panel.width() == width  # nothing in it insists on more
    view, model = table(panel), table(panel).model()
    assert sum(view.columnWidth(c) for c in Column) <= view.viewport().width()
    delegate = view.itemDelegate()
    for column in (Column.NUMBER, Column.LIMIT, Column.LEFT, Column.STATUS):
        for line in range(model.rowCount()):
            row = model.rows[line]
            needed = delegate.first_width(view.font(), column, row, cell_of(row, column)) - 2
            assert needed <= view.columnWidth(column), (column, model.rows[line].name)
    assert view.columnWidth(Column.BAR) >= 50


def test_rows_are_about_thirty_pixels_high(panel_of, seed, theme):
    panel, _ = panel_of(seed, worn=theme)
    assert 28 <= table(panel).rowHeight(0) <= 36


def test_footnotes_explain_the_marks(panel_of, seed):
    panel, _ = panel_of(seed)
    assert panel.findChild(QLabel, "footnotes").text() == "† read in a second source only: check against the paper"


def test_every_cell_has_words_for_screen_readers(panel_of, seed):
    panel, _ = panel_of(seed)
    model = table(panel).model()
    for line in range(model.rowCount()):
        for column in Column:
            assert model.index(line, column).data(Qt.ItemDataRole.AccessibleTextRole)
        assert model.index(line, 0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    for column in Column:
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)


def test_the_accessible_tree_tells_the_rows_and_names_every_control(panel_of, seed):
    panel, _ = panel_of(seed)
    tree = QAccessible.queryAccessibleInterface(table(panel))
    told = {tree.child(i).text(QAccessible.Text.Name) for i in range(tree.childCount()) if tree.child(i)}
    assert {"✖ exceeds", "80 D0.5cc, † Slevin 2021", "10.0 EQD2, 10.0 Gy in 5 fx"} <= told
    for control in (table(panel), *panel.findChildren(QComboBox)):
        assert control.accessibleName()


def test_the_legend_names_as_many_courses_as_there_are(panel_of, seed):
    panel, _ = panel_of(seed)
    legend = table(panel).horizontalHeader().toolTip()
    assert "course 1, course 2" in legend
    assert "course 3" not in legend


# Choosing


def test_choosing_a_row_announces_its_organ(qtbot, panel_of, seed, selection):
    panel, session = panel_of(seed)
    key = next(row.organ_key for row in session.assessment.rows if row.organ == "Rectum")
    with qtbot.waitSignal(selection.organ_selected) as chosen:
        choose(panel, "Rectum")
    assert chosen.args == [key]


def test_an_organ_chosen_elsewhere_is_highlighted_and_not_announced_again(panel_of, seed, selection):
    panel, session = panel_of(seed)
    key = next(row.organ_key for row in session.assessment.rows if row.organ == "Bladder")
    told = []
    selection.organ_selected.connect(told.append)
    selection.select_organ(key)
    assert table(panel).currentIndex().row() == line_of(panel, "Bladder")
    assert told == [key]
    selection.select_organ(None)
    assert not table(panel).selectionModel().hasSelection()


def test_a_structure_without_a_row_takes_the_highlight_away(panel_of, seed, selection):
    panel, session = panel_of(seed)
    choose(panel, "Bladder")
    selection.select_organ(next(organ.key for organ in session.assessment.organs if organ.name == "PTV"))
    assert not table(panel).selectionModel().hasSelection()


def test_an_organ_nobody_drew_can_be_chosen_and_is_no_organ_elsewhere(panel_of, seed, selection):
    panel, _ = panel_of(seed)
    choose(panel, "Bladder")
    choose(panel, "Colon")
    assert selection.organ is None
    assert table(panel).currentIndex().row() == line_of(panel, "Colon")


def test_the_choice_survives_a_change_that_moves_the_row(panel_of, seed, selection):
    panel, session = panel_of(seed)
    choose(panel, "SacralPlex")
    before, key = table(panel).currentIndex().row(), selection.organ
    session.do("Switch recovery", lambda s: s.with_recovery(Recovery("user", 40.0, "board")))
    assert selection.organ == key
    assert table(panel).currentIndex().row() == line_of(panel, "SacralPlex")
    assert before == 0


def test_a_click_on_a_title_orders_and_a_second_turns_the_order(qtbot, panel_of, seed):
    panel, _ = panel_of(seed)
    header, model = table(panel).horizontalHeader(), table(panel).model()

    def click(column):
        at = QPoint(header.sectionViewportPosition(column) + 6, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        return [row.name for row in model.rows if not row.absent]

    assert click(Column.ORGAN) == ["Bladder", "Bowel_Small", "PenileBulb", "Rectum", "SacralPlex"]
    assert click(Column.ORGAN) == ["SacralPlex", "Rectum", "PenileBulb", "Bowel_Small", "Bladder"]
    assert model.rows[-1].absent
    assert model.headerData(Column.ORGAN, Qt.Orientation.Horizontal) == "Organ ▴"
    assert click(Column.LEFT)[0] == "SacralPlex"
    assert click(Column.NUMBER)[0] == "SacralPlex"  # doses of different metrics are not ranked
    assert click(Column.STATUS)[0] == "SacralPlex"


# By keyboard


def test_tab_walks_from_the_choices_to_the_rows_and_out_again(qtbot, panel_of, seed):
    panel, _ = panel_of(seed)
    panel.activateWindow()
    first = panel.findChild(QComboBox, "constraint set")
    first.setFocus()
    walked = [first.objectName()]
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget().objectName())
    assert walked == ["constraint set", "recovery", "constraints"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not table(panel)


def test_arrows_home_and_end_move_and_enter_asks_how_it_was_computed(qtbot, panel_of, seed, selection):
    panel, session = panel_of(seed)
    view = table(panel)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.currentIndex().row() == 0
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == view.model().rowCount() - 1
    qtbot.keyClick(view, Qt.Key.Key_Home)
    with qtbot.waitSignal(panel.view_wanted) as wanted:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert wanted.args == ["derivation"]
    assert selection.organ == session.assessment.rows[0].organ_key


def test_an_organ_nobody_drew_says_what_is_missing(qtbot, panel_of, seed):
    panel, _ = panel_of(seed)
    choose(panel, "Colon")
    with qtbot.waitSignal(panel.view_wanted) as wanted:
        qtbot.keyClick(table(panel), Qt.Key.Key_Return)
    assert wanted.args == ["derivation"]
    menu, entry = menu_entry(panel, "Colon", "How was")
    assert entry is not None
    menu.close()


def test_focus_can_be_seen(qtbot, panel_of, seed, theme):
    panel, _ = panel_of(seed, worn=theme)
    panel.activateWindow()
    choose(panel, "Bladder")
    panel.findChild(QComboBox, "recovery").setFocus()
    without = table(panel).grab().toImage()
    table(panel).setFocus()
    assert table(panel).grab().toImage() != without


def test_ctrl_c_copies_the_row(qtbot, panel_of, seed):
    panel, _ = panel_of(seed)
    choose(panel, "Bladder")
    qtbot.keyClick(table(panel), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "accumulated: 70.0 Gy EQD2" in copied
    assert "check against the paper" in copied
    assert "EX-001" not in copied


# Changing


def test_an_alpha_beta_is_set_undone_and_taken_back_to_the_table(panel_of, seed):
    panel, session = panel_of(seed)
    menu, entry = menu_entry(panel, "Bladder", "Set α/β")
    menu.close()
    entry.trigger()
    asked = dialog(panel, "alpha beta dialog")
    asked.findChild(QDoubleSpinBox, "alpha beta").setValue(5.0)
    asked.accept()
    # 21/3 at α/β 5 is 36 Gy, 20/5 is 25.71 Gy
    assert text(panel, "Bladder", Column.NUMBER) == "61.7"
    assert "set by you" in text(panel, "Bladder", Column.ORGAN)
    assert session.undo_label == "Set α/β of Bladder to 5 Gy"
    session.undo()
    assert text(panel, "Bladder", Column.NUMBER) == "70.0"
    session.redo()
    panel.ask_for_alpha_beta(table(panel).model().rows[line_of(panel, "Bladder")])
    again = dialog(panel, "alpha beta dialog")
    again.findChild(QPushButton, "table value").click()
    again.accept()
    assert "Bladder" not in session.settings.alpha_beta_gy
    assert session.undo_label == "Set α/β of Bladder back to the table's 3 Gy"


def test_a_cancelled_dialog_changes_nothing(panel_of, seed):
    panel, session = panel_of(seed)
    panel.ask_for_alpha_beta(table(panel).model().rows[0])
    dialog(panel, "alpha beta dialog").reject()
    assert session.undo_label is None


def test_a_suggested_name_is_confirmed_from_the_rows_menu(panel_of, named_otherwise):
    panel, session = panel_of(named_otherwise)
    assert text(panel, "Bladder", Column.STATUS) == "? not assessable, confirm the name"
    menu, entry = menu_entry(panel, "Bladder", "Confirm that “BLASE” is Bladder")
    menu.close()
    entry.trigger()
    assert text(panel, "Bladder", Column.STATUS) == "✔ within"
    assert session.undo_label == "Confirm that “BLASE” is Bladder"
    session.undo()
    assert text(panel, "Bladder", Column.STATUS) == "? not assessable, confirm the name"


def test_a_structure_nobody_understood_can_be_taken_for_a_missing_organ(panel_of, named_otherwise):
    panel, _ = panel_of(named_otherwise)
    menu, entry = menu_entry(panel, "CaudaEquina", "“xyz 7” is CaudaEquina")
    menu.close()
    entry.trigger()
    assert text(panel, "CaudaEquina", Column.NUMBER) == "77.3"  # α/β 2 Gy, like the plexus
    assert text(panel, "CaudaEquina", Column.STATUS) == "✖ exceeds"


def test_scrolling_over_a_choice_changes_nothing(panel_of, seed):
    panel, session = panel_of(seed)
    for choice in panel.findChildren(QComboBox):
        centre = QPointF(choice.rect().center())
        wheel = QWheelEvent(
            centre, choice.mapToGlobal(centre), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(choice, wheel)
    assert session.undo_label is None


def test_another_set_of_limits_is_an_undoable_choice(qtbot, panel_of, seed):
    panel, session = panel_of(seed)
    sets = panel.findChild(QComboBox, "constraint set")
    assert "Slevin 2021" in sets.currentText()
    sets.setFocus()
    qtbot.keyClick(sets, Qt.Key.Key_Down)
    assert session.settings.constraint_set == sets.currentData() == "cord-nieder-hytec"
    assert session.undo_label == f"Use the limits “{sets.currentText()}”"
    session.undo()
    assert sets.currentData() == "pelvis-slevin-2021"


def test_a_set_from_a_file_is_listed_while_it_is_in_force(panel_of, seed, repository):
    path = str(repository / "resources" / "constraints" / "other-organs.json")
    panel, session = panel_of(seed, Settings(constraint_set=path))
    sets = panel.findChild(QComboBox, "constraint set")
    assert sets.currentData() == path
    session.do("Use another set", lambda s: s.with_constraint_set("pelvis-slevin-2021"))
    assert sets.findData(path) == -1


def test_what_cannot_be_applied_is_said_and_changes_nothing(panel_of, seed, tmp_path):
    panel, session = panel_of(seed)
    broken = tmp_path / "set.json"
    broken.write_text("{}")
    sets = panel.findChild(QComboBox, "constraint set")
    sets.offer("broken", str(broken), "")
    sets.chosen.emit(str(broken))
    problem = panel.findChild(QLabel, "panel problem")
    assert problem.isVisible()
    assert "not a constraint set" in problem.text()
    assert session.settings.constraint_set == "pelvis-slevin-2021"
    assert sets.currentData() == "pelvis-slevin-2021"


def test_what_is_left_is_told_for_the_fractions_asked_for(panel_of, seed):
    panel, session = panel_of(seed)
    panel.ask_for_candidate()
    asked = dialog(panel, "candidate dialog")
    asked.findChild(QSpinBox, "candidate fractions").setValue(1)
    asked.accept()
    # 10 Gy EQD2 at α/β 3 in one fraction: D (D + 3) / 5 = 10, D = 5.73 Gy
    assert text(panel, "Bladder", Column.LEFT) == "10.0 EQD2, 5.7 Gy in 1 fx"
    assert session.undo_label == "Tell what is left in 1 fraction"


def test_a_new_case_closes_the_question_about_the_old_one(panel_of, seed):
    panel, _ = panel_of(seed)
    panel.ask_for_alpha_beta(table(panel).model().rows[0])
    asked = dialog(panel, "alpha beta dialog")
    panel.show_session(None)
    assert not asked.isVisible()


def test_the_menu_orders_rows_for_those_without_a_mouse(panel_of, seed):
    panel, _ = panel_of(seed)
    menu, entry = menu_entry(panel, "Bladder", "organ")
    menu.close()
    entry.trigger()
    assert table(panel).model().rows[0].name == "Bladder"


def test_the_program_lists_the_panels_keys():
    told = {binding.keys for group in ConstraintPanel.bindings for binding in group.bindings}
    assert {"Up, Down", "Enter, double click", "Ctrl+C"} <= told


def test_the_panel_can_be_worn_in_the_other_theme_at_any_time(panel_of, seed):
    panel, _ = panel_of(seed)
    dark = panel.grab().toImage()
    panel.apply_theme(Theme.light())
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert panel.grab().toImage() != dark
    assert Theme.light().exceeds in panel.findChild(QLabel, "counts").text()
