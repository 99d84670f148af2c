"""The shared screen: large enough to be read across a room, worked by a clicker, and by keys alone."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTransform
from PySide6.QtTest import QTest

from reirrad_gui.session.storyboard import SavedView, step_of
from reirrad_gui.session.veil import words_of
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.presentation.rows import UNREAD
from reirrad_gui.ui.presentation.scale import line_px
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.theme import Theme
from tests.support.accessible import unmarked, walk
from tests.support.drawn_edges import edges, faint_edges, painted
from tests.support.drawn_texts import SVG, pieces, vector_picture
from tests.support.visible import readable

LEAST_PT = 18


@pytest.fixture
def board(window):
    window.presentation.switch()
    settle(window)
    made = window.presentation.board
    made.resize(1920, 1080)
    made.activateWindow()
    settle(made)
    return made


def key(window, widget, pressed, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, pressed, held)
    settle(window)
    if window.presentation.board is not None:
        settle(window.presentation.board)


def type_sizes_px(node, here=None):
    """Every text of a vector picture with its size on screen."""
    here = here or QTransform()
    matrix = node.get("transform", "")
    if matrix.startswith("matrix"):
        here = QTransform(*(float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", matrix))) * here
    if node.tag == f"{SVG}text" and (node.text or "").strip():
        yield node.text, float(node.get("font-size")) * 96 / 72 * here.m22()
    for child in node:
        yield from type_sizes_px(child, here)


def test_all_type_has_18_points_at_1920_by_1080(board):
    sizes = dict(type_sizes_px(ElementTree.fromstring(vector_picture(board))))
    assert len(sizes) > 20
    assert {text: px * 72 / 96 for text, px in sizes.items() if px * 72 / 96 < LEAST_PT - 0.3} == {}


def test_curves_have_3_pixels_at_1920_by_1080(board):
    assert line_px(board.pixels) >= 3.0
    lines = board.curves._organ.lines
    assert all(board.curves._pen(line).widthF() >= 3.0 for line in lines) and len(lines) == 3


def test_nothing_scrolls_to_the_side_at_1280_by_800(board, window):
    board.resize(1280, 800)
    settle(board)
    table = board.table
    assert sum(table.columnWidth(column) for column in range(table.columnCount())) <= table.viewport().width()
    assert board.width() == 1280
    assert not board.planes[Plane.SAGITTAL].isVisible() and board.planes[Plane.AXIAL].geometry().width() > 600


def test_the_board_is_light_and_the_window_keeps_the_theme_of_its_user(board, window):
    assert board.theme == Theme.light() and window.theme == Theme.dark()
    assert any(piece.ground == Theme.light().panel for piece in pieces(board.table))


def test_controls_and_axes_of_the_board_are_known_by_3_to_1_in_both_themes(board, window):
    for theme in (Theme.light(), Theme.dark()):
        assert board.theme == theme
        assert len(edges(board)) >= 2 and faint_edges(board) == []
        for drawn in (board.curves, board.timeline.viewport()):
            rows, _ = painted(drawn)
            shown = [along for along in rows if (along == int(theme.edge[1:], 16)).mean() > 0.5]
            assert shown, f"{theme.name}: no line along {drawn.parent().objectName()} has the colour of an axis"
        key(window, board, Qt.Key.Key_L)


def test_a_plane_too_narrow_for_a_scale_bar_has_none_rather_than_a_length_below_zero(board):
    board.planes[Plane.SAGITTAL].setFixedWidth(260)
    settle(board)
    bars = [piece.text for piece in pieces(board) if re.fullmatch(r"\S+ mm", piece.text)]
    assert bars and all(re.fullmatch(r"\d+ mm", text) for text in bars), bars


@pytest.mark.parametrize("pressed", [Qt.Key.Key_F9, Qt.Key.Key_Escape])
def test_f9_and_escape_bring_the_window_back(board, window, pressed):
    key(window, board, pressed)
    assert window.isVisible() and window.presentation.board is None


def test_what_has_the_keyboard_looks_different(board):
    order = walk(board)
    assert len(order) >= 5 and unmarked(board, order) == []


def test_time_since_the_diagnosis_leaves_no_year_of_the_case(board, window):
    years = re.compile(r"\b(2011|2012|2013|2014|2016|2018)\b")
    assert years.search(" ".join(board.timeline.texts))
    key(window, board, Qt.Key.Key_T)
    painted = " ".join(piece.text for piece in pieces(board))
    assert not years.search(" ".join((*board.timeline.texts, painted)))
    assert "after" not in painted and re.search(r"· \d+ y", " ".join(board.timeline.texts))
    key(window, board, Qt.Key.Key_T)
    assert years.search(" ".join(board.timeline.texts))


def test_the_board_says_first_that_files_which_name_people_could_not_be_read(board, window):
    following = window.presentation._following
    words = words_of(window.session)
    following.hide(replace(words, unread=True))
    assert board.board.chips[0] == UNREAD
    following.hide(words)
    assert UNREAD not in board.board.chips


def test_a_clicker_steps_through_the_storyboard_whatever_has_the_keyboard(window):
    session = window.session
    keys = [row.organ_key for row in session.assessment.rows if row.organ_key][:2]
    steps = tuple(step_of(session, f"Organ {n}", "a note", SavedView(organ=one)) for n, one in enumerate(keys, 1))
    session.edit_storyboard("Save views", steps)
    window.presentation.switch()
    settle(window)
    board = window.presentation.board
    board.activateWindow()
    plane = board.planes[Plane.AXIAL]
    plane.setFocus()
    key(window, plane, Qt.Key.Key_PageDown)
    assert board.board.step == "Step 1 of 2 · Organ 1" and window.selection.organ == keys[0]
    key(window, plane, Qt.Key.Key_PageDown)
    assert board.board.step == "Step 2 of 2 · Organ 2" and window.selection.organ == keys[1]
    before = plane.number
    key(window, plane, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert board.board.step.startswith("Step 2") and plane.number == max(before - 10, 0) != before
    key(window, plane, Qt.Key.Key_PageUp)
    assert board.board.step == "Step 1 of 2 · Organ 1"
    assert not any("a note" in piece.text for piece in pieces(board))


def test_page_keys_are_those_of_the_planes_until_something_is_presented(window):
    actions = window.actions_by_name
    assert not actions["next step"].isEnabled() and not actions["step before"].isEnabled()
    window.presentation.switch_elsewhere()
    assert actions["next step"].isEnabled() and actions["step before"].isEnabled()
    window.presentation.leave()
    assert not actions["next step"].isEnabled()


def test_with_one_screen_it_is_said_that_the_window_still_shows_the_patient(window):
    window.presentation.switch_elsewhere()
    settle(window)
    assert any("this one still says who the patient is" in text for text in readable(window))


def test_a_step_with_a_tried_regimen_shows_it_and_leaves_nothing_behind(window):
    session = window.session
    course = session.case.courses[1]
    tried = WhatIf(course.uid, 6, 24.0, course.phases[0].uid)
    session.preview(lambda settings: replace(settings, what_if=tried))
    step = step_of(session, "What if", "", SavedView())
    session.drop_preview()
    session.edit_storyboard("Save a view", (step,))
    before = session.settings
    window.presentation.switch()
    settle(window)
    window.presentation.step(1)
    settle(window)
    board = window.presentation.board
    assert session.previewing and session.settings == before
    assert any("what if: 24 Gy / 6" in chip for chip in board.board.chips) and board.board.outdated == ""
    window.presentation.leave()
    assert not session.previewing and session.settings == before


def test_an_outdated_step_says_so_on_the_screen(window):
    session = window.session
    session.edit_storyboard("Save a view", (step_of(session, "Bladder", "", SavedView()),))
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 9.0))
    window.presentation.switch()
    settle(window)
    window.presentation.step(1)
    settle(window)
    board = window.presentation.board
    settle(board)
    assert board.board.outdated.startswith("▲ outdated step: was taken with α/β of organs: Bladder")
    assert "now Bladder 9 Gy" in board.board.outdated
    assert any("outdated" in piece.text for piece in pieces(board.header))


def test_a_view_is_saved_with_its_words_and_its_edit_is_named_in_the_menu(window):
    presentation = window.presentation
    window.selection.select_course(1)
    presentation.ask_for_step()
    question = presentation._question
    question.title.setText("   ")
    question._save()
    assert "needs a title" in question.refusal.text() and question.isVisible()
    question.title.setText("Course 2 alone")
    question.note.setPlainText("say why")
    question._save()
    settle(window)
    (step,) = window.session.storyboard
    assert (step.title, step.note, step.view.course) == ("Course 2 alone", "say why", 1)
    assert step.view.first_day is not None and step.view.quantity == "EQD2"
    assert window.session.undo_label == "Save the view “Course 2 alone”"
    window.selection.select_course(None)
    presentation.show_step(0)
    assert window.selection.course == 1


def test_steps_are_reworded_moved_and_deleted_in_the_presenters_list(window):
    session = window.session
    steps = tuple(step_of(session, title, "", SavedView()) for title in ("one", "two"))
    session.edit_storyboard("Save views", steps)
    window.presentation.show_list()
    dialog = window.presentation.list
    dialog.list.setCurrentRow(1)
    dialog.buttons["earlier"].click()
    assert [step.title for step in session.storyboard] == ["two", "one"] and dialog.list.currentRow() == 0
    dialog.title.setText("first")
    dialog.note.setPlainText("remember")
    dialog.buttons["words"].click()
    assert (session.storyboard[0].title, session.storyboard[0].note) == ("first", "remember")
    dialog.buttons["delete"].click()
    assert [step.title for step in session.storyboard] == ["one"]
    dialog.title.setText("")
    dialog.buttons["words"].click()
    assert "needs a title" in dialog.about.text() and session.storyboard[0].title == "one"
    dialog.close()


# What a step renews


def told(board, following):
    """All texts of the board, and those that are made anew from what the window shows now."""
    from reirrad_gui.ui.presentation.rows import board_of

    session = following._window.session
    return board.board, board_of(session, following.veil, session.storyboard, following.at)


def test_another_slice_renews_the_images_alone(board, window, monkeypatch):
    following = window.presentation._following
    settle(window)
    made, drawn, scene = board.board, [], board.timeline.scene
    monkeypatch.setattr("reirrad_gui.ui.presentation.following.board_of", lambda *_: drawn.append(1))
    monkeypatch.setattr(board.header, "show_board", lambda *_: drawn.append(2))
    axial, before = board.planes[Plane.AXIAL], board.planes[Plane.AXIAL].number
    axial.stepped.emit(1)
    settle(window)
    assert axial.number == before + 1
    assert drawn == []
    assert board.board is made and board.timeline.scene is scene
    assert following._overlay.pages.now[3] @ axial.pictures.stack.through == pytest.approx(
        axial.pictures.stack.depth_mm[axial.number]
    )


def test_nothing_that_stands_on_the_board_is_older_than_the_window(board, window):
    following, session = window.presentation._following, window.session
    before = board.board
    organ = next(row.name for row in before.rows if row.number.first)
    changes = (
        lambda: session.do("α/β", lambda now: now.with_alpha_beta(organ, 1.5)),
        session.undo,
        lambda: session.do("Limits", lambda now: now.with_constraint_set("other-organs")),
        session.undo,
        lambda: session.preview(lambda now: now.with_alpha_beta(organ, 8.0)),
        session.drop_preview,
        lambda: session.edit_storyboard("Save", (step_of(session, "One", "", SavedView()),)),
        lambda: window.presentation.step(1),
        session.undo,
    )
    seen = set()
    for change in changes:
        change()
        settle(window)
        shown, now = told(board, following)
        assert shown == now
        assert board.table.rowCount() == len(now.rows)
        assert board.header._outdated.text() == now.outdated
        seen.add(now)
    assert len(seen) > 3  # the changes do change what stands there


def test_other_colours_and_hidden_dates_are_told_again_and_the_chosen_organ_stays(board, window):
    following = window.presentation._following
    row = next(row for row in board.board.rows if row.key is not None)
    window.selection.select_organ(row.key)
    settle(window)
    counts = board._counts.text()
    key(window, board, Qt.Key.Key_L)
    assert board._counts.text() != counts  # the colours of the words are in it
    assert board.table.currentRow() == board.board.rows.index(row)
    key(window, board, Qt.Key.Key_L)
    key(window, board, Qt.Key.Key_T)
    shown, now = told(board, following)
    assert shown == now
    assert not following.days
