"""The planner without a window: what the command line asks, and the settings that try a regimen."""

from dataclasses import dataclass, replace

from reirrad_gui.errors import EntryError
from reirrad_gui.session.assess import Assessor
from reirrad_gui.session.entries import completed
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.planner.as_json import Json, plan_json
from reirrad_gui.session.planner.question import PlanQuestion
from reirrad_gui.session.planner.regimens import REGIMENS, parse_regimen, parse_regimens
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.what_if import scalable, what_if_for


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What the command line asks, as it was typed; courses are counted from 1."""

    course: int | None = None
    phase: str | None = None
    regimens: str | None = None
    fractions: str = "1,2,3,4,5,6,7,8,9,10"
    tumour_alpha_beta_gy: float | None = None


def planned_json(opened: Opened, settings: Settings, wish: PlanWish) -> Json:
    """Everything the planner can say of a case.

    Raises
    ------
    EntryError
        Something typed cannot be understood, or the course cannot be scaled; the sentence says why.
    """
    regimens = [one.regimen for one in REGIMENS] if wish.regimens is None else parse_regimens(wish.regimens)
    fractions = parse_fractions(wish.fractions)
    settings = replace(settings, what_if=None)
    course = None if wish.course is None else wish.course - 1
    question = PlanQuestion(settings, course, _phase_uid(opened, settings, wish), wish.tumour_alpha_beta_gy)
    assessor = Assessor(opened)
    planner = assessor.planner
    table = planner.candidates(question, regimens)
    return plan_json(
        assessor.assess(settings), table, planner.solve(question, fractions), planner.remaining(question, fractions)
    )


def parse_fractions(written: str) -> tuple[int, ...]:
    """Numbers of fractions with commas between them.

    Raises
    ------
    EntryError
        Something that is no whole number.

    >>> parse_fractions("1, 3,5")
    (1, 3, 5)
    """
    parts = [part.strip() for part in written.split(",") if part.strip()]
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise EntryError(f"“{part}” is no number of fractions: write whole numbers with commas, as in 1,3,5,10.")
    return tuple(int(part) for part in parts)


def trying(opened: Opened, settings: Settings, written: str, course: int | None = None) -> Settings:
    """The settings with a regimen, as it is typed, tried on a course (counted from 1; the newest with dose).

    Raises
    ------
    EntryError
        No such regimen or course, or its prescription or dose is missing.
    """
    regimen = parse_regimen(written)
    case = completed(opened, replace(settings, what_if=None)).case
    index = None if course is None else course - 1
    return settings.with_what_if(what_if_for(case, regimen.fractions, regimen.total_gy, index))


def _phase_uid(opened: Opened, settings: Settings, wish: PlanWish) -> str:
    """The phase of this label; empty where none is named."""
    if wish.phase is None:
        return ""
    wanted = wish.phase.strip().casefold()
    case = completed(opened, settings).case
    phases = [(one.course, phase) for one in scalable(case) for phase in case.courses[one.course].phases
              if phase.uid == one.phase_uid]  # fmt: skip
    found = [phase.uid for course, phase in phases
             if wanted == phase.label.casefold() and wish.course in (None, course + 1)]  # fmt: skip
    if len(found) != 1:
        known = (
            "; ".join(
                f"course {course + 1}: “{phase.label}”" for course, phase in sorted(phases, key=lambda one: one[0])
            )
            or "none"
        )
        what = "more than one phase is" if found else "no phase is"
        raise EntryError(f"{what.capitalize()} called “{wish.phase}”. The phases here: {known}.")
    return found[0]
