"""Whether two organs, by their canonical (TG-263) names, may have tissue in common.

A letter names organs in words of its time: who says that the bowel was reached has said so of the bowel bag and of
every part of the bowel. Where that is not certain, the answer is yes: the dose then stays unknown instead of 0.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Bag_Bowel": ("Bowel_Small", "Bowel_Large"),
        "Spc_Bowel": ("Bowel_Small", "Bowel_Large"),
        "Bowel": ("Bowel_Small", "Bowel_Large"),
        "Bowel_Small": ("Duodenum", "Jejunum", "Ileum", "Jejunum_Ileum"),
        "Bowel_Large": ("Appendix", "Cecum", "Colon", "Rectum"),
        "Jejunum_Ileum": ("Jejunum", "Ileum"),
        "Rectum": ("Canal_Anal", "Anus", "Sphincter_Anal"),
        "Canal_Anal": ("Anus", "Sphincter_Anal"),
        "Sphincter_Anal": ("Anus",),
        "SpinalCanal": ("ThecalSac",),
        "ThecalSac": ("SpinalCord", "CaudaEquina"),
        "CaudaEquina": ("SpinalCord_Lum", "SpinalCord_Sac"),
        "Brain": ("Cerebellum", "Hippocampi"),
        "Hippocampi": ("Hippocampus",),
        "Orbit": ("Eye", "OpticNrv"),
        "Eye": ("Lens", "Retina"),
        "Heart": ("A_LAD",),
        "Pericardium": ("Heart",),
        "GreatVes": ("A_Aorta", "A_Pulmonary", "V_Venacava_I", "V_Venacava_S"),
        "Prostate": ("Urethra_Prostatc",),
        "Penis": ("PenileBulb", "Urethra"),
        "Genitals": ("Penis", "Testis", "Vulva", "Vagina"),
        "Vagina": ("VaginalCuff",),
        "Uterus": ("Cervix",),
        "Ovaries": ("Ovary",),
        "Skin": ("Lips",),
        "Skull": ("Bone_Mandible",),
        "Bone_Pelvic": ("Acetabulum", "Bone_Ilium", "Bone_Ischium", "PubicSymphys", "Sacrum"),
        "Femur": ("Femur_Head", "Femur_Joint", "Femur_Neck", "Femur_Shaft"),
        "Femur_Joint": ("Femur_Head", "Femur_Neck", "Acetabulum"),
        "Sacrum": ("VB_S",),
        "VBs": ("VB",),
        "Bone": (
            "BoneMarrow", "Bone_Pelvic", "Clavicle", "Femur", "Humerus", "Scapula", "Skull", "VB", "Sacrum",
        ),
        "BoneMarrow": ("Bone_Pelvic", "Clavicle", "Femur", "Humerus", "Scapula", "Skull", "VB", "Sacrum"),
    }
)  # fmt: skip
"""What contains what, by names without their side; a part may have parts of its own."""

VERTEBRAE = "VB"
_MARGIN = re.compile(r"_?PRV\d*$|_Wall$|^Wall_", re.IGNORECASE)
_SIDE = re.compile(r"_([LR])$")


def may_share_tissue(organ: str, other: str) -> bool:
    """True unless two organs are certainly apart: one is not a part of the other, nor the two of one side's.

    Examples
    --------
    >>> may_share_tissue("Bag_Bowel", "Ileum"), may_share_tissue("Femur_L", "Femur_Head_L")
    (True, True)
    >>> may_share_tissue("Rectum", "Bladder"), may_share_tissue("Lung_L", "Lung_R")
    (False, False)
    """
    (one, side), (two, other_side) = _without_side(organ), _without_side(other)
    if side and other_side and side != other_side:
        return False
    return any(_same_or_part(a, b) for a in _with_parts(one) for b in _with_parts(two))


def _without_side(name: str) -> tuple[str, str]:
    plain = _MARGIN.sub("", name)
    if plain.startswith(VERTEBRAE):  # "VB_L" is lumbar, not left
        return plain, ""
    side = match[1] if (match := _SIDE.search(plain)) else ""
    stem = _SIDE.sub("", plain)
    return (stem[:-1] if stem.endswith("s") and stem[:-1] in _PAIRED else stem), side


_PAIRED = frozenset(
    {
        "Acetabulum", "BrachialPlex", "Breast", "Eye", "Femur", "Femur_Shaft", "Glnd_Submand", "Kidney", "Lung",
        "Parotid", "Retina", "Ureter",
    }
)  # fmt: skip
"""Organs whose plural names both sides."""


@cache
def _with_parts(stem: str) -> frozenset[str]:
    found, ahead = {stem}, [stem]
    while ahead:
        for part in PARTS.get(ahead.pop(), ()):
            if part not in found:
                found.add(part)
                ahead.append(part)
    return frozenset(found)


def _same_or_part(one: str, other: str) -> bool:
    """The same name, or one that continues it: "Colon" and "Colon_Sigmoid", "VB" and "VB_L3"."""
    if one.startswith(VERTEBRAE):
        return one.startswith(other) or other.startswith(one)
    return one == other or one.startswith(f"{other}_") or other.startswith(f"{one}_")
