"""Everything that is kept of the view comes back at the next start; one command puts it back, and takes that back."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from reirrad_gui.session import Session, open_case
from reirrad_gui.ui.arrangements.commands import UNTOUCHED
from reirrad_gui.ui.arrangements.dialog import ArrangementsDialog
from reirrad_gui.ui.arrangements.kept import WISHES, own
from reirrad_gui.ui.arrangements.taking import present
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.panel.model import Column
from reirrad_gui.ui.preferences.acting import act
from reirrad_gui.ui.preferences.table import LINES_IN, PREFERENCES, named
from reirrad_gui.ui.presentation.commands import THEME_KEY
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.views import CENTRAL, SHIPPED
from tests.support.phantom_dicom import two_courses
from tests.support.windows import shown, window_of

VIEWS = {"timeline", CENTRAL, "panel", "dvh", "what if", "scans"}
"""Those that find something again at the next start."""


@pytest.fixture
def opened(tmp_path, qtbot, monkeypatch):
    """A window of the same person, with a case of two courses open; its theme is told, not painted."""
    monkeypatch.setattr("reirrad_gui.ui.window.apply_theme", lambda *_: None)
    two_courses(tmp_path, np.eye(4))
    session = Session(open_case([tmp_path]))

    def start():
        window = window_of(tmp_path, qtbot, session=session, real=[place.name for place in SHIPPED])
        window.resize(1280, 800)
        shown(window, qtbot)
        qtbot.waitUntil(lambda: not window.stage.widget(CENTRAL).runner.busy)
        QApplication.processEvents()
        return window

    return start


@pytest.fixture
def window(tmp_path, qtbot):
    """A window with stand-ins for its views."""
    return shown(window_of(tmp_path, qtbot), qtbot)


def change_everything(window):
    """As a person would, view by view."""
    window.set_theme(Theme.light())
    window.settings.setValue(THEME_KEY, "dark")
    for key, value in ((LINES_IN["EQD2"], "45 20"), ("preferences/crosshair", False)):
        named(key).put(window.settings, value)
        act(window, named(key))
    window.panes.docks["dvh"].setFloating(True)
    window.panes.docks["courses"].hide()
    overlay = window.stage.widget(CENTRAL)
    overlay.dose_panel.changed.emit(replace(overlay.look, palette="Cividis", opacity=0.7, outline_px=3.0))
    overlay.area._split.moveSplitter(300, 1)
    window.switch_side_by_side()
    side = overlay.pages.page
    side.choose_plane(Plane.SAGITTAL)
    side.link(False)
    side.choose_own_ct(True)
    window.stage.widget("panel")._table.sort_by(Column.ORGAN)
    window.stage.widget("panel")._table.sort_by(Column.ORGAN)
    curves = window.stage.widget("dvh")
    curves.choose(replace(curves.choice, in_cc=True, differential=True))
    curves.switches.table.click()
    curves._split.moveSplitter(120, 1)
    timeline = window.stage.widget("timeline")
    timeline.set_lanes(timeline.lanes.toggled(timeline.lanes.order[1]).moved(timeline.lanes.order[0], 1))
    timeline.show_table()
    timeline._table._table.setColumnWidth(1, 333)
    timeline._table.close()
    window.stage.widget("what if").tabs.setCurrentIndex(1)
    window.stage.widget("what if").largest.as_plot.setChecked(True)
    window.scans._made()._set_table(False)


def kept_of(window):
    """Everything but the bytes of the panes, of which their places are compared."""
    now = present(window)
    docks = window.panes.docks
    return (
        dict(now.views),
        dict(now.wishes),
        {name: (dock.isFloating(), dock.isHidden()) for name, dock in docks.items()},
    )


def test_everything_kept_of_the_view_comes_back_at_the_next_start_by_reset_and_by_name(opened):
    first = opened()
    standard = kept_of(first)
    assert set(standard[0]) == VIEWS
    assert standard[1] == {**{one.name: one.default for one in WISHES}, THEME_KEY: ""}
    change_everything(first)
    changed = kept_of(first)
    assert not {name for name in VIEWS if changed[0][name] == standard[0][name]}
    first.close()

    second = opened()
    assert kept_of(second) == changed
    assert drawn(second) == ("Cividis", 0.7, 3.0, False, Theme.light().name)
    assert second.stage.widget(CENTRAL).look.scale.levels == (45.0, 20.0)
    keep(second, "Spine")
    reset_and_take_back(second, standard, changed)
    course_comparison(second, standard, changed)
    second.reset_layout()
    assert kept_of(second) == standard
    second.arrangements._fill()
    by_name = {action.text(): action for action in second.arrangements._menu.actions()}
    by_name["&1 Spine"].trigger()
    assert kept_of(second) == changed
    assert drawn(second) == ("Cividis", 0.7, 3.0, False, Theme.light().name)


def drawn(window):
    look = window.stage.widget(CENTRAL).look
    return look.palette, look.opacity, look.outline_px, look.crosshair, window.theme.name


def keep(window, name):
    dialog = ArrangementsDialog(window.settings, partial(present, window), window)
    dialog.name.setText(name)
    dialog.keep_button.click()
    dialog.deleteLater()


def reset_and_take_back(window, standard, changed):
    """The second time in a row, what was there before the first is taken back."""
    session = window.session
    settings, assessment = session.settings, session.assessment
    view = window.stage.widget(CENTRAL)
    view.dose_panel.changed.emit(view.look.with_scale(replace(view.look.scale, levels=(33.0, 11.0))))
    for _ in range(2):
        window.actions_by_name["reset layout"].trigger()
        assert kept_of(window) == standard
        assert drawn(window) == ("Viridis", 0.45, 1.4, True, Theme.dark().name)
        assert (45.0, 20.0) != view.look.scale.levels != (33.0, 11.0)
    assert UNTOUCHED in window.arrangements.strip.sentence
    assert (session.settings, session.assessment, session.undo_label) == (settings, assessment, None)
    window.findChild(QPushButton, "arrangement: Put it back").click()
    assert kept_of(window) == changed
    assert view.look.scale.levels == (33.0, 11.0)
    assert window.arrangements.strip.isHidden()


def course_comparison(window, standard, changed):
    """The courses side by side, linked, as designed; theme, colours and the other views stay."""
    window.actions_by_name["course comparison"].trigger()
    views, wishes, panes = kept_of(window)
    assert {name for name in VIEWS if views[name] != changed[0][name]} == {CENTRAL}
    assert json.loads(views[CENTRAL])["beside"] == {"plane": "AXIAL", "linked": True, "own_ct": False}
    assert json.loads(views[CENTRAL])["page"] == 1
    assert (wishes, panes) == (changed[1], standard[2])


def test_a_deleted_arrangement_can_be_put_back_and_names_are_checked(window, qtbot):
    dialog = ArrangementsDialog(window.settings, partial(present, window), window)
    qtbot.addWidget(dialog)
    said = dialog.findChild(QLabel, "arrangements said")
    dialog.keep()
    assert said.text() == "✖ Write a name for the arrangement."
    for name in ("Mine", "mine"):
        dialog.name.setText(name)
        dialog.keep()
    assert [one.name for one in own(window.settings)] == ["mine"]
    assert said.text() == "“mine” was replaced by the present view."
    dialog.delete()
    assert own(window.settings) == ()
    dialog.back.click()
    assert [one.name for one in own(window.settings)] == ["mine"]
    dialog.list.setCurrentRow(0)
    assert not dialog.findChild(QPushButton, "delete arrangement").isEnabled()


def test_nothing_but_the_view_is_reset(window):
    kept = {"approval/name": "Dr. Ion", "preferences/mouse": "conventional", "keeping/recent": False}
    for key, value in kept.items():
        named(key).put(window.settings, value)
    window.reset_layout()
    assert {key: named(key).of(window.settings) for key in kept} == kept
    assert {one.name for one in PREFERENCES if one.of(window.settings) != one.default} == set(kept)


@pytest.mark.parametrize(
    ("name", "kept", "told"),
    [
        ("timeline", "disease -imaging", '"lanes": "disease -imaging'),
        ("what if", "1", '"page": 1'),
        (CENTRAL, "1", '"page": 1'),
        ("panel", '{"order": "BAR", "turned": 7}', '{"order": "STATUS", "turned": false}'),
        (CENTRAL, '{"page": 9, "shares": [7, "x"], "beside": 3, "outline": 99}', '"shares": [null, null]'),
        ("dvh", '{"share": "wide"}', '"share": null'),
    ],
)
def test_what_an_earlier_version_kept_is_understood_and_nonsense_is_as_at_first(qtbot, name, kept, told):
    view = next(place for place in SHIPPED if place.name == name).make(Selection(), Theme.dark())
    qtbot.addWidget(view)
    at_first = view.saved_state()
    view.restore_state(kept)
    assert told in view.saved_state()
    view.restore_state("")
    assert view.saved_state() == at_first
