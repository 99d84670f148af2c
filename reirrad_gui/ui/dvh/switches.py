"""The row above the plot: which doses, in which line style, and what the axes show."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.curves import CurveChoice, Reference, usable
from reirrad_gui.ui.dvh.bands import SHARES
from reirrad_gui.ui.dvh.rows import dose_name
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.strokes import course_dashes, course_style_name
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment

QUANTITIES = {Quantity.EQD2: ("EQD2", "EQD2"), Quantity.BED: ("BED", "BED"), Quantity.PHYSICAL: ("Physical", "Phys.")}
SHAPES = {False: ("Cumulative", "Cum."), True: ("Differential", "Diff.")}
"""The words of the buttons, in full and in short."""
_QUANTITY_WORDS = {
    Quantity.EQD2: "EQD2: dose in 2 Gy fractions of the same effect",
    Quantity.BED: "BED: biologically effective dose",
    Quantity.PHYSICAL: "Physical dose (a sum of courses is for display only)",
}
_SAMPLE = QSize(16, 12)
_SPACING = (4, 4, 2, 1, 2)
"""Between the parts of the row: from the longest texts to the last way, which leaves the pieces of lines out."""
_TICK = "QCheckBox { margin-right: 8px; spacing: 4px; }"
"""A box stands nearer to its own words than to the words before it."""
_TYPED_FROM, _TYPED_TO = 0.1, 500.0


class Switches(QWidget):
    """Says what the user wants to see: which doses, the choice of axes, bands, table or plot."""

    dose_ticked = Signal(object, bool)
    choice_made = Signal(object)
    within_ticked = Signal(bool)
    drawn_ticked = Signal(bool)
    table_ticked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choice = CurveChoice()
        self._assessment: Assessment | None = None
        self._ticks: list[tuple[QCheckBox, int | None]] = []
        self._radius_mm = 0.0
        self._fitted: tuple[object, ...] = ()
        self.quantity = _button("dvh quantity", "Quantity of the dose axis (Q)")
        self.shape = _button("dvh shape", "Cumulative: volume with at least a dose. Differential: volume per dose (D)")
        self.volume = _button("dvh volume", "Unit of the volume axis (V)")
        self.dose = _button("dvh dose", "Unit of the dose axis: Gy, or % of a dose that the axis names (G)")
        self.table = _button("dvh as table", "The same numbers as a table (T)")
        self.table.setText(tr("Table"))
        self.table.setCheckable(True)
        self.table.toggled.connect(self.table_ticked)
        self.within = QCheckBox()
        self.within.setObjectName("dvh within")
        self.within.setStyleSheet(_TICK)
        self.within.toggled.connect(self.within_ticked)
        self.drawn = QCheckBox(SHARES)
        self.drawn.setObjectName("dvh drawn")
        self.drawn.setAccessibleName(tr(f"{SHARES} of draws"))
        self.drawn.setStyleSheet(_TICK)
        self.drawn.toggled.connect(self.drawn_ticked)
        self.menus = {
            button: self._menu(button, fill)
            for button, fill in (
                (self.quantity, self._fill_quantity),
                (self.shape, self._fill_shape),
                (self.volume, self._fill_volume),
                (self.dose, self._fill_dose),
            )
        }
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 4, 6, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.within)
        self._row.addWidget(self.drawn)
        self._row.addStretch(1)
        for button in self._buttons:
            self._row.addWidget(button)
        self.within.hide()
        self.drawn.hide()

    @property
    def in_turn(self) -> tuple[QAbstractButton, ...]:
        """All of them as Tab goes through them."""
        return (*(box for box, _ in self._ticks), self.within, self.drawn, *self._buttons)

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        return (self.quantity, self.shape, self.volume, self.dose, self.table)

    def _menu(self, button: QToolButton, fill: Callable[[QMenu], None]) -> QMenu:
        menu = QMenu(button)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu.aboutToShow.connect(lambda: self._filled(menu, fill))
        return menu

    # --- what the view tells ------------------------------------------------------------------------------------------

    def apply_theme(self, theme: Theme) -> None:
        """Draw the line samples in these colours."""
        self._theme = theme
        for box, course in self._ticks:
            box.setIcon(line_sample(course, theme))
        self.within.setIcon(band_sample(theme))
        self.drawn.setIcon(band_sample(theme, dotted=True))

    def offer_doses(self, doses: Sequence[int | None], hidden: frozenset[int | None]) -> None:
        """One tick per dose, beside its line style."""
        for box, _ in self._ticks:
            self._row.removeWidget(box)
            box.deleteLater()
        self._ticks = []
        for number, course in enumerate(doses):
            box = QCheckBox(tr(dose_name(course)))
            box.setObjectName(f"dvh dose {dose_name(course)}")
            box.setAccessibleName(tr(f"{dose_name(course)} ({course_style_name(course)})"))
            box.setToolTip(tr(f"{dose_name(course)}: {course_style_name(course)} lines"))
            box.setIcon(line_sample(course, self._theme))
            box.setIconSize(_SAMPLE)
            box.setStyleSheet(_TICK)
            box.setChecked(course not in hidden)
            box.toggled.connect(lambda on, which=course: self.dose_ticked.emit(which, on))
            self._row.insertWidget(number, box)
            self._ticks.append((box, course))
        self._fit()

    def offer_within(self, radius_mm: float, *, on: bool, why: str) -> None:
        """The tick of the registrations' band; none where no registration could be off."""
        self._radius_mm = radius_mm
        blocker = QSignalBlocker(self.within)
        self.within.setVisible(radius_mm > 0)
        self.within.setChecked(on)
        self.within.setToolTip(tr(why))
        self.within.setIcon(band_sample(self._theme))
        self.within.setIconSize(_SAMPLE)
        del blocker
        self._fit()

    def offer_drawn(self, *, on: bool, why: str) -> None:
        """The tick of the draws' band; none (no `why`) until somebody asked how sure this is."""
        blocker = QSignalBlocker(self.drawn)
        self.drawn.setVisible(bool(why))
        self.drawn.setChecked(on)
        self.drawn.setToolTip(tr(why))
        self.drawn.setIcon(band_sample(self._theme, dotted=True))
        self.drawn.setIconSize(_SAMPLE)
        del blocker
        self._fit()

    def show_choice(self, choice: CurveChoice, assessment: "Assessment | None") -> None:
        """What the buttons say."""
        self._choice, self._assessment = choice, assessment
        for button in self._buttons:
            button.setEnabled(assessment is not None and bool(assessment.organs))
        self._fit()

    # --- menus --------------------------------------------------------------------------------------------------------

    def _filled(self, menu: QMenu, fill: Callable[[QMenu], None]) -> None:
        menu.clear()
        fill(menu)

    def _fill_quantity(self, menu: QMenu) -> None:
        for quantity in QUANTITIES:
            _radio(menu, _QUANTITY_WORDS[quantity], self._choice.quantity is quantity, self._quantity_choice(quantity))

    def _quantity_choice(self, quantity: Quantity) -> Callable[[], None]:
        return lambda: self.choice_made.emit(in_quantity(self._choice, quantity))

    def _fill_shape(self, menu: QMenu) -> None:
        for words, on in (("Cumulative: volume with at least a dose", False), ("Differential: volume per dose", True)):
            _radio(menu, words, self._choice.differential is on, self._emitter(replace(self._choice, differential=on)))

    def _fill_volume(self, menu: QMenu) -> None:
        for words, on in (("% of the structure", False), ("cm³", True)):
            _radio(menu, words, self._choice.in_cc is on, self._emitter(replace(self._choice, in_cc=on)))

    def _fill_dose(self, menu: QMenu) -> None:
        now = self._choice.reference
        _radio(menu, "Gy", now is None, self._emitter(replace(self._choice, reference=None)))
        for number in range(0 if self._assessment is None else len(self._assessment.courses)):
            choice = replace(self._choice, reference=Reference(course=number))
            known = self._assessment is not None and usable(choice, self._assessment)
            words = f"% of course {number + 1}’s prescription" + ("" if known else " (not known)")
            action = _radio(menu, words, now == Reference(course=number), self._emitter(choice))
            action.setEnabled(known)
        typed = None if now is None else now.typed_gy
        _radio(menu, "% of a typed dose…" if typed is None else f"% of {typed:g} Gy…", typed is not None, self.ask)

    def _emitter(self, choice: CurveChoice) -> Callable[[], None]:
        return lambda: self.choice_made.emit(choice)

    def ask(self) -> None:
        """Ask for the dose that is 100 %."""
        dialog = QInputDialog(self)
        dialog.setObjectName("dvh typed reference")
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setWindowTitle(tr("100 % of the dose axis"))
        dialog.setLabelText(tr(f"{self._choice.quantity.value} that is 100 %, Gy"))
        dialog.setDoubleRange(_TYPED_FROM, _TYPED_TO)
        dialog.setDoubleDecimals(1)
        reference = self._choice.reference
        dialog.setDoubleValue(50.0 if reference is None or reference.typed_gy is None else reference.typed_gy)
        dialog.doubleValueSelected.connect(
            lambda gy: self.choice_made.emit(replace(self._choice, reference=Reference(typed_gy=gy)))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- width --------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._fitted:
            self._fitted = ()
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrower than the row's own: texts shorten before anything is cut."""
        return QSize(300, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """The longest texts that fit: all in full, then short buttons, then short names of the doses.

        Tried again only where something differs that they depend on: each try sets texts, and lays the row out anew.
        """
        asked = (
            self.width(), self._choice, self._radius_mm, self.font(), tuple(box for box, _ in self._ticks),
            self.within.isHidden(), self.drawn.isHidden(),
        )  # fmt: skip
        if asked == self._fitted:
            return
        self._fitted = asked
        for level in range(len(_SPACING)):
            self._say(level)
            if self._needed() <= self.width():
                return

    def _say(self, level: int) -> None:
        choice = self._choice
        self._row.setSpacing(_SPACING[level])
        volume, dose = ("cm³" if choice.in_cc else "%"), ("Gy" if choice.reference is None else "%")
        arrow = " ▾" if level < 2 else ""
        self.quantity.setText(tr(QUANTITIES[choice.quantity][min(level, 1)]) + arrow)
        self.shape.setText(tr(SHAPES[choice.differential][min(level, 1)]) + arrow)
        self.volume.setText(f"{tr('Volume') if level == 0 else 'V'} {volume}{arrow}")
        self.dose.setText(f"{tr('Dose') if level == 0 else 'D'} {dose}{arrow}")
        off = f"±{self._radius_mm:g} mm"
        self.within.setText(f"{tr('Registration')} {off}" if level == 0 else off)
        for box, course in self._ticks:
            brief = tr("Sum") if course is None else f"C{course + 1}"
            box.setText(brief if level >= 2 else tr(dose_name(course)))
            box.setIconSize(_SAMPLE if level < len(_SPACING) - 1 else QSize(0, 0))
        for box in (self.within, self.drawn):
            whole = level < len(_SPACING) - 1 or self.drawn.isHidden()
            box.setIconSize(_SAMPLE if whole else QSize(0, 0))

    def _needed(self) -> int:
        shown: list[QAbstractButton] = [box for box, _ in self._ticks]
        shown += [*(box for box in (self.within, self.drawn) if not box.isHidden()), *self._buttons]
        for widget in shown:
            widget.ensurePolished()
        return sum(widget.sizeHint().width() for widget in shown) + self._row.spacing() * len(shown) + 12


def in_quantity(choice: CurveChoice, quantity: Quantity) -> CurveChoice:
    """The same choice in another quantity; a typed 100 % was one of the old quantity, and goes."""
    typed = choice.reference is not None and choice.reference.typed_gy is not None
    drops = typed and quantity is not choice.quantity
    return replace(choice, quantity=quantity, reference=None if drops else choice.reference)


def line_sample(course: int | None, theme: Theme) -> QIcon:
    """A piece of the line of a dose."""
    pen = QPen(QColor(theme.text), 2.0 if course is None else 1.4)
    if dashes := course_dashes(course):
        pen.setDashPattern([dash / pen.widthF() * 0.6 for dash in dashes])
    pixmap, painter = _canvas()
    painter.setPen(pen)
    painter.drawLine(QPointF(0, _SAMPLE.height() / 2), QPointF(_SAMPLE.width(), _SAMPLE.height() / 2))
    painter.end()
    return QIcon(pixmap)


def band_sample(theme: Theme, *, dotted: bool = False) -> QIcon:
    """A piece of the soft band around an accumulated curve; of the draws' band with its dotted edges."""
    pixmap, painter = _canvas()
    soft = QColor(theme.text)
    soft.setAlpha(70)
    painter.fillRect(0, 1, _SAMPLE.width(), _SAMPLE.height() - 2, soft)
    if dotted:
        painter.setPen(QPen(QColor(theme.text), 1.0, Qt.PenStyle.DotLine))
        for y in (1, _SAMPLE.height() - 1):
            painter.drawLine(QPointF(0, y), QPointF(_SAMPLE.width(), y))
    painter.setPen(QPen(QColor(theme.text), 2.0))
    painter.drawLine(QPointF(0, _SAMPLE.height() / 2), QPointF(_SAMPLE.width(), _SAMPLE.height() / 2))
    painter.end()
    return QIcon(pixmap)


def _canvas() -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(_SAMPLE * 2)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap, QPainter(pixmap)


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(tr(tip))
    button.setAccessibleName(tr(tip))
    button.setProperty("role", "tight")
    button.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0px; }")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _radio(menu: QMenu, words: str, on: bool, chosen: Callable[[], None]) -> QAction:
    action = menu.addAction(tr(words))
    group = menu.findChild(QActionGroup) or QActionGroup(menu)
    group.addAction(action)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda _=False: chosen())
    return action
