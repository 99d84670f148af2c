"""PS3.15 Table E.1-1 as it is shipped: what happens to each attribute."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydicom.datadict import tag_for_keyword

from reirrad_gui.resources import resource

SCHEMA: Final = "reirrad-gui/deidentification/1"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the basic profile does to an attribute ("X", "Z", "D", "U"), and whether an option applies instead."""

    action: str
    dates: bool = False
    text: bool = False


@cache
def rules() -> dict[int, Rule]:
    """The shipped table by tag; ValueError where it is not one.

    >>> rules()[0x00100010].action, rules()[0x00080020].dates, rules()[0x30060026].text
    ('Z', True, True)
    """
    said = json.loads(resource("deidentification", "ps3.15-e.json").read_text(encoding="utf-8"))
    if said["schema"] != SCHEMA:
        raise ValueError(f"the table of de-identification has the schema {said['schema']!r}")
    found: dict[int, Rule] = {}
    for keyword, written in said["attributes"].items():
        tag = tag_for_keyword(keyword)
        if tag is None:
            raise ValueError(f"{keyword} is no attribute")
        action, *options = written.split()
        found[tag] = Rule(action.split("/")[-1], "dates" in options, "text" in options)
    return found
