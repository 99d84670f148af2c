"""A fault while a view is painted or resized costs that picture, not the program.

PySide keeps an exception of such an event until C++ returns, and the painter in its traceback stays active meanwhile:
Qt then ends the whole process. Caught in the event itself, the fault goes to the last handler and the program goes on.
"""

import sys
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

EVENTS = ("paintEvent", "resizeEvent")
_OURS = __name__.partition(".")[0]
Event = Callable[..., None]


def hold_steady(view: QWidget) -> None:
    """Guard the paint and resize events of a view and of everything in it; of each class once."""
    for widget in (view, *view.findChildren(QWidget)):
        guard(type(widget).__mro__)


def guard(kinds: Iterable[type]) -> None:
    """Guard these events of those classes that are this program's own."""
    for kind in kinds:
        if kind.__module__.partition(".")[0] == _OURS:
            for name in EVENTS:
                event = vars(kind).get(name)
                if event is not None and not hasattr(event, "__wrapped__"):
                    setattr(kind, name, _guarded(event))


def _guarded(event: Event) -> Event:
    @wraps(event)
    def guarded(*given: Any) -> None:
        try:
            event(*given)
        except Exception as error:  # the last handler logs it and says it plainly
            _lay_down_painters(error)
            sys.excepthook(type(error), error, error.__traceback__)

    return guarded


def _lay_down_painters(error: BaseException) -> None:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for painter in [local for local in frame.f_locals.values() if isinstance(local, QPainter)]:
            if painter.isActive():
                painter.end()
