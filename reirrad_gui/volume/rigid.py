"""Automatic rigid registration of two images by mutual information (SimpleITK), as a proposal to be judged by eye."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reirrad_gui.errors import NotAssessableError
from reirrad_gui.volume.grid import FloatArray, Grid
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.registration import inverse, moved
from reirrad_gui.volume.trilinear import plane_values

if TYPE_CHECKING:
    import SimpleITK as sitk  # noqa: N813 (the name everybody knows it by)

Step = Callable[[int, int, str], None]

COARSE_MM = 3.5
"""In-plane pixel after averaging: finer ones cost time and do not move the result (0.03 mm at 3.9 mm on a phantom)."""

LOCAL_MM, REACH_MM = 2.0, 40.0
"""Pixel for a search near one place, and how far around that place the moving image takes part."""

_SHRINK, _ITERATIONS, _BINS, _SEED = (2, 1), 120, 50, 20240501
_SMOOTHING = [1.0, 0.7]
"""Gaussian per resolution, in voxels. Without any at the last one the noise of two equal grids matches best where their
voxels lie on each other: a pair 33 mm apart was laid 0.9 mm beside the truth; with it 0.2 mm."""
_SAMPLED, _FEWEST = 0.05, 40_000
"""Part of the voxels that the metric looks at, and how many at least."""


def register_rigid(fixed: Image, moving: Image, step: Step = lambda *_: None) -> tuple[FloatArray, str]:
    """The rigid motion that lays one image on another.

    Parameters
    ----------
    fixed, moving : Image
        Stacks of two or more planes, of any orientation, spacing and unequal slice distances.
    step : function (done, total, text)
        Reports progress; whatever it raises stops the registration and is raised here.

    Returns
    -------
    matrix : (4, 4)
        x_fixed = matrix · x_moving, mm, patient LPS.
    quality : str
        What can be said of the result without looking at it.

    Raises
    ------
    NotAssessableError
        An image has no depth, or the images have too little in common.

    Notes
    -----
    Planes are averaged to about 3.5 mm and interpolated to equal distances first. Mattes mutual information, 50 bins,
    5 % of the voxels (40,000 or more) with a fixed seed, two resolutions, regular step gradient descent (SimpleITK). It
    starts from the best of three positions: as given, middles of the images together, centres of gravity together.
    """
    total = len(_SHRINK) * _ITERATIONS
    coarse = []
    for image in (fixed, moving):
        step(0, total, "Preparing the images for registration")
        coarse.append(coarsened(image))
    images = [_itk(image) for image in coarse]
    method = _method(coarse[0].stored.size)
    to_moving = _found(method, images, _best_start(method, images[0], images[1], step), step)
    return inverse(to_moving), _quality(coarse[0], coarse[1], to_moving, -float(method.GetMetricValue()))


def register_rigid_near(
    fixed: Image, moving: Image, box_mm: FloatArray, start: FloatArray, step: Step = lambda *_: None
) -> tuple[FloatArray, str]:
    """The rigid motion that lays one image on another near one place, such as an organ with a margin.

    Parameters
    ----------
    box_mm : (2, 3)
        Lowest and highest corner of the place in the frame of the fixed image, mm.
    start : (4, 4)
        Where to begin: x_moving = start · x_fixed. Nothing further than about 30 mm from it is found.

    Returns, raises and others as `register_rigid`: x_fixed = matrix · x_moving.

    Notes
    -----
    As `register_rigid`, on the images cut to the box (the moving one `REACH_MM` further) and averaged to 2 mm only:
    what lies elsewhere has no say.
    """
    total = len(_SHRINK) * _ITERATIONS
    corners = _corners(np.asarray(box_mm, dtype=np.float64))
    there = moved(corners, start)
    coarse = []
    for image, points, margin in ((fixed, corners, 0.0), (moving, there, REACH_MM)):
        step(0, total, "Preparing the images for registration")
        coarse.append(coarsened(cropped(image, points, margin), LOCAL_MM))
    images = [_itk(image) for image in coarse]
    method = _method(coarse[0].stored.size, first_step_mm=1.0)
    to_moving = _found(method, images, _euler(start, corners.mean(axis=0)), step)
    return inverse(to_moving), _quality(coarse[0], coarse[1], to_moving, -float(method.GetMetricValue()))


def _found(method: Any, images: list["sitk.Image"], start: "sitk.Transform", step: Step) -> FloatArray:
    """The 4×4 matrix from the fixed to the moving image; whatever `step` raises stops the search and is raised here."""
    import SimpleITK as sitk  # noqa: N813

    total = len(_SHRINK) * _ITERATIONS
    method.SetInitialTransform(start, inPlace=False)
    stopped: list[BaseException] = []
    done = [0]

    def report() -> None:
        done[0] += 1
        try:
            step(min(done[0], total), total, "Registering the images")
        except BaseException as error:  # whatever it is, it must not pass through C++
            stopped.append(error)
            method.StopRegistration()

    method.AddCommand(sitk.sitkIterationEvent, report)
    try:
        found = method.Execute(*images)
    except RuntimeError as error:
        raise (stopped[0] if stopped else _too_little_in_common()) from error
    if stopped:
        raise stopped[0]
    return _matrix(found)


def _euler(matrix: FloatArray, centre: FloatArray) -> "sitk.Transform":
    """A rigid matrix as the six numbers that are searched, turning about a centre."""
    import SimpleITK as sitk  # noqa: N813

    transform = sitk.Euler3DTransform()
    transform.SetCenter(centre.tolist())
    transform.SetMatrix(matrix[:3, :3].ravel().tolist(), 1e-3)
    transform.SetTranslation((matrix[:3, :3] @ centre + matrix[:3, 3] - centre).tolist())
    return transform


def _corners(box_mm: FloatArray) -> FloatArray:
    return np.stack(np.meshgrid(*box_mm.T, indexing="ij"), axis=-1).reshape(-1, 3)


def cropped(image: Image, points_mm: FloatArray, margin_mm: float = 0.0) -> Image:
    """The part of an image around points (n, 3) of its frame, along its own axes.

    Raises
    ------
    NotAssessableError
        The image does not reach there, or with a single plane.
    """
    grid = image.grid
    index = grid.indices(points_mm)
    spare = np.array([margin_mm / max(mm, 1e-6) for mm in grid.spacing_mm])
    last = np.array(grid.shape)[::-1] - 1
    low = np.clip(np.floor(index.min(axis=0) - spare), 0, last).astype(int)
    high = np.clip(np.ceil(index.max(axis=0) + spare), 0, last).astype(int)
    if (high - low < 1).any():
        raise NotAssessableError(
            "One of the images does not reach that place, or in a single plane only: it cannot be registered there. "
            "Register the whole images, or choose another structure."
        )
    (i, j, k), (columns, rows, planes) = low, high + 1
    origin = grid.origin_mm + i * grid.x_step_mm + j * grid.y_step_mm
    part = Grid(origin, grid.x_step_mm, grid.y_step_mm, grid.axis, grid.plane_mm[k:planes], columns - i, rows - j)
    return Image(part, image.stored[k:planes, j:rows, i:columns], image.slope, image.intercept, image.unit)


def _too_little_in_common() -> NotAssessableError:
    return NotAssessableError(
        "The two images have too little in common to be registered automatically: the courses cannot be added point by "
        "point. Use a registration object or a matrix from another system."
    )


def coarsened(image: Image, pixel_mm: float = COARSE_MM) -> Image:
    """The image averaged in the plane to about `pixel_mm`, on orthogonal axes with equal plane distances.

    Raises
    ------
    NotAssessableError
        A single plane.
    """
    averaged = _averaged(image, pixel_mm)
    grid = averaged.grid
    if grid.plane_mm.size < 2:
        raise NotAssessableError(
            "One of the images is a single plane: it cannot be registered automatically. Load the whole series, a "
            "registration object or a matrix."
        )
    across = _upright(grid)
    lowest = float(averaged.stored.min())
    planes = [
        plane_values(grid, averaged.stored, across.origin_mm + across.axis * offset, across.x_step_mm, across.y_step_mm,
                     (across.rows, across.columns))
        for offset in across.plane_mm
    ]  # fmt: skip
    return Image(across, np.nan_to_num(np.stack(planes), nan=lowest).astype(np.float32))


def _averaged(image: Image, pixel_mm: float) -> Image:
    """Means over blocks of pixels, in the image's unit."""
    grid = image.grid
    dx, dy, _ = grid.spacing_mm
    kx, ky = (max(1, min(round(pixel_mm / d), n // 8)) for d, n in ((dx, grid.columns), (dy, grid.rows)))
    columns, rows = grid.columns // kx, grid.rows // ky
    stored = image.stored[:, : rows * ky, : columns * kx]
    means = stored.reshape(len(stored), rows, ky, columns, kx).mean(axis=(2, 4), dtype=np.float32)
    origin = grid.origin_mm + grid.x_step_mm * (kx - 1) / 2 + grid.y_step_mm * (ky - 1) / 2
    coarse = Grid(origin, grid.x_step_mm * kx, grid.y_step_mm * ky, grid.axis, grid.plane_mm, columns, rows)
    return Image(coarse, means * np.float32(image.slope) + np.float32(image.intercept))


def _upright(grid: Grid) -> Grid:
    """A grid with equal steps on orthogonal axes over the same space: its planes may be sheared or unevenly spaced."""
    x = grid.x_step_mm
    normal = grid.normal * float(np.copysign(1.0, grid.normal @ grid.axis))
    y = np.cross(normal, x) / np.linalg.norm(x)
    y = np.asarray(y * np.copysign(np.linalg.norm(grid.y_step_mm), y @ grid.y_step_mm), dtype=np.float64)
    inside = np.linalg.inv(np.column_stack([x, y, normal]))
    low, high = (end(grid.corners() @ inside.T, axis=0) for end in (np.min, np.max))
    spacing = max(float(np.median(np.diff(grid.plane_mm))) * abs(float(grid.axis @ normal)), 1.0)
    columns, rows = (int(np.floor(extent + 1e-6)) + 1 for extent in (high - low)[:2])
    planes = np.arange(int(np.floor((high - low)[2] / spacing + 1e-6)) + 1) * spacing
    origin = np.asarray(np.column_stack([x, y, normal]) @ low, dtype=np.float64)
    return Grid(origin, x, y, normal, np.asarray(planes, dtype=np.float64), columns, rows)


def _itk(image: Image) -> "sitk.Image":
    import SimpleITK as sitk  # noqa: N813

    grid = image.grid
    result = sitk.GetImageFromArray(image.stored)
    spacing = grid.spacing_mm
    directions = np.column_stack([grid.x_step_mm / spacing[0], grid.y_step_mm / spacing[1], grid.axis])
    result.SetSpacing(spacing)
    result.SetOrigin((grid.origin_mm + grid.axis * grid.plane_mm[0]).tolist())
    result.SetDirection(directions.ravel().tolist())
    return result


def _method(voxels: int, first_step_mm: float = 2.0) -> Any:
    import SimpleITK as sitk  # noqa: N813

    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(_BINS)
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentage(min(max(_SAMPLED, _FEWEST / voxels), 1.0), _SEED)
    method.SetInterpolator(sitk.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(first_step_mm, 5e-3, _ITERATIONS, 0.6)
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetShrinkFactorsPerLevel(_SHRINK)
    method.SetSmoothingSigmasPerLevel(_SMOOTHING)
    method.SmoothingSigmasAreSpecifiedInPhysicalUnitsOff()
    return method


def _best_start(method: Any, fixed: "sitk.Image", moving: "sitk.Image", step: Step) -> "sitk.Transform":
    """Of three plausible starting positions the one with the best metric."""
    import SimpleITK as sitk  # noqa: N813

    rough = [sitk.Shrink(image, [3, 3, 1]) for image in (fixed, moving)]
    scored: list[tuple[float, int, sitk.Transform]] = []
    for number, shift in enumerate(_plausible_shifts(fixed, moving)):
        step(0, len(_SHRINK) * _ITERATIONS, "Looking for a position to start from")
        transform = sitk.Euler3DTransform()
        transform.SetCenter(_middle(fixed).tolist())
        transform.SetTranslation(shift.tolist())
        method.SetInitialTransform(transform, inPlace=False)
        try:
            scored.append((float(method.MetricEvaluate(*rough)), number, transform))
        except RuntimeError:  # no overlap from this start
            continue
    if not scored:
        raise _too_little_in_common()
    return min(scored)[2]


def _plausible_shifts(fixed: "sitk.Image", moving: "sitk.Image") -> tuple[FloatArray, FloatArray, FloatArray]:
    """None; middle on middle; centre of gravity (of what is brighter than the darkest voxel) on centre of gravity."""
    return (
        np.zeros(3),
        _middle(moving) - _middle(fixed),
        _gravity(moving) - _gravity(fixed),
    )


def _middle(image: "sitk.Image") -> FloatArray:
    index = [(n - 1) / 2.0 for n in image.GetSize()]
    return np.array(image.TransformContinuousIndexToPhysicalPoint(index))


def _gravity(image: "sitk.Image") -> FloatArray:
    import SimpleITK as sitk  # noqa: N813

    voxels = sitk.GetArrayViewFromImage(image)
    mass = voxels - voxels.min()
    total = float(mass.sum(dtype=np.float64))
    if total <= 0:
        return _middle(image)
    profiles = (mass.sum(axis=(0, 1)), mass.sum(axis=(0, 2)), mass.sum(axis=(1, 2)))
    index = [float((p.astype(np.float64) * np.arange(p.size)).sum() / total) for p in profiles]
    return np.array(image.TransformContinuousIndexToPhysicalPoint(index))


def _matrix(transform: "sitk.Transform") -> FloatArray:
    """4×4 of a rigid transform."""
    corner = np.array(transform.TransformPoint((0.0, 0.0, 0.0)))
    columns = [np.array(transform.TransformPoint(unit)) - corner for unit in np.eye(3).tolist()]
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = np.column_stack(columns), corner
    return matrix


def _quality(fixed: Image, moving: Image, to_moving: FloatArray, information: float) -> str:
    """One sentence: what the images have in common after the motion, and how large it is."""
    grid = fixed.grid
    k, j, i = np.meshgrid(*(np.arange(0.0, n, 2.0) for n in grid.shape), indexing="ij")
    there = moving.values_at(moved(grid.points(i, j, k), to_moving))
    known = ~np.isnan(there)
    here = fixed.stored[::2, ::2, ::2]
    difference = f", mean grey-value difference {float(np.abs(there - here)[known].mean()):.0f}" if known.any() else ""
    turn = np.degrees(np.arccos(np.clip((np.trace(to_moving[:3, :3]) - 1.0) / 2.0, -1.0, 1.0)))
    middle = grid.corners().mean(axis=0)
    shift = float(np.linalg.norm(moved(middle, to_moving) - middle))
    return (
        f"found by mutual information ({information:.2f}), images overlap by {100.0 * known.mean():.0f} %{difference}, "
        f"turned by {turn:.1f}° and shifted by {shift:.1f} mm at the middle; nobody has checked it yet"
    )
