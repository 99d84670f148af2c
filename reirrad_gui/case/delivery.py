"""What treatment records tell of single fractions: when each was given, how much of it, how it ended.

A fraction that no record names is not here; nothing is filled in from the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise

from reirrad_gui.patient.dates import PartialDate, When


class FractionState(StrEnum):
    """How much of a fraction was given, in the word that is shown."""

    DELIVERED = "delivered"
    PARTIAL = "partly delivered"
    NOTHING_GIVEN = "nothing delivered"
    UNKNOWN = "not known whether in full"


class Termination(StrEnum):
    """How delivery ended: Treatment Termination Status (3008,002A), PS3.3 C.8.8.21."""

    NORMAL = "normally"
    OPERATOR = "by the operator"
    MACHINE = "by the machine"
    UNKNOWN = "in a way not known"
    NOT_STATED = "not stated how"


class Verification(StrEnum):
    """Whether the machine compared with the plan: Treatment Verification Status (3008,002C), PS3.3 C.8.8.21."""

    VERIFIED = "verified"
    OVERRIDDEN = "verified with an override"
    NOT_VERIFIED = "not verified"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class DeliveredBeam:
    """One beam (or application) of a fraction as one record tells it; metersets in `unit`, None where not stated.

    `dose_gy` holds the doses that the record itself states, by the number of the plan's dose reference. They are shown
    and take no part in any sum.
    """

    number: int | None
    specified: float | None
    delivered: float | None
    unit: str
    termination: Termination
    verification: Verification
    record: str
    dose_gy: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveredFraction:
    """One fraction on record.

    `number` is None where the record counts none; `beams` is empty where only a summary tells. `missing_beams` are
    beams of the plan that no record of this fraction names; `told` is how a summary says that the whole fraction ended.
    """

    number: int | None
    when: When = When()
    beams: tuple[DeliveredBeam, ...] = ()
    missing_beams: tuple[int, ...] = ()
    told: Termination = Termination.NOT_STATED

    @property
    def state(self) -> FractionState:
        """How much was given: by metersets where both are stated, else by how the beams ended.

        A beam counts as given in full from 99.5 % of the specified meterset, which rounds to 100 %. Several records of
        one beam (a continuation after an interruption) are added.
        """
        if not self.beams:
            return _by_termination([self.told])
        states = {_beam_state(same) for same in self._by_beam()}
        if states == {FractionState.NOTHING_GIVEN}:
            return FractionState.NOTHING_GIVEN
        if states & {FractionState.PARTIAL, FractionState.NOTHING_GIVEN}:
            return FractionState.PARTIAL
        if self.missing_beams or FractionState.UNKNOWN in states:
            return FractionState.UNKNOWN
        return FractionState.DELIVERED

    @property
    def share(self) -> float | None:
        """Delivered over specified meterset, all beams together; None unless every beam of the plan states both."""
        pairs = [_metersets(same) for same in self._by_beam()]
        given, wanted = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        if not pairs or self.missing_beams or None in given or None in wanted:
            return None
        total = sum(one for one in wanted if one is not None)
        return sum(one for one in given if one is not None) / total if total > 0 else None

    @property
    def terminations(self) -> tuple[Termination, ...]:
        """How its beams ended, each way once; as the summary has it where no record is there."""
        found = [beam.termination for beam in self.beams] or [self.told]
        return tuple(dict.fromkeys(found))

    @property
    def repeated_beams(self) -> tuple[int, ...]:
        """Beams on record with more than they were meant to give: in two full records, say."""
        return tuple(
            number for same in self._by_beam() if (number := same[0].number) is not None and _more_than_meant(same)
        )

    @property
    def reference_doses_gy(self) -> tuple[tuple[int, float], ...]:
        """Dose by dose reference of the plan, Gy; only those that every beam of the fraction states."""
        if not self.beams or self.missing_beams:
            return ()
        stated = [dict(beam.dose_gy) for beam in self.beams if beam.delivered != 0]
        common = set.intersection(*(set(one) for one in stated)) if stated else set()
        return tuple((number, sum(one[number] for one in stated)) for number in sorted(common))

    @property
    def name(self) -> str:
        """ "fraction 3", "a fraction without a number"."""
        return "a fraction without a number" if self.number is None else f"fraction {self.number}"

    @property
    def text(self) -> str:
        """ "fraction 3, 10 Jan 2013: partly delivered (63 % of the specified meterset; ended by the machine)"."""
        share = self.share
        more = [
            "" if share is None or not self.beams else f"{_percent(share)} of the specified meterset",
            f"ended {self._ended}" if self._ended else "",
            self._missing,
        ]
        said = "; ".join(part for part in more if part)
        day = self.when.text if self.when.known else "date not stated"
        return f"{self.name}, {day}: {self.state.value}{f' ({said})' if said else ''}"

    @property
    def _ended(self) -> str:
        odd = [one.value for one in self.terminations if one is not Termination.NORMAL]
        return " and ".join(odd)

    @property
    def _missing(self) -> str:
        """Which beams of the plan are not on record; only how many where they are many."""
        numbers = self.missing_beams
        if len(numbers) > 3:
            return f"{len(numbers)} beams of the plan not on record"
        return f"beam {_listed(numbers)} not on record" if numbers else ""

    def _by_beam(self) -> list[list[DeliveredBeam]]:
        """Records of the same beam together; one that names no beam stands alone."""
        named = sorted((b for b in self.beams if b.number is not None), key=lambda beam: beam.number or 0)
        return [
            *(list(same) for _, same in groupby(named, key=lambda beam: beam.number)),
            *([beam] for beam in self.beams if beam.number is None),
        ]


@dataclass(frozen=True, slots=True)
class FractionGap:
    """The days from one fraction to the next one in time, both dated to the day."""

    before: DeliveredFraction
    after: DeliveredFraction
    days: int

    @property
    def text(self) -> str:
        """ "gap of 6 days between fraction 3 and fraction 4"; whether it was meant is not for this program to say."""
        days = "1 day" if self.days == 1 else f"{self.days} days"
        return f"gap of {days} between {self.before.name} and {self.after.name}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fractions on record of one phase, in order of number; those without a number last."""

    fractions: tuple[DeliveredFraction, ...] = ()

    @property
    def dated(self) -> tuple[DeliveredFraction, ...]:
        """Those with a date, in order of time."""
        return in_time(self.fractions)

    @property
    def gaps(self) -> tuple[FractionGap, ...]:
        """From each fraction that gave dose to the next in time; only where both days are known."""
        given = [one for one in self.dated if one.state is not FractionState.NOTHING_GIVEN]
        found = []
        for before, after in pairwise(given):
            ended, begun = _day(before), _day(after)
            if ended is not None and begun is not None:
                found.append(FractionGap(before, after, (begun - ended).days))
        return tuple(found)

    @property
    def longest_gap(self) -> FractionGap | None:
        """The first of the longest ones; None with fewer than two dated fractions."""
        return max(self.gaps, key=lambda gap: gap.days, default=None)

    @property
    def facts(self) -> tuple[str, ...]:
        """What is to be known of single fractions, in plain sentences; no judgement on any of it."""
        odd = [f for f in self.fractions if f.state is not FractionState.DELIVERED or f._ended]
        gap = self.longest_gap
        longest = () if gap is None or gap.days < 1 else (f"Longest {gap.text}.",)
        return (*(_sentence(one.text) for one in odd), *_out_of_order(self.fractions), *_same_day(self.dated), *longest)


NOTHING_ON_RECORD = Delivery()
CONFIRM = "Confirm the number delivered under Course, “Enter fractions and prescription”."
"""How a question ends that a person answers by entering the number of fractions delivered."""


def in_time(fractions: Sequence[DeliveredFraction]) -> tuple[DeliveredFraction, ...]:
    """The dated ones in order of time; of one day, in order of number."""
    dated = [(begin, one) for one in fractions if (begin := one.when.first_day or one.when.last_day) is not None]
    return tuple(one for _, one in sorted(dated, key=lambda pair: (pair[0], pair[1].number or 0)))


def fractions_text(delivery: Delivery, planned: int | None, delivered: int | None) -> str:
    """Planned against delivered; empty where nothing is on record and no number is known.

    >>> fractions_text(Delivery(), 5, 3)
    '3 of 5 fractions delivered'
    >>> fractions_text(Delivery((DeliveredFraction(1), DeliveredFraction(4))), 5, None)
    'fractions 1 and 4 of 5 on record; how many were delivered is not known'
    """
    among = f" of {planned}" if planned else ""
    if delivered is not None:
        return f"{delivered}{among} fraction{'' if (planned or delivered) == 1 else 's'} delivered"
    numbers = [one.number for one in delivery.fractions if one.number is not None]
    if not numbers:
        return ""
    which = f"fraction{'s' if len(numbers) > 1 else ''} {_listed(numbers)}"
    return f"{which}{among} on record; how many were delivered is not known"


def stops_short_text(given: int, planned: int) -> str:
    """What happened where records end before the plan does, what it means, what to do.

    >>> stops_short_text(3, 5).partition(",")[0]
    'Only 3 of 5 fractions are on record'
    """
    return (
        f"Only {given} of {planned} fractions are on record, and nothing says that treatment ended there. So many "
        f"count as delivered; if more were given, the doses shown are too low. {CONFIRM}"
    )


def _beam_state(records: Sequence[DeliveredBeam]) -> FractionState:
    given, wanted = _metersets(records)
    if given == 0:
        return FractionState.NOTHING_GIVEN
    if given is not None and wanted:
        return FractionState.DELIVERED if given / wanted >= 0.995 else FractionState.PARTIAL
    return _by_termination([record.termination for record in records])


def _by_termination(ended: Sequence[Termination]) -> FractionState:
    """Without metersets: what ended early is partial, unless another record of the same beam ended normally."""
    found = set(ended)
    if found == {Termination.NORMAL}:
        return FractionState.DELIVERED
    early = found & {Termination.OPERATOR, Termination.MACHINE}
    return FractionState.PARTIAL if early and early == found else FractionState.UNKNOWN


def _metersets(records: Sequence[DeliveredBeam]) -> tuple[float | None, float | None]:
    """Delivered by all records of one beam, and the most that any of them was to deliver; None where not stated.

    A continuation may state the whole meterset or only what was left, so the largest is the beam's.
    """
    given = [record.delivered for record in records]
    wanted = [record.specified for record in records if record.specified is not None]
    total = None if None in given else sum(one for one in given if one is not None)
    return total, max(wanted, default=None)


def _more_than_meant(records: Sequence[DeliveredBeam]) -> bool:
    given, wanted = _metersets(records)
    if given is not None and wanted:
        return given / wanted >= 1.005
    gave = [record for record in records if record.delivered != 0]
    return len(gave) > 1 and all(record.termination is Termination.NORMAL for record in gave)


def _out_of_order(fractions: Sequence[DeliveredFraction]) -> list[str]:
    said = []
    dated = [(day, one) for one in fractions if one.number is not None and (day := _day(one)) is not None]
    for (first, one), (second, other) in pairwise(dated):
        if second < first:
            said.append(
                f"Fraction {other.number} is dated {other.when.text}, before fraction {one.number} ({one.when.text})."
            )
    return said


def _same_day(dated: Sequence[DeliveredFraction]) -> list[str]:
    given = [one for one in dated if _day(one) is not None and one.state is not FractionState.NOTHING_GIVEN]
    days = [(day, list(same)) for day, same in groupby(given, key=_day)]
    return [
        f"{len(same)} fractions are on record of {PartialDate.of(day).text}: {_listed([one.number for one in same])}."
        for day, same in days
        if day is not None and len(same) > 1
    ]


def _day(fraction: DeliveredFraction) -> date | None:
    """The day it was given on; None where that is open, or where it took several."""
    when = fraction.when
    return when.first_day if when.first_day == when.last_day else None


def _percent(share: float) -> str:
    """Whole percent; what is more than nothing is never 0.

    >>> _percent(0.63), _percent(0.0004)
    ('63 %', 'less than 1 %')
    """
    return "less than 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def _listed(numbers: Sequence[int | None]) -> str:
    words = ["one without a number" if n is None else str(n) for n in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
