"""α/β of organs and tissues: where each value comes from, what is in force, one's own tables, one's own values."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLabel, QListWidget, QWidget

from reirrad_gui.constraints import TissueTable, load_tissue_table
from reirrad_gui.constraints.tissue_tables import copy_table, delete_table, export_table, import_table, save_table
from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.constraint_sets.pieces import (
    AUTHOR_KEY,
    Confirmation,
    EvidenceTable,
    Listing,
    NameQuestion,
    button,
    caption,
)
from reirrad_gui.ui.constraint_sets.rows import finding_lines
from reirrad_gui.ui.constraint_sets.tissue_form import TissueForm
from reirrad_gui.ui.constraint_sets.tissues_rows import (
    COLUMNS,
    AlphaBetaRow,
    TableRow,
    alpha_beta_rows,
    changed_table,
    findings_of,
    table_rows,
)
from reirrad_gui.ui.course_edits.pieces import hint, in_tab_order
from reirrad_gui.ui.language import tr, tr_of
from reirrad_gui.ui.panel.dialogs import AlphaBetaDialog

if TYPE_CHECKING:
    from reirrad_gui.session import Session

WIDTHS = (140, 170, 220, 65, 90, 200, 80, 320, 300)
FULL_PX, FINDINGS_PX = 70, 60
FILTER = "Tables of tissues (*.json)"
SHIPPED = "The shipped table stays as it is. Copy it, and change the copy."
NO_TABLE = "Choose a table that can be read."
SOUND = "✔ Nothing found: ranges, sources and names are consistent."
NO_CASE = "Open a patient first."
NO_ORGAN_HERE = "Choose an organ of this case."
IN_FORCE, IS_IN_FORCE = "It is in force already.", "It is in force: use another table first."
HAS_ERRORS = "Correct what is marked ✖ below first: its numbers would be wrong."
NOT_IN_FORCE = "Values of this case are chosen beside the table in force: choose that one."
UNCHANGED = "It is the table's value already."


class TissuesDialog(Listing):
    """Signals carry what the session is asked for; `changed` tells that files of tables changed."""

    use_wanted = Signal(str)
    value_wanted = Signal(str, float)
    table_value_wanted = Signal(str)
    changed = Signal()

    def __init__(self, session: "Session | None", settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__("tissues dialog", "α/β of organs and tissues", parent)
        self._session, self._settings = session, settings
        self._one: TissueTable | None = None
        self._tables: tuple[TableRow, ...] = ()
        self._rows: tuple[AlphaBetaRow, ...] = ()
        self._wrong = False
        self._choice = QComboBox()
        self._choice.setObjectName("tables")
        self._choice.setAccessibleName(tr("Tables of tissues"))
        self._choice.setMinimumContentsLength(24)
        self._edition = caption("edition")
        self._table = EvidenceTable("tissues", "α/β of organs and tissues", COLUMNS, WIDTHS)
        self._full = caption("tissue in full")
        self._findings = QListWidget()
        self._buttons = {
            one.objectName(): one
            for one in (
                button("copy", "Copy…", self._copy),
                button("import", "Import…", self._import),
                button("export", "Export…", self._export),
                button("delete", "Delete…", self._delete),
                button("use", "Use this table", self._use),
                button("value", "Set α/β for this case…", self._ask_value),
                button("back", "Table's value again", self._table_value),
                button("edit", "Edit row…", self._edit),
            )
        }
        self._build()
        self.fit(1240, 700)
        self.show_tables(None if session is None else session.settings.tissue_table)

    # What is shown

    @Slot()
    def refresh(self) -> None:
        """The session has changed."""
        self.show_tables(self._choice.currentData())

    def show_tables(self, name: str | None) -> None:
        """List the tables again and choose one."""
        self._tables = table_rows()
        self._choice.blockSignals(True)
        self._choice.clear()
        for row in self._tables:
            title = tr(row.title) if row.shipped else row.title
            kind = "cannot be read" if row.problem else "shipped" if row.shipped else "your own"
            used = ", in force" if row.name == self._in_force else ""
            self._choice.addItem(f"{title} ({tr(f'{kind}{used}')})", row.name)
        self._choice.setCurrentIndex(max(self._choice.findData(name), 0))
        self._choice.blockSignals(False)
        self._show_table()

    @property
    def _in_force(self) -> str | None:
        return None if self._session is None else self._session.settings.tissue_table

    @Slot()
    def _show_table(self) -> None:
        row = self._tables[self._choice.currentIndex()]
        self._choice.setToolTip(self._choice.currentText())
        self._one = None if row.problem else load_tissue_table(row.name)
        found = () if self._one is None else findings_of(self._one)
        self._wrong = any(one.severity == "error" for one in found)
        assessment = None if self._session is None else self._session.assessment
        self._rows = () if self._one is None else alpha_beta_rows(self._one, assessment)
        edition = "" if self._one is None else self._one.stamp.edition
        based = (
            f". Copied from {self._one.stamp.based_on}" if self._one is not None and self._one.stamp.based_on else ""
        )
        self._edition.setText(tr_of(f"{edition[:1].upper()}{edition[1:]}{based}", *self.own_names))
        self._findings.clear()
        self._findings.addItems(list(map(tr, [f"✖ {row.problem}"] if row.problem else finding_lines(found, SOUND))))
        self._table.show_cells(
            [one.cells for one in self._rows], [line for line, one in enumerate(self._rows) if one.changed]
        )
        self._enable()

    @Slot(int)
    def _show_row(self, line: int) -> None:
        self._full.setText(tr(self._rows[line].full if 0 <= line < len(self._rows) else ""))
        self._enable()

    def _enable(self) -> None:
        table, row = self._tables[self._choice.currentIndex()], self._chosen
        readable = "" if self._one is not None else NO_TABLE
        used = IS_IN_FORCE if table.name == self._in_force else ""
        organ = NO_CASE if self._session is None else "" if row is not None and row.organ else NO_ORGAN_HERE
        wrong = HAS_ERRORS if self._wrong else ""
        reasons = {
            "copy": readable,
            "export": readable,
            "delete": SHIPPED if table.shipped else used,
            "use": readable or (NO_CASE if self._session is None else IN_FORCE if used else wrong),
            "value": organ or ("" if used else NOT_IN_FORCE),
            "back": organ or ("" if row is not None and row.changed else UNCHANGED),
            "edit": readable or (SHIPPED if table.shipped else ""),
        }
        for name, why in reasons.items():
            hint(self._buttons[name], why)

    # What can be done

    @Slot()
    def _ask_value(self) -> None:
        row = self._chosen
        if row is None or row.in_force_gy is None or not self._buttons["value"].isEnabled():
            return
        dialog = AlphaBetaDialog(row.organ, row.in_force_gy, row.value, self)
        dialog.accepted.connect(lambda: self._set_value(row.organ, dialog))
        self._present(dialog)

    def _set_value(self, organ: str, dialog: AlphaBetaDialog) -> None:
        if dialog.is_table_value:
            self.table_value_wanted.emit(organ)
        else:
            self.value_wanted.emit(organ, dialog.alpha_beta_gy)

    @Slot()
    def _table_value(self) -> None:
        row = self._chosen
        if row is not None and row.organ:
            self.table_value_wanted.emit(row.organ)

    @Slot()
    def _use(self) -> None:
        if self._one is not None:
            self.use_wanted.emit(self._one.stamp.name)

    @Slot()
    def _copy(self) -> None:
        one = self._one
        if one is None:
            return
        title = one.stamp.title
        why = f"A copy of “{title}” that you can change. Your name, the day and a version stand in every result."
        question = NameQuestion("Copy the table…", why, f"{title} (ours)", self._author, self, self.own_names)

        def take(title: str, author: str) -> None:
            self._settings.setValue(AUTHOR_KEY, author)
            try:
                made = copy_table(one.stamp.name, title, author, date.today())
            except ReirradError as error:
                question.refuse(error)
                return
            question.done_with()
            self._after(made.stamp.name, f"✔ “{made.stamp.title}” is kept.", made.stamp.title)

        question.answered.connect(take)
        self._present(question)

    @Slot()
    def _import(self) -> None:
        text, _ = QFileDialog.getOpenFileName(self, tr("Import a table of tissues"), "", tr(FILTER))
        if text:
            self.import_file(Path(text))

    def import_file(self, path: Path) -> None:
        """Takes a file to the user's tables, or says why not."""
        self._try(lambda: import_table(path).stamp.name, "✔ The table was imported as it is.")

    @Slot()
    def _export(self) -> None:
        if self._one is not None:
            name = f"{self._one.stamp.name}.json"
            text, _ = QFileDialog.getSaveFileName(self, tr("Export the table to a new file"), name, tr(FILTER))
            if text:
                self.export_file(Path(text))

    def export_file(self, path: Path) -> None:
        """Writes the chosen table to a new file, or says why not."""
        if self._one is not None:
            name = self._one.stamp.name
            self._try(lambda: export_table(name, path).stamp.name, f"✔ Exported to {path.name}.", path.name)

    @Slot()
    def _delete(self) -> None:
        row = self._tables[self._choice.currentIndex()]
        why = f"“{row.title}” is removed from this computer. Results that name it can then no longer be made again."
        question = Confirmation("Delete the table", why, "Delete", self, (row.title,))

        def gone() -> str:
            delete_table(row.name)
            return self._in_force or ""

        question.accepted.connect(lambda: self._try(gone, f"✔ “{row.title}” was deleted.", row.title))
        self._present(question)

    @Slot()
    def _edit(self) -> None:
        one, row = self._one, self._chosen
        if one is None or row is None or not self._buttons["edit"].isEnabled():
            return
        form = TissueForm(row.value, self._author, self)

        def keep(given: dict[str, str], author: str) -> None:
            self._settings.setValue(AUTHOR_KEY, author)
            try:
                saved = save_table(changed_table(one, row.value.tissue, given), author, date.today())
            except ReirradError as error:
                form.refuse(error)
                return
            form.done_with()
            self._after(saved.stamp.name, f"✔ Kept as {saved.stamp.edition}.", saved.stamp.author)

        form.answered.connect(keep)
        self._present(form)

    def _try(self, make: Callable[[], str], said: str, *names: str) -> None:
        try:
            name = make()
        except ReirradError as error:
            self.say(f"✖ {error}")
        else:
            self._after(name, said, *names)

    def _after(self, name: str, said: str, *names: str) -> None:
        self.say(said, *names)
        self.show_tables(name)
        self.changed.emit()

    # How it is built

    @property
    def _author(self) -> str:
        return str(self._settings.value(AUTHOR_KEY, ""))

    @property
    def own_names(self) -> tuple[str, ...]:
        """What a person called the table, and who that was; a shipped table's title is told."""
        one = self._one
        shipped = one is None or self._tables[self._choice.currentIndex()].shipped
        return () if one is None or shipped else (one.stamp.title, one.stamp.author)

    @property
    def _chosen(self) -> AlphaBetaRow | None:
        line = self._table.currentRow()
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def _build(self) -> None:
        top, below = QHBoxLayout(), QHBoxLayout()
        top.addWidget(QLabel(tr("Table")))
        top.addWidget(self._choice, 1)
        for name in ("copy", "import", "export", "delete", "use"):
            top.addWidget(self._buttons[name])
        for name in ("value", "back", "edit"):
            below.addWidget(self._buttons[name])
        below.addStretch(1)
        self._full.setMinimumHeight(FULL_PX)
        self._full.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._findings.setObjectName("findings")
        self._findings.setAccessibleName(tr("What the check found"))
        self._findings.setWordWrap(True)
        self._findings.setFixedHeight(FINDINGS_PX)
        self.column.addLayout(top)
        self.column.addWidget(self._edition)
        self.column.addWidget(self._table, 1)
        self.column.addWidget(self._full)
        self.column.addLayout(below)
        self.column.addWidget(self._findings)
        self.column.addLayout(self.last_row())
        self._choice.currentIndexChanged.connect(self._show_table)
        self._table.chosen.connect(self._show_row)
        self._table.opened.connect(self._ask_value)
        buttons = [self._buttons[name] for name in ("copy", "import", "export", "delete", "use")]
        rest = [self._buttons[name] for name in ("value", "back", "edit")]
        in_tab_order([self._choice, *buttons, self._table, *rest, self._findings])

    def _present(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
