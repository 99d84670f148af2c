"""What the verdicts rest on: sets of limits, tables of α/β, the literature."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import must_exist, write_json


def add_evidence(commands: Any) -> None:
    evidence = commands.add_parser("evidence", help="what the literature says on re-irradiation of bone metastases")
    evidence.add_argument("--json", type=Path, metavar="FILE", help="write the table here as JSON, too")
    evidence.set_defaults(run=_evidence)


def _evidence(options: argparse.Namespace) -> int:
    from reirrad_gui.clinical.evidence import evidence_json, evidence_lines, load_evidence

    table = load_evidence()
    print("\n".join(evidence_lines(table)))
    if options.json is not None:
        write_json(evidence_json(table), options.json)
    return 0


def add_constraints(commands: Any) -> None:
    told = commands.add_parser("constraints", help="sets of limits and tables of α/β: list, show, lint, copy to a file")
    told.add_argument("action", choices=("list", "show", "lint", "copy"))
    told.add_argument("names", nargs="*", metavar="NAME|FILE")
    told.add_argument("--to", type=Path, metavar="FILE", help="with copy: the new file")
    told.add_argument("--author", metavar="NAME", help="with copy: who stands behind the copy")
    told.add_argument("--json", type=Path, metavar="FILE", help="write it as JSON too")
    told.set_defaults(run=_constraints, wrong=told.error)


def _constraints(options: argparse.Namespace) -> int:
    from reirrad_gui.session.set_listing import Listing, copied_to, linted, listed, shown

    wanted = {"list": (0, 0), "show": (1, 1), "lint": (1, None), "copy": (1, 1)}
    least, most = wanted[options.action]
    if len(options.names) < least or (most is not None and len(options.names) > most):
        known = {"list": "list takes no name", "lint": "give the files to check"}
        options.wrong(known.get(options.action, "give one name"))
    if (options.action == "copy") != (options.to is not None and options.author is not None):
        options.wrong("copy needs --to FILE and --author NAME, and nothing else takes them")
    found: Listing
    if options.action == "list":
        found = listed()
    elif options.action == "show":
        found = shown(options.names[0])
    elif options.action == "copy":
        found = copied_to(options.names[0], options.to, options.author, date.today())
    else:
        paths = [Path(name) for name in options.names]
        must_exist(paths)
        found = linted(paths)
    if found.lines:
        print("\n".join(found.lines))
    if options.json is not None:
        write_json(found.said, options.json)
    for sentence in found.problems:
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return found.status
