"""A report as HTML: one file that needs no other, readable without the program, and what the PDF is laid out from."""

from base64 import b64encode
from collections.abc import Callable
from html import escape

from reirrad_gui.ui.report.parts import Cell, Fresh, Heading, Paragraph, Part, Picture, Report, Table
from reirrad_gui.ui.theme import Theme

Address = Callable[[Picture], str]
_LIGHT = Theme.light()
_INKS = {
    "within": _LIGHT.within,
    "near": _LIGHT.near,
    "exceeds": _LIGHT.exceeds,
    "not assessable": _LIGHT.not_assessable,
}
STYLE = f"""
body {{ font-size: 12px; color: {_LIGHT.text}; }}
h1 {{ font-size: 20px; margin: 0 0 5px 0; }}
h2 {{ font-size: 15px; margin: 18px 0 5px 0; }}
h3 {{ font-size: 12px; margin: 10px 0 3px 0; color: {_LIGHT.muted}; }}
p {{ margin: 2px 0 4px 0; }}
td, th {{ text-align: left; vertical-align: top; padding: 2px 5px; }}
th {{ font-size: 10px; }}
.muted {{ color: {_LIGHT.muted}; }}
.warning {{ color: {_LIGHT.near}; }}
.second {{ color: {_LIGHT.muted}; font-size: 10px; }}
"""
PAGE = """
body { font-family: 'DejaVu Sans', 'Noto Sans', sans-serif;
  max-width: 60em; margin: 2em auto; padding: 0 1em; background: #ffffff; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #c8d0d8; }
img { max-width: 100%; }
@media print { h2, h3 { break-after: avoid; } tr { break-inside: avoid; } }
"""


def html_file(report: Report) -> str:
    """The whole report as one HTML file, its pictures inside it."""
    whose = f"<p><b>{escape(report.whose)}</b></p>"
    foot = f'<p class="muted">{escape(report.foot)}</p>'
    head = (
        f'<!DOCTYPE html>\n<html lang="{report.language}"><head><meta charset="utf-8">'
        f"<title>{escape(report.title)}</title><style>{STYLE}{PAGE}</style></head>"
    )
    return f"{head}\n<body>{whose}{body(report, _inside)}{foot}</body></html>\n"


def _inside(picture: Picture) -> str:
    return f"data:image/png;base64,{b64encode(picture.png).decode('ascii')}"


def body(report: Report, address: Address) -> str:
    """Everything between head and foot; `address` says where a picture's bytes are."""
    title = f'<h1>{escape(report.title)}</h1><p class="muted">{escape(report.made)}</p>'
    marks = "".join(f'<p class="warning">{escape(mark)}</p>' for mark in report.marks)
    return title + marks + "\n".join(_part(part, address) for part in report.parts)


def _part(part: Part, address: Address) -> str:
    if isinstance(part, Heading):
        level = 3 if part.part else 2
        return f"<h{level}>{escape(part.text)}</h{level}>"
    if isinstance(part, Paragraph):
        role = f' class="{part.role}"' if part.role else ""
        return f"<p{role}>{_lines(part.text)}</p>"
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Picture):
        caption = escape(part.caption)
        return (
            f'<p><img src="{address(part)}" width="{part.width_percent}%" alt="{caption}"></p>'
            f'<p class="second">{caption}</p>'
        )
    return '<p style="page-break-before: always"></p>' if isinstance(part, Fresh) else ""


def _table(table: Table) -> str:
    """The heads are repeated on every page that the table reaches."""
    total = sum(table.widths)
    widths = [round(100 * width / total) for width in table.widths]
    heads = "".join(
        f'<th width="{width}%"{_right(table, column)}>{escape(head)}</th>'
        for column, (head, width) in enumerate(zip(table.heads, widths, strict=True))
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{_right(table, column)}>{_cell(cell)}</td>" for column, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    below = "".join(f'<p class="second">{escape(text)}</p>' for text in table.below)
    return f'<table width="100%" cellspacing="0"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{below}'


def _right(table: Table, column: int) -> str:
    return ' align="right"' if column in table.numbers else ""


def _cell(cell: Cell) -> str:
    first = _lines(cell.first)
    if cell.word:
        first = f'<b style="color: {_INKS.get(cell.word, _LIGHT.text)}">{first}</b>'
    return first + (f'<br><span class="second">{_lines(cell.below)}</span>' if cell.below else "")


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
