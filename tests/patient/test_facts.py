"""Facts of events: what cannot be meant is refused, what is not there is named, units are kept."""

import pytest

from reirrad_gui.errors import EntryError
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.events import NOT_STATED, Extent, event_of
from reirrad_gui.patient.facts.laboratory import unit_written
from reirrad_gui.patient.origins import Alternative, DicomObject, Document, Entry, Reading
from reirrad_gui.patient.sites import Side, Site
from tests.support.typed_events import on


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: f.Gleason(3, 6), "between 1 and 5"),
        (lambda: f.Diagnosis(" "), "Say what was diagnosed"),
        (lambda: f.PerformanceStatus("Zubrod", 1), "ECOG or Karnofsky"),
        (lambda: f.PerformanceStatus("ECOG", 6), "0 to 5"),
        (lambda: f.PerformanceStatus("Karnofsky", 75), "0, 10, 20"),
        (lambda: f.Imaging(f.Modality.BONE_SCAN, count=Count.exactly(2), new=Count.exactly(3)), "Of 2 lesions, 3"),
        (lambda: f.Imaging(f.Modality.BONE_SCAN, as_large_as_a_body=-1), "below 0"),
        (lambda: f.LabValue(When(), -1.0), "at or above 0"),
        (lambda: f.LabValue(When(), float("nan")), "at or above 0"),
        (lambda: f.LabValue(When(), 1.0, "ng/mL", "~"), "Write < or >"),
        (lambda: f.LabSeries(f.Analyte.PSA, ()), "at least one value"),
        (lambda: f.Symptom(" "), "which symptom"),
        (lambda: f.Symptom(pain_score=11), "0 to 10"),
        (lambda: f.Symptom(omed_mg_a_day=20_000.0), "between 0 and 10000"),
        (lambda: f.Toxicity(""), "CTCAE term"),
        (lambda: f.Toxicity("Proctitis", 6), "from 1 to 5"),
        (lambda: f.DrugDose(0.0, "mg"), "above 0"),
        (lambda: Document(" "), "which document"),
        (lambda: DicomObject("NM"), "UID"),
        (lambda: Entry(" "), "who enters"),
        (lambda: Entry("A. Reader", "yesterday"), "not the time of an entry"),
        (lambda: Alternative("side", (Reading("left", "a"), Reading("Left ", "b"))), "at least two things"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(make, said):
    with pytest.raises(EntryError, match=said):
        make()


@pytest.mark.parametrize(
    ("facts", "title", "unsaid"),
    [
        (f.Diagnosis("prostate cancer", "adenocarcinoma", f.Gleason(3, 4), "T3"), "Prostate cancer, Gleason 3+4", ()),
        (f.Diagnosis("bone metastases"), "Bone metastases", ("histology", "stage")),
        (f.Progression(), "Progression", ("how it was found",)),
        (f.Progression("bone scan"), "Progression by bone scan", ()),
        (f.SkeletalEvent(f.SkeletalKind.FRACTURE), "Fracture", ("whether it was pathological",)),
        (f.SkeletalEvent(f.SkeletalKind.FRACTURE, True), "Pathological fracture", ()),
        (f.SkeletalEvent(f.SkeletalKind.CORD_COMPRESSION), "Spinal cord compression", ()),
        (f.PerformanceStatus("ECOG"), "ECOG", ("ECOG value",)),
        (f.PerformanceStatus("Karnofsky", 80), "Karnofsky 80", ()),
        (f.Discussion(), "Tumour board", ("question", "outcome", "participants")),
        (f.LastContact(), "Last contact", ("survival",)),
        (f.LastContact(f.VitalStatus.DEAD), "Last contact: dead", ("cause of death",)),
        (f.Note("x" * 50), "x" * 39 + "…", ()),
        (f.Imaging(f.Modality.BONE_SCAN), "Bone scan", ("number of lesions", "list of lesions")),
        (f.Imaging(f.Modality.MR, finding="oedema"), "MRI: oedema", ()),
        (f.Imaging(f.Modality.PLANNING_CT), "Planning CT", ()),
        (f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2012"), 9.5, "ng/mL"),)), "PSA 9.5 ng/mL", ()),
        (f.LabSeries(f.Analyte.ALP, (f.LabValue(When(), None), f.LabValue(on("2012"), 80.0))),
         "Alkaline phosphatase, 2 values", ("value", "unit", "date")),
        (f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"), "ADT: leuprolide", ("dose",)),
        (f.SystemicTherapy(f.DrugGroup.BISPHOSPHONATE), "Bisphosphonate", ("agent", "dose")),
        (f.SystemicTherapy(f.DrugGroup.DENOSUMAB, "denosumab", (f.DrugDose(120.0, "mg"),)), "Denosumab", ()),
        (f.LocalTreatment(f.Technique.VERTEBROPLASTY), "Vertebroplasty", ()),
        (f.LocalTreatment(f.Technique.SURGERY), "Surgery", ("procedure",)),
        (f.Symptom(), "Pain", ("pain score", "analgesics")),
        (f.Symptom("fatigue"), "Fatigue", ()),
        (f.Toxicity("Proctitis"), "Proctitis", ("grade", "CTCAE version")),
    ],
)  # fmt: skip
def test_each_kind_has_a_title_and_says_what_is_missing(facts, title, unsaid):
    assert (facts.title, facts.unsaid) == (title, unsaid)


def test_a_pain_of_0_without_analgesics_is_stated():
    assert f.Symptom(pain_score=0, omed_mg_a_day=0.0).unsaid == ()


def test_a_value_as_reported():
    assert f.LabValue(When(), None, "ng/mL").text == "value not stated"
    assert f.LabValue(When(), 9.0).text == "9 (unit not stated)"
    assert f.DrugDose().text == "dose not stated"
    assert f.DrugDose(3.0).text == "3 (unit not stated)"


def test_units_of_mass_are_drawn_in_one_unit_and_moles_in_their_own():
    def drawn(analyte, value, unit):
        series = f.LabSeries(analyte, (f.LabValue(When(), value, unit),))
        return series.drawn(series.values[0])

    assert drawn(f.Analyte.PSA, 4.0, "µg/L") == (4.0, "ng/mL")  # 1 µg/L = 1 ng/mL
    assert drawn(f.Analyte.ALP, 2.0, "µkat/L") == (120.0, "U/L")  # 1 µkat = 60 µmol/min
    assert drawn(f.Analyte.TESTOSTERONE, 1.7, "nmol/L") == (1.7, "nmol/L")
    assert drawn(f.Analyte.PSA, 4.0, "mol") is None
    assert drawn(f.Analyte.PSA, None, "ng/mL") is None


@pytest.mark.parametrize(
    ("analyte", "written", "unit"),
    [
        (f.Analyte.PSA, "ug/l", "µg/L"),
        (f.Analyte.ALP, "UI/L", "U/L"),
        (f.Analyte.PSA, "UI/L", "UI/L"),
        (f.Analyte.CALCIUM, "mg / dl", "mg/dL"),
    ],
)
def test_a_unit_is_spelled_one_way_and_one_that_does_not_fit_stays_as_written(analyte, written, unit):
    assert unit_written(analyte, written) == unit


def test_units_that_are_not_known_are_named():
    assert f.LabSeries(f.Analyte.PSA, (f.LabValue(When(), 1.0, "mol"),)).unknown_units == ("mol",)
    assert f.SystemicTherapy(f.DrugGroup.ADT, "x", (f.DrugDose(1.0, "spoon"),)).unknown_units == ("spoon",)


def test_a_lesion_that_is_not_mentioned_is_neither_seen_nor_gone():
    scan = f.Imaging(
        f.Modality.BONE_SCAN,
        lesions=tuple(f.Lesion(Site("sternum"), state) for state in f.LesionState),
    )
    gone = {f.LesionState.RESOLVED, f.LesionState.NOT_MENTIONED}
    assert {lesion.state for lesion in scan.seen} == set(f.LesionState) - gone
    assert f.Lesion(Site("sternum"), f.LesionState.NOT_MENTIONED).text == "sternum: not mentioned"
    assert f.Lesion(Site("sternum")).text == "sternum"


def test_sources_texts():
    assert DicomObject("", "", "1.2").text == "header"
    assert Entry("A. Reader", "2026-11-21").text == "entered by A. Reader on 2026-11-21"
    assert Entry("A. Reader").text == "entered by A. Reader"


def test_an_event_says_of_itself_what_is_not_stated():
    drug = event_of("d", f.SystemicTherapy(f.DrugGroup.BISPHOSPHONATE), on("2012-09"), extent=Extent.OPEN)
    assert drug.not_stated == ("agent", "dose", "stop date")
    fracture = event_of("f", f.SkeletalEvent(f.SkeletalKind.FRACTURE), NOT_STATED, sites=[Site("femur")])
    assert (fracture.title, fracture.not_stated) == (
        "Fracture: femur, side not stated", ("date", "whether it was pathological", "side"),
    )  # fmt: skip


def test_what_sources_state_in_two_ways_is_a_difference_and_not_missing():
    side = Alternative("side", (Reading("left", "scan"), Reading("right", "letter")))
    pain = event_of("p", f.Symptom(pain_score=3, omed_mg_a_day=0.0), on("2018"), on("2019"), sites=[Site("hip")],
                    alternatives=(side,), origin=Document("Letter"))  # fmt: skip
    assert (pain.not_stated, pain.differing, pain.conflicting) == ((), True, False)
    assert (pain.extent, pain.source) == (Extent.STATED, "Letter")


def test_an_event_at_several_sites_counts_them_and_names_who_entered_it():
    sites = (Site("hip", side=Side.LEFT), Site("sternum"))
    made = event_of("x", f.LocalTreatment(f.Technique.SBRT), on("2018"), sites=sites, entered=Entry("A. Reader"))
    assert (made.title, made.source) == ("SBRT: 2 sites", "entered by A. Reader")
