"""The scans in the place of the dose: the way there from keys and timeline, and the way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Imaging, Modality
from reirrad_gui.ui.scans.commands import NONE, SCANS
from reirrad_gui.ui.views import CENTRAL
from tests.support.assessments import StandInSession, example_case
from tests.support.scans import on, series
from tests.support.windows import shown, window_of

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window_with(tmp_path, qtbot):
    def make(*events, images=()):
        case = replace(example_case(), events=events, series=images)
        return shown(window_of(tmp_path, qtbot, session=StandInSession(case)), qtbot)

    return make


def scan(uid, year, modality=Modality.BONE_SCAN, series_uid=None):
    return replace(event_of(uid, Imaging(modality), on(year)), series_uid=series_uid)


def test_the_key_brings_the_newest_scan_and_the_same_key_the_dose(window_with):
    window = window_with(scan("a", 2012), scan("b", 2018))
    QTest.keyClick(window, Qt.Key.Key_B, CONTROL_SHIFT)
    assert window.scans.in_front
    assert [column.exam.event.uid for column in window.scans.view.columns] == ["a", "b"]
    QTest.keyClick(window, Qt.Key.Key_B, CONTROL_SHIFT)
    assert not window.scans.in_front
    assert window.stage.centre.currentWidget() is window.stage.widget(CENTRAL)


def test_an_imaging_event_of_the_timeline_opens_and_going_to_the_dose_leaves(window_with):
    window = window_with(scan("a", 2012), scan("b", 2018))
    window.stage.image_wanted.emit("a")
    assert window.scans.view.columns[0].exam.event.uid == "a"
    window.bring_forward(CENTRAL)
    assert not window.scans.in_front


def test_slices_are_shown_on_the_planes_of_the_dose(window_with, qtbot):
    window = window_with(scan("ct", 2018, Modality.CT, "1.1"), images=(series("1.1", "CT", unusable=""),))
    with qtbot.waitSignal(window.scans.slices_wanted) as wanted:
        window.stage.image_wanted.emit("ct")
    assert wanted.args == ["1.1"]
    assert not window.scans.in_front


def test_a_history_without_examinations_says_so(window_with):
    window = window_with()
    window.actions_by_name[SCANS].trigger()
    assert window.scans.view.said.text() == NONE
    QTest.keyClick(window.scans.view.bar.back, Qt.Key.Key_Space)
    assert not window.scans.in_front


def test_closing_the_patient_takes_the_scans_along(window_with):
    window = window_with(scan("a", 2012))
    window.stage.image_wanted.emit("a")
    window.close_case()
    assert window.scans.view.columns == ()
    assert not window.actions_by_name[SCANS].isEnabled()
