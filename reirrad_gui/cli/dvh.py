"""DVH metrics of one dose, or of organs over all courses, as JSON."""

import argparse
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import add_case, capsule_session, modelled, must_exist, write_json


def add_dvh(commands: Any) -> None:
    dvh = commands.add_parser("dvh", help="DVH metrics of one dose, or of organs over all courses, as JSON")
    dvh.add_argument("--structures", type=Path, metavar="RS.dcm")
    dvh.add_argument("--dose", type=Path, action="append", metavar="RD.dcm")
    dvh.add_argument(
        "--case", type=Path, nargs="+", metavar="PATH", help="every course found here, accumulated as EQD2"
    )
    dvh.add_argument("--organs", metavar="A,B", help="with --case: only these structures; all unless given")
    dvh.add_argument("--alpha-beta", type=float, metavar="GY", help="with --case: α/β of them all, not the table's")
    dvh.add_argument("--tissue-table", default=None, metavar="NAME", help="with --case: α/β from another table")
    add_case(dvh)
    dvh.add_argument("--end-cap", choices=("half", "none", "0.2"), default="half")
    dvh.add_argument("--curve", action="store_true", help="add the cumulative curves")
    dvh.add_argument("--json", type=Path, metavar="FILE")
    dvh.set_defaults(run=_dvh, wrong=dvh.error)


def _dvh(options: argparse.Namespace) -> int:
    if options.case:
        return _case_dvh(options)
    only_cases = (
        options.organs, options.alpha_beta, options.tissue_table, options.patient, options.one_person or None,
        options.model,
    )  # fmt: skip
    if any(given is not None for given in only_cases) or (options.registration, options.recovery) != ("reg", None):
        options.wrong("organs, α/β, patient, registration, recovery and model are chosen for --case only")
    if options.structures is None or options.dose is None:
        options.wrong("give --structures and --dose for one dose, or --case for every course of a case")
    from reirrad_gui.session.dvh_json import dvh_json

    must_exist([options.structures, *options.dose])
    write_json(dvh_json(options.structures, options.dose, options.end_cap, options.curve), options.json)
    return 0


def _case_dvh(options: argparse.Namespace) -> int:
    from reirrad_gui.session import Settings
    from reirrad_gui.session.case_dvh import Wanted, case_dvh_json, opened_dvh_json
    from reirrad_gui.session.recovery import parse_recoveries

    if options.structures is not None or options.dose is not None:
        options.wrong("--case reads every course itself: leave --structures and --dose out")
    must_exist(options.case)
    organs = tuple(name.strip() for name in (options.organs or "").split(",") if name.strip())
    session = capsule_session(options, "organs", "alpha_beta", "curve", "json", paths="case")
    if session is not None:
        asked = Wanted(organs, options.alpha_beta)
        write_json(opened_dvh_json(session.opened, asked, session.settings, options.curve), options.json)
        return 0
    settings = parse_recoveries(options.recovery or (), modelled(Settings(end_cap=options.end_cap), options))
    said = case_dvh_json(
        options.case,
        Wanted(organs, options.alpha_beta),
        settings,
        options.registration,
        options.patient,
        options.one_person,
        options.curve,
    )
    write_json(said, options.json)
    return 0
