"""A report laid out on one long strip of paper, and the pieces of it that no page's end may cut."""

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextDocument, QTextFormat, QTextFrame, QTextTable

from reirrad_gui.ui.report.breaks import Piece, Span

TOGETHER_LINES = 4
"""Paragraphs of so many lines are not cut at all; longer ones keep two lines at either end."""
ENDS_LINES = 2
PICTURE_PX = 100.0
"""A line as high as that is a picture; its caption stands below it on the same page."""


def pieces(document: QTextDocument, tallest_row: float) -> list[Piece]:
    """Everything from top to bottom; rows of tables higher than `tallest_row` may be cut between their lines."""
    found: list[Piece] = []
    for part in _parts(document.rootFrame()):
        if isinstance(part, QTextTable):
            found += _rows(document, part, tallest_row)
        else:
            found += _lines(document, part)
    return _closed_up(found)


def _parts(frame: QTextFrame) -> Iterator[QTextTable | QTextBlock]:
    place = frame.begin()
    while not place.atEnd():
        inner: QTextFrame | None = place.currentFrame()  # none where a paragraph stands
        if isinstance(inner, QTextTable):
            yield inner
        elif inner is None:
            yield place.currentBlock()
        place += 1


def _lines(document: QTextDocument, block: QTextBlock) -> list[Piece]:
    box, layout = document.documentLayout().blockBoundingRect(block), block.layout()
    shape = block.blockFormat()
    fresh = bool(shape.pageBreakPolicy() & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    count = layout.lineCount()
    if not count or not block.text().strip():
        return [Piece(box.top(), box.bottom(), fresh=fresh)] if fresh else []
    picture = box.height() >= PICTURE_PX and count == 1
    keeps = shape.headingLevel() > 0 or picture
    if count <= TOGETHER_LINES or keeps:
        return [Piece(box.top(), box.bottom(), with_next=keeps, fresh=fresh)]
    ends = [box.top() + layout.lineAt(n).rect().bottom() for n in range(count)]
    ends = [*ends[ENDS_LINES - 1 : -ENDS_LINES], box.bottom()]
    tops = [box.top(), *ends[:-1]]
    return [Piece(top, end, fresh=fresh and n == 0) for n, (top, end) in enumerate(zip(tops, ends, strict=True))]


def _rows(document: QTextDocument, table: QTextTable, tallest: float) -> list[Piece]:
    whole = document.documentLayout().frameBoundingRect(table)
    padding = table.format().toTableFormat().cellPadding()
    tops = [whole.top(), *(_top(document, table, row) - padding for row in range(1, table.rows())), whole.bottom()]
    head = (tops[0], tops[1])
    found = [Piece(tops[0], tops[1], with_next=True)]
    for row in range(1, table.rows()):
        top, bottom = tops[row], tops[row + 1]
        cuts = _between_lines(document, table, row) if bottom - top > tallest else []
        ends = [*(cut for cut in cuts if top < cut < bottom), bottom]
        for end in ends:
            found.append(Piece(top, end, head=head))
            top = end
    return found


def _top(document: QTextDocument, table: QTextTable, row: int) -> float:
    """Of its first cell: all cells of a row begin at the same height."""
    return document.documentLayout().blockBoundingRect(table.cellAt(row, 0).firstCursorPosition().block()).top()


def _between_lines(document: QTextDocument, table: QTextTable, row: int) -> list[float]:
    """Where no line of any cell of a row is cut."""
    lines: list[Span] = []
    for column in range(table.columns()):
        cell = table.cellAt(row, column)
        block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().block()
        while True:
            top, layout = document.documentLayout().blockBoundingRect(block).top(), block.layout()
            rects = [layout.lineAt(n).rect() for n in range(layout.lineCount())]
            lines += [(top + rect.top(), top + rect.bottom()) for rect in rects]
            if block == last:
                break
            block = block.next()
    return [end for _, end in lines if not any(top < end - 0.01 < bottom - 0.02 for top, bottom in lines)]


def _closed_up(found: list[Piece]) -> list[Piece]:
    """Without gaps: the space above a piece belongs to it, but at the top of a page."""
    return [piece for piece in found if piece.bottom > piece.top]
