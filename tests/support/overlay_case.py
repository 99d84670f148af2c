"""Two courses on two frames of reference, by formula: for tests of the images and of their doses.

Frame 2 (the reference) holds an image of 64 × 48 × 20 voxels, not square, with unequal slice distances; course 2 lies
in it, course 1 in frame 1, from which a registration leads 10 mm to the left.
"""

from types import SimpleNamespace

import numpy as np

from reirrad_gui.case import ImageSeries, SourceFile
from reirrad_gui.dose.field import DoseField
from reirrad_gui.patient.dates import When
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.session.loaded_images import LoadedImages
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.shown import ShownCourse, ShownPhase, ShownStructure
from reirrad_gui.volume.grid import Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import Origin, Registration
from reirrad_gui.volume.structures import Contour, Structure

FRAME_1, FRAME_2 = "1.2.3.1", "1.2.3.2"
CT_UID = "1.2.3.2.9"
ORIGIN = (-60.0, -90.0, -40.0)

POSITIONS = {
    "head first supine": ((1, 0, 0), (0, 1, 0)),
    "head first prone": ((-1, 0, 0), (0, -1, 0)),
    "feet first supine": ((-1, 0, 0), (0, 1, 0)),
    "feet first prone": ((1, 0, 0), (0, -1, 0)),
    "head first decubitus right": ((0, -1, 0), (1, 0, 0)),
    "head first decubitus left": ((0, 1, 0), (-1, 0, 0)),
    "feet first decubitus right": ((0, 1, 0), (1, 0, 0)),
    "feet first decubitus left": ((0, -1, 0), (-1, 0, 0)),
}
"""Row and column direction of axial images in the eight patient positions (PS3.3 C.7.3.1.1.2)."""


def turned_grid(
    rows_along, columns_along, spacing=(2.0, 3.0), planes=(0.0, 5.0, 12.0, 17.0), shape=(7, 9), origin=(0, 0, 0)
):
    """A grid of any orientation: `rows_along` is the direction from column to column; planes follow row × column."""
    x, y = np.array(rows_along, float), np.array(columns_along, float)
    return Grid(
        np.array(origin, float), x * spacing[0], y * spacing[1], np.cross(x, y), np.array(planes), shape[1], shape[0]
    )


def filled(grid, formula):
    """Values of a formula of patient position (…, 3) at every voxel centre, (planes, rows, columns)."""
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    return formula(grid.points(column, row, plane))


def dose_on(grid, formula):
    """A dose field whose voxels follow a formula."""
    return DoseField(grid, filled(grid, formula).astype(np.float64))


def affine(points_mm):
    """30 Gy at the origin, 0.1 Gy more per mm to the left, 0.05 per mm to the back, 0.02 per mm to the head."""
    return 30.0 + points_mm @ np.array([0.1, 0.05, 0.02])


def ct_grid():
    """64 columns of 2 mm, 48 rows of 3 mm, 20 slices 5 mm and then 7 mm apart."""
    planes = np.concatenate([np.arange(10) * 5.0, 45.0 + 7.0 * np.arange(1, 11)])
    return Grid.axis_aligned(ORIGIN, (2.0, 3.0), planes, columns=64, rows=48)


def ct_image(grid=None):
    """An asymmetric image: HU tells the voxel's column, row and plane."""
    grid = grid or ct_grid()
    plane, row, column = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    return Image(grid, (column * 4 + row + plane * 2 - 100).astype(np.int16))


def dose_grid(shift=0.0, spacing=2.5, columns=40, rows=48, planes=40):
    """A dose grid inside the image, off its voxels by a part of one."""
    origin = (ORIGIN[0] + 10 + shift * 2.0, ORIGIN[1] + 9 + shift * 3.0, ORIGIN[2] + 2.0)
    return Grid.axis_aligned(origin, (spacing, spacing), spacing * np.arange(planes), columns, rows)


def box(name="Box", number=1, low=(-20, -50, -20), high=(20, -10, 20), frame=FRAME_2, step=5.0):
    """A cuboid drawn every `step` mm: its slabs reach half a step beyond the first and last contour."""
    heights = np.arange(low[2], high[2] + 1e-6, step)
    corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
    contours = tuple(Contour(np.array([(x, y, z) for x, y in corners], float)) for z in heights)
    return Structure(number, name, contours, frame, "ORGAN", (255, 0, 255))


def series(uid=CT_UID, frame=FRAME_2, modality="CT", unusable=""):
    """An image series as the case lists it."""
    files = (SourceFile(f"{uid}.dcm", f"{uid}.dcm", uid),)
    return ImageSeries(uid, modality, "planning", frame, files, When(), unusable=unusable)


def shift_registration(mm=(10.0, 0.0, 0.0), approved=False):
    """Frame 1 to frame 2: a shift."""
    matrix = np.eye(4)
    matrix[:3, 3] = mm
    return Registration(FRAME_1, FRAME_2, matrix, Origin.REG_OBJECT, "not assessed", approved)


def course(number, field, fractions, frame, recovery=(0.0, 0.0), prescribed_gy=None):
    """One course of one phase."""
    phase = ShownPhase(f"Plan {number}", field, fractions, prescribed_gy, fractions)
    return ShownCourse(f"Course {number}", frame, (phase,), recovery)


def two_courses(fractions=(3, 5), formulas=(affine, affine)):
    """21 Gy in 3 in frame 1, 20 Gy in 5 in frame 2, both by formula of their own frame."""
    grid_1 = Grid.axis_aligned((-70.0, -80.0, -38.0), (2.5, 2.5), 2.5 * np.arange(40), 48, 48)
    return (
        course(1, dose_on(grid_1, formulas[0]), fractions[0], FRAME_1, prescribed_gy=21.0),
        course(2, dose_on(dose_grid(0.34), formulas[1]), fractions[1], FRAME_2, prescribed_gy=20.0),
    )


def display(courses=None, registrations=None, structures=None, image=None, images=None, default=CT_UID, load=None):
    """What the views ask; the image is read by `load`."""
    shown = [ShownStructure("set/1/Box", box(), FRAME_2)] if structures is None else structures
    found = (series(),) if images is None else images
    picture = image or ct_image()

    def read(one, step):
        step(0, 1, "Reading the CT")
        return picture

    return DisplayFields(
        two_courses() if courses is None else courses,
        (shift_registration(),) if registrations is None else registrations,
        shown, found, LoadedImages(found, load or read), default, FRAME_2,
    )  # fmt: skip


class SessionOf:
    """As much of a session as the images use: settings with edits, a display, the registration's approval."""

    def __init__(self, shown=None, organs=(), approved=False, settings=None):
        self.display = shown or display(registrations=(shift_registration(approved=approved),))
        self.settings = settings or Settings()
        self.labels = []
        self.assessment = SimpleNamespace(
            approved=approved, organs=organs, organ=lambda key: next((o for o in organs if o.key == key), None),
            courses=(),
        )  # fmt: skip

    def do(self, label, edit):
        self.settings = edit(self.settings)
        self.labels.append(label)
