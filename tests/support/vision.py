"""How colours look to people with a colour vision deficiency, and how far apart two colours are then.

Complete protan-, deutan- and tritanopia: Machado, Oliveira and Fernandes, "A physiologically-based model for
simulation of color vision deficiency", IEEE Trans Vis Comput Graph 15 (2009) 1291-1298, the matrices of severity 1.0,
applied to linear RGB. Difference: CIE 1976 ΔE*ab (ISO/CIE 11664-4), D65.
"""

import numpy as np

MACHADO_2009 = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
SRGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""IEC 61966-2-1, D65."""
TOLD_APART = 20.0
"""ΔE*ab under which two categories are taken as one colour: nearly nine just noticeable differences (2.3 each,
Mahy 1994), since marks are small and apart from each other."""


def linear(colour: str) -> np.ndarray:
    """Linear RGB, 0 to 1, of "#rrggbb"."""
    stored = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(stored <= 0.04045, stored / 12.92, ((stored + 0.055) / 1.055) ** 2.4)


def seen(colour: str, deficiency: str) -> np.ndarray:
    """Linear RGB as seen with a deficiency; any other word: as it is."""
    matrix = MACHADO_2009.get(deficiency)
    return linear(colour) if matrix is None else np.clip(np.array(matrix) @ linear(colour), 0.0, 1.0)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB."""
    xyz = SRGB_TO_XYZ @ rgb / (SRGB_TO_XYZ @ np.ones(3))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, deficiency: str = "") -> float:
    """ΔE*ab of two colours."""
    return float(np.linalg.norm(lab(seen(one, deficiency)) - lab(seen(other, deficiency))))
