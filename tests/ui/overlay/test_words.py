"""Every word on the images passes through the language of the window, and has room in one a third longer."""

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from reirrad_gui.ui.overlay.menus import images_menu
from tests.support.clipped import clipped
from tests.support.told import untold

NAMES = ("EQD2", "BED", "Gy", "HU", "Box")


def test_every_word_of_the_images_is_told_and_has_room(longer_words, overlay_of, qtbot):
    view = overlay_of(size=(900, 620))
    qtbot.waitUntil(lambda: not view._probing.isActive() and not view._searcher.busy)
    assert view.words.probe
    assert untold(view, NAMES) == []
    assert clipped(view) == []


@pytest.mark.parametrize("opened", ["dose panel", "structures"])
def test_the_panels_of_the_images_are_told_and_have_room(longer_words, overlay_of, opened):
    view = overlay_of()
    panel = view.dose_panel if opened == "dose panel" else view.structure_list
    panel.show()
    assert untold(panel, (*NAMES, "Viridis", "Cividis", "Conventional")) == []
    assert clipped(panel) == []


def test_the_menu_of_the_images_is_told(longer_words, qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    menu = images_menu(owner, lambda _: None, (), None, lambda _: None, ct=True)
    assert isinstance(menu, QMenu)
    said = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    plain = [text for text in said if not text.startswith("⟦")]
    assert plain == [text for text in plain if " / " in text], "presets of the window are names with numbers"
