"""What an organ may have accumulated if a registration is a few millimetres off: the organ-restricted envelope.

Each point of the organ may take a registered course's dose from anywhere within the radius, but only from points of the
same organ. Only courses that reach the organ through a registration are searched: in the frame in which the organ was
drawn the dose was planned on that very image, and there is no registration that could be off (how far anatomy and
set-up differ from the planning image is another question, which this does not ask).
"""

from dataclasses import replace

import numpy as np

from reirrad_gui.constraints import Limit
from reirrad_gui.dose.envelope import envelope
from reirrad_gui.dose.joint import JointSamples
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Curve, Envelope
from reirrad_gui.session.biology import Interval, PlannedDoses, what_is_known
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.forgetting import eqd2_after
from reirrad_gui.session.later import Later
from reirrad_gui.session.metrics import Metered, bound_figures, unknown_figures
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.organs import CURVE_POINTS, MeasuredOrgan
from reirrad_gui.session.overlaps import frame_of

LOWER, UPPER = "envelope lower", "envelope upper"
"""`Curve.bound` of the two curves."""


def organ_envelope(evaluation: Evaluation, index: int, organ: MeasuredOrgan) -> Later[Envelope]:
    """The envelope of one structure at the α/β it was measured at; computed when it is read."""
    later = evaluation.for_later
    return Later(lambda: _organ_envelope(later, index, organ))


def _organ_envelope(evaluation: Evaluation, index: int, organ: MeasuredOrgan) -> Envelope:
    radius_mm = evaluation.settings.envelope_mm
    quantity = organ.eqd2.label
    what = f"accumulated {quantity}, “{organ.samples.structure.name}”"
    if why_not := _why_not(evaluation, index, organ):
        nothing = unknown_figures(what, why_not)
        return Envelope(radius_mm, (), nothing, nothing, (), why_not)
    courses, bounds = searched(evaluation, index), _bounds(evaluation, index, organ)
    source = _source(radius_mm, courses)
    lower, upper = (bound_figures(Metered(bounds), what, source, upper=side) for side in (False, True))
    return Envelope(radius_mm, courses, lower, upper, _curves(bounds, quantity))


def limit_envelope(evaluation: Evaluation, index: int, limit: Limit) -> Later[tuple[Figure, Figure] | None]:
    """Least and most of one limit's near-maximum or maximum; None where nothing is searched, and for a mean."""
    later = evaluation.for_later
    return Later(lambda: _limit_envelope(later, index, limit))


def _limit_envelope(evaluation: Evaluation, index: int, limit: Limit) -> tuple[Figure, Figure] | None:
    organ = evaluation.measured(index, limit.alpha_beta_gy)
    if _why_not(evaluation, index, organ) or (limit.metric.volume_cc is None and limit.metric.key != "max_gy"):
        return None
    bounds = _bounds(evaluation, index, organ)
    what = f"accumulated {organ.eqd2.label}, “{organ.samples.structure.name}”, {limit.metric.text}"
    source = _source(evaluation.settings.envelope_mm, searched(evaluation, index))
    metered, volume_cc = Metered(bounds), limit.metric.volume_cc
    low, high = metered.bounds("max_gy") if volume_cc is None else metered.near_maximum(volume_cc)
    reason = bounds.reason if low is not None else "the organ is smaller than the volume of this metric"
    return _figure(low, f"{what}, at least", reason, source), _figure(high, f"{what}, at most", reason, source)


def searched(evaluation: Evaluation, index: int) -> tuple[int, ...]:
    """The courses whose dose reaches a structure through a registration."""
    opened, organ = evaluation.opened, evaluation.opened.organs[index]
    ways = [opened.link_to_course(frame_of(opened, organ), course) for course in range(len(opened.doses))]
    return tuple(
        course
        for course, way in enumerate(ways)
        if way is not None and way.chain and any(phase.located for phase in organ.doses[course])
    )


def unapproved(evaluation: Evaluation, index: int) -> tuple[int, ...]:
    """Those of them whose registration nobody approved."""
    opened = evaluation.opened
    frame = frame_of(opened, opened.organs[index])
    ways = ((course, opened.link_to_course(frame, course)) for course in searched(evaluation, index))
    return tuple(course for course, way in ways if way is not None and not way.approved)


def rests_on_registration(opened: Opened) -> bool:
    """True when the dose of a course reaches a structure through a registration: only then is there an envelope."""
    frames = {frame_of(opened, organ) for organ in opened.organs}
    courses = range(len(opened.case.courses))
    ways = (opened.link_to_course(frame, course) for frame in frames for course in courses)
    return any(way is not None and way.chain for way in ways)


def _why_not(evaluation: Evaluation, index: int, organ: MeasuredOrgan) -> str:
    """Why nothing is searched; empty when it is."""
    if evaluation.settings.envelope_mm == 0:
        return "not asked: the registration is taken as exact"
    if organ.empty:
        return "the structure encloses no volume"
    if evaluation.names[index].kind in ("target", "external", "support"):
        return "not asked of targets and outlines"
    forgetting = evaluation.recovery_at(index, organ.eqd2.alpha_beta_gy).forgetting
    if any(one is not None and not one.model.grows_with_dose for one in forgetting):
        return "not asked under a recovery model in which more dose before can leave less"
    return "" if searched(evaluation, index) else "no dose reaches this structure through a registration"


def _source(radius_mm: float, courses: tuple[int, ...]) -> str:
    numbers = " and ".join(str(course + 1) for course in courses)
    return (
        f"assumed: the registration may be off by up to {radius_mm:g} mm; each point takes the dose of course "
        f"{numbers} from anywhere within that in the same organ"
    )


def _figure(value: float | None, what: str, reason: str, source: str) -> Figure:
    if value is None:
        return Figure.unknown("Gy", what, reason, source)
    return Figure(value, "Gy", what, source)


def _bounds(evaluation: Evaluation, index: int, organ: MeasuredOrgan) -> Interval:
    """The accumulated dose between its bounds; the search itself is shared by all α/β."""
    planned = _planned_within(evaluation, index, organ).value
    alpha_beta_gy = organ.eqd2.alpha_beta_gy
    return eqd2_after(planned, evaluation.opened, alpha_beta_gy, evaluation.recovery_at(index, alpha_beta_gy)).total


def _planned_within(evaluation: Evaluation, index: int, organ: MeasuredOrgan) -> Later[PlannedDoses]:
    radius_mm, courses = evaluation.settings.envelope_mm, searched(evaluation, index)
    planned, points = organ.physical.planned, organ.samples.points.points_mm
    key = (index, radius_mm, courses, what_is_known(organ.samples, evaluation.opened))
    known = evaluation.kept.within.get(key)
    if known is None:
        known = Later(lambda: moved_within(planned, points, courses, radius_mm))
        evaluation.keep_within(key, known)
    return known


def moved_within(
    planned: PlannedDoses, points_mm: np.ndarray, courses: tuple[int, ...], radius_mm: float
) -> PlannedDoses:
    """Planned doses with those of some courses between the least and the most within a radius, phase by phase.

    Of a course of several phases each phase takes its own extreme: the bounds hold, and may be wider than any one
    displacement would make them.
    """
    numbers = [i for i, phase in enumerate(planned.phases) if phase.course in courses]
    doses = [planned.lower.doses_gy[i] for i in numbers]
    same = planned.upper is planned.lower
    worst = [] if same else [planned.upper.doses_gy[i] for i in numbers]
    found = envelope(points_mm, [*doses, *worst], radius_mm)
    lower, upper = list(planned.lower.doses_gy), list(planned.upper.doses_gy)
    for place, number in enumerate(numbers):
        lower[number] = found[place][0]
        upper[number] = found[place if same else place + len(numbers)][1]
    reason = f"the registration may be off by up to {radius_mm:g} mm"
    phases = tuple(
        replace(phase, known=False, bounded=phase.known or phase.bounded, reason=phase.reason or reason)
        if i in numbers
        else phase
        for i, phase in enumerate(planned.phases)
    )
    weights = planned.lower.weights_cc
    return PlannedDoses(JointSamples(lower, weights), JointSamples(upper, weights), phases, planned.covered)


def _curves(dose: Interval, quantity: str) -> tuple[Curve, ...]:
    volume = dose.lower.samples.volume_cc
    sides = ((LOWER, dose.lower), (UPPER, dose.upper))
    drawn = [(bound, side.curve(CURVE_POINTS)) for bound, side in sides if side is not None]
    return tuple(Curve(None, quantity, c.dose_gy, 100.0 * c.volume_cc / volume, bound) for bound, c in drawn)
