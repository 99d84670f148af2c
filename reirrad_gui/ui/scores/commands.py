"""The menu of scores: one command for each, all leading to one dialog."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.ui.scores.dialog import ScoresDialog

MENU = "&Scores"
ENTRIES = (
    ("pain response", "&Pain response…", ("Ctrl+Shift+P",)),
    ("pain flare", "Pain &flare…", ()),
    ("extent of disease", "&Extent of disease on the bone scan…", ()),
    ("bone scan progression", "Progression on the &bone scan…", ()),
    ("sins", "&Spinal instability (SINS)…", ()),
    ("mirels", "Impending fracture (&Mirels)…", ()),
    ("cord", "Spinal &cord (Nieder, HyTEC)…", ("Ctrl+Shift+C",)),
)
"""Name of the page, text and keys of each score."""


class Scores(QObject):
    """Owned by the window. Scores need no case; the cord takes its doses from the one on screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._dialog: ScoresDialog | None = None

    def add_to(self, actions: Actions) -> None:
        """The menu."""
        for name, text, keys in ENTRIES:
            actions.add(f"score {name}", MENU, text, partial(self.show, name), keys)

    def show_session(self, session: "Session | None") -> None:
        """Another case is shown, or none."""
        self._session = session
        self.refresh()

    def refresh(self) -> None:
        """The case has changed: the cord's scores follow."""
        if self._dialog is not None:
            self._dialog.show_case(self._session)

    def show(self, name: str) -> None:
        """Open the dialog at one score."""
        from reirrad_gui.ui.scores.dialog import ScoresDialog

        if self._dialog is None:
            self._dialog = ScoresDialog(self._window)
            self._dialog.region_chosen.connect(self._choose_region)
            self._dialog.finished.connect(self._forget)
            self._dialog.show_case(self._session)
        self._dialog.show_score(name)
        self._dialog.open()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _choose_region(self, organ: str, region: str) -> None:
        """The level of a structure of the cord: an edit like any other."""
        if self._session is not None:
            label = f"Set the level of {organ} to {region}" if region else f"Leave the level of {organ} open"
            self._session.do(label, lambda settings: settings.with_cord_region(organ, region))
