"""A place divided in two whose division is found again at the next start, once a person has moved it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter

from reirrad_gui.ui.states import in_shares, share_in, share_of


class Divided(QSplitter):
    """`first` gives the sizes of both halves as long as nobody has moved the line between them."""

    def __init__(self, way: Qt.Orientation, first: Callable[[], Sequence[int]]) -> None:
        super().__init__(way)
        self._first = first
        self._share: float | None = None
        self.splitterMoved.connect(self._note)

    @property
    def share(self) -> float | None:
        """What the first half takes, once moved; None: as at first."""
        return self._share

    def set_share(self, share: object) -> None:
        """As it was left; as at first where nothing of the kind was kept."""
        self._share = share_in(share)
        self.divide()

    def divide(self) -> None:
        """Take these sizes."""
        self.setSizes(list(self._first()) if self._share is None else in_shares(self._share))

    @Slot()
    def _note(self) -> None:
        self._share = share_of(self.sizes())
