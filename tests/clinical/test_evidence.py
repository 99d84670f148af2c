"""The evidence table: complete, honest about what was not read, and right where the founding texts are not."""

import json
from dataclasses import replace

import pytest

from reirrad_gui.cli import main
from reirrad_gui.clinical.evidence import Claim, lint, load_evidence
from reirrad_gui.clinical.outcome import CHECK, Mark
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource

TABLE = load_evidence()


def claim(key: str) -> Claim:
    return next(one for one in TABLE.claims if one.key == key)


def value(key: str, what: str) -> str:
    return next(one.value for one in claim(key).figures if what in one.what)


def test_the_shipped_table_has_nothing_missing():
    assert lint(TABLE) == ()


@pytest.mark.parametrize("one", TABLE.claims, ids=lambda one: one.key)
def test_every_claim_has_a_dated_source_and_marked_figures(one):
    assert one.sources
    assert all(1900 < source.year < 2100 for source in one.sources)
    assert all(figure.mark in (Mark.VERIFIED, Mark.SECONDARY, Mark.MEMORY) for figure in one.figures)


@pytest.mark.parametrize("one", TABLE.claims, ids=lambda one: one.key)
def test_every_figure_and_source_that_was_not_read_says_check_against_the_paper(one):
    unread = [figure for figure in one.figures if figure.mark is not Mark.VERIFIED]
    unread_sources = [source for source in one.sources if source.mark is not Mark.VERIFIED]
    assert "\n".join(one.lines).count(CHECK) == len(unread) + len(unread_sources)
    assert bool(one.caution) is bool(unread or unread_sources)


def test_topics_cover_what_the_page_promises():
    topics = {one.topic for one in TABLE.claims}
    assert {"Retreatment", "Response", "Trial SC.20", "Toxicity", "Fractures", "Pain flare", "Predictors"} <= topics


def test_the_58_percent_belong_to_the_527_irradiated_again():  # EVIDENCE h
    one = claim("response-huisman")
    assert value("response-huisman", "irradiated again") == "527 (20 %)"
    assert "527" in one.misquotes[0].instead
    assert round(100 * 527 / 2694) == 20


def test_wong_says_complete_20_partial_50_overall_68():  # EVIDENCE h
    assert [one.value for one in claim("response-wong").figures] == ["20 %", "50 %", "68 %"]
    assert claim("response-wong").mark is Mark.VERIFIED


def test_sc20_stands_with_both_analyses_and_its_toxicity():  # EVIDENCE h
    assert value("sc20-response", "all randomised") == "28 % / 32 %"
    assert value("sc20-response", "by protocol") == "45 % / 51 %"
    assert value("sc20-toxicity", "appetite") == "56 % / 66 %"
    assert value("sc20-toxicity", "Diarrhoea") == "23 % / 31 %"
    assert value("fractures-sc20", "Fractures") == "7 % / 5 %"
    assert "doi 10.1016/S1470-2045(13)70556-4" in claim("sc20-response").sources[0].text


def test_flare_is_44_of_111():  # EVIDENCE e: 27 + 17 = 44, 70 + 41 = 111
    assert [one.value for one in claim("flare").figures[:3]] == [
        "44 of 111 (40 %)", "27 of 70 (39 %)", "17 of 41 (41 %)",
    ]  # fmt: skip


def test_every_word_that_is_searched_has_to_occur():
    assert claim("response-wong") in TABLE.found("WONG overall")
    assert TABLE.found("wong hird") == ()
    assert TABLE.found("") == TABLE.claims


def test_the_linter_finds_what_is_missing():
    one = claim("flare")
    bare = replace(one, sources=(), figures=(), claim=" ")
    doubtful = replace(one, sources=(replace(one.sources[0], year=19, identifier="", citation=""),))
    empty = replace(one, key="other", figures=(replace(one.figures[0], value=""),))
    said = " ".join(lint(replace(TABLE, claims=(bare, doubtful, empty))))
    for word in (
        "two claims of this key", "claim is empty", "no figure", "no source", "no such year", "no identifier",
        "without its citation", "has no value",
    ):  # fmt: skip
        assert word in said


@pytest.mark.parametrize("broken", ["{", '{"schema": "other/1"}', "[]", '{"schema": "reirrad-gui/evidence/1"}'])
def test_a_file_that_is_no_evidence_table_is_refused_with_a_sentence(tmp_path, broken):
    path = tmp_path / "mine.json"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(CaseFileError, match=r"mine\.json is"):
        load_evidence(path=path)


def test_a_mark_that_nobody_knows_is_refused(tmp_path):
    read = json.loads(resource("evidence", "bone-metastases.json").read_text(encoding="utf-8"))
    read["claims"][0]["figures"][0]["mark"] = "sure"
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(read), encoding="utf-8")
    with pytest.raises(CaseFileError, match="nothing of it is shown"):
        load_evidence(path=path)


def test_the_command_prints_the_table_and_writes_it_as_json(tmp_path, capsys):
    path = tmp_path / "evidence.json"
    assert main(["evidence", "--json", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "28 % / 32 %" in printed
    assert printed.count(CHECK) >= len([one for one in TABLE.claims if one.caution])
    said = json.loads(path.read_text(encoding="utf-8"))
    assert [one["key"] for one in said["claims"]] == [one.key for one in TABLE.claims]
    assert {one["caution"] for one in said["claims"]} == {"", CHECK}
