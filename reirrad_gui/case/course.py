"""A course of radiotherapy as the files describe it: phases, fractions, doses, dates."""

from dataclasses import dataclass

from reirrad_gui.case.delivery import NOTHING_ON_RECORD, DeliveredFraction, Delivery, fractions_text, in_time
from reirrad_gui.case.files import SourceFile
from reirrad_gui.case.letters import LetterCourse
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Contradiction

NOTHING_STATED = ("first treatment date", "last treatment date", "delivered fractions", "treated site")
"""What a reader asks of every course, in this order; `Course.not_stated` begins with those that no source answers."""


@dataclass(frozen=True, slots=True)
class DoseSource:
    """One RTDOSE that takes part in a phase's dose; its voxels are read on demand.

    `scale` turns the file's Gy into the phase's planned total: 1 for PLAN and BEAM doses, the planned number of
    fractions for a FRACTION dose. `scale_reason` says so in words.
    """

    file: SourceFile
    summation_type: str
    frame_of_reference_uid: str
    scale: float = 1.0
    scale_reason: str = ""
    max_gy: float | None = None
    """The file's highest dose times `scale`, Gy, where it was looked at: tells doses apart that compete."""
    highest_stored: tuple[int, int] | None = None
    """Largest stored number anywhere, and on the outer faces of the grid, where all voxels were looked at."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One fraction group of one plan: equal fractions.

    A number that the files do not give, or give absurdly, is None and has its sentence in `asked`. The doses add up to
    the planned total; what was delivered is `delivered_fractions / planned_fractions` of it.
    """

    uid: str
    label: str
    plan: SourceFile | None
    fraction_group: int | None
    prescribed_gy: float | None
    planned_fractions: int | None
    delivered_fractions: int | None
    doses: tuple[DoseSource, ...]
    fractions_source: str = ""
    prescription_source: str = ""
    asked: tuple[str, ...] = ()
    beams: tuple[str, ...] = ()
    start: When = When()
    end: When = When()
    alternatives: tuple[DoseSource, ...] = ()
    """Doses between which the files do not decide: none is used until a person chooses one."""
    scale: float = 1.0
    """By how much the planned dose is multiplied before it is used: another than 1 only where a regimen is tried."""
    scaled_from_gy: float | None = None
    """The prescription that the planned dose was made for, Gy, where a regimen is tried."""
    what_if: str = ""
    """What is tried instead of what was given, in words; empty for a phase as it was given."""
    without_dose: str = ""
    """Why there is no dose and what bounds it, where another reason holds than that no dose file is usable."""
    bound_percent: float = 100.0
    """The most that a point may have received where the dose is not known, in % of the prescription."""
    delivery: Delivery = NOTHING_ON_RECORD
    """The single fractions on record; `delivered_fractions` is what counts, and may be known without them."""
    intent: str = ""
    """What the plan was made for, as it states: "PALLIATIVE", "CURATIVE" (Plan Intent, PS3.3 C.8.8.9); often empty."""
    only_on_record: bool = False
    """True where `delivered_fractions` only counts the records found: nothing says that treatment ended with them."""

    @property
    def fractions_text(self) -> str:
        """ "3 of 5 fractions delivered"; empty where nothing says what was delivered."""
        if self.stops_short:
            return f"{self.short_text} on record, taken as all that were delivered; nobody confirmed it"
        return fractions_text(self.delivery, self.planned_fractions, self.delivered_fractions)

    @property
    def stops_short(self) -> bool:
        """True where records end before the plan does, and neither a person nor a file says that treatment ended there.

        The number on record counts all the same; the dose is understated if records are missing.
        """
        planned, delivered = self.planned_fractions, self.delivered_fractions
        return self.only_on_record and planned is not None and delivered is not None and delivered < planned

    @property
    def short_text(self) -> str:
        """ "3 of 5 fractions"; empty unless records stop short of the plan."""
        return f"{self.delivered_fractions} of {self.planned_fractions} fractions" if self.stops_short else ""

    @property
    def fractions(self) -> int | None:
        """Fractions that the dose was given in: delivered if known, else planned; None when neither is known."""
        return self.delivered_fractions if self.delivered_fractions is not None else self.planned_fractions

    @property
    def delivered_share(self) -> float:
        """Delivered part of the planned dose, times `scale`.

        1 unless a regimen is tried, or fewer or more fractions are known to have been delivered.
        """
        if self.delivered_fractions == 0:
            return 0.0
        if self.delivered_fractions is None or not self.planned_fractions:
            return self.scale
        return self.scale * (self.delivered_fractions / self.planned_fractions)

    @property
    def files_gy(self) -> float | None:
        """The prescription that the dose in the files was planned for, whatever is tried; None when unknown."""
        return self.prescribed_gy if self.scaled_from_gy is None else self.scaled_from_gy

    @property
    def dose_per_fraction_gy(self) -> float | None:
        """Prescribed dose over planned fractions; None when either is unknown."""
        if self.prescribed_gy is None or not self.planned_fractions:
            return None
        return self.prescribed_gy / self.planned_fractions


@dataclass(frozen=True, slots=True)
class Course:
    """One treatment: one or more phases, in one frame of reference, dated as far as the sources go."""

    uid: str
    label: str
    phases: tuple[Phase, ...]
    start: When
    end: When
    site: str = ""
    frame_of_reference_uid: str | None = None
    structure_set_uid: str | None = None
    series_uid: str | None = None
    not_stated: tuple[str, ...] = ()
    synthetic: bool = False
    fraction_interval_days: int | None = None
    problems: tuple[str, ...] = ()
    letter: LetterCourse | None = None
    """What it is known from where that is only a letter: then it has no dose and no frame of reference."""
    contradictions: tuple[Contradiction, ...] = ()
    """What sources say of it in two ways, or leave open."""

    @property
    def prescribed_gy(self) -> float | None:
        """Sum of the phases' prescriptions; None when one of them is unknown."""
        totals = [phase.prescribed_gy for phase in self.phases]
        return None if not totals or None in totals else float(sum(t for t in totals if t is not None))

    @property
    def planned_fractions(self) -> int | None:
        """Sum of the phases' planned fractions; None when one of them is unknown."""
        return _total([phase.planned_fractions for phase in self.phases])

    @property
    def delivered_fractions(self) -> int | None:
        """Sum of the phases' delivered fractions; None unless all are known."""
        return _total([phase.delivered_fractions for phase in self.phases])

    @property
    def fractions(self) -> int | None:
        """Fractions given: delivered where known, else planned; None when one phase's number is unknown."""
        return _total([phase.fractions for phase in self.phases])

    @property
    def dated_fractions(self) -> tuple[DeliveredFraction, ...]:
        """The fractions of all phases that are on record with a date, in order of time."""
        return in_time([fraction for phase in self.phases for fraction in phase.delivery.fractions])

    @property
    def what_if(self) -> str:
        """What is tried instead of what was given, in words; empty for a course as it was given."""
        return "; ".join(phase.what_if for phase in self.phases if phase.what_if)

    @property
    def has_dose(self) -> bool:
        """True when every phase has a usable dose."""
        return bool(self.phases) and all(phase.doses for phase in self.phases)


def _total(numbers: list[int | None]) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None
