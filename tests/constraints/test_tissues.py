"""α/β of organs and targets: 2 for nerve, 3 for other late tissue, and an assumption only when it says so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.constraints import Confidence, TissueAlphaBeta, alpha_beta_for, load_tissue_table
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource


@pytest.mark.parametrize("organ", ["SpinalCord", "ThecalSac", "CaudaEquina", "SacralPlex", "Brainstem", "OpticChiasm"])
def test_nerve_has_alpha_beta_2(organ):
    value = alpha_beta_for(organ)
    assert (value.default_gy, value.assumed) == (2.0, False)


@pytest.mark.parametrize(
    "organ", ["Bladder", "Rectum", "Bowel_Small", "Bag_Bowel", "Femur_Head_L", "PenileBulb", "Sacrum"]
)
def test_other_late_tissue_has_alpha_beta_3(organ):
    value = alpha_beta_for(organ)
    assert (value.default_gy, value.assumed) == (3.0, False)


def test_lumbar_cord_keeps_2_and_tells_of_the_4_that_nieder_2006_used():
    value = alpha_beta_for("SpinalCord_Lum")
    assert (value.default_gy, value.low_gy, value.high_gy) == (2.0, 2.0, 4.0)
    assert "4 Gy" in value.reason


def test_prostate_cancer_ranges_from_1_5_to_3():
    value = alpha_beta_for("Prostate")
    assert (value.low_gy, value.high_gy) == (1.5, 3.0)


@pytest.mark.parametrize("target", ["PTV", "PTV1_6000", "CTVn", "GTV", "ITV", "IGTV_L"])
def test_a_target_has_the_tumour_value_as_a_marked_assumption(target):
    value = alpha_beta_for(target)
    assert (value.default_gy, value.assumed) == (10.0, True)
    assert "histology" in value.reason


def test_a_planning_margin_around_an_organ_has_the_alpha_beta_of_the_organ():
    assert alpha_beta_for("SpinalCord_PRV05") == alpha_beta_for("SpinalCord")


@given(st.none() | st.text(max_size=20))
def test_a_name_outside_the_table_is_never_silently_late_tissue(name):
    value = alpha_beta_for(name)
    table = load_tissue_table()
    assert value.assumed or (name or "").split("_PRV")[0] in table.organs
    if value.assumed:
        assert "assumed until somebody chooses" in value.reason


def test_every_row_has_a_source():
    assert all(value.source for value in load_tissue_table().rows.values())


def tissue(**fields):
    return TissueAlphaBeta(
        **{
            "tissue": "rectum",
            "default_gy": 3.0,
            "low_gy": None,
            "high_gy": None,
            "source": "somebody",
            "confidence": Confidence.MEDIUM,
            "assumed": False,
        }
        | fields
    )


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"default_gy": 0.0}, "must be finite and above zero"),
        ({"default_gy": float("inf")}, "must be finite and above zero"),
        ({"low_gy": 2.0}, "needs both ends or none"),
        ({"low_gy": 4.0, "high_gy": 5.0}, "outside its range"),
        ({"assumed": True}, "needs its reason"),
        ({"source": ""}, "needs its source"),
    ],
)
def test_a_value_without_range_source_or_reason_is_never_born(fields, complaint):
    with pytest.raises(ValueError, match=complaint):
        tissue(**fields)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(schema="other"), "its schema must be"),
        (lambda c: c.pop("tissues"), "tissues"),
        (lambda c: c["tissues"][0].update(default_gy="three"), "three"),
        (lambda c: c["tissues"][0].update(low_gy="two", high_gy="four"), "low_gy must be a number"),
        (lambda c: c["tissues"][0]["organs"].append("Bladder"), "Bladder is in two rows"),
    ],
)
def test_a_damaged_table_is_refused_before_any_eqd2(tmp_path, change, complaint):
    content = json.loads(resource("tissues", "alpha-beta.json").read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "table.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CaseFileError, match=complaint) as refused:
        load_tissue_table(path)
    assert "No EQD2 can be computed without it" in str(refused.value)
