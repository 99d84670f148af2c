"""What differs between two layouts of one view: only that needs to be painted again. No Qt."""

from dataclasses import replace
from itertools import chain

from reirrad_gui.ui.timeline.scene import LaneBand, Row, Scene

Heights = tuple[float, float]
"""Upper and lower edge in the lanes, before they scroll."""

AROUND_CURVE_PX = 6.0
"""What is drawn of a curve reaches beyond its row; nothing else does."""


def heights_changed(before: Scene, after: Scene) -> tuple[Heights, ...] | None:
    """The heights in which one scene is drawn differently than the other; None: everything may be.

    What cannot be compared counts as another one.
    """
    if _without_lanes(before) != _without_lanes(after) or len(before.lanes) != len(after.lanes):
        return None
    each = (_lane_changed(*pair) for pair in zip(before.lanes, after.lanes, strict=True))
    return tuple(chain.from_iterable(each))


def _without_lanes(scene: Scene) -> Scene:
    return replace(scene, lanes=())


def _lane_changed(before: LaneBand, after: LaneBand) -> tuple[Heights, ...]:
    """Only its rows where nothing else differs: name, counts, and what stands in the strip of undated items."""
    if before is after or before == after:
        return ()
    rows_alike = [(row.top, row.bottom) for row in before.rows] == [(row.top, row.bottom) for row in after.rows]
    rest_alike = replace(before, rows=()) == replace(after, rows=()) and before.hidden_count == after.hidden_count
    curves = any(row.drawing is not None for row in (*before.rows, *after.rows))
    if not rows_alike or not rest_alike or curves:
        edges = [edge for lane in (before, after) for edge in (lane.top, lane.bottom)]
        around = AROUND_CURVE_PX if curves else 0.0
        return ((min(edges) - around, max(edges) + around),)
    return tuple(_edges(row) for row, old in zip(after.rows, before.rows, strict=True) if row != old)


def _edges(row: Row) -> Heights:
    return row.top, row.bottom
