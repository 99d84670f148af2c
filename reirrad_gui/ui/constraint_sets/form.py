"""The form of one limit: every field of evidence, checked by the linter before it is taken."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLineEdit, QWidget

from reirrad_gui.constraints import ConstraintSet, Limit
from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.constraint_sets.entry import FIELDS, Field, limit_from, new_key, typed, with_limit
from reirrad_gui.ui.constraint_sets.pieces import offer
from reirrad_gui.ui.course_edits.pieces import EditDialog, in_tab_order, sentence
from reirrad_gui.ui.language import tr

WHY = (
    "A limit means what its source says. A changed value needs a source of its own: name the paper, or who decided it "
    "and when. Values that were not read in their paper are shown with the mark to check them."
)
Keep = Callable[[ConstraintSet], None]


class LimitForm(EditDialog):
    """Edits one limit of a set, or adds one. `keep` writes the changed set and may refuse it."""

    def __init__(
        self,
        one: ConstraintSet,
        limit: Limit | None,
        organs: tuple[str, ...],
        keep: Keep,
        parent: QWidget | None = None,
    ) -> None:
        title = "Add a limit" if limit is None else f"Edit {limit.key}"
        super().__init__("limit form", title, WHY, "Keep", parent)
        self._set, self._limit, self._keep = one, limit, keep
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        values = typed(limit)
        for field in FIELDS:
            made = _field(field, values[field.key])
            self._fields[field.key] = made
            form.addRow(sentence(field.label), made)
        self._complete(organs)
        self.column.addLayout(form)
        self.finish_page()
        self.resize(self.width(), 700)
        in_tab_order([*self._fields.values(), self.ok])
        self._fields["organ"].setFocus()

    def accept(self) -> None:
        """Checks, writes, closes; what stands in the way is said here and nothing has changed."""
        try:
            self._keep(self._changed())
        except ReirradError as error:
            self.refuse(error)
        else:
            super().accept()

    def _changed(self) -> ConstraintSet:
        given = {key: _said(field) for key, field in self._fields.items()}
        key = new_key(self._set, given["organ"]) if self._limit is None else self._limit.key
        return with_limit(self._set, limit_from(given, key), None if self._limit is None else key)

    def _complete(self, organs: tuple[str, ...]) -> None:
        organ = self._fields["organ"]
        if isinstance(organ, QLineEdit):
            completer = QCompleter(list(organs), organ)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            organ.setCompleter(completer)


def _field(field: Field, value: str) -> QLineEdit | QComboBox:
    made: QLineEdit | QComboBox
    if field.choices:
        made = _Choice()
        offer(made, [str(choice) for choice in field.choices], value)
    else:
        made = QLineEdit(value)
        made.setPlaceholderText(tr(field.hint))
        made.setCursorPosition(0)
    made.setObjectName(field.key)
    made.setAccessibleName(tr(field.label))
    made.setAccessibleDescription(tr(field.hint))
    return made


def _said(field: QLineEdit | QComboBox) -> str:
    return field.text() if isinstance(field, QLineEdit) else str(field.currentData())


class _Choice(QComboBox):
    """The wheel scrolls the page and never changes an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]  # a QWheelEvent
