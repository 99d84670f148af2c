import numpy as np
import pytest

from reirrad_gui.dose.metrics import near_maximum_gy
from reirrad_gui.dose.slices import half_slice_band_gy, half_slice_beside
from reirrad_gui.volume.sampling import SamplePoints, sample_points
from tests.support.solids import circle, prism


def organ(spacing):
    return sample_points(prism(circle(12.0), np.arange(-30, 31, spacing)))


def band_of(points, dose_at, volume_cc):
    places = (points.points_mm, *half_slice_beside(points))
    return half_slice_band_gy([near_maximum_gy(dose_at(place), points.weights_cc, volume_cc) for place in places])


@pytest.mark.parametrize(("spacing", "band"), [(3.0, 0.75), (5.0, 1.25), (10.0, 2.5)])
def test_a_dose_that_rises_along_the_stack_is_known_to_half_a_slice(spacing, band):
    # 0.5 Gy/mm; on 10 mm slices ± 2.5 Gy
    low, high = band_of(organ(spacing), lambda p: 50 + 0.5 * p[:, 2], 0.1)
    assert high - low == pytest.approx(2 * band, abs=1e-6)


def test_a_dose_that_rises_across_the_stack_has_no_band():
    low, high = band_of(organ(10.0), lambda p: 50 + 0.5 * p[:, 0], 0.1)
    assert high == pytest.approx(low)


def test_there_is_no_band_where_the_dose_ends_or_the_organ_is_too_small():
    def ends(points):
        return np.where(points[:, 2] < 33.0, 20.0, np.nan)

    assert band_of(organ(5.0), ends, 0.1) is None
    assert band_of(organ(5.0), lambda p: p[:, 2] + 50, 500.0) is None


def test_an_organ_that_was_not_drawn_on_slices_lies_nowhere_half_a_slice_beside_itself():
    assert half_slice_beside(SamplePoints(np.empty((0, 3)), np.empty(0))) is None
    assert half_slice_beside(SamplePoints(np.zeros((3, 3)), np.ones(3))) is None
