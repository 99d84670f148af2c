"""DVH curves as they were asked for: quantity, shape, units of both axes. For looking at; no verdict rests on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.dose.dvh import per_gy
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError
from reirrad_gui.session.assessment import Assessment, CourseSummary, Curve, OrganDose
from reirrad_gui.session.shown import prescription
from reirrad_gui.session.uncertainty.result import DvhBand
from reirrad_gui.volume.grid import FloatArray, frozen

BINS_TOGETHER = 4
"""So many steps of a cumulative curve are one bin of the differential one."""
ENVELOPE = "envelope"
"""Begins the `bound` of the curves within which a registration may have moved the dose."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What 100 % of the dose axis is: the prescription of a course (its index), or a typed dose of the quantity shown.

    Raises
    ------
    EntryError
        Neither or both, or a typed dose that cannot be meant.
    """

    course: int | None = None
    typed_gy: float | None = None

    def __post_init__(self) -> None:
        if (self.course is None) == (self.typed_gy is None):
            raise EntryError("100 % of a dose axis is either a course's prescription or a typed dose.")
        if self.typed_gy is not None and not 0 < self.typed_gy <= 500:
            raise EntryError(f"100 % lies above 0 and up to 500 Gy; {self.typed_gy:g} Gy cannot be meant.")


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """What is asked of the curves: volumes `in_cc` (cm³), doses in % of `reference`, `differential` (per dose)."""

    quantity: Quantity = Quantity.EQD2
    differential: bool = False
    in_cc: bool = False
    reference: Reference | None = None


IN_GY = CurveChoice()
"""EQD2 in Gy, volume in %: what is shown unless something else is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownCurve:
    """One curve to draw: `dose` in Gy or % (ascending), `volume` in % or cm³, or per Gy or % of dose.

    `course` and `bound` are those of the `Curve` it was made from. A differential curve has both ends of every bin.
    """

    course: int | None
    dose: FloatArray
    volume: FloatArray
    bound: str = ""

    @property
    def last(self) -> float:
        """Where it ends on the dose axis."""
        return float(self.dose[-1])


def shown_curves(organ: OrganDose, choice: CurveChoice, courses: Sequence[CourseSummary]) -> tuple[ShownCurve, ...]:
    """An organ's curves as asked for; none where 100 % of the axis is not known."""
    return _as_asked(_in_quantity(organ, choice.quantity), organ, choice, courses)


def envelope_curves(organ: OrganDose, choice: CurveChoice, courses: Sequence[CourseSummary]) -> tuple[ShownCurve, ...]:
    """Bounds of the accumulated dose if registrations are off: what was computed by now, not in physical dose."""
    if organ.envelope is None or not organ.envelope.ready or choice.quantity is Quantity.PHYSICAL:
        return ()
    curves = organ.envelope.value.curves
    return _as_asked(_bed(curves, organ) if choice.quantity is Quantity.BED else curves, organ, choice, courses)


def drawn_curves(
    organ: OrganDose, band: DvhBand | None, choice: CurveChoice, courses: Sequence[CourseSummary]
) -> tuple[ShownCurve, ...]:
    """5 and 95 % of the volumes that random draws give at each dose, the lower one first.

    Only of cumulative EQD2: where α/β varies, no one factor turns a draw's EQD2 into its BED.
    """
    if band is None or band.why_not or choice.quantity is not Quantity.EQD2 or choice.differential:
        return ()
    ends = ((band.low_percent, "5 %"), (band.high_percent, "95 %"))
    curves = [Curve(None, band.quantity, band.dose_gy, volume, f"{share} of draws") for volume, share in ends]
    return _as_asked(curves, organ, choice, courses)


def _as_asked(
    curves: Sequence[Curve], organ: OrganDose, choice: CurveChoice, courses: Sequence[CourseSummary]
) -> tuple[ShownCurve, ...]:
    scale = 1.0
    if choice.reference is not None:
        whole_gy = reference_gy(choice, organ.alpha_beta.value, courses)
        if whole_gy is None:
            return ()
        scale = 100.0 / whole_gy
    volume = 1.0
    if choice.in_cc:
        if organ.volume.value is None:
            return ()
        volume = organ.volume.value / 100.0
    shape = _differential if choice.differential else _cumulative
    return tuple(shape(curve, scale, volume) for curve in curves)


def _cumulative(curve: Curve, dose_scale: float, volume_scale: float) -> ShownCurve:
    dose = curve.dose_gy if dose_scale == 1.0 else curve.dose_gy * dose_scale
    volume = curve.volume_percent if volume_scale == 1.0 else curve.volume_percent * volume_scale
    return ShownCurve(curve.course, dose, volume, curve.bound)


def _differential(curve: Curve, dose_scale: float, volume_scale: float) -> ShownCurve:
    edges, density = per_gy(curve.dose_gy * dose_scale, curve.volume_percent * volume_scale, BINS_TOGETHER)
    both_ends = np.repeat(edges, 2)[1:-1]
    return ShownCurve(curve.course, frozen(both_ends), frozen(np.repeat(density, 2)), curve.bound)


def _in_quantity(organ: OrganDose, quantity: Quantity) -> tuple[Curve, ...]:
    if quantity is Quantity.EQD2:
        return organ.curves
    if quantity is Quantity.BED:
        return _bed(organ.curves, organ)
    return () if organ.physical_curves is None else organ.physical_curves.value


def _bed(curves: Sequence[Curve], organ: OrganDose) -> tuple[Curve, ...]:
    """The same curves with their EQD2 told as BED: at one α/β the one is a multiple of the other."""
    alpha_beta_gy = organ.alpha_beta.value
    assert alpha_beta_gy is not None, "the tissue table always has a value"
    factor, label = organ.model.bed_per_eqd2(alpha_beta_gy), Quantity.BED.label(alpha_beta_gy, organ.model.name)
    return tuple(replace(curve, quantity=label, dose_gy=frozen(curve.dose_gy * factor)) for curve in curves)


def reference_gy(choice: CurveChoice, alpha_beta_gy: float | None, courses: Sequence[CourseSummary]) -> float | None:
    """100 % of the dose axis in the quantity shown, Gy; None where the prescription, or a part of it, is not known."""
    reference = choice.reference
    if reference is None or reference.typed_gy is not None or reference.course is None:
        return None if reference is None else reference.typed_gy
    if reference.course >= len(courses):
        return None
    course = courses[reference.course]
    totals = [(p.prescribed_gy, p.planned_fractions) for p in course.course.phases]
    return prescription(totals, choice.quantity, alpha_beta_gy or 0.0, course.model)


def usable(choice: CurveChoice, assessment: Assessment) -> bool:
    """False where the dose axis is asked in % of a prescription that nobody knows."""
    if choice.reference is None or choice.reference.typed_gy is not None:
        return True
    return reference_gy(choice, 3.0, assessment.courses) is not None


def dose_axis(choice: CurveChoice, alpha_betas_gy: Sequence[float], courses: Sequence[CourseSummary]) -> str:
    """The caption of the dose axis: quantity with its α/β, or where the α/β stand when organs differ, and the unit."""
    alone = next(iter(set(alpha_betas_gy))) if len(set(alpha_betas_gy)) == 1 else None
    quantity, physical = choice.quantity, choice.quantity is Quantity.PHYSICAL
    each = "" if physical or alone is not None or not alpha_betas_gy else " (α/β of each organ in the list)"
    model = courses[0].model.name if courses else "LQ"
    name = quantity.label(alone, model) if alone is not None and not physical else quantity.named(model)
    if choice.reference is None:
        return f"{name}, Gy{each}"
    if choice.reference.typed_gy is not None:
        return f"{name}, % of {choice.reference.typed_gy:g} Gy (typed){each}"
    assert choice.reference.course is not None
    whose = f"course {choice.reference.course + 1}’s prescription"
    whole = reference_gy(choice, alone, courses) if physical or alone is not None else None
    return f"{name}, % of {whose}" + (each if whole is None else f" ({whole:.1f} Gy)")


def volume_axis(choice: CurveChoice) -> str:
    """The caption of the volume axis with its unit."""
    unit = volume_unit(choice)
    return f"volume, {unit}"


def volume_unit(choice: CurveChoice) -> str:
    """The unit of the volume axis: "%", "cm³", or per unit of dose."""
    volume, dose = "cm³" if choice.in_cc else "%", dose_unit(choice)
    if not choice.differential:
        return volume
    return f"{volume} per {dose if dose == 'Gy' else '% of dose'}"


def dose_unit(choice: CurveChoice) -> str:
    """The unit of the dose axis: "Gy" or "%"."""
    return "Gy" if choice.reference is None else "%"
