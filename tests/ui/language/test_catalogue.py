"""The shipped languages: complete, without a place or a number lost, compiled, and spoken by the whole application."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialogButtonBox

from reirrad_gui.errors import EntryError, ReirradError
from reirrad_gui.ui.language import speaking, tr
from reirrad_gui.ui.language.available import Language, languages, named, speak
from reirrad_gui.ui.language.catalogue import Catalogue
from tests.support.catalogues import FOLDER, Entry, faults, read, shown_texts, update, write

ROOT = Path(__file__).resolve().parents[3]
ROMANIAN = FOLDER / "reirrad_gui_ro.ts"


@pytest.fixture(scope="module")
def entries():
    return read(ROMANIAN)


@pytest.fixture
def in_english_again(qapp):
    yield qapp
    speak(qapp, named("en"))


def test_every_text_of_the_program_stands_in_the_romanian_catalogue(entries):
    missing = [one.source for one in shown_texts() if (one.context, one.source) not in entries]
    assert not missing, "run: python -m tests.support.catalogues, then translate what is new"


def test_every_text_of_the_romanian_catalogue_is_translated(entries):
    assert [one.source for one in entries.values() if not one.forms] == []


def test_no_translation_loses_a_place_or_a_form(entries):
    assert [fault for one in entries.values() for fault in faults(one)] == []
    counted = [one for one in entries.values() if "%n" in one.source]
    assert counted
    assert {len(one.forms) for one in counted} == {3}  # Romanian: 1; few; "de"


def test_no_translation_changes_a_number(entries):
    changed = [
        f"{one.source} -> {form}"
        for one in entries.values()
        for form in one.forms
        if sorted(re.findall(r"\d+(?:[.,]\d+)*", one.source)) != sorted(re.findall(r"\d+(?:[.,]\d+)*", form))
    ]
    assert changed == []


def test_romanian_is_written_with_a_comma_below_its_letters(entries):
    assert [form for one in entries.values() for form in one.forms if set(form) & set("şţŞŢãÃ")] == []


def test_the_whole_application_speaks_a_language_and_english_again(in_english_again, qtbot):
    speak(in_english_again, named("ro"))
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert tr("Bladder, course 2") == "Bladder, cursul 2"
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Renunță"
    speak(in_english_again, named("en"))
    assert tr("Bladder, course 2") == "Bladder, course 2"


def test_a_report_may_speak_another_language_than_the_window(qapp):
    with speaking(named("ro").translator()):
        assert tr("course 2") == "cursul 2"
        with speaking(named("en").translator()):
            assert tr("course 2") == "course 2"
    assert tr("course 2") == "course 2"
    assert isinstance(qapp, QCoreApplication)


def test_english_is_first_and_a_language_nobody_has_checked_says_so():
    english, *others = languages()
    assert (english.code, english.offered_as) == ("en", "English")
    assert "ro" in {one.code for one in others}
    for one in others:
        assert bool(one.review) != one.offered_as.endswith("(not yet checked by a clinician)")


def test_a_language_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(EntryError, match=r"“xx”.*en, ro"):
        named("xx")


def test_a_language_without_its_compiled_words_says_what_to_do(tmp_path):
    source = tmp_path / "reirrad_gui_xx.ts"
    source.write_bytes(ROMANIAN.read_bytes()[:1000])
    with pytest.raises(ReirradError, match=r"reirrad_gui_xx\.qm.*missing or damaged.*run\.py"):
        Catalogue(source)


def test_adding_a_language_needs_a_catalogue_and_no_code(tmp_path, qapp):
    source = tmp_path / "reirrad_gui_fr.ts"
    write(source, "fr", [Entry("reirrad_gui", "course {1}", forms=("cours {1}",))], review="A. Dupont, 2026-11-22")
    subprocess.run(
        [sys.executable, "-c", f"from languages import *; compile_catalogues(Path({str(tmp_path)!r}))"],
        cwd=ROOT / "packaging",
        check=True,
    )
    french = Language("fr", "Français", source, "A. Dupont")
    with speaking(french.translator()):
        assert tr("Course 3") == "Cours 3"
    assert french.offered_as == "Français"
    assert qapp is not None


def test_bringing_a_catalogue_in_step_keeps_its_translations_and_drops_what_is_gone(tmp_path):
    source = tmp_path / "reirrad_gui_fr.ts"
    known = next(one for one in shown_texts() if "%n" not in one.source and "{" not in one.source)
    write(
        source, "fr", [Entry(known.context, known.source, forms=("x",)), Entry("reirrad_gui", "gone", forms=("y",))], ""
    )
    kept = {one.source: one.forms for one in update(source, "fr")}
    assert kept[known.source] == ("x",)
    assert "gone" not in kept
    assert read(source)[known.context, known.source].forms == ("x",)
