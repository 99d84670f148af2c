"""The patient as drawn at one visit: CT slices, and the coarse model of his tissue that doses are calculated in."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.dicom.example.dose import density
from reirrad_gui.dicom.example.image import render, with_couch
from reirrad_gui.dicom.example.lattice import Lattice
from reirrad_gui.dicom.example.setup import Scan
from reirrad_gui.dicom.example.shapes import Array
from reirrad_gui.dicom.example.targets import ALWAYS, NEW_2018

COARSE_MM = 5.0


@dataclass(frozen=True, slots=True)
class Tissue:
    """Relative electron density (0 outside the skin) and distance to the skin in mm, in the visit's frame."""

    density: Lattice
    skin: Lattice


def _coarse(scan: Scan, volume: list[Array], outside: float) -> Lattice:
    """Slices averaged over blocks of pixels of about 5 mm."""
    by = max(1, round(COARSE_MM / scan.pixel_mm))
    count = scan.size // by
    blocks = [one[: count * by, : count * by].reshape(count, by, count, by).mean(axis=(1, 3)) for one in volume]
    first = np.array(scan.first_mm) + np.array([1.0, 1.0, 0.0]) * scan.pixel_mm * (by - 1) / 2
    step = np.array([scan.pixel_mm * by, scan.pixel_mm * by, scan.spacing_mm])
    return Lattice(first, step, np.stack(blocks).astype(np.float32), outside)


def draw(scan: Scan, each: Callable[[int, Array], None]) -> Tissue:
    """Draw every slice from the feet up, hand (number, HU with couch) to `each`, give back the tissue model."""
    lesions = ALWAYS if scan.number == 1 else (*ALWAYS, *NEW_2018)
    tissue, skins = [], []
    for number, z in enumerate(scan.heights()):
        hu, skin = render(scan.plane(float(z)), scan.filling, lesions, 1000 * scan.number + number)
        each(number, with_couch(hu, skin, scan))
        tissue.append(np.where(skin < 0, hu, -1000).astype(np.float32))
        skins.append(skin.astype(np.float32))
    hounsfield = _coarse(scan, tissue, -1000.0)
    return Tissue(replace(hounsfield, values=density(hounsfield.values), outside=0.0), _coarse(scan, skins, 50.0))
