"""Every word of the timeline passes through the language of the window, and has room in one a third longer."""

import re
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF

from reirrad_gui.patient.events import Lane, event_of
from reirrad_gui.patient.facts import Discussion, Imaging, Modality, Note
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.ui.language.available import named, speak
from reirrad_gui.ui.language.pseudo import longer
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.found import plain
from reirrad_gui.ui.timeline.menu import Place
from reirrad_gui.ui.timeline.picture import write_picture
from reirrad_gui.ui.timeline.picture_dialog import IDENTITY, PictureDialog
from reirrad_gui.ui.timeline.said import kept
from reirrad_gui.ui.timeline.scene import GUTTER_PX
from reirrad_gui.ui.timeline.widget import TimelineView
from tests.support.assessments import StandInSession, example_case
from tests.support.clipped import clipped
from tests.support.drawn_texts import pieces
from tests.support.told import untold
from tests.support.typed_events import on


@pytest.fixture
def view(qtbot, longer_words):
    made = TimelineView(Selection(), Theme.dark())
    qtbot.addWidget(made)
    made.resize(1280, 260)
    made.show_session(StandInSession())
    with qtbot.waitExposed(made):
        made.show()
    return made


def unchanged(texts):
    """Those that are not in the made-up language."""
    return [text for text in texts if re.search("[a-zA-Z]", text) and "⟦" not in text]


def test_what_is_painted_is_told_in_every_state_of_the_timeline(view):
    for change in (
        lambda: None, lambda: view.set_reference(view.references[-1]), lambda: view.set_broken(True),
        lambda: view.set_lanes(view.lanes.toggled(Lane.IMAGING).folded(Lane.DISEASE)), view.finding.start,
        lambda: view.measure_from(view.items[0].key), lambda: view.zoom(40.0),
    ):  # fmt: skip
        change()
        assert untold(view) == []
        assert clipped(view) == []


def test_a_label_is_told_once_however_often_it_is_drawn(view, monkeypatch):
    view.zoom(1.01)
    assert view.scene.lanes
    from reirrad_gui.ui.timeline import area

    asked = []
    monkeypatch.setattr(area, "tr", lambda text: asked.append(text) or text)
    for _ in range(3):
        view.zoom(1.0)
        assert view.scene.lanes
    assert asked == []


def test_a_lanes_name_never_meets_its_count(view):
    for lane in view.lanes.order:
        view.set_lanes(view.lanes.folded(lane))
    width = QFontMetricsF(view.body_font).horizontalAdvance
    beside = sorted((round(one.box.center().y() / 16), one.box.x(), one.text) for one in pieces(view))
    pairs = [(one, other) for one, other in pairwise(beside) if one[0] == other[0] and other[1] < GUTTER_PX]
    assert len(pairs) == len(view.scene.lanes)
    assert not [(one, other) for one, other in pairs if one[1] + width(one[2]) > other[1]]


def test_menus_tips_and_what_is_read_out_are_told(view):
    menus = (view.menu_at(Place("course 1", None, None)), view.menu_at(Place(None, None, Lane.IMAGING)),
             view.hidden_menu([item.key for item in view.items]))  # fmt: skip
    texts = [action.text() for menu in menus for action in menu.actions()]
    view.focus_on("course 1")
    assert len(texts) > 40
    assert unchanged([*texts, view.accessibleDescription(), view._copied(), view.tip("course 1", "")]) == []


def test_the_table_and_what_is_copied_of_it_are_told(view, qtbot):
    view.show_table()
    table = view._table
    qtbot.addWidget(table)
    assert untold(table) == []
    assert clipped(table) == []
    assert unchanged(table._model.text(range(3)).replace("\n", "\t").split("\t")) == []


def test_an_event_is_found_by_its_english_words_and_by_those_shown(view, qtbot):
    view.finding.start()
    view.finding.bar._words.setText("metastases")
    view.finding.look_again()
    english = view._matching
    view.finding.bar._words.setText(plain(longer("metastases")).split("~")[0].strip("⟦ "))
    view.finding.look_again()
    assert english
    assert view._matching == english


def test_the_picture_and_its_dialog_are_told(view, qtbot, tmp_path):
    dialog = PictureDialog(view, view)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog._refuse(IDENTITY)
    assert clipped(dialog) == []
    assert untold(dialog, names=(dialog._path.text(),)) == []
    write_picture(dialog.picture, tmp_path / "made.svg")
    written = (tmp_path / "made.svg").read_text()
    assert unchanged(re.findall(r"<text[^>]*>(.*?)</text>", written, re.DOTALL)) == []
    assert longer("event") in written


def test_names_and_what_people_wrote_stay_as_they_are(qapp):
    """“May” and “report” are words of the program, too."""
    report = Document("The May report", "Page", "Course")
    scan = event_of("scan", Imaging(Modality.BONE_SCAN), on("2018", report.text), origin=report,
                    entered=Entry("Dr. May", "2026-11-21"), wording="no new course of lesions")  # fmt: skip
    assert {"The May report", "Page", "Course", "Dr. May", "no new course of lesions"} == set(kept(scan))
    note = event_of("note", Note("Left course may continue"), on("2018"))
    assert kept(note) == ("Left course may continue",)
    board = event_of("board", Discussion("Which course?", "A course in May", "Page, May"), on("2018"))
    assert set(kept(board)) == {"Which course?", "A course in May", "Page, May"}
    view = TimelineView(Selection(), Theme.dark())
    view.show_session(StandInSession(example_case(events=(scan, note, board))))
    speak(qapp, named("ro"))
    try:
        for uid in ("scan", "note", "board"):
            for name in kept(view.events[uid]):
                assert name in view.tip(uid, "")
                assert name in view.told_of(uid)
        assert PictureDialog(view, view).picture.title.endswith("Example, Case report")
        assert "Scintigrafie" in view.told_of("scan")
    finally:
        speak(qapp, named("en"))


def test_the_tip_of_time_left_out_names_how_long_it_is(view, monkeypatch):
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    shown = []
    monkeypatch.setattr("reirrad_gui.ui.timeline.pointing.QToolTip.showText", lambda _, text, __: shown.append(text))
    view.set_broken(True)
    gap = view.scene.breaks[0]
    at = QPointF((gap.x0 + gap.x1) / 2, 5.0)
    view._hover(QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(QPoint()).toPointF(), Qt.MouseButton.NoButton,
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier))  # fmt: skip
    assert shown[-1].count(longer("left out")[1:-3].strip(" ~")) == 1
