"""The planner in a language whose words are a third longer: all is told and copied so, and nothing is cut."""

import pytest
from PySide6.QtGui import QGuiApplication

from reirrad_gui.ui.language.pseudo import OPEN
from reirrad_gui.ui.planner.asking import PAGES
from reirrad_gui.ui.shots import settle
from tests.support.longer import faults
from tests.support.told import made_up_language

SIZE = (690, 420)
"""The view in a window of 1280 × 800."""
NAMES = ("Bladder", "Rectum", "SacralPlex", "CaudaEquina", "Colon", "PenileBulb", "EQD2")


@pytest.fixture(autouse=True)
def longer(qapp):
    with made_up_language():
        yield


def test_every_page_is_told_with_room_for_it_and_copied_so(planner_of, seed):
    view, _ = planner_of(seed, size=SIZE)
    for number, name in enumerate(PAGES):
        view.tabs.setCurrentIndex(number)
        settle(view)
        assert faults(view, NAMES) == [], name
        assert view.width() == SIZE[0], "longer words push nothing away"
        view._all_pages[number].table.copy()
        head, *lines = QGuiApplication.clipboard().text().splitlines()
        assert head.startswith(OPEN)
        assert "SacralPlex" in "".join(lines), "an organ keeps its name"


def test_what_is_tried_and_what_is_refused_is_told(planner_of, seed):
    view, _ = planner_of(seed, size=SIZE)
    view.bar.typed.setText("24/6")
    view.bar.typed.returnPressed.emit()
    settle(view)
    assert "24" in view.foot.mark.text()
    view._refuse("24/0 is no regimen.")
    view.keep()
    settle(view)
    assert faults(view, NAMES) == []


def test_the_lines_of_a_candidate_s_heading_are_told_apart(planner_of, seed):
    view, _ = planner_of(seed, size=SIZE)
    heads = [view.compare.table.horizontalHeaderItem(column).text() for column in (0, 1)]
    assert all(line.startswith(OPEN) for head in heads for line in head.split("\n"))
