"""After every edit, and after taking it back, the window says and shows what a window opened afresh says and shows.

A window keeps what an edit does not change. Each step here is compared, text by text and pixel by pixel, with a new
window that has never shown anything else: whatever was kept wrongly differs.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

from reirrad_gui.session import Opened, Session, open_case
from reirrad_gui.session.settings import IsodoseLevel, Recovery, Settings
from reirrad_gui.ui.shots import settle
from reirrad_gui.ui.window import MainWindow
from tests.support.phantom_dicom import two_courses
from tests.support.sampled import COARSE, sampled
from tests.support.solids import motion, turned
from tests.support.visible import pictures, readable

Edit = Callable[[Settings], Settings]


def edits(opened: Opened) -> dict[str, Edit]:
    """One edit of each kind, each on top of those before it."""
    first, second = (course.phases[0].uid for course in opened.case.courses)
    registration = opened.registrations[0].key
    half, tenth = IsodoseLevel(50.0, "%"), IsodoseLevel(12.5, "Gy")
    return {
        "α/β of the rectum": lambda s: s.with_alpha_beta("Rectum", 5.0),
        "α/β of the images": lambda s: replace(s, display_alpha_beta_gy=10.0),
        "recovery": lambda s: s.with_recovery(Recovery("user", 35.0, "tumour board")),
        "another α/β under recovery": lambda s: s.with_alpha_beta("Bladder", 8.5),
        "delivered fractions": lambda s: s.with_delivered_fractions(first, 2).with_delivered_fractions(second, 4),
        "an approval": lambda s: s.with_approval(registration, "A. Physicist", "today", "bones fit"),
        "overlap of two isodoses, and how far a registration may be off": (
            lambda s: s.with_overlap_levels((half, tenth)).with_envelope(8.0)
        ),
        "what is left in more fractions, ends of contours": (
            lambda s: replace(s.with_candidate_fractions(12), end_cap="none")
        ),
        "recovery off": lambda s: s.with_recovery(Recovery()),
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Two courses in two frames, registered, their dose grids smaller than the images."""
    folder = tmp_path_factory.mktemp("case")
    two_courses(folder, motion(turned(np.array([0.2, 0.3, 1.0]), 4.0), (3.0, -2.0, 1.5)))
    with sampled(COARSE):
        return open_case([folder])


@pytest.fixture
def show(tmp_path: Path, qtbot) -> Iterator[Callable[[Session], MainWindow]]:
    """Make a window that nobody has used, and show a session in it."""

    def shown(session: Session) -> MainWindow:
        number = len(list(tmp_path.iterdir()))
        kept = QSettings(str(tmp_path / f"{number}.ini"), QSettings.Format.IniFormat)
        kept.setValue("intended use understood", True)
        window = MainWindow(kept)
        window.resize(1920, 1080)
        window.show()
        settle(window)
        window.show_session(session)
        settle(window)
        window.panes.resize_to_design()
        settle(window)
        return window

    yield shown


def afresh(show, opened: Opened, used: MainWindow) -> MainWindow:
    """A new window on the same case and settings, looked at in the same way."""
    window = show(as_undoable(Session(opened, used.session.settings), used.session))
    window.selection.select_organ(used.selection.organ)
    overlay, before = window.stage.widget("overlay"), used.stage.widget("overlay")
    overlay._adopt(before.look)
    overlay._move_to(before.point_mm)
    window.stage.widget("dvh").show_organs(used.stage.widget("dvh").shown)
    timeline = window.stage.widget("timeline")
    timeline._view = used.stage.widget("timeline").view
    timeline._redraw()
    derivation = window.stage.widget("derivation")
    derivation._unfolded = set(used.stage.widget("derivation")._unfolded)
    derivation.refresh()
    settle(window)
    return window


def as_undoable(new: Session, used: Session) -> Session:
    """A session that offers to undo and redo what another one offers, with its answers about certainty."""
    for answer in reversed(used._certainty._answers):
        new.answered(answer)
    for label in (used.undo_label, used.redo_label):
        if label is not None:
            new.do(label, lambda settings: settings)
    if used.redo_label is not None:
        new.undo()
    return new


def close(window: MainWindow) -> None:
    window.show_session(None)
    window.close()
    window.deleteLater()


def differences(used: MainWindow, new: MainWindow) -> list[str]:
    """What can be read or seen in one window and not in the other."""
    ours, others = pictures(used), pictures(new)
    said, wanted = readable(used), readable(new)
    stale = [f"stale: {text}" for text in sorted(set(said) - set(wanted))]
    missing = [f"missing: {text}" for text in sorted(set(wanted) - set(said))]
    number = [] if len(said) == len(wanted) else [f"{len(said)} texts, {len(wanted)} in a new window"]
    painted = [painted_otherwise(name, image, others[name]) for name, image in ours.items()]
    return [*stale, *missing, *number, *filter(None, painted)]


def painted_otherwise(name: str, ours: QImage, other: QImage) -> str:
    """Empty for equal pictures. On the DVH it may differ which of two soft bands lies on the other: 5 of 255 levels."""
    if ours.size() != other.size():
        return f"{name}: {ours.size()}, {other.size()} in a new window"
    here, there = pixels(ours), pixels(other)
    if np.array_equal(here, there):
        return ""
    apart = np.abs(here.astype(np.int16) - there).max(axis=-1)
    rows, columns = np.nonzero(apart > (6 if name == "dvh" else 0))
    where = f"{columns.min()} to {columns.max()}, {rows.min()} to {rows.max()}" if rows.size else ""
    return f"{name}: {rows.size} pixels differ, at {where}" if rows.size else ""


def pixels(image: QImage) -> np.ndarray:
    """Rows, columns, colours."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4).copy()


def test_after_every_kind_of_edit_the_window_equals_one_opened_afresh(show, opened):
    session = Session(opened)
    window = show(session)
    steps = {label: lambda name=label, edit=edit: session.do(name, edit) for label, edit in edits(opened).items()}
    steps |= {"two steps back": lambda: (session.undo(), session.undo()), "redo": session.redo}
    for number, (when, step) in enumerate(steps.items()):
        step()
        settle(window)
        if number == 2:
            rectum = next(organ.key for organ in session.assessment.organs if organ.name == "Rectum")
            window.selection.select_organ(rectum)
            settle(window)
        new = afresh(show, opened, window)
        assert not differences(window, new), f"after {when}"
        close(new)
    while session.undo_label:
        session.undo()
    settle(window)
    new = afresh(show, opened, window)
    assert not differences(window, new), "after everything was taken back"
    close(new)
    close(window)


def test_a_number_that_stays_behind_is_found(show, opened):
    """The comparison itself: a view that misses one edit is named."""
    session = Session(opened)
    window = show(session)
    panel = window.stage.widget("panel")
    panel.refresh = lambda: None
    session.do("α/β of the rectum", lambda s: s.with_alpha_beta("Rectum", 5.0))
    settle(window)
    found = differences(window, new := afresh(show, opened, window))
    assert any(text.startswith("stale: RowsTable constraints") for text in found)
    assert any(text.startswith("panel: ") for text in found)
    session.undo()
    close(new)
    close(window)
