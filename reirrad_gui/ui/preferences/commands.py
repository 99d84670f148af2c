"""The command that opens the preferences, and the preferences that the views begin with."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.preferences.acting import act, follow_mouse, keep_look, look_as_preferred, name_patients
from reirrad_gui.ui.preferences.table import Preference
from reirrad_gui.ui.views import CENTRAL

if TYPE_CHECKING:
    from reirrad_gui.ui.window import MainWindow


class Preferences(QObject):
    """Owned by the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        follow_mouse(window.settings)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command at the end of a menu."""
        actions.add("preferences", menu, "Prefere&nces…", self.show, ("Ctrl+,",))

    def begin(self) -> None:
        """The list of patients as preferred, before a case is open; the images as soon as they are made."""
        name_patients(self._window)
        self._window.stage.made.connect(self._made)

    def _made(self, name: str) -> None:
        if name == CENTRAL:
            look_as_preferred(self._window)

    def show(self) -> None:
        """Open the preferences."""
        from reirrad_gui.ui.preferences.dialog import PreferencesDialog

        self._window.stage.remember()  # what views have been switched to is shown as it is now
        keep_look(self._window)
        dialog = PreferencesDialog(self._window.settings, self._window)
        dialog.changed.connect(self._changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _changed(self, preference: Preference) -> None:
        act(self._window, preference)
