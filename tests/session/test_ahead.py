"""Putting points in order ahead, and finding figures when they are read, change nothing but the time it takes."""

from dataclasses import replace

import numpy as np
import pytest

from reirrad_gui.dose.mixed import Mixed
from reirrad_gui.session import Assessor, Session, Settings
from reirrad_gui.session import ahead as ahead_module
from reirrad_gui.session import organs as organs_module
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.settings import Recovery
from tests.support.opened_cases import along_x, field, seed_case

EDITS = (
    lambda s: s,
    lambda s: s.with_alpha_beta("Rectum", 2.3),
    lambda s: s.with_alpha_beta("Bladder", 4.1),
    lambda s: s.with_recovery(Recovery("user", 35.0, "board")),
    lambda s: s.with_delivered_fractions("phase 1", 2),
    lambda s: s.with_recovery(Recovery()),
)


@pytest.fixture
def case():
    return seed_case(first=field(along_x(20.0, 0.2)), second=field(along_x(18.0, -0.15), high_mm=(60, 60, 5)))


def told(assessment):
    curves = [
        (c.dose_gy.tolist(), c.volume_percent.tolist(), c.bound) for organ in assessment.organs for c in organ.curves
    ]
    return assessment_json(assessment), curves


def test_a_change_long_after_the_first_assessment_gives_what_a_fresh_assessment_gives(case):
    session, settings = Session(case), Settings()
    for edit in EDITS:
        session.do("edit", edit)
        settings = edit(settings)
    fresh = Assessor(case).assess(settings)
    (said, curves), (expected, expected_curves) = told(session.assessment), told(fresh)
    assert said == expected
    for curve, other in zip(curves, expected_curves, strict=True):
        assert curve[0] == other[0]
        assert curve[1] == pytest.approx(other[1], rel=1e-12, abs=1e-12)


def test_curves_and_the_ways_of_adding_that_no_verdict_rests_on_are_found_when_they_are_read(monkeypatch):
    counted, searched = [], []
    curve, near = Mixed.curve, organs_module.region_near_max
    monkeypatch.setattr(Mixed, "curve", lambda dose, points: counted.append(dose) or curve(dose, points))
    monkeypatch.setattr(organs_module, "region_near_max", lambda *given: searched.append(given) or near(*given))
    session = Session(seed_case(first=field(along_x(20.0, 0.2)), second=field(along_x(18.0, -0.15))))
    session.do("edit", EDITS[3])
    assert (counted, searched) == ([], [])
    rectum = next(o for o in session.assessment.organs if o.name == "Rectum")
    assert rectum.curves[-1].dose_gy[0] == 0.0
    assert counted == []
    assert rectum.curves[-1].volume_percent[0] == 100.0
    assert len(counted) == 1
    region, maxima = rectum.overlap_region_near_max, rectum.sum_of_maxima
    assert len(searched) == 1
    assert region.value <= maxima.value  # two hot spots together never exceed both highest doses


def test_points_put_in_order_behind_the_scenes_are_there_for_the_first_change(case, monkeypatch):
    monkeypatch.setattr(ahead_module, "WORTH_ORDERING", 1)
    session = Session(case)
    waiting = session._ready.assessor._ahead._preparing
    assert waiting
    orders = [future.result() for future in waiting]
    assert all((np.diff(order.cold_gy) >= 0).all() for order in orders)
    session.do("edit", EDITS[1])
    assert told(session.assessment)[0] == told(Assessor(case).assess(session.settings))[0]


def test_what_has_not_begun_is_left_alone_once_a_change_comes(case):
    class Waiting:
        cancelled = False

        def cancel(self):
            self.cancelled = True

    session, waiting = Session(case), Waiting()
    session._ready.assessor._ahead._preparing = [waiting]
    session.do("edit", EDITS[1])
    assert waiting.cancelled


def test_a_constraint_set_of_a_file_is_read_again_once_it_has_changed(case, tmp_path):
    from reirrad_gui.resources import resource

    path = tmp_path / "own.json"
    shipped = resource("constraints", "pelvis-slevin-2021.json").read_text(encoding="utf-8")
    path.write_text(shipped, encoding="utf-8")
    assessor, settings = Assessor(case), replace(Settings(), constraint_set=str(path))
    before = assessor.assess(settings).constraint_set_title
    path.write_text(shipped.replace(before, "Our own limits"), encoding="utf-8")
    assert assessor.assess(settings).constraint_set_title == "Our own limits"


def test_a_row_stays_the_same_object_until_something_is_edited_that_concerns_its_organ(case):
    session = Session(case)
    rows = {row.organ: row for row in session.assessment.rows}
    session.do("edit", lambda s: s.with_alpha_beta("Rectum", 2.3))
    kept = [row.organ for row in session.assessment.rows if row.organ_key and row is rows[row.organ]]
    assert "Bladder" in kept
    assert "Rectum" not in kept
    for edit in (lambda s: s.with_candidate_fractions(10), EDITS[3], EDITS[4]):
        before = {id(row) for row in session.assessment.rows}
        session.do("edit", edit)
        assert not any(id(row) in before for row in session.assessment.rows if row.organ_key)
