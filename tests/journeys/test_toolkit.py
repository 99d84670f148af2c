"""What this program demands of the Qt it runs on."""

import sys

import pytest
from PySide6.QtCore import QObject, QSettings, Signal

EMITS = 2_000
NOISE = 200  # references that come and go by themselves


class Bell(QObject):
    rung = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True and None are immortal from Python 3.12 on")
@pytest.mark.parametrize("singleton", [True, None], ids=["True", "None"])
def test_two_thousand_signals_lose_no_reference_to(singleton, qapp):
    """PySide6 6.12.0 on Python 3.11 loses one at each emit and aborts the process after some thousands."""
    bell = Bell()
    heard = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(singleton)
    for _ in range(EMITS):
        bell.rung.emit(True)
    heard_count = len(heard)
    heard.clear()
    assert heard_count == EMITS
    assert abs(sys.getrefcount(singleton) - before) < NOISE


def test_settings_written_by_a_test_stay_in_its_own_folder(qapp, tmp_path_factory):
    kept = QSettings("reirrad-gui", "guard")
    kept.setValue("written", "by a test")
    kept.sync()
    assert kept.fileName().startswith(str(tmp_path_factory.getbasetemp()))


def test_the_next_test_finds_no_settings(qapp):
    assert QSettings("reirrad-gui", "guard").value("written") is None
