"""Which files are FHIR bundles: told by their content, whatever their name."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reirrad_gui.errors import CaseFileError

_LETTER = ".letter.json"
_OWN = (".reirrad.json", _LETTER)
MOST_BYTES = 200_000_000
"""A larger file is no bundle of one patient's history."""


def bundle_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The bundles among files and below folders, in name order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [one for one in sorted(path.rglob("*.json")) if is_bundle(one)]
        elif path.suffix.casefold() == ".json" and is_bundle(path):
            found.append(path)
    return tuple(dict.fromkeys(found))


def only_bundles(path: Path, bundles: Iterable[Path]) -> bool:
    """True for a bundle, and for a folder of bundles, letters and stories alone: there is no DICOM to look for."""
    known = frozenset(bundles)
    if not path.is_dir():
        return path in known
    below = _files_below(path)
    told = any(one in known or one.name.endswith(_LETTER) for one in below)
    return told and all(one in known or one.name.endswith(_OWN) for one in below)


def _files_below(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".")]


def is_bundle(path: Path) -> bool:
    """True for JSON that says it is a FHIR Bundle; files that cannot be read are none."""
    if path.name.endswith(_OWN):
        return False
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        content = path.read_bytes()
        if b'"resourceType"' not in content or b'"Bundle"' not in content:
            return False
        said = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, Mapping) and said.get("resourceType") == "Bundle"


def bundle_entries(path: Path) -> list[Any]:
    """The entries of a bundle.

    Raises
    ------
    CaseFileError
        It cannot be read, or is none.
    """
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CaseFileError(
            f"The FHIR bundle {path.name} cannot be read ({error}); nothing is taken from it."
        ) from error
    entries = said.get("entry", []) if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or said.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise CaseFileError(f"{path.name} is no FHIR bundle; nothing is taken from it.")
    return entries
