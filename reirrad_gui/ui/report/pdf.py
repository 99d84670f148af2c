"""A report on pages, and written as PDF: text selectable, fonts embedded, whose it is and page x of y on each."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
)

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.report.breaks import sheets
from reirrad_gui.ui.report.markup import STYLE, body
from reirrad_gui.ui.report.parts import Picture, Report
from reirrad_gui.ui.report.strip import pieces
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import Theme

DPI = 96
"""The page is laid out in these units; what is written has the printer's own resolution."""
MARGIN_MM, BAND_MM = 15.0, 7.0
SMALL_PX, TEXT_PX = 10, 12
LINE = QColor("#c8d0d8")


def page_layout(*, letter_paper: bool) -> QPageLayout:
    """A4, or US Letter, upright, with the report's margins."""
    size = QPageSize(QPageSize.PageSizeId.Letter if letter_paper else QPageSize.PageSizeId.A4)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


class Pages:
    """A report on pages of one size: what the preview draws and what the PDF holds are the same."""

    def __init__(
        self, report: Report, *, letter_paper: bool = False, images: Mapping[str, QImage] | None = None
    ) -> None:
        """`images` are those of the pictures by name, where they are at hand: to read PNGs takes a moment each."""
        self.report = report
        self.layout = page_layout(letter_paper=letter_paper)
        whole, inner = self.layout.fullRectPixels(DPI), self.layout.paintRectPixels(DPI)
        self.page_px = QSizeF(whole.size())
        band = BAND_MM / 25.4 * DPI
        self._text = QRectF(inner).adjusted(0, band, 0, -band)
        self._document = _document(report, self._text.width(), images or {})
        height = self._text.height()
        self._sheets = sheets(pieces(self._document, height / 3), height)
        self._numbers = [tr(f"page {number} of {self.count}") for number in range(1, self.count + 1)]

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._sheets)

    def draw(self, painter: QPainter, number: int) -> None:
        """One page (from 0), in units of 1/96 inch from the paper's corner."""
        sheet = self._sheets[number]
        down = self._text.top()
        if sheet.head is not None:
            self._draw_part(painter, *sheet.head, down)
            down += sheet.head[1] - sheet.head[0]
        self._draw_part(painter, sheet.top, sheet.bottom, down)
        self._draw_bands(painter, number)

    def _draw_part(self, painter: QPainter, top: float, bottom: float, down: float) -> None:
        """What stands on the strip from `top` to `bottom`, from here on down."""
        painter.save()
        painter.translate(self._text.left(), down - top)
        part = QRectF(0, top, self._text.width(), bottom - top)
        painter.setClipRect(part)
        inks = QAbstractTextDocumentLayout.PaintContext()
        inks.clip = part
        inks.palette.setColor(QPalette.ColorRole.Text, QColor(Theme.light().text))
        self._document.documentLayout().draw(painter, inks)
        painter.restore()

    def _draw_bands(self, painter: QPainter, number: int) -> None:
        theme, text = Theme.light(), self._text
        painter.setFont(_letters(SMALL_PX))
        painter.setPen(LINE)
        for y in (text.top() - 4, text.bottom() + 4):
            painter.drawLine(text.left(), y, text.right(), y)  # type: ignore[call-overload]
        painter.setPen(QColor(theme.muted))
        height = BAND_MM / 25.4 * DPI
        head = QRectF(text.left(), text.top() - height - 4, text.width(), height - 2)
        foot = QRectF(text.left(), text.bottom() + 6, text.width(), height)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(head, left | Qt.AlignmentFlag.AlignBottom, self.report.whose)
        painter.drawText(foot, right, self._numbers[number])
        room = foot.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(f"{self._numbers[number]}  "), 0)
        painter.drawText(room, left | Qt.TextFlag.TextWordWrap, self.report.foot)

    def write(self, path: Path) -> None:
        """The PDF file.

        Raises
        ------
        ReirradError
            The file cannot be written.
        """
        writer = QPdfWriter(str(path))
        writer.setTitle(self.report.title)
        writer.setCreator(self.report.foot.partition(" · ")[0])
        writer.setPageLayout(self.layout)
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        writer.setResolution(1200)
        painter = QPainter()
        if not painter.begin(writer):
            raise ReirradError(f"{path.name} could not be written. Choose a folder that can be written to.")
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        scale = writer.resolution() / DPI
        painter.scale(scale, scale)
        for number in range(self.count):
            if number:
                writer.newPage()
            self.draw(painter, number)
        painter.end()


def _document(report: Report, width: float, images: Mapping[str, QImage]) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(_letters(TEXT_PX))
    document.setDefaultStyleSheet(STYLE)
    pictures = [part for part in report.parts if isinstance(part, Picture)]
    document.setTextWidth(width)
    for picture in pictures:
        image = QImage(images[picture.name]) if picture.name in images else QImage.fromData(picture.png)
        image.setDevicePixelRatio(1.0)
        document.addResource(int(QTextDocument.ResourceType.ImageResource), QUrl(_address(picture)), image)
    document.setHtml(_with_widths(body(report, _address), pictures, width))
    _dress_tables(document.rootFrame())
    document.setTextWidth(width)
    return document


def _letters(pixels: int) -> QFont:
    """The interface font without ligatures: copied or searched, "staff" stays five letters."""
    font = interface_font(pixels)
    font.setFeature(QFont.Tag("liga"), 0)
    return font


def _address(picture: Picture) -> str:
    return f"picture:{picture.name.replace(' ', '-')}"


def _with_widths(markup: str, pictures: list[Picture], width: float) -> str:
    """Widths of pictures in units of the page: rich text knows no percent of a picture."""
    for picture in pictures:
        there = f'<img src="{_address(picture)}" width="{picture.width_percent}%"'
        markup = markup.replace(
            there, f'<img src="{_address(picture)}" width="{width * picture.width_percent / 100:.0f}"'
        )
    return markup


def _dress_tables(frame: QTextFrame) -> None:
    """Hairlines below rows, the whole width, heads on every page."""
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            shape = child.format().toTableFormat()
            shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            shape.setBorder(0)
            shape.setBorderCollapse(True)
            shape.setCellPadding(2.5)
            child.setFormat(shape)
            for row in range(child.rows()):
                for column in range(child.columns()):
                    _underline(child.cellAt(row, column))
        _dress_tables(child)


def _underline(cell: QTextTableCell) -> None:
    ruled = cell.format().toTableCellFormat()
    ruled.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    ruled.setBottomBorder(0.7)
    ruled.setBottomBorderBrush(LINE)
    cell.setFormat(ruled)
