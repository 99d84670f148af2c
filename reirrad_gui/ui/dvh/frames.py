"""The axes of a plot of histograms: captions, and round ends that reach every curve drawn."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from reirrad_gui.session.curves import CurveChoice, dose_axis, volume_axis
from reirrad_gui.ui.dvh.rows import OrganLines, axis_end

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
