"""Pages end between what belongs together."""

from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.ui.report.breaks import Piece, Sheet, sheets

HEIGHT = 100.0


@st.composite
def strips(draw):
    """Pieces one below the other, of headings, rows below a head, and paragraphs."""
    made, top = [], 0.0
    for _ in range(draw(st.integers(1, 30))):
        high = draw(st.floats(1.0, 60.0))
        head = (0.0, 5.0) if draw(st.booleans()) else None
        made.append(Piece(top, top + high, draw(st.booleans()) and high < 20, draw(st.booleans()), head))
        top += high
    return made


@given(strips())
def test_pages_show_everything_once_and_in_order(pieces):
    pages = sheets(pieces, HEIGHT)
    assert pages[0].top == pieces[0].top
    assert pages[-1].bottom == pieces[-1].bottom
    assert [page.bottom for page in pages[:-1]] == [page.top for page in pages[1:]]


@given(strips())
def test_no_page_is_fuller_than_its_paper(pieces):
    for page in sheets(pieces, HEIGHT):
        head = 0.0 if page.head is None else page.head[1] - page.head[0]
        assert page.bottom - page.top + head <= HEIGHT + 1e-6


@given(strips())
def test_no_piece_that_fits_a_page_is_cut(pieces):
    ends = {page.bottom for page in sheets(pieces, HEIGHT)}
    for piece in pieces:
        assert not any(piece.top < end < piece.bottom for end in ends)


def test_a_heading_goes_to_the_next_page_with_what_follows():
    pieces = [Piece(0, 80), Piece(80, 95, with_next=True), Piece(95, 120)]
    assert sheets(pieces, HEIGHT) == (Sheet(0, 80), Sheet(80, 120))


def test_a_row_that_begins_a_page_has_its_heads_above_it():
    pieces = [Piece(0, 10, with_next=True), Piece(10, 60, head=(0, 10)), Piece(60, 120, head=(0, 10))]
    assert sheets(pieces, HEIGHT) == (Sheet(0, 60), Sheet(60, 120, (0, 10)))


def test_what_is_higher_than_a_page_goes_over_several():
    assert [page.bottom for page in sheets([Piece(0, 250)], HEIGHT)] == [100, 200, 250]
    joined = [Piece(0, 60, with_next=True), Piece(60, 120, with_next=True), Piece(120, 150)]
    assert [page.bottom for page in sheets(joined, HEIGHT)] == [60, 150]


def test_what_begins_anew_begins_a_page():
    assert sheets([Piece(0, 20), Piece(20, 40, fresh=True)], HEIGHT) == (Sheet(0, 20), Sheet(20, 40))


def test_nothing_is_one_empty_page():
    assert sheets([], HEIGHT) == (Sheet(0.0, HEIGHT),)
