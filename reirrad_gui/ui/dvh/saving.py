"""The curves as text and as a picture, each with what must be known to read them."""

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from reirrad_gui.session.curves import CurveChoice, ShownCurve, dose_unit, volume_unit
from reirrad_gui.ui.dvh.rows import OrganLines, dose_name
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme

_MARGIN_PX = 8


def tabbed(cells: Sequence[Sequence[str]], said: Sequence[str]) -> str:
    """The table for the clipboard: columns parted by tabs, what must be known below."""
    return "\n".join([*("\t".join(row) for row in cells), "", *said]) + "\n"


def curves_csv(
    drawn: Sequence[OrganLines], doses: frozenset[int | None], quantity: str, choice: CurveChoice, said: Sequence[str]
) -> str:
    """Every point of every drawn curve, one a line; what must be known stands above in lines that begin with "#"."""
    out = io.StringIO()
    for sentence in said:
        out.write(f"# {sentence}\n")
    writer = csv.writer(out, lineterminator="\n")
    dose_column = quantity if quantity.endswith(dose_unit(choice)) else f"{quantity}, {dose_unit(choice)}"
    writer.writerow(["structure", "alpha/beta, Gy", "dose of", "bound", dose_column, f"volume, {volume_unit(choice)}"])
    for organ in drawn:
        for line in organ.lines:
            if line.course in doses:
                for curve in (*line.curves, *(line.within or ()), *(line.drawn or ())):
                    _write(writer, organ, curve)
    return out.getvalue()


def _write(writer: "csv._writer", organ: OrganLines, curve: ShownCurve) -> None:  # type: ignore[name-defined]
    head = [organ.name, f"{organ.alpha_beta_gy:g}", dose_name(curve.course), curve.bound or "exact"]
    for dose, volume in zip(curve.dose.tolist(), curve.volume.tolist(), strict=True):
        writer.writerow([*head, f"{dose:.4f}", f"{volume:.6g}"])


def picture(plot: QWidget, said: Sequence[str], theme: Theme, sharp: int = 0) -> QPixmap:
    """The plot as it stands, with what must be known below it, in the language of the picture.

    `sharp`: device pixels for each of its own.
    """
    drawn = _sharp(plot, sharp) if sharp else plot.grab()
    ratio = drawn.devicePixelRatio()
    width, height = round(drawn.width() / ratio), round(drawn.height() / ratio)
    font = interface_font(CAPTION_PX)
    text = "\n".join(said)
    wide = QRect(0, 0, width - 2 * _MARGIN_PX, 10_000)
    wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
    tall = QFontMetrics(font).boundingRect(wide, wrap, text).height() if text else 0
    whole = QPixmap(drawn.width(), drawn.height() + round((tall + 2 * _MARGIN_PX) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(QColor(theme.panel))
    painter = QPainter(whole)
    painter.drawPixmap(QPoint(0, 0), drawn)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRect(_MARGIN_PX, height + _MARGIN_PX, width - 2 * _MARGIN_PX, tall), wrap, text)
    painter.end()
    return whole


def _sharp(plot: QWidget, ratio: int) -> QPixmap:
    drawn = QPixmap(plot.size() * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(QColor("#ffffff"))
    QWidget.render(plot, drawn)  # a view of a scene has a `render` of its own, of the scene alone
    return drawn
