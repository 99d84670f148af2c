"""The case report's worst case as two letter files: `python -m tests.support.seed_letters DIR` writes them.

21 Gy in 3 weekly fractions from December 2012, and 20 Gy in 5 daily ones in 2018 or 2019; every organ of the pelvis may
have received both in full. Doses, fractions and dates are those of the report; which organs were reached it does not
say.
"""

import json
import sys
from pathlib import Path

from reirrad_gui.case.letters import LetterCourse, LetterDocument
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.store.letters import letter_json

PATIENT = PatientIdentity("EX-001", "Example^Case report", "", "M")
REACHED = ("Bowel_Small", "Bladder", "Rectum", "SacralPlex")
DOCUMENT = LetterDocument("Case report, methods and discussion")
ENTERED = {"entered_by": "Test author", "entered_on": "2026-11-21"}


def first(**changes):
    """21 Gy in 3: started in December 2012, three weekly fractions take 15 days."""
    said = {
        "uid": "letter 1", "document": DOCUMENT, "total_gy": 21.0, "fractions": 3, "reached": REACHED,
        "label": "Pelvis, 3 weekly fractions", "site": "pelvis", "start": "December 2012",
        "end": "2012-12-15 to 2013-01-14", **ENTERED,
    }  # fmt: skip
    return LetterCourse(**{**said, **changes})


def second(**changes):
    """20 Gy in 5: after the scan of 2018, delivered in one week."""
    said = {
        "uid": "letter 2", "document": DOCUMENT, "total_gy": 20.0, "fractions": 5, "reached": REACHED,
        "label": "Pubic symphysis, 5 daily fractions", "site": "pubic symphysis, left ischiopubic ramus",
        "start": "2018 to 2019", **ENTERED,
    }  # fmt: skip
    return LetterCourse(**{**said, **changes})


def write_letter(folder, name, letter, patient=PATIENT):
    """One letter file, and its path."""
    path = Path(folder) / f"{name}.letter.json"
    path.write_text(json.dumps(letter_json(letter, patient), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def write_seed_letters(folder):
    """Both letter files, and their paths."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return write_letter(folder, "course-1", first()), write_letter(folder, "course-2", second())


if __name__ == "__main__":
    print("\n".join(str(path) for path in write_seed_letters(sys.argv[1])))
