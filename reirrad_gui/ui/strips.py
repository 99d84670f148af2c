"""The strips between header and views: work in progress, a failure, a choice that can wait, the intended use."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.failure import Failure
from reirrad_gui.ui.language import tr


class Strip(QWidget):
    """A row under the header, hidden until it has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("strip")
        self.hide()


class ProgressStrip(Strip):
    """What is being done, how far it is, and a way to stop it."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing = ""
        self._text = ElidedLabel()
        self._text.setObjectName("progress text")
        self._bar = QProgressBar()
        self._bar.setObjectName("progress")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress"))
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("cancel")
        cancel.setToolTip(tr("Stop; everything stays as it was (Esc)"))
        cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(self._text, 2)
        row.addWidget(self._bar, 3)
        row.addWidget(cancel)

    def begin(self, doing: str) -> None:
        """Show that work has begun."""
        self._doing = tr(doing)
        self._text.setText(f"{self._doing} …")
        self._bar.setRange(0, 0)
        self.show()

    @Slot(object)
    def show_progress(self, progress: object) -> None:
        """Show a `session.jobs.Progress`."""
        done, total = getattr(progress, "done", 0), getattr(progress, "total", 0)
        self._text.setText(f"{self._doing}: {tr(getattr(progress, 'text', ''))}")
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(min(done, total))


class FailureStrip(Strip):
    """A plain sentence; its details fold out and can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = QLabel()
        self._sentence.setObjectName("failure")
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit()
        self._details.setObjectName("failure details")
        self._details.setAccessibleName(tr("Details of the failure"))
        self._details.setReadOnly(True)
        self._details.setMaximumHeight(140)
        self._details.hide()
        self._fold = QPushButton(tr("Details"))
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._details.setVisible)
        copy, close = QPushButton(tr("Copy")), QPushButton(tr("Close"))
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._sentence, 1)
        for button in (self._fold, copy, close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.addLayout(row)
        column.addWidget(self._details)

    def show_failure(self, failure: Failure) -> None:
        """Say what went wrong."""
        self._sentence.setText(f"✖ {tr(failure.sentence)}")
        self._details.setPlainText(failure.details)
        self._fold.setChecked(False)
        self.show()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())


class NoticeStrip(Strip):
    """One sentence and a button that takes it away for good."""

    understood = Signal()

    def __init__(self, sentence: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text = QLabel(tr(sentence))
        text.setWordWrap(True)
        done = QPushButton(tr(button))
        done.setObjectName("understood")
        done.clicked.connect(self.hide)
        done.clicked.connect(self.understood)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(text, 1)
        row.addWidget(done)


Choice = tuple[str, Callable[[], object]]
"""Text of a button, and what it does."""


class ChoiceStrip(Strip):
    """A sentence with buttons that can wait: nothing is held up by it. Each button takes the strip away."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._told = ""
        self._said: tuple[str, tuple[str, ...]] = ("", ())
        self._sentence = QLabel()
        self._sentence.setObjectName(name)
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._sentence, 1)
        row.addLayout(self._buttons)

    @property
    def sentence(self) -> str:
        """What it says, or said last."""
        return self._said[0]

    def say(self, sentence: str, choices: Sequence[Choice]) -> None:
        """Show a sentence; a button keeps the keyboard while the same is said again."""
        said = (sentence, tuple(text for text, _ in choices))
        if said != self._said or self.isHidden():
            self._said = said
            self._told = tr(sentence)
            self._sentence.setText(self._told)
            self._replace_buttons(choices)
        self.show()

    def _replace_buttons(self, choices: Sequence[Choice]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text, act in choices:
            button = QPushButton(tr(text))
            button.setObjectName(f"{self._name}: {text}")
            button.setAccessibleDescription(self._told)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
