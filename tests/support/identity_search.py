"""Searching for who it is: in everything of a window that can be seen, heard or copied, and in files."""

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QImageReader

from tests.support.drawn_texts import pieces
from tests.support.planted import FAMILY, GIVEN, ID, PHYSICIAN, PLAIN_FAMILY, SECRET, found_in
from tests.support.visible import readable

NEEDLES = (FAMILY, PLAIN_FAMILY, GIVEN, PHYSICIAN, ID, "Quirin", SECRET, "ACC778812", ".dcm", "19500102", "1950-01-02")


def named(texts):
    """Texts that say who it is, or where the files lie."""
    return [text for text in texts if any(word.casefold() in text.casefold() for word in NEEDLES)]


def spoken(widget):
    """Everything that a screen reader can say of a window."""
    found, waiting = [], [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid():
            continue
        kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
        found += [text for kind in kinds if (text := one.text(kind))]
        waiting += [one.child(number) for number in range(one.childCount())]
    return found


def everything(board):
    """Titles, texts of all widgets, tables, tooltips, commands; what is spoken and painted, and what painters got."""
    actions = [text for one in board.findChildren(QAction) for text in (one.text(), one.toolTip(), one.iconText())]
    words = [
        text
        for view in board.planes.values()
        for text in (
            *view.words.probe, *view.words.marks, view.words.message, view.words.corner,
            *(view.words.legend.words if view.words.legend else ()),
        )
    ]  # fmt: skip
    painted = [piece.text for piece in pieces(board)]
    titles = [
        board.windowTitle(),
        board.windowFilePath(),
        board.windowIconText(),
        QGuiApplication.applicationDisplayName(),
    ]
    return [
        *titles, *readable(board), *actions, *spoken(board), *words, *painted, *board.timeline.texts,
        *board.curves.texts,
    ]  # fmt: skip


def in_file(path: Path) -> list[str]:
    """Every text that can be got out of a file, what it says of itself among it, and needles in its very bytes."""
    content = path.read_bytes()
    found = [path.name, *found_in(content, NEEDLES)]
    if path.suffix in (".svg", ".html", ".json", ".csv"):
        found.append(content.decode("utf-8"))
    elif path.suffix == ".pdf":
        read = PdfReader(BytesIO(content))
        found += [page.extract_text() for page in read.pages]
        found += [f"{name}: {value}" for name, value in (read.metadata or {}).items()]
        found.append(read.xmp_metadata.stream.get_data().decode("utf-8") if read.xmp_metadata is not None else "")
    elif path.suffix == ".png":
        image = QImageReader(str(path))
        found += [f"{key}: {image.text(key)}" for key in image.textKeys()]
    return found
