"""A change of α/β, recovery or fractions with 10 organs of half a million points each: every row and every curve new.

Goal: 16 ms, one frame, for all organs at once. The case is made in memory: curved doses of two courses on 2.5 mm grids,
looked up at the points of ten boxes, half a slice to either side included.
"""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

from tests.benchmarks.bench_example import curves_read
from tests.benchmarks.compared import Check, Compared, Within

Step = Callable[[], object]
FRAME = (Within(0.016),)
"""One picture of a screen."""

ORGANS = (
    "Bladder", "Rectum", "Canal_Anal", "Sacrum", "Femur_Head_L", "Femur_Head_R", "Bag_Bowel", "CaudaEquina",
    "SacralPlex", "PenileBulb",
)  # fmt: skip
POINTS_ALONG = 80
"""80 x 80 x 80 are 512,000 points."""

MOST_OFF_PERCENT = 0.05
"""So much of an organ's volume a curve of half a million points may be off; of fewer it is exact."""

MOST_COPIES = 20.0
"""A frame, or so many copies of the doses: the same on any computer."""

_KEPT: dict[str, object] = {}


def bench_change_alpha_beta_of_ten_organs(_: Path) -> Compared:
    """Change α/β of all of 10 organs, 512,000 points each, two courses: all rows and DVHs"""
    return _alpha_beta_of_all(_session())


def _alpha_beta_of_all(session) -> Compared:  # type: ignore[no-untyped-def]
    values = cycle(np.linspace(2.0, 4.0, 101))

    def edit(settings):  # type: ignore[no-untyped-def]
        value = float(next(values))
        for organ in ORGANS:
            settings = settings.with_alpha_beta(organ, value)
        return settings

    return _changed(session, partial(_done, session, "Set α/β", edit))


def bench_change_alpha_beta_of_ten_sampled_organs(_: Path) -> Compared:
    """Change α/β of all of 10 organs of 340 to 730 cc at the program's own points: all rows and DVHs"""
    return _alpha_beta_of_all(_session(dense=False))


def bench_change_recovery_of_ten_sampled_organs(_: Path) -> Compared:
    """Change the recovery percentage of the first course, 10 organs at the program's own points: all rows and DVHs"""
    return _recovery_of_first(_session(dense=False))


def bench_change_fractions_of_ten_sampled_organs(_: Path) -> Compared:
    """Change the fractions that the first course was given in, 10 organs at the program's own points"""
    return _fractions_of_first(_session(dense=False))


def bench_change_alpha_beta_of_one_large_organ(_: Path) -> Compared:
    """Change α/β of one of 10 organs, 512,000 points each: all rows and DVHs"""
    session, values = _session(), cycle(np.linspace(4.5, 6.5, 101))  # none that the benchmark above has had found
    step = partial(_done, session, "Set α/β", lambda s: s.with_alpha_beta("Rectum", float(next(values))))
    return Compared(step, {}, goals=FRAME)


def bench_change_recovery_of_ten_organs(_: Path) -> Compared:
    """Change the recovery percentage of the first course, 10 organs of 512,000 points: all rows and DVHs"""
    return _recovery_of_first(_session())


def _recovery_of_first(session) -> Compared:  # type: ignore[no-untyped-def]
    from reirrad_gui.session.settings import Recovery

    values = cycle(np.linspace(5.0, 50.0, 91))
    step = partial(
        _done, session, "Set recovery", lambda s: s.with_recovery(Recovery("user", float(next(values)), "benchmark"))
    )
    return _changed(session, step)


def bench_change_fractions_of_ten_organs(_: Path) -> Compared:
    """Change the fractions that the first course was given in (its dose scales), 10 organs of 512,000 points"""
    return _fractions_of_first(_session())


def _fractions_of_first(session) -> Compared:  # type: ignore[no-untyped-def]
    values = cycle([*range(1, 60), *range(60, 1, -1)])
    phase = session.case.courses[0].phases[0].uid
    step = partial(_done, session, "Set fractions", lambda s: s.with_delivered_fractions(phase, next(values)))
    return _changed(session, step)


def bench_first_assessment_of_ten_organs(_: Path) -> Step:
    """Assess them for the first time, nothing kept; the peak memory of this process is said below"""
    from reirrad_gui.session import Assessor, Settings

    opened = _session().opened
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'':51}peak memory so far {peak:.0f} MB, of it points and doses {_megabytes(opened):.0f} MB")
    return lambda: curves_read(Assessor(opened).assess(Settings()))


def _changed(session, change: Step) -> Compared:  # type: ignore[no-untyped-def]
    """A change with its goals: a frame, how that compares with copying the doses, and curves of all points."""
    taken: list[float] = []

    def step() -> object:
        began = time.perf_counter()
        done = change()
        taken.append(time.perf_counter() - began)
        return done

    def checks() -> Sequence[Check]:
        off = "curves of accumulated doses: largest difference from all points counted"
        found = [Check(off, _curves_off(session), MOST_OFF_PERCENT, "%")]
        if session is _KEPT.get("dense"):  # of fewer points the rows take longer than the points
            copies = float(np.median(taken[1:])) / _copying_s(session.opened)
            found.append(Check("times as long as copying the doses of all points once", copies, MOST_COPIES, ""))
        return found

    return Compared(step, {}, goals=FRAME, checks=checks)


def _copying_s(opened) -> float:  # type: ignore[no-untyped-def]
    """How long one copy of all planned doses takes, into memory that is there already: the fastest of several."""
    doses = [phase.physical_gy for organ in opened.organs for course in organ.doses for phase in course]
    rooms = [np.zeros_like(dose) for dose in doses]
    times = []
    for _ in range(7):
        began = time.perf_counter()
        for room, dose in zip(rooms, doses, strict=True):
            np.copyto(room, dose)
        times.append(time.perf_counter() - began)
    return min(times)


def _curves_off(session) -> float:  # type: ignore[no-untyped-def]
    """The largest difference of a curve as last assessed from every point's dose converted, added and compared, %."""
    from reirrad_gui.dose.dvh import volume_between
    from reirrad_gui.session.evaluation import Evaluation, Kept

    kept, found = Kept(), []
    evaluation = Evaluation(session.opened, session.assessment.settings, kept)
    for index, organ in enumerate(session.assessment.organs):
        total, curve = evaluation.measured(index, organ.alpha_beta.value).total.dose.lower, organ.curves[-1]
        between = volume_between(total.values(), total.samples.weights_cc, curve.dose_gy)
        counted = 100.0 * between[::-1].cumsum()[::-1] / total.samples.volume_cc
        found.append(float(np.abs(curve.volume_percent - counted)[:-1].max()))
    return max(found)


def _done(session, label: str, edit) -> float:  # type: ignore[no-untyped-def]
    """An edit with every curve of every organ read: curves are counted when somebody looks at them."""
    session.do(label, edit)
    return curves_read(session.assessment)


def _session(dense: bool = True):  # type: ignore[no-untyped-def]
    from reirrad_gui.session import Session

    name = "dense" if dense else "as sampled"
    if name not in _KEPT:
        _KEPT[name] = Session(_opened(dense))
        points = [organ.points.weights_cc.size for organ in _KEPT[name].opened.organs]  # type: ignore[attr-defined]
        print(f"{'':51}points of an organ: {min(points):,} to {max(points):,}")
    return _KEPT[name]


def _megabytes(opened) -> float:  # type: ignore[no-untyped-def]
    arrays = [
        array
        for organ in opened.organs
        for array in (organ.points.points_mm, organ.points.weights_cc, *(p.physical_gy for d in organ.doses for p in d))
    ]
    return sum(array.nbytes for array in arrays) / 1e6


def _opened(dense: bool):  # type: ignore[no-untyped-def]
    from tests.support.opened_cases import DECEMBER_2012, IN_2018_OR_2019, box, course, opened_case, structure_set

    places = [(0.0, 0.0, 0.0)] * 10 if dense else [(5.0 * n - 20.0, 20.0 - 4.0 * n, 10.0) for n in range(10)]
    sizes = [20.0] * 10 if dense else [35.0 + n for n in range(10)]
    boxes = [box(name, n, centre=places[n], half=sizes[n]) for n, name in enumerate(ORGANS)]
    drawn = structure_set(*boxes)
    courses = (  # dated: without dates nobody knows which of them may have recovered
        course(1, 21.0, 3, end=DECEMBER_2012),
        course(2, 20.0, 5, start=IN_2018_OR_2019, structure_set_uid=drawn.uid),
    )
    opened = opened_case(courses, (_field((1.0, 0.4, 0.2), 21.0), _field((-0.3, 0.8, 0.6), 20.0)), (drawn,))
    if not dense:
        return opened
    return replace(opened, organs=tuple(_dense(opened, organ, number) for number, organ in enumerate(opened.organs)))


def _field(direction: tuple[float, float, float], full_gy: float):  # type: ignore[no-untyped-def]
    """A dose that falls off along a direction, and a little across it: no two points of a box are alike."""
    from reirrad_gui.dose.field import DoseField
    from reirrad_gui.volume.grid import Grid

    counts = 81
    grid = Grid.axis_aligned((-100.0, -100.0, -100.0), (2.5, 2.5), np.arange(counts) * 2.5, counts, counts)
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    points = grid.points(column, row, plane)
    depth = points @ np.array(direction) / np.linalg.norm(direction)
    across = np.sum(points**2, axis=-1) - depth**2
    return DoseField(grid, (full_gy / (1.0 + np.exp(depth / 18.0)) * np.exp(-across / 2e4)).astype(np.float32))


def _dense(opened, organ, number: int):  # type: ignore[no-untyped-def]
    """A box of points of 12 to 216 cc, somewhere in the doses; points at its border have less volume."""
    from reirrad_gui.session.samples import organ_samples
    from reirrad_gui.volume.sampling import Sampled, SamplePoints

    random = np.random.default_rng(number)
    half = 15.0 + 1.5 * number
    centre = random.uniform(-45.0, 45.0, 3)
    steps = (np.arange(POINTS_ALONG) + 0.5) / POINTS_ALONG * 2.0 - 1.0
    places = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    cell_cc = (2.0 * half / POINTS_ALONG) ** 3 / 1000.0
    weights = np.full(len(places), cell_cc)
    border = np.abs(places).max(axis=1) > 0.9
    weights[border] *= random.uniform(0.1, 1.0, int(border.sum()))
    points = SamplePoints(places * half + centre, weights, plane_spacing_mm=3.0, normal=np.array([0.0, 0.0, 1.0]))
    return organ_samples(
        organ.key, organ.set_uid, organ.structure, Sampled(points), opened.doses, opened.links, ("", "")
    )
