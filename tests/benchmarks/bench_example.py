"""The main job on the built-in example: open, assess, change α/β, draw a slice, measure DVHs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

Step = Callable[[], object]


def bench_open_the_example(folder: Path) -> Step:
    """Open: scan, link, load both doses, sample every organ (example, two courses)"""
    from reirrad_gui.dicom.example import ensure_example
    from reirrad_gui.session import open_case

    example = ensure_example(folder / "example")
    return lambda: open_case([example])


def bench_assess_the_example(folder: Path) -> Step:
    """Assess: everything the three views show, from an opened case, nothing kept"""
    from reirrad_gui.session import Assessor, Settings

    opened = _opened(folder)
    return lambda: curves_read(Assessor(opened).assess(Settings()))


def bench_change_alpha_beta(folder: Path) -> Step:
    """Change α/β of one organ: new assessment with all rows and DVHs"""
    from reirrad_gui.session import Session

    session = Session(_opened(folder))
    values = iter(np.linspace(2.0, 4.0, 100_000))
    edit = partial(session.do, "Set α/β", lambda s: s.with_alpha_beta("Rectum", float(next(values))))
    return lambda: (edit(), curves_read(session.assessment))


def bench_dvh_of_course_2(folder: Path) -> Step:
    """DVH metrics of every structure of course 2 from its files (the dvh command)"""
    from reirrad_gui.dicom.example import ensure_example
    from reirrad_gui.session.dvh_json import dvh_json

    example = ensure_example(folder / "example")
    structures, dose = next(example.rglob("RS.course2.dcm")), next(example.rglob("RD.course2.dcm"))
    return lambda: dvh_json(structures, [dose])


def bench_accumulated_plane(folder: Path) -> Step:
    """Dose of one 512 x 512 plane, both courses, EQD2, accumulated"""
    from reirrad_gui.dose.quantity import Quantity
    from reirrad_gui.session import Session

    session = Session(_opened(folder))
    frame = session.opened.reference_frame_uid or ""
    x, y = np.meshgrid(np.linspace(-200, 200, 512), np.linspace(-150, 150, 512))
    points = np.stack([x, y, np.zeros_like(x)], axis=-1)
    return lambda: session.display.dose(points, None, Quantity.EQD2, 3.0, frame)


def curves_read(assessment) -> float:  # type: ignore[no-untyped-def]
    """Every curve of every organ: they are counted when somebody looks at them."""
    return sum(float(curve.volume_percent[0]) for organ in assessment.organs for curve in organ.curves)


def _opened(folder: Path):  # type: ignore[no-untyped-def]
    from reirrad_gui.dicom.example import ensure_example
    from reirrad_gui.session import open_case

    return open_case([ensure_example(folder / "example")])
