"""What was found in files, and what is written for other systems: DICOM and FHIR."""

import argparse
import sys
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import (
    add_case,
    add_letter,
    add_who,
    capsule_session,
    letter_files,
    modelled,
    must_exist,
    opened_case,
    write_json,
)


def add_check(commands: Any) -> None:
    check = commands.add_parser("check", help="what was found, how it was linked, what is missing or contradictory")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add_letter(check)
    check.set_defaults(run=_check, wrong=check.error)


def _check(options: argparse.Namespace) -> int:
    from reirrad_gui.session.checking import check_lines, found_lines

    letters = letter_files(options)
    if (session := capsule_session(options)) is not None:
        lines, usable = found_lines((session.case,))
    else:
        lines, usable = check_lines(options.paths, letters=letters)
    print("\n".join(lines))
    return 0 if usable else 1


def add_export(commands: Any) -> None:
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
    add_case(export)
    export.set_defaults(run=_export, wrong=export.error)


def _export(options: argparse.Namespace) -> int:
    from reirrad_gui.session import Settings
    from reirrad_gui.session.exporting import ExportRequest, export, export_source, exported_json, tissues_of
    from reirrad_gui.session.recovery import parse_recoveries

    must_exist(options.paths)
    asked = ("to", "what", "alpha_beta", "spacing", "overwrite", "into_sources", "json")
    session = capsule_session(options, *asked)
    settings = parse_recoveries(options.recovery or (), modelled(Settings(), options))
    settings = settings if session is None else session.settings
    tissues = tissues_of(options.alpha_beta or [f"{settings.display_alpha_beta_gy}"], settings)
    if options.tissue_table is not None and not any(tissue.organs for tissue in tissues):
        options.wrong("--tissue-table says the α/β of organs: name them, as in --alpha-beta Bladder")
    everything = options.what == "all"
    opened = opened_case(options) if session is None else session.opened
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
        write_json(exported_json(exported), options.json)
    for sentence in exported.refused:
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return 0


def add_fhir(commands: Any) -> None:
    fhir = commands.add_parser("fhir", help="the case as a FHIR R4 bundle: courses, phases, events")
    fhir.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    fhir.add_argument("--to", type=Path, required=True, metavar="FILE.json", help="the new file")
    fhir.add_argument("--overwrite", action="store_true", help="replace a file of this name")
    add_who(fhir)
    fhir.set_defaults(run=_fhir, wrong=fhir.error)


def _fhir(options: argparse.Namespace) -> int:
    from reirrad_gui.session.fhir_export import check_place, involves_reirradiation, write_bundle, written_bundle

    must_exist(options.paths)
    check_place(options.to, options.overwrite)
    if (session := capsule_session(options, "to", "overwrite")) is not None:
        print("\n".join(write_bundle(session.case, options.to, involves_reirradiation(session.assessment))))
        return 0
    print("\n".join(written_bundle(options.paths, options.to, options.overwrite, options.patient, options.one_person)))
    return 0
