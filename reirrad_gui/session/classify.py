"""The ESTRO/EORTC class of the re-irradiation, with its evidence; "undetermined" when the data cannot say.

Andratschke 2022, Lancet Oncol 23:e469-78: type I, irradiated volumes overlap; type II, they do not, but the cumulative
dose raises concern; repeat organ irradiation, same organ without overlap or concern; repeat irradiation, neither.
"""

from collections.abc import Sequence

from reirrad_gui.constraints import Standing
from reirrad_gui.dose.overlap import IsodoseOverlap, isodose_overlap_cc
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Classification, OrganDose, PanelRow
from reirrad_gui.session.frames import link
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import PhaseDose

LEVEL_SHARE = 0.5
"""Share of each course's prescription whose isodose counts as its irradiated volume here; shown with the result."""
SAME_ORGAN_SHARE = 0.1
"""An organ counts as irradiated by a course from this share of its prescription on (maximum dose)."""


def isodose_overlaps(opened: Opened) -> dict[int, IsodoseOverlap]:
    """For each earlier course that is linked and has doses: overlap of its 50 % isodose with the newest course's."""
    newest = len(opened.case.courses) - 1
    found: dict[int, IsodoseOverlap] = {}
    for course in range(newest):
        way = link(
            opened.registrations,
            opened.case.courses[newest].frame_of_reference_uid,
            opened.case.courses[course].frame_of_reference_uid,
        )
        new, old = _single(opened.doses[newest]), _single(opened.doses[course])
        if way is None or new is None or old is None:
            continue
        assert new.field is not None and old.field is not None
        found[course] = isodose_overlap_cc(new.field, _level(new), old.field, _level(old), way.matrix)
    return found


def _single(doses: Sequence[PhaseDose]) -> PhaseDose | None:
    """The one phase of a course with a dose; courses of several phases are told apart by phase, not pooled."""
    dosed = [d for d in doses if d.field is not None]
    return dosed[0] if len(doses) == 1 and dosed else None


def _level(dose: PhaseDose) -> float:
    full = dose.phase.prescribed_gy if dose.phase.prescribed_gy is not None else dose.max_gy
    return LEVEL_SHARE * float(full or 0.0)


def classification(
    opened: Opened, overlaps: dict[int, IsodoseOverlap], rows: Sequence[PanelRow], organs: Sequence[OrganDose]
) -> Classification:
    """The class that the data support."""
    courses = opened.case.courses
    if len(courses) < 2:
        return Classification("undetermined", "only one course is known here: there is nothing to add to")
    touching = {c: o for c, o in overlaps.items() if o.overlap_cc > 0}
    if touching:
        return _type_one(opened, touching)
    unlinked = [i + 1 for i in range(len(courses) - 1) if i not in overlaps]
    if unlinked:
        numbers = " and ".join(str(i) for i in unlinked)
        return Classification(
            "undetermined",
            f"course {numbers} has no dose that can be placed in the newest course's frame: overlap cannot be excluded",
        )
    if any(o.unknown_cc > 0 for o in overlaps.values()):
        unknown = max(o.unknown_cc for o in overlaps.values())
        return Classification(
            "undetermined",
            f"no overlap was found, but {unknown:.1f} cc of an irradiated volume lie where the other dose is unknown",
        )
    return _without_overlap(rows, organs, courses=len(courses))


def _type_one(opened: Opened, touching: dict[int, IsodoseOverlap]) -> Classification:
    course, largest = max(touching.items(), key=lambda item: item[1].overlap_cc)
    both = f"the {100 * LEVEL_SHARE:.0f} % isodoses of course {course + 1} and course {len(opened.case.courses)}"
    figure = Figure(largest.overlap_cc, "cc", f"overlap of {both}", "both doses looked up on one lattice")
    reason = f"{both} overlap by {figure.text}"
    if any(c.synthetic for c in opened.case.courses):
        reason += "; on synthetic doses: the sources give no fields, so for the real patient it is undetermined"
    return Classification("type I", reason, figure)


def _without_overlap(rows: Sequence[PanelRow], organs: Sequence[OrganDose], courses: int) -> Classification:
    apart = f"the {100 * LEVEL_SHARE:.0f} % isodoses do not overlap"
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
    shared = [o.name for o in organs if o.kind == "organ" and _irradiated_by_all(o, courses)]
    if shared:
        return Classification("repeat organ", f"{apart}, no limit is near; the courses share {', '.join(shared)}")
    return Classification("repeat", f"{apart}, no limit is near, and no contoured organ is irradiated by both")


def _irradiated_by_all(organ: OrganDose, courses: int) -> bool:
    doses = [c.physical.max_gy.value for c in organ.courses]
    return len(doses) == courses and all(d is not None and d >= 1.0 for d in doses)
