"""The only thing that reading knows of threads: a step that reports progress and may raise to stop the work."""

from collections.abc import Callable

Step = Callable[[int, int, str], None]
"""Called with what is done, the total (0 when it is not known) and what is being done; may raise."""


def silent(done: int, total: int, text: str) -> None:
    """A step that reports to nobody."""
