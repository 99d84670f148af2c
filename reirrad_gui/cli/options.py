"""What several commands take: which case, whose, with which registration, recovery and model; and how they write."""

import argparse
import json
import sys
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any


def add_case(parser: Any) -> None:
    parser.add_argument("--registration", default="reg", metavar="auto|reg|identity|MATRIX.json")
    _add_recovery(parser)
    _add_model(parser)
    add_who(parser)


def add_who(parser: Any) -> None:
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


def add_letter(parser: Any, more: str = ", and PATH be left out with it") -> None:
    parser.add_argument(
        "--letter",
        type=Path,
        action="append",
        metavar="FILE.json",
        help=f"a course known only from a letter, as an upper bound; may be repeated{more}",
    )


def opened_case(options: argparse.Namespace, letters: Sequence[Path] = ()) -> Any:
    """The case of the paths and letter files."""
    from reirrad_gui.session import open_case

    mode, who, one_person = options.registration, options.patient, options.one_person
    return open_case(options.paths, registration=mode, patient_id=who, one_person=one_person, letters=letters)


def modelled(settings: Any, options: argparse.Namespace) -> Any:
    """The settings with the table of tissues and the dose model asked for."""
    from reirrad_gui.session.dose_model import parse_model

    if options.tissue_table is not None:
        settings = settings.with_tissue_table(options.tissue_table)
    return settings if options.model is None else settings.with_model(*parse_model(options.model))


def letter_files(options: argparse.Namespace) -> tuple[Path, ...]:
    """The letter files given; wrong usage where neither they nor a path are."""
    letters = tuple(options.letter or ())
    if not (options.paths or letters):
        options.wrong("give a folder or files, or a course from a letter with --letter")
    must_exist([*options.paths, *letters])
    return letters


def must_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(2, "No such file or folder", str(path))


def write_json(content: dict[str, Any], path: Path | None) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    if path is None:
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")


def capsule_session(options: argparse.Namespace, *more: str, paths: str = "paths") -> Any:
    """The session of the capsule that the paths name, with what it has to say on standard error; None without one.

    A capsule has its own settings: wrong usage where other paths are given, or options beside those named in `more`.
    """
    given: Sequence[Path] = getattr(options, paths) or ()
    if not any(is_capsule_name(path) for path in given):
        return None
    if len(given) > 1:
        options.wrong("a capsule is a whole case: give it alone")
    others = other_options(options, {paths, *more})
    if others:
        options.wrong(f"a capsule brings its own settings: leave out {', '.join(others)}")
    from reirrad_gui.session.capsule.opening import compared

    found = compared(given[0])
    for sentence in found.lines:
        print(f"reirrad-gui: {sentence}", file=sys.stderr)
    return found.reopened.session


def is_capsule_name(path: Path) -> bool:
    """Whether a path names a capsule: a case with its own settings in one file."""
    return path.name.lower().endswith(".reirrad") and path.is_file()


def other_options(options: argparse.Namespace, names: Set[str]) -> list[str]:
    """Options given besides these, as they are typed."""
    usual = {"registration": "reg", "end_cap": "half"}
    given = {name: value for name, value in vars(options).items() if name not in names | {"command", "run", "wrong"}}
    others = [name for name, value in given.items() if value not in (None, False) and value != usual.get(name)]
    return [f"--{name.replace('_', '-')}" for name in others]
