"""What every two courses have in common: their isodoses at every pair of levels, and their targets.

Adding a course's phases is right here and only here: it says where a course gave dose, not what the dose does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from reirrad_gui.case import Course
from reirrad_gui.dose.field import Field, summed
from reirrad_gui.dose.isodoses import SharedVolumes, shared_volumes
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import CourseOverlap, LevelOverlap, TargetOverlap
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.frames import Link, link
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples, PhaseDose
from reirrad_gui.session.settings import IsodoseLevel
from reirrad_gui.volume.common import CommonVolume, common_volume
from reirrad_gui.volume.solid import solid

LEVELS = tuple(IsodoseLevel(percent, "%") for percent in (20.0, 50.0, 80.0, 95.0, 100.0))
"""Isodoses of every course that are compared with every other's, in % of what was prescribed of the delivered part."""
Table = tuple[tuple[LevelOverlap, ...], ...]
SOURCE = "both physical doses looked up at the same places"
ALONE = "the other dose is not known everywhere: at least {0:.1f} cc, at most {1:.1f} cc"


@dataclass(frozen=True, slots=True, eq=False)
class Irradiated:
    """Where a course gave dose, as if its largest phase had been delivered in full; times `share` it is what was given.

    The share stands apart because it moves dose and prescription alike: isodoses in % stay where they are.
    """

    field: Field
    full_gy: float
    share: float
    reference: str
    key: tuple[object, ...]

    def level_gy(self, level: IsodoseLevel) -> float:
        """An isodose level as Gy of `field`."""
        return level.value / 100.0 * self.full_gy if level.unit == "%" else level.value / self.share


@dataclass(frozen=True, slots=True)
class KeptOverlaps:
    """What was computed before for one opened case, by everything it depends on."""

    pairs: dict[tuple[object, ...], tuple[CourseOverlap, ...]] = field(default_factory=dict)
    shared: "dict[tuple[object, ...], tuple[SharedVolumes, Table]]" = field(default_factory=dict)
    common: dict[tuple[int, int], CommonVolume] = field(default_factory=dict)
    targets: dict[tuple[object, ...], tuple[TargetOverlap, ...]] = field(default_factory=dict)


def course_overlaps(evaluation: Evaluation, kept: KeptOverlaps) -> tuple[CourseOverlap, ...]:
    """Every earlier course beside every later one; told again only when something it rests on was edited."""
    settings = evaluation.settings
    key = (evaluation.entered, evaluation.names, settings.overlap_levels, tuple(sorted(settings.approvals.items())))
    if key not in kept.pairs:
        numbers = range(len(evaluation.opened.case.courses))
        found = tuple(_pair(evaluation, kept, earlier, later) for earlier, later in combinations(numbers, 2))
        kept.pairs.clear()
        kept.pairs[key] = found
    return kept.pairs[key]


def nothing_delivered(course: Course) -> bool:
    """True for a course of which no fraction was given."""
    return bool(course.phases) and all(phase.delivered_fractions == 0 for phase in course.phases)


def _pair(evaluation: Evaluation, kept: KeptOverlaps, earlier: int, later: int) -> CourseOverlap:
    opened = evaluation.opened
    courses = opened.case.courses
    way = link(opened.registrations, courses[later].frame_of_reference_uid, courses[earlier].frame_of_reference_uid)
    places = [irradiated(courses[c], opened.doses[c]) for c in (earlier, later)]
    targets = _targets(evaluation, kept, earlier, later)
    why = _why_not(opened, earlier, later, way, places)
    old, new = places
    if why or old is None or new is None or way is None:
        return CourseOverlap(earlier, later, why, ("", ""), (), None, targets)
    chosen = evaluation.settings.overlap_levels
    levels = [(*LEVELS, *((pair[side],) if (pair := chosen) else ())) for side in (0, 1)]
    ascending = [sorted({place.level_gy(one) for one in some}) for place, some in zip((old, new), levels, strict=True)]
    key = (earlier, later, old.key, new.key, *(tuple(some) for some in ascending))
    if key not in kept.shared:
        if len(kept.shared) >= 4 * len(courses) ** 2:
            kept.shared.clear()
        volumes = shared_volumes(new.field, ascending[1], old.field, ascending[0], way.way)
        every = [[_told(volumes, (earlier, later), (old, new), ascending, (a, b)) for b in LEVELS] for a in LEVELS]
        kept.shared[key] = volumes, tuple(tuple(row) for row in every)
    found, table = kept.shared[key]
    asked = _told(found, (earlier, later), (old, new), ascending, chosen) if chosen else None
    return CourseOverlap(earlier, later, "", (old.reference, new.reference), table, asked, targets)


def _told(
    found: SharedVolumes,
    courses: tuple[int, int],
    places: tuple[Irradiated, Irradiated],
    ascending: Sequence[Sequence[float]],
    levels: tuple[IsodoseLevel, IsodoseLevel],
) -> LevelOverlap:
    """Two isodoses, of the earlier and of the later course; `ascending` are the levels of each in Gy."""
    sides = zip(ascending, places, levels, strict=True)
    at_old, at_new = (side.index(place.level_gy(level)) for side, place, level in sides)
    return _level_overlap(found, courses, levels, at_old, at_new)


def _level_overlap(
    found: SharedVolumes, courses: tuple[int, int], levels: tuple[IsodoseLevel, IsodoseLevel], old: int, new: int
) -> LevelOverlap:
    names = [f"the {level.text} isodose of course {c + 1}" for level, c in zip(levels, courses, strict=True)]
    what = f"overlap of {names[0]} and {names[1]}"
    least, most = float(found.shared_cc[new, old]), found.at_most_cc(new, old)
    return LevelOverlap(
        levels,
        Figure(least, "cc", f"{what}, at least", SOURCE),
        Figure(most, "cc", f"{what}, at most (unknown dose counted as overlap)", SOURCE),
        Figure(float(found.b_cc[old]), "cc", f"volume of {names[0]}", SOURCE),
        Figure(float(found.a_cc[new]), "cc", f"volume of {names[1]}", SOURCE),
    )


def frame_of(opened: Opened, organ: OrganSamples) -> str:
    """The frame of reference that a structure's points lie in."""
    drawn = opened.case.structure_set(organ.set_uid)
    return organ.structure.frame_of_reference_uid or (drawn.frame_of_reference_uid if drawn else "")


def irradiated(course: Course, doses: Sequence[PhaseDose]) -> Irradiated | None:
    """A course's delivered physical dose, its phases added; None where a phase has no dose, or nothing was given."""
    given = [d for d in doses if d.phase.delivered_fractions != 0]
    if not given or nothing_delivered(course):
        return None
    most = max(d.phase.delivered_share for d in given)
    shares = [d.phase.delivered_share / most for d in given]
    pairs = zip(given, shares, strict=True)
    fields = [d.field if share == 1.0 else d.field.scaled(share) for d, share in pairs if d.field is not None]
    if len(fields) < len(given):
        return None
    whole = summed(fields)
    prescribed = [gy for d in given if (gy := d.phase.files_gy) is not None]
    known = len(prescribed) == len(given)
    full = sum(gy * share for gy, share in zip(prescribed, shares, strict=True)) if known else whole.max_gy
    if not full > 0:
        return None
    reference = f"{full * most:g} Gy prescribed" if known else f"{full * most:.1f} Gy, the highest dose of its grid"
    return Irradiated(whole, full, most, reference, (tuple(d.phase.uid for d in given), tuple(shares), full))


def _why_not(opened: Opened, earlier: int, later: int, way: Link | None, places: Sequence[Irradiated | None]) -> str:
    """Why the doses of two courses cannot be laid over each other; empty when they can."""
    for course, place in zip((earlier, later), places, strict=True):
        if nothing_delivered(opened.case.courses[course]):
            return f"nothing of course {course + 1} was delivered"
        letter = opened.case.courses[course].letter
        if letter is not None:
            return f"course {course + 1} is known only from a {letter.kind}"
        if place is None:
            return f"course {course + 1} has no usable dose"
    return "" if way is not None else f"no registration links course {earlier + 1} and course {later + 1}"


def _targets(evaluation: Evaluation, kept: KeptOverlaps, earlier: int, later: int) -> tuple[TargetOverlap, ...]:
    key = (earlier, later, evaluation.names, evaluation.opened.registrations)
    if key not in kept.targets:
        if len(kept.targets) >= 4 * len(evaluation.opened.case.courses) ** 2:
            kept.targets.clear()
        drawn = [_planning_targets(evaluation, course) for course in (earlier, later)]
        pairs = [_target_pair(evaluation, kept, old, new) for old in drawn[0] for new in drawn[1]]
        kept.targets[key] = tuple(pairs)
    return kept.targets[key]


def _planning_targets(evaluation: Evaluation, course: int) -> tuple[int, ...]:
    """The PTVs that a course's own structure set draws; its other targets where it draws none."""
    set_uid = evaluation.opened.case.courses[course].structure_set_uid
    organs = evaluation.opened.organs
    there = [i for i, name in enumerate(evaluation.names) if name.kind == "target" and organs[i].set_uid == set_uid]
    named = [
        i
        for i in there
        if organs[i].structure.interpreted_type.upper() == "PTV" or "PTV" in organs[i].structure.name.upper()
    ]
    return tuple(named or there)


def _target_pair(evaluation: Evaluation, kept: KeptOverlaps, old: int, new: int) -> TargetOverlap:
    opened = evaluation.opened
    one, other = opened.organs[new], opened.organs[old]
    names = (other.structure.name, one.structure.name)
    what = f"volume inside both “{names[0]}” and “{names[1]}”"
    source = "points of the later one told inside or outside the slabs of the earlier one"
    way = link(opened.registrations, frame_of(opened, one), frame_of(opened, other))
    if one.points.volume_cc is None or other.points.volume_cc is None:
        figure = Figure.unknown("cc", what, "one of them has no usable closed contours", source)
    elif way is None:
        figure = Figure.unknown("cc", what, "no registration links the frames they are drawn in", source)
    else:
        if (old, new) not in kept.common:
            kept.common[old, new] = common_volume(
                one.points, solid(other.structure, other.points.plane_spacing_mm), way.way if way.chain else None
            )
        found = kept.common[old, new]
        figure = Figure(found.common_cc, "cc", what, source)
        if found.unknown_cc > 0:
            reason = ALONE.format(found.common_cc, found.common_cc + found.unknown_cc)
            figure = Figure.unknown("cc", what, reason.replace("dose", "structure's place"), source)
    return TargetOverlap((other.key, one.key), names, figure)
