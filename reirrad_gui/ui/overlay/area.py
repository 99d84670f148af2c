"""One large plane and two small ones beside it; any of them can fill the whole area."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reirrad_gui.ui.divided import Divided
from reirrad_gui.ui.numbers.meaning import Meaning
from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.states import in_shares
from reirrad_gui.ui.theme import Theme

ROOM_FOR_THREE_PX = 480
LARGE_SHARE, UPPER_SHARE = 0.64, 0.5


class Area(QWidget):
    """Holds the three planes. `large_changed` follows when another plane carries the legend and the probe.

    `make` makes one of them.
    """

    large_changed = Signal()
    resized = Signal()

    def __init__(
        self, theme: Theme, make: Callable[[Plane, Theme], PlaneView] = PlaneView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.planes: Mapping[Plane, PlaneView] = {plane: make(plane, theme) for plane in Plane}
        self._enlarged: Plane | None = None
        self._split = Divided(Qt.Orientation.Horizontal, partial(in_shares, LARGE_SHARE))
        self._side = Divided(Qt.Orientation.Vertical, partial(in_shares, UPPER_SHARE))
        for splitter in (self._split, self._side):
            splitter.setHandleWidth(2)
            splitter.setChildrenCollapsible(False)
        self._split.addWidget(self.planes[Plane.AXIAL])
        self._side.addWidget(self.planes[Plane.SAGITTAL])
        self._side.addWidget(self.planes[Plane.CORONAL])
        self._split.addWidget(self._side)
        for one in (self._split, self._side):
            one.divide()
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._split)

    @property
    def shares(self) -> Sequence[float | None]:
        """What the large plane takes of the width, and the upper of the small ones of the height; None: as at first."""
        return self._split.share, self._side.share

    def set_shares(self, shares: Sequence[object]) -> None:
        """As they were left; where nothing of the kind is given, as at first."""
        large, upper = (*shares, None, None)[:2]
        self._split.set_share(large)
        self._side.set_share(upper)

    @property
    def large(self) -> PlaneView:
        """The plane that carries the legend and the probe."""
        return self.planes[self._enlarged or Plane.AXIAL]

    @property
    def meaning(self) -> Meaning:
        """What the numbers of the probe are."""
        return self.large.words.meaning

    @property
    def enlarged(self) -> Plane | None:
        """The plane that fills the area, if one does."""
        return self._enlarged

    def enlarge(self, plane: Plane | None) -> None:
        """Let one plane fill the area; None: all three again."""
        self._enlarged = plane
        self._arrange()
        if plane is not None:
            self.planes[plane].setFocus(Qt.FocusReason.OtherFocusReason)
        self.large_changed.emit()

    def _arrange(self) -> None:
        alone = self._enlarged
        narrow = self.width() < ROOM_FOR_THREE_PX
        for plane, view in self.planes.items():
            view.setVisible(plane is alone if alone is not None else not narrow or plane is Plane.AXIAL)
        self._side.setVisible(alone in (Plane.SAGITTAL, Plane.CORONAL) if alone is not None else not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()
