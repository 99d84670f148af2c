"""One examination: its date and grade, its pictures beside each other, what is under the pointer."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from reirrad_gui.patient.facts import Lesion
from reirrad_gui.session.scans import Exam, Finding
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scans.look import Part, Window, marks_on
from reirrad_gui.ui.scans.picture import ScanPicture
from reirrad_gui.volume.planar import PlanarFrame, pair


class ScanColumn(QWidget):
    """Shows what it is given; the pictures' signals go to whoever owns all columns."""

    def __init__(self, exam: Exam, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exam = exam
        self.all_frames: tuple[PlanarFrame, ...] = ()
        self.shown_at = 0
        self.setObjectName(f"scan {exam.event.uid}")
        self.setAccessibleName(tr(f"{exam.event.title}, {exam.event.start.text}"))
        self.title, self.grade, self.foot = ElidedLabel(), ElidedLabel(), ElidedLabel()
        self.title.setProperty("role", "section")
        for label, name in ((self.title, "scan title"), (self.grade, "scan grade"), (self.foot, "scan foot")):
            label.setObjectName(name)
            if label is not self.title:
                label.setProperty("role", "caption")
        self.pictures = (ScanPicture(), ScanPicture())
        self.message = QLabel()
        self.message.setObjectName("scan message")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setProperty("role", "muted")
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for widget in (*self.pictures, self.message):
            row.addWidget(widget, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.setSpacing(1)
        column.addWidget(self.title)
        column.addWidget(self.grade)
        column.addLayout(row, 1)
        column.addWidget(self.foot)
        self.title.setText(tr(f"{exam.event.start.text} · {exam.event.title}"))
        self.say("Reading the pictures…" if exam.series is not None else exam.note)

    @property
    def frames(self) -> tuple[PlanarFrame, ...]:
        """The pictures in view: the pair from front and back, else one."""
        both = pair(self.all_frames)
        groups = [both, *((one,) for one in self.all_frames if one not in both)] if both else [
            (one,) for one in self.all_frames
        ]  # fmt: skip
        return tuple(groups[self.shown_at % len(groups)]) if groups else ()

    def step(self, way: int) -> None:
        """The next (1) or previous (−1) pictures of this examination."""
        self.shown_at += way

    def say(self, sentence: str) -> None:
        """A sentence instead of pictures."""
        sentence = tr(sentence) if sentence else ""
        self.message.setText(sentence)
        self.message.setAccessibleName(sentence)
        self.message.setVisible(bool(sentence))
        for picture in self.pictures:
            picture.setVisible(not sentence)

    def show_finding(self, finding: Finding | None) -> None:
        """The grade below the date."""
        self.grade.setText("" if finding is None else tr(finding.text))
        self.grade.setToolTip("" if finding is None else tr("\n".join(finding.lines)))

    def show_pictures(self, window: Window, part: Part, *, dark: bool) -> None:
        """Draw the pictures in view through this window."""
        frames = self.frames
        if not frames:
            return
        self.say("")
        for place, picture in enumerate(self.pictures):
            frame = frames[place] if place < len(frames) else None
            picture.setVisible(frame is not None)
            picture.show_frame(frame, window.values(frames), dark=dark)
            picture.show_part(part)

    def show_marks(self, lesions: Sequence[Lesion], picked: int | None, *, seen: bool) -> None:
        """Draw the marks of these lesions."""
        for picture in self.pictures:
            marks = () if picture.frame is None else marks_on(picture.frame, lesions)
            picture.show_marks(marks, picked, seen=seen)

    def show_foot(self, window: Window) -> None:
        """What is under the pointer, else the window; the pictures' remarks as a tooltip."""
        frames = self.frames
        probe = next((one.probe for one in self.pictures if one.probe and (one.hasFocus() or one.underMouse())), "")
        notes = tuple(dict.fromkeys(note for frame in frames for note in frame.notes))
        said = (*((self.exam.note,) if self.exam.series is not None and self.exam.note else ()), *notes)
        described = "" if self.exam.series is None else self.exam.series.description
        seen = " · ".join(part for part in (window.text(frames), described) if part) if frames else ""
        told = [tr(text) if text else "" for text in (probe or seen, *said)]
        self.foot.setText(told[0])
        self.foot.setToolTip("\n".join(told))
        self.foot.setAccessibleName(" ".join(told))
