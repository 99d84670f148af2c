"""Facts of the disease and of the patient's state: diagnosis, progression, skeletal events, performance, outcome."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Lane


@dataclass(frozen=True, slots=True)
class Gleason:
    """Two patterns, in their order.

    Raises
    ------
    EntryError
        A pattern outside 1 to 5.

    >>> Gleason(3, 4).text
    'Gleason 3+4=7'
    """

    primary: int
    secondary: int

    def __post_init__(self) -> None:
        if not (1 <= self.primary <= 5 and 1 <= self.secondary <= 5):
            raise EntryError(f"Gleason patterns lie between 1 and 5; {self.primary}+{self.secondary} cannot be meant.")

    @property
    def text(self) -> str:
        """Patterns and their sum."""
        return f"Gleason {self.primary}+{self.secondary}={self.primary + self.secondary}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A disease that was found. `stage` is kept as it is written ("locally advanced", "T3b N1 M0")."""

    kind: ClassVar[str] = "diagnosis"
    lane: ClassVar[Lane] = Lane.DISEASE
    what: str
    histology: str | None = None
    gleason: Gleason | None = None
    stage: str | None = None

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise EntryError("Say what was diagnosed (for example “prostate cancer” or “bone metastases”).")

    @property
    def title(self) -> str:
        """The disease, with its grade."""
        grade = f", Gleason {self.gleason.primary}+{self.gleason.secondary}" if self.gleason else ""
        return f"{self.what[:1].upper()}{self.what[1:]}{grade}"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        return missing((("histology", self.histology), ("stage", self.stage)))


@dataclass(frozen=True, slots=True)
class Progression:
    """The disease has advanced, by some finding (`basis`: "bone scan", "PSA")."""

    kind: ClassVar[str] = "progression"
    lane: ClassVar[Lane] = Lane.DISEASE
    basis: str | None = None

    @property
    def title(self) -> str:
        """That it advanced, and how that was seen."""
        return "Progression" + (f" by {self.basis}" if self.basis else "")

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        return missing((("how it was found", self.basis),))


class SkeletalKind(Enum):
    """What happened to the bone; radiotherapy of bone is a course, surgery a local treatment."""

    FRACTURE = "fracture"
    CORD_COMPRESSION = "spinal cord compression"
    HYPERCALCAEMIA = "hypercalcaemia"


@dataclass(frozen=True, slots=True)
class SkeletalEvent:
    """A fracture or a compression of the cord; `pathological` None: not stated."""

    kind: ClassVar[str] = "skeletal event"
    lane: ClassVar[Lane] = Lane.DISEASE
    what: SkeletalKind
    pathological: bool | None = None

    @property
    def title(self) -> str:
        """What happened."""
        said = self.what.value
        if self.what is SkeletalKind.FRACTURE and self.pathological:
            said = "pathological fracture"
        return said[0].upper() + said[1:]

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        asked = self.what is SkeletalKind.FRACTURE
        return missing((("whether it was pathological", self.pathological),)) if asked else ()


_SCALES = {"ECOG": tuple(range(6)), "Karnofsky": tuple(range(0, 101, 10))}


@dataclass(frozen=True, slots=True)
class PerformanceStatus:
    """ECOG 0 to 5 or Karnofsky 0 to 100; the two are never turned into each other.

    Raises
    ------
    EntryError
        Another scale, or a value that it does not have.

    >>> PerformanceStatus("ECOG", 1).title
    'ECOG 1'
    """

    kind: ClassVar[str] = "performance status"
    lane: ClassVar[Lane] = Lane.SYMPTOMS
    scale: str
    value: int | None = None

    def __post_init__(self) -> None:
        if self.scale not in _SCALES:
            raise EntryError(f"Performance is stated as {' or '.join(_SCALES)}, not as “{self.scale}”.")
        if self.value is not None and self.value not in _SCALES[self.scale]:
            known = "0 to 5" if self.scale == "ECOG" else "0, 10, 20 to 100"
            raise EntryError(f"{self.scale} {self.value} does not exist; the scale has {known}.")

    @property
    def title(self) -> str:
        """Scale and value."""
        return self.scale if self.value is None else f"{self.scale} {self.value}"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for."""
        return missing(((f"{self.scale} value", self.value),))


class VitalStatus(Enum):
    """What is known at the last contact."""

    ALIVE = "alive"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class LastContact:
    """The last that is known of the patient; `status` None: not stated."""

    kind: ClassVar[str] = "last contact"
    lane: ClassVar[Lane] = Lane.SYMPTOMS
    status: VitalStatus | None = None
    cause: str | None = None

    @property
    def title(self) -> str:
        """Alive, dead or not stated."""
        return "Last contact" if self.status is None else f"Last contact: {self.status.value}"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for; a cause of death only of the dead."""
        cause = (("cause of death", self.cause),) if self.status is VitalStatus.DEAD else ()
        return missing((("survival", self.status), *cause))


@dataclass(frozen=True, slots=True)
class Note:
    """Anything else, in words; what old files hold without typed values."""

    kind: ClassVar[str] = "note"
    lane: ClassVar[Lane] = Lane.NOTES
    text: str = ""

    @property
    def title(self) -> str:
        """Its first words."""
        return self.text.strip() if len(self.text.strip()) <= 40 else f"{self.text.strip()[:39].rstrip()}…"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Nothing is asked of a note."""
        return ()
