"""Limits side by side: for one organ, what every set says, and the case's own dose against each."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from reirrad_gui.session.sources import OrganSources, Sources
from reirrad_gui.ui.constraint_sets.pieces import EvidenceTable, Listing, button, caption
from reirrad_gui.ui.constraint_sets.sources_rows import (
    COLUMNS,
    DOSE_COLUMN,
    STANDING_COLUMN,
    SourceRow,
    headline,
    source_rows,
    told,
)
from reirrad_gui.ui.course_edits.pieces import in_tab_order, sentence
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.asking import offer_meanings
from reirrad_gui.ui.numbers.meaning import MEANING_ROLE
from reirrad_gui.ui.theme import Theme

WIDTHS = (120, 250, 50, 145, 110, 125, 220, 215, 80, 220, 150, 400)
FULL_PX = 84


class SourcesDialog(Listing):
    """Shows what the session worked out; chooses nothing and changes nothing."""

    def __init__(self, sources: Sources, organ: str | None, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("sources dialog", "Limits side by side", parent)
        self._sources, self._theme = sources, theme
        self._found: OrganSources | None = None
        self._rows: tuple[SourceRow, ...] = ()
        self._organs = QComboBox()
        self._organs.setObjectName("organ")
        self._organs.setAccessibleName(tr("Organ"))
        self._organs.addItems(list(sources.organs))
        self._organs.setMinimumContentsLength(18)
        self._headline = sentence("", "section")
        self._headline.setObjectName("conflict")
        self._table = EvidenceTable("sources", "Limits of every set", COLUMNS, WIDTHS)
        offer_meanings(self._table)
        self._full = caption("source in full")
        self._full.setMinimumHeight(FULL_PX)
        self._copy = button("copy", "Copy", self._copy_all, "Copy everything that is listed")
        self._build()
        self.fit(1240, 620)
        if organ is not None:
            self._organs.setCurrentText(organ)
        self._show()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel(tr("Organ")))
        top.addWidget(self._organs)
        top.addStretch(1)
        top.addWidget(self._copy)
        self.column.addLayout(top)
        self.column.addWidget(self._headline)
        self.column.addWidget(self._table, 1)
        self.column.addWidget(self._full)
        self.column.addLayout(self.last_row())
        self._organs.currentIndexChanged.connect(self._show)
        self._table.chosen.connect(self._show_full)
        in_tab_order([self._organs, self._table, self._copy])

    @Slot()
    def _show(self) -> None:
        self._found = self._sources.of(self._organs.currentText())
        self._rows = source_rows(self._found)
        self._headline.setText(tr(headline(self._found)))
        self._table.show_cells(
            [row.cells for row in self._rows], [line for line, row in enumerate(self._rows) if row.in_force]
        )
        for line, row in enumerate(self._rows):
            if row.status:
                self._table.colour(line, STANDING_COLUMN, self._theme.status(row.status))
            if (dose := self._table.item(line, DOSE_COLUMN)) is not None:
                dose.setData(MEANING_ROLE, row.meaning)
        self.say(" ".join(f"✖ {one}" for one in self._found.unreadable))

    @Slot(int)
    def _show_full(self, line: int) -> None:
        cells = self._rows[line].cells if 0 <= line < len(self._rows) else ()
        said = zip(COLUMNS, cells, strict=False)
        self._full.setText(tr("  ·  ".join(f"{name}: {text}" for name, text in said if text not in ("", "–"))))

    @Slot()
    def _copy_all(self) -> None:
        if self._found is not None:
            QGuiApplication.clipboard().setText(tr(told(self._found)))
