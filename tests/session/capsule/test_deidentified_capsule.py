"""What a de-identified capsule must not say, and what it must still say."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pytest
from pydicom import dcmread

from reirrad_gui.errors import InputError
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.capsule.clean_rules import RULES
from reirrad_gui.session.capsule.copies import Copies
from reirrad_gui.session.capsule.opening import compared
from reirrad_gui.session.capsule.saving import CapsuleWish, capsule_source, save_capsule
from reirrad_gui.session.keeping.document import CaseDocument
from reirrad_gui.session.keeping.encoding import hints
from reirrad_gui.session.opening import open_case
from reirrad_gui.session.session import Session
from reirrad_gui.store.letters import letter_json
from tests.session.capsule.conftest import LETTER
from tests.support.phantom_dicom import two_courses
from tests.support.planted import FAMILY, found_in

DATE_KINDS = ("DA", "DT")


@pytest.fixture(scope="module")
def again(deidentified):
    """The copy, opened."""
    return compared(deidentified.path)


def members(path):
    with zipfile.ZipFile(path) as packed:
        return {one.filename: packed.read(one) for one in packed.infolist()}


def dates_in(ds):
    """Every date of a data set, by its place."""
    found = {}
    for element in ds:
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                found |= {(element.tag, number, *place): day for place, day in dates_in(item).items()}
        elif element.VR in DATE_KINDS and element.value:
            found[element.tag,] = datetime.strptime(str(element.value)[:8], "%Y%m%d").date()
    return found


def test_no_name_id_place_or_date_is_left_in_any_byte(deidentified):
    content = members(deidentified.path)
    assert len(content) == 21 + 5
    for name, said in content.items():
        assert found_in(said) == [], name
        assert found_in(name.encode()) == []
    assert found_in(deidentified.path.read_bytes()[-200:]) == []


def test_the_search_would_find_what_was_planted(saved):
    found = {word for said in members(saved.path).values() for word in found_in(said)}
    assert {"Żółkiewska", "Grosskopf", "Topsecret", "20130107", "MRN471123"} <= found


def test_a_de_identified_capsule_opens_to_the_same_numbers(deidentified, again):
    assert any(line.startswith("Opened again for a check: all ") for line in deidentified.lines), deidentified.lines
    assert again.differences == ()
    assert again.count > 300
    assert again.reopened.complete
    assert again.reopened.session.case.patient.patient_id.startswith("D-")
    assert again.reopened.session.settings.recovery.percent == 25.0
    assert not again.reopened.session.settings.recovery.reason.startswith("as ")


def test_no_uid_of_the_files_is_left_in_the_copy(source, deidentified):
    uids = {file.sop_instance_uid for file in source.document.files} | {
        course.frame_of_reference_uid for course in source.case.courses if course.frame_of_reference_uid
    }
    for name, said in members(deidentified.path).items():
        assert [uid for uid in uids if uid.encode() in said] == [], name


def test_saved_views_show_the_same_organ_and_stretch_of_time(source, again):
    [before], [after] = source.document.storyboard, again.reopened.session.storyboard
    assert after.view.organ in {organ.key for organ in again.reopened.session.assessment.organs}
    assert after.view.organ.endswith("/Rectum [name]")
    moved = {
        new.start.first_day.toordinal() - old.start.first_day.toordinal()
        for old, new in zip(source.case.events, again.reopened.session.case.events, strict=True)
        if old.start.known
    }
    assert {after.view.first_day - before.view.first_day, after.view.last_day - before.view.last_day} == moved


def test_structures_keep_their_organs_and_differ_where_they_differed(again):
    names = {o.name for o in again.reopened.session.assessment.organs}
    assert {"Rectum [name]", "BODY [name]", "Bladder [name]"} <= names


def test_every_date_of_every_file_is_moved_by_the_same_days(planted_folder, deidentified):
    before = {}
    for path in planted_folder.rglob("*.dcm"):
        ds = dcmread(path)
        before[(ds.Modality, int(ds.InstanceNumber), ds.StudyDate)] = dates_in(ds)
    shifts, after = set(), {}
    for name, content in members(deidentified.path).items():
        if name.endswith(".dcm"):
            ds = dcmread(io.BytesIO(content))
            after[name] = (ds.Modality, int(ds.InstanceNumber), dates_in(ds), ds)
    for modality, instance, dates, ds in after.values():
        candidates = [d for (m, i, _), d in before.items() if (m, i) == (modality, instance)]
        moved = {(c[(0x00080020,)] - dates[(0x00080020,)]).days for c in candidates}
        shifts.add(frozenset(moved))
        assert ds.PatientIdentityRemoved == "YES"
        assert ds.LongitudinalTemporalInformationModified == "MODIFIED"
        assert [m.CodeValue for m in ds.DeidentificationMethodCodeSequence] == ["113100", "113105", "113107"]
    common = frozenset.intersection(*shifts)
    assert len(common) == 1
    (days,) = common
    assert days != 0
    for modality, instance, dates, _ in after.values():
        originals = [d for (m, i, _), d in before.items() if (m, i) == (modality, instance)]
        assert any(all((o[place] - day).days == days for place, day in dates.items() if place in o) for o in originals)


def test_intervals_between_events_stay_and_their_days_do_not(source, again):
    events = again.reopened.session.case.events
    assert [e.kind for e in events] == [e.kind for e in source.case.events]
    old, new = ([e.start.first_day for e in some if e.start.known] for some in (source.case.events, events))
    assert [b - a for a, b in pairwise(old)] == [b - a for a, b in pairwise(new)]
    assert old[0] != new[0]


def test_two_copies_of_one_case_share_no_uid_and_leave_its_files_byte_for_byte(
    planted_folder, source, deidentified, tmp_path
):
    def state():
        return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in planted_folder.rglob("*") if p.is_file()}

    before = state()
    other = save_capsule(source, CapsuleWish(tmp_path / "x.reirrad", True, True, checked=False))
    assert state() == before
    one, two = (
        {str(dcmread(io.BytesIO(c)).SOPInstanceUID) for n, c in members(p).items() if n.endswith(".dcm")}
        for p in (deidentified.path, other.path)
    )
    assert len(one) == len(two) == 21
    assert not one & two


def test_a_date_known_by_its_year_stays_a_year_and_moves_by_four_years(tmp_path):
    folder = tmp_path / "case"
    first, _ = two_courses(folder, np.eye(4))
    dated = {"plan_labels": ["Plan"], "start": [{"earliest": "2012-12", "latest": "2012-12", "source": f"Dr {FAMILY}"}]}
    story = {"schema": "reirrad-gui/story/1", "patient_id": first.patient_id, "courses": [dated]}
    told = letter_json(LETTER, PatientIdentity(first.patient_id))
    (folder / f"{FAMILY}.letter.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / f"{FAMILY}.reirrad.json").write_text(json.dumps(story), encoding="utf-8")
    source = capsule_source(Session(open_case([folder])))
    saved = save_capsule(source, CapsuleWish(tmp_path / "x.reirrad", True, True, checked=False))
    assert any("multiple of four years" in line for line in saved.lines)
    again = compared(saved.path)
    assert again.differences == ()
    assert again.reopened.complete
    cases = source.case, again.reopened.session.case
    before, after = ([said for c in case.courses for said in c.start.stated] for case in cases)
    words = [[re.sub(r"\d{4}", "", said.text) for said in some] for some in (before, after)]
    assert words[0] == words[1], "the same precision, the same days and months"
    assert "Dec 2012" in [said.text for said in before]
    (moved,) = {b.earliest.year - a.earliest.year for a, b in zip(after, before, strict=True)}
    assert moved > 0
    assert moved % 4 == 0
    assert found_in(b"".join(members(saved.path).values()), (FAMILY, "Grosskopf", "Topsecret", first.patient_id)) == []


def test_images_with_a_name_in_their_pixels_are_refused_or_left_out(source, planted_folder, tmp_path):
    path = next(p for p in sorted(planted_folder.rglob("*.dcm")) if dcmread(p).Modality == "CT")
    before = path.read_bytes()
    ds = dcmread(path)
    ds.BurnedInAnnotation = "YES"
    ds.save_as(path)
    try:
        with pytest.raises(InputError, match=r"burned into it.*Nothing was written"):
            save_capsule(source, CapsuleWish(tmp_path / "x.reirrad", True, True))
        assert list(tmp_path.iterdir()) == []
        wish = CapsuleWish(tmp_path / "x.reirrad", True, True, leave_out_flagged=True, checked=False)
        saved = save_capsule(source, wish)
        assert saved.files == 20
        assert any(line.startswith("Left out: file 1 says") for line in saved.lines)
    finally:
        path.write_bytes(before)


def test_without_files_nothing_of_the_patient_is_left_and_the_numbers_can_be_read(source, tmp_path):
    saved = save_capsule(source, CapsuleWish(tmp_path / "x.reirrad", deidentified=True))
    assert found_in(b"".join(members(saved.path).values())) == []
    with pytest.raises(InputError, match=r"None of the 21 files.*can be read"):
        compared(saved.path)


def _texts(declared, seen):
    """Every class below a type with its fields that hold texts."""
    from dataclasses import is_dataclass
    from typing import get_args

    if is_dataclass(declared) and declared not in seen:
        seen[declared] = set()
        for name, kind in hints(declared).items():
            waiting = [kind]
            while waiting:
                one = waiting.pop()
                if one is str:
                    seen[declared].add(name)
                waiting += get_args(one)
                _texts(one, seen)
    return seen


def test_every_text_of_the_document_has_a_rule():
    found = {declared.__name__: names for declared, names in _texts(CaseDocument, {}).items() if names}
    lacking = {name: sorted(names - set(RULES.get(name, {}))) for name, names in found.items()}
    assert {name: names for name, names in lacking.items() if names} == {}


def test_the_shift_and_the_way_back_are_in_no_line_of_the_copy(source):
    copies = Copies.of(source.document, source.case)
    said = " ".join(copies.told())
    assert str(abs(copies.cleaner.shift.days)) not in said
    assert copies.cleaner.uids.salt.hex() not in said
    assert date(2013, 1, 7).isoformat() not in said
