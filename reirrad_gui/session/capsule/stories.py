"""A story file as a de-identified copy: the dates and sites of its courses; its events go into the document."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reirrad_gui.errors import CaseFileError
from reirrad_gui.patient.dates import PartialDate, StatedDate
from reirrad_gui.session.capsule.clean_rules import Becomes
from reirrad_gui.session.capsule.cleaning import Cleaner
from reirrad_gui.store.story import read_story


def cleaned_story(path: Path, cleaner: Cleaner, patient_id: str) -> bytes:
    """The copy's bytes: it links to the same courses.

    Raises
    ------
    CaseFileError
        It is no story file that can be understood.
    """
    read_story(path)
    said = json.loads(path.read_text(encoding="utf-8"))
    clean = cleaner.text
    copy = {
        "schema": said["schema"],
        "patient_id": patient_id if said.get("patient_id") else "",
        "synthetic": [clean(str(one), Becomes.CLEANED) for one in said.get("synthetic", [])],
        "events": [],
        "courses": [_course(one, cleaner) for one in said.get("courses", [])],
        "contradictions": [
            {"number": one["number"], "title": f"Contradiction {one['number']}", "text": "", "shown_as": ""}
            for one in said.get("contradictions", [])
        ],
    }
    return json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8") + b"\n"


def _course(said: Mapping[str, Any], cleaner: Cleaner) -> dict[str, Any]:
    clean = cleaner.text
    return {
        "plan_labels": [clean(str(label), Becomes.PLAN) for label in said["plan_labels"]],
        "label": clean(str(said.get("label", "")), Becomes.PLAN),
        "site": clean(str(said.get("site", "")), Becomes.CLEANED),
        "start": [_date(one, cleaner) for one in said.get("start", [])],
        "end": [_date(one, cleaner) for one in said.get("end", [])],
        "not_stated": [clean(str(one), Becomes.CLEANED) for one in said.get("not_stated", [])],
        "fraction_interval_days": said.get("fraction_interval_days"),
        "contradictions": list(said.get("contradictions", [])),
    }


def _date(said: Mapping[str, Any], cleaner: Cleaner) -> dict[str, Any]:
    ends = [None if said.get(k) is None else PartialDate.parse(str(said[k])) for k in ("earliest", "latest")]
    try:
        moved = cleaner.stated(StatedDate(ends[0], ends[1], str(said["source"]), str(said.get("derived", ""))))
    except ValueError as error:
        raise CaseFileError("A date of the story file cannot be moved exactly: nothing was written.") from error
    first, last = (None if end is None else end.iso for end in (moved.earliest, moved.latest))
    return {"earliest": first, "latest": last, "source": moved.source, "derived": moved.derived}
