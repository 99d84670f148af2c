"""The typed values of events in words."""

import pytest

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.origins import Alternative, Entry, Reading
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.session.derived import history_with_derived
from reirrad_gui.ui.timeline.facts_said import facts_said
from reirrad_gui.ui.timeline.said import event_said
from tests.support.typed_events import on

SCAN = f.Imaging(
    f.Modality.BONE_SCAN,
    lesions=(f.Lesion(Site("rib", "4")), f.Lesion(Site("sternum"), f.LesionState.NOT_MENTIONED)),
    count=Count.exactly(3), new=Count.parse("more than 1"), still_seen=Count.exactly(1), eod_told="EOD I",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        (SCAN, ("Lesions: 3.", "New lesions: 2 or more.", "Still seen: 1.", "Extent of disease as reported: EOD I.",
                "1 listed: rib 4, side not stated.", "sternum: not mentioned.")),
        (f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2012-11"), 0.1, "ng/mL", "<"),)), ("Nov 2012: < 0.1 ng/mL.",)),
        (f.SystemicTherapy(f.DrugGroup.ADT, doses=(f.DrugDose(22.5, "mg", "every 3 months"),)),
         ("Dose: 22.5 mg every 3 months.",)),
        (f.Symptom(pain_score=7, omed_mg_a_day=60.0), ("Oral morphine equivalent: 60 mg a day.",)),
        (f.Symptom(), ()),
        (f.Imaging(f.Modality.CT), ()),
    ],
)  # fmt: skip
def test_values_are_said_as_they_are_stated(facts, sentences):
    assert facts_said(event_of("x", facts, on("2018"))) == sentences


def test_site_wording_difference_and_who_entered_it_are_in_the_tooltip():
    event = event_of(
        "x", f.Symptom(), on("2018"), sites=[Site("hip", side=Side.LEFT)], wording="a lot",
        alternatives=[Alternative("pain score", (Reading("3", "letter"), Reading("5", "diary")))],
        entered=Entry("A. Reader", "2026-11-21"),
    )  # fmt: skip
    assert facts_said(event) == (
        "Site: left hip.",
        "⚠ Sources differ on the pain score: 3 (letter) or 5 (diary).",
        "In the words of the source: “a lot”.",
        "Entered by A. Reader on 2026-11-21.",
    )


def test_a_derived_result_names_what_it_rests_on():
    adt = event_of("a", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), on("2014"))
    scans = [event_of(str(year), f.Imaging(f.Modality.BONE_SCAN, new=Count.exactly(0)), on(str(year)))
             for year in (2016, 2017)]  # fmt: skip
    words = event_said(history_with_derived([adt, *scans], ())[-1])
    assert words.title == "Derived: PCWG no progression †"
    assert "Derived by this program from ADT: leuprolide (2014), Bone scan (2016), Bone scan (2017)." in words.more
