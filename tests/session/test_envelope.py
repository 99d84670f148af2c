"""The organ-restricted envelope of an assessment, on boxes with linear doses; and what is near half a voxel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reirrad_gui.session.envelope as session_envelope
from reirrad_gui.case.regroup import merge_courses
from reirrad_gui.errors import EntryError
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.envelope import rests_on_registration
from reirrad_gui.session.later import Later
from reirrad_gui.session.opening import regrouped
from reirrad_gui.volume.registration import Origin, Registration
from tests.support.opened_cases import (
    FRAME_1,
    FRAME_2,
    along_x,
    box,
    course,
    field,
    opened_case,
    seed_case,
    structure_set,
    uniform,
)


def linked(first, second, names=("Bladder",), frames=(FRAME_1, FRAME_2), fractions=(5, 5), way=None):
    """Organs of 40 mm drawn in frame 2; course 1 planned in the first frame, registered onto it."""
    drawn = structure_set(*(box(name, i) for i, name in enumerate(names)))
    courses = (
        course(1, 20.0, fractions[0], frame=frames[0]),
        course(2, 20.0, fractions[1], frame=frames[1], structure_set_uid=drawn.uid),
    )
    matrix = np.eye(4) if way is None else way
    known = (Registration(FRAME_1, FRAME_2, matrix, Origin.REG_OBJECT, "by hand"),)
    return opened_case(courses, (first, second), (drawn,), known)


def organ(assessment, name="Bladder"):
    return next(o for o in assessment.organs if o.name == name)


def result(assessment, limit_gy=80.0, name="Bladder"):
    row = next(r for r in assessment.rows if r.organ == name)
    return next(r for r in row.results if r.limit.limit_gy == limit_gy)


def eqd2(gy, fractions=5, alpha_beta=3.0):
    return gy * (gy / fractions + alpha_beta) / (2 + alpha_beta)


def test_a_linear_dose_that_may_lie_5_mm_aside_is_bounded_by_gradient_times_radius_and_by_the_wall():
    # course 1: 20 + 0.2 x Gy, 24 Gy at the wall x = 20; course 2 nothing
    found = organ(
        Assessor(linked(field(along_x(20.0, 0.2)), field(uniform(0.0)))).assess(Settings(envelope_mm=5.0))
    ).envelope.value
    assert found.upper_eqd2.max_gy.value == pytest.approx(eqd2(24.0))  # never beyond the wall
    # 5 mm inward of the wall: 23 Gy; points lie some 1.4 mm apart
    assert found.lower_eqd2.max_gy.value == pytest.approx(eqd2(23.0), abs=0.5)
    assert found.lower_eqd2.max_gy.value >= eqd2(23.0) - 1e-9
    # in the middle of the organ ± 1 Gy: the coldest tenth is cut at x = −20, so the mean moves by less than 1 Gy
    plain = organ(Assessor(linked(field(along_x(20.0, 0.2)), field(uniform(0.0)))).assess(Settings()))
    middle = plain.cumulative_eqd2.mean_gy.value
    slope = (2 * 20 / 5 + 3) / 5  # dEQD2/dD at 20 Gy
    assert 0.75 * slope < found.upper_eqd2.mean_gy.value - middle < slope
    assert 0.75 * slope < middle - found.lower_eqd2.mean_gy.value < slope
    assert "assumed" in found.upper_eqd2.max_gy.source
    assert found.courses == (0,)


def test_the_dose_planned_on_the_organs_own_image_is_not_moved():
    found = organ(Assessor(linked(field(uniform(20.0)), field(along_x(20.0, 0.2)))).assess(Settings())).envelope.value
    total = eqd2(20.0) + eqd2(24.0)
    assert found.lower_eqd2.max_gy.value == pytest.approx(total)
    assert found.upper_eqd2.max_gy.value == pytest.approx(total)


def test_without_a_registration_there_is_nothing_that_could_be_off():
    found = organ(Assessor(seed_case(("Bladder",))).assess(Settings())).envelope.value
    assert "no dose reaches this structure through a registration" in found.why_not
    assert found.upper_eqd2.max_gy.value is None
    assert result(Assessor(seed_case(("Bladder",))).assess(Settings())).envelope.value is None


def test_the_radius_is_a_labelled_setting_that_can_be_undone_and_switched_off():
    session = Session(linked(field(along_x(20.0, 0.2)), field(uniform(10.0))))
    assert session.settings.envelope_mm == 3.0
    before = organ(session.assessment).envelope.value.upper_eqd2.mean_gy.value
    session.do("Registration may be off by 6 mm", lambda s: s.with_envelope(6.0))
    after = organ(session.assessment).envelope.value.upper_eqd2.mean_gy.value
    assert after > before
    session.do("Registration taken as exact", lambda s: s.with_envelope(0.0))
    assert "not asked" in organ(session.assessment).envelope.value.why_not
    assert result(session.assessment).envelope.value is None
    session.undo()
    session.undo()
    assert organ(session.assessment).envelope.value.upper_eqd2.mean_gy.value == before


@pytest.mark.parametrize("radius", [-1.0, 21.0, float("nan")])
def test_a_distance_that_cannot_be_meant_is_refused(radius):
    with pytest.raises(EntryError, match="between 0 and 20 mm"):
        Settings().with_envelope(radius)


def test_neither_an_assessment_nor_a_change_of_alpha_beta_searches_again(monkeypatch):
    searches = []
    real = session_envelope.envelope
    monkeypatch.setattr(session_envelope, "envelope", lambda *given: searches.append(1) or real(*given))
    session = Session(linked(field(along_x(20.0, 0.2)), field(uniform(10.0))))
    assert searches == []
    first = organ(session.assessment).envelope.value.upper_eqd2.mean_gy.value
    session.do("α/β", lambda s: s.with_alpha_beta("Bladder", 10.0))
    second = organ(session.assessment).envelope.value.upper_eqd2.mean_gy.value
    assert second < first
    assert result(session.assessment).envelope.value[1].value > 0
    assert len(searches) == 1
    session.do("5 mm", lambda s: s.with_envelope(5.0))
    assert len(searches) == 1
    assert organ(session.assessment).envelope.value.radius_mm == 5.0
    assert organ(session.assessment).envelope.value.lower_eqd2.max_gy.value > 0
    assert len(searches) == 2


def test_fewer_delivered_fractions_scale_the_bounds_without_a_new_search():
    session = Session(linked(field(along_x(20.0, 0.2)), field(uniform(0.0))))
    session.do("3 of 5", lambda s: s.with_delivered_fractions("phase 1", 3))
    found = organ(session.assessment).envelope.value
    assert found.upper_eqd2.max_gy.value == pytest.approx(eqd2(24.0 * 3 / 5, 3))


def test_unknown_dose_within_reach_counts_as_nothing_below_and_as_the_worst_above():
    # the old grid ends at x = 10, inside the organ; its edge has 20 + 0.2 · 10 = 22 Gy
    first = field(along_x(20.0, 0.2), (-60, -60, -60), (10, 60, 60))
    found = organ(Assessor(linked(first, field(uniform(0.0)))).assess(Settings(envelope_mm=3.0))).envelope.value
    assert found.upper_eqd2.max_gy.value == pytest.approx(eqd2(22.0), rel=1e-4)
    assert found.lower_eqd2.mean_gy.value < 0.75 * eqd2(20.0)
    plain = organ(Assessor(linked(first, field(uniform(0.0)))).assess(Settings()))
    assert found.lower_eqd2.mean_gy.value < plain.lower_eqd2.mean_gy.value
    assert found.upper_eqd2.mean_gy.value > plain.upper_eqd2.mean_gy.value


def test_a_course_of_two_phases_is_bounded_phase_by_phase():
    drawn = structure_set(box("Bladder", 1))
    courses = (
        course(1, 10.0, 5, frame=FRAME_1),
        course(2, 10.0, 5, frame=FRAME_1),
        course(3, 20.0, 5, structure_set_uid=drawn.uid),
    )
    known = (Registration(FRAME_1, FRAME_2, np.eye(4), Origin.REG_OBJECT, "by hand"),)
    doses = (field(along_x(10.0, 0.1)), field(along_x(10.0, 0.1)), field(uniform(0.0)))
    opened = opened_case(courses, doses, (drawn,), known)
    both = regrouped(opened, merge_courses(opened.case, ["course 1", "course 2"]))
    found = organ(Assessor(both).assess(Settings(envelope_mm=5.0))).envelope.value
    assert found.upper_eqd2.max_gy.value == pytest.approx(2 * eqd2(12.0))
    assert found.lower_eqd2.max_gy.value == pytest.approx(2 * eqd2(11.5), abs=0.3)


def test_targets_and_empty_structures_are_not_searched():
    opened = linked(field(along_x(20.0, 0.2)), field(uniform(10.0)), ("Bladder", "PTV"))
    assert "not asked of targets" in organ(Assessor(opened).assess(Settings()), "PTV").envelope.value.why_not
    empty = structure_set(box("Bladder", 1, half=0.0))
    nothing = opened_case(opened.case.courses, (None, None), (empty,), opened.registrations)
    assert organ(Assessor(nothing).assess(Settings())).envelope.value.why_not == "the structure encloses no volume"


def test_the_limits_band_holds_the_plain_sum_and_the_curves_run_beside_it():
    found = Assessor(linked(field(along_x(20.0, 0.2)), field(uniform(10.0)))).assess(Settings())
    band, plain = result(found).envelope.value, result(found).cumulative.value
    assert band[0].value < plain < band[1].value
    lower, upper = organ(found).envelope.value.curves
    assert (lower.bound, upper.bound) == ("envelope lower", "envelope upper")
    total = next(c for c in organ(found).curves if c.course is None)
    volumes = [np.interp(30.0, c.dose_gy, c.volume_percent) for c in (lower, total, upper)]
    assert volumes[0] < volumes[1] < volumes[2]


@settings(max_examples=10, deadline=None)
@given(
    first=st.tuples(st.floats(5, 25), st.floats(-0.08, 0.08)),
    second=st.tuples(st.floats(5, 25), st.floats(-0.08, 0.08)),
    radius=st.floats(0.5, 15),
)
def test_the_envelope_never_exceeds_the_sum_of_the_courses_maxima(first, second, radius):
    # ANCHORS 7.5, RADAR: an unrestricted search gave 126.9 Gy where both plans' maxima add up to 67.3 Gy
    opened = linked(field(along_x(*first)), field(along_x(*second)))
    found = organ(Assessor(opened).assess(Settings(envelope_mm=radius)))
    bounds = found.envelope.value
    assert bounds.lower_eqd2.max_gy.value <= found.cumulative_eqd2.max_gy.value + 1e-9
    assert found.cumulative_eqd2.max_gy.value <= bounds.upper_eqd2.max_gy.value + 1e-9
    assert bounds.upper_eqd2.max_gy.value <= found.sum_of_maxima.value + 1e-9


def test_only_a_dose_that_comes_through_a_registration_rests_on_one():
    assert rests_on_registration(linked(field(uniform(20.0)), field(uniform(20.0))))
    assert not rests_on_registration(seed_case(("Bladder",)))
    # both courses in one frame: a registration to some image is of no account
    same = linked(field(uniform(20.0)), field(uniform(20.0)), frames=(FRAME_2, FRAME_2))
    assert same.registrations
    assert not rests_on_registration(same)


def test_the_bands_stand_in_the_json():
    said = assessment_json(Assessor(linked(field(along_x(20.0, 0.2)), field(uniform(10.0)))).assess(Settings()))
    structure = next(s for s in said["structures"] if s["name"] == "Bladder")
    assert structure["envelope"]["radius_mm"] == 3.0
    assert structure["envelope"]["courses_searched"] == [1]
    low, high = (structure["envelope"]["eqd2"][side]["max_gy"] for side in ("lower", "upper"))
    assert low < structure["cumulative"]["eqd2"]["max_gy"] <= high
    limit = next(c for c in said["constraints"] if c["limit_gy"] == 80.0)
    assert limit["envelope_gy"][0] < limit["cumulative_eqd2_gy"] < limit["envelope_gy"][1]
    assert said["provenance"]["parameters"]["envelope_mm"] == 3.0
    same = assessment_json(Assessor(seed_case(("Bladder",))).assess(Settings()))
    assert "registration" in same["structures"][0]["envelope"]["why_not"]


def test_what_comes_later_is_computed_once_and_only_when_read():
    made = []
    later = Later(lambda: made.append(1) or len(made))
    assert not later.ready
    assert (later.value, later.value) == (1, 1)
    assert later.ready
    assert made == [1]
