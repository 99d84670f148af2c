"""CHECKLIST 69: a decimal comma is taken, a number that can be read in two ways is not, on whatever computer."""

import ast

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from reirrad_gui.errors import EntryError
from reirrad_gui.session.planner.regimens import parse_regimen
from reirrad_gui.ui.constraint_sets.tissues_rows import _gy
from reirrad_gui.ui.course_edits.pieces import DoseField
from reirrad_gui.ui.decimals import DecimalField
from reirrad_gui.ui.overlay.isodoses import levels_from
from reirrad_gui.ui.registrations.points_rows import position
from reirrad_gui.ui.scores.entries import amount


@pytest.fixture(params=["en_US", "de_DE", "ro_RO", "C"])
def computer(request):
    """The language the computer is set to."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param) if request.param != "C" else QLocale.c())
    yield request.param
    QLocale.setDefault(before)


def typed(qtbot, field, keys):
    """What a field holds after these keys and Enter."""
    qtbot.addWidget(field)
    field.selectAll()
    QTest.keyClicks(field, keys)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field.value(), field.text()


def plain(decimals=2):
    field = DecimalField()
    field.setDecimals(decimals)
    field.setRange(-5000.0, 5000.0)
    field.setValue(7.0)
    return field


@pytest.mark.parametrize("keys", ["2,5", "2.5", "2,50"])
def test_comma_and_point_are_the_same_in_every_language(qtbot, computer, keys):
    assert typed(qtbot, plain(), keys) == (2.5, "2.50")


@pytest.mark.parametrize("keys", ["1,200", "21,500", ","])
def test_what_can_be_read_in_two_ways_leaves_the_number_that_was_there(qtbot, computer, keys):
    assert typed(qtbot, plain(), keys) == (7.0, "7.00")


def test_a_second_comma_is_not_taken(qtbot, computer):
    assert typed(qtbot, plain(), "1,2,3") == (1.23, "1.23")


def test_a_dose_is_entered_with_its_unit(qtbot, computer):
    assert typed(qtbot, DoseField(200.0), "2,5") == (2.5, "2.50 Gy")
    assert typed(qtbot, DoseField(200.0), "1,200") == (0.0, "–")


def test_thousands_are_not_set_apart(qtbot, computer):
    field = plain(0)
    field.setValue(1200.0)
    assert typed(qtbot, field, "1500") == (1500.0, "1500")


@pytest.mark.parametrize(
    ("read", "written", "meant"),
    [
        (lambda text: amount(text, "OMED"), "2,5", 2.5),
        (lambda text: _gy(text, "Default"), "2,5 Gy", 2.5),
        (lambda text: parse_regimen(f"{text}/1").total_gy, "7,5", 7.5),
        (lambda text: levels_from(text)[0], "7,5", 7.5),
        (lambda text: position(f"{text} 0 0")[0], "2,5", 2.5),
    ],
    ids=["scores", "tissues", "regimens", "isodoses", "landmarks"],
)
def test_fields_for_text_take_a_comma_and_refuse_1_200(read, written, meant):
    assert read(written) == meant
    with pytest.raises(EntryError):
        read("1,200")


def test_no_field_for_decimals_is_qt_s_own(repository):
    """Qt's reads "2,5" as 25 on an English computer."""
    own = []
    for path in sorted((repository / "reirrad_gui" / "ui").rglob("*.py")):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        if "QDoubleSpinBox" in names:
            own.append(path.name)
    assert own == ["decimals.py"]


def test_no_text_is_turned_into_a_number_past_the_one_reader(repository):
    """`text.replace(",", ".")` reads "1,200" as 1.2."""
    places = [
        path.name
        for path in sorted((repository / "reirrad_gui").rglob("*.py"))
        if "float(" in (text := path.read_text(encoding="utf-8")) and '.replace(",", ".")' in text
    ]
    assert places == ["entered_numbers.py"]
