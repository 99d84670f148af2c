"""One score: fields on the left, its answer on the right, new with every letter typed."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.fields import Choice, Field
from reirrad_gui.ui.scores.offered import Offered
from reirrad_gui.ui.scores.result import ResultView
from reirrad_gui.ui.scores.told import Part, Told, told_problem

if TYPE_CHECKING:
    from reirrad_gui.session.derived.suggestions import Suggestion

INPUTS_PX = 430
TAKEN = "Taken from the history"


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
        self.offered = Offered()
        self.offered.taken.connect(self._take)
        self.column.addWidget(self.offered)
        self.column.addStretch(1)
        self._inside = QWidget()
        self._inside.setLayout(self.column)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._inside.installEventFilter(self)
        self._area.setFixedWidth(INPUTS_PX)
        self._first: Field | Choice | None = None
        self._last: Field | Choice | None = None
        self._taken: list[Suggestion] = []
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
            stops = self._area.isAncestorOf(here) and bool(here.focusPolicy() & Qt.FocusPolicy.TabFocus)
            last, here = (here if stops else last), here.nextInFocusChain()
        self.setTabOrder(last, self.result)  # made before the fields, read after them

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """Longer words make the column of inputs wider: it is never scrolled sideways."""
        beside = self._area.verticalScrollBar().sizeHint().width() + 2 * self._area.frameWidth()
        self._area.setFixedWidth(max(INPUTS_PX, self._inside.minimumSizeHint().width() + beside))

    @abstractmethod
    def told(self) -> Told:
        """The answer to what is in the fields; EntryError where that cannot be used."""

    def show_answer(self) -> None:
        """Read the fields again; what cannot be used is said in place of the answer."""
        try:
            told = self.told()
        except EntryError as error:
            told = told_problem(str(error))
        self._taken = [one for one in self._taken if all(self._holds(field, value) for field, value in one.values)]
        taken = (Part(TAKEN, tuple(one.said for one in self._taken)),) if self._taken else ()
        self.result.show_told(replace(told, parts=(*told.parts[:1], *taken, *told.parts[1:])))

    def offer(self, suggestions: "Sequence[Suggestion]") -> None:
        """What the history has for these fields: taken only by a person."""
        if self.offered.offer(suggestions):
            self.offered.follow(self._last)
            if self.offered.buttons:
                self.setTabOrder(self.offered.buttons[-1], self.result)

    @Slot(object)
    def _take(self, suggestion: "Suggestion") -> None:
        for name, value in suggestion.values:
            field = self.findChild(QWidget, name)
            if isinstance(field, Choice):
                field.choose(value)
            elif isinstance(field, Field):
                field.setText(str(value))
        self._taken = [*(one for one in self._taken if one != suggestion), suggestion]
        self.show_answer()

    def _holds(self, name: str, value: object) -> bool:
        """Whether a field still has the value that was taken."""
        field = self.findChild(QWidget, name)
        return (field.answer if isinstance(field, Choice) else getattr(field, "text", str)()) == value

    def ask(self, label: str, field: Field | Choice, note: str = "") -> None:
        """One more field with its label; the keyboard reaches it in the order of asking."""
        words = QLabel(tr(label))
        words.setBuddy(field)
        self.form.addRow(words, field)
        if note:
            self.form.addRow(sentence(note, "caption"))
        self.watch(field)

    def watch(self, field: Field | Choice) -> None:
        """The answer follows this field."""
        self._first, self._last = self._first or field, field
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
