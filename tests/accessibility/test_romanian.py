"""CHECKLIST 68: Romanian words are found however their letters were typed, and "ș" stands beside "s"."""

from unicodedata import normalize

import pytest
from PySide6.QtWidgets import QLineEdit

from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Note
from reirrad_gui.patient.name_words import finds, plain, searched
from reirrad_gui.ui.course_edits.letter_rows import key
from reirrad_gui.ui.event_forms.choosing import EventChoice
from reirrad_gui.ui.style import interface_font
from reirrad_gui.ui.timeline.found import Search, matching, sought
from tests.support.typed_events import on

COMMA = "Metastază osoasă șold și țesut"
WAYS = {
    "comma below": COMMA,
    "cedilla": COMMA.replace("ș", "ş").replace("ț", "ţ"),
    "letters and marks apart": normalize("NFD", COMMA),
    "capitals": COMMA.upper(),
    "no accents": "metastaza osoasa sold si tesut",
}


@pytest.fixture(params=list(WAYS))
def written(request):
    """The same words, written in one of the ways."""
    return WAYS[request.param]


@pytest.mark.parametrize("asked", WAYS.values(), ids=list(WAYS))
def test_the_timeline_finds_an_event_whichever_way_either_is_written(written, asked):
    event = event_of("one", Note(written), on("2018"))
    assert matching(Search(asked), {"one": sought(event)}) == {"one"}
    assert matching(Search("șoldul"), {"one": sought(event)}) == frozenset()


@pytest.mark.parametrize("asked", WAYS.values(), ids=list(WAYS))
def test_patients_and_structures_are_found_the_same_way(written, asked):
    assert finds(asked, searched(written))
    assert key(asked) == key(written)


@pytest.mark.parametrize("asked", ["șold", "şold", "SOLD"])
def test_the_choice_of_an_event_finds_it_too(qtbot, written, asked):
    events = (event_of("one", Note(written), on("2018")), event_of("two", Note("Ficat"), on("2018")))
    choice = EventChoice(events, "Change an event", "Change…")
    qtbot.addWidget(choice)
    choice.findChild(QLineEdit).setText(asked)
    assert [line.uid for line in choice._shown] == ["one"]


def test_words_with_accents_are_sorted_beside_those_without():
    assert sorted(("Vezică", "Șold", "Sacru", "Țesut", "Tibia"), key=plain) == [
        "Sacru", "Șold", "Țesut", "Tibia", "Vezică",
    ]  # fmt: skip


def test_the_font_has_every_romanian_letter(qapp):
    from PySide6.QtGui import QFontMetrics, QRawFont

    drawn = QRawFont.fromFont(interface_font())
    metrics = QFontMetrics(interface_font())
    assert all(drawn.supportsCharacter(ord(letter)) or metrics.inFontUcs4(ord(letter)) for letter in "ăâîșțĂÂÎȘȚşţŞŢ")
