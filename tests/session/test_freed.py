"""A case of a few hundred megabytes leaves memory when the last view lets go of it, not when Python tidies up."""

import gc
from weakref import ref

import numpy as np
import pytest

from reirrad_gui.session import Settings
from reirrad_gui.session.assess import Assessor
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.opened_cases import FRAME_1, FRAME_2, along_x, box, course, field, opened_case, structure_set

EDITS = (
    Settings(),
    Settings().with_alpha_beta("Rectum", 5.0),
    Settings().with_model("lq-l"),
    Settings(envelope_mm=5.0),
)


@pytest.fixture
def nobody_tidies_up():
    """The garbage collector rests, as it does while the program draws."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def linked(names=("Bladder", "Rectum", "SpinalCord")):
    """A few organs, course 1 planned in another frame and registered."""
    drawn = structure_set(*(box(name, i, half=15.0) for i, name in enumerate(names)))
    courses = (course(1, 20.0, 5, frame=FRAME_1), course(2, 20.0, 5, structure_set_uid=drawn.uid))
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    return opened_case(courses, (field(along_x(20.0, 0.1)), field(along_x(18.0, -0.1))), (drawn,), known)


def read(assessment):
    """Everything that is computed when somebody reads it, as text."""
    said = [repr(assessment.cord_scores)]
    for organ in assessment.organs:
        said += [repr(organ.hottest.sentence), repr(organ.envelope.value.upper_eqd2.max_gy)]
        said += [str(curve.volume_percent.sum()) for curve in (*organ.curves, *organ.physical_curves.value)]
        said.append(repr(assessment.sources.of(organ.canonical_name)))
    return [*said, *read_results(assessment.rows)]


def read_results(rows):
    results = [result for row in rows for result in row.results]
    return [repr((result.steps, result.envelope and result.envelope.value)) for result in results]


def closed_again():
    """Weak references to what is large of a case that was opened, looked at, changed and closed."""
    opened = linked()
    assessor = Assessor(opened)
    for settings in EDITS:
        assessor.assess(settings)  # what nobody reads still knows how to compute itself
    read(assessor.assess(EDITS[-1]))
    large = [assessor, assessor._kept, opened.doses[0][0].field.stored, opened.organs[0].points.points_mm]
    large += [dose for doses in assessor._kept.planned.values() for dose in doses.lower.doses_gy]
    large += [dose for later in assessor._kept.within.values() for dose in later.value.upper.doses_gy]
    return [ref(one) for one in large]


def test_a_closed_case_and_all_that_was_computed_for_it_leave_memory_without_the_garbage_collector(nobody_tidies_up):
    large = closed_again()
    assert len(large) > 10
    assert [one() for one in large] == [None] * len(large)
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        left = {f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert not [name for name in left if name.startswith(("reirrad_gui", "numpy"))]


def test_what_outlives_its_assessor_says_what_it_said_before():
    kept = Assessor(linked(["Bladder"]))
    lone = Assessor(linked(["Bladder"])).assess(EDITS[-1])
    rows, envelope = lone.rows, lone.organs[0].envelope
    del lone
    before = kept.assess(EDITS[-1])
    assert read_results(rows) == read_results(before.rows)
    assert envelope.value.upper_eqd2.max_gy == before.organs[0].envelope.value.upper_eqd2.max_gy
