"""What says who this is does not pass the veil, in any writing; what says what was done does."""

from dataclasses import dataclass, field
from types import MappingProxyType

import pytest

from reirrad_gui.dicom.deidentify import Words
from reirrad_gui.session.veil import HIDDEN, SOME_DAY, Veil


@pytest.fixture
def veil():
    words = Words(ids={"MRN471123", "ACC778812", "19500102", "2 Jan 1950"}, years={2013})
    for name in ("Żółkiewska^Barbara^^Dr", "Grosskopf"):
        words.add_name(name)
    words.add_place("Sanatorium Quirin")
    words.places.add("Zolkiewska plan.dcm")
    return Veil(words)


@pytest.mark.parametrize(
    "text",
    [
        "ŻÓŁKIEWSKA", "zolkiewska, barbara", "P1 Barbara", "PTVzolkiewska", "drawn by GROSSKOPF", "ID mrn471123",
        "b. 2 Jan 1950", "Sanatorium Quirin", "from Zolkiewska plan.dcm", "/srv/anybody/cases/x.dcm cannot be read",
        r"C:\Users\anybody\x.dcm", "ACC778812",
    ],
)  # fmt: skip
def test_identity_is_hidden_in_whatever_order_and_writing(veil, text):
    said = veil.text(text).casefold()
    assert HIDDEN in said
    for word in ("kiewska", "barbara", "grosskopf", "471123", "1950", "quirin", ".dcm", "anybody", "778812"):
        assert word not in said


@pytest.mark.parametrize(
    "text", ["Bladder D0.03cc 47.1 Gy", "Course 1 · 21 Gy / 3", "1.2.826.0.1.471123.9", "#471123", "7 January 2013", ""]
)
def test_doses_organs_and_dates_pass(veil, text):
    assert veil.text(text) == text


def test_with_days_dates_and_years_of_the_case_are_hidden_too():
    veil = Veil(Words(names={"Quirin"}, years={2013}), days=True)
    assert (
        veil.text("Seen 07.01.2013, again in 2013; Slevin 2021") == f"Seen {SOME_DAY}, again in {SOME_DAY}; Slevin 2021"
    )


@dataclass(frozen=True, slots=True)
class Shown:
    key: str
    text: str
    more: tuple[str, ...] = ()
    by: "MappingProxyType[str, str]" = field(default_factory=lambda: MappingProxyType({}))


def test_every_text_of_a_value_is_veiled_and_its_key_stays(veil):
    shown = Shown("Barbara/1", "Bladder Barbara", ("x", "Quirin"), MappingProxyType({"a": "Grosskopf"}))
    assert veil.value(shown) == Shown("Barbara/1", f"Bladder {HIDDEN}", ("x", HIDDEN), MappingProxyType({"a": HIDDEN}))
    clean = Shown("k", "Bladder")
    assert veil.value(clean) is clean


def test_words_of_a_name_that_are_organs_are_left_and_counted():
    words = Words()
    words.add_name("Kidney^Ann")
    veil = Veil(words)
    assert veil.text("Kidney of Ann") == f"Kidney of {HIDDEN}"
    assert veil.unsearched == 1
