"""A capsule where a folder can be given: the same numbers, and no option beside the settings that it brings."""

import json

import numpy as np
import pytest
from pydicom import dcmread
from pypdf import PdfReader

from reirrad_gui.cli import main
from reirrad_gui.patient.events import event_of
from reirrad_gui.patient.facts import Discussion
from reirrad_gui.session.capsule.saving import CapsuleWish, capsule_source, save_capsule
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.jobs import silent
from reirrad_gui.session.opening import open_case
from reirrad_gui.session.session import Session
from reirrad_gui.session.uncertainty import Assumptions
from tests.support.phantom_dicom import two_courses
from tests.support.typed_events import on


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("phantom")
    two_courses(made, np.eye(4))
    return made


@pytest.fixture(scope="module")
def session(folder):
    return Session(open_case([folder]))


@pytest.fixture(scope="module")
def capsule(session, tmp_path_factory):
    """The case of the folder with its files, nothing set."""
    to = tmp_path_factory.mktemp("capsule") / "case.reirrad"
    return save_capsule(capsule_source(session), CapsuleWish(to, with_files=True, checked=False)).path


def told(arguments, path):
    """What a command writes as JSON, without what names the files it was read from."""
    assert main([*arguments, "--json", str(path)]) == 0
    said = json.loads(path.read_text())
    for key in ("inputs", "provenance", "warnings"):
        said.pop(key, None)
    return said


@pytest.mark.parametrize(
    "command",
    [
        ["assess", "{}"],
        ["assess", "{}", "--uncertainty", "100", "--seed", "3", "--registration-sigma-mm", "1.5"],
        ["plan", "{}", "--regimens", "8/1,20/5", "--fractions", "1,5"],
        ["dvh", "--case", "{}", "--organs", "Rectum,Bladder", "--curve"],
    ],
    ids=["assess", "how sure", "plan", "dvh"],
)
def test_a_capsule_gives_the_numbers_of_its_folder(folder, capsule, tmp_path, command, capsys):
    one = told([part.format(folder) for part in command], tmp_path / "folder.json")
    two = told([part.format(capsule) for part in command], tmp_path / "capsule.json")
    assert one == two
    assert "numbers are those that the capsule had" in capsys.readouterr().err


def test_the_report_of_a_capsule_is_that_of_its_folder(qapp, folder, capsule, tmp_path):
    texts = []
    for number, given in enumerate((folder, capsule)):
        to = tmp_path / f"{number}.pdf"
        assert main(["report", str(given), "--to", str(to), "--question", "May it?"]) == 0
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(to).pages).split())
        texts.append(text.split("Made with")[0].split("Files read")[0])
    assert "May it?" in texts[0] and "Rectum" in texts[0]
    assert texts[0] == texts[1]


def test_check_and_export_and_a_bundle_of_a_capsule_are_those_of_its_folder(folder, capsule, tmp_path, capsys):
    said = []
    for number, given in enumerate((folder, capsule)):
        assert main(["check", str(given)]) == 0
        lines = capsys.readouterr().out
        assert main(["export", str(given), "--to", str(tmp_path / str(number))]) == 0
        (dose,) = [dcmread(path) for path in (tmp_path / str(number)).glob("RD_*.dcm")]
        bundle = tmp_path / f"{number}.json"
        assert main(["fhir", str(given), "--to", str(bundle)]) == 0
        kinds = sorted(entry["resource"]["resourceType"] for entry in json.loads(bundle.read_text())["entry"])
        said.append((lines.replace(str(given), ""), dose.pixel_array.tobytes(), dose.DoseGridScaling, kinds))
        capsys.readouterr()
    assert said[0][1:] == said[1][1:]
    assert "Course 1" in said[0][0] and "Course 1" in said[1][0]


def test_what_was_set_in_the_case_is_in_force_and_discussed(qapp, folder, tmp_path):
    session = Session(open_case([folder]))
    session.do("α/β", lambda now: now.with_alpha_beta("Rectum", 1.7))
    board = event_of("b", Discussion("May it?", "Palliate with 8 Gy", None), on("2018-02-01"))
    session.edit_events("Board", (*session.case.events, board))
    to = tmp_path / "set.reirrad"
    save_capsule(capsule_source(session), CapsuleWish(to, with_files=True, checked=False))
    said = told(["dvh", "--case", str(to), "--organs", "Rectum"], tmp_path / "dvh.json")
    assert [one["alpha_beta_gy"] for one in said["structures"]] == [1.7]
    planned = told(["plan", str(to), "--regimens", "8/1", "--fractions", "1"], tmp_path / "plan.json")
    assert "1.7" in json.dumps(planned)
    assert main(["report", str(to), "--to", str(tmp_path / "report.html")]) == 0
    assert "Palliate with 8 Gy" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_how_sure_a_capsule_is_is_told_as_its_window_was_asked_unless_told_otherwise(folder, tmp_path):
    session = Session(open_case([folder]))
    wanted = Question(Assumptions().with_registration_sigma(2.0), draws=150, seed=7)
    session.ask(wanted)
    to = tmp_path / "asked.reirrad"
    save_capsule(capsule_source(session), CapsuleWish(to, with_files=True, checked=False))
    session.answered(session.asking()(silent))
    shown = {organ.organ: organ for organ in session.certain.found.rows}
    said = told(["assess", str(to), "--uncertainty"], tmp_path / "sure.json")["uncertainty"]
    assert (said["draws"], said["seed"]) == (150, 7)
    assert len(said["organs"]) == len(shown) > 1
    for organ in said["organs"]:
        row = shown[organ["organ"]]
        assert organ["robustness"]["text"] == row.robustness.text
        for limit, one in zip(row.limits, organ["limits"], strict=True):
            assert (one["median_gy"], one["exceeds"]["text"]) == (limit.median.value, limit.exceeds.text)
    other = told(["assess", str(to), "--uncertainty", "100", "--seed", "1"], tmp_path / "other.json")["uncertainty"]
    assert (other["draws"], other["seed"]) == (100, 1)
    registration = next(one for one in other["assumptions"] if one["kind"] == "registration")
    assert "2 mm" in registration["distribution"]  # as asked in the window
    plain = told(["assess", str(to)], tmp_path / "plain.json")
    assert "uncertainty" not in plain


@pytest.mark.parametrize(
    "command",
    [
        ["assess", "{}", "--constraint-set", "pelvis-slevin-2021"],
        ["report", "{}", "--to", "x.pdf", "--recovery", "none"],
        ["plan", "{}", "--tissue-table", "alpha-beta"],
        ["dvh", "--case", "{}", "--end-cap", "none"],
        ["export", "{}", "--to", "x", "--registration", "auto"],
        ["check", "{}", "--letter", "{}"],
        ["fhir", "{}", "--to", "x.json", "--patient", "1"],
        ["assess", "{}", "{}"],
    ],
    ids=lambda command: " ".join(command[::3]),
)
def test_an_option_that_would_set_something_else_is_wrong_usage(capsule, command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main([part.format(capsule) for part in command])
    assert ended.value.code == 2
    assert "a capsule" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
