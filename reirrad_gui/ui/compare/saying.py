"""The words and keys of the comparison. No Qt painting, no arithmetic on doses."""

import numpy as np

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.pair import Pair
from reirrad_gui.ui.compare.resampled import value_at
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.ruler import Ruler
from reirrad_gui.ui.overlay.saying import MEASURING
from reirrad_gui.ui.overlay.texts import NOT_APPROVED, minus
from reirrad_gui.volume.grid import FloatArray

NO_DIFFERENCE = "A difference in HU needs two CTs. Blend, checkerboard, flicker and swipe compare these images."
STOPPED = "Reading the images was stopped. Close and open the comparison to read them."

KEYS: tuple[tuple[str, str], ...] = (
    ("B, C, F, S, N", "Blend, checkerboard, flicker, swipe, difference"),
    ("← →, with Shift", "Share, size, speed, divider or colour scale, more at once with Shift"),
    ("Enter", "The other image, by hand: flicker that waits"),
    ("Drag the line", "Swipe: move the divider"),
    ("O", "Outlines of both courses on or off"),
    ("D", "Measure a distance (Esc ends it)"),
)


def bindings() -> tuple[Group, ...]:
    """Keys for the window's list of keys; those of slices, zoom and window are the dose images' own."""
    return (Group("Comparing images", tuple(Binding(keys, what) for keys, what in KEYS)),)


def link_mark(display: DisplayFields, from_uid: str, to_uid: str) -> str:
    """What must stand on every plane about the registration looked through."""
    return "" if display.approved(from_uid, to_uid) else NOT_APPROVED


def comparison_words(
    display: DisplayFields,
    pair: Pair,
    look: Look,
    mixing: Mixing,
    point_mm: FloatArray,
    message: str,
    ruler: Ruler | None,
) -> Words:
    """Probe and message of the large plane."""
    fixed = pair.fixed
    if not message and mixing.mode is Mode.DIFFERENCE and not pair.both_ct:
        message = NO_DIFFERENCE
    unit = "" if fixed.image is None else fixed.image.unit
    windowed = mixing.mode is not Mode.DIFFERENCE
    corner = f"{look.window.text} {unit}".strip() if windowed else ""
    greys = look.window.ends(unit) if windowed else None
    measured = () if ruler is None else (f"Distance {ruler.text}" + ("" if ruler.hand is None else f": {MEASURING}"),)
    return Words(probe=(*measured, _values(display, pair, point_mm)), corner=corner, greys=greys, message=message)


def _values(display: DisplayFields, pair: Pair, point_mm: FloatArray) -> str:
    """Both images at the crosshair, and how much they differ."""
    way = display.matrix(pair.fixed.frame_uid, pair.moving_frame_uid)
    here = None if pair.fixed.image is None else value_at(pair.fixed.image, point_mm)
    there = None if way is None else value_at(pair.moving, point_mm, way)
    parts = [
        f"{name}: {'no image here' if value is None else f'{value:.0f} {unit}'.strip()}"
        for name, value, unit in (
            (pair.reference, here, "" if pair.fixed.image is None else pair.fixed.image.unit),
            (pair.other, there, pair.moving.unit),
        )
    ]
    if here is not None and there is not None and pair.both_ct:
        difference = float(np.rint(there) - np.rint(here))
        parts.append(f"difference {difference:+.0f} HU")
    return minus(" · ".join(parts))
