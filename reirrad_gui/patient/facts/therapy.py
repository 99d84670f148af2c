"""Facts of treatment other than courses of external radiotherapy, which are courses of the case."""

from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import ClassVar

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Lane

DOSE_UNITS = ("mg", "g", "µg", "mg/m²", "mg/kg", "MBq", "GBq", "kBq/kg", "mCi", "U")


class DrugGroup(Enum):
    """What kind of drug."""

    ADT = "androgen deprivation"
    ANTIANDROGEN = "antiandrogen or androgen-receptor inhibitor"
    BISPHOSPHONATE = "bisphosphonate"
    DENOSUMAB = "denosumab"
    CHEMOTHERAPY = "chemotherapy"
    RADIONUCLIDE = "radionuclide"
    ANALGESIC = "analgesic"
    STEROID = "corticosteroid"
    OTHER = "other drug"


@dataclass(frozen=True, slots=True)
class DrugDose:
    """One dose, or a dose that is repeated (`schedule`: "every 3 months"). None and empty: not stated.

    >>> DrugDose(22.5, "mg", "every 3 months").text
    '22.5 mg every 3 months'
    """

    amount: float | None = None
    unit: str = ""
    schedule: str = ""
    when: When = When()

    def __post_init__(self) -> None:
        if self.amount is not None and not (isfinite(self.amount) and self.amount > 0):
            raise EntryError(f"A dose of a drug lies above 0; {self.amount:g} cannot be meant.")

    @property
    def text(self) -> str:
        """As it stands in a chart."""
        amount = "dose not stated" if self.amount is None else f"{self.amount:g} {self.unit or '(unit not stated)'}"
        return " ".join(part for part in (amount, self.schedule.strip()) if part)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the drug was stopped; an end that is not known: not said to be resumed."""

    start: When
    end: When = When()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SystemicTherapy:
    """A drug from the event's start to its end. `agent` None: which drug of the group is not stated."""

    kind: ClassVar[str] = "drug"
    lane: ClassVar[Lane] = Lane.SYSTEMIC
    group: DrugGroup
    agent: str | None = None
    doses: tuple[DrugDose, ...] = ()
    pauses: tuple[Pause, ...] = ()
    stop_reason: str | None = None

    @property
    def title(self) -> str:
        """Group and agent."""
        short = {DrugGroup.ADT: "ADT", DrugGroup.OTHER: "Drug"}
        name = short.get(self.group, self.group.value[0].upper() + self.group.value[1:])
        if self.agent is None or self.agent.casefold() == self.group.value:
            return name
        return f"{name}: {self.agent}"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        agent = self.group is DrugGroup.DENOSUMAB or self.agent
        return missing((("agent", agent), ("dose", self.doses)))

    @property
    def unknown_units(self) -> tuple[str, ...]:
        """Units of doses that are not known."""
        return tuple(dict.fromkeys(d.unit for d in self.doses if d.unit and d.unit not in DOSE_UNITS))


class Technique(Enum):
    """Local treatment of a site."""

    VERTEBROPLASTY = "vertebroplasty"
    KYPHOPLASTY = "kyphoplasty"
    SURGERY = "surgery"
    SBRT = "SBRT"
    MRGFUS = "MR-guided focused ultrasound"
    MICROWAVE = "microwave ablation"
    RADIOFREQUENCY = "radiofrequency ablation"
    CRYOABLATION = "cryoablation"
    OTHER = "local treatment"


@dataclass(frozen=True, slots=True)
class LocalTreatment:
    """A local treatment; `procedure` in the report's words. SBRT has dose: it counts only as a course of its own."""

    kind: ClassVar[str] = "local treatment"
    lane: ClassVar[Lane] = Lane.RADIOTHERAPY
    technique: Technique
    procedure: str | None = None

    @property
    def title(self) -> str:
        """The technique."""
        return self.technique.value[0].upper() + self.technique.value[1:]

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        asked = self.technique in (Technique.SURGERY, Technique.OTHER)
        return missing((("procedure", self.procedure),)) if asked else ()
