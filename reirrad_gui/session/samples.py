"""Organs as weighted points, with the physical dose of every phase looked up once (DESIGN D2).

After this, a change of α/β, recovery or fractions re-evaluates small arrays and touches no grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.case import Phase
from reirrad_gui.dose.field import Field
from reirrad_gui.session.frames import Link
from reirrad_gui.volume.sampling import Sampled, SamplePoints
from reirrad_gui.volume.structures import Structure

FloatArray = NDArray[np.float64]
OUTSIDE = ("partly outside the dose grid", "outside the dose grid")
OUTSIDE_DEFORMED = (
    "partly outside the dose grid or the vector grid of the deformable registration",
    "outside the dose grid or the vector grid of the deformable registration",
)
"""Why the dose of a part of an organ is not known, and of all of it."""


@dataclass(frozen=True, slots=True, eq=False)
class PhaseDose:
    """The planned dose of one phase as a field in the course's own frame; None when the files give none.

    `edge_max_gy` is the largest dose on the outer faces of its grid, `max_gy` the largest anywhere.
    """

    phase: Phase
    field: Field | None
    max_gy: float | None
    edge_max_gy: float | None

    def worst_gy(self, located: bool) -> float | None:
        """The worst plausible planned dose where it is unknown; None if nothing bounds it.

        Outside a grid in a known place: the largest dose at the grid's edge. Where nobody knows the place: the larger
        of prescription (times `Phase.bound_percent`) and grid maximum.
        """
        if located:
            return self.edge_max_gy
        prescribed = self.phase.files_gy
        bound = None if prescribed is None else prescribed * (self.phase.bound_percent / 100.0)
        known = [gy for gy in (bound, self.max_gy) if gy is not None]
        return max(known) if known else None


@dataclass(frozen=True, slots=True, eq=False)
class PhaseSamples:
    """One phase at one organ's points: planned physical Gy, NaN where unknown.

    `located` tells that the phase has a dose grid in a known place, so that dose outside it is bounded by its edge.
    """

    physical_gy: FloatArray
    located: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class OrganSamples:
    """One structure's points with each course's phases: `doses[course][phase]`."""

    key: str
    set_uid: str
    structure: Structure
    points: SamplePoints
    doses: tuple[tuple[PhaseSamples, ...], ...]


def can_be_asked(dose: PhaseDose, link: Link | None) -> bool:
    """True where a phase has a dose, and a way leads to it."""
    return dose.field is not None and link is not None


def phase_at(
    points_mm: FloatArray, dose: PhaseDose, link: Link | None, no_link: str, known_gy: FloatArray | None = None
) -> PhaseSamples:
    """Physical dose of one phase at points given in another frame; all unknown without a field or without a link.

    `known_gy` is the dose there where it was looked up before.
    """
    unknown = np.full(len(points_mm), np.nan)
    if dose.field is None:
        return PhaseSamples(unknown, False, dose.phase.without_dose or "no usable dose file")
    if link is None:
        return PhaseSamples(unknown, False, no_link)
    physical = dose.field.dose_at(points_mm, link.way if link.chain else None) if known_gy is None else known_gy
    partly, whole = OUTSIDE_DEFORMED if link.matrix is None else OUTSIDE
    return PhaseSamples(physical, True, whole if np.isnan(physical).all() else partly)


def organ_samples(
    key: str,
    set_uid: str,
    structure: Structure,
    sampled: Sampled,
    courses: Sequence[Sequence[PhaseDose]],
    links: Sequence[Link | None],
    no_link: Sequence[str],
) -> OrganSamples:
    """Every phase of every course at the structure's points; `links[c]` leads to course c's frame.

    The doses that can be asked (`can_be_asked`) were looked up when the structure was sampled.
    """
    points, looked_up = sampled.points, iter(sampled.values)
    doses = tuple(
        tuple(
            phase_at(points.points_mm, dose, link, why, next(looked_up, None) if can_be_asked(dose, link) else None)
            for dose in phases
        )
        for phases, link, why in zip(courses, links, no_link, strict=True)
    )
    return without_unknown_surface(OrganSamples(key, set_uid, structure, points, doses))


def without_unknown_surface(organ: OrganSamples) -> OrganSamples:
    """Leaves out points without volume whose dose is unknown: a covered organ is not made partial by its surface."""
    surface = organ.points.weights_cc == 0.0
    dropped = np.zeros(surface.shape, bool)
    for phases in organ.doses:
        for phase in phases:
            if phase.located:  # a dose that is known nowhere makes no part of the organ less known than the rest
                dropped |= surface & np.isnan(phase.physical_gy)
    if not dropped.any():
        return organ
    kept = ~dropped
    points = replace(organ.points, points_mm=organ.points.points_mm[kept], weights_cc=organ.points.weights_cc[kept])
    doses = tuple(
        tuple(replace(phase, physical_gy=phase.physical_gy[kept]) for phase in phases) for phases in organ.doses
    )
    return replace(organ, points=points, doses=doses)
