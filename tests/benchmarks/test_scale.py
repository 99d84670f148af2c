"""CHECKLIST 70: at 200 % no words are clipped and lines grow with the rest (`python -m tests.support.clipped`)."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from tests.support.clipped import clipped

ALIKE = 0.2
"""Text is hinted to whole pixels, so the share of a view that is drawn on differs a little between scales."""
PLOTS = ("timeline", "dvh", "how sure")


@pytest.fixture(scope="module")
def seen(tmp_path_factory, repository):
    """What is found at 100 % and at 200 %: 1280 × 800 on a screen of 2560 × 1600."""
    found = {}
    folder = tmp_path_factory.mktemp("scales")
    started = {
        scale: subprocess.Popen(
            [sys.executable, "-m", "tests.support.clipped", str(folder / scale), "1280", "800", "none"],
            cwd=repository,
            env={**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for scale in ("1", "2")
    }
    for scale, process in started.items():
        out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
        found[scale] = json.loads(out)
    return found


def test_no_words_of_any_view_are_clipped_at_100_or_200_percent(seen):
    assert {scale: one["clipped"] for scale, one in seen.items()} == {"1": {}, "2": {}}


def test_lines_of_plots_are_as_thick_at_200_percent(seen):
    shares = {name: (seen["1"]["drawn"][name], seen["2"]["drawn"][name]) for name in PLOTS}
    assert all(abs(two / one - 1) < ALIKE for one, two in shares.values()), shares


def test_a_label_and_a_button_without_room_are_found(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    column = QVBoxLayout(place)
    for widget in (QLabel("Cumulative dose of the rectum"), QPushButton("Approve the registration")):
        widget.setFixedWidth(60)
        column.addWidget(widget)
    place.show()
    assert len(clipped(place)) == 2
