"""What was saved, or what a capsule that was opened has to say: to read and to copy."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from reirrad_gui.ui.course_edits.pieces import EditDialog, sentence
from reirrad_gui.ui.language import tr

MOST_SENTENCES = 30
LIST_PX = 220


class CapsuleTold(EditDialog):
    """Sentences; longer lists in a field that scrolls. `kept` are texts that a person should look at."""

    def __init__(
        self, title: str, lines: Sequence[str], kept: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        head, *rest = lines
        super().__init__("capsule told", title, head, "Close", parent)
        self._text = "\n".join((*map(tr, lines), *kept))
        for line in rest[:MOST_SENTENCES]:
            self.column.addWidget(sentence(line))
        if len(rest) > MOST_SENTENCES:
            self._add_list("more", f"{len(rest) - MOST_SENTENCES} more lines", rest[MOST_SENTENCES:])
        if kept:
            self.column.addWidget(sentence("Names and descriptions that stay: look at them", "section"))
            self._add_list("kept texts", "Names and descriptions that stay", kept)
        buttons = self.findChild(QDialogButtonBox)
        assert isinstance(buttons, QDialogButtonBox)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).hide()
        copy = buttons.addButton(tr("C&opy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text))
        self.finish_page()

    def _add_list(self, name: str, title: str, lines: Sequence[str]) -> None:
        named = name == "kept texts"  # as they stand in the files
        field = QPlainTextEdit("\n\n".join(lines) if named else "\n".join(map(tr, lines)))
        field.setObjectName(name)
        field.setAccessibleName(tr(title))
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(LIST_PX)
        self.column.addWidget(field)
