"""The command that compares the courses' images, and why it does not apply."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.actions import Actions, Group
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.ui.compare.dialog import ComparisonDialog

COMPARE = "compare images"
NO_CASE = "Open a patient first."
ONE_FRAME = "There are no two stacks of images in different frames of reference that belong to courses or are linked."


class Comparisons(QObject):
    """Owned by the window. The comparison follows the crosshair of the other views, and they follow its own."""

    def __init__(self, window: QWidget, selection: Selection, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._selection = window, selection
        self._session: Session | None = None
        self._theme = theme
        self._shown: ComparisonDialog | None = None
        selection.point_selected.connect(self._follow)

    def add_to(self, actions: Actions, menu: str) -> None:
        """The command, at the end of a menu."""
        actions.add(COMPARE, menu, "&Compare images of the courses…", self.show, ("Ctrl+K",))

    @property
    def bindings(self) -> tuple[Group, ...]:
        """Keys of the comparison, for the window's list of keys."""
        from reirrad_gui.ui.compare.saying import bindings

        return bindings()

    def enable(self, actions: Actions) -> None:
        """Disable it where there is nothing to compare, and say why; an open comparison follows the case."""
        reason = self._why_not()
        action = actions[COMPARE]
        action.setEnabled(not reason)
        action.setToolTip(tr(reason))
        action.setWhatsThis(tr(reason))
        if self._shown is not None and self._shown.isVisible() and self._session is not None:
            self._shown.show_display(self._session.display)

    def show_session(self, session: "Session | None") -> None:
        """Another case, or none: the comparison of the last one closes."""
        self._session = session
        if self._shown is not None:
            self._shown.close()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""
        self._theme = theme
        if self._shown is not None:
            self._shown.view.apply_theme(theme)

    @Slot()
    def show(self) -> None:
        """Bring the comparison up."""
        if self._session is None or self._why_not():
            return
        if self._shown is None:
            from reirrad_gui.ui.compare.dialog import ComparisonDialog

            self._shown = ComparisonDialog(self._session.display, self._theme, self._window)
            self._shown.pointed.connect(self._tell)
            self._shown.finished.connect(self._forget)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        if self._selection.point is not None:
            self._follow(*self._selection.point)

    def _why_not(self) -> str:
        if self._session is None:
            return NO_CASE
        from reirrad_gui.ui.compare.pair import links

        return "" if links(self._session.display) else ONE_FRAME

    @Slot()
    def _forget(self) -> None:
        if self._shown is not None:
            self._shown.view.runner.close()
            self._shown.deleteLater()
            self._shown = None

    @Slot(object, str)
    def _follow(self, point_mm: tuple[float, float, float], frame_uid: str) -> None:
        if self._shown is not None:
            self._shown.go_to(point_mm, frame_uid)

    @Slot(object, str)
    def _tell(self, point_mm: tuple[float, float, float], frame_uid: str) -> None:
        self._selection.select_point(point_mm, frame_uid)
