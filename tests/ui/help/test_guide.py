"""The user guide cannot go out of date: its pictures come from the generator, its commands are the window's."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QKeySequence, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit

from reirrad_gui.resources import document
from reirrad_gui.ui.actions import plain
from reirrad_gui.ui.help.browser import PageBrowser
from reirrad_gui.ui.help.dialog import open_help
from reirrad_gui.ui.help.pages import PAGES, anchor_of, page_named, page_of, text_of
from tests.support.guide_pictures import LARGEST_BYTES, PICTURES
from tests.support.windows import window_of

PICTURE = re.compile(r"!\[[^]]+\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^]]+\]\(([^)#]+\.md)(#[^)]*)?\)")
COMMAND = re.compile(r"\*\*(File|Edit|View|Events|Course|Plan|Registration|Limits|Scores|Board|Help)\s→\s([^*]+)\*\*")
WITH_KEY = re.compile(COMMAND.pattern + r"\s\(`([^`]+)`\)")
GUIDE = [page for page in PAGES if page.file.startswith("guide/")]


def in_one_line(page):
    return re.sub(r"\s*\n\s*", " ", text_of(page))


@pytest.fixture(scope="module")
def window(qapp, tmp_path_factory, request):
    class Keeping:
        """As pytest-qt keeps widgets, for a module."""

        kept = None

        def addWidget(self, widget, **_):  # noqa: N802 - Qt's name
            self.kept = widget

    keeping = Keeping()
    made = window_of(tmp_path_factory.mktemp("guide"), keeping)
    yield made
    made.close()


def test_every_picture_named_in_the_guide_is_made_by_its_generator_and_every_one_made_is_used():
    named = {found for page in GUIDE for found in PICTURE.findall(text_of(page))}
    assert named == {f"pictures/{name}.png" for name in PICTURES}
    assert len(named) <= 12


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_there_and_small(name):
    file = document("guide", "pictures", f"{name}.png")
    assert file.stat().st_size <= LARGEST_BYTES
    assert not QImage(str(file)).isNull()


def test_every_command_named_in_the_guide_is_in_the_windows_menus(window):
    actions = window.actions_by_name
    known = {(plain(actions._menu_of[name]), plain(action.text())) for name, action in actions._actions.items()}
    known |= {  # a menu within a menu is opened from there
        (plain(title), plain(action.text()))
        for title, menu in actions._menus.items() for action in menu.actions() if action.menu() is not None
    }  # fmt: skip
    named = {(menu, text.strip().rstrip("…")) for page in GUIDE for menu, text in COMMAND.findall(in_one_line(page))}
    assert len(named) > 30
    assert named <= known, named - known


def test_every_key_beside_a_command_is_that_commands(window):
    actions = window.actions_by_name
    keys = {
        (plain(actions._menu_of[name]), plain(action.text())): action.shortcuts()
        for name, action in actions._actions.items()
    }
    found = [(page.name, *one) for page in GUIDE for one in WITH_KEY.findall(in_one_line(page))]
    assert len(found) > 20
    for page, menu, text, key in found:
        assert QKeySequence(key) in keys[menu, text.strip().rstrip("…")], (page, text, key)


def test_every_link_of_the_guide_and_of_the_physics_page_leads_to_a_file_that_is_there():
    for page in (*GUIDE, page_named("physics")):
        folder = document(page.file).parent
        for path, _ in LINK.findall(text_of(page)):
            assert (folder / path).resolve().is_file(), (page.file, path)


def test_the_contents_lead_to_every_page_of_the_guide():
    linked = {path for path, _ in LINK.findall(text_of(PAGES[0]))}
    assert {page.file.removeprefix("guide/") for page in GUIDE[1:]} <= linked


# On screen


@pytest.fixture
def dialog(qtbot, window):
    made = open_help(window)
    yield made
    made.close()


def test_the_guide_opens_in_the_program_and_follows_its_links(dialog, qtbot):
    assert dialog.page.name == "guide"
    browser = dialog.findChild(PageBrowser)
    assert "May this patient be irradiated again" in browser.toPlainText()
    browser.anchorClicked.emit(QUrl("limits.md"))
    assert dialog.page.name == "limits"
    dialog.back()
    assert dialog.page.name == "guide"
    browser.anchorClicked.emit(QUrl("../formulas.md#4-adding-courses"))
    assert dialog.page.name == "formulas"
    assert browser.textCursor().block().text() == "4 Adding courses"


def test_pictures_are_shown_and_never_wider_than_the_page(dialog):
    browser = dialog.findChild(PageBrowser)
    image = browser.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/window.png"))
    assert 200 <= image.width() <= browser.viewport().width()


def test_nothing_outside_the_program_is_opened_and_the_address_is_told(dialog):
    browser = dialog.findChild(PageBrowser)
    browser.anchorClicked.emit(QUrl("https://example.org/page"))
    said = dialog.findChild(QLabel, "help said").text()
    assert "https://example.org/page" in said
    browser.anchorClicked.emit(QUrl("../capsule.md"))
    assert "capsule.md" in dialog.findChild(QLabel, "help said").text()
    assert dialog.page.name == "guide"


def test_words_are_found_and_what_is_not_there_is_said(dialog):
    field, said = dialog.findChild(QLineEdit, "help words"), dialog.findChild(QLabel, "help said")
    field.setText("tumour board")
    field.returnPressed.emit()
    assert dialog.findChild(PageBrowser).textCursor().selectedText().lower() == "tumour board"
    field.setText("unobtainium")
    field.returnPressed.emit()
    assert "is not on this page" in said.text()


def test_esc_closes_and_the_help_menu_opens_each_page(window, qtbot):
    for command, page in (("user guide", "guide"), ("physics page", "physics"), ("formulas page", "formulas")):
        window.actions_by_name[command].trigger()
        made = [found for found in window.findChildren(QDialog, "help") if found.isVisible()][-1]
        assert made.page.name == page
        QTest.keyClick(made, Qt.Key.Key_Escape)
        assert not made.isVisible()


def test_a_heading_is_found_by_its_words_and_by_its_anchor(dialog):
    browser = dialog.findChild(PageBrowser)
    browser.show_page(page_named("formulas"))
    assert browser.go_to("9 How sure")
    assert browser.go_to(anchor_of("5 Recovery between courses"))
    assert not browser.go_to("No such heading")


def test_a_page_is_known_by_its_file():
    assert page_of(document("guide/limits.md")) == page_named("limits")
    assert page_of(document("capsule.md")) is None
