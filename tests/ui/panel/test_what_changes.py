"""After a change the panel draws again what has changed, and nothing beside it."""

from dataclasses import replace

from reirrad_gui.session import Recovery, Session
from reirrad_gui.ui.panel.model import Column, RowsModel
from reirrad_gui.ui.panel.rows import constraint_rows


def told_changed(model):
    """The cells of which a model says, from now on, that they have changed."""
    cells = []
    model.dataChanged.connect(
        lambda first, last: cells.extend(
            (line, Column(column))
            for line in range(first.row(), last.row() + 1)
            for column in range(first.column(), last.column() + 1)
        )
    )
    return cells


def recovered(percent):
    return lambda settings: settings.with_recovery(Recovery("user", percent, "board"))


def words(model):
    return {(line, column): model.index(line, column).data() for line in range(len(model.rows)) for column in Column}


def test_a_recovery_redraws_doses_and_what_is_left_and_no_organ_or_limit(panel_of, seed):
    panel, session = panel_of(seed)
    session.do("half", recovered(50.0))
    model = panel._table.model()
    before, cells = words(model), told_changed(model)
    session.do("a little more", recovered(51.0))
    after = words(model)
    assert {cell for cell in before if before[cell] != after[cell]} <= set(cells)
    assert {Column.NUMBER, Column.BAR, Column.LEFT} <= {column for _, column in cells}
    assert not {Column.ORGAN, Column.LIMIT} & {column for _, column in cells}


def test_of_an_organ_that_no_edit_concerns_nothing_is_drawn_again(panel_of, seed):
    panel, session = panel_of(seed)
    session.do("once", lambda s: s.with_alpha_beta("Rectum", 3.2))
    model = panel._table.model()
    cells, scale = told_changed(model), model.scale_gy
    session.do("again", lambda s: s.with_alpha_beta("Rectum", 3.21))
    assert model.scale_gy == scale
    assert {model.rows[line].name for line, _ in cells} == {"Rectum"}


def test_a_longer_scale_redraws_every_bar_and_no_other_cell(seed):
    model, rows = RowsModel(), constraint_rows(Session(seed).assessment)
    model.show_rows(rows)
    cells, scale = told_changed(model), model.scale_gy
    model.show_rows((replace(rows[0], bar=replace(rows[0].bar, solid_to_gy=2.0 * scale)), *rows[1:]))
    assert model.scale_gy > 2.0 * scale
    assert sorted(cells) == [(line, Column.BAR) for line in range(len(rows))]


def test_numbers_that_change_a_little_move_no_column(panel_of, seed):
    panel, session = panel_of(seed, width=900)
    session.do("once", lambda s: s.with_alpha_beta("Rectum", 2.55))
    widths = [panel._table.columnWidth(column) for column in Column]
    for gy in (2.5, 3.5, 3.0, 2.55):
        session.do("again", lambda s, gy=gy: s.with_alpha_beta("Rectum", gy))
        assert [panel._table.columnWidth(column) for column in Column] == widths
    session.do("a long one", lambda s: s.with_alpha_beta("Rectum", 2.12345))
    assert panel._table.columnWidth(Column.ORGAN) > widths[Column.ORGAN]


def widths(panel):
    return [panel._table.columnWidth(column) for column in Column]


def test_columns_are_as_wide_after_many_changes_as_in_a_panel_made_now(panel_of, seed):
    panel, session = panel_of(seed)
    for percent in (50.0, 5.0, 33.0):
        session.do("change", recovered(percent))
    fresh, _ = panel_of(seed, session.settings)
    assert widths(panel) == widths(fresh)


def test_columns_follow_another_font_and_another_width(panel_of, seed):
    panel, _ = panel_of(seed)
    before, font = widths(panel), panel._table.font()
    font.setPixelSize(font.pixelSize() + 4 if font.pixelSize() > 0 else 20)
    panel._table.setFont(font)
    assert widths(panel)[Column.NUMBER] > before[Column.NUMBER]
    panel.resize(460, 400)
    narrow = widths(panel)
    panel.resize(640, 400)
    assert narrow[Column.STATUS] != widths(panel)[Column.STATUS]
