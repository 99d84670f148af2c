"""What was really delivered: treatment records and summaries, as fractions and dates of a fraction group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydicom.dataset import Dataset

from reirrad_gui.case.files import SourceFile
from reirrad_gui.dicom.dates import date_of
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.values import code, integer, items, number, uid
from reirrad_gui.patient.dates import PartialDate, StatedDate

SESSIONS = (
    "TreatmentSessionBeamSequence",
    "TreatmentSessionIonBeamSequence",
    "TreatmentSessionApplicationSetupSequence",
)
ENDED = ("COMPLETED", "STOPPED")


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One treatment record or summary, for one fraction group of one plan."""

    file: SourceFile
    plan_uid: str
    group: int | None
    planned: int | None
    fractions: tuple[int, ...] = ()
    date: PartialDate | None = None
    summary: bool = False
    delivered: int | None = None
    first: PartialDate | None = None
    last: PartialDate | None = None
    status: str = ""

    @property
    def interrupted(self) -> bool:
        """True when a session of it was not ended normally."""
        return not self.summary and self.status not in ("", "NORMAL")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the records say of one fraction group."""

    fractions: int | None = None
    source: str = ""
    start: tuple[StatedDate, ...] = ()
    end: tuple[StatedDate, ...] = ()
    notices: tuple[str, ...] = ()


def read_record(opened: Opened) -> tuple[Record, ...]:
    """A treatment record, or one entry per fraction group of a treatment summary."""
    dataset = opened.dataset
    plan = next(iter(items(dataset, "ReferencedRTPlanSequence")), Dataset())
    plan_uid = uid(plan, "ReferencedSOPInstanceUID")
    summaries = items(dataset, "FractionGroupSummarySequence")
    if summaries or "CurrentTreatmentStatus" in dataset:
        return tuple(_summary(opened, plan_uid, item) for item in summaries or (Dataset(),))
    sessions = [session for keyword in SESSIONS for session in items(dataset, keyword) if _gave_dose(session)]
    fractions = {n for session in sessions if (n := integer(session, "CurrentFractionNumber")) is not None}
    return (
        Record(
            opened.file,
            plan_uid,
            integer(dataset, "ReferencedFractionGroupNumber"),
            integer(dataset, "NumberOfFractionsPlanned"),
            tuple(sorted(fractions)),
            date_of(dataset, "TreatmentDate"),
            status=next(
                (s for session in sessions if (s := code(session, "TreatmentTerminationStatus")) != "NORMAL"), ""
            ),
        ),
    )


def _gave_dose(session: Dataset) -> bool:
    return number(session, "DeliveredPrimaryMeterset") != 0


def _summary(opened: Opened, plan_uid: str, item: Dataset) -> Record:
    dataset = opened.dataset
    return Record(
        opened.file,
        plan_uid,
        integer(item, "ReferencedFractionGroupNumber"),
        integer(item, "NumberOfFractionsPlanned"),
        summary=True,
        delivered=integer(item, "NumberOfFractionsDelivered"),
        first=date_of(dataset, "FirstTreatmentDate"),
        last=date_of(dataset, "MostRecentTreatmentDate"),
        status=code(dataset, "CurrentTreatmentStatus"),
    )


def delivery(records: Sequence[Record], planned: int | None) -> Delivery:
    """Fractions and dates of one fraction group from its records.

    A summary of a treatment that has ended is believed for the number; single records count when they run from
    fraction 1 without a hole. Anything else leaves the number of delivered fractions unknown, and says so: records may
    be missing from an export.
    """
    summaries = [record for record in records if record.summary]
    single = sorted((r for r in records if not r.summary), key=_day)
    counted = _from_summaries(summaries, planned) or _from_single(single, planned)
    notices = list(counted.notices)
    treated = {n for record in single for n in record.fractions}
    given = counted.fractions
    if given is not None and len(treated) > given:
        notices.append(f"{given} fractions were delivered by the summary, but {len(treated)} are on record.")
    if given is not None and planned and given > planned:
        notices.append(f"{given} fractions are on record but {planned} are planned: check which is right.")
    notices += [_interruption(record) for record in single if record.interrupted]
    start = (*_summary_dates(summaries, first=True), *_first_records(single))
    end = (*_summary_dates(summaries, first=False), *_last_record(single, given or planned))
    return Delivery(given, counted.source, start, end, tuple(dict.fromkeys(notices)))


def _day(record: Record) -> date:
    return date.min if record.date is None else record.date.earliest


def _interruption(record: Record) -> str:
    return (
        f"Fraction {_listed(record.fractions)} was not delivered to its end ({record.status.lower()}, "
        f"{record.file.shown_as}): check what was given."
    )


def _from_summaries(summaries: Sequence[Record], planned: int | None) -> Delivery | None:
    """The number by treatment summaries; None when they state none."""
    stating = [record for record in summaries if record.delivered is not None]
    if not stating:
        return None
    closed = {r.delivered for r in stating if r.status in ENDED or r.delivered == planned}
    if len(closed) == 1:
        return Delivery(closed.pop(), "RT treatment summary")
    if closed:
        numbers = sorted(n for n in closed if n is not None)
        said = f"Treatment summaries disagree on the fractions delivered ({_listed(numbers)}). Enter the number."
        return Delivery(notices=(said,))
    status = stating[-1].status.lower().replace("_", " ") or "status not stated"
    said = (
        f"The treatment summary counts {stating[-1].delivered} fractions, but treatment had not ended then ({status}). "
        "Enter the number delivered."
    )
    return Delivery(notices=(said,))


def _from_single(single: Sequence[Record], planned: int | None) -> Delivery:
    treated = sorted({n for record in single for n in record.fractions})
    if not treated:
        return Delivery()
    last = treated[-1]
    if treated != list(range(1, last + 1)):
        said = (
            f"Only fraction {_listed(treated)} is on record; how many fractions were delivered is not known. Enter the "
            "number delivered."
        )
        return Delivery(notices=(said,))
    short = planned is not None and last < planned
    said = (
        f"Fractions 1 to {last} of {planned} are on record and taken as all that were delivered; correct this if not."
    )
    return Delivery(last, f"RT treatment records of fractions 1 to {last}", notices=(said,) if short else ())


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
