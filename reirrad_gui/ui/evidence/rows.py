"""The evidence table as a page: claims with their figures and sources, beside them the founding texts. No widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reirrad_gui.clinical.evidence import Claim, Evidence, EvidenceFigure, evidence_lines
from reirrad_gui.clinical.outcome import Mark
from reirrad_gui.ui.language import tr

MARKS = (
    "V read in the paper or its abstract · S read where it is quoted · M from memory (S and M: check against the paper)"
)
NOTHING = "Nothing in the table holds all of these words. Shorten them, or empty the field."
NO_MISQUOTE = "–"
HEADS = ("What the literature says", "What the founding texts say")


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of the page: "#rrggbb"."""

    muted: str
    line: str
    near: str


def page_html(table: Evidence, claims: Sequence[Claim], inks: Inks) -> str:
    """The page of these claims, one heading for each topic."""
    if not claims:
        return f"<p>{_told(NOTHING)}</p>"
    notes = "".join(f'<p style="color:{inks.muted}; margin:2px 0">{_told(note)}</p>' for note in table.notes)
    topics = dict.fromkeys(claim.topic for claim in claims)
    parts = [_topic(topic, [claim for claim in claims if claim.topic == topic], inks) for topic in topics]
    return _unbroken(notes + "".join(parts))


def page_text(table: Evidence, claims: Sequence[Claim]) -> str:
    """The same as text, to copy."""
    shown = Evidence(table.title, table.version, table.date, table.author, table.notes, tuple(claims))
    return "\n".join(evidence_lines(shown)) + "\n"


def count_text(shown: int, whole: int) -> str:
    """ "3 of 15", for those who search.

    >>> count_text(3, 15), count_text(15, 15)
    ('3 of 15 claims', '15 claims')
    """
    return f"{whole} claims" if shown == whole else f"{shown} of {whole} claims"


def _topic(topic: str, claims: Sequence[Claim], inks: Inks) -> str:
    heads = "".join(
        f'<td width="{width}%" style="color:{inks.muted}; font-size:11px">{_told(head)}</td>'
        for head, width in zip(HEADS, (64, 36), strict=True)
    )
    rows = "".join(_row(claim, inks) for claim in claims)
    return (
        f'<h3 style="margin:16px 0 2px 0">{_told(topic)}</h3>'
        f'<table width="100%" cellspacing="0" cellpadding="6"><tr>{heads}</tr>{rows}</table>'
    )


def _row(claim: Claim, inks: Inks) -> str:
    edge = f'style="border-top:1px solid {inks.line}" valign="top"'
    return f"<tr><td {edge}>{_said(claim, inks)}</td><td {edge}>{_misquoted(claim, inks)}</td></tr>"


def _said(claim: Claim, inks: Inks) -> str:
    figures = "".join(_figure(one, inks) for one in claim.figures)
    sources = "".join(
        f'<p style="color:{inks.muted}; margin:2px 0; font-size:11px">{_told(one.text)}</p>' for one in claim.sources
    )
    return f'<p style="margin:0 0 4px 0"><b>{_told(claim.claim)}</b></p>{figures}{sources}'


def _figure(one: EvidenceFigure, inks: Inks) -> str:
    unread = f' <span style="color:{inks.near}">▲ {_told(one.mark.caution)}</span>' if one.mark.caution else ""
    mark = f'<span style="color:{inks.muted}">[{one.mark.value}]</span>' if one.mark is not Mark.OWN else ""
    return f'<p style="margin:1px 0">{_told(one.what)}: <b>{_told(one.value)}</b> {mark}{unread}</p>'


def _misquoted(claim: Claim, inks: Inks) -> str:
    if not claim.misquotes:
        return f'<p style="color:{inks.muted}; margin:0">{NO_MISQUOTE}</p>'
    muted = f'<span style="color:{inks.muted}">'
    return "".join(
        f'<p style="margin:0 0 2px 0">{muted}{_capital(one.where)}:</span> {_told(one.says)}</p>'
        f'<p style="margin:0 0 8px 0"><b>{_capital(one.verdict)}.</b> {_told(one.instead)}</p>'
        for one in claim.misquotes
    )


def _capital(text: str) -> str:
    return _told(text[:1].upper() + text[1:])


def _told(text: str) -> str:
    return escape(tr(text))


def _unbroken(html: str) -> str:
    """Numbers keep their percent sign at the end of a line."""
    return html.replace(" %", "\u00a0%").replace("α/β", "α/\u2060β")
