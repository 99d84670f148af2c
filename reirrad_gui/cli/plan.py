"""What could still be given, as JSON."""

import argparse
import sys
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


def add_plan(commands: Any) -> None:
    plan = commands.add_parser("plan", help="what could still be given: regimens side by side, largest doses, as JSON")
    plan.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add_letter(plan, more="")
    plan.add_argument("--course", type=int, metavar="N", help="whose planned dose is scaled (the newest unless given)")
    plan.add_argument("--phase", metavar="LABEL", help="which phase of that course, if it has several")
    plan.add_argument("--regimens", metavar="8/1,20/5,…", help="to be compared; those in use unless given")
    plan.add_argument(
        "--fractions", default="1,2,3,4,5,6,7,8,9,10", metavar="1,3,5,10", help="for which to look for the largest dose"
    )
    plan.add_argument("--tumour-alpha-beta", type=float, metavar="GY", help="α/β of the tumour, not the target's")
    plan.add_argument("--json", type=Path, metavar="FILE", help="write the JSON here instead of to standard output")
    plan.add_argument("--constraint-set", default=None, metavar="NAME")
    plan.add_argument("--tissue-table", default=None, metavar="NAME", help="α/β from another table")
    add_case(plan)
    plan.set_defaults(run=_plan, wrong=plan.error)


def _plan(options: argparse.Namespace) -> int:
    from reirrad_gui.constraints import DEFAULT_SET
    from reirrad_gui.session import Settings
    from reirrad_gui.session.planner.headless import PlanWish, planned_json
    from reirrad_gui.session.recovery import parse_recoveries

    letters = letter_files(options)
    wish = PlanWish(options.course, options.phase, options.regimens, options.fractions, options.tumour_alpha_beta)
    asked = ("course", "phase", "regimens", "fractions", "tumour_alpha_beta", "json")
    if (session := capsule_session(options, *asked)) is not None:
        opened, settings = session.opened, session.settings
    else:
        settings = modelled(Settings(constraint_set=options.constraint_set or DEFAULT_SET), options)
        settings = parse_recoveries(options.recovery or (), settings)
        opened = opened_case(options, letters)
    write_json(planned_json(opened, settings, wish), options.json)
    for problem in opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0
