"""Finding events by words, lane and kind."""

import pytest

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.lanes import Lane
from reirrad_gui.patient.origins import Document
from reirrad_gui.patient.sites import Site
from reirrad_gui.ui.timeline.found import Search, kinds_of, matching, sought
from tests.support.typed_events import on

EVENTS = {
    "scan": event_of("scan", f.Imaging(f.Modality.BONE_SCAN), on("2012"), origin=Document("Clinic letter"),
                     detail="Metastază în stern"),
    "pain": event_of("pain", f.Symptom(pain_score=7), on("2013"), sites=[Site("sternum")]),
    "adt": event_of("adt", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), on("2012")),
}  # fmt: skip
AMONG = {key: sought(event) for key, event in EVENTS.items()}


@pytest.mark.parametrize(
    ("search", "keys"),
    [
        (Search("BONE scan"), {"scan"}),
        (Search("stern"), {"scan", "pain"}),
        (Search("metastaza"), {"scan"}),
        (Search("clinic letter"), {"scan"}),
        (Search("2012 leuprolide"), {"adt"}),
        (Search("stern", lane=Lane.SYMPTOMS), {"pain"}),
        (Search(kind=AMONG["adt"].kind), {"adt"}),
        (Search("no such word"), set()),
        (Search(), {"scan", "pain", "adt"}),
    ],
)
def test_all_words_have_to_be_somewhere_in_what_is_known_of_an_event(search, keys):
    assert matching(search, AMONG) == keys


def test_only_a_search_without_anything_to_look_for_is_empty():
    assert Search("  ").empty
    assert not Search(lane=Lane.NOTES).empty
    assert len(kinds_of(AMONG.values())) == 3
