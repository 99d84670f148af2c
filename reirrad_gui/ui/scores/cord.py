"""The spinal cord: scores of the case on screen, or of courses that are typed in."""

from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.course_edits.pieces import sentence
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.entries import amount, months, months_text, whole
from reirrad_gui.ui.scores.fields import Choice, Field
from reirrad_gui.ui.scores.page import ScorePage
from reirrad_gui.ui.scores.told import Told, told_cord

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.cord_scores import CordScore, TypedCourse

MOST_COURSES = 4
INTRO = "Nieder's score and rule, and the criteria of HyTEC, from the largest dose that each course gave. No recovery."
OF_THE_CASE = "Doses and interval are those of the case on screen: nothing is typed."
NO_CORD = "The case on screen has no spinal cord, spinal canal, thecal sac or cauda equina: type the courses."
TYPED = "typed courses"
CHOSEN = "chosen by the user"
STARTED = "Filled in from the case, {}: physical maximum and fractions. Change what you like; the case does not change."
LACKING = " Not filled in: course {}, of several phases or not fully known."
LEVELS = ("cervical", "thoracic", "lumbar")


class CordPage(ScorePage):
    """`region_chosen` carries organ and level: an edit of the case, which the window makes undoable."""

    region_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("cord", INTRO)
        self._scores: dict[str, CordScore] = {}
        self._started = ""
        self._none = False
        self._marks: tuple[str, ...] = ()
        self._typing_wanted = False
        self._region = Choice("region", "Level of the cord", [(tr(level), level) for level in LEVELS], "– not chosen")
        self._structure = Choice("structure", "Structure", (), TYPED)
        self.ask("Structure", self._structure)
        self.ask("Level of the cord", self._region, "α/β is 2 Gy for cervical and thoracic, 4 Gy for lumbar cord.")
        self._note = sentence("", "caption")
        self._note.setObjectName("cord note")
        self.form.addRow(self._note)
        self._start = QPushButton(tr("Try other doses, starting from these"))
        self._start.setObjectName("start from case")
        self._start.setAutoDefault(False)
        self._start.clicked.connect(self._start_from_case)
        self.form.addRow(self._start)
        self._typing = QWidget()
        self._months = Field("months", "Interval, complete months", "6, 59-84 or at least 6")
        self._rows = self._typed_rows()
        self.form.addRow(self._typing)
        self._structure.currentIndexChanged.connect(self._show_structure)
        self._region.activated.connect(self._region_picked)
        self.show_session(None)

    def show_session(self, session: "Session | None") -> None:
        """The structures of the cord of this case; typed courses without one. What was typed stays."""
        kept = self._structure.answer
        found = () if session is None else session.assessment.cord_scores
        self._scores = {one.organ: one for one in found}
        self._marks = () if session is None else marks_of(session)
        self._structure.blockSignals(True)
        self._structure.clear()
        for organ, score in self._scores.items():
            self._structure.addItem(f"{organ} (“{score.structure_name}”)", organ)
        self._structure.addItem(tr(TYPED), None)
        typed = self._structure.count() - 1
        place = self._structure.findData(kept) if kept is not None else typed if self._typing_wanted else 0
        self._structure.setCurrentIndex(max(place, 0))
        self._structure.blockSignals(False)
        self._none = session is not None and not self._scores
        self._show_structure()

    def told(self) -> Told:
        chosen = self._scores.get(str(self._structure.answer))
        return told_cord(self._typed()) if chosen is None else told_cord(chosen, self._marks)

    def _typed(self) -> "CordScore":
        from reirrad_gui.session.cord_scores import typed_score

        courses = [course for row in self._rows if (course := _course(*row)) is not None]
        region = self._region.answer
        return typed_score(courses, months(self._months.text()), str(region) if region else "")

    def _typed_rows(self) -> list[tuple[int, Field, Field]]:
        grid = QGridLayout(self._typing)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for column, title in ((1, "Maximum, Gy"), (2, "Fractions")):
            grid.addWidget(QLabel(tr(title)), 0, column)
        rows: list[tuple[int, Field, Field]] = []
        for number in range(1, MOST_COURSES + 1):
            dose = Field(f"dose {number}", f"Course {number}: maximum dose in the cord", "physical dose, Gy")
            fractions = Field(f"fractions {number}", f"Course {number}: fractions")
            for column, widget in enumerate((QLabel(tr(f"Course {number}")), dose, fractions)):
                grid.addWidget(widget, number, column)
            rows.append((number, dose, fractions))
            self.watch_all((dose, fractions))
        label = QLabel(tr("Interval, months"))
        label.setBuddy(self._months)
        grid.addWidget(label, MOST_COURSES + 1, 0)
        grid.addWidget(self._months, MOST_COURSES + 1, 1)
        self.watch(self._months)
        return rows

    def _show_structure(self) -> None:
        """The case's doses, or fields to type others."""
        score = self._scores.get(str(self._structure.answer))
        self._typing_wanted = score is None and bool(self._scores)
        self._typing.setVisible(score is None)
        self._start.setVisible(score is not None and any(score.as_typed))
        self._note.setText(tr(NO_CORD if self._none else OF_THE_CASE if score is not None else self._started))
        self._note.setVisible(bool(self._note.text()))
        self._region.blockSignals(True)
        known = score.region if score is not None else ""
        if score is not None:
            self._region.setCurrentIndex(max(self._region.findData(known), 0) if known else 0)
        self._region.blockSignals(False)
        self.show_answer()

    def _start_from_case(self) -> None:
        """The doses of the case as typed courses, to change them; a course that cannot be typed stays empty."""
        score = self._scores[str(self._structure.answer)]
        rows = zip_longest(self._rows, score.as_typed[:MOST_COURSES])
        for (_, dose, fractions), course in rows:
            dose.setText("" if course is None else f"{course.total_gy:.4f}".rstrip("0").rstrip("."))
            fractions.setText("" if course is None else str(course.fractions))
        self._months.setText(months_text(score.gap_months))
        lacking = [str(number) for number, course in enumerate(score.as_typed, 1) if course is None]
        self._started = STARTED.format(score.organ) + (LACKING.format(", ".join(lacking)) if lacking else "")
        self._structure.setCurrentIndex(self._structure.count() - 1)
        self._rows[0][1].setFocus()

    def _region_picked(self) -> None:
        score = self._scores.get(str(self._structure.answer))
        level = str(self._region.answer or "")
        if score is None or level == score.region:
            return
        if level or score.region_source == CHOSEN:
            self.region_chosen.emit(score.organ, level)
        else:
            self._show_structure()  # a name that says the level cannot be taken back


def marks_of(session: "Session") -> tuple[str, ...]:
    """What no screen may leave out: a regimen that is only tried, an unapproved registration, synthetic anatomy."""
    from reirrad_gui.session.what_if import what_if_text

    assessment = session.assessment
    tried = what_if_text([summary.course for summary in assessment.courses])
    return tuple(mark for mark in (tried, assessment.provisional, *assessment.synthetic) if mark)


def _course(number: int, dose: Field, fractions: Field) -> "TypedCourse | None":
    """A typed course; None for an empty row, EntryError for half of one."""
    from reirrad_gui.session.cord_scores import TypedCourse

    gy, count = amount(dose.text(), f"Course {number}, dose"), whole(fractions.text(), f"Course {number}, fractions")
    if gy is None and count is None:
        return None
    if gy is None or count is None:
        lacking = "its dose" if gy is None else "its number of fractions"
        raise EntryError(f"Course {number} lacks {lacking}: type it, or empty the row.")
    return TypedCourse(gy, count)
