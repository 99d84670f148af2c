"""What is said on the large plane and in the list of structures: put together from the case, the look and the point."""

from operator import is_

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.at_least import reach_texts
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.probing import ProbeReading
from reirrad_gui.session.ratios import at_a_point
from reirrad_gui.ui.numbers.meaning import Meaning, Section
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.first import Shown
from reirrad_gui.ui.overlay.in_force import other_ratio
from reirrad_gui.ui.overlay.legend import legend
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.ruler import Ruler
from reirrad_gui.ui.overlay.sets import isodose_sets
from reirrad_gui.ui.overlay.strokes import structure_colour
from reirrad_gui.ui.overlay.structure_list import Listed
from reirrad_gui.ui.overlay.texts import (
    AT_LEAST,
    NOT_APPROVED,
    NOT_CONFIRMED,
    course_lines,
    probe_lines,
    recovery_words,
)
from reirrad_gui.volume.grid import FloatArray

ONE_SLICE = "This image has one slice only: there is no other view of it."
TRIED = "▲ what if"
MEASURING = "click or press Enter at both ends, Esc stops"


class Said:
    """The words of the large plane, put together again when something they are made of is another one."""

    def __init__(self) -> None:
        self._made_of: tuple[object, ...] = ()
        self._state: tuple[object, ...] = ()
        self._words = Words()

    def of(
        self,
        display: DisplayFields,
        shown: Shown,
        look: Look,
        point_mm: FloatArray,
        pictures: Pictures,
        number: int,
        ruler: Ruler | None = None,
    ) -> Words:
        """`large_words` of these."""
        made_of, state = (
            (display, shown, pictures, ruler),
            (display.highest_found, look, look.tissues, number, point_mm.tobytes()),
        )
        same = len(made_of) == len(self._made_of) and all(map(is_, made_of, self._made_of))
        if not same or state != self._state:
            self._words = large_words(display, shown, look, point_mm, pictures, number, ruler)
            self._made_of, self._state = made_of, state
        return self._words


def large_words(
    display: DisplayFields,
    shown: Shown,
    look: Look,
    point_mm: FloatArray,
    pictures: Pictures,
    number: int,
    ruler: Ruler | None = None,
) -> Words:
    """Probe, legend and message of the plane that carries them."""
    reading = display.probe(point_mm, shown.frame_uid, look.alpha_beta_gy, shown.series_uid)
    recovered = recovery_words(display)
    lines = probe_lines(reading, len(display.courses), look.alpha_beta_gy, recovered=recovered, model=look.model)
    ratios = at_a_point(look.tissues, reading.structures, look.alpha_beta_gy)
    lines = (*lines, f"▲ {ratios}") if ratios else lines
    drawn = look.wash or look.isodoses
    why = display.unavailable(look.shown, look.quantity, shown.frame_uid) if drawn else ""
    said = None
    if drawn and display.courses and not why:  # a scale beside a dose that is not there would pass for one
        ask = Ask(look.shown, look.quantity, look.alpha_beta_gy)
        unknown = pictures.unknown(number, ask) is not None
        said = legend(display, look, course_lines(display, look), dose_warnings(display, shown, look), unknown)
    corner = "" if shown.image is None else f"{look.window.text} {shown.image.unit}"
    message = why or (ONE_SLICE if pictures.stack.flat else "")
    greys = None if shown.image is None else look.window.ends(shown.image.unit)
    probe, marks = (*_measured(ruler), *lines), brief_marks(display, shown, look)
    return Words(probe, said, corner, greys, message, marks, _meaning(reading), tuple(reading.structures))


def _meaning(reading: ProbeReading) -> Meaning:
    """Every number of the probe, in the order read."""
    first = () if reading.hu is None else (reading.hu,)
    labelled = (*reading.figures, *reading.fractions, *reading.bed)
    return Meaning((*first, *(figure for _, figure in labelled)), Section.ADDING)


def _measured(ruler: Ruler | None) -> tuple[str, ...]:
    if ruler is None:
        return ()
    return (f"Distance {ruler.text}",) if ruler.hand is None else (f"Distance {ruler.text}: {MEASURING}",)


def dose_warnings(display: DisplayFields, shown: Shown, look: Look) -> tuple[str, ...]:
    """What must stand beside a dose: tried only, not drawn, fractions not confirmed, no approved registration."""
    names = [course.name for course in display.courses]
    doses = {look.shown, *(one.shown for one in isodose_sets(look, names))}
    courses = display.courses if None in doses else [display.courses[index] for index in doses if index is not None]
    linked = (c.frame_uid for c in courses if not c.nothing_given and display.registered(c.frame_uid, shown.frame_uid))
    unapproved = not all(display.approved(frame, shown.frame_uid) for frame in linked)
    missing = [
        f"{one.mark}: no isodoses, dose not available"
        for one in (isodose_sets(look, names)[1:])
        if display.unavailable(one.shown, look.quantity, shown.frame_uid)
    ]
    nothing = [f"{course.name}: no fraction was delivered, its dose is 0" for course in courses if course.nothing_given]
    tried = [f"▲ what if: {course.what_if.replace(' Gy in ', ' Gy / ')}" for course in courses if course.what_if]
    bound: tuple[str, ...] = ()
    if None in doses and display.missing:
        whose = "" if look.shown is None else "accumulated "
        bound = (f"▲ {whose}{display.at_least}", *reach_texts(display.missing))
    ratio = other_ratio(look) if look.quantity is not Quantity.PHYSICAL else ""
    other = (ratio,) if ratio else ()
    doubt = (NOT_CONFIRMED,) if any(course.in_doubt for course in courses) else ()
    return (*bound, *tried, *missing, *nothing, *other, *doubt, *((NOT_APPROVED,) if unapproved else ()))


def brief_marks(display: DisplayFields | None, shown: Shown | None, look: Look) -> tuple[str, ...]:
    """The same in a few words, for a plane that has no legend; none where no dose is drawn."""
    if display is None or shown is None or not (look.wash or look.isodoses):
        return ()
    if not display.courses or display.unavailable(look.shown, look.quantity, shown.frame_uid):
        return ()
    doses = {look.shown, *(one.shown for one in isodose_sets(look, [course.name for course in display.courses]))}
    warnings = dose_warnings(display, shown, look)
    marks = [AT_LEAST] if display.missing and None in doses else []
    marks += [TRIED] if any(text.startswith(TRIED) for text in warnings) else []
    return (*marks, *(mark for mark in (NOT_CONFIRMED, NOT_APPROVED) if mark in warnings))


def listed_structures(display: DisplayFields, shown: Shown, ground: str) -> list[Listed]:
    """The structures that can be brought to the image, with their colours and what is to know about them."""
    listed = []
    for order, (key, structure, _) in enumerate(display.structures(shown.frame_uid)):
        note = "" if structure.closed else "No closed contour was drawn."
        if structure.frame_of_reference_uid not in ("", shown.frame_uid):
            note = "Drawn on another image, brought here by the registration."
        listed.append(Listed(key, structure.name, structure_colour(structure.colour, order, ground), note))
    return listed
