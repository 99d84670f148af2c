"""Bone scans side by side: in step, with their sides, their numbers and their lesions."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QMenu, QToolButton

from reirrad_gui.errors import DicomError
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Imaging, Lesion, LesionState, Modality, Spot
from reirrad_gui.patient.sites import Site
from reirrad_gui.session.scans.exams import NO_FILES
from reirrad_gui.ui.scans.look import Part, Window
from reirrad_gui.ui.scans.marking import NO_MARK, WHICH
from reirrad_gui.ui.scans.view import ScansView
from reirrad_gui.ui.style import apply_theme
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.planar import PlanarFrame
from tests.support.clipped import clipped
from tests.support.scans import on, series
from tests.support.told import made_up_language, untold

ROWS, COLUMNS, HOT = 40, 10, 200
T8 = Lesion(Site("vertebra", "T8"), LesionState.NEW, spots=(Spot("9.2018", 1, 0.26, 0.85),))


def frames(one, _step):
    """Front and back; the hottest pixel is 10 rows down, at the patient's left."""
    if one.uid == "broken":
        raise DicomError("NM.dcm is cut off. Export it again.")
    counts = np.zeros((2, ROWS, COLUMNS), np.uint16)
    counts[0, 10, 8], counts[1, 10, 1] = HOT, HOT
    uid = one.files[0].sop_instance_uid
    views = (("Anterior", ("R", "L")), ("Posterior", ("L", "R")))
    return tuple(
        PlanarFrame(counts[at], 1, 0, "counts", name, letters, (2.0, 2.0), None, True, uid, at + 1)
        for at, (name, letters) in enumerate(views)
    )


class OneCase:
    """A session of which only the history changes."""

    def __init__(self, *events):
        found = [series(e.series_uid, image_uid=f"9.{e.uid}") for e in events if e.series_uid]
        self.case = SimpleNamespace(events=events, series=tuple(found), courses=())
        self.labels = []
        self.view = None

    def edit_events(self, label, events):
        self.labels.append(label)
        self.case.events = events
        self.view.refresh()

    def lesions(self, uid):
        return next(event.facts.lesions for event in self.case.events if event.uid == uid)


def scan(year, *lesions, series_uid=None):
    made = event_of(str(year), Imaging(Modality.BONE_SCAN, lesions=lesions), on(year))
    return replace(made, series_uid=series_uid if series_uid is not None else f"1.{year}")


@pytest.fixture
def view_of(qtbot, tmp_path):
    """The view on screen with these scans, the last one chosen."""

    def make(*events):
        settings = QSettings(str(tmp_path / "scans.ini"), QSettings.Format.IniFormat)
        settings.setValue("approval/name", "A. Reader")
        view = ScansView(Theme.dark(), settings, load=frames)
        qtbot.addWidget(view, before_close_func=lambda one: one.runner.close())
        view.resize(900, 500)
        session = OneCase(*events)
        session.view = view
        view.show_session(session)
        with qtbot.waitExposed(view):
            view.show()
        view.show_exam(events[-1].uid)
        qtbot.waitUntil(lambda: not view.runner.busy)
        return view, session

    return make


@pytest.fixture
def three(view_of):
    return view_of(scan(2012), scan(2014), scan(2018, T8))


def seen(view):
    return [picture for picture in view.pictures if picture.isVisible()]


def grey_at(picture, down, across):
    picture.clearFocus()
    at = picture.place_of(down, across).toPoint()
    return QColor(picture.grab().toImage().pixel(at)).lightness()


def click(picture, down, across):
    at = picture.place_of(down, across).toPoint()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)


def test_two_scans_stand_side_by_side_each_from_front_and_back_with_its_sides(three):
    view, _ = three
    assert [column.exam.event.uid for column in view.columns] == ["2014", "2018"]
    assert [(one.frame.view, one.frame.letters) for one in seen(view)] == [
        ("Anterior", ("R", "L")), ("Posterior", ("L", "R")),
    ] * 2  # fmt: skip
    assert view.columns[0].title.text().startswith("2014")


def test_the_hottest_place_is_black_on_white_and_the_key_turns_it(three):
    view, _ = three
    picture = seen(view)[0]
    hot = ((10 + 0.5) / ROWS, (8 + 0.5) / COLUMNS)
    assert grey_at(picture, *hot) < 60  # smoothed with its neighbours
    assert grey_at(picture, 0.9, 0.1) == 255
    QTest.keyClick(picture, Qt.Key.Key_I)
    assert grey_at(picture, *hot) > 195
    assert grey_at(picture, 0.9, 0.1) == 0


def test_the_pointer_moves_by_keys_and_reads_counts(three):
    view, _ = three
    picture = seen(view)[2]
    picture.setFocus()
    picture.cursor_at = ((10 + 0.5) / ROWS, (7 + 0.5) / COLUMNS)
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.probe == "Anterior, row 11, column 9: 200 counts"
    assert view.columns[1].foot.text() == picture.probe


def test_the_window_of_all_scans_changes_together_and_is_said_in_counts(three):
    view, _ = three
    QTest.keyClick(seen(view)[0], Qt.Key.Key_4)
    texts = [column.foot.text() for column in view.columns]
    assert texts[1] == "0 to 60 counts (30 % of 200) · bone"  # 30 % of 200; what the file calls itself
    QTest.keyClick(seen(view)[0], Qt.Key.Key_BracketLeft)
    assert view.columns[1].foot.text().startswith("0 to 54 counts (27 % of 200)")  # a tenth less


def test_a_window_stays_on_the_values_and_never_closes():
    assert Window(0.2, 0.3).dragged(-5.0, 0.0).high > 0.2
    assert Window.between(-1.0, 2.0) == Window(0.0, 1.0)


def test_zooming_on_the_patients_left_shows_the_left_in_every_view(three):
    view, _ = three
    front, back, *_ = seen(view)
    left = front.place_of(0.26, 0.85)
    front._zoom_at(left, 4.0)
    assert (front.place_of(0.26, 0.85) - left).manhattanLength() < 1.0
    for picture, across in zip(seen(view), (0.85, 0.15, 0.85, 0.15), strict=True):
        assert picture.rect().contains(picture.place_of(0.26, across).toPoint())
        assert not picture.rect().contains(picture.place_of(0.26, 1 - across).toPoint())
    QTest.keyClick(back, Qt.Key.Key_R)
    assert front._part == Part()


def test_one_two_or_three_scans_and_earlier_ones_by_keys(three, qtbot):
    view, _ = three
    seen(view)[0].setFocus()
    QTest.keyClick(seen(view)[0], Qt.Key.Key_S)
    qtbot.waitUntil(lambda: len(seen(view)) == 6)
    QTest.keyClick(seen(view)[0], Qt.Key.Key_S)
    assert [column.exam.event.uid for column in view.columns] == ["2018"]
    QTest.keyClick(seen(view)[0], Qt.Key.Key_PageUp)
    assert [column.exam.event.uid for column in view.columns] == ["2014"]
    assert seen(view)[0].hasFocus()


def test_a_click_on_a_mark_picks_its_lesion_in_the_table_and_the_other_way_round(three):
    view, _ = three
    picture = seen(view)[2]
    assert [mark.text for mark in picture.marks] == ["T8"]
    assert "T8: new" in picture.accessibleDescription()
    click(picture, 0.26, 0.85)
    assert view.side.table.currentColumn() == 3
    click(picture, 0.9, 0.1)
    assert view.side.table.currentColumn() == -1
    view.side.table.setCurrentCell(0, 3)
    assert picture._picked == 0


def test_a_lesion_is_marked_by_key_and_click_as_one_step(three, qtbot):
    view, session = three
    picture = seen(view)[3]
    QTest.keyClick(picture, Qt.Key.Key_N)
    click(picture, 0.5, 0.5)
    form = view.marking.form
    assert form.windowModality() is Qt.WindowModality.WindowModal
    form.site.setText("C4-C7")
    form.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    assert "can be neck vertebrae or ribs" in form.refusal.text()
    assert session.labels == []
    form.site.setText("left ischium")
    with qtbot.waitSignal(form.finished):
        QTest.keyClick(form.site, Qt.Key.Key_Return)
    assert session.labels == ["Add left ischium to bone scan (2018)"]
    [spot] = session.lesions("2018")[1].spots
    assert (spot.image_uid, spot.frame) == ("9.2018", 2)
    assert spot.down == pytest.approx(0.5, abs=0.02)
    assert [mark.text for mark in seen(view)[3].marks] == ["left ischium"]


def test_a_further_mark_of_a_listed_lesion_and_its_removal_leave_the_list_alone(three, qtbot):
    view, session = three
    front, back = seen(view)[2:]
    click(front, 0.26, 0.85)
    back.setFocus()
    back.cursor_at = (0.26, 0.15)
    QTest.keyClick(back, Qt.Key.Key_Return)
    form = view.marking.form
    assert (form.number, form.site.text()) == (0, "T8")
    with qtbot.waitSignal(form.finished):
        QTest.keyClick(form.who, Qt.Key.Key_Return)
    assert [spot.frame for spot in session.lesions("2018")[0].spots] == [1, 2]
    QTest.keyClick(front, Qt.Key.Key_Delete)
    assert [spot.frame for spot in session.lesions("2018")[0].spots] == [2]
    assert session.labels == ["Mark T8 on bone scan (2018)", "Take the mark of T8 from bone scan (2018)"]
    QTest.keyClick(front, Qt.Key.Key_Delete)
    assert view.said.text() == NO_MARK


def test_in_the_table_enter_changes_a_lesion_and_delete_takes_it_from_the_list(three, qtbot):
    view, session = three
    QTest.keyClick(view.side.table, Qt.Key.Key_Return)
    assert view.said.text() == WHICH
    view.side.table.setCurrentCell(0, 3)
    QTest.keyClick(view.side.table, Qt.Key.Key_Return)
    view.marking.form.state.setCurrentText("= stable")
    with qtbot.waitSignal(view.marking.form.finished):
        view.marking.form._try()
    assert session.lesions("2018")[0].state is LesionState.STABLE
    view.side.table.setCurrentCell(0, 3)
    QTest.keyClick(view.side.table, Qt.Key.Key_Delete)
    assert session.lesions("2018") == ()


def test_the_table_says_what_each_report_says_and_the_grade_its_rule(three):
    view, _ = three
    table = view.side.table
    assert [table.item(0, column).text() for column in range(4)] == ["T8", "no list", "no list", "+ new"]
    assert view.columns[1].grade.text() == "EOD I († check against the paper)"  # one lesion listed
    assert "PMID 3334948" in view.side.rules.toPlainText()


def test_escape_stops_marking_first_and_then_leaves(three, qtbot):
    view, _ = three
    picture = seen(view)[0]
    QTest.keyClick(picture, Qt.Key.Key_N)
    with qtbot.assertNotEmitted(view.left):
        QTest.keyClick(picture, Qt.Key.Key_Escape)
    with qtbot.waitSignal(view.left):
        QTest.keyClick(picture, Qt.Key.Key_Escape)


def test_a_scan_without_files_and_one_that_cannot_be_read_say_so(view_of):
    view, _ = view_of(scan(2012, series_uid=""), scan(2014, series_uid="broken"))
    assert [column.message.text() for column in view.columns] == [NO_FILES, "NM.dcm is cut off. Export it again."]
    assert seen(view) == []


def test_every_control_and_picture_has_a_name(three):
    view, _ = three
    for widget in (*view.findChildren(QToolButton), *seen(view), view.side.table, view.side.rules, view):
        assert widget.accessibleName(), widget


def test_a_wide_drag_of_the_mouse_does_not_lose_the_picture(three):
    view, _ = three
    picture = seen(view)[0]
    picture._zoom_at(QPointF(10, 10), 8.0)
    picture._pan(QPointF(5000, 5000))
    assert 0.0 <= picture._part.across <= 1.0
    assert 0.0 <= picture._part.down <= 1.0


def test_every_word_is_told_in_the_language_of_the_window_and_has_room(view_of, qapp):
    apply_theme(qapp, Theme.dark())
    with made_up_language():
        view, _ = view_of(scan(2012), scan(2014), scan(2018, T8), scan(2020, series_uid=""))
        view._pick("2018", 0)
        shown = seen(view)[-1]
        shown.setFocus()
        shown.cursor_at = (0.26, 0.85)
        shown.pointed.emit()
        view.set_marking(on=True)
        assert untold(view) == []
        assert clipped(view) == []
        view.marking.mark(view.columns[0].exam, shown, ("2018", 0))
        form = view.marking.form
        form.who.clear()
        form._try()
        assert form.refusal.isVisible()
        assert untold(form, names=("A. Reader",)) == []
        assert clipped(form) == []
        view._open_menu(view.columns[0], shown)
        menus = [view.findChild(QMenu, "scan menu"), view.bar._presets, view.bar._menu]
        texts = [action.text() for menu in menus for action in menu.actions() if not action.isSeparator()]
        menus[0].close()
        assert len(texts) > 12
        assert [text for text in texts if "⟦" not in text] == []


def test_the_hint_for_marking_goes_away_in_any_language(view_of, qapp):
    with made_up_language():
        view, _ = view_of(scan(2018, T8))
        view.set_marking(on=True)
        assert view.said.isVisible()
        view.set_marking(on=False)
        assert not view.said.isVisible()
