"""Asks what to export and where to; says why something cannot be, and writes nothing itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from reirrad_gui.errors import ReirradError
from reirrad_gui.session.exporting import ExportRequest
from reirrad_gui.ui.course_edits.pieces import EditDialog, hint, in_tab_order, sentence
from reirrad_gui.ui.exports.rows import SPACINGS_MM, Choices
from reirrad_gui.ui.language import tr

FOLDER_KEY = "export/folder"
WHY = (
    "New DICOM files are written beside your sources, which stay as they are. A dose file has no word for “unknown”: "
    "only the box in which the dose of every course is known is written, and you are told what was left out."
)
MARKED = "▲ A registration in force has not been approved by anybody; every file that rests on it says so."
MOST_LETTERS = 70
CHOOSE = "Choose what to write, and a folder."
Check = Callable[[ExportRequest, bool], None]


class ExportDialog(EditDialog):
    """`chosen` carries the request and whether it is without recovery. `check` raises what stands in the way."""

    chosen = Signal(object, bool)

    def __init__(self, offered: Choices, check: Check, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__("export dialog", "Export", WHY, "Export", parent)
        self._offered, self._check_target, self._settings = offered, check, settings
        self._tissues = [_box(f"tissue {i}", row.text, row.chosen) for i, row in enumerate(offered.tissues)]
        self._without = _box("without recovery", "without recovery between courses")
        self._courses = [_box(f"course {row.index}", row.text) for row in offered.courses]
        self._registration = _box("registration", offered.registration)
        self._spacing = QComboBox()
        self._folder = QLineEdit(str(settings.value(FOLDER_KEY, "")))
        self._browse = QPushButton(tr("Choose…"))
        self._overwrite = _box("overwrite", "replace files of the same name")
        self._into_sources = _box("into sources", "also into a folder that holds files of this patient")
        self._build()
        self.finish_page()
        self._check()

    def accept(self) -> None:
        """The folder is tried before the dialog closes; a refusal is said here."""
        request = self._request()
        if request is None:
            return
        without = self._without.isChecked()
        try:
            self._check_target(request, without)
        except ReirradError as error:
            self.refuse(error)
            return
        self._settings.setValue(FOLDER_KEY, str(request.folder))
        super().accept()
        self.chosen.emit(request, without)

    def _build(self) -> None:
        offered, column = self._offered, self.column
        if offered.marked:
            column.addWidget(sentence(MARKED))
        column.addWidget(sentence("Accumulated EQD2, one file for each α/β", "section"))
        self._no_sum = sentence("")
        self._no_sum.setObjectName("why no sum")
        for box in self._tissues:
            column.addWidget(box)
        if offered.recovery:
            column.addWidget(self._without)
            column.addWidget(sentence(f"Recovery in force: {offered.recovery}.", "caption"))
        column.addWidget(self._no_sum)
        column.addWidget(sentence("Physical dose of one course, on the same grid", "section"))
        for box, row in zip(self._courses, offered.courses, strict=True):
            self._offer(box, row.why_not)
        column.addWidget(sentence("Registration", "section"))
        self._offer(self._registration, offered.why_no_registration)
        column.addWidget(sentence("Voxels and folder", "section"))
        column.addLayout(self._where())
        column.addWidget(self._overwrite)
        column.addWidget(self._into_sources)
        without = [self._without] if offered.recovery else []
        boxes = [*self._tissues, *without, *self._courses, self._registration]
        for box in (*boxes, self._overwrite, self._into_sources):
            box.toggled.connect(self._check)
        self._folder.textChanged.connect(self._check)
        in_tab_order([*boxes, self._spacing, self._folder, self._browse, self._overwrite, self._into_sources, self.ok])

    def _offer(self, box: QCheckBox, why_not: str) -> None:
        """A choice, or the sentence that says why it is none."""
        _offer(box, why_not)
        self.column.addWidget(box)
        if why_not:
            self.column.addWidget(sentence(why_not, "caption"))

    def _where(self) -> QGridLayout:
        self._spacing.setObjectName("spacing")
        self._spacing.setAccessibleName(tr("Voxels"))
        self._spacing.addItem(tr(self._offered.grid), None)
        for spacing in SPACINGS_MM:
            self._spacing.addItem(tr(f"cubes of {spacing:g} mm"), spacing)
        self._folder.setObjectName("folder")
        self._folder.setAccessibleName(tr("Folder to write to"))
        self._folder.setPlaceholderText(tr("no folder chosen"))
        self._browse.setObjectName("browse")
        self._browse.setAccessibleName(tr("Choose the folder to write to"))
        self._browse.setAutoDefault(False)
        self._browse.clicked.connect(self._ask_for_folder)
        line = QHBoxLayout()
        line.addWidget(self._folder, 1)
        line.addWidget(self._browse)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.addWidget(sentence("Voxels"), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._spacing, 0, 1)
        grid.addWidget(sentence("Folder"), 1, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(line, 1, 1)
        return grid

    def _ask_for_folder(self) -> None:
        text = QFileDialog.getExistingDirectory(self, tr("Folder to write to"), self._folder.text())
        if text:
            self._folder.setText(text)

    def _check(self) -> None:
        offered = self._offered
        why_not = offered.why_no_sum_without_recovery if self._without.isChecked() else offered.why_no_sum
        for box in self._tissues:
            _offer(box, why_not)
        self._no_sum.setText(tr(why_not))
        self._no_sum.setVisible(bool(why_not))
        hint(self.ok, "" if self._request() is not None else CHOOSE)

    def _request(self) -> ExportRequest | None:
        """What is chosen; None while that is nothing or nowhere."""
        rows = zip(self._tissues, self._offered.tissues, strict=True)
        tissues = tuple(row.tissue for box, row in rows if _is_chosen(box))
        pairs = zip(self._courses, self._offered.courses, strict=True)
        courses = tuple(row.index for box, row in pairs if _is_chosen(box))
        registration = _is_chosen(self._registration)
        folder = self._folder.text().strip()
        if not folder or not (tissues or courses or registration):
            return None
        return ExportRequest(
            Path(folder),
            tissues,
            courses,
            registration,
            self._spacing.currentData(),
            self._overwrite.isChecked(),
            self._into_sources.isChecked(),
        )


def _box(name: str, text: str, chosen: bool = False) -> QCheckBox:
    """A choice in one line; what does not fit into it stands in its tool tip."""
    text = tr(text)
    short = text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"
    box = QCheckBox(short.replace("&", "&&"))
    box.setAccessibleName(text)
    box.setObjectName(name)
    box.setChecked(chosen)
    return box


def _offer(box: QCheckBox, why_not: str) -> None:
    """Enabled unless something stands in the way; the whole of a text that was cut is its tool tip."""
    hint(box, why_not)
    if not why_not and len(box.accessibleName()) > MOST_LETTERS:
        box.setToolTip(box.accessibleName())


def _is_chosen(box: QCheckBox) -> bool:
    return box.isEnabled() and box.isChecked()
