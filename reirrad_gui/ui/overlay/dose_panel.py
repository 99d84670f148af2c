"""How the dose is drawn: wash, threshold, scale, palette, isodose levels."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.isodoses import levels_from
from reirrad_gui.ui.overlay.look import GY, NO_SECOND, OWN, Look, Scale
from reirrad_gui.ui.overlay.popup import Popup
from reirrad_gui.ui.overlay.strokes import course_style_name
from reirrad_gui.ui.overlay.wash import PALETTES


class DosePanel(Popup):
    """Shows a look and hands back a changed one; `round_scale_wanted` asks for a scale that reaches the maximum."""

    changed = Signal(object)
    round_scale_wanted = Signal()

    def __init__(self, button: QToolButton) -> None:
        super().__init__(button, "dose display")
        self._look = Look()
        self._references: tuple[tuple[str, float], ...] = ()
        self._told: tuple[object, ...] | None = None
        self._wash = QCheckBox(tr("Colour wash (W)"))
        self._wash.setObjectName("first")
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setObjectName("opacity")
        self._threshold, self._top = _gy_box("threshold"), _gy_box("scale top")
        self._palette = QComboBox()
        self._palette.setObjectName("palette")
        self._palette.addItems([p.name for p in PALETTES])
        self._isodoses = QCheckBox(tr("Isodose lines (I)"))
        self._isodoses.setObjectName("isodoses")
        self._levels = QLineEdit()
        self._levels.setObjectName("levels")
        self._levels.setMinimumWidth(190)
        self._reference = QComboBox()
        self._reference.setObjectName("level unit")
        self._own = _gy_box("own reference")
        self._own.setToolTip(tr("100 % for levels in percent of your own value"))
        self._second = QComboBox()
        self._second.setObjectName("second isodoses")
        self._courses = QCheckBox(tr("Each course's own 50 % line (accumulated view)"))
        self._courses.setObjectName("course lines")
        self._problem = QLabel()
        self._problem.setObjectName("level problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        fit = QPushButton(tr("Round scale to the maximum"))
        fit.setObjectName("round scale")
        fit.clicked.connect(self.round_scale_wanted)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(6)
        form.addRow(self._wash)
        wash: tuple[tuple[str, QWidget], ...] = (
            ("Opacity", self._opacity),
            ("Not below", self._threshold),
            ("Scale up to", self._top),
            ("Colours", self._palette),
        )
        lines: tuple[tuple[str, QWidget], ...] = (
            ("Levels", self._levels),
            ("Levels are", self._reference),
            ("Own value", self._own),
            ("Second set (C)", self._second),
        )
        for text, widget in wash:
            form.addRow(_named(text, widget), widget)
        form.addRow("", fit)
        form.addRow(self._isodoses)
        for text, widget in lines:
            form.addRow(_named(text, widget), widget)
        form.addRow(self._problem)
        form.addRow(self._courses)
        self.column.addLayout(form)

    def _connect(self) -> None:
        self._wash.toggled.connect(lambda on: self._emit(replace(self._look, wash=on)))
        self._opacity.valueChanged.connect(lambda percent: self._emit(replace(self._look, opacity=percent / 100)))
        self._threshold.valueChanged.connect(lambda gy: self._rescale(threshold_gy=gy))
        self._top.valueChanged.connect(lambda gy: self._rescale(top_gy=gy))
        self._palette.currentTextChanged.connect(lambda name: self._emit(replace(self._look, palette=name)))
        self._isodoses.toggled.connect(lambda on: self._emit(replace(self._look, isodoses=on)))
        self._courses.toggled.connect(lambda on: self._emit(replace(self._look, course_lines=on)))
        self._levels.editingFinished.connect(self._take_levels)
        self._reference.activated.connect(self._take_unit)
        self._own.valueChanged.connect(self._take_own)
        self._second.activated.connect(
            lambda number: self._emit(replace(self._look, second=self._second.itemData(number)))
        )

    def show_look(
        self, look: Look, references: Sequence[tuple[str, float]], doses: Sequence[tuple[str, int | None]] = ()
    ) -> None:
        """Show these settings.

        `references` are named doses that percent levels may refer to, `doses` those whose isodoses can be drawn: a name
        and a course, None for the accumulated dose.
        """
        told = (look, tuple(references), tuple(doses))
        if told == self._told:
            return
        self._told, self._look, self._references = told, look, tuple(references)
        scale = look.scale
        widgets: tuple[QWidget, ...] = (
            self._wash, self._opacity, self._threshold, self._top, self._palette, self._isodoses, self._levels,
            self._reference, self._courses, self._own, self._second,
        )  # fmt: skip
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self._wash.setChecked(look.wash)
        self._opacity.setValue(round(look.opacity * 100))
        self._threshold.setValue(scale.threshold_gy)
        self._top.setValue(scale.top_gy)
        self._palette.setCurrentText(look.palette)
        self._isodoses.setChecked(look.isodoses)
        self._levels.setText(" ".join(f"{level:g}" for level in scale.levels))
        self._courses.setChecked(look.course_lines)
        self._courses.setEnabled(not look.compares)
        self._show_units(look, scale)
        self._show_doses(look, doses)
        del blockers

    def _show_doses(self, look: Look, doses: Sequence[tuple[str, int | None]]) -> None:
        self._second.clear()
        self._second.addItem(tr("none"), NO_SECOND)
        for name, shown in doses:
            if shown != look.shown:
                self._second.addItem(tr(f"{name}, {course_style_name(shown)}"), shown)
        offered = [self._second.itemData(number) for number in range(self._second.count())]
        self._second.setCurrentIndex(offered.index(look.second) if look.second in offered else 0)
        self._second.setEnabled(len(offered) > 1)

    def _show_units(self, look: Look, scale: Scale) -> None:
        self._own.setEnabled(scale.reference == OWN)
        self._own.setValue(scale.reference_gy if scale.reference == OWN else scale.top_gy)
        self._reference.clear()
        self._reference.addItem(tr(f"Gy {look.quantity_label}"), (GY, 0.0))
        for name, gy in self._references:
            self._reference.addItem(tr(f"% of {name}, {gy:.1f} Gy {look.quantity_label}"), (name, gy))
        self._reference.addItem(tr("% of your own value, below"), (OWN, self._own.value()))
        names = [GY, *(name for name, _ in self._references), OWN]
        self._reference.setCurrentIndex(names.index(scale.reference) if scale.reference in names else 0)

    @Slot()
    def _take_levels(self) -> None:
        self._told = None
        try:
            levels = levels_from(self._levels.text())
        except EntryError as error:
            self._problem.setText(tr(str(error)))
            self._problem.show()
            return
        self._problem.hide()
        self._rescale(levels=levels)

    @Slot(int)
    def _take_unit(self, number: int) -> None:
        """The same lines in the other unit."""
        self._told = None
        name, gy = self._reference.itemData(number)
        before = self._look.scale.levels_gy
        levels = before if name == GY else tuple(round(100 * level / gy) for level in before)
        levels = tuple(sorted({float(level) for level in levels if level > 0}, reverse=True))
        self._rescale(levels=levels, reference=name, reference_gy=gy)
        self._levels.setText(" ".join(f"{level:g}" for level in levels))

    @Slot(float)
    def _take_own(self, gy: float) -> None:
        self._told = None
        if self._look.scale.reference == OWN:
            self._rescale(reference_gy=gy)

    def _rescale(self, **changes: object) -> None:
        self._emit(self._look.with_scale(replace(self._look.scale, **changes)))  # type: ignore[arg-type]

    def _emit(self, look: Look) -> None:
        self._told = None  # whatever comes back is shown: what was asked for may not have been taken
        if look != self._look:
            self._look = look
            self.changed.emit(look)


def _gy_box(name: str) -> DecimalField:
    box = DecimalField()
    box.setObjectName(name)
    box.setRange(0.1, 1000.0)
    box.setDecimals(1)
    box.setSuffix(tr(" Gy"))
    box.setKeyboardTracking(False)
    return box


def _named(text: str, widget: QWidget) -> QLabel:
    label = QLabel(tr(text))
    label.setBuddy(widget)
    widget.setAccessibleName(tr(text))
    return label
