"""The pages of a report on screen, one below the other, as wide as there is room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.report.pdf import Pages

GAP_PX, SIDE_PX = 12, 12
PAPER, DESK = QColor("#ffffff"), QColor("#6b7480")


class _Sheets(QWidget):
    """Draws only the pages that are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: Pages | None = None

    def scale(self) -> float:
        """Screen pixels for each unit of the page."""
        return 1.0 if self.pages is None else max(0.1, (self.width() - 2 * SIDE_PX) / self.pages.page_px.width())

    def page_height(self) -> float:
        """From the top of one page to the top of the next."""
        return 0.0 if self.pages is None else self.scale() * self.pages.page_px.height() + GAP_PX

    def fit(self, width: int) -> None:
        """As wide as this, and as high as all pages."""
        self.resize(width, 1)
        height = GAP_PX + round(self.page_height() * (0 if self.pages is None else self.pages.count))
        self.setFixedSize(QSize(width, max(1, height)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), DESK)
        pages, step = self.pages, self.page_height()
        if pages is None:
            return
        first, last = int(event.rect().top() / step), int(event.rect().bottom() / step)
        for number in range(max(0, first), min(pages.count, last + 1)):
            painter.save()
            painter.translate(SIDE_PX, GAP_PX + number * step)
            painter.scale(self.scale(), self.scale())
            painter.fillRect(QRectF(0, 0, pages.page_px.width(), pages.page_px.height()), PAPER)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pages.draw(painter, number)
            painter.restore()


class PagesView(QScrollArea):
    """Scrolls by wheel, arrows, Page Up and Page Down; the report's whole text is what a screen reader is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report pages")
        self.setAccessibleName(tr("Report, preview"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._sheets = _Sheets()
        self.setWidget(self._sheets)

    @property
    def pages(self) -> Pages | None:
        """What is shown."""
        return self._sheets.pages

    def show_pages(self, pages: Pages) -> None:
        """Another state of the report; the place that is looked at stays."""
        place = self.verticalScrollBar().value()
        self._sheets.pages = pages
        self._sheets.fit(self.viewport().width())
        self.verticalScrollBar().setValue(place)
        self.setAccessibleName(tr(f"Report, preview, {pages.count} pages"))
        self.setAccessibleDescription(pages.report.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheets.fit(self.viewport().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
