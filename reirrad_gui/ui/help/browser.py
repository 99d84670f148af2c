"""Shows one page of the help: Markdown with its pictures, links within the help followed, others only told."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from reirrad_gui.resources import document
from reirrad_gui.ui.help.pages import Page, anchor_of, text_of
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import BODY_PX

MARGIN_PX, LINE_PERCENT, GAP_PX = 20, 118, 8
PICTURE = "\ufffc"
"""Stands in a text where a picture is."""
_HEADING_PX = {1: 22, 2: 17, 3: 14}


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value) or (
        block.charFormat().fontFixedPitch()
    )


class PageBrowser(QTextBrowser):
    """`page_wanted` carries the file that a link leads to and the heading in it; `told` a sentence about a link."""

    page_wanted = Signal(object, str)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help page")
        self.setAccessibleName(tr("Page of the help"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._folder = Path()
        self._file = Path()
        self.anchorClicked.connect(self._follow)

    def show_page(self, page: Page, heading: str = "") -> None:
        """The page from its beginning, or from a heading: its text, or the anchor that links know it by."""
        self._file = document(page.file)
        self._folder = self._file.parent
        self.setMarkdown(text_of(page))
        self._dress()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if heading:
            self.go_to(heading)

    def go_to(self, heading: str) -> bool:
        """Bring a heading to the top; False where the page has none of that name."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and heading in (block.text(), anchor_of(block.text())):
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top) - GAP_PX)
                return True
            block = block.next()
        return False

    def find_next(self, words: str) -> bool:
        """The next place of some words, beginning again at the end; False where there is none."""
        if not words or self.find(words):
            return bool(words)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        return self.find(words)

    def _dress(self) -> None:
        """Headings that stand out quietly, lines with air."""
        self.document().setDocumentMargin(MARGIN_PX)
        cursor, block = QTextCursor(self.document()), self.document().begin()
        while block.isValid():
            form, level = QTextBlockFormat(), block.blockFormat().headingLevel()
            if PICTURE not in block.text():
                form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(2 * GAP_PX if level else block.blockFormat().topMargin())
            if not (level or block.textList() or QTextCursor(block).currentTable() or _is_code(block)):
                form.setBottomMargin(GAP_PX)
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(form)
            if level:
                letters, font = QTextCharFormat(), QFont(self.font())
                font.setPixelSize(_HEADING_PX.get(level, BODY_PX))
                font.setWeight(QFont.Weight.DemiBold)
                letters.setFont(font)
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(letters)
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures beside the page, as wide as the page at most, with as many of their pixels as the screen shows."""
        name = QUrl(name)
        if kind == QTextDocument.ResourceType.ImageResource.value and name.isRelative():
            image = QImage(str(self._folder / name.path()))
            room = max(self.width() - 2 * MARGIN_PX - self.verticalScrollBar().sizeHint().width() - 2 * GAP_PX, 200)
            if image.width() > room:
                wide = min(round(room * self.devicePixelRatioF()), image.width())
                size = QSize(wide, wide * image.height() // image.width())
                image = image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
                image.setDevicePixelRatio(wide / room)
            return image
        return super().loadResource(kind, name)

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        if not url.isRelative():
            self.told.emit(f"The help opens nothing outside the program. The address is {url.toString()}")
        elif not url.path():
            self.go_to(url.fragment())
        else:
            self.page_wanted.emit((self._folder / url.path()).resolve(), url.fragment())
