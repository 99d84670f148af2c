"""Doses to volumes as the radiotherapy profiles state them, and what they say of their biological effect."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reirrad_gui.errors import EntryError
from reirrad_gui.lq import Fractionation, bed_of_phases, eqd2_of_phases
from reirrad_gui.store.fhir.elements import Body, count, dose_gy, extension_value, extensions, number, value
from reirrad_gui.store.fhir.resources import Resource, Resources

_DOSES = (
    "mcode-radiotherapy-dose-delivered-to-volume",
    "codexrt-radiotherapy-dose-planned-to-volume",
    "codexrt-radiotherapy-dose-prescribed-to-volume",
)
_FRACTIONS = (
    "codexrt-radiotherapy-fractions-delivered",
    "codexrt-radiotherapy-fractions-planned",
    "codexrt-radiotherapy-fractions-prescribed",
)
_METRIC = re.compile(r"(BED|EQD2Gy)\s*(?:\(\s*a/b\s*=\s*(\d*\.?\d+)\s*\))?", re.IGNORECASE)
_APART, _APART_GY = 0.02, 0.1
"""A stated biological dose contradicts LQ where it is further off than both 2 % and 0.1 Gy: no rounding explains it."""


@dataclass(frozen=True, slots=True)
class VolumeDose:
    """The dose to one volume: of a course, a phase or a plan. None: not stated.

    `volume` tells volumes apart (a reference; two of one label are two), `label` is what it is called. `uniform` False:
    its fractions were of different sizes. `metrics` are stated biological doses: (value in Gy, unit as written).
    """

    volume: str
    label: str
    total_gy: float | None
    fraction_gy: float | None = None
    fractions: int | None = None
    uniform: bool | None = None
    at_a_point: bool = False
    metrics: tuple[tuple[float, str], ...] = ()


def volume_doses(resource: Resource, among: Resources) -> tuple[VolumeDose, ...]:
    """Every dose to a volume that a resource states.

    Raises
    ------
    EntryError
        A dose without a unit of dose, or something that is no number.
    """
    whole = fractions_stated(resource)
    return tuple(_volume_dose(one, whole, resource, among) for one in extensions(resource.body, *_DOSES))


def fractions_stated(resource: Resource) -> int | None:
    """Number of fractions of a phase or plan; None where it states none."""
    return count(extension_value(resource.body, *_FRACTIONS))


def _volume_dose(said: Body, fractions: int | None, by: Resource, among: Resources) -> VolumeDose:
    reference = extension_value(said, "volume")
    volume = among.everything.find(reference, by)
    written = reference if isinstance(reference, Mapping) else {}
    own = count(extension_value(said, "fractionsDelivered", "fractions"))
    uniform = extension_value(said, "codexrt-radiotherapy-uniform-fractionation", "uniformFractionation")
    return VolumeDose(
        str(written.get("reference", "")),
        volume.label if volume is not None else str(written.get("display", "volume not named")),
        dose_gy(extension_value(said, "totalDoseDelivered", "totalDose")),
        dose_gy(extension_value(said, "fractionDose")),
        fractions if own is None else own,
        uniform if isinstance(uniform, bool) else None,
        extension_value(said, "codexrt-radiotherapy-point-dose", "pointDose") is True,
        tuple(_metrics(said)),
    )


def _metrics(said: Body) -> list[tuple[float, str]]:
    found = [value(one) for one in extensions(said, "codexrt-radiobiologic-metric", "radiobiologicMetric")]
    return [
        (number(one["value"]), str(one.get("unit") or one.get("code") or ""))
        for one in found
        if isinstance(one, Mapping) and "value" in one
    ]


def recomputed(stated_gy: float, unit: str, parts: Sequence[Fractionation]) -> str:
    """What LQ makes of a stated biological dose: a sentence where it contradicts it or cannot be checked, else "".

    Examples
    --------
    >>> recomputed(52.0, "EQD2Gy(a/b=2.5)", [Fractionation(7.2, 4)])
    'is stated as 52 EQD2Gy(a/b=2.5); by LQ 7.2 Gy in 4 are 6.88 Gy. The stated number is not used.'
    >>> recomputed(6.9, "EQD2Gy(a/b = 2.5)", [Fractionation(7.2, 4)])
    ''
    """
    said = f"is stated as {stated_gy:g} {unit or '(no unit)'}"
    form = _METRIC.fullmatch(unit.strip())
    if form is None:
        return f"{said}, which is no EQD2 or BED that could be checked by LQ. It is not used."
    if not parts:
        return f"{said}; doses and fractions to check it by LQ are not stated. It is not used."
    given = " and ".join(f"{part.total_gy:g} Gy in {part.fractions}" for part in parts)
    try:
        low_gy, high_gy = _by_lq(form[1], None if form[2] is None else float(form[2]), parts)
    except ValueError as error:
        return f"{said}, and cannot be checked by LQ ({error}). It is not used."
    apart_gy = max(low_gy - stated_gy, stated_gy - high_gy)
    if apart_gy <= max(_APART_GY, _APART * stated_gy):
        return "" if form[2] else f"{said} without its α/β, so it cannot be checked by LQ. It is not used."
    least = f"{low_gy:.2f}".rstrip("0").rstrip(".")
    if form[2]:
        return f"{said}; by LQ {given} are {least} Gy. The stated number is not used."
    return f"{said} without its α/β; {given} are that for no α/β at all. The stated number is not used."


def _by_lq(name: str, alpha_beta_gy: float | None, parts: Sequence[Fractionation]) -> tuple[float, float]:
    """Least and most by LQ, for the α/β stated or for any."""
    metric = bed_of_phases if name.upper() == "BED" else eqd2_of_phases
    ratios = (alpha_beta_gy,) if alpha_beta_gy is not None else (1e-6, math.inf)
    found = [float(metric(parts, ratio)) for ratio in ratios]
    return min(found), max(found)


def part_of(dose: VolumeDose) -> Fractionation | None:
    """The dose as one part of equal fractions; None where it is not known to be one."""
    if dose.total_gy is None or not dose.fractions or dose.uniform is False:
        return None
    return Fractionation(dose.total_gy, dose.fractions)


def most(doses: Sequence[VolumeDose]) -> VolumeDose | None:
    """The volume that received most: it bounds what anything received in this phase; None without any dose."""
    known = [one for one in doses if one.total_gy is not None]
    return max(known, key=lambda one: (one.total_gy or 0.0, one.label, one.volume), default=None)


def refuse_negative(doses: Sequence[VolumeDose]) -> None:
    """EntryError where a dose lies below zero."""
    for one in doses:
        if one.total_gy is not None and one.total_gy < 0:
            raise EntryError(f"the dose to {one.label} lies below 0 Gy")
