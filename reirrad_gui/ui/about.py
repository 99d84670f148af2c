"""What the program is, what it is for, and which version this is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from reirrad_gui import __version__
from reirrad_gui.ui.intended_use import STATEMENT
from reirrad_gui.ui.language import tr


class AboutDialog(QDialog):
    """Version and intended use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About"))
        self.setObjectName("about")
        self.setMinimumWidth(460)
        title = QLabel(f"reirrad-gui {__version__}")
        title.setProperty("role", "headline")
        what = QLabel(tr("Timeline, accumulated dose and cumulative limits for a patient who may be irradiated again."))
        use = QLabel(tr(STATEMENT))
        use.setObjectName("statement")
        for label in (what, use):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        for widget in (title, what, use, close):
            column.addWidget(widget)
