"""What a report is made of: headings, paragraphs, tables and pictures, in order. No Qt, no markup."""

from collections.abc import Callable
from dataclasses import dataclass, replace

TextChange = Callable[[str], str]
"""Taking names out of a text, or telling it in another language: the latter leaves alone what a person typed."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title, or that of a `part` of it."""

    text: str
    part: bool = False

    def changed(self, change: TextChange, *, typed: bool = True) -> "Heading":
        """The same with every text changed; what a person typed only where `typed`."""
        del typed
        return replace(self, text=change(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; `role` is "" (plain), "warning" or "muted"; `typed` by a person."""

    text: str
    role: str = ""
    typed: bool = False

    def changed(self, change: TextChange, *, typed: bool = True) -> "Paragraph":
        """The same with its text changed, as `Heading.changed`."""
        return self if self.typed and not typed else replace(self, text=change(self.text))


@dataclass(frozen=True, slots=True)
class Cell:
    """A line, a smaller one below it, and the status whose colour the first line carries, or "".

    `typed` follows the smaller line: what a person or a source put into words.
    """

    first: str
    second: str = ""
    word: str = ""
    typed: str = ""

    def changed(self, change: TextChange, *, typed: bool = True) -> "Cell":
        """The same with every text changed, as `Heading.changed`."""
        own = change(self.typed) if typed else self.typed
        return replace(self, first=change(self.first), second=change(self.second), typed=own)

    @property
    def below(self) -> str:
        """The smaller line."""
        return " ".join(text for text in (self.typed, self.second) if text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `widths` are shares of the page's width, `numbers` the columns set flush right."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()
    below: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in (*self.rows, self.widths)):
            raise ValueError(f"every row of the table “{self.name}” needs {len(self.heads)} cells")

    def changed(self, change: TextChange, *, typed: bool = True) -> "Table":
        """The same with every text changed, as `Heading.changed`."""
        rows = tuple(tuple(cell.changed(change, typed=typed) for cell in row) for row in self.rows)
        below = tuple(change(text) for text in self.below)
        return replace(self, heads=tuple(change(head) for head in self.heads), rows=rows, below=below)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, as wide as the share of the page's width, with what it shows in words."""

    name: str
    png: bytes
    caption: str
    width_percent: int = 100

    def changed(self, change: TextChange, *, typed: bool = True) -> "Picture":
        """The same with its caption changed."""
        del typed
        return replace(self, caption=change(self.caption))


@dataclass(frozen=True, slots=True)
class Fresh:
    """What follows begins on a new page."""

    def changed(self, change: TextChange, *, typed: bool = True) -> "Fresh":
        """Itself: it holds no text."""
        del change, typed
        return self


Part = Heading | Paragraph | Table | Picture | Fresh


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document: `whose` stands at the head of every page, `marks` below the title, `foot` at every foot.

    `language` is the code of the language that it is told in; `names` are those of people, which no language changes.
    """

    title: str
    whose: str
    made: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]
    foot: str
    language: str = "en"
    names: tuple[str, ...] = ()

    def changed(self, change: TextChange, *, typed: bool = True) -> "Report":
        """The same with every text changed, as `Heading.changed`: how names are taken out, and languages told."""
        return Report(
            change(self.title),
            change(self.whose),
            change(self.made),
            tuple(change(mark) for mark in self.marks),
            tuple(part.changed(change, typed=typed) for part in self.parts),
            change(self.foot),
            self.language,
            tuple(change(name) for name in self.names),
        )

    @property
    def text(self) -> str:
        """Every text of it, in order, one line each: what a search or a screen reader finds."""
        lines = [self.title, self.whose, self.made, *self.marks]
        for part in self.parts:
            lines += _lines(part)
        return "\n".join([*lines, self.foot])


def _lines(part: Part) -> list[str]:
    if isinstance(part, Table):
        cells = [" | ".join(" ".join(t for t in (c.first, c.below) if t) for c in row) for row in part.rows]
        return [" | ".join(part.heads), *cells, *part.below]
    if isinstance(part, Picture):
        return [part.caption]
    return [] if isinstance(part, Fresh) else [part.text]
