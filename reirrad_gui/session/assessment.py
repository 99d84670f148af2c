"""The assessment: everything the three views, the report and the command line show, computed once and frozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.case import Course, SourceFile
from reirrad_gui.constraints import Limit, Stamp, Standing
from reirrad_gui.figures import Figure
from reirrad_gui.lq import PLAIN_LQ, DoseModel
from reirrad_gui.patient.dates import Gap
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.by_lq import ByLq
from reirrad_gui.session.cord_scores import CordScore
from reirrad_gui.session.later import Later
from reirrad_gui.session.quality import RegistrationQuality
from reirrad_gui.session.settings import IsodoseLevel, Settings
from reirrad_gui.session.short_records import IfAllGiven
from reirrad_gui.volume.registration import Registration

if TYPE_CHECKING:
    from reirrad_gui.session.large_fractions import LargeFractions
    from reirrad_gui.session.set_fit import CaseFit
    from reirrad_gui.session.sources import Sources


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """The dose metrics of one organ from one dose, each a figure (Gy)."""

    mean_gy: Figure
    max_gy: Figure
    d0_03cc_gy: Figure
    d0_1cc_gy: Figure
    d0_5cc_gy: Figure
    d2cc_gy: Figure
    d5cc_gy: Figure

    def items(self) -> Iterator[tuple[str, Figure]]:
        """(name, figure) pairs in the order of the JSON."""
        for entry in fields(self):
            yield entry.name, getattr(self, entry.name)


@dataclass(frozen=True, slots=True)
class OrganCourse:
    """One organ in one course."""

    covered_percent: Figure
    physical: MetricFigures
    eqd2: MetricFigures


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A cumulative DVH: `volume_percent` of the organ that received at least `dose_gy`.

    `course` is the index into the assessment's courses; None for the accumulated dose. `bound` is "" for a fully known
    dose, "lower" (unknown dose counted as 0) or "upper" (unknown dose counted as the worst plausible).
    """

    course: int | None
    quantity: str
    dose_gy: NDArray[np.float64]
    volume_percent: NDArray[np.float64]
    bound: str = ""


@dataclass(frozen=True, slots=True)
class HottestTold:
    """What else each course gives at an organ's hottest point.

    `share_percent` is its part of the accumulated EQD2 there; `physical` its delivered physical dose, in `fractions`.
    `sentence` says it all in one line, for the screen, the report and the clipboard.
    """

    share_percent: tuple[Figure, ...] = ()
    physical: tuple[Figure, ...] = ()
    fractions: tuple[Figure, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Hottest:
    """Where an organ's accumulated dose is highest, and what each course gives there; `told` when it is asked for."""

    point_mm: tuple[float, float, float]
    frame_uid: str
    accumulated_eqd2: Figure
    per_course_eqd2: tuple[Figure, ...]
    told: Later[HottestTold] = field(default_factory=lambda: Later(HottestTold), compare=False, repr=False)

    @property
    def share_percent(self) -> tuple[Figure, ...]:
        """Each course's part of the accumulated EQD2 there."""
        return self.told.value.share_percent

    @property
    def physical(self) -> tuple[Figure, ...]:
        """Each course's delivered physical dose there."""
        return self.told.value.physical

    @property
    def fractions(self) -> tuple[Figure, ...]:
        """In how many fractions each course gave it."""
        return self.told.value.fractions

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return self.told.value.sentence


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """What an organ may have accumulated if registrations are off by up to `radius_mm`, by points of the same organ.

    `courses` are those searched; `curves` have the bounds "envelope lower" and "envelope upper". Where nothing was
    searched `why_not` says why, and every figure is unknown for that reason.
    """

    radius_mm: float
    courses: tuple[int, ...]
    lower_eqd2: MetricFigures
    upper_eqd2: MetricFigures
    curves: tuple[Curve, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class OtherWays:
    """What else is told beside an accumulated dose: the other two ways of adding courses (DESIGN D7), half a slice.

    `slice_band` is the lowest and highest near-maximum if the organ lay half a slice to either side (DESIGN D8): no
    contour on slices knows it better. None where it cannot be said.
    """

    overlap_region: Figure
    sum_of_maxima: Figure
    slice_band: tuple[Figure, Figure] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class OrganDose:
    """One structure: what each course gave, what has accumulated, three ways of adding (DESIGN D7), with bounds.

    `key` is unique in the assessment ("structure set uid / ROI number"). `canonical_name` is None until it is confirmed
    or exact; `suggested_name` is only a suggestion.
    `other_ways` of adding are found when they are read. `curves` are in EQD2; `physical_curves` for looking at, their
    sum for display only. `sample_points` is the number of points that stand for the volume. `recovery` says what is in
    force here, `recovered` whether it discounts; `model` is the one by which doses were converted.
    """

    key: str
    name: str
    canonical_name: str | None
    suggested_name: str | None
    kind: str
    volume: Figure
    alpha_beta: Figure
    courses: tuple[OrganCourse, ...]
    cumulative_eqd2: MetricFigures
    lower_eqd2: MetricFigures
    upper_eqd2: MetricFigures
    physical_display_only: MetricFigures
    other_ways: Later[OtherWays]
    curves: tuple[Curve, ...]
    highest: Later[Hottest] | None
    notices: tuple[str, ...] = ()
    envelope: Later[Envelope] | None = None
    physical_curves: Later[tuple[Curve, ...]] | None = None
    sample_points: int | None = None
    recovery: str = "off"
    recovered: bool = False
    model: DoseModel = PLAIN_LQ

    @property
    def overlap_region_near_max(self) -> Figure:
        """The near-maxima of the courses in the region that they share, added."""
        return self.other_ways.value.overlap_region

    @property
    def sum_of_maxima(self) -> Figure:
        """The courses' maxima added, wherever they lie."""
        return self.other_ways.value.sum_of_maxima

    @property
    def hottest(self) -> Hottest | None:
        """Where the accumulated dose is highest, put into figures when it is read; None where no dose is known."""
        return None if self.highest is None else self.highest.value


@dataclass(frozen=True, slots=True)
class Step:
    """One line of "how was this computed?": what, the formula with its numbers, the result."""

    what: str
    formula: str
    result: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class LimitResult:
    """One limit applied to one structure.

    `other_ways` of adding, with the half-slice band, and `envelope` are computed when they are read: no verdict rests
    on them. `voxel_band` is the lowest and highest near-maximum if a dose grid lay half a voxel aside, told only near
    the limit; `turns_on_half_voxel` where the verdict changes within it. None where it cannot be said. `envelope` is
    the lowest and highest of the metric if registrations are off by `Settings.envelope_mm`.
    `worst_case`: the dose is known only as an upper bound, by which it was judged. `per_course_bounds` are the least
    and the most of each course, equal where it is known.
    `recovery` says what is in force for this organ at the limit's α/β, `recovered` whether the dose was discounted,
    `recovery_shares` the least and most of each course (0 to 1; None where it depends on the dose at each point), and
    `recovery_refused` why a chosen model is not applied.
    `model` is the one of fraction size by which the dose was converted, "lq" or "lq-l"; `by_lq` what plain LQ makes of
    it, None where that is the same. `if_all_given` is the worse verdict, where treatment records stop short of the plan
    and all planned fractions would change it.
    """

    limit: Limit
    per_course_eqd2: tuple[Figure, ...]
    cumulative: Figure
    lower: Figure
    upper: Figure
    other_ways: Later[OtherWays] = field(compare=False, repr=False)
    remaining_eqd2: Figure
    remaining_physical: Figure
    recovery: str
    standing: Standing
    reason: str
    steps: Sequence[Step]
    voxel_band: tuple[Figure, Figure] | None = None
    turns_on_half_voxel: bool = False
    envelope: Later[tuple[Figure, Figure] | None] | None = field(default=None, compare=False, repr=False)
    worst_case: bool = False
    per_course_bounds: tuple[tuple[Figure, Figure], ...] = ()
    recovered: bool = False
    recovery_shares: tuple[tuple[float, float] | None, ...] = ()
    recovery_refused: str = ""
    model: str = "lq"
    by_lq: ByLq | None = None
    if_all_given: IfAllGiven | None = None

    @property
    def overlap_region(self) -> Figure:
        """The near-maxima of the courses in the region that they share, added."""
        return self.other_ways.value.overlap_region

    @property
    def sum_of_maxima(self) -> Figure:
        """The courses' maxima added, wherever they lie."""
        return self.other_ways.value.sum_of_maxima

    @property
    def slice_band(self) -> tuple[Figure, Figure] | None:
        """Lowest and highest near-maximum if the organ lay half a slice to either side; None where nobody can say."""
        return self.other_ways.value.slice_band


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One organ of the constraint panel: its limits, the one that decides, and what is missing.

    `organ_key` is None when the organ has no contours in this case. `results` come in the set's order; `deciding` is
    the index of the one whose numbers the row shows, None when there is no usable limit. `large_fractions` where the
    organ itself received fractions larger than the model in force may be believed for; `if_all_given` as in a result.
    """

    organ: str
    structure_name: str
    organ_key: str | None
    standing: Standing
    headline: str
    results: tuple[LimitResult, ...]
    deciding: int | None
    missing: tuple[str, ...] = ()
    note: str = ""
    large_fractions: "LargeFractions | None" = None
    if_all_given: IfAllGiven | None = None

    @property
    def shown(self) -> LimitResult | None:
        """The result whose numbers the row shows."""
        return None if self.deciding is None else self.results[self.deciding]


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """One course as every view names it; `model` is the one by which its prescription is converted."""

    number: int
    course: Course
    prescription_text: str
    prescribed: Figure
    fractions: Figure
    dose_per_fraction: Figure
    dose_max: Figure
    dose_quantity: str
    frame_uid: str | None
    linked_to_reference: bool
    link_text: str
    problems: tuple[str, ...] = ()
    model: DoseModel = PLAIN_LQ
    large_fractions: "LargeFractions | None" = None

    @property
    def name(self) -> str:
        """The short name that tells courses apart everywhere: "Course 1"."""
        return f"Course {self.number}"


@dataclass(frozen=True, slots=True)
class LevelOverlap:
    """Two isodoses, of the earlier and of the later course: what they share for certain, at most, and their volumes."""

    levels: tuple[IsodoseLevel, IsodoseLevel]
    least: Figure
    most: Figure
    earlier_volume: Figure
    later_volume: Figure


@dataclass(frozen=True, slots=True)
class TargetOverlap:
    """What a target of an earlier course and one of a later course share; keys and names in that order."""

    keys: tuple[str, str]
    names: tuple[str, str]
    volume: Figure


@dataclass(frozen=True, slots=True)
class CourseOverlap:
    """Two courses beside each other (indices in the assessment's courses).

    `isodoses[i][j]` compares level i of the earlier with level j of the later course; empty when doses cannot be laid
    over each other, and then `why_not` says why. `references` say what 100 % is. `chosen` is the pair of levels that
    the user asked for.
    """

    earlier: int
    later: int
    why_not: str
    references: tuple[str, str]
    isodoses: tuple[tuple[LevelOverlap, ...], ...]
    chosen: LevelOverlap | None
    targets: tuple[TargetOverlap, ...]

    def at_percent(self, percent: float) -> LevelOverlap | None:
        """The same share of both prescriptions; None when doses cannot be compared."""
        same = (row[i] for i, row in enumerate(self.isodoses))
        return next((one for one in same if one.levels[0].value == percent), None)


@dataclass(frozen=True, slots=True)
class Classification:
    """ESTRO/EORTC class (Andratschke 2022) of the newest course, with its evidence.

    `kind` is "type I", "type II", "repeat organ", "repeat", "no re-irradiation" (nothing was delivered of all courses
    but one) or "undetermined". `pairs` hold every earlier course beside every later one, in order.
    """

    kind: str
    reason: str
    overlap: Figure | None = None
    pairs: tuple[CourseOverlap, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """A file that a number rests on."""

    shown_as: str
    sop_instance_uid: str
    sha256: str
    used_for: str


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """Everything shown. `gaps[i]` lies between course i and i + 1; `registration_qualities` follow `registrations`.

    `provisional` is what every screen and every export carries while a registration in use is not approved or nobody
    confirmed how many fractions were given (`short_records` is that part); empty otherwise; `what_if_text` the sentence
    while a regimen is tried that was not given. `dvh_method` says how the curves were found: dose grids, voxel rule.
    `model_text` is the model of fraction size in force with its numbers and source, "LQ" for the plain one.
    `set_in_force` and `tissue_table` say whose limits and whose α/β; `sources` what every set here says of an organ;
    `set_fit` whether the limits in force speak of the organs drawn.
    """

    patient: PatientIdentity
    courses: tuple[CourseSummary, ...]
    gaps: tuple[Gap, ...]
    gap_figures: tuple[tuple[Figure, Figure], ...]
    registrations: tuple[Registration, ...]
    registration_text: str
    approved: bool
    classification: Classification
    organs: tuple[OrganDose, ...]
    rows: tuple[PanelRow, ...]
    warnings: tuple[str, ...]
    synthetic: tuple[str, ...]
    inputs: tuple[Input, ...]
    settings: Settings
    constraint_set_title: str
    constraint_set_version: str
    recovery_text: str
    reference_course: int | None
    program_version: str
    registration_qualities: tuple[RegistrationQuality, ...] = ()
    provisional: str = ""
    dvh_method: tuple[str, ...] = ()
    set_in_force: Stamp | None = None
    tissue_table: Stamp | None = None
    sources: "Sources | None" = None
    cords: Later[tuple[CordScore, ...]] | None = field(default=None, compare=False, repr=False)
    what_if_text: str = ""
    model_text: str = "LQ"
    short_records: str = ""
    set_fit: "CaseFit | None" = None

    @property
    def registration_open(self) -> bool:
        """True while results rest on a registration that nobody has approved."""
        return self.provisional != self.short_records

    @property
    def cord_scores(self) -> tuple[CordScore, ...]:
        """Scores of the spinal cord, one for each of its structures; computed when they are first read."""
        return () if self.cords is None else self.cords.value

    def organ(self, key: str | None) -> OrganDose | None:
        """The structure of this key."""
        return next((o for o in self.organs if o.key == key), None)

    def __iter__(self) -> Iterator[PanelRow]:
        return iter(self.rows)


def source_files(course: Course) -> tuple[SourceFile, ...]:
    """The plan and dose files a course rests on."""
    plans = [phase.plan for phase in course.phases if phase.plan is not None]
    return (*plans, *(dose.file for phase in course.phases for dose in phase.doses))
