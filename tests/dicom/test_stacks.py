"""CT stacks as scanners really make them: tilted, uneven, with slices missing, doubled or out of line.

Every voxel is placed where its own slice says, or the series is refused in a sentence; images, contours and dose agree
on where that is.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from reirrad_gui.dicom import load_volume, read_case, read_structure_set
from reirrad_gui.dicom.stacks import stack
from reirrad_gui.dose.metrics import dose_metrics
from reirrad_gui.volume.contours import contour_stack
from reirrad_gui.volume.sampling import sample_points
from reirrad_gui.volume.solid import solid
from tests.support.oracle import POSITIONS, read_field
from tests.support.phantom_dicom import Roi, affine_dose, axes, circle, cylinder, write_ct, write_dose, write_structures

HEAD = np.array([0.0, 0.0, 1.0])
UNEVEN = (0.0, 5.0, 10.0, 17.0, 24.0, 27.0, 33.0)


def hu(points_mm):
    """Every place has its own whole number where the phantom's voxels lie."""
    return points_mm @ np.array([1.0, 2.0, 4.0])


def centres(grid):
    plane, row, column = np.meshgrid(*(np.arange(float(n)) for n in grid.shape), indexing="ij")
    return grid.points(column, row, plane)


def scanned(folder, **how):
    """The only series of a folder, as volume and as the case lists it."""
    write_ct(folder / "ct", hu=hu, rows=12, columns=16, **how)
    series = read_case([folder]).series[0]
    return load_volume(series), series


def worst_hu(image):
    return float(np.abs(image.stored * image.slope + image.intercept - hu(centres(image.grid))).max())


# Tilted gantries


@pytest.mark.parametrize("where", POSITIONS)
@pytest.mark.parametrize("slices", [tuple(range(0, 70, 10)), UNEVEN], ids=["even", "uneven"])
def test_every_voxel_of_a_tilted_ct_lies_where_its_slice_says(tmp_path, where, slices):
    # a gantry tilted by 15 degrees: slices follow each other along the couch, not along their normal
    row, column, normal = axes(POSITIONS[where])
    tilted = column * np.cos(np.radians(15)) + normal * np.sin(np.radians(15))
    couch = normal

    def on_the_couch(ds: Dataset, number: int) -> None:
        place = np.array([-31.0, -28.0, 5.0]) + slices[number - 1] * couch
        ds.ImagePositionPatient = [f"{v:.6f}" for v in place]
        points = place + np.arange(12)[:, None, None] * 5 * tilted + np.arange(16)[:, None] * 4 * row
        ds.PixelData = (hu(points) + 1024).round().astype(np.int16).tobytes()

    image, series = scanned(tmp_path, slice_mm=slices, orientation=(*row, *tilted), change=on_the_couch)
    assert worst_hu(image) <= 0.5 + 1e-3  # stored as whole HU
    assert any("tilted by 15.0 degrees" in notice for notice in series.notices)
    # along the couch the slices have their own distances, whatever the slice thickness says
    assert np.diff(image.grid.plane_mm) == pytest.approx(np.diff(slices), abs=1e-4)
    assert abs(float(image.grid.axis @ couch)) == pytest.approx(1.0, abs=1e-9)


def test_a_tilt_too_small_to_mention_still_moves_the_last_slice(tmp_path):
    # 0.08 degrees over 500 mm: 0.7 mm beside the first slice at the end of the stack
    image, series = scanned(tmp_path, slice_mm=tuple(range(0, 501, 25)), tilt_mm=(0.0, 0.035, 0.0))
    first, last = image.grid.points(np.zeros(2), np.zeros(2), np.array([0.0, 20.0]))
    assert last - first == pytest.approx([0.0, 0.7, 500.0], abs=1e-3)
    assert series.notices == ()


@given(jitter=st.lists(st.floats(-0.02, 0.02), min_size=20, max_size=20))
def test_rounded_positions_leave_a_stack_upright(jitter):
    places = np.column_stack([np.zeros(20), jitter, np.arange(20) * 3.0])
    found = stack(places, HEAD)
    assert found.refusal == ""
    assert found.axis.tolist() == HEAD.tolist()
    assert found.notices == ()


def test_slices_a_little_out_of_line_are_said_and_further_out_refused():
    places = np.column_stack([np.zeros(9), np.zeros(9), np.arange(9) * 3.0])
    places[4, 0] = 0.3
    assert stack(places, HEAD).notices == (
        "has slices up to 0.3 mm beside the line of the others; it is shown as if they lay on it",
    )
    places[4, 0] = 0.6
    assert "do not lie in one line" in stack(places, HEAD).refusal


def test_a_structure_on_one_slice_of_a_tilted_ct_is_as_thick_as_the_slices_are_apart(tmp_path):
    # slices 10 mm apart along the couch under 30 degrees: 10 cos 30 = 8.66 mm across
    tilt = np.radians(30.0)
    orientation = (1, 0, 0, 0, np.cos(tilt), np.sin(tilt))
    normal = axes(orientation)[2]

    def on_the_couch(ds: Dataset, number: int) -> None:
        ds.ImagePositionPatient = [-31.0, -28.0, 10.0 * number]

    write_ct(tmp_path / "ct", orientation=orientation, change=on_the_couch)
    drawn = np.array([[0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]]) @ np.stack([*axes(orientation)[:2], normal])
    write_structures(tmp_path, rois=[Roi("Node", [("CLOSED_PLANAR", drawn)])])
    [structures] = read_case([tmp_path]).structure_sets
    assert structures.image_spacing_mm == pytest.approx(10 * np.cos(tilt), abs=1e-4)
    points = sample_points(structures.structures[0], fallback_spacing_mm=structures.image_spacing_mm)
    assert points.volume_cc == pytest.approx(0.4 * 8.6603, rel=1e-4)


# Uneven, missing, doubled, reversed


def test_slice_thickness_has_no_say_in_where_slices_lie(tmp_path):
    seen = []
    for number, thickness in enumerate(("10", "1", "", None)):

        def changed(ds: Dataset, _: int, thickness=thickness) -> None:
            if thickness is None:
                del ds.SliceThickness
            else:
                ds.SliceThickness = thickness
            ds.SpacingBetweenSlices = "3"

        image, _ = scanned(tmp_path / str(number), slice_mm=UNEVEN, change=changed)
        seen.append(np.diff(image.grid.plane_mm).tolist())
        assert worst_hu(image) <= 0.5
    assert seen == [[5.0, 5.0, 7.0, 7.0, 3.0, 6.0]] * 4


@pytest.mark.parametrize("numbering", ["reversed", "all the same", "missing"])
def test_the_order_of_instances_does_not_matter(tmp_path, numbering):
    def renumbered(ds: Dataset, number: int) -> None:
        if numbering == "missing":
            del ds.InstanceNumber
        else:
            ds.InstanceNumber = str(8 - number if numbering == "reversed" else 1)

    image, _ = scanned(tmp_path, slice_mm=UNEVEN, change=renumbered)
    assert image.grid.plane_mm.tolist() == list(UNEVEN)
    assert worst_hu(image) <= 0.5


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((0, 5, 10, 20, 25, 30), "1 gap of up to 10 mm where 5 mm is usual"),
        ((0, 5, 10, 20, 30, 35, 40), "2 gaps of up to 10 mm where 5 mm is usual"),
        ((0, 5, 20, 25, 30, 40, 45), "2 gaps of up to 15 mm where 5 mm is usual"),
        ((0, 3, 6, 12), "1 gap of up to 6 mm where 3 mm is usual"),
    ],
)
def test_missing_slices_are_counted_against_what_is_usual(places, said):
    [notice] = stack(np.column_stack([np.zeros((len(places), 2)), places]), HEAD).notices
    assert said in notice


@pytest.mark.parametrize("places", [(0, 5, 10, 15, 25, 35, 45), (0, 10, 20, 25, 30, 35), (0, 5, 12, 17, 24)])
def test_a_change_of_slice_distance_is_no_gap(places):
    assert stack(np.column_stack([np.zeros((len(places), 2)), places]), HEAD).notices == ()


def test_two_slices_at_one_place_are_refused_in_a_sentence(tmp_path):
    write_ct(tmp_path, slice_mm=(0, 10, 10.004, 20))
    series = read_case([tmp_path]).series[0]
    assert "several images at one place (10 mm along the stack)" in series.unusable


# Images, contours and dose agree


def tilted_patient(folder):
    """A tilted, uneven CT with a cylinder drawn on its slices and a dose on an upright grid."""
    tilt = np.radians(12.0)
    orientation = (1.0, 0.0, 0.0, 0.0, np.cos(tilt), np.sin(tilt))
    row, down, normal = axes(orientation)
    places = [np.array([-31.0, -28.0, z]) for z in UNEVEN]

    def on_the_couch(ds: Dataset, number: int) -> None:
        place = places[number - 1]
        ds.ImagePositionPatient = [f"{v:.6f}" for v in place]
        points = place + np.arange(12)[:, None, None] * 5 * down + np.arange(16)[:, None] * 4 * row
        ds.PixelData = (hu(points) + 1024).round().astype(np.int16).tobytes()

    write_ct(folder / "ct", slice_mm=UNEVEN, rows=12, columns=16, orientation=orientation, change=on_the_couch)
    contours = []
    for z in UNEVEN:  # a cylinder along the couch, cut by the tilted slices: ellipses
        flat = circle((0.0, 0.0, 0.0), 15.0)[:, :2]
        height = z + (flat[:, 1] + 28.0) * np.tan(tilt)
        contours.append(("CLOSED_PLANAR", np.column_stack([flat, height])))
    rs = write_structures(folder, rois=[Roi("Cylinder", contours)])
    rd = write_dose(folder, field=affine_dose(30.0, (0.1, 0.05, -0.2)), origin_mm=(-60, -60, -30), rows=28, columns=26,
                    offsets_mm=tuple(np.arange(0, 110, 10.0)), plan=None)  # fmt: skip
    return rs, rd, normal


def test_contours_on_a_tilted_uneven_ct_have_the_volume_and_dose_of_the_cylinder(tmp_path):
    rs, rd, normal = tilted_patient(tmp_path)
    [structure] = read_structure_set(rs).structures
    placed = contour_stack(structure)
    assert np.abs(placed.axes[2] @ normal) == pytest.approx(1.0, abs=1e-6)
    # gaps along the normal: the couch's times cos 12 degrees
    assert np.diff(placed.offsets_mm) == pytest.approx(np.diff(UNEVEN) * np.cos(np.radians(12)), abs=1e-4)
    points = sample_points(structure)
    # 33 mm, and 2.5 and 3 mm of end caps, of a disc of 15 mm (72 corners: 0.13 % less area)
    assert points.volume_cc == pytest.approx(np.pi * 225 * 38.5 / 1000, rel=2e-3)
    dose = read_field(rd).dose_at(points.points_mm)
    middle = 28.0 * np.tan(np.radians(12)) + (-2.5 + 36.0) / 2  # the axis of the cylinder, half way up
    assert dose_metrics(dose, points.weights_cc).mean_gy == pytest.approx(30.0 - 0.2 * middle, abs=0.02)


def test_planes_cut_through_a_tilted_uneven_ct_show_every_point_where_its_dose_is_read(tmp_path):
    rs, rd, _ = tilted_patient(tmp_path)
    image = load_volume(read_case([tmp_path]).series[0])
    field = read_field(rd)
    cylinder = solid(read_structure_set(rs).structures[0])
    rng = np.random.default_rng(3)
    for _ in range(6):  # upright, sideways, oblique: any plane of the patient
        u, v = np.linalg.qr(rng.normal(size=(3, 2)))[0].T
        origin = np.array([0.0, 0.0, 25.0]) - 12 * u - 12 * v
        points = origin + np.arange(25)[None, :, None] * u + np.arange(25)[:, None, None] * v
        picture = image.plane_values(origin, u, v, (25, 25))
        known = ~np.isnan(picture)
        assert known.sum() > 200
        assert np.abs(picture - hu(points))[known].max() <= 0.5 + 1e-3
        assert field.dose_at_plane(origin, u, v, (25, 25)) == pytest.approx(field.dose_at(points), abs=1e-9)
    # the outline on the sagittal plane is that of the slabs in which the dose is sampled: walls 15 mm from the axis,
    # and no further than half a slab of 7 mm leans over, 3.5 sin 12 degrees = 0.73 mm
    outline = cylinder.section(np.array([1.0, 0.0, 0.0]), 0.0).reshape(-1, 3)
    assert np.abs(outline[:, 0]).max() < 1e-6
    assert np.abs(outline[:, 1]).max() == pytest.approx(15.0, abs=0.75)
    sampled = sample_points(read_structure_set(rs).structures[0])
    within = cylinder.contain(sampled.points_mm)
    assert sampled.weights_cc[~within].sum() < 1e-4 * sampled.volume_cc  # centroids of slivers at a corner


@pytest.mark.parametrize("direction", [0.0005, 0.0015, 0.0])
def test_directions_that_differ_in_their_last_digits_are_one_stack(tmp_path, direction):
    """Some scanners write a direction slightly otherwise on every slice: rounding it must not part the series."""

    def jittered(ds: Dataset, number: int) -> None:
        turned = direction + (1e-7 if number % 2 else -1e-7)
        ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", f"{turned:.9f}"]
        ds.PixelSpacing = [f"{0.97655 + (1e-8 if number % 2 else -1e-8):.10f}", "0.97655"]

    image, series = scanned(tmp_path, slice_mm=UNEVEN, change=jittered)
    assert image.grid.shape[0] == len(UNEVEN)
    assert not any("localizer" in notice for notice in series.notices)


def test_contours_on_every_slice_of_a_ct_of_very_unequal_slices_have_the_whole_volume(tmp_path):
    """N8: what is missing between two contours is told by the images, not by how far apart other contours are."""
    slices = (0.0, 2.0, 5.0, 6.5, 11.0, 16.0, 17.5, 27.5)
    write_ct(tmp_path / "ct", slice_mm=slices, origin_mm=(-62.0, -57.0, 0.0))
    rois = (
        Roi("Rectum", cylinder((0, 0, 0), 20, slices), 1),
        Roi("Nodes", cylinder((0, 0, 0), 20, (0.0, 2.0, 16.0, 17.5)), 2),
        Roi("Once", cylinder((0, 0, 0), 20, (11.0,)), 3),
    )
    write_structures(tmp_path, rois=rois, slices=len(slices))
    rectum, nodes, once = read_case([tmp_path]).structure_sets[0].structures
    area_cc_per_mm = 72 / 2 * 20**2 * np.sin(2 * np.pi / 72) / 1000
    found = sample_points(rectum)
    assert found.volume_cc == pytest.approx(area_cc_per_mm * (27.5 + (2.0 + 10.0) / 2), rel=1e-6)
    assert found.notices == ()
    assert "no contours between 2.0 and 16.0 mm" in sample_points(nodes).notices[0]
    assert sample_points(once).volume_cc == pytest.approx(area_cc_per_mm * 4.75, rel=1e-6)
