"""Background work: outcomes arrive on the GUI thread, late ones are dropped, no thread outlives its window."""

import threading
from threading import Event

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget

from reirrad_gui.session.jobs import Cancelled
from reirrad_gui.ui.jobs import JobRunner


def job_threads():
    return [thread for thread in threading.enumerate() if thread.name == "reirrad job"]


@pytest.fixture
def runner(qtbot):
    runner = JobRunner()
    yield runner
    runner.close()


def test_a_result_arrives_on_the_gui_thread_though_the_work_was_done_elsewhere(qtbot, runner):
    threads = {}
    runner.finished.connect(lambda _: threads.update(slot=QThread.currentThread()))

    def job(ticket):
        threads["work"] = threading.current_thread()
        return 42

    with qtbot.waitSignal(runner.finished) as finished:
        runner.start(job)
    assert finished.args == [42]
    assert threads["work"] is not threading.main_thread()
    assert threads["slot"] is QApplication.instance().thread()
    assert not runner.busy


def test_progress_reaches_the_window_while_the_job_still_runs(qtbot, runner):
    go_on = Event()

    def job(ticket):
        ticket.step(3, 7, "Reading the CT")
        assert go_on.wait(10)

    with qtbot.waitSignal(runner.progressed) as progressed:
        runner.start(job)
    assert (progressed.args[0].done, progressed.args[0].total, progressed.args[0].text) == (3, 7, "Reading the CT")
    assert runner.busy
    with qtbot.waitSignal(runner.finished):
        go_on.set()


def test_ten_thousand_steps_do_not_flood_the_window_and_the_last_one_is_seen(qtbot, runner):
    seen = []
    runner.progressed.connect(seen.append)

    def job(ticket):
        for done in range(10_000):
            ticket.step(done, 10_000, "Counting")

    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert seen[-1].done == 9_999
    assert len(seen) < 10_000


def test_a_failure_comes_as_the_exception_itself(qtbot, runner):
    def job(ticket):
        raise OSError("the disk is gone")

    with qtbot.waitSignal(runner.failed) as failed:
        runner.start(job)
    assert str(failed.args[0]) == "the disk is gone"
    assert not runner.busy


def test_cancelling_answers_at_once_and_drops_what_the_job_still_returns(qtbot, runner):
    go_on, outcomes = Event(), []
    runner.finished.connect(outcomes.append)
    runner.failed.connect(outcomes.append)
    runner.start(lambda _: go_on.wait(10))
    with qtbot.waitSignal(runner.cancelled):
        runner.cancel()
    assert not runner.busy
    go_on.set()
    with qtbot.waitSignal(runner.finished):
        runner.start(lambda _: "second")
    assert outcomes == ["second"]


def test_a_cancelled_job_stops_at_its_next_step(qtbot, runner):
    steps, started, go_on, stopped = [], Event(), Event(), Event()

    def job(ticket):
        started.set()
        assert go_on.wait(10)
        try:
            ticket.step(1, 2, "one more")
            steps.append("went on")
        except Cancelled:
            stopped.set()
            raise

    runner.start(job)
    assert started.wait(10)
    runner.cancel()
    go_on.set()
    assert stopped.wait(10)
    assert steps == []


def test_a_job_that_stops_itself_is_cancelled_not_failed(qtbot, runner):
    def job(ticket):
        raise Cancelled("Stopped: reading")

    with qtbot.waitSignal(runner.cancelled), qtbot.assertNotEmitted(runner.failed):
        runner.start(job)


def test_a_new_job_replaces_the_old_one_whose_late_result_is_dropped(qtbot, runner):
    old_may_end, results = Event(), []
    runner.finished.connect(results.append)
    runner.start(lambda _: (old_may_end.wait(10), "old")[1])
    with qtbot.waitSignal(runner.finished):
        runner.start(lambda _: "new")
    old_may_end.set()
    with qtbot.waitSignal(runner.finished):
        runner.start(lambda _: "newest")
    assert results == ["new", "newest"]


def test_no_thread_outlives_its_window_in_a_hundred_openings(qtbot):
    for _ in range(100):
        window = QWidget()
        runner = JobRunner(window)

        def job(ticket):
            while True:
                ticket.step(0, 0, "Working")

        runner.start(job)
        QApplication.processEvents()
        runner.close()
        assert job_threads() == []
        window.deleteLater()
        del window, runner
    QApplication.processEvents()


def test_a_window_deleted_while_its_job_runs_does_not_end_the_program(qtbot):
    for _ in range(50):
        go_on = Event()
        window = QWidget()
        runner = JobRunner(window)
        runner.start(lambda ticket, go_on=go_on: (ticket.step(0, 0, "x"), go_on.wait(10)))
        threads = job_threads()
        window.deleteLater()
        del window, runner
        QApplication.processEvents()
        go_on.set()
        for thread in threads:
            thread.join(10)
        QApplication.processEvents()
    assert job_threads() == []
