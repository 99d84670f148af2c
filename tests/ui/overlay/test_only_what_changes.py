"""A change draws a plane anew where a dose on it is another one, and nowhere else; nothing shown stays behind."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.ui.overlay import plane_picture
from reirrad_gui.ui.overlay.planes import Plane
from tests.support import overlay_case as case


@pytest.fixture
def drawn(monkeypatch):
    """Counts how often doses were drawn on a plane."""
    count = [0]
    plain = plane_picture.draw_on_ground

    def draw(*given):
        count[0] += 1
        plain(*given)

    monkeypatch.setattr(plane_picture, "draw_on_ground", draw)
    return count


def at_rest(view):
    QCoreApplication.processEvents()
    while any(plane.behind for plane in view.area.planes.values()):
        QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def pixels(picture):
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def changed(session, **of_first_course):
    """The session with another state of its first course, as after an edit."""
    first, *rest = session.display.courses
    session.display = case.display((replace(first, **of_first_course), *rest))
    return session


def looked_at(overlay_of, selection, course, quantity):
    session = case.SessionOf()
    view = overlay_of(session)
    selection.select_course(course)
    view.bar.quantity_chosen.emit(quantity)
    at_rest(view)
    for plane in view.area.planes.values():
        plane.grab()  # what is looked at a second time is kept as a picture
    return view, session


@pytest.mark.parametrize(
    ("course", "quantity"), [(1, Quantity.EQD2), (1, Quantity.PHYSICAL), (None, Quantity.PHYSICAL)]
)
def test_recovery_draws_no_plane_again_whose_dose_it_leaves(overlay_of, selection, drawn, course, quantity):
    view, session = looked_at(overlay_of, selection, course, quantity)
    first = session.display.courses[0]
    session.display = view._display.__class__(
        (replace(first, recovery=(0.5, 0.5)), *session.display.courses[1:]), (case.shift_registration(),),
        view._display._structures, view._display.images, view._display._loaded, case.CT_UID, case.FRAME_2,
        view._display._found,
    )  # fmt: skip
    drawn[0] = 0
    view.refresh()
    at_rest(view)
    assert drawn[0] == 0


def test_recovery_draws_the_accumulated_dose_of_all_planes_again(overlay_of, selection, drawn):
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    before = {plane: pixels(one.grab()) for plane, one in view.area.planes.items()}
    drawn[0] = 0
    changed(session, recovery=(0.5, 0.5))
    view.refresh()
    at_rest(view)
    assert drawn[0] == 3
    for plane, one in view.area.planes.items():
        assert not np.array_equal(pixels(one.grab()), before[plane])


def test_the_large_plane_is_painted_first_and_the_others_in_the_next_turn(overlay_of, selection):
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    changed(session, recovery=(0.4, 0.4))
    view.refresh()
    behind = {plane: one.behind for plane, one in view.area.planes.items()}
    assert behind == {Plane.AXIAL: False, Plane.SAGITTAL: True, Plane.CORONAL: True}
    at_rest(view)
    assert not any(one.behind for one in view.area.planes.values())


def test_a_picture_taken_between_two_frames_shows_one_state_only(overlay_of, selection):
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    changed(session, recovery=(0.4, 0.4))
    view.refresh()
    assert view.area.planes[Plane.CORONAL].behind
    between = pixels(view.area.grab())
    at_rest(view)
    assert np.array_equal(pixels(view.area.grab()), between)
    assert np.array_equal(pixels(view.screen().grabWindow(view.winId())), pixels(view.grab()))


def test_a_slice_looks_the_same_at_once_and_from_the_canvas_it_is_kept_on(overlay_of, selection, drawn):
    """Drawn onto the window the first time, onto a canvas the second, and from then on no more."""
    view, _ = looked_at(overlay_of, selection, None, Quantity.EQD2)
    axial = view.area.planes[Plane.AXIAL]
    axial._draw_anew()
    drawn[0] = 0
    seen = [pixels(axial.grab()) for _ in range(4)]
    assert drawn[0] == 2
    for again in seen[1:]:
        assert np.array_equal(again, seen[0])


def test_each_change_reaches_the_planes_whatever_came_before(overlay_of, selection):
    """Back and forth between states, courses, quantities and ratios: always as if drawn for the first time."""
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    axial = view.area.planes[Plane.AXIAL]

    def anew():
        axial.pictures.forget()
        axial._draw_anew()
        return pixels(axial.grab())

    steps = [
        lambda: changed(session, recovery=(0.5, 0.5)),
        lambda: selection.select_course(0),
        lambda: changed(session, recovery=(0.0, 0.0)),
        lambda: selection.select_course(None),
        lambda: view.bar.quantity_chosen.emit(Quantity.PHYSICAL),
        lambda: changed(session, phases=(replace(session.display.courses[0].phases[0], fractions=10),)),
        lambda: view.bar.quantity_chosen.emit(Quantity.BED),
        lambda: view.bar.alpha_beta_chosen.emit(5.0),
        lambda: changed(session, phases=(replace(session.display.courses[0].phases[0], delivered_share=0.5),)),
    ]
    for step in steps:
        step()
        view.refresh()
        at_rest(view)
        seen = pixels(axial.grab())
        assert np.array_equal(seen, anew())


def test_levels_that_were_refused_give_way_to_those_in_force_with_the_next_change(overlay_of, selection):
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    levels = view.dose_panel.findChild(QLineEdit, "levels")
    before = levels.text()
    levels.setText("no number")
    levels.editingFinished.emit()
    changed(session, recovery=(0.4, 0.4))
    view.refresh()
    assert levels.text() == before


def test_the_field_of_the_ratio_shows_what_is_in_force_and_is_off_for_physical_dose(overlay_of, selection):
    view, session = looked_at(overlay_of, selection, None, Quantity.EQD2)
    session.settings = replace(session.settings, display_alpha_beta_gy=4.5)
    view.refresh()
    assert view.bar.alpha_beta.value() == 4.5 and view.bar.alpha_beta.isEnabled()
    view.bar.quantity_chosen.emit(Quantity.PHYSICAL)
    assert not view.bar.alpha_beta.isEnabled()
