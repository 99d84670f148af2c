"""Times every `bench_*` function of the modules beside this file.

`python3 run.py bench [words of names] [--peers DIR] [--json FILE]`. A benchmark takes an empty folder, makes what it
needs, and returns the step to be timed; the first line of its docstring is its title. It may return the same job done
by others, too (`Compared`): all are then timed round robin, and the ratio is printed. Nothing is asserted: a busy
computer must not turn tests red.
"""

import argparse
import gc
import importlib
import inspect
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.compared import Compared, Peers, Skipped, Step, Work

HERE = Path(__file__).resolve().parent
MOST_RUNS = 50
ENOUGH_SECONDS = 4.0
ROUNDS_AT_LEAST = 5
"""Rounds of a comparison, however long they take."""

Benchmark = Callable[..., Step | Compared | Skipped]


@dataclass(frozen=True, slots=True)
class Timing:
    """One benchmark's result; seconds.

    Where the step is another program's, `ratio` is its time in units of this program's in the same round (median).
    """

    name: str
    title: str
    runs: int
    first_s: float
    median_s: float
    fastest_s: float
    slowest_s: float
    ratio: float | None = None


def main(arguments: Sequence[str]) -> int:
    """Time what was asked for, print a table, keep the figures when told where."""
    options = parser().parse_args(arguments)
    chosen = [b for b in benchmarks() if not options.words or any(word in b.__name__ for word in options.words)]
    if not chosen:
        print("No benchmark has such a name.", file=sys.stderr)
        return 2
    print(f"{'median':>10} {'fastest':>10} {'slowest':>10} {'first':>10} {'runs':>5}  what")
    timings = [timing for benchmark in chosen for timing in measured(benchmark, Peers(options.peers))]
    if options.json:
        figures = {"computer": computer(), "timings": [asdict(timing) for timing in timings]}
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="run.py bench", description="How long the usual steps take on this computer.")
    words.add_argument("words", nargs="*", help="only benchmarks whose name contains one of these")
    words.add_argument("--peers", type=Path, help="folder with the environments of other programs to compare with")
    words.add_argument("--json", type=Path, help="write the figures to this file")
    return words


def benchmarks() -> list[Benchmark]:
    """Every `bench_*` function, module by module, in the order it is written."""
    found: list[Benchmark] = []
    for path in sorted(HERE.glob("bench_*.py")):
        module = importlib.import_module(f"tests.benchmarks.{path.stem}")
        own = [value for name, value in vars(module).items() if name.startswith("bench_")]
        found += [value for value in own if getattr(value, "__module__", "") == module.__name__]
    return found


def measured(benchmark: Benchmark, peers: Peers) -> list[Timing]:
    """Makes what a benchmark needs, times it, and prints its lines of the table."""
    title = (benchmark.__doc__ or benchmark.__name__).strip().splitlines()[0]
    wanted = {"peers": peers} if "peers" in inspect.signature(benchmark).parameters else {}
    with tempfile.TemporaryDirectory(prefix="reirrad-bench-") as folder:
        made = benchmark(Path(folder), **wanted)
        if isinstance(made, Skipped):
            print(f"{'':43} {'':5}  {title}\n{'':51}skipped: {made.reason}", flush=True)
            return []
        compared = made if isinstance(made, Compared) else Compared(made, {})
        timings = [told(timing) for timing in timed(benchmark.__name__, title, compared)]
        for remark in compared.remarks():
            print(f"{'':51}{remark}", flush=True)
    return timings


def timed(name: str, title: str, compared: Compared) -> list[Timing]:
    """The first round apart (it fills caches), then as many as fit into some seconds; every step once in each round."""
    steps = {"": compared.ours, **compared.peers}
    gc.collect()
    first = {who: seconds(step) for who, step in steps.items()}
    rounds: list[dict[str, float]] = []
    at_least = ROUNDS_AT_LEAST if compared.peers else 1
    spent = sum(first.values())
    while len(rounds) < at_least or (len(rounds) < MOST_RUNS and spent < ENOUGH_SECONDS):
        rounds.append({who: seconds(step) for who, step in steps.items()})
        spent += sum(rounds[-1].values())
    return [timing_of(name, f"{title}: {who}" if who else title, who, first, rounds) for who in steps]


def timing_of(name: str, title: str, who: str, first: dict[str, float], rounds: Sequence[dict[str, float]]) -> Timing:
    """One step's part of the rounds."""
    taken = [times[who] for times in rounds]
    return Timing(
        name=name,
        title=title,
        runs=len(taken),
        first_s=first[who],
        median_s=statistics.median(taken),
        fastest_s=min(taken),
        slowest_s=max(taken),
        ratio=statistics.median(times[who] / times[""] for times in rounds) if who else None,
    )


def seconds(step: Step) -> float:
    """One run of a step; what it measured itself where it did."""
    began = time.perf_counter()
    found = step()
    return found.seconds if isinstance(found, Work) else time.perf_counter() - began


def told(timing: Timing) -> Timing:
    """Print one line of the table."""
    figures = (timing.median_s, timing.fastest_s, timing.slowest_s, timing.first_s)
    ratio = "" if timing.ratio is None else f" ({timing.ratio:.2f} times as long)"
    times = " ".join(f"{1000 * figure:7.2f} ms" for figure in figures)
    print(times, f"{timing.runs:5d}  {timing.title}{ratio}", flush=True)
    return timing


def computer() -> dict[str, object]:
    """What the figures depend on; no name of the computer or of a person."""
    packages = ("numpy", "pydicom", "PySide6-Essentials", "pyqtgraph", "contourpy", "SimpleITK")
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
