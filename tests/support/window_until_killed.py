"""A window that keeps what is done in it until it is killed: `python -m tests.support.window_until_killed`.

Opens a folder (first argument) with a store (second), edits, and once the edit is on the disk prints the numbers as one
JSON line and goes on waiting.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.ui.app import application
from reirrad_gui.ui.kept.shelf import Shelf
from reirrad_gui.ui.window import MainWindow
from tests.support.windows import stand_in_places

ALPHA_BETA_GY = 4.5
LABEL = "Set α/β of Rectum to 4.5 Gy"


def main(folder, store):
    """Never ends by itself."""
    app = application(offscreen=True)
    settings = QSettings(str(store.with_name("killed.ini")), QSettings.Format.IniFormat)
    window = MainWindow(settings, places=stand_in_places(), shelf=Shelf(store))

    def edit(session):
        session.do(LABEL, lambda settings: settings.with_alpha_beta("Rectum", ALPHA_BETA_GY))

    def tell():
        state = window.kept.keeping.state
        if state is not None and state.kept and state.label == LABEL:
            print(json.dumps(assessment_json(window.session.assessment)), flush=True)

    window._opening.opened.connect(edit)
    window.kept.changed.connect(tell)
    window.show()
    window.open([folder])
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
