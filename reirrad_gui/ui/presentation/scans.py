"""Bone scans on the shared screen: the pictures that the main window shows, with their marks, enlarged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reirrad_gui.session.veil import Veil
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.presentation.scale import factor
from reirrad_gui.ui.scans.picture import ScanPicture
from reirrad_gui.ui.theme import CAPTION_PX, Theme

if TYPE_CHECKING:
    from reirrad_gui.ui.scans.column import ScanColumn


class BoardScan(ScanPicture):
    """Drawn for a smaller area, and painted that much larger; takes no marks."""

    def __init__(self) -> None:
        self._factor = 1.0
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._factor = factor(pixels, CAPTION_PX)
        self.update()

    def width(self) -> int:
        return round(super().width() / self._factor)

    def height(self) -> int:
        return round(super().height() / self._factor)

    def size(self) -> QSize:
        return QSize(self.width(), self.height())

    def rect(self) -> QRect:
        return QRect(0, 0, self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.scale(self._factor, self._factor)
        self.paint_all(painter)
        painter.end()


class BoardScans(QWidget):
    """One examination beside the other, each with what it is and when."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board scans")
        self.setAccessibleName(tr("Bone scans"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 4, 4, 4)
        self._pixels = 24
        self._shown: tuple[str, ...] = ()
        self._titles: list[QLabel] = []
        self._pictures: list[BoardScan] = []

    def show_type(self, pixels: int) -> None:
        """Draw with type of this size."""
        self._pixels = pixels
        for picture in self._pictures:
            picture.show_type(pixels)

    def apply_theme(self, theme: Theme) -> None:
        """Pictures have their own ground."""
        del theme

    def follow(self, columns: "Sequence[ScanColumn]", veil: Veil, *, days: bool) -> None:
        """Show what these columns show; without dates where dates are hidden."""
        uids = tuple(column.exam.event.uid for column in columns)
        if uids != self._shown:
            self._make(uids)
        for place, column in enumerate(columns):
            event = column.exam.event
            self._titles[place].setText(tr(veil.text(f"{event.title} · {event.start.text}" if days else event.title)))
            for which, source in enumerate(column.pictures):
                self._draw(self._pictures[2 * place + which], source, veil)

    def _draw(self, target: BoardScan, source: ScanPicture, veil: Veil) -> None:
        frame, ends, dark, part, seen = source.drawn
        target.setVisible(frame is not None)
        target.show_frame(veil.value(frame), ends, dark=dark)
        target.show_part(part)
        target.show_marks(veil.value(source.marks), None, seen=seen)

    def _make(self, uids: tuple[str, ...]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._shown, self._titles, self._pictures = uids, [], []
        for _ in uids:
            title, pair = QLabel(), (BoardScan(), BoardScan())
            title.setWordWrap(True)
            title.setTextFormat(Qt.TextFormat.PlainText)
            exam, pictures = QWidget(), QHBoxLayout()
            column = QVBoxLayout(exam)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(title)
            column.addLayout(pictures, 1)
            for picture in pair:
                picture.show_type(self._pixels)
                pictures.addWidget(picture)
            self._row.addWidget(exam, 1)
            self._titles.append(title)
            self._pictures += pair
