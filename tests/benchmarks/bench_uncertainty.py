"""How sure are the verdicts: 1,000 draws for ten organs of 51,200 points each, two courses.

Goal: below a second in the background. Made in memory like the organs of `bench_changes`; course 1 comes through a
registration. Told apart: draws alone, with and without a shifted registration, and the whole answer with its tornado.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.benchmarks.compared import Compared, Within

SECOND = (Within(1.0),)
ORGANS = (
    "Bladder", "Rectum", "Bowel_Small", "Colon", "Colon_Sigmoid", "SacralPlex", "CaudaEquina", "Stomach", "Duodenum",
    "Jejunum",
)  # fmt: skip
"""Seven have limits in the shipped set; the others are given the rectum's, so that ten organs are drawn."""

_KEPT: dict[str, object] = {}


def bench_draw_1000_times_for_ten_organs(_: Path) -> Compared:
    """1,000 draws over α/β and slices: near-maxima, probabilities, DVH bands of 10 organs, 51,200 points each"""
    return Compared(_draws(None), {}, goals=SECOND)


def bench_draw_1000_shifted_registrations_for_ten_organs(_: Path) -> Compared:
    """The same with the registration shifted in every draw, within the organ"""
    return Compared(_draws(1.5), {}, goals=SECOND)


def bench_answer_how_sure_for_ten_organs(_: Path) -> Callable[[], object]:
    """All of it: 1,000 draws with a shifted registration, tornado with envelope, end caps and other sets, robustness"""
    from reirrad_gui.session.uncertainty import Assumptions, uncertainty

    opened, settings = _opened(), _settings()
    return lambda: uncertainty(opened, settings, Assumptions(registration_sigma_mm=1.5))


def _draws(sigma_mm: float | None) -> Callable[[], object]:
    """The draws alone, of rows that are assessed already."""
    from reirrad_gui.session.evaluation import Evaluation, Kept
    from reirrad_gui.session.jobs import silent
    from reirrad_gui.session.panel import panel_rows
    from reirrad_gui.session.uncertainty import Assumptions
    from reirrad_gui.session.uncertainty.recovering import RecoveryDraws
    from reirrad_gui.session.uncertainty.rows import Asked
    from reirrad_gui.session.uncertainty.run import drawn_rows
    from reirrad_gui.session.uncertainty.seeds import Seeds

    opened, wanted = _opened(), Assumptions(registration_sigma_mm=sigma_mm)
    evaluation = Evaluation(opened, _settings(), Kept())
    rows = panel_rows(evaluation)

    def draw() -> object:
        seeds = Seeds(1, 1000)
        asked = Asked(evaluation, wanted, RecoveryDraws(opened, evaluation, wanted, seeds), seeds)
        found = drawn_rows(asked, rows, silent)
        assert sum(bool(one.limits) for one in found) == len(ORGANS)
        return found

    return draw


def _settings():  # type: ignore[no-untyped-def]
    """Ten organs with limits: the shipped set, with the rectum's limits for organs it does not name."""
    from tempfile import mkdtemp

    from reirrad_gui.resources import resource
    from reirrad_gui.session import Settings

    if "set" not in _KEPT:
        import json

        content = json.loads(resource("constraints", "pelvis-slevin-2021.json").read_text(encoding="utf-8"))
        named = {name for one in content["limits"] for name in one["applies_to"]}
        rectum = [one for one in content["limits"] if one["organ"] == "Rectum"]
        content["limits"] += [
            {**one, "key": f"{one['key']}-{organ}", "organ": organ, "applies_to": [organ], "surrogates": []}
            for organ in ORGANS
            if organ not in named
            for one in rectum
        ]
        content["gaps"] = []
        file = Path(mkdtemp()) / "ten-organs.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        _KEPT["set"] = str(file)
    return Settings(constraint_set=str(_KEPT["set"]))


def _opened():  # type: ignore[no-untyped-def]
    if "opened" not in _KEPT:
        _KEPT["opened"] = _made()
    return _KEPT["opened"]


def _made():  # type: ignore[no-untyped-def]
    from reirrad_gui.volume.registration import Origin, Registration
    from tests.benchmarks.bench_changes import _dense, _field
    from tests.support.opened_cases import FRAME_1, FRAME_2, box, course, opened_case, structure_set

    drawn = structure_set(*(box(name, number) for number, name in enumerate(ORGANS)))
    courses = (course(1, 21.0, 3, frame=FRAME_1), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "made for a benchmark"),)
    fields = (_field((1.0, 0.4, 0.2), 21.0), _field((-0.3, 0.8, 0.6), 20.0))
    opened = opened_case(courses, fields, (drawn,), known)
    organs = [_thin(_dense(opened, organ, number)) for number, organ in enumerate(opened.organs)]
    return replace(opened, organs=tuple(organs))


def _thin(organ):  # type: ignore[no-untyped-def]
    """Every tenth of 512,000 points, each with the volume of ten."""
    points = organ.points
    kept = replace(points, points_mm=points.points_mm[::10], weights_cc=points.weights_cc[::10] * 10.0)
    doses = tuple(
        tuple(replace(phase, physical_gy=phase.physical_gy[::10]) for phase in phases) for phases in organ.doses
    )
    return replace(organ, points=kept, doses=doses)
