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
NOT_CONFIRMED = "▲ number of fractions not confirmed"
AT_LEAST = "▲ at least"
"""The mark of a sum without a dose that is on no image, where there is no room for the sentence."""
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


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def unit_text(quantity: Quantity, alpha_beta_gy: float, model: str = "LQ") -> str:
    """The unit as it stands beside an isodose: "Gy" for physical dose, else the quantity with α/β and model.

    >>> unit_text(Quantity.PHYSICAL, 3.0), unit_text(Quantity.EQD2, 3.0), unit_text(Quantity.BED, 2.5)
    ('Gy', 'EQD2₃', 'BED(2.5)')
    >>> unit_text(Quantity.EQD2, 3.0, "LQ-L")
    'EQD2₃ LQ-L'
    """
    if quantity is Quantity.PHYSICAL:
        return "Gy"
    ratio = f"{alpha_beta_gy:g}"
    said = f"{quantity.value}{ratio.translate(_SUBSCRIPTS) if ratio.isdigit() else f'({ratio})'}"
    return said if model == "LQ" else f"{said} {model}"


def probe_lines(
    reading: ProbeReading, courses: int, alpha_beta_gy: float, *, recovered: str = "", model: str = "LQ"
) -> tuple[str, ...]:
    """What is known at the crosshair, in a few short lines.

    `recovered` are the words of `recovery_words` when recovery has reduced the accumulated doses.
    """
    first = [] if reading.hu is None else [f"{reading.hu.text}" if reading.hu.value is not None else reading.hu.reason]
    given = dict(reading.fractions)
    first += [
        f"{name} {_said(figure)}{_in_fractions(figure, given.get(name))}" for name, figure in reading.figures[:courses]
    ]
    lines = [" · ".join(first)] if first else []
    for quantity, figures in ((Quantity.EQD2, reading.figures[courses:]), (Quantity.BED, reading.bed)):
        if figures:
            said = _sum(figures[:courses], figures[-1][1], recovered, bound=bool(reading.at_least))
            lines.append(f"{quantity.label(alpha_beta_gy, model)}: {said}")
    if reading.at_least:
        lines.append(f"sum {reading.at_least}")
    if reading.structures:
        lines.append(", ".join(dict.fromkeys(reading.structures)))
    return tuple(lines)


def _in_fractions(dose: Figure, fractions: Figure | None) -> str:
    if fractions is None or dose.value is None:
        return ""
    return f" in {fractions.number}" if fractions.value is not None else f" ({fractions.reason})"


def _said(figure: Figure) -> str:
    """The figure, or briefly why there is none."""
    if figure.value is not None:
        return figure.text
    return figure.reason if len(figure.reason) <= _NUMBER_OF_SENTENCE else "not known"


def bounded(figure: Figure, *, bound: bool) -> str:
    """The figure, or why there is none; `bound` tells that it is the least that it can be.

    >>> bounded(Figure(28.0, "Gy", "EQD2"), bound=True)
    '≥ 28.0 Gy'
    """
    return f"≥ {figure.text}" if bound and figure.value is not None else _said(figure)


def _sum(parts: Sequence[tuple[str, Figure]], total: Figure, recovered: str, *, bound: bool) -> str:
    if len(parts) == 1:
        return _said(parts[0][1])
    if bound:
        known = [f"{name.lower()} {figure.text}" for name, figure in parts if figure.value is not None]
        return "; ".join([*known, f"sum {f'{recovered} ' if recovered else ''}{bounded(total, bound=True)}"])
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
    """Half the prescription of each course that can be drawn, physical Gy; half its maximum without a prescription.

    None beside a second set of isodoses: a course's line would pass for one of its levels.
    """
    alone = look.isodoses and look.course_lines and not look.compares
    if look.shown is not None or not alone or len(display.courses) < 2:
        return ()
    lines = []
    prescribed = dict(display.references(Quantity.PHYSICAL, look.alpha_beta_gy))
    for index, course in enumerate(display.courses):
        if not course.wholly_drawn:
            continue
        whole, basis = prescribed.get(f"prescription of {course.name.lower()}"), "prescription"
        if whole is None:
            whole, basis = display.max_gy(index, Quantity.PHYSICAL, look.alpha_beta_gy), "maximum"
        if whole:
            lines.append(CourseLine(index, whole / 2, course.name, basis))
    return tuple(lines)


def recovery_words(display: DisplayFields) -> str:
    """How recovery has reduced the accumulated dose that is drawn; empty when none was chosen.

    Where recovery is a range, the image shows the least of it: the highest dose. A recovery of single organs or tissues
    is not part of an image, and then the words say so.
    """
    if not any(least > 0 for least, _ in (course.recovery for course in display.courses)):
        return "without recovery" if any(course.not_recovered for course in display.courses) else ""
    one = all(least == most for least, most in (course.recovery for course in display.courses))
    return "with recovery" if one else "with the least recovery"


def legend_title(display: DisplayFields, look: Look) -> tuple[str, ...]:
    """What the colours mean: the quantity with its α/β and unit, of what, and what must be known about it."""
    accumulated = "accumulated, at least" if display.missing else "accumulated"
    of = accumulated if look.shown is None else display.courses[look.shown].name
    lines = [f"{look.quantity_label}, Gy", of]
    if look.shown is None and len(display.courses) > 1:
        if look.quantity is Quantity.PHYSICAL:
            lines[1] = DISPLAY_ONLY
        elif recovery_words(display):
            lines[1] = f"{accumulated}, {recovery_words(display)}"
    return tuple(lines)
