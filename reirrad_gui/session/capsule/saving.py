"""A case saved as a capsule, and opened again at once to see that it has the same numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import reirrad_gui
from reirrad_gui.case import Case
from reirrad_gui.constraints import Stamp
from reirrad_gui.errors import InputError
from reirrad_gui.session.capsule.copies import LABEL, Copies
from reirrad_gui.session.capsule.figures import figures_json, named_figures
from reirrad_gui.session.capsule.opening import compared
from reirrad_gui.session.capsule.sets import own_sets
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.keeping.document import CaseDocument, Documents, KeptFile, to_json
from reirrad_gui.session.keeping.stored import CAPSULE_SAVED
from reirrad_gui.store.capsule import SUFFIX, CapsuleError, CapsuleWriter, Chain, Manifest, new_capsule, single
from reirrad_gui.store.capsule.chains import after
from reirrad_gui.store.capsule.form import ENDINGS, LIMITS
from reirrad_gui.store.capsule.writing import pieces

if TYPE_CHECKING:
    from reirrad_gui.patient.events import Event
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.certainty import Question
    from reirrad_gui.session.opening import Opened
    from reirrad_gui.session.session import Session
    from reirrad_gui.session.settings import Settings
    from reirrad_gui.session.storyboard import Steps

SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class CapsuleWish:
    """What to write, and where to.

    Parameters
    ----------
    leave_out_flagged : de-identified copies go without images in whose pixels a name may stand
    checked : opens the capsule again and compares every number
    """

    to: Path
    with_files: bool = False
    deidentified: bool = False
    leave_out_flagged: bool = False
    overwrite: bool = False
    checked: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class CapsuleSource:
    """A case as it is now, frozen, so that it can be saved in the background.

    Parameters
    ----------
    assessed : what `assess` says of it
    chain : its revisions in a store, where it is kept in one
    who : who saves it
    sets : the person's own limits and table of α/β in force, by the names of their members (`sets.own_sets`)
    """

    document: CaseDocument
    case: Case
    assessed: Mapping[str, Any]
    chain: Chain | None = None
    who: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written. `lines` say it; `kept` are texts in a de-identified copy that a person should look at."""

    path: Path
    size_bytes: int
    files: int
    lines: tuple[str, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """What a session shows, taken at once; `source` makes of it what is saved, which may be slow."""

    opened: "Opened"
    case: Case
    settings: "Settings"
    question: "Question"
    assessment: "Assessment"
    events: "tuple[Event, ...] | None"
    storyboard: "Steps"

    @classmethod
    def of(cls, session: "Session") -> "Captured":
        """The session as it is now."""
        return cls(
            session.opened, session.case, session.settings, session.question, session.assessment,
            session.edited_events, session.storyboard,
        )  # fmt: skip

    def source(self, opened_from: Sequence[str] = (), chain: Chain | None = None, who: str = "") -> CapsuleSource:
        """With its document and its numbers; files that were not hashed yet are hashed now."""
        from reirrad_gui.session.as_json import assessment_json

        if chain is not None:
            opened_from = tuple(chain.document.get("opened_from", opened_from))
        shown = self.assessment
        stamps = (shown.set_in_force, shown.tissue_table)
        made = Documents(opened_from)
        document = made.of(self.opened, self.settings, self.question, stamps, self.events, self.storyboard)
        return CapsuleSource(document, self.case, assessment_json(shown), chain, who, own_sets(document))


def capsule_source(
    session: "Session", opened_from: Sequence[str] = (), chain: Chain | None = None, who: str = ""
) -> CapsuleSource:
    """What is on the screen, with every edit and setting."""
    return Captured.of(session).source(opened_from, chain, who)


def check_wish(wish: CapsuleWish) -> None:
    """InputError where it cannot be written there, before anything slow is done."""
    if not wish.to.name.endswith(SUFFIX) or wish.to.name == SUFFIX:
        raise InputError(f"A capsule's name ends with {SUFFIX}: {wish.to.name or wish.to} does not. Add it.")
    if wish.to.is_dir() or not wish.to.parent.is_dir():
        raise InputError(f"{wish.to} is no place for a file: choose a folder that is there.")
    if wish.to.exists() and not wish.overwrite:
        raise InputError(f"{wish.to} is there already; nothing was written. Choose another name, or replace it.")


def save_capsule(source: CapsuleSource, wish: CapsuleWish, step: Step = silent) -> Saved:
    """Writes the capsule; all of it or nothing. The case and its files stay as they are.

    Raises
    ------
    InputError
        It cannot be written; a file is not what it was; or images that may show a name are among the files.
    """
    check_wish(wish)
    copies = Copies.of(source.document, source.case, step) if wish.deidentified else None
    with new_capsule(wish.to) as capsule:
        if copies is None:
            told = _write(source, wish, capsule, step)
        else:
            told = _write_copies(source, copies, wish, capsule, step)
        files = len(capsule.files)
    size = wish.to.stat().st_size
    lines = [f"{wish.to}: {size / 1e6:.1f} MB, {_counted(files, 'file')} of the case.", *told]
    if wish.checked and (wish.with_files or not source.document.files):
        lines += _check_lines(wish.to, step)
    return Saved(wish.to, size, files, tuple(lines), () if copies is None else copies.kept_texts())


def _write(source: CapsuleSource, wish: CapsuleWish, capsule: CapsuleWriter, step: Step) -> tuple[str, ...]:
    told: tuple[str, ...] = ("It names the patient: keep it as you keep the patient's files.",)
    if wish.with_files:
        told += _write_files(source.document.files, capsule, step)
    else:
        told += ("The files are not in it: whoever opens it needs them, or sees the numbers as they were.",)
    _write_sets(source.sets, capsule)
    capsule.finish(_chain(source), figures_json(named_figures(source.assessed)), _manifest(source.document, wish, told))
    return told


def _write_copies(
    source: CapsuleSource, copies: Copies, wish: CapsuleWish, capsule: CapsuleWriter, step: Step
) -> tuple[str, ...]:
    if wish.with_files:
        copies.write_files(source.document, capsule, wish.leave_out_flagged, step)
    else:
        copies.name_files(source.document)
    document = copies.document(source.document, source.case)
    figures = named_figures(source.assessed, copies.structure)
    told = copies.told()
    cleaned = {name: copies.cleaned_set(content, _stamp(document, name)) for name, content in source.sets.items()}
    _write_sets(cleaned, capsule)
    chain = single(copies.case_id, to_json(document), LABEL, "left out", _now())
    capsule.finish(chain, figures_json(figures), _manifest(document, wish, told))
    return told


def _write_sets(sets: Mapping[str, str], capsule: CapsuleWriter) -> None:
    for name, content in sets.items():
        capsule.add_set(name, content)


def _stamp(document: CaseDocument, member: str) -> Stamp:
    stamp = document.constraint_set if member == LIMITS else document.tissue_table
    assert stamp is not None, "a set that is taken along has a stamp"
    return stamp


def _chain(source: CapsuleSource) -> Chain:
    """The stored revisions; one more where the screen shows something else, or a first one where nothing is stored."""
    said = to_json(source.document)
    if source.chain is None:
        from uuid import uuid4

        return single(uuid4().hex, said, CAPSULE_SAVED, source.who, _now())
    if source.chain.document == said:
        return source.chain
    return after(source.chain, source.chain.head.case_id, said, CAPSULE_SAVED, source.who, _now())


def _write_files(files: Sequence[KeptFile], capsule: CapsuleWriter, step: Step) -> tuple[str, ...]:
    missing: list[str] = []
    written: set[str] = set()
    for done, file in enumerate(files):
        step(done, len(files), f"Packing {file.shown_as}")
        if file.sha256 and file.sha256 in written:
            continue
        if not file.sha256 or not Path(file.path).is_file():
            missing.append(file.shown_as)
            continue
        ending = next((one for one in ENDINGS[1:] if file.path.lower().endswith(one)), ".dcm")
        entry = capsule.add_file(_unchanged(file), file.sop_instance_uid, ending)
        if entry.sha256 != file.sha256:
            raise CapsuleError(
                f"{file.shown_as} has another content than when the case was opened: no capsule was written. Open the "
                "folder again, and save that."
            )
        written.add(entry.sha256)
    if not missing:
        return ()
    names = ", ".join(missing[:SHOWN]) + (f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else "")
    return (f"{_counted(len(missing), 'file')} could not be found and stayed out: {names}.",)


def _unchanged(file: KeptFile) -> Iterator[bytes]:
    try:
        yield from pieces(Path(file.path))
    except OSError as error:
        raise CapsuleError(
            f"{file.shown_as} cannot be read ({error.strerror or error}): no capsule was written. Check the disk."
        ) from error


def _manifest(document: CaseDocument, wish: CapsuleWish, told: Sequence[str]) -> Manifest:
    stamps = {
        name: None if stamp is None else stamp.text
        for name, stamp in (("constraint_set", document.constraint_set), ("tissue_table", document.tissue_table))
    }
    return Manifest(
        "", reirrad_gui.__version__, _now(), wish.deidentified, wish.with_files, 0, "", {}, (), stamps, tuple(told)
    )


def _check_lines(path: Path, step: Step) -> list[str]:
    """Whether it opens to the same numbers, said before anybody relies on it."""
    try:
        found = compared(path, step)
    except InputError as error:
        return [f"▲ Opened again for a check, it cannot be shown: {error}"]
    if not found.differences:
        return [f"Opened again for a check: all {found.count} numbers are the same."]
    shown = [f"▲ {one.text}" for one in found.differences[:SHOWN]]
    return [f"▲ Opened again for a check: {len(found.differences)} of {found.count} numbers differ.", *shown]


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def json_of(saved: Saved) -> dict[str, Any]:
    """What was written, for scripts."""
    return {
        "path": str(saved.path), "size_bytes": saved.size_bytes, "files": saved.files, "told": list(saved.lines),
        "kept_texts": list(saved.kept),
    }  # fmt: skip
