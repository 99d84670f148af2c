"""The form of one row of a table of α/β."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from reirrad_gui.constraints import Confidence, TissueAlphaBeta
from reirrad_gui.ui.constraint_sets.entry import EVIDENCE_WORDS
from reirrad_gui.ui.constraint_sets.pieces import offer
from reirrad_gui.ui.course_edits.pieces import EditDialog, in_tab_order, sentence
from reirrad_gui.ui.language import tr

WHY = "A changed value needs a source of its own: name the paper, or who decided it and when."
LABELS = {
    "default": "Default, Gy",
    "low": "Least, Gy",
    "high": "Most, Gy",
    "source": "Source",
    "evidence": "Evidence",
    "confidence": "Confidence",
    "author": "Your name",
}


class TissueForm(EditDialog):
    """`answered` carries the fields as typed and who stands behind them; whoever asked may refuse in words."""

    answered = Signal(dict, str)

    def __init__(self, value: TissueAlphaBeta, author: str, parent: QWidget | None = None) -> None:
        super().__init__("tissue form", f"α/β of {value.tissue}", WHY, "Keep", parent)
        texts = {
            "default": f"{value.default_gy:g}",
            "low": "" if value.low_gy is None else f"{value.low_gy:g}",
            "high": "" if value.high_gy is None else f"{value.high_gy:g}",
            "source": value.source,
            "author": author,
        }
        self._texts = {key: QLineEdit(text) for key, text in texts.items()}
        self._choices = {"evidence": QComboBox(), "confidence": QComboBox()}
        offer(self._choices["evidence"], list(EVIDENCE_WORDS.values()), EVIDENCE_WORDS[value.evidence])
        offer(self._choices["confidence"], [str(word) for word in Confidence], str(value.confidence))
        form = QFormLayout()
        fields: dict[str, QLineEdit | QComboBox] = {**self._texts, **self._choices}
        for key, label in LABELS.items():
            fields[key].setObjectName(key)
            fields[key].setAccessibleName(tr(label))
            form.addRow(sentence(label), fields[key])
        self._texts["source"].setCursorPosition(0)
        self.column.addLayout(form)
        self.finish_page()
        in_tab_order([*(fields[key] for key in LABELS), self.ok])
        self._texts["default"].setFocus()

    def accept(self) -> None:
        """Hands the answer over; it stays open until `done_with`."""
        given = {key: field.text() for key, field in self._texts.items() if key != "author"}
        chosen = {key: str(field.currentData()) for key, field in self._choices.items()}
        self.answered.emit({**given, **chosen}, self._texts["author"].text().strip())

    def done_with(self) -> None:
        """The answer was taken."""
        super().accept()
