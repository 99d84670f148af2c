"""When a pain response is assessed: 1, 2 and 3 months after radiotherapy, as far as the dates say."""

from dataclasses import dataclass
from typing import Final

from reirrad_gui.clinical.outcome import Mark, Rule
from reirrad_gui.patient.dates import Gap, When, gap_between

TIME_POINTS_MONTHS: Final = (1, 2, 3)
TIME_RULE: Final = Rule(
    "Responses are assessed 1, 2 and 3 months after radiotherapy; here by complete months, so 1 month lasts until the "
    "day before 2. SC.20 took 2 months as its main time point.",
    "Chow 2012, international consensus; Chow 2014 (SC.20), doi 10.1016/S1470-2045(13)70556-4",
    Mark.MEMORY,
)
RETREATMENT_RULE: Final = Rule(
    "Re-irradiation is usually considered for pain that stays or returns more than about a month after radiotherapy.",
    "ASTRO guideline on bone metastases, 2017",
    Mark.VERIFIED,
)


@dataclass(frozen=True, slots=True)
class TimePoint:
    """Which time point an assessment stands for; `months` None where the dates leave it open or none is meant."""

    months: int | None
    text: str


def time_point(end: When, assessed: When) -> TimePoint:
    """The time point of an assessment, by complete months since the end of radiotherapy.

    Parameters
    ----------
    end, assessed : When
        Last day of radiotherapy and day of the assessment, as far as they are known.

    Examples
    --------
    >>> from reirrad_gui.patient.dates import PartialDate, StatedDate
    >>> day = lambda text: When((StatedDate.at(PartialDate.parse(text), "notes"),))
    >>> time_point(day("2014-01-14"), day("2014-03-20")).text
    '2 months after radiotherapy: a time point of the consensus'
    >>> time_point(day("2014-01-14"), day("2014-03")).text
    '1 to 2 months after radiotherapy: the dates leave open which time point this is'
    """
    gap = gap_between(end, assessed)
    if gap.min_days is not None and gap.max_days is not None and gap.max_days < 0:
        return TimePoint(None, "before the end of radiotherapy: no time point of the consensus")
    if gap.min_months is None or gap.max_months is None or (gap.min_days or 0) < 0:
        return TimePoint(None, "the dates do not say how long after radiotherapy this was")
    return _within(gap, gap.min_months, gap.max_months)


def _within(gap: Gap, fewest: int, most: int) -> TimePoint:
    when = f"{gap.text} after radiotherapy"
    if fewest == most and fewest in TIME_POINTS_MONTHS:
        return TimePoint(fewest, f"{when}: a time point of the consensus")
    if most < TIME_POINTS_MONTHS[0]:
        return TimePoint(None, f"{when}: before the first time point of the consensus, 1 month")
    if fewest > TIME_POINTS_MONTHS[-1]:
        return TimePoint(None, f"{when}: after the last time point of the consensus, 3 months")
    return TimePoint(None, f"{when}: the dates leave open which time point this is")
