"""Dates as far as the sources know them, and the time between two of them.

Nothing here invents a day: "2018" stays the days from 1 January to 31 December, a source that says "from 2018" stays
open, and two sources that cannot both be right stay two.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reirrad_gui.errors import EntryError
from reirrad_gui.lq.intervals import complete_months
from reirrad_gui.patient.written_dates import SHORT_MONTHS, read_date


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as case notes give it ("2018", "March 2011"): the days `earliest` to `latest`.

    Raises
    ------
    EntryError
        There is no such day or month, or a day is given without its month.

    Examples
    --------
    >>> PartialDate(2011, 3).latest
    datetime.date(2011, 3, 31)
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise EntryError(f"Day {self.day} of {self.year} needs a month.")
        try:
            date(self.year, _or(self.month, 1), _or(self.day, 1))
        except ValueError as error:
            raise EntryError(f"There is no such date: {self.iso}.") from error

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """The date written in `text`, at the precision in which it is written.

        The forms understood are those of `written_dates.read_date`; EntryError otherwise, and for "03/04/2011", which
        two people read as two days.

        >>> PartialDate.parse("03/2011")
        PartialDate(year=2011, month=3, day=None)
        """
        return cls(*read_date(text))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The date of a day that is fully known.

        >>> PartialDate.of(date(2013, 1, 14)).text
        '14 Jan 2013'
        """
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        """First day it can be."""
        return date(self.year, _or(self.month, 1), _or(self.day, 1))

    @property
    def latest(self) -> date:
        """Last day it can be."""
        month = _or(self.month, 12)
        return date(self.year, month, monthrange(self.year, month)[1] if self.day is None else self.day)

    @property
    def text(self) -> str:
        """As every screen shows it: "2018", "Mar 2011", "14 Jan 2013"."""
        if self.month is None:
            return f"{self.year:04d}"
        in_month = f"{SHORT_MONTHS[self.month - 1]} {self.year:04d}"
        return in_month if self.day is None else f"{self.day} {in_month}"

    @property
    def iso(self) -> str:
        """ISO 8601 at its own precision: "2018", "2011-03", "2013-01-14"."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """What one source says of a date: from `earliest` to `latest`, either of them open (None), not both.

    Parameters
    ----------
    source : str
        Who or what says so: a document with its section, a DICOM file with its attribute.
    derived : str
        How it follows from what the source says ("18 months after March 2011"); empty when it is said directly.

    Raises
    ------
    EntryError
        Both sides open (then nothing is stated), or the end lies before the beginning.

    Examples
    --------
    >>> StatedDate(PartialDate(2018), None, "discussion").text
    '2018 or later'
    """

    earliest: PartialDate | None
    latest: PartialDate | None
    source: str
    derived: str = ""

    def __post_init__(self) -> None:
        if self.earliest is None and self.latest is None:
            raise EntryError(f"A date needs a beginning or an end ({self.source}); leave it out where none is stated.")
        if self.first_day is not None and self.last_day is not None and self.first_day > self.last_day:
            raise EntryError(f"A date cannot lie between {self.first_day} and {self.last_day} ({self.source}).")

    @classmethod
    def at(cls, when: PartialDate, source: str, derived: str = "") -> "StatedDate":
        """A date stated as one partial date.

        >>> StatedDate.at(PartialDate(2011, 3), "abstract").text
        'Mar 2011'
        """
        return cls(when, when, source, derived)

    @property
    def first_day(self) -> date | None:
        """First possible day; None when open."""
        return None if self.earliest is None else self.earliest.earliest

    @property
    def last_day(self) -> date | None:
        """Last possible day; None when open."""
        return None if self.latest is None else self.latest.latest

    @property
    def text(self) -> str:
        """ "Mar 2011", "Sep to Nov 2012", "2018 or later", "2014 or earlier"."""
        return _span_text(self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, as far as all sources together allow; empty when none says.

    Sources that can all be right narrow each other. As soon as two cannot, that is a conflict: nobody is preferred,
    and the whole stretch they span is used.

    Examples
    --------
    >>> methods = StatedDate.at(PartialDate(2012, 9), "methods", "18 months after March 2011")
    >>> abstract = StatedDate.at(PartialDate(2012, 11), "abstract")
    >>> When((methods, abstract)).text
    'Sep or Nov 2012'
    """

    stated: tuple[StatedDate, ...] = ()

    @property
    def known(self) -> bool:
        """True when at least one source says something."""
        return bool(self.stated)

    @property
    def conflicting(self) -> bool:
        """True when two of the sources cannot both be right."""
        if len(self.stated) < 2:
            return False
        first, last = _common_span(self.stated)
        return first is not None and last is not None and first > last

    @property
    def first_day(self) -> date | None:
        """First possible day; None when open or unknown."""
        return self.stated[0].first_day if len(self.stated) == 1 else self._span()[0]

    @property
    def last_day(self) -> date | None:
        """Last possible day; None when open or unknown."""
        return self.stated[0].last_day if len(self.stated) == 1 else self._span()[1]

    @property
    def text(self) -> str:
        """ "Mar 2011", "2018 to 2019", "2018 or later", "Sep or Nov 2012" (a conflict), "not stated"."""
        if not self.stated:
            return "not stated"
        if len(self.stated) == 1:
            return self.stated[0].text
        if self.conflicting:
            return _join([said.text for said in _sharpest(self.stated)], "or")
        span = self._span()
        for said in self.stated:
            if (said.first_day, said.last_day) == span:
                return said.text
        return _span_text(*_coarsest(*span))

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says so, each once, in the order given."""
        return tuple(dict.fromkeys(said.source for said in self.stated))

    def _span(self) -> tuple[date | None, date | None]:
        return _hull(self.stated) if self.conflicting else _common_span(self.stated)


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from the end of one course to the start of the next; None where it is unknown or open.

    Months are complete months (`lq.intervals.complete_months`). Negative days: the second course may have begun before
    the first had ended.

    Examples
    --------
    >>> Gap(1813, 2572, 59, 84).text
    '59 to 84 months'
    >>> Gap(None, None, None, None).text
    'not known'
    """

    min_days: int | None
    max_days: int | None
    min_months: int | None
    max_months: int | None

    @property
    def text(self) -> str:
        """ "59 to 84 months", "at least 59 months", "at most 84 months", "12 days", "courses may overlap in time"."""
        if self.max_days is not None and self.max_days < 0:
            return "courses overlap in time"
        if self.min_days is not None and self.min_days < 0:
            longest = "" if self.max_days is None else f", or lie {self._length(None)} apart"
            return f"courses may overlap in time{longest}"
        return self._length(self.min_days)

    def _length(self, min_days: int | None) -> str:
        """In months; in days where neither bound is as long as a month."""
        if not self.max_months and not (min_days is not None and self.min_months):
            return _length_text(min_days, self.max_days, "day")
        return _length_text(None if min_days is None else self.min_months, self.max_months, "month")


def gap_between(end: When, start: When) -> Gap:
    """The time between the end of one course and the start of the next, as far as their dates are known.

    Where sources contradict each other, the range covers all of them.

    Examples
    --------
    >>> december = When((StatedDate.at(PartialDate(2012, 12), "methods"),))
    >>> gap_between(december, When((StatedDate.at(PartialDate(2018), "discussion"),))).text
    '60 to 72 months'
    >>> gap_between(december, When((StatedDate(PartialDate(2018), None, "discussion"),))).text
    'at least 60 months'
    """
    min_days, min_months = _between(end.last_day, start.first_day)
    max_days, max_months = _between(end.first_day, start.last_day)
    return Gap(min_days, max_days, min_months, max_months)


def _between(end: date | None, start: date | None) -> tuple[int | None, int | None]:
    if end is None or start is None:
        return None, None
    return (start - end).days, complete_months(end, start)


def _length_text(fewest: int | None, most: int | None, unit: str) -> str:
    if fewest is None and most is None:
        return "not known"
    if fewest is None or most is None:
        bound, number = ("at most", most) if fewest is None else ("at least", fewest)
        return f"{bound} {_counted(number, unit)}"
    return _counted(most, unit) if fewest == most else f"{fewest} to {_counted(most, unit)}"


def _counted(number: int | None, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _or(part: int | None, default: int) -> int:
    return default if part is None else part


def _common_span(stated: Sequence[StatedDate]) -> tuple[date | None, date | None]:
    """Days that every source allows; first after last when there are none."""
    firsts = [said.first_day for said in stated if said.first_day is not None]
    lasts = [said.last_day for said in stated if said.last_day is not None]
    return max(firsts, default=None), min(lasts, default=None)


def _hull(stated: Sequence[StatedDate]) -> tuple[date | None, date | None]:
    """Days from the first to the last that any source allows; open where one source is."""
    firsts = [said.first_day for said in stated]
    lasts = [said.last_day for said in stated]
    first = None if None in firsts else min(day for day in firsts if day is not None)
    last = None if None in lasts else max(day for day in lasts if day is not None)
    return first, last


def _sharpest(stated: Sequence[StatedDate]) -> list[StatedDate]:
    """Each thing said once, in order of time; a vaguer statement that a sharper one fits into adds nothing."""
    spans = {_ordered_span(said): said for said in reversed(stated)}
    return [
        said
        for (first, last), said in sorted(spans.items(), key=lambda item: item[0])
        if not any((begin, end) != (first, last) and first <= begin and end <= last for begin, end in spans)
    ]


def _ordered_span(said: StatedDate) -> tuple[date, date]:
    return said.first_day or date.min, said.last_day or date.max


def _coarsest(first: date | None, last: date | None) -> tuple[PartialDate | None, PartialDate | None]:
    """The same days in the shortest words: whole years, else whole months, else days."""
    for parts in (1, 2):
        begin = None if first is None else PartialDate(*(first.year, first.month)[:parts])
        end = None if last is None else PartialDate(*(last.year, last.month)[:parts])
        if (begin and begin.earliest) == first and (end and end.latest) == last:
            return begin, end
    return None if first is None else PartialDate.of(first), None if last is None else PartialDate.of(last)


def _span_text(earliest: PartialDate | None, latest: PartialDate | None) -> str:
    if earliest is None:
        return "not stated" if latest is None else f"{latest.text} or earlier"
    if latest is None:
        return f"{earliest.text} or later"
    return earliest.text if earliest == latest else _join([earliest.text, latest.text], "to")


def _join(texts: Sequence[str], word: str) -> str:
    """ "Sep 2012", "Nov 2012" as "Sep or Nov 2012": what all end with is said once, at the end."""
    words = [text.split() for text in texts]
    shared = 0
    while all(len(w) > shared + 1 and w[-1 - shared] == words[0][-1 - shared] for w in words):
        shared += 1
    if any(" or " in text or " to " in text for text in texts):
        shared = 0
    shortened = [" ".join(w[: len(w) - shared]) for w in words[:-1]]
    return f"{', '.join(shortened)} {word} {texts[-1]}"
