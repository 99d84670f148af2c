"""The last handler: whatever nobody caught is logged, and said plainly, and the program goes on."""

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from reirrad_gui.ui.failure import Failure, plainly

LOG = logging.getLogger("reirrad_gui")
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def catch_the_rest(say: Callable[[Failure], None]) -> Callable[[], None]:
    """Send uncaught exceptions, also those in slots, to the log and to `say`; the returned function ends that.

    Ctrl+C still ends the program.
    """
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        LOG.error("uncaught", exc_info=(kind, error, trace))
        say(plainly(error, "The last step"))

    sys.excepthook = hook

    def end() -> None:
        sys.excepthook = before

    return end
