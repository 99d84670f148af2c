"""Work done side by side keeps its order, and stops when it is told to."""

import sys
from collections.abc import Callable
from threading import Event, get_ident

import pytest

from reirrad_gui.session.jobs import Cancelled, silent
from reirrad_gui.session.parallel import LONGEST_TURN_S, side_by_side


def test_results_keep_the_order_of_the_organs():
    tasks = [(f"organ {n}", lambda n=n: n * n) for n in range(50)]
    assert side_by_side(tasks, silent) == [n * n for n in range(50)]


def test_nothing_to_do_gives_nothing():
    assert side_by_side([], silent) == []


def test_progress_is_reported_on_the_thread_that_asked():
    seen = []
    side_by_side([("a", int), ("b", int)], lambda done, total, text: seen.append((done, total, text, get_ident())))
    assert seen == [(0, 2, "a", get_ident()), (1, 2, "b", get_ident())]


def test_what_a_task_raises_is_raised():
    def refuse():
        raise ValueError("no dose")

    with pytest.raises(ValueError, match="no dose"):
        side_by_side([("a", int), ("b", refuse)], silent)


def test_once_the_user_stops_tasks_that_have_not_begun_never_do():
    held, begun = Event(), []

    def task():
        begun.append(1)
        held.wait(10)

    def stop(done, total, text):
        held.set()
        raise Cancelled("Stopped")

    with pytest.raises(Cancelled):
        side_by_side([("organ", task)] * 1000, stop)
    assert len(begun) < 1000


def test_threads_take_short_turns_and_a_shorter_one_stays():
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        side_by_side([("Adding", lambda: 1 + 1)], silent)
        assert sys.getswitchinterval() == pytest.approx(LONGEST_TURN_S, abs=2e-6)
        sys.setswitchinterval(0.0001)
        side_by_side([("Adding", lambda: 1 + 1)], silent)
        assert sys.getswitchinterval() == pytest.approx(0.0001, abs=2e-6)
    finally:
        sys.setswitchinterval(before)


def test_the_largest_task_begins_first_and_the_results_keep_their_order(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    began: list[str] = []

    def task(name: str) -> tuple[str, Callable[[], str]]:
        return name, lambda: (began.append(name), name)[1]

    tasks = [task(name) for name in ("small", "large", "medium")]
    assert side_by_side(tasks, silent, sizes=(1, 30, 2)) == ["small", "large", "medium"]
    assert began == ["large", "medium", "small"]
