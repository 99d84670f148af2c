"""After a change the DVH draws other curves only where there are other curves."""

import numpy as np
import pytest

from reirrad_gui.session import Recovery, Session, Settings
from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import OrganRows, dose_at, doses_of
from reirrad_gui.ui.dvh.switches import Switches
from reirrad_gui.ui.dvh.widget import DvhView
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from tests.support.opened_cases import seed_case


@pytest.fixture
def view_and_session(qtbot):
    session = Session(seed_case(), Settings())
    view = DvhView(Selection(), Theme.dark())
    qtbot.addWidget(view)
    session.subscribe(view.refresh)
    view.resize(700, 360)
    view.show_session(session)
    with qtbot.waitExposed(view):
        view.show()
    return view, session


def half(settings):
    return settings.with_recovery(Recovery("user", 50.0, "board"))


def lines_of(organs):
    return {(organ.key, line.course): line for organ in organs for line in organ.lines}


def test_a_recovery_leaves_the_lines_of_single_courses_the_same_ones_and_the_sum_is_another():
    session, rows = Session(seed_case()), OrganRows()
    rectum = next(organ.key for organ in session.assessment.organs if organ.name == "Rectum")
    before = lines_of(rows.of(session.assessment))
    session.do("half", half)
    after = lines_of(rows.of(session.assessment))
    assert before.keys() == after.keys()
    assert all(line is before[place] for place, line in after.items() if place[1] is not None)
    assert after[rectum, None] is not before[rectum, None]
    assert after[rectum, None].largest < before[rectum, None].largest


def test_a_line_of_other_numbers_is_never_kept():
    session, rows = Session(seed_case()), OrganRows()
    rows.of(session.assessment)
    session.do("other fractions", lambda s: s.with_alpha_beta("Rectum", 2.0))
    kept = lines_of(rows.of(session.assessment))
    fresh = lines_of(OrganRows().of(session.assessment))
    for place, line in kept.items():
        assert np.array_equal(line.lower.dose, fresh[place].lower.dose)
        assert np.array_equal(line.lower.volume, fresh[place].lower.volume)


def test_a_change_of_numbers_sets_no_text_of_the_switches_again(view_and_session, monkeypatch):
    view, session = view_and_session
    said = []
    monkeypatch.setattr(Switches, "_say", lambda _, level: said.append(level))
    session.do("half", half)
    assert said == []
    view.resize(view.width() - 300, view.height())
    assert said


def test_switches_are_fitted_again_for_other_letters(qtbot, view_and_session):
    view, _ = view_and_session
    view.resize(1200, 360)
    assert view.switches.shape.text() == "Cumulative ▾"
    view.setStyleSheet("QToolButton, QCheckBox { font-size: 40px; }")
    qtbot.waitUntil(lambda: view.switches.shape.text() != "Cumulative ▾")


def test_columns_of_the_list_keep_their_place_while_a_number_gets_a_digit_less(view_and_session):
    view, session = view_and_session
    session.do("long", lambda s: s.with_alpha_beta("Rectum", 2.55))
    wide = view.list.columnWidth(1)
    session.do("short", lambda s: s.with_alpha_beta("Rectum", 2.5))
    assert view.list.columnWidth(1) == wide
    session.do("longer", lambda s: s.with_alpha_beta("Rectum", 2.123456))
    assert view.list.columnWidth(1) > wide
    assert view.list.columnWidth(1) >= view.list.sizeHintForColumn(1)


def listed(view):
    return [(*(item.text(column) for column in range(3)), item.toolTip(0)) for item in view.list.items]


def test_list_and_readings_are_those_of_a_view_that_showed_nothing_before(view_and_session, qtbot):
    view, session = view_and_session
    view.plot.move_cursor(20.0)
    before = listed(view)
    session.do("α/β", lambda s: s.with_alpha_beta("Rectum", 5.0))
    session.do("half", half)
    fresh = DvhView(Selection(), Theme.dark())
    qtbot.addWidget(fresh)
    fresh.resize(700, 360)
    fresh.show_session(session)
    with qtbot.waitExposed(fresh):
        fresh.show()
    fresh.show_organs(view.shown)
    fresh.plot.move_cursor(20.0)
    assert listed(view) == listed(fresh)
    assert listed(view) != before


def test_other_curves_alone_dress_no_organ_of_the_list_again(view_and_session, monkeypatch):
    view, session = view_and_session
    dressed = []
    monkeypatch.setattr(type(view.list), "_dress", lambda _, __, organ, *___: dressed.append(organ.name))
    session.do("half", half)
    assert dressed == []
    session.do("α/β", lambda s: s.with_alpha_beta("Rectum", 5.0))
    assert dressed == ["Rectum"]


def test_doses_of_several_curves_at_once_are_those_of_each_alone():
    random = np.random.default_rng(4)
    curves = [
        ShownCurve(None, np.arange(size) * 0.5, np.sort(np.round(100 * random.random(size)))[::-1])
        for size in (2, 7, 40)
    ]
    volumes = np.array([-1.0, 0.0, 12.5, 50.0, 100.0, 120.0, *curves[2].volume[:3]])
    together = doses_of(curves, volumes)
    assert together.shape == (3, 9)
    assert np.array_equal(together, [[dose_at(curve, volume) for volume in volumes] for curve in curves])
    assert doses_of([], volumes).shape == (0, 9)
