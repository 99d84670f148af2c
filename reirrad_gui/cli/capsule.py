"""A case in one file: written, opened, held against the numbers that it was saved with."""

import argparse
import sys
from pathlib import Path
from typing import Any

from reirrad_gui.cli.options import add_who, must_exist, write_json


def add_capsule(commands: Any) -> None:
    capsule = commands.add_parser("capsule", help="a case in one file: save it, open it on another computer")
    capsule.add_argument("action", choices=("save", "open"))
    capsule.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    capsule.add_argument("--to", type=Path, metavar="FILE.reirrad", help="save: the new file")
    capsule.add_argument("--with-dicom", action="store_true", help="save: the case's files, too; it opens anywhere")
    capsule.add_argument("--deidentify", action="store_true", help="save: no names, moved dates (DICOM PS3.15)")
    capsule.add_argument("--leave-out-flagged", action="store_true", help="save: no images that may show a name")
    capsule.add_argument("--overwrite", action="store_true", help="save: replace a file of this name")
    capsule.add_argument(
        "--folder", type=Path, action="append", metavar="DIR", help="open: where the files of a capsule are"
    )
    capsule.add_argument("--into-store", action="store_true", help="open: take it into this computer's case store")
    capsule.add_argument("--json", type=Path, metavar="FILE", help="what was written, or what differs, as JSON")
    add_who(capsule)
    capsule.set_defaults(run=_capsule, wrong=capsule.error)


def _capsule(options: argparse.Namespace) -> int:
    must_exist([*options.paths, *(options.folder or ())])
    if options.action == "save":
        if options.to is None:
            options.wrong("save needs --to FILE.reirrad")
        if options.folder or options.into_store:
            options.wrong("--folder and --into-store belong to open")
        return _save(options)
    to_save = (options.with_dicom, options.deidentify, options.leave_out_flagged, options.overwrite, options.one_person)
    if any(to_save) or (options.to, options.patient) != (None, None):
        options.wrong("open takes --folder, --into-store and --json only")
    if len(options.paths) != 1:
        options.wrong("open takes one capsule")
    return _open(options, options.paths[0])


def _save(options: argparse.Namespace) -> int:
    from reirrad_gui.session.capsule.saving import CapsuleWish, capsule_source, check_wish, json_of, save_capsule
    from reirrad_gui.session.keeping.keeper import user_name

    wish = CapsuleWish(options.to, options.with_dicom, options.deidentify, options.leave_out_flagged, options.overwrite)
    check_wish(wish)
    session, opened_from = _session(options)
    saved = save_capsule(capsule_source(session, opened_from, who=user_name()), wish)
    print("\n".join(saved.lines))
    if saved.kept:
        print("These texts stay; look at them:", *saved.kept, sep="\n  ")
    if options.json is not None:
        write_json(json_of(saved), options.json)
    return 0


def _session(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """The case of the paths; of a capsule with everything that was set there."""
    from reirrad_gui.session import open_case
    from reirrad_gui.session.capsule.opening import compared
    from reirrad_gui.session.session import Session
    from reirrad_gui.store.capsule import is_capsule

    if len(options.paths) == 1 and is_capsule(options.paths[0]):
        return compared(options.paths[0]).reopened.session, []
    opened = open_case(options.paths, patient_id=options.patient, one_person=options.one_person)
    return Session(opened), [str(path.resolve()) for path in options.paths]


def _open(options: argparse.Namespace, file: Path) -> int:
    from reirrad_gui.errors import CaseFileError
    from reirrad_gui.session.capsule.opening import about, compared, figures_then, then_json

    if options.into_store:
        _take_in(file)
    manifest, then = figures_then(file)
    said = then_json(manifest, then)
    try:
        found = compared(file, folders=options.folder or ())
    except CaseFileError as error:
        print(about(manifest))
        print("\n".join(one.text for one in then))
        print(f"reirrad-gui: {error}", file=sys.stderr)
        status = 1
    else:
        print("\n".join(found.lines))
        said["differences"] = [
            {"of": one.of, "figure": one.what, "then": one.then, "now": one.now} for one in found.differences
        ]
        status = 0
    if options.json is not None:
        write_json(said, options.json)
    return status


def _take_in(file: Path) -> None:
    from reirrad_gui.session.capsule.opening import taken_in
    from reirrad_gui.session.keeping.keeper import user_name
    from reirrad_gui.store.cases import CaseStore

    store = CaseStore.open()
    try:
        print("\n".join(taken_in(file, store, who=user_name()).told))
    finally:
        store.close()
