"""What the volumes in the table of curves are: the same readings as figures. No Qt, no dose arithmetic."""

from collections.abc import Collection, Sequence

from reirrad_gui.figures import Figure
from reirrad_gui.session.curves import CurveChoice, ShownCurve, dose_unit, volume_unit
from reirrad_gui.ui.dvh.rows import Line, OrganLines, dose_name, table_doses, volume_at
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning, Section

UNBOUNDED = "nothing bounds the unknown dose from above"
NO_SLOPE = "the dose is not known in the whole organ, and bounds of a cumulative curve are none of its slope"
DECIMALS = 2


def table_meanings(
    drawn: Sequence[OrganLines],
    doses: Collection[int | None],
    largest: float,
    quantity: str,
    choice: CurveChoice,
    method: str,
) -> list[list[Meaning]]:
    """One row for each row of `table_cells` without its header, one meaning for each of its cells.

    `method` says how the curves were found.
    """
    rows: list[list[Meaning]] = []
    for organ in drawn:
        for line in (line for line in organ.lines if line.course in doses):
            rows.append(_row(organ, line, largest, quantity, choice, method))
            if line.drawn is not None:
                rows.append([NO_MEANING] * (2 + len(table_doses(largest))))
    return rows


def _row(
    organ: OrganLines, line: Line, largest: float, quantity: str, choice: CurveChoice, method: str
) -> list[Meaning]:
    levels = table_doses(largest)
    return [NO_MEANING, NO_MEANING, *(_meaning(organ, line, level, quantity, choice, method) for level in levels)]


def _meaning(organ: OrganLines, line: Line, level: float, quantity: str, choice: CurveChoice, method: str) -> Meaning:
    about = "at" if choice.differential else "that received at least"
    what = f"volume of {organ.label} {about} {level:g} {dose_unit(choice)} {quantity}, {dose_name(line.course).lower()}"
    source = "; ".join(part for part in (method, organ.note) if part)

    def read(curve: ShownCurve, side: str) -> Figure:
        return Figure(volume_at(curve, level), volume_unit(choice), side + what, source, decimals=DECIMALS)

    if line.exact:
        figures: tuple[Figure, ...] = (read(line.lower, ""),)
    elif choice.differential:
        figures = (Figure.unknown(volume_unit(choice), what, NO_SLOPE, source),)
    elif line.upper is None:
        unknown = Figure.unknown(volume_unit(choice), f"upper bound of the {what}", UNBOUNDED, source)
        figures = (read(line.lower, "lower bound of the "), unknown)
    else:
        figures = (read(line.lower, "lower bound of the "), read(line.upper, "upper bound of the "))
    return Meaning(figures, Section.ORGANS)
