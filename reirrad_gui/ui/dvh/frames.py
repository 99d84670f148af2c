"""The axes of a plot of histograms: captions, round ends that reach every curve drawn, and what a cursor reads."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from reirrad_gui.session.curves import CurveChoice, dose_axis, dose_unit, volume_axis, volume_unit
from reirrad_gui.ui.dvh.rows import OrganLines, axis_end, dose_name

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import CourseSummary
    from reirrad_gui.ui.dvh.plot import Frame


def frame_of(
    drawn: Sequence[OrganLines],
    doses: Collection[int | None],
    choice: CurveChoice,
    courses: "Sequence[CourseSummary]",
    whose: tuple[str, str],
) -> "Frame":
    """The axes for the curves of these doses (course indices, None for accumulated); `whose` names the doses."""
    from reirrad_gui.ui.dvh.plot import Frame

    lines = [line for organ in drawn for line in organ.lines if line.course in doses]
    high = 100.0 if not (choice.in_cc or choice.differential) else 0.0
    return Frame(
        dose_axis(choice, [organ.alpha_beta_gy for organ in drawn], courses),
        whose,
        volume_axis(choice),
        axis_end(max((line.largest for line in lines), default=10.0)),
        high or axis_end(max((line.highest for line in lines), default=1.0)),
        choice.differential,
    )


def cursor_words(dose: float | None, volume: float, which: int | None, choice: CurveChoice) -> tuple[str, str]:
    """Heading of what is read at a cursor, and what that is; `dose` None: at a volume. `which` dose as in `Line`."""
    name = dose_name(which).lower()
    if dose is None:
        head = f"D{volume:.3g} {volume_unit(choice)}, {dose_unit(choice)}"
        return head, (
            f"Dose that this volume received at least, {name}, read from the curve; "
            "exact values of limits stand in the limits"
        )
    head = f"{'at ' if choice.differential else '≥'}{dose:.1f} {dose_unit(choice)}"
    return head, f"Volume of the {name} dose at the cursor"
