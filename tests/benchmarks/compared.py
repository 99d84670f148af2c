"""What a benchmark may return besides a plain step: a comparison in one run, or the reason why there is none."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Step = Callable[[], object]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "bench"
"""Where the scripts that run other programs, and the maker of the scale case, may lie: beside the checkout."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a step may return that measures itself: another program without the time its process needs to start."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Compared:
    """This program's step and the same job done by others, by name: timed round robin.

    `remarks` is asked once all is timed: sentences to print below, such as how right each result was.
    """

    ours: Step
    peers: Mapping[str, Step]
    remarks: Callable[[], Sequence[str]] = tuple


@dataclass(frozen=True, slots=True)
class Skipped:
    """A benchmark that cannot run here, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Peers:
    """The folder with the environments of other programs (see docs/performance.md); None when none was named."""

    folder: Path | None

    def runner(self, script: str, environment: str, program: str = "") -> list[str] | None:
        """The command that runs a script of `SHARED` in an environment; None where it, or a program, is not there."""
        if self.folder is None:
            return None
        python, path = self.folder / environment / "bin" / "python", SHARED / "peers" / script
        there = python.is_file() and path.is_file() and (not program or self._finds(program))
        return [str(python), str(path)] if there else None

    def told(self, command: Sequence[str]) -> dict[str, Any]:
        """Runs a peer; the JSON of its last line."""
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def _finds(self, program: str) -> bool:
        return any((Path(where) / program).is_file() for where in self._environment()["PATH"].split(os.pathsep))

    def _environment(self) -> dict[str, str]:
        """Programs in the folder's own `bin` come first; nothing of this program's environment leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {**kept, "PATH": f"{self.folder}{os.sep}bin{os.pathsep}{os.environ['PATH']}"}
