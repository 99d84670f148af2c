"""Where an organ's accumulated dose is highest, and what each course contributes there, in figures and in one line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Hottest, HottestTold
from reirrad_gui.session.biology import Interval
from reirrad_gui.session.later import Later
from reirrad_gui.session.metrics import bounds_text
from reirrad_gui.session.opening import Opened

if TYPE_CHECKING:
    from reirrad_gui.session.organs import MeasuredOrgan

Point = tuple[float, float, float]


def hottest_of(organ: "MeasuredOrgan", opened: Opened, eqd2: str) -> Hottest:
    """The first point with the highest accumulated dose, unknown dose counted as nothing."""
    total = organ.total.dose
    _, at = total.lower.hottest_point
    drawn = opened.case.structure_set(organ.samples.set_uid)
    frame = organ.samples.structure.frame_of_reference_uid or (drawn.frame_of_reference_uid if drawn else "")
    x, y, z = (float(v) for v in organ.samples.points.points_mm[at])
    source = f"at the point ({x:.1f}, {y:.1f}, {z:.1f}) mm"
    accumulated = _at_point(total, at, f"accumulated {eqd2}, maximum", source)
    named = [f"course {i + 1}" for i in range(len(organ.discounted))]
    each = [_at_point(c.dose, at, f"{n}, {eqd2}", source) for n, c in zip(named, organ.discounted, strict=True)]

    def told() -> HottestTold:
        physical = [
            _at_point(c.dose, at, f"{n}, physical dose", source)
            for n, c in zip(named, organ.physical.courses, strict=True)
        ]
        fractions = [_fractions(opened, course, named[course]) for course in range(len(named))]
        shares = [
            _share(figure, accumulated, f"{n}'s share of the {eqd2}") for n, figure in zip(named, each, strict=True)
        ]
        sentence = _sentence((x, y, z), eqd2, accumulated, each, shares, physical, fractions)
        return HottestTold(tuple(shares), tuple(physical), tuple(fractions), sentence)

    return Hottest((x, y, z), frame, accumulated, tuple(each), Later(told))


def _at_point(dose: Interval, at: int, what: str, source: str) -> Figure:
    lower = dose.lower.at(at)
    upper = None if dose.upper is None else lower if dose.upper is dose.lower else dose.upper.at(at)
    if upper is not None and upper == lower:
        return Figure(lower, "Gy", what, source)
    return Figure.unknown("Gy", what, f"{dose.reason}; {bounds_text(lower, upper)}", source)


def _fractions(opened: Opened, course: int, name: str) -> Figure:
    number = opened.case.courses[course].fractions
    what = f"fractions of {name}"
    if number is None:
        return Figure.unknown("", what, "no file states the number of fractions; please enter it")
    return Figure(float(number), "", what, decimals=0)


def _share(part: Figure, whole: Figure, what: str) -> Figure:
    source = "course's EQD2 / accumulated EQD2, recovery included, at the same point"
    if part.value is None or whole.value is None:
        return Figure.unknown("%", what, part.reason or whole.reason, source)
    if whole.value == 0:
        return Figure.unknown("%", what, "nothing was given there", source)
    return Figure(100.0 * part.value / whole.value, "%", what, source, decimals=0)


def _sentence(
    point: Point,
    eqd2: str,
    accumulated: Figure,
    each: Sequence[Figure],
    shares: Sequence[Figure],
    physical: Sequence[Figure],
    fractions: Sequence[Figure],
) -> str:
    """One line: how much, where, and of which course ("… course 1 gives 92 % (53.6 Gy; 19.8 Gy physical in 3 …)")."""
    x, y, z = point
    value = accumulated.text if accumulated.value is not None else f"not known ({accumulated.reason})"
    parts = []
    for number, (own, share, gy, count) in enumerate(zip(each, shares, physical, fractions, strict=True), 1):
        given = share.text if share.value is not None else own.text if own.value is not None else "an unknown part"
        detail = f"{own.text}; {gy.text} physical in {count.number} fraction{'' if count.value == 1 else 's'}"
        known = own.value is not None
        parts.append(f"course {number} gives {given} ({detail if known else own.reason})")
    return f"Cumulative maximum {value}, {eqd2}, at ({x:.1f}, {y:.1f}, {z:.1f}) mm: {', '.join(parts)}."
