"""The explanation as rich text: sections fold by their links."""

from collections.abc import Collection
from html import escape

from reirrad_gui.session.assessment import Step
from reirrad_gui.ui.panel.explanation import Explanation, LimitSection
from reirrad_gui.ui.scores.told import Told
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme

METRICS, CORD = "metrics", "cord"
GO_TO_HOTTEST = "goto:hottest"
"""Link that takes the images to where the organ's accumulated dose is highest."""
OPEN_SCORES = "open:cord"
"""Link that opens the scores of the spinal cord."""


def page_html(said: Explanation, unfolded: Collection[str], theme: Theme) -> str:
    """The page; limits whose key is in `unfolded` show their steps."""
    parts = [_top(said, theme)]
    parts += [_section(section, section.key in unfolded, theme) for section in said.sections]
    if said.cords:
        parts.append(_cords(said.cords, CORD in unfolded))
    if said.metrics:
        parts.append(_metrics(said, METRICS in unfolded))
    return "".join(parts)


def page_style(theme: Theme) -> str:
    """The style sheet of the page."""
    return (
        f"body, td {{ color: {theme.text}; font-size: {BODY_PX}px; }}"
        f" .small {{ color: {theme.muted}; font-size: {CAPTION_PX}px; }}"
        f" .label {{ color: {theme.muted}; }}"
        f" a {{ color: {theme.text}; text-decoration: none; }}"
    )


def _top(said: Explanation, theme: Theme) -> str:
    other = f" <span class='small'>“{escape(said.structure)}”</span>" if said.structure not in ("", said.organ) else ""
    status = f" &nbsp;{_status(said.status, said.word, theme)}" if said.status else ""
    lines = [
        f"<p style='margin-bottom:2px'><b>{escape(said.organ)}</b>{other}{status}</p>",
        f"<p style='margin:2px 0'>{escape(said.headline)}</p>",
        *_where(said),
        *(f"<p class='label' style='margin:2px 0'>{escape(note)}</p>" for note in (*_conflict(said), *said.notes)),
        f"<p class='small' style='margin:4px 0'>Recovery: {escape(said.recovery)} · Registration: "
        f"{escape(said.registration)} · Limits: {escape(said.constraint_set)}</p>",
        f"<p class='small' style='margin:4px 0'>{escape(' · '.join(said.courses))}</p>",
        *([f"<p style='margin:2px 0'>How sure: {escape(said.robustness)}</p>"] if said.robustness else []),
    ]
    return "".join(lines)


def _where(said: Explanation) -> tuple[str, ...]:
    """Where the accumulated dose is highest and whose it is, with the way there."""
    if not said.at_hottest:
        return ()
    link = f"<a href='{GO_TO_HOTTEST}'><u>Show on the images</u></a>"
    return (f"<p style='margin:2px 0'>{escape(said.at_hottest)} {link}</p>",)


def _conflict(said: Explanation) -> tuple[str, ...]:
    """That limits differ, in short: each says its part below."""
    return (f"▲ {said.disagreement.partition(':')[0]}; see each below.",) if said.disagreement else ()


def _status(text: str, word: str, theme: Theme) -> str:
    return f"<b><span style='color:{theme.status(word)}'>{escape(text)}</span></b>"


def _section(section: LimitSection, unfolded: bool, theme: Theme) -> str:
    mark = f" {section.mark}" if section.mark else ""
    arrow = "▾" if unfolded else "▸"
    decides = " <span class='small'>decides</span>" if section.decides else ""
    title = (
        f"<hr><p style='margin:2px 0'><a href='fold:{escape(section.key)}'>{arrow} "
        f"{_status(section.status, section.word, theme)} &nbsp;<b>{escape(section.limit)}</b> "
        f"<span class='small'>{escape(section.source)}{mark}</span></a>{decides}</p>"
    )
    if not unfolded:
        return title
    said = [
        f"<p style='margin:4px 0'>{escape(section.reason)}</p>",
        _ways(section),
        *(f"<p class='label' style='margin:2px 0'>{escape(line)}</p>" for line in section.certainty),
        _steps(section.steps),
        f"<p class='small' style='margin:4px 0'>{escape(section.citation)}<br>{escape(section.evidence)}<br>"
        f"{escape(section.endpoint)}{'<br>' + escape(section.note) if section.note else ''}</p>",
    ]
    return title + "".join(said)


def _ways(section: LimitSection) -> str:
    width = 100 // max(len(section.ways), 1)
    cells = "".join(
        f"<td width='{width}%' valign='top'><span class='small'>{escape(way.name)}</span><br>"
        f"<b>{escape(way.result)}</b><br><span class='small'>{escape(way.needs)}</span></td>"
        for way in section.ways
    )
    return f"<table width='100%' cellpadding='3'><tr>{cells}</tr></table>"


def _steps(steps: tuple[Step, ...]) -> str:
    rows = "".join(
        f"<tr><td width='24%' valign='top' class='label'>{number}. {escape(step.what)}&nbsp;</td>"
        f"<td width='46%' valign='top'>{escape(step.formula)}{_source(step)}</td>"
        f"<td width='30%' valign='top' align='right'><b>{escape(step.result)}</b></td></tr>"
        for number, step in enumerate(steps, 1)
    )
    return f"<table width='100%' cellpadding='2'>{rows}</table>"


def _source(step: Step) -> str:
    return f"<br><span class='small'>{escape(step.source)}</span>" if step.source else ""


def _cords(cords: tuple[Told, ...], unfolded: bool) -> str:
    """The scores of the cord, with the way to try other doses."""
    arrow = "▾" if unfolded else "▸"
    title = f"<hr><p style='margin:2px 0'><a href='fold:{CORD}'>{arrow} <b>Scores of the spinal cord</b></a></p>"
    heads = "".join(_cord_head(told) for told in cords)
    link = f"<p style='margin:4px 0'><a href='{OPEN_SCORES}'><u>Open the scores, or try other doses</u></a></p>"
    return f"{title}{heads}{''.join(_cord_parts(told) for told in cords) if unfolded else ''}{link}"


def _cord_head(told: Told) -> str:
    caution = f" <span class='small'>{escape(told.caution)}</span>" if told.caution else ""
    lines = "".join(f"<p class='label' style='margin:2px 0'>{escape(line)}</p>" for line in told.lines)
    return f"<p style='margin:2px 0'><b>{escape(told.headline)}</b>{caution}</p>{lines}"


def _cord_parts(told: Told) -> str:
    said = []
    for part in told.parts:
        lines = "<br>".join(escape(line).replace("    ", "&nbsp;&nbsp;&nbsp;") for line in part.lines)
        said.append(f"<p style='margin:4px 0'><span class='label'>{escape(part.title)}</span><br>{lines}</p>")
    return "".join(said)


def _metrics(said: Explanation, unfolded: bool) -> str:
    arrow = "▾" if unfolded else "▸"
    link = f"<a href='fold:{METRICS}'>{arrow} <b>All metrics, each course and accumulated</b></a>"
    title = f"<hr><p style='margin:2px 0'>{link}</p>"
    if not unfolded:
        return title
    names = (*said.metric_heads, "accumulated EQD2")
    heads = "".join(f"<td align='right' class='small'>{escape(name)}</td>" for name in names)
    rows = "".join(
        f"<tr><td class='label'>{escape(line.metric)}</td>"
        + "".join(f"<td align='right'>{escape(text)}</td>" for text in line.figures)
        + "</tr>"
        for line in said.metrics
    )
    table = f"<table width='100%' cellpadding='2'><tr><td></td>{heads}</tr>{rows}</table>"
    below = f"EQD2 at {escape(said.alpha_beta)}."
    return f"{title}{table}<p class='small' style='margin:4px 0'>{below}</p>"
