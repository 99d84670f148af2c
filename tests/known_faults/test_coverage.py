"""N2: an organ that the old dose grid reaches only in part. Nothing unknown becomes 0, or 100 %, or a verdict.

dicompyler-core#371 (V20 750 instead of 770 cc), #148, #26, #241; DVH-Analytics#133; matRad#530; OnkoDICOM#76;
z-rad#252; CERR#739.
"""

import json

import numpy as np
import pytest

from reirrad_gui.cli import main
from reirrad_gui.constraints import Standing
from reirrad_gui.session import Session, open_case
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.shots import settle, window_for_shots
from tests.support.half_covered import write_half_covered
from tests.support.phantom_dicom import Roi, affine_dose, cylinder, write_dose, write_structures

LIMIT_GY = 80.0
HALF = np.pi * 12**2 * 72 * np.sin(2 * np.pi / 72) / (2 * np.pi) * 40 / 1000  # cc of 40 mm of a 72-gon of 12 mm


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The case that `python -m tests.support.half_covered` writes."""
    return write_half_covered(tmp_path_factory.mktemp("half"))


@pytest.fixture(scope="module")
def said(folder):
    """What `reirrad-gui assess` prints of it."""
    assert main(["assess", str(folder), "--json", str(folder / "said.json")]) == 0
    return json.loads((folder / "said.json").read_text(encoding="utf-8"))


@pytest.fixture
def rectum(said):
    """The rectum of course 2, with its limits."""
    limits = [c for c in said["constraints"] if c["organ"] == "Rectum"]
    return next(s for s in said["structures"] if s["name"] == "Rectum"), limits


def test_half_of_the_rectum_is_covered_by_course_1_and_all_of_it_by_course_2(rectum):
    organ, _ = rectum
    assert organ["volume_cc"] == pytest.approx(2 * HALF, rel=1e-4)
    assert organ["coverage_percent"] == pytest.approx([50.0, 100.0], abs=0.01)


def test_no_metric_of_the_covered_half_is_passed_off_as_the_organs(rectum):
    organ, _ = rectum
    names = ("mean_gy", "max_gy", "d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d2cc_gy", "d5cc_gy")
    for said in (organ["courses"][0]["physical"], organ["courses"][0]["eqd2"], organ["cumulative"]["eqd2"]):
        for name in names:
            assert said[name] is None
            assert "partly outside the dose grid" in said["reasons"][name]
    assert organ["courses"][1]["physical"]["mean_gy"] == pytest.approx(20.0, abs=1e-3)


def test_the_bounds_are_nothing_and_the_largest_dose_at_the_end_of_the_old_grid(rectum):
    organ, _ = rectum
    lower, upper = organ["cumulative"]["bounds"]["lower"], organ["cumulative"]["bounds"]["upper"]
    # known: 30 exp(−18²/288) = 9.74 Gy in 5 at x = −12: 9.74 (1.948 + 3)/5 = 9.64; and 20 (4 + 3)/5 = 28 everywhere
    assert lower["max_gy"] == pytest.approx(9.64 + 28.0, abs=0.03)
    # unknown: at most what the faces hold, at x = −29.5 and z = 4 mm: 30 exp(−0.5²/288 − 1²/12800) = 29.97 Gy
    # in 5, which is 29.97 (5.994 + 3)/5 = 53.91 Gy
    for name in ("max_gy", "d0_03cc_gy", "d2cc_gy", "d5cc_gy"):
        assert upper[name] == pytest.approx(53.91 + 28.0, abs=0.03)
        assert lower[name] < upper[name]
    # half of the organ at 53.91 instead of nothing
    assert upper["mean_gy"] - lower["mean_gy"] == pytest.approx(53.91 / 2, abs=0.03)


def test_a_limit_between_the_bounds_is_not_assessable_and_nothing_is_said_to_be_left(rectum, said):
    _, limits = rectum
    [limit] = [c for c in limits if c["limit_gy"] == LIMIT_GY]
    assert limit["status"] == "not assessable"
    assert limit["cumulative_eqd2_gy"] is None
    assert limit["remaining_eqd2_gy"] is None
    assert limit["bounds_gy"]["lower"] < LIMIT_GY < limit["bounds_gy"]["upper"]
    assert "cannot be said whether it is kept" in limit["reason"]
    assert any("Not assessable although a limit exists: Rectum" in warning for warning in said["warnings"])


def test_an_organ_wholly_inside_the_grid_keeps_its_numbers(said):
    bladder = next(s for s in said["structures"] if s["name"] == "Bladder")
    assert bladder["coverage_percent"] == [100.0, 100.0]
    assert bladder["cumulative"]["eqd2"]["d0_5cc_gy"] is not None


def test_on_screen_it_says_not_assessable_and_how_much_is_covered(folder):
    rows = constraint_rows(Session(open_case([folder])).assessment)
    row = next(r for r in rows if r.name == "Rectum")
    assert row.standing is Standing.NOT_ASSESSABLE
    assert row.status.second == "50.0 % covered"
    assert (row.number.first[0], row.number.second[0]) == ("≥", "≤")


@pytest.mark.usefixtures("qapp")
def test_on_screen_the_slice_beyond_the_old_grid_is_hatched_and_the_hatching_explained(folder, tmp_path):
    window = window_for_shots(tmp_path)
    window.resize(1280, 800)
    window.show()
    window.open([folder])
    settle(window)
    overlay = window.stage.widget("overlay")
    session = window.session
    assert UNKNOWN_HERE in overlay.words.legend.words
    probe = session.display.probe(np.array([0.0, 30.0, 30.0]), session.display.reference_frame_uid, 3.0)
    assert "outside the dose grid" in str(probe)
    window.close()


def test_half_a_cylinder_beyond_the_grid_is_never_scaled_up_to_the_whole(tmp_path, dvh):
    """ANCHORS 5.2: 23.72 cc at 20 Gy, where 12.2 to 15.1 cc lie inside the grid and the rest is unknown."""
    slices = tuple(np.arange(-28.5, 30, 3.0))
    structures = write_structures(tmp_path, rois=[Roi("Cylinder", cylinder((0, 0, 0), 12, slices))])
    rising = affine_dose(20.0, (0.5, 0, 0))
    dose = write_dose(tmp_path, field=rising, origin_mm=(-30, -30, -60), rows=21, columns=25,
                      pixel_spacing_mm=(3.0, 2.5), offsets_mm=tuple(np.arange(0.0, 61, 3.0)))  # fmt: skip
    row = dvh(structures, dose, options=("--curve",))["Cylinder"]
    assert row["covered_percent"] == pytest.approx(50.0, abs=0.01)
    assert row["volume_cc"] == pytest.approx(27.1, abs=0.05)
    for name in ("mean_gy", "min_gy", "max_gy", "d95_percent_gy", "d0_03cc_gy", "d2cc_gy"):
        assert row[name] is None
    # inside the grid the mean is 20 Gy, at its edge (x = 30 mm) at most 35 Gy; of the other half nothing is known
    assert row["bounds"]["lower"]["mean_gy"] == pytest.approx(20.0 / 2, abs=0.01)
    assert row["bounds"]["upper"]["mean_gy"] == pytest.approx((20.0 + 35.0) / 2, abs=0.01)
    # of the half inside the grid, 13.6 cc, half received 20 Gy: 6.8 cc for certain; at worst also the unknown 13.6 cc
    assert row.get("curve") is None or max(row["curve"]["volume_cc"]) <= row["volume_cc"] + 1e-6
