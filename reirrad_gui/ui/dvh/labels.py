"""Where names stand beside their curves. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import Line, dose_at, doses_of
from reirrad_gui.volume.grid import FloatArray

_SHARES = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1)
_END_SHARES = (0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A name for a line; one `at_end` stands near the end of its curve and is drawn over others where it must be."""

    text: str
    line: Line
    organ: str
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and where its left middle stands, in units of the axes."""

    label: Label
    dose: float
    volume: float


def label_places(
    labels: Sequence[Label],
    drawn: Sequence[Line],
    width_of: Callable[[str], float],
    height: float,
    most: float,
    kept: "KeptDoses | None" = None,
) -> list[Placed]:
    """Labels to the right of their lines, where no drawn line and no other label runs through them.

    `width_of` gives a text's width on the dose axis, `height` its height on the volume axis, `most` is the axis' end. A
    label without such a place is left out, unless it belongs to the end of its curve: then it may stand over curves.
    With `kept`, curves that were asked about before at the same volumes are not read again.
    """
    placed: list[Placed] = []
    width_of = cache(width_of)  # of each text asked for at every one of its places
    reach = _Reach([curve for line in drawn for curve in line.curves], labels, height, kept or KeptDoses())
    for label in labels:
        width, spots = width_of(label.text), []
        free = None
        for share in _shares(label):
            spots.append(spot := _beside(label, share, height, reach))
            fits = spot.dose + width <= most and not _over(spot, placed, width_of, height)
            if fits and not reach.crosses(spot, width):
                free = spot
                break
        if free is None and label.at_end:
            pushed = [replace(spot, dose=min(spot.dose, most - width)) for spot in spots]
            free = next((spot for spot in pushed if not _over(spot, placed, width_of, height)), None)
        if free is not None:
            placed.append(free)
    return placed


class KeptDoses:
    """What curves read at some volumes, from one drawing of the labels to the next."""

    def __init__(self) -> None:
        self._volumes: FloatArray = np.empty(0)
        self._kept: dict[int, tuple[ShownCurve, FloatArray]] = {}

    def of(self, curves: Sequence[ShownCurve], volumes: FloatArray) -> list[FloatArray]:
        """`doses_of` these curves; forgets all other curves, and other volumes."""
        before = self._kept if np.array_equal(volumes, self._volumes) else {}
        known = [curve for curve in curves if before.get(id(curve), (None,))[0] is curve]
        self._volumes, self._kept = volumes, {id(curve): before[id(curve)] for curve in known}
        unread = [curve for curve in curves if id(curve) not in self._kept]
        for curve, doses in zip(unread, doses_of(unread, volumes), strict=True):
            self._kept[id(curve)] = (curve, doses)
        return [self._kept[id(curve)][1] for curve in curves]


class _Reach:
    """How far every curve reaches at the lower and the upper edge of every place that a label may have."""

    def __init__(self, curves: Sequence[ShownCurve], labels: Sequence[Label], height: float, kept: KeptDoses) -> None:
        self.highest = {id(label): label.line.highest for label in labels}
        volumes = sorted({share * self.highest[id(label)] for label in labels for share in _shares(label)})
        self._place = {volume: place for place, volume in enumerate(volumes)}
        asked = np.array([volume + side * height / 2 for side in (-1.0, 1.0) for volume in volumes])
        read = np.array(kept.of(curves, asked)).reshape(len(curves), 2, len(volumes))
        self._doses: list[list[list[float]]] = read.transpose(2, 0, 1).tolist()
        self._curves = {id(curve): number for number, curve in enumerate(curves)}

    def below(self, curve: ShownCurve, volume: float) -> float | None:
        """Where a drawn curve is at the lower edge; None for one that is not drawn."""
        number = self._curves.get(id(curve))
        return None if number is None else self._doses[self._place[volume]][number][0]

    def crosses(self, spot: Placed, width: float) -> bool:
        """True where a curve runs through the label's place."""
        begin, end = spot.dose + 1e-9, spot.dose + width
        return any(lower > begin and upper < end for lower, upper in self._doses[self._place[spot.volume]])


def _shares(label: Label) -> tuple[float, ...]:
    return _END_SHARES if label.at_end else _SHARES


def _beside(label: Label, share: float, height: float, reach: _Reach) -> Placed:
    volume = share * reach.highest[id(label)]
    ends = (
        dose_at(curve, volume - height / 2) if (found := reach.below(curve, volume)) is None else found
        for curve in label.line.curves
    )
    return Placed(label, max(ends), volume)


def _over(spot: Placed, placed: Sequence[Placed], width_of: Callable[[str], float], height: float) -> bool:
    end = spot.dose + width_of(spot.label.text)
    return any(
        abs(spot.volume - other.volume) < height
        and spot.dose < other.dose + width_of(other.label.text)
        and other.dose < end
        for other in placed
    )
