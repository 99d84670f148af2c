"""Near-maxima of an organ moved half a slice are found without looking up the points that cannot be hot there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.dose.ceiling import Ceiling
from reirrad_gui.dose.field import DoseField
from reirrad_gui.dose.slices import near_maxima_beside
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.sampling import SamplePoints

GRID = Grid.axis_aligned((-20.0, -20.0, -20.0), (2.0, 2.5), 2.0 * np.arange(21), columns=21, rows=17)
UNEQUAL = Grid.axis_aligned((-20.0, -20.0, -20.0), (2.0, 2.5), 2.0 * np.arange(21) ** 1.01, columns=21, rows=17)
VOLUMES = (0.03, 0.5, 2.0, 5.0)


def hill(grid: Grid, seed: int, dtype: type = np.float64) -> DoseField:
    """A hot spot somewhere, with noise of a tenth of it."""
    rng = np.random.default_rng(seed)
    planes, rows, columns = (np.arange(n) / n - rng.random() for n in grid.shape)
    smooth = np.exp(-6.0 * (planes[:, None, None] ** 2 + rows[None, :, None] ** 2 + columns**2))
    return DoseField(grid, ((smooth + 0.1 * rng.random(grid.shape)) * 50_000).astype(dtype), gy_per_unit=0.001)


def organ(seed: int, count: int = 4000, half_mm: float = 14.0, spacing_mm: float = 3.0) -> SamplePoints:
    rng = np.random.default_rng(seed)
    points, weights = rng.uniform(-half_mm, half_mm, (count, 3)), rng.random(count)
    weights[: count // 20] = 0.0
    volume_cc = (2 * half_mm) ** 3 / 1000.0
    normal = np.array([0.0, 0.0, 1.0])
    return SamplePoints(points, weights * volume_cc / weights.sum(), plane_spacing_mm=spacing_mm, normal=normal)


@given(seed=st.integers(0, 10_000), dtype=st.sampled_from([np.uint16, np.float32, np.float64]), even=st.booleans())
def test_near_maxima_beside_are_the_same_with_and_without_a_ceiling(seed, dtype, even):
    field, points = hill(GRID if even else UNEQUAL, seed, dtype), organ(seed + 1)
    dose = field.dose_at(points.points_mm)
    plain = near_maxima_beside(field, points, dose, VOLUMES)
    few = near_maxima_beside(field, points, dose, VOLUMES, Ceiling.of(field))
    for one, other in zip(plain, few, strict=True):
        assert one == pytest.approx(other, abs=1e-10)


@given(seed=st.integers(0, 10_000))
def test_no_dose_lies_above_its_ceiling(seed):
    field, points = hill(GRID, seed), organ(seed + 1).points_mm
    shift = np.array([1.0, -2.0, 1.5])
    above = Ceiling.of(field).above(points, shift)
    assert above is not None
    assert (field.dose_at(points + shift) <= above).all()


class Counted:
    """A field that counts how many points it is asked for."""

    def __init__(self, field: DoseField) -> None:
        self.field, self.asked = field, 0

    def dose_at(self, points_mm: np.ndarray) -> np.ndarray:
        self.asked += len(points_mm)
        return self.field.dose_at(points_mm)


def asked_for(points: SamplePoints, field: DoseField, dose: np.ndarray | None = None) -> int:
    """How many points are looked up besides those of the ceiling's own field."""
    counted = Counted(field)
    found = field.dose_at(points.points_mm) if dose is None else dose
    near_maxima_beside(counted, points, found, VOLUMES, Ceiling.of(field))  # type: ignore[arg-type]
    return counted.asked


def test_far_fewer_points_than_the_organ_has_are_looked_up():
    x, y, z = np.meshgrid(np.arange(21.0), np.arange(17.0), np.arange(21.0), indexing="ij")
    field = DoseField(GRID, x + 0 * y + 0 * z)  # rises by 0.5 Gy/mm along the slices
    assert asked_for(organ(5, count=20_000), field) < 2 * 20_000 * 0.6


def test_all_points_are_looked_up_where_the_organ_is_small_leaves_the_grid_or_has_one_dose():
    field, flat = hill(GRID, 3), DoseField(GRID, np.ones(GRID.shape))
    small, edge = organ(1, half_mm=9.0), organ(1, half_mm=19.5)
    assert asked_for(small, field) == asked_for(edge, field) == asked_for(organ(1), flat) == 2 * 4000
    unknown = np.full(4000, np.nan)
    assert asked_for(organ(1), field, unknown) == 2 * 4000


def test_a_structure_without_a_slice_distance_has_no_place_beside_it():
    alone = SamplePoints(np.zeros((1, 3)), np.ones(1))
    assert near_maxima_beside(hill(GRID, 1), alone, np.ones(1), VOLUMES) == []
