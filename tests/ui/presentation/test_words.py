"""The shared screen in a language whose words are a third longer: veiled first, then told, and nothing is cut."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from reirrad_gui.session.veil import HIDDEN
from reirrad_gui.ui.language.pseudo import OPEN, longer
from reirrad_gui.ui.presentation.storyboard import StepQuestion, StoryboardDialog
from reirrad_gui.ui.shots import settle
from tests.support.clipped import clipped
from tests.support.identity_search import everything, named
from tests.support.longer import faults
from tests.support.planted import FAMILY
from tests.support.told import made_up_language, untold

SIZE = (1280, 800)
NAMES = ("Bladder", "Rectum", "BODY", "EQD2")
LETTERS = "".join(map(chr, (*range(65, 91), *range(97, 123))))
PLAIN = str.maketrans(longer(LETTERS)[1 : 1 + len(LETTERS)], LETTERS)


@pytest.fixture(autouse=True)
def made_up(qapp):
    with made_up_language():
        yield


@pytest.fixture
def board(window):
    window.presentation.switch()
    settle(window)
    made = window.presentation.board
    made.resize(*SIZE)
    settle(made)
    assert made.board is not None, "what is to be hidden has been read"
    return made


def bare(texts):
    """With the letters that the made-up language changes as they were."""
    return [text.translate(PLAIN) for text in texts]


def test_the_board_is_told_whole_with_room_for_longer_words(board):
    assert (board.width(), board.height()) == SIZE
    assert untold(board, (*NAMES, HIDDEN)) == []
    assert clipped(board) == []


def test_what_is_told_does_not_say_who_it_is_either(board):
    assert named(bare([longer(FAMILY)])) != [], "the search finds what is told"
    assert named(bare(everything(board))) == []
    board.copy_table()
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    assert head.startswith(OPEN)
    assert lines[0].split("\t")[0].startswith("Rectum"), "an organ keeps its name"
    assert named(bare([head, *lines])) == []


def test_its_keys_are_told(board):
    board.show_keys()
    settle(board)
    found = board.findChild(QDialog, "presentation keys")
    assert untold(found, ("Esc", "Tab", "Down", "Ctrl", "Shift")) == []
    assert clipped(found) == []


def test_the_storyboard_is_told_and_what_a_person_wrote_is_not(qtbot):
    question, listed = StepQuestion("Rectum first"), StoryboardDialog()
    for made in (question, listed):
        qtbot.addWidget(made)
        assert faults(made, ("Rectum first",)) == []
        made.hide()
