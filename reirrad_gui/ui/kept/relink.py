"""Where are the files of a kept case now? A folder is named, looked through by content, and then the case is opened."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.kept.rows import found_text
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.session import Ticket
    from reirrad_gui.session.keeping.document import KeptFile

Count = Callable[["Sequence[KeptFile]", Path, "Ticket"], int]
HOW = (
    "Files are known by their content (SHA-256) and SOP Instance UID, whatever they are called now. Another file is "
    "never taken for one of them. The new place is remembered."
)
WHERE = "Folder that holds the files now"
NO_FOLDER = "✖ This is not a folder of this computer. Type the path of one, or choose it."


class RelinkDialog(QDialog):
    """`folder_named` carries the folder to open the case with; `count` looks through one, on a job's thread."""

    folder_named = Signal(object)

    def __init__(
        self, title: str, sentence: str, files: "Sequence[KeptFile]", count: Count, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr_of(f"Where are the files? – {title}", title))
        self.setObjectName("relink")
        self.resize(640, 300)
        self._files, self._count = tuple(files), count
        self._looked: Path | None = None
        self._said = _text("")
        self._said.setObjectName("found there")
        self._runner = JobRunner(self)
        self._runner.finished.connect(self._tell)
        self._runner.failed.connect(lambda error: self._said.setText(f"✖ {tr(plainly(error, 'Looking').sentence)}"))
        self._folder = QLineEdit()
        self._folder.setObjectName("folder of the files")
        self._folder.setAccessibleName(tr(WHERE))
        self._folder.setPlaceholderText(tr(WHERE))
        self._folder.textEdited.connect(self._forget)
        self._folder.returnPressed.connect(self._look)
        choose = _button("&Choose…", "choose folder", self._choose)
        look = _button("&Look there", "look there", self._look)
        self._open = QPushButton(tr("&Open with these"))
        self._open.setObjectName("open with these")
        self._open.setEnabled(False)
        self._open.clicked.connect(self._go)
        self._lay_out(sentence, choose, look)

    def _lay_out(self, sentence: str, choose: QPushButton, look: QPushButton) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        row.addWidget(look)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._open, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)  # Enter looks, it does not cancel
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(_text(sentence))
        column.addWidget(_text(HOW, "muted"))
        column.addLayout(row)
        column.addWidget(self._said)
        column.addStretch(1)
        column.addWidget(buttons)
        self._folder.setFocus()

    def done(self, result: int) -> None:
        self._runner.close()
        super().done(result)

    @Slot()
    def _choose(self) -> None:
        text = QFileDialog.getExistingDirectory(self, tr(WHERE), self._folder.text())
        if text:
            self._folder.setText(text)
            self._look()

    @Slot()
    def _forget(self) -> None:
        """Another folder: what was found was not in this one."""
        self._runner.cancel()
        self._looked = None
        self._open.setEnabled(False)
        self._said.setText("")

    @Slot()
    def _look(self) -> None:
        text = self._folder.text().strip()
        folder = Path(text).expanduser()
        self._forget()
        if not text or not folder.is_dir():
            self._said.setText(tr(NO_FOLDER))
            return
        self._said.setText(tr("Looking…"))
        self._looked = folder
        self._runner.start(lambda ticket: self._count(self._files, folder, ticket))

    @Slot(object)
    def _tell(self, found: int) -> None:
        self._said.setText(tr(found_text(found, len(self._files))))
        self._open.setEnabled(found > 0)
        if found:
            self._open.setFocus()

    @Slot()
    def _go(self) -> None:
        if self._looked is not None:
            folder = self._looked
            self.accept()
            self.folder_named.emit(folder)


def _text(text: str, role: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _button(text: str, name: str, slot: Callable[[], None]) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button
