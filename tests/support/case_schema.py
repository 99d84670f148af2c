"""resources/schema/case-1.json, made from the declared types of what is kept.

    python -m tests.support.case_schema

writes it again after a setting was added.
"""

import json
import types
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Union, get_args, get_origin

from reirrad_gui.session.keeping.document import CaseDocument
from reirrad_gui.session.keeping.encoding import KIND, hints
from reirrad_gui.store.document import SCHEMA

FILE = Path(__file__).parents[2] / "resources" / "schema" / "case-1.json"
PLAIN = {str: {"type": "string"}, bool: {"type": "boolean"}, int: {"type": "integer"}, type(None): {"type": "null"}}
NUMBER = {"anyOf": [{"type": "number"}, {"enum": ["Infinity", "-Infinity", "NaN"]}]}
DESCRIPTION = (
    "A case as the case store keeps it: everything that a person did, and the files that it rests on (path, SOP "
    "Instance UID, SHA-256). What the files say is read from them again. Every setting stands in it, defaults too. "
    "Fields that this version does not know are refused when a case is opened."
)


def schema():
    """The whole schema."""
    known = {}
    form(CaseDocument, known)
    top = known.pop("CaseDocument")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:reirrad-gui:case:1",
        "title": SCHEMA,
        "description": DESCRIPTION,
        **top,
        "properties": {"schema": {"const": SCHEMA}, **top["properties"]},
        "required": ["schema", *top["required"]],
        "$defs": dict(sorted(known.items())),
    }


def form(declared, known):
    """The schema of one type; dataclasses go into `known` and are referred to."""
    origin, kinds = get_origin(declared), get_args(declared)
    if declared is float or declared in PLAIN:
        found = NUMBER if declared is float else PLAIN[declared]
    elif origin in (Union, types.UnionType):
        several = len([kind for kind in kinds if is_dataclass(kind)]) > 1
        found = {"anyOf": [_alternative(kind, known) if several else form(kind, known) for kind in kinds]}
    elif origin is tuple and len(kinds) == 2 and kinds[1] is Ellipsis:
        found = {"type": "array", "items": form(kinds[0], known)}
    elif origin is tuple:
        exact = {"minItems": len(kinds), "maxItems": len(kinds)}
        found = {"type": "array", "prefixItems": [form(kind, known) for kind in kinds], **exact}
    elif origin is not None:
        found = {"type": "object", "additionalProperties": form(kinds[1], known)}
    elif issubclass(declared, Enum):
        found = {"enum": [one.name for one in declared]}
    else:
        known.setdefault(declared.__name__, _fields(declared, known))
        found = {"$ref": f"#/$defs/{declared.__name__}"}
    return found


def _fields(declared, known):
    properties = {name: form(kind, known) for name, kind in hints(declared).items()}
    said = {"properties": properties, "required": list(properties), "additionalProperties": False}
    doc = (declared.__doc__ or "").strip().split("\n")[0]
    return {"type": "object", "description": doc, **said}


def _alternative(kind, known):
    """One of several dataclasses, told by its name."""
    if not is_dataclass(kind):
        return form(kind, known)
    said = _fields(kind, known)
    properties = {KIND: {"const": kind.__name__}, **said["properties"]}
    return {**said, "properties": properties, "required": [KIND, *said["required"]]}


def text():
    """The file's content."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
