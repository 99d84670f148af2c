"""Whether organs named differently may be the same tissue: what a letter says of one, it says of the other."""

import pytest

from reirrad_gui.case.shared_tissue import PARTS, may_share_tissue
from reirrad_gui.constraints import constraint_set_names, load_constraint_set
from reirrad_gui.patient.name_table import name_table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bowel", "Ileum"),
        ("Bag_Bowel", "Bowel"),
        ("SpinalCanal", "SpinalCord_Lum"),
        ("SpinalCord_PRV05", "SpinalCord"),
        ("Lungs", "Lung_L"),
        ("Kidney_Cortex_R", "Kidneys"),
        ("VB_L", "VB_L3"),
        ("VB_T", "VB_T05"),
        ("Rectum", "Canal_Anal"),
        ("Ovaries", "Ovary_L"),
        ("Bone_Pelvic", "PubicSymphys"),
    ],
)
def test_an_organ_shares_tissue_with_what_contains_it(one, other):
    assert may_share_tissue(one, other)
    assert may_share_tissue(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bladder", "Rectum"),
        ("Lung_L", "Lung_R"),
        ("Bowel_Small", "Bowel_Large"),
        ("VB_L3", "VB_T05"),
        ("Brain", "Brainstem"),
        ("SacralPlex", "BrachialPlex_L"),
    ],
)
def test_organs_that_are_certainly_apart_share_none(one, other):
    assert not may_share_tissue(one, other)
    assert not may_share_tissue(other, one)


def test_every_organ_shares_tissue_with_itself():
    assert all(may_share_tissue(name, name) for name in name_table().canonical)


def test_a_contour_that_stands_in_for_an_organ_in_a_shipped_set_shares_its_tissue():
    limits = [limit for name in constraint_set_names() for limit in load_constraint_set(name).limits]
    pairs = [(organ, stand_in) for limit in limits for organ in limit.applies_to for stand_in in limit.surrogates]
    assert pairs
    assert [pair for pair in pairs if not may_share_tissue(*pair)] == []


def test_parts_are_names_of_the_table_once_their_side_is_added():
    known = set(name_table().canonical)
    stems = known | {name.removesuffix("_L") for name in known}
    named = {part for parts in PARTS.values() for part in parts}
    assert sorted(named - stems) == []
