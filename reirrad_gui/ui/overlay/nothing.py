"""What stands in the place of the images where there are none: that, and what is known of the courses all the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.assessment import CourseSummary

NOTHING = (
    "Nothing can be drawn: these files hold no usable dose, and no stack of slices that states its frame of reference."
)
HEADING = "No images were given"
NO_COURSE = "No course of treatment is known either."
ADD = "To see images, put CT, structures and dose into one folder with these files and open that folder."
WIDEST_PX = 640


def course_known(summary: "CourseSummary") -> str:
    """One course in two lines: what was prescribed, where and when; and what that means without its dose."""
    course = summary.course
    kind = "" if course.letter is None else course.letter.kind
    parts = [summary.name, kind, summary.prescription_text, course.site]
    days = f"{course.start.text} to {course.end.text}" if course.end.known else course.start.text
    bound = "no usable dose" if course.letter is None else f"counts for {course.letter.bound_text}"
    return f"{' · '.join(part for part in parts if part)}\n{days}; {bound}"


def meaning(courses: Sequence["CourseSummary"]) -> str:
    """What can be answered all the same, and what cannot."""
    if courses and all(summary.course.letter is not None for summary in courses):
        return (
            "The courses are known only from documents. They take part in the limits as upper bounds; where their dose "
            "lay in the body, and whether they overlap, cannot be shown."
        )
    return NOTHING


class NothingToSee(QWidget):
    """Covers its parent while there is nothing to draw; knows no dose."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = parent
        self.setObjectName("nothing to see")
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setObjectName("nothing to see text")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setMaximumWidth(WIDEST_PX)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        heading = QLabel(tr(HEADING))
        heading.setProperty("role", "headline")
        heading.setMaximumWidth(WIDEST_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(1)
        for label in (heading, self._text):
            column.addWidget(label)
        column.addStretch(2)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, without the heading."""
        return self._text.text()

    def tell(self, session: "Session | None") -> None:
        """Say what is known of a case without images; None: there are images, or there is no case."""
        if session is None:
            self.hide()
            return
        courses = session.assessment.courses
        known = [course_known(summary) for summary in courses] or [NO_COURSE]
        said = "\n\n".join((meaning(courses), *known, ADD))
        self._text.setText(tr(said))
        self.setAccessibleName(tr(HEADING))
        self.setAccessibleDescription(tr(said))
        self.setGeometry(self._place.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():  # also where the place is not on screen yet
            self.setGeometry(self._place.rect())
        return super().eventFilter(watched, event)
