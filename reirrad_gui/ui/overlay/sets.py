"""Which doses have their isodoses drawn, and how two of them are told apart. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reirrad_gui.ui.overlay.look import NO_SECOND, Look
from reirrad_gui.ui.overlay.strokes import course_colour, course_dashes, course_style_name

_ACCUMULATED = "#ffffff"


@dataclass(frozen=True, slots=True)
class IsodoseSet:
    """The isodoses of one dose. `colour` is that of the whole set, empty where every level has its own.

    `mark` stands on the lines beside the level when there are two sets: they are told apart without colour.
    """

    shown: int | None
    name: str
    colour: str = ""
    mark: str = ""

    @property
    def dashes(self) -> tuple[float, ...]:
        """The line style of its course."""
        return course_dashes(self.shown)

    @property
    def text(self) -> str:
        """In words: "Course 1, dashed"."""
        return f"{self.name}, {course_style_name(self.shown)}"


def isodose_sets(look: Look, names: Sequence[str]) -> tuple[IsodoseSet, ...]:
    """The dose on screen, in the colours of its levels; with a second one, both in the colours of their courses.

    >>> [one.text for one in isodose_sets(Look(shown=None, second=0), ("Course 1", "Course 2"))]
    ['Accumulated, solid', 'Course 1, dashed']
    """
    if not look.isodoses:
        return ()
    if not look.compares:
        return (IsodoseSet(look.shown, _name(look.shown, names)),)
    return tuple(
        IsodoseSet(
            shown,
            _name(shown, names),
            _ACCUMULATED if shown is None else course_colour(shown),
            "Σ" if shown is None else f"C{shown + 1}",
        )
        for shown in (look.shown, look.second)
    )


def doses(names: Sequence[str]) -> tuple[tuple[str, int | None], ...]:
    """Name and course (None: accumulated) of every dose whose isodoses can be drawn.

    >>> doses(("Course 1", "Course 2"))
    (('Course 1', 0), ('Course 2', 1), ('Accumulated', None))
    """
    each = [(name, number) for number, name in enumerate(names)]
    return (*each, ("Accumulated", None)) if len(each) > 1 else tuple(each)


def with_next_second(look: Look, names: Sequence[str]) -> Look:
    """The isodoses of the next dose beside those shown; none after the last."""
    cycle = [NO_SECOND, *(shown for _, shown in doses(names) if shown != look.shown)]
    at = cycle.index(look.second) if look.second in cycle else 0
    return replace(look, second=cycle[(at + 1) % len(cycle)], isodoses=True)


def _name(shown: int | None, names: Sequence[str]) -> str:
    return "Accumulated" if shown is None else names[shown]
