"""Asks how a case is to be saved in one file; says why something cannot be, and writes nothing itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.capsule.rows import SUFFIX, Choices, Wish, files_text, why_not
from reirrad_gui.ui.course_edits.pieces import EditDialog, hint, in_tab_order, sentence
from reirrad_gui.ui.flowing import in_lines
from reirrad_gui.ui.language import tr

TICK_PX = 560
FOLDER_KEY = "capsule/folder"
WHY = (
    "One file with the case, its history and the numbers as they are now. Opened on another computer it shows the same "
    "numbers, or says which differ. Your files and the kept case stay as they are."
)
NAMED = "▲ Without de-identification the file names the patient: keep it as you keep the patient's files."
CLEANED = (
    "Names, IDs, places and free text are taken out or replaced (DICOM PS3.15), private attributes removed, all dates "
    "moved by one shift made by chance: intervals and numbers stay. The names of structures and plans that stay are "
    "listed afterwards: look at them before you pass the file on."
)
FLAGGED = "without images in whose pixels a name may stand (else they stop the copy)"
Check = Callable[[Wish], None]


class CapsuleDialog(EditDialog):
    """`chosen` carries the wish. `check` raises what stands in the way of it."""

    chosen = Signal(object)

    def __init__(self, offered: Choices, check: Check, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__("capsule dialog", "Save a capsule", WHY, "Save", parent)
        self._offered, self._check_wish, self._settings = offered, check, settings
        self._with_files = _box("with files", files_text(offered.files))
        self._with_files.setChecked(offered.files > 0)
        self._with_files.setEnabled(offered.files > 0)
        self._deidentified = _box("deidentified", "de-identified: without names, with moved dates")
        self._flagged = _box("leave out flagged", FLAGGED)
        self._overwrite = _box("overwrite", "replace a file of this name")
        self._file = QLineEdit()
        self._browse = QPushButton(tr("C&hoose…"))
        self._marked = sentence(NAMED)
        self._marked.setObjectName("named")
        self._build()
        self.finish_page()
        self._check()
        self._file.setFocus()

    def accept(self) -> None:
        """The place is tried before the dialog closes; a refusal is said here."""
        wish = self._wish()
        if wish is None:
            return
        try:
            self._check_wish(wish)
        except ReirradError as error:
            self.refuse(error)
            return
        self._settings.setValue(FOLDER_KEY, str(wish.to.parent))
        super().accept()
        self.chosen.emit(wish)

    def _build(self) -> None:
        column = self.column
        column.addWidget(sentence("What is in it", "section"))
        column.addWidget(self._with_files)
        column.addWidget(self._deidentified)
        column.addWidget(self._flagged)
        column.addWidget(self._marked)
        column.addWidget(sentence("File", "section"))
        line = QHBoxLayout()
        line.addWidget(self._file, 1)
        line.addWidget(self._browse)
        column.addLayout(line)
        column.addWidget(self._overwrite)
        self._name_fields()
        for box in (self._with_files, self._deidentified, self._flagged, self._overwrite):
            box.toggled.connect(self._check)
        self._file.textChanged.connect(self._check)
        boxes = [self._with_files, self._deidentified, self._flagged]
        in_tab_order([*boxes, self._file, self._browse, self._overwrite, self.ok])

    def _name_fields(self) -> None:
        self._file.setObjectName("file")
        self._file.setAccessibleName(tr("File to write"))
        self._file.setPlaceholderText(tr(f"no file chosen; its name ends with {SUFFIX}"))
        folder = str(self._settings.value(FOLDER_KEY, ""))
        if folder:
            self._file.setText(str(Path(folder) / f"case{SUFFIX}"))
        self._browse.setObjectName("browse")
        self._browse.setAccessibleName(tr("Choose the file to write"))
        self._browse.setAutoDefault(False)
        self._browse.clicked.connect(self._ask_for_file)

    def _ask_for_file(self) -> None:
        start = self._file.text() or f"case{SUFFIX}"
        kind = f"{tr('Case capsule')} (*{SUFFIX})"
        text, _ = QFileDialog.getSaveFileName(self, tr("Save a capsule"), start, kind)
        if text:
            self._file.setText(text if text.endswith(SUFFIX) else text + SUFFIX)
            self._overwrite.setChecked(Path(self._file.text()).exists())

    def _check(self) -> None:
        cleaned = self._deidentified.isChecked()
        self._marked.setText(tr(CLEANED if cleaned else NAMED))
        self._flagged.setEnabled(cleaned and self._with_files.isChecked())
        hint(self.ok, why_not(self._file.text()))

    def _wish(self) -> Wish | None:
        written = self._file.text().strip()
        if why_not(written):
            return None
        flagged = self._flagged.isEnabled() and self._flagged.isChecked()
        return Wish(
            Path(written), self._with_files.isChecked(), self._deidentified.isChecked(), flagged,
            self._overwrite.isChecked(),
        )  # fmt: skip


def _box(name: str, text: str) -> QCheckBox:
    text = tr(text)
    box = QCheckBox()
    box.setText(in_lines(text, box.fontMetrics(), TICK_PX).replace("&", "&&"))
    box.setAccessibleName(text)
    box.setObjectName(name)
    return box
