"""The explanation as rich text: sections fold by their links."""

from collections.abc import Callable, Collection
from html import escape

from reirrad_gui.session.assessment import Step
from reirrad_gui.ui.panel.explanation import Explanation, LimitSection
from reirrad_gui.ui.scores.told import Told
from reirrad_gui.ui.theme import BODY_PX, CAPTION_PX, Theme

METRICS, CORD = "metrics", "cord"
Say = Callable[[str], str]
"""An English text as it stands on the page: told, and with the marks of rich text written as such."""
GO_TO_HOTTEST = "goto:hottest"
"""Link that takes the images to where the organ's accumulated dose is highest."""
OPEN_SCORES = "open:cord"
"""Link that opens the scores of the spinal cord."""


def page_html(said: Explanation, unfolded: Collection[str], theme: Theme, told: Callable[[str], str] = str) -> str:
    """The page; limits whose key is in `unfolded` show their steps. `told` gives a text in the window's language."""

    def say(text: str) -> str:
        return escape(told(text))

    parts = [_top(said, theme, say)]
    parts += [_section(section, section.key in unfolded, theme, say) for section in said.sections]
    if said.cords:
        parts.append(_cords(said.cords, CORD in unfolded, say))
    if said.metrics:
        parts.append(_metrics(said, METRICS in unfolded, say))
    return "".join(parts)


def page_style(theme: Theme) -> str:
    """The style sheet of the page."""
    return (
        f"body, td {{ color: {theme.text}; font-size: {BODY_PX}px; }}"
        f" .small {{ color: {theme.muted}; font-size: {CAPTION_PX}px; }}"
        f" .label {{ color: {theme.muted}; }}"
        f" a {{ color: {theme.text}; text-decoration: none; }}"
    )


def _top(said: Explanation, theme: Theme, say: Say) -> str:
    other = f" <span class='small'>“{escape(said.structure)}”</span>" if said.structure not in ("", said.organ) else ""
    status = f" &nbsp;{_status(said.status, said.word, theme, say)}" if said.status else ""
    lines = [
        f"<p style='margin-bottom:2px'><b>{escape(said.organ)}</b>{other}{status}</p>",
        f"<p style='margin:2px 0'>{say(said.headline)}</p>",
        *_where(said, say),
        *(f"<p class='label' style='margin:2px 0'>{say(note)}</p>" for note in (*_conflict(said), *said.notes)),
        f"<p class='small' style='margin:4px 0'>{say(f'Recovery: {said.recovery}')} · "
        f"{say(f'Registration: {said.registration}')} · {say(f'Limits: {said.constraint_set}')}</p>",
        f"<p class='small' style='margin:4px 0'>{' · '.join(map(say, said.courses))}</p>",
        *([f"<p style='margin:2px 0'>{say(f'How sure: {said.robustness}')}</p>"] if said.robustness else []),
    ]
    return "".join(lines)


def _where(said: Explanation, say: Say) -> tuple[str, ...]:
    """Where the accumulated dose is highest and whose it is, with the way there."""
    if not said.at_hottest:
        return ()
    link = f"<a href='{GO_TO_HOTTEST}'><u>{say('Show on the images')}</u></a>"
    return (f"<p style='margin:2px 0'>{say(said.at_hottest)} {link}</p>",)


def _conflict(said: Explanation) -> tuple[str, ...]:
    """That limits differ, in short: each says its part below."""
    return (f"▲ {said.disagreement.partition(':')[0]}; see each below.",) if said.disagreement else ()


def _status(text: str, word: str, theme: Theme, say: Say) -> str:
    return f"<b><span style='color:{theme.status(word)}'>{say(text)}</span></b>"


def _section(section: LimitSection, unfolded: bool, theme: Theme, say: Say) -> str:
    mark = f" {section.mark}" if section.mark else ""
    arrow = "▾" if unfolded else "▸"
    decides = f" <span class='small'>{say('decides')}</span>" if section.decides else ""
    title = (
        f"<hr><p style='margin:2px 0'><a href='fold:{escape(section.key)}'>{arrow} "
        f"{_status(section.status, section.word, theme, say)} &nbsp;<b>{say(section.limit)}</b> "
        f"<span class='small'>{say(section.source)}{mark}</span></a>{decides}</p>"
    )
    if not unfolded:
        return title
    said = [
        f"<p style='margin:4px 0'>{say(section.reason)}</p>",
        _ways(section, say),
        *(f"<p class='label' style='margin:2px 0'>{say(line)}</p>" for line in section.certainty),
        _steps(section.steps, say),
        f"<p class='small' style='margin:4px 0'>{say(section.citation)}<br>{say(section.evidence)}<br>"
        f"{say(section.endpoint)}{'<br>' + say(section.note) if section.note else ''}</p>",
    ]
    return title + "".join(said)


def _ways(section: LimitSection, say: Say) -> str:
    width = 100 // max(len(section.ways), 1)
    cells = "".join(
        f"<td width='{width}%' valign='top'><span class='small'>{say(way.name)}</span><br>"
        f"<b>{say(way.result)}</b><br><span class='small'>{say(way.needs)}</span></td>"
        for way in section.ways
    )
    return f"<table width='100%' cellpadding='3'><tr>{cells}</tr></table>"


def _steps(steps: tuple[Step, ...], say: Say) -> str:
    rows = "".join(
        f"<tr><td width='24%' valign='top' class='label'>{number}. {say(step.what)}&nbsp;</td>"
        f"<td width='46%' valign='top'>{say(step.formula)}{_source(step, say)}</td>"
        f"<td width='30%' valign='top' align='right'><b>{say(step.result)}</b></td></tr>"
        for number, step in enumerate(steps, 1)
    )
    return f"<table width='100%' cellpadding='2'>{rows}</table>"


def _source(step: Step, say: Say) -> str:
    return f"<br><span class='small'>{say(step.source)}</span>" if step.source else ""


def _cords(cords: tuple[Told, ...], unfolded: bool, say: Say) -> str:
    """The scores of the cord, with the way to try other doses."""
    arrow = "▾" if unfolded else "▸"
    name, open_them = say("Scores of the spinal cord"), say("Open the scores, or try other doses")
    title = f"<hr><p style='margin:2px 0'><a href='fold:{CORD}'>{arrow} <b>{name}</b></a></p>"
    heads = "".join(_cord_head(told, say) for told in cords)
    link = f"<p style='margin:4px 0'><a href='{OPEN_SCORES}'><u>{open_them}</u></a></p>"
    return f"{title}{heads}{''.join(_cord_parts(told, say) for told in cords) if unfolded else ''}{link}"


def _cord_head(told: Told, say: Say) -> str:
    caution = f" <span class='small'>{say(told.caution)}</span>" if told.caution else ""
    lines = "".join(f"<p class='label' style='margin:2px 0'>{say(line)}</p>" for line in told.lines)
    return f"<p style='margin:2px 0'><b>{say(told.headline)}</b>{caution}</p>{lines}"


def _cord_parts(told: Told, say: Say) -> str:
    said = []
    for part in told.parts:
        lines = "<br>".join(say(line).replace("    ", "&nbsp;&nbsp;&nbsp;") for line in part.lines)
        said.append(f"<p style='margin:4px 0'><span class='label'>{say(part.title)}</span><br>{lines}</p>")
    return "".join(said)


def _metrics(said: Explanation, unfolded: bool, say: Say) -> str:
    arrow = "▾" if unfolded else "▸"
    link = f"<a href='fold:{METRICS}'>{arrow} <b>{say('All metrics, each course and accumulated')}</b></a>"
    title = f"<hr><p style='margin:2px 0'>{link}</p>"
    if not unfolded:
        return title
    names = (*said.metric_heads, "accumulated EQD2")
    heads = "".join(f"<td align='right' class='small'>{say(name)}</td>" for name in names)
    rows = "".join(
        f"<tr><td class='label'>{say(line.metric)}</td>"
        + "".join(f"<td align='right'>{say(text)}</td>" for text in line.figures)
        + "</tr>"
        for line in said.metrics
    )
    table = f"<table width='100%' cellpadding='2'><tr><td></td>{heads}</tr>{rows}</table>"
    below = say(f"EQD2 at {said.alpha_beta}.")
    return f"{title}{table}<p class='small' style='margin:4px 0'>{below}</p>"
