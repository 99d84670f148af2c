"""The pictures of a report show what the panel judges, where its doses are highest, and say what they are."""

from datetime import date

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session import Session
from reirrad_gui.session.curves import shown_curves
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.panel.rows import constraint_rows
from reirrad_gui.ui.report import curves, maxima
from reirrad_gui.ui.report.content import DVH, TIMELINE, report_of
from reirrad_gui.ui.report.limiting import MOST_DRAWN, limiting
from reirrad_gui.ui.report.pictures import album_now, found
from reirrad_gui.ui.report.told import Voice
from reirrad_gui.ui.report.wish import Wish
from tests.support.opened_cases import along_x, field, opened_case, seed_case, uniform

TODAY = date(2026, 11, 21)
ORGANS = ("SacralPlex", "Bowel_Small", "CaudaEquina", "Bag_Bowel", "Colon_Sigmoid", "Colon", "Rectum", "Bladder")
FORTY = (*ORGANS, *(f"Unknown {n}" for n in range(32)))


@pytest.fixture(scope="module")
def session():
    """No CT; the dose rises to the left, so that maxima lie at an edge of each organ."""
    return Session(seed_case(first=field(along_x(21.0, 0.05))))


@pytest.fixture(scope="module")
def ready(session):
    return found(maxima.Shot.of(session), None)


@pytest.fixture(scope="module")
def windows_before(qapp):
    """Windows on screen before anything is drawn: of other tests, not yet collected."""
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


@pytest.fixture(scope="module")
def album(windows_before, session):
    return album_now(session, TODAY, Voice("en"))


def test_organs_that_limit_are_drawn_worst_first_as_the_panel_has_them(session, ready):
    rows = [row for row in constraint_rows(session.assessment) if row.has_limit and not row.absent]
    wanted = [row.name for row in rows if row.standing.word != "within"]
    assert wanted
    assert [place.row.name for place in ready.maxima.places] == wanted[:MOST_DRAWN]


def test_a_picture_stands_at_the_organs_highest_dose_and_draws_that_dose(session, ready):
    for place in ready.maxima.places:
        organ = session.assessment.organ(place.row.key)
        assert np.allclose(place.point_mm, organ.hottest.point_mm)
        look = place.look
        assert look.quantity is Quantity.EQD2
        assert look.alpha_beta_gy == organ.alpha_beta.value
        frame = ready.maxima.display.reference_frame_uid
        at = ready.maxima.display.dose(place.point_mm[None], None, look.quantity, look.alpha_beta_gy, frame)
        assert at[0] == pytest.approx(organ.hottest.accumulated_eqd2.value, abs=0.01)
        legend = place.words[Plane.AXIAL].legend
        assert legend.title[0] == f"EQD2 (α/β {look.alpha_beta_gy:g} Gy), Gy"
        assert place.sentence == organ.hottest.sentence


def test_the_album_has_the_history_every_maximum_and_the_histograms_sharp_enough_for_paper(session, ready, album):
    drawn = album.drawn
    assert (drawn.timeline.name, drawn.dvh.name) == (TIMELINE, DVH)
    assert len(drawn.maxima) == len(ready.maxima.places)
    for place, picture in zip(ready.maxima.places, drawn.maxima, strict=True):
        assert picture.caption.startswith(f"{place.row.name}: {place.row.status.first}.")
        assert place.sentence in picture.caption
        image = QImage.fromData(picture.png)
        assert image.width() == maxima.WIDTH_PX * maxima.SHARP
        assert len({image.pixel(x, 600) for x in range(0, image.width(), 7)}) > 20, "a dose is drawn"
    for picture in (drawn.timeline, drawn.dvh):
        assert QColor(QImage.fromData(picture.png).pixel(2, 2)).lightness() > 240, "light, for paper"
    text = report_of(session, Wish(), TODAY, drawn).text
    assert all(picture.caption in text for picture in (drawn.timeline, drawn.dvh, *drawn.maxima))


def test_drawing_leaves_no_window_and_no_step_to_undo(session, windows_before, album):
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible() and one not in windows_before] == []
    assert session.undo_label is None


def test_histograms_are_those_of_the_assessment_course_by_course(session, ready):
    assert ready.curves.doses == (None, 0, 1)
    assert {organ.key for organ in ready.curves.organs} == {place.row.key for place in ready.maxima.places}
    for organ in ready.curves.organs:
        own = shown_curves(session.assessment.organ(organ.key), curves.CHOICE, session.assessment.courses)
        assert len(organ.lines) == 3
        for line in organ.lines:
            curve = next(one for one in own if one.course == line.course)
            assert np.array_equal(line.lower.dose, curve.dose)
            assert np.array_equal(line.lower.volume, curve.volume)


def test_of_forty_organs_the_first_are_drawn_and_the_others_named():
    assessment = Session(seed_case(FORTY, field(uniform(40.0)))).assessment
    drawn = limiting(assessment)
    assert len(assessment.organs) == 40
    assert len(drawn.rows) == MOST_DRAWN
    limits = [row for row in constraint_rows(assessment) if row.has_limit and not row.absent]
    left = [row.name for row in limits if row.standing.word != "within"][MOST_DRAWN:]
    assert left
    assert all(name in " ".join(drawn.said) for name in left)


def test_a_case_without_structures_says_that_there_is_nothing_to_draw(qapp):
    bare = seed_case()
    session = Session(opened_case(bare.case.courses, (field(along_x(21.0, 0.0)),) * 2, ()))
    drawn = album_now(session, TODAY, Voice("en")).drawn
    assert (drawn.maxima, drawn.dvh) == ((), None)
    assert drawn.said
    assert "No organ is contoured" in report_of(session, Wish(), TODAY, drawn).text


def test_without_identity_structures_names_go_from_captions_and_pictures(ready):
    changed = maxima._changed(ready.maxima.places[0].words[Plane.AXIAL], lambda text: text.replace("PTV", "■■■"))
    assert not any("PTV" in line for line in changed.probe)
    assert curves.painted(ready.curves, lambda _: "■■■").width() == curves.WIDTH_PX * maxima.SHARP
