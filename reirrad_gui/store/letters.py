"""Letter files (`*.letter.json`): one course known only from a letter, as somebody entered it.

Schema "reirrad-gui/letter-course/1", resources/schema/letter-course-1.json.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.case.letters import (
    LEAST_PERCENT,
    DocumentKind,
    LetterCourse,
    LetterDocument,
    LetterPhase,
    canonical_organs,
)
from reirrad_gui.errors import CaseFileError, EntryError
from reirrad_gui.patient.identity import PatientIdentity

SCHEMA = "reirrad-gui/letter-course/1"
SUFFIX = ".letter.json"
NOT_STATED = "not stated"
_FIELDS = frozenset(
    {
        "schema", "patient", "label", "site", "may_have_reached", "total_gy", "fractions", "delivered_fractions",
        "maximum_percent", "start", "end", "document", "entered_by", "entered_on", "note", "phases",
        "unbounded", "reirradiation",
    }
)  # fmt: skip
_DOCUMENT, _PATIENT = (
    frozenset({"title", "date", "author", "kind"}),
    frozenset({"patient_id", "name", "birth_date", "sex"}),
)
_PHASE = frozenset({"label", "total_gy", "fractions", "delivered_fractions", "start", "end"})


@dataclass(frozen=True, slots=True)
class LetterFile:
    """One letter file, read: the course, and whose it is as far as the file says."""

    file: SourceFile
    letter: LetterCourse
    patient: PatientIdentity


def read_letter(path: Path) -> LetterFile:
    """Read one letter file.

    Raises
    ------
    CaseFileError
        Not JSON, another schema, or an entry that cannot be meant; the sentence names the file and says what to do.
    """
    try:
        content = path.read_bytes()
        said = json.loads(content)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CaseFileError(f"The letter file {path.name} cannot be read ({error}); its course is left out.") from error
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise CaseFileError(
            f"{path.name} is not a letter file of this program (schema {SCHEMA}); no course is taken from it."
        )
    try:
        return _letter_file(path, said, hashlib.sha256(content).hexdigest())
    except EntryError as error:
        raise CaseFileError(f"The letter file {path.name} cannot be used. {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise CaseFileError(
            f"The letter file {path.name} has a field that cannot be understood ({what}); its course is left out. "
            "Correct the file and open it again."
        ) from error


def _letter_file(path: Path, said: Mapping[str, Any], digest: str) -> LetterFile:
    _only(said, _FIELDS)
    document, patient = said["document"], said.get("patient", {})
    _only(document, _DOCUMENT)
    _only(patient, _PATIENT)
    reached = said["may_have_reached"]
    if not (reached == NOT_STATED or isinstance(reached, list)):
        raise ValueError(f"may_have_reached is a list of organs, or “{NOT_STATED}”")
    letter = letter_of(said, f"letter {digest[:12]}")
    identity = PatientIdentity(*(_text(patient, key) for key in ("patient_id", "name", "birth_date", "sex")))
    return LetterFile(SourceFile(path, path.name), letter, identity)


def letter_of(said: Mapping[str, Any], uid: str) -> LetterCourse:
    """The course that `letter_json` wrote; KeyError, TypeError, ValueError or EntryError where it is none."""
    document, reached = said["document"], said["may_have_reached"]
    return LetterCourse(
        uid=uid,
        document=LetterDocument(
            _text(document, "title"),
            _text(document, "date"),
            _text(document, "author"),
            DocumentKind(_text(document, "kind") or DocumentKind.LETTER),
        ),
        total_gy=_number(said, "total_gy"),
        fractions=_whole(said, "fractions"),
        delivered_fractions=_whole(said, "delivered_fractions"),
        reached=None if reached == NOT_STATED else canonical_organs([str(organ) for organ in reached]),
        maximum_percent=LEAST_PERCENT if (most := _number(said, "maximum_percent")) is None else most,
        label=_text(said, "label"),
        site=_text(said, "site"),
        start=_text(said, "start"),
        end=_text(said, "end"),
        entered_by=_text(said, "entered_by"),
        entered_on=_text(said, "entered_on"),
        note=_text(said, "note"),
        phases=tuple(_phase(one) for one in said.get("phases") or ()),
        unbounded=_text(said, "unbounded"),
        reirradiation=_yes_or_no(said, "reirradiation"),
    )


def _phase(said: Mapping[str, Any]) -> LetterPhase:
    _only(said, _PHASE)
    total_gy = _number(said, "total_gy")
    if total_gy is None:
        raise ValueError("total_gy of a phase is a number")
    return LetterPhase(
        _text(said, "label"), total_gy, _whole(said, "fractions"), _whole(said, "delivered_fractions"),
        _text(said, "start"), _text(said, "end"),
    )  # fmt: skip


def _only(said: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(said) - known)
    if unknown:
        raise ValueError(f"there is no field {', '.join(unknown)}")


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is a text in quotes")
    return value or ""


def _number(said: Mapping[str, Any], key: str) -> float | None:
    value = said.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key} is a number")  # noqa: TRY004 - every unusable field ends as one error
    return float(value)


def _whole(said: Mapping[str, Any], key: str) -> int | None:
    value = said.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError(f"{key} is a whole number")
    return value


def _yes_or_no(said: Mapping[str, Any], key: str) -> bool | None:
    value = said.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{key} is true or false")
    return value


def letter_json(letter: LetterCourse, patient: PatientIdentity | None = None) -> dict[str, Any]:
    """The content of a letter file; what is not known is null."""
    document = letter.document
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "label": letter.label or None,
        "site": letter.site or None,
        "may_have_reached": NOT_STATED if letter.reached is None else list(letter.reached),
        "total_gy": letter.total_gy,
        "fractions": letter.fractions,
        "delivered_fractions": letter.delivered_fractions,
        "maximum_percent": letter.maximum_percent,
        "start": letter.start or None,
        "end": letter.end or None,
        "document": {
            "title": document.title,
            "date": document.written or None,
            "author": document.author or None,
        },
        "entered_by": letter.entered_by,
        "entered_on": letter.entered_on or None,
        "note": letter.note or None,
    }
    if document.kind is not DocumentKind.LETTER:
        said["document"]["kind"] = document.kind.value
    if letter.unbounded:
        said["unbounded"] = letter.unbounded
    if letter.reirradiation is not None:
        said["reirradiation"] = letter.reirradiation
    if letter.phases:
        said["phases"] = [
            {
                "label": phase.label,
                "total_gy": phase.total_gy,
                "fractions": phase.fractions,
                "delivered_fractions": phase.delivered_fractions,
                "start": phase.start or None,
                "end": phase.end or None,
            }
            for phase in letter.phases
        ]
    if patient is not None:
        named = (("patient_id", patient.patient_id), ("name", patient.name), ("birth_date", patient.birth_date))
        said["patient"] = {key: value for key, value in (*named, ("sex", patient.sex)) if value}
    return said


def with_letter_file(case: Case, found: LetterFile) -> Case:
    """The case with a letter file's course.

    Raises
    ------
    CaseFileError
        The file names another patient, or its course is there already.
    """
    if differing := case.patient.differs_from(found.patient):
        raise CaseFileError(
            f"The letter file {found.file.shown_as} names another {' and '.join(differing)} than the other files "
            f"({found.patient.shown_name}, ID {found.patient.patient_id or 'not stated'}): its course is not added to "
            f"{case.patient.shown_name}. Check whose letter it is."
        )
    try:
        joined = with_letter(case, found.letter)
    except EntryError as error:
        raise CaseFileError(f"{found.file.shown_as}: {error}") from error
    # what a file says is no edit: the file is read again
    return replace(joined, files=(*case.files, found.file), edits=case.edits)


def patient_of(found: Sequence[LetterFile]) -> Case:
    """A case without courses, images, doses and contours, of the patient that the letter files name.

    The first file that states something is believed; `with_letter_file` refuses those that contradict it.
    """
    fields = ("patient_id", "name", "birth_date", "sex")
    stated = (next((value for one in found if (value := getattr(one.patient, key))), "") for key in fields)
    return Case(PatientIdentity(*stated))
