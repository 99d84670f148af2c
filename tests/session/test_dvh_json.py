"""What the `dvh` command says of one dose, beside its metrics."""

import json

import jsonschema
import numpy as np
import pytest
from pydicom import dcmread

from reirrad_gui.resources import resource
from reirrad_gui.session.dvh_json import dvh_json
from tests.support.phantom_dicom import Roi, affine_dose, cylinder, write_dose, write_structures

SCHEMA = json.loads(resource("schema", "dvh-1.json").read_text(encoding="utf-8"))
SLICES = tuple(np.arange(-28.5, 30, 3.0))
NEAR_MAXIMA = ("d0_03cc_gy", "d0_1cc_gy", "d0_5cc_gy", "d1cc_gy", "d2cc_gy", "d5cc_gy")


def measured(folder, gradient, planes=31, radius=12):
    """A cylinder of 60 mm on slices of 3 mm, its dose 20 Gy in the middle with a gradient in Gy/mm."""
    structures = write_structures(folder, rois=[Roi("Cylinder", cylinder((0, 0, 0), radius, SLICES))])
    dose = write_dose(folder, field=affine_dose(20.0, gradient), origin_mm=(-30, -30, -45), rows=21, columns=25,
                      pixel_spacing_mm=(3.0, 2.5), offsets_mm=tuple(3.0 * np.arange(planes)))  # fmt: skip
    said = json.loads(json.dumps(dvh_json(structures, [dose])))
    jsonschema.Draft202012Validator(SCHEMA).validate(said)
    return said["structures"][0]


def test_near_maxima_carry_half_a_slice_times_the_gradient_along_the_slices(tmp_path):
    # half a slice is 1.5 mm: at 0.2 Gy/mm every near-maximum is known to 0.3 Gy either way
    row = measured(tmp_path, (0.0, 0.0, 0.2))
    for name in NEAR_MAXIMA:
        assert row["half_slice_bands_gy"][name] == pytest.approx([row[name] - 0.3, row[name] + 0.3], abs=1e-3)


def test_a_dose_that_does_not_change_along_the_slices_leaves_no_doubt_about_near_maxima(tmp_path):
    row = measured(tmp_path, (0.3, 0.0, 0.0))
    for name in NEAR_MAXIMA:
        assert row["half_slice_bands_gy"][name] == pytest.approx([row[name]] * 2, abs=1e-3)


def test_where_the_dose_beside_the_structure_is_not_known_there_is_no_band(tmp_path):
    # the grid ends at z = 30 mm, where the cylinder does; half a slice further nothing is known
    row = measured(tmp_path, (0.0, 0.0, 0.2), planes=26)
    assert row["d2cc_gy"] is not None
    assert row["half_slice_bands_gy"] == dict.fromkeys(NEAR_MAXIMA)


def test_what_is_larger_than_the_structure_has_no_band(tmp_path):
    row = measured(tmp_path, (0.0, 0.0, 0.2), radius=3)  # 1.7 cc
    assert row["half_slice_bands_gy"]["d2cc_gy"] is None
    assert row["half_slice_bands_gy"]["d1cc_gy"] is not None


def test_a_dose_that_states_no_frame_of_reference_is_measured_and_it_says_so(tmp_path):
    structures = write_structures(tmp_path, rois=[Roi("Cylinder", cylinder((0, 0, 0), 12, SLICES))])
    stated = write_dose(tmp_path, name="stated")
    silent = write_dose(tmp_path, name="silent")
    found = dcmread(silent)
    del found.FrameOfReferenceUID
    found.save_as(silent)
    frames = [dvh_json(structures, [dose])["method"]["frame_of_reference"] for dose in (stated, silent)]
    assert frames == ["the same", "not stated by silent.dcm: taken for that of the structures"]
