"""Line styles and colours that mean the same in every picture: courses, structures. No Qt."""

from functools import cache

from reirrad_gui.ui.theme import Theme, contrast, mixed

COURSE_DASHES: tuple[tuple[float, ...], ...] = (
    (10.0, 5.0), (2.5, 4.0), (12.0, 4.0, 2.5, 4.0), (12.0, 4.0, 2.5, 4.0, 2.5, 4.0), (22.0, 6.0),
)  # fmt: skip
"""Stroke and gap lengths in pixels of course 1 to 5 (then again); accumulated: solid.

Colours begin again with course 4, so that its dashes alone, and its name, tell it from course 1.
"""

COURSE_STYLE_NAMES = ("dashed", "dotted", "dash-dot", "dash-dot-dot", "long dashes")

_HUES = ("#cc79a7", "#f0e442", "#56b4e9", "#e69f00", "#2fb58c", "#d55e00", "#b8a7f0", "#9fd35a", "#ff9d9a", "#8fd6e1")


def course_dashes(course: int | None) -> tuple[float, ...]:
    """Dash pattern of a course; empty (solid) for the accumulated dose."""
    return () if course is None else COURSE_DASHES[course % len(COURSE_DASHES)]


def course_colour(course: int) -> str:
    """A course's colour on images, which are black in both themes: that of the dark theme."""
    return Theme.dark().course(course)


def course_style_name(course: int | None) -> str:
    """The line style in words, for legends and screen readers."""
    return "solid" if course is None else COURSE_STYLE_NAMES[course % len(COURSE_STYLE_NAMES)]


@cache
def structure_colour(drawn: tuple[int, int, int] | None, number: int, ground: str) -> str:
    """A structure's own colour, moved towards white or black until it stands 3:1 on the ground; else a spare hue.

    >>> structure_colour((0, 0, 90), 0, "#000000") != "#00005a"
    True
    >>> structure_colour((255, 255, 0), 0, "#000000")
    '#ffff00'
    """
    colour = _HUES[number % len(_HUES)] if drawn is None else "#" + "".join(f"{c:02x}" for c in drawn)
    return standing_out(colour, ground, 3.0)


@cache
def standing_out(colour: str, ground: str, least: float) -> str:
    """A colour moved towards white or black until it reaches a contrast on the ground: 3 for lines, 4.5 for words.

    >>> standing_out("#a0621a", "#1a2027", 3.0)
    '#a0621a'
    >>> standing_out("#a0621a", "#1a2027", 4.5)
    '#b38148'
    """
    target = max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, ground))
    share = 0.0
    moved = colour
    while contrast(moved, ground) < least and share < 1.0:
        share += 0.1
        moved = mixed(target, colour, share)
    return moved
