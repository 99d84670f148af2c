"""Stand-in views and windows for tests of the shell: the real views have tests of their own."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.views import SHIPPED, ViewPlace
from reirrad_gui.ui.window import MainWindow
from tests.support.assessments import StandInSession


class StandInView(QWidget):
    """Remembers what it was told."""

    def __init__(self, name, selection, theme):
        super().__init__()
        self.name, self.selection, self.theme = name, selection, theme
        self.session, self.refreshed = None, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_session(self, session):
        self.session = session

    def apply_theme(self, theme):
        self.theme = theme

    def refresh(self):
        self.refreshed += 1

    def paintEvent(self, _):  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"stand-in for {self.name}")
        painter.end()


def stand_in_places(*real):
    """Stand-ins for all views but those named."""
    return tuple(
        place
        if place.name in real
        else ViewPlace(
            place.name,
            place.title,
            place.key,
            lambda selection, theme, name=place.name: StandInView(name, selection, theme),
        )
        for place in SHIPPED
    )


def window_of(tmp_path, qtbot, *, session=None, opener=None, example=None, real=(), shelf=None, **values):
    """A window that opens `session` whatever it is asked to open; it keeps cases only where it is given a shelf."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for key, value in {"intended use understood": True, **values}.items():
        settings.setValue(key, value)
    made = session or StandInSession()
    opener = opener or (lambda *_: made)
    window = MainWindow(settings, opener, example or (lambda _: tmp_path), stand_in_places(*real), shelf)
    qtbot.addWidget(window, before_close_func=closed)
    return window


def closed(window):
    """Close a window without the question about changes that are not kept."""
    while window.session is not None and window.session.undo_label:
        window.session.undo()
    window.close()


def shown(window, qtbot, paths=("course1",)):
    """The window on screen with its case open."""
    from pathlib import Path

    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitSignal(window.runner.finished):
        window.open([Path(p) for p in paths])
    return window
