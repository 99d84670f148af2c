"""A person's own limits and own table of α/β: taken along in a capsule, and used from there where it is opened.

They lie beside the case's files and never take the place of a set of the same name on the computer. What each says of
itself has to be what the case was saved with.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from reirrad_gui.constraints import ConstraintSet, Stamp, TissueTable, load_constraint_set, load_tissue_table
from reirrad_gui.constraints.library import SETS
from reirrad_gui.constraints.set_files import set_text
from reirrad_gui.constraints.shelf import Shelf, write_whole
from reirrad_gui.constraints.tissue_tables import TABLES, table_text
from reirrad_gui.errors import CaseFileError
from reirrad_gui.session.keeping.document import CaseDocument
from reirrad_gui.session.settings import Settings
from reirrad_gui.store.capsule import Capsule, CapsuleError
from reirrad_gui.store.capsule.form import LIMITS, TISSUES

FOLDER: Final = "sets"
CODE_LETTERS, NAME_LETTERS = 12, 80
_CAME: Final = re.compile(rf"[/\\]{FOLDER}[/\\][0-9a-f]{{{CODE_LETTERS}}}[/\\]([^/\\]+)\.json$")
Known = ConstraintSet | TissueTable


@dataclass(frozen=True, slots=True)
class _Kind:
    """Limits, or a table of α/β: its member, and what settings and documents call it."""

    member: str
    setting: str
    shelf: Shelf
    what: str
    load: Callable[[str | Path], Known]
    text: Callable[[Any], str]


_KINDS: Final = (
    _Kind(LIMITS, "constraint_set", SETS, "limits", load_constraint_set, set_text),
    _Kind(TISSUES, "tissue_table", TABLES, "table of α/β", load_tissue_table, table_text),
)


def own_sets(document: CaseDocument) -> Mapping[str, str]:
    """The contents of the sets in force that did not come with the program, by the names of their members.

    Raises
    ------
    CapsuleError
        One is no longer what the case's numbers rest on.
    """
    found: dict[str, str] = {}
    for kind in _KINDS:
        name, was = getattr(document.settings, kind.setting), getattr(document, kind.setting)
        if name in kind.shelf.shipped or was is None:
            continue
        try:
            known = kind.load(name)
        except CaseFileError as error:
            raise CapsuleError(f"{error} No capsule was written, because its numbers rest on that.") from error
        if known.stamp != was:
            raise CapsuleError(
                f"The {kind.what} in force were changed since the numbers were worked out (then {was.text}, now "
                f"{known.stamp.text}): no capsule was written. Choose them again, and save then."
            )
        found[kind.member] = kind.text(known)
    return found


@dataclass(frozen=True, slots=True)
class Arrived:
    """Sets of a capsule that lie in a folder now: what a document is to call them, and a sentence for each."""

    places: Mapping[tuple[str, str], tuple[str, Stamp]]
    told: tuple[str, ...]

    def document(self, document: CaseDocument) -> CaseDocument:
        """A document of the case that rests on them, its saved views too."""
        told: dict[str, Any] = {}
        for kind in _KINDS:
            found = self.places.get((kind.setting, getattr(document.settings, kind.setting)))
            if found is not None:
                told[kind.setting] = found[1]
        if not told:
            return document
        called = {key: path for key, (path, _) in self.places.items()}
        story = tuple(replace(one, settings=resting_on(one.settings, called)) for one in document.storyboard)
        return replace(document, settings=resting_on(document.settings, called), storyboard=story, **told)


def resting_on(settings: Settings, called: Mapping[tuple[str, str], str]) -> Settings:
    """Settings with other names for some sets; `called` says which, by setting and name."""
    keys = [(kind.setting, getattr(settings, kind.setting)) for kind in _KINDS]
    changes: dict[str, Any] = {key[0]: called[key] for key in keys if key in called}
    return replace(settings, **changes) if changes else settings


def came_with(settings: Settings) -> Iterator[tuple[tuple[str, str], str]]:
    """Of sets that came with a case: setting and name as they were called, and where they lie now."""
    for kind in _KINDS:
        path = getattr(settings, kind.setting)
        found = _CAME.search(path)
        if found is not None:
            yield (kind.setting, found[1]), path


def put(capsule: Capsule, document: CaseDocument, folder: Path) -> Arrived:
    """The capsule's sets in a folder, those left out that this computer has just so.

    Raises
    ------
    CapsuleError
        A set is not the one that the case was saved with, or cannot be understood.
    """
    places: dict[tuple[str, str], tuple[str, Stamp]] = {}
    told: list[str] = []
    for kind in _KINDS:
        content, was = capsule.sets.get(kind.member), getattr(document, kind.setting)
        if content is None:
            continue
        name = getattr(document.settings, kind.setting)
        path = _place(folder, content, "" if was is None else was.name)
        lay_here = path.is_file()  # since the case arrived before: what rests on it stays
        try:
            write_whole(path, content)
            found = _checked(kind, path, was, capsule.path.name)
            here = _here(kind, name)
            lay_here = lay_here or here is None or kind.text(here) != kind.text(found)
        finally:
            if not lay_here:
                path.unlink(missing_ok=True)
        if here is not None and kind.text(here) == kind.text(found):
            continue
        places[kind.setting, name] = (str(path), found.stamp)
        told.append(_sentence(kind, found, here))
    return Arrived(places, tuple(told))


def _place(folder: Path, content: str, name: str) -> Path:
    """By content, so that another edition of a set never lies where this one does."""
    code = hashlib.sha256(content.encode("utf-8")).hexdigest()[:CODE_LETTERS]
    called = re.sub(r"[^\w -]", "_", name)[:NAME_LETTERS].strip() or "set"
    return folder / FOLDER / code / f"{called}.json"


def _checked(kind: _Kind, path: Path, was: Stamp | None, capsule: str) -> Known:
    try:
        found = kind.load(path)
    except CaseFileError as error:
        raise CapsuleError(f"The {kind.what} in {capsule} cannot be used: {error}") from error
    if was is None or replace(found.stamp, name=was.name) != was:
        raise CapsuleError(
            f"The {kind.what} in {capsule} are not the ones that its numbers rest on ({found.stamp.text}; the case "
            f"says {'nothing of them' if was is None else was.text}). Nothing was taken from it. Ask for the capsule "
            "again."
        )
    return found


def _here(kind: _Kind, name: str) -> Known | None:
    """What this computer calls by that name."""
    try:
        return kind.load(name)
    except CaseFileError:
        return None


def _sentence(kind: _Kind, came: Known, here: Known | None) -> str:
    said = f"The {kind.what} “{came.stamp.title}” ({came.stamp.edition}) came with the case and are used from it"
    if here is None:
        return f"{said}: this computer has none of that name."
    edition = here.stamp.edition
    other = "says something else" if edition == came.stamp.edition else f"is another one ({edition})"
    return f"{said}: what this computer has under that name {other}, and stays as it is."
