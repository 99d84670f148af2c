"""The case as JSON: everything that a person did comes back exactly, and what is not understood is refused."""

import json
from dataclasses import fields, make_dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reirrad_gui.case.edits import CaseEdit
from reirrad_gui.errors import StoreError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.resources import resource
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.keeping.document import (
    CaseDocument,
    Documents,
    FiledRegistration,
    KeptRegistration,
    from_json,
    kept_registrations,
    registrations_of,
    to_json,
)
from reirrad_gui.session.keeping.encoding import decoded, encoded
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.uncertainty import Assumptions
from reirrad_gui.store.document import newest_form
from reirrad_gui.volume.landmarks import Landmark, fit_landmarks
from reirrad_gui.volume.registration import Origin, Registration
from tests.support import case_schema
from tests.support.kept_cases import any_of
from tests.support.opened_cases import seed_case

SCHEMA = Draft202012Validator(json.loads(resource("schema", "case-1.json").read_text(encoding="utf-8")))
QUESTIONS = st.builds(Question, any_of(Assumptions), draws=st.integers(100, 100_000), seed=st.integers(0, 2**40))
DOCUMENTS = st.builds(
    CaseDocument,
    patient=any_of(PatientIdentity),
    settings=any_of(Settings),
    question=QUESTIONS,
    edits=st.lists(any_of(CaseEdit), max_size=4).map(tuple),
    **{
        one.name: any_of(CaseDocument.__annotations__[one.name])
        for one in fields(CaseDocument)
        if one.name not in ("patient", "settings", "question", "edits")
    },
)


def through_text(document):
    """Written as text and read again."""
    return from_json(json.loads(json.dumps(to_json(document), allow_nan=False)))


@given(DOCUMENTS)
def test_whatever_a_person_did_comes_back_equal(document):
    said = to_json(document)
    assert through_text(document) == document
    assert to_json(through_text(document)) == said
    SCHEMA.validate(said)


def test_the_shipped_schema_is_that_of_the_declared_types():
    assert case_schema.FILE.read_text(encoding="utf-8") == case_schema.text(), "python -m tests.support.case_schema"


@pytest.mark.parametrize("field", [one.name for one in fields(Settings)])
def test_every_setting_stands_in_the_document_also_where_it_is_the_default(field):
    assert field in to_json(CaseDocument(PatientIdentity(), Settings()))["settings"]


def test_a_setting_of_a_kind_that_has_no_form_in_json_is_refused_and_not_left_out():
    odd = make_dataclass("Odd", [("when", complex)], frozen=True)
    with pytest.raises(TypeError, match="no form in JSON"):
        encoded(odd(1j), odd)
    with pytest.raises(TypeError, match="no form in JSON"):
        decoded({"when": 1}, odd)


def test_a_number_that_is_no_number_is_refused_when_written():
    with pytest.raises(TypeError, match="is no number"):
        encoded(replace(Settings(), envelope_mm="3"), Settings)
    with pytest.raises(TypeError):
        encoded(replace(Settings(), candidate_fractions=2.5), Settings)


def test_numbers_of_numpy_are_written_as_the_numbers_they_are():
    settings = replace(Settings(), envelope_mm=np.float64(2.5), candidate_fractions=np.int64(7))
    assert json.dumps(encoded(settings, Settings)["candidate_fractions"]) == "7"
    assert decoded(encoded(settings, Settings), Settings) == replace(Settings(), envelope_mm=2.5, candidate_fractions=7)


def test_a_setting_that_this_version_does_not_know_is_refused_with_the_version_that_wrote_it():
    said = to_json(CaseDocument(PatientIdentity(), Settings(), program_version="9.1"))
    said["settings"]["repopulation"] = True
    with pytest.raises(StoreError, match=r"9\.1.*no field repopulation.*could change a number"):
        from_json(said)


def test_a_setting_that_an_older_document_lacks_is_what_the_program_did_then():
    said = to_json(CaseDocument(PatientIdentity(), Settings()))
    del said["settings"]["model"]
    assert from_json(said).settings.model == "lq"


@pytest.mark.parametrize(
    "damage", [{"settings": None}, {"edits": [{"class": "Joined"}]}, {"patient": 3}, {"files": [{}]}]
)
def test_a_damaged_document_is_refused_in_a_sentence(damage):
    with pytest.raises(StoreError, match=r"cannot be understood|not known here"):
        from_json({**to_json(CaseDocument(PatientIdentity(), Settings())), **damage})


def test_a_newer_form_is_refused_and_names_the_program_that_wrote_it():
    with pytest.raises(StoreError, match=r"newer version of this program \(3\.0; form 2, known here: 1\)"):
        from_json({"schema": "reirrad-gui/case/2", "program_version": "3.0"})


@pytest.mark.parametrize("schema", [None, "reirrad-gui/story/1", "reirrad-gui/case/", "reirrad-gui/case/0", 1])
def test_what_is_no_case_is_refused(schema):
    with pytest.raises(StoreError, match="no case of this program"):
        newest_form({"schema": schema})


def test_an_older_form_is_led_through_every_step_to_the_newest():
    later = (lambda said: {"b": said["a"]}, lambda said: {**said, "c": said["b"] + 1})
    assert newest_form({"schema": "reirrad-gui/case/1", "a": 1}, later) == {
        "schema": "reirrad-gui/case/3", "b": 1, "c": 2,
    }  # fmt: skip
    assert newest_form({"schema": "reirrad-gui/case/2", "b": 5}, later)["c"] == 6


def test_registrations_made_by_hand_come_back_number_by_number_and_those_of_files_by_their_motion():
    points = [(0.0, 0.0, 0.0), (50.0, 0.0, 0.0), (0.0, 80.0, 0.0), (0.0, 10.0, 60.0)]
    fit = fit_landmarks([Landmark(n, p, (p[0] + 1 / 3, p[1], p[2])) for n, p in zip("abcd", points, strict=True)])
    by_hand = Registration("1", "2", fit.matrix, Origin.LANDMARKS, fit.text, source="entered", landmarks=fit)
    filed = Registration("2", "3", np.eye(4), Origin.REG_OBJECT, "as in the file")
    kept = kept_registrations([by_hand, filed])
    assert [type(one) for one in kept] == [KeptRegistration, FiledRegistration]
    said = json.loads(json.dumps([encoded(one, type(one)) for one in kept]))
    read = tuple(decoded(one, kind) for one, kind in zip(said, map(type, kept), strict=True))
    (first, second), lost = registrations_of(read, [filed])
    assert lost == 0
    assert second is filed
    assert np.array_equal(first.matrix, by_hand.matrix)
    assert first.key == by_hand.key
    assert first.landmarks.text == fit.text
    assert registrations_of(read, [])[1] == 1


def test_the_document_of_a_session_holds_the_hash_of_every_file():
    opened = seed_case(("Bladder",))
    document = Documents(["/somewhere"]).of(opened, Settings(), Question(), (None, None))
    assert document.files
    assert all(len(file.sha256) == 64 and file.size_bytes for file in document.files)
    assert document.opened_from == ("/somewhere",)
    assert through_text(document) == document
