"""Events as JSON: the same value comes back, and what is not understood is refused by name."""

import json

import pytest
from hypothesis import given, settings

from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.events_json import events_from_json, events_to_json, from_json, to_json, typed_fields
from reirrad_gui.patient.facts import Analyte, LabSeries, LabValue, Note
from tests.support.typed_events import EVENTS, long_history, on


@settings(max_examples=200, deadline=None)
@given(event=EVENTS)
def test_every_event_comes_back_from_json_as_it_was(event):
    assert from_json(json.loads(json.dumps(to_json(event), allow_nan=False))) == event


def test_a_document_of_events_comes_back_in_its_order():
    events = long_history(40)
    assert events_from_json(json.loads(json.dumps(events_to_json(events)))) == events


def test_a_document_of_another_schema_is_refused():
    with pytest.raises(CaseFileError, match="events/1"):
        events_from_json({"schema": "other", "events": []})


NOTE = to_json(event_of("n", Note("x"), on("2018")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "“colour” is not known here"),
        ({"facts": {"kind": "guess"}}, "“guess” is no kind known here"),
        ({"facts": "pain"}, "no kind known here"),
        ({"facts": {"kind": "symptom", "pain_score": 11}}, "from 0 to 10"),
        ({"facts": {"kind": "symptom", "pain_score": 7.5}}, "7.5 is not a whole number"),
        ({"facts": {"kind": "symptom", "pain_score": True}}, "True is not a whole number"),
        ({"facts": {"kind": "drug", "group": "herbs"}}, "“herbs” is not one of"),
        ({"facts": {"kind": "drug"}}, "“group” is missing"),
        ({"start": "2018"}, "a list is needed"),
        ({"start": ["2018"]}, "an object is needed"),
        ({"start": [{"earliest": "03/04/2011", "latest": None, "source": "x"}]}, "03/04/2011"),
        ({"start": [{"earliest": 2018, "latest": None, "source": "x"}]}, "2018 is not a text"),
        ({"synthetic": "no"}, "'no' is not true or false"),
    ],
)
def test_a_field_that_cannot_be_meant_is_named(change, said):
    with pytest.raises(CaseFileError) as raised:
        from_json(NOTE | change)
    assert str(raised.value).startswith("n")
    assert said in str(raised.value)


def test_a_whole_number_is_a_number():
    said = typed_fields({"id": "x", "facts": {"kind": "symptom", "omed_mg_a_day": 60}, "wording": "sixty"}, "pain")
    assert said["facts"].omed_mg_a_day == 60.0
    assert set(said) == {"facts", "wording"}


def test_values_keep_their_date_unit_and_limit():
    series = LabSeries(Analyte.PSA, (LabValue(on("2012-11"), 0.1, "ng/mL", "<"),))
    event = event_of("p", series, on("2012-11"))
    assert from_json(to_json(event)).facts.values[0].text == "< 0.1 ng/mL"
