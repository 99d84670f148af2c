"""The report's dialog speaks the language of the window, and has room for words a third longer."""

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit

from reirrad_gui.session.planner.regimens import Regimen
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.report.dialog import ReportDialog
from reirrad_gui.ui.report.wish import Wish
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from tests.support.clipped import clipped
from tests.support.told import made_up_language, untold

TYPED = ("Once more?", "Yes, in five.", "A. Reader", "12 Nov 2026")
WISH = Wish(*TYPED, regimens=(Regimen(5, 20.0),))


@pytest.fixture
def dialog(qtbot, qapp):
    apply_theme(qapp, Theme.dark())
    with made_up_language():
        made = ReportDialog(WISH)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        yield made


def test_everything_is_told_but_what_was_typed(dialog, qapp):
    for show in (
        lambda: dialog.show_drawing(under_way=True),
        lambda: dialog.show_not_written("report.pdf is there already; it was left as it is."),
        lambda: dialog.show_written("report.pdf: 12 pages, 1.2 MB."),
    ):
        show()
        qapp.processEvents()
        assert untold(dialog, TYPED) == []
        assert clipped(dialog) == []
        form = dialog._question.parentWidget()
        assert form.layout().minimumHeightForWidth(form.width()) <= form.height()
    assert dialog.height() <= 800


def test_a_choice_is_kept_as_it_is_and_what_was_typed_goes_on_as_typed(dialog):
    dialog.findChild(QComboBox, "paper").setCurrentIndex(1)
    wish = dialog.wish
    assert (wish.question, wish.outcome, wish.participants, wish.held) == TYPED
    assert wish.letter_paper
    assert wish.language == "en"
    assert dialog.findChild(QPlainTextEdit, "question").toPlainText() == "Once more?"
    assert dialog.findChild(QCheckBox).accessibleName() == longer("with name, ID, birth date and file names")


def test_a_date_that_cannot_be_meant_is_refused_in_told_words(dialog):
    dialog._held.setText("sometime")
    dialog.reject()
    assert dialog.isVisible()
    assert dialog._why_not.text().startswith("⟦")
