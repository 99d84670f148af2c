"""Patterns of sentences: `{1}` for a name or a number, `%n file(s)` for a counted thing; and finding the one that fits.

No Qt here. A pattern is matched by looking for its fixed pieces from left to right, which takes a time that grows with
the length of the text only; patterns are tried only where the rarest of their words is in the text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

PLACE = re.compile(r"\{(\d+)\}|(%n)")
WORD = re.compile(r"[^\W\d_]{2,}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SIGNS = "≥≤<>≠≈±×÷−"
QUANTITY = re.compile(rf"(?:([{SIGNS}]|(?<![\w)\]])[-+])\s?)?(\d+(?:[.,/:–-]\d+)*)(\s?%)?")
"""A number with the sign or comparison before it and its percent sign; "1/2", "3–5" and "2026-11-22" are one each."""
TAG = re.compile(r"</?[A-Za-z][^>]*>")
NAMED = re.compile(r"(?:^|\b(?:and|called|both|Targets|applied to|that) )“$")
"""What stands before a name that a person gave or typed, which no language changes."""
APART = re.compile(r"[.;:!?(\n]\s*$")
"""What stands before a sentence of its own."""
COUNTED = "%n"
PLURAL = "(s)"
SUBJECT = "subject"
PREDICATE = re.compile(r"(?:has|holds|is|was|gives|ends|seems|says|does|rests) \w+ .*", re.DOTALL)
"""Sentences that the reader of files says of a file or a plan, which stands before them."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write the sentence `source`: its fixed pieces, with a place (`{1}` or `%n`) between each two.

    `weight` is the number of letters of the fixed pieces: how much of a text this pattern accounts for.
    """

    source: str
    pieces: tuple[str, ...]
    places: tuple[str, ...]
    weight: int

    @property
    def names(self) -> set[str]:
        """Places of names that a person gave or typed: a structure may be called “patient”.

        >>> sorted(patterns_of("“{1}” is taken as {2}")[0].names)
        ['1']
        """
        return {place for place, piece in zip(self.places, self.pieces[:-1], strict=True) if NAMED.search(piece)}

    @property
    def inside(self) -> set[str]:
        """Places within the sentence, not of another that follows it: “{1} Gy. {2}”.

        >>> patterns_of("{1} holds dose. {2}")[0].inside
        {'1'}
        """
        return {place for place, piece in zip(self.places, self.pieces[:-1], strict=True) if not APART.search(piece)}

    def filled(self, text: str) -> dict[str, str] | None:
        """What stands at each place if the text is written by this pattern, else None.

        >>> patterns_of("{1} is outside the grid of {2}.")[0].filled("Bladder is outside the grid of course 2.")
        {'1': 'Bladder', '2': 'course 2'}
        """
        first, *_, last = self.pieces
        if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)):
            return None
        values, at, end = [], len(first), len(text) - len(last)
        for piece in self.pieces[1:-1]:
            found = text.find(piece, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(piece)
        values.append(text[at:end])
        filled = dict(zip(self.places, values, strict=True))
        return None if not NUMBER.fullmatch(filled.get(COUNTED, "0")) else filled


def patterns_of(source: str) -> tuple[Pattern, ...]:
    """The ways to write a sentence with places in it: one, or two where `(s)` marks a plural; none without places.

    A predicate ("has a single slice") has a place for its subject before it.

    >>> [one.pieces for one in patterns_of("%n file(s) left out")]
    [('', ' file left out'), ('', ' files left out')]
    """
    if PREDICATE.fullmatch(source):
        one = _pattern(source, source)
        return (replace(one, pieces=("", f" {one.pieces[0]}", *one.pieces[1:]), places=(SUBJECT, *one.places)),)
    if not PLACE.search(source):
        return ()
    counted = COUNTED in source and PLURAL in source
    written = [source.replace(PLURAL, ""), source.replace(PLURAL, "s")] if counted else [source]
    return tuple(_pattern(source, text) for text in written)


def _pattern(source: str, text: str) -> Pattern:
    pieces, places, at = [], [], 0
    for place in PLACE.finditer(text):
        pieces.append(text[at : place.start()])
        places.append(place.group(1) or COUNTED)
        at = place.end()
    pieces.append(text[at:])
    return Pattern(source, tuple(pieces), tuple(places), letters("".join(pieces)))


def letters(text: str) -> int:
    """How many letters a text has.

    >>> letters("D0.5cc ≥ 3 Gy")
    5
    """
    return sum(map(str.isalpha, text))


class Patterns:
    """All patterns of a catalogue, found by the rarest whole word of their fixed pieces."""

    def __init__(self, sources: Iterable[str]) -> None:
        patterns = [pattern for source in sources for pattern in patterns_of(source) if pattern.weight]
        words = [_whole_words(pattern) for pattern in patterns]
        seen = Counter(word for some in words for word in some)
        self._by_word: dict[str, list[Pattern]] = defaultdict(list)
        for pattern, some in zip(patterns, words, strict=True):
            self._by_word[min(some, key=lambda word: (seen[word], word), default="")].append(pattern)

    def fitting(self, text: str) -> Iterator[tuple[Pattern, dict[str, str]]]:
        """Patterns by which the text may be written, those that account for most of it first."""
        words = {"", *(word.lower() for word in WORD.findall(text))}
        tried = [pattern for word in words for pattern in self._by_word.get(word, ())]
        for pattern in sorted(tried, key=lambda one: one.weight, reverse=True):
            values = pattern.filled(text)
            if values is not None:
                yield pattern, values


def _whole_words(pattern: Pattern) -> set[str]:
    """Words that no place touches: a place may be the beginning or the end of a word."""
    text = "\0".join(pattern.pieces)
    return {
        found.group().lower()
        for found in WORD.finditer(text)
        if "\0" not in (text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1])
    }


def same_numbers(english: str, told: str) -> bool:
    """Whether a translation carries exactly the numbers of the English text, each as often, with its sign.

    Signs are minus, plus, comparisons and percent; `1/2` and `3–5` are not the numbers of `2/1` and `5–3`.

    >>> same_numbers("3 of 5 fractions", "3 din 5 fracții"), same_numbers("one of 5", "1 din 5")
    (True, False)
    >>> same_numbers("D2cc ≥ 75 Gy", "D2cc ≤ 75 Gy"), same_numbers("−3 mm", "3 mm")
    (False, False)
    """
    return english == told or _quantities(english) == _quantities(told)


def _quantities(text: str) -> Counter[str]:
    bare = TAG.sub(" ", text.replace("&lt;", "<").replace("&gt;", ">"))
    numbers = ("".join((sign, number, percent.strip())) for sign, number, percent in QUANTITY.findall(bare))
    return Counter((*numbers, *(letter for letter in bare if letter in SIGNS)))


def put_in(told: str, values: dict[str, str]) -> str:
    """The translation of a pattern with the values at its places; `{2} {1}` may stand in another order.

    >>> put_in("{2}: {1}", {"1": "a", "2": "b"})
    'b: a'
    """
    filled = PLACE.sub(lambda place: values[place.group(1) or COUNTED], told)
    return f"{values[SUBJECT]} {filled}" if SUBJECT in values else filled
