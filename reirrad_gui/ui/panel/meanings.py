"""What the numbers of one row are: the figures behind its cells, for “What is this number?”. No Qt."""

from dataclasses import dataclass

from reirrad_gui.constraints import Limit
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import LimitResult, OrganDose
from reirrad_gui.ui.numbers.meaning import NO_MEANING, Meaning, Section
from reirrad_gui.ui.panel.bar import Reading


@dataclass(frozen=True, slots=True)
class Meanings:
    """By column; the organ's name stands for the whole row. A cell whose text is no number has none."""

    organ: Meaning = NO_MEANING
    number: Meaning = NO_MEANING
    limit: Meaning = NO_MEANING
    left: Meaning = NO_MEANING


def meanings_of(organ: OrganDose | None, shown: LimitResult | None, reading: Reading | None) -> Meanings:
    """Accumulated dose (its bounds where it is a range), limit, what is left, and the organ's α/β."""
    steps = () if shown is None else shown.steps
    given = _accumulated(reading)
    limit = () if shown is None else (limit_figure(shown.limit),)
    left = () if shown is None else _left(shown)
    alpha_beta = () if organ is None else (organ.alpha_beta,)
    return Meanings(
        organ=Meaning((*given, *limit, *left, *alpha_beta), Section.ADDING, steps),
        number=Meaning(given, Section.ADDING, steps),
        limit=Meaning(limit, Section.LIMITS),
        left=Meaning(left, Section.LIMITS, steps),
    )


def _accumulated(reading: Reading | None) -> tuple[Figure, ...]:
    if reading is None:
        return ()
    if reading.cumulative.value is not None:
        return (reading.cumulative,)
    return (reading.cumulative, reading.lower, reading.upper)


def _left(shown: LimitResult) -> tuple[Figure, ...]:
    by_lq = () if shown.by_lq is None else (shown.by_lq.remaining_eqd2,)
    return (shown.remaining_eqd2, *by_lq, shown.remaining_physical)


def limit_figure(limit: Limit) -> Figure:
    """A limit as a figure: whose it is, and how its value is known."""
    from reirrad_gui.ui.panel.explanation import evidence_text

    doi = f" doi {limit.doi}" if limit.doi else ""
    return Figure(limit.limit_gy, "Gy", f"limit: {limit.text}", f"{limit.citation}{doi}. {evidence_text(limit)}")
