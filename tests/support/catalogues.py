"""Writes the catalogues of languages, for Qt Linguist: `python -m tests.support.catalogues [de fr ...]`.

Without codes, brings every catalogue of `resources/languages` in step with the code: new texts are added as unfinished,
texts that are gone are left out, translations stay. With codes, starts those languages too. Then compiles them.
docs/languages.md says how to translate one.
"""

import json
import subprocess
import sys
from calendar import month_abbr
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

from PySide6.QtCore import QLocale

from reirrad_gui.ui.language.patterns import COUNTED, PLACE
from reirrad_gui.ui.language.spoken import CONTEXT
from tests.support.texts_in_code import texts_in

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "languages"
NOT_SHOWN = ("reirrad_gui/cli/",)
JSON_TEXTS = {
    "constraints/*.json": {"title", "notes", "endpoint", "consensus", "recovery_basis", "note", "scope", "reason"},
    "tissues/*.json": {"title", "tissue", "reason", "source"},
    "evidence/*.json": {
        "title", "notes", "topic", "claim", "what", "note", "why_not", "text", "correction", "said", "value", "where",
        "says", "verdict", "instead", "why_no_identifier",
    },
    "tour/*.json": {"title", "text"},
    "example/*.json": {
        "synthetic", "title", "detail", "source", "derived", "not_stated", "what", "histology", "stage", "structure",
        "text", "part", "wording", "finding", "group", "change", "compared_with", "note", "basis", "site",
    },
}  # fmt: skip
"""The fields of shipped data that are shown as they stand. Citations stay in their own language."""
QT_TEXTS = {
    "QPlatformTheme": (
        "OK|Save|Save All|Open|&Yes|Yes to &All|&No|N&o to All|Abort|Retry|Ignore|Close|Cancel|Discard|Help|Apply|"
        "Reset|Restore Defaults"
    ),
    "QLineEdit": "&Undo|&Redo|Cu&t|&Copy|&Paste|Delete|Select All",
    "QWidgetTextControl": "&Undo|&Redo|Cu&t|&Copy|Copy &Link Location|&Paste|Delete|Select All",
    "QAbstractSpinBox": "&Select All|&Step up|Step &down",
    "QMessageBox": "Show Details...|Hide Details...",
}
"""Qt's own texts that show in this program, by their context in Qt."""
DATES = tuple(text for name in month_abbr[1:] for text in (f"{{1}} {name} {{2}}", f"{name} {{1}}"))
PUT_TOGETHER = (
    "{1} or {2}|{1} of {2} Gy|{1} y {2} m|{1} y|{1} m|%n thing(s)|%n event(s)|%n line(s)|%n month(s)|"
    "%n fraction(s)|%n day(s)|is|are|was|were|has|have|above|intermediate|lower|higher|undetermined|repeat|start|"
    "end|side|site|place|rib|vertebra|physical|pain|letters|verification|research|service|palliative|curative|prophylactic|back|front|head|feet|"
    "to the back|to the front|to the head|to the feet|exceeds {1} Gy {2}|exactly on {1} Gy {2}|within {1} Gy EQD2|"
    "near {1} Gy EQD2|within|near|the other dose is not known everywhere|"
    "the sources give no fields, so for the real patient it is undetermined|%n new lesion(s)|New lesions|rib {1}|"
    "by {1}|The authors of reirrad_gui|{1} Gy to {2}|{1} Gy each|dashed|dotted|solid|dash-dotted|{1} D95 / mean|"
    "synthetic data|NOT approved|re-irradiation type {1}|“{1}” is taken as {2}|until {1}|from {1}|"
    "within {1} Gy EQD2 ({2})|near {1} Gy EQD2 ({2})|exceeds {1} Gy EQD2 ({2})|"
    "{1} not assessable|{1} near|{1} exceeds|{1} within|sum not known|site not stated|OMED not given|"
    "pain not given|not given|Interval unknown|PCWG no progression|recovery by “{1}” {2}|"
    "The accumulated dose is not drawn, because it would leave out a course|"
    "in {1} only, which no structure of this case is|"
    "within, {1} left|near, {1} left|exceeds, {1} left|within, {1} left ±½|near, {1} left ±½|exceeds, {1} left ±½|"
    "PCWG two or more new lesions, unconfirmed|{1} and {2}"
    "|prescribed|decides|flips|bounds|Cum.|Phys.|Diff.|EQD2 of {1}|BED of {1}|above the limit of {1} Gy|"
    "below the limit of {1} Gy|Not contoured in any structure set: nothing can be said about it|assumed|each|"
    "one number is in force, no range|bladder, rectum and bowel, late reactions"
    "|{1} Gy / {2}, {3} Gy each|off|cumulative|within {1} Gy EQD2 (≥ {2}, {3})"
    "|dash-dot|dash-dot-dot|long dashes|New lesions: {1}"
)
"""Texts that the code puts together from pieces, so that reading it does not find them."""
SYMBOLS = "▲✖✔⚠≠†‡ "
"""They stand before a text, which is told without them."""
Forms = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One text of a catalogue and its translation: no form while it is unfinished, several for a counted thing."""

    context: str
    source: str
    where: tuple[str, ...] = ()
    forms: Forms = ()
    meaning: str = ""


def shown_texts() -> list[Entry]:
    """Every text that the program may show, with the files it is in; sorted, so that a change shows as one."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "reirrad_gui").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if not where.startswith(NOT_SHOWN):
            for text in texts_in(path):
                found[text.lstrip(SYMBOLS)].add(where)
    for pattern, fields in JSON_TEXTS.items():
        for path in sorted((ROOT / "resources").glob(pattern)):
            for text in _fields(json.loads(path.read_text(encoding="utf-8")), fields):
                found[_numbered(text)].add(path.relative_to(ROOT).as_posix())
    for text in (*DATES, *PUT_TOGETHER.split("|")):
        found[text].add("tests/support/catalogues.py")
    ours = [Entry(CONTEXT, text, tuple(sorted(where))) for text, where in found.items()]
    qt = [Entry(context, text) for context, texts in QT_TEXTS.items() for text in texts.split("|")]
    return sorted([*ours, *qt], key=lambda one: (one.context != CONTEXT, one.context, one.where, one.source))


def _fields(data: object, wanted: set[str], inside: bool = False) -> list[str]:
    match data:
        case dict():
            return [text for key, value in data.items() for text in _fields(value, wanted, key in wanted)]
        case list():
            return [text for value in data for text in _fields(value, wanted, inside)]
        case str() if inside and any(map(str.isalpha, data)):
            return [data.strip()]
    return []


def _numbered(text: str) -> str:
    """`{interval}` of shipped sentences as a numbered place."""
    import re

    count = iter(range(1, 100))
    return re.sub(r"\{[a-z_]+\}", lambda _: f"{{{next(count)}}}", text)


def read(path: Path) -> dict[tuple[str, str], Entry]:
    """The entries of a catalogue, by context and English text."""
    found = {}
    for context in Xml.parse(path).iter("context"):
        for message in context.iter("message"):
            told = message.find("translation")
            done = told is not None and told.get("type") != "unfinished"
            forms = tuple(one.text or "" for one in told.iter("numerusform")) if told is not None else ()
            one = Entry(
                context.findtext("name", ""),
                message.findtext("source", ""),
                forms=(forms or (told.text or "",)) if done and told is not None else (),
            )
            found[one.context, one.source] = one
    return found


def write(path: Path, language: str, entries: list[Entry], review: str) -> None:
    """A catalogue as Qt Linguist reads and writes it."""
    root = Xml.Element("TS", version="2.1", language=language, sourcelanguage="en")
    Xml.SubElement(root, "extra-review").text = review
    contexts: dict[str, Xml.Element] = {}
    for entry in entries:
        if entry.context not in contexts:
            contexts[entry.context] = Xml.SubElement(root, "context")
            Xml.SubElement(contexts[entry.context], "name").text = entry.context
        _add(contexts[entry.context], entry)
    Xml.indent(root, space=" ")
    text = Xml.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")


def _add(context: Xml.Element, entry: Entry) -> None:
    message = Xml.SubElement(context, "message")
    for where in entry.where:
        Xml.SubElement(message, "location", filename=f"../../{where}")
    Xml.SubElement(message, "source").text = entry.source
    told = Xml.SubElement(message, "translation")
    if not entry.forms:
        told.set("type", "unfinished")
    if COUNTED in entry.source:
        message.set("numerus", "yes")
        for form in entry.forms:
            Xml.SubElement(told, "numerusform").text = form
    elif entry.forms:
        told.text = entry.forms[0]


def faults(entry: Entry) -> list[str]:
    """What is wrong with a translation: a place lost or added, a number changed, no form for a number of things."""
    places = sorted(found.group() for found in PLACE.finditer(entry.source))
    return [
        f"{entry.source!r} -> {form!r}"
        for form in entry.forms
        if sorted(found.group() for found in PLACE.finditer(form)) != places or not form
    ]


def update(path: Path, language: str) -> list[Entry]:
    """Bring one catalogue in step with the code; its entries."""
    kept = read(path) if path.exists() else {}
    review = Xml.parse(path).getroot().findtext("extra-review", "") if path.exists() else ""
    entries = [
        Entry(one.context, one.source, one.where, kept[key].forms if (key := (one.context, one.source)) in kept else ())
        for one in shown_texts()
    ]
    write(path, language, entries, review)
    return entries


def main(codes: list[str]) -> int:
    FOLDER.mkdir(exist_ok=True)
    known = {path.stem.removeprefix("reirrad_gui_") for path in FOLDER.glob("*.ts")}
    for code in sorted(known | set(codes)):
        path = FOLDER / f"reirrad_gui_{code}.ts"
        entries = update(path, code)
        missing = sum(not one.forms for one in entries)
        print(f"{QLocale(code).nativeLanguageName()}: {len(entries)} texts, {missing} without a translation")
        for fault in (fault for one in entries for fault in faults(one)):
            print(f"  {fault}")
    subprocess.run([sys.executable, ROOT / "packaging" / "languages.py"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
