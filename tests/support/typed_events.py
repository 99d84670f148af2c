"""Events of every kind for property tests, and a long made-up history."""

from datetime import date, timedelta

from hypothesis import strategies as st

from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import Contradiction, Event, Extent, Lane, event_of
from reirrad_gui.patient.origins import Alternative, DicomObject, Document, Entry, Reading
from reirrad_gui.patient.sites import Side, Site, site_table

WORDS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12).filter(lambda t: t.strip())
OPTIONAL_WORDS = st.none() | WORDS
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(DAYS)
    return PartialDate(*(day.year, day.month, day.day)[: draw(st.integers(1, 3))])


@st.composite
def stated_dates(draw):
    one, other = draw(partial_dates()), draw(partial_dates())
    first, last = (one, other) if one.earliest <= other.latest else (other, one)
    form = draw(st.integers(0, 3))
    bounds = ((first, last), (first, None), (None, last), (first, first))[form]
    return StatedDate(*bounds, draw(WORDS), draw(st.just("") | WORDS))


WHENS = st.lists(stated_dates(), max_size=3).map(lambda stated: When(tuple(stated)))


@st.composite
def sites(draw):
    table = site_table()
    structure = draw(st.sampled_from(sorted(table.terms)))
    levels = {"rib": [str(n) for n in range(1, 13)], "vertebra": table.spine}.get(structure, ())
    level = draw(st.sampled_from(levels)) if levels else ""
    return Site(structure, level, draw(st.sampled_from(Side)), draw(st.just("") | WORDS), draw(st.just("") | WORDS))


@st.composite
def counts(draw):
    fewest = draw(st.integers(0, 50))
    return Count(fewest, draw(st.none() | st.integers(fewest, 100)))


BOUNDS = st.sampled_from(["", "<", ">"])
AMOUNTS = st.none() | st.floats(0.001, 1e6)
SPOTS = st.lists(st.builds(f.Spot, WORDS, st.integers(1, 4), st.floats(0, 1), st.floats(0, 1)), max_size=2).map(tuple)
LESIONS = st.builds(f.Lesion, sites(), st.sampled_from(f.LesionState), WORDS, SPOTS)
FACTS = st.one_of(
    st.builds(f.Diagnosis, WORDS, OPTIONAL_WORDS,
              st.none() | st.builds(f.Gleason, st.integers(1, 5), st.integers(1, 5)), OPTIONAL_WORDS),
    st.builds(f.Progression, OPTIONAL_WORDS),
    st.builds(f.Imaging, st.sampled_from(f.Modality), OPTIONAL_WORDS, OPTIONAL_WORDS,
              st.lists(LESIONS, max_size=3).map(tuple),
              st.none(), st.none() | counts(), st.none() | counts(), OPTIONAL_WORDS, st.none() | st.booleans(),
              st.none() | st.integers(0, 9), OPTIONAL_WORDS),
    st.builds(f.LabSeries, st.sampled_from(f.Analyte),
              st.lists(st.builds(f.LabValue, WHENS, st.none() | st.floats(0, 1e6), WORDS, BOUNDS),
                       min_size=1, max_size=4).map(tuple)),
    st.builds(f.SystemicTherapy, st.sampled_from(f.DrugGroup), OPTIONAL_WORDS,
              st.lists(st.builds(f.DrugDose, AMOUNTS, WORDS, WORDS, WHENS), max_size=2).map(tuple),
              st.lists(st.builds(f.Pause, WHENS, WHENS, WORDS), max_size=2).map(tuple), OPTIONAL_WORDS),
    st.builds(f.LocalTreatment, st.sampled_from(f.Technique), OPTIONAL_WORDS),
    st.builds(f.Symptom, WORDS, st.none() | st.integers(0, 10), st.none() | st.floats(0, 10_000), OPTIONAL_WORDS),
    st.builds(f.Toxicity, WORDS, st.none() | st.integers(1, 5), OPTIONAL_WORDS, OPTIONAL_WORDS),
    st.builds(f.SkeletalEvent, st.sampled_from(f.SkeletalKind), st.none() | st.booleans()),
    st.builds(f.PerformanceStatus, st.just("ECOG"), st.none() | st.integers(0, 5)),
    st.builds(f.LastContact, st.none() | st.sampled_from(f.VitalStatus), OPTIONAL_WORDS),
    st.builds(f.Discussion, OPTIONAL_WORDS, OPTIONAL_WORDS, OPTIONAL_WORDS),
    st.builds(f.Note, WORDS),
)  # fmt: skip
ORIGINS = st.none() | st.builds(Document, WORDS, WORDS) | st.builds(DicomObject, WORDS, WORDS)
ENTRIES = st.none() | st.builds(Entry, WORDS, st.sampled_from(["", "2026-11-21", "2026-11-21T20:15:00"]))
ALTERNATIVES = st.builds(Alternative, WORDS, st.just((Reading("left", "a"), Reading("right", "b"))))
EVENTS = st.builds(
    Event, WORDS, st.sampled_from(Lane), WORDS, WORDS, WHENS, WHENS, st.sampled_from(Extent), WORDS,
    st.lists(WORDS, max_size=2).map(tuple), WORDS, st.booleans(),
    st.lists(st.builds(Contradiction, st.integers(1, 20), WORDS, WORDS, WORDS), max_size=1).map(tuple),
    OPTIONAL_WORDS, OPTIONAL_WORDS, FACTS, st.lists(sites(), max_size=2).map(tuple), ORIGINS, ENTRIES,
    st.lists(ALTERNATIVES, max_size=1).map(tuple), WORDS, st.lists(WORDS, max_size=2).map(tuple),
)  # fmt: skip


def on(text, source="chart"):
    """A date one source states."""
    return When((StatedDate.at(PartialDate.parse(text), source),))


def long_history(number):
    """As many events, a day apart: pain, PSA, scans and drugs in turn."""
    first = date(1990, 1, 1)
    made = []
    for i in range(number):
        when = on((first + timedelta(days=i)).isoformat())
        facts = (
            f.Symptom(pain_score=i % 11, omed_mg_a_day=float(i % 90)),
            f.LabSeries(f.Analyte.PSA, (f.LabValue(when, i / 10, "ng/mL"),)),
            f.Imaging(f.Modality.BONE_SCAN, count=Count.exactly(i % 30), new=Count.exactly(i % 3)),
            f.SystemicTherapy(f.DrugGroup.ADT, "leuprolide"),
        )[i % 4]
        made.append(event_of(f"e{i}", facts, when))
    return tuple(made)
