"""What the numbers rest on: files, with their hashes."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.session.assessment import Input, source_files
from reirrad_gui.session.jobs import Step
from reirrad_gui.volume.registration import Origin, Registration


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inputs_of(case: Case, registrations: Sequence[Registration], step: Step) -> tuple[Input, ...]:
    """Every file that a number rests on: plans, doses, structures, registrations, stories; images if registered."""
    used = list(_used(case, registrations))
    hashed: dict[Path, Input] = {}
    for done, (file, purpose) in enumerate(used):
        step(done, len(used), f"Hashing {file.path.name}")
        if file.path not in hashed:
            hashed[file.path] = Input(file.shown_as, file.sop_instance_uid, sha256_of(file.path), purpose)
    return tuple(hashed.values())


def _used(case: Case, registrations: Sequence[Registration]) -> Iterable[tuple[SourceFile, str]]:
    for course in case.courses:
        for file in source_files(course):
            yield file, f"plan and dose of {course.label}"
    for file in case.files:
        yield file, "structures, registrations, records and stories"
    if any(r.origin is Origin.AUTOMATIC_RIGID for r in registrations):
        planning = {c.series_uid for c in case.courses}
        for series in case.series:
            if series.uid in planning:
                for file in series.files:
                    yield file, "images of the automatic registration"
