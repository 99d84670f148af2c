"""N1, N3, N4, N13, N17: what goes wrong where doses are read, converted and added.

The first tests repeat the sums of ANCHORS 5.1, where another program's error was measured on doses that are linear in
position, so that the true sum is known everywhere.
"""

from dataclasses import replace

import numpy as np
import pytest
from pydicom import dcmread

from reirrad_gui.dicom import read_case
from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session, open_case
from tests.support.oracle import EXACT_GY, POSITIONS, course_field, read_field
from tests.support.phantom_dicom import (
    Group,
    Roi,
    Subject,
    Target,
    affine_dose,
    axes,
    cylinder,
    pelvis_rois,
    write_course,
    write_dose,
    write_plan,
    write_registration,
    write_structures,
)

FIELD = affine_dose(30.0, (0.2, 0.05, 0.1))
"""The dose of ANCHORS 5.1; the sum of two of it is twice the formula."""

SAMPLES = np.random.default_rng(11).uniform(-22, 22, (500, 3))
GRID = {"origin_mm": (-30.0, -30.0, -30.0), "rows": 31, "columns": 31, "pixel_spacing_mm": (2.0, 2.0),
        "offsets_mm": tuple(np.arange(0.0, 61, 2.0))}  # fmt: skip
OTHER = {"origin_mm": (-27.3, -28.1, -26.9), "rows": 21, "columns": 19, "pixel_spacing_mm": (2.9, 3.1),
         "offsets_mm": tuple(np.arange(0.0, 61, 3.0))}  # fmt: skip


def centred(orientation, off_mm=0.0):
    """A grid of 2 mm around the origin in any orientation, moved by `off_mm` along its own axes."""
    directions = np.stack(axes(orientation))
    return GRID | {
        "orientation": orientation,
        "origin_mm": np.round((np.full(3, -30.0) + off_mm) @ directions, 6),
    }


HFS, HFP, FFS, HFDL, FFP, HFDR = (
    POSITIONS[name]
    for name in (
        "head first supine", "head first prone", "feet first supine", "head first decubitus left", "feet first prone",
        "head first decubitus right",
    )
)  # fmt: skip
PAIRS = {
    "different grids, head first supine": (GRID, OTHER),
    "3 mm columns and 2 mm rows beside 2 mm and 3 mm": (
        GRID | {"pixel_spacing_mm": (2.0, 3.0), "columns": 21},
        GRID | {"pixel_spacing_mm": (3.0, 2.0), "rows": 21},
    ),
    "both prone": (centred(HFP), centred(HFP, 0.7)),
    "both feet first supine, 1 mm apart": (centred(FFS), centred(FFS, 1.0)),
    "both decubitus left, 1 mm apart": (centred(HFDL), centred(HFDL, 1.0)),
    "both feet first prone, 1 mm apart": (centred(FFP), centred(FFP, 1.0)),
    "both decubitus right, 1 mm apart": (centred(HFDR), centred(HFDR, 1.0)),
    "offsets as patient z in the first": (GRID | {"absolute": True}, OTHER),
    "supine and prone": (centred(HFS), centred(HFP)),
    "same shape, other place": (GRID, GRID | {"origin_mm": (-26.0, -31.0, -28.0)}),
}


def two_plans(folder, first, second, gy=(21.0, 20.0), fractions=(3, 5), fields=(FIELD, FIELD)):
    """Two courses in one frame of reference, each with a dose of its own grid."""
    old, new = Subject(), replace(Subject(), key="course 2", date="20180301")
    for subject, grid, prescribed, n, field in zip((old, new), (first, second), gy, fractions, fields, strict=True):
        part = folder / subject.key
        write_plan(part, subject, groups=(Group(n),), targets=(Target(prescribed),))
        write_dose(part, subject, field, frame_uid=old.frame_uid, **grid)
    return folder


@pytest.mark.parametrize("pair", PAIRS)
def test_two_doses_of_different_grids_add_up_to_the_formula(tmp_path, pair):
    """N1: Slicer forum 29848, 16352, 8338, 16223 (70 Gy became 68.42); DVH-Analytics#35; dicompyler-plugins#4;
    CERR#498; pymedphys#1380; dicompyler-core#164.

    Elsewhere: up to 46.6 Gy wrong with pixels that are not square, 2.5 Gy prone, 47.9 Gy with patient z as offsets, and
    supine with prone refused (ANCHORS 5.1).
    """
    case = read_case([two_plans(tmp_path, *PAIRS[pair])])
    total = sum(course_field(course).dose_at(SAMPLES) for course in case.courses)
    assert total == pytest.approx(2 * FIELD(SAMPLES), abs=EXACT_GY)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_any_number_of_doses_of_one_plan_is_added(tmp_path, number):
    """N1: dicompyler-plugins#4, Slicer forum 16352 (two doses at most; grids taken for equal by their shape)."""
    write_plan(tmp_path, groups=(Group(3, beams=range(1, number + 1)),))
    for beam in range(1, number + 1):
        grid = OTHER if beam % 2 else GRID | {"origin_mm": (-30.0 + beam, -30.0, -30.0 - beam)}
        write_dose(tmp_path, field=FIELD, name=f"beam{beam}", summation="BEAM", beams=[beam], **grid)
    [course] = read_case([tmp_path]).courses
    assert course_field(course).dose_at(SAMPLES) == pytest.approx(number * FIELD(SAMPLES), abs=EXACT_GY)


@pytest.mark.parametrize("change", [{"origin_mm": (-31.0, -32.0, -33.5)}, {"pixel_spacing_mm": (3.0, 3.25)}], ids=str)
def test_doses_of_one_shape_in_different_places_are_not_added_voxel_by_voxel(tmp_path, change):
    """N1: RadReirradiation and PlatiPy compare array sizes only (ANCHORS 3.1, 3.7); Slicer forum 16352."""
    write_plan(tmp_path, groups=(Group(3, beams=(1, 2)),))
    for beam, grid in ((1, GRID), (2, GRID | change)):
        write_dose(tmp_path, field=FIELD, name=f"beam{beam}", summation="BEAM", beams=[beam], **grid)
    [course] = read_case([tmp_path]).courses
    assert course_field(course).dose_at(SAMPLES) == pytest.approx(2 * FIELD(SAMPLES), abs=EXACT_GY)


def test_where_the_smaller_grid_ends_the_sum_is_unknown_and_not_what_the_other_gave(tmp_path):
    """N1, N2: outside counted as 0 Gy in 90 % of voxels without a word (ANCHORS 5.1); CERR#739, OnkoDICOM#76."""
    small = GRID | {"origin_mm": (-10.0, -10.0, -10.0), "rows": 11, "columns": 11, "offsets_mm": (0.0, 5.0, 10.0, 20.0)}
    session = Session(open_case([two_plans(tmp_path, GRID, small)]))
    frame = Subject().frame_uid
    total = session.display.dose(SAMPLES, None, Quantity.PHYSICAL, 3.0, frame)
    within = (np.abs(SAMPLES) <= 10.0).all(axis=1)
    assert np.array_equal(~np.isnan(total), within)
    assert total[within] == pytest.approx(2 * FIELD(SAMPLES)[within], rel=1e-6)


def test_21_gy_in_3_and_20_gy_in_5_are_70_gy_and_never_the_66_63_gy_of_41_in_8(tmp_path, assess):
    """N3: Slicer forum 41376; PyEQD2#2; DVHmetrics#10; matRad#534, #744; pymedphys#2033.

    21 (7 + 3)/5 = 42; 20 (4 + 3)/5 = 28; pooled as one course it would be 41 (5.125 + 3)/5 = 66.63 Gy.
    """
    flat = (affine_dose(21.0, (0, 0, 0)), affine_dose(20.0, (0, 0, 0)))
    two_plans(tmp_path, {}, {}, fields=flat)
    write_structures(tmp_path, rois=pelvis_rois(tuple(range(-20, 21, 5))))
    bladder = next(s for s in assess(tmp_path)["structures"] if s["name"] == "Bladder")
    assert [c["eqd2"]["mean_gy"] for c in bladder["courses"]] == pytest.approx([42.0, 28.0], abs=1e-4)
    for metric in ("mean_gy", "max_gy", "d0_03cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy"):
        assert bladder["cumulative"]["eqd2"][metric] == pytest.approx(70.0, abs=1e-4)
    assert bladder["cumulative"]["physical_display_only"]["max_gy"] == pytest.approx(41.0, abs=1e-4)


def test_every_voxel_has_its_own_dose_per_fraction(tmp_path):
    """N3: one prescribed dose per fraction for every voxel doubles the EQD2 of low doses (pyCERR, ANCHORS 3.5).

    30 % of 21 Gy in 3 at α/β 3: 6.3 Gy in fractions of 2.1 Gy, 6.3 (2.1 + 3)/5 = 6.426 Gy; with 7 Gy per fraction it
    would be 12.6 Gy.
    """
    write_course(tmp_path)
    write_dose(tmp_path, field=affine_dose(6.3, (0, 0, 0)))
    session = Session(open_case([tmp_path]))
    found = session.display.dose(np.zeros(3), 0, Quantity.EQD2, 3.0, Subject().frame_uid)
    assert float(found) == pytest.approx(6.426, abs=1e-5)


def test_alpha_beta_is_never_silently_ignored(tmp_path, assess):
    """N3: DVHmetrics#19 (a parameter that had no effect). 21 Gy in 3: 44.33 Gy at 2.5, 29.75 Gy at 10 (ANCHORS 7.5)."""
    write_course(tmp_path)
    write_dose(tmp_path, field=affine_dose(21.0, (0, 0, 0)))
    session = Session(open_case([tmp_path]))
    frame = Subject().frame_uid
    at = {
        ab: float(session.display.dose(np.zeros(3), 0, Quantity.EQD2, ab, frame)) for ab in (1.5, 2.0, 2.5, 3.0, 10.0)
    }
    assert at == pytest.approx({1.5: 51.0, 2.0: 47.25, 2.5: 44.333, 3.0: 42.0, 10.0: 29.75}, abs=1e-3)
    session.do("α/β 2", lambda s: s.with_alpha_beta("Bladder", 2.0))
    bladder = next(o for o in session.assessment.organs if o.name == "Bladder")
    assert bladder.cumulative_eqd2.max_gy.value == pytest.approx(47.25, abs=1e-3)


def bowl(points_mm):
    """No symmetry that a mirrored or turned grid could hide behind; trilinear between planes of 2 mm to 0.05 Gy."""
    x, y, z = np.moveaxis(points_mm, -1, 0)
    return 20 + 0.2 * x - 0.1 * y + 0.15 * z + 0.002 * x * y - 0.003 * y * z


@pytest.mark.parametrize("where", POSITIONS)
def test_the_same_phantom_in_any_patient_position_has_the_same_numbers(tmp_path, dvh, where):
    """N4: dicompyler-core#29, #144, #183, #274, #285; DVH-Analytics#62; dicompyler#107; CERR#214; matRad#551, #117,
    #679; pymedphys#929, #1771; Pinnacle-tar-DICOM#3.
    """
    slices = tuple(range(-15, 16, 3))
    drawn = (Roi("Bladder", cylinder((-4, -12, 0), 14, slices), 1), Roi("Rectum", cylinder((3, 15, 0), 8, slices), 2))
    structures = write_structures(tmp_path, rois=drawn)
    here = dvh(structures, write_dose(tmp_path, field=bowl, name="here", **centred(HFS)))
    there = dvh(structures, write_dose(tmp_path, field=bowl, name="there", **centred(POSITIONS[where])))
    for name, row in here.items():
        assert row["covered_percent"] == 100.0
        for metric in ("mean_gy", "min_gy", "max_gy", "d98_percent_gy", "d50_percent_gy", "d0_03cc_gy", "d2cc_gy"):
            assert there[name][metric] == pytest.approx(row[metric], abs=1e-4), metric


@pytest.mark.parametrize("bits", [16, 32])
def test_the_largest_code_is_the_largest_dose(tmp_path, bits):
    """N13: Evil-DICOM#107 (unsigned read as signed: the dose halves and turns negative); Slicer forum 16757, 29728."""
    highest = 2**bits - 1

    def full_scale(ds):
        stored = np.frombuffer(ds.PixelData, f"<u{bits // 8}").copy()
        stored[:] = np.linspace(0, highest, stored.size, dtype=np.float64).astype(stored.dtype)
        stored[-1] = highest
        ds.PixelData = stored.tobytes()
        ds.DoseGridScaling = f"{70.0 / highest:.10g}"

    field = read_field(write_dose(tmp_path, bits=bits, change=full_scale))
    assert field.max_gy == pytest.approx(70.0, rel=1e-6)
    assert field.dose_gy.min() >= 0
    assert (np.diff(field.dose_gy.ravel()) >= 0).all()


def test_a_dose_stored_with_a_sign_is_read_with_it(tmp_path):
    """N13: Evil-DICOM#107, the other way round: signed values read as unsigned."""

    def signed(ds):
        stored = (np.frombuffer(ds.PixelData, "<u2") // 2).astype("<i2")
        stored[0] = -1  # noise in a corner: read without its sign it would be twice the largest dose
        ds.PixelData = stored.tobytes()
        ds.PixelRepresentation = 1
        ds.DoseGridScaling = str(float(ds.DoseGridScaling) * 2)

    path = write_dose(tmp_path, bits=16, field=FIELD, change=signed, **GRID)
    step = float(dcmread(path).DoseGridScaling)
    assert read_field(path).dose_at(SAMPLES) == pytest.approx(FIELD(SAMPLES), abs=step)
    assert read_field(path).max_gy == pytest.approx(FIELD(np.array([[30.0, 30.0, 30.0]]))[0], abs=step)


def test_a_scaling_written_with_more_than_16_characters_changes_no_dose(tmp_path):
    """N13: DICOMator#31 (a decimal string of more than 16 characters, cut off by another program)."""
    path = write_dose(tmp_path, field=FIELD, bits=16, **GRID)
    content = dcmread(path)
    exact = float(content.DoseGridScaling)
    raw = path.read_bytes()
    long = f"{exact:.22f}"
    start = raw.index(b"\x04\x30\x0e\x00DS")
    length = int.from_bytes(raw[start + 6 : start + 8], "little")
    written = long.encode() + (b" " if len(long) % 2 else b"")
    path.write_bytes(raw[: start + 6] + len(written).to_bytes(2, "little") + written + raw[start + 8 + length :])
    found = read_field(path).max_gy
    assert found == pytest.approx(float(long) * float(content.pixel_array.max()), rel=1e-6)


def test_row_and_column_spacing_are_never_exchanged(tmp_path, dvh):
    """N17: rt-utils#92, #141; DICOMator#18; dicompyler-core (46.6 Gy, ANCHORS 5.1).

    4 mm from row to row (y), 2 mm from column to column (x): a dose that rises along y only, 0.5 Gy/mm.
    """
    rising = affine_dose(30.0, (0.0, 0.5, 0.0))
    path = write_dose(tmp_path, field=rising, pixel_spacing_mm=(4.0, 2.0), origin_mm=(-30, -40, -30), rows=21,
                      columns=31, offsets_mm=tuple(np.arange(0.0, 61, 3.0)))  # fmt: skip
    assert read_field(path).dose_at(SAMPLES) == pytest.approx(rising(SAMPLES), abs=EXACT_GY)
    rows = dvh(write_structures(tmp_path, rois=pelvis_rois(tuple(range(-20, 21, 5)))[1:]), path)
    # bladder: a cylinder of 15 mm around y = −15; rectum: 8 mm around y = 25
    assert rows["Bladder"]["mean_gy"] == pytest.approx(22.5, abs=1e-3)
    assert (rows["Bladder"]["min_gy"], rows["Bladder"]["max_gy"]) == pytest.approx((15.0, 30.0), abs=0.02)
    assert rows["Rectum"]["mean_gy"] == pytest.approx(42.5, abs=1e-3)


def test_a_voxel_lies_at_its_centre_and_not_at_its_corner(tmp_path):
    """N17: DICOMator#18, rt-utils#141 (half a voxel off)."""
    path = write_dose(tmp_path, field=FIELD, **OTHER)
    first = np.asarray(OTHER["origin_mm"])
    field = read_field(path)
    assert float(field.dose_at(first)) == pytest.approx(float(FIELD(first)), abs=EXACT_GY)
    assert np.isnan(field.dose_at(first - [1.0, 0, 0]))  # within half a voxel of it, but beyond its centre: not known


def test_dose_and_structures_meet_through_a_registration_in_any_pair_of_positions(tmp_path, assess):
    """N4, N16: planned prone then supine; the registration turns the patient over (180 degrees about the long axis)."""
    first, second = Subject(), Subject(key="course 2", date="20180301")
    over = np.diag([-1.0, -1.0, 1.0, 1.0])
    over[:3, 3] = [5.0, -3.0, 2.0]
    for subject, grid, gy, n in ((first, centred(HFP), 21.0, 3), (second, centred(HFS), 20.0, 5)):
        write_plan(tmp_path / subject.key, subject, groups=(Group(n),), targets=(Target(gy),))
        write_dose(tmp_path / subject.key, subject, bowl if subject is second else over_seen(over), **grid)
    write_structures(tmp_path, second, pelvis_rois(tuple(range(-12, 13, 3)))[1:2])
    write_registration(tmp_path, second, second.frame_uid, first.frame_uid, [over])
    bladder = next(s for s in assess(tmp_path)["structures"] if s["name"] == "Bladder")
    one, other = (c["physical"] for c in bladder["courses"])
    for metric in ("mean_gy", "max_gy", "d2cc_gy"):
        assert one[metric] == pytest.approx(other[metric], abs=0.02)


def over_seen(matrix):
    """`bowl` as it lies in the frame from which `matrix` leads to its own."""
    return lambda points_mm: bowl(points_mm @ matrix[:3, :3].T + matrix[:3, 3])
