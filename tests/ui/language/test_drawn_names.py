"""Structures called like a word of the program: never told in another language, wherever their names stand."""

import re
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from reirrad_gui.session import Assessor, Settings
from reirrad_gui.session.later import Later
from reirrad_gui.ui.language import keep_drawn, tr, tr_of
from reirrad_gui.ui.language.available import named, speak
from reirrad_gui.volume.structures import Contour, ContourKind, Structure
from tests.support.opened_cases import FRAME_2, box, field, opened_case, seed_case, structure_set, uniform

QUOTED = re.compile("“[^”]*”")


@pytest.fixture
def in_romanian(qapp):
    speak(qapp, named("ro"))
    yield
    keep_drawn(())
    speak(qapp, named("en"))


@pytest.fixture(scope="module")
def assessment():
    """A bladder, a point and a target, all called by a word that nothing else holds."""
    bare = seed_case()
    point = Structure(8, "Zqpoint", (Contour(np.zeros((1, 3)), ContourKind.POINT),), FRAME_2)
    crossed = replace(box("Zqcrossed", 7), contours=(*box("", 1).contours, *box("", 2, centre=(5, 0, 0)).contours))
    drawn = structure_set(box("Zqbladder", 0), box("Zqtarget", 1), crossed, point)
    courses = [replace(one, structure_set_uid=drawn.uid) for one in bare.case.courses]
    opened = opened_case(courses, [field(uniform(21.0)), field(uniform(20.0))], (drawn,))
    return Assessor(opened).assess(Settings().with_canonical_name("Zqbladder", "Bladder"))


def texts(value, seen):
    """Every text in a value, but keys and texts that are the name alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Later):
        yield from texts(value.value, seen)
    elif id(value) in seen or value is None:
        return
    elif is_dataclass(value) and not isinstance(value, type):
        seen.add(id(value))
        for one in fields(value):
            if one.name not in ("key", "organ_key", "settings", "uid"):
                yield from texts(getattr(value, one.name), seen)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one, seen)


def test_in_every_sentence_of_an_assessment_names_of_structures_stand_in_quotation_marks(assessment):
    said = {text for text in texts(assessment, set()) if "Zq" in text}
    assert len(said) > 30
    names = {"Zqbladder", "Zqtarget", "Zqcrossed", "Zqpoint"}
    assert [text for text in said - names if "Zq" in QUOTED.sub("", text)] == []


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("EQD2 (α/β 3 Gy), “point”, D0.5cc", "EQD2 (α/β 3 Gy), “point”, D0.5cc"),
        ("α/β 3 Gy · “dose”", "α/β 3 Gy · “dose”"),
        ("volume of “dose”", "volum pentru „dose”"),
        ("“dose”, “point” may all be Rectum: rename or confirm one of them", "“dose”, “point” pot fi toate Rectum"),
        ("Confirm that “dose” is Rectum", "Confirmă că „dose” este Rectum"),
    ],
)
def test_a_structure_called_like_a_word_of_the_program_keeps_its_name(in_romanian, english, told):
    keep_drawn(["dose", "point"])
    assert tr(english).startswith(told)


def test_the_words_of_the_program_are_told_all_the_same(in_romanian):
    before = tr("The highest dose"), tr("With end caps: none, D0.5cc is 72.9 Gy; it stays “near”.")
    keep_drawn(["dose", "point"])
    assert (tr("The highest dose"), tr("With end caps: none, D0.5cc is 72.9 Gy; it stays “near”.")) == before
    assert "near" not in before[1]
    keep_drawn(["near"])  # of two wrongs the English word beside a number is the smaller one
    assert "“near”" in tr("“near”, D0.5cc")


def test_names_of_persons_and_of_structures_may_stand_in_one_sentence(in_romanian):
    keep_drawn(["dose"])
    assert tr_of("May: volume of “dose”", "May") == "May: volum pentru „dose”"
    assert tr_of("dose: volume of “dose”", "dose") == "dose: volum pentru „dose”"


def test_with_another_case_another_name_is_kept(in_romanian):
    keep_drawn(["dose"])
    keep_drawn(["point"])
    assert tr("“point”, “dose”") == "“point”, “doză”"
