"""A row in words: for the tooltip, the clipboard and screen readers."""

from collections.abc import Callable
from html import escape

from reirrad_gui.ui.panel.rows import Row

Telling = Callable[[str], str]


def bar_text(row: Row) -> str:
    """What the bar shows, without looking at it."""
    known = row.bar.solid_to_gy is not None
    length = f"accumulated {row.number.spoken} Gy" if known else "no bar: dose not known"
    return "; ".join([length, *row.certainty[1:2], *(flag.text for flag in row.bar.flags)])


def tooltip(row: Row, told: Telling = str) -> str:
    """Headline, what is missing, each course and the three ways of adding, as rich text that Qt wraps.

    `told` gives a text in the language of the window.
    """

    def say(text: str) -> str:
        return escape(told(text))

    beside = f" ({say(row.circumstance)})" if row.circumstance else ""
    parts = [f"<p><b>{escape(row.name)}</b> {say(row.status.first)}{beside}<br>{say(row.why)}</p>"]
    if row.courses:
        parts.append(_table((*row.courses, *row.ways), say))
        parts.append(f"<p>{say(f'Bar: {row.bar.division}.')}</p>")
    if row.recovery:
        parts.append(f"<p>{say(f'Recovery: {row.recovery}.')}</p>")
    parts.extend(f"<p>{say(said)}</p>" for said in (*row.certainty, *row.notes))
    return f"<qt>{''.join(parts)}</qt>"


def described(row: Row) -> str:
    """Everything a screen reader says of the row beyond its cells: each course, the ways of adding, how sure."""
    told = (f"{label}: {text}" for label, text in (*row.courses, *row.ways))
    recovery = [f"Recovery: {row.recovery}"] if row.recovery else []
    return "; ".join([row.why, *told, *recovery, *row.certainty])


def _table(lines: tuple[tuple[str, str], ...], say: Telling) -> str:
    cells = (f"<tr><td>{say(label)}&nbsp;&nbsp;</td><td>{say(text)}</td></tr>" for label, text in lines)
    return f"<table>{''.join(cells)}</table>"


def row_text(row: Row) -> str:
    """One row as plain text for the clipboard."""
    number = "not known" if row.number.first == "–" else f"{row.number.spoken} Gy EQD2"
    lines = [
        f"{row.name} ({row.organ.second})" if row.organ.second else row.name,
        f"accumulated: {number}",
        *(f"limit: {flag.text}" for flag in row.bar.flags),
        f"left: {row.left.spoken}",
        f"status: {row.status.first}" + (f" ({row.circumstance})" if row.circumstance else ""),
        row.why,
        *(f"{label}: {text}" for label, text in (*row.courses, *row.ways)),
        *([f"Recovery: {row.recovery}"] if row.recovery else []),
        *row.certainty,
        *row.notes,
    ]
    return "\n".join(lines)
