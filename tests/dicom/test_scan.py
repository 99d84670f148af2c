"""Folders, files, archives and DICOMDIRs lead to the same files; nothing hostile gets out of an archive."""

import os
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from pydicom.fileset import FileSet

from reirrad_gui.dicom import read_case, read_cases, scan
from reirrad_gui.dicom.archives import Limits, Scratch, unpack
from reirrad_gui.dicom.contents import read_contents
from reirrad_gui.dicom.progress import silent
from reirrad_gui.dicom.scan import find_files
from reirrad_gui.errors import DicomError, InputError
from tests.support.phantom_dicom import SUBJECT, write_course, write_dose, write_plan


def shown(paths: list[Path]) -> list[str]:
    return sorted(found.shown_as for found in find_files(paths, Scratch()).files)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


def zipped(folder: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w") as archive:
        for path in sorted(folder.rglob("*.dcm")):
            archive.write(path, path.relative_to(folder))
    return to


def test_a_folder_is_searched_to_the_bottom(course):
    assert [name for name in shown([course]) if "CT_" not in name] == [
        "course/RD.dcm", "course/RP_Plan.dcm", "course/RS.dcm",
    ]  # fmt: skip
    assert len(shown([course])) == 10


def test_a_file_given_twice_is_read_once(course):
    assert len(shown([course, course / "RD.dcm", course])) == 10


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tar.xz", "tgz"])
def test_an_archive_gives_the_same_courses_as_its_folder(course, tmp_path, ending):
    archive = tmp_path / f"export.{ending}"
    if ending == "zip":
        zipped(course, archive)
    else:
        kind = {"tar": "w", "tar.gz": "w:gz", "tgz": "w:gz", "tar.xz": "w:xz"}[ending]
        with tarfile.open(archive, kind) as packed:
            packed.add(course, "course")
    [found] = read_case([archive]).courses
    assert (found.prescribed_gy, found.planned_fractions, found.has_dose) == (21.0, 3, True)
    assert found.phases[0].doses[0].file.shown_as.startswith(f"export.{ending} › ")


def test_archives_inside_archives_are_opened_three_deep_and_no_deeper(course, tmp_path):
    inner = zipped(course, tmp_path / "1.zip")
    for depth in (2, 3, 4):
        outer = tmp_path / f"{depth}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(inner, inner.name)
        inner = outer
    assert read_case([tmp_path / "3.zip"]).courses
    with pytest.raises(InputError, match="archives deep"):
        read_cases([tmp_path / "4.zip"])


def test_member_names_that_climb_out_of_the_archive_write_nothing_outside(course, tmp_path):
    archive = tmp_path / "export.zip"
    target = tmp_path / "inside" / "evil.dcm"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(course / "RD.dcm", "../../evil.dcm")
        packed.write(course / "RP_Plan.dcm", str(target))
    before = set(tmp_path.rglob("*"))
    [found] = read_case([archive]).courses
    assert found.has_dose
    assert set(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent / "evil.dcm").exists()


def test_links_and_devices_in_a_tar_are_not_followed(course, tmp_path):
    archive = tmp_path / "export.tar"
    with tarfile.open(archive, "w") as packed:
        packed.add(course / "RD.dcm", "RD.dcm")
        link = tarfile.TarInfo("secret.dcm")
        link.type, link.linkname = tarfile.SYMTYPE, str(course / "RS.dcm")
        packed.addfile(link)
    assert shown([archive]) == ["export.tar › RD.dcm"]


def test_an_archive_that_unfolds_without_end_is_refused(tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("RD.dcm", bytes(128) + b"DICM" + bytes(1 << 22))
    with pytest.raises(DicomError, match="unfolds to far more"):
        unpack(archive, archive.name, Scratch(Limits(ratio=100, ratio_from_bytes=1 << 20)))


def test_too_many_members_are_refused(course, tmp_path):
    archive = zipped(course, tmp_path / "export.zip")
    with pytest.raises(DicomError, match="unfolds to far more"):
        unpack(archive, archive.name, Scratch(Limits(members=3)))


def test_a_damaged_archive_is_named_and_the_rest_is_read(course, tmp_path):
    broken = course / "broken.zip"
    broken.write_bytes(zipped(course, tmp_path / "whole.zip").read_bytes()[:3000])
    case = read_case([course])
    assert case.courses
    assert [p.sentence for p in case.problems if "broken.zip is damaged" in p.sentence]


def test_an_encrypted_archive_is_named(course, tmp_path):
    archive = zipped(course, tmp_path / "export.zip")
    content = bytearray(archive.read_bytes())
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:  # the "encrypted" flag of every directory entry
        flags = struct.unpack_from("<H", content, place + 8)[0]
        struct.pack_into("<H", content, place + 8, flags | 1)
        place += 4
    archive.write_bytes(content)
    with pytest.raises(InputError, match=r"export\.zip is encrypted"):
        read_cases([archive])


def test_what_is_not_dicom_is_counted_in_one_sentence(course):
    for number in range(30):
        (course / f"report {number}.txt").write_text("nothing to see")
    said = [p.sentence for p in read_case([course]).problems]
    assert said == ["30 files passed over: not DICOM."]


def test_the_programs_own_story_file_is_not_counted_as_foreign(course):
    (course / "example.reirrad.json").write_text("{}")
    assert read_case([course]).problems == ()


def test_a_file_that_is_not_dicom_is_opened_once_and_counted(course, monkeypatch):
    (course / "report.txt").write_text("nothing to see")
    opened: list[str] = []
    real = Path.open

    def remember(self: Path, *rest, **options):
        opened.append(self.name)
        return real(self, *rest, **options)

    monkeypatch.setattr(Path, "open", remember)
    contents = read_contents(find_files([course], Scratch()), silent)
    assert contents.others == 1
    headers = [name for name in opened if name != "RD.dcm"]  # the voxels of a dose are looked at, too
    assert len(headers) == len(set(headers)) == 10


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_lead_to_files_once_and_never_in_circles(course, tmp_path):
    (course / "again.dcm").symlink_to(course / "RD.dcm")
    (course / "elsewhere.dcm").symlink_to(write_plan(tmp_path / "elsewhere"))
    (course / "nowhere.dcm").symlink_to(tmp_path / "missing")
    (course / "circle.dcm").symlink_to(course / "circle.dcm")
    (course / "up").symlink_to(course.parent)
    assert len(shown([course])) == 11
    assert f"{course.name}/elsewhere.dcm" in shown([course])


def test_a_folder_that_cannot_be_listed_is_said(course, monkeypatch):
    locked = course / "locked"
    locked.mkdir()

    def refuse(folder: str):
        if str(folder) == str(locked.resolve()):
            raise PermissionError(13, "Permission denied")
        return os.scandir(folder)

    monkeypatch.setattr(scan, "scandir", refuse)
    [problem] = read_case([course]).problems
    assert problem.sentence == "course/locked cannot be opened (Permission denied). Check the disk and its permissions."


def test_hidden_files_are_not_mentioned(course):
    (course / ".DS_Store").write_bytes(b"x")
    assert read_case([course]).problems == ()


def test_a_folder_without_dicom_says_so(tmp_path):
    with pytest.raises(InputError, match=r"Nothing that can be shown was found in empty\. Choose the folder"):
        read_cases([_made(tmp_path / "empty")])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_path_that_does_not_exist_says_so(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_cases([tmp_path / "nowhere"])


@pytest.fixture
def disc(course: Path, tmp_path: Path) -> Path:
    """A disc as PS3.10 wants it: a DICOMDIR and files with short upper-case names."""
    files = FileSet()
    for path in course.rglob("*.dcm"):
        files.add(path)
    files.write(tmp_path / "disc")
    files._stage["t"].cleanup()  # pydicom leaves it to the garbage collector, which warns
    return tmp_path / "disc"


def test_a_dicomdir_leads_to_its_files(disc):
    [found] = read_case([disc / "DICOMDIR"]).courses
    assert found.has_dose


def test_a_disc_given_as_a_folder_is_read_once(disc):
    case = read_case([disc])
    assert len(case.courses) == 1
    assert case.problems == ()


def test_files_that_a_dicomdir_lists_but_the_copy_lacks_are_said(disc):
    missing = sorted(p for p in disc.rglob("*") if p.is_file() and p.name != "DICOMDIR")[0]
    missing.unlink()
    said = [p.sentence for p in read_case([disc / "DICOMDIR"]).problems]
    assert any("lists 1 of 10 files that are not there" in sentence for sentence in said)


def test_a_disc_copied_in_small_letters_is_read(disc):
    for path in sorted(disc.rglob("*"), key=lambda p: -len(p.parts)):
        if path.name != "DICOMDIR":
            path.rename(path.with_name(path.name.lower()))
    assert read_case([disc / "DICOMDIR"]).courses


def test_a_dicomdir_that_cannot_be_read_is_passed_over_for_the_files_beside_it(course):
    (course / "DICOMDIR").write_text("no directory")
    assert read_case([course / "DICOMDIR"]).courses


def test_a_dicomdir_does_not_lead_out_of_its_folder(disc, tmp_path):
    outside = write_dose(tmp_path / "outside", name="X")
    content = (disc / "DICOMDIR").read_bytes()
    inside = sorted(p for p in disc.rglob("*") if p.is_file() and p.name != "DICOMDIR")[0].relative_to(disc)
    old = "\\".join(inside.parts).encode()
    new = f"..\\{outside.parent.name}\\{outside.name}".encode().ljust(len(old))[: len(old)]
    assert old in content
    (disc / "DICOMDIR").write_bytes(content.replace(old, new))
    assert not [name for name in shown([disc / "DICOMDIR"]) if "outside" in name]


def test_reading_reports_progress_and_stops_when_asked(course):
    seen: list[tuple[int, int, str]] = []
    read_cases([course], lambda *step: seen.append(step))
    assert [text for _, _, text in seen if text.startswith("Looking")]
    assert [(done, total) for done, total, text in seen if text.startswith("Reading")][-1] == (9, 10)

    class StoppedByTheUserError(Exception):
        pass

    def stop(done: int, total: int, text: str) -> None:
        if done == 4:
            raise StoppedByTheUserError

    with pytest.raises(StoppedByTheUserError):
        read_cases([course], stop)


def test_unpacking_stops_when_asked(course, tmp_path):
    archive = zipped(course, tmp_path / "export.zip")

    def stop(done: int, total: int, text: str) -> None:
        if text == "Unpacking export.zip" and done == 3:
            raise RuntimeError("stopped by the user")

    with pytest.raises(RuntimeError, match="stopped by the user"):
        read_cases([archive], stop)


def test_files_that_end_in_the_middle_of_their_header_are_said(tmp_path):
    path = write_plan(tmp_path)
    path.write_bytes(path.read_bytes()[:-60])
    said = [p.sentence for p in read_case([tmp_path]).problems]
    assert any("ends in the middle of its header" in sentence for sentence in said)


def test_a_file_without_preamble_is_read_and_said(tmp_path):
    write_plan(tmp_path, preamble=False)
    case = read_case([tmp_path])
    assert case.courses[0].prescribed_gy == 21.0
    assert any("has no DICOM preamble" in p.sentence for p in case.problems)


def test_text_that_begins_like_a_data_set_is_not_taken_for_dicom(tmp_path):
    (tmp_path / "x.dcm").write_bytes(struct.pack("<HH2sH", 0x0008, 0x0005, b"CS", 10) + b"no data set" * 40)
    with pytest.raises(InputError, match="1 file passed over: not DICOM"):
        read_cases([tmp_path])


def test_a_file_that_is_all_header_and_no_content_is_not_a_patient(tmp_path):
    (tmp_path / "x.dcm").write_bytes(bytes(128) + b"DICM")
    with pytest.raises(InputError):
        read_cases([tmp_path])


def test_source_files_stay_byte_identical(course):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    read_case([course])
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_the_temporary_copy_of_an_archive_is_private(course, tmp_path):
    scratch = Scratch()
    files = unpack(zipped(course, tmp_path / "export.zip"), "export.zip", scratch).files
    assert {f.path.parent for f in files} == {files[0].path.parent}
    assert files[0].path.parent.stat().st_mode & 0o077 == 0
    assert files[0].path.read_bytes()[128:132] == b"DICM"


def test_the_same_patient_in_folder_and_archive_is_one_case(course, tmp_path):
    archive = zipped(course, tmp_path / "export.zip")
    case = read_case([course, archive])
    assert case.patient.patient_id == SUBJECT.patient_id
    assert len(case.courses) == 1
    assert ["10 files left out as copies" in p.sentence for p in case.problems] == [True]


def test_a_folder_of_other_files_gets_advice_and_not_only_a_count(tmp_path):
    (tmp_path / "notes.txt").write_text("not DICOM")
    with pytest.raises(InputError, match=r"1 file passed over: not DICOM\.\nNothing that can be shown .* Choose"):
        read_cases([tmp_path])
