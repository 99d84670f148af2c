"""The keyboard's place on a page of links: kept when the page is written again."""

from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextBrowser


def stand_on(page: QTextBrowser, link: str) -> None:
    """Choose a link as Tab does, so that the next Tab goes on from there; nothing where the page no longer has it."""
    block = page.document().begin()
    while block.isValid():
        if (place := _place_in(block, link)) is not None:
            cursor = page.textCursor()
            cursor.setPosition(place[0])
            cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
            bar = page.verticalScrollBar()
            where = bar.value()
            page.setTextCursor(cursor)
            bar.setValue(where)
            return
        block = block.next()


def _place_in(block: QTextBlock, link: str) -> tuple[int, int] | None:
    """Where the link begins and ends in a paragraph."""
    found = [part for part in block.textFormats() if part.format.anchorHref() == link]
    if not found:
        return None
    start = block.position()
    return start + found[0].start, start + found[-1].start + found[-1].length
