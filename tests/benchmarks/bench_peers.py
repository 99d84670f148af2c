"""The same job done by this program and by others, in one run: the scale cases."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks import accuracy
from tests.benchmarks.accuracy import Errors, Worst
from tests.benchmarks.cases import MAKER, NO_MAKER, Cases
from tests.benchmarks.compared import Check, Compared, Faster, Peers, Skipped, Within, Work

PLASTIMATCH, DICOMPYLER, PYCERR = "plastimatch", "dicompyler-core, extents", "pyCERR"
DVH_PEERS = {
    PLASTIMATCH: ("dvh_plastimatch.py", "dpc", "plastimatch"),
    DICOMPYLER: ("dvh_dicompylercore.py", "dpc", ""),
    PYCERR: ("dvh_pycerr.py", "cerr", ""),
}
SITK_DICOMPYLER, SITK_PLASTIMATCH = "SimpleITK + dicompyler-core, extents", "plastimatch + numpy EQD2"
PIPELINE_PEERS = {
    SITK_DICOMPYLER: ("pipeline_sitk_dicompyler.py", "dpc", ""),
    SITK_PLASTIMATCH: ("pipeline_plastimatch.py", "dpc", "plastimatch"),
}
OPTIONS = {PLASTIMATCH: ("--xor",), DICOMPYLER: ("--extents",), SITK_DICOMPYLER: ("--extents",)}
THIS = "this program"
ALL_THREE = (PLASTIMATCH, PYCERR, DICOMPYLER)
FINE, COARSE = 0.04, 0.1
"""Gy: errors of D95%, D0.1cc and D2cc at 0.2 Gy/mm, planes 1 mm and 3 mm apart."""

Last = dict[str, Work]


def bench_dvh_scale_case(peers: Peers, cases: Cases) -> Compared | Skipped:
    """DVH of all 16 structures from files, case a3: CT 512 x 512 x 100, dose 200 x 200 x 120, body included"""
    goals = [Faster(ALL_THREE, 8.0, "≥ 8 times faster than the fastest")]
    return _dvh("a3", peers, cases, goals, COARSE)


def bench_dvh_scale_case_y(peers: Peers, cases: Cases) -> Compared | Skipped:
    """DVH of all 15 structures from files, case a3y: the same without the body, dose rising in the plane"""
    goals = [Faster((DICOMPYLER,), 2.0, "≥ 2 times faster"), Faster((PLASTIMATCH,), 8.0, "≥ 8 times faster")]
    return _dvh("a3y", peers, cases, goals, COARSE)


def bench_dvh_scale_case_big(peers: Peers, cases: Cases) -> Compared | Skipped:
    """DVH of all 41 structures from files, case big: CT 512 x 512 x 300, dose 450 x 450 x 300, body included"""
    goals = [Faster(ALL_THREE, 10.0, "≥ 10 times faster than the fastest")]
    return _dvh("big", peers, cases, goals, FINE, rounds=3)


def bench_dvh_scale_case_positions(peers: Peers, cases: Cases) -> Compared | Skipped:
    """DVH of 10 structures in feet first supine, feet first prone and head first prone (for the errors; once)"""
    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    folders = {position: cases.made(f"or_{position}") for position in ("FFS", "FFP", "HFP")}
    last: dict[str, Last] = {position: {} for position in folders}

    def step(who: str, command: Callable[[Path], list[str]]) -> Work:
        for position, case in folders.items():
            last[position][who] = peers.work(command(case / "course2"))
        return Work(sum(of[who].seconds for of in last.values()))

    steps = {who: partial(step, who, command) for who, command in _commands(DVH_PEERS, peers).items()}

    def checks() -> Sequence[Check]:
        return [
            _worst(position, _errors(f"{position}, 2.5 mm", of, folders[position], "course2_physical"))
            for position, of in last.items()
        ]

    ours = partial(step, THIS, partial(_ours, "dvh"))
    return Compared(ours, steps, checks=checks, absent=_absent(DVH_PEERS, peers), rounds=1, warm=False)


def bench_two_courses_scale_case(peers: Peers, cases: Cases) -> Compared | Skipped:
    """Two courses from files to the EQD2 sum and DVHs of 10 organs (dvh --case --organs), case a3"""
    return _two_courses("a3", peers, cases, 2.0, None)


def bench_two_courses_scale_case_big(peers: Peers, cases: Cases) -> Compared | Skipped:
    """Two courses from files to the EQD2 sum and DVHs of 10 organs (dvh --case --organs), case big"""
    return _two_courses("big", peers, cases, 8.0, 4.0, rounds=3)


def bench_assess_scale_case(cases: Cases) -> Callable[[], object] | Skipped:
    """Two courses from files to everything the views show: 25 structures, all limits, overlaps; case a3"""
    from reirrad_gui.session import Assessor, Settings, open_case

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case = cases.made("a3")
    return lambda: Assessor(open_case([case])).assess(Settings())


def bench_alpha_beta_scale_case(cases: Cases) -> Compared | Skipped:
    """Change α/β of one organ of 500 cc of case a3: new assessment with all rows and DVHs"""
    from reirrad_gui.session import Session, open_case

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    session = Session(open_case([cases.made("a3")]))
    values = iter(np.linspace(2.0, 4.0, 100_000))

    def ours() -> None:
        session.do("Set α/β", lambda s: s.with_alpha_beta("13_sphere_500cc", float(next(values))))

    return Compared(ours, {}, goals=[Within(0.016)])


def bench_registration_scale_case(peers: Peers, cases: Cases) -> Compared | Skipped:
    """Automatic rigid registration of two CTs of 512 x 512 x 100, case a3, images in memory"""
    from reirrad_gui.dicom import load_volume, read_case
    from reirrad_gui.volume.rigid import register_rigid

    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case = cases.made("a3")
    true = accuracy.true_motion(case / "truth.json")
    images = {
        series.frame_of_reference_uid: load_volume(series)
        for series in read_case([case / "course1" / "ct", case / "course2" / "ct"]).series
    }
    found: list[float] = []

    def ours() -> Work:
        began = time.perf_counter()
        matrix, _ = register_rigid(images[true.to_frame], images[true.from_frame])
        seconds = time.perf_counter() - began
        found.append(true.rms_mm(matrix))
        return Work(seconds)

    other, last = "usual SimpleITK script", Last()

    def theirs(command: Sequence[str]) -> Work:
        last[other] = peers.work(command)
        return Work(last[other].told["seconds"]["register"], None, last[other].told)

    script = ("registration_sitk.py", "dpc", "")
    command = peers.runner(*script)
    steps = {other: partial(theirs, [*command, str(case)])} if command else {}

    def checks() -> Sequence[Check]:
        beside = f"{other}: {last[other].told['rms_mm']} mm" if other in last else ""
        return [
            Check(
                "error of that registration, RMS over a box of 200 x 150 x 150 mm", max(found), 0.5, "mm", beside=beside
            )
        ]

    goal = Faster((other,), 8.0, "≥ 8 times faster")
    absent = {} if command else {other: peers.why_not(*script)}
    return Compared(ours, steps, checks=checks, goals=[goal], absent=absent, rounds=2, warm=False)


def _dvh(
    name: str, peers: Peers, cases: Cases, goals: Sequence[Faster], limit_gy: float, rounds: int | None = None
) -> Compared | Skipped:
    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case, last = cases.made(name), Last()
    course = case / "course2"
    steps = {who: _kept(last, who, peers, command(course)) for who, command in _commands(DVH_PEERS, peers).items()}

    def checks() -> Sequence[Check]:
        return _dvh_checks(name, _errors(f"DVH, case {name}", last, case, "course2_physical"), limit_gy)

    ours = _kept(last, THIS, peers, _ours("dvh", course))
    return Compared(
        ours, steps, partial(_remarks, last), checks, goals, _absent(DVH_PEERS, peers), rounds, warm=rounds is None
    )


def _dvh_checks(name: str, errors: Mapping[str, Errors], limit_gy: float) -> list[Check]:
    """The accuracy goals, all in the run that is timed."""
    largest_volume, dose = (1.0, "3 mm") if limit_gy == COARSE else (0.5, "1 mm")
    case = f"{name}, planes {dose}"

    def check(what: str, of: Callable[[Errors], float | None], limit: float, unit: str) -> Check:
        beside = ", ".join(
            f"{who} {value:.3g}" for who, e in errors.items() if who != THIS and (value := of(e)) is not None
        )
        return Check(f"{case}: {what}", of(errors[THIS]), limit, unit, beside=beside)

    def worst(*metrics: str, small: bool = False) -> Callable[[Errors], float | None]:
        return lambda e: None if (found := e.largest(metrics, small)) is None else found.error

    return [
        check("volume error above 1 cc, median", lambda e: e.median("volume"), 0.3, "%"),
        check("volume error above 1 cc, largest", worst("volume"), largest_volume, "%"),
        check("volume error of 0.1 to 1 cc, largest", worst("volume", small=True), 4.0, "%"),
        check("error of the mean above 1 cc, largest", worst("mean"), 0.02, "Gy"),
        check("error of the mean of 0.1 to 1 cc, largest", worst("mean", small=True), 0.02, "Gy"),
        check("error of D95%, D0.1cc, D2cc above 1 cc, largest", worst("D95%", "D0.1cc", "D2cc"), limit_gy, "Gy"),
        _worst(name, errors),
    ]


def _worst(name: str, errors: Mapping[str, Errors]) -> Check:
    """No metric of any structure is far off, however small it is."""

    def told(found: Worst | None) -> str:
        return "none" if found is None else f"{found.error:.3g} ({found.where})"

    own, missing = errors[THIS].worst(), errors[THIS].missing
    beside = ", ".join(f"{who} {told(e.worst())}" for who, e in errors.items() if who != THIS)
    what = f"{name}: largest error of 9 dose metrics of any structure" + ("" if own is None else f" ({own.where})")
    if missing:
        return Check(what, None, 1.0, "Gy", beside=f"no figures for {', '.join(missing)}")
    return Check(what, None if own is None else own.error, 1.0, "Gy", beside=beside)


def _two_courses(
    name: str, peers: Peers, cases: Cases, faster: float, less_memory: float | None, rounds: int | None = None
) -> Compared | Skipped:
    if not MAKER.is_file():
        return Skipped(NO_MAKER)
    case, last = cases.made(name), Last()
    organs = accuracy.structures(case / "truth.json")[:10]
    steps = {who: _kept(last, who, peers, command(case)) for who, command in _commands(PIPELINE_PEERS, peers).items()}

    def checks() -> Sequence[Check]:
        errors = _errors(f"EQD2 sum of two courses, case {name}", last, case, "sum_eqd2", organs)
        found = [_worst(f"{name}, EQD2 sum", errors)]
        if SITK_PLASTIMATCH in errors:
            found.insert(0, _third(name, errors))
        return [*([] if less_memory is None else [_memory(name, last, less_memory)]), *found]

    goal = Faster((SITK_DICOMPYLER,), faster, f"≥ {faster:g} times faster")
    ours = _kept(last, THIS, peers, _ours("pipeline", case, ",".join(organs)))
    return Compared(ours, steps, partial(_remarks, last), checks, [goal], _absent(PIPELINE_PEERS, peers), rounds)


def _memory(name: str, last: Last, at_least: float) -> Check:
    what = f"{name}: peak memory, times less than {SITK_DICOMPYLER}"
    own, other = (last[who].told.get("peak_mb") if who in last else None for who in (THIS, SITK_DICOMPYLER))
    if own is None or other is None:
        return Check(what, None, at_least, "", at_least=True, beside="the other program, or its memory, is not known")
    return Check(what, other / own, at_least, "", at_least=True, beside=f"{own:.0f} MB; theirs {other:.0f} MB")


def _third(name: str, errors: Mapping[str, Errors]) -> Check:
    """Errors of D2cc as part of plastimatch's."""
    own, other = (errors[who].largest(["D2cc"]) for who in (THIS, SITK_PLASTIMATCH))
    what = f"{name}, EQD2 sum: largest error of D2cc above 1 cc, as a part of plastimatch's"
    if own is None or other is None or not other.error:
        return Check(what, None, 1 / 3, "", beside="no structure has both")
    return Check(what, own.error / other.error, 1 / 3, "", beside=f"{own.error:.3f} Gy; theirs {other.error:.3f} Gy")


def _errors(case: str, last: Last, folder: Path, key: str, only: Sequence[str] = ()) -> dict[str, Errors]:
    found = {who: accuracy.errors(work.told["rois"], folder / "truth.json", key, only) for who, work in last.items()}
    accuracy.FOUND[case] = dict(sorted(found.items(), key=lambda item: item[0] != THIS))
    return accuracy.FOUND[case]


def _remarks(last: Last) -> list[str]:
    """What stands in no goal: memory, and structures that a program could not do."""
    told = [f"{who} {work.told['peak_mb']:.0f} MB" for who, work in last.items() if work.told.get("peak_mb")]
    failed = [f"{who} gave no figures for {roi}: {why}" for who, work in last.items()
              for roi, why in work.told.get("failed", {}).items()]  # fmt: skip
    whole = [f"{who} {work.whole_s:.2f} s" for who, work in last.items() if work.whole_s]
    return [f"peak memory: {', '.join(told)}", f"whole commands, last round: {', '.join(whole)}", *failed]


def _ours(job: str, folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "tests.benchmarks.ours", job, str(folder), *words]


def _kept(last: Last, who: str, peers: Peers, command: Sequence[str]) -> Callable[[], Work]:
    def step() -> Work:
        last[who] = peers.work(command)
        return last[who]

    return step


def _commands(scripts: Mapping[str, tuple[str, str, str]], peers: Peers) -> dict[str, Callable[[Path], list[str]]]:
    """The programs that are there: name, and the command for a folder."""
    found = {who: peers.runner(*script) for who, script in scripts.items()}
    return {who: partial(_command, who, command) for who, command in found.items() if command is not None}


def _command(who: str, command: Sequence[str], folder: Path) -> list[str]:
    truth = ("--truth", os.fspath(folder.parent / "truth.json")) if who in DVH_PEERS else ()
    return [*command, str(folder), *truth, "--full", *OPTIONS.get(who, ())]


def _absent(scripts: Mapping[str, tuple[str, str, str]], peers: Peers) -> dict[str, str]:
    return {who: why for who, script in scripts.items() if (why := peers.why_not(*script))}
