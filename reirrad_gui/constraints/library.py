"""The sets of limits on this computer: shipped ones to read, the user's own to copy, change, import and export."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from reirrad_gui.constraints.set_files import set_from_file, set_text
from reirrad_gui.constraints.sets import DEFAULT_SET, ConstraintSet
from reirrad_gui.constraints.shelf import Shelf, write_whole
from reirrad_gui.constraints.stamp import next_version
from reirrad_gui.errors import CaseFileError, EntryError

SETS: Final = Shelf("constraints", "constraint-sets", DEFAULT_SET, "constraint set")


@dataclass(frozen=True, slots=True)
class KnownSets:
    """Every set that can be read, shipped ones first, and a sentence for each file that cannot."""

    sets: tuple[ConstraintSet, ...]
    problems: tuple[tuple[str, str], ...]
    """(name, sentence)"""


def constraint_set_names() -> tuple[str, ...]:
    """Names of the shipped sets, the default first; then those of the user's own.

    Examples
    --------
    >>> constraint_set_names()[:3]
    ('pelvis-slevin-2021', 'cord-nieder-hytec', 'other-organs')
    """
    return SETS.names


def own_files() -> tuple[tuple[str, int], ...]:
    """The user's sets by name, each with when its file changed last: another value once there is something to read."""
    return tuple((name, file.stat().st_mtime_ns) for name in SETS.own if (file := SETS.file(name)) is not None)


def is_shipped(name: str) -> bool:
    """True for a set that came with the program and is never written over."""
    return name in SETS.shipped


def load_constraint_set(name_or_path: str | Path) -> ConstraintSet:
    """A shipped set or one of the user's by its name, or any set by the path of its file.

    Raises
    ------
    CaseFileError
        There is no such set, or a row of it cannot be used; the sentence names the file, the row and what to do.

    Examples
    --------
    >>> load_constraint_set("pelvis-slevin-2021").organs
    ('CaudaEquina', 'SacralPlex', 'Bladder', 'Rectum', 'Colon_Sigmoid', 'Colon', 'Bowel_Small')
    """
    return set_from_file(SETS.required(name_or_path))


def known_sets() -> KnownSets:
    """All sets of this computer; a damaged file of the user's costs only itself."""
    found: list[ConstraintSet] = []
    problems: list[tuple[str, str]] = []
    for name in SETS.names:
        try:
            found.append(load_constraint_set(name))
        except CaseFileError as error:
            problems.append((name, str(error)))
    return KnownSets(tuple(found), tuple(problems))


def copied(source: ConstraintSet, title: str, author: str, today: date) -> ConstraintSet:
    """A new set of the user's with everything of another; written nowhere yet.

    Raises
    ------
    EntryError
        The name is taken or none, or nobody's name is given.
    """
    return replace(
        source,
        name=SETS.new_name(title),
        title=title.strip(),
        version="1",
        date=today.isoformat(),
        author=named(author),
        based_on=source.stamp.text,
    )


def copy_set(name_or_path: str | Path, title: str, author: str, today: date) -> ConstraintSet:
    """Copies a set to the user's own, and keeps it; errors as `copied` and `load_constraint_set`."""
    copy = copied(load_constraint_set(name_or_path), title, author, today)
    SETS.write(copy.name, set_text(copy))
    return copy


def save_set(changed: ConstraintSet, author: str, today: date) -> ConstraintSet:
    """Keeps a changed set of the user's under the next version, with this author and day.

    Raises
    ------
    EntryError
        A shipped set, nobody's name, or a set that was changed on disk since it was read.
    CaseFileError
        What is on disk cannot be read or written.
    """
    if changed.name in SETS.own:
        on_disk = load_constraint_set(changed.name)
        if on_disk.version != changed.version:
            raise EntryError(
                f"“{on_disk.title}” was changed meanwhile ({on_disk.stamp.edition}). Nothing was written over it; "
                "open it again and repeat your change."
            )
    saved = replace(changed, version=next_version(changed.version), date=today.isoformat(), author=named(author))
    SETS.write(saved.name, set_text(saved))
    return saved


def rename_set(name: str, title: str, author: str, today: date) -> ConstraintSet:
    """Gives one of the user's sets another title and file, as its next version; errors as `save_set`."""
    if name not in SETS.own:
        raise EntryError("A shipped set keeps its name. Copy it under the name you want.")
    found = load_constraint_set(name)
    if SETS.file_name(title) == name:
        return save_set(replace(found, title=title.strip()), author, today)
    renamed = save_set(replace(found, name=SETS.new_name(title), title=title.strip()), author, today)
    SETS.delete(name)
    return renamed


def import_set(path: Path) -> ConstraintSet:
    """Takes a set from a file to the user's own, just as it is: version, date and author stay those of the file.

    Raises
    ------
    EntryError
        A set of that name is there already.
    CaseFileError
        The file is no set.
    """
    found = set_from_file(path)
    name = SETS.new_name(path.stem)
    SETS.write(name, set_text(found))
    return replace(found, name=name)


def export_set(name_or_path: str | Path, path: Path) -> ConstraintSet:
    """Writes a set to a file, just as it is; an existing file is refused.

    Raises
    ------
    EntryError
        The file exists.
    CaseFileError
        The set cannot be read, or the file cannot be written.
    """
    found = load_constraint_set(name_or_path)
    write_new(path, set_text(found))
    return found


def delete_set(name: str) -> None:
    """Removes one of the user's sets; EntryError for any other."""
    SETS.delete(name)


def write_new(path: Path, content: str) -> None:
    """Writes a file that is not there yet; EntryError where it is."""
    if path.exists():
        raise EntryError(f"{path.name} exists already and was not touched. Choose another name, or move it away.")
    write_whole(path, content)


def named(author: str) -> str:
    """Who stands behind a set; EntryError for nobody."""
    if not author.strip():
        raise EntryError("Say who stands behind this: your name goes into the set and into every result.")
    return author.strip()
