"""The measuring tool of a set of linked planes."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from reirrad_gui.ui.overlay.plane_view import PlaneView
from reirrad_gui.ui.overlay.ruler import Ruler
from reirrad_gui.volume.grid import FloatArray


class Measuring(QObject):
    """Shows one ruler on all planes and moves it as they say; `changed` follows every move."""

    changed = Signal()

    def __init__(self, planes: Iterable[PlaneView], parent: QObject) -> None:
        super().__init__(parent)
        self._planes = tuple(planes)
        self._ruler: Ruler | None = None
        for view in self._planes:
            view.measured.connect(self._measure)

    @property
    def ruler(self) -> Ruler | None:
        """The distance being measured, or measured last."""
        return self._ruler

    def begin(self, view: PlaneView, point_mm: FloatArray) -> None:
        """From a point on the slice shown, so that no mouse is needed; while measuring: stop."""
        if self._ruler is not None and self._ruler.hand is not None:
            self.stop()
        elif view.pictures is not None:
            self._show(Ruler.at(view.pictures.stack.on_slice(point_mm, view.number)))

    def stop(self) -> None:
        """No ruler."""
        if self._ruler is not None:
            self._show(None)

    @Slot(object, bool)
    def _measure(self, point_mm: FloatArray, put_down: bool) -> None:
        if self._ruler is not None:
            moved_to = self._ruler.moved_to(point_mm)
            self._show(moved_to.put_down() if put_down else moved_to)

    def _show(self, ruler: Ruler | None) -> None:
        self._ruler = ruler
        for view in self._planes:
            view.show_ruler(ruler)
        self.changed.emit()
