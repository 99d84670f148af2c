"""What was written and what was left out, to read and to copy."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from reirrad_gui.ui.course_edits.pieces import EditDialog, sentence
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.exporting import Exported


class ExportedDialog(EditDialog):
    """One block for each file; what was refused comes first."""

    def __init__(self, exported: "Exported", parent: QWidget | None = None) -> None:
        head, *_ = exported.lines
        super().__init__("exported dialog", "Exported", head, "Close", parent)
        self._text = "\n".join((*exported.lines, *exported.refused))
        for refused in exported.refused:
            self.column.addWidget(sentence(f"✖ {refused}"))
        for file in exported.files:
            first, *rest = file.lines
            self.column.addWidget(sentence(first, "section"))
            for line in rest:
                mark = "▲ " if line.strip() in file.marks else ""
                self.column.addWidget(sentence(mark + line.strip()))
        _to_copy(self, self._text)
        self.finish_page()


class ToldDialog(EditDialog):
    """Sentences about one file that was written, the first of them at the top."""

    def __init__(self, title: str, lines: tuple[str, ...], parent: QWidget | None = None) -> None:
        head, *rest = lines
        super().__init__("told dialog", title, head, "Close", parent)
        for line in rest:
            self.column.addWidget(sentence(line))
        _to_copy(self, "\n".join(lines))
        self.finish_page()


def _to_copy(dialog: EditDialog, text: str) -> None:
    """There is nothing to cancel, but something to copy."""
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).hide()
    copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
    copy.setObjectName("copy")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(map(tr, text.split("\n")))))
