"""The preferences as a table: key, title, unit, range, default, what it is for, and when it takes effect.

Kept in the person's settings; what is not there is the default. No widgets here.
"""

import json
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QSettings

from reirrad_gui.errors import EntryError
from reirrad_gui.ui.language.available import ENGLISH, languages

Value = str | bool | int
AT_ONCE, NEXT_START = "at once", "at the next start"
LANGUAGE = "preferences/language"
THEME, MOUSE, NAME = "theme", "preferences/mouse", "approval/name"
PALETTE, OPACITY = "preferences/palette", "preferences/wash opacity"
WASH, ISODOSES, CROSSHAIR = "preferences/wash", "preferences/isodoses", "preferences/crosshair"
LINES_ARE, PERCENT = "preferences/isodoses are", "preferences/isodoses percent"
LINES_IN = {name: f"preferences/isodoses {name}" for name in ("PHYSICAL", "EQD2", "BED")}
"""By the name of the quantity."""
IN_GY, OF_LAST, OF_FIRST = "Gy", "last", "first"
DVH = "view/dvh"
KEEP, PLACE, RECENT = "keeping/on", "keeping/place", "keeping/recent"
OWN_MOUSE, CONVENTIONAL_MOUSE = "own", "conventional"


class Kind(Enum):
    """Which control a preference has."""

    CHOICE = "choice"
    SWITCH = "switch"
    NUMBER = "number"
    TEXT = "text"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True)
class Preference:
    """One preference.

    `options` are values with their words, for a choice; `least` to `most` is the range of a number or of each level, in
    `unit`. `part` names the entry where several are kept under one key. `hint` is shown in an empty field, which some
    levels may be and others (without a hint) not.
    """

    key: str
    group: str
    title: str
    description: str
    kind: Kind
    default: Value
    options: tuple[tuple[Value, str], ...] = ()
    unit: str = ""
    least: float = 0
    most: float = 0
    takes_effect: str = AT_ONCE
    part: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """Distinct for every preference."""
        return f"{self.key} {self.part}".strip()

    @property
    def range_text(self) -> str:
        """The range of a number or of each level with its unit, as a sentence; empty for others."""
        return f"From {self.least:g} to {self.most:g} {self.unit}." if self.most else ""

    def of(self, settings: QSettings) -> Value:
        """What is in force; the default where nothing is kept, or something that it cannot be."""
        kept = settings.value(self.key)
        if kept is not None and self.part:
            kept = _parts(str(kept)).get(self.part)
        if kept is None:
            return self.default
        try:
            return self.checked(_typed(kept, self.kind))
        except EntryError:
            return self.default

    def put(self, settings: QSettings, value: Value) -> None:
        """Keep a value; the default is kept by keeping nothing.

        Raises
        ------
        EntryError
            The value cannot be meant; the sentence says what to enter.
        """
        value = self.checked(value)
        if self.part:
            parts = _parts(str(settings.value(self.key, "{}")))
            settings.setValue(self.key, json.dumps({**parts, self.part: value}))
        elif value == self.default:
            settings.remove(self.key)
        else:
            settings.setValue(self.key, value)

    def checked(self, value: Value) -> Value:
        """The value, if it can be meant; EntryError with a sentence otherwise."""
        if self.kind is Kind.CHOICE and value not in {option for option, _ in self.options}:
            words = ", ".join(text for _, text in self.options)
            raise EntryError(f"{self.title}: choose one of {words}; {value!r} is none of them.")
        if self.kind is Kind.NUMBER and not (isinstance(value, int) and self.least <= value <= self.most):
            said = f"{self.least:g} and {self.most:g} {self.unit}".rstrip()
            raise EntryError(f"{self.title} lies between {said}; {value} cannot be meant.")
        if self.kind is Kind.LEVELS:
            return self._levels(str(value))
        if self.key == PLACE:
            _check_place(str(value))
        return value.strip() if isinstance(value, str) else value

    def _levels(self, text: str) -> str:
        """Levels as they are kept: highest first, with a decimal point; a comma may be typed."""
        from reirrad_gui.ui.overlay.isodoses import levels_from  # with numpy, which the window starts without

        if not text.strip():
            if not self.hint:
                raise EntryError(f"{self.title}: name at least one level, such as 95 50.")
            return ""
        levels = levels_from(text)
        out = next((level for level in levels if not self.least <= level <= self.most), None)
        if out is not None:
            raise EntryError(
                f"{self.title} lie between {self.least:g} and {self.most:g} {self.unit}; {out:g} cannot be meant."
            )
        return " ".join(f"{level:g}" for level in levels)


def _typed(kept: object, kind: Kind) -> Value:
    """What a settings file holds as text, as what it means."""
    if kind is Kind.SWITCH:
        return str(kept).lower() in ("true", "1")
    if kind is Kind.NUMBER:
        try:
            return int(str(kept))
        except ValueError as error:
            raise EntryError(f"{kept} is no whole number.") from error
    return kept if isinstance(kept, bool) else str(kept)


def _parts(text: str) -> dict[str, Value]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _check_place(place: str) -> None:
    """Empty, an absolute path of a file, or a PostgreSQL address without a password."""
    place = place.strip()
    if "://" in place:
        address = urlsplit(place)
        if address.scheme not in ("postgresql", "postgresql+psycopg") or not address.hostname:
            raise EntryError(
                "A store on a server is named as postgresql://user@computer/database; this address cannot be meant."
            )
        if address.password:
            raise EntryError(
                "Leave the password out of the address: settings are kept in plain text. Put it into the password file "
                "of PostgreSQL (~/.pgpass) instead."
            )
    elif place and not Path(place).is_absolute():
        raise EntryError("Name the store's file with its whole path, or leave the field empty for your own store.")


LOOKS, LINES, MICE = "How it looks", "Isodose levels", "Mouse"
CURVES, PEOPLE = "Dose-volume histogram", "You and your cases"
ROUND = "round levels up to the highest dose"
PREFERENCES = (
    Preference(
        LANGUAGE, LOOKS, "Language", "The words of the window and its reports. Numbers keep their decimal point; the "
        "command line, JSON and case files stay English. A text without a translation stays English.", Kind.CHOICE,
        ENGLISH, tuple((one.code, one.offered_as) for one in languages()), takes_effect=NEXT_START,
    ),
    Preference(
        THEME, LOOKS, "Theme", "Dark for a dim room, light for bright rooms and for paper.", Kind.CHOICE, "dark",
        (("dark", "Dark"), ("light", "Light")),
    ),
    Preference(
        PALETTE, LOOKS, "Colours of the dose", "Viridis and Cividis are read alike by everyone, also with a deficient "
        "colour vision; the conventional palette runs from blue to red as planning systems do.", Kind.CHOICE, "Viridis",
        (("Viridis", "Viridis"), ("Cividis", "Cividis"), ("Conventional", "Conventional")),
    ),
    Preference(
        OPACITY, LOOKS, "Opacity of the dose wash", "How strongly the colours of the dose cover the image.",
        Kind.NUMBER, 45, unit="%", least=5, most=100,
    ),
    Preference(WASH, LOOKS, "Dose wash", "Whether images begin with the colours of the dose.", Kind.SWITCH, True),
    Preference(ISODOSES, LOOKS, "Isodose lines", "Whether images begin with lines of equal dose.", Kind.SWITCH, True),
    Preference(CROSSHAIR, LOOKS, "Crosshair", "Whether lines through the chosen point are drawn.", Kind.SWITCH, True),
    Preference(
        LINES_ARE, LINES, "Levels are", "What a case begins with. Where the prescription of that course is not "
        "known, its levels are in Gy. Levels chosen on the images of a case stay those of that case.",
        Kind.CHOICE, IN_GY, (
            (IN_GY, "In Gy"), (OF_LAST, "In % of the last course's prescription"),
            (OF_FIRST, "In % of the first course's prescription"),
        ),
    ),
    *(
        Preference(
            LINES_IN[name], LINES, f"Levels in {said}", f"Lines of equal {said} for all courses and their sum, with "
            "spaces between the levels.", Kind.LEVELS, "", unit="Gy", least=0.1, most=1000, hint=ROUND,
        )
        for name, said in (("PHYSICAL", "physical dose"), ("EQD2", "EQD2"), ("BED", "BED"))
    ),
    Preference(
        PERCENT, LINES, "Levels in %", "Where levels are in % of a prescription, whatever the quantity, with spaces "
        "between them.", Kind.LEVELS, "107 100 95 90 80 70 50 30", unit="%", least=1, most=300,
    ),
    Preference(
        MOUSE, MICE, "Left button on images", "With the conventional choice, dragging with the left button changes "
        "window and level, and a click sets the crosshair. The list of keys (?) follows.", Kind.CHOICE, OWN_MOUSE,
        ((OWN_MOUSE, "Drags the crosshair"), (CONVENTIONAL_MOUSE, "Conventional: drags window and level")),
    ),
    Preference(
        DVH, CURVES, "Volumes", "The unit of the volume axis.", Kind.CHOICE, False,
        ((False, "In % of the organ"), (True, "In cm³")), part="cc",
    ),
    Preference(
        DVH, CURVES, "Curves", "Cumulative: the volume with at least a dose. Differential: the volume per dose.",
        Kind.CHOICE, False, ((False, "Cumulative"), (True, "Differential")), part="differential",
    ),
    Preference(
        NAME, PEOPLE, "Your name", "Signs approvals, edits of the history and marks; asked for where it is empty.",
        Kind.TEXT, "", hint="as it shall stand beside what you approve",
    ),
    Preference(
        RECENT, PEOPLE, "List of patients", "Whether the start page and the File menu name the patients of kept cases. "
        "Patients… (Ctrl+P) lists them in either case.", Kind.SWITCH, True,
    ),
    Preference(
        KEEP, PEOPLE, "Keep cases", "Whether what you do is kept in the case store. When it is off, everything done "
        "to a case is lost when it is closed.", Kind.SWITCH, True, takes_effect=NEXT_START,
    ),
    Preference(
        PLACE, PEOPLE, "Case store", "A file with its whole path, or the address of the department's PostgreSQL: "
        "postgresql://user@computer/database. Empty: a file of your own.", Kind.TEXT, "", takes_effect=NEXT_START,
        hint="a file of your own",
    ),
)  # fmt: skip


def named(name: str) -> Preference:
    """The preference of this name; KeyError for another."""
    return {one.name: one for one in PREFERENCES}[name]
