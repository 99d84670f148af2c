"""The form of one event, made from the description of its kind."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.patient.event_checks import Gravity
from reirrad_gui.ui.course_edits.pieces import in_tab_order, sentence
from reirrad_gui.ui.event_forms.editors import ChoiceEditor, Editor, editor_of
from reirrad_gui.ui.event_forms.fields import Answer, Field
from reirrad_gui.ui.event_forms.kinds import Kind
from reirrad_gui.ui.event_forms.sections import END, EXTENT, LASTED, Section, sections
from reirrad_gui.ui.language import tr

LABEL_PX = 124
SIGN = {Gravity.ERROR: "✖", Gravity.WARNING: "▲"}
STATED_END = next(at for at, (_, extent) in enumerate(LASTED) if extent.value == "stated")
Sentences = Mapping[str, tuple[tuple[Gravity, str], ...]]
"""What is to be said below each field, by its name."""


class EventForm(QWidget):
    """Shows the answers it is given and says when one changes; what they mean it does not know."""

    changed = Signal()

    def __init__(self, kind: Kind, answers: Mapping[str, Answer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editors: dict[str, Editor] = {}
        self._notes: dict[str, QLabel] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for section in sections(kind):
            if section.fields:
                self._build(column, section, answers)
        in_tab_order([editor.first for editor in self._editors.values()])
        if EXTENT in self._editors:
            self._editors[EXTENT].changed.connect(self._show_end)
            self._show_end()
        self.shown = self.answers
        """The answers as they stood when the form was filled, to the letter."""

    @property
    def answers(self) -> dict[str, Answer]:
        """What stands in the form."""
        return {name: editor.answer for name, editor in self._editors.items()}

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self._editors[name]

    def has(self, name: str) -> bool:
        """Whether this form asks for it."""
        return name in self._editors

    def say(self, sentences: Sentences) -> None:
        """Say below each field what is wrong or odd about it, and nothing below the others."""
        for name, note in self._notes.items():
            said = sentences.get(name, ())
            text = "\n".join(tr(f"{SIGN[gravity]} {one}") for gravity, one in said)
            note.setText(text)
            note.setVisible(bool(text))
            self._editors[name].describe(" ".join(one for _, one in said))

    def focus(self, name: str) -> None:
        """Put the keyboard on a field."""
        self._editors[name].first.setFocus()

    def _build(self, column: QVBoxLayout, section: Section, answers: Mapping[str, Answer]) -> None:
        heading = sentence(section.title, "section")
        heading.setContentsMargins(0, 8, 0, 0)
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, LABEL_PX)
        grid.setColumnStretch(1, 1)
        for at, field in enumerate(section.fields):
            self._add(grid, 2 * at, field, answers[field.name])
        holds = any(answers[field.name] for field in section.fields)
        if section.folded and not holds:
            column.addWidget(_unfolding(section.title, heading, box), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(heading)
        column.addWidget(box)

    def _add(self, grid: QGridLayout, row: int, field: Field, answer: Answer) -> None:
        editor, label, note = editor_of(field), QLabel(tr(field.label)), sentence("", "")
        editor.show_answer(answer)
        editor.changed.connect(self.changed)
        label.setBuddy(editor.first)
        label.setContentsMargins(0, 5, 0, 0)
        note.setObjectName(f"{field.name} says")
        note.hide()
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(editor, row, 1)
        grid.addWidget(note, row + 1, 1)
        self._editors[field.name], self._notes[field.name] = editor, note
        self._rows[field.name] = (label, editor)

    @Slot()
    def _show_end(self) -> None:
        """An end is asked for only where there is one."""
        extent = self._editors[EXTENT]
        assert isinstance(extent, ChoiceEditor), "how an event lies in time is a choice"
        for widget in self._rows[END]:
            widget.setVisible(extent.answer == STATED_END)


def _unfolding(title: str, heading: QLabel, box: QWidget) -> QPushButton:
    """A button in place of a section that holds nothing."""
    for widget in (heading, box):
        widget.hide()
    button = QPushButton(f"{heading.text()}…")
    button.setObjectName(f"unfold {title}")
    button.setProperty("role", "link")
    button.setAutoDefault(False)

    def unfold() -> None:
        heading.show()
        box.show()
        button.hide()
        box.setFocus()
        box.focusNextChild()

    button.clicked.connect(unfold)
    return button
