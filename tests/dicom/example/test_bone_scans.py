"""The bone scans: both views the right way round, foci where the case report lists them."""

import numpy as np
import pydicom
import pytest

from reirrad_gui.dicom.example.bone_scans import BONE_SCANS, COLUMNS, PIXEL_MM, ROWS, views
from reirrad_gui.dicom.example.write_nm import scan_description
from reirrad_gui.store.story import read_story

FRONT, BACK = 0, 1
_TOP_MM = 2030.0


def counts_around(image, x_mm, z_mm, view, half=7):
    """Mean counts in a box of ±16 mm; x to the patient's left."""
    column = round(COLUMNS / 2 + (x_mm if view == FRONT else -x_mm) / PIXEL_MM)
    row = round((_TOP_MM - z_mm) / PIXEL_MM)
    return image[view, row - half : row + half + 1, column - half : column + half + 1].mean()


@pytest.fixture(scope="module")
def scans():
    return {scan.year: views(scan).astype(float) for scan in BONE_SCANS}


def test_the_left_femur_is_on_the_right_of_the_front_view_and_on_the_left_of_the_back_view(scans):
    for view in (FRONT, BACK):
        left, right = (counts_around(scans[2012], side * 122, 793, view) for side in (1, -1))
        assert left > 2 * right
    row = round((_TOP_MM - 793) / PIXEL_MM)
    strip = scans[2012][:, row - 5 : row + 6].mean(axis=1)
    assert strip[FRONT].argmax() > COLUMNS / 2 > strip[BACK].argmax()


@pytest.mark.parametrize(
    ("site", "x_mm", "z_mm", "view"),
    [
        ("sternum", 2, 1340, FRONT),
        ("lumbar spine", 6, 1049, BACK),
        ("pelvis", 20, 953, BACK),
        ("shaft of the left femur", 122, 793, FRONT),
    ],
)
def test_sites_listed_in_2012_stand_out_and_stay_in_2014(scans, site, x_mm, z_mm, view):
    around = scans[2012][view]
    for year in (2012, 2014):
        assert counts_around(scans[year], x_mm, z_mm, view, 3) > 4 * around[around > 5].mean(), (site, year)


def test_the_scan_of_2014_is_stationary(scans):
    totals = [scans[year].sum() for year in (2012, 2014)]
    assert totals[0] == pytest.approx(totals[1], rel=0.01)
    for (place, radius, uptake), (place2, radius2, uptake2) in zip(BONE_SCANS[0].foci, BONE_SCANS[1].foci, strict=True):
        assert (place, radius, uptake) == (place2, radius2, uptake2)


@pytest.mark.parametrize(
    ("site", "x_mm", "z_mm", "view"),
    [
        ("T8", 0, 1293, BACK),
        ("L3", 0, 1086, BACK),
        ("right sternoclavicular joint", -23, 1434, FRONT),
        ("right sacroiliac joint", -48, 979, BACK),
        ("left ischium", 64, 867, BACK),
        ("left ischiopubic ramus", 33, 847, FRONT),
    ],
)
def test_sites_listed_in_2018_are_new(scans, site, x_mm, z_mm, view):
    new, old = (counts_around(scans[year], x_mm, z_mm, view, 3) for year in (2018, 2014))
    mirrored = counts_around(scans[2018], -x_mm, z_mm, view, 3)
    assert new > 1.5 * old, site
    assert x_mm == 0 or new > 1.5 * mirrored, site


def test_fifteen_foci_are_new_in_2018_as_the_report_lists_them():
    # T8, L3, L4, sternoclavicular, 4 + 1 + 3 ribs, sacroiliac, ischium, ramus
    assert len(BONE_SCANS[2].foci) - len(BONE_SCANS[1].foci) == 15


def test_the_object_says_which_view_is_which_and_which_tracer_was_used(bone_scans):
    for scan in bone_scans.values():
        assert list(scan.ImageType) == ["ORIGINAL", "PRIMARY", "WHOLE BODY", "EMISSION"]
        names = [d.ViewCodeSequence[0].CodeMeaning for d in scan.DetectorInformationSequence]
        assert names == ["Anterior projection", "Posterior projection"]
        assert list(scan.DetectorVector) == [1, 2]
        assert scan.pixel_array.shape == (2, 1024, 256)
        assert scan.RadiopharmaceuticalInformationSequence[0].Radiopharmaceutical == "Tc-99m MDP"
        assert 0.5e6 < scan.pixel_array[0].sum() < 1.5e6


def test_the_file_holds_the_drawn_counts(bone_scans, scans):
    for year, scan in bone_scans.items():
        np.testing.assert_array_equal(scan.pixel_array, scans[year])


def test_the_marks_of_the_story_lie_on_foci_of_the_synthetic_scans(example):
    marked = 0
    for event, described in read_story(example / "example.reirrad.json").events:
        for lesion in getattr(event.facts, "lesions", ()):
            for spot in lesion.spots:
                scan = next(one for one in BONE_SCANS if scan_description(one) == described)
                dataset = pydicom.dcmread(example / "bone_scans" / f"NM.{scan.year}.dcm")
                assert spot.image_uid == dataset.SOPInstanceUID
                towards = 1 if spot.frame == 1 else -1
                places = [
                    ((_TOP_MM - z) / PIXEL_MM, COLUMNS / 2 + towards * x / PIXEL_MM) for (x, _, z), _, _ in scan.foci
                ]
                down, across = spot.down * ROWS, spot.across * COLUMNS
                nearest = min(abs(down - row) + abs(across - column) for row, column in places)
                assert nearest < 2, (event.uid, lesion.text)  # pixels
                marked += 1
    assert marked == 7 + 15  # foci of 2012 that its report names, and the 15 listed in 2018
