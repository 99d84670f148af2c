"""What is done with a regimen that is shown and was not given: it is kept as a step, or taken back."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reirrad_gui.session import Session

GIVEN_LABEL = "Back to what was given"


def keep_what_is_tried(session: "Session | None") -> None:
    """The preview of a regimen as a labelled step; does nothing without one."""
    if session is not None and session.previewing:
        tried = "; ".join(one.course.what_if for one in session.assessment.courses if one.course.what_if)
        session.keep_preview(f"Try {tried}" if tried else GIVEN_LABEL)


def back_to_what_was_given(session: "Session | None", *, at_once: bool) -> None:
    """Drop a preview; without one, or `at_once`, also take back a regimen that was kept, as a step to undo."""
    if session is None:
        return
    previewing = session.previewing
    session.drop_preview()
    if session.settings.what_if is not None and (at_once or not previewing):
        session.do(GIVEN_LABEL, lambda settings: settings.without_what_if())
