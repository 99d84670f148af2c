"""A table of the planner in the language of the window; names of organs stay as they are."""

from dataclasses import replace

from reirrad_gui.ui.language import tr
from reirrad_gui.ui.planner.rows import Cell, Heading, Line, Table


def in_words(table: Table) -> Table:
    """The same table as it is shown and copied."""
    return Table(
        tr(table.corner),
        tuple(map(_heading, table.headings)),
        tuple(_line(line) for line in table.lines),
        tuple(map(tr, table.said)),
    )


def _heading(one: Heading) -> Heading:
    text = "\n".join(map(tr, one.text.split("\n"))) if one.apart else tr(one.text)
    return replace(one, text=text, why=tr(one.why))


def _line(line: Line) -> Line:
    return replace(line, name=_cell(line.name), cells=tuple(map(_cell, line.cells)))


def _cell(cell: Cell) -> Cell:
    first = cell.first if cell.named else tr(cell.first)
    return replace(cell, first=first, second=tr(cell.second), why=tr(cell.why))
