"""The presenter's list of steps, and the question for a new step's words. Only the presenter sees the notes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.session.storyboard import (
    LONGEST_TITLE,
    OUTDATED,
    Steps,
    StoryStep,
    moved,
    reworded,
    since_saved,
    without,
)
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment

EMPTY = "No view is saved yet. Look at something, then choose “Save this view”."


class StepQuestion(QDialog):
    """A title and a note for the view on screen. `given` carries both."""

    given = Signal(str, str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new step")
        self.setWindowTitle(tr("Save this view as a step"))
        self.title, self.note, self.refusal = _title_field(title), _note_field(), QLabel("")
        self.refusal.setWordWrap(True)
        self.refusal.setProperty("role", "refusal")
        self.refusal.hide()
        form = QFormLayout(self)
        form.addRow(tr("&Title (shown to everybody)"), self.title)
        form.addRow(tr("&Note (only for you)"), self.note)
        form.addRow(self.refusal)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.title.selectAll()
        self.resize(460, 240)

    def _save(self) -> None:
        self.given.emit(self.title.text(), self.note.toPlainText())

    def refuse(self, sentence: str) -> None:
        """Say why it is not taken; what was typed stays."""
        self.refusal.setText(tr(sentence))
        self.refusal.show()
        self.title.setFocus()


class StoryboardDialog(QDialog):
    """Steps in order. `edited` carries a label and the steps as they are to be; `wanted` the step to show."""

    edited = Signal(str, object)
    wanted = Signal(int)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("storyboard")
        self.setWindowTitle(tr("Storyboard"))
        self._steps: Steps = ()
        self._why: list[str] = []
        self._filling = False
        self.list = QListWidget()
        self.list.setObjectName("steps")
        self.list.setAccessibleName(tr("Steps of the storyboard"))
        self.list.currentRowChanged.connect(self._show_words)
        self.list.itemActivated.connect(lambda _: self.wanted.emit(self.list.currentRow()))
        self.title, self.note, self.about = _title_field(""), _note_field(), QLabel(tr(EMPTY))
        self.about.setWordWrap(True)
        self.about.setObjectName("about step")
        form = QFormLayout()
        form.addRow(tr("&Title"), self.title)
        form.addRow(tr("&Note"), self.note)
        words = QVBoxLayout()
        words.addLayout(form)
        words.addWidget(self.about)
        upper = QHBoxLayout()
        upper.addWidget(self.list, 2)
        upper.addLayout(words, 3)
        column = QVBoxLayout(self)
        column.addLayout(upper, 1)
        column.addLayout(self._buttons())
        self.resize(760, 400)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for name, text, do in (
            ("save", "&Save this view…", self.save_wanted.emit),
            ("show", "Sho&w", lambda: self.wanted.emit(self.list.currentRow())),
            ("words", "&Keep these words", self._reword),
            ("earlier", "&Earlier", lambda: self._move(-1)),
            ("later", "&Later", lambda: self._move(1)),
            ("delete", "&Delete", self._delete),
            ("close", "&Close", self.close),
        ):
            button = QPushButton(tr(text))
            button.setObjectName(f"{name} step")
            button.setAutoDefault(False)
            button.clicked.connect(lambda *_, do=do: do())
            row.addWidget(button)
            self.buttons[name] = button
        return row

    def show_steps(self, steps: Steps, assessment: "Assessment | None", at: int | None = None) -> None:
        """Other steps, or other numbers; `at`: the one that is shown."""
        place = self.list.currentRow() if at is None else at
        self._filling = True
        self._steps = steps
        self.list.clear()
        for number, step in enumerate(steps, start=1):
            old = assessment is not None and bool(since_saved(step, assessment))
            self.list.addItem(f"{number}  {step.title}{f'  {tr(OUTDATED)}' if old else ''}")
        self._why = ["" if assessment is None else since_saved(step, assessment) for step in steps]
        self._filling = False
        self.list.setCurrentRow(min(max(place, 0), len(steps) - 1))
        self._show_words(self.list.currentRow())

    def _show_words(self, place: int) -> None:
        if self._filling:
            return
        there = 0 <= place < len(self._steps)
        step: StoryStep | None = self._steps[place] if there else None
        self.title.setText("" if step is None else step.title)
        self.note.setPlainText("" if step is None else step.note)
        why = self._why[place] if there else ""
        self.about.setText(tr(EMPTY if not self._steps else f"{OUTDATED}: {why}." if why else ""))
        for name in ("show", "words", "earlier", "later", "delete"):
            self.buttons[name].setEnabled(there)
        self.title.setEnabled(there)
        self.note.setEnabled(there)

    def _reword(self) -> None:
        place = self.list.currentRow()
        try:
            steps = reworded(self._steps, place, self.title.text(), self.note.toPlainText())
        except EntryError as error:
            self.about.setText(tr(str(error)))
            return
        self.edited.emit(f"Reword step {place + 1} of the storyboard", steps)

    def _move(self, by: int) -> None:
        place = self.list.currentRow()
        there = min(max(place + by, 0), len(self._steps) - 1)
        steps = moved(self._steps, place, by)
        self._follow(there, f"Move step {place + 1} of the storyboard", steps)

    def _delete(self) -> None:
        place = self.list.currentRow()
        self._follow(place, f"Delete step {place + 1} of the storyboard", without(self._steps, place))

    def _follow(self, there: int, label: str, steps: Sequence[StoryStep]) -> None:
        self.edited.emit(label, tuple(steps))
        self.list.setCurrentRow(min(there, self.list.count() - 1))


def _title_field(text: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName("step title")
    field.setMaxLength(LONGEST_TITLE)
    field.setAccessibleName(tr("Title of the step, shown to everybody"))
    return field


def _note_field() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setObjectName("step note")
    field.setTabChangesFocus(True)
    field.setAccessibleName(tr("Note to the step, only for the presenter"))
    return field
