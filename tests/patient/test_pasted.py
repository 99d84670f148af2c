"""Pasted tables: decimal commas, Romanian words, and a sentence for each line that is not understood."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reirrad_gui.errors import EntryError
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.events import Extent
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.patient.pasted import read_pasted
from reirrad_gui.patient.pasted.table import read_cells, read_number, words

READER = Entry("A. Reader", "2026-11-21")


def pasted(*lines, today=None):
    number = count(1)
    return read_pasted("\n".join(lines), Document("Chart"), READER, lambda: f"n{next(number)}", today)


def only(*lines):
    """The one event of a table in which everything is understood."""
    read = pasted(*lines)
    assert read.lines == ()
    (event,) = read.events
    return event


def test_a_romanian_table_of_laboratory_values_becomes_one_series_for_each_analyte():
    read = pasted(
        "Data recoltării;PSA (ng/mL);Fosfatază alcalină [U/L]", "03.2012;9,5;120", "2012-01-15;<0,1;", "2013;;88,5"
    )
    psa, alp = read.events
    assert [(value.text, value.when.text) for value in psa.facts.values] == [
        ("< 0.1 ng/mL", "15 Jan 2012"), ("9.5 ng/mL", "Mar 2012"),
    ]  # fmt: skip
    assert (psa.start.text, psa.end.text, psa.extent) == ("15 Jan 2012", "Mar 2012", Extent.STATED)
    assert [value.text for value in alp.facts.values] == ["120 U/L", "88.5 U/L"]
    assert (psa.uid, alp.uid, psa.entered, psa.source) == ("n1", "n2", READER, "Chart")
    assert read.lines == ()


@pytest.mark.parametrize("sign", ["\t", ";", ","])
def test_tabs_semicolons_and_commas_separate_cells(sign):
    lines = [sign.join(cells) for cells in (("Date", "Pain", "OMED", "Site"), ("2018-05-01", "7", "60", "left hip"))]
    event = only(*lines)
    assert event.facts == f.Symptom("pain", 7, 60.0)
    assert [site.text for site in event.sites] == ["left hip"]


@pytest.mark.parametrize(
    ("header", "line", "facts"),
    [
        ("Date;Kind;What;Dose;Schedule", "2012;drug;leuprolide;22,5 mg;every 3 months",
         f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide", (f.DrugDose(22.5, "mg", "every 3 months"),))),
        ("Date;Kind;Schedule", "2012;acid zoledronic;lunar",
         f.SystemicTherapy(f.DrugGroup.BISPHOSPHONATE, "acid zoledronic", (f.DrugDose(schedule="lunar"),))),
        ("Date;Kind", "2012;ADT", f.SystemicTherapy(f.DrugGroup.ADT)),
        ("Date;Kind;What", "2012;drug;ADT", f.SystemicTherapy(f.DrugGroup.ADT)),
        ("Date;Kind;Dose (mg)", "2012;denosumab;120",
         f.SystemicTherapy(f.DrugGroup.DENOSUMAB, None, (f.DrugDose(120.0, "mg"),))),
        ("Date;Kind;What;Grade", "2012;toxicitate;Proctitis;grad 2", f.Toxicity("Proctitis", 2)),
        ("Date;What;Grade", "2012;Proctitis;2", f.Toxicity("Proctitis", 2)),
        ("Date;Kind;Value", "2012;bone scan;stationary", f.Imaging(f.Modality.BONE_SCAN, finding="stationary")),
        ("Date;Kind", "2012;RMN", f.Imaging(f.Modality.MR)),
        ("Date;Kind", "2012;vertebroplastie", f.LocalTreatment(f.Technique.VERTEBROPLASTY)),
        ("Date;Kind", "2012;fractură patologică", f.SkeletalEvent(f.SkeletalKind.FRACTURE, True)),
        ("Date;Kind", "2012;compresie medulară", f.SkeletalEvent(f.SkeletalKind.CORD_COMPRESSION)),
        ("Date;Kind;Value", "2012;ECOG;1", f.PerformanceStatus("ECOG", 1)),
        ("Date;Kind", "2012;ECOG", f.PerformanceStatus("ECOG")),
        ("Date;Kind;Value", "2012;KPS;80", f.PerformanceStatus("Karnofsky", 80)),
        ("Date;Kind;What", "2012;diagnostic;adenocarcinom de prostată", f.Diagnosis("adenocarcinom de prostată")),
        ("Date;Kind;What;Value", "2012;simptom;fatigue;mild", f.Symptom("fatigue", change="mild")),
        ("Date;Kind;Value", "2012;durere;7/10", f.Symptom("pain", 7)),
        ("Date;Kind;What", "2012;notă;seen at home", f.Note("seen at home")),
        ("Date;Kind", "2012;ultim contact", f.LastContact()),
        ("Date;Kind;What", "2012;deces;sepsis", f.LastContact(f.VitalStatus.DEAD, "sepsis")),
    ],
)  # fmt: skip
def test_every_kind_of_event_can_be_pasted(header, line, facts):
    assert only(header, line).facts == facts


@pytest.mark.parametrize(
    ("header", "line", "title"),
    [
        ("Date;Kind;Value;Unit", "2012;PSA;9,5;ng/ml", "PSA 9.5 ng/mL"),
        ("Date;Tip;Denumire;Valoare;UM", "2012;analiză;calciu;2,4;mmol/l", "Calcium 2.4 mmol/L"),
        ("Date;What;Value", "2012;testosteron;1,7 nmol/L", "Testosterone 1.7 nmol/L"),
        ("Date;What;Value (U/L)", "2012;ALP;<80", "Alkaline phosphatase < 80 U/L"),
    ],
)
def test_a_laboratory_value_can_have_a_line_of_its_own(header, line, title):
    assert only(header, line).title == title


@pytest.mark.parametrize(
    ("header", "line", "said"),
    [
        ("Date;Pain", "ieri;3", "not understood as a date"),
        ("Date;Pain", "03/04/2011;3", "can be 3 Apr 2011 or 4 Mar 2011"),
        ("Date;Pain", "2012;a lot", "not a whole number"),
        ("Date;Pain", "2012;12", "from 0 to 10"),
        ("Date;Pain;Site", "2012;3;C4-C7", "neck vertebrae or ribs"),
        ("Date;Kind", "2012;dream", "no kind of event known"),
        ("Date;Pain", "2012;", "does not say which kind"),
        ("Date;Kind", "2012;PSA", "no value of PSA"),
        ("Date;Kind;What", "2012;note;", "says nothing"),
        ("Date;Kind;What", "2012;lab;sodium", "not an analyte known"),
        ("Date;Kind;What", "2012;drug;moonshine", "not in the table of drugs"),
        ("Date;Kind;What", "2012;drug;", "does not name the drug"),
        ("Date;Kind;Value", "2012;PSA;high", "“high” is not a number"),
        ("Date;PSA (ng/mL)", "2012;9 µg/L", "has a unit of its own"),
        ("Date;PSA (pints)", "2012;9", "“pints” is not a unit of PSA"),
        ("Date;End;Kind", "2012;2011;ADT", "cannot end"),
        ("Date;Pain", "2027;3", "lies after today"),
        ("Date,PSA", "2012,9,5", "more cells than there are columns"),
        ("Date;PSA (ng/mL);Pain", "2012;1,234;3", "can be 1.234 or 1234"),
        ("Date;Kind;Value", "2012;ECOG;one", "not a whole number"),
    ],
)
def test_a_line_that_is_not_understood_is_left_out_whole_with_its_number_and_why(header, line, said):
    read = pasted(header, line, today=date(2026, 11, 21))
    assert read.events == ()
    (left,) = read.left_out
    assert left.number == 2
    assert said in left.sentence


def test_the_lines_around_one_that_is_not_understood_are_taken():
    read = pasted("Date;Pain", "2012;3", "", "soon;4", "2013;5")
    assert [event.facts.pain_score for event in read.events] == [3, 5]
    assert [line.number for line in read.left_out] == [4]


def test_a_column_that_is_not_understood_is_named_and_an_empty_one_is_not():
    read = pasted("Date;Pain;Colour;", "2012;3;red;")
    assert [(line.number, line.taken) for line in read.lines] == [(1, True)]
    assert "“Colour” is not understood" in read.lines[0].sentence


def test_a_cell_for_which_the_event_has_no_place_is_said():
    read = pasted("Date;Kind;Value;Dose", "2012;ECOG;1;120 mg")
    assert [(line.number, line.taken) for line in read.lines] == [(2, True)]
    assert "“120 mg” is not used" in read.lines[0].sentence


def test_a_value_without_a_unit_is_kept_and_said():
    read = pasted("Date;PSA", "2012;9.5")
    assert read.events[0].facts.values[0].text == "9.5 (unit not stated)"
    assert "unit of PSA is not stated" in read.lines[0].sentence


def test_a_value_without_a_date_is_kept_and_does_not_date_the_series():
    read = pasted("Date;PSA (ng/mL)", ";9.5", "2012;3")
    assert [value.when.text for value in read.events[0].facts.values] == ["2012", "not stated"]
    assert read.events[0].start.text == "2012"
    (undated,) = pasted("Date;PSA (ng/mL)", ";9.5").events
    assert not undated.start.known


def test_how_a_site_was_read_and_what_is_odd_is_said_beside_the_event():
    read = pasted("Date;Pain;Site", ";3;C11 right")
    assert len(read.events) == 1
    said = " ".join(line.sentence for line in read.lines)
    assert "read as rib 11" in said
    assert "It has no date" in said


def test_a_line_can_name_its_own_source_and_pain_beside_laboratory_values():
    read = pasted("Date;PSA (ng/mL);Pain;Source;Note", "2012;3;4;Letter;worse at night")
    pain, psa = read.events
    assert (pain.source, pain.detail, pain.facts.pain_score) == ("Letter", "worse at night", 4)
    assert psa.facts.values[0].note == "worse at night"
    assert psa.facts.values[0].when.sources == ("Letter",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no table here"),
        ("  \n ", "no table here"),
        ("2012;3\n2013;4", "No column is named as a date"),
        ("Date;Data;Pain\n2012;2012;3", "“Date” and “Data” say the same"),
        ("Date;PSA (ng/mL);PSA (ng/mL)\n2012;1;2", "say the same"),
        ('Date;Pain\n2011;3\n"2012;4' + "\n2013;5" * 30_000, "from line 3 on: a quotation mark"),
    ],
)
def test_a_text_that_is_no_table_is_refused(text, said):
    with pytest.raises(EntryError, match="".join(f"[{c}]" if c in "()" else c for c in said)):
        pasted(text)


def test_two_columns_of_one_analyte_in_two_units_are_two_columns():
    table = read_cells("Date;Testosterone (ng/dL);Testosterone (nmol/L)\n2012;50;1,7")
    assert [column.unit for column in table.columns] == ["", "ng/dL", "nmol/L"]


@given(whole=st.integers(0, 99_999), part=st.integers(0, 99), sign=st.sampled_from(",."))
def test_a_decimal_comma_and_a_decimal_point_are_the_same_number(whole, part, sign):
    assert read_number(f"{whole}{sign}{part:02d}").value == float(f"{whole}.{part:02d}")


def test_a_number_that_may_be_a_thousand_is_asked():
    assert read_number("1.234").value == 1.234
    assert read_number("0,123").value == 0.123
    for written, comma in (("1,234", False), ("1.234", True), ("1,234", True)):
        with pytest.raises(EntryError, match=r"can be 1\.234 or 1234"):
            read_number(written, decimal_comma=comma)


def test_another_table_of_words_is_refused(tmp_path, monkeypatch):
    (tmp_path / "table_words.json").write_text('{"schema": "other"}', encoding="utf-8")
    monkeypatch.setattr("reirrad_gui.patient.pasted.table.resource", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(ValueError, match="table-words/1"):
        words.__wrapped__()
