"""Which of the values a reader asks for are not there."""

from collections.abc import Iterable


def missing(asked: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """The names of what is None or empty; 0 and False are answers.

    >>> missing((("pain score", 0), ("OMED", None), ("site", "")))
    ('OMED', 'site')
    """
    return tuple(name for name, value in asked if value is None or value in ((), ""))
