"""Names, IDs and dates found in a text and taken out; everything else stays as it is written."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from reirrad_gui.patient.name_table import name_table
from reirrad_gui.patient.name_words import key, plain

NAME, ID, PLACE, DATE, YEAR = "[name]", "[id]", "[place]", "[date]", "[year]"
ANYWHERE, ANYWHERE_ID = 4, 6
"""From this length on a name, an ID is found inside other words, too; a shorter one only by itself."""
SHORTEST_NAME, SHORTEST_ID = 2, 3
_USUAL = """
left right plan dose phase boost course image images series study scan patient name none unknown anonymous test hospital
clinic clinical center centre institute university department radiology radiotherapy radiation oncology medical medicine
physics general therapy cancer saint hopital klinik klinikum spital spitalul universitate user admin
administrator mr mrs ms miss dr prof herr frau dl dna of the from and by in on at system default operator physician
"""
USUAL: Final = frozenset(_USUAL.split())
"""Words that names of places, or placeholders of names, are made of: not looked for."""
NOBODY: Final = re.compile(r"(Example)\W+(Case report)")
"""The patient of the shipped example: looked for as a whole, since every sentence on the case has these words."""
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|ian(?:uarie)?|mart(?:ie)?|mai|iunie|iulie|noi(?:embrie)?|januar|märz|dezember|mai"
)
_DATES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-./ ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:19|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])[-./](?:19|20)\d\d|(?:19|20)\d\d-(?:0[1-9]|1[0-2])"
    rf"|(?:\d{{1,2}}\.?[ -])?(?:{_MONTHS})\.?[ -](?:\d{{1,2}},? )?(?:19|20)?\d\d)(?!\d)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Words:
    """What the files and the case say of who this is: gathered first, then looked for everywhere.

    `unread` is True where a file that may name more people could not be read.
    """

    names: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    unread: bool = False

    def add_name(self, written: str) -> None:
        """A person's name, in DICOM's form or not: its parts are looked for.

        >>> Words().add_name("Example^Case report")
        """
        if nobody := NOBODY.fullmatch(written.strip()):
            self.names.update(between.join(nobody.groups()) for between in ("^", ", ", " "))
            return
        parts = re.split(r"[\^=,;\s.()]+|(?<=\w)-(?=\w)", written)
        self.names.update(part for part in parts if any(letter.isalpha() for letter in part))

    def add_place(self, written: str) -> None:
        """An institution: as it is written, and by its longer words."""
        self.places.add(written.strip())
        self.places.update(word for word in re.split(r"[^\w]+", written) if len(word) > ANYWHERE)

    def add_date(self, written: str) -> None:
        """A date: its year is looked for in texts."""
        if re.match(r"(?:19|20)\d\d", written):
            self.years.add(int(written[:4]))


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for and what takes its place."""

    folded: str
    mark: str
    anywhere: bool


@dataclass(eq=False)
class Texts:
    """Cleans texts of one patient, and remembers what it found and what it left.

    Attributes
    ----------
    found : kind of mark and how often; the words themselves are nowhere kept
    kept : texts that stay in the copy, for a person to look at
    not_understood : numbers and codes that are none, by attribute: they are not in the copy
    unsearched : parts of names that are words for organs, and too short IDs: not looked for
    """

    words: Words
    found: dict[str, int] = field(default_factory=dict)
    kept: dict[str, set[str]] = field(default_factory=dict)
    unsearched: set[str] = field(default_factory=set)
    not_understood: Counter[str] = field(default_factory=Counter)
    _codes: dict[str, bool] = field(default_factory=dict, repr=False)
    _done: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def clean(self, text: str, where: str = "", most: int | None = None) -> str:
        """The text without what it says of who and when.

        Parameters
        ----------
        where : what kind of text it is, under which it is remembered as kept
        most : characters that the place can hold

        >>> Texts(Words(names={"Müller"})).clean("PTV Mueller 12.03.2018")
        'PTV [name] [date]'
        >>> Texts(Words(names={"Ann"})).clean("Planned target")
        'Planned target'
        """
        if (where, text) in self._done:
            return self._done[where, text]
        cleaned = self._without(text)
        cleaned = _DATES.sub(lambda _: self._count(DATE), cleaned)
        if self.words.years:
            cleaned = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", self._year, cleaned)
        if most is not None and cleaned != text:
            cleaned = cleaned[: max(most, len(text))]
        if where and cleaned.strip():
            cleaned = cleaned if cleaned == text else self._another(cleaned, self.kept.setdefault(where, set()), most)
            self.kept.setdefault(where, set()).add(cleaned.strip())
        self._done[where, text] = cleaned
        return cleaned

    def without_who(self, text: str) -> str:
        """The text without names, IDs and places; its dates stay.

        >>> Texts(Words(names={"Müller"})).without_who("PTV Mueller 12.03.2018")
        'PTV [name] 12.03.2018'
        """
        return self._without(text)

    def _another(self, cleaned: str, taken: set[str], most: int | None) -> str:
        """Two names that differed only in what was taken out still differ."""
        number, found = 1, cleaned
        while found.strip() in taken:
            number += 1
            ending = f" {number}"
            found = (cleaned if most is None else cleaned[: most - len(ending)]) + ending
        return found

    def again(self, text: str, where: str) -> str:
        """A text as it became before in that place; one that was not there, cleaned and not remembered."""
        return self._done.get((where, text)) or self.clean(text)

    def names_somebody(self, code: str) -> bool:
        """True where a longer word that is looked for stands in a code; shorter ones are codes themselves ("MR")."""
        if code not in self._codes:
            pattern, folded = self._pattern, _folded(code)[0]
            found = () if pattern is None else (one[0] for one in pattern.finditer(folded))
            self._codes[code] = any(len(one) >= ANYWHERE for one in found)
        return self._codes[code]

    @cached_property
    def _terms(self) -> dict[str, Term]:
        terms: dict[str, Term] = {}
        for one in sorted(self.words.places):
            self._add(terms, one, PLACE, ANYWHERE, ANYWHERE)
        for one in sorted(self.words.ids):
            self._add(terms, one, ID, SHORTEST_ID, ANYWHERE_ID)
        for one in sorted(self.words.names):
            self._add(terms, one, NAME, SHORTEST_NAME, ANYWHERE)
        return terms

    def _add(self, terms: dict[str, Term], written: str, mark: str, shortest: int, anywhere: int) -> None:
        for form in _forms(written):
            if len(form) < shortest or form in USUAL or (mark != ID and _is_organ(form)):
                if len(form) > 1 and form not in USUAL:
                    self.unsearched.add(form)
                continue
            terms.setdefault(form, Term(form, mark, len(form) >= anywhere))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._terms.values(), key=lambda term: (-len(term.folded), term.folded))
        parts = [
            re.escape(t.folded)
            if t.anywhere
            else rf"(?<![^\W_]){re.escape(t.folded)}(?![^\W_])"
            if t.mark == ID
            else rf"(?<![^\W\d_]){re.escape(t.folded)}(?![^\W\d_])"
            for t in longest_first
        ]
        return re.compile("|".join(parts)) if parts else None

    def _without(self, text: str) -> str:
        pattern = self._pattern
        if pattern is None:
            return text
        folded, places = _folded(text)
        cleaned, done = [], 0
        for found in pattern.finditer(folded):
            begin, end = places[found.start()], places[found.end() - 1] + 1
            cleaned += [text[done:begin], self._count(self._terms[found[0]].mark)]
            done = end
        return "".join([*cleaned, text[done:]])

    def _year(self, found: re.Match[str]) -> str:
        return self._count(YEAR) if int(found[0]) in self.words.years else found[0]

    def _count(self, mark: str) -> str:
        self.found[mark] = self.found.get(mark, 0) + 1
        return mark


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in plain letters, and for each of them which character of the text it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in plain(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _forms(written: str) -> Iterable[str]:
    """The ways in which a word may be written: without accents, umlauts written out."""
    out = written.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return dict.fromkeys((plain(written.strip()), plain(out.strip())))


def _is_organ(form: str) -> bool:
    table = name_table()
    return key(form) in table.meanings or key(form) in table.targets or form in table.target_sites
