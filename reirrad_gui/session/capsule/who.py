"""Who and when, as a case's document says it: words to look for, and every date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reirrad_gui.case import Case
from reirrad_gui.case.letters import LetterCourse, LetterDocument, LetterPhase
from reirrad_gui.constraints.library import SETS
from reirrad_gui.constraints.tissue_tables import TABLES
from reirrad_gui.dicom.deidentify import Words
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import StatedDate, When
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.facts import Discussion
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.session.approvals import Approval
from reirrad_gui.session.keeping.document import CaseDocument
from reirrad_gui.session.settings import Settings


def add_words(words: Words, document: CaseDocument, case: Case) -> None:
    """Adds the people and the years that the document and the case name."""
    add_people(words, (document, case.patient, case.one_person, case.courses, case.events), document.settings)
    for stamp, shelf in ((document.constraint_set, SETS), (document.tissue_table, TABLES)):
        if stamp is not None and stamp.name not in shelf.shipped:
            add_listed(words, stamp.author)
    for when in dates_of(document, case):
        for day in (when.first_day, when.last_day):
            if day is not None:
                words.years.add(day.year)


def add_people(words: Words, told: Any, settings: Settings) -> None:
    """Adds the people that frozen values name, and those who approved registrations under these settings."""
    for value in values_in(told):
        if isinstance(value, PatientIdentity):
            words.add_name(value.name.replace("=", "^"))
            words.ids.update({value.patient_id} - {""})
            words.add_date(value.birth_date)
        elif isinstance(value, LetterCourse | Entry):
            words.add_name(value.entered_by if isinstance(value, LetterCourse) else value.by)
        elif isinstance(value, LetterDocument | Document):
            words.add_name(value.author)
        elif isinstance(value, Discussion):
            add_listed(words, value.participants or "")
    for sentence in settings.approvals.values():
        said = Approval.read(sentence)
        if said is not None:
            words.add_name(said.name)
            words.add_date(said.when)


def add_listed(words: Words, listed: str) -> None:
    """Several people as somebody listed them: every word with a capital letter may be a name."""
    for word in listed.split():
        if word[:1].isupper():
            words.add_name(word)


def dates_of(document: CaseDocument, case: Case) -> Iterator[When]:
    """Every date that the document and the case know."""
    for value in values_in((document, case.courses, case.events)):
        if isinstance(value, When):
            yield value
        elif isinstance(value, LetterCourse | LetterPhase):
            yield from _written((value.start, value.end))
        elif isinstance(value, LetterDocument | Document):
            yield from _written((value.written,))


def _written(texts: Iterable[str]) -> Iterator[When]:
    for text in texts:
        try:
            found: StatedDate | None = stated_date(text, "-") if text.strip() else None
        except EntryError:
            continue
        if found is not None:
            yield When((found,))


def values_in(value: Any) -> Iterator[Any]:
    """All frozen values in a value."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from values_in(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from values_in(one)
    elif is_dataclass(value) and not isinstance(value, type):
        yield value
        for one in fields(value):
            yield from values_in(getattr(value, one.name))
