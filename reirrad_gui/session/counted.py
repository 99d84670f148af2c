"""Curves whose volumes are counted when somebody looks at them: a change makes many, and a screen shows some."""

from collections.abc import Callable
from functools import partial

import numpy as np

from reirrad_gui.session.assessment import Curve
from reirrad_gui.session.later import Later
from reirrad_gui.volume.grid import FloatArray

REMEMBERED = 16
"""For so many assessments a structure counts as looked at after its curves were last read."""


class LookedAt:
    """The structures whose curves were read lately: theirs are counted ahead, beside each other.

    No curve depends on it, only on which thread it is counted.

    >>> looked = LookedAt()
    >>> looked.mark("rectum"), looked.lately()
    (None, frozenset({'rectum'}))
    """

    __slots__ = ("_now", "_when")

    def __init__(self) -> None:
        self._now = 0
        self._when: dict[str, int] = {}

    def mark(self, key: str) -> None:
        """A structure's curve is being read."""
        self._when[key] = self._now

    def lately(self) -> frozenset[str]:
        """The structures read during the last assessments; another one begins."""
        self._now += 1
        return frozenset(key for key, when in tuple(self._when.items()) if self._now - when <= REMEMBERED)


class CurveOnDemand(Curve):
    """A curve with its doses, and its volumes once they are read; from any thread.

    Parameters
    ----------
    course, quantity, dose_gy, bound
        As for `Curve`.
    volume_percent
        The volumes in %, or what counts them (called once).
    mark
        Called at every reading.
    """

    __slots__ = ("_count", "_mark")
    _count: Later[FloatArray]
    _mark: Callable[[], None]

    def __init__(
        self,
        course: int | None,
        quantity: str,
        dose_gy: FloatArray,
        volume_percent: FloatArray | Callable[[], FloatArray],
        bound: str = "",
        mark: Callable[[], None] = lambda: None,
    ) -> None:
        count = volume_percent if callable(volume_percent) else partial(np.asarray, volume_percent)
        for name, value in (("course", course), ("quantity", quantity), ("dose_gy", dose_gy), ("bound", bound)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_count", Later(count))
        object.__setattr__(self, "_mark", mark)

    @property
    def volume_percent(self) -> FloatArray:
        self._mark()
        return self._count.value
