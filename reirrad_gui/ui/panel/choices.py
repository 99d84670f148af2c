"""The two choices above the rows: whose limits, and whether earlier courses are taken as recovered."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from reirrad_gui.constraints import known_sets
from reirrad_gui.constraints.library import own_files
from reirrad_gui.session.recovery import CHECK, USER, check_mark, recovery_models
from reirrad_gui.session.settings import NO_RECOVERY, Recovery
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.panel.typed import tell, typed_words
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.recovery import ListedModel

TYPED = "typed percentage…"
ENGLISH_ROLE = Qt.ItemDataRole.UserRole + 1
"""An entry's English words: what is done to the session is kept in English."""


class Choice(QComboBox):
    """A list that gives up width before it is cut; `chosen` comes only from the person at the screen.

    `ink` is the colour of its text and frame where it has to be noticed; the open list stays as it is.
    """

    chosen = Signal(object)

    def __init__(self, name: str, accessible: str, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(tr(accessible))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.ink: QColor | None = None
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change what is assumed."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt draws it, with an ellipsis where the text is longer than the room."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.ink is not None:
            coloured = QPalette(option.palette)
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
                coloured.setColor(role, self.ink)
            option.palette = coloured
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        text: str = option.currentText
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room - 4)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        if self.ink is not None and not self.hasFocus():  # the ring of the keyboard is never painted over
            painter.setPen(self.ink)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def offer(self, text: str, data: object, tooltip: str, *, is_name: bool = False) -> None:
        """One more entry; one that `is_name` stays as somebody typed it."""
        self.addItem("", data)
        self.word(self.count() - 1, text, is_name=is_name)
        self.setItemData(self.count() - 1, tr(tooltip), Qt.ItemDataRole.ToolTipRole)

    def word(self, index: int, text: str, *, is_name: bool = False) -> None:
        """Another text for an entry."""
        if self.itemData(index, ENGLISH_ROLE) != text:
            self.setItemText(index, text if is_name else tr(text))
            self.setItemData(index, text, ENGLISH_ROLE)

    @property
    def english(self) -> str:
        """The entry that is shown, in English."""
        return str(self.currentData(ENGLISH_ROLE) or "")


class SetChoice(Choice):
    """Whose limits are applied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("constraint set", "Constraint set", 7, parent)
        self._listed: tuple[tuple[str, int], ...] | None = None
        self._list()

    def _list(self) -> None:
        """Shipped sets, then the user's; read again only once their files have changed. A damaged one is left out."""
        files = own_files()
        if files != self._listed:
            self._listed = files
            self.clear()
            own = {name for name, _ in files}
            for found in known_sets().sets:
                edition = found.stamp.edition
                about = "\n\n".join([f"{edition[0].upper()}{edition[1:]}", *found.notes])
                self.offer(found.title, found.name, about, is_name=found.name in own)
            self._known = self.count()

    def show_session(self, session: "Session") -> None:
        """Show which set is in force; one from a file is listed as long as it is."""
        name, assessment = session.settings.constraint_set, session.assessment
        with QSignalBlocker(self):
            self._list()
            while self.count() > self._known:
                self.removeItem(self._known)
            if self.findData(name) < 0:
                version = f"Version {assessment.constraint_set_version}"
                self.offer(assessment.constraint_set_title, name, version, is_name=True)
            self.setCurrentIndex(self.findData(name))
        named = tr(f"Limits: {assessment.constraint_set_title}, version {assessment.constraint_set_version}")
        fit = assessment.set_fit
        self.setToolTip(named if fit is None or not fit.sentence else f"{named}\n▲ {tr(fit.sentence)}")


def named(model: "ListedModel") -> str:
    """A model's name, with a word where its numbers have to be checked."""
    return f"{model.name} ({CHECK})" if check_mark(model) else model.name


def told(model: "ListedModel") -> str:
    """A model's domain, citation and how sure its numbers are."""
    mark = check_mark(model)
    return "\n".join([model.domain, model.citation, *([f"Confidence: {mark}."] if mark else [])])


class RecoveryChoice(Choice):
    """Off, a named model, or a typed percentage. `chosen` carries a Recovery, or None when one has to be typed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("recovery", "Recovery between courses", 8, parent)
        self.theme = theme
        self.on = False
        for model in recovery_models():
            text = "Recovery: off" if model.key == NO_RECOVERY else f"Recovery: {named(model)}"
            self.offer(text, Recovery(model.key), told(model))
        self.offer(f"Recovery: {TYPED}", None, "A percentage with your reason, shown with every number")
        self._typed = self.count() - 1

    def show_session(self, session: "Session") -> None:
        """Show what is in force, marked when it is not off."""
        recovery = session.settings.recovery
        self.on = session.settings.recovers
        typed = f"Recovery: {recovery.percent:g} % typed…" if recovery.model == USER else f"Recovery: {TYPED}"
        own = len(session.settings.recovery_by_organ) + len(session.settings.recovery_by_course)
        with QSignalBlocker(self):
            for index, text in ((self._typed, typed), (0, "Recovery: partly off" if own else "Recovery: off")):
                self.word(index, text)
            self.setCurrentIndex(self._index_of(recovery))
        assessment = session.assessment
        self.setToolTip(tell(f"Recovery: {assessment.recovery_text}", typed_words(assessment)))
        self.apply_theme(self.theme)

    def apply_theme(self, theme: Theme) -> None:
        """A frame in the colour of warnings while earlier courses are discounted; the words say it too."""
        self.theme = theme
        ink = QColor(theme.near) if self.on else None
        if ink != self.ink:
            self.ink = ink
            self.update()

    def _index_of(self, recovery: Recovery) -> int:
        keys = (index for index in range(self._typed) if self.itemData(index).model == recovery.model)
        return next(keys, self._typed)
