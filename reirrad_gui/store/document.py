"""The case as JSON, as far as the store has to understand it: which version it is, and whose case.

Schema "reirrad-gui/case/1", resources/schema/case-1.json; what it says in detail is `session.keeping`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from reirrad_gui.errors import StoreError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.name_words import searched

KIND: Final = "reirrad-gui/case/"
VERSION: Final = 1
SCHEMA: Final = f"{KIND}{VERSION}"
Document = dict[str, Any]
LATER: Final[tuple[Callable[[Document], Document], ...]] = ()
"""LATER[i] turns a document of version i + 1 into one of version i + 2."""


def newest_form(document: Document, later: Sequence[Callable[[Document], Document]] = LATER) -> Document:
    """A document of any version so far, in today's form.

    Raises
    ------
    StoreError
        No document of this program, or of a newer version of it.

    >>> newest_form({"schema": "reirrad-gui/case/1"})
    {'schema': 'reirrad-gui/case/1'}
    """
    said = document.get("schema")
    number = said.removeprefix(KIND) if isinstance(said, str) and said.startswith(KIND) else ""
    if not number.isdecimal() or int(number) < 1:
        raise StoreError(f"This is no case of this program (schema {said!r}): it is not opened.")
    newest = len(later) + 1
    if int(number) > newest:
        by = document.get("program_version", "not stated")
        raise StoreError(
            f"This case was stored by a newer version of this program ({by}; form {number}, known here: {newest}). "
            "Nothing was changed. Install the newer version to open it."
        )
    for version in range(int(number), newest):
        document = {**later[version - 1](document), "schema": f"{KIND}{version + 1}"}
    return document


def about(document: Mapping[str, Any]) -> tuple[PatientIdentity, bool]:
    """Whose case it is, in letters that every database can keep, and whether any of it is synthetic."""
    said = document.get("patient") or {}
    fields = (str(said.get(key) or "") for key in ("patient_id", "name", "birth_date", "sex"))
    known = (text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ") for text in fields)
    return PatientIdentity(*known), bool(document.get("synthetic"))


def searched_who(patient: PatientIdentity) -> str:
    """What a search for patients looks through."""
    return searched(f"{patient.patient_id} {patient.shown_name} {patient.name}")


def searched_text(text: str) -> str:
    """A text as the tables have it: without capitals, DICOM's carets and commas. Searches look at `searched_who`.

    >>> searched_text("MÜLLER^Änne")
    'müller änne'
    """
    return " ".join(text.casefold().replace("^", " ").replace(",", " ").replace("=", " ").split())
