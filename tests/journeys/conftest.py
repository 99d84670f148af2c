"""The built-in example, generated once for all tests of a run."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def example(example_files: Path) -> Path:
    """The example's folder, as its generator writes it."""
    return example_files
