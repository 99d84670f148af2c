"""Whatever a file lacks, or holds instead, the import ends in a case or in sentences."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset

from reirrad_gui.case import Case
from reirrad_gui.dicom import check_report, load_dose, load_volume, read_cases
from reirrad_gui.errors import DicomError, ReirradError
from tests.support.phantom_dicom import (
    SUBJECT,
    save,
    write_course,
    write_ct,
    write_dose,
    write_plan,
    write_record,
    write_registration,
    write_structures,
    write_summary,
)

WRITERS = {
    "plan": write_plan,
    "dose": write_dose,
    "beam dose": lambda folder: write_dose(folder, summation="BEAM", beams=[1, 2]),
    "structures": write_structures,
    "image": lambda folder: write_ct(folder)[3],
    "registration": lambda folder: write_registration(folder, SUBJECT, SUBJECT.frame_uid, "1.2.3", [_identity()]),
    "record": lambda folder: write_record(folder, SUBJECT, 1, "20130108", planned=3),
    "summary": lambda folder: write_summary(folder, SUBJECT, "20130108", "20130110", 3, 3),
}


def _identity() -> list[float]:
    return [1.0 if i % 5 == 0 else 0.0 for i in range(16)]


def everything_that_can_be_done(paths: list[Path]) -> tuple[Case, ...]:
    """Reads, reports and loads; only errors in words may come out."""
    try:
        cases = read_cases(paths)
    except ReirradError as error:
        assert str(error).endswith(".")
        return ()
    for line in check_report(cases):
        assert "Traceback" not in line
    for case in cases:
        for problem in case.problems:
            assert problem.sentence.endswith("."), problem.sentence
            assert "\n" not in problem.sentence
        for source in [d for c in case.courses for p in c.phases for d in p.doses]:
            load_dose(source)
        for series in case.series:
            if not series.unusable:
                with suppress(DicomError):  # compressed pixels are only found to be damaged when they are decoded
                    load_volume(series)
    return cases


def places(ds: Dataset, above: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The path of every element, in sequences too (of their first two items)."""
    for element in ds:
        yield (*above, element.tag)
        if element.VR == "SQ":
            for number, item in enumerate(element.value[:2]):
                yield from places(item, (*above, element.tag, number))


def removed(ds: Dataset, place: tuple[object, ...]) -> None:
    for step in place[:-1]:
        ds = ds[step].value if not isinstance(step, int) or step > 1000 else ds[step]
    del ds[place[-1]]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "in a course"])
def test_any_single_attribute_may_be_missing(tmp_path, kind, alone):
    whole = WRITERS[kind](tmp_path / "whole")
    around = [] if alone else [write_course(tmp_path / "course")]
    original = dcmread(whole)
    for number, place in enumerate(places(original)):
        ds = dcmread(whole)
        removed(ds, place)
        if not alone:
            ds.SOPInstanceUID = ds.get("SOPInstanceUID", "1.2") + ".1"
        everything_that_can_be_done([save(ds, tmp_path / f"{number}" / "x.dcm"), *around])


NONSENSE = ["", "0", "-1", "1e400", "abc", "1\\2", "99999999999"]


@pytest.mark.parametrize("kind", WRITERS)
def test_any_single_number_may_be_nonsense(tmp_path, kind):
    whole = WRITERS[kind](tmp_path / "whole")
    course = write_course(tmp_path / "course")
    for number, place in enumerate(places(dcmread(whole))):
        ds = dcmread(whole)
        item = ds
        for step in place[:-1]:
            item = item[step].value if not isinstance(step, int) or step > 1000 else item[step]
        element = item[place[-1]]
        if element.VR not in ("DS", "IS", "CS", "DA", "UI"):
            continue
        element._value = NONSENSE[number % len(NONSENSE)].split("\\") if number % 7 == 5 else NONSENSE[number % 7]
        try:
            path = save(ds, tmp_path / f"{number}" / "x.dcm")
        except (ValueError, TypeError, OverflowError, AttributeError):
            continue  # pydicom refuses to write it
        everything_that_can_be_done([path, course])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_may_end_anywhere(tmp_path, kind):
    content = WRITERS[kind](tmp_path / "whole").read_bytes()
    ends = sorted({*range(0, min(len(content), 3000), 97), len(content) - 1, len(content) // 2})
    for end in ends:
        path = tmp_path / "cut.dcm"
        path.write_bytes(content[:end])
        everything_that_can_be_done([path])


@given(seed=st.integers(0, 2**32), kind=st.sampled_from(sorted(WRITERS)))
def test_bytes_may_be_damaged(tmp_path_factory, seed, kind):
    folder = tmp_path_factory.mktemp("damaged", numbered=True)
    path = WRITERS[kind](folder)
    content = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(132, min(len(content), 4000))] = chance.randrange(256)
    for other in folder.rglob("*.dcm"):
        if other != path:
            other.unlink()
    path.write_bytes(bytes(content))
    everything_that_can_be_done([folder])


def test_damage_to_one_file_does_not_keep_the_others_from_being_read(tmp_path):
    course = write_course(tmp_path)
    (course / "RS.dcm").write_bytes((course / "RS.dcm").read_bytes()[:700])
    [case] = everything_that_can_be_done([course])
    assert case.courses[0].has_dose
