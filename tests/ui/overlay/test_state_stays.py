"""N19, N27, N32: nothing changes behind the reader, nothing is left behind, nothing slow is done while they wait."""

import gc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.shown import ShownStructure
from reirrad_gui.ui.overlay.pixels import Window
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.widget import OverlayView
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.solid import Solid
from tests.support import overlay_case as case
from tests.support.overlay_case import FRAME_1
from tests.ui.overlay.conftest import wheel

CTRL = Qt.KeyboardModifier.ControlModifier
OTHER = "1.2.3.1.9"


def two_images(load=None):
    """The planning CT in frame 2 and another CT in frame 1."""
    images = (case.series(), case.series(OTHER, FRAME_1))
    return case.SessionOf(case.display(images=images, load=load))


def settings_of(view):
    """Everything the reader has set: how it is drawn, where each plane looks, what is chosen."""
    planes = tuple((plane.viewport, plane.number) for plane in view.area.planes.values())
    return view.look, planes, tuple(view.point_mm)


def set_by_hand(view):
    """A reader's own window, scale, levels, zoom, fills and choice."""
    axial = view.area.planes[Plane.AXIAL]
    wheel(axial, 4, modifiers=CTRL)
    view._adopt(
        replace(view.look, window=Window(900, 200), opacity=0.3, palette="Cividis").with_fill(("set/1/Box",), 0.4)
    )
    view.dose_panel._threshold.setValue(7.5)
    view.dose_panel._levels.setText("33 22 11")
    view.dose_panel._levels.editingFinished.emit()


def test_switching_what_is_shown_and_back_leaves_every_setting_as_it_was(overlay_of, selection):
    view = overlay_of()
    set_by_hand(view)
    before = settings_of(view)
    axial = view.area.planes[Plane.AXIAL]
    for key in (Qt.Key.Key_W, Qt.Key.Key_I, Qt.Key.Key_X, Qt.Key.Key_Space):
        QTest.keyClick(axial, key)
        QTest.keyClick(axial, key)
    for course in (0, 1, None):
        selection.select_course(course)
    for quantity in (Quantity.PHYSICAL, Quantity.BED, Quantity.EQD2):
        view.bar.quantity_chosen.emit(quantity)
    for _ in range(3):
        QTest.keyClick(axial, Qt.Key.Key_C)
    assert settings_of(view) == before
    assert selection.organ is None


def test_a_quantity_keeps_its_own_scale_while_another_is_looked_at(overlay_of):
    view = overlay_of()
    view.bar.quantity_chosen.emit(Quantity.PHYSICAL)
    view.dose_panel._top.setValue(25.0)
    view.bar.quantity_chosen.emit(Quantity.EQD2)
    assert view.look.scale.top_gy != 25.0
    view.bar.quantity_chosen.emit(Quantity.PHYSICAL)
    assert view.look.scale.top_gy == 25.0


def test_another_ct_keeps_window_zoom_and_place(overlay_of, qtbot):
    view = overlay_of(two_images())
    set_by_hand(view)
    axial = view.area.planes[Plane.AXIAL]
    look, scale = view.look, axial.viewport.px_per_mm
    middle = axial.patient_point(axial.rect().center().toPointF())
    with qtbot.waitSignal(view.runner.settled):
        view.choose_series(OTHER)
    assert view.look == look
    assert axial.viewport.px_per_mm == scale
    there = axial.patient_point(axial.rect().center().toPointF())
    assert there[:2] == pytest.approx(middle[:2] - (10.0, 0.0), abs=1e-6)  # frame 1 lies 10 mm to the right


def test_an_image_in_other_units_begins_with_its_own_window(overlay_of, qtbot):
    def read(one, _step):
        return case.ct_image() if one.uid == case.CT_UID else Image(case.ct_grid(), case.ct_image().stored, unit="")

    view = overlay_of(two_images(read))
    with qtbot.waitSignal(view.runner.settled):
        view.choose_series(OTHER)
    assert view.look.window != Window(400, 40)


@pytest.mark.usefixtures("qapp")
def test_a_hundred_patients_opened_and_closed_leave_nothing_behind(qtbot, selection):
    view = OverlayView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    kept, shown = [], case.display()
    for turn in range(100):
        view.show_session(case.SessionOf(shown))
        qtbot.waitUntil(lambda: not view.runner.busy)
        view.grab()
        view.show_session(None)
        if turn in (9, 99):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
            kept.append(len(view.findChildren(QObject)))
            assert all(plane.pictures is None for plane in view.area.planes.values())
    assert kept[1] == kept[0]
    view.runner.close()


@pytest.mark.usefixtures("qapp")
def test_views_made_and_deleted_leave_no_window_and_listen_no_more(qtbot, selection):
    before, shown = len(QApplication.topLevelWidgets()), case.display()
    for _ in range(30):
        view = OverlayView(selection, Theme.dark())
        view.show()
        view.show_session(case.SessionOf(shown))
        qtbot.waitUntil(lambda view=view: not view.runner.busy)
        view.runner.close()
        view.deleteLater()
        del view
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert len(QApplication.topLevelWidgets()) <= before
    selection.hover_organ("set/1/Box")  # reaches nobody who is gone
    selection.select_course(1)


def test_the_first_slices_are_made_while_the_image_is_read(qtbot, selection):
    view = OverlayView(selection, Theme.dark())
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    made = []
    view.runner.finished.connect(
        lambda ready: made.append(sum(pictures.work_done for pictures in ready.pictures.values()))
    )
    with qtbot.waitSignal(view.runner.settled):
        view.show_session(case.SessionOf())
    view.grab()
    done = sum(plane.pictures.work_done for plane in view.area.planes.values())
    assert made[0] > 0
    assert done == made[0]  # painting found everything made
    view.runner.close()


def test_thirty_organs_are_cut_once_for_each_slice_however_often_it_is_painted(overlay_of, monkeypatch):
    """N27: cornerstone3D#1384; OHIF#1373 (contours worked out again with every paint)."""
    boxes = [case.box(f"Box {n}", n + 1, low=(-30 + n, -60 + n, -25), high=(20 + n, -20 + n, 25)) for n in range(30)]
    organs = [ShownStructure(f"set/{one.number}/{one.name}", one, case.FRAME_2) for one in boxes]
    cut = []
    plain = Solid.section

    def section(self, normal, depth_mm, *way):
        cut.append((id(self), tuple(normal), depth_mm))
        return plain(self, normal, depth_mm, *way)

    monkeypatch.setattr(Solid, "section", section)
    view = overlay_of(case.SessionOf(case.display(structures=organs)))
    axial = view.area.planes[Plane.AXIAL]
    for step in (1, 1, 1, -1, -1, -1, 1, 1, 1):  # there, back, and there again
        wheel(axial, step)
        for opacity in (0.3, 0.6):
            view._adopt(replace(view.look, opacity=opacity))
            axial.grab()
    assert len(cut) >= 30 * 4
    assert len(set(cut)) == len(cut)


def test_an_asymmetric_image_keeps_its_rows_and_columns(overlay_of):
    # HU is 4 · column + row + 2 · plane − 100: four times as steep to the left as to the back
    view = overlay_of()
    axial = view.area.planes[Plane.AXIAL]
    view._adopt(replace(view.look, wash=False, isodoses=False, crosshair=False, texts=False, window=Window(400, 100)))
    view._adopt(replace(view.look, hidden=frozenset({"set/1/Box"})))
    shot = axial.grab().toImage()

    def grey(x_mm, y_mm):
        x, y = axial.viewport.to_px(x_mm, y_mm)
        return shot.pixelColor(round(x), round(y)).red()

    across, along = grey(20, -40) - grey(-20, -40), grey(0, -10) - grey(0, -70)
    assert across == pytest.approx(80 * 255 / 399, abs=3)  # 20 columns of 2 mm, 4 HU each
    assert along == pytest.approx(20 * 255 / 399, abs=3)  # 20 rows of 3 mm, 1 HU each


def test_a_view_of_its_own_follows_another_at_its_own_size(overlay_of, qtbot):
    view = overlay_of()
    axial, coronal = view.area.planes[Plane.AXIAL], view.area.planes[Plane.CORONAL]
    with qtbot.waitSignal(axial.viewed) as told:
        wheel(axial, 2, modifiers=CTRL)
    size = coronal.viewport.width_px, coronal.viewport.height_px
    coronal.show_part(told.args[0])
    assert (coronal.viewport.width_px, coronal.viewport.height_px) == size
    assert coronal.viewport.px_per_mm == axial.viewport.px_per_mm
    assert np.isclose(coronal.viewport.centre_right_mm, axial.viewport.centre_right_mm)


def test_the_probe_reads_nothing_while_nobody_sees_it_and_is_right_once_seen(overlay_of, qtbot):
    view = overlay_of()
    qtbot.waitUntil(lambda: not view._probing.isActive())
    read = view.words.probe
    view.hide()
    view._move_to(view.point_mm + np.array([6.0, -9.0, 0.0]))
    qtbot.waitUntil(lambda: not view._probing.isActive())
    assert view.words.probe == read
    view.show()
    qtbot.waitUntil(lambda: view.words.probe != read)
