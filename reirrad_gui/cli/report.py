"""The report that the window writes, without a window: PDF, HTML or a DICOM document."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import add_case, add_letter, capsule_session, letter_files, modelled, opened_case

OF_THE_REPORT = (
    "to", "question", "outcome", "participants", "held", "regimens", "without_identity", "letter_paper", "language",
    "overwrite",
)  # fmt: skip
"""Options that say what is written, not how the case is judged."""


def add_report(commands: Any) -> None:
    report = commands.add_parser("report", help="the report on a case as PDF, HTML or a DICOM document")
    report.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add_letter(report)
    report.add_argument("--to", type=Path, required=True, metavar="FILE.pdf|.html|.dcm", help="the new file")
    report.add_argument("--question", default="", metavar="TEXT", help="what was asked")
    report.add_argument("--outcome", default="", metavar="TEXT", help="what came of the discussion")
    report.add_argument("--participants", default="", metavar="TEXT", help="who took part in it")
    report.add_argument("--held", default="", metavar="DATE", help="when it was held")
    report.add_argument("--regimens", metavar="8/1,20/5,…", help="to be compared side by side (none unless given)")
    report.add_argument("--without-identity", action="store_true", help="no names, numbers and files; dates stay")
    report.add_argument("--letter-paper", action="store_true", help="US Letter instead of A4")
    report.add_argument("--language", default="en", metavar="CODE", help="the words of the report (en, ro)")
    report.add_argument("--overwrite", action="store_true", help="replace a file of this name")
    report.add_argument("--constraint-set", default=None, metavar="NAME")
    report.add_argument("--tissue-table", default=None, metavar="NAME", help="α/β from another table")
    add_case(report)
    report.set_defaults(run=_report, wrong=report.error)


def _report(options: argparse.Namespace) -> int:
    from reirrad_gui.constraints import DEFAULT_SET
    from reirrad_gui.session import Session, Settings
    from reirrad_gui.session.exporting.document import WITHOUT_IDENTITY
    from reirrad_gui.session.planner.regimens import parse_regimens
    from reirrad_gui.session.recovery import parse_recoveries
    from reirrad_gui.ui.report.wish import Wish
    from reirrad_gui.ui.report.writing import check

    letters = letter_files(options)
    check(options.to, overwrite=options.overwrite)
    identified = not options.without_identity
    if options.to.suffix.lower() == ".dcm" and not identified:
        options.wrong(WITHOUT_IDENTITY)
    regimens = parse_regimens(options.regimens) if options.regimens else ()
    texts = (options.question, options.outcome, options.participants, options.held)
    wish = Wish(*texts, identified, regimens, options.letter_paper, options.language)
    if (session := capsule_session(options, *OF_THE_REPORT)) is not None:
        wish = discussed(session, wish)
    else:
        settings = modelled(Settings(constraint_set=options.constraint_set or DEFAULT_SET), options)
        settings = parse_recoveries(options.recovery or (), settings)
        session = Session(opened_case(options, letters), settings)
    print(_written(session, wish, options))
    for problem in session.opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0


def discussed(session: Any, wish: Any) -> Any:
    """With what the case says of its newest discussion, as in the window, where nothing of one was typed."""
    from dataclasses import replace

    from reirrad_gui.session.discussion import newest_discussion, written

    event = newest_discussion(session.case.events)
    if event is None or any((wish.question, wish.outcome, wish.participants, wish.held)):
        return wish
    facts = event.facts
    said = {name: getattr(facts, name) or "" for name in ("question", "outcome", "participants")}
    return replace(wish, **said, held=written(event))


def _written(session: Any, wish: Any, options: argparse.Namespace) -> str:
    """Laid out and painted as in the window, on a screen that nobody sees."""
    from reirrad_gui.session.planner.question import PlanQuestion

    planned = session.planner.candidates(PlanQuestion(session.settings), wish.regimens) if wish.regimens else None
    from reirrad_gui.ui.app import application
    from reirrad_gui.ui.language import keep_drawn
    from reirrad_gui.ui.report.content import report_of, without
    from reirrad_gui.ui.report.pictures import album_now
    from reirrad_gui.ui.report.told import Voice
    from reirrad_gui.ui.report.writing import write

    app = application(offscreen=True)
    keep_drawn(organ.name for organ in session.assessment.organs)
    today, voice = date.today(), Voice(wish.language)
    album = album_now(session, today, voice, identified=wish.identified)
    report = report_of(session, wish, today, album.drawn, planned)
    if album.veil is not None:
        report = without(report, album.veil, wish.participants)
    pages = voice.pages(report, letter_paper=wish.letter_paper, images=album.images)
    told = write(pages, options.to, session, identified=wish.identified, overwrite=options.overwrite)
    app.processEvents()  # what was only painted goes now, while there is an application
    return told
