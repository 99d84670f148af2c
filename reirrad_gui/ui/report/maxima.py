"""Pictures of the accumulated dose where limiting organs have most of it: the overlay's own planes, painted on paper.

`sought` may run in any thread and leaves slices, doses and outlines made; `painted` draws on the GUI thread. The
overlay on screen is neither asked nor moved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.captions import Words
from reirrad_gui.ui.overlay.first import Shown, first_look, pictures_of, place_of, shown_in
from reirrad_gui.ui.overlay.in_force import in_force
from reirrad_gui.ui.overlay.look import Look
from reirrad_gui.ui.overlay.pictures import Ask, Pictures
from reirrad_gui.ui.overlay.plane_picture import PlanePicture
from reirrad_gui.ui.overlay.planes import Plane
from reirrad_gui.ui.overlay.saying import brief_marks, large_words
from reirrad_gui.ui.overlay.texts import course_lines
from reirrad_gui.ui.panel.rows import Row
from reirrad_gui.ui.report.limiting import Limiting
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.volume.grid import FloatArray

if TYPE_CHECKING:
    from reirrad_gui.session import Session
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.display import DisplayFields

SHARP = 2
"""Device pixels for each pixel of a picture: sharp on paper."""
SIDE_PX, TALL_PX, GAP_PX, MARK_PX = 280, 500, 4, 22
LARGE_PX = 520
WIDTH_PX = LARGE_PX + GAP_PX + SIDE_PX
SYNTHETIC = "▲ synthetic data"
NO_PICTURE = "{} cannot be brought to the image, so its maximum is not drawn."
Change = Callable[[str], str]


class _SharpPlane(PlanePicture):
    """A plane that is painted as on a screen with two pixels for each."""

    def devicePixelRatioF(self) -> float:
        return float(SHARP)


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where one organ has its highest accumulated dose, how it is drawn there, and what stands on the planes."""

    row: Row
    sentence: str
    point_mm: FloatArray
    look: Look
    words: Mapping[Plane, Words]


@dataclass(frozen=True, slots=True, eq=False)
class Maxima:
    """Everything that is drawn, made and not yet painted; `said` are sentences on what is not."""

    pictures: Mapping[Plane, Pictures]
    places: tuple[Maximum, ...]
    said: tuple[str, ...]
    display: "DisplayFields | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A case as it is now, frozen for the thread that looks for the maxima."""

    assessment: "Assessment"
    display: "DisplayFields"
    look: Look

    @classmethod
    def of(cls, session: "Session") -> "Shot":
        """The case on screen, under the settings in force."""
        display = session.display
        shown = 0 if len(display.courses) == 1 else None
        return cls(session.assessment, display, in_force(Look(), shown, session))


def sought(shot: Shot, chosen: Limiting, step: Step = silent) -> Maxima:
    """The places of the organs' maxima with everything made that is drawn there; raises what `step` raises."""
    display = shot.display
    series = display.default_series_uid
    image = None if series is None else display.load_image(series, step)
    display.find_highest(step)
    shown = shown_in(display, series, image)
    if shown is None or not chosen.rows:
        return Maxima({}, (), chosen.said)
    why = display.unavailable(shot.look.shown, shot.look.quantity, shown.frame_uid)
    if why:
        return Maxima({}, (), (*chosen.said, why))
    pictures = pictures_of(shown, display)
    places, said = [], list(chosen.said)
    for done, row in enumerate(chosen.rows):
        step(done, len(chosen.rows), f"Looking at {row.name}")
        found = _maximum(shot, row, shown, pictures)
        if found is None:
            said.append(NO_PICTURE.format(row.name))
        else:
            places.append(found)
    return Maxima(pictures, tuple(places), tuple(said), display)


def _maximum(shot: Shot, row: Row, shown: Shown, pictures: Mapping[Plane, Pictures]) -> Maximum | None:
    """At the α/β that the organ's maximum was looked for with, and every slice there made ready."""
    assessment, display = shot.assessment, shot.display
    assert row.key is not None, "only contoured organs are drawn"
    organ, point = assessment.organ(row.key), place_of(row.key, assessment, display, shown)
    if organ is None or organ.hottest is None or point is None:
        return None
    alpha_beta_gy = organ.alpha_beta.value or shot.look.alpha_beta_gy
    look = replace(shot.look, alpha_beta_gy=alpha_beta_gy, chosen=row.key)
    look = first_look(look, display, shown, alpha_beta_gy, new_case=True)
    for one in pictures.values():
        ask = Ask(look.shown, look.quantity, look.alpha_beta_gy)
        one.prepare(one.stack.slice_at(point), ask, look, course_lines(display, look))
    axial = pictures[Plane.AXIAL]
    large = large_words(display, shown, look, point, axial, axial.stack.slice_at(point))
    marks = (*brief_marks(display, shown, look), *((SYNTHETIC,) if assessment.synthetic else ()))
    small = Words(marks=marks)
    words = dict.fromkeys(Plane, small) | {Plane.AXIAL: large}
    return Maximum(row, organ.hottest.sentence, point, look, words)


def painted(maxima: Maxima, place: Maximum, marks: Sequence[str], change: Change) -> QImage:
    """One organ's three planes side by side, the axial one large; `marks` stand above them, in the picture."""
    image = QImage(WIDTH_PX * SHARP, (TALL_PX + MARK_PX) * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    _title(painter, tr(change(" · ".join((place.row.name, *marks)))))
    beside, half = LARGE_PX + GAP_PX, (TALL_PX - GAP_PX) // 2
    for plane, corner, size in (
        (Plane.AXIAL, QPoint(0, MARK_PX), QSize(LARGE_PX, TALL_PX)),
        (Plane.SAGITTAL, QPoint(beside, MARK_PX), QSize(SIDE_PX, half)),
        (Plane.CORONAL, QPoint(beside, MARK_PX + half + GAP_PX), QSize(SIDE_PX, half)),
    ):
        painter.drawImage(corner, _plane(maxima, place, plane, size, change))
    painter.end()
    return image


def _title(painter: QPainter, text: str) -> None:
    font: QFont = interface_font(CAPTION_PX, bold=True)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    room = QRectF(8, 0, WIDTH_PX - 16, MARK_PX)
    short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), short)


def _plane(maxima: Maxima, place: Maximum, plane: Plane, size: QSize, change: Change) -> QImage:
    view = _SharpPlane(plane, Theme.light())
    view.resize(size)
    view.show_pictures(maxima.pictures[plane])
    display = maxima.display
    view.show_look(place.look, () if display is None else course_lines(display, place.look))
    view.show_words(_changed(place.words[plane], change))
    view.show_cursor(place.point_mm)
    key = place.row.key
    if key is not None and change(name := maxima.pictures[plane].structures[key][0].name) == name:
        view.show_hovered(key)
    view.fit()
    image = QImage(size * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    view.render(image)
    view.deleteLater()
    return image


def _changed(words: Words, change: Change) -> Words:
    """The words with every name of a structure changed; a legend's own words name nobody but courses."""
    probe = tuple(change(line) for line in words.probe)
    return replace(words, probe=probe, message=change(words.message), marks=tuple(change(m) for m in words.marks))
