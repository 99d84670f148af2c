import numpy as np
import pytest

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import moved
from reirrad_gui.volume.rigid import coarsened, cropped, register_rigid, register_rigid_near
from tests.support.solids import motion, turned

BONES = [(0, 40, 0, 20, 16, 90, 800), (-60, 8, -15, 18, 20, 40, 1000), (62, 12, -22, 20, 18, 36, 950),
         (20, -35, 15, 22, 18, 25, 300), (-30, -20, 30, 12, 18, 14, -400), (35, 25, 40, 10, 12, 16, 600)]  # fmt: skip
MIDDLE = np.array([0.0, 0.0, 0.0])


def pelvis(points):
    """HU of a body with bones, organs and gas, smooth enough to be sampled anywhere."""
    x, y, z = np.moveaxis(points, -1, 0)
    hu = np.where((x / 110) ** 2 + (y / 75) ** 2 < 1, 40.0, -1000.0)
    for cx, cy, cz, rx, ry, rz, value in BONES:
        inside = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 + ((z - cz) / rz) ** 2 < 1
        hu = np.where(inside, value, hu)
    return hu


def scanned(matrix, planes, spacing=4.0, seed=0, lowest=(-140.0, -100.0)):
    """A CT of the pelvis: `matrix` leads from the scan's frame to the pelvis."""
    grid = Grid.axis_aligned((*lowest, 0.0), (spacing, spacing), planes, int(280 / spacing) + 1, int(200 / spacing) + 1)
    k, j, i = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    hu = pelvis(moved(grid.points(i, j, k), matrix))
    noisy = hu + np.random.default_rng(seed).normal(0, 10, hu.shape)
    return Image(grid, np.round(noisy + 1024).astype(np.int16), intercept=-1024.0)


def error_mm(matrix, truth):
    box = np.array([[x, y, z] for x in (-80, 80) for y in (-60, 60) for z in (-50, 50)], float)
    return float(np.sqrt(((moved(box, matrix) - moved(box, truth)) ** 2).sum(axis=1).mean()))


@pytest.fixture(scope="module")
def pair():
    """Two scans of one pelvis: the second turned by 7° and shifted by 19 mm, with slices 5 and 7 mm apart."""
    to_fixed = motion(turned(np.array([1.0, -2, 3]), 7.0), (12.0, -9.0, 12.0))
    fixed = scanned(np.eye(4), np.arange(-70, 71, 5.0))
    moving = scanned(to_fixed, np.concatenate([np.arange(-80, 0, 5.0), np.arange(0, 78, 7.0)]), seed=1)
    return fixed, moving, to_fixed


def test_two_scans_of_one_pelvis_are_laid_on_each_other_to_within_half_a_millimetre(pair):
    fixed, moving, truth = pair
    seen = []
    matrix, quality = register_rigid(fixed, moving, lambda done, total, text: seen.append((done, total, text)))
    assert error_mm(matrix, truth) < 0.5
    assert np.linalg.det(matrix[:3, :3]) == pytest.approx(1.0)
    assert "turned by 7." in quality or "turned by 6.9" in quality
    assert quality.endswith("nobody has checked it yet")
    assert seen[0][0] == 0
    assert len(seen) > 10
    assert all(done <= total for done, total, _ in seen)


def test_the_same_images_give_the_same_registration(pair):
    fixed, moving, _ = pair
    once, again = register_rigid(fixed, moving)[0], register_rigid(fixed, moving)[0]
    assert once == pytest.approx(again, abs=1e-6)


def test_a_registration_that_is_stopped_raises_what_stopped_it(pair):
    class StoppedError(Exception):
        pass

    def step(done, total, text):
        if done == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        register_rigid(*pair[:2], step)


def test_a_single_plane_cannot_be_registered(pair):
    one = scanned(np.eye(4), np.array([0.0]))
    with pytest.raises(NotAssessableError, match="single plane"):
        register_rigid(pair[0], one)


def test_images_of_nothing_cannot_be_registered(pair):
    empty = Image(pair[0].grid, np.zeros(pair[0].grid.shape, np.int16))
    with pytest.raises(NotAssessableError, match="too little in common"):
        register_rigid(empty, empty)


def test_images_that_lose_each_other_on_the_way_are_refused_in_words(pair, monkeypatch):
    import SimpleITK

    def lost(self, fixed, moving):
        raise RuntimeError("All samples map outside moving image buffer")

    monkeypatch.setattr(SimpleITK.ImageRegistrationMethod, "Execute", lost)
    with pytest.raises(NotAssessableError, match="too little in common"):
        register_rigid(*pair[:2])


@pytest.mark.parametrize("degrees", [0.0, 15.0])
def test_uneven_and_sheared_stacks_become_even_and_upright(degrees):
    planes = np.array([0.0, 5, 10, 17, 24, 31])
    lean = turned(np.array([1.0, 0, 0]), degrees)[:, 2]
    grid = Grid(np.array([-40.0, -30, 5]), np.array([2.0, 0, 0]), np.array([0, 2.0, 0]), lean, planes, 41, 31)
    k, j, i = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    image = Image(grid, (grid.points(i, j, k) @ [1.0, 2.0, 5.0]).astype(np.float32))
    even = coarsened(image, 4.0)
    assert even.grid.uniform
    assert abs(even.grid.axis @ even.grid.x_step_mm) < 1e-9
    assert even.grid.axis == pytest.approx([0, 0, 1])
    middle = grid.corners().mean(axis=0)
    assert float(even.values_at(middle)) == pytest.approx(float(middle @ [1.0, 2.0, 5.0]), abs=0.05)


def test_a_stack_listed_from_the_other_end_keeps_its_places():
    steps = np.array([[2.0, 0, 0], [0, 2.0, 0], [0, 0, -1.0]])
    grid = Grid(np.array([0.0, 0, 50]), *steps, np.arange(5) * 5.0, 33, 33)
    k, j, i = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    image = Image(grid, (grid.points(i, j, k) @ [1.0, 2.0, 5.0]).astype(np.float32))
    point = np.array([20.0, 20.0, 41.0])
    assert float(coarsened(image, 4.0).values_at(point)) == pytest.approx(265.0, abs=0.05)


def local_error_mm(matrix, truth, middle, half=25.0):
    """RMS distance of what the two matrices do in a cube around a point."""
    box = np.asarray(middle) + half * np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T
    return float(np.sqrt(((moved(box, matrix) - moved(box, truth)) ** 2).sum(axis=1).mean()))


def test_near_a_bone_that_moved_by_itself_the_bone_is_fitted_and_not_the_rest(pair):
    # a pelvis in which the left femoral head (62, 12, -22) went 8 mm to the left and 6 mm to the head on its own
    fixed, _, _ = pair
    bone = np.array([62.0, 12.0, -22.0])
    grid = fixed.grid
    k, j, i = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    points = grid.points(i, j, k)
    near = (np.abs(points - bone) < [34.0, 40.0, 44.0]).all(axis=-1, keepdims=True)
    hu = pelvis(points - near * [8.0, 0.0, 6.0])
    moving = Image(grid, np.round(hu + 1024).astype(np.int16), intercept=-1024.0)
    box = np.array([bone - 30.0, bone + 30.0])
    shift = motion(np.eye(3), (8.0, 0.0, 6.0))  # fixed -> moving near the bone
    matrix, quality = register_rigid_near(fixed, moving, box, np.eye(4))
    assert local_error_mm(np.linalg.inv(matrix), shift, bone) < 1.0
    whole, _ = register_rigid(fixed, moving)
    assert local_error_mm(np.linalg.inv(whole), shift, bone) > 3.0
    assert quality.endswith("nobody has checked it yet")


def test_a_search_near_a_place_begins_where_it_is_told(pair):
    fixed, moving, truth = pair
    start = np.linalg.inv(truth) @ motion(turned(np.array([1.0, 1, 1]), 2.0), (4.0, -3.0, 3.0))
    matrix, _ = register_rigid_near(fixed, moving, np.array([[-80.0, -50, -50], [80, 50, 50]]), start)
    assert error_mm(matrix, truth) < 0.5


def test_a_search_near_a_place_can_be_stopped(pair):
    class StoppedError(Exception):
        pass

    def step(done, total, text):
        if done == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        register_rigid_near(*pair[:2], np.array([[-50.0, -50, -50], [50, 50, 50]]), np.eye(4), step)


def test_a_place_that_the_image_does_not_reach_is_refused(pair):
    far = np.array([[900.0, 900, 900], [950, 950, 950]])
    with pytest.raises(NotAssessableError, match="does not reach that place"):
        register_rigid_near(*pair[:2], far, np.eye(4))


def test_a_part_of_an_image_lies_where_it_lay_in_the_whole(pair):
    part = cropped(pair[1], np.array([[-20.0, -30, -25], [40, 25, 30]]), margin_mm=5.0)
    points = np.random.default_rng(2).uniform([-20, -30, -25], [40, 25, 30], (50, 3))
    assert part.values_at(points) == pytest.approx(pair[1].values_at(points))
    assert part.stored.size < pair[1].stored.size / 4


@pytest.mark.parametrize("shift_mm", [33.0, 31.3])
def test_a_pure_shift_between_equal_grids_is_not_drawn_to_where_their_voxels_coincide(shift_mm):
    # 4 mm pixels: unsmoothed noise is most alike 32 or 34 mm (a whole number of pixels plus the offset) apart
    truth = motion(np.eye(3), (shift_mm, 0.0, 0.0))
    planes = np.arange(-70, 71, 5.0)
    fixed, moving = scanned(np.eye(4), planes), scanned(truth, planes, seed=1, lowest=(-170.0, -100.0))
    assert error_mm(register_rigid(fixed, moving)[0], truth) < 0.4
