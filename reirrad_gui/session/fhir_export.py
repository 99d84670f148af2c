"""A case written as one FHIR R4 bundle: by the `fhir` command from files, by the window as it is on screen."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reirrad_gui.case import Case
from reirrad_gui.errors import InputError
from reirrad_gui.session.assessment import Assessment
from reirrad_gui.session.opening import only_case, read
from reirrad_gui.store.fhir import case_bundle

AGAIN = ("type I", "type II")
"""What ESTRO calls re-irradiation; “repeat” is none, and “undetermined” says nothing."""


def written_bundle(
    paths: Sequence[Path],
    to: Path,
    overwrite: bool = False,
    patient_id: str | None = None,
    one_person: bool = False,
    now: datetime | None = None,
) -> tuple[str, ...]:
    """Writes the bundle and says what is in it; `now` is the time it says it was made.

    Raises
    ------
    InputError
        Nothing can be read, the file is there already, or it cannot be written.
    """
    check_place(to, overwrite)
    return write_bundle(only_case(read(paths), patient_id, one_person), to, {}, now)


def check_place(to: Path, overwrite: bool) -> None:
    """InputError where a file of that name is there and not to be replaced."""
    if to.exists() and not overwrite:
        raise InputError(f"{to} is there already; nothing was written. Choose another name, or add --overwrite.")


def involves_reirradiation(assessment: Assessment) -> dict[str, bool]:
    """Of the newest course, that it irradiates again, where the doses on screen show it.

    Only by real doses that were given, on registrations that somebody approved. Of anything else nothing is said: that
    none was found is no proof that nothing was irradiated before.
    """
    doubtful = not assessment.approved or assessment.what_if_text or assessment.synthetic
    shown = assessment.classification.kind in AGAIN and not doubtful
    return {assessment.courses[-1].course.uid: True} if shown else {}


def write_bundle(
    case: Case, to: Path, reirradiation: Mapping[str, bool], now: datetime | None = None
) -> tuple[str, ...]:
    """Writes a case as it is and says what is in it; InputError where the file cannot be written."""
    bundle = case_bundle(case, now or datetime.now(UTC), reirradiation)
    text = json.dumps(bundle, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{to} cannot be written ({error}); choose another place.") from error
    courses, events = len(case.courses), len(case.events)
    return (
        f"{to}: {len(bundle['entry'])} resources, with {courses} courses and {events} events of "
        f"{case.patient.shown_name}.",
        "It names the patient. Doses to organs have no place in these profiles and are not in it.",
        *(
            f"{course.label}: no prescribed dose is known, so none is written."
            for course in case.courses
            if course.prescribed_gy is None
        ),
    )
