"""An English text in another language: as a whole, by a pattern, or part by part. No Qt here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from reirrad_gui.ui.language.patterns import COUNTED, Patterns, letters, put_in, same_numbers

LONGEST = 2_000
"""A text of more letters is told part by part only."""
MOST_PATTERNS = 4
LITTLE = 5
"""A pattern of so few letters ("{1} to {2}") fits too much: it is taken only where all around it is known, too."""
LEAST_SHARE = 24
"""A pattern with less than one letter in so many of the text is left to its parts: it fits long texts by chance only,
each fit leaves other pieces to be told, and a tip of a few lines would take seconds."""
SEPARATORS = tuple(
    re.compile(f"({one})", re.DOTALL)
    for one in (
        r"\n+", r"<[^>]*>|&\w+;", r"\s*[▲✖✔≠⚠†‡]\s+|\s+[⚠†‡]", r"(?<=[.!?])\s+", r"\s*[;·|•]\s+|\t", r"\s[–—→]\s",
        r":\s+", r",\s+", r"\s*[()]\s*", r"\s/\s|\s×\s|[“”]",
    )
)  # fmt: skip
TURNING = re.compile(
    r"\b(?:[Nn](?:o|ot|one|or|either|ever|obody|othing|ear)|[Cc]annot|[Ww]ith(?:out|in)|[Uu]n(?:less|known)|[Ee]xceeds?"
    r"|[Ee]xcept|[Oo]nly|[Ll]east|[Mm]ost|[Bb]elow|[Aa]bove)\b"
)
"""Words on which the meaning of a sentence turns: none of them may stay English in a sentence told around it."""
QUOTED = re.compile(r"[“„][^”]*”")
BRACKETED = re.compile(r"((?=\()|[^;()]*?(?=\s*\([^()]*[;:]))(\s*\()([^()]*)(\)\.?)")
"""Brackets that hold a list are opened before the list is taken apart: they end with it."""
ENDING = re.compile(r"([^(]+?)(\s*\()(.+)(\)\.?)")
"""A text that ends in brackets, with others in them or none."""
LISTS = 4
"""Which separator takes lists apart."""
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SENTENCES = re.compile(r"[.!?]\s|\n")
COLON, MOST_COLONS = re.compile(": "), 4
DECIMAL, FIRST_MARK = re.compile(r"\d+\.\d+"), 0xF0000
MARK = re.compile("[\U000f0000-\U000fffff]")
"""A letter of no language stands for each dose while the words around it are told."""
EDGES = re.compile(r"(\s*)(.*?)([\s]*)", re.DOTALL)
Look = Callable[[str, int], str]
"""(English, count or -1) to its translation; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Told:
    """A translation, and how many letters of the English text the catalogue accounts for.

    `turning`: a word on which the meaning turns ("not", "at least") stayed English in it, outside quotation marks.
    """

    text: str
    known: int
    turning: bool = False


class Teller:
    """Tells texts in one language, from the entries of its catalogue."""

    def __init__(self, look: Look, patterns: Patterns) -> None:
        self._look = look
        self._patterns = patterns
        self._kept = lru_cache(maxsize=20_000)(self._told)

    def told(self, text: str) -> Told:
        """A text in this language. One that differs by a dose only from one told before takes no time: doses change."""
        doses = DECIMAL.findall(text)
        if not doses or MARK.search(text) or self._look(text, -1):
            return self._kept(text)
        places = iter(range(len(doses)))
        told = self._kept(DECIMAL.sub(lambda _: chr(FIRST_MARK + next(places)), text))
        if 2 * told.known < letters(text):
            return self._kept(text)  # the catalogue may know it with these numbers
        shown = MARK.sub(lambda mark: doses[ord(mark.group()) - FIRST_MARK], told.text)
        return replace(told, text=shown) if same_numbers(text, shown) else _untold(text)

    def _told(self, text: str) -> Told:
        before, middle, after = _edges(text)
        if not letters(middle):
            return Told(text, 0)
        found = self._as_a_whole(middle) or self._best(middle)
        shown = f"{before}{found.text}{after}"
        return Told(shown, found.known, found.turning) if same_numbers(text, shown) else _untold(text)

    def _as_a_whole(self, text: str) -> Told | None:
        for english, back in _spellings(text):
            if told := self._look(english, -1):
                return Told(back(told), letters(text))
        return None

    def _best(self, text: str) -> Told:
        """What accounts for most of the text; of those that do so alike, a long pattern, its parts, a short one."""
        every, best = letters(text), _untold(text)
        patterns = self._by_patterns(text)
        long, short = ([told for weight, told in patterns if (weight > LITTLE) is wanted] for wanted in (True, False))
        parts = self._in_parts(text)
        several = SENTENCES.search(text) is not None  # a pattern that reaches over several sentences fits by chance
        for told in (*parts, *long, *short) if several else (*long, *parts, *short):
            if told.known > best.known:
                best = told
            if best.known == every:
                break
        return best

    def _by_patterns(self, text: str) -> list[tuple[int, Told]]:
        """What patterns make of it, each with its weight."""
        if len(text) > LONGEST:
            return []
        found: list[tuple[int, Told]] = []
        least = letters(text) / LEAST_SHARE
        for english, back in _spellings(text):
            for pattern, values in self._patterns.fitting(english):
                if pattern.weight < least:
                    break  # the others have fewer letters still
                told = self._look(pattern.source, _count(values))
                if told:
                    names = pattern.names
                    parts = {
                        place: _kept(value) if place in names else self.told(value) for place, value in values.items()
                    }
                    known = sum(part.known for part in parts.values())
                    if pattern.weight <= LITTLE and known < sum(map(letters, values.values())):
                        continue
                    shown = put_in(told, {place: part.text for place, part in parts.items()})
                    turning = _turning(shown) and any(part.turning for part in parts.values())
                    if turning and any(parts[place].turning for place in pattern.inside):
                        continue
                    found.append((pattern.weight, Told(back(shown), pattern.weight + known, turning)))
                if len(found) >= MOST_PATTERNS:
                    return found
        return found

    def _in_parts(self, text: str) -> list[Told]:
        """The text taken apart: behind a title, before brackets, behind sentences, at the strongest separator in it."""
        several = (*self._behind_a_title(text), *self._before_brackets(text), *self._behind_sentences(text))
        return [*several, *self._separated(text)]

    def _behind_a_title(self, text: str) -> list[Told]:
        for place in list(COLON.finditer(text))[:MOST_COLONS]:
            title, rest = text[: place.start()], text[place.end() :]
            if self._as_a_whole(title if ":" in title else rest):  # a title of several, or a text of several sentences
                return [_joined([self.told(title), Told(place.group(), 0), self.told(rest)])]
        return []

    def _behind_sentences(self, text: str) -> list[Told]:
        """Where the catalogue has several sentences that the text begins with, together."""
        ends = list(SENTENCE_END.finditer(text))[1:MOST_COLONS]
        for place in reversed(ends):
            begun = text[: place.start()]
            if self._as_a_whole(begun):
                return [_joined([self.told(begun), Told(place.group(), 0), self.told(text[place.end() :])])]
        return []

    def _before_brackets(self, text: str) -> list[Told]:
        """Where what the brackets at the end hold is known, or what stands before them: no mark in it parts it."""
        found = ENDING.fullmatch(text)
        if found is None or not (self._as_a_whole(found[3]) or self._as_a_whole(found[1])):
            return []
        return [_joined([self.told(found[1]), Told(found[2], 0), self.told(found[3]), Told(found[4], 0)])]

    def _separated(self, text: str) -> list[Told]:
        for at, separator in enumerate(SEPARATORS):
            if at == LISTS and (held := BRACKETED.fullmatch(text)):
                before, opened, inside, closed = held.groups()
                return [_joined([self.told(before), Told(opened, 0), self.told(inside), Told(closed, 0)])]
            parts = separator.split(text)
            if len(parts) > 1:
                told = [Told(part, 0) if at % 2 else self.told(part) for at, part in enumerate(parts)]
                return [_joined(told)]
        return []


def _untold(text: str) -> Told:
    return Told(text, 0, _turning(text))


def _kept(name: str) -> Told:
    return Told(name, letters(name))


def _turning(text: str) -> bool:
    return TURNING.search(QUOTED.sub("", text)) is not None


def _joined(told: list[Told]) -> Told:
    return Told("".join(one.text for one in told), sum(one.known for one in told), any(one.turning for one in told))


def _edges(text: str) -> tuple[str, str, str]:
    match = EDGES.fullmatch(text)
    assert match is not None  # it matches every text
    return match.group(1), match.group(2), match.group(3)


def _spellings(text: str) -> list[tuple[str, Callable[[str], str]]]:
    """The text as it is, and as a catalogue may have it: with a full stop or without, the first letter large or small.

    Each with the way back for its translation.
    """
    stop = text[-1] if text[-1] in ".:…" else ""
    bare = text.removesuffix(stop) if stop else text
    small = text[:1].islower()
    out: list[tuple[str, Callable[[str], str]]] = [(text, lambda told: told)]
    if stop:
        out.append((bare, lambda told: told + stop))
    else:
        out.append((f"{text}.", lambda told: told.removesuffix(".")))
    if text[:1].isalpha() and not text[1:2].isupper():
        turned = [(_turned(english), lambda told, way=way: _begun(way(told), small)) for english, way in out]
        out += turned
    return out


def _turned(text: str) -> str:
    return text[:1].swapcase() + text[1:]


def _begun(told: str, small: bool) -> str:
    """A translation with the first letter as the English text had it, unless it is an abbreviation."""
    if told[1:2].isupper():
        return told
    return (told[:1].lower() if small else told[:1].upper()) + told[1:]


def _count(values: dict[str, str]) -> int:
    """The number by which a counted thing takes its plural; -1 where nothing is counted."""
    number = values.get(COUNTED, "")
    return int(number.replace(",", "")) if number.replace(",", "").isdigit() else -1
