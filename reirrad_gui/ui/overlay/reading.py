"""Reading an image for the overlay in the background, and the point to look at once it has been read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.overlay.first import Opening, Shown, first_point, frame_of, opening
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import Way, moved

if TYPE_CHECKING:
    from reirrad_gui.session.jobs import Ticket


def reading(
    display: DisplayFields, series_uid: str | None, look: Look, before: Shown | None
) -> "Callable[[Ticket], Opening | None]":
    """The job: voxels, the highest doses, structures as slabs, the slices that are seen first."""

    def job(ticket: "Ticket") -> Opening | None:
        image = None if series_uid is None else display.load_image(series_uid, ticket.step)
        display.find_highest(ticket.step)
        for key, _, _ in display.structures(frame_of(display, series_uid) or ""):
            ticket.step(0, 0, "Preparing the outlines")
            display.solid(key)
        ticket.step(0, 0, "Drawing the first slices")
        return opening(display, series_uid, image, look, new_case=before is None, before=before, step=ticket.step)

    return job


def place_in(
    shown: Shown, way: Way | None, point_mm: FloatArray, look: Look, display: DisplayFields, alpha_beta_gy: float
) -> FloatArray:
    """The same patient point in an image just read, where a way leads there from the one before; else its first one."""
    here = None if way is None else moved(point_mm, way)
    if here is None or not np.isfinite(here).all():
        return first_point(look, display, shown, alpha_beta_gy)
    return here
