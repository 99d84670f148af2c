"""What is asked of the planner, and one case under one regimen as the engine measures it."""

from dataclasses import dataclass, replace
from functools import cached_property

from reirrad_gui.constraints import load_tissue_table
from reirrad_gui.errors import EntryError
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import PanelRow
from reirrad_gui.session.entries import completed
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.organs import alpha_beta_of
from reirrad_gui.session.panel import panel_rows
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.uncontoured import with_letter_rows
from reirrad_gui.session.what_if import MOST_FRACTIONS, Scalable, WhatIf, phase_to_scale

TUMOUR_RANGE_GY = (0.1, 100.0)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Under which settings to plan, and which course's planned dose to scale.

    Parameters
    ----------
    settings : Settings
        A regimen that they try is left aside.
    course : int or None
        Index of the course; None: the newest with dose.
    phase_uid : str
        The phase to scale, where the course has several.
    tumour_alpha_beta_gy : float or None, Gy
        α/β at which regimens are compared for the tumour; None: that of the target, else the table's for targets.

    Raises
    ------
    EntryError
        An α/β that cannot be meant.
    """

    settings: Settings
    course: int | None = None
    phase_uid: str = ""
    tumour_alpha_beta_gy: float | None = None

    def __post_init__(self) -> None:
        low, high = TUMOUR_RANGE_GY
        if self.tumour_alpha_beta_gy is not None and not low <= self.tumour_alpha_beta_gy <= high:
            raise EntryError(
                f"An α/β lies between {low:g} and {high:g} Gy; {self.tumour_alpha_beta_gy:g} Gy cannot be meant."
            )


class Planned:
    """One question put to one opened case: evaluations of it under any regimen, from the same kept doses."""

    def __init__(self, opened: Opened, question: PlanQuestion, kept: Kept) -> None:
        self.opened = opened
        self.settings = replace(question.settings, what_if=None)
        self.kept = kept
        case = completed(opened, self.settings).case
        self.phase: Scalable = phase_to_scale(case, question.course, question.phase_uid)
        self.given = case.courses[self.phase.course]
        before = (len(course.phases) for course in case.courses[: self.phase.course])
        here = [phase.uid for phase in self.given.phases]
        self.place = here.index(self.phase.phase_uid)
        self.number = sum(before) + self.place
        """Of the phase among all phases of the case, as doses of an organ are counted."""
        self.others: dict[tuple[object, ...], tuple[float, float]] = {}
        """Of every organ and limit, the least and the most that the other courses gave; found once."""
        self.newest = self.phase.course == len(case.courses) - 1
        self.tumour_alpha_beta = _tumour(opened, question)

    @property
    def files_gy(self) -> float:
        """The prescription that the planned dose was made for, Gy."""
        assert self.phase.prescribed_gy is not None, "`phase_to_scale` has said so"
        return self.phase.prescribed_gy

    @property
    def geometry_text(self) -> str:
        """What a total dose in an answer is."""
        return f"prescription of this plan's geometry: the planned dose of {self.phase.label} scaled as a whole"

    def tried(self, fractions: int, total_gy: float) -> Evaluation:
        """The case with a regimen in the place of what was given."""
        what_if = WhatIf(self.phase.course_uid, fractions, total_gy, self.phase.phase_uid)
        return Evaluation(self.opened, self.settings.with_what_if(what_if), self.kept)

    @cached_property
    def rows(self) -> tuple[PanelRow, ...]:
        """The panel's rows while a regimen is tried: which limits speak of which organ is the same under any."""
        return panel_of(self.tried(1, self.files_gy))

    def as_given(self) -> Evaluation:
        """The case as it was given."""
        return Evaluation(self.opened, self.settings, self.kept)


def panel_of(evaluation: Evaluation) -> tuple[PanelRow, ...]:
    """The rows of the constraint panel, as an assessment has them."""
    return with_letter_rows(evaluation, panel_rows(evaluation))


def fraction_numbers(fractions: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of fractions to answer for, each once, in order.

    Raises
    ------
    EntryError
        None at all, or one that is not from 1 to 40.
    """
    for number in fractions:
        if not 1 <= number <= MOST_FRACTIONS:
            raise EntryError(f"A number of fractions lies between 1 and {MOST_FRACTIONS}; {number} cannot be meant.")
    if not fractions:
        raise EntryError(f"Say for which numbers of fractions to look, from 1 to {MOST_FRACTIONS}.")
    return tuple(sorted(set(fractions)))


def _tumour(opened: Opened, question: PlanQuestion) -> Figure:
    what = "α/β at which regimens are compared for the tumour"
    if question.tumour_alpha_beta_gy is not None:
        return Figure(question.tumour_alpha_beta_gy, "Gy", what, "chosen for this comparison", decimals=1)
    evaluated = Evaluation(opened, replace(question.settings, what_if=None), Kept())
    for organ, name in zip(opened.organs, evaluated.names, strict=True):
        if name.kind == "target":
            found = alpha_beta_of(organ, name, question.settings)
            return replace(found, quantity=f"{what}, that of “{organ.structure.name}”")
    table = load_tissue_table(question.settings.tissue_table).alpha_beta_for("PTV")
    return Figure(table.default_gy, "Gy", what, table.source, decimals=1)
