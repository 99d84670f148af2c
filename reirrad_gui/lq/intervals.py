"""The time between two courses in complete months, as a range where the days are not known."""

from calendar import monthrange
from datetime import date


def complete_months(start: date, end: date) -> int:
    """Calendar months that have fully passed from one day to another.

    A month is complete when the same day of the month is reached, or the last day of a month too short to have it
    (31 August to 28 February is six months), as periods in months are counted in European law (Regulation 1182/71,
    article 3). It is never a division of days by 30.4: a treatment six months ago to the day has reached six months.

    Parameters
    ----------
    start, end : date
        Plain days. Where `end` comes first the count is negative, cut towards zero.

    Returns
    -------
    int, months

    Examples
    --------
    >>> complete_months(date(2013, 1, 14), date(2018, 1, 1))
    59
    >>> complete_months(date(2012, 8, 31), date(2013, 2, 28))
    6
    """
    if end < start:
        return -complete_months(end, start)
    months = 12 * (end.year - start.year) + end.month - start.month
    reached_on = min(start.day, monthrange(end.year, end.month)[1])
    return months if end.day >= reached_on else months - 1


def months_range(end_first: date, end_last: date, start_first: date, start_last: date) -> tuple[int, int]:
    """Fewest and most complete months between the end of one course and the start of the next.

    Parameters
    ----------
    end_first, end_last : date
        First and last day on which the earlier course may have ended.
    start_first, start_last : date
        First and last day on which the later course may have begun.

    Returns
    -------
    (fewest, most) : int, months
        Every pair of possible days lies between them; negative where the later course may have begun first.

    Raises
    ------
    ValueError
        A first day lies after its last day.

    Examples
    --------
    Three weekly fractions begun in December 2012, then a course in 2018:

    >>> months_range(date(2012, 12, 15), date(2013, 1, 14), date(2018, 1, 1), date(2018, 12, 31))
    (59, 72)
    """
    if end_last < end_first:
        raise ValueError(f"end_first {end_first} lies after end_last {end_last}")
    if start_last < start_first:
        raise ValueError(f"start_first {start_first} lies after start_last {start_last}")
    return complete_months(end_last, start_first), complete_months(end_first, start_last)
