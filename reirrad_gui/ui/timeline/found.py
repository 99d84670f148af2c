"""Which events a search means: all of its words somewhere in what is known of them. No Qt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from reirrad_gui.patient.events import Event
from reirrad_gui.patient.lanes import Lane
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.timeline.arrange import LANES
from reirrad_gui.ui.timeline.facts_said import facts_said

TITLES = dict(LANES)


@dataclass(frozen=True, slots=True)
class Search:
    """Words that must all be there, in any order and case; a lane and a kind where one is chosen."""

    words: str = ""
    lane: Lane | None = None
    kind: str = ""

    @property
    def empty(self) -> bool:
        """True where everything matches."""
        return not self.words.strip() and self.lane is None and not self.kind


@dataclass(frozen=True, slots=True)
class Sought:
    """One item as it is searched: its lane, its kind, and everything known of it in plain small letters.

    In English; its name, kind, lane and sites also in the language of the window.
    """

    lane: Lane
    kind: str
    text: str


def plain(text: str) -> str:
    """Small letters without accents.

    >>> plain("Metastază OSOASĂ")
    'metastaza osoasa'
    """
    if text.isascii():
        return text.casefold()
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign)).casefold()


def sought(event: Event) -> Sought:
    """An event with its title, detail, sources, sites and values."""
    dates = (*event.start.sources, *event.end.sources, event.start.text, event.end.text)
    words = (event.title, event.kind, TITLES[event.lane], event.detail, event.source, *event.not_stated, *dates)
    differing = (c.title for c in event.contradictions)
    named = (event.title, event.kind, TITLES[event.lane], *(site.text for site in event.sites))
    return Sought(event.lane, event.kind, searched((*words, *facts_said(event), *differing), named))


def searched(words: Sequence[str], named: Sequence[str]) -> str:
    """English texts in plain small letters, and what is `named` also as it is shown where that is not English.

    Names only: to tell every sentence of a long history would take too long while somebody types.
    """
    shown = [told for text in named if (told := tr(text)) != text]
    return plain(" ".join((*words, *shown)))


def matching(search: Search, among: Mapping[str, Sought]) -> frozenset[str]:
    """Keys of what is meant."""
    words = plain(search.words).split()
    return frozenset(
        key
        for key, one in among.items()
        if (search.lane is None or one.lane is search.lane)
        and (not search.kind or one.kind == search.kind)
        and all(word in one.text for word in words)
    )


def kinds_of(among: Iterable[Sought]) -> tuple[str, ...]:
    """The kinds there are, in the order of the alphabet."""
    return tuple(sorted({one.kind for one in among}))


def count_said(found: int, among: int) -> str:
    """How many match.

    >>> count_said(0, 40), count_said(3, 40)
    ('nothing matches', '3 of 40')
    """
    return f"{found} of {among}" if found else "nothing matches"
