"""The help in a language whose words are a third longer: all around the pages is told; the pages are English."""

import pytest
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from reirrad_gui.ui.help.browser import PageBrowser
from reirrad_gui.ui.help.dialog import HelpDialog
from tests.support.longer import faults
from tests.support.told import made_up_language


@pytest.fixture
def dialog(qapp, qtbot):
    with made_up_language():
        made = HelpDialog()
        qtbot.addWidget(made)
        made.show_page("limits")
        yield made


def test_everything_around_a_page_is_told_and_titles_are_not_cut(dialog):
    page = dialog.findChild(PageBrowser)
    page.clear()
    assert faults(dialog) == []
    titles = dialog.findChild(QListWidget)
    assert titles.sizeHintForColumn(0) <= titles.viewport().width()


def test_what_is_not_on_a_page_is_told(dialog):
    words = dialog.findChild(QLineEdit, "help words")
    words.setText("zzz")
    words.returnPressed.emit()
    assert dialog.findChild(QWidget, "help said").text().startswith("⟦“zzz”")
