"""Garbage of the window is freed on the window's thread, and nowhere else."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.collecting import Collecting, collect_on_this_thread, collect_soon

MANY = 200_000


class Ring:
    """An object that only a collection frees."""

    def __init__(self) -> None:
        self.widget = QWidget()
        self.itself = self


@pytest.fixture
def collecting(qapp):
    owner = QObject()
    found = collect_on_this_thread(owner)
    yield found
    found.stop()
    gc.disable()


def busy() -> list[list[int]]:
    return [[number] for number in range(MANY)]


def test_a_worker_that_makes_many_objects_never_frees_a_widget(collecting):
    gone = weakref.ref(Ring())
    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()
    assert gone() is not None
    collecting.collect_all()
    assert gone() is None


def test_the_windows_thread_collects_what_is_due(collecting):
    gc.collect()
    kept = busy()
    gone = weakref.ref(Ring())
    assert gone() is not None
    assert collecting.collect_due() > 0
    assert gone() is None
    assert len(kept) == MANY


def test_assessments_left_behind_by_edits_are_found_by_every_full_collection(collecting, monkeypatch):
    """None of them is left out with what belongs to the case: edits would fill the memory until it is closed."""
    collecting.collect_all()
    ring = Ring()
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, gc.get_threshold()[2] + 1))
    collecting.collect_due()
    gone = weakref.ref(ring)
    del ring
    assert gone() is not None
    collecting.collect_due()
    assert gone() is None


def test_nothing_is_done_where_nothing_is_due(collecting):
    gc.collect()
    assert collecting.collect_due() == 0


def test_what_was_left_out_is_looked_at_again_when_a_case_is_closed(collecting):
    ring = Ring()
    gc.freeze()
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is not None
    collecting.collect_all()
    assert gone() is None


def test_an_application_has_one_collector(collecting):
    assert collect_on_this_thread(collecting.parent()) is collecting


def test_without_a_collector_nothing_is_collected_on_request(qapp, qtbot):
    assert qapp.findChild(Collecting) is None
    gc.collect()
    gone = weakref.ref(Ring())
    collect_soon()
    qtbot.wait(10)
    assert gone() is not None
    gc.collect()
    assert gone() is None


def test_a_case_that_was_closed_is_collected_in_the_next_turn(qapp, qtbot):
    collector = Collecting(qapp)
    try:
        ring = Ring()
        gc.freeze()
        gone = weakref.ref(ring)
        del ring
        collect_soon()
        qtbot.waitUntil(lambda: gone() is None)
    finally:
        collector.stop()
        collector.setParent(None)
        gc.disable()
