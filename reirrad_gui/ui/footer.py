"""The line at the bottom: what every number on screen rests on, and whether what was done is kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from reirrad_gui import __version__
from reirrad_gui.ui.elided import ElidedLabel
from reirrad_gui.ui.enclosed import EnclosedRow
from reirrad_gui.ui.header import tried_text
from reirrad_gui.ui.intended_use import SHORT
from reirrad_gui.ui.language import tr

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment


SIDES_PX, APART_PX = 12, 20
SHORTEST_PX = 70
KEEPING_PX = 220
KEPT_PX = 190
"""What is in force is kept whole up to this width; the name of the limits, which comes last, gives way first."""


def assumptions(assessment: "Assessment") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is tried or in doubt, registration, recovery, model, interval, ESTRO class, limits; the reason for each."""
    from reirrad_gui.session.dose_model import MODELS  # the first import of `session` takes its time
    from reirrad_gui.ui.overlay.texts import NOT_CONFIRMED

    registration = assessment.registration_text or "Registration: none"
    if assessment.registrations and _in_several_frames(assessment):
        if assessment.approved:
            registration = f"{registration} ✔ approved"
        elif assessment.registration_open:
            registration = f"{registration} ▲ not approved"
    tried, model = assessment.what_if_text, assessment.settings.model
    short = assessment.short_records
    recovery = without_papers(assessment.recovery_text)
    said = (
        *(((f"▲ {tried_text(assessment)}", tried),) if tried else ()),
        *(((NOT_CONFIRMED, short),) if short else ()),
        (registration, "; ".join(r.quality for r in assessment.registrations)),
        (_named("Recovery", recovery), assessment.recovery_text if recovery != assessment.recovery_text else ""),
        *(((f"▲ Model: {MODELS[model]}", assessment.model_text),) if model != "lq" else ()),
        *((text, "from the dates of the courses") for text in _intervals(assessment)),
        (
            f"ESTRO {assessment.classification.kind}{' (synthetic dose)' if assessment.synthetic else ''}",
            assessment.classification.reason,
        ),
        (f"Limits: {assessment.constraint_set_title}", f"version {assessment.constraint_set_version}"),
    )
    return tuple(text for text, _ in said), tuple(why for _, why in said)


def without_papers(text: str) -> str:
    """A text without the brackets that name a paper by its doi: what was chosen is to be read at a glance.

    >>> without_papers("Step (A 2021, doi 10.1/x, page 2 (below)): course 1: 50 %; user 5 % (tumour board)")
    'Step: course 1: 50 %; user 5 % (tumour board)'
    """
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter == "(":
            start = place if depth == 0 else start
            depth += 1
        elif letter == ")" and depth > 0:
            depth -= 1
            if depth == 0 and "doi" in text[start:place]:
                found.append((start, place + 1))
    for begin, end in reversed(found):
        text = f"{text[:begin].rstrip()}{text[end:]}"
    return text


def _in_several_frames(assessment: "Assessment") -> bool:
    """Only then does a sum rest on a registration, and on somebody's approval of it."""
    return len({summary.course.frame_of_reference_uid for summary in assessment.courses}) > 1


def _named(what: str, text: str) -> str:
    return text if text.lower().startswith(what.lower()) else f"{what}: {text}"


def _intervals(assessment: "Assessment") -> tuple[str, ...]:
    texts = [gap.text for gap in assessment.gaps]
    return (f"Interval {', '.join(texts)}",) if texts else ()


class Footer(EnclosedRow):
    """Shows the sentences it is given, each shortened rather than cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._labels: list[ElidedLabel] = []
        self._left = QHBoxLayout()
        self._left.setSpacing(APART_PX)
        self._keeping = ElidedLabel("", least=KEEPING_PX)
        self._keeping.setObjectName("keeping")
        self._keeping.hide()
        self._intended = intended = QLabel(f"{tr(SHORT)} · {__version__}")
        intended.setObjectName("intended use")
        row = self.row
        row.setContentsMargins(SIDES_PX, 3, SIDES_PX, 3)
        row.setSpacing(APART_PX)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addWidget(self._keeping)
        row.addWidget(intended)

    def show_keeping(self, text: str, why: str = "") -> None:
        """How far what was done is kept; empty while no case is open, or none is kept."""
        told = tr(why)
        self._keeping.setText(tr(text))
        self._keeping.setToolTip(told)
        self._keeping.setAccessibleDescription(told)
        self._keeping.setVisible(bool(text))
        self._share_room()

    def show_assumptions(self, texts: Sequence[str], whys: Sequence[str] = ()) -> None:
        """One label each; `whys` are tooltips in the same order."""
        if (tuple(texts), tuple(whys)) == self._shown:
            return
        self._shown = tuple(texts), tuple(whys)
        if len(texts) != len(self._labels):
            self._make_labels(len(texts))
        for index, text in enumerate(texts):
            self._labels[index].say(tr(text), tr(whys[index]) if index < len(whys) else "")
        self._share_room()

    def minimumSizeHint(self) -> QSize:
        """So small that the window's edge never cuts it: what stands in it is shortened instead."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """What is in force is kept whole as far as the intended use, which is never cut, leaves room."""
        shown = [label for label in (*self._labels, self._keeping) if not label.isHidden()]
        wanted = sorted(min(self._least(label), label.sizeHint().width()) for label in shown)
        room = self.width() - 2 * SIDES_PX - self._intended.sizeHint().width() - APART_PX * (len(shown) + 1)
        most = KEPT_PX + KEEPING_PX
        for place, width in enumerate(wanted):
            if width * (len(wanted) - place) > room:
                most = max(room // (len(wanted) - place), 0)
                break
            room -= width
        for label in shown:
            label.keep(min(self._least(label), most))

    def _least(self, label: ElidedLabel) -> int:
        if label is self._keeping:
            return KEEPING_PX
        return SHORTEST_PX if label is self._labels[-1] else KEPT_PX

    def _make_labels(self, count: int) -> None:
        self._labels = []
        while (item := self._left.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for index in range(count):
            label = ElidedLabel("", least=KEPT_PX)
            label.setObjectName(f"assumption {index}")
            self._left.addWidget(label)
            self._labels.append(label)
