"""What an arrangement is and how a person's own are kept: by name, and never harmed by what another version wrote."""

import pytest
from PySide6.QtCore import QSettings

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.arrangements.kept import (
    COMPARISON,
    KEY,
    LONGEST_NAME,
    WISHES,
    Arrangement,
    checked_name,
    offered,
    own,
    put_own,
    with_one,
)
from reirrad_gui.ui.preferences.table import KEEP, LANGUAGE, LINES_IN, MOUSE, NAME, PALETTE, PLACE, THEME


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)


def test_what_was_kept_is_read_at_the_next_start(settings):
    wishes = {THEME: "light", "preferences/wash": False, "preferences/wash opacity": 60}
    kept = Arrangement("Spine, two courses", "AAAA", {"dvh": '{"cc": true}'}, wishes)
    put_own(settings, with_one((), kept))
    settings.sync()
    assert own(QSettings(settings.fileName(), QSettings.Format.IniFormat)) == (kept,)


def test_theme_and_how_the_dose_is_drawn_belong_to_an_arrangement_and_who_uses_it_does_not():
    names = {one.name for one in WISHES}
    assert {THEME, PALETTE, *LINES_IN.values()} <= names
    assert not {LANGUAGE, MOUSE, NAME, KEEP, PLACE} & names


def test_one_s_own_takes_the_place_of_that_of_the_same_name(settings):
    assert offered(settings) == (COMPARISON,)
    mine = Arrangement("course comparison", "AAAA")
    put_own(settings, [mine, Arrangement("A board")])
    assert [one.name for one in offered(settings)] == ["A board", "course comparison"]
    assert with_one([mine], Arrangement("Course Comparison", "BBBB"))[0].panes == "BBBB"


@pytest.mark.parametrize("text", ["nonsense", "7", '[{"name": 7}, 3, {"name": "A", "panes": "", "views": []}]'])
def test_what_cannot_be_read_is_left_out(settings, text):
    settings.setValue(KEY, text)
    assert own(settings) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Write a name"), ("x" * (LONGEST_NAME + 1), f"no more than {LONGEST_NAME}"), ("standard", "another name")],
)
def test_a_name_that_cannot_be_used_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(EntryError, match=sentence):
        checked_name(text)


def test_spaces_around_a_name_do_not_matter():
    assert checked_name("  Two   courses ") == "Two courses"
