"""What says who this is does not pass the veil, in any writing; what says what was done does."""

from dataclasses import dataclass, field
from types import MappingProxyType

import pytest

from reirrad_gui.dicom.deidentify import Words
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session import open_case
from reirrad_gui.session.veil import HIDDEN, SOME_DAY, Veil, papers_of, read_headers, words_of
from tests.support.assessments import StandInSession, example_case
from tests.support.planted import PHYSICIAN, planted


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Seen 07.01.2013, again in 2013; Slevin 2021", f"Seen {SOME_DAY}, again in {SOME_DAY}; Slevin 2021"),
        ("operated elsewhere in 2009, nov2018", f"operated elsewhere in {SOME_DAY}, nov{SOME_DAY}"),
        ("within 80 Gy (Slevin 2021), course 2 in 2021", f"within 80 Gy (Slevin 2021), course 2 in {SOME_DAY}"),
        ("1950 cc, 2012.5 MU", "1950 cc, 2012.5 MU"),
        ("W 2000  L 2050, 2050 HU", "W 2000  L 2050, 2050 HU"),
    ],
)  # fmt: skip
def test_with_days_dates_and_years_are_hidden_too_but_not_those_of_papers_nor_numbers(text, said):
    assert Veil(Words(names={"Quirin"}), days=True, papers=("Slevin 2021", "Ang 2001")).text(text) == said


@pytest.fixture
def session():
    return StandInSession(example_case(patient=PatientIdentity("RO-8831", "Șerban^Ana", "19480307", "F")))


@pytest.mark.parametrize(
    "written",
    [
        "19480307", "1948-03-07", "1948/03/07", "07.03.1948", "7.3.1948", "07/03/1948", "3/7/1948", "07.03.48",
        "03/07/48", "7 Mar 1948", "7 March 1948", "07 march 1948", "7. March 1948", "March 7, 1948", "7-Mar-1948",
        "7 martie 1948", "RO-8831", "RO8831", "ro8831", "SERBAN", "Şerban",
    ],
)  # fmt: skip
def test_birth_date_and_id_are_hidden_in_every_usual_writing(session, written):
    assert Veil(words_of(session)).text(f"born {written}: 48.3 Gy") == f"born {HIDDEN}: 48.3 Gy"


def test_papers_are_those_that_limits_and_recovery_models_name(session):
    found = papers_of(session)
    assert {result.limit.short_citation for row in session.assessment.rows for result in row.results} <= found
    assert "Ang 2001" in found


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


def test_a_file_that_cannot_be_read_leaves_it_unknown_whom_it_names(tmp_path):
    case = open_case([planted(tmp_path)]).case
    there, gone = Words(), Words()
    read_headers(there, case)
    for file in case.files:
        file.path.unlink()
    read_headers(gone, case)
    assert (Veil(there).unread, Veil(gone).unread) == (False, True)
    assert HIDDEN in Veil(there).text(PHYSICIAN)
    assert Veil(gone).text(PHYSICIAN) == PHYSICIAN
