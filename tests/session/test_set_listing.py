"""Sets and tables on the command line: listed, shown with their sources, checked, copied; and how each ends."""

import json
from datetime import date

import pytest

from reirrad_gui.cli import main
from reirrad_gui.constraints import load_constraint_set
from reirrad_gui.constraints.library import SETS, copy_set
from reirrad_gui.constraints.set_files import set_from_file, set_json
from reirrad_gui.constraints.tissue_tables import table_text

DAY = date(2026, 11, 21)


@pytest.fixture
def inverted(tmp_path):
    """The slip of a public table: optimal above mandatory."""
    content = set_json(load_constraint_set("other-organs"))
    for row in content["limits"]:
        if row["key"] == "femoral-head-optimal":
            row["limit_gy"] = 66.0
    path = tmp_path / "inverted.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_list_tells_shipped_and_own_sets_with_version_and_author(capsys, tmp_path):
    copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)
    assert main(["constraints", "list", "--json", str(tmp_path / "list.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("pelvis-slevin-2021: Pelvis, SABR re-irradiation")
    assert lines[0].endswith(", shipped")
    assert lines[3] == "our-pelvis: Our pelvis, version 1, 2026-11-21, by A. Physicist, your own"
    assert lines[4].endswith("shipped (α/β)")
    said = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in said["constraint_sets"]][-1] == "our-pelvis"
    assert [one["shipped"] for one in said["constraint_sets"]] == [True, True, True, False]


def test_a_damaged_set_is_one_sentence_and_the_others_are_listed(capsys):
    SETS.folder.mkdir(parents=True)
    (SETS.folder / "broken.json").write_text("{", encoding="utf-8")
    assert main(["constraints", "list"]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4
    assert len(said.err.splitlines()) == 1
    assert "broken.json cannot be read as JSON" in said.err


def test_a_set_is_shown_with_evidence_conditions_observations_gaps_and_findings(capsys):
    assert main(["constraints", "show", "cord-nieder-hytec"]) == 0
    said = capsys.readouterr().out
    assert "cord-120: SpinalCord Dmax ≤ 120 Gy BED (α/β 2 Gy)" in said
    assert "6 months or more between the courses, no course above 98 Gy" in said
    assert "newest course at most 25 Gy, newest course at most 0.5 of the sum" in said
    assert "read [V]; confidence high" in said
    assert "114.79 Gy at most" in said
    assert "no limit for CaudaEquina: It is covered by the pelvic set" in said
    assert "i notice: cord-120: it is applied to SpinalCord_Lum too" in said


def test_quoted_values_are_shown_with_the_mark_to_check_them(capsys):
    main(["constraints", "show", "pelvis-slevin-2021"])
    rows = [line for line in capsys.readouterr().out.splitlines() if "-nr:" in line or "-r12:" in line]
    assert len(rows) == 14
    assert all("quoted [S], check against the paper; confidence medium" in line for line in rows)


def test_a_table_of_tissues_is_shown_with_range_source_and_evidence(capsys, tmp_path):
    assert main(["constraints", "show", "alpha-beta", "--json", str(tmp_path / "table.json")]) == 0
    said = capsys.readouterr().out
    assert "  cauda equina and sacral plexus: α/β 2 Gy (2 to 4 Gy)." in said
    table = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert (table["schema"], table["findings"]) == ("reirrad-gui/tissues/1", [])


def test_errors_end_with_1_and_warnings_and_notices_with_0(capsys, inverted, repository):
    assert main(["constraints", "lint", str(repository / "resources/constraints/cord-nieder-hytec.json")]) == 0
    assert "i notice: cord-120" in capsys.readouterr().out
    assert main(["constraints", "lint", str(inverted)]) == 1
    error = capsys.readouterr().err
    assert "the optimal limit, 66 Gy, lies above the mandatory one, 60 Gy" in error
    assert "states a limit of 50 Gy; this row gives 66" in error


def test_a_damaged_table_is_an_error_and_a_sound_one_none(capsys, tmp_path, repository):
    shipped = repository / "resources/tissues/alpha-beta.json"
    assert main(["constraints", "lint", str(shipped)]) == 0
    assert "nothing found" in capsys.readouterr().out
    path = tmp_path / "tissues.json"
    path.write_text(shipped.read_text(encoding="utf-8").replace('"default_gy": 2.0', '"default_gy": -2.0', 1), "utf-8")
    assert main(["constraints", "lint", str(path)]) == 1
    assert "must be finite and above zero" in capsys.readouterr().err


def test_a_copy_is_a_new_file_under_ones_name_and_never_written_over(capsys, tmp_path):
    path = tmp_path / "ours.json"
    copy = ["constraints", "copy", "pelvis-slevin-2021", "--to", str(path), "--author", "A. Physicist"]
    assert main(copy) == 0
    made = set_from_file(path)
    assert (made.version, made.author) == ("1", "A. Physicist")
    assert made.based_on.startswith("Pelvis, SABR re-irradiation (Slevin 2021, Delphi), version 2")
    assert main(copy) == 1
    assert "exists already and was not touched" in capsys.readouterr().err
    tissues = tmp_path / "tissues.json"
    assert main(["constraints", "copy", "alpha-beta", "--to", str(tissues), "--author", "B. Physician"]) == 0
    assert main(["constraints", "show", str(tissues)]) == 0
    assert "by B. Physician" in capsys.readouterr().out


def test_a_set_of_the_users_that_holds_a_damaged_table_is_told_in_the_list(capsys, tmp_path, monkeypatch):
    from reirrad_gui.constraints.tissue_tables import TABLES

    TABLES.folder.mkdir(parents=True)
    (TABLES.folder / "ours.json").write_text(table_text_without_target(), encoding="utf-8")
    assert main(["constraints", "list"]) == 1
    assert "target is missing" in capsys.readouterr().err


def table_text_without_target():
    from reirrad_gui.constraints import load_tissue_table

    content = json.loads(table_text(load_tissue_table()))
    del content["target"]
    return json.dumps(content)


@pytest.mark.parametrize(
    "given",
    [
        ["copy", "pelvis-slevin-2021"],
        ["copy", "pelvis-slevin-2021", "--to", "x.json"],
        ["list", "x"],
        ["show"],
        ["lint"],
        ["show", "pelvis-slevin-2021", "--to", "x.json", "--author", "A"],
    ],
)
def test_wrong_usage_ends_with_2(given, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["constraints", *given])
    assert ended.value.code == 2


@pytest.mark.parametrize("given", [["show", "brain"], ["lint", "not-there.json"]])
def test_what_is_not_there_ends_with_1_and_a_sentence(given, capsys):
    assert main(["constraints", *given]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
