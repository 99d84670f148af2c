"""The window's dialogs: made when first asked for; those that list something stay open beside the views."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from reirrad_gui.ui.about import AboutDialog
from reirrad_gui.ui.actions import Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.notices.rows import Notice, Section, asked_for, sections
from reirrad_gui.ui.notices.widget import ThingsToKnow
from reirrad_gui.ui.open_dialogs import OpenDialogs
from reirrad_gui.ui.patients import PatientChoice, found
from reirrad_gui.ui.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from reirrad_gui.case import Case
    from reirrad_gui.session import Session

FILES = "DICOM, ZIP, FHIR bundles, letters, stories and case capsules"


class Dialogs:
    """Everything the window asks or lists. `numbers_wanted` is told the uid of the phase whose numbers are missing.

    `told` are sentences about how the case on screen was opened; they lead the list of things to know.
    """

    def __init__(self, window: QWidget, numbers_wanted: Callable[[str], None]) -> None:
        self._window = window
        self._numbers_wanted = numbers_wanted
        self._things: ThingsToKnow | None = None
        self.told: tuple[str, ...] = ()
        self._open = OpenDialogs()

    def show_things_to_know(self, session: "Session") -> None:
        """List what is asked for and what to keep in mind."""
        if self._things is None:
            self._things = ThingsToKnow(self._window)
            self._things.numbers_wanted.connect(self._numbers_wanted)
        self.refresh(session)
        self._things.show()
        self._things.raise_()

    def refresh(self, session: "Session | None") -> None:
        """The case has changed: list again, or close the list when there is no case."""
        if self._things is None:
            return
        if session is None:
            self._things.hide()
        else:
            opened = (Section("When the kept case was opened", tuple(Notice(text) for text in self.told)),)
            self._things.show_notices(asked_for(session), (*(opened if self.told else ()), *sections(session)))

    def ask_which_patient(
        self,
        cases: "Sequence[Case]",
        chosen: "Callable[[Case], None]",
        one_person: "Callable[[Sequence[Case]], None]",
    ) -> None:
        """Ask which of several patients to open, or which identities are one person."""
        dialog = PatientChoice([case.patient for case in cases], [found(case) for case in cases], self._window)
        dialog.one_chosen.connect(lambda place: chosen(cases[place]))
        dialog.one_person_confirmed.connect(lambda places: one_person([cases[place] for place in places]))
        self._open.present(dialog)

    def show_shortcuts(self, groups: Sequence[Group]) -> None:
        """List keys and gestures."""
        self._open.present(ShortcutsDialog(groups, self._window))

    def show_about(self) -> None:
        """Say what this program is."""
        self._open.present(AboutDialog(self._window))

    def ask_for_folder(self) -> tuple[Path, ...]:
        """Folder chosen by the user; empty when none."""
        text = QFileDialog.getExistingDirectory(self._window, tr("Open the folder with the exported courses"))
        return (Path(text),) if text else ()

    def ask_for_files(self) -> tuple[Path, ...]:
        """Files chosen by the user; empty when none."""
        title = tr("Open DICOM files, a ZIP or a FHIR bundle")
        texts, _ = QFileDialog.getOpenFileNames(self._window, title, "", f"{tr(FILES)} (*)")
        return tuple(Path(text) for text in texts)
