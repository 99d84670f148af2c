"""Memory and threads after a small phantom has been opened and closed again and again, as on a day at a clinic.

    python -m tests.benchmarks.long_run [CYCLES]

reads the files anew each time, with all views on screen. Memory is what the process has in RAM (Linux, `VmRSS`), after
every tenth of the way; the first tenth fills caches and does not count. Exit status 1: more than 50 MB grown, or a
thread is left when the window is gone.
"""

import os
import sys
import tempfile
import threading
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MOST_MB = 50.0
CYCLES = 200


def resident_mb() -> float:
    """What this process has in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def run(cycles: int) -> int:
    """Open and close; prints as it goes."""
    from PySide6.QtCore import QThreadPool

    from reirrad_gui.ui.app import application
    from reirrad_gui.ui.shots import settle, window_for_shots
    from tests.support.phantom_dicom import two_courses

    app = application(offscreen=True)
    before = {thread.ident for thread in threading.enumerate()}
    with tempfile.TemporaryDirectory() as place:
        files = Path(place, "files")
        two_courses(files)
        window = window_for_shots(Path(place))
        window.show()
        settle(window)
        seen: list[float] = []
        for cycle in range(1, cycles + 1):
            window.open([files])
            settle(window)
            assert window.session is not None
            window.close_case()
            settle(window)
            if cycle % max(cycles // 10, 1) == 0:
                seen.append(resident_mb())
                print(f"{cycle:4d} cycles: {seen[-1]:.0f} MB", flush=True)
        window.close()
        settle(window)
        window.settings.sync()
    app.processEvents()
    left = [thread.name for thread in threading.enumerate() if thread.ident not in before and "job" in thread.name]
    grown = max(seen[1:]) - seen[0]
    print(f"grown by {grown:.1f} MB after the first tenth; threads left: {left or 'none'}, "
          f"{QThreadPool.globalInstance().activeThreadCount()} at work")  # fmt: skip
    return int(grown > MOST_MB or bool(left) or QThreadPool.globalInstance().activeThreadCount() > 0)


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else CYCLES))
