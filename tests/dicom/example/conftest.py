"""The example's folder, written once per run, and its objects."""

from collections.abc import Mapping
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset


@pytest.fixture(scope="session")
def example(example_files: Path) -> Path:
    return example_files


@pytest.fixture(scope="session")
def rt(example: Path) -> Mapping[str, Dataset]:
    """Structures, plans, doses and the registration by file name without ending."""
    return {path.stem: pydicom.dcmread(path) for path in sorted(example.glob("**/R*.dcm"))}


@pytest.fixture(scope="session")
def ct(example: Path) -> Mapping[int, list[Dataset]]:
    """Slices of both CTs from the feet up."""
    return {
        course: [pydicom.dcmread(path) for path in sorted((example / f"course{course}" / "CT").iterdir())]
        for course in (1, 2)
    }


@pytest.fixture(scope="session")
def bone_scans(example: Path) -> Mapping[int, Dataset]:
    return {int(path.stem[-4:]): pydicom.dcmread(path) for path in (example / "bone_scans").iterdir()}
