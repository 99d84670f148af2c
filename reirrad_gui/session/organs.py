"""One organ's doses: per course, accumulated in three ways, with bounds, DVH and its hottest point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from reirrad_gui.constraints import Bounded, Metric, load_tissue_table
from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.dose.region import region_near_max
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Curve, Envelope, MetricFigures, OrganCourse, OrganDose, OtherWays
from reirrad_gui.session.biology import (
    OrganEqd2,
    PlannedDoses,
    physical_course,
    physical_sum,
)
from reirrad_gui.session.counted import CurveOnDemand
from reirrad_gui.session.discounts import Discounts
from reirrad_gui.session.forgetting import eqd2_after
from reirrad_gui.session.hottest import hottest_of
from reirrad_gui.session.later import Later
from reirrad_gui.session.metrics import FiguresOnDemand, Metered, bound_figures, unknown_figures, value_figures
from reirrad_gui.session.names import OrganName
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples
from reirrad_gui.session.settings import Settings
from reirrad_gui.volume.grid import FloatArray

Bounds = tuple[float | None, float | None]
NEAR_MAX_CC = 0.03
"""Volume of the near-maximum used for the overlap region and the sum of maxima of a structure."""
CURVE_POINTS = 201


@dataclass(frozen=True, slots=True, eq=False)
class InMetric:
    """An organ's doses in one metric: the same for every limit in it at one α/β. `what` names organ and metric."""

    what: str
    total: Bounded
    courses: tuple[Bounded, ...]
    cumulative: Figure
    lower: Figure
    upper: Figure
    per_course: tuple[Figure, ...]
    per_course_bounds: tuple[tuple[Figure, Figure], ...]


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredOrgan:
    """An organ at one α/β with every dose metered: what figures and verdicts are taken from.

    `overlaps` and `slice_bands` keep the overlap-region near-maxima and the half-slice bands asked for, by volume;
    `told` the doses in a limit's metric, by what the words of recovery are.
    """

    samples: OrganSamples
    physical: "PhysicalOrgan"
    eqd2: OrganEqd2
    courses: tuple[Metered, ...]
    discounted: tuple[Metered, ...]
    total: Metered
    overlaps: dict[float, float | None] = field(default_factory=dict, repr=False)
    slice_bands: dict[float, tuple[float, float] | None] = field(default_factory=dict, repr=False)
    told: dict[tuple[Metric, str], InMetric] = field(default_factory=dict, repr=False)

    @property
    def empty(self) -> bool:
        """True for a structure that encloses no volume."""
        return self.total.volume_cc == 0.0

    def overlap_near_max(self, volume_cc: float) -> float | None:
        """Sum of each course's near-maximum in the region that courses share; None where that is not known."""
        if self.empty or not self.discounted or not all(m.dose.exact for m in self.discounted):
            return None
        if volume_cc not in self.overlaps:
            self.overlaps[volume_cc] = region_near_max([m.dose.lower for m in self.discounted], volume_cc)
        return self.overlaps[volume_cc]


@dataclass(frozen=True, slots=True, eq=False)
class PhysicalOrgan:
    """An organ's planned doses, and delivered physical dose of each course, metered when it is asked for.

    The same at every α/β.
    """

    planned: PlannedDoses
    delivered: Later[tuple[Metered, ...]]
    summed: Later[Metered]

    @property
    def courses(self) -> tuple[Metered, ...]:
        """Of each course."""
        return self.delivered.value

    @property
    def display_only(self) -> Metered:
        """Their sum, for display."""
        return self.summed.value


def physical_organ(planned: PlannedDoses, opened: Opened) -> PhysicalOrgan:
    """An organ's physical doses."""

    def courses() -> tuple[Metered, ...]:
        return tuple(Metered(physical_course(planned, opened, course)) for course in range(len(opened.doses)))

    return PhysicalOrgan(planned, Later(courses), Later(lambda: Metered(physical_sum(planned, opened))))


def measure(
    samples: OrganSamples,
    opened: Opened,
    physical: PhysicalOrgan,
    alpha_beta_gy: float,
    recovery: Discounts,
    as_given: Sequence[Metered | None] | None = None,
) -> MeasuredOrgan:
    """Converts and adds an organ's doses at one α/β; its figures are found when they are asked for.

    `as_given` are those of its courses at this α/β that were found before, as for `organ_eqd2`.
    """
    known = as_given or (None,) * len(opened.doses)
    before = [None if metered is None else metered.dose for metered in known]
    found = eqd2_after(physical.planned, opened, alpha_beta_gy, recovery, before)
    courses = tuple(
        Metered(dose) if metered is None else metered for metered, dose in zip(known, found.courses, strict=True)
    )
    pairs = zip(courses, found.discounted_courses, strict=True)
    reduced = tuple(m if dose is m.dose else Metered(dose) for m, dose in pairs)
    return MeasuredOrgan(samples, physical, found, courses, reduced, Metered(found.total))


def alpha_beta_of(samples: OrganSamples, name: OrganName, settings: Settings) -> Figure:
    """α/β in force for a structure: the user's, else the tissue table's, with its source and whether it is assumed."""
    key = name.canonical or samples.structure.name
    what = f"α/β of {name.canonical}" if name.canonical else f"α/β of “{samples.structure.name}”"
    table = load_tissue_table(settings.tissue_table)
    tissue = table.alpha_beta_for(name.canonical or ("PTV" if name.kind == "target" else None))
    if key in settings.alpha_beta_gy:
        chosen_gy = settings.alpha_beta_gy[key]
        beyond = tissue.outside(chosen_gy).rstrip(".")
        source = f"set by the user; {beyond}" if beyond else "set by the user"
        return Figure(chosen_gy, "Gy", what, source, decimals=1)
    source = f"{tissue.source.rstrip('.')}; assumed: {tissue.reason}" if tissue.assumed else tissue.source
    return Figure(tissue.default_gy, "Gy", what, source, decimals=1)


def organ_dose(
    organ: MeasuredOrgan,
    name: OrganName,
    alpha_beta: Figure,
    opened: Opened,
    found: Discounts,
    own_maxima: Callable[[], Figure],
    envelope: Later[Envelope] | None = None,
) -> OrganDose:
    """Everything shown of one structure; `own_maxima` gives the sum of the courses' maxima when it is asked for."""
    samples, structure = organ.samples, organ.samples.structure
    eqd2 = f"{organ.eqd2.label}, “{structure.name}”"
    notices = (*structure.notices, *samples.points.notices, *((name.note,) if name.note and not organ.empty else ()))
    volume_source = f"contours as slabs, end caps: {opened.end_cap}"
    measured = not organ.empty and bool(opened.case.courses)
    courses = tuple(_organ_course(organ, i, eqd2) for i in range(len(opened.case.courses)))
    total = f"accumulated {eqd2}"
    source = f"each course converted at each point, then added; recovery: {found.text}"
    none = "the structure encloses no volume" if organ.empty else "there is no course with dose"
    return OrganDose(
        key=samples.key,
        name=structure.name,
        canonical_name=name.canonical if name.sure else None,
        suggested_name=None if name.sure else name.canonical,
        kind=name.kind,
        volume=Figure(organ.total.volume_cc, "cc", f"volume of “{structure.name}”", volume_source, decimals=1)
        if not organ.empty
        else Figure.unknown("cc", f"volume of “{structure.name}”", "the structure has no usable closed contours"),
        alpha_beta=alpha_beta,
        courses=courses,
        cumulative_eqd2=value_figures(organ.total, total, source) if measured else unknown_figures(total, none),
        lower_eqd2=bound_figures(organ.total, total, source, upper=False) if measured else unknown_figures(total, none),
        upper_eqd2=bound_figures(organ.total, total, source, upper=True) if measured else unknown_figures(total, none),
        physical_display_only=_physical_sum(organ) if measured else unknown_figures("physical sum", none),
        other_ways=Later(lambda: OtherWays(_overlap_figure(organ, eqd2), own_maxima())),
        curves=_curves(organ) if measured else (),
        highest=Later(lambda: hottest_of(organ, opened, eqd2)) if measured else None,
        notices=notices,
        envelope=envelope,
        physical_curves=Later(lambda: _physical_curves(organ)) if measured else None,
        sample_points=None if organ.empty else len(samples.points.points_mm),
        recovery=found.text,
        recovered=found.on,
        model=organ.eqd2.model,
    )


def _organ_course(organ: MeasuredOrgan, index: int, eqd2: str) -> OrganCourse:
    label = f"course {index + 1}"
    covered = _covered(organ, index)
    if organ.empty:
        reason = "the structure encloses no volume"
        return OrganCourse(covered, unknown_figures(label, reason), unknown_figures(label, reason))
    return OrganCourse(
        covered,
        _later_figures(
            lambda: organ.physical.courses[index],
            f"{label}, physical dose, “{organ.samples.structure.name}”",
            "dose looked up at the organ's points",
        ),
        value_figures(
            organ.courses[index], f"{label}, {eqd2}", "converted at each point with its own dose per fraction"
        ),
    )


def _covered(organ: MeasuredOrgan, index: int) -> Figure:
    what = f"part of the organ's volume whose dose course {index + 1} states"
    if organ.empty:
        return Figure.unknown("%", what, "the structure encloses no volume")
    share = organ.physical.planned.covered[index]
    return Figure(
        100.0 * share, "%", what, "points inside the dose grid, by volume", decimals=0 if share in (0, 1) else 1
    )


def _physical_sum(organ: MeasuredOrgan) -> MetricFigures:
    source = "display only: physical doses of different fractionation are never added for a verdict"
    return _later_figures(
        lambda: organ.physical.display_only, f"physical sum, “{organ.samples.structure.name}”", source
    )


def _later_figures(metered: Callable[[], Metered], quantity: str, source: str) -> MetricFigures:
    """The metrics of a dose that is not metered before one of them is read."""

    def one(name: str) -> Figure:
        found: Figure = getattr(value_figures(metered(), quantity, source), name)
        return found

    return FiguresOnDemand(one)


def _overlap_figure(organ: MeasuredOrgan, eqd2: str) -> Figure:
    what = f"overlap-region near-maximum, {eqd2}, D{NEAR_MAX_CC:g}cc"
    source = (
        "sum of each course's near-maximum where all courses irradiated the organ; needs no voxel-exact registration"
    )
    value = organ.overlap_near_max(NEAR_MAX_CC)
    if value is None:
        return Figure.unknown(
            "Gy", what, organ.total.dose.reason or "no region of the organ is known to lie in all courses"
        )
    return Figure(value, "Gy", what, source)


def larger(own: Bounds, mapped: Bounds) -> Bounds:
    """The larger of a course's maximum on its own contour and on the organ as drawn for another course.

    Of the mapped contour only what is known there counts, so that the sum needs no registration; and no accumulated
    dose that is known is above it.
    """
    low = max((low for low in (own[0], mapped[0]) if low is not None), default=None)
    if own[1] is None or low is None:
        return low, None
    return low, max(own[1], low)


def sum_of_maxima_figure(parts: Sequence[Bounds], what: str, reason: str) -> Figure:
    """Sum of the courses' maxima, from (lower, upper) bounds: no accumulated dose or near-maximum is above it.

    Maxima and not near-maxima: two hot spots side by side can make D0.5cc of the sum larger than the sum of the
    courses' D0.5cc, but never larger than the sum of their maxima.
    """
    source = "each course's maximum added, wherever it lies (on its own contour or the mapped one, the larger)"
    uppers = [upper for _, upper in parts]
    if not parts or None in uppers:
        return Figure.unknown("Gy", what, reason or "the dose of one course is not known", source)
    return Figure(float(sum(u for u in uppers if u is not None)), "Gy", what, source)


def _curves(organ: MeasuredOrgan) -> tuple[Curve, ...]:
    quantity = organ.eqd2.label
    curves: list[Curve] = []
    for index, course in enumerate(organ.courses):
        curves.extend(_curves_of(course, index, quantity))
    curves.extend(_curves_of(organ.total, None, quantity))
    return tuple(curves)


def _physical_curves(organ: MeasuredOrgan) -> tuple[Curve, ...]:
    """Delivered physical dose of each course, and their sum: for display only, whatever its fractionation."""
    curves: list[Curve] = []
    for index, course in enumerate(organ.physical.courses):
        curves.extend(_curves_of(course, index, "physical dose"))
    curves.extend(_curves_of(organ.physical.display_only, None, "physical dose, sum for display only"))
    return tuple(curves)


def _curves_of(metered: Metered, course: int | None, quantity: str) -> tuple[Curve, ...]:
    if metered.curves is None:
        metered.curves = tuple(_made_of(metered, course, quantity))
    return metered.curves


def _made_of(metered: Metered, course: int | None, quantity: str) -> list[Curve]:
    lower, upper = metered.dose.lower, metered.dose.upper
    if metered.dose.exact:
        return [_curve(lower, course, quantity, "")]
    if upper is None:
        # "at least 0 Gy, and nobody knows how much": drawn, that would be a curve of 0 Gy
        return [_curve(lower, course, quantity, "lower")] if lower.max_gy > 0.0 else []
    return [_curve(lower, course, quantity, "lower"), _curve(upper, course, quantity, "upper")]


def _curve(dose: Mixed, course: int | None, quantity: str, bound: str) -> Curve:
    def count() -> FloatArray:
        return 100.0 * dose.curve(CURVE_POINTS).volume_cc / dose.samples.volume_cc

    return CurveOnDemand(course, quantity, partial(dose.axis_gy, CURVE_POINTS), count, bound)
