"""The timeline as a file: text stays text, identity only where it is wanted, nothing overwritten silently."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.selection import Selection
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.theme import CAPTION_PX, Theme
from reirrad_gui.ui.timeline.picture import EDGE_PX, PNG_SCALE, REMARK_PX, WIDTH_PX, write_picture
from reirrad_gui.ui.timeline.picture_dialog import PictureDialog
from reirrad_gui.ui.timeline.widget import TimelineView
from tests.support.assessments import StandInSession


@pytest.fixture
def dialog(qtbot):
    view = TimelineView(Selection(), Theme.dark())
    qtbot.addWidget(view)
    view.resize(1200, 230)
    view.show_session(StandInSession())
    return PictureDialog(view, view)


def saved(dialog, path):
    dialog.findChild(QLineEdit, "picture path").setText(str(path))
    dialog._save()
    return dialog.findChild(QLabel, "picture problem").text()


def test_an_svg_has_its_words_as_text_with_title_legend_and_date(dialog, tmp_path):
    assert saved(dialog, tmp_path / "t.svg") == ""
    svg = (tmp_path / "t.svg").read_text()
    for words in ("Timeline of Example, Case report", "Bone metastases", "sources differ", "end not stated", "2012",
                  f"made {dialog.picture.made.isoformat()}", "ID EX-001"):  # fmt: skip
        assert words in svg


def test_without_identity_neither_name_nor_number_is_in_the_file(dialog, qtbot, tmp_path):
    dialog.findChild(QCheckBox, "without identity").setChecked(True)
    with qtbot.waitSignal(dialog.written):
        saved(dialog, tmp_path / "t.svg")
        assert not (tmp_path / "t.svg").exists(), "nothing is written before it is known what has to go"
    svg = (tmp_path / "t.svg").read_text()
    assert "EX-001" not in svg
    assert "Case report" not in svg
    assert "identity hidden" in svg


def test_a_pdf_has_fonts_and_a_png_is_twice_as_sharp(dialog, tmp_path):
    for name in ("t.pdf", "t.png"):
        assert saved(dialog, tmp_path / name) == ""
    pdf = (tmp_path / "t.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile" in pdf
    assert QImage(str(tmp_path / "t.png")).width() == WIDTH_PX * PNG_SCALE


def test_a_file_that_is_there_is_only_replaced_when_asked_again(dialog, tmp_path):
    path = tmp_path / "t.svg"
    path.write_text("mine")
    assert "is there already" in saved(dialog, path)
    assert path.read_text() == "mine"
    saved(dialog, path)
    assert path.read_text() != "mine"


def test_the_whole_history_is_pictured_whatever_is_visible(dialog):
    view = dialog._view
    view.zoom_to("course 0")
    stretch = dialog.findChild(QComboBox, "picture stretch")
    assert dialog.picture.time.view == view.view
    stretch.setCurrentIndex(1)
    assert dialog.picture.time.view.days > 3000


@pytest.mark.parametrize("path", ["t.bmp", "no/such/folder/t.svg"])
def test_what_cannot_be_written_is_said_in_a_sentence(dialog, tmp_path, path):
    with pytest.raises(EntryError, match=r"\."):
        write_picture(dialog.picture, tmp_path / Path(path))


def test_the_ending_follows_the_format(dialog):
    dialog.findChild(QComboBox, "picture format").setCurrentIndex(1)
    assert dialog.findChild(QLineEdit, "picture path").text().endswith(".pdf")


def test_every_remark_is_on_the_picture_in_as_many_lines_as_it_takes(dialog):
    one = dialog.picture
    many = replace(one, remarks=(*one.remarks[:-1], *(f"remark {n} of the case" for n in range(30)), one.remarks[-1]))
    width = QFontMetricsF(interface_font(CAPTION_PX)).horizontalAdvance
    assert len(one.said_under_title) < len(many.said_under_title)
    assert max(map(width, many.said_under_title)) <= WIDTH_PX - 2 * EDGE_PX
    assert " ".join(many.said_under_title) == " · ".join(many.remarks)
    more = len(many.said_under_title) - len(one.said_under_title)
    assert many.height_px - one.height_px == more * REMARK_PX
