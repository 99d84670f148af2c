"""An organ's contours ending in another way: the same structure sampled again, its doses looked up anew."""

from dataclasses import replace

from reirrad_gui.session.biology import planned_doses
from reirrad_gui.session.evaluation import Evaluation
from reirrad_gui.session.forgetting import eqd2_after
from reirrad_gui.session.metrics import Metered
from reirrad_gui.session.opening import looked_up
from reirrad_gui.session.overlaps import frame_of
from reirrad_gui.session.samples import without_unknown_surface
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.sampling import EndCap, sample_points


def with_end_cap(evaluation: Evaluation, index: int, end_cap: EndCap, alpha_beta_gy: float) -> Metered | None:
    """Accumulated EQD2 of a structure whose outer contours reach outward otherwise; None without dose or volume."""
    opened, organ = evaluation.opened, evaluation.opened.organs[index]
    if not _known(evaluation, index, organ.points.points_mm[:1]):
        return None
    drawn = opened.case.structure_set(organ.set_uid)
    spacing_mm = (drawn and drawn.image_spacing_mm) or organ.points.plane_spacing_mm
    points = sample_points(
        organ.structure, end_cap, fallback_spacing_mm=spacing_mm, values_at=lambda at: _known(evaluation, index, at)
    )
    if not points.volume_cc:
        return None
    samples = without_unknown_surface(replace(looked_up(opened, organ, points.points_mm), points=points))
    planned = planned_doses(samples, opened)
    recovery = evaluation.recovery_at(index, alpha_beta_gy)
    return Metered(eqd2_after(planned, opened, alpha_beta_gy, recovery).total)


def _known(evaluation: Evaluation, index: int, points_mm: FloatArray) -> list[FloatArray]:
    """Physical doses at places in the structure's frame: points are set most closely where they are highest."""
    opened = evaluation.opened
    frame = frame_of(opened, opened.organs[index])
    links = [opened.link_to_course(frame, course) for course in range(len(opened.doses))]
    return [
        dose.field.dose_at(points_mm, link.way if link.chain else None)
        for phases, link in zip(opened.doses, links, strict=True)
        if link is not None
        for dose in phases
        if dose.field is not None
    ]
