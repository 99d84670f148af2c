"""Asks whether the whole images are laid on one another, or what lies near one organ."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFormLayout, QRadioButton, QWidget

from reirrad_gui.ui.course_edits.pieces import FIELD_AIR_PX, EditDialog, hint, in_tab_order, sentence
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.registrations.ends import Ends, replaced_text
from reirrad_gui.ui.registrations.rows import frame_name

if TYPE_CHECKING:
    from reirrad_gui.session import Session

WHY = (
    "The planning images are shifted and turned (not bent) until what they show has the most in common. Bones decide "
    "where the whole images are used; near an organ its surroundings decide, and nothing is said of places elsewhere."
)
NO_ORGAN = "No organ is drawn in either of the two frames."
LEAST_MM, MOST_MM = 5.0, 100.0


@dataclass(frozen=True, slots=True)
class OrganChoice:
    """An organ that can be registered by: its key, what it is called, and on which courses' images it is drawn."""

    key: str
    name: str
    where: str

    @property
    def text(self) -> str:
        """Name and place."""
        return f"{self.name} ({self.where})"


def organ_choices(session: "Session", ends: Ends) -> tuple[OrganChoice, ...]:
    """Organs with contours drawn in one of the two frames, those of the course that lies still first."""
    from reirrad_gui.session.suitability import drawn_frame, is_organ

    found = []
    for uid in reversed(ends.uids):
        for organ in session.opened.organs:
            here = drawn_frame(session.opened, organ) == uid and bool(organ.structure.closed)
            if here and is_organ(organ, session.settings):
                found.append(OrganChoice(organ.key, organ.structure.name, frame_name(session, uid)))
    return tuple(found)


class MarginField(DecimalField):
    """How far around the organ, mm. The wheel never changes it."""

    def __init__(self, value_mm: float) -> None:
        super().__init__()
        self.setObjectName("margin")
        self.setAccessibleName(tr("Margin around the organ"))
        self.setRange(LEAST_MM, MOST_MM)
        self.setDecimals(0)
        self.setSingleStep(5.0)
        self.setSuffix(" mm")
        self.setValue(value_mm)
        self.setMinimumHeight(self.fontMetrics().height() + FIELD_AIR_PX)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NearbyDialog(EditDialog):
    """`chosen` carries the key of an organ (None: the whole images), the margin in mm, and what is registered by."""

    chosen = Signal(object, float, str)

    def __init__(self, session: "Session", ends: Ends, parent: QWidget | None = None) -> None:
        super().__init__("automatic dialog", "Register automatically", WHY, "Register", parent)
        from reirrad_gui.session.registering import LOCAL_MARGIN_MM

        self._choices = organ_choices(session, ends)
        self._whole, self._near = QRadioButton(tr("the &whole images")), QRadioButton(tr("&near an organ"))
        self._organ, self._margin = QComboBox(), MarginField(LOCAL_MARGIN_MM)
        self._build(ends, replaced_text(session, ends))
        self.finish_page()

    def accept(self) -> None:
        near = self._near.isChecked()
        choice = self._choices[self._organ.currentIndex()] if near else None
        super().accept()
        by = "the whole images" if choice is None else f"what lies near {choice.text}"
        self.chosen.emit(None if choice is None else choice.key, self._margin.value(), by)

    def _build(self, ends: Ends, replaced: str) -> None:
        group = QButtonGroup(self)
        self._whole.setObjectName("whole")
        self._near.setObjectName("near")
        self._organ.setObjectName("organ")
        self._organ.setAccessibleName(tr("Organ to register by"))
        self._organ.addItems([f"{choice.name} ({tr(choice.where)})" for choice in self._choices])
        for button in (self._whole, self._near):
            group.addButton(button)
        hint(self._near, "" if self._choices else NO_ORGAN)
        (self._near if self._choices else self._whole).setChecked(True)
        form = QFormLayout()
        form.addRow(tr("&Organ"), self._organ)
        form.addRow(tr("&Margin"), self._margin)
        self.column.addWidget(sentence(ends.title, "section"))
        self.column.addWidget(self._near)
        self.column.addLayout(form)
        self.column.addWidget(self._whole)
        self.column.addWidget(sentence(replaced))
        self._near.toggled.connect(self._enable)
        self._enable()
        in_tab_order([self._near, self._organ, self._margin, self._whole, self.ok])

    def _enable(self) -> None:
        for field in (self._organ, self._margin):
            field.setEnabled(self._near.isChecked())
