"""A history whose every free text names the patient and staff, and a session of it over planted files."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path

from reirrad_gui.constraints import DEFAULT_SET, load_constraint_set
from reirrad_gui.constraints.library import copied
from reirrad_gui.constraints.set_files import set_text
from reirrad_gui.errors import ReirradError
from reirrad_gui.patient import facts as f
from reirrad_gui.patient.counts import Count
from reirrad_gui.patient.events import Contradiction, event_of
from reirrad_gui.patient.origins import Alternative, Document, Entry, Reading
from reirrad_gui.patient.sites import Side, Site
from reirrad_gui.session import Opened, Session, open_case
from tests.support.planted import FAMILY, GIVEN, ID, PHYSICIAN, PLACE, planted
from tests.support.typed_events import on

TAINT = f"{FAMILY} {GIVEN} {ID}, {PHYSICIAN}, {PLACE}"
FIXED = {
    "uid",
    "kind",
    "unit",
    "bound",
    "structure",
    "level",
    "scale",
    "ctcae_version",
    "modality",
    "course_uid",
    "author",
    "by",
}
"""What has to stay as it is; who wrote is somebody already, and the institution is named in no field of its own."""


def history():
    """Facts of every lane, each free text tainted where its type allows it."""
    lesion = f.Lesion(Site("rib", "3", Side.LEFT), f.LesionState.NEW, "seen", ())
    scan = f.Imaging(f.Modality.BONE_SCAN, "MDP", "multiple foci", (lesion,), None, Count.exactly(7))
    drug = f.SystemicTherapy(
        f.DrugGroup.ADT, "leuprolide", (f.DrugDose(7.5, "mg", "monthly"),),
        (f.Pause(on("2013-01"), on("2013-03"), "hot flushes"),), "stopped by",
    )  # fmt: skip
    psa = f.LabSeries(f.Analyte.PSA, (f.LabValue(on("2012-09-01"), 20.0, "ng/mL", "", "drawn by"),))
    plain = (
        event_of("d", f.Diagnosis("prostate carcinoma", "adenocarcinoma", None, "T2"), on("2011-03")),
        event_of("i", scan, on("2012-11")),
        event_of("p", f.Progression("new lesions"), on("2018")),
        event_of("s", drug, on("2012-06"), on("2014-06")),
        event_of("l", f.LocalTreatment(f.Technique.SURGERY, "fixation"), on("2016")),
        event_of("y", f.Symptom("pain", 7, 30.0, "relief"), on("2018-03-03")),
        event_of("t", f.Toxicity("cystitis", 2, "5.0", "as told by"), on("2018-09")),
        event_of("n", f.Note("said at the board"), on("2018-10")),
        event_of("psa", psa, on("2012-09-01")),
        event_of("b", f.Discussion("asked by", "agreed with", "among others"), on("2018-11")),
        event_of("k", f.SkeletalEvent(f.SkeletalKind.FRACTURE, pathological=True), on("2018-04")),
        event_of("w", f.PerformanceStatus("ECOG", 1), on("2018-05")),
        event_of("c", f.LastContact(f.VitalStatus.ALIVE, "seen by"), on("2019")),
    )  # fmt: skip
    origin = Document("Discharge letter", "page 1", PHYSICIAN, "2013-02-01")
    more = {
        "detail": "detail", "wording": "as written", "origin": origin, "entered": Entry(PHYSICIAN, "2026-01-01"),
        "contradictions": (Contradiction(1, "two sizes", "text", "flag"),),
        "alternatives": (Alternative("size", (Reading("2 cm", "one"), Reading("3 cm", "other"))),),
    }  # fmt: skip
    known = {one.name for one in fields(plain[0])}
    return tuple(_tainted(replace(one, **{k: v for k, v in more.items() if k in known})) for one in plain)


def planted_case(folder: Path) -> Opened:
    """Files that say who it is everywhere, opened."""
    return open_case([planted(folder)])


def planted_session(opened: Opened) -> Session:
    """A session with the history, names of structures confirmed, and a registration approved by somebody."""
    session = Session(opened, events=history())
    first = session.assessment.registrations[0]
    sentence = f"approved by {PHYSICIAN}, 2026-01-01T10:00+01:00: bones of {FAMILY}"
    organs = {organ.name: organ.name.split()[0] for organ in session.assessment.organs}
    session.do("Confirm names", lambda now: replace(now, canonical_names=organs))
    session.do(f"Approve for {FAMILY}", lambda now: replace(now, approvals={first.key: sentence}))
    own = str(_own_limits(session.case.files[0].path.parent))
    session.do("Use our limits", lambda now: replace(now, constraint_set=own))
    return session


def _own_limits(folder: Path) -> Path:
    """A set of limits that somebody made for this patient."""
    title = f"Limits of {PHYSICIAN} for {FAMILY}"
    made = copied(load_constraint_set(DEFAULT_SET), title, PHYSICIAN, date(2026, 1, 1))
    path = folder / f"{PHYSICIAN}.json"
    path.write_text(set_text(made), encoding="utf-8")
    return path


def _tainted(value):
    """The value with the taint in every text that its type lets one write freely."""
    if isinstance(value, Enum) or not is_dataclass(value):
        return value
    for one in fields(value):
        before = getattr(value, one.name)
        if one.name in FIXED or not one.init:
            continue
        after = before
        if isinstance(before, str) and not isinstance(before, Enum) and before:
            after = f"{before} {TAINT}"
        elif isinstance(before, tuple):
            after = tuple(_tainted(each) for each in before)
        elif is_dataclass(before) and type(before).__name__ not in ("When", "StatedDate", "PartialDate"):
            after = _tainted(before)
        try:
            value = replace(value, **{one.name: after})
        except (ReirradError, ValueError, TypeError):
            continue
    return value
