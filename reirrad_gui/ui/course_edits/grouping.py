"""Courses joined into phases of one, taken apart, or given the dose that a person knows to be the right one."""

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.case import Case
from reirrad_gui.case.regroup import merge_courses, split_course, use_dose
from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.course_edits.grouping_rows import CourseChoice, course_choices, dose_choices
from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, EditDialog, hint, in_tab_order, sentence
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.session import Session

Button = TypeVar("Button", bound=QAbstractButton)
DETAIL_INDENT_PX = 20
WHY_JOIN = (
    "Plans that were given as one treatment (a first phase and its boost, or a plan and its adapted successor) are "
    "phases of one course. Phases keep their own fraction size; their EQD2 is added point by point in the frame of "
    "reference that they share. There is then no interval between them, and no recovery. Courses of different times "
    "must stay apart."
)
WHY_SPLIT = (
    "Every phase becomes a course of its own, with its own dates, interval and recovery. Split what was joined by "
    "mistake, or what the files made look like one treatment."
)
WHY_DOSE = (
    "Several different doses name the same plan, and nothing in the files says which of them was treated; none is used "
    "until somebody chooses. Compare them with the plan report or the treatment record. The choice is said with the "
    "results and can be undone."
)


class RegroupDialog(EditDialog):
    """Asks how courses belong together; `chosen` carries the label of the step and the case it leads to."""

    chosen = Signal(str, object)

    def __init__(
        self, session: "Session", name: str, title: str, why: str, ok: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, title, why, ok, parent)
        self.case: Case = session.case

    def accept(self) -> None:
        """A refusal is said here, and nothing has changed."""
        try:
            label, case = self.outcome()
        except ReirradError as error:
            self.refuse(error)
            return
        super().accept()
        self.chosen.emit(label, case)

    def outcome(self) -> tuple[str, Case]:
        """The label of the step and the case it leads to; ReirradError when it cannot be."""
        raise NotImplementedError

    def add_option(self, button: QAbstractButton, *details: str, names: tuple[str, ...] = ()) -> None:
        """One line to tick or choose, with what there is to know of it below."""
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(button)
        for detail in details:
            if detail:
                below = sentence(detail, "muted", names)
                below.setContentsMargins(DETAIL_INDENT_PX, 0, 0, 0)
                lines.addWidget(below)
        self.column.addLayout(lines)


class JoinDialog(RegroupDialog):
    """A check list of courses; only those in one frame of reference can be ticked together."""

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(session, "join dialog", "Treat courses as one", WHY_JOIN, "Treat as one", parent)
        self._choices = course_choices(session)
        self._boxes = [self._box(choice) for choice in self._choices]
        for frame in dict.fromkeys(choice.frame for choice in self._choices):
            heading = sentence(f"Frame of reference {frame}", "section")
            heading.setContentsMargins(0, 8, 0, 0)
            self.column.addWidget(heading)
            for choice, box in zip(self._choices, self._boxes, strict=True):
                if choice.frame == frame:
                    self.add_option(box, choice.detail, choice.why_not, names=choice.names)
        self._name = QLineEdit()
        self._name.setObjectName("name")
        self._name.setAccessibleName(tr("Name of the joined course"))
        self._name.setMinimumHeight(self._name.fontMetrics().height() + FIELD_AIR_PX)
        form = QFormLayout()
        form.setContentsMargins(0, 12, 0, 0)
        form.addRow(tr("Name"), self._name)
        self.column.addLayout(form)
        in_tab_order([*self._boxes, self._name, self.ok])
        self.finish_page()
        self._check()

    def outcome(self) -> tuple[str, Case]:
        ticked = self._ticked()
        joined = merge_courses(self.case, [choice.uid for choice in ticked], self._name.text().strip())
        return f"Treat as one: {' and '.join(choice.label for choice in ticked)}", joined

    def _box(self, choice: CourseChoice) -> QCheckBox:
        box = _named(QCheckBox(), tr_of(choice.title, *choice.names), choice.detail, f"course {choice.uid}")
        box.toggled.connect(self._check)
        return box

    def _ticked(self) -> list[CourseChoice]:
        return [choice for choice, box in zip(self._choices, self._boxes, strict=True) if box.isChecked()]

    def _check(self) -> None:
        ticked = self._ticked()
        frame = ticked[0].frame if ticked else None
        for choice, box in zip(self._choices, self._boxes, strict=True):
            elsewhere = frame is not None and choice.frame != frame
            hint(box, choice.why_not or ("It lies in another frame of reference than those ticked." * elsewhere))
        courses = {course.uid: course for course in self.case.courses}
        self._name.setPlaceholderText(" + ".join(courses[choice.uid].label for choice in ticked))
        hint(self.ok, "" if len(ticked) > 1 else "Tick at least two courses that share a frame of reference.")


class SplitDialog(RegroupDialog):
    """A list of the courses that have several phases, each with what it would become."""

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(session, "split dialog", "Split a course", WHY_SPLIT, "Split", parent)
        self._choices = [choice for choice in course_choices(session) if len(choice.phases) > 1]
        self._buttons = QButtonGroup(self)
        for number, choice in enumerate(self._choices):
            button = _named(QRadioButton(), tr_of(choice.title, *choice.names), choice.detail, f"course {choice.uid}")
            self._buttons.addButton(button, number)
            self.add_option(button, choice.detail, *(f"→ {text}" for text in choice.phases), names=choice.names)
        self._buttons.idToggled.connect(self._check)
        in_tab_order([*self._buttons.buttons(), self.ok])
        self.finish_page()
        self._check()

    def outcome(self) -> tuple[str, Case]:
        choice = self._choices[self._buttons.checkedId()]
        return f"Split {choice.label}", split_course(self.case, choice.uid)

    def _check(self) -> None:
        hint(self.ok, "" if self._buttons.checkedId() >= 0 else "Choose the course to split.")


class DoseDialog(RegroupDialog):
    """The doses that compete for each plan, with their maxima and frames; none is chosen beforehand."""

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(session, "dose dialog", "Choose the dose of a plan", WHY_DOSE, "Use this dose", parent)
        self._phases = dose_choices(session)
        self._keys = [(phase, dose) for phase in self._phases for dose in phase.doses]
        self._buttons = QButtonGroup(self)
        for phase in self._phases:
            heading = sentence(phase.title, "section", (phase.label,))
            heading.setContentsMargins(0, 8, 0, 0)
            self.column.addWidget(heading)
            self.column.addWidget(sentence(f"Prescribed: {phase.prescribed}", "muted", (phase.label,)))
            for dose in phase.doses:
                button = _named(QRadioButton(), dose.file, dose.detail, f"dose {dose.uid}")
                self._buttons.addButton(button, self._keys.index((phase, dose)))
                self.add_option(button, dose.detail)
        self._buttons.idToggled.connect(self._check)
        in_tab_order([*self._buttons.buttons(), self.ok])
        self.finish_page()
        self._check()

    def outcome(self) -> tuple[str, Case]:
        phase, dose = self._keys[self._buttons.checkedId()]
        return f"Use {dose.file}: {phase.title}", use_dose(self.case, phase.uid, dose.uid)

    def _check(self) -> None:
        chosen = self._buttons.checkedId()
        if chosen < 0:
            hint(self.ok, "Choose one of the doses.")
        else:
            hint(self.ok, "This dose is in use already." if self._keys[chosen][1].in_use else "")


def _named(button: Button, title: str, detail: str, name: str) -> Button:
    """`title` is a file's name, or told already."""
    button.setText(title.replace("&", "&&"))
    button.setObjectName(name)
    button.setAccessibleName(f"{title}: {tr(detail)}")
    return button
