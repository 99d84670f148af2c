"""The built-in example, generated once for all journeys of a run."""

from pathlib import Path

import pytest

from reirrad_gui.dicom.example import write_example
from reirrad_gui.session import Opened, open_case


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's folder, as its generator writes it."""
    return write_example(tmp_path_factory.mktemp("example") / "case")


@pytest.fixture(scope="session")
def opened_example(example: Path) -> Opened:
    """The example, opened like anybody's folder."""
    return open_case([example])
