"""Curves whose volumes are counted when somebody looks at them: a change makes many, and a screen shows some."""

from collections.abc import Callable
from functools import partial

import numpy as np

from reirrad_gui.session.assessment import Curve
from reirrad_gui.session.later import Later
from reirrad_gui.volume.grid import FloatArray


class CurveOnDemand(Curve):
    """A curve with its doses, and its volumes once they are read; from any thread.

    Parameters
    ----------
    course, quantity, bound
        As for `Curve`.
    dose_gy, volume_percent
        The doses in Gy and the volumes in %, or what finds them (called once each).
    """

    __slots__ = ("_axis", "_count")
    _axis: Later[FloatArray]
    _count: Later[FloatArray]

    def __init__(
        self,
        course: int | None,
        quantity: str,
        dose_gy: FloatArray | Callable[[], FloatArray],
        volume_percent: FloatArray | Callable[[], FloatArray],
        bound: str = "",
    ) -> None:
        made = (
            ("course", course), ("quantity", quantity), ("bound", bound),
            ("_axis", _later(dose_gy)), ("_count", _later(volume_percent)),
        )  # fmt: skip
        for name, value in made:
            object.__setattr__(self, name, value)

    @property
    def dose_gy(self) -> FloatArray:
        return self._axis.value

    @property
    def volume_percent(self) -> FloatArray:
        return self._count.value


def _later(found: FloatArray | Callable[[], FloatArray]) -> Later[FloatArray]:
    return Later(found if callable(found) else partial(np.asarray, found))
