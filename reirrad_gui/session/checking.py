"""The `check` command: what was found, how it was linked, what is missing or contradictory, in plain sentences."""

from collections.abc import Sequence
from pathlib import Path

from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import read


def check_lines(paths: Sequence[Path], step: Step = silent) -> tuple[tuple[str, ...], bool]:
    """The report, and whether anything usable was found.

    Raises
    ------
    InputError
        Nothing at all could be read.
    """
    from reirrad_gui.dicom import check_report

    cases = read(paths, step)
    return check_report(cases), any(case.courses or case.series or case.structure_sets for case in cases)
