"""The pages of the help: which there are, in which order, and where a link leads. No Qt."""

from dataclasses import dataclass
from pathlib import Path

from reirrad_gui.resources import document

CONTENTS = "guide/README.md"
FORMULAS, PHYSICS = "formulas.md", "physics.md"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the name it is asked for by, its title in the list, its file below the documents."""

    name: str
    title: str
    file: str


PAGES = (
    Page("guide", "User guide", CONTENTS),
    Page("open", "Open and check", "guide/open.md"),
    Page("timeline", "Timeline", "guide/timeline.md"),
    Page("doses", "Doses on the image", "guide/doses.md"),
    Page("limits", "Limits", "guide/limits.md"),
    Page("what if", "What if", "guide/what-if.md"),
    Page("how sure", "How sure", "guide/how-sure.md"),
    Page("scans", "Bone scans", "guide/scans.md"),
    Page("board", "Tumour board and report", "guide/board.md"),
    Page("keeping", "Kept cases and capsules", "guide/keeping.md"),
    Page("keyboard", "Keyboard and preferences", "guide/keyboard.md"),
    Page("physics", "For physicists", PHYSICS),
    Page("formulas", "Formulas", FORMULAS),
)


def page_named(name: str) -> Page:
    """The page of this name; the first one for a name nobody knows."""
    return next((page for page in PAGES if page.name == name), PAGES[0])


def page_of(path: Path) -> Page | None:
    """The page that a file is; None for another file."""
    return next((page for page in PAGES if document(page.file).resolve() == path.resolve()), None)


def text_of(page: Page) -> str:
    """The page as Markdown."""
    return document(page.file).read_text(encoding="utf-8")


def anchor_of(heading: str) -> str:
    """The anchor under which links know a heading.

    >>> anchor_of("4 Adding courses"), anchor_of("α/β and (n)")
    ('4-adding-courses', 'αβ-and-n')
    """
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -_")
    return kept.strip().replace(" ", "-")
