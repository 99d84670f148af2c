"""The dialog in which one event is entered or corrected: checked while it is typed, refused only for errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.event_checks import Gravity, Remark, remarks_on
from reirrad_gui.patient.event_edits import NOTHING, Beside
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.origins import DicomObject
from reirrad_gui.ui.course_edits.pieces import EditDialog, hint, sentence
from reirrad_gui.ui.event_forms.fields import Answer
from reirrad_gui.ui.event_forms.form import EventForm
from reirrad_gui.ui.event_forms.kinds import Kind, kind_of_event
from reirrad_gui.ui.event_forms.making import GENERAL, Asked, Made, made
from reirrad_gui.ui.event_forms.sections import (
    BY,
    END,
    SITES,
    START,
    TITLE,
    answers_of,
    blank_answers,
    values_of,
)
from reirrad_gui.ui.language import tr

WHY = (
    "Enter what the source says and leave the rest empty: what is not stated stays unknown. No dose and no verdict "
    "rests on it. It is marked with your name and can be undone."
)
_PLACES = {"start": (START,), "end": (END,), "site": (SITES,), "title": (TITLE,), "unit": ("values", "doses")}


@dataclass(frozen=True, slots=True)
class History:
    """What an event is entered beside: the other events, the courses and the day, and by whom and when (ISO)."""

    events: tuple[Event, ...] = ()
    beside: Beside = NOTHING
    who: str = ""
    on: str = field(default_factory=lambda: date.today().isoformat())


class EventDialog(EditDialog):
    """Asks for a new event of a kind, or for what is to be corrected of one; `chosen` carries the event."""

    chosen = Signal(object)

    def __init__(self, asked: Asked, history: History, title: str, accept: str, parent: QWidget | None = None) -> None:
        super().__init__("event dialog", title, WHY, accept, parent)
        self._history, self._wrong = history, ""
        for one in _told_already(asked.before):
            self.column.addWidget(sentence(one, "muted"))
        self.form = EventForm(asked.kind, {**asked.shown, BY: history.who})
        self._asked = replace(asked, shown=self.form.shown)
        self.column.addWidget(self.form)
        self.form.changed.connect(self.check)
        self.finish_page()
        self.check()
        self.form.focus(next(iter(self.form.answers)) if asked.kind.extent is None else START)

    @property
    def who(self) -> str:
        """Who enters it, for the next time."""
        return str(self.form.answers[BY]).strip()

    def accept(self) -> None:
        """What stands there is taken; with an error in it, the error is said and nothing has changed."""
        found = self.check()
        if found.event is None or not self.ok.isEnabled():
            self.refuse(EntryError(self._wrong))
            return
        super().accept()
        if found.touched:
            self.chosen.emit(found.event)

    @Slot()
    def check(self) -> Made:
        """Say what is wrong and what is odd, each at its field, and whether this can be taken."""
        found = made(self._asked, self.form.answers)
        said = [(name, Gravity.ERROR, why) for name, why in found.problems.items() if why]
        if found.event is not None:
            beside = self._history.beside
            remarks = remarks_on(found.event, self._history.events, beside.courses, beside.today)
            said += [(self._place(remark), remark.gravity, remark.sentence) for remark in remarks]
        wrong = next((why for _, gravity, why in said if gravity is Gravity.ERROR), "")
        hint(self.ok, wrong)
        self._wrong = wrong
        told = [one for one in said if not (one[0] in (START, END) and one[0] in found.problems)]  # beside the date
        self.form.say(self._below(told))
        general = [why for name, _, why in said if name == GENERAL]
        odd = f"▲ {general[0]}" if general else ""
        said_below = f"✖ This cannot be taken yet: {wrong}" if wrong else odd
        self._problem.setText(tr(said_below) if said_below else "")
        self._problem.setVisible(bool(self._problem.text()))
        return found

    def _below(self, said: list[tuple[str, Gravity, str]]) -> dict[str, tuple[tuple[Gravity, str], ...]]:
        """Sentences by field; that something must not stay empty is not held against a field nobody came to yet."""
        answers = self.form.answers
        below: dict[str, tuple[tuple[Gravity, str], ...]] = {}
        for name, gravity, why in said:
            untouched = answers.get(name) == self._asked.shown.get(name)
            if not (self._asked.before is None and untouched):
                below[name] = (*below.get(name, ()), (gravity, why))
        return below

    def _place(self, remark: Remark) -> str:
        """The field that a remark is about."""
        names = (*_PLACES.get(remark.field, ()), remark.field, remark.field.replace(" ", "_"))
        return next((name for name in names if self.form.has(name)), GENERAL)


def _told_already(before: Event | None) -> tuple[str, ...]:
    """What a correction should know of: contradictions, an image as the source, and who entered it before."""
    if before is None:
        return ()
    found = [f"⚠ {one.title}: {one.text}" for one in before.contradictions]
    if isinstance(before.origin, DicomObject):
        found.append(f"Known from: {before.origin.text}. A document that is entered takes its place.")
    elif before.source and not before.origin:
        found.append(f"Known from: {before.source}.")
    if before.synthetic:
        found.append("▲ Synthetic: made for the example, not stated by the case report.")
    if before.entered is not None:
        found.append(f"{before.entered.text[0].upper()}{before.entered.text[1:]}.")
    return tuple(found)


def to_add(kind: Kind, uid: str, history: History, about: str = "", parent: QWidget | None = None) -> EventDialog:
    """The dialog for a new event; `about` is its date as somebody may have written it, empty where nobody pointed."""
    answers = blank_answers(kind)
    if about:
        answers |= {START: ((about, ""),)} if kind.extent is not None else {"values": ((about, "", "", ""),)}
    asked = Asked(kind, uid, history.on, answers)
    return EventDialog(asked, history, f"Add to the history: {kind.title}", "Add", parent)


def to_change(event: Event, history: History, parent: QWidget | None = None) -> EventDialog:
    """The dialog to correct an event."""
    kind = kind_of_event(event)
    asked = Asked(kind, event.uid, history.on, _filled(event), event)
    return EventDialog(asked, history, f"Change: {event.title or event.kind}", "Save", parent)


def to_duplicate(event: Event, uid: str, history: History, parent: QWidget | None = None) -> EventDialog:
    """The dialog for an event like another one: an entry of its own, of no image and no course."""
    copy = replace(event, uid=uid, contradictions=(), series_uid=None, course_uid=None, entered=None)
    kind = kind_of_event(event)
    asked = Asked(kind, uid, history.on, _filled(copy), copy, copied=True)
    return EventDialog(asked, history, f"Another one like: {event.title or event.kind}", "Add", parent)


def _filled(event: Event) -> Mapping[str, Answer]:
    return answers_of(kind_of_event(event), values_of(event))


__all__ = ["EventDialog", "History", "to_add", "to_change", "to_duplicate"]
