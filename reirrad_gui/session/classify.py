"""The ESTRO/EORTC class of the re-irradiation, with its evidence; "undetermined" when the data cannot say.

Andratschke 2022, Lancet Oncol 23:e469-78: type I, irradiated volumes overlap; type II, they do not, but the cumulative
dose raises concern; repeat organ irradiation, same organ without overlap or concern; repeat irradiation, neither. The
paper does not say from which dose on a volume is irradiated: here it is the isodose of half the prescription, or the
planning target.
"""

from collections.abc import Sequence
from dataclasses import replace

from reirrad_gui.constraints import Standing
from reirrad_gui.session.assessment import Classification, CourseOverlap, LevelOverlap, OrganDose, PanelRow
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.overlaps import nothing_delivered

LEVEL_PERCENT = 50.0
"""Share of each course's prescription whose isodose counts as its irradiated volume here; shown with the result."""
LOW_PERCENT = 20.0
"""Overlap at this share is told where there is none at the former."""
SAME_ORGAN_GY = 1.0
"""An organ counts as irradiated by a course from this physical maximum on: below it lies scatter and leakage."""


def classification(
    opened: Opened, pairs: tuple[CourseOverlap, ...], rows: Sequence[PanelRow], organs: Sequence[OrganDose]
) -> Classification:
    """The class that the data support, of the newest course of which anything was given, beside every earlier one."""
    return replace(_class(opened, pairs, rows, organs), pairs=pairs)


def _class(
    opened: Opened, pairs: Sequence[CourseOverlap], rows: Sequence[PanelRow], organs: Sequence[OrganDose]
) -> Classification:
    courses = opened.case.courses
    if len(courses) < 2:
        return Classification("undetermined", "only one course is known here: there is nothing to add to")
    given = [i for i, course in enumerate(courses) if not nothing_delivered(course)]
    never = [i + 1 for i in range(len(courses)) if i not in given]
    if len(given) < 2:
        said = "; ".join(
            f"nothing of course {number} was delivered: no re-irradiation by that course" for number in never
        )
        return Classification("no re-irradiation", said)
    asked = [pair for pair in pairs if pair.later == given[-1] and pair.earlier in given]
    found = _by_overlap(asked) or _without_overlap(asked, rows, organs, given)
    reason = found.reason
    if never:
        reason += f" (nothing of course {' and '.join(str(n) for n in never)} was delivered: not compared)"
    if found.kind == "type I" and any(c.synthetic for c in courses):
        reason += "; on synthetic doses: the sources give no fields, so for the real patient it is undetermined"
    return replace(found, reason=reason)


def _by_overlap(asked: Sequence[CourseOverlap]) -> Classification | None:
    """Type I where anything overlaps; undetermined where that cannot be excluded; None where nothing does."""
    touching = [found for pair in asked if (found := _touching(pair)) is not None]
    if touching:
        return max(touching, key=lambda one: (one.overlap is not None and one.overlap.value) or 0.0)
    unlinked = [pair for pair in asked if pair.why_not]
    if unlinked:
        numbers = " and ".join(str(pair.earlier + 1) for pair in unlinked)
        why = "; ".join(dict.fromkeys(pair.why_not for pair in unlinked))
        return Classification(
            "undetermined",
            f"the doses of course {numbers} and of the newest course cannot be laid over each other ({why}): overlap "
            "cannot be excluded",
        )
    open_ends = [one.most.value or 0.0 for pair in asked if (one := _irradiated(pair)) is not None]
    if any(open_ends):
        return Classification(
            "undetermined",
            f"no overlap was found, but {max(open_ends):.1f} cc of an irradiated volume lie where the other dose is "
            "unknown",
        )
    return None


def _irradiated(pair: CourseOverlap) -> LevelOverlap | None:
    return pair.at_percent(LEVEL_PERCENT)


def _touching(pair: CourseOverlap) -> Classification | None:
    """Type I by the isodoses of two courses, else by their targets, with both said; None where neither overlaps."""
    both = f"of course {pair.earlier + 1} and course {pair.later + 1}"
    targets = [t for t in pair.targets if t.volume.value]
    shared = "; ".join(f"“{t.names[0]}” and “{t.names[1]}” share {t.volume.text}" for t in targets)
    at = _irradiated(pair)
    if at is not None and at.least.value:
        least, most = at.least, at.most
        more = f" (at most {most.text}: the other dose is not known everywhere)" if most.value != least.value else ""
        reason = f"the {LEVEL_PERCENT:.0f} % isodoses {both} overlap by {least.text}{more}"
        return Classification("type I", f"{reason}; targets {shared}" if shared else reason, least)
    if targets:
        largest = max((t.volume for t in targets), key=lambda figure: figure.value or 0.0)
        doses = (
            f"their doses cannot be compared: {pair.why_not}" if pair.why_not else "their 50 % isodoses do not overlap"
        )
        return Classification("type I", f"the targets {both} overlap: {shared}; {doses}", largest)
    return None


def _without_overlap(
    asked: Sequence[CourseOverlap], rows: Sequence[PanelRow], organs: Sequence[OrganDose], given: Sequence[int]
) -> Classification:
    apart = f"the {LEVEL_PERCENT:.0f} % isodoses do not overlap{_low_overlap(asked)}"
    worrying = [r.organ for r in rows if r.standing in (Standing.EXCEEDED, Standing.NEAR)]
    if worrying:
        return Classification(
            "type II", f"{apart}, but the cumulative dose of {', '.join(worrying)} is near or above its limit"
        )
    open_rows = [r.organ for r in rows if r.standing is Standing.NOT_ASSESSABLE and r.results]
    if open_rows:
        return Classification(
            "undetermined", f"{apart}; whether {', '.join(open_rows)} raises concern cannot be assessed"
        )
    shared = [o.name for o in organs if o.kind == "organ" and _irradiated_by_all(o, given)]
    if shared:
        return Classification("repeat organ", f"{apart}, no limit is near; the courses share {', '.join(shared)}")
    return Classification("repeat", f"{apart}, no limit is near, and no contoured organ is irradiated by both")


def _low_overlap(asked: Sequence[CourseOverlap]) -> str:
    """What the isodoses of a lower share have in common."""
    low = [one.least for pair in asked if (one := pair.at_percent(LOW_PERCENT)) is not None]
    largest = max(low, key=lambda figure: figure.value or 0.0, default=None)
    return f" (those of {LOW_PERCENT:.0f} % do, by {largest.text})" if largest is not None and largest.value else ""


def _irradiated_by_all(organ: OrganDose, given: Sequence[int]) -> bool:
    doses = [organ.courses[course].physical.max_gy.value for course in given]
    return all(dose is not None and dose >= SAME_ORGAN_GY for dose in doses)
