"""One score: fields on the left, its answer on the right, new with every letter typed."""

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.scores.fields import Choice, Field
from reirrad_gui.ui.scores.result import ResultView
from reirrad_gui.ui.scores.told import Told, told_problem

INPUTS_PX = 430


class ScorePage(QWidget):
    """Base of the pages: `form` takes the fields, `told` reads them."""

    def __init__(self, name: str, intro: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        self.column.addWidget(sentence(intro, "muted"))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(6)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.column.addLayout(self.form)
        self.column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self.column)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self._area.setFixedWidth(INPUTS_PX)
        self._first: Field | Choice | None = None
        self.result = ResultView()
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 12, 8, 8)
        line.setSpacing(16)
        line.addWidget(self._area)
        line.addWidget(self.result, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        last: QWidget = self
        here = self.nextInFocusChain()
        while here is not None and here is not self:
            last, here = (here if self._area.isAncestorOf(here) else last), here.nextInFocusChain()
        self.setTabOrder(last, self.result)  # made before the fields, read after them

    @abstractmethod
    def told(self) -> Told:
        """The answer to what is in the fields; EntryError where that cannot be used."""

    def show_answer(self) -> None:
        """Read the fields again; what cannot be used is said in place of the answer."""
        try:
            told = self.told()
        except EntryError as error:
            told = told_problem(str(error))
        self.result.show_told(told)

    def ask(self, label: str, field: Field | Choice, note: str = "") -> None:
        """One more field with its label; the keyboard reaches it in the order of asking."""
        words = QLabel(label)
        words.setBuddy(field)
        self.form.addRow(words, field)
        if note:
            self.form.addRow(sentence(note, "caption"))
        self.watch(field)

    def watch(self, field: Field | Choice) -> None:
        """The answer follows this field."""
        self._first = self._first or field
        if isinstance(field, Choice):
            field.currentIndexChanged.connect(self.show_answer)
        else:
            field.textChanged.connect(self.show_answer)

    def begin(self) -> None:
        """The first field gets the keyboard."""
        if self._first is not None:
            self._first.setFocus()

    def watch_all(self, fields: Sequence[Field | Choice]) -> None:
        """The answer follows all of these."""
        for field in fields:
            self.watch(field)
