"""Pain flare: a passing increase of pain or analgesics in the days after radiotherapy."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.clinical.pain import POINTS, PainReport, omed_up_enough
from reirrad_gui.errors import EntryError

LAST_DAY: Final = 10
FIRST_DAY: Final = -60

FLARE_RULES: Final = (
    Rule(
        "A flare is worst pain up by 2 or more with no fewer analgesics, or analgesics up by 25 % or more with no less "
        "pain, that returns to the baseline within the 10 days after treatment. Without that return it is progression.",
        "Chow 2005, doi 10.1016/j.radonc.2004.12.016; Hird 2009, doi 10.1016/j.ijrobp.2008.10.044",
        Mark.VERIFIED,
    ),
    Rule(
        "Returned means pain and OMED both at or below the baseline on one day; of several episodes the last decides; "
        "days without both numbers are not known, and only a diary that reaches its answer gives one.",
        "decision of this program",
        Mark.OWN,
    ),
)


class Flare(Enum):
    """What a pain diary shows."""

    FLARE = "pain flare"
    NONE = "no pain flare"
    PROGRESSION = "pain progression, not a flare"
    UNDETERMINED = "undetermined"
    NOT_CLASSIFIABLE = "not classifiable"


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One day of the diary: `day` counts from the last fraction (0); days of treatment are below 0.

    Raises
    ------
    EntryError
        A day outside treatment and the 10 days after it.
    """

    day: int
    report: PainReport

    def __post_init__(self) -> None:
        if not FIRST_DAY <= self.day <= LAST_DAY:
            raise EntryError(
                f"A flare is looked for up to day {LAST_DAY} after radiotherapy; day {self.day} cannot be used."
            )


def pain_flare(before: PainReport, diary: Sequence[DiaryDay]) -> Outcome[Flare]:
    """Whether pain flared, from a diary against the report before radiotherapy.

    Parameters
    ----------
    before : PainReport
        Baseline, before the first fraction.
    diary : sequence of DiaryDay
        In any order; days that are not in it are not known. Complete is days 1 to 10.

    Raises
    ------
    EntryError
        The same day twice.

    Notes
    -----
    Decisions, as the definition leaves them open: *no decrease* is at or above the baseline; *returned* is both pain
    and OMED at or below the baseline on the same day; a baseline OMED of 0 makes any analgesic an increase; the last
    episode decides, so a flare that comes back and is there at day 10 is progression. An increase that has not returned
    is progression only when day 10 itself is known, and "no flare" only when all of days 1 to 10 are.

    Examples
    --------
    >>> days = [DiaryDay(1, PainReport(8, 60.0)), DiaryDay(4, PainReport(5, 60.0))]
    >>> pain_flare(PainReport(5, 60.0), days).headline
    'pain flare'
    """
    days = sorted(diary, key=lambda one: one.day)
    if len({one.day for one in days}) < len(days):
        raise EntryError("The diary holds one day twice; give each day once.")
    missing = before.missing("before")
    known = {one.day: one.report for one in days if not one.report.missing("")}
    gaps = tuple(day for day in range(1, LAST_DAY + 1) if day not in known)
    if missing:
        answer, reason = Flare.NOT_CLASSIFIABLE, "A flare is told against pain and OMED before radiotherapy."
    else:
        answer, reason = _told(before, known, gaps)
        if answer in (Flare.UNDETERMINED, Flare.NOT_CLASSIFIABLE):
            missing = tuple(f"day {day}" for day in gaps)
    given = (Given.of("Before", _report_text(before)), *(Given(f"Day {d.day}", _report_text(d.report)) for d in days))
    return Outcome("Pain flare", answer, answer.value, (reason,), given, FLARE_RULES, missing)


def _told(before: PainReport, known: dict[int, PainReport], gaps: tuple[int, ...]) -> tuple[Flare, str]:
    if not known:
        return Flare.NOT_CLASSIFIABLE, "No day of the diary has both pain and OMED."
    up: int | None = None
    returned: tuple[int, int] | None = None
    for day, report in known.items():
        if _increased(before, report):
            up = day if up is None else up
        elif up is not None and _at_baseline(before, report):
            returned, up = (up, day), None
    if up is not None and LAST_DAY in known:
        return Flare.PROGRESSION, f"Increased from day {up} on, and not back at the baseline by day {LAST_DAY}."
    if up is not None:
        return Flare.UNDETERMINED, f"Increased on day {up}; whether it returned by day {LAST_DAY} is not known."
    if returned is not None:
        later = [str(day) for day in gaps if day > returned[1]]
        rest = f" Not known after that: day {', '.join(later)}." if later else ""
        return Flare.FLARE, f"Increased on day {returned[0]}, back at the baseline on day {returned[1]}.{rest}"
    if gaps:
        return Flare.UNDETERMINED, f"No increase on the days known; {len(gaps)} of days 1 to {LAST_DAY} are not."
    return Flare.NONE, f"No increase on any of days 1 to {LAST_DAY}."


def _numbers(report: PainReport) -> tuple[int, float]:
    assert report.score is not None and report.omed_mg is not None, "asked for complete reports only"
    return report.score, report.omed_mg


def _increased(before: PainReport, report: PainReport) -> bool:
    (old_pain, old_mg), (pain, mg) = _numbers(before), _numbers(report)
    return (pain >= old_pain + POINTS and mg >= old_mg) or (omed_up_enough(old_mg, mg) and pain >= old_pain)


def _at_baseline(before: PainReport, report: PainReport) -> bool:
    (old_pain, old_mg), (pain, mg) = _numbers(before), _numbers(report)
    return pain <= old_pain and mg <= old_mg


def _report_text(report: PainReport) -> str:
    pain = "pain not given" if report.score is None else f"pain {report.score} of 10"
    omed = "OMED not given" if report.omed_mg is None else f"OMED {report.omed_mg:g} mg a day"
    return f"{pain}, {omed}"
