"""A capsule that was damaged, changed or made to harm: one sentence, and nothing taken from it."""

import hashlib
import json
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reirrad_gui.errors import ReirradError
from reirrad_gui.store.capsule import CapsuleError, Limits, Manifest, new_capsule, opened_capsule, single
from reirrad_gui.store.capsule.chains import after
from reirrad_gui.store.capsule.form import KIND, comment

CASE_ID = "0123456789abcdef" * 2
DOCUMENT = {"schema": "reirrad-gui/case/1", "patient": {"patient_id": "1"}, "files": [], "settings": {"α/β": 3.0}}
FILES = (b"first file", b"second " * 400)


def chain():
    first = single(CASE_ID, DOCUMENT, "Open", "A. Reader", "2026-11-21T20:00:00+00:00")
    return after(first, CASE_ID, {**DOCUMENT, "settings": {"α/β": 4.0}}, "Set α/β", "A. Reader", "2026-11-21T20:01")


def written(path):
    with new_capsule(path) as capsule:
        for content in FILES:
            capsule.add_file([content], "1.2.3")
        manifest = Manifest("", "0.3.0", "2026-11-21", False, True, 0, "", {})
        capsule.finish(chain(), {"schema": "reirrad-gui/figures/1", "figures": []}, manifest)
    return path


@pytest.fixture(scope="module")
def capsule(tmp_path_factory):
    return written(tmp_path_factory.mktemp("capsule") / "case.reirrad")


def read(path, limits=None):
    """Everything that a capsule holds, checked."""
    with opened_capsule(path, limits) as found:
        files = []
        for entry in found.manifest.files:
            target = path.with_name(f"out-{len(files)}")
            target.unlink(missing_ok=True)
            found.extract(entry, target)
            files.append(target.read_bytes())
        return found.manifest, found.document, [link.label for link in found.chain.links], tuple(files)


def rewritten(path, to, change=None, extra=(), manifest=None):
    """The same archive with members changed or added, and its comment made to fit a changed manifest."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename == "manifest.json" and manifest is not None:
                said = json.loads(content)
                manifest(said)
                content = json.dumps(said).encode()
            content = (change or {}).get(one.filename, content)
            if content is not None:
                new.writestr(one.filename, content)
            if one.filename == "manifest.json" and content is not None:
                new.comment = (comment(f"{KIND}1") + hashlib.sha256(content).hexdigest()).encode()
        for name, content in extra:
            new.writestr(name, content)
    return to


def test_a_capsule_reads_back_as_it_was_written_in_a_fixed_order(capsule, tmp_path):
    manifest, document, labels, files = read(capsule)
    assert (labels, files) == (["Open", "Set α/β"], FILES)
    assert document["settings"] == {"α/β": 4.0}
    assert manifest.case_id == CASE_ID
    names = zipfile.ZipFile(capsule).namelist()
    assert names == [
        "files/000001.dcm", "files/000002.dcm", "revisions.jsonl", "parts.jsonl", "case.json", "figures.json",
        "manifest.json",
    ]  # fmt: skip
    assert written(tmp_path / "again.reirrad").read_bytes() == capsule.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "../outside.dcm", "/etc/passwd", "files/../../outside.dcm", "C:\\outside.dcm", "files\\..\\x.dcm", "files/",
        "files/nested.zip", "files/000003.exe", "files/0000001.dcm", "manifest.json/x", "x\0y",
    ],
)  # fmt: skip
def test_a_name_that_is_no_member_of_a_capsule_is_refused(capsule, tmp_path, name):
    odd = rewritten(capsule, tmp_path / "odd.reirrad", extra=[(name, b"x")])
    with pytest.raises(CapsuleError, match=r"which no capsule holds|was changed after"):
        read(odd)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["odd.reirrad"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_a_link_and_a_file_that_nobody_lists_are_refused(capsule, tmp_path):
    with pytest.raises(CapsuleError, match="twice"):
        read(rewritten(capsule, tmp_path / "twice.reirrad", extra=[("files/000001.dcm", b"x")]))
    link = zipfile.ZipInfo("files/000003.dcm")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(CapsuleError, match="no ordinary file"):
        read(rewritten(capsule, tmp_path / "link.reirrad", extra=[(link, b"/etc/passwd")]))
    with pytest.raises(CapsuleError, match="was added"):
        read(rewritten(capsule, tmp_path / "more.reirrad", extra=[("files/000003.dcm", b"x")]))


@pytest.mark.parametrize("member", ["revisions.jsonl", "parts.jsonl", "case.json", "files/000001.dcm"])
def test_a_changed_or_missing_member_is_refused(capsule, tmp_path, member):
    before = zipfile.ZipFile(capsule).read(member)
    same_size = before[:-1] + bytes([before[-1] ^ 1])
    for number, content in enumerate((same_size, before + b" ", None)):
        with pytest.raises(CapsuleError, match="was changed after it was written"):
            read(rewritten(capsule, tmp_path / f"{number}.reirrad", {member: content}))


def test_a_manifest_that_was_edited_or_is_missing_is_refused(capsule, tmp_path):
    with pytest.raises(CapsuleError, match="it has no manifest"):
        read(rewritten(capsule, tmp_path / "none.reirrad", {"manifest.json": None}))
    said = zipfile.ZipFile(capsule).read("manifest.json").replace(b"0.3.0", b"0.3.1")
    odd = rewritten(capsule, tmp_path / "odd.reirrad", {"manifest.json": said})
    with zipfile.ZipFile(odd, "a") as packed:
        packed.comment = zipfile.ZipFile(capsule).comment
    with pytest.raises(CapsuleError, match="its manifest is not the one that was written"):
        read(odd)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            lambda m: m.update(schema="reirrad-gui/capsule/3", program_version="0.9"),
            "newer version of this program .0.9",
        ),
        (lambda m: m.update(schema="something"), "not a case capsule of this program"),
        (lambda m: m.update(case_id="../../evil"), "names no case"),
        (lambda m: m.update(case_id="f" * 32), "belongs to another case"),
        (lambda m: m.update(revisions=1), "has 2 revisions, and its own row says 1"),
        (lambda m: m.update(head_hash="0" * 64), "history in this capsule was changed"),
        (lambda m: m["files"].pop(), "belongs to no case"),
        (lambda m: m["files"][0].update(member="case.json"), "is said in two ways"),
        (lambda m: m["members"].pop("figures.json"), "was added"),
        (lambda m: m.pop("members"), "cannot be understood"),
        (lambda m: m["members"]["case.json"].update(size_bytes=-1), "cannot be understood"),
        (lambda m: m.update(told=[1]), "cannot be understood"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_even_with_a_fitting_comment(capsule, tmp_path, edit, sentence):
    with pytest.raises(CapsuleError, match=sentence):
        read(rewritten(capsule, tmp_path / "odd.reirrad", manifest=edit))


def test_a_revision_that_was_edited_breaks_the_chain_even_where_all_members_fit(capsule, tmp_path):
    lines = zipfile.ZipFile(capsule).read("revisions.jsonl").replace(b"A. Reader", b"B. Reader", 1)

    def fits(manifest):
        manifest["members"]["revisions.jsonl"]["sha256"] = hashlib.sha256(lines).hexdigest()

    with pytest.raises(CapsuleError, match=r"revision 1 .“Open”. was changed after it was written"):
        read(rewritten(capsule, tmp_path / "odd.reirrad", {"revisions.jsonl": lines}, manifest=fits))


def test_what_unfolds_to_more_than_it_may_is_refused_before_and_while_it_is_unpacked(capsule, tmp_path):
    with pytest.raises(CapsuleError, match="more than a case can have"):
        read(capsule, Limits(members=3))
    with pytest.raises(CapsuleError, match="unfolds to far more"):
        read(capsule, Limits(total_bytes=2000))
    bomb = rewritten(capsule, tmp_path / "bomb.reirrad", {"files/000001.dcm": bytes(40_000_000)})
    with pytest.raises(CapsuleError, match=r"unfolds to far more|another size"):
        read(bomb)
    # the archive's own list says that the bomb is as small as the manifest wants
    content = bytearray(bomb.read_bytes())
    size = struct.pack("<I", 40_000_000)
    content = content.replace(size, struct.pack("<I", len(FILES[0])))
    bomb.write_bytes(content)
    with pytest.raises(CapsuleError):
        read(bomb)
    assert not (tmp_path / "out-0").exists()


def test_no_zip_a_cut_one_and_an_encrypted_one_are_refused(capsule, tmp_path):
    odd = tmp_path / "odd.reirrad"
    for content in (b"", b"hello", capsule.read_bytes()[:-300], capsule.read_bytes()[:400]):
        odd.write_bytes(content)
        with pytest.raises(CapsuleError, match="no case capsule, or it is cut off or damaged"):
            read(odd)
    content = bytearray(capsule.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    odd.write_bytes(content)
    with pytest.raises(CapsuleError, match="encrypted"):
        read(odd)


@settings(max_examples=200)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_single_flipped_bit_is_refused_or_changes_nothing(capsule, place, bit):
    content = bytearray(capsule.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    flipped = capsule.with_name("flipped.reirrad")
    flipped.write_bytes(content)
    try:
        found = read(flipped)
    except ReirradError as error:
        assert "\n" not in str(error)
        assert str(error).endswith((".", "again."))
    else:
        assert found == read(capsule)


def test_a_capsule_that_cannot_be_finished_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), new_capsule(tmp_path / "case.reirrad") as capsule:
        capsule.add_file([b"x"])
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CapsuleError, match="cannot be written"), new_capsule(tmp_path / "no" / "case.reirrad"):
        pass
