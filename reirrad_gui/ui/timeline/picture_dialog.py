"""Asks where to save the timeline as a picture, and whether with the patient's identity."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import NotAssessableError, ReirradError
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.timeline.picture import FORMATS, Picture, write_picture

if TYPE_CHECKING:
    from reirrad_gui.session.veil import Veil
    from reirrad_gui.ui.timeline.widget import TimelineView

NO_NAME = "Choose where to save the picture."
IDENTITY = (
    "Without identity names, numbers, places and files are taken out of the picture, in the words of the events too. "
    "The dates stay: they can tell who it is. Count time from the diagnosis, and read every word before you pass it on."
)
LOOKING = "Looking for what says who this is…"
EXISTS = "{name} is there already. Choose Save again to replace it."


class PictureDialog(QDialog):
    """Window-modal; `written` carries the path of the file.

    Without identity every word passes the veil, as on the shared screen: what the files' headers say is read in the
    background first, and nothing is written before.
    """

    written = Signal(str)

    def __init__(self, view: "TimelineView", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Save the timeline as a picture"))
        self.setObjectName("timeline picture")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self._view = view
        self._replace: Path | None = None
        self._veil: Veil | None = None
        self._looking = JobRunner(self)
        self._looking.finished.connect(self._take_veil)
        self._looking.failed.connect(lambda error: self._refuse(plainly(error, "Hiding the identity").sentence))
        self._path = QLineEdit(str(Path.home() / f"timeline.{FORMATS[0]}"))
        self._path.setObjectName("picture path")
        self._what, self._kind = QComboBox(), QComboBox()
        self._what.addItems([tr("What is visible"), tr("The whole history")])
        self._what.setObjectName("picture stretch")
        self._kind.addItems([tr("SVG (lines and text)"), tr("PDF (lines and text)"), tr("PNG (pixels)")])
        self._kind.setObjectName("picture format")
        self._kind.currentIndexChanged.connect(self._end_name)
        self._anonymous = QCheckBox(tr("&Without the patient's identity"))
        self._anonymous.setObjectName("without identity")
        self._problem = QLabel()
        self._problem.setObjectName("picture problem")
        self._problem.setWordWrap(True)
        self._lay_out()

    def _lay_out(self) -> None:
        browse = QPushButton(tr("&Browse…"))
        browse.clicked.connect(self._browse)
        line = QHBoxLayout()
        line.addWidget(self._path, 1)
        line.addWidget(browse)
        form = QFormLayout()
        for label, field in (("&Picture of", self._what), ("F&ormat", self._kind)):
            form.addRow(tr(label), field)
        form.addRow(tr("&File"), line)
        named = form.labelForField(line)
        if isinstance(named, QLabel):
            named.setBuddy(self._path)
        said = QLabel(tr(IDENTITY))
        said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        for widget in (self._anonymous, said, self._problem, buttons):
            column.addWidget(widget)
        self._problem.hide()
        self._fit()

    def _fit(self) -> None:
        """High enough for all its words, in any language."""
        column = self.layout()
        width = max(self.width(), self.minimumWidth()) if self.isVisible() else self.minimumWidth()
        if column is not None:
            self.resize(width, max(column.totalHeightForWidth(width), self.height() if self.isVisible() else 0))

    def _refuse(self, words: str) -> None:
        self._problem.setText(tr(words))
        self._problem.show()
        self._fit()

    @property
    def picture(self) -> Picture:
        """What would be written."""
        view = self._view
        session = view.session
        assert session is not None, "the dialog is only offered for a case"
        patient = session.assessment.patient
        hidden = self._anonymous.isChecked()
        name, number = (patient.shown_name if patient.name else ""), patient.patient_id
        who = tr("Timeline, identity hidden") if hidden else tr_of(f"Timeline of {patient.shown_name}", name)
        marks = ("decision support for trained staff; not for treatment planning",)
        synthetic = tuple(session.assessment.synthetic)
        numbers = () if hidden or not number else (f"ID {number}",)
        lanes, time, words = view.pictured(whole=self._what.currentIndex() == 1)
        remarks = (*numbers, *synthetic, *view.not_shown, *marks)
        told = tuple(tr_of(remark, number) for remark in remarks)
        made = Picture(lanes, time, who, told, date.today(), Theme.light(), words)
        if not hidden:
            return made
        if (veil := self._veil) is None:
            raise NotAssessableError(LOOKING)
        told = tuple(tr(veil.text(remark)) for remark in remarks)
        return replace(
            made, lanes=veil.value(tuple(lanes)), time=veil.value(time), remarks=told, axis_words=veil.text(words)
        )

    def _look(self) -> None:
        """Find out what says who this is; then save."""
        from reirrad_gui.ui.report.pictures import Hidden

        session = self._view.session
        assert session is not None, "the dialog is only offered for a case"
        hidden = Hidden.of(session)
        self._refuse(LOOKING)
        self._looking.start(lambda ticket: hidden.veil(ticket.step))

    @Slot(object)
    def _take_veil(self, veil: "Veil") -> None:
        self._veil = veil
        self._problem.hide()
        self._save()

    def done(self, result: int) -> None:
        """However it closes, nothing is looked for any more."""
        self._looking.close()
        super().done(result)

    @Slot()
    def _end_name(self) -> None:
        """The file's name ends as its format does."""
        text = self._path.text().strip()
        if text:
            self._path.setText(str(Path(text).with_suffix(f".{FORMATS[self._kind.currentIndex()]}")))

    @Slot()
    def _browse(self) -> None:
        ending = FORMATS[self._kind.currentIndex()]
        chosen = QFileDialog(self, tr("Save the timeline as a picture"), self._path.text(), f"*.{ending}")
        chosen.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chosen.setDefaultSuffix(ending)
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.fileSelected.connect(self._chosen)
        chosen.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._path.setText(path)
        self._replace = Path(path)

    @Slot()
    def _save(self) -> None:
        text = self._path.text().strip()
        if not text:
            self._refuse(NO_NAME)
            return
        path = Path(text).expanduser()
        if path.exists() and path != self._replace:
            self._replace = path
            self._refuse(EXISTS.format(name=path.name))
            return
        if self._anonymous.isChecked() and self._veil is None:
            self._look()
            return
        try:
            write_picture(self.picture, path)
        except ReirradError as error:
            self._refuse(str(error))
            return
        self.written.emit(str(path))
        self.accept()
