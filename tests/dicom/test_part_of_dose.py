"""Of a large dose only the voxels around some organs are kept, but maximum and edge are those of all of it."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dicom import doses as module
from reirrad_gui.dicom import load_dose, load_part_of_dose, read_cases
from reirrad_gui.dose.field import DoseField

BOX = (slice(3, 9), slice(5, 20), slice(4, 15))


@pytest.fixture(scope="module")
def sources(example_files):
    return [d for case in read_cases([example_files]) for c in case.courses for p in c.phases for d in p.doses]


@pytest.mark.parametrize("looked_at", [True, False], ids=["highest numbers known", "all is looked at again"])
def test_the_part_is_that_of_the_whole_dose_with_its_maximum_and_its_edge(sources, monkeypatch, looked_at):
    monkeypatch.setattr(module, "LARGE_BYTES", 0)
    if looked_at:
        monkeypatch.setattr(module, "_extremes", lambda *_: pytest.fail("all of a dose was looked at"))
    for source in sources if looked_at else [replace(source, highest_stored=None) for source in sources]:
        whole = load_dose(source)
        found = load_part_of_dose(source, lambda _: BOX)
        assert found is not None
        assert found.grid.same_as(whole.grid)
        np.testing.assert_array_equal(found.part.stored, whole.stored[BOX])
        assert found.part.gy_per_unit == whole.gy_per_unit
        field = DoseField(*whole)
        assert found.highest * whole.gy_per_unit == field.max_gy
        assert found.edge_highest * whole.gy_per_unit == field.edge_max_gy


def test_a_small_dose_and_one_that_is_needed_nearly_whole_are_read_whole(sources, monkeypatch):
    assert load_part_of_dose(sources[0], lambda _: BOX) is None
    monkeypatch.setattr(module, "LARGE_BYTES", 0)
    assert load_part_of_dose(sources[0], lambda grid: tuple(slice(0, n) for n in grid.shape)) is None
    assert load_part_of_dose(sources[0], lambda _: None) is None
