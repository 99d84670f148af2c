"""What says whose case this is, taken out of every text that a table of people may read: one gate for all of them.

The words are those that the case itself names; `read_headers` adds what its files say besides, and may be slow. Which
parts of names are looked for, and how, is that of de-identified copies (`dicom.deidentify.texts`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from reirrad_gui.case import Case, SourceFile
from reirrad_gui.constraints.library import is_shipped
from reirrad_gui.constraints.tissue_tables import TABLES
from reirrad_gui.dicom.deidentify import Texts, Words, gathered
from reirrad_gui.dicom.deidentify.texts import USUAL
from reirrad_gui.errors import InputError
from reirrad_gui.lq import DOSE_RECOVERY_CATALOGUE, RECOVERY_CATALOGUE
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.capsule.who import add_listed, add_people, values_in
from reirrad_gui.session.jobs import Step, silent

if TYPE_CHECKING:
    from reirrad_gui.session.session import Session

HIDDEN: Final = "■■■"
SOME_DAY: Final = "■ date"
KEYS: Final = frozenset(("key", "uid", "series_uid", "course_uid", "frame_uid", "event_uid"))
"""Fields that name things to the program and to nobody else: they are no texts."""
_USUAL_FOLDERS = "course plan dose ct rs rd rp mr nm reg pet data dicom tmp home users documents export desktop"
_PLACES: Final = frozenset(_USUAL_FOLDERS.split())
_MARKS = re.compile(r"\[(?:name|id|place)\](?:[\s^,/\\]*\[(?:name|id|place)\])*")
_DAYS = re.compile(r"\[(?:date|year)\]")
_YEARS = re.compile(
    r"(?<!\d)(?<!\d[.,])(?<![WL] )(?:19|20)\d\d(?!\d|[.,]\d| ?(?:%|(?:cc|cm|mm|ml|mL|Gy|HU|g|mg|ng|MBq|MU)\b))"
)
"""Years, and no numbers with a unit or of the window of an image."""
_PAPER = re.compile(r"[A-Z][\w-]+ (?:19|20)\d\d")
MONTHS: Final = (
    re.split(" ", "January February March April May June July August September October November December"),
    re.split(" ", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    re.split(" ", "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"),
)
SHORTEST_UNPARTED: Final = 4
_NO_TEXT = re.compile(r"#[0-9a-fA-F]{6}|[0-9]+(?:\.[0-9]+){4,}(?: ?/ ?\d+)?")
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|(?<![\w.])[\\/])(?:[^\s\\/,;]+[\\/])+[^\s,;]*")
Value = TypeVar("Value")


class Veil:
    """Takes names, IDs, places and files out of texts; with `days` dates and years, too, but not those of `papers`.

    `unsearched` counts short or everyday words of names that are left, because names of organs would suffer.

    >>> veil = Veil(Words(names={"Müller"}, ids={"471123"}))
    >>> veil.text("Plan of MUELLER (471123), left at /data/x/plan.dcm"), veil.text("Bladder")
    ('Plan of ■■■ (■■■), left at ■■■', 'Bladder')
    """

    def __init__(self, words: Words, *, days: bool = False, papers: Iterable[str] = ()) -> None:
        self._texts, self._days = Texts(replace(words, years=set())), days
        named = "|".join(re.escape(one) for one in sorted(set(papers), key=len, reverse=True))
        self._papers = re.compile(f"({named})") if named else None
        self._known: dict[str, str] = {}
        self.unread = words.unread
        """True where a file could not be read: whom only it names is not looked for."""

    @property
    def unsearched(self) -> int:
        """How many words of names and IDs are not looked for."""
        _ = self._texts.without_who("")  # the words are put in order with the first text
        return len(self._texts.unsearched)

    def text(self, text: str) -> str:
        """The text without what says who, and where the files lie."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._without(text)
        return found

    def hides(self, text: str) -> bool:
        """True where a text says something that is to be hidden."""
        return self.text(text) != text

    def value(self, value: Value) -> Value:
        """A value with every text in it veiled; itself where nothing in it had to be. Keys and paths are no texts."""
        return self._value(value)  # type: ignore[no-any-return]

    def _value(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            made = [self._value(one) for one in value]
            return value if all(a is b for a, b in zip(made, value, strict=True)) else tuple(made)
        if isinstance(value, Mapping):
            changed = {key: self._value(one) for key, one in value.items()}
            return value if all(changed[key] is one for key, one in value.items()) else MappingProxyType(changed)
        if is_dataclass(value) and not isinstance(value, type):
            return self._whole(value)
        return value

    def _whole(self, value: Any) -> Any:
        changes = {}
        for one in fields(value):
            before = getattr(value, one.name)
            if one.init and one.name not in KEYS and (after := self._value(before)) is not before:
                changes[one.name] = after
        return replace(value, **changes) if changes else value

    def _without(self, text: str) -> str:
        if _NO_TEXT.fullmatch(text):
            return text
        veiled = _MARKS.sub(HIDDEN, self._texts.without_who(_PATH.sub(HIDDEN, text)))
        if self._days:
            pieces = [veiled] if self._papers is None else self._papers.split(veiled)
            veiled = "".join(one if place % 2 else self._undated(one) for place, one in enumerate(pieces))
        return text if veiled == text else re.sub(rf"{HIDDEN}(?:[\s^,]*{HIDDEN})+", HIDDEN, veiled)

    def _undated(self, text: str) -> str:
        """No day, and no year, though only a free text knows of it."""
        return _YEARS.sub(SOME_DAY, _DAYS.sub(SOME_DAY, self._texts.clean(text)))


def papers_of(session: "Session") -> frozenset[str]:
    """Papers as limits and recovery models name them, "Slevin 2021": these years are none of the case."""
    limits = (result.limit for row in session.assessment.rows for result in row.results)
    models = " ".join(model.name for book in (RECOVERY_CATALOGUE, DOSE_RECOVERY_CATALOGUE) for model in book.values())
    return frozenset((*(limit.short_citation for limit in limits), *_PAPER.findall(models)))


def words_of(session: "Session") -> Words:
    """What the case on screen says of who this is, its files' names among it, and who made the sets in force."""
    case, words = session.case, Words()
    for stamp in (session.assessment.set_in_force, session.assessment.tissue_table):
        if stamp is not None and not (is_shipped(stamp.name) or stamp.name in TABLES.shipped):
            words.add_name(stamp.author)
    add_people(words, (case.patient, case.one_person, case.courses, case.events, case.edits), session.settings)
    words.ids.update([one for one in map(_unparted, words.ids) if len(one) >= SHORTEST_UNPARTED])
    for person in (case.patient, *case.one_person, session.assessment.patient):
        words.ids.update(_birth_forms(person))
    for file in case.files:
        words.places.update(_file_words(file))
    return words


def veil_of_people(listed: str) -> Veil:
    """Takes out the people that somebody listed.

    >>> veil_of_people("Dr. A. Reader, physicist").text("As Reader said to the physicist")
    'As ■■■ said to the physicist'
    """
    words = Words()
    add_listed(words, listed)
    return Veil(words)


def read_headers(words: Words, case: Case, step: Step = silent) -> None:
    """Adds physicians, operators, institutions, accession numbers: from one file of each kind and folder, in a job."""
    wanted = {(file.path.parent, re.sub(r"[\d.]+", "", file.path.name)): file for file in case.files}
    chosen = {file.path: file for file in (*_single(case), *wanted.values())}
    for done, file in enumerate(chosen.values()):
        step(done, len(chosen), "Looking for what says who this is")
        try:
            gathered(file.path, file.shown_as, words)
        except (InputError, OSError):
            words.unread = True


def _single(case: Case) -> Iterator[SourceFile]:
    """Plans and doses, and one image of each series."""
    for value in values_in(case.courses):
        if isinstance(value, SourceFile):
            yield value
    for series in case.series:
        first = next((one for one in values_in(series) if isinstance(one, SourceFile)), None)
        if first is not None:
            yield first


def _file_words(file: SourceFile) -> Iterator[str]:
    """A file's name, and those of its folders that are more than what everybody calls a folder."""
    yield file.path.name
    yield Path(file.shown_as.replace("\\", "/")).name
    for folder in (*file.path.parts[1:-1], *Path(file.shown_as).parts[:-1]):
        rest = [word for word in re.split(r"[\W\d_]+", folder.casefold()) if word and word not in USUAL | _PLACES]
        if rest and (folder != folder.lower() or any(letter.isdigit() for letter in folder)):
            yield folder


def _unparted(number: str) -> str:
    """An ID without what parts it: "RO-8831" is also written "RO8831"."""
    return re.sub(r"[\W_]+", "", number)


def _birth_forms(person: PatientIdentity) -> Iterator[str]:
    """A birth date as people and programs write it, in English and in Romanian."""
    date = person.birth_date.strip()
    if len(date) != 8 or not date.isdigit():
        return
    year, month, day = date[:4], date[4:6], date[6:]
    yield date
    for between in ".-/ ":
        yield from (between.join(parts) for parts in ((year, month, day), (day, month, year), (month, day, year)))
        yield from (between.join((one, other, year)) for one, other in _both_ways(str(int(day)), str(int(month))))
        if between != " ":
            yield from (between.join((one, other, year[2:])) for one, other in _both_ways(day, month))
    for name in (names[int(month) - 1] for names in MONTHS if 1 <= int(month) <= 12):
        for first in dict.fromkeys((str(int(day)), day)):
            yield from (f"{first}{between}{name}{between}{year}" for between in " -")
            yield from (f"{first}. {name} {year}", f"{name} {first}, {year}", f"{name} {first} {year}")


def _both_ways(one: str, other: str) -> tuple[tuple[str, str], ...]:
    return (one, other), (other, one)
