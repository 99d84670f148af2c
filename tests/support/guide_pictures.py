"""Draws the pictures of the user guide from the built-in example, so that they cannot go out of date.

.venv/bin/python -m tests.support.guide_pictures            writes docs/guide/pictures
.venv/bin/python -m tests.support.guide_pictures FOLDER     writes them elsewhere
"""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from reirrad_gui.ui.window import MainWindow

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "pictures"
SIZE = (1280, 800)
LARGEST_BYTES, COLOURS = 150_000, 128

Picture = Callable[["MainWindow"], "QWidget"]


def _whole(window: "MainWindow") -> "QWidget":
    return window


def _view(name: str) -> Picture:
    def picture(window: "MainWindow") -> "QWidget":
        window.bring_forward(name)
        found = window.stage.widget(name)
        assert found is not None, name
        return found

    return picture


def _dialog(command: str, name: str) -> Picture:
    def picture(window: "MainWindow") -> "QWidget":
        from PySide6.QtWidgets import QDialog

        from reirrad_gui.ui.shots import settle

        window.actions_by_name[command].trigger()
        settle(window)
        return next(found for found in window.findChildren(QDialog, name) if found.isVisible())

    return picture


def _number(window: "MainWindow") -> "QWidget":
    from PySide6.QtWidgets import QTableView

    from reirrad_gui.ui.numbers.asking import meaning_at, show_meaning
    from reirrad_gui.ui.panel.model import Column

    panel = window.stage.widget("panel")
    assert panel is not None
    index = panel.findChild(QTableView, "constraints").model().index(0, Column.NUMBER)
    meaning = meaning_at(index)
    assert meaning is not None, "the first organ has an accumulated dose"
    return show_meaning(meaning, panel)


def _board(window: "MainWindow") -> "QWidget":
    from reirrad_gui.ui.shots import settle

    window.actions_by_name["present"].trigger()
    board = window.presentation.board
    assert board is not None, "the example can be presented"
    board.resize(*SIZE)
    settle(window)
    return board


def _scans(window: "MainWindow") -> "QWidget":
    window.actions_by_name["bone scans"].trigger()
    return window.stage.centre


PICTURES: Mapping[str, Picture] = MappingProxyType(
    {
        "window": _whole,
        "timeline": _view("timeline"),
        "doses": _view("overlay"),
        "limits": _view("panel"),
        "how-computed": _view("derivation"),
        "number": _number,
        "what-if": _view("what if"),
        "how-sure": _view("how sure"),
        "scans": _scans,
        "preferences": _dialog("preferences", "preferences"),
        "board": _board,
    }
)
"""By the name of the file."""


def write_pictures(folder: Path) -> tuple[Path, ...]:
    """Every picture of the guide; returns the files."""
    from PySide6.QtWidgets import QDialog

    from reirrad_gui.ui.panel.rows import constraint_rows
    from reirrad_gui.ui.shots import settle, window_for_shots
    from reirrad_gui.ui.theme import Theme

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as kept:
        window = window_for_shots(Path(kept))
        window.set_theme(Theme.light())
        window.resize(*SIZE)
        window.show()
        window.open_example()
        settle(window)
        session = window.session
        assert session is not None, "the example opens"
        window.panes.resize_to_design()
        window.selection.select_organ(constraint_rows(session.assessment)[0].key)
        for name, picture in PICTURES.items():
            settle(window)
            widget = picture(window)
            settle(window)
            written.append(_written(widget, folder / f"{name}.png"))
            for dialog in window.findChildren(QDialog):
                dialog.close()
        window.close()
        window.settings.sync()
    return tuple(written)


def _written(widget: "QWidget", path: Path) -> Path:
    """With as many colours as a picture of a screen needs: a third of the size."""
    import numpy as np
    from PySide6.QtGui import QImage

    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    wide, high = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(high, wide) & 0xFFFFFF
    found, which, times = np.unique(pixels, return_inverse=True, return_counts=True)
    kept, place = _fewer(found, times)
    indexed = np.ascontiguousarray(place[which].reshape(high, wide))
    few = QImage(indexed.tobytes(), wide, high, wide, QImage.Format.Format_Indexed8)
    few.setColorTable([int(0xFF000000 | colour) for colour in kept])
    if not few.save(str(path), "PNG", 0):
        raise OSError(f"{path} could not be written")
    return path


def _fewer(colours: "NDArray[np.uint32]", times: "NDArray[np.int64]") -> "tuple[NDArray[np.uint32], NDArray[np.uint8]]":
    """As few colours as a palette holds, by cutting the box of colours at its medians; and which each one becomes."""
    import numpy as np

    parts = np.stack([colours >> 16 & 0xFF, colours >> 8 & 0xFF, colours & 0xFF], axis=1).astype(np.float64)
    boxes = [np.arange(colours.size)]
    while len(boxes) < COLOURS:
        spread = [float(np.ptp(parts[box], axis=0).max()) * float(times[box].sum()) ** 0.4 for box in boxes]
        widest = int(np.argmax(spread))
        if spread[widest] == 0.0:
            break
        box = boxes.pop(widest)
        along = int(np.argmax(np.ptp(parts[box], axis=0)))
        box = box[np.argsort(parts[box, along], kind="stable")]
        reached = np.cumsum(times[box])
        cut = int(np.clip(np.searchsorted(reached, reached[-1] / 2), 1, box.size - 1))
        boxes += [box[:cut], box[cut:]]
    place = np.empty(colours.size, np.uint8)
    kept = np.empty(len(boxes), np.uint32)
    for number, box in enumerate(boxes):
        place[box] = number
        red, green, blue = np.average(parts[box], axis=0, weights=times[box]).round().astype(int)
        kept[number] = red << 16 | green << 8 | blue
    return kept, place


def main() -> None:
    """Write them and say where."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from reirrad_gui.ui.app import application

    application(offscreen=True)
    for path in write_pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
