"""Runs in the bundle before the program: what it starts (a browser, desktop tools) shall use the system's libraries.

The bundle's starter points LD_LIBRARY_PATH at its own folder and keeps the value from before. This process has read it
already; only its children would still stumble over it.
"""

import os

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
