"""The pictures of a report: looked up and encoded on a thread, painted one by one between the window's own events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.ui.jobs import JobRunner
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.report import curves, maxima
from reirrad_gui.ui.report.content import DVH, TIMELINE, Drawn
from reirrad_gui.ui.report.limiting import limiting
from reirrad_gui.ui.report.parts import Picture
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.case import Case
    from reirrad_gui.dicom.deidentify import Words
    from reirrad_gui.session import Session, Ticket
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.certainty import Answer
    from reirrad_gui.session.veil import Veil
    from reirrad_gui.ui.report.curves import Curves
    from reirrad_gui.ui.report.maxima import Maxima, Shot
    from reirrad_gui.ui.report.told import Voice

TIMELINE_PX = 1080.0
DRAWING = "drawing the pictures…"
STORY = "The whole history, as the timeline shows it; what has no room for its label stands in the table of events."
DVH_SAID = "Dose-volume histograms of {}: cumulative, EQD2."


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is painted, looked up; `veil` takes out who it is, where that is wanted."""

    maxima: "Maxima"
    curves: "Curves | None"
    veil: "Veil | None" = None

    def text(self, text: str) -> str:
        """A text as it stands in the pictures."""
        return text if self.veil is None else self.veil.text(text)


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """What is needed to take out who it is: the words that the case says, and the files that may say more."""

    words: "Words"
    case: "Case"

    @classmethod
    def of(cls, session: "Session") -> "Hidden":
        """Of the case on screen."""
        from reirrad_gui.session.veil import words_of

        return cls(words_of(session), session.case)

    def veil(self, step: Step = silent) -> "Veil":
        """With what the files say besides: for a thread."""
        from reirrad_gui.session.veil import Veil, read_headers

        read_headers(self.words, self.case, step)
        return Veil(self.words)


def found(shot: "Shot", certain: "Answer | None", hidden: Hidden | None = None, step: Step = silent) -> Found:
    """Which organs limit, where their maxima lie, their curves: for a thread. Raises what `step` raises."""
    veil = None if hidden is None else hidden.veil(step)
    step(0, 0, "Looking for the limiting organs")
    chosen = limiting(shot.assessment)
    drawn = curves.curves_of(shot.assessment, shot.display, chosen, certain)
    return Found(maxima.sought(shot, chosen, step), drawn, veil)


def timeline_image(session: "Session", ready: Found, today: date) -> QImage | None:
    """The whole history in light colours, from a timeline of its own; None where there is nothing on it."""
    from reirrad_gui.ui.selection import Selection
    from reirrad_gui.ui.timeline import picture
    from reirrad_gui.ui.timeline.widget import TimelineView

    view = TimelineView(Selection(), Theme.light())
    view.show_session(session)
    lanes, time, words = view.pictured(whole=True)
    empty = not view.items
    view.deleteLater()
    if empty:
        return None
    remarks = tuple(tr(ready.text(text)) for text in session.assessment.synthetic[:1])
    shown = lanes if ready.veil is None else ready.veil.value(lanes)
    made = picture.Picture(shown, time, tr("The history"), remarks, today, Theme.light(), words, TIMELINE_PX)
    return picture.image_of(made)


def encoded(image: QImage) -> bytes:
    """The PNG of an image; may be asked in any thread."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """Images not yet encoded: name, image, caption, width in percent."""

    name: str
    image: QImage
    caption: str
    width_percent: int = 100

    def picture(self) -> Picture:
        """With its PNG."""
        return Picture(self.name, encoded(self.image), self.caption, self.width_percent)


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """The pictures of one report, with the images they were encoded from, by name, and who is hidden in them."""

    drawn: Drawn
    images: Mapping[str, QImage]
    veil: "Veil | None"
    assessment: "Assessment"


def album(painted: list[Painted], ready: Found, assessment: "Assessment", step: Step = silent) -> Album:
    """All of them encoded: for a thread. Raises what `step` raises."""
    made: dict[str, Picture] = {}
    for done, one in enumerate(painted):
        step(done, len(painted), "Putting the pictures on the pages")
        made[one.name] = one.picture()
    others = tuple(picture for name, picture in made.items() if name not in (TIMELINE, DVH))
    drawn = Drawn(made.get(TIMELINE), made.get(DVH), others, tuple(ready.text(text) for text in ready.maxima.said))
    return Album(drawn, {one.name: one.image for one in painted}, ready.veil, assessment)


class PictureMaker(QObject):
    """Makes the pictures of one state of a session. `made` carries an `Album`, `failed` why there is none."""

    progressed = Signal(object)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._today = date.min
        self._voice: Voice | None = None
        self._found: Found | None = None
        self._painted: list[Painted] = []
        self._left: list[int] = []
        self.runner, self._encoder, self._next = JobRunner(self), JobRunner(self), QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._paint_next)
        self.runner.finished.connect(self._begin)
        self.runner.failed.connect(self.failed)
        self.runner.progressed.connect(self.progressed)
        self._encoder.finished.connect(self.made)
        self._encoder.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """True until the pictures asked for are there."""
        return self.runner.busy or self._encoder.busy or self._next.isActive()

    def start(self, session: "Session", today: date, voice: "Voice", *, identified: bool) -> None:
        """Make the pictures of the session as it is now, their words in a language; what was being made is dropped."""
        self.stop()
        self._session, self._today, self._voice = session, today, voice
        shot, certain = maxima.Shot.of(session), session.certain
        hidden = None if identified else Hidden.of(session)

        def job(ticket: "Ticket") -> Found:
            return found(shot, certain, hidden, ticket.step)

        self.runner.start(job)

    def stop(self) -> None:
        """Make nothing any more."""
        self.runner.cancel()
        self._encoder.cancel()
        self._next.stop()
        self._found, self._painted = None, []

    @Slot(object)
    def _begin(self, ready: Found) -> None:
        self._found, self._painted = ready, []
        self._left = [-1, *range(len(ready.maxima.places)), len(ready.maxima.places)]
        self._next.start(0)

    @Slot()
    def _paint_next(self) -> None:
        ready, session, voice = self._found, self._session, self._voice
        if ready is None or session is None or voice is None:
            return
        number = self._left.pop(0)
        with voice.speaking():
            one = paint(session, ready, number, self._today)
        if one is not None:
            self._painted.append(one)
        if self._left:
            self._next.start(0)
            return
        painted, assessment = self._painted, session.assessment
        self._encoder.start(lambda ticket: album(painted, ready, assessment, ticket.step))


def paint(session: "Session", ready: Found, number: int, today: date) -> Painted | None:
    """The timeline (-1), one of the maxima, or the histograms (after the last of them); None where there is none."""
    if number < 0:
        image = timeline_image(session, ready, today)
        return None if image is None else Painted(TIMELINE, image, STORY)
    places = ready.maxima.places
    if number < len(places):
        place, assessment = places[number], session.assessment
        marks = [mark for mark in (assessment.what_if_text, assessment.provisional) if mark]
        marks += [maxima.SYNTHETIC] if assessment.synthetic else []
        image = maxima.painted(ready.maxima, place, marks, ready.text)
        caption = ready.text(f"{place.row.name}: {place.row.status.first}. {place.sentence}")
        return Painted(f"maximum {number + 1}", image, caption)
    if ready.curves is None:
        return None
    names = ", ".join(ready.text(organ.name) for organ in ready.curves.organs)
    return Painted(DVH, curves.painted(ready.curves, ready.text), DVH_SAID.format(names))


def album_now(session: "Session", today: date, voice: "Voice", *, identified: bool = True) -> Album:
    """The same in one go, for the command line: needs an application, but no window."""
    ready = found(maxima.Shot.of(session), session.certain, None if identified else Hidden.of(session))
    numbers = range(-1, len(ready.maxima.places) + 1)
    with voice.speaking():
        each = [paint(session, ready, number, today) for number in numbers]
    return album([one for one in each if one is not None], ready, session.assessment)
