"""A dose field written in any way a planning system may write it is read back as the same field."""

import gc
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.case import DoseSource, SourceFile
from reirrad_gui.dicom import load_dose, lone_dose
from reirrad_gui.dicom.doses import StoredDose, read_dose
from reirrad_gui.dicom.reading import open_file
from reirrad_gui.dose.field import DoseField
from reirrad_gui.errors import DicomError
from reirrad_gui.volume.grid import Grid
from tests.support.phantom_dicom import AXIAL, ORIENTATIONS, SUBJECT, SYNTAXES, affine_dose, write_dose

FIELD = affine_dose(30.0, (0.02, 0.05, 0.01))


def stored(path: Path, scale: float = 1.0) -> StoredDose:
    return load_dose(DoseSource(SourceFile(path, path.name), "PLAN", SUBJECT.frame_uid, scale))


def read(path: Path, scale: float = 1.0) -> tuple[Grid, np.ndarray]:
    """Grid and Gy."""
    found = stored(path, scale)
    return found.grid, found.stored * found.gy_per_unit


def real(path: Path) -> tuple[Grid, np.ndarray]:
    """Grid and Gy of a file as it stands."""
    _, (grid, values, gy_per_unit) = lone_dose(path)
    return grid, values * gy_per_unit


def voxel_centres(grid: Grid) -> np.ndarray:
    plane, row, column = np.meshgrid(*(np.arange(n, dtype=float) for n in grid.shape), indexing="ij")
    return grid.points(column, row, plane)


def largest_error_gy(path: Path) -> float:
    """Every voxel against the field at the place where the grid says the voxel lies."""
    grid, dose_gy = read(path)
    return float(np.abs(dose_gy - FIELD(voxel_centres(grid))).max())


@pytest.mark.parametrize(("syntax", "bits"), [*product([s for s in SYNTAXES if s != "rle"], [16, 32]), ("rle", 16)])
def test_encoding_does_not_change_the_dose(tmp_path, syntax, bits):
    # 16 bits over at most 34 Gy: half a step is 0.26 mGy
    assert largest_error_gy(write_dose(tmp_path, syntax=syntax, bits=bits, field=FIELD)) < 3e-4


@pytest.mark.parametrize("orientation", ORIENTATIONS.values(), ids=ORIENTATIONS)
def test_patient_position_does_not_change_the_dose(tmp_path, orientation):
    assert largest_error_gy(write_dose(tmp_path, orientation=orientation, field=FIELD)) < 1e-5


def test_an_oblique_grid_is_read_where_it_lies(tmp_path):
    five_degrees = np.radians(5.0)
    orientation = (np.cos(five_degrees), np.sin(five_degrees), 0.0, -np.sin(five_degrees), np.cos(five_degrees), 0.0)
    assert largest_error_gy(write_dose(tmp_path, orientation=orientation, field=FIELD)) < 1e-5


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("name", ["head first supine", "feet first supine", "head first prone", "feet first prone"])
def test_offsets_from_the_first_plane_and_patient_z_mean_the_same_planes(tmp_path, name, absolute):
    path = write_dose(tmp_path, orientation=ORIENTATIONS[name], absolute=absolute, field=FIELD)
    assert largest_error_gy(path) < 1e-5


@given(
    offsets=st.lists(st.integers(-30, 30), min_size=2, max_size=7, unique=True),
    absolute=st.booleans(),
    feet_first=st.booleans(),
)
def test_dose_planes_may_be_stored_in_any_order_with_any_gaps(tmp_path_factory, offsets, absolute, feet_first):
    # Lying feet first, patient z that begins with 0 cannot be told from distances; PS3.3 C.8.8.3.2 then means distances
    assume(not (absolute and feet_first and offsets[0] == -30))
    folder = tmp_path_factory.mktemp("dose", numbered=True)
    orientation = ORIENTATIONS["feet first supine"] if feet_first else AXIAL
    path = write_dose(
        folder, orientation=orientation, offsets_mm=[float(o) for o in offsets], absolute=absolute, field=FIELD
    )
    grid, dose_gy = read(path)
    assert np.allclose(np.diff(grid.plane_mm), np.diff(sorted(offsets)))
    assert np.abs(dose_gy - FIELD(voxel_centres(grid))).max() < 1e-5


def test_row_and_column_spacing_are_not_exchanged(tmp_path):
    grid, _ = read(write_dose(tmp_path, pixel_spacing_mm=(6.0, 5.0)))
    # PixelSpacing is (between rows, between columns): 5 mm from column to column along x, 6 mm from row to row along y
    assert grid.x_step_mm.tolist() == [5.0, 0.0, 0.0]
    assert grid.y_step_mm.tolist() == [0.0, 6.0, 0.0]


def test_the_scale_of_the_source_multiplies_the_file(tmp_path):
    path = write_dose(tmp_path)
    assert np.allclose(read(path, 35.0)[1], 35 * read(path)[1], rtol=1e-6)


def test_a_dose_without_preamble_is_read(tmp_path):
    assert largest_error_gy(write_dose(tmp_path, preamble=False, field=FIELD)) < 1e-5


def test_the_highest_stored_code_is_not_read_as_negative(tmp_path):
    # the phantom's maximum is stored as nearly 2**32 - 1, which a signed reading would make negative
    _, dose_gy = read(write_dose(tmp_path, bits=32))
    assert dose_gy.min() >= 0
    assert dose_gy.max() == pytest.approx(dcm_max(tmp_path / "RD.dcm"), rel=1e-6)


def dcm_max(path: Path) -> float:
    ds = dcmread(path)
    return float(ds.pixel_array.max()) * float(ds.DoseGridScaling)


@pytest.mark.parametrize(("bits", "kind"), [(16, np.uint16), (32, np.uint32)])
@pytest.mark.parametrize("syntax", ["explicit", "big endian", "deflated"])
def test_voxels_stay_the_whole_numbers_of_the_file_with_its_own_scaling(tmp_path, syntax, bits, kind):
    path = write_dose(tmp_path, syntax=syntax, bits=bits, scaling="0.00130717")
    found, ds = stored(path, 35.0), dcmread(write_dose(tmp_path, name="plain", bits=bits, scaling="0.00130717"))
    assert found.stored.dtype == kind
    assert np.array_equal(found.stored, ds.pixel_array)
    assert found.gy_per_unit == 0.00130717 * 35.0


HIGH = affine_dose(140.0, (0.2, 0.3, 0.1))


@pytest.mark.parametrize("bits", [16, 32])
@pytest.mark.parametrize("scale", [1.0, 35.0])
def test_a_high_dose_at_a_voxel_is_stored_value_times_scaling_to_a_microgray(tmp_path, bits, scale):
    # a 32-bit float cannot hold 140 Gy to better than 8 µGy, nor 5,000 Gy to better than 0.2 mGy
    path = write_dose(tmp_path, bits=bits, field=HIGH)
    field, ds = DoseField(*stored(path, scale)), dcmread(path)
    centres = voxel_centres(field.grid)
    scaling = Decimal(str(ds["DoseGridScaling"].value)) * Decimal(scale)
    for index in [(0, 0, 0), (5, 15, 20), (3, 7, 11), (2, 0, 20)]:
        exact = Decimal(int(ds.pixel_array[index])) * scaling
        assert abs(Decimal(float(field.dose_at(centres[index]))) - exact) < Decimal("1e-6")
        assert exact > 16


@pytest.mark.parametrize("offsets_mm", [range(0, 120, 3), range(117, -3, -3)], ids=["ascending", "descending"])
@pytest.mark.parametrize("bits", [16, 32])
def test_loading_a_dose_holds_its_stored_voxels_once(tmp_path, offsets_mm, bits):
    path = write_dose(tmp_path, offsets_mm=tuple(map(float, offsets_mm)), rows=120, columns=140, bits=bits)
    size = 40 * 120 * 140 * bits // 8
    stored(path)  # imports and caches
    most, field = most_bytes(lambda: DoseField(*stored(path)))
    assert np.abs(field.stored * field.gy_per_unit - affine_dose()(voxel_centres(field.grid))).max() < 3e-3
    assert size < most < 1.2 * size


def test_looking_at_a_dose_for_its_maximum_does_not_hold_it(tmp_path):
    path = write_dose(tmp_path, offsets_mm=tuple(np.arange(40) * 3.0), rows=120, columns=140)
    opened = open_file(path)
    assert opened is not None
    found = read_dose(opened)
    most, _ = most_bytes(lambda: read_dose(opened))
    assert found.max_gy == pytest.approx(dcm_max(path), rel=1e-12)
    assert most < 40 * 120 * 140 * 4 / 10


def most_bytes(job: Callable[[], Any]) -> tuple[int, Any]:
    """The most memory that was held at one time meanwhile, and the result."""
    gc.collect()
    tracemalloc.start()
    try:
        result = job()
        return tracemalloc.get_traced_memory()[1], result
    finally:
        tracemalloc.stop()


def test_voxels_cannot_be_written_to(tmp_path):
    with pytest.raises(ValueError, match="read-only"):
        stored(write_dose(tmp_path)).stored[0] = 0


def removed(keyword: str):
    def change(ds: Dataset) -> None:
        del ds[keyword]

    return change


def set_to(keyword: str, value: object):
    def change(ds: Dataset) -> None:
        setattr(ds, keyword, value)

    return change


REFUSED = {
    "relative dose": (set_to("DoseUnits", "RELATIVE"), "relative dose"),
    "no unit": (removed("DoseUnits"), "no stated unit"),
    "an unknown unit": (set_to("DoseUnits", "CGY"), "“CGY”"),
    "scaling 0": (set_to("DoseGridScaling", "0"), "a dose scaling of 0"),
    "no scaling": (removed("DoseGridScaling"), "no dose scaling"),
    "RBE-weighted dose": (set_to("DoseType", "EFFECTIVE"), "RBE-weighted"),
    "dose differences": (set_to("DoseType", "ERROR"), "dose differences"),
    "no dose type": (removed("DoseType"), "dose type missing"),
    "no position": (removed("ImagePositionPatient"), "where its voxels lie"),
    "no orientation": (removed("ImageOrientationPatient"), "where its voxels lie"),
    "axes not at right angles": (set_to("ImageOrientationPatient", [1, 0, 0, 1, 0, 0]), "where its voxels lie"),
    "no pixel spacing": (removed("PixelSpacing"), "where its voxels lie"),
    "no plane positions": (removed("GridFrameOffsetVector"), "how far its dose planes lie apart"),
    "frames that differ in time": (set_to("FrameIncrementPointer", 0x00181063), "how far its dose planes lie apart"),
    "too few plane positions": (set_to("GridFrameOffsetVector", [0, 10, 20]), "6 dose planes but 3 plane positions"),
    "two planes at one place": (set_to("GridFrameOffsetVector", [0, 10, 10, 20, 30, 40]), "two dose planes at one"),
    "plane positions that begin elsewhere": (
        set_to("GridFrameOffsetVector", [5, 10, 20, 30, 40, 50]),
        "contradicts itself",
    ),
    "no rows": (removed("Rows"), "rows and columns"),
    "a frame count that is no number": (lambda ds: ds["NumberOfFrames"].__setattr__("_value", "1A"), "“1A” frames"),
    "no pixels": (removed("PixelData"), "no pixels"),
    "pixels cut off": (lambda ds: setattr(ds, "PixelData", ds.PixelData[:-100]), "is cut off"),
}


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_is_refused_by_name(tmp_path, change, said):
    path = write_dose(tmp_path, change=change)
    with pytest.raises(DicomError, match=said) as refused:
        lone_dose(path)
    assert path.name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_patient_z_as_plane_positions_has_no_meaning_on_coronal_planes(tmp_path):
    path = write_dose(
        tmp_path, orientation=ORIENTATIONS["coronal"], change=set_to("GridFrameOffsetVector", [1, 2, 3, 4, 5, 6])
    )
    with pytest.raises(DicomError, match="contradicts itself"):
        lone_dose(path)


def test_a_single_dose_plane_is_refused(tmp_path):
    path = write_dose(tmp_path, offsets_mm=(0.0,))
    with pytest.raises(DicomError, match="single dose plane"):
        lone_dose(path)


def test_a_single_plane_position_read_as_a_bare_number_is_counted_as_one(tmp_path):
    path = write_dose(tmp_path, change=set_to("GridFrameOffsetVector", 0))
    with pytest.raises(DicomError, match="6 dose planes but 1 plane positions"):
        lone_dose(path)


def signed(lowest_share: float):
    """Turns the stored values into signed ones with one value of `lowest_share` times the largest."""

    def change(ds: Dataset) -> None:
        stored = np.frombuffer(ds.PixelData, "<u4").astype(np.int64) // 4
        stored[0] = int(lowest_share * stored.max())
        ds.PixelData = stored.astype("<i4").tobytes()
        ds.PixelRepresentation = 1

    return change


def test_noise_below_zero_counts_as_no_dose(tmp_path):
    _, dose_gy = read(write_dose(tmp_path, change=signed(-0.005)))
    assert dose_gy[0, 0, 0] == 0


def test_really_negative_values_are_no_dose(tmp_path):
    path = write_dose(tmp_path, change=signed(-0.02))
    with pytest.raises(DicomError, match="negative values"):
        lone_dose(path)


def test_a_dose_that_is_gone_is_named(tmp_path):
    path = write_dose(tmp_path)
    source = DoseSource(SourceFile(path, "RD.dcm"), "PLAN", "1.2.3")
    path.unlink()
    with pytest.raises(DicomError, match=r"RD\.dcm cannot be opened"):
        load_dose(source)


def test_a_text_file_is_not_a_dose(tmp_path):
    path = tmp_path / "RD.dcm"
    path.write_text("not DICOM at all " * 20)
    with pytest.raises(DicomError, match="not a DICOM file"):
        lone_dose(path)


def test_a_plan_is_not_a_dose(tmp_path):
    from tests.support.phantom_dicom import write_plan

    with pytest.raises(DicomError, match="not an RT dose"):
        lone_dose(write_plan(tmp_path))


# Real files. Truths: ../shared/data/README.md and odd_derived/truth.json.

SAME_AS_PELVIS = ("absolute_offsets", "descending_offsets", "big_endian", "deflated", "other_frame_of_reference")


@pytest.mark.parametrize("name", SAME_AS_PELVIS)
def test_the_real_pelvic_dose_is_the_same_in_every_convention(shared_data, name):
    grid, dose_gy = real(shared_data / "pelvis_brto" / "RT-Dose.dcm")
    other, other_gy = real(shared_data / "odd_derived" / f"RD_{name}.dcm")
    assert np.array_equal(dose_gy, other_gy)
    assert np.allclose(grid.corners(), other.corners())
    assert np.allclose(np.diff(grid.plane_mm), np.diff(other.plane_mm))


def test_the_real_pelvic_dose_has_planes_5_then_7_mm_apart_and_124_gy_at_most(shared_data):
    grid, dose_gy = real(shared_data / "pelvis_brto" / "RT-Dose.dcm")
    assert np.diff(grid.plane_mm).tolist() == [5.0] * 24 + [7.0] * 14
    assert dose_gy.max() == pytest.approx(124.0098, abs=1e-4)


def test_three_beams_of_the_real_pelvic_plan_sum_to_its_dose(shared_data):
    _, plan_gy = real(shared_data / "pelvis_brto" / "RT-Dose.dcm")
    beams = [real(shared_data / "odd_derived" / f"RD_beam{n}_of_3.dcm")[1] for n in (1, 2, 3)]
    assert np.allclose(sum(beams), plan_gy, atol=1e-4)


def test_35_fractions_of_the_real_pelvic_plan_are_its_dose(shared_data):
    _, plan_gy = real(shared_data / "pelvis_brto" / "RT-Dose.dcm")
    _, fraction_gy = real(shared_data / "odd_derived" / "RD_summation_FRACTION.dcm")
    assert np.allclose(35 * fraction_gy, plan_gy, atol=1e-4)


def test_a_real_feet_first_dose_runs_towards_the_feet(shared_data):
    grid, dose_gy = real(shared_data / "eclipse_ffs_dose" / "RD.TBB_feet_in_supine.dcm")
    # x decreases along a row from +99.9; 81 planes 2.5 mm apart run from z = +100 to z = -100
    assert grid.x_step_mm.tolist() == [-2.0, 0.0, 0.0]
    assert grid.normal.tolist() == [0.0, 0.0, -1.0]
    assert grid.corners()[:, 2].min() == pytest.approx(-100.0)
    assert grid.corners()[:, 2].max() == pytest.approx(100.0)
    assert dose_gy.max() == pytest.approx(1.6219, abs=1e-4)
