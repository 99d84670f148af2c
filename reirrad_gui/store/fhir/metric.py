"""The radiobiologic metric that is written: EQD2 of what was delivered to the prescribed volume, by the one engine."""

from collections.abc import Sequence
from typing import Final

from reirrad_gui.lq import Fractionation, eqd2_of_phases

RATIOS_GY: Final = (2.0, 3.0)
"""α/β of the metrics, Gy: nervous and other late-reacting tissue. The pattern of CodeX has room for one digit only."""


def metrics_of(given: Sequence[tuple[float | None, int | None]]) -> tuple[tuple[float, str], ...]:
    """EQD2 in Gy with its unit as TG-263 writes it, of phases (Gy, fractions) together; none where one is not known.

    >>> metrics_of([(21.0, 3)])
    ((47.25, 'EQD2Gy(a/b = 2)'), (42.0, 'EQD2Gy(a/b = 3)'))
    >>> metrics_of([(21.0, None)]), metrics_of([(0.0, 0)])
    ((), ())
    """
    parts = [Fractionation(gy, number) for gy, number in given if gy and number]
    known = all(gy is not None and number is not None for gy, number in given)
    if not parts or not known:
        return ()
    return tuple((round(float(eqd2_of_phases(parts, ratio)), 6), f"EQD2Gy(a/b = {ratio:g})") for ratio in RATIOS_GY)
