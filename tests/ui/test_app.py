"""Starting: the window before the libraries, a plain sentence where something is missing, pictures without a screen."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from reirrad_gui.errors import ReirradError
from reirrad_gui.ui import app as starting
from reirrad_gui.ui.failure import plainly
from reirrad_gui.ui.rim import catch_the_rest
from reirrad_gui.ui.shots import SIZES, render_shots, settle, window_for_shots
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.window import MainWindow
from tests.support.assessments import StandInSession
from tests.support.phantom_dicom import Subject, write_ct
from tests.support.windows import closed, stand_in_places

FIRST_PAINT = """
import sys
from reirrad_gui.ui.app import application
app = application(offscreen=True)
from PySide6.QtCore import QSettings
from reirrad_gui.ui.theme import Theme
from reirrad_gui.ui.window import MainWindow
from reirrad_gui.ui.kept.shelf import Shelf
window = MainWindow(QSettings("{file}", QSettings.Format.IniFormat), shelf=Shelf("{file}.sqlite3"))
heavy = ("numpy", "pydicom", "pyqtgraph", "SimpleITK", "gdcm", "contourpy", "sqlalchemy", "reirrad_gui.session")
painted = []
original = MainWindow.paintEvent
found = lambda: [name for name in heavy if name in sys.modules]
MainWindow.paintEvent = lambda self, event: (original(self, event), painted.append(found()))
window.show()
while not painted:
    app.processEvents()
print(painted[0])
window.close()
"""


def test_the_window_is_painted_before_any_array_image_or_dicom_library_is_imported(tmp_path, repository):
    script = FIRST_PAINT.format(file=(tmp_path / "window.ini").as_posix())
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, cwd=repository, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize(
    ("platform", "variables", "has"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_only_a_linux_without_a_screen_has_no_display(monkeypatch, platform, variables, has):
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert starting.has_display() is has


def test_the_icon_shows_two_courses_and_a_limit_in_their_colours(qapp):
    starting.application(offscreen=True)
    picture = qapp.windowIcon().pixmap(64, 64).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(64) for y in range(64)}
    assert {*Theme.dark().courses[:2], "#ffffff"} <= colours


def test_a_computer_without_fonts_gets_one_sentence_with_the_line_to_type(qapp, monkeypatch):
    monkeypatch.setattr("reirrad_gui.ui.style.fonts_installed", lambda: False)
    with pytest.raises(ReirradError, match="sudo apt-get install fonts-dejavu-core"):
        starting.application(offscreen=True)


def test_the_pictures_are_the_window_in_both_themes_and_sizes_and_each_view_alone(qtbot, tmp_path):
    session = StandInSession()
    window = window_for_shots(
        tmp_path,
        lambda settings: MainWindow(settings, lambda *_: session, lambda _: tmp_path, stand_in_places("timeline")),
    )
    qtbot.addWidget(window, before_close_func=closed)
    window.show()
    window.open([tmp_path])
    settle(window)
    written = {path.name: QImage(str(path)) for path in render_shots(window, tmp_path)}
    for theme in ("dark", "light"):
        for width, height in SIZES:
            image = written[f"{theme}-{width}x{height}.png"]
            assert (image.width(), image.height()) == (width, height)
    assert written["dark-1280x800.png"] != written["light-1280x800.png"]
    assert {f"view-{place.name.replace(' ', '-')}.png" for place in window.places} <= set(written)


def test_without_a_display_the_real_window_is_drawn_into_pictures_and_their_places_are_printed(
    qapp, monkeypatch, tmp_path, capsys, example_files
):
    assert starting.run_demo(tmp_path) == 0
    printed = capsys.readouterr().out.split("\n")
    assert str(tmp_path / "dark-1920x1080.png") in printed
    picture = QImage(str(tmp_path / "dark-1920x1080.png"))
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1920, 16) for y in range(0, 1080, 16)}
    assert len(colours) > 100  # CT, dose wash, courses: an empty window has a handful
    assert {path.suffix for path in tmp_path.iterdir()} == {".png"}  # nothing else is left behind


def test_a_folder_without_dicom_is_said_on_standard_error_and_ends_with_1(qapp, tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert starting.run_window([empty], tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert said.startswith("reirrad-gui: ")
    assert "Traceback" not in said
    assert not list((tmp_path / "out").iterdir())  # a picture of an empty window would pass for one of the case


def test_pictures_of_several_patients_are_refused_in_words(qapp, tmp_path, capsys):
    for number in ("1", "2"):
        write_ct(tmp_path / number, Subject(key=number, name=f"Patient^{number}", patient_id=number))
    assert starting.run_window([tmp_path], tmp_path / "out") == 1
    assert "several patients" in capsys.readouterr().err
    qapp.activeModalWidget().reject()  # else the question which of them, left as the program ends, holds up other tests


def test_a_fault_of_this_program_ends_the_demo_with_1_and_a_sentence(qapp, tmp_path, capsys, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("reirrad_gui.dicom.example.ensure_example", broken)
    assert starting.run_demo(tmp_path / "out") == 1
    assert "a fault in this program (ZeroDivisionError)" in capsys.readouterr().err


def test_what_nobody_caught_is_said_plainly_and_the_program_goes_on(caplog):
    said = []
    end = catch_the_rest(said.append)
    try:
        error = ZeroDivisionError("Doe^John")
        sys.excepthook(ZeroDivisionError, error, None)
    finally:
        end()
    assert len(said) == 1
    assert "a fault in this program (ZeroDivisionError)" in said[0].sentence
    assert "Doe" not in said[0].sentence + said[0].details
    assert "uncaught" in caplog.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ReirradError("The plan names no fractions."), "The plan names no fractions."),
        (MemoryError(), "more memory than this computer has free"),
        (PermissionError(13, "Permission denied"), "a file could not be used (Permission denied)"),
        (ValueError("x"), "a fault in this program (ValueError)"),
    ],
)
def test_every_failure_is_one_plain_sentence(error, words):
    assert words in plainly(error, "Opening the folder").sentence
