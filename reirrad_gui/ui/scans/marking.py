"""Lesions marked, changed and taken away: each one labelled, undoable step of the session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.event_edits import Beside, Edited, Events
from reirrad_gui.patient.facts import Imaging, Lesion, Spot
from reirrad_gui.patient.lesion_edits import (
    examined,
    lesion_added,
    lesion_changed,
    lesion_removed,
    spot_added,
    spot_removed,
)
from reirrad_gui.patient.origins import Entry
from reirrad_gui.session.history import beside, take
from reirrad_gui.session.scans import Exam
from reirrad_gui.ui.scans.form import LesionForm
from reirrad_gui.ui.scans.picture import ScanPicture

if TYPE_CHECKING:
    from reirrad_gui.ui.scans.view import ScansView

NAME_KEY = "approval/name"
"""Who enters things at this computer: asked once, the same name as for approvals and letters."""
WHERE = "Put the pointer on the picture first: click, or use the arrow keys."
WHICH = "Choose a lesion first: click on its mark, or on its cell in the table."
NO_MARK = "The chosen lesion has no mark on this picture."
DIGITS = 5
Edit = Callable[[Events, Entry, Beside], Edited]
Picked = tuple[str, int] | None


class Marking(QObject):
    """Owned by the view, which says what was refused."""

    def __init__(self, view: "ScansView", settings: QSettings) -> None:
        super().__init__(view)
        self._view, self._settings = view, settings
        self.form: LesionForm | None = None

    def mark(self, exam: Exam, picture: ScanPicture, picked: Picked) -> None:
        """Ask which lesion lies at the pointer of a picture."""
        spot = _spot(picture)
        if spot is None:
            self._view.say(WHERE)
        elif self._listed(exam) is not None:
            here = picked[1] if picked is not None and picked[0] == exam.event.uid else None
            self._open(exam, here, spot, "Mark a lesion")

    def change(self, picked: Picked) -> None:
        """Ask what became of the chosen lesion."""
        exam = None if picked is None else self._view.exam(picked[0])
        if exam is None or picked is None:
            self._view.say(WHICH)
        elif self._listed(exam) is not None:
            self._open(exam, picked[1], None, "Change a lesion")

    def take_mark(self, exam: Exam, picture: ScanPicture, picked: Picked) -> None:
        """Take the chosen lesion's mark from a picture: the one nearest to the pointer."""
        facts = exam.facts
        if facts is None or picked is None or picked[0] != exam.event.uid:
            self._view.say(WHICH)
            return
        frame = picture.frame
        spots = [
            spot
            for spot in facts.lesions[picked[1]].spots
            if frame is not None and (spot.image_uid, spot.frame) == (frame.image_uid, frame.frame)
        ]
        if not spots:
            self._view.say(NO_MARK)
            return
        down, across = picture.cursor_at or (spots[0].down, spots[0].across)
        nearest = min(spots, key=lambda spot: abs(spot.down - down) + abs(spot.across - across))
        self._do(lambda events, entry, near: spot_removed(events, exam.event.uid, picked[1], nearest, entry, near))

    def remove(self, picked: Picked) -> None:
        """Take the chosen lesion from its list."""
        if picked is None:
            self._view.say(WHICH)
            return
        self._do(lambda events, entry, near: lesion_removed(events, picked[0], picked[1], entry, near))

    def _listed(self, exam: Exam) -> Imaging | None:
        try:
            return examined(exam.event)
        except EntryError as error:
            self._view.say(str(error))
            return None

    def _open(self, exam: Exam, chosen: int | None, spot: Spot | None, what: str) -> None:
        facts = examined(exam.event)
        title = f"{what}: {exam.event.kind}, {exam.event.start.text}"

        def taken(number: int | None, lesion: Lesion, who: str) -> None:
            self._take(exam.event.uid, number, lesion, spot, who)

        self.form = LesionForm(title, facts.lesions, chosen, self._who, taken, self._view)
        self.form.finished.connect(self._forget)
        self.form.open()

    def _forget(self) -> None:
        self.form = None

    def _take(self, uid: str, number: int | None, lesion: Lesion, spot: Spot | None, who: str) -> None:
        session = self._view.session
        if session is None:
            return
        entry, near, events = _entry(who), beside(session), session.case.events
        if number is None:
            new = lesion if spot is None else replace(lesion, spots=(spot,))
            edited = lesion_added(events, uid, new, entry, near)
        else:
            edited = lesion_changed(events, uid, number, lesion, entry, near)
            if spot is not None:
                edited = spot_added(edited.events, uid, number, spot, entry, near)
        self._settings.setValue(NAME_KEY, who.strip())
        take(session, edited)

    def _do(self, edit: Edit) -> None:
        session = self._view.session
        if session is None:
            return
        try:
            take(session, edit(session.case.events, _entry(self._who), beside(session)))
        except EntryError as error:
            self._view.say(str(error))

    @property
    def _who(self) -> str:
        return str(self._settings.value(NAME_KEY, "") or "")


def _entry(who: str) -> Entry:
    return Entry(who, datetime.now().astimezone().isoformat(timespec="minutes"))


def _spot(picture: ScanPicture) -> Spot | None:
    """Where the pointer is, to a hundredth of a pixel; None beside the picture."""
    frame, at = picture.frame, picture.cursor_at
    if frame is None or at is None or not all(0 <= share <= 1 for share in at):
        return None
    return Spot(frame.image_uid, frame.frame, round(at[0], DIGITS), round(at[1], DIGITS))
