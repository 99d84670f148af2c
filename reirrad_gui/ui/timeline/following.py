"""What follows from the history, found beside the GUI thread where the history is long.

While it is being found nothing derived is shown: a result of the history before an edit is no result of it now.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from reirrad_gui.ui.jobs import JobRunner

if TYPE_CHECKING:
    from reirrad_gui.case import Course
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session.derived import Derived

FEW = 1000
"""So many events take a few hundredths of a second: their results are there at once."""


class Following(QObject):
    """Results of the history it was asked about last. `found` says that they have come, where they were waited for."""

    found = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._of: tuple[Sequence[Event], object] | None = None
        self._results: tuple[Derived, ...] | None = ()
        self._shown: tuple[Event, ...] = ()
        self._runner = JobRunner(self)
        self._runner.finished.connect(self._take)

    @property
    def results(self) -> "tuple[Derived, ...] | None":
        """All results, also those that cannot be found; None while they are being looked for."""
        return self._results

    def shown(self, events: "Sequence[Event]", courses: "Sequence[Course]") -> "tuple[Event, ...]":
        """The history with what follows from it; without, while that is being found."""
        from reirrad_gui.session.derived import dates_of

        dates = dates_of(courses)
        if self._of is not None and self._of[0] is events and self._of[1] == dates:
            return self._shown
        self._of = events, dates
        if len(events) <= FEW:
            self._runner.cancel()
            self._results, self._shown = _found(events, courses)
        else:
            self._results, self._shown = None, tuple(events)
            self._runner.start(lambda _: (events, *_found(events, courses)))
        return self._shown

    @Slot(object)
    def _take(self, answer: Any) -> None:
        events, results, shown = answer
        if self._of is not None and self._of[0] is events:
            self._results, self._shown = results, shown
            self.found.emit()


def _found(events: "Sequence[Event]", courses: "Sequence[Course]") -> "tuple[tuple[Derived, ...], tuple[Event, ...]]":
    from reirrad_gui.session.derived import derived_from_history, history_with

    results = derived_from_history(events, courses)
    return results, history_with(events, results)
