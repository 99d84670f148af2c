"""The verdict card as rich text: the organ's status, whether it is robust, each limit in the draws, what was drawn."""

import re
from html import escape

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme
from reirrad_gui.ui.uncertainty.rows import Card, LimitLine

MARKS = {"robust": "●", "conditional": "○", "depends": "◆"}
"""Beside the words; what is not assessable has its own symbol in its words."""
GAP = "padding-left:12px"
LONGEST_WHOLE = 23
"""Letters of a text that is not broken: the longest of the English headings."""
_NUMBER_AND_UNIT = re.compile(r"(?<=[\d≤≥<]) (?=[\d%≤≥G])")


def card_html(card: Card, theme: Theme, *, faded: bool) -> str:
    """The card; `faded` takes the colour off everything, for an answer to another question."""
    text, muted = (theme.muted, theme.muted) if faded else (theme.text, theme.muted)
    status = theme.muted if faded else theme.status(card.word)
    sure = theme.muted if faded else _colour(card, theme)
    again = card.short == card.status
    mark = f"{MARKS[card.kind]} " if card.kind in MARKS else ""
    sureness = f" &nbsp;·&nbsp; <b style='color:{sure}'>{mark}{escape(tr(card.short))}</b>"
    small = f"font-size:{CAPTION_PX}px; color:{muted}"
    return (
        f"<div style='font-size:{BODY_PX}px; color:{text}'>"
        f"<p style='margin:0 0 4px 0'><b>{escape(card.organ)}</b> &nbsp;"
        f"<b style='color:{status}'>{escape(tr(card.status))}</b>{'' if again else sureness}</p>"
        f"<p style='margin:0 0 6px 0'>{escape(tr(card.text))}</p>"
        f"{_limits(card.limits, small)}"
        f"<p style='margin:6px 0 0 0; {small}'>{escape(tr(card.drawn))}</p></div>"
    )


def _colour(card: Card, theme: Theme) -> str:
    return {"robust": theme.text, "conditional": theme.near, "depends": theme.near}.get(card.kind, theme.not_assessable)


def _limits(lines: tuple[LimitLine, ...], small: str) -> str:
    if not lines:
        return ""
    heads = ("limit", "as assessed", "5–95 % of draws", "exceeded: probability")
    head = "".join(
        f"<td align='{'left' if n == 0 else 'right'}' style='{small}; {GAP if n else ''}'>{_unbroken(tr(title))}</td>"
        for n, title in enumerate(heads)
    )
    rows = "".join(_limit(line, small) for line in lines)
    return f"<table width='100%' cellspacing='0' cellpadding='2'><tr>{head}</tr>{rows}</table>"


def _unbroken(text: str) -> str:
    """Short texts stay whole, numbers with their units; a second sentence may begin another line, as a long one may."""
    return ", ".join(
        _NUMBER_AND_UNIT.sub("&nbsp;", escape(part))
        if len(part) > LONGEST_WHOLE
        else escape(part).replace(" ", "&nbsp;")
        for part in text.split(", ")
    )


def _limit(line: LimitLine, small: str) -> str:
    weight = ("<b>", "</b>") if line.decides else ("", "")
    name = f"{_unbroken(tr(line.limit))}<br><span style='{small}'>{_unbroken(tr(line.source))}" + (
        f"&nbsp;·&nbsp;{escape(tr('decides'))}</span>" if line.decides else "</span>"
    )
    note = f"<tr><td colspan='4' style='{small}'>{escape(tr(line.note))}</td></tr>" if line.note else ""
    cells = "".join(
        f"<td align='right' valign='top' style='{GAP}'>{weight[0]}{_unbroken(tr(text))}{weight[1]}</td>"
        for text in (line.assessed, line.between, line.exceeds)
    )
    return f"<tr><td valign='top'>{name}</td>{cells}</tr>{note}"
