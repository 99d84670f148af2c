"""How planar pictures are looked at: window, part, and the signs of lesion states. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.patient.facts import LesionState
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.planar import PlanarFrame

LEAST_WIDTH = 0.01
MOST_ZOOM = 20.0


@dataclass(frozen=True, slots=True)
class Window:
    """Which values are drawn from light to dark, as shares of the lowest to the highest value of a scan."""

    low: float = 0.0
    high: float = 1.0

    def dragged(self, right: float, up: float) -> "Window":
        """After a drag by these shares of the picture: to the right is wider, upwards is higher.

        >>> Window(0.0, 0.5).dragged(0.25, 0.0)
        Window(low=0.0, high=0.75)
        """
        return Window.between(self.low + up * 0.5, self.high + right + up * 0.5)

    @classmethod
    def between(cls, low: float, high: float) -> "Window":
        """A window that stays on the values and never closes."""
        low = min(max(low, 0.0), 1.0 - LEAST_WIDTH)
        return cls(low, min(max(high, low + LEAST_WIDTH), 1.0))

    @classmethod
    def of(cls, frames: Sequence[PlanarFrame]) -> "Window":
        """The window that the file asks for; else, of a bone scan, up to half of the maximum, of others everything."""
        asked = next((frame.window for frame in frames if frame.window is not None), None)
        low, high = ends(frames)
        if asked is not None and high > low:
            return cls.between((asked[0] - low) / (high - low), (asked[1] - low) / (high - low))
        return cls(0.0, 0.5 if frames and frames[0].unit == "counts" else 1.0)

    def values(self, frames: Sequence[PlanarFrame]) -> tuple[float, float]:
        """Its ends as values of a scan."""
        low, high = ends(frames)
        return low + self.low * (high - low), low + self.high * (high - low)

    def text(self, frames: Sequence[PlanarFrame]) -> str:
        """As it stands under a scan: values with unit, and their share of the highest."""
        low, high = self.values(frames)
        unit = frames[0].unit or "stored values"
        return f"{shown(low)} to {shown(high)} {unit} ({self.high:.0%} of {shown(ends(frames)[1])})".replace("%", " %")


PRESETS: tuple[tuple[str, Window], ...] = tuple(
    (f"Up to {percent} % of the highest value", Window(0.0, percent / 100)) for percent in (100, 70, 50, 30, 15)
)
"""On keys 1 to 5."""


def ends(frames: Sequence[PlanarFrame]) -> tuple[float, float]:
    """Lowest and highest value of a scan's pictures, so that all of them have one scale; counts begin at 0."""
    if not frames:
        return 0.0, 1.0
    ranges = [frame.range for frame in frames]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return (min(low, 0.0) if frames[0].unit == "counts" else low), high


def shown(value: float) -> str:
    """A value without digits that it does not have.

    >>> shown(34.0), shown(0.125), shown(-1000.0)
    ('34', '0.125', '−1000')
    """
    return (f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}").replace("-", "−")


def greys(frame: PlanarFrame, low: float, high: float, *, dark: bool) -> NDArray[np.uint8]:
    """The picture in 256 greys; `dark`: the highest values are black."""
    share = np.clip((frame.values - low) / max(high - low, 1e-9), 0.0, 1.0)
    return np.asarray(np.rint((1.0 - share if dark else share) * 255.0), np.uint8)


@dataclass(frozen=True, slots=True)
class Part:
    """What part of every picture is seen: `zoom` 1 fits it; `across` is counted from the patient's right.

    So views from the front and from the back show the same part of the body.
    """

    zoom: float = 1.0
    across: float = 0.5
    down: float = 0.5

    def at(self, zoom: float, across: float, down: float) -> "Part":
        """Another part; the middle stays on the picture, and what fits stays in the middle."""
        zoom = min(max(zoom, 1.0), MOST_ZOOM)
        if zoom == 1.0:
            return Part()
        return Part(zoom, min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0))


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown: symbol, colour on pictures and in tables, word."""

    symbol: str
    state: LesionState

    @property
    def word(self) -> str:
        """The state in words."""
        return self.state.value

    def colour(self, theme: Theme) -> str:
        """Its colour."""
        return {
            LesionState.SEEN: theme.text,
            LesionState.NEW: theme.exceeds,
            LesionState.WORSE: theme.near,
            LesionState.STABLE: theme.courses[0],
            LesionState.BETTER: theme.within,
            LesionState.RESOLVED: theme.muted,
            LesionState.NOT_MENTIONED: theme.not_assessable,
        }[self.state]


SIGNS = {
    state: Sign(symbol, state)
    for state, symbol in (
        (LesionState.SEEN, "○"),
        (LesionState.NEW, "+"),
        (LesionState.STABLE, "="),
        (LesionState.WORSE, "▲"),
        (LesionState.BETTER, "▼"),
        (LesionState.RESOLVED, "×"),
        (LesionState.NOT_MENTIONED, "?"),
    )
}


@dataclass(frozen=True, slots=True)
class MarkShown:
    """One mark on a picture: which lesion of the list (from 0), where, and in which state."""

    number: int
    down: float
    across: float
    state: LesionState
    text: str


def marks_on(frame: PlanarFrame, lesions: Sequence[object]) -> tuple[MarkShown, ...]:
    """The marks of a scan's lesions that lie on one of its pictures."""
    found = []
    for number, lesion in enumerate(lesions):
        for spot in getattr(lesion, "spots", ()):
            if (spot.image_uid, spot.frame) == (frame.image_uid, frame.frame):
                found.append(MarkShown(number, spot.down, spot.across, lesion.state, lesion.site.text))  # type: ignore[attr-defined]
    return tuple(found)
