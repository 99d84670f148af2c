"""Where names stand beside their curves. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reirrad_gui.session.curves import ShownCurve
from reirrad_gui.ui.dvh.rows import Line, dose_at

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
) -> list[Placed]:
    """Labels to the right of their lines, where no drawn line and no other label runs through them.

    `width_of` gives a text's width on the dose axis, `height` its height on the volume axis, `most` is the axis' end. A
    label without such a place is left out, unless it belongs to the end of its curve: then it may stand over curves.
    """
    placed: list[Placed] = []
    curves = [curve for line in drawn for curve in line.curves]
    for label in labels:
        spots = [_beside(label, share, height) for share in (_END_SHARES if label.at_end else _SHARES)]
        fitting = [s for s in spots if s.dose + width_of(label.text) <= most and not _over(s, placed, width_of, height)]
        free = next((s for s in fitting if not _crossed(s, curves, width_of, height)), None)
        if free is None and label.at_end:
            pushed = [replace(spot, dose=min(spot.dose, most - width_of(label.text))) for spot in spots]
            free = next((spot for spot in pushed if not _over(spot, placed, width_of, height)), None)
        if free is not None:
            placed.append(free)
    return placed


def _beside(label: Label, share: float, height: float) -> Placed:
    volume = share * label.line.highest
    return Placed(label, max(dose_at(curve, volume - height / 2) for curve in label.line.curves), volume)


def _over(spot: Placed, placed: Sequence[Placed], width_of: Callable[[str], float], height: float) -> bool:
    end = spot.dose + width_of(spot.label.text)
    return any(
        abs(spot.volume - other.volume) < height
        and spot.dose < other.dose + width_of(other.label.text)
        and other.dose < end
        for other in placed
    )


def _crossed(spot: Placed, curves: Sequence[ShownCurve], width_of: Callable[[str], float], height: float) -> bool:
    end = spot.dose + width_of(spot.label.text)
    return any(
        dose_at(curve, spot.volume - height / 2) > spot.dose + 1e-9 and dose_at(curve, spot.volume + height / 2) < end
        for curve in curves
    )
