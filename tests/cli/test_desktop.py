"""The menu entry and the type of case capsules: put below one user's data folder, and taken away again."""

import configparser
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from reirrad_gui.cli import desktop, main
from reirrad_gui.errors import EntryError
from reirrad_gui.resources import resource

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only a Linux desktop takes these files")
COMMANDS = [("/usr/bin/reirrad-gui",), ('/opt/Dr. "A" $HOME `x` 50%/re\\irrad', "-m", "reirrad_gui")]


@pytest.fixture
def no_indexes(monkeypatch):
    monkeypatch.setattr(desktop.shutil, "which", lambda _: None)


def entry_of(text):
    read = configparser.RawConfigParser(interpolation=None, delimiters=("=",))
    read.optionxform = str
    read.read_string(text)
    return read["Desktop Entry"]


def arguments(value):
    """What a desktop starts for an `Exec` value: its escapes as a string undone, then its quotes, then its codes."""
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value.replace("\\\\", "\\"))
    return [re.sub(r"\\(.)", r"\1", within).replace("%%", "%") or plain for within, plain in parts]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_menu_starts_this_very_program_whatever_its_folder_is_called(command):
    shipped = resource("desktop", "reirrad-gui.desktop").read_text(encoding="utf-8")
    entry = entry_of(desktop.with_command(shipped, command))
    assert arguments(entry["Exec"]) == [*command, "%F"]


def test_the_type_the_menu_entry_opens_is_the_one_that_files_named_reirrad_have():
    entry = entry_of(resource("desktop", "reirrad-gui.desktop").read_text(encoding="utf-8"))
    tree = ElementTree.parse(resource("desktop", "reirrad-gui-capsule.xml"))
    (kind,) = tree.getroot()
    parts = {one.tag.split("}")[1]: one.attrib for one in kind}
    assert entry["MimeType"] == f"{kind.get('type')};" == "application/x-reirrad-capsule;"
    assert parts["glob"] == {"pattern": "*.reirrad"}
    assert parts["sub-class-of"] == {"type": "application/zip"}
    assert resource("icons", f"{parts['icon']['name']}.svg").is_file()
    assert resource("icons", f"{entry['Icon']}.svg").is_file()


@linux
def test_what_is_put_into_the_menu_can_be_taken_away_again_and_nothing_else_goes_with_it(
    tmp_path, capsys, monkeypatch, no_indexes
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    others = tmp_path / "applications" / "other.desktop"
    others.parent.mkdir()
    others.write_text("[Desktop Entry]\n", encoding="utf-8")
    assert main(["desktop", "install"]) == 0
    put = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} - {
        "applications/other.desktop"
    }
    assert put == set(desktop.PLACES)
    assert "update-mime-database is missing or failed" in capsys.readouterr().out
    assert main(["desktop", "remove"]) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [others]
    assert main(["desktop", "remove"]) == 0
    assert "There was nothing to remove." in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "applications").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(EntryError, match=r"cannot be written: .*The menu may lack the program"):
        desktop.put(tmp_path, ("reirrad-gui",))


def test_elsewhere_than_on_linux_nothing_is_written_and_the_way_there_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(desktop.sys, "platform", "win32")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["desktop", "install"]) == 1
    assert "“Open with”" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@linux
@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_menu_entry_is_valid_by_the_desktops_own_judge(tmp_path, command):
    desktop.put(tmp_path, command)
    judged = subprocess.run(
        ["desktop-file-validate", str(tmp_path / desktop.ENTRY)], capture_output=True, text=True, check=False
    )
    assert (judged.returncode, judged.stdout) == (0, "")


@linux
@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="shared-mime-info is not installed")
def test_the_desktop_knows_a_capsule_by_its_name_once_the_indexes_are_made(tmp_path):
    desktop.put(tmp_path, ("reirrad-gui",))
    said = tuple(desktop.indexed(tmp_path))
    assert not [one for one in said if "update-mime-database" in one]
    assert "application/x-reirrad-capsule:*.reirrad" in (tmp_path / "mime" / "globs").read_text(encoding="utf-8")
