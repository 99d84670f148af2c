import numpy as np
import pytest

from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image

GRID = Grid.axis_aligned((0, 0, 0), (1.0, 2.0), (0.0, 3.0, 8.0), columns=4, rows=3)


def ct():
    """HU = 10 x + y + 100 z, stored with slope 2 and intercept −1024."""
    k, j, i = np.meshgrid(np.arange(3.0), np.arange(3.0), np.arange(4.0), indexing="ij")
    hu = GRID.points(i, j, k) @ [10.0, 1.0, 100.0]
    return Image(GRID, ((hu + 1024) / 2).astype(np.float32), slope=2.0, intercept=-1024.0)


def test_values_are_in_the_images_unit_at_any_point_and_unknown_outside():
    found = ct().values_at(np.array([[1.5, 1.0, 5.0], [9.0, 0.0, 0.0]]))
    assert found == pytest.approx([516.0, np.nan], abs=1e-3, nan_ok=True)


def test_a_coronal_picture_runs_along_x_and_z_with_the_true_slice_distances():
    picture = ct().plane_values(np.array([0.0, 1, 0]), np.array([1.0, 0, 0]), np.array([0, 0, 4.0]), (3, 2))
    assert picture == pytest.approx(np.array([[1.0, 11], [401, 411], [801, 811]]), abs=1e-3)


def test_voxels_that_do_not_fit_the_grid_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        Image(GRID, np.zeros((3, 4, 3), np.int16))


def test_voxels_of_an_image_cannot_be_written_to_and_may_come_flipped():
    stored = np.arange(36, dtype=np.int16).reshape(3, 3, 4)[::-1]
    image = Image(GRID, stored)
    assert float(image.values_at(np.zeros(3))) == stored[0, 0, 0]
    with pytest.raises(ValueError, match="read-only"):
        image.stored[0, 0, 0] = 1
