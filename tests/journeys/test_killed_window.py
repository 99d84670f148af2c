"""The program is killed with a case open: the next one offers the case, and shows the same numbers."""

import json
import subprocess
import sys
from contextlib import closing

from PySide6.QtWidgets import QLabel, QPushButton

from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.sittings import lost
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.opening import open_paths
from tests.support.seed_case import write_seed_case
from tests.support.window_until_killed import ALPHA_BETA_GY, LABEL
from tests.support.windows import window_of

PATIENCE_MS = 60_000


def test_after_a_kill_the_case_is_offered_and_opens_to_the_same_numbers_with_its_undo(tmp_path, qtbot, repository):
    folder, place = write_seed_case(tmp_path / "export"), tmp_path / "store" / "cases.sqlite3"
    command = [sys.executable, "-m", "tests.support.window_until_killed", folder, place]
    with subprocess.Popen(
        command, cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        said = running.stdout.readline()
        running.kill()
        _, error = running.communicate()
    assert running.returncode, error
    before = json.loads(said)

    window = window_of(tmp_path, qtbot, opener=open_paths, shelf=Shelf(place))
    strip = window.findChild(QLabel, "lost sessions")
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(strip.isVisible, timeout=PATIENCE_MS)
    assert "ended without closing" in strip.text()
    assert LABEL in strip.text()
    with qtbot.waitSignal(window.runner.finished, timeout=PATIENCE_MS):
        next(b for b in window.findChildren(QPushButton) if b.text() == "Open").click()
    assert window.session.settings.alpha_beta_gy["Rectum"] == ALPHA_BETA_GY
    assert json.loads(json.dumps(assessment_json(window.session.assessment))) == before
    assert window.actions_by_name["undo"].text() == f"&Undo: {LABEL}"
    assert window.close()
    with closing(CaseStore.open(place)) as store:
        assert lost(store) == ()
        assert [row.label for row in store.history(store.patients()[0].case_id)] == ["Open", LABEL]
