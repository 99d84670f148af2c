"""One shift for all dates of a patient: intervals stay, the calendar does not.

Days are moved by a whole number of days. Where a date is known only by month or year, the number is a multiple of
1461, four whole years: "2018" then stays a year. A range of days in its place would tell by its ends how far it was
moved, and so would any interval that is kept exactly.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from reirrad_gui.patient.dates import PartialDate, StatedDate, When

FOUR_YEARS: Final = 1461
"""Days; exactly so between March 1900 and February 2100."""
FIRST_CREDIBLE: Final = date(1973, 1, 1)
"""No date is moved before: earlier ones count as placeholders of anonymisers (`dicom.dates`)."""
LEAST_DAYS, MOST_DAYS = 366, 7300
_DATE = re.compile(r"(\d{4})[.\-/]?(\d{2})[.\-/]?(\d{2})")
_MOMENT = re.compile(r"(\d{8})(\d{2,6}(?:\.\d{1,6})?)?([+-]\d{4})?")


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many days every date of one patient is moved; secret."""

    days: int

    @property
    def by_years(self) -> bool:
        """True where month and day stay what they were."""
        return self.days % FOUR_YEARS == 0

    def day(self, day: date) -> date:
        """The day, moved."""
        return day + timedelta(days=self.days)

    def partial(self, when: PartialDate) -> PartialDate:
        """The date, moved, at its own precision; ValueError for a month or year under a shift by single days.

        >>> Shift(-1461).partial(PartialDate(2018)).text, Shift(-30).partial(PartialDate(2018, 1, 31)).text
        ('2014', '1 Jan 2018')
        """
        if when.day is not None:
            return PartialDate.of(self.day(when.earliest))
        if not self.by_years:
            raise ValueError("a date without its day is moved by whole years only")
        return PartialDate(when.year + self.days // FOUR_YEARS * 4, when.month)

    def stated(self, said: StatedDate, source: str, derived: str) -> StatedDate:
        """What one source says, moved."""
        first, last = (None if end is None else self.partial(end) for end in (said.earliest, said.latest))
        return StatedDate(first, last, source, derived)

    def dicom_date(self, written: str) -> str:
        """A date (DA) moved; empty for what is no whole date.

        >>> Shift(1).dicom_date("20121231"), Shift(1).dicom_date("1999.05.24"), Shift(1).dicom_date("2012")
        ('20130101', '19990525', '')
        """
        found = _DATE.fullmatch(written.strip())
        moved = None if found is None else self._moved(*found.groups())
        return "" if moved is None else f"{moved:%Y%m%d}".zfill(8)

    def dicom_moment(self, written: str) -> str:
        """A date with time (DT) moved; empty for what has no whole date.

        >>> Shift(-1).dicom_moment("20130101120000.5+0100")
        '20121231120000.5+0100'
        """
        found = _MOMENT.fullmatch(written.strip())
        day = "" if found is None else self.dicom_date(found[1])
        return "" if found is None or not day else f"{day}{found[2] or ''}{found[3] or ''}"

    def iso_start(self, written: str) -> str:
        """An ISO date at the beginning of a time, moved; empty where there is none.

        >>> Shift(1).iso_start("2026-11-21T20:15")
        '2026-11-22T20:15'
        """
        try:
            return self.day(date.fromisoformat(written[:10])).isoformat() + written[10:]
        except (ValueError, OverflowError):
            return ""

    def _moved(self, year: str, month: str, day: str) -> date | None:
        try:
            return self.day(date(int(year), int(month), int(day)))
        except (ValueError, OverflowError):
            return None


def chosen_shift(dates: Iterable[When], below: Callable[[int], int] = secrets.randbelow) -> Shift:
    """A shift by chance that keeps every credible date credible: into the past where there is room.

    Parameters
    ----------
    dates : all that is known of the patient's dates; one that is known only by month or year asks for whole years
    below : a random number from 0 up to, not including, its argument
    """
    ends = [end for when in dates for said in when.stated for end in (said.earliest, said.latest) if end is not None]
    unit = FOUR_YEARS if any(end.day is None for end in ends) else 1
    least = -(-LEAST_DAYS // unit)
    credible = [end.earliest for end in ends if end.earliest >= FIRST_CREDIBLE]
    room = (min(credible) - FIRST_CREDIBLE).days if credible else MOST_DAYS
    most = min(room, MOST_DAYS) // unit
    if most < 2 * least:
        return Shift(unit * (least + below(MOST_DAYS // unit - least)))
    return Shift(-unit * (least + below(most - least + 1)))
