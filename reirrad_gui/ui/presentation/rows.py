"""What stands on the shared screen in words: made from the session, and veiled in one place. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reirrad_gui.constraints import Standing
from reirrad_gui.session.storyboard import OUTDATED, StoryStep, since_saved
from reirrad_gui.session.veil import HIDDEN, Veil
from reirrad_gui.ui.footer import assumptions
from reirrad_gui.ui.header import header_chips
from reirrad_gui.ui.panel.bar import scale_gy
from reirrad_gui.ui.panel.rows import FOOTNOTES, Row, constraint_rows, status_counts

if TYPE_CHECKING:
    from reirrad_gui.session import Session

MARK = f"{HIDDEN} identity hidden"
UNREAD = "▲ files not read: names may show"
TITLE = "Tumour board – reirrad-gui"


@dataclass(frozen=True, slots=True)
class Board:
    """Every text beside the pictures. `step` is "Step 2 of 5 · title", `outdated` why its numbers are others now."""

    chips: tuple[str, ...]
    counts: tuple[tuple[Standing, str], ...]
    rows: tuple[Row, ...]
    scale_gy: float
    footer: tuple[str, ...]
    courses: tuple[str, ...]
    undrawn: str
    footnotes: tuple[str, ...]
    step: str = ""
    outdated: str = ""


def board_of(session: "Session", veil: Veil, steps: Sequence[StoryStep] = (), at: int | None = None) -> Board:
    """What is on the shared screen now; no text of it says who the patient is."""
    assessment = session.assessment
    rows = constraint_rows(assessment, session.certain)
    drawn = tuple(row for row in rows if not row.absent)
    missing = len(rows) - len(drawn)
    used = "".join(row.limit.second[:1] for row in drawn)
    step = None if at is None or not 0 <= at < len(steps) else steps[at]
    since = "" if step is None else since_saved(step, assessment)
    plain = Board(
        chips=(*((UNREAD,) if veil.unread else ()), *(chip.text for chip in header_chips(session, 0))),
        counts=tuple((standing, f"{count} {standing.word}") for standing, count in status_counts(rows)),
        rows=drawn,
        scale_gy=scale_gy(tuple(row.bar for row in drawn)),
        footer=assumptions(assessment)[0],
        courses=tuple(summary.name for summary in assessment.courses),
        undrawn=f"{missing} more organ{'' if missing == 1 else 's'} not contoured" if missing else "",
        footnotes=tuple(text for mark, text in FOOTNOTES.items() if mark in used),
        step="" if step is None or at is None else f"Step {at + 1} of {len(steps)} · {step.title}",
        outdated=f"{OUTDATED}: {since}" if since else "",
    )
    return veil.value(plain)


def table_text(board: Board, tell: Callable[[str], str] = str) -> str:
    """The table for the clipboard, one organ a line; `tell` gives every text but the names in another language."""
    head = tell("Organ\tα/β\tCumulative EQD2, Gy\tLimit\tStatus")
    lines = ("\t".join((row.organ.first, *map(tell, _beside(row)))) for row in board.rows)
    return "\n".join((head, *lines))


def _beside(row: Row) -> tuple[str, ...]:
    return row.organ.second, row.number.spoken, row.limit.spoken, row.status.spoken
