"""The constraint panel on screen: choices, rows, what can be asked of a row."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QVBoxLayout, QWidget

from reirrad_gui.constraints import load_tissue_table
from reirrad_gui.errors import ReirradError
from reirrad_gui.session.dose_model import MODELS
from reirrad_gui.session.recovery import USER, recovery_models
from reirrad_gui.session.settings import Recovery, Settings
from reirrad_gui.ui.actions import Binding, Group
from reirrad_gui.ui.in_place import lines_needed, write
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.numbers.asking import meaning_under, show_meaning
from reirrad_gui.ui.numbers.meaning import Meaning
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.panel.dialogs import AlphaBetaDialog, CandidateDialog, OrganRecoveryDialog, RecoveryDialog
from reirrad_gui.ui.panel.head import PanelHead
from reirrad_gui.ui.panel.menu import RowActions, row_menu
from reirrad_gui.ui.panel.model import ORDERS, Column
from reirrad_gui.ui.panel.rows import PanelRows, Row, Suggestion, marks_used, refused_limits
from reirrad_gui.ui.panel.set_fit import SetFitLine
from reirrad_gui.ui.panel.table import RowsTable
from reirrad_gui.ui.panel.telling import row_text
from reirrad_gui.ui.panel.typed import tell, typed_words
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.states import state_of, text_of
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session

DERIVATION = "derivation"
NO_ORGANS = "No organ is contoured, and the set names none."


class ConstraintPanel(QWidget):
    """Shows the assessment's rows and hands edits to the session; knows no dose.

    `view_wanted` asks the window to bring another view forward: how the chosen organ's numbers were computed.
    """

    view_wanted = Signal(str)
    sources_wanted = Signal(str)
    bindings = (
        Group(
            "Limits",
            (
                Binding("Up, Down", "Choose an organ"),
                Binding("Enter, double click", "How was this computed?"),
                Binding("Menu, Shift+F10, right click", "α/β, recovery, names, order, copy"),
                Binding("Ctrl+C", "Copy the organ's row"),
            ),
        ),
    )

    def __init__(self, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("constraint panel")
        self.setAccessibleName(tr("Cumulative constraints"))
        self._selection = selection
        self._session: Session | None = None
        self._open = OpenDialogs()
        self._rows = PanelRows()
        self._head = PanelHead(theme)
        self._fit = SetFitLine()
        self._table = RowsTable(theme)
        self._notes = _caption("footnotes")
        self._problem = _caption("panel problem")
        self._empty = _caption("panel empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._head, self._fit, self._problem, self._empty):
            column.addWidget(widget)
        column.addWidget(self._table, 1)
        column.addWidget(self._notes)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self._table)
        self._connect()
        self.apply_theme(theme)
        self.show_session(None)

    def _connect(self) -> None:
        self._head.sets.chosen.connect(self._choose_set)
        self._fit.use_wanted.connect(self._use_set)
        self._head.recovery.chosen.connect(self._choose_recovery)
        self._table.organ_chosen.connect(self._choose)
        self._table.computation_wanted.connect(self.explain)
        self._table.copy_wanted.connect(self._copy)
        self._table.menu_wanted.connect(self._show_menu)
        self._selection.organ_selected.connect(self._table.show_chosen)
        self._table.organ_hovered.connect(self._selection.hover_organ)
        self._selection.organ_hovered.connect(self._table.show_hovered)

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""
        self._session, self._rows = session, PanelRows()
        self._open.reject_all()
        self._problem.hide()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the session's assessment again."""
        session = self._session
        rows = () if session is None else self._rows.of(session.assessment, session.certain)
        for widget in (self._head, self._table):
            widget.setVisible(session is not None)
        self._empty.setText(tr("No case is open." if session is None else "" if rows else NO_ORGANS))
        self._empty.setVisible(not rows)
        self._fit.show_fit(None if session is None else session.assessment.set_fit)
        courses = 0 if session is None else len(session.assessment.courses)
        typed = () if session is None else typed_words(session.assessment)
        self._table.show_rows(rows, courses, self._selection.organ, typed)
        if session is not None:
            self._head.show_session(session, rows)
            write(self._notes, tell(_footnotes(session, rows), typed), partial(lines_needed, self._notes))
            self._notes.setToolTip(tell(f"Recovery: {session.assessment.recovery_text}", typed))
        self._notes.setVisible(session is not None and bool(self._notes.text()))

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(theme.panel))
        self.setPalette(ground)
        self._head.apply_theme(theme)
        self._table.apply_theme(theme)

    def saved_state(self) -> str:
        """The order of the rows."""
        column, turned = self._table.order
        return text_of({"order": column.name, "turned": turned})

    def restore_state(self, text: str) -> None:
        """What the window remembered; "" is worst first."""
        state = state_of(text)
        column = next((one for one in ORDERS if one.name == state.get("order")), Column.STATUS)
        self._table.set_order(column, turned=state.get("turned") is True)

    # What a row can be asked

    @Slot(QPoint)
    def _show_menu(self, where: QPoint) -> None:
        row = self._table.chosen_row
        if row is not None:
            menu = row_menu(row, self._row_actions(row), self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(where)
            self._menu: QMenu = menu

    def _row_actions(self, row: Row) -> RowActions:
        return RowActions(
            explain=self.explain,
            copy=self._copy,
            set_alpha_beta=lambda: self.ask_for_alpha_beta(row),
            set_recovery=lambda: self.ask_for_recovery(row),
            confirm=self._confirm,
            ask_fractions=self.ask_for_candidate,
            sort=self._table.sort_by,
            show_sources=lambda: self.sources_wanted.emit(row.name),
            say_number=None if (meaning := meaning_under(self._table)) is None else partial(self._say, meaning),
        )

    def _say(self, meaning: Meaning) -> None:
        show_meaning(meaning, self)

    @Slot()
    def explain(self) -> None:
        """Ask for the steps behind the chosen row."""
        row = self._table.chosen_row
        if row is not None:
            self._choose(row.key)
            self.view_wanted.emit(DERIVATION)

    @Slot(object)
    def _choose(self, key: str | None) -> None:
        """The organ of the row that was chosen; by its name where no structure is surely that organ."""
        row = self._table.chosen_row
        if key is None and row is not None:
            self._selection.select_undrawn(row.name)
        else:
            self._selection.select_organ(key)

    @Slot()
    def _copy(self) -> None:
        row = self._table.chosen_row
        if row is not None and self._session is not None:
            assessment = self._session.assessment
            tried = [f"▲ {assessment.what_if_text}"] if assessment.what_if_text else []
            told = tell("\n".join([*tried, row_text(row)]), typed_words(assessment))
            QGuiApplication.clipboard().setText(told)

    def ask_for_alpha_beta(self, row: Row) -> None:
        """Ask for the α/β of a row's organ."""
        if row.alpha_beta_gy is None or self._session is None:
            return
        tissue = load_tissue_table(self._session.settings.tissue_table).alpha_beta_for(row.name)
        dialog = AlphaBetaDialog(row.name, row.alpha_beta_gy, tissue, self)
        self._present(dialog, lambda: self._set_alpha_beta(row.name, dialog))

    def _set_alpha_beta(self, organ: str, dialog: AlphaBetaDialog) -> None:
        value = dialog.alpha_beta_gy
        if dialog.is_table_value:
            label = f"Set α/β of {organ} back to the table's {value:g} Gy"
            self._do(label, lambda settings: settings.without_alpha_beta(organ))
        else:
            self._do(f"Set α/β of {organ} to {value:g} Gy", lambda settings: settings.with_alpha_beta(organ, value))

    def ask_for_recovery(self, row: Row) -> None:
        """Ask for the recovery of a row's organ."""
        if self._session is None or row.key is None:
            return
        settings = self._session.settings
        general = self._head.recovery.english.removeprefix("Recovery: ").rstrip("…")
        dialog = OrganRecoveryDialog(row.name, general, settings.recovery_by_organ.get(row.name), self)
        self._present(dialog, lambda: self._set_recovery(row.name, dialog))

    def _set_recovery(self, organ: str, dialog: OrganRecoveryDialog) -> None:
        recovery = dialog.recovery
        if recovery is None:
            self._do(f"Take recovery in {organ} as in all organs", lambda settings: settings.without_recovery_of(organ))
            return
        label = f"Switch recovery in {organ} off"
        if recovery.model == USER:
            label = f"Take {recovery.percent:g} % as recovered in {organ}"
        elif recovery.on:
            label = f"Use {dialog.model_name} for {organ}"
        self._do(label, lambda settings: settings.with_recovery_of(organ, recovery))

    def _confirm(self, asked: Suggestion) -> None:
        self._do(
            f"Confirm that “{asked.structure}” is {asked.organ}",
            lambda settings: settings.with_canonical_name(asked.structure, asked.organ),
        )

    def ask_for_candidate(self) -> None:
        """Ask in how many fractions the dose that is left is told."""
        if self._session is not None:
            dialog = CandidateDialog(self._session.settings.candidate_fractions, self)
            self._present(dialog, lambda: self._set_candidate(dialog.fractions))

    def _set_candidate(self, fractions: int) -> None:
        label = f"Tell what is left in {fractions} {'fraction' if fractions == 1 else 'fractions'}"
        self._do(label, lambda settings: settings.with_candidate_fractions(fractions))

    # What holds for all rows

    @Slot(object)
    def _choose_set(self, name: str) -> None:
        if self._session is not None and name != self._session.settings.constraint_set:
            self._use_set(name, self._head.sets.english)

    @Slot(str, str)
    def _use_set(self, name: str, title: str) -> None:
        self._do(f"Use the limits “{title}”", lambda settings: settings.with_constraint_set(name))

    @Slot(object)
    def _choose_recovery(self, recovery: Recovery | None) -> None:
        if self._session is None:
            return
        if recovery is None:
            self._head.recovery.show_session(self._session)
            courses = self._session.assessment.courses[:-1]
            dialog = RecoveryDialog([(one.course.uid, one.name) for one in courses], self)
            self._present(dialog, lambda: self._type_recovery(dialog))
        elif recovery != self._session.settings.recovery or self._session.settings.recovery_by_course:
            name = self._head.recovery.english.removeprefix("Recovery: ")
            label = f"Switch recovery to {name}" if recovery.on else "Switch recovery off"
            self._do(label, lambda settings: settings.with_recovery(recovery).with_every_course_alike())

    def _type_recovery(self, dialog: RecoveryDialog) -> None:
        recovery, uid = Recovery(USER, dialog.percent, dialog.reason), dialog.course_uid
        if uid is None:
            label = f"Take {dialog.percent:g} % as recovered"
            self._do(label, lambda settings: settings.with_recovery(recovery).with_every_course_alike())
        else:
            label = f"Take {dialog.percent:g} % of {dialog.course_name.lower()} as recovered"
            self._do(label, lambda settings: settings.with_recovery_of_course(uid, recovery))

    def _do(self, label: str, edit: Callable[[Settings], Settings]) -> None:
        if self._session is None:
            return
        try:
            self._session.do(label, edit)
        except ReirradError as error:
            self._problem.setText(tr(f"✖ {error} Nothing was changed."))
            self._problem.show()
            self._head.show_session(self._session, self._table.rows)
        else:
            self._problem.hide()

    def _present(self, dialog: QDialog, answered: Callable[[], None]) -> None:
        dialog.accepted.connect(answered)
        self._open.present(dialog)


def _caption(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    label.setContentsMargins(8, 4, 8, 4)
    label.hide()
    return label


def _footnotes(session: "Session", rows: tuple[Row, ...]) -> str:
    """What the marks mean, and loudly that numbers are provisional and that a recovery is in force."""
    provisional = session.assessment.provisional
    said = [*([f"▲ {provisional}"] if provisional else []), *marks_used(rows)]
    if tried := session.assessment.what_if_text:
        said.insert(0, f"▲ {tried}")
    if (model := session.settings.model) != "lq":
        said.insert(
            0, f"▲ {MODELS[model]} in force: limits were derived under LQ, and one that LQ does not keep stays open"
        )
    if not session.settings.recovers:
        return " · ".join(said)
    refused = refused_limits(rows)
    one = "1 limit that already contains recovery is refused"
    more = f"{refused} limits that already contain recovery are refused"
    limits = [one if refused == 1 else more] if refused else []
    return " · ".join([f"▲ Recovery in force: {_brief_recovery(session)}", *limits, *said])


def _brief_recovery(session: "Session") -> str:
    """The recovery in force without its citation, which stands in the derivation and in the choice's tooltip."""
    text = session.assessment.recovery_text
    for model in recovery_models():
        text = text.replace(f"{model.name} ({model.citation})", model.name, 1)
    return text
