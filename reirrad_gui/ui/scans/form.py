"""The form of one lesion: which it is, where, and what became of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.patient.facts import Lesion
from reirrad_gui.patient.sites import site_table
from reirrad_gui.patient.written_sites import read_site
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scans.look import SIGNS

NEW_ENTRY = "not in the list yet: add it"
COUNTS = (
    "A list counts as the report's list: extent of disease is graded from it, and what it does not name is not "
    "mentioned."
)
_STATES = tuple(SIGNS)
Take = Callable[[int | None, Lesion, str], None]
"""Takes the lesion over: its place in the list (None: new), what was entered, and who did; EntryError refuses."""


class LesionForm(QDialog):
    """Window-modal. `chosen` is the lesion of the list that is meant at first; its marks are kept."""

    def __init__(
        self, title: str, lesions: Sequence[Lesion], chosen: int | None, who: str, take: Take, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lesion form")
        self.setWindowTitle(tr(title))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lesions, self._take = tuple(lesions), take
        self.which, self.site, self.state = QComboBox(), QLineEdit(), QComboBox()
        self.note, self.who = QLineEdit(), QLineEdit(who)
        self.which.addItem(tr(NEW_ENTRY))
        self.which.addItems([tr(lesion.text) for lesion in lesions])
        self.state.addItems([f"{sign.symbol} {tr(sign.word)}" for sign in SIGNS.values()])
        completer = QCompleter(sorted(site_table().terms), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.site.setCompleter(completer)
        self.site.setPlaceholderText(tr("T8, right rib 5 lateral arch, left ischium"))
        form = QFormLayout()
        for text, field, name in (
            ("&Lesion", self.which, "which lesion"),
            ("&Site", self.site, "lesion site"),
            ("Against the scan &before", self.state, "lesion state"),
            ("&Note", self.note, "lesion note"),
            ("Entered b&y", self.who, "entered by"),
        ):
            field.setObjectName(name)
            field.setAccessibleName(tr(text).replace("&", ""))
            form.addRow(tr(text), field)
        self.refusal = QLabel()
        self.refusal.setObjectName("refusal")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        counts = QLabel(tr(COUNTS))
        counts.setProperty("role", "caption")
        counts.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._try)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        for widget in (counts, self.refusal, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(440)
        self.which.currentIndexChanged.connect(self._show_lesion)
        self.which.setCurrentIndex(0 if chosen is None else chosen + 1)
        self._show_lesion()
        (self.site if chosen is None else self.state).setFocus()

    @property
    def number(self) -> int | None:
        """Place of the chosen lesion in the list; None for a new one."""
        place = self.which.currentIndex() - 1
        return place if place >= 0 else None

    def _show_lesion(self) -> None:
        lesion = None if self.number is None else self._lesions[self.number]
        if lesion is not None:
            self.site.setText(lesion.site.text)
            self.note.setText(lesion.note)
            self.state.setCurrentIndex(_STATES.index(lesion.state))
        self.site.setReadOnly(lesion is not None)

    def _try(self) -> None:
        try:
            self._take(self.number, self._entered(), self.who.text())
        except ReirradError as error:
            self.refusal.setText(tr(str(error)))
            self.refusal.show()
            (self.site if not self.site.isReadOnly() else self.who).setFocus()
            return
        self.accept()

    def _entered(self) -> Lesion:
        state = _STATES[self.state.currentIndex()]
        if self.number is not None:
            before = self._lesions[self.number]
            return Lesion(before.site, state, self.note.text().strip(), before.spots)
        if not self.site.text().strip():
            raise EntryError("Write where the lesion is, for example T8 or left ischium.")
        return Lesion(read_site(self.site.text()), state, self.note.text().strip())
