"""The way of the tab key through a window whose views hand the keyboard on to one of their parts.

Qt goes from before such a view straight to that part, and so past everything that stands before it: the switches above
a plot could be reached backwards only. Here the view itself is passed over, and each of its parts has its turn.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QWidget

MOST = 10_000


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next widget of a window, round and round; False where there is none.

    To be called by the window's `focusNextPrevChild`.
    """
    here = QApplication.focusWidget()
    if here is None or here.window() is not window:
        here = window
    found: QWidget | None = here
    for _ in range(MOST):
        if found is None:
            break
        found = found.nextInFocusChain() if forward else found.previousInFocusChain()
        _owned_as_before(found)
        if found is None or found is here:
            break
        if found.window() is window and takes_its_turn(found):
            found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return True
    return False


def _owned_as_before(widget: QWidget | None) -> None:
    """PySide takes what comes next in the chain for a part of what came before, and lets go of both together.

    That reaches the window itself, and with it everything in it. Qt does nothing here, the parent being the one it has;
    PySide puts the widget back where it belongs.
    """
    if widget is not None:
        widget.setParent(widget.parentWidget())


def takes_its_turn(widget: QWidget) -> bool:
    """Whether Tab stops here: seen, enabled and in no pane that is behind another one's tab.

    Of buttons of which one is down it stops at that one; the arrow keys go to the others.
    """
    if not (widget.isVisible() and widget.isEnabled()) or widget.focusProxy() is not None:
        return False
    if (pane := _pane_of(widget)) is not None and pane.visibleRegion().isEmpty():
        return False
    alone = _stands_for_its_group(widget) if isinstance(widget, QAbstractButton) else None
    if alone is not None:
        return alone and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _pane_of(widget: QWidget) -> QDockWidget | None:
    """The dock it is in: behind another one's tab Qt calls everything visible and moves it off the window."""
    above: QWidget | None = widget
    while above is not None and not above.isWindow() and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above if isinstance(above, QDockWidget) else None


def _stands_for_its_group(button: QAbstractButton) -> bool | None:
    group = button.group()
    if group is None or not group.exclusive():
        return None
    chosen = group.checkedButton()
    if chosen is None or not (chosen.isVisible() and chosen.isEnabled()):
        chosen = next((one for one in group.buttons() if one.isVisible() and one.isEnabled()), button)
    return button is chosen
