"""Dose of a set of static beams in the example's patient.

A compact photon model: inverse square, exponential attenuation along the water-equivalent depth with build-up under
the skin, field edges as blurred apertures. Enough to look and add up like a 6 MV plan; it is no dose engine.
"""

from dataclasses import dataclass

import numpy as np

from reirrad_gui.dicom.example.beams import MAP_HALF, SAD_MM, Beam
from reirrad_gui.dicom.example.lattice import Lattice
from reirrad_gui.dicom.example.shapes import Array

ATTENUATION_PER_MM = 0.0031
BUILD_UP_MM, SKIN_LOSS = 4.0, 0.55
_FAN = np.arange(-176, 177, 8.0)
_RAY = np.arange(SAD_MM - 260, SAD_MM + 261, 5.0)


def density(hu: Array) -> Array:
    """Relative electron density of tissue from HU: air 0, water 1, dense bone about 1.6.

    >>> density(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 1.0, 1.5]
    """
    return np.asarray(np.where(hu < 0, 1 + hu / 1000, 1 + hu / 2000).clip(0, 2.2))


def tissue_maximum(depth_mm: Array) -> Array:
    """Dose at a water-equivalent depth over dose at 15 mm, same distance from the source."""

    def curve(depth: Array) -> Array:
        return np.asarray(np.exp(-ATTENUATION_PER_MM * depth) * (1 - SKIN_LOSS * np.exp(-depth / BUILD_UP_MM)))

    return np.asarray(curve(depth_mm) / curve(np.array(15.0)))


@dataclass(frozen=True, slots=True)
class Field:
    """A beam made ready for one patient: its fluence map and the depth along its rays."""

    beam: Beam
    fluence: Lattice
    depth: Lattice

    def relative(self, x: Array, y: Array, z: Array) -> Array:
        """Dose at points of the frame, over the dose 15 mm deep on the axis at the isocentre's distance."""
        u, v, along = self.beam.eye(x, y, z)
        passes = self.fluence.distance(u, v, np.zeros_like(u))
        depth = self.depth.distance(u, v, along)
        return passes * tissue_maximum(depth) * (SAD_MM / along) ** 2

    def at_isocentre(self) -> float:
        """`relative` at the isocentre."""
        x, y, z = (np.array([c]) for c in self.beam.isocentre_mm)
        return float(self.relative(x, y, z)[0])


def field(beam: Beam, tissue: Lattice) -> Field:
    """Trace the beam's rays through the patient; `tissue` holds relative density in the course's frame."""
    along, v, u = np.meshgrid(_RAY.astype(np.float32), _FAN.astype(np.float32), _FAN.astype(np.float32), indexing="ij")
    crossed = tissue.distance(*beam.points(u, v, along))
    step = (_RAY[1] - _RAY[0]) * np.sqrt(1 + (u[0] ** 2 + v[0] ** 2) / SAD_MM**2)
    depth = (np.cumsum(crossed, axis=0) - crossed / 2) * step
    depths = Lattice(np.array([_FAN[0], _FAN[0], _RAY[0]]), np.array([8.0, 8.0, 5.0]), depth.astype(np.float32), 0.0)
    corner = np.array([-MAP_HALF, -MAP_HALF, 0.0])
    return Field(beam, Lattice(corner, np.ones(3), beam.fluence()[None], 0.0), depths)


@dataclass(frozen=True, slots=True)
class PlanDose:
    """The dose of a whole course as a function of position in its own frame."""

    fields: tuple[Field, ...]
    gy_per_unit: tuple[float, ...]
    skin: Lattice

    def at(self, x: Array, y: Array, z: Array) -> Array:
        """Dose in Gy of the whole course at points of its frame (mm); 0 outside the skin, as is usual."""
        total = np.zeros(np.broadcast(x, y, z).shape, np.float32)
        inside = self.skin.distance(x, y, z) < 0
        px, py, pz = (np.broadcast_to(p, total.shape)[inside].astype(np.float32) for p in (x, y, z))
        gy = np.zeros(px.shape, np.float32)
        for part, unit in zip(self.fields, self.gy_per_unit, strict=True):
            gy += np.float32(unit) * part.relative(px, py, pz)
        total[inside] = gy
        return total


def plan_dose(beams: tuple[Beam, ...], tissue: Lattice, skin: Lattice, total_gy: float) -> PlanDose:
    """Beams with their weights scaled so that the isocentre receives `total_gy`; weights are shares of that dose."""
    fields = tuple(field(beam, tissue) for beam in beams)
    weights = np.array([beam.weight for beam in beams])
    shares = weights / weights.sum()
    units = tuple(float(total_gy * share / part.at_isocentre()) for part, share in zip(fields, shares, strict=True))
    return PlanDose(fields, units, skin)
