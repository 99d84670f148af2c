"""Everything the three views show, as JSON."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import (
    add_case,
    add_letter,
    capsule_session,
    letter_files,
    modelled,
    opened_case,
    write_json,
)

AS_USUAL = True
"""Draws where --uncertainty names none: 1000, or as many as a capsule asked for."""


def add_assess(commands: Any) -> None:
    assess = commands.add_parser("assess", help="everything the three views show, as JSON")
    assess.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add_letter(assess)
    assess.add_argument("--json", type=Path, metavar="FILE", help="write the JSON here instead of to standard output")
    assess.add_argument(
        "--registration-quality", action="store_true", help="measure how well registrations lay organs and images"
    )
    assess.add_argument(
        "--envelope-mm", type=float, metavar="MM", help="how far a registration may be off (3 unless given; 0: exact)"
    )
    assess.add_argument(
        "--overlap-levels", metavar="A,B", help="two isodoses whose overlap is told, of the earlier and later course"
    )
    assess.add_argument("--constraint-set", default=None, metavar="NAME")
    assess.add_argument("--tissue-table", default=None, metavar="NAME", help="α/β from another table")
    assess.add_argument("--what-if", metavar="24/6", help="assess a course as if this regimen had been given")
    assess.add_argument("--what-if-course", type=int, metavar="N", help="which course (the newest with dose)")
    _add_uncertainty(assess)
    add_case(assess)
    assess.set_defaults(run=_assess, wrong=assess.error)


def _add_uncertainty(assess: argparse.ArgumentParser) -> None:
    assess.add_argument(
        "--uncertainty",
        nargs="?",
        type=int,
        const=AS_USUAL,
        metavar="DRAWS",
        help="how sure the verdicts are: so many draws (1000) over α/β, recovery, interval and slices, a tornado; "
        "of a capsule as it was asked there, unless told otherwise",
    )
    assess.add_argument("--seed", type=int, metavar="N", help="with --uncertainty: the same seed, the same numbers (1)")
    assess.add_argument(
        "--registration-sigma-mm",
        type=float,
        metavar="MM",
        help="with --uncertainty: also shift registered courses, so far along each axis (standard deviation)",
    )


def _assess(options: argparse.Namespace) -> int:
    from reirrad_gui.constraints import DEFAULT_SET
    from reirrad_gui.session import Assessor, Settings
    from reirrad_gui.session.as_json import assessment_json
    from reirrad_gui.session.history_json import history_json
    from reirrad_gui.session.judging import measured_registrations
    from reirrad_gui.session.planner.headless import trying
    from reirrad_gui.session.recovery import parse_recoveries
    from reirrad_gui.session.settings import IsodoseLevel

    if options.uncertainty is None and (options.seed, options.registration_sigma_mm) != (None, None):
        options.wrong("--seed and --registration-sigma-mm belong to --uncertainty")
    letters = letter_files(options)
    if (session := capsule_session(options, "json", "uncertainty", "seed", "registration_sigma_mm")) is not None:
        return _tell_session(options, session)
    settings = modelled(Settings(constraint_set=options.constraint_set or DEFAULT_SET), options)
    settings = parse_recoveries(options.recovery or (), settings)
    if options.envelope_mm is not None:
        settings = settings.with_envelope(options.envelope_mm)
    if options.overlap_levels is not None:
        settings = settings.with_overlap_levels(IsodoseLevel.parse_pair(options.overlap_levels))
    opened = opened_case(options, letters)
    if options.what_if is not None:
        settings = trying(opened, settings, options.what_if, options.what_if_course)
    assessor = Assessor(opened)
    if options.registration_quality:
        assessor.learn(measured_registrations(opened, settings))
    said = assessment_json(assessor.assess(settings)) | history_json(opened.case)
    if options.uncertainty is not None:
        said["uncertainty"] = _uncertainty(options, assessor, settings)
    write_json(said, options.json)
    for problem in opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0


def _tell_session(options: argparse.Namespace, session: Any) -> int:
    """A capsule brings its own settings, and is assessed with these; what is asked of certainty as in the window."""
    from reirrad_gui.session.as_json import assessment_json
    from reirrad_gui.session.history_json import history_json
    from reirrad_gui.session.jobs import silent
    from reirrad_gui.session.uncertainty.as_json import uncertainty_json

    said = assessment_json(session.assessment) | history_json(session.case)
    if options.uncertainty is not None:
        session.ask(_question(options, session.question))
        said["uncertainty"] = uncertainty_json(session.asking()(silent).found)
    write_json(said, options.json)
    for problem in session.opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0


def _uncertainty(options: argparse.Namespace, assessor: Any, settings: Any) -> dict[str, Any]:
    """From the doses of the assessment, as the window asks: the same figures to the last digit."""
    from reirrad_gui.session.certainty import Question
    from reirrad_gui.session.uncertainty.as_json import uncertainty_json

    return uncertainty_json(assessor.uncertainty(settings, _question(options, Question())))


def _question(options: argparse.Namespace, before: Any) -> Any:
    """What is asked of certainty: as before, but for what was given."""
    wanted = before
    if options.uncertainty is not AS_USUAL:
        wanted = replace(wanted, draws=options.uncertainty)
    if options.seed is not None:
        wanted = replace(wanted, seed=options.seed)
    if options.registration_sigma_mm is not None:
        wanted = wanted.assuming(wanted.assumptions.with_registration_sigma(options.registration_sigma_mm))
    return wanted
