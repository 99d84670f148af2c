"""One planted case, opened and edited once; its capsules, made once."""

from datetime import date

import pytest

from reirrad_gui.case.from_letters import with_letter
from reirrad_gui.case.letters import LetterCourse, LetterDocument
from reirrad_gui.patient.dates import PartialDate, StatedDate, When
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Diagnosis, Note, Symptom, Toxicity
from reirrad_gui.patient.origins import Document, Entry
from reirrad_gui.session.capsule.saving import CapsuleWish, capsule_source, save_capsule
from reirrad_gui.session.opening import only_case, opened, read
from reirrad_gui.session.session import Session
from reirrad_gui.session.settings import Recovery
from reirrad_gui.session.storyboard import SavedView, step_of
from tests.support.planted import FAMILY, GIVEN, ID, NAME, PHYSICIAN, PLAIN_FAMILY, SECRET, planted

LETTER = LetterCourse(
    "letter 1", LetterDocument(f"Letter on {FAMILY}", "07.01.2013", PHYSICIAN), 8.0, 1, reached=("Rectum",),
    label=f"{GIVEN}'s palliation", site="sacrum", start="2012-11-05", end="2012-11-05", entered_by=PHYSICIAN,
    entered_on="2019-12-31", note=f"{SECRET} {ID}",
)  # fmt: skip


def at(year, month=None, day=None, source="Discharge letter of Dr Grosskopf"):
    return When((StatedDate.at(PartialDate(year, month, day), source),))


def told_events():
    """Events in which names stand in every text."""
    entry = Entry(PHYSICIAN, "2019-12-31T20:15")
    origin = Document(f"Report on {NAME}", SECRET, PHYSICIAN, "07.01.2013")
    return (
        event_of(
            "e1", Diagnosis("prostate cancer", f"read by {PHYSICIAN}", stage="T2"), at(2012, 10, 3), origin=origin
        ),
        event_of("e2", Symptom(pain_score=7), at(2013, 1, 7), detail=f"{FAMILY} did", wording=SECRET, entered=entry),
        event_of("e4", Toxicity("proctitis", 2, f"5.0 by {PHYSICIAN}"), at(2018, 2, 1)),
        event_of("e3", Note(f"{PLAIN_FAMILY} called on 07.01.2013: {SECRET}"), at(2018, 3, 1), origin=origin),
    )


def edited(folder):
    """The planted case with a letter, events, an α/β, a recovery with its reason and an approval."""
    session = Session(opened(with_letter(only_case(read([folder])), LETTER)))
    session.edit_events("Tell", (*session.case.events, *told_events()))
    rectum = next(o.key for o in session.assessment.organs if "Rectum" in o.name)
    session.do("α/β", lambda s: s.with_alpha_beta(rectum, 4.5))
    session.do("Name", lambda s: s.with_recovery(Recovery("user", 25.0, f"as {PHYSICIAN} wants it")))
    key = session.opened.registrations[0].key
    session.do("Approve", lambda s: s.with_approval(key, PHYSICIAN, "2019-12-31", f"bones of {FAMILY} fit"))
    day = float(date(2013, 1, 7).toordinal())
    view = SavedView(organ=rectum, first_day=day - 30.5, last_day=day + 4000.0)
    session.edit_storyboard("Save", (step_of(session, f"Rectum of {FAMILY}", PHYSICIAN, view),))
    return session


@pytest.fixture(scope="package")
def planted_folder(tmp_path_factory):
    return planted(tmp_path_factory.mktemp("planted") / f"{PLAIN_FAMILY}")


@pytest.fixture(scope="package")
def source(planted_folder):
    return capsule_source(edited(planted_folder), [str(planted_folder)], who=PHYSICIAN)


@pytest.fixture(scope="package")
def saved(source, tmp_path_factory):
    """With files, not de-identified."""
    return save_capsule(source, CapsuleWish(tmp_path_factory.mktemp("saved") / "case.reirrad", with_files=True))


@pytest.fixture(scope="package")
def deidentified(source, tmp_path_factory):
    to = tmp_path_factory.mktemp("copy") / "copy.reirrad"
    return save_capsule(source, CapsuleWish(to, with_files=True, deidentified=True))
