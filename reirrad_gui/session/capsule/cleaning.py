"""The case's document without what says who and when: walked by its declared types, rule by rule."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Union, get_args, get_origin

from reirrad_gui.constraints import Stamp
from reirrad_gui.constraints.library import is_shipped
from reirrad_gui.constraints.tissue_tables import TABLES
from reirrad_gui.dicom.deidentify import Shift, Texts, Uids
from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import PartialDate, StatedDate
from reirrad_gui.patient.entered_dates import stated_date
from reirrad_gui.patient.events import Contradiction, Event, titled
from reirrad_gui.patient.facts import Note
from reirrad_gui.session.approvals import Approval
from reirrad_gui.session.capsule.clean_rules import RULES, Becomes
from reirrad_gui.session.keeping.encoding import hints
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.storyboard import SavedView

LEFT_OUT: Final = "left out"
_KEY_OF_STRUCTURE: Final = re.compile(r"([0-9.]+/-?[0-9]+/)(.*)", re.DOTALL)
STRUCTURES, PLANS, PLAN_LETTERS, ROI_LETTERS = "structures", "plans", 16, 64
"""As in `dicom.deidentify`: the same name has to become the same in files and document."""


class _NoRuleError(TypeError):
    """A programming error: `clean_rules` has to say what may stay of a text."""


@dataclass(slots=True)
class Cleaner:
    """Cleans values of one copy. `moved` counts dates, `dropped` dates that could not be moved."""

    texts: Texts
    uids: Uids
    shift: Shift
    moved: int = 0
    dropped: int = 0
    _sources: dict[str, str] = field(default_factory=dict)

    def value(self, value: Any, declared: Any, rule: Becomes | None = None) -> Any:
        """A value of a declared type, cleaned.

        Raises
        ------
        _NoRuleError
            A text has no rule: it is not guessed what may stay of it.
        """
        origin = get_origin(declared)
        if isinstance(value, str) and declared is str:
            return self.text(value, rule)
        if origin in (Union, types.UnionType):
            return self._one_of(value, get_args(declared), rule)
        if origin is tuple:
            kinds = get_args(declared)
            every = (kinds[0],) * len(value) if kinds[-1] is Ellipsis else kinds
            return tuple(self.value(one, kind, rule) for one, kind in zip(value, every, strict=True))
        if origin is not None and issubclass(origin, Mapping):
            kind = get_args(declared)[1]
            return MappingProxyType({self.text(k, rule): self.value(v, kind, Becomes.ITSELF) for k, v in value.items()})
        return self._whole(value) if is_dataclass(value) else value

    def text(self, text: str, rule: Becomes | None) -> str:
        """One text by its rule."""
        if rule is None:
            raise _NoRuleError("a text without a rule is not written into a de-identified copy")
        return self._ways()[rule](text) if text else text

    def _ways(self) -> Mapping[Becomes, Callable[[str], str]]:
        clean = self.texts.clean
        return {
            Becomes.ITSELF: lambda text: text,
            Becomes.CLEANED: lambda text: clean(text, "the case's own texts"),
            Becomes.CODE: clean,
            Becomes.STRUCTURE: self.structure,
            Becomes.PLAN: lambda text: clean(text, PLANS, PLAN_LETTERS),
            Becomes.KEY: self.uids.in_text,
            Becomes.SOURCE: self.source,
            Becomes.DATE: self.written_date,
            Becomes.MOMENT: self.shift.iso_start,
            Becomes.NOTHING: lambda _: "",
            Becomes.WORD: lambda _: LEFT_OUT,
        }

    def structure(self, text: str) -> str:
        """A structure's name, or its key: the UID of its set, its number and its name."""
        found = _KEY_OF_STRUCTURE.fullmatch(text)
        if found is None:
            return self.texts.clean(text, STRUCTURES, ROI_LETTERS)
        return f"{self.uids.in_text(found[1])}{self.texts.clean(found[2], STRUCTURES, ROI_LETTERS)}"

    def source(self, text: str) -> str:
        """A source by a number; that a DICOM header is the source says nothing of anybody."""
        if text.endswith(" header") and len(text) < 20:
            return text
        return self._sources.setdefault(text, f"source {len(self._sources) + 1}")

    def written_date(self, text: str) -> str:
        """A date as somebody wrote it, moved; empty where it is not understood or cannot be moved exactly."""
        try:
            said = self.shift.stated(stated_date(text, "-"), "-", "")
        except (EntryError, ValueError, OverflowError):
            self.dropped += 1
            return ""
        self.moved += 1
        first, last = said.earliest, said.latest
        if first is None or last is None:
            known = first or last
            assert known is not None, "a stated date has a beginning or an end"
            return f"{known.iso} or {'earlier' if first is None else 'later'}"
        return first.iso if first == last else f"{first.iso} to {last.iso}"

    def stated(self, said: StatedDate) -> StatedDate:
        """What one source says of a date, moved."""
        self.moved += 1
        return self.shift.stated(said, self.source(said.source), "derived" if said.derived else "")

    def settings(self, settings: Settings) -> Settings:
        """Settings with the same numbers."""
        named = {name: rule for name, rule in RULES["Settings"].items() if rule is not Becomes.OWN}
        known = hints(Settings)
        plain = {n: self.value(getattr(settings, n), known[n], named.get(n)) for n in known if n not in _OWN_SETTINGS}
        keys = self.uids.in_text
        return replace(
            settings,
            **plain,
            constraint_set=self.set_name(settings.constraint_set),
            tissue_table=self.set_name(settings.tissue_table),
            approvals=MappingProxyType({keys(k): self._approval(v) for k, v in settings.approvals.items()}),
            suitability=MappingProxyType(
                {keys(k): self._by_structure(v) for k, v in settings.suitability.items()},
            ),
            cord_region=self._by_structure(settings.cord_region),
        )

    def set_name(self, name: str) -> str:
        """A set's name; of one that lies in a file not its path."""
        return name if _shipped(name) else self.texts.clean(name.replace("\\", "/").rsplit("/", 1)[-1])

    def stamp(self, stamp: Stamp | None) -> Stamp | None:
        """A shipped set's stamp stays; of another one what it is called, without its author."""
        if stamp is None or _shipped(stamp.name):
            return stamp
        clean = self.texts.clean
        return replace(
            stamp, name=clean(stamp.name), title=clean(stamp.title), author=LEFT_OUT, based_on=clean(stamp.based_on),
            date=self.shift.iso_start(stamp.date) or LEFT_OUT,
        )  # fmt: skip

    def _by_structure(self, said: Mapping[str, str]) -> Mapping[str, str]:
        return MappingProxyType({self.text(name, Becomes.STRUCTURE): word for name, word in said.items()})

    def _approval(self, sentence: str) -> str:
        said = Approval.read(sentence)
        when = "" if said is None else self.shift.iso_start(said.when)
        return Approval(LEFT_OUT, when or "1900-01-01", LEFT_OUT).text

    def _one_of(self, value: Any, kinds: tuple[Any, ...], rule: Becomes | None) -> Any:
        if value is None or (rule is Becomes.NOTHING and isinstance(value, str) and type(None) in kinds):
            return None
        if is_dataclass(value):
            return self._whole(value)
        chosen = next((kind for kind in kinds if _fits(value, kind)), None)
        return value if chosen is None else self.value(value, chosen, rule)

    def _whole(self, value: Any) -> Any:
        if isinstance(value, StatedDate):
            return self.stated(value)
        if isinstance(value, PartialDate):
            raise TypeError("a date is moved with what its source says of it")
        if isinstance(value, Event):
            return self.event(value)
        if isinstance(value, Contradiction):
            return Contradiction(value.number, f"Contradiction {value.number}", "", "")
        if isinstance(value, Settings):
            return self.settings(value)
        if isinstance(value, SavedView):
            ends = {name: self._moved(getattr(value, name)) for name in ("first_day", "last_day")}
            return self._fields(value, **ends)
        return self._fields(value)

    def _moved(self, ordinal: float | None) -> float | None:
        """A place on the time axis: unmoved it would tell the shift."""
        return None if ordinal is None else ordinal + self.shift.days

    def _fields(self, value: Any, **own: Any) -> Any:
        declared: Any = type(value)
        known = hints(declared)
        rules = RULES.get(type(value).__name__, {})
        rest = {n: self._field(value, n, known[n], rules.get(n)) for n in known if n not in own}
        return type(value)(**rest, **own)

    def _field(self, value: Any, name: str, declared: Any, rule: Becomes | None) -> Any:
        try:
            return self.value(getattr(value, name), declared, rule)
        except _NoRuleError as error:
            raise _NoRuleError(f"{type(value).__name__}.{name}: {error}") from error

    def event(self, event: Event) -> Event:
        """An event with its typed values; its title is what follows from them."""
        facts = self._whole(event.facts)
        sites = tuple(self._whole(site) for site in event.sites)
        title = event.kind.capitalize() if isinstance(facts, Note) else titled(facts, sites)
        return self._fields(event, facts=facts, sites=sites, title=self.text(title, Becomes.CLEANED))  # type: ignore[no-any-return]


_OWN_SETTINGS: Final = ("constraint_set", "tissue_table", "approvals", "suitability", "cord_region")


def _shipped(name: str) -> bool:
    """Of a set or of a table that came with the program."""
    return is_shipped(name) or name in TABLES.shipped


def _fits(value: Any, kind: Any) -> bool:
    origin = get_origin(kind)
    if origin is not None:
        return isinstance(origin, type) and isinstance(value, origin)
    return isinstance(kind, type) and isinstance(value, kind)
