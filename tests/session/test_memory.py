"""Memory that was freed stays with the program where the system allows it, and nothing else changes."""

import ctypes
import sys

import pytest

from reirrad_gui.session.memory import keep_freed_memory


@pytest.fixture(autouse=True)
def _first_time():
    keep_freed_memory.cache_clear()
    yield
    keep_freed_memory.cache_clear()


def test_what_somebody_has_set_stays(monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "1000000")
    assert keep_freed_memory() is False


def test_another_system_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert keep_freed_memory() is False


def test_a_c_library_without_such_a_setting_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert keep_freed_memory() is False


def test_both_thresholds_are_set_once(monkeypatch):
    told: list[tuple[int, int]] = []

    class Library:
        @staticmethod
        def mallopt(which: int, size: int) -> int:
            told.append((which, size))
            return 1

    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library)
    assert keep_freed_memory() is True
    assert keep_freed_memory() is True
    assert told == [(-1, 64 << 20), (-3, 16 << 20)]
