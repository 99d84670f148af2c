"""Another regimen is tried, as with every step of the planner's field: every row and every curve new.

Goal: 16 ms, one frame. Overlay, curves on the plot and the panel's widgets are timed in `bench_window`.
"""

from collections.abc import Collection
from itertools import cycle
from pathlib import Path

import numpy as np

from tests.benchmarks.bench_changes import FRAME, _session
from tests.benchmarks.bench_example import Step, _opened
from tests.benchmarks.compared import Compared


def bench_try_a_regimen_for_ten_sampled_organs(_: Path) -> Compared:
    """Try another regimen: 10 organs at the program's own points, all rows and DVHs"""
    from reirrad_gui.session import Session

    return Compared(_tried(Session(_session(dense=False).opened)), {}, goals=FRAME)  # no other step has to see it tried


def bench_try_a_regimen_on_the_example(folder: Path) -> Compared:
    """Try another regimen on the example: all rows, DVHs of the organs in them"""
    session = _example(folder)
    keys = {row.organ_key for row in session.assessment.rows if row.organ_key}
    print(f"{'':51}organs drawn in rows of the panel: {len(keys)}")
    return Compared(_tried(session, keys), {}, goals=FRAME)


def bench_try_a_regimen_on_the_example_all_structures(folder: Path) -> Step:
    """The same with the DVHs of all 21 structures, body and targets too"""
    return _tried(_example(folder))


def _tried(session, keys: Collection[str] | None = None) -> Step:  # type: ignore[no-untyped-def]
    """A step to totals that no step before has had found; with the curves of some structures read (None: of all)."""
    from reirrad_gui.session.what_if import what_if_for

    regimens = cycle(zip(cycle((5, 8, 10, 6)), np.linspace(16.0, 40.0, 101), strict=False))

    def step() -> float:
        fractions, total_gy = next(regimens)
        what_if = what_if_for(session.case, fractions, float(total_gy))
        session.preview(lambda s: s.with_what_if(what_if))
        organs = [organ for organ in session.assessment.organs if keys is None or organ.key in keys]
        return sum(float(curve.volume_percent[0]) for organ in organs for curve in organ.curves)

    return step


def _example(folder: Path):  # type: ignore[no-untyped-def]
    from reirrad_gui.session import Session

    return Session(_opened(folder))
