"""The words on the images: probe, legend, slice position, scale bar. No Qt, no arithmetic on doses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.session.display import DisplayFields, ProbeReading
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.planes import Stack

DISPLAY_ONLY = "display only: physical doses of courses do not add up"
NOT_APPROVED = "▲ registration not approved"
UNKNOWN_HERE = "dose unknown here"
_NUMBER_OF_SENTENCE = 60


def minus(text: str) -> str:
    """A true minus sign before a number."""
    return text.replace("-", "−")


def slice_text(stack: Stack, number: int, *, brief: bool = False) -> str:
    """ "Axial · z −42.5 mm · 17/44"; an oblique view counts along its own normal. Brief: without the slice's number."""
    depth = float(stack.depth_mm[number])
    axis = int(np.argmax(np.abs(stack.through)))
    along = f"{'xyz'[axis]} " if stack.tilt_degrees < 0.5 else ""
    position = f"{stack.name} · {along}{minus(f'{depth:.1f}')} mm"
    return position if brief else f"{position} · {number + 1}/{stack.depth_mm.size}"


def scale_bar(px_per_mm: float, room_px: float) -> tuple[float, str]:
    """Length in mm of a scale bar that fits, and its label: 1, 2 or 5 times a power of ten."""
    fitting = [mm for mm in (1, 2, 5, 10, 20, 50, 100, 200) if mm * px_per_mm <= room_px]
    length = float(fitting[-1]) if fitting else room_px / px_per_mm
    return length, f"{length:g} mm"


def probe_lines(reading: ProbeReading, courses: int, alpha_beta_gy: float, *, recovered: str = "") -> tuple[str, ...]:
    """What is known at the crosshair, in two to four short lines.

    `reading.figures` are the courses' physical doses, then the courses' EQD2, then the accumulated EQD2; `recovered`
    are the words of `recovery_words` when recovery has reduced the last one.
    """
    physical = reading.figures[:courses]
    eqd2 = reading.figures[courses : 2 * courses]
    total = reading.figures[2 * courses :]
    first = [] if reading.hu is None else [f"{reading.hu.text}" if reading.hu.value is not None else reading.hu.reason]
    first += [f"{name} {_said(figure)}" for name, figure in physical]
    lines = [" · ".join(first)] if first else []
    if total:
        lines.append(f"EQD2 (α/β {alpha_beta_gy:g} Gy): {_sum(eqd2, total[0][1], recovered)}")
    if reading.structures:
        lines.append(", ".join(reading.structures))
    return tuple(lines)


def _said(figure: Figure) -> str:
    """The figure, or briefly why there is none."""
    if figure.value is not None:
        return figure.text
    return figure.reason if len(figure.reason) <= _NUMBER_OF_SENTENCE else "not known"


def _sum(parts: Sequence[tuple[str, Figure]], total: Figure, recovered: str) -> str:
    if len(parts) == 1:
        return _said(parts[0][1])
    if any(figure.value is None for _, figure in parts) or total.value is None:
        known = [f"{name.lower()} {figure.text}" for name, figure in parts if figure.value is not None]
        return "; ".join([*known, f"sum {_said(total)}"])
    added = " + ".join(figure.number for _, figure in parts)
    return f"{added}, {recovered} {total.text}" if recovered else f"{added} = {total.text}"


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course's own isodose in the accumulated view: a physical dose, and of what it is the half."""

    course: int
    level_gy: float
    name: str
    basis: str

    @property
    def text(self) -> str:
        """In full."""
        return f"{self.name} {self.level_gy:.1f} Gy physical, 50 % of its {self.basis}"


def course_lines(display: DisplayFields, look: Look) -> tuple[CourseLine, ...]:
    """Half the prescription of each course, physical Gy; half its maximum where no prescription is known."""
    if look.shown is not None or not look.course_lines or len(display.courses) < 2:
        return ()
    lines = []
    prescribed = dict(display.references(Quantity.PHYSICAL, look.alpha_beta_gy))
    for index, course in enumerate(display.courses):
        whole, basis = prescribed.get(f"prescription of {course.name.lower()}"), "prescription"
        if whole is None:
            whole, basis = display.max_gy(index, Quantity.PHYSICAL, look.alpha_beta_gy), "maximum"
        if whole:
            lines.append(CourseLine(index, whole / 2, course.name, basis))
    return tuple(lines)


def recovery_words(display: DisplayFields) -> str:
    """How recovery has reduced the accumulated dose that is drawn; empty when it has not.

    Where recovery is a range, the image shows the least of it: the highest dose.
    """
    if not any(least > 0 for least, _ in (course.recovery for course in display.courses)):
        return ""
    one = all(least == most for least, most in (course.recovery for course in display.courses))
    return "with recovery" if one else "with the least recovery"


def legend_title(display: DisplayFields, look: Look) -> tuple[str, ...]:
    """What the colours mean: the quantity with its α/β and unit, of what, and what must be known about it."""
    of = "accumulated" if look.shown is None else display.courses[look.shown].name
    lines = [f"{look.quantity_label}, Gy", of]
    if look.shown is None and len(display.courses) > 1:
        if look.quantity is Quantity.PHYSICAL:
            lines[1] = DISPLAY_ONLY
        elif recovery_words(display):
            lines[1] = f"accumulated, {recovery_words(display)}"
    return tuple(lines)
