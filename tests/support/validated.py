"""The verdict of `dciodvfy` (dicom3tools) on a DICOM object, where it is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def complaints(path: Path) -> list[str]:
    """Every line of dciodvfy that begins with Error or Warning; a validator that dies validates nothing."""
    program = shutil.which("dciodvfy", path=f"{Path(sys.executable).parent}:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    ran = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode >= 0, f"dciodvfy was ended by signal {-ran.returncode}: not validated"
    said = (ran.stdout + ran.stderr).splitlines()
    assert any(line.strip() in ("RTDose", "SpatialRegistration", "EncapsulatedPDF") for line in said), said
    return [line for line in said if line.startswith(("Error", "Warning"))]


def errors(path: Path) -> list[str]:
    """Only what makes the object invalid."""
    return [line for line in complaints(path) if line.startswith("Error")]
