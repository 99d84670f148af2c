"""Point landmarks: the same place set in the image of each course, the fit and its residuals while they are set."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.errors import EntryError
from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.compare.mixing import Mixing, Mode
from reirrad_gui.ui.compare.view import ComparisonView
from reirrad_gui.ui.course_edits.pieces import hint
from reirrad_gui.ui.flowing import in_lines
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.registrations.cards import words
from reirrad_gui.ui.registrations.ends import Ends, replaced_text
from reirrad_gui.ui.registrations.points_rows import Fitted, PointRow, fitted, new_row, position, position_text
from reirrad_gui.ui.registrations.quiet import QuietDialog
from reirrad_gui.ui.theme import Theme
from reirrad_gui.volume.registration import Origin, Registration

if TYPE_CHECKING:
    from reirrad_gui.session import Session

SIZE, HEAD_PX = (1180, 740), 136
ALONE = Mixing(Mode.FLICKER, running=False, other_seen=False, outlines=False)
WHY = (
    "Put the crosshair on the same anatomical point in both images and set it there; three or more points that do not "
    "lie on one line are needed, better six around the organs that matter. Positions can also be typed: L P H in mm."
)
BOTH_SEEN = "Only the image of {name} is shown now. Put the crosshair on the landmark again, and set it."
NO_ROW = "Choose a landmark in the table, or begin a new one."
NAME, FROM, TO, RESIDUAL = range(4)


class PointsDialog(QuietDialog):
    """`chosen` carries the complete landmarks; `rows` is what was entered so far, to be found again."""

    chosen = Signal(object)

    def __init__(
        self, session: "Session", ends: Ends, theme: Theme, rows: Sequence[PointRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("landmarks dialog")
        self.setWindowTitle(tr("Register by landmarks"))
        self.setSizeGripEnabled(True)
        self.resize(*SIZE)
        self._session, self.ends = session, ends
        self._display = _seen_through(session.display, ends)
        self.rows: tuple[PointRow, ...] = tuple(rows) or (new_row(()),)
        self.fit = Fitted(None, (), ())
        self.moving = ComparisonView(self._display, ends.to_uid, ends.from_uid, theme)
        self.still = ComparisonView(self._display, *ends.uids, theme)
        self.table = QTableWidget(0, 4)
        self._said, self._problem = words(""), words("")
        self._look = QCheckBox(tr("&Look through the fit"))
        self._set_buttons = {
            True: _button("set moving", f"Set in {ends.start} (&1)", f"The crosshair's place in {ends.start} (Alt+1)"),
            False: _button("set still", f"Set in {ends.end} (&2)", f"The crosshair's place in {ends.end} (Alt+2)"),
        }
        self._add = _button("add landmark", "&New landmark", "Begin another landmark (Alt+N)")
        self._remove = _button("remove landmark", "Remo&ve", "Remove the chosen landmark (Alt+V)")
        self._ok = _button("ok", "Use this registration", "")
        self._build()
        self._connect()
        for view in (self.moving, self.still):
            _alone(view)
            view.escaped.connect(self.reject)
        self._list(0)

    def accept(self) -> None:
        """Hand the landmarks over."""
        if self.fit.registration is not None and self.fit.registration.landmarks is not None:
            super().accept()
            self.chosen.emit(self.fit.registration.landmarks.landmarks)

    @Slot(int)
    def done(self, result: int) -> None:
        """Reading the images stops with the window."""
        for view in (self.moving, self.still):
            view.runner.close()
        super().done(result)

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        views = QSplitter(Qt.Orientation.Horizontal)
        for moving, view, name in ((True, self.moving, self.ends.start), (False, self.still, self.ends.end)):
            views.addWidget(self._side(view, name, self._set_buttons[moving]))
        views.setChildrenCollapsible(False)
        self._dress_table()
        lower = QWidget()
        row = QHBoxLayout(lower)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 5)
        row.addLayout(self._beside(), 4)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(views)
        both.addWidget(lower)
        both.setStretchFactor(0, 1)
        both.setSizes([470, 190])
        both.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(words(WHY))
        column.addWidget(both, 1)
        column.addLayout(self.last_row(self._ok))

    def _side(self, view: ComparisonView, name: str, button: QPushButton) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        title = words(f"Image of {name}", "section")
        title.setWordWrap(False)
        line.addWidget(title)
        line.addStretch(1)
        line.addWidget(button)
        column.addLayout(line)
        column.addWidget(view, 1)
        view.setAccessibleName(tr(f"Image of {name}"))
        view.bar.hide()  # one image, until the fit is looked through
        return side

    def _dress_table(self) -> None:
        table = self.table
        table.setObjectName("landmarks")
        table.setAccessibleName(tr("Landmarks: name, position in each image, residual"))
        for column, text in enumerate(
            ("Landmark", f"{self.ends.start}: L P H, mm", f"{self.ends.end}: L P H, mm", "Residual, mm")
        ):
            head = QTableWidgetItem(in_lines(tr(text), table.horizontalHeader().fontMetrics(), HEAD_PX))
            head.setToolTip(tr(text))
            side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(column, head)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setMinimumHeight(96)

    def _beside(self) -> QVBoxLayout:
        self._said.setObjectName("fit")
        self._problem.setObjectName("problem")
        self._problem.hide()
        self._look.setObjectName("look")
        line = QHBoxLayout()
        for widget in (self._add, self._remove, self._look):
            line.addWidget(widget)
        line.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._said)
        column.addWidget(self._problem)
        column.addStretch(1)
        column.addWidget(words(replaced_text(self._session, self.ends), "caption"))
        return column

    def _connect(self) -> None:
        for moving, button in self._set_buttons.items():
            button.clicked.connect(partial(self._set_here, moving))
        self._add.clicked.connect(self._begin_another)
        self._remove.clicked.connect(self._remove_chosen)
        self._look.toggled.connect(self._show_fit)
        self.table.itemChanged.connect(self._typed)
        self.table.currentCellChanged.connect(self._chosen_row)

    # --- changing -----------------------------------------------------------------------------------------------------

    def _set_here(self, moving: bool, *_: object) -> None:
        view, name = (self.moving, self.ends.start) if moving else (self.still, self.ends.end)
        place = self.table.currentRow()
        if not 0 <= place < len(self.rows):
            self._say(NO_ROW)
            return
        if not _is_alone(view):
            self._look.setChecked(False)
            _alone(view)
            self._say(BOTH_SEEN.format(name=name))
            return
        x, y, z = (float(mm) for mm in view.point_mm)
        self._say("")
        self._change(place, self.rows[place].with_position(moving, (x, y, z)))

    def _begin_another(self) -> None:
        self.rows = (*self.rows, new_row(self.rows))
        self._list(len(self.rows) - 1)

    def _remove_chosen(self) -> None:
        place = self.table.currentRow()
        kept = tuple(row for i, row in enumerate(self.rows) if i != place)
        self.rows = kept or (new_row(()),)
        self._list(min(place, len(self.rows) - 1))

    def _change(self, place: int, row: PointRow) -> None:
        self.rows = (*self.rows[:place], row, *self.rows[place + 1 :])
        self._list(place)

    @Slot(QTableWidgetItem)
    def _typed(self, item: QTableWidgetItem) -> None:
        place, column, text = item.row(), item.column(), item.text()
        row = self.rows[place]
        if text == _texts(row)[column]:
            return  # what is shown is rounded: leaving a cell as it is changes nothing
        try:
            if column == NAME:
                changed = replace(row, name=text.strip() or row.name)
            else:
                changed = row.with_position(column == FROM, position("" if text.strip() == "–" else text))
        except EntryError as error:
            self._say(str(error))
            self._list(place)
            return
        self._say("")
        self._change(place, changed)

    @Slot(int, int, int, int)
    def _chosen_row(self, place: int, _column: int, before: int, *_: int) -> None:
        if place == before or not 0 <= place < len(self.rows):
            return
        for view, there in ((self.moving, self.rows[place].from_mm), (self.still, self.rows[place].to_mm)):
            if there is not None:
                view.go_to(np.array(there))

    @Slot(bool)
    def _show_fit(self, on: bool) -> None:
        found = self.fit.registration
        self.still.bar.setVisible(on and found is not None)
        if on and found is not None:
            self.still.show_display(self._session.display.with_registration(found))
            self.still.mix(Mixing())
        else:
            self.still.show_display(self._display)
            _alone(self.still)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _list(self, current: int) -> None:
        self.fit = fitted(self._session, self.ends, self.rows)
        column = max(0, self.table.currentColumn())
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self.rows))
            for place, (row, residual) in enumerate(zip(self.rows, self.fit.residuals, strict=True)):
                for number, text in enumerate((*_texts(row), residual.number)):
                    self.table.setItem(place, number, _item(number, text, residual.reason or residual.source))
            self.table.setCurrentCell(current, column)
        self._said.setText(tr_of("\n".join(self.fit.sentences), *(row.name for row in self.rows)))
        why = "" if self.fit.registration is not None else self.fit.sentences[0].removeprefix("▲ ")
        hint(self._ok, why)
        hint(self._look, why)
        if why:
            self._look.setChecked(False)
        elif self._look.isChecked():
            self._show_fit(True)

    def _say(self, sentence: str) -> None:
        self._problem.setText(tr(f"✖ {sentence}" if sentence else ""))
        self._problem.setVisible(bool(sentence))


def _texts(row: PointRow) -> tuple[str, str, str]:
    return row.name, position_text(row.from_mm), position_text(row.to_mm)


def _item(column: int, text: str, why: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)  # what a person typed, or a number
    if column != NAME:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if column == RESIDUAL:
        item.setToolTip(tr(why))
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return item


def _seen_through(display: DisplayFields, ends: Ends) -> DisplayFields:
    """A display in which each image can be shown by itself, even where nothing links the two yet."""
    if display.registered(*ends.uids):
        return display
    return display.with_registration(Registration(*ends.uids, np.eye(4), Origin.IDENTITY, "only to look at the images"))


def _alone(view: ComparisonView) -> None:
    """Only the image that lies still in this view, in its own planes: what is pointed at is its own place."""
    view.mix(ALONE)


def _is_alone(view: ComparisonView) -> bool:
    mixing = view.mixing
    return mixing.mode is Mode.FLICKER and not mixing.running and not mixing.other_seen


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.setAccessibleName(tr(text.replace("&", "")))
    button.setToolTip(tr(tip))
    button.setAutoDefault(False)
    return button
