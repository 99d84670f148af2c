"""The `check` command: what was found, how it was linked, what is missing or contradictory, in plain sentences."""

from collections.abc import Sequence
from pathlib import Path

from reirrad_gui.case import Case
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import case_with_letters, read, with_letters_of
from reirrad_gui.store.letters import read_letter


def check_lines(
    paths: Sequence[Path], step: Step = silent, letters: Sequence[Path] = ()
) -> tuple[tuple[str, ...], bool]:
    """The report, and whether anything usable was found; `letters` are letter files besides those among the paths.

    Raises
    ------
    InputError
        Nothing at all could be read.
    """
    cases = read(paths, step) if paths else ()
    if letters and len(cases) < 2:
        cases = (case_with_letters(cases, letters),)
    elif letters:
        cases = with_letters_of(cases, tuple(read_letter(path) for path in letters))
    return found_lines(cases)


def found_lines(cases: Sequence[Case]) -> tuple[tuple[str, ...], bool]:
    """The report of cases that were read, and whether anything usable is among them."""
    from reirrad_gui.dicom import check_report

    return check_report(cases), any(case.courses or case.series or case.structure_sets for case in cases)
