"""The form for a course known only from a letter, and the list of those that were entered."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.case.letters import ICRU_PERCENT, LEAST_PERCENT, MOST_PERCENT, LetterCourse
from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.course_edits.letter_rows import (
    LetterEntry,
    LetterStep,
    adding,
    changing,
    date_echo,
    entry_of,
    known_letters,
    organ_choices,
    removing,
)
from reirrad_gui.ui.course_edits.organ_picker import OrganPicker
from reirrad_gui.ui.course_edits.pieces import (
    FIELD_AIR_PX,
    CountField,
    DoseField,
    EditDialog,
    hint,
    in_tab_order,
    sentence,
)
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr, tr_of

if TYPE_CHECKING:
    from reirrad_gui.session import Session

MOST_FRACTIONS, MOST_GY, LABEL_PX = 100, 200.0, 110
WHY = (
    "A course of which only a letter is left has no dose at any point. It takes part as an upper bound: organs it may "
    "have reached received at most its prescription. Enter what the letter says and leave the rest empty: what is not "
    "stated stays unknown. What you enter is marked with your name and can be undone."
)
WHY_LIST = "Choose a course to correct it or to take it out. Both can be undone."
WHY_PERCENT = (
    f"100 %: no hot spot above the prescription. ICRU 50 asks of a target no more than {ICRU_PERCENT:g} %; older "
    "techniques gave more outside it."
)
EVERY_ORGAN = "Not stated: it may have reached every organ"
SOME_GIVEN = "only if known, or if it was stopped early; 0 if none was given"
NONE_GIVEN = (
    "▲ 0: nothing of this course was given. It counts as 0 Gy in every organ and adds nothing to any sum; it stays "
    "listed."
)
THESE_ORGANS = "It may have reached these organs, and no others:"


class PercentField(DecimalField):
    """A maximum in % of the prescription. The wheel scrolls the page and never changes it."""

    def __init__(self, percent: float) -> None:
        super().__init__()
        self.setDecimals(1)
        self.setRange(LEAST_PERCENT, MOST_PERCENT)
        self.setSuffix(" %")
        self.setValue(percent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 14)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LetterDialog(EditDialog):
    """Adds a course, or corrects `letter`; `chosen` carries the labelled edit."""

    chosen = Signal(object)

    def __init__(
        self, session: "Session | None", who: str, letter: LetterCourse | None = None, parent: QWidget | None = None
    ) -> None:
        title = "A course from a letter" if letter is None else "Change a course from a letter"
        super().__init__("letter dialog", title, WHY, "Add" if letter is None else "Change", parent)
        self._session, self._letter = session, letter
        entry = LetterEntry(entered_by=who) if letter is None else entry_of(letter)
        self._lines: dict[str, QLineEdit] = {}
        self._echoes: dict[str, QLabel] = {}
        self._build_document(entry)
        self._build_dose(entry)
        self._build_dates(entry)
        self._build_organs(entry)
        self._build_entry(entry)
        in_tab_order(self._fields())
        self.finish_page()
        self._lines["title"].setFocus()

    @property
    def who(self) -> str:
        """Who enters it, for the next time."""
        return self._lines["entered_by"].text().strip()

    def entry(self) -> LetterEntry:
        """The fields as they stand."""
        said = {name: line.text() for name, line in self._lines.items()}
        fractions, delivered = self._fractions.answer, self._delivered.answer
        return LetterEntry(
            total_gy=self._total.answer,
            fractions=None if fractions is None else round(fractions),
            delivered=None if delivered is None else round(delivered),
            maximum_percent=self._percent.value(),
            reached=self._organs.chosen if self._these.isChecked() else None,
            **said,
        )

    def accept(self) -> None:
        """A refusal is said here, and nothing has changed."""
        today = date.today().isoformat()
        try:
            entry = self.entry()
            step = adding(entry, today) if self._letter is None else changing(self._letter, entry, today)
        except ReirradError as error:
            self.refuse(error)
            return
        super().accept()
        self.chosen.emit(step)

    def _build_document(self, entry: LetterEntry) -> None:
        form = self._section("Where it is written")
        self._row(form, "Document", self._line("title", entry.title, "Discharge letter"))
        self._dated(form, "written", "Written", entry.written)
        self._row(form, "By", self._line("author", entry.author, "who signed it"))

    def _build_dose(self, entry: LetterEntry) -> None:
        form = self._section("What was given")
        self._row(form, "Site", self._line("site", entry.site, "as the letter names it"))
        self._row(form, "Name here", self._line("label", entry.label, "as the views name it; the site unless given"))
        self._total, self._fractions = DoseField(MOST_GY), CountField(MOST_FRACTIONS)
        self._delivered, self._percent = CountField(MOST_FRACTIONS, zero=True), PercentField(entry.maximum_percent)
        self._total.setValue(entry.total_gy or 0.0)
        self._fractions.show_answer(entry.fractions)
        self._delivered.show_answer(entry.delivered)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(2, 1)
        rows = (
            ("Prescribed dose", self._total, "total of all fractions"),
            ("Fractions", self._fractions, "empty: not stated; then nothing bounds its EQD2"),
            ("Delivered", self._delivered, SOME_GIVEN),
            ("Highest dose", self._percent, WHY_PERCENT),
        )
        for at, (label, field, said) in enumerate(rows):
            field.setObjectName(label.lower())
            field.setAccessibleName(tr(label))
            field.setAccessibleDescription(tr(said))
            name = QLabel(tr(label))
            name.setMinimumWidth(LABEL_PX)
            name.setBuddy(field)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, at, 1, Qt.AlignmentFlag.AlignTop)
            beside = sentence(said, "muted")
            beside.setObjectName(f"{label.lower()} means")
            grid.addWidget(beside, at, 2)
            if field is self._delivered:
                self._meaning = beside
        self.column.addLayout(grid)
        self._delivered.valueChanged.connect(lambda _: self._say_delivered())
        self._say_delivered()

    def _say_delivered(self) -> None:
        """What the number of delivered fractions means: 0 is an answer, and a consequential one."""
        said = NONE_GIVEN if self._delivered.answer == 0 else SOME_GIVEN
        self._meaning.setText(tr(said))
        self._delivered.setAccessibleDescription(tr(said))

    def _build_dates(self, entry: LetterEntry) -> None:
        form = self._section("When, as far as it says")
        self._dated(form, "start", "From", entry.start)
        self._dated(form, "end", "To", entry.end)

    def _build_organs(self, entry: LetterEntry) -> None:
        self._section("Organs it may have reached")
        self._every, self._these = QRadioButton(tr(EVERY_ORGAN)), QRadioButton(tr(THESE_ORGANS))
        self._every.setObjectName("every organ")
        self._these.setObjectName("these organs")
        both = QButtonGroup(self)
        self._organs = OrganPicker(organ_choices(self._session), entry.reached or ())
        for button in (self._every, self._these):
            both.addButton(button)
            self.column.addWidget(button)
        self.column.addWidget(self._organs)
        self._these.toggled.connect(self._organs.setEnabled)
        self._these.setChecked(entry.reached is not None)
        self._every.setChecked(entry.reached is None)
        self._organs.setEnabled(entry.reached is not None)

    def _build_entry(self, entry: LetterEntry) -> None:
        form = self._section("This entry")
        self._row(form, "Entered by", self._line("entered_by", entry.entered_by, "your name"))
        self._row(form, "Note", self._line("note", entry.note, ""))

    def _section(self, title: str) -> QFormLayout:
        heading = sentence(title, "section")
        heading.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(heading)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.column.addLayout(form)
        return form

    def _row(self, form: QFormLayout, label: str, line: QLineEdit, box: QVBoxLayout | None = None) -> None:
        """A labelled line, or a box that holds it."""
        name = QLabel(tr(label))
        name.setMinimumWidth(LABEL_PX)
        name.setBuddy(line)
        line.setAccessibleName(tr(label))
        if box is None:
            form.addRow(name, line)
        else:
            form.addRow(name, box)

    def _line(self, name: str, text: str, placeholder: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setObjectName(name)
        line.setPlaceholderText(tr(placeholder))
        line.setMinimumHeight(line.fontMetrics().height() + FIELD_AIR_PX)
        self._lines[name] = line
        return line

    def _dated(self, form: QFormLayout, name: str, label: str, text: str) -> None:
        """A line for a date, and below it what was understood."""
        line, echo = self._line(name, text, "2018, 03/2011, about March 2011, 2018 to 2019"), sentence("", "muted")
        echo.setObjectName(f"{name} understood")
        self._echoes[name] = echo
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(line)
        box.addWidget(echo)
        self._row(form, label, line, box)
        line.textChanged.connect(lambda _: self._echo(name))
        self._echo(name)

    def _echo(self, name: str) -> None:
        said, understood = date_echo(self._lines[name].text())
        self._echoes[name].setText(tr(said if understood else f"▲ {said}"))
        self._lines[name].setAccessibleDescription(tr(said))

    def _fields(self) -> list[QWidget]:
        lines = self._lines
        return [
            lines["title"], lines["written"], lines["author"], lines["site"], lines["label"], self._total,
            self._fractions, self._delivered, self._percent, lines["start"], lines["end"], self._every, self._these,
            self._organs.search, self._organs.list, lines["entered_by"], lines["note"], self.ok,
        ]  # fmt: skip


class LettersDialog(EditDialog):
    """The courses known from letters; `change_wanted` carries one to correct, `chosen` the edit that removes one."""

    chosen = Signal(object)
    change_wanted = Signal(object)

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__("letters dialog", "Courses from letters", WHY_LIST, "Change…", parent)
        self._known = known_letters(session)
        self._buttons = QButtonGroup(self)
        for number, known in enumerate(self._known):
            button = QRadioButton(tr(known.title).replace("&", "&&"))
            button.setObjectName(f"letter {known.letter.uid}")
            button.setAccessibleDescription(tr_of(known.detail, *known.names))
            self._buttons.addButton(button, number)
            self.column.addWidget(button)
            self.column.addWidget(sentence(known.detail, "muted", known.names))
        box = self.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        self.remove = box.addButton(tr("Remove"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.remove.setObjectName("remove")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
        self._buttons.idToggled.connect(self._check)
        if len(self._known) == 1:
            self._buttons.buttons()[0].setChecked(True)
        in_tab_order([*self._buttons.buttons(), self.remove, self.ok])
        self.finish_page()
        self._check()

    def accept(self) -> None:
        """The chosen one is to be corrected."""
        letter = self._known[self._buttons.checkedId()].letter
        super().accept()
        self.change_wanted.emit(letter)

    def _remove(self) -> None:
        step: LetterStep = removing(self._known[self._buttons.checkedId()].letter)
        super().accept()
        self.chosen.emit(step)

    def _check(self) -> None:
        why = "" if self._buttons.checkedId() >= 0 else "Choose a course."
        for button in (self.ok, self.remove):
            hint(button, why)
