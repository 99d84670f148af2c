"""The report from the command line: the window's pages, without a window."""

import pytest
from pypdf import PdfReader

from reirrad_gui.cli import main
from reirrad_gui.ui.report.content import HIDDEN
from tests.support.seed_letters import write_seed_letters


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    return [str(path) for path in write_seed_letters(tmp_path_factory.mktemp("letters"))]


def words(path):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_case_known_from_letters_is_reported_as_pdf(qapp, letters, tmp_path, capsys):
    target = tmp_path / "report.pdf"
    typed = ["--question", "May it?", "--outcome", "20 Gy in 5", "--participants", "A. Reader", "--held", "2026-11-21"]
    assert main(["report", *letters, "--to", str(target), *typed]) == 0
    assert capsys.readouterr().out.startswith("report.pdf: ")
    text = words(target)
    for said in ("May it?", "20 Gy in 5", "Present: A. Reader", "Discussed: 2026-11-21", "ID EX-001", "47.3 + 30.0"):
        assert said in text


def test_an_existing_file_is_only_replaced_when_that_is_asked_for(qapp, letters, tmp_path, capsys):
    target = tmp_path / "report.html"
    target.write_text("mine", encoding="utf-8")
    assert main(["report", *letters, "--to", str(target)]) == 1
    assert "left as it is" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "mine"
    assert main(["report", *letters, "--to", str(target), "--overwrite", "--without-identity"]) == 0
    text = target.read_text(encoding="utf-8")
    assert HIDDEN in text
    assert "EX-001" not in text


def test_a_dicom_document_without_identity_is_wrong_usage(letters, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", *letters, "--to", str(tmp_path / "r.dcm"), "--without-identity"])
    assert ended.value.code == 2
    assert "belongs to a patient" in capsys.readouterr().err


def test_letters_have_no_study_that_a_dicom_document_could_belong_to(qapp, letters, tmp_path, capsys):
    assert main(["report", *letters, "--to", str(tmp_path / "r.dcm")]) == 1
    assert "states a study" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused_before_anything_is_read(letters, tmp_path, capsys):
    assert main(["report", *letters, "--to", str(tmp_path / "report.docx")]) == 1
    assert "ends in .pdf, .html or .dcm" in capsys.readouterr().err
