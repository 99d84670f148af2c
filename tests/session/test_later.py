"""A result that is found when it is read is found once, by whichever thread reads it first."""

from threading import Barrier, Thread

import pytest

from reirrad_gui.session.later import Later


def test_of_many_threads_that_read_at_once_one_finds_the_result_and_all_have_it():
    made, read, together = [], [], Barrier(8)
    later = Later(lambda: made.append("once") or 42)

    def reads():
        together.wait()
        read.append(later.value)

    threads = [Thread(target=reads) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, read) == (["once"], [42] * 8)


def test_a_result_may_rest_on_another_that_is_found_later():
    first = Later(lambda: 21)
    assert Later(lambda: 2 * first.value).value == 42
    assert first.ready


def test_what_could_not_be_found_is_looked_for_again():
    answers = iter([ValueError, 42])

    def find():
        if (answer := next(answers)) is ValueError:
            raise ValueError
        return answer

    later = Later(find)
    with pytest.raises(ValueError):
        _ = later.value
    assert not later.ready
    assert later.value == 42
