"""The keys of the presentation, in its own large type."""

from itertools import starmap

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from reirrad_gui.ui.actions import Binding, Group, told_groups
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import Theme

KEYS = (
    ("F9, Esc", "Leave, and show the identity again"),
    ("Page Down, Page Up", "Next and previous step of the storyboard (a clicker's keys)"),
    ("Tab", "From one part of the screen to the next"),
    ("Up, Down", "Slice of a plane, or organ of the table: what has the keyboard"),
    ("Shift+Page Up, Shift+Page Down", "Ten slices on the plane that has the keyboard"),
    ("Ctrl+Up, Ctrl+Down", "Organ before, next organ"),
    ("0 to 9", "Accumulated dose, course 1 to 9"),
    ("Q", "EQD2, BED, physical dose"),
    ("+, −, F", "Timeline: closer, farther, everything"),
    ("T", "Time since the diagnosis instead of dates, or dates again"),
    ("L", "Light or dark"),
    ("Ctrl+C", "Copy the table, without identity"),
    ("Ctrl+Shift+C", "Copy the picture of this screen, without identity"),
    ("F11", "Fill the screen, or stop filling it"),
    ("?, F1", "These keys"),
)


class KeysDialog(QDialog):
    """Closes with Esc."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("presentation keys")
        self.setWindowTitle(tr("Keys of the presentation"))
        page = QWidget()
        page.setObjectName("keys page")
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(24)
        (told,) = told_groups([Group("", tuple(starmap(Binding, KEYS)))])
        for line, binding in enumerate(told.bindings):
            name, said = QLabel(binding.keys), QLabel(binding.what)
            name.setStyleSheet("font-weight: 600;")
            said.setWordWrap(True)
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, line, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Keys of the presentation"))
        area.setWidget(page)
        self.setStyleSheet(f"QDialog, QScrollArea {{ background: {theme.panel}; }}")
        page.setStyleSheet(f"background: {theme.panel}; color: {theme.text};")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(area, 1)
        column.addWidget(close)
        room = parent.window().size()
        self.resize(round(room.width() * 0.7), round(room.height() * 0.9))
