"""The command line: the window, and the same numbers without it.

Each module is one command or two of a kind; `options` holds what they share. Nothing here computes.
Exit status: 0 done, 1 the data cannot be used (one plain sentence per problem on standard error), 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from reirrad_gui.cli.assess import add_assess
from reirrad_gui.cli.capsule import add_capsule
from reirrad_gui.cli.desktop import add_desktop
from reirrad_gui.cli.dvh import add_dvh
from reirrad_gui.cli.files import add_check, add_export, add_fhir
from reirrad_gui.cli.plan import add_plan
from reirrad_gui.cli.report import add_report
from reirrad_gui.cli.tables import add_constraints, add_evidence
from reirrad_gui.cli.versions import TellVersions
from reirrad_gui.cli.window import add_demo, window_options
from reirrad_gui.errors import ReirradError

ADDED = (
    add_demo, add_assess, add_plan, add_report, add_dvh, add_check, add_export, add_capsule, add_fhir, add_evidence,
    add_constraints, add_desktop,
)  # fmt: skip
COMMANDS = (
    "demo",
    "assess",
    "plan",
    "report",
    "dvh",
    "check",
    "export",
    "capsule",
    "fhir",
    "evidence",
    "constraints",
    "desktop",
)
DISCLAIMER = "Decision support for trained staff. Not a medical device, not for treatment planning."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    first = given[0] if given else ""
    known = first in COMMANDS or first.startswith("-")
    try:
        options = parser.parse_args(given) if known else argparse.Namespace()
        if not hasattr(options, "run"):  # "--" before a path, or no command: the window
            options = window_options(given, DISCLAIMER)
        status: int = options.run(options)
    except ReirradError as error:
        print(f"reirrad-gui: {error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"reirrad-gui: {error.filename or error} does not exist; nothing was read.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("reirrad-gui: stopped; nothing was changed.", file=sys.stderr)
        return 1
    return status


def build_parser() -> argparse.ArgumentParser:
    """The commands of DESIGN.md 3."""
    parser = argparse.ArgumentParser(
        prog="reirrad-gui",
        description="Timeline, accumulated dose and cumulative limits for a patient who may be irradiated again.",
        epilog=f"Without a command: reirrad-gui [PATH…] opens the window on those folders or files. {DISCLAIMER}",
    )
    parser.add_argument("--version", action=TellVersions, help="tell the versions that results here rest on, and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in ADDED:
        add(commands)
    return parser


def _speak_utf8() -> None:
    """α/β and ≥ reach every terminal, also where its encoding is narrow."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
