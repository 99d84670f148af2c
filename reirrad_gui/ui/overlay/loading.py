"""Over the images while they are read: what is being done, how far it is, a way to stop."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr


class Loading(QFrame):
    """A small panel in the middle of its parent; hidden when nothing is being read."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setObjectName("image loading")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setObjectName("image loading text")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of reading the image"))
        stop = QPushButton(tr("Cancel"))
        stop.setObjectName("image loading cancel")
        stop.clicked.connect(self.cancel_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self._text, self._bar, stop):
            column.addWidget(widget)
        self.hide()

    def begin(self, text: str) -> None:
        """Show that reading has begun."""
        self._text.setText(tr(text))
        self._bar.setRange(0, 0)
        self.centre()
        self.show()
        self.raise_()

    @Slot(object)
    def show_progress(self, progress: object) -> None:
        """Show a `session.jobs.Progress`."""
        done, total = int(getattr(progress, "done", 0)), int(getattr(progress, "total", 0))
        self._text.setText(tr(str(getattr(progress, "text", ""))))
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, max(total, 0)))

    def centre(self) -> None:
        """Keep to the middle of the parent."""
        parent = self._area
        self.resize(min(320, max(160, parent.width() - 32)), self.sizeHint().height())
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)
