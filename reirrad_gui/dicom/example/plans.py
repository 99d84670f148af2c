"""The two treatment plans of the example: prescription, beams and dose grid.

Prescriptions, fractions, slice thickness and machines are the case report's; beam arrangement, energy of course 2 and
everything geometric are synthetic choices.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.dicom.example.beams import Beam, fitted
from reirrad_gui.dicom.example.dose import PlanDose, plan_dose
from reirrad_gui.dicom.example.lattice import Lattice
from reirrad_gui.dicom.example.setup import SCAN_1, SCAN_2, Scan
from reirrad_gui.dicom.example.shapes import Array
from reirrad_gui.dicom.example.targets import targets

Sides = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """Where the planning system calculated: first point, spacing and size (x, y, z), in the course's frame, mm."""

    first_mm: tuple[float, float, float]
    spacing_mm: tuple[float, float, float]
    size: tuple[int, int, int]

    def frame(self, number: int) -> tuple[Array, Array, Array]:
        """Points of frame `number`: x and y of shape (rows, columns), z as a single height."""
        x, y = (self.first_mm[k] + self.spacing_mm[k] * np.arange(self.size[k]) for k in (0, 1))
        z = np.float32(self.first_mm[2] + self.spacing_mm[2] * number)
        return x[None, :].astype(np.float32), y[:, None].astype(np.float32), np.full((1, 1), z, np.float32)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was prescribed and how it was given."""

    scan: Scan
    label: str
    name: str
    total_gy: float
    fractions: int
    machine: str
    beams: tuple[Beam, ...]
    grid: DoseGrid
    to_target_mean: bool
    """Normalised to the mean dose of the PTV; otherwise to the isocentre."""


def _target_points(course: int, scan: Scan, shell_only: bool = False) -> NDArray[np.float64]:
    """Points (n, 3) in the PTV, or near its surface only, in the course's frame."""
    lattice = targets(course).ptv
    k, j, i = np.nonzero(np.abs(lattice.values) < 2.0 if shell_only else lattice.values < 0)
    points = lattice.origin + np.stack([i, j, k], axis=1) * lattice.step
    moved: NDArray[np.float64] = points @ scan.from_anatomy[:3, :3].T + scan.from_anatomy[:3, 3]
    return moved


def _seen(course: int, scan: Scan, beam: Beam) -> tuple[Array, Array]:
    """Where the surface of the PTV lies in the beam's eye."""
    u, v, _ = beam.eye(*_target_points(course, scan, shell_only=True).T)
    return u, v


def _isocentre(course: int, scan: Scan) -> tuple[float, float, float]:
    """Middle of the PTV's box, rounded to whole millimetres as set up on the couch."""
    points = _target_points(course, scan)
    x, y, z = np.round((points.min(axis=0) + points.max(axis=0)) / 2)
    return float(x), float(y), float(z)


def first_plan() -> Plan:
    """21 Gy in 3 weekly fractions: two opposed open fields, from the front and from the back."""
    iso = _isocentre(1, SCAN_1)
    iso = (iso[0], 8.0, iso[2])
    beams = []
    for number, name, gantry in ((1, "AP", 0.0), (2, "PA", 180.0)):
        beam = Beam(number, name, gantry, iso, 1.0, (0, 0), (0, 0))
        shaped = fitted(beam, *_seen(1, SCAN_1, beam), 7.0)
        beams.append(replace(shaped, leaves=None))
    grid = DoseGrid((-198.0, -128.0, -64.0), (4.0, 4.0, 5.0), (100, 66, 49))
    return Plan(SCAN_1, "C1 pelvis", "Course 1: synthetic AP-PA", 21.0, 3, "Clinac 2100", tuple(beams), grid, False)


def second_plan() -> Plan:
    """20 Gy in 5 daily fractions: four conformal fields shaped by leaves around the pubic target."""
    iso = _isocentre(2, SCAN_2)
    directions = ((1, "AP", 0.0, 0.36), (2, "L LAT", 95.0, 0.32), (3, "LPO", 150.0, 0.12), (4, "R LAT", 265.0, 0.20))
    beams = []
    for number, name, gantry, weight in directions:
        beam = Beam(number, name, gantry, iso, weight, (0, 0), (0, 0))
        beams.append(fitted(beam, *_seen(2, SCAN_2, beam), 6.0))
    grid = DoseGrid((-185.35, -151.15, -76.2), (2.5, 2.5, 2.5), (160, 112, 104))
    return Plan(SCAN_2, "C2 pubis L", "Course 2: synthetic conformal", 20.0, 5, "Clinac iX", tuple(beams), grid, True)


def normalised(plan: Plan, tissue: Lattice, skin: Lattice) -> PlanDose:
    """The plan's dose in a patient (relative density, distance to the skin), scaled as the plan says."""
    dose = plan_dose(plan.beams, tissue, skin, plan.total_gy)
    if not plan.to_target_mean:
        return dose
    mean_gy = float(dose.at(*_target_points(plan.scan.number, plan.scan).T).mean())
    return replace(dose, gy_per_unit=tuple(unit * plan.total_gy / mean_gy for unit in dose.gy_per_unit))


def monitor_units(plan: Plan, gy_per_unit: tuple[float, ...]) -> NDArray[np.float64]:
    """Monitor units per beam and fraction if 100 MU give 1 Gy at 15 mm depth on the axis, 1 m from the source."""
    return np.array(gy_per_unit) * 100.0 / plan.fractions
