"""The place of the images in a case without any: what is known of its courses stands there instead of black panes."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.case import Case
from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.session import Session
from reirrad_gui.session.opening import opened
from reirrad_gui.ui.overlay.nothing import NothingToSee
from tests.support.seed_letters import PATIENT, first, second


@pytest.fixture
def by_letter():
    return Session(opened(with_letter(with_letter(Case(PATIENT), first()), second())))


def test_a_case_of_letters_says_what_is_known_where_the_images_would_be(overlay_of, by_letter):
    view = overlay_of(by_letter)
    nothing = view.pages.nothing
    assert nothing.isVisible()
    assert nothing.size() == view.pages.size()
    assert "Course 1 · letter · 21 Gy / 3 · pelvis" in nothing.text
    assert "whether they overlap, cannot be shown" in nothing.text
    assert nothing.accessibleDescription() == nothing.text


def test_it_keeps_to_the_size_of_its_place_and_leaves_when_images_come(overlay_of, by_letter, qtbot):
    view = overlay_of(by_letter)
    view.resize(640, 400)
    qtbot.waitUntil(lambda: view.pages.nothing.size() == view.pages.size())
    view.show_session(None)
    assert not view.pages.nothing.isVisible()


def test_it_has_the_size_its_place_was_given_before_that_came_on_screen(qapp, by_letter):
    place = QWidget()
    place.resize(900, 700)
    nothing = NothingToSee(place)
    nothing.tell(by_letter)
    place.resize(500, 400)
    QApplication.sendPostedEvents()
    place.grab()
    assert nothing.size() == place.size()
