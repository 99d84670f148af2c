"""What the main window's views look at, taken as a `SavedView` and gone back to; changes no setting."""

from typing import TYPE_CHECKING, Any

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.storyboard import SavedView
from reirrad_gui.ui.timeline.viewport import Viewport
from reirrad_gui.ui.views import CENTRAL

if TYPE_CHECKING:
    from reirrad_gui.ui.window import MainWindow


def view_of(window: "MainWindow") -> SavedView:
    """What is looked at now."""
    selection, timeline = window.selection, window.stage.widget("timeline")
    overlay: Any = window.stage.widget(CENTRAL)
    look = getattr(overlay, "look", None)
    point, frame = selection.point or (None, "")
    stretch: Viewport | None = getattr(timeline, "view", None)
    reference = getattr(timeline, "reference", None)
    return SavedView(
        course=selection.course,
        organ=selection.organ,
        point_mm=point,
        frame_uid=frame,
        quantity="" if look is None else look.quantity.name,
        tab=_in_front(window),
        first_day=None if stretch is None else stretch.first,
        last_day=None if stretch is None else stretch.last,
        since="" if reference is None else reference.key,
        broken=bool(getattr(timeline, "broken", False)),
        scan_uid=_scan(window),
    )


def go_to(window: "MainWindow", view: SavedView) -> None:
    """Look at it again, as far as it is still there."""
    selection, session = window.selection, window.session
    if session is None:
        return
    _go_in_time(window, view)
    courses = len(session.assessment.courses)
    selection.select_course(view.course if view.course is None or view.course < courses else None)
    overlay: Any = window.stage.widget(CENTRAL)
    bar = getattr(overlay, "bar", None)
    if bar is not None and view.quantity in Quantity.__members__:
        bar.quantity_chosen.emit(Quantity[view.quantity])
    selection.select_organ(view.organ if session.assessment.organ(view.organ) is not None else None)
    if view.point_mm is not None:
        selection.select_point(view.point_mm, view.frame_uid)
    if view.scan_uid:
        window.scans.show_exam(view.scan_uid)
    else:
        window.scans.leave()
    dock = window.panes.docks.get(view.tab)
    if dock is not None:
        dock.raise_()


def _go_in_time(window: "MainWindow", view: SavedView) -> None:
    timeline: Any = window.stage.widget("timeline")
    if not hasattr(timeline, "set_broken"):
        return
    if timeline.broken != view.broken:
        timeline.set_broken(view.broken)
    known = {one.key: one for one in timeline.references}
    timeline.set_reference(known.get(view.since))
    if view.first_day is not None and view.last_day is not None and view.first_day < view.last_day:
        timeline.set_view(Viewport(view.first_day, view.last_day))


def _in_front(window: "MainWindow") -> str:
    """The view of the tabs that is in front."""
    for name, dock in window.panes.docks.items():
        if name not in ("timeline", "panel") and not dock.visibleRegion().isEmpty():
            return name
    return ""


def _scan(window: "MainWindow") -> str:
    view = window.scans.view
    return view.columns[-1].exam.event.uid if window.scans.in_front and view is not None and view.columns else ""
