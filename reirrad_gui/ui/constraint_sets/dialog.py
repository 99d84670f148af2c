"""Sets of limits: read the shipped ones, copy, change, import and export one's own, and say which is in force."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from reirrad_gui.constraints import ConstraintSet, errors, load_constraint_set
from reirrad_gui.constraints.library import copy_set, delete_set, export_set, import_set, rename_set, save_set
from reirrad_gui.constraints.naming import known_names
from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.constraint_sets.form import LimitForm
from reirrad_gui.ui.constraint_sets.pieces import (
    AUTHOR_KEY,
    Confirmation,
    EvidenceTable,
    Listing,
    NameQuestion,
    button,
    caption,
)
from reirrad_gui.ui.constraint_sets.rows import (
    COLUMNS,
    LimitRow,
    SetRow,
    finding_lines,
    findings_of,
    heading,
    limit_rows,
    set_rows,
)
from reirrad_gui.ui.course_edits.pieces import hint, in_tab_order
from reirrad_gui.ui.language import tr, tr_of

WIDTHS = (110, 180, 55, 150, 150, 120, 190, 80, 110, 180, 220, 260)
LIST_PX, FINDINGS_PX, FULL_PX = 250, 92, 64
FILTER = "Constraint sets (*.json)"
SHIPPED = "Shipped sets stay as they are. Copy it, and change the copy."
NO_SET = "Choose a set that can be read."
NO_LIMIT = "Choose a limit."
NO_CASE = "Open a patient first."
IN_FORCE = "It is in force already."
HAS_ERRORS = "Correct what is marked ✖ below first: its numbers would be wrong."
IS_IN_FORCE = "It is in force: use another set first."


class SetsDialog(Listing):
    """`use_wanted` carries the name of the set to put in force; `changed` tells that files of sets changed.

    `in_force` is the name of the set in force, None while no case is open. Nothing here is undone with Ctrl+Z: each
    save is a new version of the file.
    """

    use_wanted = Signal(str)
    changed = Signal()

    def __init__(self, in_force: str | None, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__("constraint sets", "Constraint sets", parent)
        self._in_force, self._settings = in_force, settings
        self._sets: tuple[SetRow, ...] = ()
        self._rows: tuple[LimitRow, ...] = ()
        self._one: ConstraintSet | None = None
        self._wrong = False
        self._list = QListWidget()
        self._list.setObjectName("sets")
        self._list.setAccessibleName(tr("Constraint sets"))
        self._title, self._edition, self._full = QLabel(), caption("edition"), caption("limit in full")
        self._table = EvidenceTable("limits", "Limits of the set", COLUMNS, WIDTHS)
        self._findings = QListWidget()
        self._author = QLineEdit(str(settings.value(AUTHOR_KEY, "")))
        self._buttons = self._make_buttons()
        self._build()
        self._connect()
        self.fit(1240, 740)
        self.show_sets(in_force)

    # What is shown

    def show_sets(self, name: str | None) -> None:
        """List the sets again and choose one."""
        self._sets = set_rows(self._in_force)
        self._list.blockSignals(True)
        self._list.clear()
        for row in self._sets:
            item = QListWidgetItem(f"{'✖ ' if row.problem else ''}{_title(row)}\n{tr(row.state)}")
            item.setToolTip(tr(row.problem) or f"{_title(row)}, {tr(row.edition)}")
            self._list.addItem(item)
        names = [row.name for row in self._sets]
        self._list.setCurrentRow(names.index(name) if name in names else 0)
        self._list.blockSignals(False)
        self._show_set()

    def put_in_force(self, name: str) -> None:
        """The set is in force from now on."""
        self._in_force = name
        self.show_sets(name)

    @Slot()
    def _show_set(self) -> None:
        row = self._chosen_set
        self._one, problem = None, "" if row is None else row.problem
        if row is not None and not problem:
            try:
                self._one = load_constraint_set(row.name)
            except ReirradError as error:
                problem = str(error)
        found = () if self._one is None else findings_of(self._one)
        self._wrong = bool(errors(found))
        self._rows = () if self._one is None else limit_rows(self._one)
        self._title.setText("" if self._one is None or row is None else _title(row))
        self._edition.setText("" if self._one is None else tr_of(heading(self._one), *self.own_names))
        self._edition.setToolTip(tr("" if self._one is None else "\n\n".join(self._one.notes)))
        self._findings.clear()
        self._findings.addItems(list(map(tr, [f"✖ {problem}"] if problem else finding_lines(found))))
        self._table.show_cells([one.cells for one in self._rows])
        self._enable()

    @Slot(int)
    def _show_limit(self, line: int) -> None:
        self._full.setText(tr(self._rows[line].full if 0 <= line < len(self._rows) else ""))
        self._enable()

    def _enable(self) -> None:
        row, limit = self._chosen_set, self._chosen_limit
        readable = "" if self._one is not None else NO_SET
        own = readable or (SHIPPED if row is not None and row.shipped else "")
        used = IS_IN_FORCE if row is not None and row.in_force else ""
        deletable = used or (SHIPPED if row is None or row.shipped else "")
        use = readable or (
            NO_CASE if self._in_force is None else IN_FORCE if used else HAS_ERRORS if self._wrong else ""
        )
        reasons = {
            "copy": readable,
            "rename": own or used,
            "export": readable,
            "delete": deletable,
            "edit": own or ("" if limit else NO_LIMIT),
            "add": own,
            "remove": own or ("" if limit else NO_LIMIT),
            "use": use,
        }
        for name, why in reasons.items():
            hint(self._buttons[name], why)

    # What can be done

    @Slot()
    def _copy(self) -> None:
        one = self._one
        if one is None:
            return
        why = f"A copy of “{one.title}” that you can change. Your name, the day and a version stand in every result."
        self._ask_name("Copy the set…", why, f"{one.title} (ours)", lambda t, a: copy_set(one.name, t, a, _today()))

    @Slot()
    def _rename(self) -> None:
        one = self._one
        if one is not None:
            why = "The set keeps its limits and becomes the next version."
            self._ask_name("Rename the set…", why, one.title, lambda t, a: rename_set(one.name, t, a, _today()))

    def _ask_name(self, title: str, why: str, name: str, make: Callable[[str, str], ConstraintSet]) -> None:
        question = NameQuestion(title, why, name, self._author.text(), self, self.own_names)

        def take(given: str, author: str) -> None:
            try:
                made = make(given, author)
            except ReirradError as error:
                question.refuse(error)
                return
            question.done_with()
            self._author.setText(author)
            self._after(made.name, f"✔ “{made.title}” is kept, {made.stamp.edition}.", made.title, made.stamp.author)

        question.answered.connect(take)
        self._present(question)

    @Slot()
    def _import(self) -> None:
        text, _ = QFileDialog.getOpenFileName(self, tr("Import a constraint set"), "", tr(FILTER))
        if text:
            self.import_file(Path(text))

    def import_file(self, path: Path) -> None:
        """Takes a file to the user's sets, or says why not."""
        self._try(
            lambda: import_set(path), lambda made: (made.name, f"✔ “{made.title}” was imported as it is.", made.title)
        )

    @Slot()
    def _export(self) -> None:
        if self._one is not None:
            name, title = f"{self._one.name}.json", tr("Export the set to a new file")
            text, _ = QFileDialog.getSaveFileName(self, title, name, tr(FILTER))
            if text:
                self.export_file(Path(text))

    def export_file(self, path: Path) -> None:
        """Writes the chosen set to a new file, or says why not."""
        if self._one is not None:
            name = self._one.name
            self._try(
                lambda: export_set(name, path), lambda made: (made.name, f"✔ Exported to {path.name}.", path.name)
            )

    @Slot()
    def _delete(self) -> None:
        row = self._chosen_set
        if row is None:
            return
        why = f"“{row.title}” is removed from this computer. Results that name it can then no longer be made again."
        question = Confirmation("Delete the set", why, "Delete", self, (row.title,))
        question.accepted.connect(lambda: self._really_delete(row))
        self._present(question)

    def _really_delete(self, row: SetRow) -> None:
        try:
            delete_set(row.name)
        except ReirradError as error:
            self.say(f"✖ {error}")
        else:
            self._after(self._in_force, f"✔ “{row.title}” was deleted.", row.title)

    @Slot()
    def _edit(self) -> None:
        row = self._chosen_limit
        if self._one is not None and row is not None and self._buttons["edit"].isEnabled():
            self._present(LimitForm(self._one, self._one.limit(row.key), known_names(), self._keep, self))

    @Slot()
    def _add(self) -> None:
        if self._one is not None:
            self._present(LimitForm(self._one, None, known_names(), self._keep, self))

    @Slot()
    def _remove(self) -> None:
        one, row = self._one, self._chosen_limit
        if one is None or row is None:
            return
        why = f"{row.full}\n\nIt is removed from “{one.title}”."
        question = Confirmation("Remove the limit", why, "Remove", self, self.own_names)
        kept = tuple(limit for limit in one.limits if limit.key != row.key)
        question.accepted.connect(lambda: self._try_keep(replace(one, limits=kept)))
        self._present(question)

    def _try_keep(self, changed: ConstraintSet) -> None:
        try:
            self._keep(changed)
        except ReirradError as error:
            self.say(f"✖ {error}")

    def _keep(self, changed: ConstraintSet) -> None:
        """Writes the next version; raises what stands in the way."""
        saved = save_set(changed, self._author.text(), _today())
        self._after(saved.name, f"✔ Kept as {saved.stamp.edition}.", saved.stamp.author)

    def _try(self, make: Callable[[], ConstraintSet], then: Callable[[ConstraintSet], tuple[str, str, str]]) -> None:
        try:
            made = make()
        except ReirradError as error:
            self.say(f"✖ {error}")
        else:
            self._after(*then(made))

    def _after(self, name: str | None, said: str, *names: str) -> None:
        self._settings.setValue(AUTHOR_KEY, self._author.text().strip())
        self.say(said, *names)
        self.show_sets(name)
        self.changed.emit()

    @Slot()
    def _use(self) -> None:
        if self._one is not None:
            self.use_wanted.emit(self._one.name)

    # How it is built

    @property
    def _chosen_set(self) -> SetRow | None:
        line = self._list.currentRow()
        return self._sets[line] if 0 <= line < len(self._sets) else None

    @property
    def own_names(self) -> tuple[str, ...]:
        """What a person called the chosen set, and who that was; a shipped set's title is told."""
        row, one = self._chosen_set, self._one
        return () if row is None or row.shipped or one is None else (one.title, one.stamp.author)

    @property
    def _chosen_limit(self) -> LimitRow | None:
        line = self._table.currentRow()
        return self._rows[line] if 0 <= line < len(self._rows) and self._rows[line].key else None

    def _make_buttons(self) -> dict[str, QPushButton]:
        made = (
            button("copy", "Copy…", self._copy),
            button("rename", "Rename…", self._rename),
            button("import", "Import…", self._import),
            button("export", "Export…", self._export),
            button("delete", "Delete…", self._delete),
            button("edit", "Edit limit…", self._edit),
            button("add", "Add limit…", self._add),
            button("remove", "Remove limit…", self._remove),
            button("use", "Use this set", self._use),
        )
        return {one.objectName(): one for one in made}

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setSizes([LIST_PX, 1000])
        self.column.addWidget(split, 1)
        self.column.addLayout(self.last_row())
        buttons = [self._buttons[name] for name in ("copy", "rename", "import", "export", "delete")]
        rest = [self._buttons[name] for name in ("edit", "add", "remove")]
        last = (self._author, self._buttons["use"])
        in_tab_order([self._list, *buttons, self._table, self._findings, *rest, *last])

    def _left(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 6, 0)
        self._list.setWordWrap(True)
        self._list.setSpacing(2)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._list, 1)
        for names in (("copy", "rename"), ("import", "export"), ("delete",)):
            row = QHBoxLayout()
            for name in names:
                row.addWidget(self._buttons[name])
            column.addLayout(row)
        return side

    def _right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(6, 0, 0, 0)
        self._title.setProperty("role", "headline")
        self._title.setObjectName("set title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._full.setMinimumHeight(FULL_PX)
        self._full.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._findings.setObjectName("findings")
        self._findings.setAccessibleName(tr("What the check found"))
        self._findings.setWordWrap(True)
        self._findings.setFixedHeight(FINDINGS_PX)
        self._author.setObjectName("author")
        self._author.setAccessibleName(tr("Your name"))
        self._author.setPlaceholderText(tr("stands in every version you keep"))
        self._author.setMaximumWidth(260)
        row = QHBoxLayout()
        for name in ("edit", "add", "remove"):
            row.addWidget(self._buttons[name])
        row.addStretch(1)
        row.addWidget(QLabel(tr("Your name")))
        row.addWidget(self._author)
        row.addWidget(self._buttons["use"])
        self._buttons["use"].setProperty("role", "primary")
        for widget in (self._title, self._edition):
            column.addWidget(widget)
        column.addWidget(self._table, 1)
        column.addWidget(self._full)
        column.addWidget(self._findings)
        column.addLayout(row)
        return side

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._show_set)
        self._table.chosen.connect(self._show_limit)
        self._table.opened.connect(self._edit)

    def _present(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _title(row: SetRow) -> str:
    """The name of a shipped set in the language of the window; that of one's own as it was typed."""
    return tr(row.title) if row.shipped else row.title


def _today() -> date:
    return date.today()
