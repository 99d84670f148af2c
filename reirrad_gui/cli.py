"""The command line: the window, and the same numbers without it.

Exit status: 0 done, 1 the data cannot be used (one plain sentence per problem on standard error), 2 wrong usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reirrad_gui import __version__
from reirrad_gui.errors import ReirradError

COMMANDS = ("demo", "assess", "plan", "dvh", "check", "export", "fhir", "evidence", "constraints")
DISCLAIMER = "Decision support for trained staff. Not a medical device, not for treatment planning."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    _speak_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    first = given[0] if given else ""
    options = parser.parse_args(given) if first in COMMANDS or first.startswith("-") else _window_options(given)
    if not hasattr(options, "run"):
        options = _window_options(given)
    try:
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
    parser.add_argument("--version", action="version", version=f"reirrad-gui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_demo(commands)
    _add_assess(commands)
    _add_plan(commands)
    _add_dvh(commands)
    _add_check(commands)
    _add_export(commands)
    _add_fhir(commands)
    _add_evidence(commands)
    _add_constraints(commands)
    return parser


def _add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="open the built-in example (generated on first use)")
    demo.add_argument("--screenshots", type=Path, metavar="DIR", help="render the window offscreen into PNG files")
    demo.set_defaults(run=_demo)


def _add_assess(commands: Any) -> None:
    assess = commands.add_parser("assess", help="everything the three views show, as JSON")
    assess.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _add_letter(assess)
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
    _add_case(assess)
    assess.set_defaults(run=_assess, wrong=assess.error)


def _add_uncertainty(assess: argparse.ArgumentParser) -> None:
    assess.add_argument(
        "--uncertainty",
        nargs="?",
        type=int,
        const=1000,
        metavar="DRAWS",
        help="how sure the verdicts are: so many draws (1000) over α/β, recovery, interval and slices, a tornado",
    )
    assess.add_argument("--seed", type=int, metavar="N", help="with --uncertainty: the same seed, the same numbers (1)")
    assess.add_argument(
        "--registration-sigma-mm",
        type=float,
        metavar="MM",
        help="with --uncertainty: also shift registered courses, so far along each axis (standard deviation)",
    )


def _add_plan(commands: Any) -> None:
    plan = commands.add_parser("plan", help="what could still be given: regimens side by side, largest doses, as JSON")
    plan.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _add_letter(plan, more="")
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
    _add_case(plan)
    plan.set_defaults(run=_plan, wrong=plan.error)


def _add_dvh(commands: Any) -> None:
    dvh = commands.add_parser("dvh", help="DVH metrics of one dose, or of organs over all courses, as JSON")
    dvh.add_argument("--structures", type=Path, metavar="RS.dcm")
    dvh.add_argument("--dose", type=Path, action="append", metavar="RD.dcm")
    dvh.add_argument(
        "--case", type=Path, nargs="+", metavar="PATH", help="every course found here, accumulated as EQD2"
    )
    dvh.add_argument("--organs", metavar="A,B", help="with --case: only these structures; all unless given")
    dvh.add_argument("--alpha-beta", type=float, metavar="GY", help="with --case: α/β of them all, not the table's")
    dvh.add_argument("--tissue-table", default=None, metavar="NAME", help="with --case: α/β from another table")
    _add_case(dvh)
    dvh.add_argument("--end-cap", choices=("half", "none", "0.2"), default="half")
    dvh.add_argument("--curve", action="store_true", help="add the cumulative curves")
    dvh.add_argument("--json", type=Path, metavar="FILE")
    dvh.set_defaults(run=_dvh, wrong=dvh.error)


def _add_case(parser: Any) -> None:
    parser.add_argument("--registration", default="reg", metavar="auto|reg|identity|MATRIX.json")
    _add_recovery(parser)
    _add_model(parser)
    _add_who(parser)


def _add_who(parser: Any) -> None:
    parser.add_argument("--patient", default=None, metavar="ID", help="which patient, if the files belong to several")
    parser.add_argument("--one-person", action="store_true", help="several identities in the files are the same person")


def _add_recovery(parser: Any) -> None:
    parser.add_argument(
        "--recovery",
        action="append",
        metavar="[ORGAN=]NAME",
        help="a model's name, or “25%%: reason”; may be repeated, for one organ each (off unless given)",
    )


def _add_model(parser: Any) -> None:
    parser.add_argument(
        "--model", metavar="lq|lq-l[:DT[,SLOPE]]", help="LQ (unless given), or LQ-L: straight at large fractions"
    )


def _add_letter(parser: Any, more: str = ", and PATH be left out with it") -> None:
    parser.add_argument(
        "--letter",
        type=Path,
        action="append",
        metavar="FILE.json",
        help=f"a course known only from a letter, as an upper bound; may be repeated{more}",
    )


def _add_check(commands: Any) -> None:
    check = commands.add_parser("check", help="what was found, how it was linked, what is missing or contradictory")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _add_letter(check)
    check.set_defaults(run=_check, wrong=check.error)


def _add_export(commands: Any) -> None:
    export = commands.add_parser("export", help="accumulated EQD2, doses and registration as DICOM files")
    export.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder for the new files")
    export.add_argument("--what", choices=("accumulated", "courses", "registration", "all"), default="accumulated")
    export.add_argument(
        "--alpha-beta",
        action="append",
        metavar="GY|ORGAN",
        help="α/β of the accumulated EQD2, or an organ that the table says it of (3 Gy unless given); may be repeated",
    )
    export.add_argument("--tissue-table", default=None, metavar="NAME", help="α/β of organs from another table")
    export.add_argument("--spacing", type=float, metavar="MM", help="cubic voxels instead of the reference dose's grid")
    export.add_argument("--overwrite", action="store_true", help="replace files of the same name")
    export.add_argument("--into-sources", action="store_true", help="write also to a folder that holds the sources")
    export.add_argument("--json", type=Path, metavar="FILE", help="what was written, as JSON")
    _add_case(export)
    export.set_defaults(run=_export, wrong=export.error)


def _add_fhir(commands: Any) -> None:
    fhir = commands.add_parser("fhir", help="the case as a FHIR R4 bundle: courses, phases, events")
    fhir.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    fhir.add_argument("--to", type=Path, required=True, metavar="FILE.json", help="the new file")
    fhir.add_argument("--overwrite", action="store_true", help="replace a file of this name")
    _add_who(fhir)
    fhir.set_defaults(run=_fhir)


def _add_evidence(commands: Any) -> None:
    evidence = commands.add_parser("evidence", help="what the literature says on re-irradiation of bone metastases")
    evidence.add_argument("--json", type=Path, metavar="FILE", help="write the table here as JSON, too")
    evidence.set_defaults(run=_evidence)


def _add_constraints(commands: Any) -> None:
    told = commands.add_parser("constraints", help="sets of limits and tables of α/β: list, show, lint, copy to a file")
    told.add_argument("action", choices=("list", "show", "lint", "copy"))
    told.add_argument("names", nargs="*", metavar="NAME|FILE")
    told.add_argument("--to", type=Path, metavar="FILE", help="with copy: the new file")
    told.add_argument("--author", metavar="NAME", help="with copy: who stands behind the copy")
    told.add_argument("--json", type=Path, metavar="FILE", help="write it as JSON too")
    told.set_defaults(run=_constraints, wrong=told.error)


def _window_options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reirrad-gui", epilog=DISCLAIMER)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    options.run = _window
    return options


def _window(options: argparse.Namespace) -> int:
    from reirrad_gui.ui.app import run_window

    _must_exist(options.paths)
    return run_window(options.paths, options.screenshots)


def _demo(options: argparse.Namespace) -> int:
    from reirrad_gui.ui.app import run_demo

    return run_demo(options.screenshots)


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
    letters = _letters(options)
    settings = _modelled(Settings(constraint_set=options.constraint_set or DEFAULT_SET), options)
    settings = parse_recoveries(options.recovery or (), settings)
    if options.envelope_mm is not None:
        settings = settings.with_envelope(options.envelope_mm)
    if options.overlap_levels is not None:
        settings = settings.with_overlap_levels(IsodoseLevel.parse_pair(options.overlap_levels))
    opened = _opened(options, letters)
    if options.what_if is not None:
        settings = trying(opened, settings, options.what_if, options.what_if_course)
    assessor = Assessor(opened)
    if options.registration_quality:
        assessor.learn(measured_registrations(opened, settings))
    said = assessment_json(assessor.assess(settings)) | history_json(opened.case)
    if options.uncertainty is not None:
        said["uncertainty"] = _uncertainty(options, opened, settings)
    _write(said, options.json)
    for problem in opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0


def _uncertainty(options: argparse.Namespace, opened: Any, settings: Any) -> dict[str, Any]:
    from reirrad_gui.session.uncertainty import Assumptions, uncertainty
    from reirrad_gui.session.uncertainty.as_json import uncertainty_json

    wanted = Assumptions().with_registration_sigma(options.registration_sigma_mm)
    seed = 1 if options.seed is None else options.seed
    return uncertainty_json(uncertainty(opened, settings, wanted, draws=options.uncertainty, seed=seed))


def _plan(options: argparse.Namespace) -> int:
    from reirrad_gui.constraints import DEFAULT_SET
    from reirrad_gui.session import Settings
    from reirrad_gui.session.planner.headless import PlanWish, planned_json
    from reirrad_gui.session.recovery import parse_recoveries

    letters = _letters(options)
    wish = PlanWish(options.course, options.phase, options.regimens, options.fractions, options.tumour_alpha_beta)
    settings = _modelled(Settings(constraint_set=options.constraint_set or DEFAULT_SET), options)
    settings = parse_recoveries(options.recovery or (), settings)
    opened = _opened(options, letters)
    _write(planned_json(opened, settings, wish), options.json)
    for problem in opened.case.problems:
        print(f"reirrad-gui: {problem.sentence}", file=sys.stderr)
    return 0


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

    _must_exist([options.structures, *options.dose])
    _write(dvh_json(options.structures, options.dose, options.end_cap, options.curve), options.json)
    return 0


def _case_dvh(options: argparse.Namespace) -> int:
    from reirrad_gui.session import Settings
    from reirrad_gui.session.case_dvh import Wanted, case_dvh_json
    from reirrad_gui.session.recovery import parse_recoveries

    if options.structures is not None or options.dose is not None:
        options.wrong("--case reads every course itself: leave --structures and --dose out")
    _must_exist(options.case)
    organs = tuple(name.strip() for name in (options.organs or "").split(",") if name.strip())
    settings = parse_recoveries(options.recovery or (), _modelled(Settings(end_cap=options.end_cap), options))
    said = case_dvh_json(
        options.case,
        Wanted(organs, options.alpha_beta),
        settings,
        options.registration,
        options.patient,
        options.one_person,
        options.curve,
    )
    _write(said, options.json)
    return 0


def _check(options: argparse.Namespace) -> int:
    from reirrad_gui.session.checking import check_lines

    lines, usable = check_lines(options.paths, letters=_letters(options))
    print("\n".join(lines))
    return 0 if usable else 1


def _export(options: argparse.Namespace) -> int:
    from reirrad_gui.session import Settings
    from reirrad_gui.session.exporting import ExportRequest, export, export_source, exported_json, tissues_of
    from reirrad_gui.session.recovery import parse_recoveries

    _must_exist(options.paths)
    settings = parse_recoveries(options.recovery or (), _modelled(Settings(), options))
    tissues = tissues_of(options.alpha_beta or [f"{settings.display_alpha_beta_gy}"], settings)
    if options.tissue_table is not None and not any(tissue.organs for tissue in tissues):
        options.wrong("--tissue-table says the α/β of organs: name them, as in --alpha-beta Bladder")
    everything = options.what == "all"
    opened = _opened(options)
    request = ExportRequest(
        options.to,
        tissues if everything or options.what == "accumulated" else (),
        tuple(range(len(opened.case.courses))) if everything or options.what == "courses" else (),
        everything or options.what == "registration",
        options.spacing,
        options.overwrite,
        options.into_sources,
    )
    exported = export(export_source(opened, settings), request)
    print("\n".join(exported.lines))
    if options.json is not None:
        _write(exported_json(exported), options.json)
    for sentence in exported.refused:
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return 0


def _opened(options: argparse.Namespace, letters: Sequence[Path] = ()) -> Any:
    """The case of the paths and letter files."""
    from reirrad_gui.session import open_case

    mode, who, one_person = options.registration, options.patient, options.one_person
    return open_case(options.paths, registration=mode, patient_id=who, one_person=one_person, letters=letters)


def _fhir(options: argparse.Namespace) -> int:
    from reirrad_gui.session.fhir_export import written_bundle

    _must_exist(options.paths)
    print("\n".join(written_bundle(options.paths, options.to, options.overwrite, options.patient, options.one_person)))
    return 0


def _modelled(settings: Any, options: argparse.Namespace) -> Any:
    """The settings with the table of tissues and the dose model asked for."""
    from reirrad_gui.session.dose_model import parse_model

    if options.tissue_table is not None:
        settings = settings.with_tissue_table(options.tissue_table)
    return settings if options.model is None else settings.with_model(*parse_model(options.model))


def _letters(options: argparse.Namespace) -> tuple[Path, ...]:
    """The letter files given; wrong usage where neither they nor a path are."""
    letters = tuple(options.letter or ())
    if not (options.paths or letters):
        options.wrong("give a folder or files, or a course from a letter with --letter")
    _must_exist([*options.paths, *letters])
    return letters


def _evidence(options: argparse.Namespace) -> int:
    from reirrad_gui.clinical.evidence import evidence_json, evidence_lines, load_evidence

    table = load_evidence()
    print("\n".join(evidence_lines(table)))
    if options.json is not None:
        _write(evidence_json(table), options.json)
    return 0


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
        _must_exist(paths)
        found = linted(paths)
    if found.lines:
        print("\n".join(found.lines))
    if options.json is not None:
        _write(found.said, options.json)
    for sentence in found.problems:
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return found.status


def _must_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(2, "No such file or folder", str(path))


def _write(content: dict[str, Any], path: Path | None) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    if path is None:
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")


def _speak_utf8() -> None:
    """α/β and ≥ reach every terminal, also where its encoding is narrow."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
