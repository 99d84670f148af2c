"""Choosing: the menu of kinds for a new event, and the list of events where none is chosen on the timeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QMenu, QWidget

from reirrad_gui.patient.events import Event
from reirrad_gui.patient.name_words import plain
from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, WIDTH_PX, EditDialog, hint, in_tab_order
from reirrad_gui.ui.event_forms.kinds import KINDS, Kind
from reirrad_gui.ui.language import tr

WHY = "Choose an event of the history. It may also be chosen on the timeline first."
NONE_CHOSEN = "Choose an event."
HEIGHT_PX = 480


def add_kinds(menu: QMenu, chosen: Callable[[Kind], None]) -> None:
    """An entry for each kind of event, each with a letter of its own."""
    taken: set[str] = set()
    for kind in KINDS:
        action = menu.addAction(_with_letter(f"{tr(kind.title)}…", taken), partial(chosen, kind))
        action.setObjectName(f"add {kind.key}")


def _with_letter(title: str, taken: set[str]) -> str:
    place = next((at for at, letter in enumerate(title.lower()) if letter.isalpha() and letter not in taken), None)
    if place is None:
        return title
    taken.add(title[place].lower())
    return f"{title[:place]}&{title[place:]}"


def line_of(event: Event) -> str:
    """An event in one line of a list."""
    return f"{event.start.text} · {event.title or event.kind}"


@dataclass(frozen=True, slots=True)
class _Line:
    """One event of the list: its uid, its line, and in plain letters what is looked through: the line and English."""

    uid: str
    shown: str
    searched: str


class EventChoice(EditDialog):
    """All events in a list that can be searched; `chosen` carries the uid of one."""

    chosen = Signal(str)

    def __init__(self, events: Sequence[Event], title: str, accept: str, parent: QWidget | None = None) -> None:
        super().__init__("event choice", title, WHY, accept, parent)
        told = [(event, tr(line_of(event))) for event in sorted(events, key=_day)]
        self._known = [_Line(event.uid, shown, plain(f"{shown} {line_of(event)}")) for event, shown in told]
        self._shown = self._known
        self._search, self._list, self._model = QLineEdit(), QListView(), QStringListModel(self)
        self._search.setObjectName("search")
        self._search.setAccessibleName(tr("Words to look for in the events"))
        self._search.setPlaceholderText(tr("Search: pain, 2018, left …"))
        self._search.setMinimumHeight(self._search.fontMetrics().height() + FIELD_AIR_PX)
        self._list.setObjectName("events")
        self._list.setAccessibleName(tr("Events of the history"))
        self._list.setUniformItemSizes(True)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setMinimumHeight(260)
        self._list.setModel(self._model)
        self._search.textChanged.connect(self._narrow)
        self._list.selectionModel().currentChanged.connect(lambda *_: self._check())
        self._list.activated.connect(lambda _: self.accept())
        for widget in (self._search, self._list):
            self.column.addWidget(widget)
        in_tab_order([self._search, self._list, self.ok])
        self.finish_page()
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._narrow("")
        self._search.setFocus()

    def accept(self) -> None:
        """The chosen one is wanted."""
        row = self._list.currentIndex().row()
        if row >= 0:
            super().accept()
            self.chosen.emit(self._shown[row].uid)

    def _narrow(self, words: str) -> None:
        """Only lines with all the words, with or without accents; once there are words, the first of them is chosen."""
        wanted = plain(words).split()
        self._shown = [one for one in self._known if all(word in one.searched for word in wanted)]
        self._model.setStringList([one.shown for one in self._shown])
        if wanted and self._shown:
            self._list.setCurrentIndex(self._model.index(0))
        self._check()

    def _check(self) -> None:
        hint(self.ok, "" if self._list.currentIndex().row() >= 0 else NONE_CHOSEN)


def _day(event: Event) -> tuple[int, str]:
    day = event.start.first_day or event.start.last_day
    return (10**8 if day is None else day.toordinal(), event.title)
