"""The command line: a capsule saved, opened, assessed and taken into a store."""

import json

import pytest

from reirrad_gui.cli import main
from reirrad_gui.store.cases import CaseStore
from tests.support.fhir_bundles import course, dose, patient, write_bundle


@pytest.fixture
def capsule(tmp_path, capsys):
    """A case of one bundle, saved with its file."""
    folder = tmp_path / "files"
    folder.mkdir()
    write_bundle(folder, patient(), course("c1", dose("PTV", 2500, fractions=5)))
    to, told = tmp_path / "case.reirrad", tmp_path / "told.json"
    assert main(["capsule", "save", str(folder), "--to", str(to), "--with-dicom", "--json", str(told)]) == 0
    assert "It names the patient" in capsys.readouterr().out
    said = json.loads(told.read_text())
    assert (said["path"], said["files"]) == (str(to), 1)
    return to


def test_a_capsule_is_assessed_as_the_folder_it_was_saved_from(capsule, tmp_path, capsys):
    out = [tmp_path / "one.json", tmp_path / "two.json"]
    assert main(["assess", str(tmp_path / "files"), "--json", str(out[0])]) == 0
    assert main(["assess", str(capsule), "--json", str(out[1])]) == 0
    assert "numbers are those that the capsule had." in capsys.readouterr().err
    one, two = (json.loads(path.read_text()) for path in out)
    for key in ("patient", "structures", "constraints", "interval", "events", "classification"):
        assert one[key] == two[key], key


def test_opened_it_says_whether_its_numbers_are_the_same_and_goes_into_the_store(capsule, tmp_path, capsys):
    told = tmp_path / "opened.json"
    assert main(["capsule", "open", str(capsule), "--into-store", "--json", str(told)]) == 0
    out = capsys.readouterr().out
    assert "The case is in the case store now, with its whole history." in out
    assert "numbers are those that the capsule had." in out
    said = json.loads(told.read_text())
    assert said["differences"] == []
    assert len(said["figures_then"]) > 50
    assert said["capsule"]["with_files"] is True
    store = CaseStore.open()
    (row,) = store.patients()
    store.close()
    assert row.revisions == 2


def test_de_identified_from_a_capsule_it_lists_what_a_person_should_look_at(capsule, tmp_path, capsys):
    to = tmp_path / "copy.reirrad"
    assert main(["capsule", "save", str(capsule), "--to", str(to), "--deidentify", "--with-dicom"]) == 0
    out = capsys.readouterr().out
    assert "Opened again for a check: all " in out
    assert "These texts stay; look at them:" in out
    assert b"Example" not in to.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["save", "{file}"], "save needs --to"),
        (["save", "{file}", "--to", "x.reirrad", "--into-store"], "belong to open"),
        (["open", "{file}", "--with-dicom"], "open takes --folder"),
        (["open", "{file}", "{file}"], "open takes one capsule"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(tmp_path, capsys, arguments, sentence):
    file = tmp_path / "case.reirrad"
    file.write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        main(["capsule", *(one.format(file=file) for one in arguments)])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_capsule_brings_its_own_settings(capsule, capsys):
    with pytest.raises(SystemExit):
        main(["assess", str(capsule), "--recovery", "none"])
    assert "a capsule brings its own settings" in capsys.readouterr().err


def test_what_is_no_capsule_is_one_sentence_and_exit_status_1(tmp_path, capsys):
    (tmp_path / "x.reirrad").write_bytes(b"no")
    assert main(["assess", str(tmp_path / "x.reirrad")]) == 1
    assert capsys.readouterr().err.startswith("reirrad-gui: x.reirrad is no case capsule, or it is cut off or damaged")
