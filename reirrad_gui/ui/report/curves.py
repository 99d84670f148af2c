"""The histograms of the limiting organs for paper: the plot of the DVH view, made anew, with its legend above."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.curves import CurveChoice
from reirrad_gui.ui.dvh.frames import frame_of
from reirrad_gui.ui.dvh.rows import OrganLines, OrganRows, dose_name, doses_text, first_shown, state_lines
from reirrad_gui.ui.dvh.saving import picture
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.overlay.strokes import course_dashes, course_style_name, structure_colour
from reirrad_gui.ui.report.limiting import Limiting
from reirrad_gui.ui.report.maxima import SHARP, Change
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.certainty import Answer
    from reirrad_gui.session.display import DisplayFields

WIDTH_PX, PLOT_PX, LINE_PX, EDGE_PX = 800, 350, 20, 10
CHOICE = CurveChoice()


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Organs with their lines, the doses drawn, each organ's colour, and what must be known to read them."""

    organs: tuple[OrganLines, ...]
    doses: tuple[int | None, ...]
    colours: dict[str, str]
    said: tuple[str, ...]
    assessment: "Assessment"


def curves_of(
    assessment: "Assessment", display: "DisplayFields", chosen: Limiting, certain: "Answer | None" = None
) -> Curves | None:
    """The curves of the limiting organs, of those shown first where none limits; None where no organ has any."""
    known = frozenset(organ.key for organ in assessment.organs if organ.curves)
    wanted = (frozenset(chosen.keys) or first_shown(assessment)) & known
    if not wanted:
        return None
    every = OrganRows().of(assessment, CHOICE, wanted, certain=certain)
    organs = tuple(organ for organ in every if organ.key in wanted)
    found = {line.course for organ in organs for line in organ.lines}
    courses = sorted(course for course in found if course is not None)
    if None in found:  # the accumulated dose of one course is that course
        doses: tuple[int | None, ...] = (None, *(courses if len(courses) > 1 else ()))
    else:
        doses = tuple(courses)
    said = [text for text in state_lines(assessment, organs, CHOICE, doses) if text not in assessment.dvh_method]
    return Curves(organs, doses, _colours(every, display), (*said, *assessment.synthetic), assessment)


def _colours(every: Sequence[OrganLines], display: "DisplayFields") -> dict[str, str]:
    frame = display.reference_frame_uid or ""
    drawn = {key: structure.colour for key, structure, _ in display.structures(frame)}
    ground = Theme.light().panel
    return {organ.key: structure_colour(drawn.get(organ.key), n, ground) for n, organ in enumerate(every)}


def painted(curves: Curves, change: Change) -> QImage:
    """Plot, legend above it and what must be known below it, in light colours."""
    from reirrad_gui.ui.dvh.plot import DvhPlot

    theme, doses = Theme.light(), frozenset(curves.doses)
    organs = tuple(replace(one, name=change(one.name), note=change(one.note)) for one in curves.organs)
    summed = CHOICE.quantity is Quantity.PHYSICAL and len(curves.doses) > 1
    frame = frame_of(organs, doses, CHOICE, curves.assessment.courses, doses_text(doses, summed=summed))
    plot = DvhPlot(theme)
    plot.resize(WIDTH_PX, PLOT_PX)
    plot.show_lines(organs, curves.colours, doses, frame, None)
    plot.ensurePolished()
    plot.getPlotItem().layout.activate()
    below = picture(plot, [tr(change(text)) for text in curves.said], theme, SHARP).toImage()
    plot.close()
    plot.deleteLater()
    return _with_legend(below, _entries(curves, organs), theme)


def _entries(curves: Curves, organs: Sequence[OrganLines]) -> list[tuple[str, str, tuple[float, ...]]]:
    """(words, colour, dashes): organs by colour, doses by the style of their lines."""
    ink = Theme.light().text
    by_style = [
        (tr(f"{dose_name(dose)}, {course_style_name(dose)}"), ink, course_dashes(dose)) for dose in curves.doses
    ]
    return [*((tr(one.label), curves.colours[one.key], ()) for one in organs), *by_style]


def _with_legend(below: QImage, entries: Sequence[tuple[str, str, tuple[float, ...]]], theme: Theme) -> QImage:
    font = interface_font(CAPTION_PX)
    metrics = QFontMetrics(font)
    places, x, line = [], EDGE_PX, 0
    for words, _, _ in entries:
        wide = 34 + metrics.horizontalAdvance(words) + 18
        if x > EDGE_PX and x + wide > WIDTH_PX:
            x, line = EDGE_PX, line + 1
        places.append((x, line))
        x += wide
    head = (line + 1) * LINE_PX + EDGE_PX
    image = QImage(below.width(), below.height() + head * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for (left, row), (words, colour, dashes) in zip(places, entries, strict=True):
        middle = EDGE_PX / 2 + row * LINE_PX + LINE_PX / 2
        pen = QPen(QColor(colour), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashes:
            pen.setDashPattern([dash / 2.2 for dash in dashes])
        painter.setPen(pen)
        painter.drawLine(QPointF(left, middle), QPointF(left + 28, middle))
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(left + 34, middle + metrics.ascent() / 2 - 1), words)
    painter.drawImage(QPointF(0, head), below)
    painter.end()
    return image
