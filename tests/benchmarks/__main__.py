"""Times every `bench_*` function of the modules beside this file.

`python3 run.py bench [words of names] [--json FILE]`. A benchmark takes an empty folder, makes what it needs, and
returns the step to be timed; the first line of its docstring is its title. Nothing is asserted: a busy computer must
not turn tests red.
"""

import argparse
import gc
import importlib
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

HERE = Path(__file__).resolve().parent
MOST_RUNS = 50
ENOUGH_SECONDS = 4.0

Step = Callable[[], object]
Benchmark = Callable[[Path], Step]


@dataclass(frozen=True, slots=True)
class Timing:
    """One benchmark's result; seconds."""

    name: str
    title: str
    runs: int
    first_s: float
    median_s: float
    fastest_s: float
    slowest_s: float


def main(arguments: Sequence[str]) -> int:
    """Time what was asked for, print a table, keep the figures when told where."""
    options = parser().parse_args(arguments)
    chosen = [b for b in benchmarks() if not options.words or any(word in b.__name__ for word in options.words)]
    if not chosen:
        print("No benchmark has such a name.", file=sys.stderr)
        return 2
    print(f"{'median':>10} {'fastest':>10} {'slowest':>10} {'first':>10} {'runs':>5}  what")
    timings = [told(timed(benchmark)) for benchmark in chosen]
    if options.json:
        figures = {"computer": computer(), "timings": [asdict(timing) for timing in timings]}
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="run.py bench", description="How long the usual steps take on this computer.")
    words.add_argument("words", nargs="*", help="only benchmarks whose name contains one of these")
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


def timed(benchmark: Benchmark) -> Timing:
    """The first run apart (it fills caches), then as many as fit into some seconds."""
    with tempfile.TemporaryDirectory(prefix="reirrad-bench-") as folder:
        step = benchmark(Path(folder))
        gc.collect()
        first = seconds(step)
        taken: list[float] = []
        while len(taken) < MOST_RUNS and (not taken or sum(taken) + first < ENOUGH_SECONDS):
            taken.append(seconds(step))
    title = (benchmark.__doc__ or benchmark.__name__).strip().splitlines()[0]
    return Timing(
        name=benchmark.__name__,
        title=title,
        runs=len(taken),
        first_s=first,
        median_s=statistics.median(taken),
        fastest_s=min(taken),
        slowest_s=max(taken),
    )


def seconds(step: Step) -> float:
    """One run of a step."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def told(timing: Timing) -> Timing:
    """Print one line of the table."""
    figures = (timing.median_s, timing.fastest_s, timing.slowest_s, timing.first_s)
    print(" ".join(f"{1000 * figure:7.2f} ms" for figure in figures), f"{timing.runs:5d}  {timing.title}", flush=True)
    return timing


def computer() -> dict[str, object]:
    """What the figures depend on; no name of the computer or of a person."""
    packages = ("numpy", "pydicom", "PySide6-Essentials", "pyqtgraph", "contourpy")
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
