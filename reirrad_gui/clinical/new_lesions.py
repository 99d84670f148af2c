"""Progression on bone scans by the Prostate Cancer Working Group: the "2+2" rule and the persistence after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import Final

from reirrad_gui.clinical.counts import Count, reaches
from reirrad_gui.clinical.outcome import Given, Mark, Outcome, Rule
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When, gap_between

NEW: Final = 2
ADDITIONAL: Final = "whether the next scan shows two additional lesions"
CONFIRM_DAYS: Final = 42

PCWG_RULES: Final = (
    Rule(
        "Two or more new lesions on the first scan after treatment began (about 8 to 9 weeks) are progression only if "
        "the next scan shows two or more additional ones (2+2), which excludes a flare. After that, two or more "
        "lesions that are new against the first scan after treatment began, still seen on a scan 6 weeks or more "
        "later. Progression is dated to the scan that first showed them.",
        "Prostate Cancer Working Group 2 and 3",
        Mark.MEMORY,
    ),
    Rule(
        "A number that is not told leaves the answer open; lesions seen no longer on the later scan confirm nothing; "
        "6 weeks are 42 days on every reading of the dates.",
        "decision of this program",
        Mark.OWN,
    ),
)


class ScanProgression(Enum):
    """What a row of scans shows."""

    PROGRESSION = "progression"
    UNCONFIRMED = "two or more new lesions, unconfirmed"
    FLARE = "no progression: consistent with a flare"
    NONE = "no progression"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class BoneScan:
    """One scan after treatment began.

    Parameters
    ----------
    when : When
        Its date, as far as it is known.
    new : Count or None
        New lesions: on the first scan after treatment began against the one before it, on every later scan against the
        first. None when no report says.
    still_seen : Count or None
        How many of the lesions that raised the suspicion are still seen; asked only once there is one.
    """

    when: When
    new: Count | None
    still_seen: Count | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """The answer, and the scan it is dated to; `when` None where there is no progression or the date is open."""

    kind: ScanProgression
    when: When | None = None


@dataclass(slots=True)
class _Reading:
    """Where a walk along the scans has come to; lives only inside `bone_scan_progression`."""

    suspect: int | None = None
    open_questions: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    flare: bool = False
    first_open: bool = False
    """Whether the lesions of the first scan are under suspicion too, since no next scan tells of additional ones."""


def bone_scan_progression(scans: Sequence[BoneScan]) -> Outcome[Dated]:
    """Progression on bone scans by the working group's rules.

    Parameters
    ----------
    scans : sequence of BoneScan
        In order of time, the first after treatment began first.

    Raises
    ------
    EntryError
        A scan that is dated before the one it follows.

    Notes
    -----
    Decisions: the first scan after treatment began falls under the 2+2 rule however late it was made; `still_seen`
    speaks of the earliest lesions still under suspicion; a number that is not told is neither 0 nor 2, and where later
    lesions persist it leaves only the date of the progression open.

    Examples
    --------
    "More than 3 new" in 2018 against a stationary scan of 2014, and no scan after it:

    >>> from reirrad_gui.patient.dates import PartialDate, StatedDate
    >>> of = lambda year: When((StatedDate.at(PartialDate(year), "report"),))
    >>> scans = [BoneScan(of(2014), Count.exactly(0)), BoneScan(of(2018), Count.parse("more than 3"))]
    >>> bone_scan_progression(scans).headline
    'two or more new lesions, unconfirmed'
    """
    _refuse_disorder(scans)
    answer, reasons, missing = _answer(scans)
    return Outcome(
        "Bone scan progression (PCWG)", answer, _headline(answer), reasons, _given(scans), PCWG_RULES, missing
    )


def _refuse_disorder(scans: Sequence[BoneScan]) -> None:
    for before, after in pairwise(scans):
        days = gap_between(before.when, after.when).max_days
        if days is not None and days < 0:
            raise EntryError(
                f"The scan of {after.when.text} cannot follow that of {before.when.text}; order them by date."
            )


def _answer(scans: Sequence[BoneScan]) -> tuple[Dated, tuple[str, ...], tuple[str, ...]]:
    if not scans:
        missing = ("scans after treatment began",)
        return Dated(ScanProgression.UNDETERMINED), ("No scan is given.",), missing
    reading = _Reading()
    if _two_and_two(scans, reading):
        return Dated(ScanProgression.PROGRESSION, scans[0].when), tuple(reading.said), ()
    for number in range(1, len(scans)):
        if _persisting(scans, number, reading):
            first = reading.suspect
            assert first is not None, "only lesions under suspicion persist"
            when = None if reading.open_questions else scans[first].when
            return Dated(ScanProgression.PROGRESSION, when), tuple(reading.said), tuple(reading.open_questions)
    return _without_progression(reading)


def _without_progression(reading: _Reading) -> tuple[Dated, tuple[str, ...], tuple[str, ...]]:
    if reading.suspect is not None:
        missing = (*reading.open_questions, "a scan 6 weeks later or more that shows whether they persist")
        if reading.suspect == 0:
            missing = (*reading.open_questions, ADDITIONAL)
        return Dated(ScanProgression.UNCONFIRMED), tuple(reading.said), tuple(dict.fromkeys(missing))
    if reading.open_questions:
        return Dated(ScanProgression.UNDETERMINED), tuple(reading.said), tuple(reading.open_questions)
    kind = ScanProgression.FLARE if reading.flare else ScanProgression.NONE
    return Dated(kind), tuple(reading.said), ()


def _two_and_two(scans: Sequence[BoneScan], reading: _Reading) -> bool:
    """Reads the first scan with the next; True for progression."""
    first, many = scans[0], reaches(scans[0].new, NEW)
    if many is None:
        reading.open_questions.append(f"new lesions on {_name(scans, 0)}")
        return False
    if not many:
        reading.said.append(f"{_capital(_name(scans, 0))}: {_new(first)}, fewer than two.")
        return False
    additional = reaches(scans[1].new, NEW) if len(scans) > 1 else None
    if additional:
        reading.said.append(
            f"{_capital(_name(scans, 0))}: {_new(first)}; the next, {_new(scans[1])} additional: 2+2 is met, dated to "
            f"{first.when.text}."
        )
        return True
    if additional is None:
        reading.suspect = 0
        reading.said.append(f"{_capital(_name(scans, 0))}: {_new(first)}; no next scan tells of additional ones.")
        return False
    reading.flare = True
    reading.said.append(
        f"{_capital(_name(scans, 0))}: {_new(first)}, but the next shows fewer than two more: a flare explains it."
    )
    return False


def _persisting(scans: Sequence[BoneScan], number: int, reading: _Reading) -> bool:
    """Reads one later scan; True where lesions under suspicion are confirmed by it."""
    scan = scans[number]
    if reading.suspect is not None and reading.suspect > 0:
        if _confirmed(scans, number, reading):
            return True
        if reading.suspect:
            return False
    many = reaches(scan.new, NEW)
    if many is None and not (reading.suspect == 0 and number == 1):
        reading.open_questions.append(f"new lesions on {_name(scans, number)}")
    if many and reading.suspect == 0 and number > 1:  # progression, whatever the scan in between would have shown
        reading.suspect = None
        if not reading.first_open:
            reading.open_questions.append(ADDITIONAL)
        reading.first_open = True
    if many and reading.suspect is None:
        reading.suspect, reading.flare = number, False
        reading.said.append(f"{_capital(_name(scans, number))}: {_new(scan)} against the first, two or more.")
    return False


def _confirmed(scans: Sequence[BoneScan], number: int, reading: _Reading) -> bool:
    """Whether this scan confirms what is under suspicion; ends the suspicion where the lesions are gone."""
    first = reading.suspect
    assert first is not None, "asked for lesions under suspicion only"
    scan = scans[number]
    still, days = reaches(scan.still_seen, NEW), gap_between(scans[first].when, scan.when)
    late = days.min_days is not None and days.min_days >= CONFIRM_DAYS
    if still and late:
        when = f", dated to {scans[first].when.text}" if not reading.open_questions else "; an earlier date is open"
        reading.said.append(f"{_capital(_name(scans, number))}: two or more of them still seen{when}.")
        return True
    if still is False:
        reading.said.append(
            f"{_capital(_name(scans, number))}: fewer than two of them still seen; they count no longer."
        )
        reading.suspect = 0 if reading.first_open else None
    elif still:
        early = days.max_days is not None and days.max_days < CONFIRM_DAYS
        why = "sooner than 6 weeks" if early else "the dates leave open whether 6 weeks lie between"
        reading.said.append(f"{_capital(_name(scans, number))}: still seen, but {why}.")
    return False


def _name(scans: Sequence[BoneScan], number: int) -> str:
    return f"scan {number + 1} ({scans[number].when.text})"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _new(scan: BoneScan) -> str:
    assert scan.new is not None, "told only where a number is given"
    return f"{scan.new.text} new"


def _headline(answer: Dated) -> str:
    if answer.kind is ScanProgression.PROGRESSION:
        return f"progression, {answer.when.text}" if answer.when else "progression, its date open"
    return str(answer.kind.value)


def _given(scans: Sequence[BoneScan]) -> tuple[Given, ...]:
    found: list[Given] = []
    for number, scan in enumerate(scans):
        seen = "" if scan.still_seen is None else f"; {scan.still_seen.text} of the earlier ones still seen"
        new = "new lesions not given" if scan.new is None else f"{scan.new.text} new"
        found.append(Given(f"Scan {number + 1}", f"{scan.when.text}: {new}{seen}"))
    return tuple(found)
