"""What a report rests on: program, files with their hashes, what was entered. No Qt."""

from collections.abc import Sequence
from hashlib import sha256

from reirrad_gui.session.assessment import Assessment, Input
from reirrad_gui.ui.report.parts import Cell, Paragraph, Part, Table

SHOWN_OF_HASH = 16
MANY = 6
"""From so many files of one folder on, used for the same, they are told in one line."""


def provenance(assessment: Assessment, *, identified: bool) -> tuple[Part, ...]:
    """Program, parameters and every file that a number rests on; names of files only where people are named, too."""
    entered = _entered(assessment)
    lines = tuple(_together(files, identified=identified) for files in _by_folder(assessment.inputs))
    table = Table("files", ("File", "SOP Instance UID", "SHA-256", "Used for"), lines, (24, 34, 22, 20))
    return (
        Paragraph(f"reirrad-gui {assessment.program_version}."),
        *((Paragraph(f"Entered by a person: {'; '.join(entered)}."),) if entered else ()),
        *((table,) if lines else (Paragraph("No file was read: everything is known from letters.", "muted"),)),
        Paragraph(
            f"Of each SHA-256 the first {SHOWN_OF_HASH} digits are printed; of several files together, that of their "
            "hashes one after the other. The JSON has them all, whole.",
            "muted",
        ),
    )


def _by_folder(inputs: Sequence[Input]) -> list[list[Input]]:
    """Files one by one, or together where one folder holds many that are used for the same."""
    folders: dict[tuple[str, str], list[Input]] = {}
    for used in inputs:
        folders.setdefault((used.shown_as.rpartition("/")[0], used.used_for), []).append(used)
    return [part for files in folders.values() for part in ([files] if len(files) >= MANY else [[f] for f in files])]


def _together(files: Sequence[Input], *, identified: bool) -> tuple[Cell, ...]:
    if len(files) == 1:
        return _file(files[0], identified=identified)
    folder = files[0].shown_as.rpartition("/")[0]
    hashed = sha256("".join(used.sha256 for used in files).encode("ascii")).hexdigest()
    name = f"{folder}/, {len(files)} files" if identified else f"{len(files)} files, names left out"
    return Cell(name), Cell("in the JSON"), Cell(hashed[:SHOWN_OF_HASH]), Cell(files[0].used_for)


def _file(used: Input, *, identified: bool) -> tuple[Cell, ...]:
    name = used.shown_as if identified else "name left out"
    uid = used.sop_instance_uid if identified else "left out"
    return Cell(name), Cell(uid or "–"), Cell(used.sha256[:SHOWN_OF_HASH]), Cell(used.used_for)


def _entered(assessment: Assessment) -> list[str]:
    settings = assessment.settings
    said = [f"α/β of {organ} {value:g} Gy" for organ, value in settings.alpha_beta_gy.items()]
    said += [f"“{name}” is {organ}" for name, organ in settings.canonical_names.items()]
    numbers = (("fractions", settings.fractions), ("delivered fractions", settings.delivered_fractions))
    said += [f"{what}: {value}" for what, entered in numbers for value in entered.values()]
    said += [f"prescription: {value:g} Gy" for value in settings.prescribed_gy.values()]
    return said
