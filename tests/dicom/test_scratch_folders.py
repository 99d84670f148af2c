"""Unpacked files of a patient leave the computer with the program, and after a crash when the next case is opened."""

import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from reirrad_gui.dicom import read_case, scratch_folders
from tests.support.phantom_dicom import write_dose

UNPACKED = """
import sys
from reirrad_gui.dicom.scratch_folders import scratch_folder
(scratch_folder() / "0000001.dcm").write_bytes(b"a patient")
print("made", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The computer's folder for temporary files, to be used by this test alone."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def program(scratch, repository):
    """Another run of the program, which has unpacked an archive."""
    places = {"TMPDIR": str(scratch), "TEMP": str(scratch)}
    run = subprocess.Popen(
        [sys.executable, "-c", UNPACKED], cwd=repository, env={**os.environ, **places},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout.readline() == "made\n"
    yield run
    run.communicate()


def test_what_a_program_unpacked_is_gone_when_it_ends(program, scratch):
    assert len(list(scratch.rglob("*.dcm"))) == 1
    program.communicate()
    assert list(scratch.iterdir()) == []


def test_what_a_killed_program_unpacked_is_removed_when_the_next_case_is_opened_and_not_before(
    program, scratch, tmp_path
):
    write_dose(tmp_path / "export")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(tmp_path / "export" / "RD.dcm", "RD.dcm")
    read_case([tmp_path / "export.zip"])
    [other] = [f for f in scratch.iterdir() if f"-{program.pid}-" in f.name]
    assert (other / "0000001.dcm").is_file()  # it still runs, and may read its pixels at any time
    program.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    program.wait()
    assert other.is_dir()
    read_case([tmp_path / "export.zip"])
    assert not other.exists()
    ours = [f for f in scratch.iterdir() if f"-{os.getpid()}-" in f.name]
    assert len(ours) == 2  # one for each opening of the archive


def test_nothing_else_in_the_folder_for_temporary_files_is_touched(scratch):
    here = scratch_folders._of_this_computer()
    elsewhere = f"{scratch_folders.PREFIX}00000000-4194304-abc"
    names = (f"{here}notes", elsewhere, "somebody else")
    for name in names:
        (scratch / name).mkdir()
    (scratch / f"{here}4194304-file").write_text("")
    if os.name == "posix":
        (scratch / f"{here}4194304-link").symlink_to(scratch / "somebody else")
    before = sorted(scratch.iterdir())
    assert scratch_folders.remove_left_behind() == ()
    assert sorted(scratch.iterdir()) == before


@pytest.mark.skipif(os.name != "posix", reason="folders have no owner by number here")
def test_a_folder_of_another_user_is_left_alone(scratch, monkeypatch):
    left = scratch / f"{scratch_folders._of_this_computer()}4194305-abc"  # above the largest number of a process
    left.mkdir()
    with monkeypatch.context() as other:
        other.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
        assert scratch_folders.remove_left_behind() == ()
    assert scratch_folders.remove_left_behind() == (left,)
    assert not left.exists()


def test_where_programs_cannot_be_asked_for_a_folder_in_use_is_one_whose_file_is_held(scratch, monkeypatch):
    left = scratch / f"{scratch_folders._of_this_computer()}4194305-abc"
    left.mkdir()
    with monkeypatch.context() as windows:
        windows.setattr(scratch_folders.os, "name", "nt")
        windows.setattr(Path, "unlink", held_open)
        assert not scratch_folders._left_behind(left)
    assert scratch_folders._unheld(left / "in use")


def held_open(self, missing_ok=False):
    raise PermissionError(13, "The process cannot access the file because it is being used by another process")
