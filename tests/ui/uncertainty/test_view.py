"""The view “How sure”: asked in the background, old answers shown as old, everything by keyboard."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPushButton, QSpinBox

from reirrad_gui.session import Session
from reirrad_gui.session.certainty import Question
from reirrad_gui.ui.theme import Theme, contrast
from reirrad_gui.ui.uncertainty.asking import CANCELLED
from reirrad_gui.ui.uncertainty.rows import STALE
from reirrad_gui.ui.uncertainty.widget import NO_CASE, NO_ROW, UncertaintyView
from tests.ui.uncertainty.conftest import HALF


def organ_key(session, name):
    return next(o.key for o in session.assessment.organs if o.name == name)


def choose(view, session, selection, name):
    selection.select_organ(organ_key(session, name))
    return view


def child(view, kind, name):
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def test_it_draws_by_itself_once_it_is_seen_and_nothing_changes(view_of, qtbot, selection):
    view, session = view_of(seed_plexus(), HALF, answered=False)
    with qtbot.waitSignal(view.asking.runner.finished, timeout=20_000):
        pass
    assert session.certain is not None and not view.stale
    choose(view, session, selection, "SacralPlex")
    assert "depends on recovery" in view.card.text()


def seed_plexus():
    from tests.support.opened_cases import seed_case

    return seed_case(("SacralPlex",))


def test_an_edit_greys_the_answer_and_undo_brings_it_back(view_of, pelvis, selection):
    view, session = view_of(pelvis, HALF)
    choose(view, session, selection, "SacralPlex")
    before = view.card.text()
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    assert view.stale and view.said.text() == STALE and view.picture.faded
    assert "53.6" in view.card.text(), "the old number stays with its own draws"
    assert Theme.dark().near not in view.card.text(), "nothing old has the colour of a status"
    assert not view.copy.isEnabled()
    session.undo()
    assert not view.stale and view.card.text() == before and view.copy.isEnabled()


def test_a_preview_is_never_shown_with_the_numbers_of_what_is_in_force(view_of, pelvis):
    view, session = view_of(pelvis, HALF)
    session.preview(lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    assert view.stale
    session.drop_preview()
    assert not view.stale


def test_drawing_can_be_stopped_and_does_not_begin_again_by_itself(view_of, qtbot, pelvis):
    view, session = view_of(pelvis, answered=False)
    with qtbot.waitSignal(view.asking.changed):
        view.draw.click()
    QTest.keyClick(view.picture if view.picture.isVisible() else view, Qt.Key.Key_Escape)
    assert not view.asking.runner.busy and CANCELLED in view.said.text()
    view.refresh()
    assert not view.asking.busy and session.certain is None
    with qtbot.waitSignal(view.asking.runner.finished, timeout=20_000):
        view.draw.click()
    assert session.certain is not None and CANCELLED not in view.said.text()


def test_an_edit_while_it_draws_drops_the_old_question(view_of, qtbot, pelvis):
    view, session = view_of(pelvis, answered=False)
    view.draw.click()
    session.do("Set α/β", lambda settings: settings.with_alpha_beta("Bladder", 5.0))
    with qtbot.waitSignal(view.asking.runner.finished, timeout=20_000):
        pass
    assert session.certain is session.once_certain
    assert session.certain.assessment.settings == session.settings


def test_closing_while_it_draws_leaves_nothing_running(qtbot, selection, pelvis):
    view = UncertaintyView(selection, Theme.dark())
    session = Session(pelvis)
    view.show_session(session)
    view.draw_now()
    assert view.asking.runner.busy
    view.asking.runner.close()
    assert not view.asking.runner.busy and session.once_certain is None
    view.deleteLater()


def test_behind_a_tab_nothing_begins_by_itself(qtbot, selection, pelvis):
    view = UncertaintyView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.show_session(Session(pelvis))
    assert not view.asking.busy


def test_without_case_or_row_it_says_so(view_of, pelvis, selection):
    view, _ = view_of(pelvis)
    selection.select_organ("no such organ")
    assert view.said.text() == NO_ROW and view.card.isHidden()
    view.show_session(None)
    assert view.said.text() == NO_CASE and not view.draw.isEnabled() and not view.copy.isEnabled()


def test_bars_are_chosen_by_key_and_their_sentence_is_told(view_of, pelvis, selection):
    view, session = view_of(pelvis, HALF)
    choose(view, session, selection, "SacralPlex")
    bars = view.picture.tornado.every
    assert view.sentence.text() == bars[0].sentence and len(bars) > 1
    QTest.keyClick(view.picture, Qt.Key.Key_Down)
    assert view.sentence.text() == bars[1].sentence and view.table.currentRow() == 1
    QTest.keyClick(view.picture, Qt.Key.Key_End)
    assert view.sentence.text() == bars[-1].sentence
    view.table.setCurrentCell(0, 0)
    assert view.picture.line == 0 and view.sentence.text() == bars[0].sentence


def test_the_table_is_the_picture_in_words(view_of, pelvis, selection):
    view, session = view_of(pelvis, HALF)
    choose(view, session, selection, "SacralPlex")
    bars = view.picture.tornado.every
    assert view.table.rowCount() == len(bars)
    for line, bar in enumerate(bars):
        assert view.table.item(line, 3).text() == bar.sentence
        assert bar.low.text in view.table.item(line, 1).text() and bar.low.status in view.table.item(line, 1).text()
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert bars[0].sentence in QGuiApplication.clipboard().text()


def test_the_copy_has_card_tornado_and_draws(view_of, pelvis, selection):
    view, session = view_of(pelvis, HALF)
    choose(view, session, selection, "SacralPlex")
    view.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "SacralPlex: ✔ within" in text and session.certain.found.text in text


def test_nothing_is_varied_of_a_registration_until_somebody_says_how_far(view_of, pelvis):
    view, session = view_of(pelvis)
    box = child(view, QCheckBox, "vary registration")
    box.click()
    assert not box.isChecked() and "Enter how far" in view.page.problem.text()
    assert session.question.assumptions.registration_sigma_mm is None
    child(view, QPushButton, "half the envelope").click()
    assert session.question.assumptions.registration_sigma_mm == 1.5 and box.isChecked()
    assert view.stale and view.page.problem.isHidden()
    box.click()
    assert session.question.assumptions.registration_sigma_mm is None and not view.stale


def test_a_range_of_alpha_beta_is_entered_for_the_organ_chosen_and_taken_back(view_of, pelvis, selection):
    view, session = view_of(pelvis)
    choose(view, session, selection, "Bladder")
    low, high = (child(view, QDoubleSpinBox, f"alpha beta {side}") for side in ("low", "high"))
    high.setValue(2.0)
    low.setValue(5.0)
    child(view, QPushButton, "set alpha beta range").click()
    assert "rises" in view.page.problem.text() and dict(session.question.assumptions.alpha_beta_ranges) == {}
    low.setValue(2.0)
    high.setValue(5.0)
    child(view, QPushButton, "set alpha beta range").click()
    assert dict(session.question.assumptions.alpha_beta_ranges) == {"Bladder": (2.0, 5.0)}
    child(view, QPushButton, "alpha beta of table").click()
    assert dict(session.question.assumptions.alpha_beta_ranges) == {}


def test_a_range_of_recovery_needs_its_reason(view_of, pelvis):
    view, session = view_of(pelvis, HALF)
    way = child(view, QComboBox, "recovery way")
    view.assume.click()
    way.setCurrentIndex(1)
    way.activated.emit(1)
    child(view, QSpinBox, "least recovery").setValue(25)
    child(view, QSpinBox, "most recovery").setValue(50)
    child(view, QPushButton, "set recovery range").click()
    assert "reason" in view.page.problem.text()
    child(view, QLineEdit, "recovery reason").setText("tumour board")
    child(view, QPushButton, "set recovery range").click()
    asked = session.question.assumptions
    assert asked.recovery_range == (0.25, 0.5) and asked.recovery_reason == "tumour board"
    way.setCurrentIndex(0)
    way.activated.emit(0)
    assert session.question.assumptions.recovery_range is None


def test_models_of_recovery_are_chosen_two_or_more(view_of, pelvis):
    view, session = view_of(pelvis, HALF)
    view.assume.click()
    way = child(view, QComboBox, "recovery way")
    way.setCurrentIndex(2)
    way.activated.emit(2)
    child(view, QCheckBox, "model none").setChecked(True)
    child(view, QPushButton, "set recovery models").click()
    assert "two or more" in view.page.problem.text()
    child(view, QCheckBox, "model fox-chase").setChecked(True)
    child(view, QPushButton, "set recovery models").click()
    assert session.question.assumptions.recovery_choice == ("none", "fox-chase")


@pytest.mark.parametrize(
    ("kind", "field"),
    [("alpha-beta", "alpha_beta"), ("recovery", "recovery"), ("interval", "interval"), ("slices", "slices")],
)
def test_every_assumption_can_be_switched_off_and_on(view_of, pelvis, kind, field):
    view, session = view_of(pelvis)
    box = child(view, QCheckBox, f"vary {kind}")
    box.click()
    assert getattr(session.question.assumptions, field) is False and view.stale
    box.click()
    assert session.question == Question(draws=100) and not view.stale


def test_draws_and_seed_are_typed_and_too_few_draws_refused(view_of, pelvis):
    view, session = view_of(pelvis)
    child(view, QSpinBox, "seed").setValue(7)
    assert session.question.seed == 7 and view.stale
    child(view, QSpinBox, "draws").setValue(50)
    assert session.question.draws == 100 and "100 to 100,000" in view.page.problem.text()


def test_the_wheel_scrolls_the_page_and_changes_no_assumption(view_of, pelvis):
    view, session = view_of(pelvis)
    view.assume.click()
    before = session.question
    for kind, name in ((QDoubleSpinBox, "sigma"), (QSpinBox, "seed"), (QSpinBox, "draws"), (QComboBox, "recovery way")):
        field = child(view, kind, name)
        middle = QPointF(field.rect().center())
        turned = QWheelEvent(
            middle,
            field.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, turned)
    assert session.question == before


def test_the_keyboard_reaches_assumptions_and_comes_back(view_of, pelvis):
    view, _ = view_of(pelvis)
    view.picture.setFocus()
    QTest.keyClick(view.picture, Qt.Key.Key_A)
    assert view.assume.isChecked() and child(view, QCheckBox, "vary slices").isVisible()
    QTest.keyClick(view.assume, Qt.Key.Key_A)
    assert not view.assume.isChecked() and view.picture.isVisible()


@pytest.mark.parametrize("width", [560, 600, 900])
@pytest.mark.parametrize("theme", [Theme.dark(), Theme.light()], ids=lambda theme: theme.name)
def test_the_picture_has_a_bar_for_every_assumption_in_either_width_and_theme(view_of, pelvis, selection, theme, width):
    view, session = view_of(pelvis, HALF, width=width, worn=theme)
    choose(view, session, selection, "SacralPlex")
    picture = view.picture.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.exceeds in inks and theme.text in inks
    assert contrast(theme.exceeds, theme.panel) >= 3.0
    assert view.picture.height() >= 40 * len(view.picture.tornado.every)
    assert view.picture.width() <= view.width()
