"""The DVHs of named organs over all courses are those of the whole assessment."""

import hashlib
import json

import jsonschema
import pytest

from reirrad_gui.cli import main
from reirrad_gui.resources import resource
from reirrad_gui.session import Assessor, Settings, open_case
from reirrad_gui.session.as_json import assessment_json
from reirrad_gui.session.metrics import METRIC_NAMES
from reirrad_gui.session.provenance import sha256_of
from tests.support.tissue_tables import tissue_table


@pytest.fixture(scope="module")
def assessed(example):
    return json.loads(json.dumps(assessment_json(Assessor(open_case([example])).assess(Settings()))))


def told(tmp_path, *arguments: str):
    target = tmp_path / "dvh.json"
    assert main(["dvh", *arguments, "--json", str(target)]) == 0
    printed = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(printed, json.loads(resource("schema", "case-dvh-1.json").read_text(encoding="utf-8")))
    return printed


def alike(gy):
    """The same dose to 1e-9 Gy (points ranked in another order add up in another one); None stays None."""
    return gy if gy is None else pytest.approx(gy, abs=1e-9)


def test_all_structures_of_a_case_have_the_figures_of_the_assessment(example, assessed, tmp_path):
    found = told(tmp_path, "--case", str(example))
    assert [s["name"] for s in found["structures"]] == [s["name"] for s in assessed["structures"]]
    known = 0
    for one, other in zip(found["structures"], assessed["structures"], strict=True):
        assert one["volume_cc"] == other["volume_cc"]
        if one["volume_cc"] is None:
            continue
        assert one["alpha_beta_gy"] == other["alpha_beta_gy"]
        assert [c["covered_percent"] for c in one["courses"]] == other["coverage_percent"]
        for name in METRIC_NAMES:
            assert one["accumulated_eqd2"][name] == alike(other["cumulative"]["eqd2"][name])
            for mine, theirs in zip(one["courses"], other["courses"], strict=True):
                assert mine["physical"][name] == alike(theirs["physical"][name])
                assert mine["eqd2"][name] == alike(theirs["eqd2"][name])
            known += one["accumulated_eqd2"][name] is not None
            bounds = one["accumulated_eqd2"].get("bounds")
            if bounds is not None:
                assert bounds["lower"][name] == alike(other["cumulative"]["bounds"]["lower"][name])
                assert bounds["upper"][name] == alike(other["cumulative"]["bounds"]["upper"][name])
    assert known > 50


def test_organs_asked_for_by_name_are_measured_alone_with_the_same_numbers(example, assessed, tmp_path):
    found = told(tmp_path, "--case", str(example), "--organs", "bladder, Rectum", "--curve")
    assert [s["name"] for s in found["structures"]] == ["Bladder", "Rectum"]
    first = {s["name"]: s for s in reversed(assessed["structures"])}
    for one in found["structures"]:
        total, other = one["accumulated_eqd2"], first[one["name"]]["cumulative"]["eqd2"]
        assert {name: total[name] for name in METRIC_NAMES} == {name: alike(other[name]) for name in METRIC_NAMES}
        curve = one["courses"][1]["physical"]["curve"]["volume_cc"]
        assert curve == sorted(curve, reverse=True)


def test_the_inputs_are_those_the_numbers_rest_on_and_no_images(example, tmp_path):
    found = told(tmp_path, "--case", str(example), "--organs", "Rectum")
    hashes = {i["sha256"] for i in found["inputs"]}
    needed = [
        *example.rglob("RD*.dcm"),
        *example.rglob("RS*.dcm"),
        *example.rglob("REG*.dcm"),
        *example.rglob("RP*.dcm"),
    ]
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in needed} <= hashes
    images = {hashlib.sha256(path.read_bytes()).hexdigest() for path in example.rglob("CT*.dcm")}
    assert images
    assert not images & hashes


def test_files_are_hashed_right_however_much_is_read_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("reirrad_gui.session.provenance.AT_ONCE_BYTES", 4)
    for content in (b"", b"dose", b"nine byte"):
        file = tmp_path / "file"
        file.write_bytes(content)
        assert sha256_of(file) == hashlib.sha256(content).hexdigest()


def test_one_alpha_beta_for_all_organs_changes_eqd2_and_no_physical_dose(example, tmp_path):
    late, early = (
        told(tmp_path, "--case", str(example), "--organs", "Rectum", "--alpha-beta", gy)["structures"][0]
        for gy in ("2", "10")
    )
    assert (late["alpha_beta_gy"], early["alpha_beta_gy"]) == (2.0, 10.0)
    assert late["courses"][1]["physical"] == early["courses"][1]["physical"]
    dose = late["courses"][1]["physical"]["max_gy"]
    for one, ratio in ((late, 2.0), (early, 10.0)):
        # course 2 gives its dose in 5 fractions: EQD2 = D (D/5 + α/β) / (2 + α/β)
        expected = dose * (dose / 5 + ratio) / (2 + ratio)
        assert one["courses"][1]["eqd2"]["max_gy"] == pytest.approx(expected)


def test_an_organ_that_nobody_drew_is_refused_and_what_was_drawn_is_told(example, capsys):
    assert main(["dvh", "--case", str(example), "--organs", "Rectum,Spleen"]) == 1
    said = capsys.readouterr().err
    assert "No structure is called Spleen." in said
    assert "Bladder" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["--structures", "RS.dcm"],
        ["--structures", "RS.dcm", "--dose", "RD.dcm", "--organs", "Rectum"],
        ["--structures", "RS.dcm", "--dose", "RD.dcm", "--recovery", "none", "--registration", "identity"],
        ["--case", "folder", "--dose", "RD.dcm"],
    ],
)
def test_options_of_the_two_kinds_of_dvh_are_not_mixed(arguments, capsys):
    with pytest.raises(SystemExit) as wrong:
        main(["dvh", *arguments])
    assert wrong.value.code == 2
    assert "--case" in capsys.readouterr().err


def test_organs_in_a_large_dose_have_the_same_numbers_though_only_the_part_around_them_is_read(
    example, tmp_path, monkeypatch
):
    wanted = ("--case", str(example), "--organs", "Bladder,Rectum")
    before = told(tmp_path, *wanted)["structures"]
    monkeypatch.setattr("reirrad_gui.dicom.doses.LARGE_BYTES", 0)
    monkeypatch.setattr("reirrad_gui.dicom.doses.MOST_OF_IT", 2.0)
    monkeypatch.setattr("reirrad_gui.dicom.load_dose", lambda *_: pytest.fail("all of a dose was read"))
    after = told(tmp_path, *wanted)["structures"]
    assert [one["name"] for one in after] == [one["name"] for one in before] == ["Bladder", "Rectum"]
    for one, other in zip(after, before, strict=True):
        doses = [
            (one["accumulated_eqd2"], other["accumulated_eqd2"]),
            *((mine[kind], theirs[kind]) for kind in ("physical", "eqd2")
              for mine, theirs in zip(one["courses"], other["courses"], strict=True)),
        ]  # fmt: skip
        for mine, theirs in doses:
            assert {n: mine[n] for n in METRIC_NAMES} == pytest.approx({n: theirs[n] for n in METRIC_NAMES}, abs=1e-9)
            assert mine.get("bounds") == (pytest.approx(theirs["bounds"]) if "bounds" in theirs else None)


def test_an_organ_partly_outside_the_part_that_was_read_has_the_same_numbers(example, tmp_path, monkeypatch):
    before = told(tmp_path, "--case", str(example), "--organs", "Rectum")["structures"]
    monkeypatch.setattr("reirrad_gui.dicom.doses.LARGE_BYTES", 0)
    monkeypatch.setattr("reirrad_gui.session.around.BESIDE_MM", -8.0)
    after = told(tmp_path, "--case", str(example), "--organs", "Rectum")["structures"]
    for name in METRIC_NAMES:
        assert after[0]["accumulated_eqd2"][name] == pytest.approx(before[0]["accumulated_eqd2"][name], abs=1e-9)


def test_another_table_of_tissues_changes_eqd2_and_is_named(example, tmp_path):
    table = tissue_table(tmp_path, Rectum=5.0)
    shipped = told(tmp_path, "--case", str(example), "--organs", "Rectum")
    ours = told(tmp_path, "--case", str(example), "--organs", "Rectum", "--tissue-table", str(table))
    assert shipped["tissue_table"]["name"] == "alpha-beta"
    assert (ours["tissue_table"]["author"], ours["tissue_table"]["based_on"] is not None) == ("A. Physicist", True)
    ((one,), (other,)) = (shipped["structures"], ours["structures"])
    assert (one["alpha_beta_gy"], other["alpha_beta_gy"]) == (3.0, 5.0)
    dose = one["courses"][1]["physical"]["max_gy"]
    # 5 fractions: D (D/5 + 5) / (2 + 5)
    assert other["courses"][1]["eqd2"]["max_gy"] == pytest.approx(dose * (dose / 5 + 5.0) / 7.0)


def test_a_table_of_tissues_has_no_meaning_for_one_physical_dose(capsys):
    with pytest.raises(SystemExit):
        main(["dvh", "--structures", "RS.dcm", "--dose", "RD.dcm", "--tissue-table", "alpha-beta"])
    assert "for --case only" in capsys.readouterr().err
