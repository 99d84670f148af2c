"""Sets and tables of the user: copied, changed, exported, imported; shipped ones stay; damaged ones cost themselves."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reirrad_gui.constraints import (
    Confidence,
    ConstraintSet,
    Evidence,
    Level,
    Limit,
    Metric,
    Observation,
    OrganGap,
    Quantity,
    Scope,
    constraint_set_names,
    known_sets,
    load_constraint_set,
    load_tissue_table,
    tissue_table_names,
)
from reirrad_gui.constraints.library import (
    SETS,
    copy_set,
    delete_set,
    export_set,
    import_set,
    is_shipped,
    rename_set,
    save_set,
)
from reirrad_gui.constraints.set_files import set_from_file, set_problems, set_text
from reirrad_gui.constraints.shelf import write_whole
from reirrad_gui.constraints.tissue_tables import (
    TABLES,
    copy_table,
    delete_table,
    export_table,
    import_table,
    save_table,
    table_text,
)
from reirrad_gui.errors import CaseFileError, EntryError

DAY = date(2026, 11, 21)
SHIPPED = ("pelvis-slevin-2021", "cord-nieder-hytec", "other-organs")


@pytest.fixture
def ours():
    return copy_set("pelvis-slevin-2021", "Our pelvis", "A. Physicist", DAY)


def test_a_copy_has_every_limit_and_says_who_copied_what_and_when(ours, pelvis):
    assert (ours.name, ours.version, ours.date, ours.author) == ("our-pelvis", "1", "2026-11-21", "A. Physicist")
    assert (
        ours.based_on
        == pelvis.stamp.text
        == ("Pelvis, SABR re-irradiation (Slevin 2021, Delphi), version 2, 2026-11-21, by The authors of reirrad_gui")
    )
    assert (ours.limits, ours.gaps, ours.observations) == (pelvis.limits, pelvis.gaps, pelvis.observations)


def test_the_names_of_sets_are_the_shipped_ones_first_and_then_the_users_in_order(ours):
    copy_set("cord-nieder-hytec", "A cord", "A. Physicist", DAY)
    assert constraint_set_names() == (*SHIPPED, "a-cord", "our-pelvis")
    assert load_constraint_set("our-pelvis") == ours
    assert not is_shipped("our-pelvis")
    assert all(is_shipped(name) for name in SHIPPED)


def test_every_save_raises_the_version_and_writes_author_and_day(ours):
    once = save_set(replace(ours, notes=("stricter",)), "B. Physician", date(2026, 12, 1))
    assert (once.version, once.author, once.date) == ("2", "B. Physician", "2026-12-01")
    assert load_constraint_set("our-pelvis") == once
    assert save_set(once, "B. Physician", DAY).version == "3"


def test_a_set_that_somebody_else_saved_meanwhile_is_not_written_over(ours):
    save_set(ours, "B. Physician", DAY)
    with pytest.raises(EntryError, match=r"was changed meanwhile \(version 2, 2026-11-21, by B. Physician\)"):
        save_set(ours, "A. Physicist", DAY)
    assert load_constraint_set("our-pelvis").author == "B. Physician"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_set_is_never_written_over_renamed_or_deleted(name):
    shipped = load_constraint_set(name)
    before = SETS.file(name).read_bytes()
    with pytest.raises(EntryError, match="stays as it is"):
        save_set(shipped, "A. Physicist", DAY)
    with pytest.raises(EntryError, match="keeps its name"):
        rename_set(name, "Mine", "A. Physicist", DAY)
    with pytest.raises(EntryError, match="of your own"):
        delete_set(name)
    assert SETS.file(name).read_bytes() == before


def test_a_file_put_beside_with_a_shipped_name_does_not_stand_in_for_the_shipped_set(ours, pelvis):
    write_whole(SETS.folder / "pelvis-slevin-2021.json", set_text(ours))
    assert load_constraint_set("pelvis-slevin-2021") == pelvis
    assert constraint_set_names() == (*SHIPPED, "our-pelvis")


@pytest.mark.parametrize(
    ("title", "complaint"),
    [
        ("Our PELVIS", "You have a constraint set “our-pelvis” already"),
        ("Other organs", "is the name of a shipped constraint set"),
        (" – ", "Give the constraint set a name with letters or digits"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(ours, title, complaint):
    with pytest.raises(EntryError, match=complaint):
        copy_set("pelvis-slevin-2021", title, "A. Physicist", DAY)


def test_a_title_that_some_systems_keep_for_themselves_gets_another_file_name():
    assert copy_set("other-organs", "CON", "A. Physicist", DAY).name == "set-con"


def test_nobody_cannot_copy_or_change_a_set(ours):
    with pytest.raises(EntryError, match="Say who stands behind this"):
        copy_set("pelvis-slevin-2021", "Another", " ", DAY)
    with pytest.raises(EntryError, match="Say who stands behind this"):
        save_set(ours, "", DAY)


def test_a_renamed_set_keeps_its_limits_and_leaves_no_second_file(ours):
    renamed = rename_set("our-pelvis", "Pelvis of the north", "A. Physicist", DAY)
    assert (renamed.name, renamed.title, renamed.version) == ("pelvis-of-the-north", "Pelvis of the north", "2")
    assert SETS.own == ("pelvis-of-the-north",)
    again = rename_set(renamed.name, "PELVIS of the North", "A. Physicist", DAY)
    assert (again.name, again.title, again.version) == (renamed.name, "PELVIS of the North", "3")


def test_a_deleted_set_is_gone_and_another_is_not(ours):
    copy_set("other-organs", "Second", "A. Physicist", DAY)
    delete_set("our-pelvis")
    assert SETS.own == ("second",)


def test_an_exported_set_comes_back_identical_on_another_computer(ours, tmp_path, monkeypatch):
    export_set("our-pelvis", tmp_path / "our-pelvis.json")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another computer"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / "another computer"))
    assert SETS.own == ()
    assert import_set(tmp_path / "our-pelvis.json") == ours == load_constraint_set("our-pelvis")


def test_an_export_writes_over_nothing_and_an_import_neither(ours, tmp_path):
    (tmp_path / "there.json").write_text("precious", encoding="utf-8")
    with pytest.raises(EntryError, match="exists already and was not touched"):
        export_set("our-pelvis", tmp_path / "there.json")
    assert (tmp_path / "there.json").read_text(encoding="utf-8") == "precious"
    export_set("our-pelvis", tmp_path / "our-pelvis.json")
    with pytest.raises(EntryError, match="You have a constraint set"):
        import_set(tmp_path / "our-pelvis.json")


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
DOSES = st.floats(0.1, 200.0)
ORGANS = st.sampled_from(["Rectum", "Bladder", "Colon", "SpinalCord", "Femur_Head_L"])


@st.composite
def limits(draw):
    organ, months = draw(ORGANS), draw(st.none() | st.integers(1, 60))
    cumulative = draw(st.booleans())
    basis = "none assumed" if months is None else f"{months} months included"
    return Limit(
        key="placeholder",
        organ=organ,
        applies_to=(organ,),
        metric=Metric.parse(draw(st.sampled_from(["Dmax", "Dmean", "D0.5cc", "D0.035cc", "D12cc"]))),
        limit_gy=draw(DOSES),
        quantity=draw(st.sampled_from(Quantity)),
        alpha_beta_gy=draw(DOSES),
        scope=Scope.CUMULATIVE if cumulative else Scope.SINGLE_COURSE,
        recovery_basis=basis if cumulative else "not applicable",
        minimum_gap_months=months if cumulative else None,
        each_course_at_most_gy=draw(st.none() | DOSES),
        last_course_at_most_gy=draw(st.none() | DOSES),
        last_course_share_at_most=draw(st.none() | st.floats(0.01, 1.0)),
        level=draw(st.none() | st.sampled_from(Level)),
        endpoint=draw(st.text(max_size=5)),
        consensus=draw(st.text(max_size=5)),
        citation=draw(st.just("") | WORDS),
        doi=draw(st.none() | WORDS),
        year=draw(st.none() | st.integers(1900, 2100)),
        evidence=draw(st.sampled_from(Evidence)),
        confidence=draw(st.sampled_from(Confidence)),
        surrogates=draw(st.sampled_from([(), ("SpinalCanal",)])),
        note=draw(st.text(max_size=5)),
        editable=draw(st.booleans()),
    )


@st.composite
def sets(draw):
    rows = draw(st.lists(limits(), max_size=4))
    seen = Observation(("Rectum",), draw(WORDS), draw(WORDS), Evidence.VERIFIED, None, draw(st.none() | st.just(2012)))
    return ConstraintSet(
        name="any",
        title=draw(WORDS),
        version=draw(WORDS),
        date=draw(WORDS),
        author=draw(WORDS),
        limits=tuple(replace(row, key=f"row {line}") for line, row in enumerate(rows)),
        notes=tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
        gaps=tuple(OrganGap("Urethra", draw(WORDS)) for _ in range(draw(st.integers(0, 2)))),
        observations=(seen,) * draw(st.integers(0, 1)),
        based_on=draw(st.just("") | WORDS),
    )


@given(made=sets())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_set_holds_its_file_gives_back_the_same_set(made, tmp_path):
    path = tmp_path / "any.json"
    write_whole(path, set_text(made))
    assert set_from_file(path) == made
    assert set_problems(path) == ()


def test_a_damaged_file_is_told_in_one_sentence_and_the_shipped_sets_still_work(ours):
    (SETS.folder / "broken.json").write_text('{"schema": "reirrad-gui/constraint-set/1", "tit', encoding="utf-8")
    known = known_sets()
    assert [one.name for one in known.sets] == [*SHIPPED, "our-pelvis"]
    ((name, sentence),) = known.problems
    assert name == "broken"
    assert "cannot be read as JSON" in sentence
    assert "\n" not in sentence.strip()
    with pytest.raises(CaseFileError, match="No limit of it was applied"):
        load_constraint_set("broken")


def test_a_save_that_fails_half_way_leaves_the_old_file_and_no_rest(ours, monkeypatch):
    before = (SETS.folder / "our-pelvis.json").read_bytes()

    def no_room(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(CaseFileError, match=r"No space left on device\. Nothing was changed"):
        save_set(replace(ours, notes=("new",)), "A. Physicist", DAY)
    assert (SETS.folder / "our-pelvis.json").read_bytes() == before
    assert [path.name for path in SETS.folder.iterdir()] == ["our-pelvis.json"]


@pytest.mark.parametrize("name", ["../elsewhere", "", ".hidden", "a/b"])
def test_a_name_cannot_lead_out_of_the_folder(name):
    with pytest.raises(EntryError, match="cannot be the name"):
        SETS.write(name, "{}")
    assert SETS.file(name) is None or not SETS.file(name).is_relative_to(SETS.folder)


def test_a_set_of_the_users_wins_over_a_file_of_the_same_name_in_the_working_folder(ours, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our-pelvis").write_text("something else", encoding="utf-8")
    assert load_constraint_set("our-pelvis") == ours


# --- tables of tissues ------------------------------------------------------------------------------------------


def test_a_table_is_copied_changed_exported_imported_and_deleted_like_a_set(tmp_path):
    copy = copy_table("alpha-beta", "Our tissues", "A. Physicist", DAY)
    assert tissue_table_names() == ("alpha-beta", "our-tissues")
    assert copy.stamp.based_on == load_tissue_table().stamp.text
    assert copy.tissues == load_tissue_table().tissues
    saved = save_table(copy, "B. Physician", date(2026, 12, 1))
    assert (saved.stamp.version, saved.stamp.author, saved.stamp.date) == ("2", "B. Physician", "2026-12-01")
    assert load_tissue_table("our-tissues") == saved
    with pytest.raises(EntryError, match="was changed meanwhile"):
        save_table(copy, "A. Physicist", DAY)
    export_table("our-tissues", tmp_path / "our-tissues.json")
    delete_table("our-tissues")
    assert import_table(tmp_path / "our-tissues.json") == saved == load_tissue_table("our-tissues")
    with pytest.raises(EntryError, match="of your own"):
        delete_table("alpha-beta")
    with pytest.raises(EntryError, match="stays as it is"):
        save_table(load_tissue_table(), "A. Physicist", DAY)


def test_a_table_that_changed_on_disk_is_read_again():
    copy_table("alpha-beta", "Ours", "A. Physicist", DAY)
    assert load_tissue_table("ours").stamp.title == "Ours"
    path = TABLES.folder / "ours.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"Ours"', '"Ours, again"'), encoding="utf-8")
    assert load_tissue_table("ours").stamp.title == "Ours, again"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(author=" "), "needs its author"),
        (lambda c: c.update(extra=1), "the entry extra is not known"),
        (lambda c: c.pop("unknown"), "unknown is missing"),
        (lambda c: c["target"].update(assumed=False), "must be marked as assumed"),
        (lambda c: c["tissues"][0].update(tissue=""), "needs the name of its tissue"),
        (lambda c: c["tissues"][0].pop("evidence"), "evidence must be one of"),
    ],
)
def test_a_damaged_table_of_the_users_is_refused(tmp_path, change, complaint):
    content = json.loads(table_text(load_tissue_table()))
    change(content)
    path = tmp_path / "table.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CaseFileError, match=complaint):
        load_tissue_table(path)


def test_the_file_of_a_table_gives_back_the_same_table(tmp_path):
    shipped = load_tissue_table()
    write_whole(tmp_path / "alpha-beta.json", table_text(shipped))
    assert load_tissue_table(tmp_path / "alpha-beta.json") == shipped


def test_a_value_outside_the_range_is_told_with_the_range():
    table = load_tissue_table()
    assert table.alpha_beta_for("CaudaEquina").outside(2.0) == ""
    assert "outside the 2 to 4 Gy" in table.alpha_beta_for("CaudaEquina").outside(1.9)
    assert table.alpha_beta_for("Rectum").outside(4.0) == (
        "α/β 4 Gy is not the 3 Gy of the table of tissues, which has no range for bladder, rectum and bowel, late "
        "reactions."
    )
