"""The views of a case, imported when they are first needed: the window itself is on screen before them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session.session import Session


class View(Protocol):
    """What every view is to the window.

    A view may also have `bindings`, a tuple of `ui.actions.Group`; a signal `view_wanted`, the name of another view
    that the person at the screen has asked for; and `saved_state() -> str` with `restore_state(str)` for what it wants
    to find again at the next start; an empty text is as at the first start.
    """

    def show_session(self, session: "Session | None") -> None:
        """Show another case, or none."""

    def apply_theme(self, theme: Theme) -> None:
        """Draw in these colours."""

    def refresh(self) -> None:
        """The session's settings have changed: show its assessment again."""


ViewFactory = Callable[[Selection, Theme], QWidget]


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """A view's name, its title on tabs and menus, the key that brings it forward, and how it is made."""

    name: str
    title: str
    key: str
    make: ViewFactory


def _timeline(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.timeline.widget import TimelineView

    return TimelineView(selection, theme)


def _overlay(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.compare.side_by_side import SideBySide
    from reirrad_gui.ui.overlay.widget import OverlayView

    view = OverlayView(selection, theme)
    view.pages.add(SideBySide(theme))
    return view


def _panel(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.panel.widget import ConstraintPanel

    return ConstraintPanel(selection, theme)


def _dvh(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.dvh.widget import DvhView

    return DvhView(selection, theme)


def _what_if(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.planner.widget import PlannerView

    return PlannerView(selection, theme)


def _how_sure(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.uncertainty.widget import UncertaintyView

    return UncertaintyView(selection, theme)


def _derivation(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.panel.derivation import DerivationView

    return DerivationView(selection, theme)


def _courses(selection: Selection, theme: Theme) -> QWidget:
    from reirrad_gui.ui.panel.courses import CoursesView

    return CoursesView(selection, theme)


SHIPPED = (
    ViewPlace("timeline", "Timeline", "F2", _timeline),
    ViewPlace("overlay", "Dose", "F3", _overlay),
    ViewPlace("panel", "Limits", "F4", _panel),
    ViewPlace("dvh", "DVH", "F6", _dvh),
    ViewPlace("what if", "What if", "F5", _what_if),
    ViewPlace("how sure", "How sure", "F12", _how_sure),
    ViewPlace("derivation", "How computed", "F7", _derivation),
    ViewPlace("courses", "Courses", "F8", _courses),
)
CENTRAL = "overlay"
