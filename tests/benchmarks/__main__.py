"""Times every `bench_*` function of the modules beside this file.

`python3 run.py bench [words of names] [--peers DIR] [--quick] [--cases DIR] [--json FILE]`. A benchmark takes an empty
folder, makes what it needs, and returns the step to be timed; the first line of its docstring is its title. It may
return the same job done by others, too, with goals (`Compared`): all are then timed round robin, and a table of goals
beside results ends the run. Nothing is asserted: a busy computer must not turn tests red.
"""

import argparse
import importlib
import inspect
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import accuracy, table
from tests.benchmarks.cases import Cases
from tests.benchmarks.compared import Compared, Peers, Skipped, Step
from tests.benchmarks.table import Verdict
from tests.benchmarks.timing import Timing, timed

HERE = Path(__file__).resolve().parent
LAST = "bench_changes"
"""Last, because a process that it starts would count this one's memory as its own."""
INDENT = " " * 51
LARGE = "big"
"""Part of the names of the benchmarks that take minutes."""

Benchmark = Callable[..., Step | Compared | Skipped]


@dataclass(slots=True)
class Results:
    """What a run has found so far."""

    timings: list[Timing] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    """Time what was asked for, print a table, keep the figures when told where."""
    options = parser().parse_args(arguments)
    chosen = [b for b in benchmarks() if not options.words or any(word in b.__name__ for word in options.words)]
    if options.quick:
        chosen = [b for b in chosen if LARGE not in b.__name__.split("_")]
    if not chosen:
        print("No benchmark has such a name.", file=sys.stderr)
        return 2
    results, began = Results(), time.monotonic()
    print(f"{'median':>10} {'fastest':>10} {'slowest':>10} {'first':>10} {'runs':>5}  what")
    with tempfile.TemporaryDirectory(prefix="reirrad-bench-cases-") as folder:
        given = {
            "peers": Peers(options.peers and options.peers.resolve()),
            "cases": Cases(options.cases or Path(folder)),
        }
        for benchmark in chosen:
            measure(benchmark, given, results, options.quick)
    print(f"\n{summary(results)}\nAll of this took {time.monotonic() - began:.0f} s.", flush=True)
    if options.json:
        figures = {"computer": computer(), **asdict(results), "errors": accuracy.as_json()}
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if results.failed else 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="run.py bench", description="How long the usual steps take on this computer.")
    words.add_argument("words", nargs="*", help="only benchmarks whose name contains one of these")
    words.add_argument("--peers", type=Path, metavar="DIR", help="environments of other programs to compare with")
    words.add_argument("--quick", action="store_true", help="without the large case, and two rounds of comparisons")
    words.add_argument("--cases", type=Path, metavar="DIR", help="keep the scale cases there, and use what is there")
    words.add_argument("--json", type=Path, metavar="FILE", help="write all figures to this file")
    return words


def benchmarks() -> list[Benchmark]:
    """Every `bench_*` function, module by module, in the order it is written."""
    found: list[Benchmark] = []
    for path in sorted(HERE.glob("bench_*.py"), key=lambda path: (path.stem == LAST, path.name)):
        module = importlib.import_module(f"tests.benchmarks.{path.stem}")
        own = [value for name, value in vars(module).items() if name.startswith("bench_")]
        found += [value for value in own if getattr(value, "__module__", "") == module.__name__]
    return found


def measure(benchmark: Benchmark, given: dict[str, object], results: Results, quick: bool) -> None:
    """Times one benchmark and prints its lines; one that fails is said, and the others still run."""
    title = (benchmark.__doc__ or benchmark.__name__).strip().splitlines()[0]
    words = inspect.signature(benchmark).parameters
    wanted = {name: value for name, value in given.items() if name in words}
    with tempfile.TemporaryDirectory(prefix="reirrad-bench-") as folder:
        try:
            made = benchmark(*([Path(folder)] if words.keys() - given.keys() else []), **wanted)
            if isinstance(made, Skipped):
                results.skipped[title] = made.reason
                print(f"{'':43} {'':5}  {title}\n{INDENT}skipped: {made.reason}", flush=True)
                return
            compared = made if isinstance(made, Compared) else Compared(made, {})
            _measured(benchmark.__name__, title, compared, results, quick)
        except Exception as error:  # the other benchmarks take minutes: let them run
            results.failed[title] = f"{type(error).__name__}: {error}"
            print(f"{'':43} {'':5}  {title}\n{INDENT}FAILED: {results.failed[title]}", flush=True)


def _measured(name: str, title: str, compared: Compared, results: Results, quick: bool) -> None:
    timings, failed = timed(name, title, compared, quick)
    missing = {**compared.absent, **failed}
    for timing in timings:
        told(timing)
    remarks = [*(f"{who} is missing: {why}" for who, why in missing.items()), *compared.remarks()]
    for remark in remarks:
        print(f"{INDENT}{remark}", flush=True)
    results.timings += timings
    results.verdicts += table.verdicts(compared, timings, missing)
    results.remarks[title] = remarks
    results.missing |= missing


def told(timing: Timing) -> None:
    """Print one line of the table."""
    figures = (timing.median_s, timing.fastest_s, timing.slowest_s, timing.first_s)
    who = f"{timing.title}: {timing.who}" if timing.who else timing.title
    ratio = "" if timing.ratio is None else f" ({timing.ratio:.2f} times as long"
    whole = "" if timing.whole_ratio is None else f"; whole commands {timing.whole_ratio:.2f} times"
    times = " ".join(f"{1000 * figure:7.2f} ms" for figure in figures)
    print(times, f"{timing.runs:5d}  {who}{ratio}{whole}{')' if ratio else ''}", flush=True)


def summary(results: Results) -> str:
    """Goals beside results; how right each program was; what is missing."""
    held = [v for v in results.verdicts if v.met is not None]
    parts = [table.markdown(table.HEADINGS, [v.cells for v in results.verdicts])] if results.verdicts else []
    for case, rows in accuracy.FOUND.items():
        told = [[who, *accuracy.said(errors)] for who, errors in rows.items()]
        heading = f"Largest absolute errors, {case} (Gy; structures above 1 cc unless said):"
        parts.append(f"{heading}\n\n{table.markdown(('program', *accuracy.HEADINGS), told)}")
    parts.append("Ratios are medians of each round's; goals are about the fastest of the other programs named.")
    parts += [f"Missing: {who}: {why}" for who, why in results.missing.items()]
    parts += [f"Skipped: {title}: {why}" for title, why in results.skipped.items()]
    parts += [f"FAILED: {title}: {why}" for title, why in results.failed.items()]
    parts.append(f"{sum(v.met is True for v in held)} of {len(held)} goals met.")
    return "\n\n".join(parts)


def computer() -> dict[str, object]:
    """What the figures depend on; no name of the computer or of a person."""
    packages = ("numpy", "pydicom", "PySide6-Essentials", "pyqtgraph", "contourpy", "SimpleITK")
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load_now": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
