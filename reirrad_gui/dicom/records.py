"""What was really delivered: treatment records and summaries, as fractions and dates of a fraction group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydicom.dataset import Dataset

from reirrad_gui.case.delivery import (
    NOTHING_ON_RECORD,
    DeliveredFraction,
    Delivery,
    FractionState,
    Termination,
    stops_short_text,
)
from reirrad_gui.case.files import SourceFile
from reirrad_gui.dicom.dates import date_of
from reirrad_gui.dicom.plans import Beam
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.sessions import Told, beams_told, fractions_on_record, fractions_summed_up, names_told
from reirrad_gui.dicom.values import code, integer, items, uid
from reirrad_gui.patient.dates import PartialDate, StatedDate

ENDED = ("COMPLETED", "STOPPED")


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One treatment record or summary, for one fraction group of one plan; `other_plans` are named there, too.

    `beam_names` are those that the record gives `beams`, in their order; empty where it gives none.
    """

    file: SourceFile
    plan_uid: str
    group: int | None
    planned: int | None
    beams: tuple[Told, ...] = ()
    date: PartialDate | None = None
    summary: bool = False
    delivered: int | None = None
    first: PartialDate | None = None
    last: PartialDate | None = None
    status: str = ""
    summed_up: tuple[DeliveredFraction, ...] = ()
    other_plans: tuple[str, ...] = ()
    beam_names: tuple[str, ...] = ()

    @property
    def fractions(self) -> tuple[int, ...]:
        """Numbers of the fractions in which it gave dose, or may have."""
        return tuple(sorted({n for n, beam in self.beams if n is not None and beam.delivered != 0}))


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the records say of one fraction group: the number delivered, its dates, and every single fraction.

    `only_counted` tells that the number is that of the records found, and that nothing says that treatment ended there.
    """

    fractions: int | None = None
    source: str = ""
    start: tuple[StatedDate, ...] = ()
    end: tuple[StatedDate, ...] = ()
    notices: tuple[str, ...] = ()
    delivery: Delivery = NOTHING_ON_RECORD
    only_counted: bool = False


def read_record(opened: Opened) -> tuple[Record, ...]:
    """A treatment record, or one entry per fraction group of a treatment summary."""
    dataset = opened.dataset
    named = [uid(plan, "ReferencedSOPInstanceUID") for plan in items(dataset, "ReferencedRTPlanSequence")]
    plan_uid, others = (named or [""])[0], tuple(dict.fromkeys(one for one in named[1:] if one and one != named[0]))
    summaries = items(dataset, "FractionGroupSummarySequence")
    if summaries or "CurrentTreatmentStatus" in dataset:
        told = (_summary(opened, plan_uid, item) for item in summaries or (Dataset(),))
        return tuple(replace(one, other_plans=others) for one in told)
    return (
        Record(
            opened.file,
            plan_uid,
            integer(dataset, "ReferencedFractionGroupNumber"),
            integer(dataset, "NumberOfFractionsPlanned"),
            beams_told(dataset, opened.file.shown_as),
            date_of(dataset, "TreatmentDate"),
            other_plans=others,
            beam_names=names_told(dataset),
        ),
    )


def _summary(opened: Opened, plan_uid: str, item: Dataset) -> Record:
    dataset = opened.dataset
    return Record(
        opened.file,
        plan_uid,
        integer(item, "ReferencedFractionGroupNumber"),
        integer(item, "NumberOfFractionsPlanned"),
        summary=True,
        delivered=_not_below_zero(integer(item, "NumberOfFractionsDelivered")),
        first=date_of(dataset, "FirstTreatmentDate"),
        last=date_of(dataset, "MostRecentTreatmentDate"),
        status=code(dataset, "CurrentTreatmentStatus"),
        summed_up=fractions_summed_up(item),
    )


def _not_below_zero(count: int | None) -> int | None:
    """A count that cannot be meant states nothing."""
    return None if count is None or count < 0 else count


def on_record(records: Sequence[Record], planned: int | None, beams: Sequence[Beam] = ()) -> OnRecord:
    """Fractions and dates of one fraction group from its records.

    A summary of a treatment that has ended is believed for the number; single records count when they run from
    fraction 1 without a hole. Anything else leaves the number of delivered fractions unknown, and says so: records may
    be missing from an export. Where more fractions are on record than a summary counts, neither is believed: all that
    was planned counts. A fraction that was given in part counts as one, and is said.
    """
    summaries = [record for record in records if record.summary]
    single = sorted((r for r in records if not r.summary), key=_day)
    counted = _from_summaries(summaries, planned) or _from_single(single, planned, _ended_with(summaries, single))
    notices = list(counted.notices)
    treated = {n for record in single for n in record.fractions}
    given = counted.fractions
    if given is not None and len(treated) > given:
        notices.append(
            f"{given} fractions were delivered by the summary, but {len(treated)} are on record. Enter the number "
            "delivered; until then no fewer than planned count."
        )
        given = max(given, len(treated)) if planned and max(given, len(treated)) > planned else None
    if given is not None and planned and given > planned:
        notices.append(f"{given} fractions are on record but {planned} are planned: check which is right.")
    listed = [fraction for record in summaries for fraction in record.summed_up]
    found = Delivery(fractions_on_record([(r.date, r.beams) for r in single], listed, beams))
    notices += _doubts(found.fractions)
    start = (*_summary_dates(summaries, first=True), *_first_records(single))
    end = (*_summary_dates(summaries, first=False), *_last_record(single, given or planned))
    source, only_counted = "" if given is None else counted.source, counted.only_counted
    return OnRecord(given, source, start, end, tuple(dict.fromkeys(notices)), found, only_counted)


def _day(record: Record) -> date:
    return date.min if record.date is None else record.date.earliest


def _doubts(fractions: Sequence[DeliveredFraction]) -> list[str]:
    """What has to be checked of single fractions: given in part, or more than once."""
    said = []
    for fraction in fractions:
        if fraction.state is FractionState.PARTIAL or _ended_early(fraction):
            said.append(
                f"{_capital(fraction.name)} was not delivered to its end ({_how(fraction)}): check what was given."
            )
        if fraction.repeated_beams:
            which = _listed(fraction.repeated_beams)
            said.append(
                f"{_capital(fraction.name)} is on record with more than its planned meterset (beam {which}): it is "
                "counted once; check whether it was given twice."
            )
    return said


def _ended_early(fraction: DeliveredFraction) -> bool:
    """True where it is not known to be whole and a record of it ended other than normally."""
    odd = set(fraction.terminations) & {Termination.OPERATOR, Termination.MACHINE, Termination.UNKNOWN}
    return fraction.state is FractionState.UNKNOWN and bool(odd)


def _how(fraction: DeliveredFraction) -> str:
    ways = [
        one.name.lower() for one in fraction.terminations if one not in (Termination.NORMAL, Termination.NOT_STATED)
    ]
    records = [b.record for b in fraction.beams if b.termination is not Termination.NORMAL] or [
        b.record for b in fraction.beams
    ]
    share = "" if fraction.share is None else f"{fraction.share * 100:.0f} % of its meterset"
    return ", ".join(part for part in (*ways, share, *dict.fromkeys(records)) if part) or "by the summary"


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _from_summaries(summaries: Sequence[Record], planned: int | None) -> OnRecord | None:
    """The number by treatment summaries; None when they state none."""
    stating = [record for record in summaries if record.delivered is not None]
    if not stating:
        return None
    closed = {r.delivered for r in stating if r.status in ENDED or r.delivered == planned}
    if len(closed) == 1:
        return OnRecord(closed.pop(), "RT treatment summary")
    if closed:
        numbers = sorted(n for n in closed if n is not None)
        said = f"Treatment summaries disagree on the fractions delivered ({_listed(numbers)}). Enter the number."
        return OnRecord(notices=(said,))
    status = stating[-1].status.lower().replace("_", " ") or "status not stated"
    said = (
        f"The treatment summary counts {stating[-1].delivered} fractions, but treatment had not ended then ({status}). "
        "Enter the number delivered."
    )
    return OnRecord(notices=(said,))


def _ended_with(summaries: Sequence[Record], single: Sequence[Record]) -> bool:
    """True where a summary without a number says that treatment ended, on the day of the last record that is found."""
    last = max((record.date.latest for record in single if record.date is not None and record.fractions), default=None)
    ended = [record.last for record in summaries if record.status in ENDED and record.last is not None]
    return last is not None and any(day.earliest == day.latest == last for day in ended)


def _from_single(single: Sequence[Record], planned: int | None, ended: bool) -> OnRecord:
    treated = sorted({n for record in single for n in record.fractions})
    if not treated:
        return OnRecord()
    last = treated[-1]
    if treated != list(range(1, last + 1)):
        said = (
            f"Only fraction {_listed(treated)} is on record; how many fractions were delivered is not known. Enter the "
            "number delivered."
        )
        return OnRecord(notices=(said,))
    short = (stops_short_text(last, planned),) if planned is not None and last < planned and not ended else ()
    source = f"RT treatment records of fractions 1 to {last}"
    return OnRecord(last, source, notices=short, only_counted=not ended)


def _summary_dates(summaries: Sequence[Record], first: bool) -> tuple[StatedDate, ...]:
    found = []
    for record in summaries:
        day = record.first if first else record.last
        source = f"RT treatment summary, {'first' if first else 'most recent'} treatment date"
        if day is not None and (first or record.status in ENDED):
            found.append(StatedDate.at(day, source))
        elif day is not None:
            found.append(StatedDate(day, None, source, "treatment had not ended"))
    return tuple(found)


def _first_records(single: Sequence[Record]) -> tuple[StatedDate, ...]:
    """The day of fraction 1; and that treatment had begun by the day of the first record found."""
    dated = [(record, record.date) for record in single if record.date is not None]
    ones = [StatedDate.at(day, "RT treatment record of fraction 1") for record, day in dated if 1 in record.fractions]
    if dated and (not ones or dated[0][1].earliest < min(_day(record) for record, _ in dated if 1 in record.fractions)):
        record, day = dated[0]
        what = f"the first record found is of fraction {_listed(record.fractions)}"
        ones.append(StatedDate(None, day, "RT treatment record", what))
    return tuple(dict.fromkeys(ones))


def _last_record(single: Sequence[Record], last_fraction: int | None) -> tuple[StatedDate, ...]:
    """The day of the last fraction; without it, that treatment had not ended before the last record found."""
    dated = [(record, record.date) for record in single if record.date is not None]
    if not dated:
        return ()
    record, day = dated[-1]
    if any(last_fraction in one.fractions for one, when in dated if when == day):
        return (StatedDate.at(day, f"RT treatment record of fraction {last_fraction}"),)
    what = f"the last record found is of fraction {_listed(record.fractions)}"
    return (StatedDate(day, None, "RT treatment record", what),)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(n) for n in numbers) or "unknown number"
