"""The dialogs that one set of commands has open: window-modal, never blocking, forgotten when they close."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QDialog


class OpenDialogs:
    """Iterates over those that are open now; a dialog may close meanwhile."""

    def __init__(self) -> None:
        self._open: list[QDialog] = []

    def __iter__(self) -> Iterator[QDialog]:
        return iter(tuple(self._open))

    def present(self, dialog: QDialog) -> None:
        """Open it, without waiting for the answer."""
        self._open.append(dialog)
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.open()

    def reject_all(self) -> None:
        """Withdraw every question: another case is shown, or none."""
        for dialog in self:
            dialog.reject()

    def _forget(self, dialog: QDialog, *_: object) -> None:
        if dialog in self._open:
            self._open.remove(dialog)
        dialog.deleteLater()
