"""Every word of the comparisons passes through the language of the window, and has room in one a third longer.

What stands on a plane of images whatever is compared (position, probe, legend) is the overlay's, and tested there.
"""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu

from reirrad_gui.ui.compare.bar import ComparisonBar
from reirrad_gui.ui.compare.dialog import ComparisonDialog
from reirrad_gui.ui.compare.marks import Key, key_picture
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.texts import NOT_APPROVED
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL, SHIPPED
from tests.support import overlay_case as case
from tests.support.clipped import clipped
from tests.support.compared_case import compared
from tests.support.drawn_texts import pieces
from tests.support.told import made_up_language, untold


@pytest.fixture
def dialog(qtbot, longer_words):
    made = ComparisonDialog(compared(), Theme.dark())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: not made.view.runner.busy, timeout=10_000)
    yield made
    made.view.runner.close()


@pytest.fixture
def side(qtbot, longer_words):
    overlay = next(place for place in SHIPPED if place.name == CENTRAL).make(Selection(), Theme.dark())
    qtbot.addWidget(overlay)
    overlay.resize(1000, 620)
    overlay.show()
    with qtbot.waitSignal(overlay.runner.settled, timeout=10_000):
        overlay.show_session(case.SessionOf())
    QTest.keyClick(overlay.area.planes[Plane.AXIAL], Qt.Key.Key_V)
    page = overlay.pages.page
    qtbot.waitUntil(lambda: not page.runner.busy and not page._wording.isActive())
    yield page
    overlay.runner.close()
    page.runner.close()


@pytest.mark.parametrize("size", [(1080, 720), (600, 420)])
def test_images_on_one_another_are_told_however_they_are_mixed(dialog, qapp, size):
    dialog.resize(*size)
    plane = dialog.view.area.large
    for mode in Mode:
        dialog.view.mix(Mixing(mode))
        qapp.processEvents()
        assert untold(dialog.view.bar) == []
        assert clipped(dialog) == []
        key = plane._key
        assert plane.accessibleDescription().endswith(". ".join(map(longer, key.words)))
        assert {longer(name) for name in (key.reference, key.other)} == {plane._reference, plane._other}
    assert longer(NOT_APPROVED) in [piece.text for piece in pieces(plane)]
    assert dialog.findChild(QComboBox, "compared courses").currentText() == longer("Course 1 on Course 2")


def test_the_key_of_the_comparison_has_room_for_its_longer_words(qapp):
    key = Key(Mixing(), "Course 2", "Course 1")
    in_english = key_picture(key, 900, 1.0).width()
    with made_up_language():
        assert key_picture(key, 900, 1.0).width() > 1.2 * in_english


def test_the_bar_says_words_in_full_only_where_they_have_room(qtbot, longer_words):
    bar = ComparisonBar()
    qtbot.addWidget(bar)
    bar.show()
    for width, word in ((1400, "Checkerboard"), (640, "Check")):
        bar.resize(width, 36)
        assert bar.modes.texts[1] == longer(word)
        assert clipped(bar) == []


def test_the_menu_of_the_comparison_is_told(dialog):
    dialog.view._open_menu(QPoint())
    menu = dialog.findChild(QMenu, "comparison menu")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert [text for text in texts if "⟦" not in text] == []
    assert f"{longer('Soft tissue')}  400 / 40\t1" in texts
    menu.close()


def test_doses_side_by_side_are_told_and_have_room(side, qapp):
    for own in (False, True):
        side.choose_own_ct(own)
        side._show_words()
        side.link(own)
        qapp.processEvents()
        assert untold(side.bar) == []
        assert clipped(side) == []
        assert [untold(view.heading) for view in side.views] == [[]] * 3
        assert [longer(NOT_APPROVED) in view.plane._mark for view in side.views] == [True, False, True]
    assert [action.text() for action in side.bar.menu.actions() if "⟦" not in action.text()] == []
    assert side.views[0].heading.text.startswith(longer("Course 1"))
    assert side.legend.accessibleName().startswith("⟦")
