"""One pair of frames linked anew, in a dialog: by hand, by landmarks, automatically. The work is the session's."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from reirrad_gui.ui.registrations.kinds import HAND, LANDMARKS
from reirrad_gui.ui.theme import Theme

if TYPE_CHECKING:
    from reirrad_gui.session import Opened, Session
    from reirrad_gui.session.jobs import Step
    from reirrad_gui.ui.registrations.ends import Ends
    from reirrad_gui.ui.registrations.points_rows import PointRow
    from reirrad_gui.volume.landmarks import Landmark
    from reirrad_gui.volume.motion import Pose

Started = Callable[[str, "Callable[[Opened, Step], Opened]"], None]


class Anew:
    """Makes the dialogs; `start` is told the label of the step and what makes the case anew, in the background.

    Landmarks that were set and not taken over are found again until another case is shown.
    """

    def __init__(self, start: Started) -> None:
        self._start = start
        self._points: dict[tuple[str, str], tuple[PointRow, ...]] = {}

    def forget(self) -> None:
        """Another case is shown."""
        self._points.clear()

    def dialog(self, kind: str, session: "Session", ends: "Ends", theme: Theme, parent: QWidget) -> QDialog:
        """The dialog of one kind for two frames."""
        if kind == HAND:
            return self._by_hand(session, ends, theme, parent)
        if kind == LANDMARKS:
            return self._by_landmarks(session, ends, theme, parent)
        return self._automatic(session, ends, parent)

    def _by_hand(self, session: "Session", ends: "Ends", theme: Theme, parent: QWidget) -> QDialog:
        from reirrad_gui.ui.registrations.hand import HandDialog

        dialog = HandDialog(session, ends, theme, parent)
        dialog.chosen.connect(partial(self._set, ends))
        return dialog

    def _set(self, ends: "Ends", pose: "Pose", started_from: str) -> None:
        def work(before: "Opened", step: "Step") -> "Opened":
            from reirrad_gui.session.registering import registered_manually

            return registered_manually(before, *ends.uids, pose, started_from=started_from, step=step)

        self._start(f"Register {ends.title} by hand", work)

    def _by_landmarks(self, session: "Session", ends: "Ends", theme: Theme, parent: QWidget) -> QDialog:
        from reirrad_gui.ui.registrations.points import PointsDialog
        from reirrad_gui.ui.registrations.points_rows import rows_of

        now = next(
            (r for r in session.opened.registrations if {r.from_frame_uid, r.to_frame_uid} == {*ends.uids}), None
        )
        rows = self._points.get(ends.uids) or rows_of(now, ends)
        dialog = PointsDialog(session, ends, theme, rows, parent)
        dialog.chosen.connect(partial(self._fit, ends))
        dialog.finished.connect(lambda *_: self._points.__setitem__(ends.uids, dialog.rows))
        return dialog

    def _fit(self, ends: "Ends", landmarks: "tuple[Landmark, ...]") -> None:
        def work(before: "Opened", step: "Step") -> "Opened":
            from reirrad_gui.session.registering import registered_by_landmarks

            return registered_by_landmarks(before, *ends.uids, landmarks, step)

        self._start(f"Register {ends.title} by {len(landmarks)} landmarks", work)

    def _automatic(self, session: "Session", ends: "Ends", parent: QWidget) -> QDialog:
        from reirrad_gui.ui.registrations.nearby import NearbyDialog

        dialog = NearbyDialog(session, ends, parent)
        dialog.chosen.connect(partial(self._find, ends))
        return dialog

    def _find(self, ends: "Ends", organ_key: str | None, margin_mm: float, by: str) -> None:
        def work(before: "Opened", step: "Step") -> "Opened":
            from reirrad_gui.session.registering import registered_automatically

            return registered_automatically(before, *ends.uids, organ_key=organ_key, margin_mm=margin_mm, step=step)

        self._start(f"Register {ends.title} automatically by {by}", work)
