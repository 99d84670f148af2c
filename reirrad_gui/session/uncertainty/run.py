"""The question “how sure is that?” answered for every row of the panel: draws, tornado, robustness."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from reirrad_gui.errors import EntryError
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.envelope import unapproved
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.panel import panel_rows
from reirrad_gui.session.parallel import side_by_side
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.uncertainty.assumptions import Assumption, Assumptions
from reirrad_gui.session.uncertainty.listing import concerns, in_force, row_index
from reirrad_gui.session.uncertainty.recovering import RecoveryDraws
from reirrad_gui.session.uncertainty.result import Bar, RowUncertainty, Uncertainty
from reirrad_gui.session.uncertainty.robust import robustness
from reirrad_gui.session.uncertainty.rows import Asked, DrawnRow, alpha_beta_range, drawn_row, undrawn_row
from reirrad_gui.session.uncertainty.seeds import Seeds
from reirrad_gui.session.uncertainty.tornado import Variant, bars, moves, variants
from reirrad_gui.session.uncontoured import with_letter_rows

DRAWS = 1000
FEWEST_DRAWS, MOST_DRAWS = 100, 100_000


def uncertainty(
    opened: Opened,
    settings: Settings,
    assumptions: Assumptions | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    step: Step = silent,
    kept: Kept | None = None,
) -> Uncertainty:
    """How sure the assessment of an opened case is, under named assumptions; for the background.

    Parameters
    ----------
    opened, settings : as for `Assessor.assess`
    assumptions : what varies; the default of each where None
    draws, seed : the same seed gives the same numbers on any number of threads
    kept : what was computed for this case before; may be shared with an `Assessor`

    Raises
    ------
    EntryError
        Not 100 to 100,000 draws, or a seed below 0.
    Cancelled
        `step` was told to stop.
    """
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise EntryError(f"Draws are {FEWEST_DRAWS} to {MOST_DRAWS:,}; {draws:,} cannot be meant.")
    if seed < 0:
        raise EntryError(f"A seed is a whole number, 0 or more, not {seed}.")
    wanted = Assumptions() if assumptions is None else assumptions
    step(0, 0, "Preparing draws")
    evaluation = Evaluation(opened, settings, kept or Kept())
    rows = with_letter_rows(evaluation, panel_rows(evaluation))
    seeds = Seeds(seed, draws)
    asked = Asked(evaluation, wanted, RecoveryDraws(opened, evaluation, wanted, seeds), seeds)
    drawn = drawn_rows(asked, rows, step)
    found = variants(opened, evaluation, wanted, rows, step)
    listed = in_force(asked, opened, rows, {kind for one in drawn for kind in one.varied})
    answers = side_by_side(
        [
            (f"Varying one at a time: {row.organ}", partial(_row, asked, row, one, found, listed))
            for row, one in zip(rows, drawn, strict=True)
        ],
        step,
    )
    return Uncertainty(opened, settings, wanted, draws, seed, listed, tuple(answers), _text(listed, draws, seed))


def _text(listed: tuple[Assumption, ...], draws: int, seed: int) -> str:
    varied = ", ".join(one.name for one in listed if one.varied)
    return f"{draws:,} draws, seed {seed}; varied: {varied or 'nothing'}; not varied: {_idle(listed) or 'nothing'}"


def _idle(listed: Iterable[Assumption]) -> str:
    """What could vary and does not, with the reason."""
    return ", ".join(f"{one.name} ({one.why_not})" for one in listed if not one.varied and not one.moot)


def drawn_rows(asked: Asked, rows: Sequence[PanelRow], step: Step) -> list[DrawnRow]:
    """Every row in all draws, organs side by side."""
    tasks: list[tuple[str, Callable[[], DrawnRow]]] = []
    for row in rows:
        index = row_index(asked, row)
        task = partial(undrawn_row, row) if index is None else partial(drawn_row, asked, index, row)
        tasks.append((f"Drawing {row.organ}", task))
    return side_by_side(tasks, step)


def _row(
    asked: Asked, row: PanelRow, drawn: DrawnRow, found: tuple[Variant, ...], listed: tuple[Assumption, ...]
) -> RowUncertainty:
    every = _bars(asked, row, found)
    idle = _idle(one for one in listed if concerns(one, asked, row))
    counting = [bar for bar in every if bar.counts]
    exceeds = None if row.deciding is None or not drawn.limits else drawn.limits[row.deciding].exceeds
    return RowUncertainty(
        row.organ,
        row.organ_key,
        row.standing,
        robustness(row, counting, exceeds, drawn.of_deciding, idle, _unchecked(asked, row)),
        drawn.limits,
        row.deciding,
        drawn.band,
        tuple(bar for bar in counting if moves(bar, row)),
        tuple(bar for bar in every if not bar.counts and moves(bar, row)),
    )


def _unchecked(asked: Asked, row: PanelRow) -> tuple[int, ...]:
    """Courses that reach the organ through a registration that nobody approved and that is not varied."""
    index = row_index(asked, row)
    if index is None or asked.assumptions.registration_sigma_mm is not None:
        return ()
    return unapproved(asked.evaluation, index)


def _bars(asked: Asked, row: PanelRow, found: tuple[Variant, ...]) -> tuple[Bar, ...]:
    index = row_index(asked, row)
    if index is None:
        return ()
    return bars(asked.evaluation, index, row, asked.assumptions, alpha_beta_range(asked, index), found)
