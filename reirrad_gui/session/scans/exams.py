"""Which pictures belong to which examination of the history, and how that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reirrad_gui.case import ImageSeries
from reirrad_gui.patient.events import Event, Lane
from reirrad_gui.patient.facts import Imaging, Modality
from reirrad_gui.patient.origins import DicomObject

NO_FILES = "No image files were given for this examination."
BY_DATE = "Image files found by their date alone: check that they are of this examination."
_OF = {
    Modality.BONE_SCAN: ("NM", "OT"),
    Modality.CT: ("CT",),
    Modality.PLANNING_CT: ("CT",),
    Modality.MR: ("MR",),
    Modality.PET: ("PT",),
    Modality.X_RAY: ("CR", "DX"),
}


@dataclass(frozen=True, slots=True)
class Exam:
    """One examination; `series` None where no files belong to it. `note` says what a reader has to know of the link."""

    event: Event
    series: ImageSeries | None
    note: str = ""

    @property
    def is_stack(self) -> bool:
        """True for slices that make a volume: they belong on the planes of the dose."""
        return self.series is not None and not self.series.unusable

    @property
    def facts(self) -> Imaging | None:
        """What was seen; None where the event is not entered as an examination."""
        return self.event.facts if isinstance(self.event.facts, Imaging) else None


def exams(events: Iterable[Event], series: Sequence[ImageSeries]) -> tuple[Exam, ...]:
    """Every examination of the history, in time order as far as dates go; undated ones come last.

    Files belong to an event that names their series or one of their objects. An event that names none takes the only
    series of its modality that no event names and that was acquired on exactly its day, and says so; an event whose
    date is not known to the day takes none.
    """
    found = [one for one in events if _is_exam(one)]
    named = {one.uid: _named(one, series) for one in found}
    taken = {one.uid for one in named.values() if one is not None}
    free = [one for one in series if one.uid not in taken]
    made = [_exam(one, named[one.uid], free, found) for one in found]
    return tuple(sorted(made, key=lambda exam: _when(exam.event)))


def same_kind(all_exams: Sequence[Exam], uid: str) -> tuple[Exam, ...]:
    """The examinations that are compared with one of them: all bone scans, else all of its kind."""
    chosen = next(exam for exam in all_exams if exam.event.uid == uid)
    return tuple(exam for exam in all_exams if _kind(exam) == _kind(chosen))


def _is_exam(event: Event) -> bool:
    return not event.derived_from and (isinstance(event.facts, Imaging) or event.lane is Lane.IMAGING)


def _named(event: Event, series: Sequence[ImageSeries]) -> ImageSeries | None:
    origin = event.origin if isinstance(event.origin, DicomObject) else None
    wanted = {event.series_uid, origin.series_uid if origin else ""} - {None, ""}
    by_series = next((one for one in series if one.uid in wanted), None)
    if by_series is not None or origin is None or not origin.sop_instance_uid:
        return by_series
    holds = (one for one in series if any(file.sop_instance_uid == origin.sop_instance_uid for file in one.files))
    return next(holds, None)


def _exam(event: Event, named: ImageSeries | None, free: Sequence[ImageSeries], others: Sequence[Event]) -> Exam:
    if named is not None:
        return Exam(event, named)
    same_day = [one for one in free if _same_day(event, one)]
    rivals = [one for one in others if one.kind == event.kind and one.start == event.start]
    if len(same_day) == 1 and len(rivals) == 1 and not event.series_uid:
        return Exam(event, same_day[0], BY_DATE)
    return Exam(event, None, NO_FILES)


def _same_day(event: Event, series: ImageSeries) -> bool:
    if not isinstance(event.facts, Imaging) or series.modality not in _OF.get(event.facts.modality, ()):
        return False
    day = event.start.first_day
    both = (event.start, series.when)
    return day is not None and all(one.first_day == one.last_day == day and not one.conflicting for one in both)


def _kind(exam: Exam) -> str:
    facts = exam.facts
    if (facts is not None and facts.modality is Modality.BONE_SCAN) or (exam.series and exam.series.modality == "NM"):
        return Modality.BONE_SCAN.value
    return exam.event.kind


def _when(event: Event) -> tuple[bool, date, date]:
    first, last = event.start.first_day, event.start.last_day
    return first is None and last is None, first or last or date.max, last or first or date.max
