"""The command that shows the evidence page."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions
from reirrad_gui.ui.theme import Theme


class EvidencePage(QObject):
    """Owned by the window."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command at the end of a menu."""
        text = "&Evidence on re-irradiation of bone metastases"
        actions.add("evidence", menu, text, self.show, ("Shift+F1",))

    def apply_theme(self, theme: Theme) -> None:
        """Pages opened from now on wear it."""
        self._theme = theme

    def show(self) -> None:
        """Open the page."""
        from reirrad_gui.clinical.evidence import load_evidence
        from reirrad_gui.ui.evidence.dialog import EvidenceDialog

        dialog = EvidenceDialog(load_evidence(), self._theme, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
