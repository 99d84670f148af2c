"""From an event to the answers of its form and back: nothing lost, nothing sharper, every refusal at its field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import Extent, event_of
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.ui.event_forms.fields import Where, written_date
from reirrad_gui.ui.event_forms.kinds import BY_KEY, KINDS, kind_of_event
from reirrad_gui.ui.event_forms.making import Asked, made
from reirrad_gui.ui.event_forms.readings import as_count, as_gleason, count_text, gleason_text
from reirrad_gui.ui.event_forms.sections import (
    ALTERNATIVES,
    BY,
    DETAIL,
    END,
    EXTENT,
    SITES,
    START,
    TITLE,
    answers_of,
    blank_answers,
    fields_of,
    values_of,
)
from tests.support.typed_events import EVENTS, counts, on, stated_dates

NOW = "2026-11-21T20:15"


def opened(event):
    """A form for an event: what is asked, and the answers that stand in it."""
    kind = kind_of_event(event)
    shown = {**answers_of(kind, values_of(event)), BY: "A. Reader"}
    return Asked(kind, event.uid, NOW, shown, event), shown


def new(key, **typed):
    """What a new event's form makes of these answers."""
    kind = BY_KEY[key]
    shown = blank_answers(kind)
    return made(Asked(kind, "new", NOW, shown), {**shown, BY: "A. Reader", **typed})


@given(event=EVENTS)
def test_a_form_that_nobody_touched_gives_the_event_it_was_opened_with(event):
    asked, answers = opened(event)
    assert made(asked, answers).event is event


@given(event=EVENTS, detail=st.text("abc", min_size=1).map(lambda text: f"{text}!"))
def test_changing_one_answer_leaves_every_other_value_as_it_was(event, detail):
    asked, answers = opened(event)
    after = made(asked, {**answers, DETAIL: f"{event.detail.strip()}{detail}"}).event
    assert after.detail == f"{event.detail.strip()}{detail}"
    assert after.facts == event.facts
    kept = ("start", "end", "extent", "sites", "origin", "alternatives", "wording", "title", "lane", "kind",
            "contradictions", "series_uid", "course_uid", "synthetic", "derived_from")  # fmt: skip
    assert {name: getattr(after, name) for name in kept} == {name: getattr(event, name) for name in kept}
    assert after.entered == Entry("A. Reader", NOW)


@given(said=stated_dates())
def test_a_stated_date_is_written_so_that_it_reads_back_to_the_same_days(said):
    again = fields_of(BY_KEY["note"])[1].value(((written_date(said), said.source),), Where("", When()))
    assert (again.first_day, again.last_day) == (said.first_day, said.last_day)


@given(count=counts())
def test_a_count_reads_back_as_it_is_written(count):
    assert as_count(count_text(count), Where("")) == count


@given(first=st.integers(1, 5), second=st.integers(1, 5))
def test_a_gleason_score_reads_back_as_it_is_written(first, second):
    assert as_gleason(gleason_text(f.Gleason(first, second)), Where("")) == f.Gleason(first, second)


TYPED = (
    event_of("1", f.Diagnosis("prostate cancer", "adenocarcinoma", f.Gleason(3, 4), "T3b"), on("2011-03", "A")),
    event_of("2", f.Imaging(f.Modality.BONE_SCAN, "Tc-99m MDP", "progression",
                            (f.Lesion(Site("vertebra", "T8", written="T8"), f.LesionState.NEW, "large"),),
                            Count.exactly(15), Count(2, None), None, "scan of 2014", False, 2, "EOD 2"),
             on("2018", "A"), origin=Document("A")),
    event_of("3", f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2018-03-14", "A"), 0.1, "ng/mL", "<", "nadir"),)),
             on("2018-03-14", "A"), origin=Document("A")),
    event_of("4", f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide", (f.DrugDose(22.5, "mg", "every 3 months"),),
                                    (f.Pause(on("2013", "A"), on("2014", "A"), "fatigue"),), "progression"),
             on("2012", "A"), extent=Extent.OPEN, origin=Document("A")),
    event_of("5", f.Symptom("pain", 7, 30.0, "worse"), on("2018-03-14", "A"), origin=Document("A"),
             sites=(Site("ischium", side=Side.LEFT, written="left ischium"),)),
    event_of("6", f.Toxicity("Proctitis", 2, "5.0", "course 1"), on("2013-05", "A"), on("2013-09", "A"),
             origin=Document("A")),
    event_of("7", f.SkeletalEvent(f.SkeletalKind.FRACTURE, True), on("2016", "A"), origin=Document("A")),
    event_of("8", f.PerformanceStatus("Karnofsky", 80), on("2016", "A"), origin=Document("A")),
    event_of("9", f.LastContact(f.VitalStatus.DEAD, "sepsis"), on("2020", "A"), origin=Document("A")),
    event_of("10", f.LocalTreatment(f.Technique.SURGERY, "laminectomy"), on("2016", "A"), origin=Document("A")),
    event_of("11", f.Progression("PSA"), on("2016", "A"), origin=Document("A")),
    event_of("12", f.Note("Moved away."), on("2016", "A"), origin=Document("A")),
    event_of("13", f.Symptom("numbness", change="less"), on("2016", "A"), origin=Document("A")),
)  # fmt: skip


@pytest.mark.parametrize("event", TYPED, ids=lambda event: event.kind)
def test_what_stands_in_a_form_typed_into_an_empty_one_makes_the_same_facts_dates_and_places(event):
    answers = {**answers_of(kind_of_event(event), values_of(event)), "event.document": "A"}
    again = new(kind_of_event(event).key, **answers | {BY: "B"}).event
    assert (again.facts, again.start, again.end, again.extent) == (event.facts, event.start, event.end, event.extent)
    assert again.sites == event.sites
    assert again.title == event.title


def test_every_kind_of_facts_has_a_form():
    assert {kind.made for kind in KINDS} == set(f.Facts.__args__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_an_empty_form_enters_nothing_that_nobody_stated(kind):
    asked = {field.name: getattr(field, "required", "") for field in kind.fields}
    found = made(Asked(kind, "new", NOW, blank_answers(kind)), {**blank_answers(kind), BY: "A. Reader"})
    known = set(dict(kind.blank))
    assert dict(found.problems) == {name: why for name, why in asked.items() if why and name not in known}


def test_a_number_no_patient_can_have_is_refused_at_its_own_field():
    assert set(new("pain", pain_score="11").problems) == {"pain_score"}
    assert set(new("pain", omed_mg_a_day="99999").problems) == {"omed_mg_a_day"}
    assert set(new("pain", omed_mg_a_day="1,200").problems) == {"omed_mg_a_day"}
    assert set(new("performance status", scale=0, value="70").problems) == {"value"}
    assert set(new("toxicity", term="Proctitis", grade="6").problems) == {"grade"}
    assert set(new("diagnosis", what="cancer", gleason="3+4=8").problems) == {"gleason"}
    assert set(new("imaging", modality=0, count="3", new="5").problems) == {"new"}


def test_c4_alone_is_asked_for_and_not_guessed():
    assert "neck vertebra or a rib" in new("pain", **{SITES: "C4"}).problems[SITES]
    assert "Line 1: “C4”" in new("imaging", modality=0, lesions=(("C4", "", ""),)).problems["lesions"]


def test_a_line_of_lesions_may_name_several_places():
    event = new("imaging", modality=0, lesions=(("ribs 4 to 6, T8", "new", ""), ("", "", ""))).event
    assert [(one.site.text, one.state.value) for one in event.facts.lesions] == [
        ("rib 4, side not stated", "new"), ("rib 5, side not stated", "new"), ("rib 6, side not stated", "new"),
        ("T8", "new"),
    ]  # fmt: skip


def test_zero_morphine_is_an_answer_and_an_empty_field_is_none():
    assert new("pain", omed_mg_a_day="0").event.facts.omed_mg_a_day == 0.0
    assert new("pain").event.facts.omed_mg_a_day is None
    assert "analgesics" in new("pain").event.not_stated


def test_two_sources_of_a_date_stay_two():
    event = new("diagnosis", what="metastases", **{START: (("Sep 2012", "methods"), ("Nov 2012", "abstract"))}).event
    assert event.start.text == "Sep or Nov 2012"
    assert event.start.sources == ("methods", "abstract")


def test_a_date_without_a_source_of_its_own_is_known_from_the_document_or_from_the_entry():
    typed = {START: (("2018", ""),)}
    assert new("note", text="x", **typed).event.start.sources == ("entered by A. Reader on 2026-11-21 at 20:15",)
    assert new("note", text="x", **typed, **{"event.document": "Chart"}).event.start.sources == ("Chart",)


def test_what_sources_say_differently_needs_two_readings():
    one = (("site", "pelvis", "Methods"),)
    assert set(new("pain", **{ALTERNATIVES: one}).problems) == {ALTERNATIVES}
    event = new("pain", **{ALTERNATIVES: (*one, ("site", "lumbosacral", "Abstract"))}).event
    assert event.alternatives[0].text == "site: pelvis (Methods) or lumbosacral (Abstract)"


def test_an_end_counts_only_where_the_event_is_said_to_have_one():
    end = {START: (("2018", ""),), END: (("2019", ""),)}
    assert not new("note", text="x", **end, **{EXTENT: 0}).event.end.known
    assert new("note", text="x", **end, **{EXTENT: 1}).event.end.text == "2019"


def test_a_changed_value_renames_the_event_unless_it_has_a_name_of_its_own():
    pain = TYPED[4]
    asked, answers = opened(pain)
    assert made(asked, {**answers, "pain_score": "3"}).event.title == "Pain 3/10: left ischium"
    asked, answers = opened(replace(pain, title="Pain at night"))
    assert made(asked, {**answers, "pain_score": "3"}).event.title == "Pain at night"
    assert made(asked, {**answers, TITLE: ""}).event.title == "Pain 7/10: left ischium"


def test_what_an_older_file_says_is_not_stated_stays_until_it_is_answered():
    told = event_of("1", f.Note("seen"), on("2018"))
    told = replace(told, not_stated=("dose of analgesics", "date"))
    asked, answers = opened(told)
    assert "dose of analgesics" in made(asked, {**answers, DETAIL: "x"}).event.not_stated
    assert made(asked, {**answers, START: (("2017", ""),)}).event.not_stated == ("dose of analgesics",)


def test_the_source_an_older_file_names_stays_with_a_corrected_event():
    told = replace(event_of("1", f.Note("seen"), on("2018")), source="Discussion")
    asked, answers = opened(told)
    assert made(asked, {**answers, DETAIL: "x"}).event.source == "Discussion"
    assert made(asked, {**answers, "event.document": "Letter"}).event.source == "Letter"


def test_values_of_the_laboratory_date_their_event():
    rows = (("2018-05", "9.5", "ng/ml", ""), ("2018-03-14", "< 0,1", "ng/mL", ""))
    event = new("laboratory", analyte=0, values=rows).event
    assert (event.start.text, event.end.text, event.extent) == ("14 Mar 2018", "May 2018", Extent.STATED)
    assert [value.text for value in event.facts.values] == ["9.5 ng/mL", "< 0.1 ng/mL"]
