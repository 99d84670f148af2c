"""The pane that shows how an organ's numbers were computed."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser

from reirrad_gui.session import Session
from reirrad_gui.ui.panel.derivation import NO_CASE, NO_ORGAN, DerivationView
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case


@pytest.fixture
def view(qtbot, selection, seed):
    made = DerivationView(selection, Theme.dark())
    qtbot.addWidget(made)
    made.session = Session(seed)
    made.session.subscribe(made.refresh)
    made.show_session(made.session)
    made.resize(600, 500)
    made.show()
    return made


def page(view):
    return view.findChild(QTextBrowser, "derivation")


def key_of(view, organ):
    return next(o.key for o in view.session.assessment.organs if o.name == organ)


def test_it_says_what_to_do_while_nothing_is_chosen(view):
    assert page(view).toPlainText().startswith(NO_ORGAN)
    view.show_session(None)
    assert page(view).toPlainText() == NO_CASE
    assert not view.findChild(QPushButton, "copy derivation").isEnabled()


def test_choosing_an_organ_shows_the_limit_that_decides_unfolded(view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    text = page(view).toPlainText()
    assert "✖ exceeds" in text
    assert "▾ ✖ exceeds" in text
    assert "▸ ▲ near" in text
    assert "Σ (1 − r) · EQD2" in text
    assert text.count("Sum of maxima") == 1  # the other limit is folded


def test_a_limit_folds_and_unfolds_by_its_link(view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    page(view).anchorClicked.emit(QUrl("fold:plexus-r12"))
    assert page(view).toPlainText().count("Sum of maxima") == 2
    page(view).anchorClicked.emit(QUrl("fold:plexus-r12"))
    assert page(view).toPlainText().count("Sum of maxima") == 1


def test_links_are_reached_and_opened_by_keyboard(qtbot, view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    view.activateWindow()
    page(view).setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):  # the first link leads to the images
        qtbot.keyClick(page(view), Qt.Key.Key_Tab)
    before = page(view).toPlainText()
    qtbot.keyClick(page(view), Qt.Key.Key_Return)
    assert page(view).toPlainText() != before


def test_the_keyboard_is_not_trapped(qtbot, view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    view.activateWindow()
    page(view).setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is not page(view):
            break
    assert QApplication.focusWidget() is not page(view)


def test_all_can_be_unfolded_at_once(qtbot, view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    button = view.findChild(QPushButton, "unfold")
    button.click()
    text = page(view).toPlainText()
    assert "▸" not in text
    assert "D0.03cc" in text
    assert button.text() == "Fold all"
    button.click()
    assert "▾" not in page(view).toPlainText()


def test_copy_takes_every_limit_folded_or_not(view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    view.findChild(QPushButton, "copy derivation").click()
    copied = QGuiApplication.clipboard().text()
    assert "67 Gy" in copied
    assert "85 Gy" in copied
    assert "check against the paper" in copied


def test_an_organ_without_a_limit_opens_on_its_metrics(view, selection):
    selection.select_organ(key_of(view, "PenileBulb"))
    assert "21.0 → 42.0 Gy" in page(view).toPlainText()


def test_it_follows_an_edit_and_keeps_what_was_unfolded(view, selection):
    selection.select_organ(key_of(view, "Bladder"))
    page(view).anchorClicked.emit(QUrl("fold:bladder-r12"))
    view.session.do("α/β", lambda s: s.with_alpha_beta("Bladder", 5.0))
    text = page(view).toPlainText()
    assert "α/β 5 Gy" in text
    assert text.count("Sum of maxima") == 2
    view.session.undo()
    assert "α/β 5 Gy" not in page(view).toPlainText()


def test_names_from_files_cannot_act_as_markup(qtbot, selection):
    session = Session(seed_case(("<h1>odd</h1>",)))
    view = DerivationView(selection, Theme.light())
    qtbot.addWidget(view)
    view.show_session(session)
    selection.select_organ(session.assessment.organs[0].key)
    assert "<h1>odd</h1>" in page(view).toPlainText()


def test_it_wears_the_other_theme(view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    view.apply_theme(Theme.light())
    assert Theme.light().exceeds in page(view).toHtml()
    assert Theme.dark().exceeds not in page(view).toHtml()


def test_limits_that_do_not_agree_are_announced(view, selection):
    selection.select_organ(key_of(view, "SacralPlex"))
    assert "▲ The limits do not say the same; see each below." in page(view).toPlainText()
    selection.select_organ(key_of(view, "Bladder"))
    assert "do not say the same" not in page(view).toPlainText()
