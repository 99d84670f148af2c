"""What the user has chosen or points at, shared by the views. View state: not undoable, not saved."""

from PySide6.QtCore import QObject, Signal

Point = tuple[float, float, float]


class Selection(QObject):
    """One per window, handed to every view.

    `course_selected` carries the index of the course in the assessment, or None for the accumulated dose;
    `organ_selected` the organ's key or None; `point_selected` a point (mm, patient LPS) and the frame of reference it
    is given in; `organ_hovered` the key of the organ that the mouse (or a keyboard cursor) is on, or None. A hovered
    organ is only highlighted: nothing moves and nothing is chosen. A signal comes only when something changed, so views
    may set and listen without going round in circles.
    """

    course_selected = Signal(object)
    organ_selected = Signal(object)
    point_selected = Signal(object, str)
    organ_hovered = Signal(object)
    undrawn_selected = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._course: int | None = None
        self._organ: str | None = None
        self._undrawn: str | None = None
        self._hovered: str | None = None
        self._point: Point | None = None
        self._frame_uid = ""

    @property
    def course(self) -> int | None:
        """Index of the chosen course; None: accumulated."""
        return self._course

    @property
    def organ(self) -> str | None:
        """Key of the chosen organ."""
        return self._organ

    @property
    def undrawn(self) -> str | None:
        """Name of the chosen organ where it is one that no structure is surely taken for."""
        return self._undrawn

    @property
    def hovered(self) -> str | None:
        """Key of the organ that is pointed at."""
        return self._hovered

    @property
    def point(self) -> tuple[Point, str] | None:
        """The chosen point (mm) and its frame of reference."""
        return None if self._point is None else (self._point, self._frame_uid)

    def select_course(self, index: int | None) -> None:
        """Choose one course, or None for the accumulated dose."""
        if index != self._course:
            self._course = index
            self.course_selected.emit(index)

    def select_organ(self, key: str | None) -> None:
        """Choose one organ, or none."""
        if key is not None:
            self.select_undrawn(None)
        if key != self._organ:
            self._organ = key
            self.organ_selected.emit(key)

    def select_undrawn(self, name: str | None) -> None:
        """Choose an organ that has a row but no structure, by its name; None: no such organ."""
        if name is not None:
            self.select_organ(None)
        if name != self._undrawn:
            self._undrawn = name
            self.undrawn_selected.emit(name)

    def hover_organ(self, key: str | None) -> None:
        """Point at one organ, or none: the view it is done in tells the others."""
        if key != self._hovered:
            self._hovered = key
            self.organ_hovered.emit(key)

    def select_point(self, point_mm: Point, frame_uid: str) -> None:
        """Choose a point of the patient."""
        if (point_mm, frame_uid) != (self._point, self._frame_uid):
            self._point, self._frame_uid = point_mm, frame_uid
            self.point_selected.emit(point_mm, frame_uid)

    def clear(self) -> None:
        """Choose nothing: another patient is about to be shown."""
        self._point, self._frame_uid = None, ""
        self.select_course(None)
        self.select_organ(None)
        self.select_undrawn(None)
        self.hover_organ(None)
