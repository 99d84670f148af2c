"""The ESTRO/EORTC class of the re-irradiation, with its evidence; "undetermined" when the data cannot say.

Andratschke 2022, Lancet Oncol 23:e469-78: type I, irradiated volumes overlap; type II, they do not, but the cumulative
dose raises concern; repeat organ irradiation, same organ without overlap or concern; repeat irradiation, neither.
"""

from collections.abc import Sequence

from reirrad_gui.constraints import Standing
from reirrad_gui.dose.field import Field, summed
from reirrad_gui.dose.overlap import IsodoseOverlap, isodose_overlap_cc
from reirrad_gui.figures import Figure
from reirrad_gui.session.assessment import Classification, OrganDose, PanelRow
from reirrad_gui.session.frames import link
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import PhaseDose

LEVEL_SHARE = 0.5
"""Share of each course's prescription whose isodose counts as its irradiated volume here; shown with the result."""
SAME_ORGAN_GY = 1.0
"""An organ counts as irradiated by a course from this physical maximum on: below it lies scatter and leakage."""


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
        new, old = _irradiated(opened.doses[newest]), _irradiated(opened.doses[course])
        if way is not None and new is not None and old is not None:
            found[course] = isodose_overlap_cc(*new, *old, way.way)
    return found


def _irradiated(doses: Sequence[PhaseDose]) -> tuple[Field, float] | None:
    """A course's delivered physical dose, its phases added, and the isodose level that bounds its irradiated volume.

    Adding phases is right here and only here: it says where a course gave dose, not what the dose does. None where a
    phase has no dose file, or nothing was delivered.
    """
    fields = [d.field.scaled(d.phase.delivered_share) for d in doses if d.field is not None]
    if not fields or len(fields) < len(doses):
        return None
    field = summed(fields)
    prescribed = [d.phase.prescribed_gy for d in doses]
    shares = [d.phase.delivered_share for d in doses]
    known = [gy * share for gy, share in zip(prescribed, shares, strict=True) if gy is not None]
    full = sum(known) if len(known) == len(doses) else field.max_gy
    return (field, LEVEL_SHARE * full) if full > 0 else None


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
            f"the doses of course {numbers} and of the newest course cannot be laid over each other (a dose file or a "
            "registration is missing, or nothing was delivered): overlap cannot be excluded",
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
    return len(doses) == courses and all(d is not None and d >= SAME_ORGAN_GY for d in doses)
