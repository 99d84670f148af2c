"""A virtual screen (Xvfb) for the windows of a benchmark, started once in a run where the program is there."""

import atexit
import shutil
import subprocess
from functools import cache

XVFB = ("Xvfb", "-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp")
NO_XVFB = "Xvfb is not installed, so nothing was drawn on a screen"


@cache
def virtual_screen() -> dict[str, str] | None:
    """The environment in which Qt draws there; None without the program."""
    if shutil.which(XVFB[0]) is None:
        return None
    server = subprocess.Popen(XVFB, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    atexit.register(_end, server)
    assert server.stdout is not None
    number = server.stdout.readline().strip()
    return {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"} if number else None


def _end(server: "subprocess.Popen[str]") -> None:
    server.terminate()
    server.wait(timeout=10)
