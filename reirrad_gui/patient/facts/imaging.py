"""Facts of an examination: what was seen where, how much of it, and in which words."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.facts.missing import missing
from reirrad_gui.patient.lanes import Lane
from reirrad_gui.patient.sites import Site


class Modality(Enum):
    """Kind of examination."""

    BONE_SCAN = "bone scan"
    CT = "CT"
    PLANNING_CT = "planning CT"
    MR = "MRI"
    PET = "PET"
    X_RAY = "X-ray"
    OTHER = "imaging"


class LesionState(Enum):
    """What became of a lesion against the examination before; "not mentioned" is not "resolved"."""

    SEEN = "seen"
    NEW = "new"
    STABLE = "stable"
    WORSE = "worse"
    BETTER = "better"
    RESOLVED = "resolved"
    NOT_MENTIONED = "not mentioned"

    @property
    def there(self) -> bool:
        """True where the lesion was seen on this examination."""
        return self not in (LesionState.RESOLVED, LesionState.NOT_MENTIONED)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a lesion lies on a picture of the examination.

    Parameters
    ----------
    image_uid : str
        SOP Instance UID of the picture: on another picture the mark means nothing.
    frame : int
        Number of the frame in it, from 1.
    down, across : float
        Shares of the picture from its top and from its left edge, 0 to 1.

    Raises
    ------
    EntryError
        It lies beside the picture, or no picture is named.
    """

    image_uid: str
    frame: int
    down: float
    across: float

    def __post_init__(self) -> None:
        if not self.image_uid or self.frame < 1:
            raise EntryError("A mark needs the picture that it lies on.")
        if not (0 <= self.down <= 1 and 0 <= self.across <= 1):
            raise EntryError("The mark lies beside the picture; put it on it.")


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion as a report lists it; `spots` are where somebody marked it on the pictures of this examination."""

    site: Site
    state: LesionState = LesionState.SEEN
    note: str = ""
    spots: tuple[Spot, ...] = ()

    @property
    def text(self) -> str:
        """Site and state."""
        return self.site.text if self.state is LesionState.SEEN else f"{self.site.text}: {self.state.value}"


@dataclass(frozen=True, slots=True)
class Imaging:
    """One examination.

    Parameters
    ----------
    finding : str or None
        In the report's words ("stationary", "progression").
    lesions : tuple of Lesion
        As listed; the list may be shorter than what there was.
    count, new, still_seen : Count or None
        Of lesions in the whole body, of new ones against the examination `compared_with`, and of those that were new
        before and are still there, as the report says; None: it gives no number.
    superscan, as_large_as_a_body : bool or int, or None
        For Soloway's grade: diffuse uptake that hides single lesions; lesions about the size of a vertebral body.
    eod_told : str or None
        A grade that the report itself gives; the one that this program derives stands beside it, never instead.

    Raises
    ------
    EntryError
        More new lesions than lesions.
    """

    kind: ClassVar[str] = "imaging"
    lane: ClassVar[Lane] = Lane.IMAGING
    modality: Modality
    tracer: str | None = None
    finding: str | None = None
    lesions: tuple[Lesion, ...] = ()
    count: Count | None = None
    new: Count | None = None
    still_seen: Count | None = None
    compared_with: str | None = None
    superscan: bool | None = None
    as_large_as_a_body: int | None = None
    eod_told: str | None = None

    def __post_init__(self) -> None:
        for part, what in ((self.new, "new"), (self.still_seen, "still seen")):
            most = None if self.count is None else self.count.most
            if self.count is not None and part is not None and most is not None and part.fewest > most:
                raise EntryError(f"Of {self.count.text} lesions, {part.text} cannot be {what}.")
        if self.as_large_as_a_body is not None and self.as_large_as_a_body < 0:
            raise EntryError("A number of lesions cannot lie below 0.")

    @property
    def title(self) -> str:
        """Kind and finding."""
        name = self.modality.value[0].upper() + self.modality.value[1:]
        return f"{name}: {self.finding}" if self.finding else name

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader of a bone scan would ask for; of other examinations the finding."""
        if self.modality is Modality.PLANNING_CT:
            return ()
        if self.modality is not Modality.BONE_SCAN:
            return missing((("finding", self.finding),))
        return missing((("number of lesions", self.count), ("list of lesions", self.lesions)))

    @property
    def seen(self) -> tuple[Lesion, ...]:
        """The listed lesions that are there."""
        return tuple(lesion for lesion in self.lesions if lesion.state.there)
