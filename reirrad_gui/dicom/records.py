"""What was really delivered: treatment records and summaries, as fractions and dates of a fraction group."""

from collections.abc import Sequence
from dataclasses import dataclass

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

    A summary that says treatment has ended is believed for the number; single records count when they run from
    fraction 1 without a hole. Anything else leaves the number of delivered fractions unknown, and says so: records may
    be missing from an export.
    """
    summaries = [record for record in records if record.summary]
    single = [record for record in records if not record.summary]
    fractions, source, notices = _delivered(summaries, single, planned)
    start = (*_summary_dates(summaries, first=True), *_first_record(single))
    end = (*_summary_dates(summaries, first=False), *_last_record(single, fractions, planned))
    return Delivery(fractions, source, start, end, tuple(notices))


def _delivered(
    summaries: Sequence[Record], single: Sequence[Record], planned: int | None
) -> tuple[int | None, str, list[str]]:
    notices: list[str] = []
    ended = [r for r in summaries if r.delivered is not None and (r.status in ENDED or r.delivered == planned)]
    numbers = {record.delivered for record in ended}
    if len(numbers) > 1:
        return (
            None,
            "",
            [
                f"Treatment summaries disagree on the fractions delivered ({_listed(numbers)}). Enter the number.",
            ],
        )
    treated = sorted({n for record in single for n in record.fractions})
    if numbers:
        delivered = numbers.pop()
        if treated and delivered is not None and len(treated) > delivered:
            notices.append(
                f"The treatment summary says {delivered} fractions were delivered, but there are records of "
                f"{len(treated)}."
            )
        return delivered, "RT treatment summary", notices
    open_ones = [record for record in summaries if record.delivered is not None]
    if open_ones:
        notices.append(
            f"The treatment summary counts {open_ones[-1].delivered} delivered fractions but treatment had not "
            f"ended ({open_ones[-1].status.lower().replace('_', ' ') or 'status not stated'}). Enter the number "
            "delivered."
        )
    if not treated:
        return None, "", notices
    if treated == list(range(1, len(treated) + 1)):
        return len(treated), f"RT treatment records of fractions 1 to {len(treated)}", notices
    notices.append(
        f"There are treatment records of fraction {_listed(treated)} only; how many fractions were delivered is "
        "not known. Enter the number delivered."
    )
    return None, "", notices


def _summary_dates(summaries: Sequence[Record], first: bool) -> tuple[StatedDate, ...]:
    found = []
    for record in summaries:
        date = record.first if first else record.last
        if date is None:
            continue
        if first or record.status in ENDED:
            found.append(
                StatedDate.at(date, f"RT treatment summary, {'first' if first else 'most recent'} treatment date")
            )
        else:
            found.append(
                StatedDate(date, None, "RT treatment summary, most recent treatment date", "treatment had not ended")
            )
    return tuple(found)


def _first_record(single: Sequence[Record]) -> tuple[StatedDate, ...]:
    dated = sorted((r for r in single if r.date is not None), key=lambda r: r.date.earliest)  # type: ignore[union-attr]
    if not dated or dated[0].date is None:
        return ()
    if any(1 in record.fractions for record in dated):
        return (StatedDate.at(dated[0].date, "RT treatment record of fraction 1"),)
    return (
        StatedDate(
            None,
            dated[0].date,
            "RT treatment record",
            f"first record found is of fraction {_listed(dated[0].fractions)}",
        ),
    )


def _last_record(single: Sequence[Record], delivered: int | None, planned: int | None) -> tuple[StatedDate, ...]:
    dated = sorted((r for r in single if r.date is not None), key=lambda r: r.date.earliest)  # type: ignore[union-attr]
    if not dated or dated[-1].date is None:
        return ()
    last = dated[-1]
    if (delivered or planned) in last.fractions:
        return (StatedDate.at(dated[-1].date, f"RT treatment record of fraction {_listed(last.fractions)}"),)
    return (
        StatedDate(
            last.date, None, "RT treatment record", f"last record found is of fraction {_listed(last.fractions)}"
        ),
    )


def _listed(numbers: object) -> str:
    found = sorted(str(n) for n in numbers) if isinstance(numbers, set) else [str(n) for n in numbers]  # type: ignore[attr-defined]
    return ", ".join(found) or "unknown number"
