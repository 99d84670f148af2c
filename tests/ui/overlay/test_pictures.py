"""What is drawn, pixel by pixel: at its true place, hatched where unknown, made once."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap, QTransform

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.ui.overlay.canvas import Place, draw_slice
from reirrad_gui.ui.overlay.isodoses import isodose_lines
from reirrad_gui.ui.overlay.lattice import Lattice
from reirrad_gui.ui.overlay.look import Look, Scale
from reirrad_gui.ui.overlay.paths import polylines, segments
from reirrad_gui.ui.overlay.pens import draw_line
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.pixels import Window
from reirrad_gui.ui.overlay.planes import Plane, stacks
from reirrad_gui.ui.overlay.wash import palette, wash, wash_table
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_2

pytestmark = pytest.mark.usefixtures("qapp")

PHYSICAL = Quantity.PHYSICAL
ASK = Ask(0, PHYSICAL, 3.0)
VOXEL_MM = 2.5


def pictures_of(grid, formula=case.affine, plane=Plane.AXIAL, image=None, structures=()):
    """One course by formula on a dose grid, over an image."""
    image = image or case.ct_image()
    display = case.display((case.course(1, case.dose_on(grid, formula), 5, FRAME_2),), (), structures, image)
    return Pictures(stacks(image.grid)[plane], image, display, FRAME_2)


def look(**changes):
    made = Look(shown=0, quantity=PHYSICAL, **changes)
    return made.with_scale(Scale(40.0, 1.0, (30.0,)))


def drawn(pictures, number, shown, px_per_mm=6.0, size=600, centre=(0.0, -40.0), ratio=1.0):
    """A slice as pixels (rows, columns, 3), and the function that gives a pixel centre's view mm."""
    canvas = QPixmap(round(size * ratio), round(size * ratio))
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(QColor("black"))
    painter = QPainter(canvas)
    to_px = QTransform(px_per_mm, 0, 0, px_per_mm, size / 2 - centre[0] * px_per_mm, size / 2 - centre[1] * px_per_mm)
    draw_slice(painter, pictures, number, shown, (), Place(to_px, QSizeF(size, size), ratio), Theme.dark())
    painter.end()
    image = canvas.toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)

    def view_mm(column, row):
        return (
            centre[0] + ((column + 0.5) / ratio - size / 2) / px_per_mm,
            centre[1] + ((row + 0.5) / ratio - size / 2) / px_per_mm,
        )

    return pixels, view_mm


OFFSETS = [0.0, 0.25, 0.34, 0.47]
TURN = np.radians(7)
GRIDS = {
    **{f"{shift} of a voxel off": case.dose_grid(shift) for shift in OFFSETS},
    "other spacing": Grid.axis_aligned((-52.0, -85.0, -41.0), (3.3, 4.1), 2.9 * np.arange(30), 31, 24),
    "feet first": Grid(
        np.array([50.0, -85.0, 45.0]), np.array([-2.5, 0, 0]), np.array([0, 2.5, 0]), np.array([0, 0, -1.0]),
        2.5 * np.arange(34), 40, 40,
    ),
    "oblique": case.turned_grid(
        (np.cos(TURN), np.sin(TURN), 0), (-np.sin(TURN), np.cos(TURN), 0), (2.5, 2.5), 2.5 * np.arange(30), (40, 40),
        (-45.0, -85.0, -35.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("plane", Plane)
@pytest.mark.parametrize("name", GRIDS)
def test_an_isodose_of_a_linear_dose_lies_on_the_line_that_the_formula_gives(name, plane):
    pictures = pictures_of(GRIDS[name], plane=plane)
    number = pictures.stack.slice_at(np.array([0.0, -40.0, 0.0]))
    (level,) = pictures.levels(number, ASK, (28.0,))
    depth = float(pictures.stack.depth_mm[number])
    path = level.path
    points = np.array([(path.elementAt(i).x, path.elementAt(i).y) for i in range(path.elementCount())])
    assert len(points) > 5
    doses = case.affine(pictures.stack.patient_points(points[:, 0], points[:, 1], depth))
    off_mm = np.abs(doses - 28.0) / np.linalg.norm((0.1, 0.05, 0.02))
    assert off_mm.max() < 0.01 * VOXEL_MM


@pytest.mark.parametrize("shift", OFFSETS)
def test_the_colours_of_the_wash_lie_within_a_tenth_of_a_voxel(shift):
    # 1 Gy per mm to the left: what the colours say in Gy is off by as many mm as the picture is off its place
    pictures = pictures_of(case.dose_grid(shift), lambda p: np.clip(20.0 + p[..., 0], 0, None))
    shown = look(isodoses=False, opacity=1.0, window=Window(10.0, 5000.0)).with_scale(Scale(40.0, 1.0, ()))
    pixels, view_mm = drawn(pictures, 9, shown, px_per_mm=10.0)
    table = palette("Viridis").table()
    columns = np.arange(150, 450)  # −15 to +15 mm
    said = [float(np.argmin(np.abs(table - pixels[300, c]).sum(axis=1))) * 40.0 / 255.0 for c in columns]
    true = [20.0 + view_mm(c, 300)[0] for c in columns]
    off_mm = np.array(said) - np.array(true)
    assert abs(off_mm.mean()) < 0.1 * VOXEL_MM
    assert np.abs(off_mm).max() < 0.35  # and a step of the palette, 0.16 Gy


def test_the_wash_ends_at_its_threshold():
    # the threshold of 20 Gy lies at x = 1.3 mm; the edge is smooth over half a step of the grid
    pictures = pictures_of(case.dose_grid(0.34), lambda p: np.clip(20.0 + (p[..., 0] - 1.3), 0, None))
    shown = look(isodoses=False, opacity=1.0, window=Window(10.0, 5000.0)).with_scale(Scale(40.0, 20.0, ()))
    pixels, view_mm = drawn(pictures, 9, shown, px_per_mm=10.0)
    brightness = pixels[300].sum(axis=1)
    first = int(np.flatnonzero(brightness > 0.5 * brightness[320])[0])
    assert view_mm(first, 300)[0] == pytest.approx(1.3, abs=VOXEL_MM / 2)


@pytest.mark.parametrize("shift", OFFSETS)
def test_an_isodose_is_painted_within_a_tenth_of_a_voxel(shift):
    pictures = pictures_of(case.dose_grid(shift), lambda p: 30.0 + (p[..., 0] - 1.3) * 0.5)
    shown = look(wash=False, window=Window(10.0, 5000.0))
    pixels, view_mm = drawn(pictures, 9, replace(shown, hidden=frozenset()), px_per_mm=10.0)
    columns = []
    for row in range(100, 500, 7):
        bright = pixels[row].sum(axis=1)
        if bright.max() > 150:  # a stroke of the dashed line, not a gap or the label
            columns.append(float((bright * np.arange(bright.size)).sum() / bright.sum()))
    assert len(columns) > 20
    x, _ = view_mm(np.median(columns), 0)
    assert x == pytest.approx(1.3, abs=0.1 * VOXEL_MM)


def test_the_image_is_painted_where_its_voxels_lie():
    grid = case.ct_grid()
    stored = np.full(grid.shape, -1000, np.int16)
    stored[9, 20, 30] = 3000  # one bright voxel at x = 0, y = −30
    pictures = pictures_of(case.dose_grid(), image=Image(grid, stored))
    shown = look(wash=False, isodoses=False, window=Window(2.0, 1000.0))
    pixels, view_mm = drawn(pictures, 9, shown)
    rows, columns = np.nonzero(pixels.sum(axis=2) > 300)
    assert view_mm(columns.mean(), rows.mean()) == pytest.approx((0.0, -30.0), abs=0.1)


def hatched(pixels, rows, columns):
    """Whether a region shows lines: some pixels lit, most not."""
    lit = pixels[rows, columns].sum(axis=2) > 60
    return 0.02 < lit.mean() < 0.7


def test_unknown_dose_is_hatched_and_known_low_dose_is_not():
    dark = Image(case.ct_grid(), np.zeros(case.ct_grid().shape, np.int16))
    pictures = pictures_of(case.dose_grid(), lambda p: np.full(p.shape[:-1], 0.01), image=dark)
    shown = look(window=Window(10.0, 5000.0))
    pixels, view_mm = drawn(pictures, 9, shown, px_per_mm=4.0)
    assert view_mm(20, 300)[0] < -50 < -45 < view_mm(170, 300)[0]  # the dose grid begins at x = −50
    assert hatched(pixels, slice(200, 400), slice(65, 95))
    assert pixels[200:400, 170:400].sum() == 0


def test_a_slice_beyond_the_dose_is_hatched_all_over_and_not_dark_blue():
    dark = Image(case.ct_grid(), np.zeros(case.ct_grid().shape, np.int16))
    pictures = pictures_of(case.dose_grid(planes=4), image=dark)
    pixels, _ = drawn(pictures, 19, look(window=Window(10.0, 5000.0)), px_per_mm=4.0)
    region = pixels[250:350, 250:350]
    assert hatched(pixels, slice(250, 350), slice(250, 350))
    assert np.ptp(region, axis=2).max() < 30  # grey lines, no colour of the wash


def test_the_air_around_the_patient_is_hatched_more_quietly():
    grid = case.ct_grid()
    stored = np.full(grid.shape, -1000, np.int16)
    stored[:, 10:40, 16:48] = 0
    pictures = pictures_of(case.dose_grid(planes=4), image=Image(grid, stored))
    pixels, view_mm = drawn(pictures, 19, look(window=Window(10.0, 5000.0)), px_per_mm=4.0)
    inside, outside = pixels[280:340, 280:340].max(), pixels[280:340, 70:110].max()
    assert view_mm(110, 300)[0] < -30
    assert inside > 2 * outside > 0


def test_a_dose_that_is_known_all_over_the_image_is_not_hatched():
    grid = Grid.axis_aligned((-70.0, -100.0, -45.0), (2.5, 2.5), 2.5 * np.arange(60), 80, 80)
    assert pictures_of(grid).unknown(9, ASK) is None


def test_an_outline_is_the_contour_on_its_slice():
    shown = [case.ShownStructure("box", case.box(), FRAME_2)]
    pictures = pictures_of(case.dose_grid(), structures=shown)
    bounds = pictures.outline(pictures.stack.slice_at(np.array([0.0, 0, 0])), "box").boundingRect()
    assert (bounds.left(), bounds.right()) == pytest.approx((-20.0, 20.0))
    assert (bounds.top(), bounds.bottom()) == pytest.approx((-50.0, -10.0))
    assert pictures.outline(19, "box").isEmpty()


def test_nothing_is_made_twice_for_the_same_slice():
    pictures = pictures_of(case.dose_grid(), structures=[case.ShownStructure("box", case.box(), FRAME_2)])
    drawn(pictures, 9, look())
    before = pictures.work_done
    drawn(pictures, 9, look())
    drawn(pictures, 9, look(), px_per_mm=3.0)
    assert pictures.work_done == before
    drawn(pictures, 10, look())
    assert pictures.work_done > before


def test_another_window_makes_the_image_again_but_asks_for_no_dose():
    pictures = pictures_of(case.dose_grid())
    drawn(pictures, 9, look())
    before = pictures.work_done
    drawn(pictures, 9, look(window=Window(80, 40)))
    assert pictures.work_done == before + 1


def test_a_prepared_slice_needs_no_more_work():
    pictures = pictures_of(case.dose_grid(), structures=[case.ShownStructure("box", case.box(), FRAME_2)])
    pictures.prepare(11, ASK, look(), ())
    before = pictures.work_done
    drawn(pictures, 11, look())
    assert pictures.work_done == before


def test_pieces_that_follow_each_other_become_one_line():
    corners = np.array([(0, 0), (4, 0), (4, 3), (9, 9)], float)
    joined = segments(np.stack([corners[:2], corners[1:3], np.array([(7, 7), (9, 9)])]))
    kinds = [joined.elementAt(i).isMoveTo() for i in range(joined.elementCount())]
    assert kinds == [True, False, False, True, False]
    assert segments(np.zeros((0, 2, 2))).isEmpty()


def test_lines_start_at_their_offsets_and_can_be_drawn_on():
    path = polylines(np.array([(0, 0), (1, 0), (5, 5), (6, 5.0)]), np.array([0, 2, 4]))
    path.lineTo(8, 8)
    assert [path.elementAt(i).isMoveTo() for i in range(5)] == [True, False, True, False, False]
    assert (path.elementAt(3).x, path.elementAt(4).y) == (6.0, 8.0)


def test_the_wash_on_screen_has_the_colours_of_its_doses_pixel_by_pixel():
    pictures, shown = pictures_of(case.dose_grid(0.34)), look(opacity=0.6)
    image, dose = pictures.wash(8, ASK, shown).image, pictures.dose(8, ASK).dose_gy
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied and not np.isnan(dose).any()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    np.testing.assert_array_equal(pixels, wash(dose, 40.0, 1.0, wash_table(palette("Viridis"), 0.6), smooth=True))


@pytest.mark.parametrize("lines", [1, 3, 40])
def test_few_lines_and_many_become_the_same_path(lines):
    points, offsets = np.random.default_rng(5).normal(0, 50, (6 * lines, 2)), 6 * np.arange(lines + 1)
    path, by_hand = polylines(points, offsets), QPainterPath()
    for number, (x, y) in enumerate(points.tolist()):
        by_hand.lineTo(x, y) if number % 6 else by_hand.moveTo(x, y)
    assert path == by_hand


def test_every_level_has_the_lines_that_it_has_alone():
    at = Lattice(-20.0, -30.0, 2.0, 3.0, 24, 20)
    right, down = np.meshgrid(at.right_mm, at.down_mm)
    dose = (60 * np.exp(-(right**2 + down**2) / 400) + 30 * np.exp(-((right - 15) ** 2) / 90)).astype(np.float32)
    dose[:, 19:] = np.nan
    together = isodose_lines(dose, at, (50.0, 30.0, 10.0))
    assert [one.level_gy for one in together] == [50.0, 30.0, 10.0]
    for lines in together:
        (alone,) = isodose_lines(dose, at, (lines.level_gy,))
        np.testing.assert_array_equal(lines.points_mm, alone.points_mm)
        np.testing.assert_array_equal(lines.offsets, alone.offsets)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [1.0, 1.4, 2.8])
def test_a_line_is_as_wide_at_any_scale_of_the_screen(width, ratio):
    canvas = QPixmap(round(60 * ratio), round(60 * ratio))
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(QColor("black"))
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = polylines(np.array([(0.0, 30.3), (60.0, 30.3)]), np.array([0, 2]))
    draw_line(painter, line, QTransform(), QColor("white"), width, ratio)
    painter.end()
    column = np.array([canvas.toImage().pixelColor(round(30 * ratio), y).lightnessF() for y in range(canvas.height())])
    lit = float((column > 0.35).sum()) / ratio
    assert lit == pytest.approx(width, abs=0.8)
