"""The commands on limits and α/β: their place in the menu, what follows from an answer."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session, Settings
    from reirrad_gui.ui.constraint_sets.dialog import SetsDialog
    from reirrad_gui.ui.constraint_sets.model import DoseModelDialog
    from reirrad_gui.ui.constraint_sets.pieces import Listing
    from reirrad_gui.ui.constraint_sets.tissues import TissuesDialog

MENU = "&Limits"
NO_SESSION = "Open a patient first."
Shown = TypeVar("Shown", bound="Listing")


class ConstraintSets(QObject):
    """Owned by the window. Edits of the case go through the session and are undoable; files of sets are versions."""

    def __init__(self, window: QWidget, settings: QSettings, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._window, self._settings, self._theme = window, settings, theme
        self._session: Session | None = None
        self._open = OpenDialogs()

    def add_to(self, actions: Actions) -> None:
        """The menu; sets and tables can be read and changed without a case."""
        actions.add("constraint sets", MENU, "&Constraint sets…", self.ask, ("Ctrl+U",))
        actions.add("tissues", MENU, "α/β of organs and &tissues…", self.ask_tissues, ("Ctrl+Shift+A",))
        actions.add("sources", MENU, "Limits &side by side…", self.ask_sources, ("Ctrl+Shift+U",))
        actions.add("dose model", MENU, "&Dose model, LQ or LQ-L…", self.ask_model, ("Ctrl+D",))
        actions.menu(MENU).setToolTipsVisible(True)

    def enable(self, actions: Actions) -> None:
        """What needs a case is disabled without one, with the reason."""
        why_not = NO_SESSION if self._session is None else ""
        for name in ("sources", "dose model"):
            actions[name].setEnabled(not why_not)
            actions[name].setToolTip(tr(why_not))

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none: what was asked about the last one is withdrawn."""
        self._session = session
        self._open.reject_all()

    @Slot()
    def ask(self) -> None:
        """Show the sets of limits."""
        from reirrad_gui.ui.constraint_sets.dialog import SetsDialog

        in_force = None if self._session is None else self._session.settings.constraint_set
        dialog = SetsDialog(in_force, self._settings, self._window)
        dialog.use_wanted.connect(partial(self._use_set, dialog))
        dialog.changed.connect(partial(self._reread, dialog))
        self._open.present(dialog)

    @Slot()
    def ask_tissues(self) -> None:
        """Show α/β and where it comes from."""
        from reirrad_gui.ui.constraint_sets.tissues import TissuesDialog

        dialog = TissuesDialog(self._session, self._settings, self._window)
        dialog.use_wanted.connect(partial(self._use_table, dialog))
        dialog.value_wanted.connect(partial(self._set_value, dialog))
        dialog.table_value_wanted.connect(partial(self._table_value, dialog))
        dialog.changed.connect(partial(self._reread, dialog))
        self._open.present(dialog)

    @Slot()
    def ask_sources(self, organ: str | None = None) -> None:
        """Show what every set says of an organ; of the worst row of the panel where none is named."""
        session = self._session
        if session is None or session.assessment.sources is None:
            return
        from reirrad_gui.ui.constraint_sets.sources import SourcesDialog

        rows = session.assessment.rows
        chosen = organ or (rows[0].organ if rows else None)
        self._open.present(SourcesDialog(session.assessment.sources, chosen, self._theme(), self._window))

    @Slot()
    def ask_model(self) -> None:
        """Ask by which model doses are converted, everywhere at once."""
        if self._session is None:
            return
        from reirrad_gui.ui.constraint_sets.model import DoseModelDialog

        dialog = DoseModelDialog(self._session.settings, self._window)
        dialog.accepted.connect(partial(self._use_model, dialog))
        self._open.present(dialog)

    def _use_model(self, dialog: "DoseModelDialog") -> None:
        session, model, tail = self._session, dialog.model, dialog.linear_tail
        if session is not None and (model, tail) != (session.settings.model, session.settings.linear_tail):
            session.do(dialog.label, lambda settings: settings.with_model(model, tail))

    def _use_set(self, dialog: "SetsDialog", name: str) -> None:
        from reirrad_gui.constraints import load_constraint_set

        title = load_constraint_set(name).title
        if self._do(dialog, f"Use the limits “{title}”", lambda settings: settings.with_constraint_set(name)):
            dialog.put_in_force(name)
            dialog.say(f"✔ “{title}” is in force.", *dialog.own_names)

    def _use_table(self, dialog: "TissuesDialog", name: str) -> None:
        from reirrad_gui.constraints import load_tissue_table

        title = load_tissue_table(name).stamp.title
        if self._do(dialog, f"Use the α/β of “{title}”", lambda settings: settings.with_tissue_table(name)):
            dialog.refresh()
            dialog.say(f"✔ “{title}” is in force.", *dialog.own_names)

    def _set_value(self, dialog: "TissuesDialog", organ: str, value: float) -> None:
        from reirrad_gui.constraints import load_tissue_table

        label = f"Set α/β of {organ} to {value:g} Gy"
        if self._do(dialog, label, lambda settings: settings.with_alpha_beta(organ, value)):
            dialog.refresh()
            session = self._session
            table = None if session is None else load_tissue_table(session.settings.tissue_table)
            beyond = "" if table is None else table.alpha_beta_for(organ).outside(value)
            dialog.say(f"▲ {beyond}" if beyond else f"✔ {label}.")

    def _table_value(self, dialog: "TissuesDialog", organ: str) -> None:
        label = f"Set α/β of {organ} back to the table's"
        if self._do(dialog, label, lambda settings: settings.without_alpha_beta(organ)):
            dialog.refresh()
            dialog.say(f"✔ {label}.")

    def _do(self, dialog: "Listing", label: str, edit: "Callable[[Settings], Settings]") -> bool:
        if self._session is None:
            return False
        try:
            self._session.do(label, edit)
        except ReirradError as error:
            dialog.say(f"✖ {error} Nothing was changed.")
            return False
        return True

    def _reread(self, dialog: "Listing") -> None:
        """Files of sets or tables changed: the case is judged by what they say now."""
        if self._session is None:
            return
        try:
            self._session.reread()
        except ReirradError as error:
            dialog.say(f"✖ {error} What is shown is from before.")
