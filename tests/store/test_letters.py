"""Letter files: written and read back, and refused with a sentence where they cannot be meant."""

import json

import jsonschema
import pytest

from reirrad_gui.case import Case
from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.resources import resource
from reirrad_gui.store.letters import letter_json, patient_of, read_letter, with_letter_file
from tests.support.seed_letters import PATIENT, first, second, write_letter


def entry(**changes):
    """The content of a letter file; a change to None takes the field out."""
    said = {**letter_json(first(), PATIENT), **changes}
    return {key: value for key, value in said.items() if value is not None}


def written(tmp_path, content, name="one.letter.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "letter", [first(), second(reached=None, fractions=None, note="by hand", maximum_percent=107.0)]
)
def test_a_letter_written_to_a_file_is_read_back_the_same_but_for_its_uid(tmp_path, letter):
    path = write_letter(tmp_path, "one", letter)
    found = read_letter(path)
    assert letter_json(found.letter) == letter_json(letter)
    assert found.patient == PATIENT
    schema = json.loads(resource("schema", "letter-course-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


def test_organs_may_be_written_in_other_words(tmp_path):
    found = read_letter(written(tmp_path, entry(may_have_reached=["rectum", "small bowel", "Rectum"])))
    assert found.letter.reached == ("Rectum", "Bowel_Small")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read"),
        ("[]", "is not a letter file"),
        (entry(schema="reirrad-gui/story/1"), "is not a letter file"),
        (entry(total_gy=None), "prescribed dose is missing"),
        (entry(may_have_reached=None), "'may_have_reached' is missing"),
        (entry(may_have_reached="all"), "list of organs"),
        (entry(may_have_reached=["femoral head"]), "write which"),
        (entry(fractions="3"), "fractions is a whole number"),
        (entry(fractions=True), "fractions is a whole number"),
        (entry(total_gy="21"), "total_gy is a number"),
        (entry(site=7), "site is a text"),
        (entry(entered_on="yesterday"), "cannot be understood"),
        (entry(dose=21), "there is no field dose"),
        (entry(document={"title": "Letter", "page": 2}), "there is no field page"),
        (entry(start="03/04/2011"), "Write which"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_name_and_what_to_do(tmp_path, content, said):
    with pytest.raises(CaseFileError, match=said) as refused:
        read_letter(written(tmp_path, content))
    assert "one.letter.json" in str(refused.value)


def test_a_letter_of_another_patient_is_never_added(tmp_path):
    found = read_letter(write_letter(tmp_path, "one", first()))
    with pytest.raises(CaseFileError, match="names another patient ID"):
        with_letter_file(Case(PatientIdentity("EX-002")), found)


def test_the_same_file_twice_is_refused(tmp_path):
    found = read_letter(write_letter(tmp_path, "one", first()))
    case = with_letter_file(patient_of([found]), found)
    assert (case.patient, len(case.courses), case.files) == (PATIENT, 1, (found.file,))
    with pytest.raises(CaseFileError, match="is there already"):
        with_letter_file(case, found)


def test_the_first_letter_that_names_the_patient_is_believed(tmp_path):
    unnamed = read_letter(write_letter(tmp_path, "one", first(), PatientIdentity()))
    named = read_letter(write_letter(tmp_path, "two", second()))
    assert patient_of([unnamed, named]).patient == PATIENT
