"""What stands on and above each of the doses side by side. No Qt widgets, no arithmetic on doses."""

from dataclasses import dataclass, replace

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.figures import Figure
from reirrad_gui.session.display import DisplayFields, ProbeReading
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.first import Shown
from reirrad_gui.ui.overlay.legend import Legend, legend
from reirrad_gui.ui.overlay.look import NO_SECOND, Look
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.saying import dose_warnings
from reirrad_gui.ui.overlay.texts import AT_LEAST, DISPLAY_ONLY, NOT_APPROVED, NOT_CONFIRMED, bounded, recovery_words

KEYS = (
    ("V", "The courses and their sum side by side, or the three planes"),
    ("A", "The next plane: axial, sagittal, coronal"),
    ("L", "Link or unlink slice, zoom, position, window and crosshair"),
    ("O", "Each course's own CT, or the reference CT"),
    ("F11, double click", "Enlarge one of them, or show all"),
)


def bindings() -> tuple[Group, ...]:
    """Keys for the window's list of keys."""
    return (Group("Doses side by side", tuple(Binding(keys, what) for keys, what in KEYS)),)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one view; `mark` has a line for each thing that must stand on the picture."""

    name: str
    what: str
    mark: str
    words: Words


def look_of(look: Look, shown: int | None) -> Look:
    """The common look on one dose: its own isodoses only."""
    return replace(look, shown=shown, second=NO_SECOND, course_lines=False)


def said_of(
    display: DisplayFields,
    shown_in: Shown,
    look: Look,
    reading: ProbeReading,
    pictures: Pictures,
    number: int,
    ct: str,
) -> Said:
    """Name, quantity with α/β, which CT; dose at the crosshair, legend, or why there is none."""
    names = [course.name for course in display.courses]
    whole = "Accumulated, at least" if display.missing else "Accumulated"
    name = whole if look.shown is None else names[look.shown]
    what = [f"{look.quantity_label}, Gy", *_basis(display, look)]
    why = display.unavailable(look.shown, look.quantity, shown_in.frame_uid)
    drawn = look.wash or look.isodoses
    warnings = () if why else dose_warnings(display, shown_in, replace(look, isodoses=True))
    told: Legend | None = None
    if drawn and not why:
        unknown = pictures.unknown(number, Ask(look.shown, look.quantity, look.alpha_beta_gy)) is not None
        told = legend(display, look, (), warnings, unknown)
    figure = _at_point(reading, look, len(names))
    bound = look.shown is None and bool(display.missing)
    probe = "" if figure is None or why else f"{look.quantity.named(look.model)} {bounded(figure, bound=bound)}"
    marks = [AT_LEAST] if bound and not why else []
    marks += [mark for mark in (NOT_CONFIRMED, NOT_APPROVED) if mark in warnings]
    return Said(
        name,
        " · ".join([*what, ct] if ct else what),
        "\n".join(marks),
        Words(probe=(probe,) if probe else (), legend=told, message=why),
    )


def _basis(display: DisplayFields, look: Look) -> list[str]:
    if look.shown is not None or len(display.courses) < 2:
        return []
    bound = [display.at_least] if display.missing else []
    if look.quantity is Quantity.PHYSICAL:
        return [*bound, DISPLAY_ONLY]
    recovered = recovery_words(display)
    return [*bound, recovered] if recovered else bound


def _at_point(reading: ProbeReading, look: Look, courses: int) -> Figure | None:
    """The figure of a dose at the crosshair, in the quantity on screen; there is none of the physical sum."""
    by_quantity = {
        Quantity.PHYSICAL: reading.figures[:courses],
        Quantity.EQD2: reading.figures[courses:],
        Quantity.BED: reading.bed,
    }[look.quantity]
    index = courses if look.shown is None else look.shown
    return by_quantity[index][1] if index < len(by_quantity) else None
