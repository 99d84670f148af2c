"""The comparison in a window of its own, which stays open beside the views."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.compare.pair import frame_words, links
from reirrad_gui.ui.compare.view import ComparisonView
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.tabbing import go_on
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.grid import FloatArray
from reirrad_gui.volume.ways import moved

_SIZE = (1080, 720)


class ComparisonDialog(QDialog):
    """Two courses' images; which two can be chosen where there are several. `pointed`: a point and its frame."""

    pointed = Signal(object, str)

    def __init__(self, display: DisplayFields, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("image comparison")
        self.setWindowTitle(tr("Compare images of the courses"))
        self.setSizeGripEnabled(True)
        self.resize(*_SIZE)
        self.setMinimumSize(480, 400)
        self._display, self._links = display, links(display)
        self._chosen = QComboBox()
        self._chosen.setObjectName("compared courses")
        self._chosen.setAccessibleName(tr("Which images are compared"))
        from_uid, to_uid = self._links[0]
        self.view = ComparisonView(display, from_uid, to_uid, theme)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(8, 6, 8, 2)
        row.addWidget(QLabel(tr("Images of")))
        row.addWidget(self._chosen)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self.view, 1)
        self._offer()
        self._chosen.activated.connect(self._choose)
        self.view.pointed.connect(self._tell)
        self.view.escaped.connect(self.reject)
        self.view.setFocus()

    @property
    def _ends(self) -> tuple[str, str]:
        return self._links[max(0, self._chosen.currentIndex())]

    def _offer(self) -> None:
        self._chosen.clear()
        display = self._display
        self._chosen.addItems(
            [tr(f"{frame_words(display, one)} on {frame_words(display, other)}") for one, other in self._links]
        )
        self._row.setVisible(len(self._links) > 1)

    def show_display(self, display: DisplayFields) -> None:
        """The case has changed: another registration, an approval, or other courses."""
        found, before = links(display), self._ends
        self._display = display
        if not found:
            self.reject()
        elif before in found:
            if found != self._links:
                self._links = found
                self._offer()
                self._chosen.setCurrentIndex(found.index(before))
            self.view.show_display(display)
        else:
            self._links = found
            self._offer()
            self.view.show_link(display, *found[0])

    def _choose(self, _: int) -> None:
        self.view.show_link(self._display, *self._ends)

    def _tell(self, point_mm: FloatArray) -> None:
        x, y, z = (float(mm) for mm in point_mm)
        self.pointed.emit((x, y, z), self._ends[1])

    def go_to(self, point_mm: tuple[float, float, float], frame_uid: str) -> None:
        """Follow a point that was chosen elsewhere."""
        way = self._display.matrix(frame_uid, self._ends[1])
        if way is not None:
            self.view.go_to(moved(np.array(point_mm), way))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, also from a picture that measures nothing; Enter belongs to the picture."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The view hands the keyboard to its largest picture; its switches have their turn all the same."""
        return go_on(self, forward=forward)
