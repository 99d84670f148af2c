"""What a benchmark may return besides a plain step: a comparison with its goals, or the reason why there is none."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Step = Callable[[], object]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "bench"
"""Where the scripts that run other programs, and the maker of the scale case, may lie: beside the checkout."""


class PeerFailedError(Exception):
    """Another program did not get through; the sentence is the last one it said."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a step may return that measures itself: a process without the time it needs to start and import.

    `told` is all that the process said as JSON, `whole_s` its time from start to end.
    """

    seconds: float
    whole_s: float | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Faster:
    """Goal: so many times faster than the fastest of these programs, those that are there; below 1, slower."""

    than: tuple[str, ...]
    at_least: float
    said: str


@dataclass(frozen=True, slots=True)
class Within:
    """Goal: this program's median at most this long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Check:
    """Goal for a figure other than a time: what was found beside the limit. None: could not be found, and why.

    `beside` is what another program has in the same run, in words.
    """

    what: str
    found: float | None
    limit: float
    unit: str
    at_least: bool = False
    beside: str = ""

    @property
    def met(self) -> bool | None:
        """None where nothing was found."""
        if self.found is None:
            return None
        return self.found >= self.limit if self.at_least else self.found <= self.limit


@dataclass(frozen=True, slots=True)
class Compared:
    """This program's step and the same job done by others, by name: timed round robin.

    Parameters
    ----------
    absent : programs that should be among the peers and are not, with the reason
    goals : about the times
    checks : asked once all is timed: figures held against their limits
    remarks : asked once all is timed: sentences to print below, such as how right each result was
    rounds : rounds at least; the usual number unless given
    warm : whether a first round, not counted, fills caches
    given : rounds measured elsewhere (each step's seconds by name, "" is this program): then nothing is run
    """

    ours: Step
    peers: Mapping[str, Step]
    remarks: Callable[[], Sequence[str]] = tuple
    checks: Callable[[], Sequence[Check]] = tuple
    goals: Sequence[Faster | Within] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    rounds: int | None = None
    warm: bool = True
    given: Sequence[Mapping[str, float]] = ()


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
        if self.why_not(script, environment, program):
            return None
        return [str(self.python(environment)), "-B", str(SHARED / "peers" / script)]

    def why_not(self, script: str, environment: str, program: str = "") -> str:
        """Why a runner is not there; empty where it is."""
        if self.folder is None:
            return "not looked for: no --peers DIR was given"
        if script and not (SHARED / "peers" / script).is_file():
            return f"its script {script} does not lie in ../shared/bench/peers"
        if not self.python(environment).is_file():
            return f"DIR/{environment} is not there"
        return f"no {program} in DIR/bin or in the search path" if program and not self._finds(program) else ""

    def python(self, environment: str) -> Path:
        """The interpreter of an environment, whether or not it is there."""
        return (self.folder or Path()) / environment / "bin" / "python"

    def told(self, command: Sequence[str]) -> dict[str, Any]:
        """Runs a program; the JSON of its last line. This program's own keeps the environment.

        Raises
        ------
        PeerFailedError
            It ended with an error, or without saying JSON.
        """
        environment = os.environ if command[0] == sys.executable else self._environment()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        lines = done.stdout.strip().splitlines()
        if done.returncode or not lines or not lines[-1].startswith("{"):
            why = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
            raise PeerFailedError(f"ended with code {done.returncode}: {why[:300]}")
        found: dict[str, Any] = json.loads(lines[-1])
        return found

    def work(self, command: Sequence[str]) -> Work:
        """Runs a peer whose JSON says its seconds of work."""
        began = time.perf_counter()
        told = self.told(command)
        return Work(told["seconds"]["work"], time.perf_counter() - began, told)

    def _finds(self, program: str) -> bool:
        return any((Path(where) / program).is_file() for where in self._environment()["PATH"].split(os.pathsep))

    def _environment(self) -> dict[str, str]:
        """Programs in the folder's own `bin` come first; nothing of this program's environment leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        own = [] if self.folder is None else [str(self.folder / "bin")]
        return {**kept, "PATH": os.pathsep.join([*own, os.environ["PATH"]])}
